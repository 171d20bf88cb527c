//! Values and rows that suites take from the mapping of the target. They are
//! filled in when a suite is loaded, as rows are.

use std::collections::BTreeMap;

use serde_json::Value;

/// The values that there are: `{{mapping.user.create}}`.
pub const VALUES: &[&str] = &[
    "mapping.name",
    "mapping.user.create",
    "mapping.user.changes",
    "mapping.group.create",
    "mapping.group.changes",
];

/// The rows that there are: `"each": "mapping.user.updatable"`.
pub const ROWS: &[&str] = &[
    "mapping.user.updatable",
    "mapping.user.update",
    "mapping.user.matching",
    "mapping.user.disable",
    "mapping.group.updatable",
    "mapping.group.update",
    "mapping.group.matching",
];

/// The values and rows of one mapping. Without any, scenarios that take rows
/// from it do not exist, and its values are empty objects: enough to check a suite.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    values: BTreeMap<String, Value>,
    rows: BTreeMap<String, Vec<Value>>,
}

impl Tables {
    /// Adds a value of that name.
    pub fn value(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// Adds rows of that name: objects, each with a slug in `row`.
    pub fn rows(&mut self, name: &str, rows: Vec<Value>) {
        self.rows.insert(name.to_owned(), rows);
    }

    /// The names of all values and rows.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().chain(self.rows.keys()).map(String::as_str)
    }

    pub(super) fn value_of(&self, name: &str) -> Option<Value> {
        let known = self.values.get(name).cloned();
        known.or_else(|| VALUES.contains(&name).then(|| Value::Object(serde_json::Map::new())))
    }

    pub(super) fn rows_of(&self, name: &str) -> Option<&[Value]> {
        let known = self.rows.get(name).map(Vec::as_slice);
        known.or_else(|| ROWS.contains(&name).then_some(&[]))
    }
}
