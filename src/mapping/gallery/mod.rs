//! What Microsoft's app-gallery gate sends for a mapping, and what it compares:
//! tables for the suite `gallery`.

mod direct;
mod engine;
mod expected;
mod notes;
mod parameters;

use serde_json::{Value, json};

pub use notes::{unknown_expressions, unmapped_required};
pub use parameters::GalleryParameters;

use self::direct::Direct;
use self::engine::{State, Whom};
use self::expected::How;
use super::model::{MappedAttribute, Mapping};
use super::requests::Dialect;
use crate::scim::attribute::{AttributeType, Mutability};
use crate::scim::definition::Schema;
use crate::scim::standard;
use crate::suite::Tables;

/// What the tables are made of.
pub(super) struct Gallery<'a> {
    mapping: &'a Mapping,
    parameters: &'a GalleryParameters,
    /// What GET /Schemas answered; `None` if it failed.
    published: Option<&'a Value>,
}

impl Mapping {
    /// Adds the values and rows of the gate. `published` is what GET /Schemas
    /// answered; `None` if it failed.
    pub fn gallery_tables(
        &self,
        parameters: &GalleryParameters,
        published: Option<&Value>,
        tables: &mut Tables,
    ) {
        Gallery { mapping: self, parameters, published }.enter(tables);
    }

    /// The same for a server that publishes the schemas of RFC 7643, with the
    /// gate's parameters as shipped.
    pub(super) fn usual_gallery_tables(&self, tables: &mut Tables) {
        let types = [standard::user(), standard::group()];
        let schemas: Vec<Value> =
            types.iter().flat_map(|kind| kind.schemas().map(Schema::to_json)).collect();
        let published = json!({ "Resources": schemas });
        self.gallery_tables(&GalleryParameters::default(), Some(&published), tables);
    }
}

impl Gallery<'_> {
    fn enter(&self, tables: &mut Tables) {
        self.engine_tables(tables);
        self.direct_tables(tables);
        self.group_tables(tables);
        let names = |resource_type: &str, mapped: bool| -> Vec<&str> {
            self.mapping
                .attributes(resource_type)
                .iter()
                .filter(|known| !mapped || known.is_mapped())
                // Of references the gate's flattening shows manager and members
                // alone; nobody maps others, a discovered mapping apart.
                .filter(|known| {
                    let shown = ["manager", "members"].iter().any(|end| known.name.ends_with(end));
                    !known.is_reference() || shown || !engine::source_name(known).is_empty()
                })
                .map(|known| known.name.as_str())
                .filter(|name| !matches!(*name, "id" | "externalId"))
                .collect()
        };
        for (name, mapped) in [("gallery.attributes", false), ("gallery.mapped-attributes", true)] {
            let of = |resource_type: &str| names(resource_type, mapped);
            tables.value(name, json!({ "user": of("User"), "group": of("Group") }));
        }
    }

    fn engine_tables(&self, tables: &mut Tables) {
        tables.value("gallery.domain", json!(self.parameters.domain));
        for (name, row) in [("user", "user"), ("boss", "boss"), ("other-boss", "other-boss")] {
            let whom = Whom(row);
            tables.value(&format!("gallery.{name}.name"), json!(self.user_name(whom)));
            tables.value(&format!("gallery.{name}.create"), self.engine_user(whom, State::New));
            let filter = self.matching_filter(whom, State::New);
            tables.value(&format!("gallery.{name}.match"), filter);
        }
        let own = self.engine_user(Whom("other-boss"), State::Own);
        tables.value("gallery.other-boss.own", own);
        tables.value("gallery.update.create", self.engine_user(Whom("user"), State::Before));
        let filter = self.matching_filter(Whom("user"), State::Before);
        tables.value("gallery.update.match", filter);
        let renamed = self.renamed();
        tables.value("gallery.update.renamed", renamed);
        for dialect in Dialect::ALL {
            let name = format!("gallery.update.{}", dialect.name());
            tables.value(&name, json!(self.engine_update(dialect)));
        }
        tables.value("gallery.update.updated", expected::resource(&self.compared(), How::AnyCase));
        // Values that an expression makes are not what the gate expects.
        let sound: Vec<_> = self
            .compared()
            .into_iter()
            .filter(|(known, _)| known.path.element.as_ref().is_none_or(|(by, _)| by == "type"))
            .collect();
        tables.value("gallery.update.sound", expected::resource(&sound, How::AnyCase));
        let manager = engine::manager(self.mapping);
        tables.value("gallery.manager.name", json!(manager.unwrap_or("none")));
        let rows = manager.map_or_else(Vec::new, Self::manager_rows);
        tables.rows("gallery.manager-engine", rows);
    }

    /// What GET shows of a user whom the update has renamed.
    fn renamed(&self) -> Value {
        let name = |of: &str| self.mapping.user.iter().find(|known| known.is_named(of));
        match (name("userName"), name("displayName")) {
            (Some(known), _) if engine::source_name(known) == "userPrincipalName" => {
                json!({ "userName": self.engine_value(known, Whom("user"), State::After) })
            }
            (_, Some(known)) => {
                json!({ "displayName": self.engine_value(known, Whom("user"), State::After) })
            }
            _ => json!({ "id": { "@any": true } }),
        }
    }

    /// The manager as the provisioning service writes it, in both dialects.
    fn manager_rows(path: &str) -> Vec<Value> {
        Dialect::ALL
            .into_iter()
            .map(|dialect| {
                let set = |whom: &str| {
                    let op = if dialect == Dialect::Legacy { "Add" } else { "add" };
                    let id = format!("{{{{{whom}.id}}}}");
                    json!([{ "op": op, "path": path, "value": { "value": id } }])
                };
                let remove = match dialect {
                    Dialect::Legacy => json!([{ "op": "Remove", "path": path }]),
                    Dialect::Flagged => json!([{ "op": "remove", "path": path }]),
                };
                let letter = if dialect == Dialect::Legacy { "" } else { "f" };
                json!({
                    "row": dialect.name(),
                    "flag": dialect.flag(),
                    "user": format!("lamgr{{{{run}}}}{letter}"),
                    "boss": format!("lamgrinit{{{{run}}}}{letter}"),
                    "other-boss": format!("lamgrnew{{{{run}}}}{letter}"),
                    "set": set("boss"),
                    "change": set("other-boss"),
                    "remove": remove,
                })
            })
            .collect()
    }

    fn direct_tables(&self, tables: &mut Tables) {
        let people = [
            ("user", "{{row.user}}", "{{random}}"),
            ("boss", "{{row.boss}}", "{{random.2}}"),
            ("other-boss", "{{row.other-boss}}", "{{random.3}}"),
            ("page", "{{row.user}}{{number}}", "{{random}}"),
        ];
        for (key, name, external_id) in people {
            let usual = Direct { name, external_id, own_values: false, typed: false };
            let variants = [
                ("direct", usual),
                ("own", Direct { own_values: true, ..usual }),
                ("typed", Direct { typed: true, ..usual }),
                ("typed-own", Direct { typed: true, own_values: true, ..usual }),
            ];
            for (kind, direct) in variants {
                let mut body = self.direct_user(direct);
                if key == "page" {
                    body["displayName"] = json!("PagUser {{run}}{{number}}");
                }
                tables.value(&format!("gallery.{kind}.{key}"), body);
            }
        }
        for (name, with_plausible) in [("gallery.direct", false), ("gallery.plausible", true)] {
            let changes = self.direct_changes(with_plausible);
            tables.value(&format!("{name}.update"), json!(Self::compact(&changes)));
            let updated = expected::resource(&changes, How::Exactly);
            tables.value(&format!("{name}.updated"), updated);
        }
        tables.value("gallery.direct.count", json!(self.direct_changes(false).len()));
        self.null_tables(tables);
        let mentions_manager = self
            .mapping
            .user
            .iter()
            .any(|known| known.name.to_ascii_lowercase().contains("manager"));
        let manager = json!({
            "row": "compact",
            "user": "scmgr-user-{{run}}", "boss": "scmgr-mgr-{{run}}", "other-boss": "scmgr-mgr2-{{run}}",
        });
        let has_typed = self.mapping.user.iter().any(|known| {
            use AttributeType::{Binary, DateTime, Integer};
            matches!(known.kind, Integer | DateTime | Binary)
        });
        let managers = if mentions_manager { vec![manager] } else { Vec::new() };
        let typed = if has_typed { managers.clone() } else { Vec::new() };
        tables.rows("gallery.manager-typed", typed);
        tables.rows("gallery.manager-direct", managers);
        let typed = json!({ "row": "typed", "user": "latyped{{run}}" });
        tables.rows("gallery.typed", if has_typed { vec![typed] } else { Vec::new() });
    }

    /// The test that takes values away, and what it would be without quirks.
    fn null_tables(&self, tables: &mut Tables) {
        let targets = self.null_targets();
        let says = format!(
            "FAILED - Action: Compose_SCIM_Null_Update_Summary - null update verification failed. \
             Passed: {{{{answer.passed.{all}}}}}/{all} attributes",
            all = targets.len()
        );
        tables.value("gallery.null.says", json!(says));
        tables.value("gallery.null.count", json!(targets.len()));
        tables.value("gallery.null.user", self.null_user(false));
        tables.value("gallery.null.sound-user", self.null_user(true));
        let is_text = |known: &&MappedAttribute| known.kind == AttributeType::String;
        let changes = |known: &&MappedAttribute| {
            known.mutability != Mutability::Immutable
                && known.flow.as_ref().is_some_and(|flow| !flow.create_only)
        };
        for (kind, only_texts, only_changeable) in [
            ("", false, false),
            ("typed-", true, false),
            ("changeable-", false, true),
            ("changeable-typed-", true, true),
        ] {
            let of = |only_texts: bool, value: &Value| -> Vec<(&MappedAttribute, Value)> {
                let all = targets.iter().copied();
                all.filter(|known| !only_texts || is_text(known))
                    .filter(|known| !only_changeable || changes(known))
                    .map(|known| (known, value.clone()))
                    .collect()
            };
            let empty = of(only_texts, &json!(""));
            let emptied = expected::resource(&empty, How::EmptyOrNull);
            tables.value(&format!("gallery.null.{kind}empty"), json!(Self::compact(&empty)));
            tables.value(&format!("gallery.null.{kind}emptied"), emptied);
            if !only_texts {
                let null = of(false, &Value::Null);
                let nulled = expected::resource(&null, How::Null);
                tables.value(&format!("gallery.null.{kind}null"), json!(Self::compact(&null)));
                tables.value(&format!("gallery.null.{kind}nulled"), nulled);
            }
        }
    }

    fn group_tables(&self, tables: &mut Tables) {
        tables.value("gallery.group.create", self.engine_group());
        tables.value("gallery.group.direct", self.direct_group());
        let changes = self.group_changes();
        let operations: Vec<Value> = changes
            .iter()
            .map(|(path, value)| json!({ "op": "replace", "path": path, "value": value }))
            .collect();
        tables.value("gallery.group.update", json!(operations));
        tables.value("gallery.group.count", json!(changes.len()));
        let mut updated = serde_json::Map::new();
        for (path, value) in &changes {
            match path.rsplit_once(':') {
                Some((urn, name)) => {
                    updated.entry(urn.to_owned()).or_insert_with(|| json!({}))[name] =
                        value.clone();
                }
                None => _ = updated.insert(path.clone(), value.clone()),
            }
        }
        tables.value("gallery.group.updated", Value::Object(updated));
        // The gate makes these bodies of /Schemas, and does not begin without.
        let answered = self.published.is_some();
        for (rows, group) in [
            ("gallery.group-create", "LASCDirectGroup-{{run}}"),
            ("gallery.group-case", "LACaseGroup-{{run}}"),
            ("gallery.group-update", "LASUpdGroup-{{run}}"),
            ("gallery.group-pages", "PagGroup {{run}}{{number}}"),
        ] {
            let row = json!({ "row": "direct", "group": group });
            tables.rows(rows, if answered { vec![row] } else { Vec::new() });
        }
    }
}
