//! A server in front of another one, whose answers it edits.

use std::sync::Arc;

use serde_json::Value;

use crate::scim::urn;
use crate::server::{Answers, Overlay};
use crate::wire::{Body, BoxFuture, Request, Response, Transport};

/// Passes requests on and lays faults of form over the answers.
pub struct Proxy {
    upstream: Arc<dyn Transport>,
    overlay: Arc<Overlay>,
    /// The service roots: the other server's, and this one's.
    roots: Arc<(String, String)>,
}

impl Proxy {
    /// A proxy that sends to `upstream`, whose service root is `theirs`, and
    /// answers in the name of the service root `ours`.
    #[must_use]
    pub fn new(
        upstream: Arc<dyn Transport>,
        overlay: Overlay,
        theirs: impl Into<String>,
        ours: impl Into<String>,
    ) -> Self {
        Self { upstream, overlay: Arc::new(overlay), roots: Arc::new((theirs.into(), ours.into())) }
    }
}

impl Answers for Proxy {
    fn answer(&mut self, _: &Request) -> Response {
        // Everything is answered elsewhere.
        bad_gateway("the request was not passed on")
    }

    fn elsewhere(&mut self, request: &Request) -> Option<BoxFuture<'static, Response>> {
        let (upstream, overlay) = (Arc::clone(&self.upstream), Arc::clone(&self.overlay));
        let (roots, mut request) = (Arc::clone(&self.roots), request.clone());
        Some(Box::pin(async move {
            if let Some(refusal) = overlay.refuse(&request) {
                return refusal;
            }
            // These are of one connection, and each has its own.
            for name in ["Host", "Connection", "Content-Length", "Transfer-Encoding"] {
                request.headers.remove(name);
            }
            let response = match upstream.send(&request).await {
                Ok(response) => renamed(response, &roots),
                Err(error) => bad_gateway(&format!("the server does not answer: {error}")),
            };
            overlay.edit(&request, response)
        }))
    }
}

/// The answer with this proxy's root instead of the other server's, so that a
/// client that follows a location comes back here.
fn renamed(mut response: Response, roots: &(String, String)) -> Response {
    for name in ["Connection", "Content-Length", "Transfer-Encoding", "Content-Encoding"] {
        response.headers.remove(name);
    }
    for (_, value) in response.headers.iter_mut() {
        rename(value, roots);
    }
    match &mut response.body {
        Body::Json(body) => rename_in(body, roots),
        Body::Text(text) => rename(text, roots),
        Body::Empty => {}
    }
    response
}

fn rename_in(value: &mut Value, roots: &(String, String)) {
    match value {
        Value::String(text) => rename(text, roots),
        Value::Array(values) => values.iter_mut().for_each(|value| rename_in(value, roots)),
        Value::Object(values) => values.values_mut().for_each(|value| rename_in(value, roots)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn rename(text: &mut String, (theirs, ours): &(String, String)) {
    if text.contains(theirs.as_str()) {
        *text = text.replace(theirs.as_str(), ours);
    }
}

fn bad_gateway(detail: &str) -> Response {
    let mut response = Response::new(502);
    response.headers.set("Content-Type", "application/scim+json");
    response.body = Body::Json(serde_json::json!({
        "schemas": [urn::ERROR], "status": "502", "detail": detail,
    }));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{Fault, InProcess, Server, Settings};
    use crate::wire::{Method, TransportError};

    struct Silent;

    impl Transport for Silent {
        fn send<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
            Box::pin(async { Err(TransportError::Protocol("closed".to_owned())) })
        }
    }

    fn over(upstream: Arc<dyn Transport>) -> Proxy {
        let overlay =
            Overlay::new("http://127.0.0.1:1/scim", [Fault::TotalResultsMissing]).unwrap();
        Proxy::new(upstream, overlay, "http://localhost", "http://127.0.0.1:1/scim")
    }

    async fn ask(proxy: &mut Proxy, request: &Request) -> Response {
        proxy.elsewhere(request).unwrap().await
    }

    #[tokio::test]
    async fn answers_come_from_the_server_behind_with_the_fault_and_the_name_of_the_proxy() {
        let server = Server::new(Settings::default());
        let mut proxy = over(Arc::new(InProcess::new(server)));
        let create = Request::new(Method::Post, "/Users").with_json(serde_json::json!({
            "schemas": [urn::USER], "userName": "ada",
        }));
        let created = ask(&mut proxy, &create).await;
        assert_eq!(created.status, 201);
        let location = created.headers.get("Location").unwrap_or_default();
        assert!(location.starts_with("http://127.0.0.1:1/scim/Users/"), "{location}");
        let list = ask(&mut proxy, &Request::new(Method::Get, "/Users")).await;
        let body = list.body.json().cloned().unwrap_or_default();
        assert_eq!(body.get("totalResults"), None);
        assert_eq!(body["Resources"][0]["userName"], "ada");
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_a_bad_gateway() {
        let answer = ask(&mut over(Arc::new(Silent)), &Request::new(Method::Get, "/Users")).await;
        assert_eq!(answer.status, 502);
    }
}
