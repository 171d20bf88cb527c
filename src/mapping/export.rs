//! The schema JSON of a provisioning job: directories with their attribute
//! lists, and synchronization rules that map one to the other (Microsoft Graph,
//! resource type synchronizationSchema).

use serde_json::Value;

use super::model::{Flow, MappedAttribute, Mapping, Source};
use super::read::{bad_path, default_matching, kind, mutability, source};
use crate::scim::urn;
use crate::suite::{Document, StatePath};
use crate::text::{Code, Diagnostic, Diagnostics, did_you_mean};

/// Names of Entra's own directory, today's and the former one.
const OWN: [&str; 2] = ["Microsoft Entra ID", "Azure Active Directory"];

/// Is this such an export, and no mapping file?
pub(super) fn is_export(value: &Value) -> bool {
    value.get("directories").is_some() || value.get("synchronizationRules").is_some()
}

/// Reads the export.
///
/// # Errors
/// When it has no directory of the target, or an attribute that cannot be read.
pub(super) fn read(name: &str, document: &Document) -> Result<Mapping, Diagnostics> {
    let value = document.value();
    let directories = list(&value, "directories");
    let is_target = |directory: &&Value| !OWN.iter().any(|own| text(directory, "name") == *own);
    let found = directories.iter().position(|directory| is_target(&directory));
    let users = found.and_then(|number| {
        let objects = list(&directories[number], "objects");
        Some((number, objects.iter().position(|object| is_user(text(object, "name")))?))
    });
    let Some((number, user)) = users else {
        let problem = document
            .problem(&["directories"], Code::MappingDirectory, "no directory of a SCIM target with users")
            .labelled(match found {
                None => "only Entra's own directory is here",
                Some(_) => "the target has no object `User`",
            })
            .help("export the schema of the provisioning job of the app, after its configuration was saved");
        return Err(document.problems(vec![problem]));
    };
    let directory = &directories[number];
    let objects = list(directory, "objects");
    let group = objects.iter().position(|object| is_group(text(object, "name")));
    let mut reader = Reader { document, value: &value, directory: number, problems: Vec::new() };
    let user = reader.attributes(user, "user", &is_user);
    let group_is_mapped = reader.object_mapping(&is_group).is_some();
    let group = group.filter(|_| group_is_mapped);
    let group = group.map(|group| reader.attributes(group, "group", &is_group));
    if !reader.problems.is_empty() {
        return Err(document.problems(reader.problems));
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    Ok(Mapping {
        name: file.trim_end_matches(".json").trim_end_matches(".jsonc").to_owned(),
        title: format!("Exported from Entra: {}", text(directory, "name")),
        user,
        group,
    })
}

struct Reader<'a> {
    document: &'a Document,
    value: &'a Value,
    directory: usize,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The enabled mapping to objects of these names, and where it stands.
    fn object_mapping(&self, is_it: &dyn Fn(&str) -> bool) -> Option<(usize, usize)> {
        let rules = list(self.value, "synchronizationRules");
        rules.iter().enumerate().find_map(|(rule_number, rule)| {
            let mappings = list(rule, "objectMappings");
            let found = mappings.iter().position(|mapping| {
                let enabled = mapping.get("enabled") != Some(&Value::Bool(false));
                enabled && is_it(text(mapping, "targetObjectName"))
            })?;
            Some((rule_number, found))
        })
    }

    fn attributes(
        &mut self,
        object: usize,
        key: &str,
        is_it: &dyn Fn(&str) -> bool,
    ) -> Vec<MappedAttribute> {
        let directory = self.directory.to_string();
        let object_text = object.to_string();
        let base = ["directories", &directory, "objects", &object_text, "attributes"];
        let objects = list(&list(self.value, "directories")[self.directory], "objects");
        let listed = list(&objects[object], "attributes");
        let mut all: Vec<MappedAttribute> = Vec::new();
        for (number, entry) in listed.iter().enumerate() {
            let number = number.to_string();
            let place = [&base[..], &[number.as_str(), "name"]].concat();
            let name = text(entry, "name");
            // The server's own, in every list, and never written.
            if name.eq_ignore_ascii_case("id") || all.iter().any(|known| known.is_named(name)) {
                continue;
            }
            let path = match StatePath::parse(name) {
                Ok(path) => path,
                Err(_) => {
                    self.problems.push(bad_path(self.document, &place, name));
                    continue;
                }
            };
            let word = text(entry, "type");
            let Some(kind) = kind(word) else {
                let place = [&base[..], &[number.as_str(), "type"]].concat();
                self.problems.push(unknown_type(self.document, &place, name, word));
                continue;
            };
            let is = |key: &str| entry.get(key) == Some(&Value::Bool(true));
            all.push(MappedAttribute {
                name: name.to_owned(),
                path,
                kind,
                multi_valued: is("multivalued"),
                required: is("required"),
                mutability: mutability(text(entry, "mutability")),
                filterable: false,
                matching: None,
                values: list(entry, "canonicalValues")
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
                flow: None,
                create: None,
                update: None,
            });
        }
        self.flows(&mut all, is_it);
        default_matching(&mut all, key);
        all
    }

    /// Enters what flows into the attributes.
    fn flows(&mut self, all: &mut Vec<MappedAttribute>, is_it: &dyn Fn(&str) -> bool) {
        let Some((rule, mapping)) = self.object_mapping(is_it) else { return };
        let rules = list(self.value, "synchronizationRules");
        let mappings = list(&list(&rules[rule], "objectMappings")[mapping], "attributeMappings");
        let (rule, mapping) = (rule.to_string(), mapping.to_string());
        let base = ["synchronizationRules", &rule, "objectMappings", &mapping, "attributeMappings"];
        let mut matching_places: Vec<(u32, String)> = Vec::new();
        for (number, entry) in mappings.iter().enumerate() {
            let target = text(entry, "targetAttributeName");
            let Some(source) = entry.get("source").map(exported_source) else { continue };
            if target.is_empty() {
                continue;
            }
            let number = number.to_string();
            if !all.iter().any(|known| known.is_named(target)) {
                match StatePath::parse(target) {
                    Ok(path) => all.push(unlisted(target, path)),
                    Err(_) => {
                        let place = [&base[..], &[number.as_str(), "targetAttributeName"]].concat();
                        self.problems.push(bad_path(self.document, &place, target));
                        continue;
                    }
                }
            }
            let Some(attribute) = all.iter_mut().find(|known| known.is_named(target)) else {
                continue;
            };
            let create_only = text(entry, "flowType").eq_ignore_ascii_case("ObjectAddOnly");
            attribute.flow = Some(Flow { source, create_only });
            let priority = entry.get("matchingPriority").and_then(Value::as_u64).unwrap_or(0);
            if let Ok(priority @ 1..) = u32::try_from(priority) {
                let place = [&base[..], &[number.as_str(), "matchingPriority"]].concat();
                if let Some((_, first)) =
                    matching_places.iter().find(|(known, _)| *known == priority)
                {
                    let first = [&base[..], &[first.as_str(), "matchingPriority"]].concat();
                    self.problems.push(
                        self.document
                            .problem(
                                &place,
                                Code::MappingMatching,
                                format!("two attributes match on precedence {priority}"),
                            )
                            .and(self.document.place(&first), "the other one is here"),
                    );
                }
                matching_places.push((priority, number.clone()));
                attribute.matching = Some(priority);
                attribute.filterable = true;
            }
        }
    }
}

/// An attribute that is mapped although the list lacks it.
fn unlisted(name: &str, path: StatePath) -> MappedAttribute {
    MappedAttribute {
        name: name.to_owned(),
        path,
        kind: kind("String").unwrap_or(crate::scim::attribute::AttributeType::String),
        multi_valued: false,
        required: false,
        mutability: mutability(""),
        filterable: false,
        matching: None,
        values: Vec::new(),
        flow: None,
        create: None,
        update: None,
    }
}

fn exported_source(entry: &Value) -> Source {
    let (name, expression) = (text(entry, "name"), text(entry, "expression"));
    match text(entry, "type").to_ascii_lowercase().as_str() {
        "constant" => Source::Constant(name.trim_matches('"').to_owned()),
        "function" => {
            let mut uses = Vec::new();
            parameters(entry, &mut uses);
            let text =
                if expression.is_empty() { format!("{name}(…)") } else { expression.to_owned() };
            Source::Function { name: name.to_owned(), uses, text }
        }
        _ if name.is_empty() && !expression.is_empty() => source(expression),
        _ => Source::Attribute(name.to_owned()),
    }
}

/// The attributes that an expression's parameters name, inner functions included.
fn parameters(entry: &Value, uses: &mut Vec<String>) {
    for parameter in list(entry, "parameters") {
        let Some(value) = parameter.get("value") else { continue };
        if text(value, "type").eq_ignore_ascii_case("Attribute") {
            let name = text(value, "name").to_owned();
            if !uses.contains(&name) {
                uses.push(name);
            }
        }
        parameters(value, uses);
    }
}

fn unknown_type(document: &Document, place: &[&str], name: &str, word: &str) -> Diagnostic {
    const TYPES: [&str; 7] =
        ["String", "Boolean", "Integer", "Decimal", "DateTime", "Binary", "Reference"];
    document
        .problem(place, Code::MappingType, format!("`{name}` has the unknown type `{word}`"))
        .labelled(format!("one of {}", TYPES.join(", ")))
        .help_if(did_you_mean(word, TYPES))
}

fn is_user(name: &str) -> bool {
    name.eq_ignore_ascii_case("User") || name == urn::USER || name == urn::ENTERPRISE_USER
}

fn is_group(name: &str) -> bool {
    name.to_ascii_lowercase().contains("group")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
