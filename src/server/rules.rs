//! What values have to keep to, for one kind of resource, and what a finished
//! resource has to keep to before it is stored.

use serde_json::Value;

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::settings::Settings;
use super::store::{Attributes, Kind, member_ids};
use super::variation::Variation;
use super::wrong::collated;
use crate::scim::definition::ResourceDefinition;

/// By what a resource comes to be what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Create,
    Replace,
    Patch,
}

/// The settings and the definition by which values are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    pub(super) settings: &'a Settings,
    pub(super) definition: &'a ResourceDefinition,
    pub(super) kind: Kind,
}

impl Rules<'_> {
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.settings.faults.contains(&fault)
    }

    pub(super) fn varies(&self, variation: Variation) -> bool {
        self.settings.variations.contains(&variation)
    }

    /// Does Entra's need win over the letter of the RFC?
    pub(super) fn is_friendly(&self) -> bool {
        self.settings.entra_friendly && !self.settings.variations.contains(&Variation::ToTheLetter)
    }

    /// Does "" unassign an attribute? Entra clears attributes so, while by RFC
    /// 7643 it is a value like others.
    pub(super) fn empty_unassigns(&self) -> bool {
        self.is_friendly() && !self.varies(Variation::EmptyStringKept)
    }

    /// What is done to every resource before it is stored.
    pub(super) fn settle(&self, attributes: &mut Attributes) {
        self.settle_differently(attributes);
        if self.has(Fault::PhonesReformatted)
            && let Some(Value::Array(phones)) = attributes.get_mut("phoneNumbers")
        {
            for phone in phones {
                if let Some(Value::String(number)) = phone.get_mut("value") {
                    number.retain(|character| character.is_ascii_digit());
                }
            }
        }
        if self.has(Fault::OnlyFirstEmailKept)
            && let Some(Value::Array(emails)) = attributes.get_mut("emails")
        {
            emails.truncate(1);
        }
    }
}

impl Server {
    /// Is this a resource that may be stored? `id` is its own, if it has one.
    pub(super) fn check(
        &self,
        write: Write,
        kind: Kind,
        id: Option<&str>,
        attributes: &Attributes,
    ) -> Result<(), ScimError> {
        self.check_name(write, kind, id, attributes)?;
        self.check_global(kind, id, attributes)?;
        self.rules(kind).check_required(attributes)?;
        if kind == Kind::Group {
            self.check_members(attributes)?;
        }
        if self.has(Fault::ExternalIdUnique)
            && let Some(external) = attributes.get("externalId")
            && self.store.iter(kind).any(|other| {
                Some(other.id.as_str()) != id
                    && other.attributes.get("externalId") == Some(external)
            })
        {
            return Err(ScimError::uniqueness("the externalId is taken"));
        }
        if self.has(Fault::EmailsUnique) && kind == Kind::User {
            let taken = self.store.iter(kind).any(|other| {
                Some(other.id.as_str()) != id
                    && addresses(&other.attributes)
                        .any(|address| addresses(attributes).any(|own| own == address))
            });
            if taken {
                return Err(ScimError::uniqueness("the e-mail address is taken"));
            }
        }
        Ok(())
    }

    fn check_name(
        &self,
        write: Write,
        kind: Kind,
        id: Option<&str>,
        attributes: &Attributes,
    ) -> Result<(), ScimError> {
        let attribute = kind.naming_attribute();
        let name = attributes.get(attribute).and_then(Value::as_str).unwrap_or_default();
        if name.trim().is_empty() {
            let user = kind == Kind::User;
            let tolerated = match write {
                Write::Create if user && self.has(Fault::UserNameMissing500) => {
                    return Err(ScimError::new(500, "internal error"));
                }
                Write::Create if user => self.has(Fault::UserNameNotRequired),
                Write::Create => self.has(Fault::DisplayNameNotRequired),
                Write::Replace => self.has(Fault::PutNotValidated),
                Write::Patch => self.has(Fault::UserNameRemovable),
            };
            return if tolerated {
                Ok(())
            } else {
                Err(ScimError::invalid_value(format!("{attribute} is required")))
            };
        }
        let unique = match kind {
            Kind::User if id.is_some() => !self.has(Fault::RenameToTakenAccepted),
            Kind::User => !self.has(Fault::DuplicateUserAccepted) && !self.lapse.overlooks_conflict,
            Kind::Group => {
                self.settings.unique_group_names && !self.varies(Variation::GroupNamesShared)
            }
        };
        let taken = self.store.named(kind, name).any(|other| {
            Some(other.id.as_str()) != id
                && (!self.has(Fault::DuplicateCaseAccepted) || other.name() == Some(name))
        }) || (self.varies(Variation::SharpSIsDoubleS)
            && self.store.iter(kind).any(|other| {
                Some(other.id.as_str()) != id
                    && other.name().is_some_and(|other| collated(other) == collated(name))
            }));
        let retired = kind == Kind::User
            && id.is_none()
            && ((self.has(Fault::OldUserNameReserved)
                && self.retired_names.contains(&name.to_lowercase()))
                || (self.has(Fault::RecreateRefused)
                    && self.graveyard.iter().any(|other| {
                        other.name().is_some_and(|old| old.eq_ignore_ascii_case(name))
                    })));
        if (taken && unique) || retired {
            return Err(ScimError::uniqueness(format!("{attribute} {name:?} is taken")));
        }
        Ok(())
    }

    fn check_members(&self, attributes: &Attributes) -> Result<(), ScimError> {
        let members = attributes.get("members").and_then(Value::as_array);
        if members.is_some_and(|members| members.len() != member_ids(attributes).count()) {
            return Err(ScimError::invalid_value("members: an element has no value"));
        }
        for member in member_ids(attributes) {
            match self.store.find(member) {
                Some(found) if found.kind == Kind::Group && self.has(Fault::NestedGroupRefused) => {
                    return Err(ScimError::not_found(&format!("User {member}")));
                }
                None if self.settings.refuse_unknown_members && !self.is_wrongly_kept(member) => {
                    return Err(ScimError::invalid_value(format!(
                        "members: no resource has the id {member}"
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Server {
    /// Does a fault keep this member, that nobody is?
    fn is_wrongly_kept(&self, member: &str) -> bool {
        (self.varies(Variation::MembersOutliveUsers)
            && self.graveyard.iter().any(|old| old.id == member))
            || (self.has(Fault::BulkIdKept) && member.starts_with("bulkId:"))
    }
}

fn addresses(attributes: &Attributes) -> impl Iterator<Item = &str> {
    attributes
        .get("emails")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|email| email.get("value")?.as_str())
}
