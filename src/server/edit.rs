//! What faults and legal differences share when they edit a finished answer.

use serde_json::{Map, Value};

use crate::wire::{Body, Response};

/// The body, if it is a JSON object.
pub(super) fn object(response: &mut Response) -> Option<&mut Map<String, Value>> {
    match &mut response.body {
        Body::Json(Value::Object(body)) => Some(body),
        Body::Json(_) | Body::Empty | Body::Text(_) => None,
    }
}

/// Edits each document of a list, or the only one.
pub(super) fn each_document(response: &mut Response, edit: impl FnMut(&mut Map<String, Value>)) {
    let Some(body) = object(response) else { return };
    if let Some(Value::Array(documents)) = body.get_mut("Resources") {
        documents.iter_mut().filter_map(Value::as_object_mut).for_each(edit);
    } else {
        Some(body).into_iter().for_each(edit);
    }
}
