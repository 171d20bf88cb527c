//! The names that an answer of /Schemas publishes, as Microsoft's app-gallery
//! gate flattens them: `name.givenName`, `phoneNumbers[type eq "work"].value`.

use serde_json::Value;

use super::urn;

/// The names that a ListResponse of /Schemas publishes for users, or for groups.
///
/// The rules are the gate's own, also where they are narrow: names are exact,
/// types compare with case, and what is no ListResponse publishes nothing.
#[must_use]
pub fn published_names(list: &Value, group: bool) -> Vec<String> {
    let core = if group { urn::GROUP } else { urn::USER };
    let endings = if group { ["group", "groups"] } else { ["user", "users"] };
    let schemas = list.get("Resources").and_then(Value::as_array);
    let mut names = Vec::new();
    for schema in schemas.into_iter().flatten() {
        let id = text(schema, "id");
        let attributes = elements(schema, "attributes");
        if id == core {
            for attribute in attributes {
                flatten(attribute, &mut names);
            }
        } else if endings.iter().any(|end| id.to_ascii_lowercase().ends_with(end)) {
            names.extend(attributes.iter().map(|entry| format!("{id}:{}", text(entry, "name"))));
        }
    }
    names
}

fn flatten(attribute: &Value, names: &mut Vec<String>) {
    let (name, kind) = (text(attribute, "name"), text(attribute, "type"));
    let several = attribute.get("multiValued") == Some(&Value::Bool(true));
    let subs = elements(attribute, "subAttributes");
    if matches!(name, "manager" | "members") {
        names.push(name.to_owned());
    } else if kind == "complex" && several {
        let of_type = subs.iter().find(|sub| text(sub, "name") == "type");
        let words: Vec<&str> = of_type
            .map(|sub| elements(sub, "canonicalValues").iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let sub_names = |skip: &'static [&'static str]| {
            subs.iter().map(|sub| text(sub, "name")).filter(move |sub| !skip.contains(sub))
        };
        if words.is_empty() {
            names.extend(
                sub_names(&["primary"]).map(|sub| format!("{name}[primary eq \"True\"].{sub}")),
            );
        }
        for word in words {
            names.extend(
                sub_names(&["type", "primary"])
                    .map(|sub| format!("{name}[type eq \"{word}\"].{sub}")),
            );
        }
    } else if kind == "complex" {
        let simple =
            subs.iter().filter(|sub| !matches!(text(sub, "type"), "complex" | "reference"));
        names.extend(simple.map(|sub| format!("{name}.{}", text(sub, "name"))));
    } else if kind != "reference" {
        names.push(name.to_owned());
    }
}

fn elements<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schemas_are_flattened_as_the_gate_does() {
        let list = json!({ "Resources": [
            { "id": urn::USER, "attributes": [
                { "name": "userName", "type": "string" },
                { "name": "name", "type": "complex", "subAttributes": [
                    { "name": "givenName", "type": "string" },
                    { "name": "inner", "type": "complex" },
                ] },
                { "name": "phoneNumbers", "type": "complex", "multiValued": true, "subAttributes": [
                    { "name": "value", "type": "string" },
                    { "name": "type", "type": "string", "canonicalValues": ["work", "fax"] },
                    { "name": "primary", "type": "boolean" },
                ] },
                { "name": "roles", "type": "complex", "multiValued": true, "subAttributes": [
                    { "name": "value", "type": "string" }, { "name": "primary", "type": "boolean" },
                ] },
                { "name": "profileUrl", "type": "reference" },
            ] },
            { "id": "urn:example:2.0:User", "attributes": [{ "name": "boss", "type": "complex" }] },
            { "id": urn::GROUP, "attributes": [{ "name": "members", "type": "complex", "multiValued": true }] },
        ] });
        assert_eq!(
            published_names(&list, false),
            [
                "userName",
                "name.givenName",
                "phoneNumbers[type eq \"work\"].value",
                "phoneNumbers[type eq \"fax\"].value",
                "roles[primary eq \"True\"].value",
                "urn:example:2.0:User:boss",
            ]
        );
        assert_eq!(published_names(&list, true), ["members"]);
        assert!(published_names(&list["Resources"], false).is_empty(), "a bare array");
    }
}
