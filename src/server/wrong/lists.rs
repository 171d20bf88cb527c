//! Faults of lists: pages, totals, order.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::resources::lists;
use super::{Scene, become_error, is_list, object};
use crate::scim::urn;
use crate::wire::{Body, Method, Response};

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
        Fault::LastResourceMissing if shown > 1 && query("filter").is_none() => {
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
