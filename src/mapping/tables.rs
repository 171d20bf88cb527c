//! What suites may use of a mapping: values (`{{mapping.user.create}}`) and
//! rows (`"each": "mapping.user.updatable"`).

use serde_json::{Map, Value, json};

use super::model::{MappedAttribute, Mapping};
use super::requests::{Dialect, created_value, operations};
use crate::suite::Tables;

impl Mapping {
    /// The tables that suites are loaded with.
    #[must_use]
    pub fn tables(&self) -> Tables {
        let mut tables = Tables::default();
        tables.value("mapping.name", json!(self.name));
        for (key, resource_type) in [("user", "User"), ("group", "Group")] {
            let updates = self.updates(resource_type);
            tables.value(&format!("mapping.{key}.create"), self.create(resource_type));
            let changes: Map<String, Value> = updates
                .iter()
                .map(|(attribute, value)| (attribute.name.clone(), value.clone()))
                .collect();
            tables.value(&format!("mapping.{key}.changes"), Value::Object(changes));
            tables.rows(&format!("mapping.{key}.updatable"), updatable(&updates, resource_type));
            tables.rows(&format!("mapping.{key}.update"), update(&updates));
            tables.rows(&format!("mapping.{key}.matching"), self.matching_rows(resource_type));
        }
        tables.rows("mapping.user.disable", self.disable_rows());
        self.usual_gallery_tables(&mut tables);
        tables
    }

    /// One row for each matching attribute, to find the resource `ada` by.
    fn matching_rows(&self, resource_type: &str) -> Vec<Value> {
        let mut slugs = Slugs::default();
        self.matching(resource_type)
            .into_iter()
            .filter_map(|attribute| {
                let value = created_value(attribute);
                let value = value.as_str().filter(|text| text.contains("{{uniq}}"))?;
                let of_ada = value.replace("{{uniq}}", "{{ada.uniq}}");
                Some(json!({
                    "row": slugs.of(attribute),
                    "attribute": attribute.name,
                    "filter": format!("{} eq \"{of_ada}\"", attribute.name),
                    "nobody": format!("{} eq \"{}\"", attribute.name, value.replace("{{uniq}}", "{{random}}")),
                    "need": need(resource_type, attribute),
                }))
            })
            .collect()
    }

    /// Disabling and enabling, in both dialects; none if `active` is not mapped.
    fn disable_rows(&self) -> Vec<Value> {
        if !self.user.iter().any(|attribute| attribute.is_named("active") && attribute.is_mapped())
        {
            return Vec::new();
        }
        Dialect::ALL
            .into_iter()
            .map(|dialect| {
                let set = |to: bool| match dialect {
                    // Disabling alone keeps its path even with the flag.
                    Dialect::Flagged => json!([{ "op": "replace", "path": "active", "value": to }]),
                    Dialect::Legacy => json!(operations(&[("active", json!(to))], dialect)),
                };
                json!({
                    "row": dialect.name(),
                    "flag": dialect.flag(),
                    "disable": set(false),
                    "enable": set(true),
                })
            })
            .collect()
    }
}

/// One row for each attribute and dialect.
fn updatable(updates: &[(&MappedAttribute, Value)], resource_type: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut slugs = Slugs::default();
    for (attribute, value) in updates {
        let slug = slugs.of(attribute);
        for dialect in Dialect::ALL {
            rows.push(json!({
                "row": format!("{slug}-{}", dialect.name()),
                "attribute": attribute.name,
                "value": value,
                "flag": dialect.flag(),
                "operations": operations(&[(&attribute.name, value.clone())], dialect),
                "need": need(resource_type, attribute),
            }));
        }
    }
    rows
}

/// All attributes in one request, once for each dialect.
fn update(updates: &[(&MappedAttribute, Value)]) -> Vec<Value> {
    if updates.is_empty() {
        return Vec::new();
    }
    let changes: Vec<(&str, Value)> =
        updates.iter().map(|(attribute, value)| (attribute.name.as_str(), value.clone())).collect();
    Dialect::ALL
        .into_iter()
        .map(|dialect| {
            json!({
                "row": dialect.name(),
                "flag": dialect.flag(),
                "operations": operations(&changes, dialect),
            })
        })
        .collect()
}

fn need(resource_type: &str, attribute: &MappedAttribute) -> String {
    let path = &attribute.path;
    let name = match &path.schema {
        Some(urn) => format!("{urn}:{}", path.attribute),
        None => path.attribute.clone(),
    };
    format!("attr:{resource_type}.{name}")
}

/// Names of rows: slugs, each once.
#[derive(Default)]
struct Slugs(Vec<String>);

impl Slugs {
    fn of(&mut self, attribute: &MappedAttribute) -> String {
        let path = &attribute.path;
        let element = path.element.as_ref().map(|(_, word)| word.as_str());
        let parts = [Some(path.attribute.as_str()), element, path.sub_attribute.as_deref()];
        let mut slug = String::new();
        for letter in parts.into_iter().flatten().collect::<Vec<_>>().join("-").chars() {
            if letter.is_ascii_alphanumeric() {
                slug.push(letter.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-').to_owned();
        let again = self.0.iter().filter(|known| **known == slug).count();
        self.0.push(slug.clone());
        if again == 0 { slug } else { format!("{slug}-{}", again + 1) }
    }
}
