//! Differences in how resources are shown.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Map, Value, json};

use super::super::edit::object;
use super::super::settings::Settings;
use super::Variation;
use crate::scim::urn;
use crate::wire::{Request, Response};

type Shown = Map<String, Value>;

/// The response with this difference in its resource, or in each one of a list.
pub(super) fn vary(
    variation: Variation,
    settings: &Settings,
    request: &Request,
    response: &mut Response,
) {
    // A search by POST has its parameters in the body (RFC 7644 section 3.4.3).
    let asked = |name: &str| {
        let in_body = || {
            let search = request.path.ends_with("/.search");
            search && request.body.json().is_some_and(|body| body.get(name).is_some())
        };
        request.query_value(name).is_some() || in_body()
    };
    let projected = asked("attributes");
    let narrowed = projected || asked("excludedAttributes");
    each(response, |resource| {
        vary_meta(variation, settings, resource);
        vary_elements(variation, resource);
        match variation {
            Variation::SchemasReversed => {
                if let Some(Value::Array(schemas)) = resource.get_mut("schemas") {
                    schemas.reverse();
                }
            }
            Variation::ProjectionWithoutSchemas if projected => drop(resource.remove("schemas")),
            // What is not asked for is not made up either.
            _ if narrowed => {}
            Variation::ExtensionAlwaysListed => {
                if let Some(Value::Array(schemas)) = resource.get_mut("schemas")
                    && schemas.contains(&json!(urn::USER))
                    && !schemas.contains(&json!(urn::ENTERPRISE_USER))
                {
                    schemas.push(urn::ENTERPRISE_USER.into());
                }
            }
            Variation::UnassignedAsNull if is_user(resource) => {
                for name in ["nickName", "title", "userType"] {
                    resource.entry(name).or_insert(Value::Null);
                }
            }
            Variation::UnassignedAsEmptyList if is_user(resource) => {
                for name in ["emails", "phoneNumbers", "addresses", "roles"] {
                    resource.entry(name).or_insert_with(|| json!([]));
                }
            }
            Variation::FormattedNameAdded => {
                if let Some(Value::Object(name)) = resource.get_mut("name")
                    && let Some(whole) = whole_name(name)
                {
                    name.entry("formatted").or_insert_with(|| whole.into());
                }
            }
            Variation::DisplayNameComputed if is_user(resource) => {
                let whole = resource.get("name").and_then(Value::as_object).and_then(whole_name);
                if let Some(whole) = whole {
                    resource.entry("displayName").or_insert_with(|| whole.into());
                }
            }
            _ => {}
        }
    });
}

/// A URI of the server as it is written.
pub(super) fn moved(variation: Variation, settings: &Settings, location: &str) -> String {
    let Some(rest) = location.strip_prefix(&settings.base_url) else { return location.to_owned() };
    if variation == Variation::RelativeLocations {
        return rest.trim_start_matches('/').to_owned();
    }
    let base = &settings.base_url;
    let path = base.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    format!("https://gateway.example.net{}{rest}", path.unwrap_or_default())
}

fn is_user(resource: &Shown) -> bool {
    resource.contains_key("userName")
}

fn whole_name(name: &Shown) -> Option<String> {
    let part = |part: &str| name.get(part).and_then(Value::as_str);
    Some(format!("{} {}", part("givenName")?, part("familyName")?))
}

fn each(response: &mut Response, mut edit: impl FnMut(&mut Shown)) {
    if !response.is_success() {
        return;
    }
    let Some(body) = object(response) else { return };
    if let Some(Value::Array(resources)) = body.get_mut("Resources") {
        resources.iter_mut().filter_map(Value::as_object_mut).for_each(edit);
    } else if body.contains_key("id") && !body.contains_key("Operations") {
        edit(body);
    }
}

fn vary_meta(variation: Variation, settings: &Settings, resource: &mut Shown) {
    let Some(Value::Object(meta)) = resource.get_mut("meta") else { return };
    for name in ["created", "lastModified"] {
        if let Some(Value::String(text)) = meta.get_mut(name)
            && let Some(other) = written(variation, text)
        {
            *text = other;
        }
    }
    match variation {
        Variation::VersionOnlyInHeader => drop(meta.remove("version")),
        Variation::RelativeLocations | Variation::OtherHost => {
            if let Some(Value::String(location)) = meta.get_mut("location") {
                *location = moved(variation, settings, location);
            }
        }
        _ => {}
    }
}

/// A date and time as it is written; `None` as it is.
fn written(variation: Variation, text: &str) -> Option<String> {
    let seconds = || text.split_once('.').map(|(seconds, _)| seconds);
    match variation {
        Variation::WholeSeconds => Some(format!("{}Z", seconds()?)),
        Variation::SevenDigits => Some(format!("{}0000Z", text.strip_suffix('Z')?)),
        Variation::OffsetTimestamps => {
            let local = Offset::constant(2).to_datetime(text.parse::<Timestamp>().ok()?);
            Some(format!("{}+02:00", local.strftime("%Y-%m-%dT%H:%M:%S%.3f")))
        }
        _ => None,
    }
}

fn vary_elements(variation: Variation, resource: &mut Shown) {
    let lists = resource
        .iter_mut()
        .filter(|(name, _)| *name != "schemas")
        .filter_map(|(name, value)| Some((name.as_str(), value.as_array_mut()?)));
    for (name, elements) in lists {
        let person = matches!(name, "emails" | "phoneNumbers" | "addresses" | "ims" | "photos");
        match (variation, name) {
            (Variation::ElementsReversed, _) => elements.reverse(),
            (Variation::BareMembers, "members") | (Variation::BareUserGroups, "groups") => {
                for element in elements.iter_mut().filter_map(Value::as_object_mut) {
                    element.retain(|name, _| name == "value");
                }
            }
            (Variation::PrimaryFalseShown, _) if person => {
                for element in elements.iter_mut().filter_map(Value::as_object_mut) {
                    element.entry("primary").or_insert(Value::Bool(false));
                }
            }
            (Variation::FirstIsPrimary, _) if person => {
                let chosen = elements.iter().any(|one| one.get("primary") == Some(&json!(true)));
                if let (false, Some(Value::Object(first))) = (chosen, elements.first_mut()) {
                    first.insert("primary".to_owned(), true.into());
                }
            }
            (Variation::ElementsWithDisplay, "emails" | "phoneNumbers") => {
                for element in elements.iter_mut().filter_map(Value::as_object_mut) {
                    if let Some(value) = element.get("value").cloned() {
                        element.entry("display").or_insert(value);
                    }
                }
            }
            _ => {}
        }
    }
}
