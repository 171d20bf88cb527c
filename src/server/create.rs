//! POST to an endpoint of resources (RFC 7644 section 3.3).

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::input::member_of;
use super::query::Selection;
use super::rules::Write;
use super::store::{Attributes, Kind, Resource};
use super::variation::Variation;
use crate::scim::urn;
use crate::wire::{Request, Response};

impl Server {
    pub(super) fn create(&mut self, kind: Kind, request: &Request) -> Result<Response, ScimError> {
        let body = self.object(request)?;
        let selection = Selection::of_request(self, request)?;
        self.refuse_what_is_allowed(kind, body)?;
        let mut attributes = self.rules(kind).read_resource(body)?;
        self.lose_what_was_sent(kind, body, &mut attributes);
        self.lose_immutable(kind, &mut attributes);
        // The account that a client creates without a word about it can be used.
        if kind == Kind::User
            && !attributes.contains_key("active")
            && !self.varies(Variation::ActiveNotAssumed)
        {
            attributes.insert("active".into(), true.into());
        }
        self.rules(kind).settle(&mut attributes);
        if self.has(Fault::UnknownMemberDropped) {
            self.drop_unknown_members(&mut attributes);
        }
        self.check(Write::Create, kind, None, &attributes)?;
        let mut resource = self.keep(kind, self.new_id_wanted(kind, body, &attributes), attributes);
        if self.has(Fault::MetaFromClientStored)
            && let Some(created) = created_in(body)
        {
            self.store.touch(&resource.id, |resource| resource.created = created);
            resource.created = created;
        }
        let response = self.resource_response(201, &resource, &selection);
        self.forget(&resource);
        self.join_groups(kind, &resource.id, body);
        Ok(response)
    }

    /// Stores a new resource under a new id, or under `id`, which only faults give.
    pub(super) fn keep(
        &mut self,
        kind: Kind,
        id: Option<String>,
        attributes: Attributes,
    ) -> Resource {
        let id = id.or_else(|| self.lapse.id.take()).unwrap_or_else(|| {
            let id = self.ids.next();
            if self.has(Fault::IdReserved) { format!("bulkId-{id}") } else { id }
        });
        self.born(&id, kind, &attributes);
        let now = (self.settings.clock)();
        let resource = Resource { kind, id, attributes, created: now, modified: now, revision: 1 };
        self.store.insert(resource.clone());
        resource
    }

    /// RFC 7643 section 3.1: the server alone gives ids.
    fn new_id_wanted(
        &self,
        kind: Kind,
        body: &Map<String, Value>,
        attributes: &Attributes,
    ) -> Option<String> {
        if self.has(Fault::ClientIdAccepted) {
            return member_of(body, "id").and_then(Value::as_str).map(str::to_owned);
        }
        if self.has(Fault::RecreateReusesId) {
            let name = attributes.get(kind.naming_attribute());
            return self
                .graveyard
                .iter()
                .find(|old| old.kind == kind && old.attributes.get(kind.naming_attribute()) == name)
                .map(|old| old.id.clone());
        }
        None
    }

    /// Faults that answer with what they do not store.
    fn forget(&mut self, resource: &Resource) {
        for (fault, name) in
            [(Fault::CreateForgetsTitle, "title"), (Fault::CreateForgetsMembers, "members")]
        {
            if self.has(fault) {
                self.store.touch(&resource.id, |resource| {
                    resource.attributes.remove(name);
                });
            }
        }
    }

    /// A fault: `groups` of a user puts it into groups.
    pub(super) fn join_groups(&mut self, kind: Kind, id: &str, body: &Map<String, Value>) {
        if kind != Kind::User || !self.has(Fault::MembershipByUser) {
            return;
        }
        let groups = member_of(body, "groups").and_then(Value::as_array).into_iter().flatten();
        for group in groups.filter_map(|group| group.get("value")?.as_str()) {
            if let Ok(group) = self.existing(Kind::Group, group) {
                let mut attributes = group.attributes.clone();
                let members = attributes.entry("members").or_insert_with(|| json!([]));
                if let Some(members) = members.as_array_mut() {
                    members.push(json!({ "value": id }));
                }
                self.commit(&group, attributes);
            }
        }
    }

    /// Faults that refuse a body which is right.
    fn refuse_what_is_allowed(
        &self,
        kind: Kind,
        body: &Map<String, Value>,
    ) -> Result<(), ScimError> {
        let active = member_of(body, "active");
        let extension = member_of(body, urn::ENTERPRISE_USER);
        let primary_string = body
            .values()
            .filter_map(Value::as_array)
            .flatten()
            .any(|element| element.get("primary").is_some_and(Value::is_string));
        let lists = |part: &str| {
            let schemas = member_of(body, "schemas").and_then(Value::as_array);
            let mut schemas = schemas.into_iter().flatten().filter_map(Value::as_str);
            schemas.any(|schema| schema.contains(part))
        };
        let foreign_schema = lists("ADSCIM");
        let lists_enterprise = lists(urn::ENTERPRISE_USER);
        let refusals = [
            (Fault::LocaleRefused, member_of(body, "timezone").is_some()),
            (Fault::ExtensionDemanded, kind == Kind::User && extension.is_none()),
            (Fault::ActiveFalseRefusedOnCreate, active == Some(&Value::Bool(false))),
            (Fault::ActiveStringRefusedOnCreate, active.is_some_and(Value::is_string)),
            (Fault::PrimaryStringRefused, primary_string),
            (
                Fault::ListedExtensionRefused,
                kind == Kind::User && lists_enterprise && extension.is_none(),
            ),
            (Fault::AdscimSchemaRefused, kind == Kind::Group && foreign_schema),
            (Fault::MetaFromClientRefused, member_of(body, "meta").is_some()),
            (Fault::NullRefused, body.values().any(Value::is_null)),
            (
                Fault::EmptyRolesRefused,
                body.values().any(|value| value.as_array().is_some_and(Vec::is_empty)),
            ),
        ];
        if let Some((fault, _)) =
            refusals.into_iter().find(|(fault, applies)| *applies && self.has(*fault))
        {
            return Err(ScimError::invalid_value(fault.wrong()));
        }
        let manager_string =
            extension.and_then(|extension| extension.get("manager")).is_some_and(Value::is_string);
        if (manager_string && self.has(Fault::ManagerStringOnCreate500))
            || (member_of(body, "schemas").is_none() && self.has(Fault::SchemasMissing500))
        {
            return Err(ScimError::new(500, "internal error"));
        }
        Ok(())
    }

    /// Faults that drop what was sent.
    fn lose_what_was_sent(
        &self,
        kind: Kind,
        body: &Map<String, Value>,
        attributes: &mut Attributes,
    ) {
        let listed = member_of(body, "schemas")
            .and_then(Value::as_array)
            .is_some_and(|schemas| schemas.iter().any(|schema| schema == urn::ENTERPRISE_USER));
        if self.has(Fault::EnterpriseDroppedOnCreate)
            || self.has(Fault::ExtensionSaidRequired)
            || (!listed && self.has(Fault::ExtensionNotListedDropped))
        {
            attributes.remove(urn::ENTERPRISE_USER);
        }
        if self.has(Fault::ExternalIdDropped) {
            attributes.remove("externalId");
        }
        if self.has(Fault::ExternalIdMadeUp) {
            attributes.entry("externalId").or_insert_with(|| "made-up".into());
        }
        if self.has(Fault::ActiveIgnoredOnCreate) {
            attributes.remove("active");
        }
        if kind == Kind::Group && self.has(Fault::MembersIgnoredOnCreate) {
            attributes.remove("members");
        }
    }

    /// A fault: members that nobody is are dropped without a word.
    pub(super) fn drop_unknown_members(&self, attributes: &mut Attributes) {
        if let Some(members) = attributes.get_mut("members").and_then(Value::as_array_mut) {
            members.retain(|member| {
                member
                    .get("value")
                    .and_then(Value::as_str)
                    .is_some_and(|id| self.store.find(id).is_some())
            });
        }
    }
}

/// The creation date that a client claims.
fn created_in(body: &Map<String, Value>) -> Option<Timestamp> {
    member_of(body, "meta")?.get("created")?.as_str()?.parse().ok()
}
