//! A small application with a SCIM endpoint, as a product team would write it
//! in an afternoon: users only, kept in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// The users by id, and the number of the last one.
#[derive(Default)]
pub(crate) struct Store {
    users: BTreeMap<String, Map<String, Value>>,
    last: u32,
}

type Shared = Arc<Mutex<Store>>;

/// The application's routes; `token` is what Entra must send.
pub(crate) fn app(token: &'static str) -> Router {
    let users = Router::new()
        .route("/Users", get(query).post(create))
        .route("/Users/{id}", get(read).patch(patch).delete(delete))
        .route("/ServiceProviderConfig", get(config))
        .route("/ResourceTypes", get(resource_types))
        .route("/Schemas", get(schemas))
        .fallback(|| async { error(StatusCode::NOT_FOUND, None, "no such endpoint") })
        .with_state(Shared::default());
    Router::new().nest("/scim/v2", users).layer(axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| async move {
            let sent = request.headers().get(header::AUTHORIZATION);
            if sent.is_some_and(|sent| sent.as_bytes() == format!("Bearer {token}").as_bytes()) {
                next.run(request).await
            } else {
                let mut refused = error(StatusCode::UNAUTHORIZED, None, "wrong or missing token");
                let scheme = header::HeaderValue::from_static("Bearer");
                refused.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
                refused
            }
        },
    ))
}

fn scim(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/scim+json")], body.to_string()).into_response()
}

fn error(status: StatusCode, scim_type: Option<&str>, detail: &str) -> Response {
    let mut body =
        json!({"schemas": [ERROR], "status": status.as_u16().to_string(), "detail": detail});
    if let Some(scim_type) = scim_type {
        body["scimType"] = scim_type.into();
    }
    scim(status, &body)
}

fn list(resources: &[Value]) -> Response {
    scim(
        StatusCode::OK,
        &json!({
            "schemas": [LIST], "totalResults": resources.len(), "Resources": resources,
            "startIndex": 1, "itemsPerPage": resources.len(),
        }),
    )
}

fn is_named(user: &Map<String, Value>, name: &str) -> bool {
    user["userName"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name))
}

/// `userName eq "…"` and nothing else, as the documentation of this product says.
async fn query(
    State(store): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let store = store.lock().expect("nobody panicked with it");
    let users = store.users.values();
    let Some(filter) = query.get("filter") else {
        return list(&users.cloned().map(Value::Object).collect::<Vec<_>>());
    };
    let value = filter
        .split_once(' ')
        .filter(|(attribute, _)| attribute.eq_ignore_ascii_case("userName"))
        .and_then(|(_, rest)| rest.split_once(' '))
        .filter(|(operator, _)| operator.eq_ignore_ascii_case("eq"))
        .and_then(|(_, value)| serde_json::from_str::<String>(value).ok());
    match value {
        Some(name) => {
            let found = users.filter(|user| is_named(user, &name)).cloned().map(Value::Object);
            list(&found.collect::<Vec<_>>())
        }
        None => {
            error(StatusCode::BAD_REQUEST, Some("invalidFilter"), "only userName eq is supported")
        }
    }
}

fn body_of(body: &Bytes) -> Option<Map<String, Value>> {
    serde_json::from_slice(body).ok()
}

async fn create(State(store): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(mut user) = body_of(&body) else {
        return error(StatusCode::BAD_REQUEST, Some("invalidSyntax"), "the body is no JSON object");
    };
    let Some(name) = user.get("userName").and_then(Value::as_str).map(str::to_owned) else {
        return error(StatusCode::BAD_REQUEST, Some("invalidValue"), "userName is required");
    };
    let mut store = store.lock().expect("nobody panicked with it");
    if store.users.values().any(|user| is_named(user, &name)) {
        return error(StatusCode::CONFLICT, Some("uniqueness"), "userName is taken");
    }
    store.last += 1;
    let id = format!("u{}", store.last);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let location = format!("http://{host}/scim/v2/Users/{id}");
    user.retain(|name, value| is_known(name) && !value.is_null());
    if let Some(active) = user.get_mut("active") {
        *active = boolean(active);
    }
    user.insert("schemas".into(), json!([USER]));
    user.insert("id".into(), id.clone().into());
    user.insert("meta".into(), json!({"resourceType": "User", "location": location}));
    store.users.insert(id, user.clone());
    let mut created = scim(StatusCode::CREATED, &Value::Object(user));
    if let Ok(location) = location.parse() {
        created.headers_mut().insert(header::LOCATION, location);
    }
    created
}

/// What this product keeps of a user.
fn is_known(name: &str) -> bool {
    ["userName", "externalId", "active", "title", "name"].contains(&name)
}

/// Entra sends `"False"` where it means `false`.
fn boolean(value: &Value) -> Value {
    match value.as_str() {
        Some(text) => text.eq_ignore_ascii_case("true").into(),
        None => value.clone(),
    }
}

async fn read(State(store): State<Shared>, Path(id): Path<String>) -> Response {
    match store.lock().expect("nobody panicked with it").users.get(&id) {
        Some(user) => scim(StatusCode::OK, &Value::Object(user.clone())),
        None => error(StatusCode::NOT_FOUND, None, "no such user"),
    }
}

async fn delete(State(store): State<Shared>, Path(id): Path<String>) -> Response {
    match store.lock().expect("nobody panicked with it").users.remove(&id) {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => error(StatusCode::NOT_FOUND, None, "no such user"),
    }
}

async fn patch(State(store): State<Shared>, Path(id): Path<String>, body: Bytes) -> Response {
    let mut store = store.lock().expect("nobody panicked with it");
    let Some(user) = store.users.get(&id) else {
        return error(StatusCode::NOT_FOUND, None, "no such user");
    };
    let mut changed = user.clone();
    let body = body_of(&body).unwrap_or_default();
    for operation in body.get("Operations").and_then(Value::as_array).into_iter().flatten() {
        let remove = operation["op"].as_str().is_some_and(|op| op.eq_ignore_ascii_case("remove"));
        let value = if remove { &Value::Null } else { &operation["value"] };
        match (operation["path"].as_str(), value) {
            (Some(path), value) => assign(&mut changed, path, value),
            (None, Value::Object(values)) => {
                for (path, value) in values {
                    assign(&mut changed, path, value);
                }
            }
            _ => return error(StatusCode::BAD_REQUEST, Some("noTarget"), "a path is needed"),
        }
    }
    store.users.insert(id, changed.clone());
    scim(StatusCode::OK, &Value::Object(changed))
}

/// Sets `title`, `name.givenName` and the like; null removes.
fn assign(user: &mut Map<String, Value>, path: &str, value: &Value) {
    let (name, sub) = path.split_once('.').map_or((path, None), |(name, sub)| (name, Some(sub)));
    if !is_known(name) {
        return;
    }
    match sub {
        Some(sub) => {
            let complex = user.entry(name).or_insert_with(|| json!({}));
            complex[sub] = value.clone();
        }
        None if value.is_null() => {
            user.remove(name);
        }
        None if name == "active" => {
            user.insert(name.into(), boolean(value));
        }
        None => match (user.get_mut(name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new.clone()),
            _ => {
                user.insert(name.into(), value.clone());
            }
        },
    }
}

async fn config() -> Response {
    let no = json!({"supported": false});
    scim(
        StatusCode::OK,
        &json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": {"supported": true}, "filter": {"supported": true, "maxResults": 200},
            "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
            "changePassword": no, "sort": no, "etag": no,
            "authenticationSchemes": [{
                "type": "oauthbearertoken", "name": "Bearer", "description": "A bearer token",
            }],
        }),
    )
}

async fn resource_types() -> Response {
    list(&[json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User", "name": "User", "endpoint": "/Users", "schema": USER,
    })])
}

async fn schemas() -> Response {
    let simple = |name: &str, kind: &str, required: bool| {
        json!({
            "name": name, "type": kind, "multiValued": false, "description": name,
            "required": required, "caseExact": false, "mutability": "readWrite",
            "returned": "default", "uniqueness": "none",
        })
    };
    let mut name = simple("name", "complex", false);
    name["subAttributes"] =
        json!([simple("givenName", "string", false), simple("familyName", "string", false)]);
    list(&[json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": USER, "name": "User", "description": "A user",
        "attributes": [
            simple("userName", "string", true), simple("active", "boolean", false),
            simple("title", "string", false), name,
        ],
    })])
}
