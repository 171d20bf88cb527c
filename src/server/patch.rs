//! PATCH (RFC 7644 section 3.5.2): all operations or none.

use serde_json::{Map, Value};

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::input::member_of;
use super::query::Selection;
use super::read::is_disabled;
use super::rules::Write;
use super::settings::PatchAnswer;
use super::store::{Attributes, Kind, Resource};
use crate::scim::urn;
use crate::wire::{Request, Response};

mod apply;
mod elements;
mod operation;
mod target;
mod wrong;

use operation::Operation;

impl Server {
    pub(super) fn patch(
        &mut self,
        kind: Kind,
        id: &str,
        request: &Request,
    ) -> Result<Response, ScimError> {
        if self.has(Fault::PatchMissing) {
            return Err(ScimError::method_not_allowed("GET, PUT, DELETE"));
        }
        if self.has(Fault::PatchNotOffered) {
            return Err(ScimError::new(501, "PATCH is not supported"));
        }
        if self.has(Fault::PatchCreatesGroup)
            && kind == Kind::Group
            && self.store.get(kind, id).is_none()
        {
            let attributes = Attributes::from_iter([("displayName".to_owned(), id.into())]);
            self.keep(kind, Some(id.to_owned()), attributes);
        }
        let before = self.existing(kind, id)?;
        self.check_if_match(&before, request)?;
        let selection = Selection::of_request(self, request)?;
        if self.has(Fault::DisabledNotUpdatable) && is_disabled(&before) {
            return Err(ScimError::invalid_value("the user is not active"));
        }
        let operations = self.operations(kind, self.object(request)?)?;
        let mut attributes = self.apply_all(&before, &operations)?;
        if self.has(Fault::PatchLosesExcluded) {
            attributes.retain(|name, _| !selection.excluded.contains(name));
        }
        if attributes == before.attributes && self.has(Fault::NoChangeRefused) {
            return Err(ScimError::invalid_value("nothing would change"));
        }
        let forgotten = self.has(Fault::PatchNotStored)
            || (self.has(Fault::OnlyFirstPatchStored) && self.was_patched(&request.path));
        let after = if forgotten {
            Resource { attributes, ..before }
        } else {
            self.store_patched(&before, attributes, &operations)
        };
        let asked = !selection.is_default();
        Ok(if asked || self.patch_answer(kind) == PatchAnswer::Resource {
            self.resource_response(200, &after, &selection)
        } else {
            let mut response = Response::new(204);
            if let Some(tag) = self.version(&after) {
                response.headers.set("ETag", tag);
            }
            response.headers.set("Location", self.location(kind, &after.id));
            response
        })
    }

    /// What a PATCH answers that asks for no attributes.
    const fn patch_answer(&self, kind: Kind) -> PatchAnswer {
        match kind {
            Kind::User => self.settings.user_patch_answer,
            Kind::Group => self.settings.group_patch_answer,
        }
    }

    fn operations(
        &self,
        kind: Kind,
        body: &Map<String, Value>,
    ) -> Result<Vec<Operation>, ScimError> {
        let named = member_of(body, "schemas").and_then(Value::as_array).is_some_and(|schemas| {
            schemas.iter().any(|schema| {
                schema.as_str().is_some_and(|schema| schema.eq_ignore_ascii_case(urn::PATCH_OP))
            })
        });
        if !named && !self.has(Fault::PatchSchemasNotDemanded) {
            return Err(ScimError::invalid_syntax(format!(
                "schemas has to name {}",
                urn::PATCH_OP
            )));
        }
        let operations = match member_of(body, "Operations") {
            Some(Value::Array(operations)) if !operations.is_empty() => operations,
            _ if self.has(Fault::EmptyOperations500) => {
                return Err(ScimError::new(500, "internal error"));
            }
            _ => {
                return Err(ScimError::invalid_syntax("Operations has to be a list of operations"));
            }
        };
        let rules = self.rules(kind);
        let mut read = Vec::with_capacity(operations.len());
        for operation in operations {
            read.extend(rules.read_operation(operation)?);
        }
        rules.lose_operations(&mut read);
        Ok(read)
    }

    /// The attributes after all operations; none is stored yet.
    fn apply_all(
        &mut self,
        before: &Resource,
        operations: &[Operation],
    ) -> Result<Attributes, ScimError> {
        let mut draft = before.attributes.clone();
        let halfway = self.has(Fault::NotAtomic)
            || (self.has(Fault::GroupNotAtomic) && before.kind == Kind::Group);
        for operation in operations {
            let reached = halfway.then(|| draft.clone());
            let mut result = self.rules(before.kind).apply(&mut draft, operation);
            if result.is_ok() && halfway {
                result = self.check(Write::Patch, before.kind, Some(&before.id), &draft);
            }
            if let Err(error) = result {
                if let Some(reached) = reached {
                    self.commit(before, reached);
                }
                return Err(error);
            }
        }
        self.refuse_immutable_patch(before, &mut draft)?;
        let rules = self.rules(before.kind);
        rules.settle(&mut draft);
        rules.lose_unrelated(before, &mut draft, operations);
        if self.has(Fault::UnknownMemberDropped) {
            self.drop_unknown_members(&mut draft);
        }
        let checked = self.check(Write::Patch, before.kind, Some(&before.id), &draft);
        if checked.is_err() && self.has(Fault::UnknownMemberWipes) && before.kind == Kind::Group {
            let mut emptied = before.attributes.clone();
            emptied.remove("members");
            self.commit(before, emptied);
        }
        checked.map(|()| draft)
    }

    /// Stores the outcome, and does what only faults do besides.
    fn store_patched(
        &mut self,
        before: &Resource,
        attributes: Attributes,
        operations: &[Operation],
    ) -> Resource {
        let unchanged = attributes == before.attributes;
        let mut after = self.commit(before, attributes);
        if unchanged && self.has(Fault::NoChangeMoves) {
            let now = (self.settings.clock)();
            self.store.touch(&before.id, |resource| resource.modified = now);
            after.modified = now;
        }
        if self.has(Fault::EnableLosesMemberships) && is_disabled(&after) && !is_disabled(before) {
            self.drop_memberships(&after.id);
        }
        if self.has(Fault::IdOverwritten)
            && let Some(id) = operations.iter().find_map(Operation::new_id)
        {
            self.store.remove(&before.id);
            id.clone_into(&mut after.id);
            self.store.insert(after.clone());
        }
        after
    }
}
