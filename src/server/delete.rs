//! DELETE (RFC 7644 section 3.6).

use super::Server;
use super::error::{ScimError, json_response};
use super::fault::Fault;
use super::store::Kind;
use super::variation::Variation;
use crate::wire::{Request, Response};

impl Server {
    pub(super) fn delete(
        &mut self,
        kind: Kind,
        id: &str,
        request: &Request,
    ) -> Result<Response, ScimError> {
        if self.store.get(kind, id).is_none()
            && self.has(Fault::SecondDeleteIs204)
            && self.graveyard.iter().any(|resource| resource.id == id)
        {
            return Ok(Response::new(204));
        }
        if self.has(Fault::DeleteRefused) {
            return Err(ScimError::method_not_allowed("GET, PUT, PATCH"));
        }
        let resource = self.existing(kind, id)?;
        self.check_if_match(&resource, request)?;
        let done = if self.has(Fault::DeleteAnswers200) {
            json_response(200, self.render(&resource))
        } else {
            Response::new(204)
        };
        if self.has(Fault::DeleteIgnored) {
            return Ok(done);
        }
        if self.has(Fault::GroupDeleteDeletesUsers) && kind == Kind::Group {
            for member in resource.member_ids() {
                self.store.remove(member);
            }
        }
        self.store.remove(id);
        if !self.varies(Variation::MembersOutliveUsers) {
            self.drop_memberships(id);
        }
        if !self.settings.faults.is_empty() || self.varies(Variation::MembersOutliveUsers) {
            self.graveyard.push(resource);
        }
        Ok(done)
    }

    /// Takes a resource out of every group. RFC 7643 section 2.3.7 allows it,
    /// and a group of which a member is gone helps nobody.
    pub(super) fn drop_memberships(&mut self, id: &str) {
        let groups: Vec<_> = self
            .store
            .groups_of(id)
            .map(|group| (group.id.clone(), group.attributes.clone()))
            .collect();
        for (group, mut attributes) in groups {
            if let Some(members) = attributes.get_mut("members").and_then(|m| m.as_array_mut()) {
                members.retain(|member| member.get("value").and_then(|v| v.as_str()) != Some(id));
                if members.is_empty() {
                    attributes.remove("members");
                }
            }
            let now = (self.settings.clock)();
            self.store.update(&group, attributes, now);
        }
    }
}
