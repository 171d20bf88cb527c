//! Placeholders: `{{ada.id}}` in strings, found, checked and filled in.
//!
//! A placeholder is two braces, a name, two braces. A name is words joined by
//! `.`; a word is letters, digits, `-` and `_`. A string that is nothing but
//! one placeholder takes the value's JSON type; anywhere else the value is
//! written into the text.

use serde_json::{Map, Value};

use super::model::{Expect, Matcher};
use crate::wire::encode_path_segment;

/// Answers what a placeholder stands for.
pub trait Names {
    /// The value of `name` (`ada.id`, `uniq`), or `None` if nothing has that name.
    fn value(&self, name: &str) -> Option<Value>;
}

/// A placeholder names something that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing is named `{0}` here")]
pub struct UnknownName(pub String);

/// Fills the placeholders of a text. A value that is no string is written as JSON.
///
/// # Errors
/// [`UnknownName`] for the first name that `names` does not know.
pub fn fill_text(template: &str, names: &dyn Names) -> Result<String, UnknownName> {
    fill_with(template, names, |text| text)
}

/// Fills the placeholders of a path; each value becomes one segment,
/// percent-encoded, so that it cannot leave its place.
///
/// # Errors
/// [`UnknownName`] for the first name that `names` does not know.
pub fn fill_path(template: &str, names: &dyn Names) -> Result<String, UnknownName> {
    fill_with(template, names, |text| encode_path_segment(&text))
}

/// Fills the placeholders of all strings and member names of a JSON value. A
/// string that is nothing but one placeholder becomes the value itself.
///
/// # Errors
/// [`UnknownName`] for the first name that `names` does not know.
pub fn fill_json(template: &Value, names: &dyn Names) -> Result<Value, UnknownName> {
    Ok(match template {
        Value::String(text) => fill_string(text, names)?,
        Value::Array(elements) => Value::Array(
            elements.iter().map(|element| fill_json(element, names)).collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => {
            let mut filled = Map::with_capacity(members.len());
            for (name, value) in members {
                filled.insert(fill_text(name, names)?, fill_json(value, names)?);
            }
            Value::Object(filled)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => template.clone(),
    })
}

/// Fills the placeholders of a matcher. A whole-string placeholder in a literal
/// becomes a literal of the value: an object then matches a superset, as if it
/// had been written in the suite file.
///
/// # Errors
/// [`UnknownName`] for the first name that `names` does not know.
pub fn fill_matcher(matcher: &Matcher, names: &dyn Names) -> Result<Matcher, UnknownName> {
    let list = |matchers: &[Matcher]| -> Result<Vec<Matcher>, UnknownName> {
        matchers.iter().map(|matcher| fill_matcher(matcher, names)).collect()
    };
    let optional_text = |text: &Option<String>| -> Result<Option<String>, UnknownName> {
        text.as_deref().map(|text| fill_text(text, names)).transpose()
    };
    Ok(match matcher {
        Matcher::Literal(Value::String(text)) => literal(&fill_string(text, names)?),
        Matcher::Object(members) => Matcher::Object(fill_members(members, names)?),
        Matcher::Exact(members) => Matcher::Exact(fill_members(members, names)?),
        Matcher::Array(elements) => Matcher::Array(list(elements)?),
        Matcher::All(matchers) => Matcher::All(list(matchers)?),
        Matcher::Optional(inner) => Matcher::Optional(Box::new(fill_matcher(inner, names)?)),
        Matcher::Same(text) => Matcher::Same(fill_text(text, names)?),
        Matcher::Instant(text) => Matcher::Instant(optional_text(text)?),
        Matcher::Path(text) => Matcher::Path(fill_text(text, names)?),
        Matcher::Near(text) => Matcher::Near(fill_text(text, names)?),
        Matcher::Contains(texts) => Matcher::Contains(
            texts.iter().map(|text| fill_text(text, names)).collect::<Result<_, _>>()?,
        ),
        Matcher::Uri(text) => Matcher::Uri(optional_text(text)?),
        Matcher::Not(inner) => Matcher::Not(Box::new(fill_matcher(inner, names)?)),
        Matcher::OneOf(matchers) => Matcher::OneOf(list(matchers)?),
        Matcher::In(text) => Matcher::OneOf(match fill_string(text, names)? {
            Value::Array(elements) => elements.iter().map(without_case).collect(),
            other => vec![without_case(&other)],
        }),
        Matcher::Set(elements) => Matcher::Set(list(elements)?),
        Matcher::Has(elements) => Matcher::Has(list(elements)?),
        Matcher::First(inner) => Matcher::First(Box::new(fill_matcher(inner, names)?)),
        Matcher::Each(inner) => Matcher::Each(Box::new(fill_matcher(inner, names)?)),
        Matcher::Literal(_)
        | Matcher::Any
        | Matcher::Unset
        | Matcher::Type(_)
        | Matcher::Pattern(_)
        | Matcher::Ids { .. }
        | Matcher::Bound { .. }
        | Matcher::Publishes { .. }
        | Matcher::Between(..)
        | Matcher::Length(..) => matcher.clone(),
    })
}

/// Fills named matchers, such as those of `then.changes`; names are filled as well.
///
/// # Errors
/// [`UnknownName`] for the first name that `names` does not know.
pub fn fill_members(
    members: &[(String, Matcher)],
    names: &dyn Names,
) -> Result<Vec<(String, Matcher)>, UnknownName> {
    members
        .iter()
        .map(|(name, matcher)| Ok((fill_text(name, names)?, fill_matcher(matcher, names)?)))
        .collect()
}

/// Fills the placeholders of an expectation.
///
/// # Errors
/// [`UnknownName`] for the first name that `names` does not know.
pub fn fill_expect(expect: &Expect, names: &dyn Names) -> Result<Expect, UnknownName> {
    Ok(Expect {
        status: expect.status.clone(),
        headers: fill_members(&expect.headers, names)?,
        body: expect.body.as_ref().map(|body| fill_matcher(body, names)).transpose()?,
    })
}

/// The matcher that accepts this value as if it stood in the suite file.
#[must_use]
pub fn literal(value: &Value) -> Matcher {
    match value {
        Value::Array(elements) => Matcher::Array(elements.iter().map(literal).collect()),
        Value::Object(members) => Matcher::Object(
            members.iter().map(|(name, value)| (name.clone(), literal(value))).collect(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Matcher::Literal(value.clone())
        }
    }
}

/// The matcher that accepts this value, a string in any letter case.
fn without_case(value: &Value) -> Matcher {
    match value {
        Value::String(text) => Matcher::Same(text.clone()),
        other => literal(other),
    }
}

/// A part of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text that stays as it is.
    Text(&'a str),
    /// The name between the braces.
    Name(&'a str),
    /// Something that begins like a placeholder and is none, braces included.
    Malformed(&'a str),
}

/// Takes a string apart. Joined again, braces added, the parts are the string.
pub fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(start) = rest.find("{{") else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        if start > 0 {
            let (text, after) = rest.split_at(start);
            rest = after;
            return Some(Part::Text(text));
        }
        let Some(end) = rest.find("}}") else {
            return Some(Part::Malformed(std::mem::take(&mut rest)));
        };
        let (placeholder, after) = rest.split_at(end + 2);
        rest = after;
        let name = &placeholder[2..end];
        Some(if is_name(name) { Part::Name(name) } else { Part::Malformed(placeholder) })
    })
}

/// The name, if the string is nothing but one placeholder.
#[must_use]
pub fn whole(template: &str) -> Option<&str> {
    let name = template.strip_prefix("{{")?.strip_suffix("}}")?;
    is_name(name).then_some(name)
}

/// A value as it is written into a text: a string as it is, anything else as JSON.
#[must_use]
pub fn as_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn is_name(name: &str) -> bool {
    name.split('.').all(|word| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

fn fill_string(text: &str, names: &dyn Names) -> Result<Value, UnknownName> {
    match whole(text) {
        Some(name) => names.value(name).ok_or_else(|| UnknownName(name.to_owned())),
        None => fill_text(text, names).map(Value::String),
    }
}

fn fill_with(
    template: &str,
    names: &dyn Names,
    encode: fn(String) -> String,
) -> Result<String, UnknownName> {
    if !template.contains("{{") {
        return Ok(template.to_owned());
    }
    let mut filled = String::with_capacity(template.len() + 32);
    for part in parts(template) {
        match part {
            Part::Text(text) | Part::Malformed(text) => filled.push_str(text),
            Part::Name(name) => {
                let value = names.value(name).ok_or_else(|| UnknownName(name.to_owned()))?;
                filled.push_str(&encode(as_text(value)));
            }
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Table;

    impl Names for Table {
        fn value(&self, name: &str) -> Option<Value> {
            Some(match name {
                "ada.id" => json!("a/b c"),
                "row.value" => json!(false),
                "row.list" => json!([1, { "x": null }]),
                "uniq" => json!("u1"),
                _ => return None,
            })
        }
    }

    #[test]
    fn a_text_takes_the_value_as_text() {
        for (template, filled) in [
            ("", ""),
            ("plain {x} }}", "plain {x} }}"),
            ("{{uniq}}@example.com", "u1@example.com"),
            ("{{uniq}}{{uniq}}", "u1u1"),
            ("is {{row.value}}", "is false"),
            ("{{row.list}}", "[1,{\"x\":null}]"),
            ("{{ }} stays", "{{ }} stays"),
            ("{{uniq", "{{uniq"),
        ] {
            assert_eq!(fill_text(template, &Table).as_deref(), Ok(filled), "{template}");
        }
    }

    #[test]
    fn a_path_takes_the_value_as_one_segment() {
        assert_eq!(fill_path("/Users/{{ada.id}}/x", &Table).as_deref(), Ok("/Users/a%2Fb%20c/x"));
    }

    #[test]
    fn a_whole_string_takes_the_json_type() {
        let template =
            json!({ "{{uniq}}": ["{{row.value}}", "-{{row.value}}", "{{row.list}}", 7] });
        assert_eq!(
            fill_json(&template, &Table),
            Ok(json!({ "u1": [false, "-false", [1, { "x": null }], 7] }))
        );
    }

    #[test]
    fn an_unknown_name_is_told() {
        let unknown = Err(UnknownName("bob.id".to_owned()));
        assert_eq!(fill_json(&json!([{ "a": "{{bob.id}}" }]), &Table), unknown);
        assert_eq!(fill_text("x{{bob.id}}", &Table).map(Value::String), unknown);
    }

    #[test]
    fn a_matcher_is_filled_everywhere() {
        let matcher = Matcher::All(vec![
            Matcher::Literal(json!("{{row.list}}")),
            Matcher::Uri(Some("/Users/{{ada.id}}".to_owned())),
        ]);
        let filled = fill_matcher(&matcher, &Table);
        assert_eq!(
            filled.map(|matcher| format!("{matcher:?}")),
            Ok("All([Array([Literal(Number(1)), Object([(\"x\", Literal(Null))])]), \
                Uri(Some(\"/Users/a/b c\"))])"
                .to_owned())
        );
    }

    #[test]
    fn parts_tell_names_from_what_only_looks_like_one() {
        let found: Vec<_> = parts("a{{b-c.d_1}}{{x y}}e{{f").collect();
        assert_eq!(
            found,
            [
                Part::Text("a"),
                Part::Name("b-c.d_1"),
                Part::Malformed("{{x y}}"),
                Part::Text("e"),
                Part::Malformed("{{f"),
            ]
        );
        assert_eq!(whole("{{a}}{{b}}"), None);
        assert_eq!(whole("{{a.b}}"), Some("a.b"));
        assert_eq!(whole("{{a.}}"), None);
    }
}
