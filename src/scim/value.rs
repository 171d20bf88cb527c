//! Where a resource keeps the values of an attribute, and how two values compare.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Number, Value};

use super::attribute::{Attribute, AttributeType};
use super::definition::Target;

/// The member of a JSON object of that name, without case (RFC 7643 section 2.1); `None` also for null, which is the
/// same as no value (section 2.5), and for anything that is no object.
#[must_use]
pub fn member<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    let object = object.as_object()?;
    let value = match object.get(name) {
        Some(value) => value,
        None => object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1,
    };
    (!value.is_null()).then_some(value)
}

/// The elements of an array, or the value itself if it is none; without nulls.
pub fn elements(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(elements) => elements.as_slice(),
        single => std::slice::from_ref(single),
    }
    .iter()
    .filter(|element| !element.is_null())
}

/// All values that a resource has of what a path names: of a multi-valued attribute, or of a sub-attribute of one,
/// those of all its elements.
#[must_use]
pub fn values<'v>(resource: &'v Value, target: Target<'_>) -> Vec<&'v Value> {
    let (extension, attribute, sub_attribute) = match target {
        Target::Schema(schema) => return member(resource, &schema.urn).into_iter().collect(),
        Target::Attribute { extension, attribute, sub_attribute } => {
            (extension, attribute, sub_attribute)
        }
    };
    let holder = match extension {
        Some(schema) => member(resource, &schema.urn),
        None => Some(resource),
    };
    let found =
        holder.and_then(|holder| member(holder, &attribute.name)).into_iter().flat_map(elements);
    match sub_attribute {
        None => found.collect(),
        Some(sub_attribute) => found
            .filter_map(|element| member(element, &sub_attribute.name))
            .flat_map(elements)
            .collect(),
    }
}

/// Is there something in the value? Null, the empty text, the empty list, and an object or a list
/// without anything in it are nothing (RFC 7643 section 2.5, RFC 7644 table 3 `pr`).
#[must_use]
pub fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => elements.iter().any(is_present),
        Value::Object(members) => members.values().any(is_present),
    }
}

/// The instant that a dateTime names (RFC 7643 section 2.3.5); without a zone it is taken as UTC.
#[must_use]
pub fn instant(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })
}

/// A text as it is compared without case: one that equals another in any case becomes the same text.
#[must_use]
pub fn fold(text: &str) -> String {
    // Through upper case, because several lower-case letters share one (σ and ς).
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// A value in the form in which values of an attribute are compared; all forms have one order among each
/// other, so that lists with ill-typed values can be sorted too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comparable {
    Boolean(bool),
    Number(Magnitude),
    Instant(Timestamp),
    /// Folded unless the attribute is case exact.
    Text(String),
}

impl Comparable {
    /// The value as values of that attribute compare; `None` if it is not of the attribute's type.
    /// A dateTime that cannot be read is a text.
    pub(super) fn new(value: &Value, attribute: &Attribute) -> Option<Self> {
        match (attribute.kind, value) {
            (AttributeType::Boolean, &Value::Bool(value)) => Some(Self::Boolean(value)),
            (AttributeType::Integer | AttributeType::Decimal, Value::Number(number)) => {
                Magnitude::new(number).map(Self::Number)
            }
            (AttributeType::DateTime, Value::String(text)) => {
                Some(instant(text).map_or_else(|| Self::Text(text.clone()), Self::Instant))
            }
            (
                AttributeType::String | AttributeType::Reference | AttributeType::Binary,
                Value::String(text),
            ) => Some(Self::Text(if attribute.case_exact { text.clone() } else { fold(text) })),
            _ => None,
        }
    }
}

/// A number with an order that is total and exact for whole numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Magnitude {
    rounded: f64,
    /// Tells whole numbers apart that round to the same float.
    whole: i128,
}

impl Magnitude {
    fn new(number: &Number) -> Option<Self> {
        // Adding zero turns a negative zero into zero.
        let rounded = number.as_f64()? + 0.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "fractions are told apart by `rounded`"
        )]
        let whole = number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from))
            .unwrap_or(rounded as i128);
        Some(Self { rounded, whole })
    }
}

impl Ord for Magnitude {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rounded.total_cmp(&other.rounded).then(self.whole.cmp(&other.whole))
    }
}

impl PartialOrd for Magnitude {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Magnitude {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Magnitude {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_found_without_case_and_null_is_none() {
        let object = json!({ "userName": "a", "username": "b", "title": null });
        assert_eq!(member(&object, "username"), Some(&json!("b")), "the exact name comes first");
        assert_eq!(member(&object, "USERNAME"), Some(&json!("a")));
        assert_eq!(member(&object, "title"), None);
        assert_eq!(member(&json!([]), "title"), None);
    }

    #[test]
    fn texts_that_differ_in_case_fold_to_the_same() {
        for (left, right) in [("ADA", "ada"), ("ΑΣ", "ας"), ("Straße", "STRASSE"), ("ÄÖ", "äö")]
        {
            assert_eq!(fold(left), fold(right));
        }
        assert_ne!(fold("a"), fold("ä"));
    }

    #[test]
    fn an_instant_has_many_texts() {
        for text in ["2026-01-02T03:04:05Z", "2026-01-02T04:04:05.000+01:00", "2026-01-02T03:04:05"]
        {
            assert_eq!(instant(text).map(Timestamp::as_second), Some(1_767_323_045), "{text}");
        }
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "1767323045"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_within_nothing_is_nothing() {
        for nothing in [json!(null), json!(""), json!([]), json!({}), json!([{ "a": "" }, null])] {
            assert!(!is_present(&nothing), "{nothing}");
        }
        for something in [json!(false), json!(0), json!("x"), json!([{ "a": false }])] {
            assert!(is_present(&something), "{something}");
        }
    }
}
