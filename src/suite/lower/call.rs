//! Requests: method, path, query, headers, content, and how they travel.

use super::super::model::{Call, CallBody, Client, Credential, Enlarge, Expect, Fit, Flag, Travel};
use super::super::template::as_text;
use super::super::tree::{Kind, Node};
use super::{Lowering, number, text};
use crate::text::{Code, Diagnostic};
use crate::wire::{Method, QuoteEncoding, SpaceEncoding};

/// The settings of `transport`, each key on its own over those around it.
pub(super) fn travel(around: Travel, node: Option<&Node>) -> Travel {
    let mut travel = around;
    let Some(node) = node else { return travel };
    let word = |key: &str| node.get(key).and_then(Node::text);
    match word("client") {
        Some("plain") => travel.client = Client::Plain,
        Some("entra") => travel.client = Client::Entra,
        _ => {}
    }
    match word("space") {
        Some("%20") => travel.encoding.space = SpaceEncoding::Percent,
        Some("+") => travel.encoding.space = SpaceEncoding::Plus,
        _ => {}
    }
    match word("quote") {
        Some("%22") => travel.encoding.quote = QuoteEncoding::Percent,
        Some("raw") => travel.encoding.quote = QuoteEncoding::Raw,
        _ => {}
    }
    match word("flag") {
        Some("none") => travel.flag = Flag::Absent,
        Some("first") => travel.flag = Flag::First,
        Some("last") => travel.flag = Flag::Last,
        _ => {}
    }
    travel
}

impl Lowering<'_> {
    /// The request of a step or a fixture.
    pub(super) fn call(&mut self, node: &Node, around: Travel) -> Call {
        let (method, path) = node
            .get("send")
            .and_then(Node::text)
            .and_then(|send| send.split_once(' '))
            .map_or((Method::Get, "/"), |(method, path)| {
                (Method::from_name(method).unwrap_or(Method::Get), path)
            });
        Call {
            method,
            path: path.to_owned(),
            query: pairs(node.get("query")),
            headers: pairs(node.get("headers")),
            body: self.body(node),
            credential: match node.get("auth").and_then(Node::text) {
                Some("none") => Credential::Absent,
                Some("wrong") => Credential::Wrong,
                Some("beginning") => Credential::Beginning,
                Some("longer") => Credential::Longer,
                Some("lower-case") => Credential::LowerCase,
                Some("other-tenant") => Credential::OtherTenant,
                Some("read-only") => Credential::ReadOnly,
                _ => Credential::Run,
            },
            travel: travel(around, node.get("transport")),
            enlarge: node.get("enlarge").and_then(|enlarge| {
                Some(Enlarge { at: text(enlarge, "at")?, beyond: text(enlarge, "beyond")? })
            }),
            fit: fit(node),
        }
    }

    fn body(&mut self, node: &Node) -> CallBody {
        if let (Some(json), Some(raw)) = (node.member("body"), node.member("raw_body")) {
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteConflict,
                    raw.key_span,
                    "a request has either `body` or `raw_body`",
                )
                .and(json.key_span, "the other one is here"),
            );
        }
        if let Some(form) = node.member("form") {
            if let Some(other) = node.member("body").or_else(|| node.member("raw_body")) {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteConflict,
                        form.key_span,
                        "a request has either `form` or another content",
                    )
                    .and(other.key_span, "the other one is here"),
                );
            }
            let fields = pairs(Some(&form.value));
            return CallBody::Form(
                fields.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect(),
            );
        }
        match (node.get("body"), text(node, "raw_body")) {
            (Some(body), _) => CallBody::Json(body.to_value()),
            (None, Some(raw)) => CallBody::Raw(raw),
            (None, None) => CallBody::Empty,
        }
    }

    /// What an answer must look like.
    pub(super) fn expect(&mut self, node: &Node) -> Expect {
        Expect {
            status: node
                .get("status")
                .map_or(&[][..], Node::elements)
                .iter()
                .filter_map(|status| number(status).and_then(|status| status.try_into().ok()))
                .collect(),
            headers: node.get("headers").map_or_else(Vec::new, |headers| {
                let headers = headers.members();
                self.members(headers)
            }),
            body: node.get("body").map(|body| self.matcher(body)),
        }
    }
}

/// What `fit` says. A request that is to be refused as malformed is incomplete
/// or wrong on purpose, so that nothing is added to it unless that is said.
fn fit(node: &Node) -> Fit {
    let statuses: Vec<u64> = node
        .get("expect")
        .and_then(|expect| expect.get("status"))
        .map_or(&[][..], Node::elements)
        .iter()
        .filter_map(number)
        .collect();
    let malformed = statuses.contains(&400) && statuses.iter().all(|status| *status >= 400);
    match node.get("fit").map(|fit| &fit.kind) {
        Some(Kind::Bool(true)) => Fit::Complete,
        Some(Kind::Bool(false)) => Fit::AsWritten,
        _ if malformed => Fit::Known,
        _ => Fit::Complete,
    }
}

/// Names and values of a query or of headers.
fn pairs(node: Option<&Node>) -> Vec<(String, Option<String>)> {
    node.map_or(&[][..], Node::members)
        .iter()
        .map(|member| {
            let value = match &member.value.kind {
                Kind::Null => None,
                _ => Some(as_text(member.value.to_value())),
            };
            (member.key.clone(), value)
        })
        .collect()
}
