//! Faults in how a resource is shown.

use serde_json::{Map, Value, json};

use super::super::fault::Fault;
use super::super::route::Route;
use super::super::store::Kind;
use super::{Scene, each_resource, is_list};
use crate::scim::urn;
use crate::wire::{Method, Response};

type Shown = Map<String, Value>;

/// Attributes.
pub(super) fn garble(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    let list = is_list(response);
    let filtered = scene.request.query_value("filter").is_some();
    let gets_group = scene.is(Method::Get, Kind::Group) && scene.is_item();
    let edit: &dyn Fn(&mut Shown) = match fault {
        Fault::MembersShownHundred => &|shown| {
            if let Some(Value::Array(members)) = shown.get_mut("members") {
                members.truncate(100);
            }
        },
        Fault::EnterpriseFlat => &|shown| {
            if let Some(Value::Object(values)) = shown.remove(urn::ENTERPRISE_USER) {
                shown.extend(values);
            }
        },
        Fault::IdIsNumber => &|shown| {
            let id = shown.get("id").and_then(Value::as_str).unwrap_or_default();
            let number = id.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
            shown.insert("id".into(), (number % 1_000_000_007).into());
        },
        Fault::ListWithoutEnterprise if list => &|shown| drop(shown.remove(urn::ENTERPRISE_USER)),
        Fault::FilterAnswersPoor if list && filtered => &|shown| {
            shown.retain(|name, _| {
                matches!(name.as_str(), "schemas" | "id" | "userName" | "displayName" | "meta")
            });
        },
        Fault::ListOmitsMembers if list => &|shown| drop(shown.remove("members")),
        Fault::GroupWithoutMembers if gets_group => &|shown| drop(shown.remove("members")),
        Fault::ListWithoutMeta if list => &|shown| drop(shown.remove("meta")),
        Fault::SchemasDouble => &|shown| {
            if let Some(Value::Array(schemas)) = shown.get_mut("schemas") {
                schemas.extend(schemas.first().cloned());
            }
        },
        Fault::SchemasForeign => &|shown| {
            if let Some(Value::Array(schemas)) = shown.get_mut("schemas") {
                schemas.push("urn:example:schemas:nobody:declares:2.0".into());
            }
        },
        Fault::SchemasEmpty => &|shown| drop(shown.remove("schemas")),
        Fault::SchemasIsText => &|shown| {
            let first = shown.get("schemas").and_then(|schemas| schemas.get(0)).cloned();
            shown.insert("schemas".into(), first.unwrap_or_default());
        },
        Fault::ActiveAsText => &|shown| {
            if let Some(Value::Bool(active)) = shown.get("active") {
                shown.insert("active".into(), if *active { "True" } else { "False" }.into());
            }
        },
        Fault::BooleanAsNumber => &|shown| {
            if let Some(Value::Bool(active)) = shown.get("active") {
                shown.insert("active".into(), u8::from(*active).into());
            }
        },
        Fault::PrimaryAsText => &|shown| {
            each_element(shown, |element| {
                if let Some(Value::Bool(primary)) = element.get("primary") {
                    element.insert("primary".into(), primary.to_string().into());
                }
            });
        },
        Fault::TwoPrimaries => &|shown| {
            let emails = shown.get_mut("emails").and_then(Value::as_array_mut);
            for email in emails.into_iter().flatten().filter_map(Value::as_object_mut) {
                email.insert("primary".into(), true.into());
            }
        },
        Fault::EmptyTextsShown => &|shown| {
            if shown.contains_key("userName") && !shown.contains_key("title") {
                shown.insert("title".into(), "null".into());
            }
        },
        Fault::ListAsText => &|shown| {
            if let Some(Value::Array(emails)) = shown.get("emails") {
                let values: Vec<&str> =
                    emails.iter().filter_map(|email| email.get("value")?.as_str()).collect();
                shown.insert("emails".into(), values.join(",").into());
            }
        },
        _ => return,
    };
    each_resource(response, edit);
}

/// `meta`.
pub(super) fn garble_meta(fault: Fault, response: &mut Response) {
    let edit: &dyn Fn(&mut Shown) = match fault {
        Fault::CreatedMissing => &|meta| drop(meta.remove("created")),
        Fault::CreatedIsDate => &|meta| edit_text(meta, "created", |text| text[..10].to_owned()),
        Fault::LastModifiedLocal => &|meta| {
            edit_text(meta, "lastModified", |text| text.replace('T', " ").replace('Z', ""));
        },
        Fault::LastModifiedUnixTime => &|meta| {
            meta.insert("lastModified".into(), 1_767_225_600.into());
        },
        Fault::ModifiedAtOnce => &|meta| {
            if meta.get("created") == meta.get("lastModified") {
                edit_text(meta, "lastModified", |text| {
                    let later = text
                        .parse::<jiff::Timestamp>()
                        .ok()
                        .and_then(|at| at.checked_add(jiff::SignedDuration::from_hours(1)).ok());
                    later.map_or_else(|| text.to_owned(), |later| format!("{later:.3}"))
                });
            }
        },
        Fault::LocationWithQuery => &|meta| {
            edit_text(meta, "location", |text| format!("{text}?tenant=1"));
        },
        Fault::ResourceTypeWrong => &|meta| {
            edit_text(meta, "resourceType", |text| format!("{text}s"));
        },
        _ => return,
    };
    each_resource(response, |shown| {
        if let Some(Value::Object(meta)) = shown.get_mut("meta") {
            edit(meta);
        }
    });
}

/// `members` and `groups`.
pub(super) fn garble_references(fault: Fault, response: &mut Response) {
    let (list, edit): (&str, &dyn Fn(&mut Shown)) = match fault {
        Fault::MemberReferenceWrong => ("members", &|member| {
            edit_text(member, "$ref", |text| text.replace("/Users/", "/Nowhere/"));
        }),
        Fault::UserGroupsRefWrong => ("groups", &|group| {
            edit_text(group, "$ref", |text| text.replace("/Groups/", "/Users/"));
        }),
        Fault::UserGroupsValueName => ("groups", &|group| {
            let name = group.get("display").cloned().unwrap_or_else(|| json!("a group"));
            group.insert("value".into(), name);
        }),
        _ => return,
    };
    each_resource(response, |shown| {
        let elements = shown.get_mut(list).and_then(Value::as_array_mut);
        elements.into_iter().flatten().filter_map(Value::as_object_mut).for_each(edit);
    });
}

fn edit_text(values: &mut Shown, name: &str, edit: impl Fn(&str) -> String) {
    if let Some(Value::String(text)) = values.get_mut(name) {
        *text = edit(text);
    }
}

fn each_element(shown: &mut Shown, edit: impl Fn(&mut Shown)) {
    let lists = shown.values_mut().filter_map(Value::as_array_mut);
    lists.flatten().filter_map(Value::as_object_mut).for_each(edit);
}

/// Is it a list of this kind of resources?
pub(super) fn lists(route: &Route) -> bool {
    matches!(route, Route::Collection(_) | Route::Search(_) | Route::Root | Route::RootSearch)
}
