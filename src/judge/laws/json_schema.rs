//! JSON Schema for what servers answer. Nothing else of the laws knows the
//! crate that validates.

use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::judge::compare::instant;
use crate::judge::describe::brief;

/// No more problems than this are taken from one answer.
const MOST: usize = 20;

/// What a value breaks of its schema.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) kind: ProblemKind,
    /// Where: a JSON Pointer into the value.
    pub(super) at: String,
    pub(super) expected: String,
    pub(super) actual: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProblemKind {
    /// A value of another JSON type.
    Type,
    /// An array for a single value, or a single value for an array.
    Multiplicity,
    /// A string that is not of its format.
    Format,
    /// A member is missing.
    Required,
    /// A member that the schema does not know.
    Unknown,
    /// Anything else.
    Other,
}

/// A schema, compiled; `None` when it is none. Formats of SCIM's own are
/// `scim-date-time` and `scim-binary`.
pub(super) fn compile(schema: &Value) -> Option<Validator> {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .with_format("scim-date-time", |text: &str| instant(text).is_some())
        .with_format("scim-binary", is_base64)
        .should_validate_formats(true)
        .build(schema)
        .ok()
}

/// Letters of base64 or base64url, folded or not.
fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| {
        byte.is_ascii_alphanumeric()
            || byte.is_ascii_whitespace()
            || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
    })
}

/// What is wrong with a value.
pub(super) fn problems(validator: &Validator, value: &Value) -> Vec<Problem> {
    if validator.is_valid(value) {
        return Vec::new();
    }
    validator
        .iter_errors(value)
        .take(MOST)
        .flat_map(|error| {
            let at = error.instance_path().as_str().to_owned();
            let found = brief(Some(error.instance()));
            let problem = |kind, at: String, expected: String, actual: String| Problem {
                kind,
                at,
                expected,
                actual,
            };
            match error.kind() {
                ValidationErrorKind::Required { property } => {
                    let name = property.as_str().unwrap_or_default();
                    let at = format!("{at}/{name}");
                    vec![problem(ProblemKind::Required, at, "a value".into(), "nothing".into())]
                }
                ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
                    .iter()
                    .map(|name| {
                        let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                        let expected = "an attribute of the schema".to_owned();
                        problem(ProblemKind::Unknown, at, expected, name.clone())
                    })
                    .collect(),
                ValidationErrorKind::Type { kind } => {
                    let wanted = types(kind);
                    let wants_array = wanted.contains(&"array");
                    let kind = if wants_array == error.instance().is_array() {
                        ProblemKind::Type
                    } else {
                        ProblemKind::Multiplicity
                    };
                    vec![problem(kind, at, format!("of type {}", wanted.join(" or ")), found)]
                }
                ValidationErrorKind::Format { format } => {
                    let expected = format!("the format {}", format.trim_start_matches("scim-"));
                    vec![problem(ProblemKind::Format, at, expected, found)]
                }
                _ => vec![problem(ProblemKind::Other, at, error.to_string(), found)],
            }
        })
        .collect()
}

/// The types that are wanted; that null is allowed goes without saying.
fn types(kind: &TypeKind) -> Vec<&'static str> {
    let all = match kind {
        TypeKind::Single(single) => vec![single.as_str()],
        TypeKind::Multiple(several) => several.iter().map(jsonschema::JsonType::as_str).collect(),
    };
    all.into_iter().filter(|name| *name != "null").collect()
}
