//! Differences in the form of answers: the finished response is edited, and
//! what the server remembers is not touched.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::{Value, json};

use super::super::edit::object;
use super::super::route::Route;
use super::super::settings::Settings;
use super::{Variation, documents, resources};
use crate::scim::urn;
use crate::wire::{Body, Headers, Method, Request, Response};

/// The response with this difference.
pub(in crate::server) fn vary(
    variation: Variation,
    settings: &Settings,
    route: &Route,
    request: &Request,
    response: &mut Response,
) {
    if route.is_discovery() {
        documents::vary(variation, request, response);
    } else {
        resources::vary(variation, settings, request, response);
    }
    match variation {
        Variation::KeysReversed => {
            if let Body::Json(body) = &mut response.body {
                reverse_keys(body);
            }
        }
        // A challenge belongs to 401 alone, and its page is a gateway's.
        Variation::GatewayPage if response.status == 401 => {
            response.headers.set("Content-Type", "text/html");
            response.body = Body::Text("<html><body><h1>401</h1></body></html>".to_owned());
        }
        Variation::UnauthorisedIs403 if response.status == 401 => {
            response.headers.remove("WWW-Authenticate");
            set_status(response, 403);
        }
        Variation::UniquenessIs400OnChange
            if response.status == 409
                && matches!(route, Route::Item(..))
                && matches!(request.method, Method::Put | Method::Patch) =>
        {
            set_status(response, 400);
        }
        Variation::AsyncAnswers
            if response.is_success()
                && matches!(route, Route::Collection(_) | Route::Item(..))
                && request.method.is_write()
                && prefers_no_wait(request) =>
        {
            answer_later(response);
        }
        Variation::StaleVersionIs409 if response.status == 412 => set_status(response, 409),
        _ => {}
    }
    vary_errors(variation, response);
    vary_lists(variation, request, response);
    vary_headers(variation, settings, request, response);
}

fn vary_errors(variation: Variation, response: &mut Response) {
    let status = response.status;
    let Some(body) =
        object(response).filter(|body| body.get("status").is_some_and(Value::is_string))
    else {
        return;
    };
    match variation {
        // RFC 7644 section 3.7.4: a 413 has to name the limit.
        Variation::TerseErrors
            if status != 413
                && !matches!(
                    body.get("scimType").and_then(Value::as_str),
                    Some("uniqueness" | "invalidFilter" | "noTarget" | "mutability")
                ) =>
        {
            body.remove("scimType");
            body.remove("detail");
        }
        Variation::WordyErrors => {
            let detail = body.get("detail").and_then(Value::as_str).unwrap_or_default();
            let detail =
                format!("Die Anfrage wurde zurückgewiesen: „{detail}“.\nRückfragen an die IT.");
            body.insert("detail".to_owned(), detail.into());
        }
        Variation::ErrorsWithMore => {
            body.insert("errorCode".to_owned(), 4711.into());
            body.insert("traceId".to_owned(), "00-4bf92f3577b34da6-01".into());
        }
        Variation::SyntaxIsValue if body.get("scimType") == Some(&json!("invalidSyntax")) => {
            body.insert("scimType".to_owned(), "invalidValue".into());
        }
        _ => {}
    }
}

fn vary_lists(variation: Variation, request: &Request, response: &mut Response) {
    let Some(body) = object(response).filter(|body| body.contains_key("totalResults")) else {
        return;
    };
    let total = body.get("totalResults").and_then(Value::as_u64);
    match variation {
        Variation::FullListWithoutPaging
            if total == body.get("itemsPerPage").and_then(Value::as_u64) =>
        {
            body.remove("startIndex");
            body.remove("itemsPerPage");
        }
        Variation::EmptyListWithoutResources if total == Some(0) => drop(body.remove("Resources")),
        Variation::CountZeroWithoutResources
            if request.query_value("count") == Some("0")
                && !Route::of(&request.path).is_discovery() =>
        {
            body.remove("Resources");
        }
        Variation::ListsWithMore => {
            body.insert("links".to_owned(), json!([{ "rel": "self", "href": "/" }]));
        }
        _ => {}
    }
}

fn vary_headers(
    variation: Variation,
    settings: &Settings,
    request: &Request,
    response: &mut Response,
) {
    match variation {
        Variation::CharsetInMediaType => {
            for (name, value) in response.headers.iter_mut() {
                if name.eq_ignore_ascii_case("Content-Type") {
                    value.push_str("; charset=utf-8");
                }
            }
        }
        Variation::PlainJson if matches!(response.body, Body::Json(_)) => {
            response.headers.set("Content-Type", "application/json");
        }
        Variation::HeadersOfGateway => {
            for (name, value) in [
                ("X-Request-Id", "4bf92f3577b34da6"),
                ("Cache-Control", "no-store"),
                ("Vary", "Accept, Authorization"),
                ("Strict-Transport-Security", "max-age=31536000"),
                ("Server", "gateway"),
            ] {
                response.headers.set(name, value);
            }
        }
        Variation::HeaderNamesLowerCased => {
            let mut lower = Headers::new();
            for (name, value) in response.headers.iter() {
                lower.append(name.to_ascii_lowercase(), value);
            }
            response.headers = lower;
        }
        Variation::LocationOnlyOfNew if response.status < 300 && response.status != 201 => {
            response.headers.remove("Location");
        }
        Variation::ContentLocationShown if request.method == Method::Get => {
            let location = response
                .body
                .json()
                .and_then(|body| body.get("meta")?.get("location")?.as_str().map(str::to_owned));
            if let Some(location) = location {
                response.headers.set("Content-Location", location);
            }
        }
        Variation::RelativeLocations | Variation::OtherHost => {
            if let Some(location) = response.headers.get("Location").map(str::to_owned) {
                let moved = resources::moved(variation, settings, &location);
                response.headers.set("Location", moved);
            }
        }
        _ => {}
    }
}

/// Does the client prefer an asynchronous answer (RFC 7240 section 4.1)?
pub(in crate::server) fn prefers_no_wait(request: &Request) -> bool {
    let preferred = request.headers.get("Prefer").unwrap_or_default();
    preferred.split(',').any(|one| one.trim().eq_ignore_ascii_case("respond-async"))
}

/// RFC 9967 sections 2.5.1.1 and 3: 202 without content, with the transaction,
/// and with the place where the resource is.
pub(in crate::server) fn answer_later(response: &mut Response) {
    let of = |name: &str| response.headers.get(name).unwrap_or_default();
    let mut hasher = DefaultHasher::new();
    (of("Location"), of("ETag"), response.status).hash(&mut hasher);
    let transaction = format!("{:016x}", hasher.finish());
    response.status = 202;
    response.body = Body::Empty;
    response.headers.remove("Content-Type");
    response.headers.remove("ETag");
    response.headers.set("Set-Txn", transaction);
    response.headers.set("Preference-Applied", "respond-async");
}

fn set_status(response: &mut Response, status: u16) {
    response.status = status;
    if let Some(body) = object(response)
        && body.get("schemas").is_some_and(|schemas| schemas == &json!([urn::ERROR]))
    {
        body.insert("status".into(), status.to_string().into());
    }
}

fn reverse_keys(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(reverse_keys),
        Value::Object(values) => {
            values.values_mut().for_each(reverse_keys);
            *values = std::mem::take(values).into_iter().rev().collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
