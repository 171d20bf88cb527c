//! The order of a list (RFC 7644 section 3.4.2.3).

use std::cmp::{Ordering, Reverse};

use serde_json::Value;

use super::attribute::AttributeType;
use super::definition::{ResourceDefinition, Target};
use super::path::AttributePath;
use super::value::{self, Comparable};

/// `sortOrder`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first, missing values last.
    #[default]
    Ascending,
    /// Greatest first, missing values first of all.
    Descending,
}

impl Direction {
    /// Reads `ascending` or `descending`, without case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            _ if text.eq_ignore_ascii_case("ascending") => Some(Self::Ascending),
            _ if text.eq_ignore_ascii_case("descending") => Some(Self::Descending),
            _ => None,
        }
    }
}

/// `sortBy` and `sortOrder`.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The attribute whose values order the list.
    pub by: AttributePath,
    /// In which direction.
    pub direction: Direction,
}

impl Order {
    /// Which of two resources comes first. Resources without a value come last ascending and first descending;
    /// a multi-valued attribute counts by its primary value, else its first; a complex attribute by its `value`.
    /// An attribute that the type does not have orders nothing.
    #[must_use]
    pub fn compare(
        &self,
        left: &Value,
        right: &Value,
        definition: &ResourceDefinition,
    ) -> Ordering {
        let Some(target) = definition.resolve(&self.by) else {
            return Ordering::Equal;
        };
        let ascending = Rank::new(key(left, target)).cmp(&Rank::new(key(right, target)));
        match self.direction {
            Direction::Ascending => ascending,
            Direction::Descending => ascending.reverse(),
        }
    }

    /// Sorts a list by the resource that each element has; elements with the same value keep their order.
    pub fn sort<T>(
        &self,
        list: &mut [T],
        resource: impl Fn(&T) -> &Value,
        definition: &ResourceDefinition,
    ) {
        let Some(target) = definition.resolve(&self.by) else {
            return;
        };
        let rank = |element: &T| Rank::new(key(resource(element), target));
        match self.direction {
            Direction::Ascending => list.sort_by_cached_key(rank),
            Direction::Descending => list.sort_by_cached_key(|element| Reverse(rank(element))),
        }
    }
}

/// A place in an ascending list: those without a value come last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_missing: bool,
    value: Option<Comparable>,
}

impl Rank {
    fn new(value: Option<Comparable>) -> Self {
        Self { is_missing: value.is_none(), value }
    }
}

/// The value of a resource that its place in the list depends on.
fn key(resource: &Value, target: Target<'_>) -> Option<Comparable> {
    let Target::Attribute { extension, attribute, sub_attribute } = target else {
        return None;
    };
    let whole = Target::Attribute { extension, attribute, sub_attribute: None };
    let elements = value::values(resource, whole);
    let element = elements
        .iter()
        .find(|element| value::member(element, "primary") == Some(&Value::Bool(true)))
        .or_else(|| elements.first())?;
    let (value, attribute) = match (attribute.kind, sub_attribute) {
        (AttributeType::Complex, Some(simple)) => (value::member(element, &simple.name)?, simple),
        (AttributeType::Complex, None) => {
            let simple = attribute.sub_attribute("value")?;
            (value::member(element, &simple.name)?, simple)
        }
        _ => (*element, attribute),
    };
    if value::is_present(value) { Comparable::new(value, attribute) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::standard;
    use serde_json::json;

    /// The ids of the users in the order of a list that was sorted.
    fn sorted(by: &str, direction: Direction, users: &[Value]) -> String {
        let order = Order { by: AttributePath::parse(by).unwrap(), direction };
        let definition = standard::user();
        let mut list = users.to_vec();
        order.sort(&mut list, |user| user, &definition);
        assert!(
            list.windows(2).all(|pair| order.compare(&pair[0], &pair[1], &definition).is_le()),
            "compare and sort agree"
        );
        list.iter().filter_map(|user| user["id"].as_str()).collect()
    }

    #[test]
    fn values_order_by_type_and_case_and_missing_ones_come_last_ascending() {
        let users = [
            json!({ "id": "a", "userName": "bob", "externalId": "b", "active": true,
                    "meta": { "created": "2026-01-01T12:00:00Z" } }),
            json!({ "id": "b", "userName": "Ada", "externalId": "a", "title": "" }),
            json!({ "id": "c", "userName": "BOB", "externalId": "B", "title": "x", "active": false,
                    "meta": { "created": "2026-01-01T12:30:00+01:00" } }),
            json!({ "id": "d", "userName": "ädä", "title": "X",
                    "meta": { "created": "2025-01-01T00:00:00Z" } }),
        ];
        for (by, ascending, descending) in [
            ("userName", "bacd", "dacb"),
            ("USERNAME", "bacd", "dacb"),
            ("externalId", "cbad", "dabc"),
            ("title", "cdab", "abcd"),
            ("active", "cabd", "bdac"),
            ("meta.created", "dcab", "bacd"),
            ("nickName", "abcd", "abcd"),
            ("shoeSize", "abcd", "abcd"),
            ("name", "abcd", "abcd"),
            ("urn:ietf:params:scim:schemas:core:2.0:User:userName", "bacd", "dacb"),
        ] {
            assert_eq!(sorted(by, Direction::Ascending, &users), ascending, "{by}");
            assert_eq!(sorted(by, Direction::Descending, &users), descending, "{by}");
        }
    }

    #[test]
    fn a_list_orders_by_its_primary_value_else_by_its_first() {
        let users = [
            json!({ "id": "a", "emails": [{ "value": "z" }, { "value": "b", "primary": true }] }),
            json!({ "id": "b", "emails": [{ "value": "a" }, { "value": "y" }] }),
            json!({ "id": "c", "emails": [] }),
            json!({ "id": "d", "emails": [{ "value": "c", "primary": false }] }),
        ];
        assert_eq!(sorted("emails.value", Direction::Ascending, &users), "badc");
        assert_eq!(sorted("emails", Direction::Descending, &users), "cdab");
    }

    #[test]
    fn only_two_words_name_a_direction() {
        assert_eq!(Direction::parse("ascending"), Some(Direction::Ascending));
        assert_eq!(Direction::parse("Descending"), Some(Direction::Descending));
        assert_eq!(Direction::parse("down"), None);
    }
}
