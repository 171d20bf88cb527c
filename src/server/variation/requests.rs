//! Differences in which requests are taken.

use serde_json::{Map, Value, json};

use super::super::Server;
use super::super::error::{ScimError, json_response};
use super::super::input::member_of;
use super::super::route::Route;
use super::super::store::Kind;
use super::Variation;
use crate::scim::urn;
use crate::wire::{Body, Method, Request, Response};

impl Server {
    /// Refuses what a server may refuse.
    ///
    /// # Errors
    /// With the refusal.
    pub(in crate::server) fn decline(
        &self,
        route: &Route,
        request: &Request,
    ) -> Result<(), ScimError> {
        if self.settings.variations.is_empty() {
            return Ok(());
        }
        let parameter = |name: &str| self.parameter(request, name);
        let json = request.headers.get("Content-Type").is_some_and(|content| {
            content
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .eq_ignore_ascii_case("application/json")
        });
        if json && request.body != Body::Empty && self.varies(Variation::PlainJsonBodiesRefused) {
            return Err(ScimError::new(415, "only application/scim+json is read"));
        }
        if self.varies(Variation::NoFilter)
            && (parameter("filter").is_some()
                || matches!(route, Route::Search(_) | Route::RootSearch))
        {
            return Err(ScimError::new(501, "filters are not supported"));
        }
        if self.varies(Variation::NoPatch) && request.method == Method::Patch {
            return Err(ScimError::new(501, "PATCH is not supported"));
        }
        if self.varies(Variation::UnknownProjectionRefused)
            && let Some(names) = parameter("attributes")
            && let Some(name) = names.split(',').find(|name| !self.knows_attribute(name.trim()))
        {
            return Err(ScimError::invalid_value(format!("{name} is not known")));
        }
        if self.varies(Variation::AlwaysReturnedNotExcluded)
            && parameter("excludedAttributes")
                .is_some_and(|names| names.split(',').any(|name| name.trim() == "id"))
        {
            return Err(ScimError::invalid_value("id is always returned"));
        }
        let writes = match route {
            Route::Collection(kind) if request.method == Method::Post => Some(*kind),
            Route::Item(kind, _) if request.method == Method::Put => Some(*kind),
            _ => None,
        };
        match (writes, &request.body) {
            (Some(kind), Body::Json(Value::Object(body))) => {
                self.decline_body(kind, body, request.method == Method::Post)
            }
            _ => Ok(()),
        }
    }

    fn decline_body(
        &self,
        kind: Kind,
        body: &Map<String, Value>,
        new: bool,
    ) -> Result<(), ScimError> {
        let rules = self.rules(kind);
        let own = |name: &str| {
            let common = ["schemas", "id", "meta"];
            common.iter().any(|known| name.eq_ignore_ascii_case(known))
                || rules.core_attribute(name).is_some()
                || rules.extension(name).is_some()
        };
        let listed = |urn: &str| {
            let schemas = member_of(body, "schemas").and_then(Value::as_array);
            schemas.is_some_and(|all| {
                all.iter().filter_map(Value::as_str).any(|one| one.eq_ignore_ascii_case(urn))
            })
        };
        if self.varies(Variation::UnknownAttributesRefused)
            && let Some(name) = body.keys().find(|name| !own(name))
        {
            return Err(ScimError::invalid_syntax(format!("{name} is not known")));
        }
        if self.varies(Variation::UnknownSchemasRefused) {
            let schemas = member_of(body, "schemas").and_then(Value::as_array);
            let unknown = schemas.into_iter().flatten().filter_map(Value::as_str).find(|schema| {
                !rules.definition.schema.is_named(schema) && rules.extension(schema).is_none()
            });
            if let Some(unknown) = unknown {
                return Err(ScimError::invalid_value(format!("{unknown} is not known")));
            }
        }
        if self.varies(Variation::IdOfClientRefused) && new && member_of(body, "id").is_some() {
            return Err(ScimError::mutability("id is readOnly"));
        }
        if self.varies(Variation::UnlistedExtensionRefused)
            && let Some(urn) = body.keys().find(|name| name.contains(':') && !listed(name))
        {
            return Err(ScimError::invalid_syntax(format!("schemas does not list {urn}")));
        }
        if self.varies(Variation::EnterpriseRequired)
            && kind == Kind::User
            && member_of(body, urn::ENTERPRISE_USER).is_none()
        {
            return Err(ScimError::invalid_value(format!("{} is required", urn::ENTERPRISE_USER)));
        }
        if self.varies(Variation::WorkOnly) {
            let lists = ["emails", "phoneNumbers", "addresses", "ims", "photos"];
            let lists = lists.into_iter().filter_map(|name| member_of(body, name)?.as_array());
            let other = lists
                .flatten()
                .filter_map(|one| one.get("type")?.as_str())
                .find(|kind| *kind != "work");
            if let Some(other) = other {
                return Err(ScimError::invalid_value(format!("the type {other} is not known")));
            }
        }
        Ok(())
    }

    /// Answers for endpoints that differ from the reference server's; `None` for
    /// all others.
    pub(in crate::server) fn differs(
        &self,
        route: &Route,
        request: &Request,
    ) -> Option<Result<Response, ScimError>> {
        if self.settings.variations.is_empty() {
            return None;
        }
        let missing = || Some(Err(ScimError::not_found("this endpoint")));
        let of_groups = matches!(
            route,
            Route::Collection(Kind::Group)
                | Route::Search(Kind::Group)
                | Route::Item(Kind::Group, _)
        );
        match route {
            _ if of_groups && self.varies(Variation::NoGroups) => missing(),
            Route::Search(_) | Route::RootSearch if self.varies(Variation::NoSearch) => missing(),
            Route::Root | Route::RootSearch if self.varies(Variation::NoRootQuery) => missing(),
            Route::Me if self.varies(Variation::MeIsUnknown) => missing(),
            Route::Me if self.varies(Variation::MeForbidden) => {
                Some(Err(ScimError::new(403, "the client is no user")))
            }
            Route::Me if self.varies(Variation::MeRedirects) => {
                let mut response = Response::new(308);
                let user = self.store.iter(Kind::User).next().map_or("nobody", |user| &user.id);
                response.headers.set("Location", self.location(Kind::User, user));
                Some(Ok(response))
            }
            Route::Unknown
                if self.varies(Variation::ThirdResourceType)
                    && request.method == Method::Get
                    && request.path.trim_matches('/') == "Buildings" =>
            {
                Some(Ok(json_response(
                    200,
                    json!({
                        "schemas": [urn::LIST_RESPONSE], "totalResults": 0, "startIndex": 1,
                        "itemsPerPage": 0, "Resources": [],
                    }),
                )))
            }
            _ => None,
        }
    }
}
