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
    "gallery.domain",
    "gallery.attributes",
    "gallery.mapped-attributes",
    "gallery.user.name",
    "gallery.user.create",
    "gallery.user.match",
    "gallery.boss.name",
    "gallery.boss.create",
    "gallery.boss.match",
    "gallery.other-boss.name",
    "gallery.other-boss.create",
    "gallery.other-boss.match",
    "gallery.update.create",
    "gallery.update.match",
    "gallery.update.legacy",
    "gallery.update.flagged",
    "gallery.update.renamed",
    "gallery.update.updated",
    "gallery.update.sound",
    "gallery.direct.user",
    "gallery.direct.boss",
    "gallery.direct.other-boss",
    "gallery.direct.page",
    "gallery.direct.update",
    "gallery.direct.updated",
    "gallery.direct.count",
    "gallery.own.user",
    "gallery.own.boss",
    "gallery.own.other-boss",
    "gallery.own.page",
    "gallery.typed.user",
    "gallery.typed.boss",
    "gallery.typed.other-boss",
    "gallery.typed.page",
    "gallery.typed-own.user",
    "gallery.typed-own.boss",
    "gallery.typed-own.other-boss",
    "gallery.typed-own.page",
    "gallery.plausible.update",
    "gallery.plausible.updated",
    "gallery.null.user",
    "gallery.null.sound-user",
    "gallery.null.empty",
    "gallery.null.null",
    "gallery.null.emptied",
    "gallery.null.nulled",
    "gallery.null.typed-empty",
    "gallery.null.typed-emptied",
    "gallery.null.changeable-empty",
    "gallery.null.changeable-emptied",
    "gallery.null.changeable-null",
    "gallery.null.changeable-nulled",
    "gallery.null.changeable-typed-empty",
    "gallery.null.changeable-typed-emptied",
    "gallery.null.says",
    "gallery.null.count",
    "gallery.other-boss.own",
    "gallery.manager.name",
    "gallery.group.create",
    "gallery.group.direct",
    "gallery.group.update",
    "gallery.group.updated",
    "gallery.group.count",
];

/// The rows that there are: `"each": "mapping.user.updatable"`. Those of
/// `gallery` are what the gate of the app gallery sends.
pub const ROWS: &[&str] = &[
    "mapping.user.updatable",
    "mapping.user.update",
    "mapping.user.matching",
    "mapping.user.disable",
    "mapping.group.updatable",
    "mapping.group.update",
    "mapping.group.matching",
    "gallery.manager-engine",
    "gallery.manager-direct",
    "gallery.group-create",
    "gallery.group-update",
    "gallery.group-pages",
    "gallery.typed",
    "gallery.manager-typed",
    "gallery.group-case",
];

/// The values and rows of one mapping. Without any, scenarios that take rows
/// from it do not exist, and its values are empty objects: enough to check a suite.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    values: BTreeMap<String, Value>,
    rows: BTreeMap<String, Vec<Value>>,
    checked: bool,
}

impl Tables {
    /// Those of a mapping that comes with the program: a test holds that the built-in
    /// suites have no problem with them, and a program that starts need not look again.
    #[must_use]
    pub fn checked(self) -> Self {
        Self { checked: true, ..self }
    }

    pub(super) const fn is_checked(&self) -> bool {
        self.checked
    }

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
        known.or_else(|| VALUES.contains(&name).then(|| empty(name)))
    }

    pub(super) fn rows_of(&self, name: &str) -> Option<&[Value]> {
        let known = self.rows.get(name).map(Vec::as_slice);
        known.or_else(|| ROWS.contains(&name).then_some(&[]))
    }
}

/// What stands for a value that no mapping gave: of its JSON type.
fn empty(name: &str) -> Value {
    let is_text = ["name", "domain", "match", "says", "count"]
        .contains(&name.rsplit('.').next().unwrap_or_default());
    if is_text { Value::String("none".to_owned()) } else { Value::Object(serde_json::Map::new()) }
}
