//! What every resource has: id and schemas (RFC 7643 section 3).

use std::collections::BTreeSet;

use serde_json::Value;

use super::book::{Verdicts, finding};
use super::sight::{Shown, View};
use super::target::Place;
use crate::judge::describe::brief;
use crate::suite::Law;

pub(super) fn judge(view: &View<'_>, verdicts: &mut Verdicts) {
    for shown in view.resources() {
        id(view, &shown, verdicts);
        schemas(view, &shown, verdicts);
    }
}

fn id(view: &View<'_>, shown: &Shown<'_>, verdicts: &mut Verdicts) {
    let at = format!("{}/id", shown.at);
    let said = shown.value.get("id");
    let id = said.and_then(Value::as_str).filter(|id| !id.is_empty());
    verdicts.require(Law::IdPresent, id.is_some(), || {
        finding(&at, "a string that is not empty", brief(said))
    });
    let Some(id) = id else { return };
    verdicts.require(Law::IdNotReserved, !id.to_lowercase().contains("bulkid"), || {
        finding(&at, "an id without the reserved word bulkId", id)
    });
    if let Place::Item(_, asked) = &view.place {
        // Some servers find UUIDs in any letter case, and write them in one.
        verdicts.require(Law::IdAsAsked, id.eq_ignore_ascii_case(asked), || {
            finding(&at, format!("{asked}, as asked"), id)
        });
    }
}

fn schemas(view: &View<'_>, shown: &Shown<'_>, verdicts: &mut Verdicts) {
    let at = format!("{}/schemas", shown.at);
    let said = shown.value.get("schemas");
    if !shown.value.is_object() || (said.is_none() && !view.is_full()) {
        return;
    }
    let listed: Option<Vec<&str>> = said
        .and_then(Value::as_array)
        .filter(|all| !all.is_empty())
        .and_then(|all| all.iter().map(Value::as_str).collect());
    verdicts.require(Law::SchemasPresent, listed.is_some(), || {
        finding(&at, "a list of URIs that is not empty", brief(said))
    });
    let Some(listed) = listed else { return };
    let mut seen = BTreeSet::new();
    let twice = listed.iter().find(|urn| !seen.insert(urn.to_lowercase()));
    verdicts.require(Law::SchemasOnce, twice.is_none(), || {
        finding(&at, "each URI once", format!("{} twice", twice.copied().unwrap_or_default()))
    });
    let has = |urn: &str| listed.iter().any(|one| one.eq_ignore_ascii_case(urn));
    let kind = &view.target.types[shown.kind];
    verdicts.require(Law::SchemasBase, has(&kind.schema), || {
        finding(&at, kind.schema.clone(), brief(said))
    });
    if let Some(extensions) = &kind.extensions {
        let strange = listed.iter().find(|urn| {
            !urn.eq_ignore_ascii_case(&kind.schema)
                && !extensions.iter().any(|extension| extension.eq_ignore_ascii_case(urn))
        });
        verdicts.require(Law::SchemasDeclared, strange.is_none(), || {
            let expected = "schemas that /ResourceTypes gives for this type";
            finding(&at, expected, strange.copied().unwrap_or_default())
        });
    }
    let missing = shown.value.as_object().into_iter().flatten().find(|(name, value)| {
        let is_extension = name.to_ascii_lowercase().starts_with("urn:");
        is_extension && value.as_object().is_some_and(|inner| !inner.is_empty()) && !has(name)
    });
    verdicts.require(Law::SchemasListExtensions, missing.is_none(), || {
        let (name, _) = missing.unwrap_or((&EMPTY, &Value::Null));
        finding(&at, format!("also {name}, which has values"), brief(said))
    });
}

static EMPTY: String = String::new();
