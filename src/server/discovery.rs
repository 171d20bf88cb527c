//! The discovery endpoints (RFC 7644 section 4, RFC 7643 sections 5 to 7).

use serde_json::{Value, json};

use super::Server;
use super::error::{ScimError, json_response};
use super::fault::Fault;
use super::route::Route;
use super::store::Kind;
use super::variation::Variation;
use crate::scim::urn;
use crate::wire::{Request, Response, encode_path_segment};

impl Server {
    pub(super) fn discover(&self, route: &Route, request: &Request) -> Result<Response, ScimError> {
        // RFC 7644 section 4: a filter here SHALL be answered with 403, so that
        // nobody takes the unfiltered list for the filtered one.
        if self.parameter(request, "filter").is_some()
            && !self.has(Fault::DiscoveryFiltered)
            && !self.varies(Variation::DiscoveryFilterIgnored)
        {
            return Err(ScimError::new(403, "discovery endpoints cannot be filtered"));
        }
        let (resources, wanted) = match route {
            Route::ResourceTypes(wanted) => (self.resource_types(), wanted),
            Route::Schemas(wanted) => (self.schema_resources(), wanted),
            _ if self.has(Fault::ServiceProviderConfigMissing) => {
                return Err(ScimError::not_found("/ServiceProviderConfig"));
            }
            _ => {
                let mut config = self.service_provider_config();
                if self.has(Fault::ConfigOfScim1) {
                    config["schemas"] = json!(["urn:scim:schemas:core:1.0"]);
                }
                return Ok(json_response(200, config));
            }
        };
        let Some(wanted) = wanted else {
            if self.has(Fault::SchemasIsArray) && matches!(route, Route::Schemas(_)) {
                return Ok(json_response(200, resources.into()));
            }
            let list = json!({
                "schemas": [urn::LIST_RESPONSE],
                "totalResults": resources.len(),
                "startIndex": 1,
                "itemsPerPage": resources.len(),
                "Resources": resources,
            });
            return Ok(json_response(200, list));
        };
        // A resource type with an id of its own is read by that.
        let of_types = matches!(route, Route::ResourceTypes(_));
        let wanted = match wanted.strip_prefix("type-") {
            name if of_types && self.varies(Variation::ResourceTypeIds) => name.unwrap_or_default(),
            _ => wanted,
        };
        let hidden = self.has(Fault::SchemaByIdMissing) && matches!(route, Route::Schemas(_));
        resources
            .into_iter()
            .filter(|_| !hidden)
            .find(|resource| {
                let id = resource.get("id").and_then(Value::as_str);
                id.is_some_and(|id| id.eq_ignore_ascii_case(wanted))
            })
            .map(|resource| json_response(200, resource))
            .ok_or_else(|| ScimError::not_found(wanted))
    }

    fn service_provider_config(&self) -> Value {
        let mut config = json!({
            "schemas": [urn::SERVICE_PROVIDER_CONFIG],
            "documentationUri": "https://www.rfc-editor.org/rfc/rfc7644",
            "patch": {
                "supported": !self.varies(Variation::PatchUndeclared)
                    && !self.varies(Variation::NoPatch)
                    && !self.has(Fault::PatchNotOffered),
            },
            "bulk": {
                "supported": !self.varies(Variation::NoBulk) && !self.has(Fault::BulkUnsupported404),
                "maxOperations": self.settings.max_operations,
                "maxPayloadSize": self.settings.max_payload_bytes
            },
            "filter": {
                "supported": !self.varies(Variation::NoFilter)
                    && !self.varies(Variation::FiltersUndeclared),
                "maxResults": self.settings.max_results
            },
            "changePassword": { "supported": false },
            "sort": {
                "supported": !self.varies(Variation::NoSort) && !self.varies(Variation::SortUndeclared)
            },
            "etag": { "supported": !self.varies(Variation::NoETags) },
            // RFC 9865 section 4 and RFC 9967 section 4.
            "pagination": {
                "cursor": self.offers_cursors(),
                "index": !self.varies(Variation::CursorsOnly),
                "defaultPaginationMethod":
                    if self.varies(Variation::CursorsOnly) { "cursor" } else { "index" },
                "defaultPageSize": self.settings.default_count.min(self.settings.max_results),
                "maxPageSize": self.settings.max_results
            },
            "securityEvents": { "asyncRequest": self.asynchronous(), "eventUris": [] },
            "authenticationSchemes": [{
                "type": "oauthbearertoken",
                "name": "OAuth Bearer Token",
                "description": "A bearer token in the Authorization header",
                "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
                "primary": true
            }],
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": format!("{}/ServiceProviderConfig", self.settings.base_url)
            }
        });
        if self.has(Fault::ServiceProviderConfigPoor)
            && let Some(config) = config.as_object_mut()
        {
            config.remove("authenticationSchemes");
            config.remove("bulk");
        }
        config
    }

    /// When requests are answered asynchronously (RFC 9967 section 4).
    fn asynchronous(&self) -> &'static str {
        if self.varies(Variation::AsyncAnswers)
            || self.has(Fault::AsyncAcceptRefused)
            || self.has(Fault::AsyncResultOpen)
            || self.has(Fault::AsyncNotDone)
        {
            "request"
        } else {
            "none"
        }
    }

    fn resource_types(&self) -> Vec<Value> {
        [(Kind::User, urn::USER, "User account"), (Kind::Group, urn::GROUP, "Group of users")]
            .into_iter()
            .filter(|(kind, ..)| *kind == Kind::User || !self.varies(Variation::NoGroups))
            .map(|(kind, schema, description)| {
                let name = kind.name();
                let endpoint =
                    if self.has(Fault::ResourceTypeEndpointWrong) { name } else { kind.endpoint() };
                let mut resource_type = json!({
                    "schemas": [urn::RESOURCE_TYPE],
                    "id": name,
                    "name": name,
                    "description": description,
                    "endpoint": format!("/{endpoint}"),
                    "schema": schema,
                });
                let extensions: Vec<Value> = self
                    .definition(kind)
                    .extensions
                    .iter()
                    .map(|(schema, required)| json!({ "schema": schema.urn, "required": required }))
                    .collect();
                if !extensions.is_empty() {
                    resource_type["schemaExtensions"] = extensions.into();
                }
                resource_type["meta"] = json!({
                    "resourceType": "ResourceType",
                    "location": format!("{}/ResourceTypes/{name}", self.settings.base_url)
                });
                resource_type
            })
            .collect()
    }

    fn schema_resources(&self) -> Vec<Value> {
        let mut resources: Vec<Value> = Vec::new();
        let groups = (!self.varies(Variation::NoGroups)).then_some(&self.groups);
        for definition in std::iter::once(&self.users).chain(groups) {
            for schema in definition.schemas() {
                let urn = encode_path_segment(&schema.urn);
                let location = format!("{}/Schemas/{urn}", self.settings.base_url);
                let mut schema = schema.to_json();
                schema["meta"] = json!({ "resourceType": "Schema", "location": location });
                resources.push(schema);
            }
        }
        resources
    }
}
