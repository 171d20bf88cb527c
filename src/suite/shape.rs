//! Is a suite file built as `schemas/suite.schema.json` says?
//!
//! The schema carries its own sentences (`patternErrorMessage`, `errorMessage`,
//! as VS Code reads them) and the codes of the diagnostics (`code`), so that an
//! editor and `scimproof lint` say the same. Nothing else here or elsewhere
//! knows the crate that validates.

use std::sync::LazyLock;

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use serde_json::Value;

use super::tree::{Kind, Node};
use crate::text::{Code, Diagnostic, Span, did_you_mean};

/// The schema of suite files as text, JSON Schema draft-07.
pub const SCHEMA: &str = include_str!("../../schemas/suite.schema.json");

/// No more problems than this are taken from the validator for one file or row.
const MOST: usize = 500;

struct Shape {
    schema: Value,
    validator: jsonschema::Validator,
}

/// The schema, compiled once. A test holds that it compiles.
static SHAPE: LazyLock<Option<Shape>> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).ok()?;
    Some(Shape { validator: jsonschema::draft7::new(&schema).ok()?, schema })
});

/// Finds everything about a suite file that the schema refuses.
pub(super) fn check_suite(suite: &Node, problems: &mut Vec<Diagnostic>) {
    check(suite, &suite.to_value(), 0, problems);
}

/// Finds everything about a scenario, its row filled in, that the schema refuses.
pub(super) fn check_scenario(scenario: &Node, problems: &mut Vec<Diagnostic>) {
    let suite = serde_json::json!({
        "format": 1,
        "suite": "suite",
        "title": "title",
        "scenarios": [scenario.to_value()],
    });
    check(scenario, &suite, 2, problems);
}

/// Finds everything about a step, its case filled in, that the schema refuses.
pub(super) fn check_step(step: &Node, problems: &mut Vec<Diagnostic>) {
    let suite = serde_json::json!({
        "format": 1,
        "suite": "suite",
        "title": "title",
        "scenarios": [{
            "id": "scenario", "title": "title", "level": "MUST", "cite": [],
            "steps": [step.to_value()],
        }],
    });
    check(step, &suite, 4, problems);
}

/// Checks a suite. `root` is the node that stands `depth` levels below it.
fn check(root: &Node, suite: &Value, depth: usize, problems: &mut Vec<Diagnostic>) {
    let Some(shape) = SHAPE.as_ref() else { return };
    if shape.validator.is_valid(suite) {
        return;
    }
    let checker = Checker { schema: &shape.schema, root, depth };
    for error in shape.validator.iter_errors(suite).take(MOST) {
        checker.report(&error, problems);
    }
}

/// Finds everything about a document that a schema of its own refuses. A
/// schema that does not compile refuses nothing; a test holds that ours do.
pub(super) fn check_by(schema: &Value, document: &Node, problems: &mut Vec<Diagnostic>) {
    if let Ok(validator) = jsonschema::draft7::new(schema) {
        let checker = Checker { schema, root: document, depth: 0 };
        for error in validator.iter_errors(&document.to_value()).take(MOST) {
            checker.report(&error, problems);
        }
    }
}

struct Checker<'a> {
    schema: &'a Value,
    root: &'a Node,
    depth: usize,
}

impl Checker<'_> {
    fn report(&self, error: &ValidationError<'_>, problems: &mut Vec<Diagnostic>) {
        let node = self.node(error);
        let rule = self.rule(error);
        let code = |usual: Code| {
            rule.and_then(|rule| rule.get("code"))
                .and_then(Value::as_str)
                .and_then(Code::from_name)
                .unwrap_or(usual)
        };
        let sentence = |key: &str| rule.and_then(|rule| rule.get(key)).and_then(Value::as_str);
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for key in unexpected {
                    problems.push(unknown_key(node, key, rule));
                }
            }
            ValidationErrorKind::Required { property } => {
                problems.push(missing_key(node, property.as_str().unwrap_or_default()));
            }
            ValidationErrorKind::PropertyNames { error: inner } => {
                let key = inner.instance().as_str().unwrap_or_default().to_owned();
                let place = node.member(&key).map_or(node.span, |member| member.key_span);
                let said = self
                    .rule(inner)
                    .and_then(|rule| rule.get("patternErrorMessage"))
                    .and_then(Value::as_str);
                problems.push(
                    Diagnostic::error(Code::SuiteValue, place, format!("`{key}` is not a name"))
                        .labelled(said.unwrap_or_default()),
                );
            }
            ValidationErrorKind::AnyOf { context } => {
                match context.iter().find(|branch| fits_by_type(branch, error)) {
                    Some(branch) if !(is_row(branch) && sentence("errorMessage").is_some()) => {
                        for inner in branch {
                            self.report(inner, problems);
                        }
                    }
                    _ => problems.push(
                        wrong_type(node, code(Code::SuiteType))
                            .labelled(sentence("errorMessage").unwrap_or_default()),
                    ),
                }
            }
            ValidationErrorKind::Type { kind } => {
                let wanted = format!("{} is wanted here", type_words(kind));
                problems.push(
                    wrong_type(node, code(Code::SuiteType))
                        .labelled(sentence("errorMessage").map_or(wanted, str::to_owned)),
                );
            }
            ValidationErrorKind::Enum { options } => {
                problems.push(not_one_of(node, options, code(Code::SuiteValue)));
            }
            ValidationErrorKind::Constant { .. } if code(Code::SuiteValue) == Code::SuiteFormat => {
                problems.push(other_format(node));
            }
            ValidationErrorKind::Pattern { .. } => {
                let said = sentence("patternErrorMessage").unwrap_or("not as it must be written");
                problems.push(not_valid(node, code(Code::SuiteValue)).labelled(said));
            }
            _ => {
                let said =
                    sentence("errorMessage").map_or_else(|| error.to_string(), str::to_owned);
                problems.push(not_valid(node, code(Code::SuiteValue)).labelled(said));
            }
        }
    }

    /// The node that the error is about.
    fn node(&self, error: &ValidationError<'_>) -> &Node {
        let mut node = self.root;
        for segment in error.instance_path().into_iter().skip(self.depth) {
            let next = match (&segment, &node.kind) {
                (LocationSegment::Index(index), _) => node.elements().get(*index),
                // Of duplicate keys the validator saw the last.
                (LocationSegment::Property(key), _) => node
                    .members()
                    .iter()
                    .rev()
                    .find(|member| member.key == key.as_ref())
                    .map(|member| &member.value),
            };
            let Some(next) = next else { break };
            node = next;
        }
        node
    }

    /// The object of the schema that holds the keyword that refused.
    fn rule(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let path = error.schema_path().as_str();
        self.schema.pointer(path.rsplit_once('/')?.0)
    }
}

/// Has this branch of an `anyOf` the type of the value, so that it was meant?
fn fits_by_type(branch: &[ValidationError<'_>], whole: &ValidationError<'_>) -> bool {
    !branch.iter().any(|error| {
        let here = error.instance_path() == whole.instance_path();
        let wrong = match error.kind() {
            ValidationErrorKind::Type { .. } | ValidationErrorKind::AnyOf { .. } => true,
            ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. } => {
                !whole.instance().is_string()
            }
            _ => false,
        };
        here && wrong
    })
}

/// Is this the branch that stands for `{{row.key}}`?
fn is_row(branch: &[ValidationError<'_>]) -> bool {
    branch.iter().all(|error| error.schema_path().as_str().starts_with("/definitions/row/"))
}

fn unknown_key(node: &Node, key: &str, rule: Option<&Value>) -> Diagnostic {
    let place = node.member(key).map_or(node.span, |member| member.key_span);
    let allowed: Vec<&str> = rule
        .and_then(|rule| rule.get("properties"))
        .and_then(Value::as_object)
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default();
    Diagnostic::error(Code::SuiteUnknownKey, place, format!("unknown key `{key}`"))
        .labelled(format!("allowed here: {}", allowed.join(", ")))
        .help_if(did_you_mean(key, allowed.iter().copied()))
}

fn missing_key(node: &Node, key: &str) -> Diagnostic {
    let place = Span { end: node.span.start + 1, ..node.span };
    Diagnostic::error(Code::SuiteMissingKey, place, format!("the key `{key}` is missing"))
        .labelled("in this object")
}

/// The value is shown in the sentence, if it is short enough to be read there.
fn not_valid(node: &Node, code: Code) -> Diagnostic {
    const SHORT: usize = 40;
    let written = match &node.kind {
        Kind::String(text) => text.clone(),
        Kind::Array(_) | Kind::Object(_) => String::new(),
        _ => node.to_value().to_string(),
    };
    let message = if written.trim().is_empty() || written.chars().count() > SHORT {
        "this is not a valid value".to_owned()
    } else {
        format!("`{written}` is not a valid value here")
    };
    Diagnostic::error(code, node.span, message)
}

fn wrong_type(node: &Node, code: Code) -> Diagnostic {
    let message = format!("{} does not belong here", kind_words(&node.kind));
    Diagnostic::error(code, node.span, message)
}

fn not_one_of(node: &Node, options: &Value, code: Code) -> Diagnostic {
    let options: Vec<&str> =
        options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let listed: Vec<String> = options.iter().map(|option| format!("`{option}`")).collect();
    let help = node.text().and_then(|text| did_you_mean(text, options.iter().copied()));
    not_valid(node, code).labelled(format!("one of {}", listed.join(", "))).help_if(help)
}

fn other_format(node: &Node) -> Diagnostic {
    let newer =
        matches!(&node.kind, Kind::Number(number) if number.as_u64().is_some_and(|n| n > 1));
    let diagnostic = Diagnostic::error(
        Code::SuiteFormat,
        node.span,
        if newer {
            "this suite is written for a newer scimproof"
        } else {
            "this is not a format that scimproof reads"
        },
    );
    diagnostic.labelled("this scimproof reads format 1")
}

/// A kind of value as it begins a sentence.
fn kind_words(kind: &Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool(_) => "a Boolean",
        Kind::Number(_) => "a number",
        Kind::String(_) => "a string",
        Kind::Array(_) => "a list",
        Kind::Object(_) => "an object",
    }
}

fn type_words(kind: &TypeKind) -> String {
    let word = |name: &str| match name {
        "array" => "a list",
        "boolean" => "`true` or `false`",
        "integer" => "a whole number",
        "null" => "null",
        "number" => "a number",
        "object" => "an object",
        _ => "a string",
    };
    match kind {
        TypeKind::Single(single) => word(single.as_str()).to_owned(),
        TypeKind::Multiple(several) => {
            several.iter().map(|one| word(one.as_str())).collect::<Vec<_>>().join(" or ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;
    use crate::text::Sources;

    fn problems(text: &str) -> Vec<(Code, String)> {
        let source = Sources::default().add("x", text);
        let mut problems = Vec::new();
        let node = parse(source, text, &mut problems).unwrap();
        check_suite(&node, &mut problems);
        problems
            .into_iter()
            .map(|problem| {
                let Span { start, end, .. } = problem.labels[0].span;
                (problem.code, text[start as usize..end as usize].to_owned())
            })
            .collect()
    }

    #[test]
    fn the_schema_compiles() {
        assert!(SHAPE.is_some());
    }

    #[test]
    fn every_problem_is_found_at_its_place() {
        let text = r#"{ "format": 2, "suite": "A b", "titel": "x", "scenarios": [{
            "id": "a", "title": "t", "level": "MAY", "cite": "X", "steps": [
              { "step": "s", "send": "GET Users", "expct": {}, "expect": { "status": 200 } },
              { "step": "t", "send": "GET /", "expect": { "status": [200, 99, "x"] } } ] }] }"#;
        let expected = [
            (Code::SuiteFormat, "2"),
            (Code::SuiteMissingKey, "{"),
            (Code::SuiteUnknownKey, "\"titel\""),
            (Code::SuiteValue, "\"A b\""),
            (Code::SuiteValue, "\"MAY\""),
            (Code::SuiteType, "\"X\""),
            (Code::SuiteSend, "\"GET Users\""),
            (Code::SuiteUnknownKey, "\"expct\""),
            (Code::SuiteType, "200"),
            (Code::SuiteValue, "99"),
            (Code::SuiteType, "\"x\""),
        ];
        let mut found = problems(text);
        for (code, place) in expected {
            let index = found.iter().position(|(c, p)| *c == code && p == place);
            assert!(index.is_some(), "{code} at {place} not in {found:?}");
            found.remove(index.unwrap());
        }
        assert!(found.is_empty(), "{found:?}");
    }
}
