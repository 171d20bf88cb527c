//! Faults of form that hold for answers of many kinds: what laws are for.

use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::route::Route;
use super::settings::Settings;
use crate::wire::{Body, Method, Request, Response};

/// The response with one fault of form, if it is one of these.
pub(super) fn distort(
    fault: Fault,
    settings: &Settings,
    route: &Route,
    request: &Request,
    response: &mut Response,
) {
    if route.is_discovery() {
        return;
    }
    whole(fault, request, response);
    if fault == Fault::VersionAlwaysNew && response.headers.get("ETag").is_some() {
        let version = format!("W/\"{}\"", (settings.clock)().as_second());
        response.headers.set("ETag", version.as_str());
        if let Body::Json(Value::Object(body)) = &mut response.body
            && let Some(shown) = meta(body, "version")
        {
            *shown = version.into();
        }
    }
    lists(fault, response);
    if response.is_success() {
        headers(fault, request, response);
        each(response, |resource| edit(fault, settings, request, resource));
    }
}

/// The answer as a whole.
fn whole(fault: Fault, request: &Request, response: &mut Response) {
    let status = response.status;
    match fault {
        Fault::CreatedIs500 if status == 201 => {
            response.status = 500;
            response.headers.remove("Location");
            response.body = Body::Json(json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                "status": "500",
                "detail": "the resource was created, but could not be read"
            }));
        }
        Fault::ListIsHtml if status == 200 && request.query_value("startIndex").is_some() => {
            response.headers.set("Content-Type", "text/html");
            response.body = Body::Text("<html><body>Please sign in</body></html>".to_owned());
        }
        _ => {}
    }
}

fn lists(fault: Fault, response: &mut Response) {
    let Body::Json(Value::Object(body)) = &mut response.body else { return };
    let Some(total) = body.get("totalResults").and_then(Value::as_u64).filter(|total| *total > 0)
    else {
        return;
    };
    match fault {
        Fault::TotalOneShort => {
            body.insert("totalResults".to_owned(), (total - 1).into());
        }
        Fault::ListMemberTwice => {
            if let Some(Value::Array(resources)) = body.get_mut("Resources")
                && resources.len() > 1
            {
                resources[1] = resources[0].clone();
            }
        }
        Fault::StartIndexIsText => {
            if let Some(start) = body.get_mut("startIndex") {
                *start = start.to_string().into();
            }
        }
        Fault::PartialPageSilent => {
            let shown = body.get("Resources").and_then(Value::as_array).map_or(0, Vec::len);
            if (shown as u64) < total {
                body.remove("startIndex");
                body.remove("itemsPerPage");
            }
        }
        _ => {}
    }
}

fn headers(fault: Fault, request: &Request, response: &mut Response) {
    match fault {
        Fault::LocationOfCollection if response.status == 201 => {
            if let Some(location) = response.headers.get("Location") {
                let cut = location.rsplit_once('/').map_or(location, |(before, _)| before);
                let cut = cut.to_owned();
                response.headers.set("Location", cut);
            }
        }
        Fault::ContentLocationOther if request.method == Method::Get => {
            response.headers.set("Content-Location", "/Users/another");
        }
        _ => {}
    }
}

/// Applies `edit` to the resource of the answer, or to each one of a list.
fn each(response: &mut Response, edit: impl Fn(&mut Map<String, Value>)) {
    let Body::Json(Value::Object(body)) = &mut response.body else { return };
    if let Some(Value::Array(resources)) = body.get_mut("Resources") {
        resources.iter_mut().filter_map(Value::as_object_mut).for_each(edit);
    } else if body.contains_key("meta") {
        edit(body);
    }
}

fn edit(fault: Fault, settings: &Settings, request: &Request, resource: &mut Map<String, Value>) {
    match fault {
        Fault::IdChangesInAnswer if request.method == Method::Patch => {
            if let Some(Value::String(id)) = resource.get_mut("id") {
                id.push_str("-changed");
            }
        }
        Fault::CreatedInFuture => {
            if let Some(created) = meta(resource, "created") {
                *created = "2999-01-01T00:00:00Z".into();
            }
        }
        Fault::LastModifiedIsNow => {
            let now = (settings.clock)();
            if let Some(modified) = meta(resource, "lastModified") {
                *modified = now.to_string().into();
            }
        }
        Fault::MetaLocationOfCollection => {
            if let Some(Value::String(location)) = meta(resource, "location") {
                let end = location.rfind('/').unwrap_or(location.len());
                location.truncate(end);
            }
        }
        Fault::ReferencesAreNoUris => {
            for value in resource.values_mut().filter_map(Value::as_array_mut).flatten() {
                if let Some(reference) = value.get_mut("$ref").filter(|one| one.is_string()) {
                    *reference = "not a URI: <nowhere>".into();
                }
            }
        }
        _ => {}
    }
}

fn meta<'a>(resource: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    resource.get_mut("meta")?.as_object_mut()?.get_mut(name)
}
