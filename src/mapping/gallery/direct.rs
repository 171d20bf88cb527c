//! What the gate sends by itself, past the provisioning service: bodies made of
//! the whole attribute list, and of what /Schemas publishes for groups.

use serde_json::{Map, Value, json};

use super::super::model::MappedAttribute;
use super::super::requests::{Dialect, operations};
use super::super::values::{Phase, value as plausible};
use super::Gallery;
use super::engine::{State, Whom, as_text, source_name};
use crate::scim::attribute::{AttributeType, Mutability};
use crate::scim::urn;

/// A user that the gate creates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Direct {
    /// The local part of the user name.
    pub(super) name: &'static str,
    /// `externalId`, if the app has it.
    pub(super) external_id: &'static str,
    /// Are addresses and numbers this user's own? The gate gives all users the
    /// same ones.
    pub(super) own_values: bool,
    /// Do numbers, times and binary values have their types? The gate sends texts.
    pub(super) typed: bool,
}

/// Where a complex attribute with elements is being put together.
type Elements = Vec<(String, Vec<(String, Map<String, Value>)>)>;

impl Gallery<'_> {
    /// The gate's body of a user.
    pub(super) fn direct_user(&self, direct: Direct) -> Value {
        let all = &self.mapping.user;
        let sent = all.iter().filter(|known| {
            !["id", "externalId", "userName", "active", "roles"]
                .iter()
                .any(|name| known.is_named(name))
                && !known.is_reference()
        });
        let mut body = self.head(direct);
        compose(
            &mut body,
            sent.map(|known| (known.name.as_str(), self.direct_value(known, direct))),
        );
        Value::Object(body)
    }

    /// Schemas, names and `active`.
    fn head(&self, direct: Direct) -> Map<String, Value> {
        let mut schemas = vec![json!(urn::USER)];
        for attribute in self.mapping.user.iter().filter(|known| known.name.starts_with("urn:")) {
            let prefix = json!(attribute.name.rsplit_once(':').map_or("", |(prefix, _)| prefix));
            if !schemas.contains(&prefix) {
                schemas.push(prefix);
            }
        }
        let mut body = Map::new();
        body.insert("schemas".to_owned(), Value::Array(schemas));
        let name = format!("{}@{}", direct.name, self.parameters.domain);
        body.insert("userName".to_owned(), json!(name));
        body.insert("active".to_owned(), json!(true));
        if self.has_external_id() {
            body.insert("externalId".to_owned(), json!(direct.external_id));
        }
        body
    }

    fn has_external_id(&self) -> bool {
        self.mapping.user.iter().any(|known| known.name.contains("externalId"))
    }

    fn direct_value(&self, attribute: &MappedAttribute, direct: Direct) -> Value {
        match attribute.kind {
            AttributeType::Boolean => return json!(true),
            AttributeType::Integer if direct.typed => return json!(1),
            AttributeType::DateTime if direct.typed => return json!("2026-01-01T00:00:00Z"),
            AttributeType::Binary if direct.typed => return json!("dGVzdA=="),
            _ => {}
        }
        let own = if direct.own_values { direct.name } else { "" };
        let lower = attribute.name.to_ascii_lowercase();
        let domain = &self.parameters.domain;
        let is_own = direct.own_values && is_of_one(&lower);
        let given = self.parameters.target_values.first().and_then(|all| all.get(&attribute.name));
        if let Some(given) = given.map(as_text).filter(|text| !text.is_empty() && !is_own) {
            return json!(given);
        }
        let name = source_name(attribute);
        if attribute.is_mapped()
            && !is_own
            && !["userPrincipalName", "mail", ""].contains(&name.as_str())
        {
            let value = self.user_body_value(attribute);
            if !as_text(&value).is_empty() {
                return json!(as_text(&value));
            }
        }
        let word = if lower.is_empty() { String::new() } else { usual(&lower, own, domain) };
        if !word.is_empty() {
            return json!(word);
        }
        let last = attribute.name.rsplit([':', '.']).next().unwrap_or(&attribute.name);
        json!(format!("Test-{last}-{{{{run}}}}{own}"))
    }

    /// The value in the gate's own user of Entra (`userBody`).
    fn user_body_value(&self, attribute: &MappedAttribute) -> Value {
        match (source_name(attribute).as_str(), attribute.flow.as_ref()) {
            ("mailNickname" | "displayName", _) => {
                let person = self.parameters.people.first();
                let name = source_name(attribute);
                person.and_then(|person| person.get(&name)).cloned().unwrap_or_default()
            }
            _ => self.engine_value(attribute, Whom("user"), State::Before),
        }
    }

    /// The gate's update of a user: all eligible attributes and their values.
    /// With `plausible`, values that an app may be expected to take.
    pub(super) fn direct_changes(&self, with_plausible: bool) -> Vec<(&MappedAttribute, Value)> {
        const LEFT_OUT: [&str; 6] = ["id", "schemas", "meta", "active", "groups", "roles"];
        self.mapping
            .user
            .iter()
            .filter(|known| {
                !known.multi_valued
                    && matches!(known.mutability, Mutability::ReadWrite | Mutability::WriteOnly)
                    && !LEFT_OUT.iter().any(|name| known.is_named(name))
                    && matches!(
                        known.kind,
                        AttributeType::String
                            | AttributeType::Integer
                            | AttributeType::DateTime
                            | AttributeType::Boolean
                    )
            })
            .enumerate()
            .map(|(number, known)| {
                let given =
                    self.parameters.target_values.get(1).and_then(|all| all.get(&known.name));
                let value = match (given, known.kind) {
                    _ if with_plausible => plausible(known, Phase::Update),
                    (Some(given), _) => given.clone(),
                    (None, AttributeType::Integer) => json!(4711),
                    (None, AttributeType::Boolean) => json!(true),
                    (None, AttributeType::DateTime) => json!("2026-01-01T00:00:00.0000000Z"),
                    // Each attribute has a value of its own, so that none is taken for another's.
                    (None, _) => json!(format!("upd-{{{{run}}}}{number:02}")),
                };
                (known, value)
            })
            .collect()
    }

    /// Operations in the gate's compact form.
    pub(super) fn compact(changes: &[(&MappedAttribute, Value)]) -> Vec<Value> {
        let changes: Vec<(&str, Value)> =
            changes.iter().map(|(known, value)| (known.name.as_str(), value.clone())).collect();
        operations(&changes, Dialect::Flagged)
    }

    /// The body of the user whose values are taken away.
    pub(super) fn null_user(&self, without_empty_id: bool) -> Value {
        let direct = Direct {
            name: "{{row.user}}",
            external_id: "{{random}}",
            own_values: false,
            typed: false,
        };
        let mut body = self.head(direct);
        if !self.has_external_id() && !without_empty_id {
            body.insert("externalId".to_owned(), json!(""));
        }
        let sent = self.mapping.user.iter().filter(|known| {
            known.is_mapped()
                && !known.is_reference()
                && !is_left_alone(known)
                && source_name(known) != "manager"
        });
        compose(
            &mut body,
            sent.map(|known| {
                let value = match source_name(known).as_str() {
                    "mail" | "userPrincipalName" => json!(self.user_name(Whom("user"))),
                    _ => self.user_body_value(known),
                };
                (known.name.as_str(), value)
            }),
        );
        Value::Object(body)
    }

    /// The attributes whose values are taken away.
    pub(super) fn null_targets(&self) -> Vec<&MappedAttribute> {
        self.mapping
            .user
            .iter()
            .filter(|known| {
                known.is_mapped()
                    && known.matching.is_none()
                    && !known.is_reference()
                    && !is_left_alone(known)
                    && !self.is_required(known)
            })
            .collect()
    }

    /// Does /Schemas say that it is required? Of any extension the gate asks the
    /// enterprise schema.
    fn is_required(&self, attribute: &MappedAttribute) -> bool {
        let (schema, name) = match attribute.name.rsplit_once(':') {
            Some((_, name)) => (urn::ENTERPRISE_USER, name),
            None => (urn::USER, attribute.path.attribute.as_str()),
        };
        self.attributes_of(schema)
            .iter()
            .any(|entry| text(entry, "name") == name && entry.get("required") == Some(&json!(true)))
    }

    /// The attributes that /Schemas lists in a schema.
    fn attributes_of(&self, urn: &str) -> &[Value] {
        let listed = self.published.and_then(|list| list.get("Resources")?.as_array());
        listed
            .into_iter()
            .flatten()
            .find(|schema| text(schema, "id") == urn)
            .map_or(&[], |schema| elements(schema, "attributes"))
    }

    /// Schemas of groups: the core one, and the extensions by their names.
    fn group_schemas(&self) -> Vec<&str> {
        let listed = self.published.and_then(|list| list.get("Resources")?.as_array());
        let is_group = |urn: &str| {
            let lower = urn.to_ascii_lowercase();
            urn == urn::GROUP || lower.ends_with("group") || lower.ends_with("groups")
        };
        listed
            .into_iter()
            .flatten()
            .map(|schema| text(schema, "id"))
            .filter(|urn| is_group(urn))
            .collect()
    }

    /// The gate's body of the group that the row names, out of /Schemas.
    pub(super) fn direct_group(&self) -> Value {
        let mut body = Map::new();
        let schemas = self.group_schemas();
        body.insert("schemas".to_owned(), json!(schemas));
        for schema in schemas {
            let mut members = Map::new();
            for attribute in self.attributes_of(schema) {
                if attribute.get("required") == Some(&json!(true))
                    && text(attribute, "mutability") != "readOnly"
                {
                    members
                        .insert(text(attribute, "name").to_owned(), self.required_value(attribute));
                }
            }
            if schema == urn::GROUP {
                body.append(&mut members);
            } else {
                body.insert(schema.to_owned(), Value::Object(members));
            }
        }
        body.insert("displayName".to_owned(), json!("{{row.group}}"));
        let all = self.mapping.attributes("Group");
        if all.iter().any(|known| known.name.contains("externalId")) {
            body.insert("externalId".to_owned(), json!("{{random}}"));
        }
        Value::Object(body)
    }

    fn required_value(&self, attribute: &Value) -> Value {
        let name = text(attribute, "name");
        let one = match text(attribute, "type") {
            "complex" => {
                let subs = elements(attribute, "subAttributes").iter();
                subs.filter(|sub| sub.get("required") == Some(&json!(true)))
                    .map(|sub| (text(sub, "name").to_owned(), self.required_value(sub)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            _ if name.to_ascii_lowercase().contains("email") => {
                json!(format!("scim-group-{{{{run}}}}@{}", self.parameters.domain))
            }
            _ if !elements(attribute, "canonicalValues").is_empty() => {
                elements(attribute, "canonicalValues")[0].clone()
            }
            "boolean" => json!(true),
            "integer" | "decimal" => json!(1),
            "dateTime" => json!("2026-01-01T00:00:00Z"),
            "binary" => json!("dGVzdA=="),
            "reference" => json!("{{base}}"),
            _ => json!("test-{{run}}"),
        };
        if attribute.get("multiValued") == Some(&json!(true)) { json!([one]) } else { one }
    }

    /// The gate's update of a group: names and values.
    pub(super) fn group_changes(&self) -> Vec<(String, Value)> {
        const LEFT_OUT: [&str; 5] = ["id", "externalId", "members", "schemas", "meta"];
        let mut changes = Vec::new();
        for schema in self.group_schemas() {
            for attribute in self.attributes_of(schema) {
                let name = text(attribute, "name");
                let kind = text(attribute, "type");
                let mutability =
                    attribute.get("mutability").and_then(Value::as_str).unwrap_or("readWrite");
                let eligible = attribute.get("multiValued") != Some(&json!(true))
                    && !matches!(kind, "complex" | "reference")
                    && matches!(mutability, "readWrite" | "writeOnly")
                    && !LEFT_OUT.contains(&name);
                if !eligible {
                    continue;
                }
                let value = match kind {
                    _ if name.to_ascii_lowercase().contains("email") => {
                        json!(format!("scim-group-update-{{{{run}}}}@{}", self.parameters.domain))
                    }
                    "integer" => json!(4711),
                    "boolean" => json!(true),
                    "dateTime" => json!("2026-01-01T00:00:00.0000000Z"),
                    _ => json!(format!("upd-{{{{run}}}}{:02}", changes.len())),
                };
                let path =
                    if schema == urn::GROUP { name.to_owned() } else { format!("{schema}:{name}") };
                changes.push((path, value));
            }
        }
        changes
    }
}

/// Is it something that a server may want nobody else to have?
pub(super) fn is_of_one(lower: &str) -> bool {
    ["emails[", "phonenumbers[", ":employeenumber"].iter().any(|part| lower.contains(part))
}

/// What the test that takes values away leaves alone.
fn is_left_alone(attribute: &MappedAttribute) -> bool {
    ["userName", "active", "externalId", "roles"].iter().any(|name| attribute.is_named(name))
}

/// The gate's value by the lower-case name of an attribute; empty if it has none.
pub(super) fn usual(name: &str, own: &str, domain: &str) -> String {
    let has = |part: &str| name.contains(part);
    let ends = |end: &str| name.ends_with(end);
    // The gate draws a value for each attribute, so elements of other types have others.
    let kind = name.split('"').nth(1).unwrap_or_default();
    match () {
        () if name == "displayname" => "SCIM Test User".to_owned(),
        () if has("emails[") && kind == "work" => format!("lasctest{{{{run}}}}{own}@{domain}"),
        () if has("emails[") => format!("lasctest{{{{run}}}}{own}{kind}@{domain}"),
        () if has("phonenumbers[") && own.is_empty() => format!("+1-555-{}", digits(kind)),
        () if has("phonenumbers[") => format!("+1-555-{}-{own}", digits(kind)),
        () if ends(".country") => "US".to_owned(),
        () if ends(".postalcode") => "1a2b3".to_owned(),
        () if ends(".region") => "WA".to_owned(),
        () if ends(".locality") => "Redmond".to_owned(),
        () if ends(".streetaddress") => "1 Microsoft Way".to_owned(),
        () if ends(".formatted") => "Test Test".to_owned(),
        () if ends(".givenname") => "Test".to_owned(),
        () if ends(".familyname") => "User".to_owned(),
        () if ends("locale") => "en-US".to_owned(),
        () if ends("preferredlanguage") => "en-US".to_owned(),
        () if ends("timezone") => "America/Los_Angeles".to_owned(),
        () if ends("usertype") => "Employee".to_owned(),
        () if ends("title") => "Test Engineer".to_owned(),
        () if ends("nickname") => "testuser".to_owned(),
        () if has(":employeenumber") => format!("{{{{run}}}}{own}"),
        () if has("ims[") => format!("imuser-{{{{run}}}}{kind}"),
        () if has("roles[") && has(".value") => "TestRole".to_owned(),
        () if has("roles[") && has(".type") => "primary".to_owned(),
        () if has("roles[") => "Test Role".to_owned(),
        () => String::new(),
    }
}

/// Four hexadecimal digits that are the same for the same word.
fn digits(word: &str) -> String {
    let sum = word.bytes().fold(0_u16, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    format!("{sum:04x}")
}

/// Puts values where the gate puts them by the form of their names.
fn compose<'n>(body: &mut Map<String, Value>, values: impl Iterator<Item = (&'n str, Value)>) {
    let mut all: Elements = Vec::new();
    for (name, value) in values {
        if name.starts_with("urn:") {
            let (urn, attribute) = name.rsplit_once(':').unwrap_or((name, ""));
            let extension = body.entry(urn.to_owned()).or_insert_with(|| json!({}));
            if let Value::Object(members) = extension {
                members.insert(attribute.to_owned(), value);
            }
        } else if let Some((owner, rest)) = name.split_once('[') {
            let kind = rest.split('"').nth(1).unwrap_or_default();
            let sub = name.rsplit('.').next().unwrap_or_default();
            let place = all.iter().position(|(known, _)| known == owner).unwrap_or_else(|| {
                all.push((owner.to_owned(), Vec::new()));
                all.len() - 1
            });
            let elements = &mut all[place].1;
            let place = elements.iter().position(|(known, _)| known == kind).unwrap_or_else(|| {
                let mut element = Map::new();
                element.insert("type".to_owned(), json!(kind));
                element.insert("primary".to_owned(), json!(elements.is_empty()));
                elements.push((kind.to_owned(), element));
                elements.len() - 1
            });
            elements[place].1.insert(sub.to_owned(), value);
        } else if let Some((owner, rest)) = name.split_once('.') {
            let sub = rest.rsplit('.').next().unwrap_or(rest);
            let complex = body.entry(owner.to_owned()).or_insert_with(|| json!({}));
            if let Value::Object(members) = complex {
                members.insert(sub.to_owned(), value);
            }
        } else {
            body.insert(name.to_owned(), value);
        }
    }
    for (owner, elements) in all {
        let elements = elements.into_iter().map(|(_, element)| Value::Object(element));
        body.insert(owner, elements.collect());
    }
}

fn elements<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
