//! Applying one operation to the attributes of a resource.

use serde_json::{Map, Value};

use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::rules::Rules;
use super::super::store::Attributes;
use super::operation::{Op, Operation};
use super::target::{Resolved, Target, is_urn};
use crate::scim::attribute::{Attribute, AttributeType, Mutability};

impl Rules<'_> {
    /// Applies an operation. After an error the attributes are of no use.
    pub(super) fn apply(
        &self,
        draft: &mut Attributes,
        operation: &Operation,
    ) -> Result<(), ScimError> {
        let Operation { op, path, value } = operation;
        let Some(path) = path else { return self.apply_without_path(draft, *op, value.as_ref()) };
        self.apply_at(draft, *op, path, value.as_ref(), true)
    }

    /// RFC 7644 sections 3.5.2.1 and 3.5.2.3: the value is a set of attributes.
    fn apply_without_path(
        &self,
        draft: &mut Attributes,
        op: Op,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        if op == Op::Remove {
            return if self.has(Fault::RemoveWithoutPathAccepted) {
                Ok(())
            } else {
                Err(ScimError::no_target("a remove needs a path"))
            };
        }
        if self.has(Fault::PathlessRefused) {
            return Err(ScimError::invalid_path("a path is needed"));
        }
        let Some(Value::Object(values)) = value else {
            return Err(ScimError::invalid_value("without path the value has to be an object"));
        };
        if op == Op::Replace && self.has(Fault::PathlessReplacesAll) {
            draft.retain(|name, _| name == self.kind.naming_attribute() || name == "active");
        }
        for (name, value) in values {
            self.apply_member(draft, op, name, value)?;
        }
        Ok(())
    }

    /// One member of the value of an operation without path.
    fn apply_member(
        &self,
        draft: &mut Attributes,
        op: Op,
        name: &str,
        value: &Value,
    ) -> Result<(), ScimError> {
        if let Some(extension) = self.extension(name)
            && let Value::Object(values) = value
        {
            for (name, value) in values {
                let path = format!("{extension}:{name}");
                if self.extension_attribute(extension, name).is_some() {
                    self.apply_at(draft, op, &path, Some(value), false)?;
                }
            }
            return Ok(());
        }
        if name == "members" && self.has(Fault::MembersPathlessAddReplaces) {
            draft.remove("members");
        }
        if self.core_attribute(name).is_some() {
            return self.apply_at(draft, op, name, Some(value), false);
        }
        let urn_key = is_urn(name);
        if !self.is_friendly() || (urn_key && self.has(Fault::UrnKeysIgnored)) {
            return Ok(());
        }
        if !urn_key && name.contains('.') {
            if self.has(Fault::DottedKeysIgnored) {
                return Ok(());
            }
            if self.has(Fault::DottedKeysStoredLiterally) {
                draft.insert(name.to_owned(), value.clone());
                return Ok(());
            }
        }
        // With its flag Entra writes paths as keys: name.givenName, and a schema
        // URN with an attribute. What is no path of anything known is dropped.
        match self.resolve(name) {
            Ok(_) => self.apply_at(draft, op, name, Some(value), false),
            Err(_) if self.has(Fault::UnknownAttributesStored) => {
                draft.insert(name.to_owned(), value.clone());
                Ok(())
            }
            Err(_) => Ok(()),
        }
    }

    /// `explicit` says that the path was named by the client, who then has to
    /// hear that something cannot be changed (RFC 7644 section 3.5.2).
    fn apply_at(
        &self,
        draft: &mut Attributes,
        op: Op,
        path: &str,
        value: Option<&Value>,
        explicit: bool,
    ) -> Result<(), ScimError> {
        if explicit && op != Op::Remove && value.is_none() {
            return Err(ScimError::invalid_value(format!("{path}: a value is needed")));
        }
        let target = match self.resolve(path)? {
            Resolved::Attribute(target) => target,
            Resolved::Extension(extension) => {
                return self.apply_to_extension(draft, op, extension, value);
            }
            Resolved::Schemas if op == Op::Remove => {
                return Err(ScimError::mutability("schemas cannot be removed"));
            }
            Resolved::Schemas | Resolved::Foreign => return Ok(()),
        };
        let read_only = target.attribute.mutability == Mutability::ReadOnly
            || target.sub.is_some_and(|sub| sub.mutability == Mutability::ReadOnly);
        if read_only {
            let tolerated = !explicit
                || (target.attribute.name == "groups" && self.has(Fault::GroupsWritable))
                || (target.attribute.name == "id" && self.has(Fault::IdOverwritten));
            return if tolerated {
                Ok(())
            } else {
                Err(ScimError::mutability(format!("{path} is readOnly")))
            };
        }
        if self.interfere(op, &target, value)? {
            return Ok(());
        }
        let Some(extension) = target.extension else {
            return self.apply_to(draft, op, &target, value);
        };
        let mut values = match draft.remove(extension) {
            Some(Value::Object(values)) => values,
            _ => Map::new(),
        };
        let result = self.apply_to(&mut values, op, &target, value);
        if !values.is_empty() {
            draft.insert(extension.to_owned(), values.into());
        }
        result
    }

    fn apply_to_extension(
        &self,
        draft: &mut Attributes,
        op: Op,
        extension: &str,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        if op == Op::Remove || value.is_some_and(Value::is_null) {
            draft.remove(extension);
            return Ok(());
        }
        match value {
            Some(value @ Value::Object(_)) => self.apply_member(draft, op, extension, value),
            _ => Err(ScimError::invalid_value(format!("{extension}: the value is not an object"))),
        }
    }

    fn apply_to(
        &self,
        container: &mut Attributes,
        op: Op,
        target: &Target<'_>,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        let attribute = target.attribute;
        match (attribute.multi_valued, target.filter.is_some(), target.sub) {
            (true, false, None) => self.apply_to_list(container, op, attribute, value),
            (true, _, _) => self.apply_to_elements(container, op, target, value),
            (false, _, Some(sub)) => self.apply_to_sub(container, op, attribute, sub, value),
            (false, _, None) => self.apply_to_single(container, op, attribute, value),
        }
    }

    /// A single-valued attribute as a whole.
    fn apply_to_single(
        &self,
        container: &mut Attributes,
        op: Op,
        attribute: &Attribute,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        let name = &attribute.name;
        if op == Op::Remove {
            // RFC 7644 section 3.5.2.2: a required attribute cannot be removed.
            if attribute.required && !self.has(Fault::UserNameRemovable) {
                return Err(ScimError::mutability(format!("{name} is required")));
            }
            container.remove(name);
            return Ok(());
        }
        let value = value.unwrap_or(&Value::Null);
        if value.is_null() && op == Op::Add {
            return Ok(());
        }
        if attribute.kind == AttributeType::Complex
            && let Value::Object(given) = value
            && !(op == Op::Replace && self.has(Fault::ReplaceNameDropsSiblings))
        {
            return self.merge(container, attribute, given);
        }
        match self.read_single(attribute, value)? {
            Some(read) => {
                container.insert(name.clone(), read);
            }
            None if attribute.required => {
                return Err(ScimError::invalid_value(format!("{name} is required")));
            }
            // A password is read and not kept.
            None if name == "password" => {}
            None => {
                container.remove(name);
            }
        }
        Ok(())
    }

    /// RFC 7644 section 3.5.2.3: sub-attributes that are not named stay.
    fn merge(
        &self,
        container: &mut Attributes,
        attribute: &Attribute,
        given: &Map<String, Value>,
    ) -> Result<(), ScimError> {
        let mut values = match container.remove(&attribute.name) {
            Some(Value::Object(values)) => values,
            _ => Map::new(),
        };
        self.merge_into(&mut values, attribute, given)?;
        if !values.is_empty() {
            container.insert(attribute.name.clone(), values.into());
        }
        Ok(())
    }

    /// Sets the given sub-attributes of one complex value.
    pub(super) fn merge_into(
        &self,
        values: &mut Map<String, Value>,
        attribute: &Attribute,
        given: &Map<String, Value>,
    ) -> Result<(), ScimError> {
        // Reading the whole applies what is said about it as a whole.
        let read = self.read_single(attribute, &Value::Object(given.clone()))?;
        let read = match read {
            Some(Value::Object(read)) => read,
            _ => Map::new(),
        };
        for name in given.keys() {
            if let Some(sub) = attribute.sub_attribute(name)
                && !read.contains_key(&sub.name)
            {
                values.remove(&sub.name);
            }
        }
        for (name, value) in read {
            if let Some(sub) = attribute.sub_attribute(&name) {
                self.refuse_immutable(attribute, sub, values.get(&name), Some(&value))?;
            }
            values.insert(name, value);
        }
        Ok(())
    }

    /// One sub-attribute of a complex attribute.
    fn apply_to_sub(
        &self,
        container: &mut Attributes,
        op: Op,
        attribute: &Attribute,
        sub: &Attribute,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        let mut values = match container.remove(&attribute.name) {
            Some(Value::Object(values)) if !self.has(Fault::SubAttributeReplacesName) => values,
            _ => Map::new(),
        };
        self.set_sub(&mut values, op, attribute, sub, value)?;
        if !values.is_empty() {
            container.insert(attribute.name.clone(), values.into());
        }
        Ok(())
    }

    /// Sets or removes a sub-attribute of one complex value.
    pub(super) fn set_sub(
        &self,
        values: &mut Map<String, Value>,
        op: Op,
        attribute: &Attribute,
        sub: &Attribute,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        let value = if op == Op::Remove { &Value::Null } else { value.unwrap_or(&Value::Null) };
        if op == Op::Add && value.is_null() {
            return Ok(());
        }
        let read = self.read_value(sub, value)?;
        self.refuse_immutable(attribute, sub, values.get(&sub.name), read.as_ref())?;
        match read {
            Some(read) => {
                values.insert(sub.name.clone(), read);
            }
            None if sub.required => {
                let name = format!("{}.{}", attribute.name, sub.name);
                return Err(ScimError::mutability(format!("{name} is required")));
            }
            None => {
                values.remove(&sub.name);
            }
        }
        Ok(())
    }

    /// RFC 7644 section 3.5.2: an immutable attribute may be set once.
    fn refuse_immutable(
        &self,
        attribute: &Attribute,
        sub: &Attribute,
        old: Option<&Value>,
        new: Option<&Value>,
    ) -> Result<(), ScimError> {
        let changes = sub.mutability == Mutability::Immutable && old.is_some() && old != new;
        if changes && !self.has(Fault::ImmutableReplaced) {
            let name = format!("{}.{}", attribute.name, sub.name);
            return Err(ScimError::mutability(format!("{name} is immutable")));
        }
        Ok(())
    }
}
