//! Which attributes an answer has (RFC 7644 sections 3.4.2.5 and 3.9).

use serde_json::{Map, Value};

use super::attribute::{Attribute, Returned};
use super::definition::{ResourceDefinition, Schema, Target};
use super::path::AttributePath;

/// What a client wants of each resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Projection {
    /// Nothing special: what is returned always or by default.
    #[default]
    Default,
    /// `attributes`: these, and what is returned always.
    Only(Vec<AttributePath>),
    /// `excludedAttributes`: the default without these.
    Without(Vec<AttributePath>),
}

/// The client gave `attributes` and `excludedAttributes`, which exclude each other (RFC 7644 section 3.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"attributes\" and \"excludedAttributes\" exclude each other")]
pub struct BothGiven;

impl Projection {
    /// The projection of two query parameters, each a list with commas. Texts that are no attribute name are
    /// ignored; a parameter without any text counts as not given.
    ///
    /// # Errors
    /// [`BothGiven`].
    pub fn parse(attributes: Option<&str>, excluded: Option<&str>) -> Result<Self, BothGiven> {
        let list = |text: Option<&str>| -> Vec<String> {
            text.into_iter().flat_map(|text| text.split(',')).map(str::to_owned).collect()
        };
        Self::of_lists(&list(attributes), &list(excluded))
    }

    /// The same for the lists of a search request (RFC 7644 section 3.4.3).
    ///
    /// # Errors
    /// [`BothGiven`].
    pub fn of_lists(attributes: &[String], excluded: &[String]) -> Result<Self, BothGiven> {
        let is_given = |names: &[String]| names.iter().any(|name| !name.trim().is_empty());
        let paths = |names: &[String]| {
            names.iter().filter_map(|name| AttributePath::parse(name).ok()).collect()
        };
        match (is_given(attributes), is_given(excluded)) {
            (true, true) => Err(BothGiven),
            (true, false) => Ok(Self::Only(paths(attributes))),
            (false, true) => Ok(Self::Without(paths(excluded))),
            (false, false) => Ok(Self::Default),
        }
    }

    /// The resource as the client may and wants to see it. `schemas` and `id` stay always; what is returned never
    /// leaves never. Members that the definition does not know stay unless the client asked for certain attributes.
    #[must_use]
    pub fn apply(&self, resource: &Value, definition: &ResourceDefinition) -> Value {
        let Value::Object(members) = resource else {
            return resource.clone();
        };
        let selection = Selection::new(self, definition);
        let mut kept = Map::new();
        for (key, value) in members {
            let value = match definition.extension(key) {
                Some(extension) => selection.extension(value, extension),
                None => match definition.own_attribute(key) {
                    Some(attribute) => selection.attribute(value, None, attribute),
                    None => selection.unknown(value),
                },
            };
            if let Some(value) = value {
                kept.insert(key.clone(), value);
            }
        }
        Value::Object(kept)
    }
}

/// Does a list of names name an attribute?
#[derive(Clone, Copy, PartialEq)]
enum Named {
    /// No.
    No,
    /// By the URN of its schema.
    WithItsSchema,
    /// By its own name, or by the name of the attribute that it is part of.
    Itself,
}

/// A projection on resources of one type.
struct Selection<'a> {
    mode: Mode,
    targets: Vec<Target<'a>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Only,
    Without,
}

impl<'a> Selection<'a> {
    fn new(projection: &Projection, definition: &'a ResourceDefinition) -> Self {
        let (mode, paths) = match projection {
            Projection::Default => (Mode::Without, &[] as &[AttributePath]),
            Projection::Only(paths) => (Mode::Only, paths.as_slice()),
            Projection::Without(paths) => (Mode::Without, paths.as_slice()),
        };
        // A name that the type does not have selects nothing.
        Self { mode, targets: paths.iter().filter_map(|path| definition.resolve(path)).collect() }
    }

    fn unknown(&self, value: &Value) -> Option<Value> {
        (self.mode == Mode::Without).then(|| value.clone())
    }

    fn extension(&self, value: &Value, extension: &Schema) -> Option<Value> {
        let Value::Object(members) = value else {
            return self.unknown(value);
        };
        let kept: Map<String, Value> = members
            .iter()
            .filter_map(|(key, value)| {
                let kept = match extension.attribute(key) {
                    Some(attribute) => self.attribute(value, Some(extension), attribute),
                    None => self.unknown(value),
                };
                Some((key.clone(), kept?))
            })
            .collect();
        (!kept.is_empty()).then_some(Value::Object(kept))
    }

    /// What stays of an attribute's value; `None` if nothing does.
    fn attribute(
        &self,
        value: &Value,
        extension: Option<&Schema>,
        attribute: &Attribute,
    ) -> Option<Value> {
        let named = self.named(extension, attribute);
        let subs = self.named_sub_attributes(extension, attribute);
        // Only some of its sub-attributes are asked for; that asks for the attribute around them.
        let is_narrowed = self.mode == Mode::Only
            && named == Named::No
            && !subs.is_empty()
            && attribute.returned != Returned::Always;
        if !self.keeps(attribute.returned, if is_narrowed { Named::Itself } else { named }) {
            return None;
        }
        let keep = |name: &str| match attribute.sub_attribute(name) {
            None => !is_narrowed,
            Some(sub) if subs.contains(&sub) => self.keeps(sub.returned, Named::Itself),
            Some(sub) if is_narrowed => sub.returned == Returned::Always,
            Some(sub) => matches!(sub.returned, Returned::Always | Returned::Default),
        };
        match value {
            Value::Object(_) => object(value, &keep),
            Value::Array(elements) if !elements.is_empty() => {
                let kept: Vec<Value> =
                    elements.iter().filter_map(|element| object(element, &keep)).collect();
                (!kept.is_empty()).then_some(Value::Array(kept))
            }
            simple => Some(simple.clone()),
        }
    }

    fn keeps(&self, returned: Returned, named: Named) -> bool {
        match (returned, self.mode) {
            (Returned::Always, _) => true,
            (Returned::Default, Mode::Only) => named != Named::No,
            (Returned::Default, Mode::Without) => named == Named::No,
            (Returned::Request, Mode::Only) => named == Named::Itself,
            (Returned::Request, Mode::Without) | (Returned::Never, _) => false,
        }
    }

    fn named(&self, extension: Option<&Schema>, attribute: &Attribute) -> Named {
        let mut named = Named::No;
        for target in &self.targets {
            match target {
                Target::Attribute { extension: within, attribute: other, sub_attribute: None }
                    if *within == extension && *other == attribute =>
                {
                    return Named::Itself;
                }
                Target::Schema(schema) => {
                    let holds = match extension {
                        Some(extension) => *schema == extension,
                        None => schema.attributes.contains(attribute),
                    };
                    if holds {
                        named = Named::WithItsSchema;
                    }
                }
                Target::Attribute { .. } => {}
            }
        }
        named
    }

    fn named_sub_attributes(
        &self,
        extension: Option<&Schema>,
        attribute: &Attribute,
    ) -> Vec<&'a Attribute> {
        self.targets
            .iter()
            .filter_map(|target| match target {
                Target::Attribute { extension: within, attribute: other, sub_attribute }
                    if *within == extension && *other == attribute =>
                {
                    *sub_attribute
                }
                _ => None,
            })
            .collect()
    }
}

/// An object with those members that are kept; `None` if that takes everything from it. Anything else stays.
fn object(value: &Value, keep: &impl Fn(&str) -> bool) -> Option<Value> {
    let Value::Object(members) = value else {
        return Some(value.clone());
    };
    let kept: Map<String, Value> = members
        .iter()
        .filter(|(key, _)| keep(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    (members.is_empty() || !kept.is_empty()).then_some(Value::Object(kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::standard;
    use serde_json::json;

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    fn ada() -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
            "id": "1",
            "userName": "ada",
            "password": "secret",
            "name": { "familyName": "Lovelace", "givenName": "Ada" },
            "emails": [
                { "value": "a@x.example", "type": "work" },
                { "value": "b@x.example" },
                { "type": "home" }
            ],
            "phoneNumbers": [],
            "shoeSize": 38,
            ENTERPRISE: { "department": "Engines", "manager": { "value": "2", "displayName": "Bo" } },
            "meta": { "resourceType": "User" }
        })
    }

    /// The projected resource without `schemas` and `id`, which have to be there.
    fn rest(projection: &Projection, definition: &ResourceDefinition) -> Value {
        let mut projected = projection.apply(&ada(), definition);
        let members = projected.as_object_mut().unwrap();
        assert_eq!(members.shift_remove("schemas"), ada().get("schemas").cloned());
        assert_eq!(members.shift_remove("id"), Some(json!("1")));
        projected
    }

    fn only(names: &str) -> Value {
        rest(&Projection::parse(Some(names), None).unwrap(), &standard::user())
    }

    fn names_without(names: &str) -> Vec<String> {
        let projected = rest(&Projection::parse(None, Some(names)).unwrap(), &standard::user());
        projected.as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn attributes_gives_what_it_names_and_no_more() {
        for (names, expected) in [
            ("userName", json!({ "userName": "ada" })),
            (" USERNAME ,nothing,%%", json!({ "userName": "ada" })),
            ("nothing", json!({})),
            ("password", json!({})),
            ("shoeSize", json!({})),
            ("urn:ietf:params:scim:schemas:core:2.0:User:username", json!({ "userName": "ada" })),
            ("name", json!({ "name": { "familyName": "Lovelace", "givenName": "Ada" } })),
            ("name.familyName", json!({ "name": { "familyName": "Lovelace" } })),
            (
                "name.familyName,name",
                json!({ "name": { "familyName": "Lovelace", "givenName": "Ada" } }),
            ),
            ("name.middleName", json!({})),
            (
                "emails.value",
                json!({ "emails": [{ "value": "a@x.example" }, { "value": "b@x.example" }] }),
            ),
            ("phoneNumbers", json!({ "phoneNumbers": [] })),
            (
                ENTERPRISE,
                json!({ ENTERPRISE: {
                    "department": "Engines", "manager": { "value": "2", "displayName": "Bo" }
                } }),
            ),
            (
                &format!("{ENTERPRISE}:department"),
                json!({ ENTERPRISE: { "department": "Engines" } }),
            ),
            (
                &format!("{ENTERPRISE}:manager.value"),
                json!({ ENTERPRISE: { "manager": { "value": "2" } } }),
            ),
            ("meta.resourceType", json!({ "meta": { "resourceType": "User" } })),
            ("id,schemas", json!({})),
        ] {
            assert_eq!(only(names), expected, "{names}");
        }
    }

    #[test]
    fn the_core_urn_names_all_core_attributes() {
        let projected = only("urn:ietf:params:scim:schemas:core:2.0:User");
        let names: Vec<&String> = projected.as_object().unwrap().keys().collect();
        assert_eq!(names, ["userName", "name", "emails", "phoneNumbers"]);
    }

    #[test]
    fn excluded_attributes_leave_and_others_stay() {
        let all = ["userName", "name", "emails", "phoneNumbers", "shoeSize", ENTERPRISE, "meta"];
        for (names, missing) in [
            ("", &[] as &[&str]),
            ("id,schemas,nothing", &[]),
            ("USERNAME, meta", &["userName", "meta"]),
            ("name.familyName,name.givenName", &["name"]),
            ("emails.value", &[]),
            (ENTERPRISE, &[ENTERPRISE]),
        ] {
            let expected: Vec<&str> =
                all.into_iter().filter(|name| !missing.contains(name)).collect();
            assert_eq!(names_without(names), expected, "{names}");
        }
        let projection = Projection::parse(None, Some("name.givenName,emails.type")).unwrap();
        let projected = rest(&projection, &standard::user());
        assert_eq!(projected["name"], json!({ "familyName": "Lovelace" }));
        assert_eq!(
            projected["emails"],
            json!([{ "value": "a@x.example" }, { "value": "b@x.example" }])
        );
    }

    #[test]
    fn returned_decides_first() {
        let mut definition = standard::user();
        for attribute in &mut definition.schema.attributes {
            match attribute.name.as_str() {
                "userName" => attribute.returned = Returned::Always,
                "phoneNumbers" => attribute.returned = Returned::Request,
                "name" => {
                    attribute.sub_attributes[1].returned = Returned::Always;
                    attribute.sub_attributes[2].returned = Returned::Request;
                }
                _ => {}
            }
        }
        let given = json!({ "familyName": "Lovelace", "givenName": "Ada" });
        let family = json!({ "familyName": "Lovelace" });
        // (attributes, excludedAttributes, has userName, has phoneNumbers, name)
        let table = [
            (None, None, true, false, &family),
            (Some("title"), None, true, false, &Value::Null),
            (Some("phoneNumbers"), None, true, true, &Value::Null),
            (Some("urn:ietf:params:scim:schemas:core:2.0:User"), None, true, false, &family),
            (Some("name"), None, true, false, &family),
            (Some("name.givenName"), None, true, false, &given),
            (None, Some("userName,phoneNumbers"), true, false, &family),
            (None, Some("name.familyName"), true, false, &family),
        ];
        for (attributes, excluded, has_user_name, has_numbers, name) in table {
            let projection = Projection::parse(attributes, excluded).unwrap();
            let projected = rest(&projection, &definition);
            let case = format!("{attributes:?} {excluded:?}: {projected}");
            assert_eq!(projected.get("userName").is_some(), has_user_name, "{case}");
            assert_eq!(projected.get("phoneNumbers").is_some(), has_numbers, "{case}");
            assert_eq!(projected.get("name").unwrap_or(&Value::Null), name, "{case}");
            assert_eq!(projected.get("password"), None, "{case}");
        }
    }

    #[test]
    fn the_two_parameters_exclude_each_other() {
        assert_eq!(Projection::parse(Some("a"), Some("b")), Err(BothGiven));
        assert!(Projection::parse(Some("a"), Some(" ")).is_ok());
        assert_eq!(Projection::parse(Some(","), None), Ok(Projection::Default));
        assert_eq!(Projection::parse(None, None), Ok(Projection::Default));
    }
}
