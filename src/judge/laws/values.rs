//! Resources against the schemas that the server itself publishes.
//!
//! The schemas become one JSON Schema for each resource type. Names of
//! attributes compare without case (RFC 7643 section 2.1), JSON Schema does
//! not: both the schema and the resource are put in lower case first, and how
//! the names are spelled is a law of its own. Values outside canonicalValues are
//! allowed (RFC 7643 section 7) and so no finding.

use std::collections::BTreeSet;
use std::fmt;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::book::{Verdicts, finding};
use super::json_schema::{ProblemKind, compile, problems};
use super::messages::require_integer;
use super::sight::{Shown, View};
use crate::judge::compare::member;
use crate::judge::describe::brief;
use crate::suite::Law;
use crate::wire::Method;

/// A place in an answer. Every answer is walked through and few have a finding, so
/// that it is put into words only for that.
#[derive(Clone, Copy)]
struct At<'a> {
    around: Option<&'a Self>,
    name: &'a str,
}

impl<'a> At<'a> {
    /// Where the resource stands, a JSON Pointer.
    const fn root(pointer: &'a str) -> Self {
        Self { around: None, name: pointer }
    }

    const fn of(&'a self, name: &'a str) -> Self {
        Self { around: Some(self), name }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.around {
            None => formatter.write_str(self.name),
            Some(around) => write!(formatter, "{around}/{}", self.name),
        }
    }
}

/// What the schemas of a type say, ready to be held against resources.
pub(super) struct Shape {
    attributes: Vec<Attribute>,
    extensions: Vec<(String, Vec<Attribute>)>,
    full: Validator,
    part: Validator,
}

/// What a schema says of an attribute.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    kind: String,
    multi_valued: bool,
    required: bool,
    mutability: String,
    returned: String,
    sub_attributes: Vec<Self>,
}

impl Attribute {
    /// Reads a definition; characteristics that it leaves out are the defaults
    /// of RFC 7643 section 2.2.
    fn read(definition: &Value) -> Option<Self> {
        let text = |name: &str, usual: &str| {
            definition.get(name).and_then(Value::as_str).unwrap_or(usual).to_owned()
        };
        let flag = |name: &str| definition.get(name).and_then(Value::as_bool).unwrap_or(false);
        Some(Self {
            name: definition.get("name")?.as_str()?.to_owned(),
            kind: text("type", "string"),
            multi_valued: flag("multiValued"),
            required: flag("required"),
            mutability: text("mutability", "readWrite"),
            returned: text("returned", "default"),
            sub_attributes: read_all(definition.get("subAttributes")),
        })
    }

    fn is_hidden(&self) -> bool {
        self.returned == "never" || self.mutability == "writeOnly"
    }

    /// Must a full answer have a value of it?
    fn is_always_there(&self) -> bool {
        self.required && !self.is_hidden() && self.returned != "request"
    }

    fn to_schema(&self, full: bool) -> Value {
        let single = match self.kind.as_str() {
            "boolean" => json!({ "type": ["boolean", "null"] }),
            "integer" => json!({ "type": ["integer", "null"] }),
            "decimal" => json!({ "type": ["number", "null"] }),
            "dateTime" => json!({ "type": ["string", "null"], "format": "scim-date-time" }),
            "binary" => json!({ "type": ["string", "null"], "format": "scim-binary" }),
            "reference" => json!({ "type": ["string", "null"], "format": "uri-reference" }),
            "complex" if self.sub_attributes.is_empty() => json!({ "type": ["object", "null"] }),
            "complex" => object_schema(&self.sub_attributes, full, &[]),
            "string" => json!({ "type": ["string", "null"] }),
            // A type that no RFC knows is a finding of the schemas, not of the values.
            _ => json!({}),
        };
        if self.multi_valued {
            json!({ "type": ["array", "null"], "items": single })
        } else {
            single
        }
    }
}

fn read_all(definitions: Option<&Value>) -> Vec<Attribute> {
    let all = definitions.and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Attribute::read).collect()
}

/// The JSON Schema of an object with these attributes and the members `more`.
fn object_schema(attributes: &[Attribute], full: bool, more: &[(String, Value)]) -> Value {
    let mut properties: Map<String, Value> = attributes
        .iter()
        .map(|attribute| (attribute.name.to_lowercase(), attribute.to_schema(full)))
        .collect();
    properties.extend(more.iter().cloned());
    let required: Vec<String> = attributes
        .iter()
        .filter(|attribute| full && attribute.is_always_there())
        .map(|attribute| attribute.name.to_lowercase())
        .collect();
    json!({
        "type": ["object", "null"],
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

impl Shape {
    /// Compiles the schemas of a type; `None` when its base schema is not published.
    pub(super) fn compile(
        schemas: &[Value],
        base: &str,
        extensions: &[String],
        demanded: &[String],
    ) -> Option<Self> {
        let published = |urn: &str| {
            schemas.iter().find(|schema| {
                schema
                    .get("id")
                    .and_then(Value::as_str)
                    .is_some_and(|id| id.eq_ignore_ascii_case(urn))
            })
        };
        let attributes = read_all(published(base)?.get("attributes"));
        if attributes.is_empty() {
            return None;
        }
        let extensions: Vec<(String, Option<Vec<Attribute>>)> = extensions
            .iter()
            .map(|urn| {
                (urn.clone(), published(urn).map(|schema| read_all(schema.get("attributes"))))
            })
            .collect();
        let schema = |full: bool| {
            let mut more: Vec<(String, Value)> = extensions
                .iter()
                .map(|(urn, attributes)| {
                    let schema = attributes
                        .as_ref()
                        .map_or_else(|| json!({}), |all| object_schema(all, full, &[]));
                    (urn.to_lowercase(), schema)
                })
                .collect();
            // What all resources have, with laws of its own (RFC 7643 section 3.1).
            for name in ["schemas", "id", "meta"] {
                more.push((name.to_owned(), json!({})));
            }
            more.push(("externalid".to_owned(), json!({ "type": ["string", "null"] })));
            let mut schema = object_schema(&attributes, full, &more);
            // RFC 7643 section 6: a required extension is in every resource.
            if let Some(Value::Array(required)) = schema.get_mut("required").filter(|_| full) {
                required.extend(demanded.iter().map(|urn| Value::from(urn.to_lowercase())));
            }
            schema
        };
        let (full, part) = (compile(&schema(true))?, compile(&schema(false))?);
        Some(Self {
            full,
            part,
            extensions: extensions
                .into_iter()
                .filter_map(|(urn, attributes)| Some((urn, attributes?)))
                .collect(),
            attributes,
        })
    }

    /// The attributes of the base schema that a client cannot write.
    pub(super) fn read_only(&self) -> impl Iterator<Item = &str> {
        self.attributes
            .iter()
            .filter(|attribute| attribute.mutability == "readOnly")
            .map(|attribute| attribute.name.as_str())
    }

    /// The attributes of the base schema that a full answer shows.
    pub(super) fn is_shown(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| {
            attribute.name.eq_ignore_ascii_case(name)
                && !attribute.is_hidden()
                && attribute.returned != "request"
                && attribute.mutability != "readOnly"
        })
    }
}

pub(super) fn judge(view: &View<'_>, verdicts: &mut Verdicts) {
    for shown in view.resources() {
        let Some(resource) = shown.value.as_object() else { continue };
        if !shown.is_ours(&view.target.run) {
            continue;
        }
        never_returned(view, &shown, resource, verdicts);
        elements(&shown, resource, verdicts);
        if let Some(shape) = &view.target.types[shown.kind].shape {
            integers(shape, &shown, resource, verdicts);
            names(shape, &shown, resource, verdicts);
            shaped(view, shape, &shown, verdicts);
            on_request(view, shape, &shown, verdicts);
        }
    }
}

fn never_returned(
    view: &View<'_>,
    shown: &Shown<'_>,
    resource: &Map<String, Value>,
    verdicts: &mut Verdicts,
) {
    let mut hidden: Vec<(String, &Value)> = Vec::new();
    match &view.target.types[shown.kind].shape {
        Some(shape) => {
            let root = At::root(&shown.at);
            hidden_in(&shape.attributes, resource, root, &mut hidden);
            for (urn, attributes) in &shape.extensions {
                if let Some(Value::Object(inner)) = member(resource, urn) {
                    hidden_in(attributes, inner, root.of(urn), &mut hidden);
                }
            }
        }
        None => hidden.extend(
            member(resource, "password").map(|value| (format!("{}/password", shown.at), value)),
        ),
    }
    verdicts.looked(Law::NeverReturned);
    for (at, _) in hidden.iter().filter(|(_, value)| !value.is_null()) {
        let expected = "nothing, as it is never returned";
        verdicts.breaks(Law::NeverReturned, finding(at, expected, "a value"));
    }
}

/// RFC 7643 section 7: what is returned on request is shown by GET only to who
/// names it; the answer to a write may show what the client has sent.
fn on_request(view: &View<'_>, shape: &Shape, shown: &Shown<'_>, verdicts: &mut Verdicts) {
    let reads = view.is_query() || view.request.method == Method::Get;
    if !reads || view.parameter("attributes").is_some() {
        return;
    }
    let Some(resource) = shown.value.as_object() else { return };
    for attribute in shape.attributes.iter().filter(|one| one.returned == "request") {
        let value = member(resource, &attribute.name).filter(|value| !value.is_null());
        verdicts.require(Law::OnRequestOnly, value.is_none(), || {
            let at = format!("{}/{}", shown.at, attribute.name);
            finding(at, "nothing, as it is returned on request only", "a value")
        });
    }
}

fn hidden_in<'v>(
    attributes: &[Attribute],
    object: &'v Map<String, Value>,
    at: At<'_>,
    hidden: &mut Vec<(String, &'v Value)>,
) {
    for attribute in attributes {
        let Some(value) = member(object, &attribute.name) else { continue };
        let at = at.of(&attribute.name);
        if attribute.is_hidden() {
            hidden.push((at.to_string(), value));
            continue;
        }
        let elements = match value {
            Value::Array(elements) => elements.as_slice(),
            other => std::slice::from_ref(other),
        };
        for inner in elements.iter().filter_map(Value::as_object) {
            hidden_in(&attribute.sub_attributes, inner, at, hidden);
        }
    }
}

/// Integer attributes are written as integers. What is no whole number at all
/// is of the wrong type, which is a law of its own.
fn integers(
    shape: &Shape,
    shown: &Shown<'_>,
    resource: &Map<String, Value>,
    verdicts: &mut Verdicts,
) {
    let root = At::root(&shown.at);
    integers_in(&shape.attributes, resource, root, verdicts);
    for (urn, attributes) in &shape.extensions {
        if let Some(Value::Object(inner)) = member(resource, urn) {
            integers_in(attributes, inner, root.of(urn), verdicts);
        }
    }
}

fn integers_in(
    attributes: &[Attribute],
    object: &Map<String, Value>,
    at: At<'_>,
    verdicts: &mut Verdicts,
) {
    for attribute in attributes {
        // What is neither an integer nor has parts is of no interest here.
        if attribute.kind != "integer" && attribute.sub_attributes.is_empty() {
            continue;
        }
        let Some(value) = member(object, &attribute.name) else { continue };
        let at = at.of(&attribute.name);
        let elements = match value {
            Value::Array(elements) => elements.as_slice(),
            other => std::slice::from_ref(other),
        };
        for element in elements {
            match element {
                Value::Number(number) if attribute.kind == "integer" => {
                    let is_whole = number.as_f64().is_none_or(|number| number.fract() == 0.0);
                    if is_whole {
                        require_integer(number, &at.to_string(), verdicts);
                    }
                }
                Value::Object(inner) => {
                    integers_in(&attribute.sub_attributes, inner, at, verdicts);
                }
                _ => {}
            }
        }
    }
}

/// What is true of the elements of every attribute, schema or not.
fn elements(shown: &Shown<'_>, resource: &Map<String, Value>, verdicts: &mut Verdicts) {
    for (name, value) in resource {
        let Value::Array(all) = value else { continue };
        if name == "schemas" {
            continue;
        }
        let at = || format!("{}/{name}", shown.at);
        let objects: Vec<&Map<String, Value>> = all.iter().filter_map(Value::as_object).collect();
        let primary = objects
            .iter()
            .filter(|element| member(element, "primary") == Some(&Value::Bool(true)))
            .count();
        verdicts.require(Law::OnePrimary, primary <= 1, || {
            finding(at(), "at most one primary element", format!("{primary}"))
        });
        let mut seen = BTreeSet::new();
        let several = if objects.len() > 1 { objects.as_slice() } else { &[] };
        let twice = several.iter().find(|element| {
            let value = member(element, "value");
            let kind = member(element, "type");
            value.is_some_and(|value| !value.is_null())
                && !seen.insert(format!("{} {}", brief(value), brief(kind)))
        });
        verdicts.require(Law::ElementsOnce, twice.is_none(), || {
            let element = twice.map(|element| Value::Object((*element).clone()));
            finding(at(), "each type and value once", format!("twice {}", brief(element.as_ref())))
        });
    }
}

fn names(shape: &Shape, shown: &Shown<'_>, resource: &Map<String, Value>, verdicts: &mut Verdicts) {
    let mut wrong = Vec::new();
    let root = At::root(&shown.at);
    misspelt(&shape.attributes, resource, root, &mut wrong);
    for name in resource.keys() {
        let common = ["schemas", "id", "externalId", "meta"];
        let urns = shape.extensions.iter().map(|(urn, _)| urn.as_str());
        let right = common
            .into_iter()
            .chain(urns)
            .find(|right| right.eq_ignore_ascii_case(name) && right != name);
        if let Some(right) = right {
            wrong.push((format!("{}/{name}", shown.at), right.to_owned()));
        }
    }
    for (urn, attributes) in &shape.extensions {
        if let Some(Value::Object(inner)) = member(resource, urn) {
            misspelt(attributes, inner, root.of(urn), &mut wrong);
        }
    }
    verdicts.looked(Law::NamesAsInSchema);
    for (at, right) in wrong {
        let name = at.rsplit('/').next().unwrap_or_default().to_owned();
        verdicts.breaks(Law::NamesAsInSchema, finding(at, right, name));
    }
}

fn misspelt(
    attributes: &[Attribute],
    object: &Map<String, Value>,
    at: At<'_>,
    wrong: &mut Vec<(String, String)>,
) {
    for (name, value) in object {
        let known = attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name));
        let Some(attribute) = known else { continue };
        let at = at.of(name);
        let elements = match value {
            Value::Array(elements) => elements.as_slice(),
            other => std::slice::from_ref(other),
        };
        for element in elements.iter().filter_map(Value::as_object) {
            misspelt(&attribute.sub_attributes, element, at, wrong);
        }
        if &attribute.name != name {
            wrong.push((at.to_string(), attribute.name.clone()));
        }
    }
}

fn shaped(view: &View<'_>, shape: &Shape, shown: &Shown<'_>, verdicts: &mut Verdicts) {
    let laws = [
        Law::AttributeTypes,
        Law::AttributeMultiplicity,
        Law::AttributeFormats,
        Law::AttributeKnown,
    ];
    for law in laws {
        verdicts.looked(law);
    }
    let validator = if view.is_full() {
        verdicts.looked(Law::AttributeRequired);
        &shape.full
    } else {
        &shape.part
    };
    for problem in problems(validator, &in_lower_case(shown.value)) {
        let law = match problem.kind {
            ProblemKind::Multiplicity => Law::AttributeMultiplicity,
            ProblemKind::Format => Law::AttributeFormats,
            ProblemKind::Required => Law::AttributeRequired,
            ProblemKind::Unknown => Law::AttributeKnown,
            ProblemKind::Type | ProblemKind::Other => Law::AttributeTypes,
        };
        let at = format!("{}{}", shown.at, as_spelled(shown.value, &problem.at));
        let actual = match problem.kind {
            ProblemKind::Unknown => at.rsplit('/').next().unwrap_or_default().to_owned(),
            _ => problem.actual,
        };
        verdicts.breaks(law, finding(at, problem.expected, actual));
    }
}

/// The value with all names in lower case.
fn in_lower_case(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, inner)| (name.to_lowercase(), in_lower_case(inner)))
            .collect::<Map<String, Value>>()
            .into(),
        Value::Array(elements) => elements.iter().map(in_lower_case).collect(),
        other => other.clone(),
    }
}

/// A pointer into the lowered value as one into the value itself.
fn as_spelled(value: &Value, pointer: &str) -> String {
    let mut here = Some(value);
    let mut spelled = String::new();
    for part in pointer.split('/').skip(1) {
        let name = part.replace("~1", "/").replace("~0", "~");
        let (word, next) = match here {
            Some(Value::Object(members)) => members
                .iter()
                .find(|(key, _)| key.to_lowercase() == name)
                .map_or((part.to_owned(), None), |(key, value)| (key.clone(), Some(value))),
            Some(Value::Array(elements)) => {
                (part.to_owned(), name.parse().ok().and_then(|index: usize| elements.get(index)))
            }
            _ => (part.to_owned(), None),
        };
        spelled.push('/');
        spelled.push_str(&word);
        here = next;
    }
    spelled
}
