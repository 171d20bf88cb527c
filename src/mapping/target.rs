//! What is known of the server under test: what it publishes, and the mapping
//! that was given for it.

use serde_json::{Map, Value};

use super::model::Mapping;
use super::{any, fit, published};
use crate::scim::attribute::{Attribute, AttributeType, Returned};
use crate::scim::capabilities::Capabilities;
use crate::scim::definition::{ResourceDefinition, Schema};
use crate::scim::standard;
use crate::suite::{Fit, StatePath};

/// What a server has and demands. Where nothing is known, everything may be sent.
#[derive(Clone, Debug, Default)]
pub struct Target {
    pub(super) published: Vec<ResourceDefinition>,
    pub(super) mapped: Option<(String, Vec<ResourceDefinition>)>,
    /// By which attributes Entra finds users and groups, if a mapping says it.
    matching: Vec<(&'static str, String, StatePath)>,
    /// Does /ServiceProviderConfig say that there are no filters?
    without_filters: bool,
}

impl Target {
    /// A server that publishes this, under the mapping that was given, if any.
    #[must_use]
    pub fn new(capabilities: &Capabilities, mapping: Option<&Mapping>) -> Self {
        Self {
            published: published::resource_types(capabilities),
            mapped: mapping.map(|mapping| (mapping.name.clone(), mapping.resource_types())),
            matching: mapping.map(matching).unwrap_or_default(),
            without_filters: capabilities.is_without_filters(),
        }
    }

    /// The attribute by which Entra finds resources below a path (`/Users`), if
    /// the mapping says another than is usual.
    #[must_use]
    pub fn matching(&self, collection: &str) -> Option<(&str, &StatePath)> {
        let found = self.matching.iter().find(|(of, ..)| of.eq_ignore_ascii_case(collection))?;
        Some((&found.1, &found.2))
    }

    /// Does the server say that it has no filters (RFC 7643 section 5)?
    #[must_use]
    pub const fn is_without_filters(&self) -> bool {
        self.without_filters
    }

    /// The body that is sent in place of `body` to `path`: `/Users`, `/Users/42`.
    /// `unique` is a text that no other resource has, `known` what the client
    /// gave the resource before, if it exists; of a bulk request, that of each
    /// path.
    #[must_use]
    pub fn fit(&self, path: &str, body: &Value, unique: &str, known: &Value, how: Fit) -> Value {
        if how == Fit::AsWritten || path.ends_with("/.search") {
            return body.clone();
        }
        let Value::Object(members) = body else { return body.clone() };
        let mut members = members.clone();
        if path.eq_ignore_ascii_case("/Bulk") {
            self.fit_operations(&mut members, unique, known, how);
            return Value::Object(members);
        }
        if is_message(&members) {
            return body.clone();
        }
        if let Some(shape) = find(&self.published, endpoint(path)) {
            any::unfold(shape, &mut members);
        }
        for shape in self.shapes(path) {
            fit::leave_out(shape, &mut members);
        }
        if how == Fit::Complete {
            for shape in self.shapes(path) {
                fit::add_required(shape, &mut members, unique, known);
            }
        }
        Value::Object(members)
    }

    /// Each operation of a bulk request that creates or replaces is fitted
    /// (RFC 7644 section 3.7).
    fn fit_operations(
        &self,
        members: &mut Map<String, Value>,
        unique: &str,
        known: &Value,
        how: Fit,
    ) {
        let Some(Value::Array(operations)) = members.get_mut("Operations") else { return };
        for (number, operation) in operations.iter_mut().enumerate() {
            let word = |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default();
            let writes =
                ["POST", "PUT"].iter().any(|name| word("method").eq_ignore_ascii_case(name));
            let path = word("path").to_owned();
            if let Some(data) = operation.get_mut("data").filter(|_| writes) {
                let unique = format!("{unique}-{number}");
                let known = known.get(&path).unwrap_or(&Value::Null);
                *data = self.fit(&path, data, &unique, known, how);
            }
        }
    }

    /// What of a body that was sent to `path` an answer may be expected to show.
    #[must_use]
    pub fn visible(&self, path: &str, body: &Value) -> Value {
        let Value::Object(members) = body else { return body.clone() };
        let mut members = members.clone();
        let shape = find(&self.published, endpoint(path));
        fit::take_hidden(shape, &mut members);
        Value::Object(members)
    }

    /// The attributes of the type at a path that are returned on request only
    /// (RFC 7643 section 7), as far as the server says.
    pub fn on_request(&self, path: &str) -> impl Iterator<Item = &str> {
        let attributes =
            find(&self.published, endpoint(path)).map(|it| it.schema.attributes.as_slice());
        attributes
            .unwrap_or_default()
            .iter()
            .filter(|attribute| attribute.returned == Returned::Request)
            .map(|attribute| attribute.name.as_str())
    }

    /// What `attributes` has to name so that an answer shows all of a resource,
    /// where some of it is returned on request only.
    #[must_use]
    pub fn all_attributes(&self, path: &str) -> Option<String> {
        self.on_request(path).next()?;
        let shape = find(&self.published, endpoint(path))?;
        let shown = |schema: &'_ Schema, prefix: &str| -> Vec<String> {
            let attributes = schema.attributes.iter();
            attributes
                .filter(|attribute| attribute.returned != Returned::Never)
                .map(|attribute| format!("{prefix}{}", attribute.name))
                .collect()
        };
        let mut names: Vec<String> = ["id", "externalId", "meta"].map(str::to_owned).to_vec();
        for name in shown(&shape.schema, "") {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                names.push(name);
            }
        }
        for (extension, _) in &shape.extensions {
            names.extend(shown(extension, &format!("{}:", extension.urn)));
        }
        Some(names.join(","))
    }

    /// What is known of the type of a path, the published first.
    fn shapes<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a ResourceDefinition> {
        let mapped = self.mapped.as_ref().map_or(&[][..], |(_, types)| types.as_slice());
        [self.published.as_slice(), mapped]
            .into_iter()
            .filter_map(move |types| find(types, endpoint(path)))
    }

    /// The name of the resource type at a path (`/Users/42`), as far as known.
    #[must_use]
    pub fn resource_type(&self, path: &str) -> Option<String> {
        let known = self.shapes(path).next().map(|shape| shape.name.clone());
        known.or_else(|| match endpoint(path) {
            "/Users" => Some("User".to_owned()),
            "/Groups" => Some("Group".to_owned()),
            _ => None,
        })
    }

    /// Why a request must not name this attribute of a resource type, or
    /// nothing if it may. Names that no schema has at all may be named: a
    /// scenario that does is about them.
    #[must_use]
    pub fn lacks(&self, resource_type: &str, path: &StatePath) -> Option<String> {
        let published =
            self.published.iter().find(|shape| shape.name.eq_ignore_ascii_case(resource_type));
        if let Some(shape) = published
            && let Some(missing) = missing(shape, path)
        {
            return Some(format!("/Schemas has no {missing}"));
        }
        let (name, types) = self.mapped.as_ref()?;
        match types.iter().find(|shape| shape.name.eq_ignore_ascii_case(resource_type)) {
            Some(shape) => {
                missing(shape, path).map(|missing| format!("the mapping {name} has no {missing}"))
            }
            None if resource_type.eq_ignore_ascii_case("Group") => {
                Some(format!("the mapping {name} has no groups"))
            }
            None => None,
        }
    }
}

/// PATCH requests and searches are messages and no resources.
fn is_message(body: &Map<String, Value>) -> bool {
    let schemas = body.get("schemas").and_then(Value::as_array);
    schemas
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .any(|urn| urn.contains(":api:messages:"))
        || body.contains_key("Operations")
}

fn find<'a>(types: &'a [ResourceDefinition], endpoint: &str) -> Option<&'a ResourceDefinition> {
    types.iter().find(|shape| shape.endpoint.eq_ignore_ascii_case(endpoint))
}

/// `/Users` of `/Users/42`.
fn endpoint(path: &str) -> &str {
    let end = path.get(1..).and_then(|rest| rest.find('/')).map_or(path.len(), |end| end + 1);
    &path[..end]
}

/// What of a path the resource type has not.
fn missing(shape: &ResourceDefinition, path: &StatePath) -> Option<String> {
    let attribute = match &path.schema {
        Some(urn) => {
            let Some(extension) = shape.extension(urn) else { return Some(urn.clone()) };
            if path.attribute.is_empty() {
                return None;
            }
            let Some(attribute) = extension.attribute(&path.attribute) else {
                return Some(format!("{urn}:{}", path.attribute));
            };
            attribute
        }
        None => match shape.own_attribute(&path.attribute) {
            Some(attribute) => attribute,
            None => {
                return is_standard(&path.attribute, None).then(|| path.attribute.clone());
            }
        },
    };
    if shape.common.iter().any(|common| common.is_named(&path.attribute)) {
        return None;
    }
    missing_inside(attribute, path)
}

fn missing_inside(attribute: &Attribute, path: &StatePath) -> Option<String> {
    let subs_known =
        attribute.kind == AttributeType::Complex && !attribute.sub_attributes.is_empty();
    if let Some((name, value)) = &path.element
        && let Some(sub) = attribute.sub_attribute(name)
        && name.eq_ignore_ascii_case("type")
        && !fit::is_canonical(sub, value)
    {
        return Some(format!("{}[{name} eq \"{value}\"]", path.attribute));
    }
    let sub = path.sub_attribute.as_deref()?;
    let known = sub == "$ref"
        || sub.eq_ignore_ascii_case("value")
        || attribute.sub_attribute(sub).is_some();
    let lacking = subs_known && !known && is_standard(&path.attribute, Some(sub));
    lacking.then(|| format!("{}.{sub}", path.attribute))
}

/// Does RFC 7643 define the attribute, of users or of groups?
fn is_standard(attribute: &str, sub: Option<&str>) -> bool {
    [standard::user(), standard::group()].iter().flat_map(ResourceDefinition::schemas).any(
        |schema| {
            schema
                .attribute(attribute)
                .is_some_and(|found| sub.is_none_or(|sub| found.sub_attribute(sub).is_some()))
        },
    )
}

/// The first matching attributes of a mapping, where they are not the usual ones.
fn matching(mapping: &Mapping) -> Vec<(&'static str, String, StatePath)> {
    [("/Users", "User", "userName"), ("/Groups", "Group", "displayName")]
        .into_iter()
        .filter_map(|(collection, resource_type, usual)| {
            let first = mapping.matching(resource_type).first().copied()?;
            let entry = (collection, first.name.clone(), first.path.clone());
            (!first.is_named(usual)).then_some(entry)
        })
        .collect()
}
