//! What the server says of itself, as the laws need it.

use serde_json::Value;

use super::values::Shape;
use crate::scim::capabilities::Capabilities;
use crate::scim::urn;
use crate::wire::decode_component;

/// The server under test.
pub(super) struct Target {
    pub(super) base_url: String,
    pub(super) run: String,
    pub(super) types: Vec<Kind>,
    /// Does /ServiceProviderConfig say that there are versions?
    pub(super) etag: bool,
    /// Does it say how lists are paged (RFC 9865)? `None` if it could not be read.
    pub(super) paging_announced: Option<bool>,
    /// Does it say that lists are paged by cursor?
    pub(super) cursors: bool,
    /// The most resources on a page, if it says that.
    pub(super) page_maximum: Option<i64>,
    /// The feature members that are declared `supported: false`.
    pub(super) unsupported: Vec<String>,
}

/// A resource type.
pub(super) struct Kind {
    pub(super) name: String,
    /// `/Users`.
    pub(super) endpoint: String,
    /// The URN of its base schema.
    pub(super) schema: String,
    /// The URNs of its extensions; `None` when the server did not say.
    pub(super) extensions: Option<Vec<String>>,
    /// What its schemas say of its attributes, if they are published.
    pub(super) shape: Option<Shape>,
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// All resources of a type: the number of the type.
    Collection(usize),
    /// One resource: the number of its type, and its id.
    Item(usize, String),
    /// A query by POST, of one type or of all.
    Search(Option<usize>),
    Bulk,
    Config,
    Types,
    OneType,
    Schemas,
    OneSchema,
    /// Something else.
    Other,
}

impl Target {
    pub(super) fn new(base_url: &str, run: &str, capabilities: &Capabilities) -> Self {
        let config = capabilities.config.as_ref();
        let supported = |name: &str| config?.get(name)?.get("supported")?.as_bool();
        let paging = |name: &str| config?.get("pagination")?.get(name);
        let features = ["patch", "bulk", "filter", "changePassword", "sort", "etag"];
        Self {
            base_url: base_url.to_owned(),
            run: run.to_owned(),
            types: kinds(capabilities),
            etag: supported("etag") == Some(true),
            paging_announced: config.map(|config| config.get("pagination").is_some()),
            cursors: paging("cursor").and_then(Value::as_bool) == Some(true),
            page_maximum: paging("maxPageSize").and_then(Value::as_i64),
            unsupported: features
                .into_iter()
                .filter(|name| supported(name) == Some(false))
                .map(str::to_owned)
                .collect(),
        }
    }

    pub(super) fn place(&self, path: &str) -> Place {
        let path = path.trim_matches('/');
        let segments: Vec<String> =
            path.split('/').map(|segment| decode_component(segment, false)).collect();
        let first = segments.first().map_or("", String::as_str);
        let kind = || {
            self.types
                .iter()
                .position(|kind| kind.endpoint.trim_matches('/').eq_ignore_ascii_case(first))
        };
        let is = |name: &str| first.eq_ignore_ascii_case(name);
        match segments.as_slice() {
            [_] if is(".search") => Place::Search(None),
            [_] if is("Bulk") => Place::Bulk,
            [_] if is("ServiceProviderConfig") => Place::Config,
            [_] if is("ResourceTypes") => Place::Types,
            [_, _] if is("ResourceTypes") => Place::OneType,
            [_] if is("Schemas") => Place::Schemas,
            [_, _] if is("Schemas") => Place::OneSchema,
            [_] => kind().map_or(Place::Other, Place::Collection),
            [_, second] if second == ".search" => {
                kind().map_or(Place::Other, |kind| Place::Search(Some(kind)))
            }
            [_, id] => kind().map_or(Place::Other, |kind| Place::Item(kind, id.clone())),
            _ => Place::Other,
        }
    }

    /// The path without what differs from resource to resource.
    pub(super) fn template(&self, path: &str) -> String {
        match self.place(path) {
            Place::Item(kind, _) => format!("{}/{{id}}", self.types[kind].endpoint),
            _ => path.to_owned(),
        }
    }
}

/// The resource types; where the server lists none, Users and Groups.
fn kinds(capabilities: &Capabilities) -> Vec<Kind> {
    let schemas = capabilities.schemas.as_deref();
    let listed: Vec<Kind> = capabilities
        .resource_types
        .iter()
        .flatten()
        .filter_map(|entry| kind(entry, schemas))
        .collect();
    if !listed.is_empty() {
        return listed;
    }
    [("User", "/Users", urn::USER), ("Group", "/Groups", urn::GROUP)]
        .into_iter()
        .map(|(name, endpoint, schema)| Kind {
            name: name.to_owned(),
            endpoint: endpoint.to_owned(),
            schema: schema.to_owned(),
            extensions: None,
            shape: None,
        })
        .collect()
}

fn kind(entry: &Value, schemas: Option<&[Value]>) -> Option<Kind> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let (name, endpoint, schema) = (text("name")?, text("endpoint")?, text("schema")?);
    let extensions: Vec<String> = entry
        .get("schemaExtensions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|extension| extension.get("schema")?.as_str().map(str::to_owned))
        .collect();
    let demanded: Vec<String> = entry
        .get("schemaExtensions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|extension| extension.get("required") == Some(&Value::Bool(true)))
        .filter_map(|extension| extension.get("schema")?.as_str().map(str::to_owned))
        .collect();
    // Some servers name endpoints with their base path; the last segment is
    // what stands below the base URL.
    let last = endpoint.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let shape =
        schemas.and_then(|schemas| Shape::compile(schemas, &schema, &extensions, &demanded));
    Some(Kind { name, endpoint: format!("/{last}"), schema, extensions: Some(extensions), shape })
}
