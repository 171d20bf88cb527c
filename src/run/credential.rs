//! Access tokens for a run: obtained before they are needed, renewed before
//! they expire, and nowhere but in the request that is sent.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::facts;
use crate::credential::{ClientCredential, TokenError, expiry, read_token};
use crate::wire::{
    Answer, BoxFuture, Redactor, Request, Response, Secret, Transport, TransportError,
};

/// How long before its end a token is renewed at most; of short-lived ones it
/// is a tenth of their life.
const MARGIN: Duration = Duration::from_secs(60);

/// How long a refusal stands before the token endpoint is asked again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Stands in requests where the token goes, until they are sent.
const PLACEHOLDER: &str = "scimproof-token-of-the-run";

/// The names of how long a token can last by what it says itself, in seconds.
pub(super) const LIFETIME: [&str; 2] = ["client.lifetime.least", "client.lifetime.most"];

/// How far the clocks of those who make and who check tokens may differ, in seconds.
const CLOCKS: i64 = 300;

/// The values of [`LIFETIME`] after an answer of a token endpoint: null if its
/// token is no JWT, or does not say when it ends.
pub(super) fn lifetime_bounds(answer: &Answer) -> [Value; 2] {
    let left = || {
        let Answer::Received(response) = answer else { return None };
        let token = response.body.json()?.get("access_token")?.as_str()?;
        let ends = i64::try_from(expiry(token)?).ok()?;
        Some(ends.saturating_sub(facts::seconds_at(response)))
    };
    let left = left();
    [-CLOCKS, CLOCKS].map(|clocks| left.map(|left| left.saturating_add(clocks)).into())
}

/// A transport that puts access tokens of `client` into requests that carry
/// the credential of the run, and that credential.
///
/// Tokens are obtained with the first such request, and renewed before they
/// expire. They are made known to `redactor`, and stand in no exchange. Other
/// requests pass as they are.
#[must_use]
pub fn authorized(
    inner: Arc<dyn Transport>,
    client: Arc<ClientCredential>,
    redactor: Redactor,
) -> (Arc<dyn Transport>, Secret) {
    let transport = Authorized { inner, client, redactor, held: Mutex::new(None) };
    (Arc::new(transport), Secret::new(PLACEHOLDER))
}

struct Authorized {
    inner: Arc<dyn Transport>,
    client: Arc<ClientCredential>,
    redactor: Redactor,
    held: Mutex<Option<Held>>,
}

/// What the token endpoint said last, and until when that counts.
struct Held {
    token: Result<String, String>,
    until: Instant,
}

impl Authorized {
    /// The value of the Authorization header. While one request waits for a
    /// new token, so do the others.
    async fn header(&self) -> Result<String, TransportError> {
        let mut held = self.held.lock().await;
        let current = match held.take().filter(|held| Instant::now() < held.until) {
            Some(current) => current,
            None => self.obtain().await,
        };
        let current = held.insert(current);
        current.token.clone().map_err(TransportError::NoToken)
    }

    async fn obtain(&self) -> Held {
        match self.ask().await {
            Ok((header, lifetime)) => {
                let usable = lifetime.saturating_sub(MARGIN.min(lifetime / 10));
                Held { token: Ok(header), until: Instant::now() + usable }
            }
            Err(error) => {
                let reason = self.redactor.text(&error.to_string());
                Held { token: Err(reason), until: Instant::now() + PATIENCE }
            }
        }
    }

    async fn ask(&self) -> Result<(String, Duration), TokenError> {
        let request = self.client.request(facts::unix_seconds())?;
        let answer = match self.inner.send(&request).await {
            Ok(response) => Answer::Received(response),
            Err(error) => Answer::Failed(error),
        };
        let access = read_token(&answer)?;
        self.redactor.learn(&access.token);
        Ok((format!("Bearer {}", access.token.expose()), access.lifetime))
    }

    async fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let carries = request
            .headers
            .get("Authorization")
            .is_some_and(|header| header.strip_prefix("Bearer ") == Some(PLACEHOLDER));
        if !carries {
            return self.inner.send(request).await;
        }
        let mut request = request.clone();
        request.headers.set("Authorization", self.header().await?);
        self.inner.send(&request).await
    }
}

impl Transport for Authorized {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::Body;

    #[test]
    fn a_token_that_can_be_read_has_bounds_by_the_clock_of_the_server() {
        // {"exp":1790003600}
        let jwt = "e30.eyJleHAiOjE3OTAwMDM2MDB9.x";
        for (token, expected) in
            [(jwt, [json!(3300), json!(3900)]), ("0paque", [Value::Null, Value::Null])]
        {
            let body = Body::Json(json!({"access_token": token, "expires_in": 3600}));
            let mut response = Response { body, ..Response::new(200) };
            // Not the clock here, whenever this runs.
            response.headers.set("Date", "Mon, 21 Sep 2026 14:13:20 GMT");
            assert_eq!(lifetime_bounds(&Answer::Received(response)), expected, "{token}");
        }
    }
}
