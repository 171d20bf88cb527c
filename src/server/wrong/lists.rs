//! Faults of lists: pages, totals, order.

use serde_json::{Map, Value, json};

use super::super::Server;
use super::super::fault::Fault;
use super::super::store::Kind;
use super::resources::lists;
use super::{Scene, become_error, is_list, object};
use crate::scim::path::AttributePath;
use crate::scim::urn;
use crate::wire::{Body, Method, Response};

impl Server {
    /// Faults of the order. True if the list has got its order here.
    pub(in crate::server) fn sorts_wrongly(
        &self,
        found: &mut Vec<(Kind, Value)>,
        kind: Kind,
        by: &AttributePath,
        descending: bool,
    ) -> bool {
        let plain = AttributePath { sub_attribute: None, ..by.clone() };
        let Some(attribute) = self.definition(kind).attribute(&plain) else { return false };
        let name = attribute.name.as_str();
        if self.has(Fault::SortDropsMissing) {
            found.retain(|(_, resource)| resource.get(name).is_some());
        }
        if self.has(Fault::SortNameAsWritten) && (by.schema.is_some() || by.attribute != name) {
            return true;
        }
        let whole = by.sub_attribute.is_none();
        let key = |resource: &Value| -> Option<String> {
            let value = if self.has(Fault::SortFirstElement) {
                resource.get(name)?.get(0)?.get(by.sub_attribute.as_deref().unwrap_or("value"))?
            } else {
                resource.get(name)?
            };
            value.as_str().map(str::to_owned)
        };
        let wrong = (self.has(Fault::SortCaseSensitive) && whole && !attribute.multi_valued)
            || (self.has(Fault::SortFirstElement) && attribute.multi_valued);
        if wrong {
            // Those without a value are last ascending, as they should be.
            found.sort_by_key(|(_, resource)| (key(resource).is_none(), key(resource)));
            if descending {
                found.reverse();
            }
        }
        wrong
    }
}

pub(super) fn garble(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    if !lists(scene.route) || !is_list(response) {
        return;
    }
    let query = |name: &str| scene.request.query_value(name);
    let Some(body) = object(response) else { return };
    let shown = body.get("Resources").and_then(Value::as_array).map_or(0, Vec::len);
    let total = body.get("totalResults").and_then(Value::as_u64).unwrap_or_default();
    let start = query("startIndex").and_then(|start| start.parse().ok()).unwrap_or(1_i64);
    let partial = shown as u64 != total;
    match fault {
        Fault::DefaultPageIsTotal if query("count").is_none() => {
            body.insert("totalResults".into(), shown.into());
        }
        Fault::LastResourceMissing
            if total > 1
                && query("filter").is_none()
                && start.max(1).unsigned_abs() + shown as u64 > total =>
        {
            edit_resources(body, |resources| drop(resources.pop()));
        }
        Fault::PartialWithoutItems if partial => drop(body.remove("itemsPerPage")),
        Fault::PartialWithoutStart if partial => drop(body.remove("startIndex")),
        Fault::TotalHasFraction => {
            if let Ok(total) = u32::try_from(total) {
                body.insert("totalResults".into(), f64::from(total).into());
            }
        }
        Fault::TotalIsText => {
            body.insert("totalResults".into(), total.to_string().into());
        }
        Fault::TotalCapped if total > 10 => {
            body.insert("totalResults".into(), 10.into());
        }
        Fault::SecondPageEmpty if start > 1 => edit_resources(body, Vec::clear),
        Fault::ResourcesMissing => {
            if let Some(resources) = body.remove("Resources") {
                body.insert("resources".into(), resources);
            }
        }
        Fault::ListSchemaWrong => {
            body.insert("schemas".into(), json!([urn::SEARCH_REQUEST]));
        }
        Fault::FilterFindsOne if query("filter").is_some() && shown > 1 => {
            edit_resources(body, |resources| resources.truncate(1));
            body.insert("totalResults".into(), 1.into());
        }
        Fault::OneIsNoList
            if scene.request.method == Method::Get && query("filter").is_some() && shown == 1 =>
        {
            let only = body.get("Resources").and_then(|resources| resources.get(0)).cloned();
            response.body = Body::Json(only.unwrap_or_default());
        }
        Fault::OddRecordBreaksList if has_odd_address(body) => become_error(response, 500),
        _ => {}
    }
}

fn edit_resources(body: &mut Map<String, Value>, edit: impl FnOnce(&mut Vec<Value>)) {
    if let Some(Value::Array(resources)) = body.get_mut("Resources") {
        edit(resources);
    }
}

fn has_odd_address(body: &Map<String, Value>) -> bool {
    let resources = body.get("Resources").and_then(Value::as_array).into_iter().flatten();
    resources.filter_map(|resource| resource.get("emails")?.as_array()).flatten().any(|email| {
        email.get("value").and_then(Value::as_str).is_some_and(|value| !value.contains('@'))
    })
}
