//! Faults of the discovery documents.

use serde_json::{Map, Value, json};

use super::super::edit::each_document;
use super::super::fault::Fault;
use super::super::route::Route;
use super::{Scene, object};
use crate::scim::urn;
use crate::wire::Response;

pub(super) fn garble(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    if !response.is_success() {
        return;
    }
    match scene.route {
        Route::ServiceProviderConfig => garble_config(fault, response),
        Route::ResourceTypes(_) => garble_resource_types(fault, response),
        Route::Schemas(_) => garble_schemas(fault, scene, response),
        _ => {}
    }
    if fault == Fault::DiscoveryLocationDead {
        each_document(response, |document| {
            let meta = document.get_mut("meta").and_then(Value::as_object_mut);
            if let Some(Value::String(location)) = meta.and_then(|meta| meta.get_mut("location")) {
                location.push_str("/nowhere");
            }
        });
    }
}

fn garble_config(fault: Fault, response: &mut Response) {
    let Some(config) = object(response) else { return };
    match fault {
        Fault::LimitHasFraction => {
            for (feature, limit) in
                [("filter", "maxResults"), ("bulk", "maxOperations"), ("bulk", "maxPayloadSize")]
            {
                if let Some(limit) = config.get_mut(feature).and_then(|f| f.get_mut(limit))
                    && let Some(number) = limit.as_f64()
                {
                    *limit = number.into();
                }
            }
        }
        Fault::CursorUnannounced => drop(config.remove("pagination")),
        Fault::ConfigMaximumExceeded => config["pagination"]["maxPageSize"] = 2.into(),
        Fault::SortUnannounced500 => {
            config["sort"]["supported"] = false.into();
        }
        Fault::BulkUnannounced500 => config["bulk"]["supported"] = false.into(),
        Fault::ConfigChangePassword => drop(config.remove("changePassword")),
        Fault::ConfigSchemasMissing => drop(config.remove("schemas")),
        Fault::SchemeWithoutType => {
            if let Some(Value::Object(scheme)) =
                config.get_mut("authenticationSchemes").and_then(|schemes| schemes.get_mut(0))
            {
                scheme.remove("type");
            }
        }
        _ => {}
    }
}

fn garble_resource_types(fault: Fault, response: &mut Response) {
    match fault {
        Fault::GroupTypeMissing => {
            if let Some(body) = object(response)
                && let Some(Value::Array(types)) = body.get_mut("Resources")
            {
                types.retain(|resource_type| resource_type.get("name") != Some(&json!("Group")));
                let left = types.len();
                body.insert("totalResults".into(), left.into());
                body.insert("itemsPerPage".into(), left.into());
            }
        }
        _ => each_document(response, |resource_type| garble_resource_type(fault, resource_type)),
    }
}

fn garble_resource_type(fault: Fault, resource_type: &mut Map<String, Value>) {
    match fault {
        Fault::ExtensionUnlisted => drop(resource_type.remove("schemaExtensions")),
        Fault::ExtensionRequiredMissing => {
            let extensions =
                resource_type.get_mut("schemaExtensions").and_then(Value::as_array_mut);
            for extension in extensions.into_iter().flatten().filter_map(Value::as_object_mut) {
                extension.remove("required");
            }
        }
        Fault::ResourceTypeSchemaWrong if resource_type.get("name") == Some(&json!("User")) => {
            resource_type.insert("schema".into(), "urn:example:schemas:nothing:2.0:User".into());
        }
        Fault::ResourceTypeNameLower => {
            if let Some(Value::String(name)) = resource_type.get_mut("name") {
                *name = name.to_lowercase();
            }
        }
        Fault::ResourceTypeNameMissing => drop(resource_type.remove("name")),
        _ => {}
    }
}

fn garble_schemas(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    let list = response.body.json().is_some_and(|body| body.get("Resources").is_some());
    if let (true, Some(body)) = (list, object(response)) {
        let count = scene.request.query_value("count").and_then(|count| count.parse().ok());
        let resources = body.get_mut("Resources").and_then(Value::as_array_mut);
        match (fault, resources) {
            (Fault::DiscoveryPaged, Some(schemas)) => schemas.truncate(count.unwrap_or(usize::MAX)),
            (Fault::MessageSchemasListed, Some(schemas)) => {
                schemas.push(json!({
                    "id": urn::LIST_RESPONSE, "name": "ListResponse", "schemas": [urn::SCHEMA],
                    "attributes": [{ "name": "totalResults", "type": "integer", "multiValued": false }],
                }));
                let all = schemas.len();
                body.insert("totalResults".into(), all.into());
                body.insert("itemsPerPage".into(), all.into());
            }
            (Fault::SchemasTotalWrong, _) => {
                body.insert("totalResults".into(), 0.into());
            }
            _ => {}
        }
    }
    each_document(response, |schema| garble_schema(fault, schema));
}

fn garble_schema(fault: Fault, schema: &mut Map<String, Value>) {
    let id = schema.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    match fault {
        Fault::SchemaIdMissing => drop(schema.remove("id")),
        Fault::SchemaOfSchemaWrong => drop(schema.remove("schemas")),
        Fault::SchemaAttributesMissing if id == urn::GROUP => drop(schema.remove("attributes")),
        _ => {
            let attributes = schema.get_mut("attributes").and_then(Value::as_array_mut);
            for attribute in attributes.into_iter().flatten().filter_map(Value::as_object_mut) {
                garble_attribute(fault, attribute);
            }
        }
    }
}

fn garble_attribute(fault: Fault, attribute: &mut Map<String, Value>) {
    let name = attribute.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let text = attribute.get("type") == Some(&json!("string"));
    match (fault, name.as_str()) {
        (Fault::UserNameCaseExact, "userName") => {
            attribute.insert("caseExact".into(), true.into());
        }
        (Fault::SubAttributesMissing, _) => drop(attribute.remove("subAttributes")),
        (Fault::AttributeTypeMissing, "displayName") => drop(attribute.remove("type")),
        (Fault::AttributeTypeInvented, _) if text => {
            attribute.insert("type".into(), "text".into());
        }
        (Fault::MutabilityInvented, _)
            if attribute.get("mutability") == Some(&json!("readWrite")) =>
        {
            attribute.insert("mutability".into(), "writable".into());
        }
        (Fault::PasswordReadable, "password") => {
            attribute.insert("returned".into(), "default".into());
        }
        (Fault::OnRequestShown, "title") => {
            attribute.insert("returned".into(), "request".into());
        }
        (Fault::GroupsWritableSchema, "groups") => {
            attribute.insert("mutability".into(), "readWrite".into());
        }
        (Fault::MultiValuedWrong, "emails") => {
            attribute.insert("multiValued".into(), false.into());
        }
        (Fault::ComplexInComplex, "name") => {
            if let Some(Value::Array(subs)) = attribute.get_mut("subAttributes") {
                subs.push(json!({
                    "name": "parts", "type": "complex", "multiValued": false, "required": false,
                    "subAttributes": [],
                }));
            }
        }
        (Fault::ReferenceTypesMisplaced, _) if text => {
            attribute.insert("referenceTypes".into(), json!(["User"]));
        }
        (Fault::PrimitiveSubAttributes, _) if text => {
            let sub = json!([{ "name": "value", "type": "string", "multiValued": false }]);
            attribute.insert("subAttributes".into(), sub);
        }
        _ => {}
    }
}
