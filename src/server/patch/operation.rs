//! One operation of a PATCH request.

use serde_json::{Map, Value};

use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::input::member_of;
use super::super::rules::Rules;
use super::super::store::Kind;

/// What an operation does (RFC 7644 section 3.5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Op {
    Add,
    Remove,
    Replace,
}

/// One operation, as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::server) struct Operation {
    pub(in crate::server) op: Op,
    pub(in crate::server) path: Option<String>,
    /// `None` if there is no `value` at all.
    pub(in crate::server) value: Option<Value>,
}

impl Operation {
    /// Does it name this attribute, in its path or in its value?
    pub(in crate::server) fn mentions(&self, attribute: &str) -> bool {
        match (&self.path, &self.value) {
            (Some(path), _) => path.contains(attribute),
            (None, Some(Value::Object(values))) => {
                values.keys().any(|name| name.contains(attribute))
            }
            _ => false,
        }
    }

    /// The id that it tries to set, which only a fault lets it.
    pub(in crate::server) fn new_id(&self) -> Option<&str> {
        match (&self.path, &self.value) {
            (Some(path), Some(Value::String(id))) if path == "id" => Some(id),
            (None, Some(Value::Object(values))) => values.get("id")?.as_str(),
            _ => None,
        }
    }
}

impl Rules<'_> {
    /// Reads an operation; `None` if a fault ignores it.
    pub(super) fn read_operation(&self, operation: &Value) -> Result<Option<Operation>, ScimError> {
        let Value::Object(operation) = operation else {
            return Err(ScimError::invalid_syntax("an operation is not an object"));
        };
        let Some(op) = self.read_op(operation)? else { return Ok(None) };
        let path = match member_of(operation, "path") {
            None | Some(Value::Null) => None,
            Some(Value::String(path)) if path.trim().is_empty() && self.is_friendly() => None,
            Some(Value::String(path)) => Some(path.clone()),
            Some(_) => return Err(ScimError::invalid_path("path is not a string")),
        };
        Ok(Some(Operation { op, path, value: member_of(operation, "value").cloned() }))
    }

    fn read_op(&self, operation: &Map<String, Value>) -> Result<Option<Op>, ScimError> {
        let given = member_of(operation, "op")
            .and_then(Value::as_str)
            .ok_or_else(|| ScimError::invalid_syntax("op has to be add, remove or replace"))?;
        let lower = given.to_ascii_lowercase();
        let op = match lower.as_str() {
            "add" => Op::Add,
            "remove" => Op::Remove,
            "replace" => Op::Replace,
            _ if self.kind == Kind::Group && self.has(Fault::GroupUnsupportedIs204) => {
                return Ok(None);
            }
            _ => {
                return Err(ScimError::invalid_syntax(format!(
                    "op has to be add, remove or replace, and not {given:?}"
                )));
            }
        };
        if lower != given {
            let refused = !self.is_friendly()
                || self.has(Fault::CapitalOpRefused)
                || (self.has(Fault::CapitalOpRefusedForGroups) && self.kind == Kind::Group);
            if refused {
                return Err(ScimError::invalid_syntax(format!("{given:?} is not an op")));
            }
            if self.has(Fault::CapitalOpIgnored) {
                return Ok(None);
            }
        }
        Ok(Some(op))
    }
}
