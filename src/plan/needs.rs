//! Does the server offer what a scenario needs?
//!
//! Where a discovery endpoint gave nothing usable, the need counts as met:
//! that the endpoint is missing is a finding of its own, and not looking at
//! the rest would hide more than it saves (rfc-notes, general rule 2).

use serde_json::Value;

use crate::scim::capabilities::Capabilities;
use crate::scim::urn;
use crate::suite::Need;

/// What the server says that contradicts the need, or `None` if it is met.
#[must_use]
pub fn unmet(need: &Need, capabilities: &Capabilities) -> Option<String> {
    match need {
        Need::Config(path) => unmet_config(path, capabilities.config.as_ref()?),
        Need::Limit { path, at_most } => unmet_limit(path, *at_most, capabilities.config.as_ref()?),
        Need::ResourceType(name) => unmet_type(name, capabilities.resource_types.as_ref()?),
        // The run's own business, not the server's.
        // What is known of the target says more about an attribute; `plan::build` asks it.
        Need::Credential(_) | Need::Token(_) | Need::Any { .. } => None,
        Need::Schema(urn) => unmet_schema(urn, capabilities.schemas.as_ref()?),
        Need::Attribute { resource_type, path } => {
            unmet_attribute(resource_type, path, capabilities)
        }
    }
}

/// What later RFCs added to /ServiceProviderConfig, and few servers have
/// (RFC 9865 section 4, RFC 9967 section 4).
const ADDED: [&str; 2] = ["pagination", "securityEvents"];

fn unmet_config(path: &str, config: &Value) -> Option<String> {
    if let Some(path) = path.strip_suffix("=false") {
        let says = path.split('.').try_fold(config, member) == Some(&Value::Bool(false));
        return (!says).then(|| format!("/ServiceProviderConfig does not say {path}: false"));
    }
    let value = match path.split('.').try_fold(config, member) {
        Some(value) => value,
        // Paging by index was there before RFC 9865, and needs no word.
        None if path == "pagination.index" => return None,
        None if ADDED.iter().any(|added| path.split('.').next() == Some(*added)) => {
            return Some(format!("/ServiceProviderConfig says no {path}"));
        }
        // RFC 7643 section 5 demands all others; a server that leaves one out
        // has said nothing.
        None => return None,
    };
    // What has a choice of words says none where others say false (RFC 9967 section 4).
    let lacks = value == &Value::Bool(false)
        || value.as_str().is_some_and(|word| word.eq_ignore_ascii_case("none"));
    lacks.then(|| format!("/ServiceProviderConfig says {path}: {}", in_words(value)))
}

fn unmet_limit(path: &str, at_most: u64, config: &Value) -> Option<String> {
    let limit = path.split('.').try_fold(config, member).and_then(Value::as_u64);
    match limit {
        Some(limit) if limit <= at_most => None,
        Some(limit) => Some(format!(
            "/ServiceProviderConfig says {path}: {limit}, more than the {at_most} that are tried"
        )),
        None => Some(format!("/ServiceProviderConfig says no {path}")),
    }
}

fn unmet_type(name: &str, types: &[Value]) -> Option<String> {
    if let Some(name) = name.strip_suffix("=false") {
        let listed = unmet_type(name, types).is_none();
        return listed.then(|| format!("/ResourceTypes lists {name}"));
    }
    let found = types.iter().any(|entry| text(entry, "name").is_some_and(|text| same(text, name)));
    (!found).then(|| format!("/ResourceTypes does not list {name}"))
}

fn unmet_schema(wanted: &str, schemas: &[Value]) -> Option<String> {
    schema(schemas, wanted).is_none().then(|| format!("/Schemas does not list {wanted}"))
}

fn unmet_attribute(resource_type: &str, path: &str, capabilities: &Capabilities) -> Option<String> {
    let schemas = capabilities.schemas.as_ref()?;
    let (path, characteristic) = match path.split_once('?') {
        Some((path, characteristic)) => (path, characteristic.split_once('=')),
        None => (path, None),
    };
    let (urn, attribute) = match path.rsplit_once(':') {
        Some((urn, attribute)) => (urn.to_owned(), attribute),
        None => (core_schema(resource_type, capabilities), path),
    };
    let lacks = || Some(format!("/Schemas has no {attribute} in {urn}"));
    let Some(schema) = schema(schemas, &urn) else { return lacks() };
    let mut attributes = member(schema, "attributes");
    let mut innermost = schema;
    for name in attribute.split('.') {
        let found = attributes.and_then(Value::as_array).and_then(|all| {
            all.iter().find(|entry| text(entry, "name").is_some_and(|n| same(n, name)))
        });
        match found {
            Some(entry) => {
                attributes = member(entry, "subAttributes");
                innermost = entry;
            }
            // Common attributes (RFC 7643 section 3.1) need not be listed.
            None if matches!(name, "id" | "externalId" | "meta") => return None,
            None => return lacks(),
        }
    }
    let (name, wanted) = characteristic?;
    // Of a list such as referenceTypes it is enough to have the value.
    if let Some(Value::Array(all)) = member(innermost, name)
        && all.iter().any(|one| one.as_str().is_some_and(|one| same(one, wanted)))
    {
        return None;
    }
    let published = member(innermost, name).map_or_else(|| default_of(name).into(), in_words);
    (!same(&published, wanted)).then(|| format!("/Schemas says {attribute}: {name} {published}"))
}

fn in_words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What holds of an attribute that is published without a characteristic
/// (RFC 7643 section 2.2).
fn default_of(characteristic: &str) -> &'static str {
    match characteristic {
        "type" => "string",
        "mutability" => "readWrite",
        "returned" => "default",
        "uniqueness" => "none",
        _ => "false",
    }
}

/// The schema that /ResourceTypes names for a resource type, else the RFC's.
fn core_schema(resource_type: &str, capabilities: &Capabilities) -> String {
    let listed = capabilities.resource_types.iter().flatten().find_map(|entry| {
        let is_it = text(entry, "name").is_some_and(|name| same(name, resource_type));
        if is_it { text(entry, "schema") } else { None }
    });
    listed.map_or_else(
        || if same(resource_type, "Group") { urn::GROUP } else { urn::USER }.to_owned(),
        str::to_owned,
    )
}

fn schema<'a>(schemas: &'a [Value], urn: &str) -> Option<&'a Value> {
    schemas.iter().find(|entry| text(entry, "id").is_some_and(|id| same(id, urn)))
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.iter().find(|(key, _)| same(key, name)).map(|(_, value)| value)
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    member(value, name)?.as_str()
}

fn same(one: &str, two: &str) -> bool {
    one.eq_ignore_ascii_case(two)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn attribute(path: &str) -> Need {
        Need::Attribute { resource_type: "User".into(), path: path.into() }
    }

    #[test]
    fn a_need_is_unmet_only_when_the_server_says_so() {
        let capabilities = Capabilities {
            config: Some(json!({
                "patch": {"supported": false},
                "filter": {"supported": true},
                "bulk": {"maxOperations": 100},
                "securityEvents": {"asyncRequest": "None"},
                "pagination": {"defaultPaginationMethod": "index"},
            })),
            resource_types: Some(vec![json!({"name": "User", "schema": urn::USER})]),
            schemas: Some(vec![json!({"id": urn::USER, "attributes": [
                {"name": "userName", "uniqueness": "server"},
                {"name": "name", "subAttributes": [{"name": "givenName"}]},
                {"name": "profileUrl", "type": "reference", "referenceTypes": ["external", "uri"]},
            ]})]),
        };
        let enterprise = format!("{}:department", urn::ENTERPRISE_USER);
        let cases = [
            (Need::Config("patch.supported".into()), false),
            (Need::Config("filter.supported".into()), true),
            (Need::Config("sort.supported".into()), true),
            (Need::Config("pagination.cursor".into()), false),
            (Need::Config("pagination.defaultPaginationMethod".into()), true),
            (Need::Config("securityEvents.asyncRequest".into()), false),
            (Need::Limit { path: "bulk.maxOperations".into(), at_most: 100 }, true),
            (Need::Limit { path: "bulk.maxOperations".into(), at_most: 99 }, false),
            (Need::Limit { path: "bulk.maxPayloadSize".into(), at_most: 99 }, false),
            (Need::ResourceType("Group".into()), false),
            (Need::Schema(urn::USER.into()), true),
            (Need::Schema(urn::ENTERPRISE_USER.into()), false),
            (attribute("name.givenName"), true),
            (attribute("externalId"), true),
            (attribute("title"), false),
            (attribute("userName?caseExact=false"), true),
            (attribute("userName?uniqueness=server"), true),
            (attribute("userName?uniqueness=none"), false),
            (attribute("id?caseExact=true"), true),
            (attribute("profileUrl?referenceTypes=external"), true),
            (attribute("profileUrl?referenceTypes=User"), false),
            (attribute(&enterprise), false),
        ];
        for (need, met) in cases {
            assert_eq!(unmet(&need, &capabilities).is_none(), met, "{need}");
            assert_eq!(unmet(&need, &Capabilities::default()), None, "nothing known: {need}");
        }
    }
}
