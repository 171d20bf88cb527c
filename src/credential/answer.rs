//! What a token endpoint answered.

use std::time::Duration;

use serde_json::Value;

use crate::wire::{Answer, Response, Secret, TransportError};

/// The longest token that is taken, in bytes: more fits into no header.
const LONGEST: usize = 64 * 1024;

/// How long a token counts as valid when the endpoint does not say, which
/// RFC 6749 section 5.1 allows.
const USUAL_LIFETIME: Duration = Duration::from_secs(3600);

/// A token and how long it may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// Its lifetime from the answer on.
    pub lifetime: Duration,
}

/// Why there is no access token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing was sent.
    #[error("the token endpoint was not asked: {0}")]
    NotAsked(String),
    /// No answer came.
    #[error("the token endpoint gave no answer: {0}")]
    Transport(TransportError),
    /// The endpoint refused (RFC 6749 section 5.2).
    #[error("the token endpoint answered {status}{reason}")]
    Refused {
        /// The status.
        status: u16,
        /// What the answer says of the reason, with a separator before it, or nothing.
        reason: String,
    },
    /// The answer is not the JSON object of RFC 6749 section 5.1.
    #[error(
        "the token endpoint answered {status} with {content}, not with a JSON object \
         (RFC 6749 section 5.1); is it the URL of the token endpoint?"
    )]
    NotJson {
        /// The status.
        status: u16,
        /// What came instead.
        content: String,
    },
    /// The answer has no token in it.
    #[error(
        "the answer of the token endpoint has no access_token that is a text (RFC 6749 section 5.1)"
    )]
    NoToken,
    /// The token cannot be sent.
    #[error("the access_token {0}")]
    Unusable(&'static str),
}

/// Reads the answer to a request for a token.
///
/// `expires_in` as text is taken for the number in it: that it is a text is
/// the business of a check.
///
/// # Errors
/// A [`TokenError`] in all cases in which there is no usable token.
pub fn read_token(answer: &Answer) -> Result<AccessToken, TokenError> {
    let response = match answer {
        Answer::Received(response) => response,
        Answer::Failed(error) => return Err(TokenError::Transport(error.clone())),
    };
    let status = response.status;
    let body = response.body.json().and_then(Value::as_object);
    if !response.is_success() {
        let text = |name| body.and_then(|body| body.get(name)).and_then(Value::as_str);
        let reason = match (text("error"), text("error_description")) {
            (Some(error), Some(more)) => format!(": {}: {}", brief(error), brief(more)),
            (Some(error), None) => format!(": {}", brief(error)),
            _ => String::new(),
        };
        return Err(TokenError::Refused { status, reason });
    }
    let Some(body) = body else {
        return Err(TokenError::NotJson { status, content: content(response) });
    };
    let token = body.get("access_token").and_then(Value::as_str).unwrap_or_default();
    match token {
        "" => return Err(TokenError::NoToken),
        long if long.len() > LONGEST => {
            return Err(TokenError::Unusable("is longer than 64 KiB"));
        }
        strange if strange.bytes().any(|byte| !byte.is_ascii_graphic()) => {
            return Err(TokenError::Unusable("has characters that no bearer token has"));
        }
        _ => {}
    }
    let seconds = match body.get("expires_in") {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    let lifetime = seconds.map_or(USUAL_LIFETIME, |seconds| {
        // A lifetime that is no time is one in which the token is asked for again each time.
        Duration::try_from_secs_f64(seconds.clamp(0.0, 1e9)).unwrap_or_default()
    });
    Ok(AccessToken { token: Secret::new(token), lifetime })
}

fn content(response: &Response) -> String {
    match response.headers.get("Content-Type") {
        Some(media_type) => brief(media_type),
        None if response.body.to_text().is_none_or(|text| text.is_empty()) => "nothing".to_owned(),
        None => "something without a media type".to_owned(),
    }
}

/// A foreign text on one line, and not the whole of a long one.
fn brief(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::Body;

    fn read(status: u16, body: Body) -> Result<AccessToken, TokenError> {
        let mut response = Response { body, ..Response::new(status) };
        response.headers.set("Content-Type", "text/html");
        read_token(&Answer::Received(response))
    }

    #[test]
    fn a_token_has_a_lifetime_said_or_not() {
        for (expires_in, seconds) in [
            (json!(300), 300.0),
            (json!("5400"), 5400.0),
            (json!(null), 3600.0),
            (json!("soon"), 3600.0),
            (json!(-7), 0.0),
            (json!(1e300), 1e9),
        ] {
            let body = Body::Json(json!({"access_token": "t0ken", "expires_in": expires_in}));
            let token = read(200, body).unwrap();
            assert_eq!(token.token.expose(), "t0ken");
            assert_eq!(token.lifetime, Duration::from_secs_f64(seconds), "{expires_in}");
        }
    }

    #[test]
    fn each_answer_without_a_token_has_its_own_words() {
        let long = "x".repeat(LONGEST + 1);
        for (status, body, words) in [
            (200, Body::Text("<html>".into()), "answered 200 with text/html, not with a JSON"),
            (200, Body::Empty, "not with a JSON object"),
            (200, Body::Json(json!(["t"])), "not with a JSON object"),
            (200, Body::Json(json!({"token": "t"})), "has no access_token"),
            (200, Body::Json(json!({"access_token": 7})), "has no access_token"),
            (200, Body::Json(json!({"access_token": "a\r\nb"})), "has characters"),
            (200, Body::Json(json!({"access_token": long})), "longer than 64 KiB"),
            (401, Body::Json(json!({"error": "invalid_client"})), "answered 401: invalid_client"),
            (503, Body::Text("<html>".into()), "answered 503"),
        ] {
            let said = read(status, body).unwrap_err().to_string();
            assert!(said.contains(words), "{said}");
        }
    }
}
