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
        .route("/Users/{id}", get(read).put(replace).patch(patch).delete(delete))
        .route("/ServiceProviderConfig", get(config))
        .route("/ResourceTypes", get(async || list(&[resource_type()], 1)))
        .route("/ResourceTypes/User", get(async || scim(StatusCode::OK, &resource_type())))
        .route("/Schemas", get(async || list(&[schema()], 1)))
        .route(&format!("/Schemas/{USER}"), get(async || scim(StatusCode::OK, &schema())))
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

fn list(resources: &[Value], start: usize) -> Response {
    page(resources, resources.len(), start)
}

fn page(resources: &[Value], total: usize, start: usize) -> Response {
    scim(
        StatusCode::OK,
        &json!({
            "schemas": [LIST], "totalResults": total, "Resources": resources,
            "startIndex": start, "itemsPerPage": resources.len(),
        }),
    )
}

fn is_named(user: &Map<String, Value>, name: &str) -> bool {
    user["userName"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name))
}

/// All users or those of a filter, page by page (RFC 7644 section 3.4.2.4).
async fn query(
    State(store): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let Ok(found) = find(&store.lock().expect("nobody panicked"), query.get("filter")) else {
        let detail = "only eq is supported, of userName and externalId";
        return error(StatusCode::BAD_REQUEST, Some("invalidFilter"), detail);
    };
    let number = |name: &str| query.get(name).and_then(|number| number.parse::<i64>().ok());
    let at_least = |number: i64, least: i64| usize::try_from(number.max(least)).unwrap_or_default();
    let start = at_least(number("startIndex").unwrap_or(1), 1);
    let count = at_least(number("count").unwrap_or(100), 0);
    let shown: Vec<Value> = found.iter().skip(start - 1).take(count).cloned().collect();
    page(&shown, found.len(), start)
}

/// Finds by `userName eq "…"`, as the documentation of this product says.
fn find(store: &Store, filter: Option<&String>) -> Result<Vec<Value>, ()> {
    let users = store.users.values();
    let Some(filter) = filter else {
        return Ok(users.cloned().map(Value::Object).collect());
    };
    let (attribute, rest) = filter.trim().split_once(' ').ok_or(())?;
    let (operator, value) = rest.split_once(' ').ok_or(())?;
    let value: String = serde_json::from_str(value).map_err(|_| ())?;
    let prefix = format!("{USER}:");
    let attribute = attribute.strip_prefix(&prefix).unwrap_or(attribute);
    let known = ["userName", "externalId"].iter().find(|it| it.eq_ignore_ascii_case(attribute));
    let (Some(known), true) = (known, operator.eq_ignore_ascii_case("eq")) else { return Err(()) };
    let found = users.filter(|user| match user.get(*known).and_then(Value::as_str) {
        // Of the two, externalId alone is case-exact (RFC 7643 section 3.1).
        Some(text) if *known == "externalId" => text == value,
        Some(text) => text.eq_ignore_ascii_case(&value),
        None => false,
    });
    Ok(found.cloned().map(Value::Object).collect())
}

fn body_of(body: &Bytes) -> Option<Map<String, Value>> {
    serde_json::from_slice(body).ok()
}

async fn create(State(store): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let mut store = store.lock().expect("nobody panicked with it");
    let id = format!("u{}", store.last + 1);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let location = format!("http://{host}/scim/v2/Users/{id}");
    let now = now();
    let meta = json!({
        "resourceType": "User", "location": location, "created": now, "lastModified": now,
    });
    let user = match checked(&store, body_of(&body), &id, meta) {
        Ok(user) => user,
        Err(refused) => return *refused,
    };
    store.last += 1;
    store.users.insert(id, user.clone());
    let mut created = scim(StatusCode::CREATED, &Value::Object(user));
    if let Ok(location) = location.parse() {
        created.headers_mut().insert(header::LOCATION, location);
    }
    created
}

#[expect(clippy::disallowed_methods, reason = "an application asks its clock")]
fn now() -> String {
    jiff::Timestamp::now().to_string()
}

/// What is stored of a user who is created, replaced or changed.
fn checked(
    store: &Store,
    user: Option<Map<String, Value>>,
    id: &str,
    meta: Value,
) -> Result<Map<String, Value>, Box<Response>> {
    let refuse = |status, kind, detail| Err(Box::new(error(status, Some(kind), detail)));
    let Some(mut user) = user else {
        return refuse(StatusCode::BAD_REQUEST, "invalidSyntax", "the body is no JSON object");
    };
    let name = user.get("userName").and_then(Value::as_str).unwrap_or_default().to_owned();
    if name.trim().is_empty() {
        return refuse(StatusCode::BAD_REQUEST, "invalidValue", "userName is required");
    }
    if store.users.values().any(|other| other["id"] != id && is_named(other, &name)) {
        return refuse(StatusCode::CONFLICT, "uniqueness", "userName is taken");
    }
    user.retain(|name, value| is_known(name) && !value.is_null());
    if let Some(active) = user.get_mut("active") {
        *active = boolean(active);
    }
    user.insert("schemas".into(), json!([USER]));
    user.insert("id".into(), id.into());
    user.insert("meta".into(), meta);
    Ok(user)
}

/// Stores what became of a user, and answers with it.
fn store_changed(store: &mut Store, id: String, user: Option<Map<String, Value>>) -> Response {
    let mut meta = store.users[&id]["meta"].clone();
    meta["lastModified"] = now().into();
    match checked(store, user, &id, meta) {
        Ok(user) => {
            store.users.insert(id, user.clone());
            scim(StatusCode::OK, &Value::Object(user))
        }
        Err(refused) => *refused,
    }
}

async fn replace(State(store): State<Shared>, Path(id): Path<String>, body: Bytes) -> Response {
    let mut store = store.lock().expect("nobody panicked with it");
    if !store.users.contains_key(&id) {
        return error(StatusCode::NOT_FOUND, None, "no such user");
    }
    store_changed(&mut store, id, body_of(&body))
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
        let op = operation["op"].as_str().unwrap_or_default().to_ascii_lowercase();
        let value = match op.as_str() {
            "add" if operation.get("value").is_none() => {
                return error(StatusCode::BAD_REQUEST, Some("invalidValue"), "add needs a value");
            }
            "add" | "replace" => &operation["value"],
            "remove" => &Value::Null,
            _ => return error(StatusCode::BAD_REQUEST, Some("invalidSyntax"), "op is unknown"),
        };
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
    store_changed(&mut store, id, Some(changed))
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

fn resource_type() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User", "name": "User", "endpoint": "/Users", "schema": USER,
    })
}

fn schema() -> Value {
    let simple = |name: &str, kind: &str, required: bool| {
        json!({
            "name": name, "type": kind, "multiValued": false, "description": name,
            "required": required, "caseExact": false, "mutability": "readWrite",
            "returned": "default", "uniqueness": "none",
        })
    };
    let mut user_name = simple("userName", "string", true);
    user_name["uniqueness"] = "server".into();
    let mut name = simple("name", "complex", false);
    name["subAttributes"] =
        json!([simple("givenName", "string", false), simple("familyName", "string", false)]);
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": USER, "name": "User", "description": "A user",
        "attributes": [
            user_name, simple("active", "boolean", false), simple("title", "string", false), name,
        ],
    })
}
