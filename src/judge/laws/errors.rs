//! Errors (RFC 7644 section 3.12).

use serde_json::Value;

use super::book::{Verdicts, finding};
use super::sight::View;
use super::status::may_be_a_gateway;
use super::target::Place;
use crate::judge::describe::brief;
use crate::scim::urn;
use crate::suite::Law;
use crate::wire::Body;

/// The words of RFC 7644 table 9 and RFC 9865 table 3.
const SCIM_TYPES: [&str; 13] = [
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
    "invalidCursor",
    "expiredCursor",
    "invalidCount",
];

pub(super) fn judge(view: &View<'_>, verdicts: &mut Verdicts) {
    let status = view.response.status;
    if view.has_result() && !matches!(view.place, Place::Other) {
        let is_error = view.json().is_some_and(|body| lists(body, urn::ERROR));
        verdicts.require(Law::NoErrorInSuccess, !is_error, || {
            finding("/schemas", "a result", "an error")
        });
    }
    if status < 400 {
        return;
    }
    let error = view.json().filter(|body| is_scim_error(body));
    let gateway = may_be_a_gateway(status) || may_be_a_router(view);
    let law = if gateway { Law::GatewayErrorBody } else { Law::ErrorBody };
    verdicts.require(law, error.is_some(), || {
        let actual = match &view.response.body {
            Body::Empty => "no content".to_owned(),
            Body::Json(value) => brief(Some(value)),
            Body::Text(text) => brief(Some(&text.as_str().into())),
        };
        finding("", "a SCIM error in JSON", actual)
    });
    let Some(error) = error else { return };
    verdicts.require(Law::ErrorSchema, lists(error, urn::ERROR), || {
        finding("/schemas", urn::ERROR, brief(error.get("schemas")))
    });
    let said = error.get("status");
    verdicts.require(Law::ErrorStatusIsText, said.is_some_and(Value::is_string), || {
        finding("/status", format!("the string \"{status}\""), brief(said))
    });
    let number = match said {
        Some(Value::String(text)) => text.parse::<i64>().ok(),
        Some(value) => value.as_i64(),
        None => None,
    };
    if let Some(number) = number {
        verdicts.require(Law::ErrorStatusAgrees, number == i64::from(status), || {
            finding("/status", format!("{status}, as the answer"), number.to_string())
        });
    }
    if let Some(word) = error.get("scimType").filter(|word| !word.is_null()) {
        let known = word.as_str().is_some_and(|word| SCIM_TYPES.contains(&word));
        verdicts.require(Law::ErrorScimType, known, || {
            finding("/scimType", "a word of RFC 7644 table 9", brief(Some(word)))
        });
    }
}

/// May the error come from the router of the server's web framework, which knows
/// nothing of SCIM: of a method or an endpoint that the server does not have?
fn may_be_a_router(view: &View<'_>) -> bool {
    let no_endpoint = match view.place {
        Place::Other | Place::Bulk | Place::Search(_) => true,
        Place::Config | Place::Types | Place::OneType | Place::Schemas | Place::OneSchema => {
            view.request.method.is_write()
        }
        // `/USERS` and `/Users/` are spelled as /ResourceTypes does not spell them.
        Place::Collection(kind) => view.request.path != view.target.types[kind].endpoint,
        Place::Item(..) => false,
    };
    matches!(view.response.status, 405 | 501) || (view.response.status == 404 && no_endpoint)
}

/// Does it look like a SCIM error, if perhaps like a wrong one?
fn is_scim_error(body: &Value) -> bool {
    body.is_object()
        && (lists(body, urn::ERROR)
            || (body.get("status").is_some()
                && ["schemas", "detail", "scimType"].iter().any(|name| body.get(name).is_some()))
            || (body.get("schemas").is_some() && body.get("detail").is_some()))
}

/// Does `schemas` of a message list this URN?
pub(super) fn lists(message: &Value, urn: &str) -> bool {
    match message.get("schemas") {
        Some(Value::Array(all)) => all.iter().any(|one| one.as_str() == Some(urn)),
        _ => false,
    }
}
