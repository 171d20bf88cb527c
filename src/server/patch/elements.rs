//! PATCH of multi-valued attributes, and of the elements that a value filter finds.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::rules::Rules;
use super::super::store::Attributes;
use super::super::variation::Variation;
use super::operation::Op;
use super::target::Target;
use crate::scim::attribute::Attribute;

impl Rules<'_> {
    /// A multi-valued attribute as a whole.
    pub(super) fn apply_to_list(
        &self,
        container: &mut Attributes,
        op: Op,
        attribute: &Attribute,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        let name = &attribute.name;
        let mut list = take_list(container, name);
        match op {
            Op::Remove => {
                if attribute.required {
                    return Err(ScimError::mutability(format!("{name} is required")));
                }
                match value.filter(|value| !value.is_null()) {
                    // RFC 7644 gives the value of a remove no meaning. Without its
                    // flag Entra names the members to be removed there.
                    Some(value) if self.is_friendly() => {
                        self.remove_listed(&mut list, attribute, value)?;
                    }
                    _ => list.clear(),
                }
            }
            Op::Replace => {
                if attribute.required && value.is_none_or(Value::is_null) {
                    return Err(ScimError::invalid_value(format!("{name} is required")));
                }
                let elements = self.read_elements(attribute, value.unwrap_or(&Value::Null))?;
                if self.has(Fault::ReplaceMembersAppends) && name == "members" {
                    self.append(&mut list, attribute, elements)?;
                } else {
                    list = elements;
                }
            }
            Op::Add => {
                let mut elements = self.read_elements(attribute, value.unwrap_or(&Value::Null))?;
                if name == "members" {
                    if self.has(Fault::MembersAddReplaces) {
                        list.clear();
                    }
                    if self.has(Fault::AddFirstOnly) {
                        elements.truncate(1);
                    }
                } else if self.has(Fault::MultiValuedAddReplaces) {
                    list.clear();
                }
                self.append(&mut list, attribute, elements)?;
            }
        }
        put_list(container, name, list);
        Ok(())
    }

    /// Adds elements that are not there yet (RFC 7644 section 3.5.2.1).
    fn append(
        &self,
        list: &mut Vec<Value>,
        attribute: &Attribute,
        elements: Vec<Value>,
    ) -> Result<(), ScimError> {
        let members = attribute.name == "members";
        let known: HashSet<String> =
            list.iter().filter(|_| members).filter_map(identity).map(str::to_owned).collect();
        let is_there = |list: &[Value], element: &Value| match identity(element) {
            Some(id) if members => known.contains(id),
            _ => list.iter().any(|old| contains(old, element)),
        };
        if members && elements.iter().any(|element| is_there(list, element)) {
            if self.has(Fault::AddExistingIs409) {
                return Err(ScimError::uniqueness("the member is there already"));
            }
            if self.has(Fault::AddMixedLosesNew) {
                return Ok(());
            }
        }
        let mut touched = Vec::new();
        for element in elements {
            let twice =
                if members { Fault::AddExistingStoredTwice } else { Fault::AddExistingTwice };
            if is_there(list, &element) && !self.has(twice) {
                continue;
            }
            touched.push(list.len());
            list.push(element);
        }
        self.settle_primary(list, attribute, &touched)
    }

    /// Removes the elements that a list of values names; what is not there is gone.
    fn remove_listed(
        &self,
        list: &mut Vec<Value>,
        attribute: &Attribute,
        value: &Value,
    ) -> Result<(), ScimError> {
        let null_reference = value
            .as_array()
            .into_iter()
            .flatten()
            .any(|element| element.get("$ref").is_some_and(Value::is_null));
        if null_reference && self.has(Fault::NullRefUnmatched) {
            return Ok(());
        }
        let mut wanted = self.read_elements(attribute, value)?;
        if self.has(Fault::RemoveListClearsAll) && attribute.name == "members" {
            list.clear();
        }
        if self.has(Fault::RemoveListFirstOnly) {
            wanted.truncate(1);
        }
        let ids: HashSet<&str> = wanted.iter().filter_map(identity).collect();
        let before = list.len();
        list.retain(|element| match identity(element) {
            Some(id) => !ids.contains(id),
            None => !wanted.iter().any(|wanted| contains(element, wanted)),
        });
        if list.len() == before && self.has(Fault::RemoveAbsentIs404) {
            return Err(ScimError::not_found("the member"));
        }
        Ok(())
    }

    /// The elements that a value filter finds, or all of them, or one
    /// sub-attribute of them.
    pub(super) fn apply_to_elements(
        &self,
        container: &mut Attributes,
        op: Op,
        target: &Target<'_>,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        let attribute = target.attribute;
        let mut list = take_list(container, &attribute.name);
        let mut found: Vec<usize> =
            (0..list.len()).filter(|index| self.finds(target, &list[*index])).collect();
        if target.filter.is_some() && op != Op::Remove {
            if self.has(Fault::ValuePathUpdatesFirst) && !list.is_empty() {
                found = vec![0];
            }
            if self.has(Fault::ValuePathAlwaysAdds) && op == Op::Add {
                found.clear();
            }
        }
        if self.has(Fault::SecondElementChanged) {
            found.truncate(1);
        }
        if op == Op::Remove {
            self.remove_found(&mut list, &found, target)?;
            put_list(container, &attribute.name, list);
            return Ok(());
        }
        if found.is_empty() {
            let element = self.element_of(target)?;
            found.push(list.len());
            list.push(element.into());
        }
        for index in &found {
            let mut values = match list[*index].take() {
                Value::Object(values) => values,
                _ => Map::new(),
            };
            self.change_element(&mut values, op, target, value)?;
            list[*index] = values.into();
        }
        self.settle_primary(&mut list, attribute, &found)?;
        if self.has(Fault::ValuePathDropsOthers) && op == Op::Replace {
            list = found.iter().map(|index| list[*index].take()).collect();
        }
        list.retain(|element| !element.as_object().is_some_and(Map::is_empty));
        put_list(container, &attribute.name, list);
        Ok(())
    }

    fn finds(&self, target: &Target<'_>, element: &Value) -> bool {
        target
            .filter
            .as_ref()
            .is_none_or(|filter| self.matches_element(filter, element, target.attribute))
    }

    fn change_element(
        &self,
        values: &mut Map<String, Value>,
        op: Op,
        target: &Target<'_>,
        value: Option<&Value>,
    ) -> Result<(), ScimError> {
        let attribute = target.attribute;
        if let Some(sub) = target.sub {
            if op == Op::Replace && sub.name == "value" && self.has(Fault::ValuePathResetsPrimary) {
                values.remove("primary");
                values.remove("display");
            }
            // Some clients wrap the single value.
            let value = match value {
                Some(Value::Array(wrapped)) if self.is_friendly() && wrapped.len() == 1 => {
                    wrapped.first()
                }
                value => value,
            };
            return self.set_sub(values, op, attribute, sub, value);
        }
        let value = match value {
            Some(Value::Array(wrapped)) if self.is_friendly() && wrapped.len() == 1 => {
                wrapped.first()
            }
            value => value,
        };
        match value {
            Some(Value::Object(given)) => self.merge_into(values, attribute, given),
            Some(Value::Null) => {
                values.clear();
                Ok(())
            }
            Some(value) => match self.read_single(attribute, value)? {
                Some(Value::Object(given)) => self.merge_into(values, attribute, &given),
                _ => Ok(()),
            },
            None => Ok(()),
        }
    }

    fn remove_found(
        &self,
        list: &mut Vec<Value>,
        found: &[usize],
        target: &Target<'_>,
    ) -> Result<(), ScimError> {
        let attribute = target.attribute;
        let members = attribute.name == "members";
        if found.is_empty() {
            if members && self.has(Fault::RemoveAbsentIs404) {
                return Err(ScimError::not_found("the member"));
            }
            if self.has(Fault::RemoveNoMatchRemovesAll) {
                list.clear();
            }
            // RFC 7644 describes it as a success in section 3.5.2.2 and as
            // noTarget in table 9; nothing is lost by the former.
            return if self.settings.variations.contains(&Variation::RemoveWithoutMatchRefused) {
                Err(ScimError::no_target("no element matches"))
            } else {
                Ok(())
            };
        }
        if members && self.has(Fault::RemovePathClearsAll) {
            list.clear();
            return Ok(());
        }
        if let Some(sub) = target.sub {
            for index in found {
                if let Value::Object(values) = &mut list[*index] {
                    self.set_sub(values, Op::Remove, attribute, sub, None)?;
                }
            }
            list.retain(|element| !element.as_object().is_some_and(Map::is_empty));
            return Ok(());
        }
        let mut index = 0;
        list.retain(|_| {
            index += 1;
            !found.contains(&(index - 1))
        });
        Ok(())
    }

    /// The element that a path describes which finds none: Entra expects
    /// `emails[type eq "work"].value` to make a work e-mail. RFC 7644 section
    /// 3.5.2.3 answers noTarget.
    fn element_of(&self, target: &Target<'_>) -> Result<Map<String, Value>, ScimError> {
        let refused = || ScimError::no_target("no element matches the value filter");
        if !self.is_friendly() || self.has(Fault::ValuePathNoUpsert) {
            return Err(refused());
        }
        let Some(filter) = &target.filter else { return Ok(Map::new()) };
        let described = self.described_element(filter, target.attribute).ok_or_else(refused)?;
        match self.read_single(target.attribute, &Value::Object(described))? {
            Some(Value::Object(element)) => Ok(element),
            _ => Err(refused()),
        }
    }

    /// RFC 7644 section 3.5.2: a new primary takes the place of the old one.
    fn settle_primary(
        &self,
        list: &mut [Value],
        attribute: &Attribute,
        touched: &[usize],
    ) -> Result<(), ScimError> {
        if self.has(Fault::PrimaryNotSwitched) {
            return Ok(());
        }
        let is_primary = |element: &Value| element.get("primary") == Some(&Value::Bool(true));
        let fresh: Vec<usize> =
            touched.iter().copied().filter(|index| is_primary(&list[*index])).collect();
        match fresh.as_slice() {
            [] => Ok(()),
            [one] => {
                for (index, element) in list.iter_mut().enumerate() {
                    if index != *one && is_primary(element) {
                        element["primary"] = false.into();
                    }
                }
                Ok(())
            }
            _ => {
                let name = &attribute.name;
                Err(ScimError::invalid_value(format!("{name} would have more than one primary")))
            }
        }
    }
}

fn take_list(container: &mut Attributes, name: &str) -> Vec<Value> {
    match container.remove(name) {
        Some(Value::Array(list)) => list,
        Some(single) => vec![single],
        None => Vec::new(),
    }
}

fn put_list(container: &mut Attributes, name: &str, list: Vec<Value>) {
    if !list.is_empty() {
        container.insert(name.to_owned(), list.into());
    }
}

/// What an element is known by.
fn identity(element: &Value) -> Option<&str> {
    element.get("value").and_then(Value::as_str)
}

/// Does `old` say everything that `new` says?
fn contains(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            new.iter().all(|(name, value)| old.get(name) == Some(value))
        }
        _ => old == new,
    }
}
