//! Faults of state: what becomes of a resource, and of others, after a write
//! that succeeded.

use serde_json::{Value, json};

use super::super::Server;
use super::super::fault::Fault;
use super::super::query::Selection;
use super::super::read::is_disabled;
use super::super::route::Route;
use super::super::store::{Attributes, Kind, Resource};
use super::refusals::manager_of;
use super::{Scene, op_of, operations_in, path_of};
use crate::scim::urn;
use crate::wire::{Body, Method, Response};

/// A write: what was, what is, and what was asked for.
struct Change<'a> {
    scene: &'a Scene<'a>,
    before: Option<&'a Resource>,
    after: &'a Resource,
}

impl Change<'_> {
    fn old(&self, name: &str) -> Option<&Value> {
        self.before?.attributes.get(name)
    }

    fn now(&self, name: &str) -> Option<&Value> {
        self.after.attributes.get(name)
    }

    fn changes(&self, name: &str) -> bool {
        self.before.is_some() && self.old(name) != self.now(name)
    }

    fn disables(&self) -> bool {
        is_disabled(self.after) && self.before.is_some_and(|before| !is_disabled(before))
    }

    fn enables(&self) -> bool {
        !is_disabled(self.after) && self.before.is_some_and(is_disabled)
    }

    fn is(&self, method: Method) -> bool {
        self.scene.request.method == method
    }

    fn members(resource: &Resource) -> Vec<String> {
        resource.member_ids().map(str::to_owned).collect()
    }

    fn added(&self) -> Vec<String> {
        let old = self.before.map(Self::members).unwrap_or_default();
        Self::members(self.after).into_iter().filter(|id| !old.contains(id)).collect()
    }

    fn removed(&self) -> Vec<String> {
        let new = Self::members(self.after);
        let old = self.before.map(Self::members).unwrap_or_default();
        old.into_iter().filter(|id| !new.contains(id)).collect()
    }
}

impl Server {
    /// Changes what is stored after a write, and shows that in the answer.
    pub(super) fn spoil_state(&mut self, fault: Fault, scene: &Scene<'_>, response: &mut Response) {
        if scene.request.method == Method::Delete && response.status == 204 {
            self.spoil_others_after_delete(fault, scene);
        }
        if fault == Fault::FailedGroupStays
            && scene.is(Method::Post, Kind::Group)
            && response.status == 400
            && let Some(name) = scene.request.body.json().and_then(|body| body.get("displayName"))
        {
            let attributes = [("displayName".to_owned(), name.clone())].into_iter().collect();
            self.keep(Kind::Group, None, attributes);
        }
        let Some(after) = self.written(scene, response) else { return };
        let change = Change { scene, before: scene.before, after: &after };
        let mut attributes = after.attributes.clone();
        match after.kind {
            Kind::User => {
                spoil_lifecycle(fault, &change, &mut attributes);
                spoil_user(fault, &change, &mut attributes);
            }
            Kind::Group => self.spoil_group(fault, &change, &mut attributes),
        }
        spoil_replaced(fault, &change, &mut attributes);
        self.spoil_created(fault, &change, &mut attributes);
        super::values::spoil(fault, &mut attributes);
        let spoiled = attributes != after.attributes;
        if spoiled {
            self.store.update(&after.id, attributes, after.modified);
            let revision = after.revision;
            self.store.touch(&after.id, |resource| resource.revision = revision);
        }
        let moved = self.spoil_others(fault, &change);
        if (spoiled || moved)
            && matches!(response.body, Body::Json(_))
            && let Some(spoiled) = self.store.find(&after.id)
        {
            let shown = self.resource_response(response.status, spoiled, &Selection::default());
            *response = shown;
        }
    }

    /// The resource that a successful write created or changed.
    pub(super) fn written(&self, scene: &Scene<'_>, response: &Response) -> Option<Resource> {
        if !response.is_success() {
            return None;
        }
        match (scene.request.method, scene.route) {
            (Method::Put | Method::Patch, Route::Item(kind, id)) => {
                self.store.get(*kind, id).cloned()
            }
            (Method::Post, Route::Collection(kind)) => {
                let id = response.body.json()?.get("id")?.as_str()?;
                self.store.get(*kind, id).cloned()
            }
            _ => None,
        }
    }

    fn spoil_group(&self, fault: Fault, change: &Change<'_>, attributes: &mut Attributes) {
        if !change.is(Method::Patch) {
            return;
        }
        let members = attributes.get("members").and_then(Value::as_array).cloned();
        let mut members = members.unwrap_or_default();
        match fault {
            Fault::MembersPatchTouchesName if change.changes("members") => {
                attributes.remove("externalId");
                return;
            }
            Fault::LargeGroupCut => members.truncate(100),
            Fault::AddDropsNested if !change.added().is_empty() => members.retain(|member| {
                let id = member.get("value").and_then(Value::as_str).unwrap_or_default();
                self.store.get(Kind::Group, id).is_none()
            }),
            Fault::LastMemberStays if members.is_empty() => {
                let old = change.old("members").and_then(Value::as_array).cloned();
                members = old.unwrap_or_default();
            }
            Fault::PathlessRenameLosesMembers
                if operations_in(change.scene.request).iter().any(|operation| {
                    path_of(operation).is_empty()
                        && operation.get("value").is_some_and(|v| v.get("displayName").is_some())
                }) =>
            {
                members.clear();
            }
            Fault::RemoveStrangerRemovesLast
                if !change.changes("members")
                    && operations_in(change.scene.request).iter().any(|o| op_of(o) == "remove") =>
            {
                members.pop();
            }
            _ => return,
        }
        if members.is_empty() {
            attributes.remove("members");
        } else {
            attributes.insert("members".into(), members.into());
        }
    }

    fn spoil_created(&self, fault: Fault, change: &Change<'_>, attributes: &mut Attributes) {
        if !change.is(Method::Post) {
            return;
        }
        let after = change.after;
        if fault == Fault::NewGroupHasCreator
            && after.kind == Kind::Group
            && let Some(user) = self.store.iter(Kind::User).next()
        {
            let members = attributes.entry("members").or_insert_with(|| json!([]));
            if let Some(members) = members.as_array_mut()
                && !members.iter().any(|member| member.get("value") == Some(&json!(user.id)))
            {
                members.push(json!({ "value": user.id }));
            }
        }
        if fault == Fault::RecreateSameEmail
            && let Some(old) = self
                .graveyard
                .iter()
                .rfind(|old| old.kind == after.kind && old.name() == after.name())
        {
            for (name, value) in &old.attributes {
                if name != "active" && name != "members" {
                    attributes.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
    }

    /// What a write does to other resources; `true` if the answer may show it.
    fn spoil_others(&mut self, fault: Fault, change: &Change<'_>) -> bool {
        let (id, kind) = (change.after.id.clone(), change.after.kind);
        let renamed = change.changes(kind.naming_attribute());
        match fault {
            Fault::DisableDeletes if change.disables() => {
                self.store.remove(&id);
                self.drop_memberships(&id);
                false
            }
            Fault::RenameMovesId if kind == Kind::User && renamed => {
                if let Some(mut resource) = self.store.remove(&id) {
                    resource.id = self.ids.next();
                    self.store.insert(resource);
                }
                false
            }
            Fault::RenameDropsMemberships if kind == Kind::User && renamed => {
                self.drop_memberships(&id);
                true
            }
            Fault::LastMemberDeletesGroup
                if kind == Kind::Group
                    && !change.removed().is_empty()
                    && change.after.member_ids().next().is_none() =>
            {
                self.store.remove(&id);
                false
            }
            Fault::RemoveFromAllGroups if kind == Kind::Group => {
                change.removed().iter().for_each(|member| self.drop_memberships(member));
                false
            }
            Fault::OneGroupOnly if kind == Kind::Group => {
                for member in change.added() {
                    self.drop_memberships_but(&member, &id);
                }
                false
            }
            Fault::ReaddIgnored if kind == Kind::Group => {
                self.memory.removed.extend(change.removed().into_iter().map(|m| (id.clone(), m)));
                false
            }
            Fault::RecreateInheritsGroups if kind == Kind::User && change.is(Method::Post) => {
                let name = change.after.name().unwrap_or_default().to_lowercase();
                let groups = self.memory.groups_of_deleted.remove(&name).unwrap_or_default();
                for group in groups {
                    self.add_member(&group, &id);
                }
                true
            }
            Fault::PutReadOnlyTaken if change.is(Method::Put) => self.take_created(change, "meta"),
            Fault::MetaWritable if change.is(Method::Patch) => self.take_created(change, "value"),
            Fault::GroupsJoined if kind == Kind::User => {
                self.join_named_groups(change.scene, &id);
                false
            }
            Fault::PrototypePolluted => {
                let request = change.scene.request;
                for operation in operations_in(request) {
                    // The path was made harmless when the request was heard.
                    if path_of(operation) == "urn:example:nowhere"
                        && let Some(value) = operation.get("value")
                    {
                        self.memory.polluted.insert("polluted".to_owned(), value.clone());
                    }
                }
                false
            }
            _ => false,
        }
    }

    /// Takes the time of creation that a client sent.
    fn take_created(&mut self, change: &Change<'_>, place: &str) -> bool {
        let request = change.scene.request;
        let sent = request.body.json().and_then(|body| body.get(place)?.get("created"));
        let patched = operations_in(request).iter().find_map(|operation| {
            (path_of(operation) == "urn:example:nowhere").then(|| operation.get("value")).flatten()
        });
        let sent = sent.or(patched).and_then(Value::as_str).and_then(|text| text.parse().ok());
        let Some(created) = sent else { return false };
        self.store.touch(&change.after.id, |resource| resource.created = created);
        true
    }

    fn spoil_others_after_delete(&mut self, fault: Fault, scene: &Scene<'_>) {
        let Some(before) = scene.before else { return };
        match fault {
            Fault::DeleteTakesManaged => {
                let managed: Vec<String> = self
                    .store
                    .iter(Kind::User)
                    .filter(|user| manager_of(user) == Some(before.id.as_str()))
                    .map(|user| user.id.clone())
                    .collect();
                for id in &managed {
                    self.store.remove(id);
                }
            }
            Fault::DeleteUserEmptiesGroups => {
                for group in scene.groups {
                    if let Some(group) = self.store.find(group).cloned() {
                        let mut attributes = group.attributes;
                        attributes.remove("members");
                        self.store.update(&group.id, attributes, group.modified);
                    }
                }
            }
            Fault::RecreateInheritsGroups => {
                let name = before.name().unwrap_or_default().to_lowercase();
                self.memory.groups_of_deleted.insert(name, scene.groups.to_vec());
            }
            _ => {}
        }
    }

    fn drop_memberships_but(&mut self, member: &str, kept: &str) {
        let others: Vec<Resource> =
            self.store.groups_of(member).filter(|group| group.id != kept).cloned().collect();
        for mut group in others {
            if let Some(Value::Array(members)) = group.attributes.get_mut("members") {
                members.retain(|other| other.get("value").and_then(Value::as_str) != Some(member));
                if members.is_empty() {
                    group.attributes.remove("members");
                }
            }
            self.store.update(&group.id, group.attributes, group.modified);
        }
    }

    pub(super) fn add_member(&mut self, group: &str, member: &str) {
        let Some(group) = self.store.find(group).cloned() else { return };
        let mut attributes = group.attributes;
        let members = attributes.entry("members").or_insert_with(|| json!([]));
        if let Some(members) = members.as_array_mut() {
            members.push(json!({ "value": member }));
        }
        self.store.update(&group.id, attributes, group.modified);
    }
}

fn work_email(attributes: &mut Attributes) -> Option<&mut Value> {
    let emails = attributes.get_mut("emails")?.as_array_mut()?;
    emails.iter_mut().find(|email| email.get("type") == Some(&json!("work")))?.get_mut("value")
}

/// Disabling, enabling, renaming.
fn spoil_lifecycle(fault: Fault, change: &Change<'_>, attributes: &mut Attributes) {
    let name = change.now("userName").and_then(Value::as_str).unwrap_or_default().to_owned();
    let renamed = change.changes("userName");
    match fault {
        Fault::DisableClearsExternalId if change.disables() => {
            attributes.remove("externalId");
        }
        Fault::DisableRenames if change.disables() => {
            attributes.insert("userName".into(), format!("deleted_{name}").into());
        }
        Fault::DisableClearsEmails if change.disables() => {
            attributes.remove("emails");
        }
        Fault::EnableResetsManager if change.enables() => {
            if let Some(Value::Object(extension)) = attributes.get_mut(urn::ENTERPRISE_USER) {
                extension.remove("manager");
            }
        }
        Fault::EmailsFollowUserName if change.is(Method::Patch) && !renamed => {
            let old = change.before.map(|before| before.attributes.clone());
            let old = old.and_then(|mut old| work_email(&mut old).cloned());
            if let Some(new) = work_email(attributes).cloned()
                && old.is_some_and(|old| old != new)
            {
                attributes.insert("userName".into(), new);
            }
        }
        Fault::UserNameFollowed if renamed => {
            if let Some(email) = work_email(attributes) {
                *email = name.into();
            }
        }
        Fault::TombstoneOverwritesEmail
            if renamed && name.len() > 32 && name[..32].bytes().all(|b| b.is_ascii_hexdigit()) =>
        {
            if let Some(email) = work_email(attributes) {
                *email = name.into();
            }
        }
        _ => {}
    }
}

/// PATCH that touches what it should not.
fn spoil_user(fault: Fault, change: &Change<'_>, attributes: &mut Attributes) {
    if fault == Fault::ExternalIdLowerCased
        && let Some(Value::String(id)) = attributes.get_mut("externalId")
    {
        *id = id.to_lowercase();
    }
    if !change.is(Method::Patch) {
        return;
    }
    let old = change.old(urn::ENTERPRISE_USER).and_then(Value::as_object);
    match fault {
        Fault::PasswordDisables
            if operations_in(change.scene.request).iter().any(|o| path_of(o) == "password") =>
        {
            attributes.insert("active".into(), false.into());
        }
        Fault::EnterpriseSiblingsLost if change.changes(urn::ENTERPRISE_USER) => {
            if let (Some(Value::Object(new)), Some(old)) =
                (attributes.get_mut(urn::ENTERPRISE_USER), old)
            {
                new.retain(|name, value| old.get(name) != Some(value));
                if new.is_empty() {
                    attributes.remove(urn::ENTERPRISE_USER);
                }
            }
        }
        Fault::EnterpriseManagerLost => {
            if let (Some(Value::Object(new)), Some(old)) =
                (attributes.get_mut(urn::ENTERPRISE_USER), old)
                && new.get("department") != old.get("department")
            {
                new.remove("manager");
            }
        }
        Fault::AddEmailLosesPrimary => {
            let count = |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
            if count(change.now("emails")) > count(change.old("emails"))
                && let Some(Value::Array(emails)) = attributes.get_mut("emails")
            {
                for email in emails.iter_mut().filter_map(Value::as_object_mut) {
                    email.remove("primary");
                }
            }
        }
        Fault::AddressSiblingsLost if change.changes("addresses") => {
            let old = change.old("addresses").and_then(Value::as_array).cloned();
            let old = old.unwrap_or_default();
            if let Some(Value::Array(new)) = attributes.get_mut("addresses") {
                for (index, address) in new.iter_mut().enumerate() {
                    let before = old.get(index).filter(|before| *before != address).cloned();
                    if let (Some(before), Some(address)) = (before, address.as_object_mut()) {
                        address.retain(|name, value| {
                            name == "type" || before.get(name) != Some(&*value)
                        });
                    }
                }
            }
        }
        _ => {}
    }
}

/// PUT that keeps what it should replace.
fn spoil_replaced(fault: Fault, change: &Change<'_>, attributes: &mut Attributes) {
    if fault == Fault::PutIgnored
        && change.is(Method::Put)
        && let Some(before) = change.before
    {
        attributes.clone_from(&before.attributes);
    }
}
