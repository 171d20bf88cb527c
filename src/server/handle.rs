//! A request in, a response out: admission and routing.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::error::{ScimError, json_response};
use super::fault::Fault;
use super::route::Route;
use super::rules::Rules;
use super::settings::{IdGenerator, Settings};
use super::store::{Kind, Resource, Store};
use super::tenant::{self, Whose};
use super::token::Issued;
use super::variation::{self, Variation};
use super::wrong::{Held, Memory, Scene};
use super::{distort, example};
use crate::scim::definition::ResourceDefinition;
use crate::scim::{standard, urn};
use crate::wire::{Body, Method, Request, Response, SpaceEncoding};

/// A SCIM service provider in memory.
#[derive(Debug)]
pub struct Server {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) users: ResourceDefinition,
    pub(super) groups: ResourceDefinition,
    pub(super) ids: IdGenerator,
    /// Deleted users and groups; only some faults remember them.
    pub(super) graveyard: Vec<Resource>,
    /// Names that users had before; only a fault remembers them.
    pub(super) retired_names: HashSet<String>,
    /// How many lists were answered; only a fault asks.
    pub(super) lists: u64,
    /// Access tokens, the oldest first.
    pub(super) issued: Vec<Issued>,
    /// How many access tokens there ever were.
    pub(super) tokens_issued: u64,
    /// The second that the rate limit counts, and its requests.
    this_second: (u64, u32),
    /// The other tenant, once somebody has asked for it.
    pub(super) neighbour: Option<Box<Self>>,
    /// What only faults remember.
    pub(super) memory: Memory,
    /// Do faults overlook conflicts, or give this id to what is created, in the request at hand?
    pub(super) lapse: Lapse,
}

/// What goes wrong in one request only.
#[derive(Debug, Default)]
pub(super) struct Lapse {
    /// A name that is taken is taken again.
    pub(super) overlooks_conflict: bool,
    /// The id of what is created.
    pub(super) id: Option<String>,
}

impl Server {
    /// An empty server.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let mut settings = settings;
        variation::vary_settings(&mut settings);
        let ids = IdGenerator::of(&settings);
        let (mut users, mut groups) = (standard::user(), standard::group());
        variation::vary_definitions(&settings.variations, &mut users, &mut groups);
        if settings.example_extension {
            users.extensions.push((example::schema(), false));
        }
        Self {
            settings,
            store: Store::default(),
            users,
            groups,
            ids,
            graveyard: Vec::new(),
            retired_names: HashSet::new(),
            lists: 0,
            memory: Memory::default(),
            lapse: Lapse::default(),
            issued: Vec::new(),
            tokens_issued: 0,
            this_second: (0, 0),
            neighbour: None,
        }
    }

    /// Its settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Answers a request whose path is relative to the service root.
    pub fn handle(&mut self, request: &Request) -> Response {
        if let Some(response) = self.too_many().or_else(|| self.token_request(request)) {
            return response;
        }
        let inside;
        let request = match self.of_other_tenant(request) {
            Whose::Own => request,
            Whose::Other(response) => return response,
            Whose::TakenForOwn(request) => {
                inside = request;
                &inside
            }
        };
        let Some(heard) = self.heard(request) else {
            let response = self
                .admit(request)
                .and_then(|()| self.dispatch(request))
                .unwrap_or_else(|error| error.to_response());
            return distort::distort(&self.settings, request, response);
        };
        let route = Route::of(&heard.path);
        let (before, groups) = self.named_by(&route);
        let scene =
            Scene { route: &route, request: &heard, before: before.as_ref(), groups: &groups };
        let response = self
            .admit(&heard)
            .and_then(|()| self.refuse(&scene))
            .and_then(|()| self.dispatch(&heard))
            .unwrap_or_else(|error| error.to_response());
        if heard.method.is_write() {
            self.touch_others(&heard, &response);
        }
        let response = self.spoil(&scene, response);
        distort::distort(&self.settings, &heard, response)
    }

    /// Answers a request that was begun earlier.
    pub(super) fn finish(&mut self, request: &Request, held: &Held) -> Response {
        let late = self.act_late(held, request);
        if self.crashes_on_other(held, request) {
            return ScimError::new(500, "internal error").to_response();
        }
        let shared = self.shares_id(held, request);
        self.lapse.overlooks_conflict = self.overlooks_conflict(held);
        self.lapse.id = if shared { self.memory.last_id.clone() } else { None };
        let response = self.handle(late.as_ref().unwrap_or(request));
        self.lapse = Lapse::default();
        response
    }

    /// The refusal of a request beyond the rate limit.
    fn too_many(&mut self) -> Option<Response> {
        let limit = self.settings.rate_limit.as_ref()?;
        let second = (limit.now_ms)() / 1000;
        let count = if self.this_second.0 == second { self.this_second.1 + 1 } else { 1 };
        self.this_second = (second, count);
        (count > limit.per_second).then(|| {
            let mut response = ScimError::new(429, "too many requests").to_response();
            response.headers.set("Retry-After", "1");
            response
        })
    }

    /// Is this rule broken?
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.settings.faults.contains(&fault)
    }

    /// Is this legal difference switched on?
    pub(super) fn varies(&self, variation: Variation) -> bool {
        self.settings.variations.contains(&variation)
    }

    /// The definition of a kind of resource.
    pub(super) const fn definition(&self, kind: Kind) -> &ResourceDefinition {
        match kind {
            Kind::User => &self.users,
            Kind::Group => &self.groups,
        }
    }

    /// What a value has to keep to.
    pub(super) fn rules(&self, kind: Kind) -> Rules<'_> {
        Rules { settings: &self.settings, definition: self.definition(kind), kind }
    }

    /// Checks what has nothing to do with SCIM's data: credentials and headers.
    fn admit(&self, request: &Request) -> Result<(), ScimError> {
        let route = Route::of(&request.path);
        // RFC 7643 section 5: how to authenticate can be read without it.
        let public =
            route == Route::ServiceProviderConfig && !self.varies(Variation::DiscoveryNeedsToken);
        if !public && !self.has(Fault::NoAuthenticationNeeded) {
            self.authenticate(request)?;
        }
        self.admit_headers(request)?;
        self.decline(&route, request)?;
        if self.has(Fault::UnknownParameterRefused)
            && let Some(unknown) = request.query.iter().find(|parameter| {
                !query_names().any(|name| name.eq_ignore_ascii_case(&parameter.name))
            })
        {
            let name = &unknown.name;
            return Err(ScimError::invalid_value(format!("unknown parameter {name}")));
        }
        if self.varies(Variation::TrailingSlashRefused)
            && request.path.len() > 1
            && request.path.ends_with('/')
        {
            return Err(ScimError::not_found("this path"));
        }
        Ok(())
    }

    fn authenticate(&self, request: &Request) -> Result<(), ScimError> {
        let token = self.settings.token.as_ref();
        if token.is_none() && self.settings.token_endpoint.is_none() {
            return Ok(());
        }
        match tenant::bearer(request) {
            Some(given) if self.is_read_only(given) => self.admit_reader(request),
            Some(given) if token.is_some_and(|token| given == token.expose()) => Ok(()),
            Some(given) if self.knows_token(given) => Ok(()),
            None if self.varies(Variation::TokenInQuery)
                && token.is_some_and(|token| {
                    request.query_value("access_token") == Some(token.expose())
                }) =>
            {
                Ok(())
            }
            Some("") if self.has(Fault::EmptyTokenAccepted) => Ok(()),
            Some(given) if !given.is_empty() && self.has(Fault::AnyTokenAccepted) => Ok(()),
            None if self.has(Fault::AsyncResultOpen) && self.is_open_result(&request.path) => {
                Ok(())
            }
            None if self.has(Fault::CursorNeedsNoToken)
                && self.parameter(request, "cursor").is_some_and(|cursor| !cursor.is_empty()) =>
            {
                Ok(())
            }
            Some(_) => Err(ScimError::new(401, "the bearer token is wrong")),
            None => Err(ScimError::new(401, "a bearer token is needed")),
        }
    }

    fn admit_headers(&self, request: &Request) -> Result<(), ScimError> {
        let unsupported = |what: &str| Err(ScimError::new(415, format!("{what} is not supported")));
        if let (Some(content_type), false) =
            (request.headers.get("Content-Type"), request.body == Body::Empty)
        {
            let media_type = content_type.split(';').next().unwrap_or_default().trim();
            let scim = media_type.eq_ignore_ascii_case("application/scim+json");
            // RFC 7644 section 3.8: application/json is meant to be taken as well.
            if !scim && !media_type.eq_ignore_ascii_case("application/json") {
                return unsupported(content_type);
            }
            if (scim && self.has(Fault::ScimMediaTypeRefused))
                || (content_type.contains(';') && self.has(Fault::CharsetRefused))
            {
                return unsupported(content_type);
            }
        }
        if request.method == Method::Get
            && self.has(Fault::ContentTypeDemandedOnGet)
            && request.headers.get("Content-Type").is_none()
        {
            return unsupported("a request without Content-Type");
        }
        if self.has(Fault::AcceptRefused)
            && request.headers.get("Accept").is_some_and(|accept| accept.contains("scim+json"))
        {
            return Err(ScimError::new(406, "only application/json can be had"));
        }
        if self.has(Fault::UserAgentDemanded)
            && request.headers.get("User-Agent").is_none_or(str::is_empty)
        {
            return Err(ScimError::new(403, "a User-Agent is needed"));
        }
        if self.has(Fault::RawQuotesRefused)
            && request.encoding.quote == crate::wire::QuoteEncoding::Raw
        {
            return Err(ScimError::invalid_filter("the query is not encoded"));
        }
        Ok(())
    }

    /// Does what a request asks for. Bulk operations come here too.
    pub(super) fn dispatch(&mut self, request: &Request) -> Result<Response, ScimError> {
        let mut route = Route::of(&request.path);
        if let Some(answer) = self.differs(&route, request) {
            return answer;
        }
        if let Route::Item(kind, id) = &mut route
            && self.varies(Variation::IdsInAnyCase)
            && let Some(same) = self.store.iter(*kind).find(|one| one.id.eq_ignore_ascii_case(id))
        {
            id.clone_from(&same.id);
        }
        if route == Route::Me {
            if self.has(Fault::MeWithoutLocation) {
                let me = json!({ "schemas": [urn::USER], "id": "1", "userName": "me" });
                return Ok(json_response(200, me));
            }
            // RFC 7644 section 3.11: a server without it SHOULD answer 501.
            return Err(ScimError::new(501, "/Me is not supported"));
        }
        let Some(methods) = route.methods() else {
            return Err(ScimError::not_found("this endpoint"));
        };
        if !methods.split(", ").any(|method| method == request.method.as_str()) {
            return Err(ScimError::method_not_allowed(methods));
        }
        if route.is_discovery() {
            return self.discover(&route, request);
        }
        match (route, request.method) {
            (Route::Root, _) if self.has(Fault::RootFails) => {
                Err(ScimError::new(500, "internal error"))
            }
            (Route::Root, _) => self.query(&[Kind::User, Kind::Group], request),
            (Route::RootSearch, _) => self.search(&[Kind::User, Kind::Group], request),
            (Route::Search(kind), _) => self.search(&[kind], request),
            (Route::Collection(kind), Method::Get) => self.query(&[kind], request),
            (Route::Collection(kind), _) => self.create(kind, request),
            (Route::Item(kind, id), Method::Get) => self.read(kind, &id, request),
            (Route::Item(kind, id), Method::Put) => self.replace(kind, &id, request),
            (Route::Item(kind, id), Method::Patch) => self.patch(kind, &id, request),
            (Route::Item(kind, id), _) => self.delete(kind, &id, request),
            (Route::Bulk, _) => self.bulk(request),
            _ => Err(ScimError::not_found("this endpoint")),
        }
    }

    /// The body of a write, which has to be a JSON object.
    pub(super) fn object<'a>(
        &self,
        request: &'a Request,
    ) -> Result<&'a Map<String, Value>, ScimError> {
        match &request.body {
            Body::Json(Value::Object(body)) => Ok(body),
            Body::Json(_) => Err(ScimError::invalid_syntax("the body is not a JSON object")),
            Body::Empty => Err(ScimError::invalid_syntax("the body is missing")),
            Body::Text(_) if self.has(Fault::MalformedJson500) => {
                Err(ScimError::new(500, "internal error"))
            }
            Body::Text(_) => Err(ScimError::invalid_syntax("the body is not JSON")),
        }
    }

    /// A query parameter by its name, which is compared without case.
    pub(super) fn parameter<'a>(
        &self,
        request: &'a Request,
        name: &str,
    ) -> Option<std::borrow::Cow<'a, str>> {
        let value = request
            .query
            .iter()
            .find(|parameter| parameter.name.eq_ignore_ascii_case(name))
            .map(|parameter| parameter.value.as_deref().unwrap_or_default())?;
        if self.has(Fault::FilterPlusNotDecoded) && request.encoding.space == SpaceEncoding::Plus {
            return Some(value.replace(' ', "+").into());
        }
        Some(value.into())
    }
}

/// The query parameters of RFC 7644 table 3 and section 3.4.2.5, and of RFC 9865.
fn query_names() -> impl Iterator<Item = &'static str> {
    [
        "filter",
        "sortBy",
        "sortOrder",
        "startIndex",
        "count",
        "cursor",
        "attributes",
        "excludedAttributes",
    ]
    .into_iter()
}
