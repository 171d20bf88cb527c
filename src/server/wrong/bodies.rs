//! Faults that lose or change what a create or a replacement carries.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::super::Server;
use super::super::fault::Fault;
use super::super::route::Route;
use super::super::store::{Kind, Resource};
use super::body_of;
use crate::scim::urn;
use crate::wire::{Method, Request, encode_path_segment};

impl Server {
    /// The bytes of a body, in which a fault takes JSON's escapes for letters.
    pub(in crate::server) fn mistaken<'b>(&self, body: &'b [u8]) -> Cow<'b, [u8]> {
        match std::str::from_utf8(body) {
            Ok(text) if self.has(Fault::EscapesStoredLiterally) && text.contains("\\u") => {
                text.replace("\\u", "\\\\u").into_bytes().into()
            }
            _ => body.into(),
        }
    }
}

pub(super) fn mishear(server: &Server, fault: Fault, route: &Route, request: &mut Request) {
    let method = request.method;
    match route {
        Route::Collection(kind) if method == Method::Post => {
            if let Some(body) = body_of(request) {
                created(fault, *kind, body);
            }
        }
        Route::Item(kind, id) if method == Method::Put => {
            let before = server.store.get(*kind, id);
            if let Some(body) = body_of(request) {
                replaced(fault, *kind, before, body);
            }
        }
        Route::Item(kind, id)
            if method == Method::Delete
                && fault == Fault::DeleteIgnoresCase
                && server.store.get(*kind, id).is_none() =>
        {
            let same = server.store.iter(*kind).find(|other| other.id.eq_ignore_ascii_case(id));
            if let Some(same) = same {
                let id = encode_path_segment(&same.id);
                request.path = format!("/{}/{id}", kind.endpoint());
            }
        }
        Route::Bulk if fault == Fault::BulkPatchRefused => {
            let operations = body_of(request).and_then(|body| body.get_mut("Operations"));
            for operation in operations.and_then(Value::as_array_mut).into_iter().flatten() {
                if operation.get("method") == Some(&json!("PATCH")) {
                    operation["path"] = "/Nowhere/1".into();
                }
            }
        }
        _ => {}
    }
}

fn created(fault: Fault, kind: Kind, body: &mut Map<String, Value>) {
    let lost = match fault {
        Fault::TitleDropped => "title",
        Fault::AddressesDropped => "addresses",
        Fault::PhonesDropped => "phoneNumbers",
        _ => "",
    };
    if kind == Kind::User {
        body.remove(lost);
    }
    match fault {
        Fault::NamesSwapped => {
            if let Some(Value::Object(name)) = body.get_mut("name") {
                let (given, family) = (name.remove("givenName"), name.remove("familyName"));
                name.extend(family.map(|family| ("givenName".to_owned(), family)));
                name.extend(given.map(|given| ("familyName".to_owned(), given)));
            }
        }
        Fault::DomainCut => {
            if let Some(Value::String(name)) = body.get_mut("userName") {
                name.truncate(name.find('@').unwrap_or(name.len()));
            }
        }
        Fault::ManagerDropped => {
            if let Some(Value::Object(extension)) = body.get_mut(urn::ENTERPRISE_USER) {
                extension.remove("manager");
            }
        }
        Fault::CreateFirstMemberOnly => {
            if let Some(Value::Array(members)) = body.get_mut("members") {
                members.truncate(1);
            }
        }
        _ => {}
    }
}

fn replaced(fault: Fault, kind: Kind, before: Option<&Resource>, body: &mut Map<String, Value>) {
    let old = |name: &str| before.and_then(|before| before.attributes.get(name));
    match fault {
        Fault::PutMembersIgnored if kind == Kind::Group => {
            body.remove("members");
        }
        Fault::PutEnterpriseDropped => {
            body.remove(urn::ENTERPRISE_USER);
        }
        Fault::PutUserNameStands if kind == Kind::User => {
            if let Some(name) = old("userName") {
                body.insert("userName".into(), name.clone());
            }
        }
        _ => {}
    }
}
