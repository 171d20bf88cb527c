//! Faults of the discovery endpoints: they edit the finished answer.

use serde_json::{Map, Value, json};

use super::error::json_response;
use super::fault::Fault;
use super::route::Route;
use crate::scim::urn;
use crate::wire::{Body, Method, Request, Response};

/// Puts a fault into an answer of a discovery endpoint.
pub(super) fn distort(fault: Fault, route: &Route, request: &Request, response: &mut Response) {
    if fault == Fault::DiscoveryWritable && request.method != Method::Get {
        *response = json_response(200, json!({}));
    }
    if response.status != 200 || request.method != Method::Get {
        return;
    }
    if route == &Route::ServiceProviderConfig {
        config(fault, response);
        return;
    }
    let Body::Json(body) = &mut response.body else { return };
    if fault == Fault::TypeByNameMissing && matches!(route, Route::ResourceTypes(Some(_))) {
        response.status = 404;
        response.body = Body::Json(json!({
            "schemas": [urn::ERROR], "detail": "not found", "status": "404"
        }));
        return;
    }
    if fault == Fault::DiscoveryPaged {
        page(request, body);
    }
    if fault == Fault::TypesAreArray && matches!(route, Route::ResourceTypes(None)) {
        *body = body["Resources"].take();
        return;
    }
    let list = body.get("Resources").is_some();
    let resources: Vec<&mut Value> = match body.get_mut("Resources") {
        Some(Value::Array(resources)) => resources.iter_mut().collect(),
        _ => vec![&mut *body],
    };
    for resource in resources.into_iter().filter_map(Value::as_object_mut) {
        match route {
            Route::ResourceTypes(_) => resource_type(fault, resource),
            _ => schema(fault, resource),
        }
    }
    if list && matches!(route, Route::Schemas(_)) {
        schema_list(fault, body);
    }
}

fn config(fault: Fault, response: &mut Response) {
    let Body::Json(body) = &mut response.body else { return };
    match fault {
        Fault::SupportedIsText => {
            for feature in body.as_object_mut().into_iter().flat_map(Map::values_mut) {
                if let Some(supported) = feature.get_mut("supported") {
                    *supported = supported.to_string().into();
                }
            }
        }
        Fault::LimitsAreText | Fault::LimitsAreZero => {
            for pointer in ["/bulk/maxOperations", "/bulk/maxPayloadSize", "/filter/maxResults"] {
                if let Some(limit) = body.pointer_mut(pointer) {
                    *limit = match fault {
                        Fault::LimitsAreText => limit.to_string().into(),
                        _ => 0.into(),
                    };
                }
            }
        }
        Fault::ConfigInList => {
            let config = body.take();
            *body = json!({
                "schemas": [urn::LIST_RESPONSE], "totalResults": 1, "Resources": [config]
            });
        }
        Fault::SchemeIncomplete => {
            if let Some(Value::Object(scheme)) = body.pointer_mut("/authenticationSchemes/0") {
                scheme.remove("description");
            }
        }
        Fault::SchemeUnknown => {
            body["authenticationSchemes"][0]["type"] = "secret-handshake".into();
        }
        Fault::PaginationMalformed => {
            body["pagination"] = json!({
                "cursor": "no", "index": 1, "defaultPaginationMethod": "page", "maxPageSize": "many"
            });
        }
        Fault::EventsMalformed => {
            body["securityEvents"] = json!({ "asyncRequest": "sometimes", "eventUris": "all" });
        }
        _ => {}
    }
}

fn page(request: &Request, body: &mut Value) {
    let number = |name: &str| request.query_value(name).and_then(|text| text.parse::<usize>().ok());
    let (start, count) = (number("startIndex"), number("count"));
    if let Some(Value::Array(resources)) = body.get_mut("Resources") {
        let all = std::mem::take(resources);
        let skip = start.unwrap_or(1).saturating_sub(1);
        resources.extend(all.into_iter().skip(skip).take(count.unwrap_or(usize::MAX)));
    }
}

fn resource_type(fault: Fault, resource: &mut Map<String, Value>) {
    let is_user = resource.get("name") == Some(&json!("User"));
    let mut set = |name: &str, value: Value| {
        resource.insert(name.to_owned(), value);
    };
    match fault {
        Fault::TypesIncomplete => {
            for name in ["schemas", "name", "schema", "description"] {
                resource.remove(name);
            }
        }
        Fault::TypeExtensionsMalformed if is_user => {
            set("schemaExtensions", json!({ "schema": urn::ENTERPRISE_USER }));
        }
        Fault::ExtensionSaidRequired if is_user => {
            if let Some(extension) =
                resource.get_mut("schemaExtensions").and_then(|extensions| extensions.get_mut(0))
            {
                extension["required"] = true.into();
            }
        }
        Fault::TypeEndpointAbsolute => {
            let plural = if is_user { "Users" } else { "Groups" };
            set("endpoint", format!("https://example.com/{plural}").into());
        }
        Fault::TypeGroupsElsewhere if !is_user => set("endpoint", "/Teams".into()),
        Fault::TypeSchemasUnknown => {
            set("schema", "urn:example:unknown".into());
            set("schemaExtensions", json!([{ "schema": "urn:example:more", "required": false }]));
        }
        Fault::TypesRenamed => set("name", if is_user { "Person" } else { "Team" }.into()),
        _ => {}
    }
}

fn schema(fault: Fault, schema: &mut Map<String, Value>) {
    match fault {
        Fault::SchemasIncomplete => {
            for name in ["schemas", "name", "description"] {
                schema.remove(name);
            }
        }
        Fault::SchemaIdsMissing => {
            let name = schema.get("name").cloned().unwrap_or_default();
            schema.insert("id".into(), name);
            schema.insert("attributes".into(), json!({}));
        }
        _ => {}
    }
    if let Some(Value::Array(attributes)) = schema.get_mut("attributes") {
        for attribute in attributes.iter_mut().filter_map(Value::as_object_mut) {
            self::attribute(fault, attribute);
        }
    }
}

fn attribute(fault: Fault, attribute: &mut Map<String, Value>) {
    let is = |name: &str| attribute.get("name") == Some(&json!(name));
    let complex = attribute.get("type") == Some(&json!("complex"));
    match fault {
        Fault::SchemasIncomplete => {
            attribute.retain(|name, _| {
                ["name", "type", "multiValued", "subAttributes"].contains(&name.as_str())
            });
        }
        Fault::AttributesUntyped => {
            attribute.remove("type");
            attribute.remove("multiValued");
        }
        Fault::AttributesMalformed if is("userName") => {
            attribute.insert("type".into(), "String".into());
            attribute.insert("mutability".into(), "sometimes".into());
            attribute.insert("subAttributes".into(), json!([{ "name": "first" }]));
        }
        Fault::AttributesMalformed if is("title") => {
            attribute.insert("name".into(), "job title".into());
        }
        Fault::ComplexMalformed if complex && is("name") => {
            attribute.remove("subAttributes");
        }
        Fault::ComplexMalformed if complex => {
            attribute.insert("uniqueness".into(), "server".into());
            if let Some(inner) = attribute.get_mut("subAttributes").and_then(|all| all.get_mut(0)) {
                inner["type"] = "complex".into();
            }
        }
        Fault::ReferenceTypesWrong => {
            if let Some(references) = attribute.get_mut("referenceTypes") {
                *references = json!(["Nobody"]);
            }
            for inner in attribute
                .get_mut("subAttributes")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                if let Some(references) = inner.get_mut("referenceTypes") {
                    *references = json!(["Nobody"]);
                }
            }
        }
        _ => {}
    }
}

fn schema_list(fault: Fault, body: &mut Value) {
    let Some(Value::Array(resources)) = body.get_mut("Resources") else { return };
    match fault {
        Fault::MessageSchemasListed => resources.push(json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": urn::ERROR,
            "name": "Error",
            "description": "An error",
            "attributes": []
        })),
        Fault::ExtensionNotListed => {
            resources.retain(|schema| schema["id"] != urn::ENTERPRISE_USER);
        }
        _ => return,
    }
    body["totalResults"] = body["Resources"].as_array().map_or(0, Vec::len).into();
    body["itemsPerPage"] = body["totalResults"].clone();
}
