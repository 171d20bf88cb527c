//! An exchange as the page shows it: what was sent, what came back, and what
//! it was for.

use serde::Serialize;

use super::mark::Mark;
use super::text;
use crate::event::Purpose;
use crate::wire::{Answer, Body, Exchange, Headers, Request};

/// An exchange that can be unfolded.
#[derive(Serialize)]
pub(super) struct ExchangeView {
    /// Its place in the page, for links.
    pub(super) anchor: String,
    /// `GET`.
    pub(super) method: &'static str,
    /// Path and query, as on the wire, shortened.
    pub(super) path: String,
    /// `200 OK`, or `no answer`.
    pub(super) status: String,
    /// `12 ms`, and how often it was sent if more than once.
    pub(super) timing: String,
    /// `reads ada back by filter`.
    pub(super) purpose: String,
    /// Class, symbol and word of the worst check on it, if any is worse than passed.
    pub(super) mark: Option<Mark>,
    /// Is it unfolded at first?
    pub(super) open: bool,
    /// The query parameters as they were before they were encoded.
    pub(super) query: Vec<NameValue>,
    /// What was sent.
    pub(super) request: MessageView,
    /// What came back; `None` without an answer.
    pub(super) response: Option<MessageView>,
    /// Why nothing came back.
    pub(super) error: Option<String>,
    /// The request as a curl line; empty where none is known.
    pub(super) curl: String,
}

/// A name and its value.
#[derive(Serialize)]
pub(super) struct NameValue {
    /// The name.
    pub(super) name: String,
    /// The value.
    pub(super) value: String,
}

/// A request or a response.
#[derive(Serialize)]
pub(super) struct MessageView {
    /// The request line or the status.
    pub(super) line: String,
    /// The header fields.
    pub(super) headers: Vec<NameValue>,
    /// The content, JSON set out over lines; empty if there is none.
    pub(super) body: String,
    /// How much of the content is shown, if not all.
    pub(super) cut: Option<String>,
}

/// What an exchange is beside the messages themselves.
pub(super) struct Setting<'a> {
    /// Its place in the page.
    pub(super) anchor: String,
    /// What it was for.
    pub(super) purpose: String,
    /// The curl line.
    pub(super) curl: &'a str,
    /// The worst check on it.
    pub(super) mark: Option<Mark>,
    /// Is it unfolded at first?
    pub(super) open: bool,
}

impl ExchangeView {
    /// Prepares `exchange`.
    pub(super) fn new(exchange: &Exchange, setting: Setting<'_>) -> Self {
        let target = exchange.request.target();
        let (response, error) = match &exchange.answer {
            Answer::Received(response) => (
                Some(MessageView::new(status(response.status), &response.headers, &response.body)),
                None,
            ),
            Answer::Failed(error) => (None, Some(text::visible(&error.to_string()))),
        };
        Self {
            anchor: setting.anchor,
            method: exchange.request.method.as_str(),
            path: text::value(&target, text::LINE_LIMIT),
            status: answer_status(exchange),
            timing: timing(exchange),
            purpose: setting.purpose,
            mark: setting.mark,
            open: setting.open,
            query: decoded_query(&exchange.request),
            request: MessageView::new(
                format!("{} {}", exchange.request.method, text::value(&target, text::BODY_LIMIT)),
                &exchange.request.headers,
                &exchange.request.body,
            ),
            response,
            error,
            // JSON spelling keeps the content of a body what it is.
            curl: text::visible_json(setting.curl),
        }
    }
}

impl MessageView {
    fn new(line: String, headers: &Headers, body: &Body) -> Self {
        let whole = match body {
            Body::Empty => String::new(),
            Body::Json(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
            Body::Text(content) => content.clone(),
        };
        let shortened = text::shorten(&whole, text::BODY_LIMIT);
        Self {
            line,
            headers: headers
                .iter()
                .map(|(name, value)| NameValue {
                    name: text::value(name, text::LINE_LIMIT),
                    value: text::value(value, text::VALUE_LIMIT),
                })
                .collect(),
            body: match body {
                Body::Json(_) => text::visible_json(shortened.text),
                _ => text::visible(shortened.text),
            },
            cut: shortened.remark,
        }
    }
}

/// The query parameters before encoding, if encoding changed them: a filter is
/// hard to read on the wire.
fn decoded_query(request: &Request) -> Vec<NameValue> {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-._~".contains(character);
    if request
        .query
        .iter()
        .all(|parameter| parameter.value.as_deref().unwrap_or_default().chars().all(plain))
    {
        return Vec::new();
    }
    request
        .query
        .iter()
        .map(|parameter| NameValue {
            name: text::value(&parameter.name, text::LINE_LIMIT),
            value: text::value(parameter.value.as_deref().unwrap_or_default(), text::VALUE_LIMIT),
        })
        .collect()
}

/// `200 OK`, or `no answer`.
pub(super) fn answer_status(exchange: &Exchange) -> String {
    exchange
        .answer
        .response()
        .map_or_else(|| "no answer".to_owned(), |response| status(response.status))
}

/// `12 ms`, and how often it was sent if more than once.
pub(super) fn timing(exchange: &Exchange) -> String {
    let latency = text::duration(u64::from(exchange.latency_ms));
    match exchange.attempts {
        0 | 1 => latency,
        more => format!("{latency}, sent {more} times"),
    }
}

/// The status with the phrase that RFC 9110 section 15 gives it.
fn status(code: u16) -> String {
    let phrase = match code {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => return code.to_string(),
    };
    format!("{code} {phrase}")
}

/// What a request was for, as it reads after its step: `confirm: reads ada
/// back by filter`.
pub(super) fn purpose(step: &str, purpose: &Purpose, request: &Request) -> String {
    let step = text::visible(step);
    match purpose {
        Purpose::Given => match step.strip_prefix("given ") {
            Some(name) => format!("sets up {name}"),
            None => format!("{step}: sets up what the scenario needs"),
        },
        Purpose::Step => format!("step {step}"),
        Purpose::Before { resource } => {
            format!("step {step}: reads {} before it is changed", text::visible(resource))
        }
        Purpose::ReadBack { resource } => format!(
            "step {step}: reads {} back by {}",
            text::visible(resource),
            if request.query_value("filter").is_some() { "filter" } else { "its id" }
        ),
        Purpose::AtOnce => format!("step {step}: one of several sent at once"),
        Purpose::Evidence => format!("broke this law in {step}"),
        Purpose::Settling => {
            format!("step {step}: asks again, because the answer contradicted an earlier write")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::{Method, Response, TransportError};

    fn exchange(request: Request, answer: Answer) -> ExchangeView {
        ExchangeView::new(
            &Exchange { request, answer, latency_ms: 12, attempts: 3 },
            Setting {
                anchor: "x1".into(),
                purpose: String::new(),
                curl: "curl",
                mark: None,
                open: false,
            },
        )
    }

    #[test]
    fn a_filter_is_shown_as_sent_and_as_meant() {
        let request =
            Request::new(Method::Get, "/Users").with_query("filter", "userName eq \"ada\"");
        let view = exchange(request, Answer::Received(Response::new(404)));
        assert_eq!(view.path, "/Users?filter=userName%20eq%20%22ada%22");
        assert_eq!(view.query[0].value, "userName eq \"ada\"");
        assert_eq!(
            (view.status.as_str(), view.timing.as_str()),
            ("404 Not Found", "12 ms, sent 3 times")
        );
        let plain = Request::new(Method::Get, "/Users").with_query("count", "1");
        assert!(exchange(plain, Answer::Received(Response::new(299))).query.is_empty());
    }

    #[test]
    fn a_long_body_is_cut_and_says_so() {
        let mut response = Response::new(200);
        response.body = Body::Json(json!({ "displayName": "x".repeat(30_000) }));
        let view = exchange(Request::new(Method::Get, "/Users/1"), Answer::Received(response));
        let message = view.response.unwrap();
        assert_eq!(message.body.chars().count(), text::BODY_LIMIT);
        assert_eq!(message.cut.as_deref(), Some("the first 20,000 of 30,023 characters"));
    }

    #[test]
    fn no_answer_says_why() {
        let view = exchange(
            Request::new(Method::Get, "/Users"),
            Answer::Failed(TransportError::Timeout { after_ms: 10_000 }),
        );
        assert_eq!(view.status, "no answer");
        assert_eq!(view.error.as_deref(), Some("no complete answer within 10000 ms"));
    }

    #[test]
    fn a_purpose_names_the_way_a_resource_is_read() {
        let by_id = Request::new(Method::Get, "/Users/1");
        let by_filter = Request::new(Method::Get, "/Users").with_query("filter", "x");
        let ada = || "ada".to_owned();
        for (step, kind, request, said) in [
            ("given ada", Purpose::Given, &by_id, "sets up ada"),
            ("disable", Purpose::Step, &by_id, "step disable"),
            (
                "disable",
                Purpose::ReadBack { resource: ada() },
                &by_filter,
                "step disable: reads ada back by filter",
            ),
            (
                "disable",
                Purpose::ReadBack { resource: ada() },
                &by_id,
                "step disable: reads ada back by its id",
            ),
            (
                "disable",
                Purpose::Before { resource: ada() },
                &by_id,
                "step disable: reads ada before it is changed",
            ),
        ] {
            assert_eq!(purpose(step, &kind, request), said);
        }
    }
}
