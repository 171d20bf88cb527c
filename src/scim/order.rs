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
