//! Status, media type and what an answer must not give away.

use std::sync::LazyLock;

use regex::Regex;

use super::book::{Verdicts, finding};
use super::sight::View;
use super::target::Place;
use crate::judge::describe::brief;
use crate::suite::Law;
use crate::wire::{Body, Method};

const SCIM_JSON: &str = "application/scim+json";

pub(super) fn judge(view: &View<'_>, verdicts: &mut Verdicts) {
    no_server_error(view, verdicts);
    media_type(view, verdicts);
    content(view, verdicts);
    no_internals(view, verdicts);
}

fn no_server_error(view: &View<'_>, verdicts: &mut Verdicts) {
    let status = view.response.status;
    // A server that asks to come back later has not failed (RFC 9110 section 15.6.4).
    if status == 503 && view.response.headers.get("Retry-After").is_some() {
        return;
    }
    let holds = status < 500 || (status == 501 && may_be_unsupported(view));
    verdicts.require(Law::NoServerError, holds, || {
        let expected =
            if status == 501 { "a feature that is offered" } else { "a status below 500" };
        finding("status", expected, status.to_string())
    });
}

/// Is it asked for something that the server does not have, or says that it
/// does not have (RFC 7644 table 8)?
fn may_be_unsupported(view: &View<'_>) -> bool {
    let declared = |feature: &str| view.target.unsupported.iter().any(|name| name == feature);
    match view.place {
        Place::Other | Place::Bulk | Place::Search(_) => true,
        _ => {
            (view.request.method == Method::Patch && declared("patch"))
                || (view.parameter("filter").is_some() && declared("filter"))
                || (view.parameter("sortBy").is_some() && declared("sort"))
                || (view.parameter("cursor").is_some() && !view.target.cursors)
        }
    }
}

fn media_type(view: &View<'_>, verdicts: &mut Verdicts) {
    // What is no JSON at all is wrong by other laws.
    if view.json().is_none() {
        return;
    }
    let law = match view.response.status {
        200 | 201 => Law::SuccessMediaType,
        status if status >= 400 && !may_be_a_gateway(status) => Law::ErrorMediaType,
        _ => return,
    };
    let label = view.response.headers.get("Content-Type");
    let essence = label.map(|label| label.split(';').next().unwrap_or_default().trim());
    let holds = essence.is_some_and(|essence| essence.eq_ignore_ascii_case(SCIM_JSON));
    verdicts.require(law, holds, || {
        finding("header Content-Type", SCIM_JSON, label.unwrap_or("nothing"))
    });
}

/// Statuses that proxies, gateways and web frameworks answer on their own
/// (rfc-notes, point 80).
pub(super) const fn may_be_a_gateway(status: u16) -> bool {
    matches!(status, 401 | 403 | 408 | 413 | 414 | 429 | 431 | 502..=504)
}

fn content(view: &View<'_>, verdicts: &mut Verdicts) {
    if view.response.status == 204 {
        let body = view.response.body.to_text();
        verdicts.require(Law::NoBodyWith204, body.is_none(), || {
            finding("", "no content", brief(body.map(serde_json::Value::from).as_ref()))
        });
    }
    let is_scim = !matches!(view.place, Place::Other) && view.request.method != Method::Delete;
    if view.has_result() && is_scim {
        let (holds, actual) = match &view.response.body {
            Body::Json(_) => (true, String::new()),
            Body::Text(text) => (false, brief(Some(&text.as_str().into()))),
            // What a write answers without content is judged elsewhere.
            Body::Empty => (view.request.method != Method::Get, "no content".to_owned()),
        };
        verdicts.require(Law::SuccessIsJson, holds, || finding("", "JSON", actual));
    }
}

/// What looks like the inside of a program.
static INTERNALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"Traceback \(most recent call last\)",
        r#"|File "[^"]+", line \d+"#,
        r"|\bat [\w.$<>]+\([\w$]+\.(java|kt|scala|cs|php|rb):?\d*\)",
        r"|(\\n|\n)\s+at [^\n]{1,200}:\d+:\d+",
        r"|\b(java|javax|org|com)\.[\w.]+(Exception|Error)\b",
        r"|\bSystem\.[\w.]*Exception\b",
        r"|\b(NullPointerException|NullReferenceException|IntegrityError|KeyError|AttributeError)\b",
        r"|Cannot read propert(y|ies) of (undefined|null)",
        r"|\bundefined method [`'‘]",
        r"|\bgoroutine \d+ \[",
        r"|SQLSTATE\[?\w|ORA-\d{5}|sqlalchemy|psycopg2?|org\.hibernate|PG::\w+",
        r"|syntax error at or near|violates unique constraint|UNIQUE constraint failed",
        r"|(?s)\bSELECT .{1,200} FROM \w|\bINSERT INTO \w",
    ))
    .ok()
});

fn no_internals(view: &View<'_>, verdicts: &mut Verdicts) {
    if view.response.status < 400 || !view.has_content() {
        return;
    }
    let (Some(internals), Some(text)) = (INTERNALS.as_ref(), view.response.body.to_text()) else {
        return;
    };
    let found = internals.find(&text).map(|found| found.as_str());
    // What the request itself said may be repeated.
    let asked = format!(
        "{}{}",
        view.request
            .query
            .iter()
            .filter_map(|parameter| parameter.value.as_deref())
            .collect::<String>(),
        view.request.body.to_text().unwrap_or_default()
    );
    let found = found.filter(|found| !asked.contains(found));
    verdicts.require(Law::NoInternals, found.is_none(), || {
        let actual = brief(Some(&found.unwrap_or_default().into()));
        finding("/detail", "words for people, nothing of the program", actual)
    });
}
