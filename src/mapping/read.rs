//! Reads mappings: scimproof's own short form, and what Entra exports.

use serde_json::Value;

use super::export;
use super::model::{Flow, MappedAttribute, Mapping, Source};
use crate::scim::attribute::{AttributeType, Mutability};
use crate::suite::{Document, DocumentKind, StatePath};
use crate::text::{Code, Diagnostic, Diagnostics};

/// The schema of mapping files as text, JSON Schema draft-07.
pub const SCHEMA: &str = include_str!("../../schemas/mapping.schema.json");

/// The mappings that come with the program: name and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("zero", include_str!("../../mappings/zero.mapping.jsonc")),
    ("entra-default", include_str!("../../mappings/entra-default.mapping.jsonc")),
];

impl Mapping {
    /// Reads a file's bytes; `name` is what people call the file. It is a
    /// mapping file or the schema JSON that the Entra admin center exports.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, Diagnostics> {
        let any =
            Document::read(DocumentKind::Mapping, name, bytes.clone(), &Value::Bool(true), &[])?;
        if export::is_export(&any.value()) {
            return export::read(name, &any);
        }
        let schema: Value = serde_json::from_str(SCHEMA).unwrap_or_default();
        let document = Document::read(DocumentKind::Mapping, name, bytes, &schema, &[])?;
        let value = document.value();
        let mut problems = Vec::new();
        let user = attributes(&document, &value, "user", &mut problems);
        let group =
            value.get("group").map(|_| attributes(&document, &value, "group", &mut problems));
        if !problems.is_empty() {
            return Err(document.problems(problems));
        }
        let text =
            |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { name: text("mapping"), title: text("title"), user, group })
    }

    /// A mapping that comes with the program.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        let file = format!("mappings/{name}.mapping.jsonc");
        Self::read(&file, text.as_bytes().to_vec()).ok()
    }

    /// What Entra maps for an app that is not from its gallery.
    #[must_use]
    pub fn entra_default() -> Self {
        // A test holds that it reads; without it there would be nothing to send.
        Self::built_in("entra-default").unwrap_or(Self {
            name: String::new(),
            title: String::new(),
            user: Vec::new(),
            group: None,
        })
    }
}

/// The attributes of one resource type, in their order.
fn attributes(
    document: &Document,
    value: &Value,
    key: &str,
    problems: &mut Vec<Diagnostic>,
) -> Vec<MappedAttribute> {
    let listed = value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut all: Vec<MappedAttribute> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    for (number, entry) in listed.iter().enumerate() {
        let number_text = number.to_string();
        let name = entry.get("attribute").and_then(Value::as_str).unwrap_or_default();
        let place = [key, number_text.as_str(), "attribute"];
        let path = match StatePath::parse(name) {
            Ok(path) => path,
            Err(_) => {
                problems.push(bad_path(document, &place, name));
                continue;
            }
        };
        if let Some(first) = all.iter().position(|known| known.is_named(name)) {
            let first = places[first].to_string();
            problems.push(
                document
                    .problem(&place, Code::MappingMatching, format!("`{name}` is listed twice"))
                    .and(document.place(&[key, &first, "attribute"]), "first listed here"),
            );
            continue;
        }
        let attribute = attribute(entry, name, path);
        if let Some(precedence) = attribute.matching
            && let Some(first) = all.iter().position(|known| known.matching == Some(precedence))
        {
            let first = places[first].to_string();
            problems.push(
                document
                    .problem(
                        &[key, &number_text, "matching"],
                        Code::MappingMatching,
                        format!("two attributes match on precedence {precedence}"),
                    )
                    .and(document.place(&[key, &first, "matching"]), "the other one is here")
                    .help("give each matching attribute a precedence of its own: 1, 2, …"),
            );
        }
        all.push(attribute);
        places.push(number);
    }
    default_matching(&mut all, key);
    all
}

pub(super) fn bad_path(document: &Document, place: &[&str], name: &str) -> Diagnostic {
    document.problem(place, Code::MappingPath, format!("`{name}` is not an attribute path")).help(
        "write it as Entra does: active, name.familyName, phoneNumbers[type eq \\\"work\\\"].value or \
         urn:…:User:department",
    )
}

fn attribute(entry: &Value, name: &str, path: StatePath) -> MappedAttribute {
    let word = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    let is = |key: &str| entry.get(key) == Some(&Value::Bool(true));
    let matching = entry.get("matching").and_then(Value::as_u64).and_then(|n| n.try_into().ok());
    let values = entry.get("values").and_then(Value::as_array).into_iter().flatten();
    let mapped = entry.get("mapped") != Some(&Value::Bool(false));
    MappedAttribute {
        name: name.to_owned(),
        path,
        kind: kind(word("type")).unwrap_or(AttributeType::String),
        multi_valued: is("multi_valued"),
        required: is("required"),
        mutability: mutability(word("mutability")),
        filterable: is("filterable") || matching.is_some(),
        matching,
        values: values.filter_map(Value::as_str).map(str::to_owned).collect(),
        flow: mapped.then(|| Flow {
            source: source(word("source")),
            create_only: word("when") == "create",
        }),
        create: entry.get("create").cloned(),
        update: entry.get("update").cloned(),
    }
}

/// Where nothing says what matches, it is `userName`, of groups `displayName`
/// (Entra's default), else the first attribute that can be filtered.
pub(super) fn default_matching(attributes: &mut [MappedAttribute], key: &str) {
    if attributes.iter().any(|attribute| attribute.matching.is_some()) {
        return;
    }
    let usual = if key == "group" { "displayName" } else { "userName" };
    let found = attributes
        .iter()
        .position(|attribute| attribute.is_named(usual))
        .or_else(|| attributes.iter().position(|attribute| attribute.filterable));
    if let Some(attribute) = found.and_then(|found| attributes.get_mut(found)) {
        attribute.matching = Some(1);
        attribute.filterable = true;
    }
}

/// A type of Entra's attribute list, in any letter case.
pub(super) fn kind(word: &str) -> Option<AttributeType> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" => AttributeType::String,
        "boolean" => AttributeType::Boolean,
        "integer" | "long" => AttributeType::Integer,
        "decimal" => AttributeType::Decimal,
        "datetime" => AttributeType::DateTime,
        "binary" => AttributeType::Binary,
        "reference" => AttributeType::Reference,
        _ => return None,
    })
}

/// A mutability in any letter case; `readWrite` if the word is none.
pub(super) fn mutability(word: &str) -> Mutability {
    match word.to_ascii_lowercase().as_str() {
        "readonly" => Mutability::ReadOnly,
        "writeonly" => Mutability::WriteOnly,
        "immutable" => Mutability::Immutable,
        _ => Mutability::ReadWrite,
    }
}

/// The source that a text means: `jobTitle`, `Join(" ", [givenName], [surname])`, `"constant"`.
pub(super) fn source(text: &str) -> Source {
    let text = text.trim();
    if let Some(constant) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        && !constant.contains('"')
    {
        return Source::Constant(constant.to_owned());
    }
    match text.split_once('(') {
        Some((name, _)) => Source::Function {
            name: name.trim().to_owned(),
            uses: bracketed(text),
            text: text.to_owned(),
        },
        None => Source::Attribute(text.trim_matches(['[', ']']).to_owned()),
    }
}

/// The names in brackets of an expression, each once.
fn bracketed(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split('[').skip(1) {
        let name = part.split(']').next().unwrap_or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
