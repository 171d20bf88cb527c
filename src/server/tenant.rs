//! Credentials beside the server's own: one of another tenant (RFC 7644 section 6),
//! and one that may only read.

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::route::Route;
use super::settings::Settings;
use super::variation::Variation;
use crate::wire::{Method, Request, Response, Secret};

/// To whom a request belongs.
pub(super) enum Whose {
    /// To this tenant, or to nobody.
    Own,
    /// To the other one, which has answered.
    Other(Response),
    /// To the other one, and a fault makes it one of this tenant.
    TakenForOwn(Request),
}

/// The bearer token of a request.
pub(super) fn bearer(request: &Request) -> Option<&str> {
    request
        .headers
        .get("Authorization")
        .and_then(|header| header.split_once(' ').or(Some((header, ""))))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, given)| given.trim())
}

impl Server {
    /// Lets the other tenant answer what carries its token.
    pub(super) fn of_other_tenant(&mut self, request: &Request) -> Whose {
        self.do_what_is_refused(request);
        let Some(token) = &self.settings.other_tenant else { return Whose::Own };
        if bearer(request) != Some(token.expose()) {
            return Whose::Own;
        }
        if self.reaches_over(request)
            && let Some(inside) = self.with_own_token(request)
        {
            return Whose::TakenForOwn(inside);
        }
        if self.varies(Variation::OtherTenantForbidden) {
            return Whose::Other(
                ScimError::new(403, "the token is of another tenant").to_response(),
            );
        }
        if self.has(Fault::OtherTenantCursorTold)
            && self.parameter(request, "cursor").is_some_and(|cursor| is_of_this_server(&cursor))
        {
            return Whose::Other(
                ScimError::new(403, "the cursor belongs to another tenant").to_response(),
            );
        }
        let neighbour = self.neighbour.get_or_insert_with(|| {
            Box::new(Self::new(Settings {
                token: self.settings.other_tenant.clone(),
                other_tenant: None,
                read_only: None,
                token_endpoint: None,
                rate_limit: None,
                // Other ids, and cursors that are none here.
                id_seed: !self.settings.id_seed,
                ..self.settings.clone()
            }))
        });
        Whose::Other(neighbour.handle(request))
    }

    /// Does, for a fault, what the request will be told that it may not.
    fn do_what_is_refused(&mut self, request: &Request) {
        let is = |token: Option<&Secret>| {
            token.is_some_and(|token| bearer(request) == Some(token.expose()))
        };
        let other = is(self.settings.other_tenant.as_ref());
        let reader = is(self.settings.read_only.as_ref());
        let done = match request.method {
            Method::Patch => other && self.has(Fault::OtherTenantPatchDone),
            Method::Delete => other && self.has(Fault::OtherTenantDeleteDone),
            Method::Put => reader && self.has(Fault::ReaderPutDone),
            Method::Get | Method::Post => false,
        };
        if done && let Some(inside) = self.with_own_token(request) {
            self.handle(&inside);
        }
    }

    /// The request as if the server's own token had come with it.
    fn with_own_token(&self, request: &Request) -> Option<Request> {
        let own = self.settings.token.as_ref()?;
        let mut inside = request.clone();
        inside.headers.set("Authorization", format!("Bearer {}", own.expose()));
        Some(inside)
    }

    /// Does a fault let a request of the other tenant in?
    fn reaches_over(&self, request: &Request) -> bool {
        let route = Route::of(&request.path);
        let item = matches!(route, Route::Item(..));
        let reads = request.method == Method::Get;
        let deletes = request.method == Method::Delete;
        let changes = !reads && !deletes;
        let follows = self.parameter(request, "cursor").is_some_and(|cursor| !cursor.is_empty());
        self.has(Fault::OtherTenantAccepted)
            || (item && reads && self.has(Fault::OtherTenantReads))
            || (item && changes && self.has(Fault::OtherTenantWrites))
            || (item && deletes && self.has(Fault::OtherTenantDeletes))
            || (matches!(route, Route::Collection(_))
                && reads
                && !follows
                && self.has(Fault::OtherTenantLists))
            || (follows && self.has(Fault::OtherTenantFollows))
    }

    /// Is this the token that may only read?
    pub(super) fn is_read_only(&self, given: &str) -> bool {
        self.settings.read_only.as_ref().is_some_and(|token| token.expose() == given)
    }

    /// Lets somebody in who may only read (RFC 7644 section 3.12: 403 for the rest).
    pub(super) fn admit_reader(&self, request: &Request) -> Result<(), ScimError> {
        let searches = matches!(Route::of(&request.path), Route::Search(_) | Route::RootSearch);
        let deletes = request.method == Method::Delete && self.has(Fault::ReaderDeletes);
        if !request.method.is_write() || searches || deletes || self.has(Fault::ReaderWrites) {
            Ok(())
        } else if self.has(Fault::ReaderUnauthorised) {
            Err(ScimError::new(401, "the bearer token is wrong"))
        } else if self.varies(Variation::ReadersFindNothing) {
            Err(ScimError::not_found("what could be changed"))
        } else {
            Err(ScimError::new(403, "this token may only read"))
        }
    }
}

/// Cursors are hexadecimal, and 32 digits long.
fn is_of_this_server(cursor: &str) -> bool {
    cursor.len() == 32 && cursor.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scim::urn;
    use crate::wire::Secret;

    fn send(server: &mut Server, token: &str, request: Request) -> Response {
        let mut request = request;
        request.headers.set("Authorization", format!("Bearer {token}"));
        server.handle(&request)
    }

    #[test]
    fn the_other_tenant_has_users_of_its_own_and_readers_only_read() {
        let mut server = Server::new(Settings {
            token: Some(Secret::new("own")),
            other_tenant: Some(Secret::new("other")),
            read_only: Some(Secret::new("reader")),
            ..Settings::default()
        });
        let user = json!({ "schemas": [urn::USER], "userName": "ada" });
        let create = Request::new(Method::Post, "/Users").with_json(user);
        let created = send(&mut server, "own", create.clone());
        assert_eq!(created.status, 201);
        let id = created.body.json().and_then(|body| body["id"].as_str()).unwrap();
        let read = Request::new(Method::Get, format!("/Users/{id}"));
        assert_eq!(send(&mut server, "other", read.clone()).status, 404);
        // The name is taken in one tenant only.
        assert_eq!(send(&mut server, "other", create.clone()).status, 201);
        assert_eq!(send(&mut server, "reader", read).status, 200);
        assert_eq!(send(&mut server, "reader", create).status, 403);
        let delete = Request::new(Method::Delete, format!("/Users/{id}"));
        assert_eq!(send(&mut server, "reader", delete).status, 403);
    }
}
