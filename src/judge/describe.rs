//! Matchers and values in words, for findings.

use serde_json::Value;

use crate::suite::{JsonType, Matcher, Names, fill_json, fill_text};

/// The longest value that a finding quotes, in characters.
const LONGEST: usize = 300;
/// A bound of a length that suites write where there is none.
const MANY: u64 = 1_000_000;
/// A bound of a number that suites write where there is none.
const ENDLESS: f64 = 1_000_000.0;

/// A value as JSON, shortened; `nothing` when absent.
pub(super) fn brief(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
    }
}

/// What a matcher wants.
pub(super) fn describe(matcher: &Matcher, names: &dyn Names) -> String {
    let list = |all: &[Matcher], separator: &str| {
        all.iter().map(|one| describe(one, names)).collect::<Vec<_>>().join(separator)
    };
    let filled = |text: &String| fill_text(text, names).unwrap_or_else(|_| text.clone());
    match matcher {
        Matcher::Literal(value) => {
            brief(Some(&fill_json(value, names).unwrap_or_else(|_| value.clone())))
        }
        Matcher::Object(members) if members.is_empty() => "an object".to_owned(),
        Matcher::Object(members) => format!("an object with {}", describe_members(members, names)),
        Matcher::Exact(members) => {
            format!("an object with exactly {}", describe_members(members, names))
        }
        Matcher::Array(elements) if elements.is_empty() => "no elements".to_owned(),
        Matcher::Array(elements) if elements.len() == 1 => {
            format!("one element and no other: {}", describe_element(&elements[0], names))
        }
        Matcher::Array(elements) => {
            let all: Vec<String> =
                elements.iter().map(|one| describe_element(one, names)).collect();
            format!("these {} elements in this order: {}", all.len(), all.join("; "))
        }
        Matcher::All(all) => list(all, ", and "),
        Matcher::Any => "any value".to_owned(),
        Matcher::Unset => "nothing (absent, null or empty)".to_owned(),
        Matcher::Optional(inner) => format!("nothing, or {}", describe(inner, names)),
        Matcher::Type(types) => {
            types.iter().map(|one| type_name(*one)).collect::<Vec<_>>().join(" or ")
        }
        Matcher::Pattern(pattern) => format!("a string that matches {pattern}"),
        Matcher::Same(text) => format!("\"{}\" in any letter case", filled(text)),
        Matcher::Instant(None) => "a date and time (xsd:dateTime)".to_owned(),
        Matcher::Instant(Some(text)) => format!("the instant {}", filled(text)),
        Matcher::Near(text) => format!("an instant at most a second from {}", filled(text)),
        Matcher::Path(text) => format!("a URI with the path {} below the base URL", filled(text)),
        Matcher::Uri(None) => "a URI".to_owned(),
        Matcher::Uri(Some(text)) => format!("the URI {}", filled(text)),
        Matcher::Not(inner) => format!("anything but {}", describe(inner, names)),
        Matcher::OneOf(choices) => list(choices, ", or "),
        Matcher::In(list) => {
            let filled = fill_json(&Value::from(list.as_str()), names);
            format!("one of {}", brief(Some(&filled.unwrap_or_else(|_| list.as_str().into()))))
        }
        Matcher::Set(elements) if elements.is_empty() => "no elements".to_owned(),
        Matcher::Set(elements) => {
            format!("exactly these elements in any order: {}", list(elements, ", "))
        }
        Matcher::Has(elements) => format!("among its elements {}", list(elements, ", ")),
        Matcher::Ids { of, exact: true } => format!("exactly the ids {of}"),
        Matcher::Ids { of, exact: false } => format!("among others the ids {of}"),
        Matcher::First(inner) => format!("an array that begins with {}", describe(inner, names)),
        Matcher::Each(inner) => format!("elements that are each {}", describe(inner, names)),
        Matcher::Contains(texts) => {
            let texts: Vec<String> = texts.iter().map(filled).collect();
            format!("a value with {} in it", texts.join(" and "))
        }
        Matcher::Publishes { .. } => "schemas with all attributes of the mapping".to_owned(),
        Matcher::Bound { of, is_most } => {
            format!("a number of at {} {}", if *is_most { "most" } else { "least" }, filled(of))
        }
        Matcher::Between(least, most) if *most >= ENDLESS => {
            format!("a number of at least {least}")
        }
        Matcher::Between(least, most) if *least <= -ENDLESS => {
            format!("a number of at most {most}")
        }
        Matcher::Between(least, most) => format!("a number from {least} to {most}"),
        Matcher::Length(least, most) if least == most => format!("a length of {least}"),
        Matcher::Length(1, most) if *most >= MANY => "one element or more".to_owned(),
        Matcher::Length(least, most) if *most >= MANY => format!("a length of at least {least}"),
        Matcher::Length(least, most) => format!("a length from {least} to {most}"),
    }
}

/// What a matcher wants of an element: `id: "7"` rather than `an object with id: "7"`.
pub(super) fn describe_element(matcher: &Matcher, names: &dyn Names) -> String {
    match matcher {
        Matcher::Object(members) if !members.is_empty() => {
            format!("with {}", describe_members(members, names))
        }
        other => describe(other, names),
    }
}

fn describe_members(members: &[(String, Matcher)], names: &dyn Names) -> String {
    members
        .iter()
        .map(|(name, inner)| format!("{name}: {}", describe(inner, names)))
        .collect::<Vec<_>>()
        .join(", ")
}

const fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "null",
        JsonType::Boolean => "a Boolean (true or false)",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    }
}
