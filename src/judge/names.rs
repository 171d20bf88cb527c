//! What a scenario may refer to by `{{name}}`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::suite::Names as Lookup;

/// The names of one scenario: constants of the run, fixtures, captures.
///
/// It grows while the scenario runs, and can be built again from a recording.
#[derive(Clone, Debug, Default)]
pub struct ScenarioNames {
    values: BTreeMap<String, Value>,
}

impl ScenarioNames {
    /// No names.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Defines a name, or gives it another value.
    pub fn define(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.values.insert(name.into(), value.into());
    }

    /// The names that begin so, without that, and their values.
    pub fn below<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, Value)> + use<'a> {
        self.values
            .range(prefix.to_owned()..)
            .map_while(move |(name, value)| Some((name.strip_prefix(prefix)?, value.clone())))
    }

    /// The value as text, if it is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }
}

impl Lookup for ScenarioNames {
    fn value(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }
}
