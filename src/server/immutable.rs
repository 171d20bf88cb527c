//! Immutable attributes, which are set once, and values that are globally
//! unique (RFC 7643 section 7).

use serde_json::{Map, Value};

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::input::member_of;
use super::store::{Attributes, Kind, Resource};
use crate::scim::attribute::{Attribute, Mutability, Uniqueness};

impl Server {
    /// The attributes of which this holds, each with the extension it stands in.
    fn attributes_that(
        &self,
        kind: Kind,
        holds: impl Fn(&Attribute) -> bool,
    ) -> Vec<(Option<String>, String)> {
        let definition = self.definition(kind);
        let of = |schema: Option<&str>, all: &[Attribute]| -> Vec<(Option<String>, String)> {
            all.iter()
                .filter(|attribute| holds(attribute))
                .map(|attribute| (schema.map(str::to_owned), attribute.name.clone()))
                .collect()
        };
        let mut found = of(None, &definition.schema.attributes);
        for (schema, _) in &definition.extensions {
            found.extend(of(Some(&schema.urn), &schema.attributes));
        }
        found
    }

    /// RFC 7644 section 3.5.1: what an immutable attribute has, a PUT has to
    /// repeat or to leave away.
    pub(super) fn keep_immutable(
        &self,
        before: &Resource,
        body: &Map<String, Value>,
        attributes: &mut Attributes,
    ) -> Result<(), ScimError> {
        for (schema, name) in self.immutable(before.kind) {
            let (old, new) = (
                value(&before.attributes, schema.as_deref(), &name).cloned(),
                value(attributes, schema.as_deref(), &name),
            );
            match (old, new) {
                (Some(old), Some(new)) if old != *new && !self.has(Fault::ImmutablePut) => {
                    return Err(self.is_immutable(&name));
                }
                (Some(old), None) if !names(body, schema.as_deref(), &name) => {
                    set(attributes, schema.as_deref(), &name, old);
                }
                (Some(_), None) if !self.has(Fault::ImmutablePut) => {
                    return Err(self.is_immutable(&name));
                }
                (None, Some(_)) if self.drops_later_values() => {
                    unset(attributes, schema.as_deref(), &name);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// RFC 7644 section 3.5.2: a PATCH sets an immutable attribute once.
    pub(super) fn refuse_immutable_patch(
        &self,
        before: &Resource,
        draft: &mut Attributes,
    ) -> Result<(), ScimError> {
        for (schema, name) in self.immutable(before.kind) {
            let old = value(&before.attributes, schema.as_deref(), &name);
            let new = value(draft, schema.as_deref(), &name);
            if old.is_some() && old != new && !self.has(Fault::ImmutablePatched) {
                return Err(self.is_immutable(&name));
            }
            if old.is_none() && self.drops_later_values() {
                unset(draft, schema.as_deref(), &name);
            }
        }
        Ok(())
    }

    /// A fault: immutable attributes are not even taken at first.
    pub(super) fn lose_immutable(&self, kind: Kind, attributes: &mut Attributes) {
        if self.has(Fault::ImmutableDropped) {
            for (schema, name) in self.immutable(kind) {
                unset(attributes, schema.as_deref(), &name);
            }
        }
    }

    /// RFC 7643 section 7: nobody else has a value that is globally unique.
    pub(super) fn check_global(
        &self,
        kind: Kind,
        id: Option<&str>,
        attributes: &Attributes,
    ) -> Result<(), ScimError> {
        if self.has(Fault::GlobalNotUnique) {
            return Ok(());
        }
        let global = |attribute: &Attribute| attribute.uniqueness == Uniqueness::Global;
        for (schema, name) in self.attributes_that(kind, global) {
            let Some(own) = value(attributes, schema.as_deref(), &name) else { continue };
            let taken = self.store.iter(kind).any(|other| {
                Some(other.id.as_str()) != id
                    && value(&other.attributes, schema.as_deref(), &name) == Some(own)
            });
            if taken {
                return Err(ScimError::uniqueness(format!("{name} {own} is taken")));
            }
        }
        Ok(())
    }

    fn immutable(&self, kind: Kind) -> Vec<(Option<String>, String)> {
        self.attributes_that(kind, |attribute| attribute.mutability == Mutability::Immutable)
    }

    fn drops_later_values(&self) -> bool {
        self.has(Fault::ImmutableDropped) || self.has(Fault::ImmutableOnCreateOnly)
    }

    fn is_immutable(&self, name: &str) -> ScimError {
        if self.has(Fault::ImmutableRefusedOddly) {
            return ScimError::new(409, format!("{name} cannot be changed"));
        }
        ScimError::mutability(format!("{name} is immutable"))
    }
}

fn value<'a>(attributes: &'a Attributes, schema: Option<&str>, name: &str) -> Option<&'a Value> {
    match schema {
        Some(schema) => attributes.get(schema)?.get(name),
        None => attributes.get(name),
    }
}

/// Does a body name the attribute, be it with null?
fn names(body: &Map<String, Value>, schema: Option<&str>, name: &str) -> bool {
    let owner = match schema {
        Some(schema) => member_of(body, schema).and_then(Value::as_object),
        None => Some(body),
    };
    owner.is_some_and(|owner| member_of(owner, name).is_some())
}

fn set(attributes: &mut Attributes, schema: Option<&str>, name: &str, new: Value) {
    match schema {
        Some(schema) => {
            let extension = attributes.entry(schema).or_insert_with(|| Map::new().into());
            if let Some(extension) = extension.as_object_mut() {
                extension.insert(name.to_owned(), new);
            }
        }
        None => drop(attributes.insert(name.to_owned(), new)),
    }
}

fn unset(attributes: &mut Attributes, schema: Option<&str>, name: &str) {
    let Some(schema) = schema else {
        attributes.remove(name);
        return;
    };
    if let Some(Value::Object(extension)) = attributes.get_mut(schema) {
        extension.remove(name);
        if extension.is_empty() {
            attributes.remove(schema);
        }
    }
}
