//! PUT (RFC 7644 section 3.5.1).

use serde_json::{Map, Value};

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::input::member_of;
use super::query::Selection;
use super::rules::Write;
use super::store::{Attributes, Kind, Resource};
use super::variation::Variation;
use crate::wire::{Request, Response};

/// What a PUT that does not name it leaves as it is, as RFC 7644 allows: a
/// person must not lose or regain access because an attribute was left out.
const KEPT: [&str; 2] = ["active", "members"];

impl Server {
    pub(super) fn replace(
        &mut self,
        kind: Kind,
        id: &str,
        request: &Request,
    ) -> Result<Response, ScimError> {
        if self.has(Fault::PutCreates) && self.store.get(kind, id).is_none() {
            let attributes = self.rules(kind).read_resource(self.object(request)?)?;
            let resource = self.keep(kind, Some(id.to_owned()), attributes);
            return Ok(self.resource_response(201, &resource, &Selection::default()));
        }
        let before = self.existing(kind, id)?;
        self.check_if_match(&before, request)?;
        let body = self.object(request)?;
        let selection = Selection::of_request(self, request)?;
        if self.has(Fault::PutReadOnlyRefused)
            && (member_of(body, "id").is_some() || member_of(body, "meta").is_some())
        {
            return Err(ScimError::mutability("id and meta are readOnly"));
        }
        let mut attributes = self.rules(kind).read_resource(body)?;
        let kept: Vec<&str> = if self.varies(Variation::PutClearsOmitted) {
            Vec::new()
        } else if self.varies(Variation::PutKeepsOmitted) {
            before.attributes.keys().map(String::as_str).collect()
        } else {
            KEPT.to_vec()
        };
        for name in kept {
            if let Some(value) = before.attributes.get(name)
                && member_of(body, name).is_none()
            {
                attributes.insert(name.to_owned(), value.clone());
            }
        }
        if kind == Kind::User
            && member_of(body, "active").is_none()
            && self.varies(Variation::PutDisablesUnlessActive)
        {
            attributes.insert("active".into(), false.into());
        }
        if self.has(Fault::PutLosesExternalId) {
            attributes.remove("externalId");
        }
        self.keep_what_was_there(&before, body, &mut attributes);
        self.keep_immutable(&before, body, &mut attributes)?;
        self.rules(kind).settle(&mut attributes);
        match self.check(Write::Replace, kind, Some(id), &attributes) {
            Err(error) if error.status == 409 && self.has(Fault::PutRefusedButStored) => {
                self.commit(&before, attributes);
                return Err(error);
            }
            Err(error) if error.status == 409 && self.has(Fault::PutTakenAccepted) => {}
            checked => checked?,
        }
        if self.has(Fault::PutForgotten) {
            let mut shown = before;
            shown.attributes = attributes;
            return Ok(self.resource_response(200, &shown, &selection));
        }
        let new_id = member_of(body, "id").and_then(Value::as_str);
        if let Some(new_id) = new_id.filter(|new_id| *new_id != id)
            && self.has(Fault::PutChangesId)
        {
            self.store.remove(id);
            let resource = self.keep(kind, Some(new_id.to_owned()), attributes);
            return Ok(self.resource_response(200, &resource, &selection));
        }
        self.join_groups(kind, id, body);
        let resource = self.commit(&before, attributes);
        if self.has(Fault::PutResetsCreated) {
            let modified = resource.modified;
            self.store.touch(id, |resource| resource.created = modified);
        }
        let resource = self.existing(kind, id)?;
        Ok(self.resource_response(200, &resource, &selection))
    }

    /// Faults that keep values which a PUT replaces.
    fn keep_what_was_there(
        &self,
        before: &Resource,
        body: &Map<String, Value>,
        attributes: &mut Attributes,
    ) {
        for (name, old) in &before.attributes {
            let given = member_of(body, name);
            let cleared = given.is_some_and(|given| {
                given.is_null() || given.as_array().is_some_and(Vec::is_empty)
            });
            if cleared && self.has(Fault::PutNullKeeps) {
                attributes.insert(name.clone(), old.clone());
            }
            if self.has(Fault::PutMergesLists)
                && let (Some(Value::Array(new)), Value::Array(old)) =
                    (attributes.get_mut(name), old)
            {
                let kept: Vec<Value> =
                    old.iter().filter(|old| !new.contains(old)).cloned().collect();
                new.extend(kept);
            }
        }
    }

    /// Stores the new attributes of a resource. When nothing changes, neither
    /// version nor lastModified does (RFC 7644 section 3.5.2.1).
    pub(super) fn commit(&mut self, before: &Resource, attributes: Attributes) -> Resource {
        if attributes == before.attributes {
            return before.clone();
        }
        let now = (self.settings.clock)();
        if self.has(Fault::OldUserNameReserved)
            && let Some(old) = before.name()
        {
            self.retired_names.insert(old.to_lowercase());
        }
        self.store.update(&before.id, attributes, now);
        let (created, stands) =
            (self.has(Fault::CreatedMoves), self.has(Fault::LastModifiedStands));
        self.store.touch(&before.id, |resource| {
            if created {
                resource.created = now;
            }
            if stands {
                resource.modified = before.modified;
            }
        });
        self.store.find(&before.id).cloned().unwrap_or_else(|| before.clone())
    }
}
