//! Faults of errors, of headers and of bulk answers.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::route::Route;
use super::{Scene, become_error, object};
use crate::scim::urn;
use crate::wire::{Body, Method, Response};

fn scim_type(response: &Response) -> Option<&str> {
    response.body.json()?.get("scimType")?.as_str()
}

/// Errors.
pub(super) fn garble(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    let (status, method) = (response.status, scene.request.method);
    if status < 400 {
        return;
    }
    let writes = method.is_write();
    match fault {
        Fault::ErrorIsList => {
            if let Body::Json(body) = &response.body {
                response.body = Body::Json(json!([body]));
            }
        }
        Fault::ErrorAs200 if status != 401 => response.status = 200,
        Fault::NotFoundIs400 if status == 404 => become_error(response, 400),
        Fault::ConflictIs500 if status == 409 => become_error(response, 500),
        Fault::PreconditionIs500 if status == 412 => become_error(response, 500),
        Fault::UnauthorisedIs404 if status == 401 => become_error(response, 404),
        Fault::WrongTypeIgnored if writes && scim_type(response) == Some("invalidValue") => {
            become_error(response, 500);
        }
        Fault::ErrorPlainText if writes => {
            response.headers.set("Content-Type", "text/plain");
            response.body = Body::Text("Bad request".to_owned());
        }
        Fault::UnknownEndpoint200 if status == 404 && *scene.route == Route::Unknown => {
            response.status = 200;
            response.headers.set("Content-Type", "text/html");
            response.body = Body::Text("<html><body>Welcome</body></html>".to_owned());
        }
        _ => {
            let filter = scim_type(response) == Some("invalidFilter");
            let mutability = scim_type(response) == Some("mutability");
            let target = scim_type(response) == Some("noTarget") && method == Method::Patch;
            let Some(body) = object(response) else { return };
            match fault {
                Fault::DetailLeaks => {
                    let trace =
                        "NullPointerException at com.example.scim.UserDao.find(UserDao.java:42)";
                    body.insert("detail".into(), trace.into());
                }
                Fault::ErrorStatusMissing => drop(body.remove("status")),
                Fault::ErrorSchemaWrong => {
                    body.insert("schemas".into(), json!([urn::LIST_RESPONSE]));
                }
                Fault::ConflictTypeWrong if status == 409 => {
                    body.insert("scimType".into(), "invalidValue".into());
                }
                Fault::FilterTypeMissing if filter => drop(body.remove("scimType")),
                Fault::FilterDetailMissing if filter => drop(body.remove("detail")),
                Fault::PathTypeWrong if target => drop(body.remove("scimType")),
                Fault::MutabilityTypeWrong if mutability => drop(body.remove("scimType")),
                _ => {}
            }
        }
    }
}

/// Headers.
pub(super) fn garble_headers(fault: Fault, _: &Scene<'_>, response: &mut Response) {
    match fault {
        Fault::MediaTypeMissing => response.headers.remove("Content-Type"),
        Fault::MediaTypeOfErrors if response.status >= 400 => {
            response.headers.set("Content-Type", "text/plain");
        }
        Fault::MarkupIsHtml
            if response.body.to_text().is_some_and(|text| text.contains("<script")) =>
        {
            response.headers.set("Content-Type", "text/html");
        }
        _ => {}
    }
}

/// Bulk answers.
pub(super) fn garble_bulk(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    if *scene.route != Route::Bulk || response.status != 200 {
        return;
    }
    let Some(body) = object(response) else { return };
    let fails = |operation: &Map<String, Value>| {
        operation
            .get("status")
            .and_then(Value::as_str)
            .is_some_and(|status| !status.starts_with('2'))
    };
    if fault == Fault::BulkSchemaWrong {
        body.insert("schemas".into(), json!([urn::LIST_RESPONSE]));
        return;
    }
    let mut failed = false;
    let operations = body.get_mut("Operations").and_then(Value::as_array_mut);
    for operation in operations.into_iter().flatten().filter_map(Value::as_object_mut) {
        failed |= fails(operation);
        match fault {
            Fault::BulkLocationMissing => drop(operation.remove("location")),
            Fault::BulkBulkIdMissing => drop(operation.remove("bulkId")),
            Fault::BulkErrorMissing if fails(operation) => drop(operation.remove("response")),
            _ => {}
        }
    }
    if fault == Fault::BulkStatusWhole && failed {
        become_error(response, 400);
    }
}
