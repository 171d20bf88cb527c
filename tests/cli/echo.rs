//! A server that gives away the credential wherever it can: in bodies, headers
//! and names, as it is and encoded.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The server; it ends with its runtime.
pub(crate) struct EchoServer {
    pub(crate) url: String,
    _runtime: Runtime,
}

impl EchoServer {
    /// Starts a server that puts what `forms` makes of the token into its answers.
    pub(crate) fn start(forms: fn(&str) -> Vec<(&'static str, String)>) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/scim", listener.local_addr().unwrap());
        let last = Arc::new(AtomicU32::new(0));
        let app = Router::new().fallback(move |request: Request| {
            let number = last.fetch_add(1, Ordering::SeqCst);
            answer(request, number, forms)
        });
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self { url, _runtime: runtime }
    }
}

async fn answer(
    request: Request,
    number: u32,
    forms: fn(&str) -> Vec<(&'static str, String)>,
) -> Response {
    let (parts, body) = request.into_parts();
    let sent = axum::body::to_bytes(body, 1 << 20).await.unwrap_or_default();
    let credential = bearer(&parts.headers);
    let forms: Vec<String> = forms(&credential).into_iter().map(|(_, form)| form).collect();
    let (status, body) = resource(&parts.method, &parts.uri, &sent, number, &forms);
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, "application/scim+json".parse().unwrap());
    for (place, form) in forms.iter().enumerate() {
        let name = header::HeaderName::try_from(format!("x-echo-{place}")).unwrap();
        headers.insert(name, form.parse().unwrap());
    }
    let location = format!("http://h/scim{}/{number}?t={}", parts.uri.path(), forms[1]);
    headers.insert(header::LOCATION, location.parse().unwrap());
    response
}

fn bearer(headers: &HeaderMap) -> String {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("nobody").to_owned()
}

/// Something that a run goes on with, and that is wrong often enough.
fn resource(
    method: &Method,
    uri: &Uri,
    sent: &Bytes,
    number: u32,
    forms: &[String],
) -> (StatusCode, Value) {
    let echo = json!({ "displayName": forms.join(" "), "forms": forms, &forms[0]: true });
    let mut body: Value = serde_json::from_slice(sent).unwrap_or_else(|_| json!({}));
    if let (Some(all), Some(more)) = (body.as_object_mut(), echo.as_object()) {
        all.extend(more.clone());
        all.insert("id".to_owned(), format!("{number}").into());
    }
    let path = uri.path();
    if path.ends_with("/ServiceProviderConfig") {
        body["patch"] = json!({ "supported": true });
        body["filter"] = json!({ "supported": true, "maxResults": 100 });
        return (StatusCode::OK, body);
    }
    match *method {
        Method::POST => (StatusCode::CREATED, body),
        Method::DELETE => (StatusCode::INTERNAL_SERVER_ERROR, json!({ "detail": forms })),
        Method::GET if uri.query().is_some() => {
            (StatusCode::OK, json!({ "totalResults": 1, "Resources": [body] }))
        }
        Method::GET if path.matches('/').count() < 3 => {
            (StatusCode::NOT_FOUND, json!({ "detail": forms.join(",") }))
        }
        _ => (StatusCode::OK, body),
    }
}
