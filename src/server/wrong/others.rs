//! Faults that change what a write is not about.

use serde_json::json;

use super::super::Server;
use super::super::fault::Fault;
use super::super::route::Route;
use super::super::store::{Kind, Resource};
use crate::wire::{Request, Response};

impl Server {
    /// Changes users or groups that a write does not name; each time anew, so
    /// that every read of them shows it.
    pub(in crate::server) fn touch_others(&mut self, request: &Request, response: &Response) {
        let refused = matches!(response.status, 400 | 409 | 412);
        let meant = match Route::of(&request.path) {
            Route::Item(_, id) => Some(id),
            _ => response.body.json().and_then(|body| body.get("id")?.as_str()).map(str::to_owned),
        };
        let other = |resource: &&Resource| Some(&resource.id) != meant.as_ref();
        let changed: Vec<Resource> = if self.has(Fault::NeighboursChanged) && response.is_success()
        {
            self.store.iter(Kind::User).filter(other).cloned().collect()
        } else if self.has(Fault::OtherGroupsChanged) && response.is_success() {
            self.store.iter(Kind::Group).filter(other).cloned().collect()
        } else if self.has(Fault::RefusedWriteTouches) && refused {
            self.store.iter(Kind::User).cloned().collect()
        } else {
            return;
        };
        for mut resource in changed {
            let revision = resource.revision;
            let attributes = &mut resource.attributes;
            if resource.kind == Kind::User {
                attributes.insert(
                    "name".into(),
                    json!({ "familyName": format!("Everybody {revision}") }),
                );
            } else {
                attributes.insert("externalId".into(), format!("every group {revision}").into());
            }
            self.store.update(&resource.id, resource.attributes, resource.modified);
        }
    }
}
