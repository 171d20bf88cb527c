//! GET of one resource, conditional requests, and how a resource is shown.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Server;
use super::error::{ScimError, json_response};
use super::etag;
use super::fault::Fault;
use super::query::Selection;
use super::store::{Kind, Resource};
use super::variation::{self, Variation};
use crate::scim::urn;
use crate::wire::{Request, Response, encode_path_segment};

impl Server {
    pub(super) fn read(
        &self,
        kind: Kind,
        id: &str,
        request: &Request,
    ) -> Result<Response, ScimError> {
        let resource = match self.existing(kind, id) {
            Err(_) if self.has(Fault::DeletedStillReadable) => self.buried(kind, id)?,
            found => found?,
        };
        if self.has(Fault::DisabledHiddenFromGet) && is_disabled(&resource) {
            return Err(ScimError::not_found(&format!("{} {id}", kind.name())));
        }
        let tag = self.version(&resource);
        let unchanged = request
            .headers
            .get("If-None-Match")
            .is_some_and(|header| tag.as_ref().is_some_and(|tag| etag::names(header, tag)));
        if unchanged && !self.has(Fault::NotModifiedMissing) {
            let mut response = Response::new(304);
            response.headers.set("ETag", tag.unwrap_or_default());
            return Ok(response);
        }
        let mut selection = Selection::of_request(self, request)?;
        if self.has(Fault::ExcludedIgnoredOnGet) {
            selection.excluded.clear();
        }
        Ok(self.resource_response(200, &resource, &selection))
    }

    /// The resource of that kind and id; a copy, as what follows changes it.
    pub(super) fn existing(&self, kind: Kind, id: &str) -> Result<Resource, ScimError> {
        let found = if self.has(Fault::GroupReadThroughUsers) {
            self.store.find(id)
        } else {
            self.store.get(kind, id)
        };
        found.cloned().ok_or_else(|| ScimError::not_found(&format!("{} {id}", kind.name())))
    }

    fn buried(&self, kind: Kind, id: &str) -> Result<Resource, ScimError> {
        self.graveyard
            .iter()
            .find(|resource| resource.kind == kind && resource.id == id)
            .cloned()
            .ok_or_else(|| ScimError::not_found(&format!("{} {id}", kind.name())))
    }

    /// RFC 7644 section 3.14: a change with `If-Match` succeeds only if the
    /// version is current.
    pub(super) fn check_if_match(
        &self,
        resource: &Resource,
        request: &Request,
    ) -> Result<(), ScimError> {
        let Some(header) = request.headers.get("If-Match") else { return Ok(()) };
        let Some(tag) = self.version(resource) else { return Ok(()) };
        let current = etag::names(header, &tag);
        if (current || self.has(Fault::IfMatchIgnored))
            && !(self.has(Fault::IfMatchCurrentRefused) && header.trim() != "*")
        {
            return Ok(());
        }
        Err(ScimError::new(412, format!("the version is {tag} and not {header}")))
    }

    /// The version of a resource; `None` if there are no versions.
    pub(super) fn version(&self, resource: &Resource) -> Option<String> {
        if self.varies(Variation::NoETags) {
            return None;
        }
        let revision = if self.has(Fault::VersionStands) { 1 } else { resource.revision };
        let mut tag = etag::of_revision(revision);
        if self.varies(Variation::LongETags) {
            tag = format!("W/\"c2NpbQ==/{}/{revision:016x}==\"", resource.created.as_second());
        }
        Some(if self.varies(Variation::StrongETags) {
            tag.trim_start_matches("W/").to_owned()
        } else {
            tag
        })
    }

    /// The absolute URI of a resource.
    pub(super) fn location(&self, kind: Kind, id: &str) -> String {
        let base = if self.has(Fault::LocationWrong) {
            "http://internal.invalid"
        } else {
            &self.settings.base_url
        };
        format!("{base}/{}/{}", kind.endpoint(), encode_path_segment(id))
    }

    /// What `$ref` says about a resource.
    fn reference(&self, kind: Kind, id: &str) -> Option<String> {
        if self.varies(Variation::NoReferences) {
            None
        } else if self.has(Fault::ReferencesLost) {
            Some(format!("../lost/{}", encode_path_segment(id)))
        } else if self.varies(Variation::RelativeReferences) {
            Some(format!("{}/{}", kind.endpoint(), encode_path_segment(id)))
        } else {
            Some(format!(
                "{}/{}/{}",
                self.settings.base_url,
                kind.endpoint(),
                encode_path_segment(id)
            ))
        }
    }

    /// A response that shows a resource, with its headers.
    pub(super) fn resource_response(
        &self,
        status: u16,
        resource: &Resource,
        selection: &Selection,
    ) -> Response {
        let mut body = self.render(resource);
        self.project(resource.kind, &mut body, selection);
        let mut response = json_response(status, body);
        response.headers.set("Location", self.location(resource.kind, &resource.id));
        if let Some(tag) = self.version(resource) {
            response.headers.set("ETag", tag);
        }
        response
    }

    /// A resource as it is shown: with `schemas`, `id`, `meta`, references and
    /// whatever is computed.
    pub(super) fn render(&self, resource: &Resource) -> Value {
        let mut shown = Map::new();
        shown.insert("schemas".into(), self.schemas(resource));
        shown.insert("id".into(), resource.id.clone().into());
        for (name, value) in &resource.attributes {
            let value = match name.as_str() {
                "password"
                    if !self.has(Fault::PasswordReturned)
                        && !self.has(Fault::PasswordReturnedOnRequest) =>
                {
                    continue;
                }
                "active" if self.has(Fault::DisabledWithoutActive) && is_disabled(resource) => {
                    continue;
                }
                "members" => self.shown_members(value),
                urn::ENTERPRISE_USER => self.shown_enterprise(value),
                _ => value.clone(),
            };
            shown.insert(name.clone(), value);
        }
        match resource.kind {
            Kind::User
                if !self.has(Fault::GroupsMissingOnUser)
                    && !self.varies(Variation::NoUserGroups) =>
            {
                let groups = self.shown_groups(&resource.id);
                if !groups.is_empty() {
                    shown.insert("groups".into(), groups.into());
                }
            }
            Kind::Group if !shown.contains_key("members") => {
                if self.varies(Variation::EmptyMembersNull) {
                    shown.insert("members".into(), Value::Null);
                } else if self.varies(Variation::EmptyMembersShown) {
                    shown.insert("members".into(), json!([]));
                }
            }
            _ => {}
        }
        if self.has(Fault::ExtensionFlattened)
            && let Some(Value::Object(extension)) = resource.attributes.get(urn::ENTERPRISE_USER)
        {
            shown.extend(extension.clone());
        }
        if self.varies(Variation::OwnExtension) {
            variation::show_badge(resource, &mut shown);
        }
        shown.insert("meta".into(), self.meta(resource));
        Value::Object(shown)
    }

    /// RFC 7643 section 3: the base schema and every extension that is there.
    fn schemas(&self, resource: &Resource) -> Value {
        let mut schemas = vec![match resource.kind {
            Kind::User => urn::USER,
            Kind::Group => urn::GROUP,
        }];
        let unlisted = self.has(Fault::ExtensionNotInSchemas) && resource.revision > 1;
        for (extension, _) in &self.definition(resource.kind).extensions {
            if resource.attributes.contains_key(&extension.urn) && !unlisted {
                schemas.push(&extension.urn);
            }
        }
        if self.has(Fault::BaseSchemaMissing) {
            schemas[0] = "urn:ietf:params:scim:schemas:core:2.0:Account";
        }
        json!(schemas)
    }

    fn meta(&self, resource: &Resource) -> Value {
        let mut meta = Map::new();
        if !self.has(Fault::ResourceTypeMissing) {
            meta.insert("resourceType".into(), resource.kind.name().into());
        }
        let instant = |at: Timestamp| Value::from(format!("{at:.3}"));
        meta.insert("created".into(), instant(resource.created));
        let ahead = jiff::SignedDuration::from_hours(i64::from(self.has(Fault::LastModifiedAhead)));
        let modified = resource.modified.checked_add(ahead).unwrap_or(resource.modified);
        meta.insert("lastModified".into(), instant(modified));
        meta.insert("location".into(), self.location(resource.kind, &resource.id).into());
        if let Some(tag) = self.version(resource) {
            meta.insert("version".into(), tag.into());
        }
        Value::Object(meta)
    }

    fn shown_members(&self, members: &Value) -> Value {
        let Value::Array(members) = members else { return members.clone() };
        members
            .iter()
            .map(|member| {
                let Value::Object(member) = member else { return member.clone() };
                let mut member = member.clone();
                let target =
                    member.get("value").and_then(Value::as_str).and_then(|id| self.store.find(id));
                if let Some(target) = target {
                    member.insert("type".into(), target.kind.name().into());
                    if self.varies(Variation::MembersWithDisplay)
                        && let Some(name) = target.name()
                    {
                        member.insert("display".into(), name.into());
                    }
                    if let Some(reference) = self.reference(target.kind, &target.id) {
                        member.insert("$ref".into(), reference.into());
                    }
                }
                Value::Object(member)
            })
            .collect()
    }

    /// RFC 7643 section 4.3: `$ref` of the manager is the URI of that user.
    fn shown_enterprise(&self, extension: &Value) -> Value {
        let mut extension = extension.clone();
        if let Some(manager) = extension.get_mut("manager").and_then(Value::as_object_mut) {
            let target =
                manager.get("value").and_then(Value::as_str).and_then(|id| self.store.find(id));
            if let Some(reference) =
                target.and_then(|target| self.reference(target.kind, &target.id))
            {
                manager.insert("$ref".into(), reference.into());
            }
            if self.varies(Variation::ManagerNameShown)
                && let Some(name) = target.and_then(Resource::name)
            {
                manager.insert("displayName".into(), name.into());
            }
        }
        extension
    }

    /// RFC 7643 section 4.1.2: `groups` is computed from the groups.
    fn shown_groups(&self, id: &str) -> Vec<Value> {
        let stale = self.graveyard.iter().filter(|group| {
            self.has(Fault::GroupsStaleAfterDelete)
                && group.kind == Kind::Group
                && group.member_ids().any(|member| member == id)
        });
        self.store
            .groups_of(id)
            .chain(stale)
            .map(|group| {
                let mut shown = Map::new();
                shown.insert("value".into(), group.id.clone().into());
                if let Some(reference) = self.reference(Kind::Group, &group.id) {
                    shown.insert("$ref".into(), reference.into());
                }
                if let Some(name) = group.name() {
                    shown.insert("display".into(), name.into());
                }
                shown.insert("type".into(), "direct".into());
                Value::Object(shown)
            })
            .collect()
    }
}

/// Is it a user whose `active` is false?
pub(super) fn is_disabled(resource: &Resource) -> bool {
    resource.kind == Kind::User
        && resource.attributes.get("active").is_some_and(|active| {
            *active == Value::Bool(false)
                || active.as_str().is_some_and(|text| text.eq_ignore_ascii_case("false"))
        })
}
