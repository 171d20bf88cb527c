//! One exchange as the laws see it.

use std::sync::Arc;

use serde_json::Value;

use super::errors::lists;
use super::target::{Place, Target};
use crate::judge::CheckResult;
use crate::scim::urn;
use crate::suite::ScenarioId;
use crate::wire::{Body, Exchange, Method, Request, Response};

/// An exchange and where in the run it stands.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// The number of its scenario in the plan, from 1; 0 is the probe.
    pub scenario: usize,
    /// Its number within the scenario.
    pub number: usize,
    /// The scenario, unless it is of the probe.
    pub id: Option<&'a ScenarioId>,
    /// The step, or what else it was for.
    pub step: &'a str,
    /// What was sent and received.
    pub exchange: &'a Arc<Exchange>,
    /// What the suite's own checks said of it.
    pub checks: &'a [CheckResult],
    /// May it be older than an earlier write, or as old as others beside it?
    /// What came before and after says nothing of it then.
    pub unordered: bool,
    /// Does nobody else change the collections that the scenario looks at?
    pub alone: bool,
}

/// A sight with what can be read from it at once.
pub(super) struct View<'a> {
    pub(super) sight: &'a Sight<'a>,
    pub(super) target: &'a Target,
    pub(super) request: &'a Request,
    pub(super) response: &'a Response,
    /// What the path leads to.
    pub(super) place: Place,
}

impl<'a> View<'a> {
    pub(super) fn new(sight: &'a Sight<'a>, target: &'a Target) -> Option<Self> {
        let request = &sight.exchange.request;
        let response = sight.exchange.answer.response()?;
        let place = target.place(&request.path);
        Some(Self { sight, target, request, response, place })
    }

    pub(super) fn json(&self) -> Option<&'a Value> {
        self.response.body.json()
    }

    /// Is it a success that ought to have content: 200 or 201?
    pub(super) const fn has_result(&self) -> bool {
        matches!(self.response.status, 200 | 201)
    }

    pub(super) const fn has_content(&self) -> bool {
        !matches!(self.response.body, Body::Empty)
    }

    /// Is it a query: GET of a collection, or POST to `/.search`?
    pub(super) fn is_query(&self) -> bool {
        match self.place {
            Place::Collection(_) => self.request.method == Method::Get,
            Place::Search(_) => self.request.method == Method::Post,
            _ => false,
        }
    }

    /// Is it a query of the discovery endpoints that answers a list?
    pub(super) fn is_discovery_list(&self) -> bool {
        self.request.method == Method::Get && matches!(self.place, Place::Types | Place::Schemas)
    }

    /// A parameter of the query, from the URL or the body of a search.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        if matches!(self.place, Place::Search(_)) {
            let value = self.request.body.json()?.get(name)?;
            return Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        let parameters = &self.request.query;
        parameters
            .iter()
            .find(|parameter| parameter.name.eq_ignore_ascii_case(name))
            .map(|parameter| parameter.value.clone().unwrap_or_default())
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.parameter(name)?.parse().ok()
    }

    /// Were all attributes asked for that are returned by default?
    pub(super) fn is_full(&self) -> bool {
        self.parameter("attributes").is_none() && self.parameter("excludedAttributes").is_none()
    }

    /// The resources in the answer: the pointer to each, the resource, the
    /// number of its type, and whether the answer is of it alone.
    pub(super) fn resources(&self) -> Vec<Shown<'a>> {
        let Some(body) = self.json().filter(|_| self.has_result()) else { return Vec::new() };
        // An error that comes as a success breaks one law, and is no resource.
        if lists(body, urn::ERROR) {
            return Vec::new();
        }
        match self.place {
            // A PATCH that answers with a part of the resource breaks one law, not all.
            Place::Item(..) if self.request.method == Method::Patch && body.get("id").is_none() => {
                Vec::new()
            }
            Place::Item(kind, _) if self.request.method != Method::Delete => {
                vec![Shown { at: String::new(), value: body, kind, alone: true }]
            }
            Place::Collection(kind) if self.request.method == Method::Post => {
                vec![Shown { at: String::new(), value: body, kind, alone: true }]
            }
            Place::Collection(kind) | Place::Search(Some(kind)) => body
                .get("Resources")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
                .map(|(number, value)| Shown {
                    at: format!("/Resources/{number}"),
                    value,
                    kind,
                    alone: false,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A resource in an answer.
#[derive(Clone, Debug)]
pub(super) struct Shown<'a> {
    /// Where it stands: a JSON Pointer.
    pub(super) at: String,
    pub(super) value: &'a Value,
    /// The number of its type.
    pub(super) kind: usize,
    /// Is the answer of it alone, and no list?
    pub(super) alone: bool,
}

impl Shown<'_> {
    /// Is it a resource of this run, and not of somebody who was there before?
    pub(super) fn is_ours(&self, run: &str) -> bool {
        self.alone || mentions(self.value, run)
    }
}

/// Does any string in the value contain the token of the run?
fn mentions(value: &Value, run: &str) -> bool {
    match value {
        Value::String(text) => text.to_lowercase().contains(run),
        Value::Array(elements) => elements.iter().any(|element| mentions(element, run)),
        Value::Object(members) => members.values().any(|member| mentions(member, run)),
        _ => false,
    }
}
