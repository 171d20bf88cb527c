//! Asking a server what it can do, before anything else.

use futures_util::future::join_all;
use serde_json::Value;

use crate::scim::capabilities::Capabilities;
use crate::suite::Travel;
use crate::wire::{Answer, Exchange, Request, Response, TransportError};

use super::allowance::Allowance;
use super::call;
use super::scenario::Shared;

/// What the probe found.
pub(super) struct Probe {
    pub(super) exchanges: Vec<Exchange>,
    pub(super) capabilities: Capabilities,
    /// Why it makes no sense to go on, if so.
    pub(super) stopped: Option<String>,
}

/// Asks the three discovery endpoints (RFC 7644 section 4), and whether the
/// credential is accepted, by a query that matches nobody.
pub(super) async fn probe(shared: &Shared) -> Probe {
    let get = |path: &str, query: &[(&str, String)]| {
        call::read(path.to_owned(), query, Travel::default(), shared.token.as_ref())
    };
    let nobody = format!("userName eq \"sp-{}-probe\"", shared.run);
    let requests: [Request; 4] = [
        get("/ServiceProviderConfig", &[]),
        get("/ResourceTypes", &[]),
        get("/Schemas", &[]),
        get("/Users", &[("filter", nobody)]),
    ];
    let allowance = Allowance::default();
    let send = |request| shared.pace.send(&*shared.transport, request, &allowance);
    let [first, others @ ..] = &requests;
    // A server that cannot be reached is asked once.
    let mut exchanges = vec![send(first).await];
    if exchanges.iter().all(|exchange| unreachable(exchange).is_none()) {
        exchanges.extend(join_all(others.iter().map(send)).await);
    }
    if let Some(error) = exchanges.iter().find_map(unreachable) {
        let stopped = Some(error);
        return Probe { exchanges, capabilities: Capabilities::default(), stopped };
    }
    let body = |index: usize| exchanges.get(index).and_then(|exchange| object(&exchange.answer));
    let capabilities = Capabilities {
        config: body(0).cloned(),
        resource_types: body(1).and_then(listed),
        schemas: body(2).and_then(listed),
    };
    let refused = exchanges.get(3).and_then(|exchange| exchange.answer.response());
    let stopped = refused.filter(|response| matches!(response.status, 401 | 403)).map(|response| {
        let status = response.status;
        if shared.token.is_some() {
            format!(
                "the server refuses the token: GET /Users answered {status}; the token was that of \
                 SCIMPROOF_TOKEN, --token-file or standard input"
            )
        } else {
            format!(
                "the server wants a token: GET /Users answered {status} and none was given; put it \
                 into SCIMPROOF_TOKEN, or into a file for --token-file"
            )
        }
    });
    Probe { exchanges, capabilities, stopped }
}

fn unreachable(exchange: &Exchange) -> Option<String> {
    match &exchange.answer {
        Answer::Failed(TransportError::Connect(reason)) => {
            Some(format!("the server cannot be reached: {reason}"))
        }
        Answer::Failed(error @ TransportError::Tls(_)) => {
            Some(format!("the server cannot be reached: {error}"))
        }
        Answer::Failed(error @ TransportError::NoToken(_)) => Some(error.to_string()),
        _ => None,
    }
}

fn object(answer: &Answer) -> Option<&Value> {
    let response: &Response = answer.response().filter(|response| response.status == 200)?;
    response.body.json().filter(|body| body.is_object())
}

/// The resources of a ListResponse.
fn listed(body: &Value) -> Option<Vec<Value>> {
    body.get("Resources").and_then(Value::as_array).cloned()
}
