//! Errors as SCIM tells them (RFC 7644 section 3.12).

use serde_json::{Map, Value, json};

use crate::scim::urn;
use crate::wire::{Body, Response};

/// The media type of every answer that has a body (RFC 7644 section 8.1).
pub(super) const MEDIA_TYPE: &str = "application/scim+json";

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScimError {
    pub(super) status: u16,
    pub(super) scim_type: Option<&'static str>,
    pub(super) detail: String,
    /// The methods that would be allowed, for 405.
    allow: Option<&'static str>,
}

impl ScimError {
    pub(super) fn new(status: u16, detail: impl Into<String>) -> Self {
        Self { status, scim_type: None, detail: detail.into(), allow: None }
    }

    /// An error of this status and scimType.
    pub(super) fn with_type(
        status: u16,
        scim_type: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self { status, ..Self::bad(scim_type, detail) }
    }

    fn bad(scim_type: &'static str, detail: impl Into<String>) -> Self {
        Self { status: 400, scim_type: Some(scim_type), detail: detail.into(), allow: None }
    }

    pub(super) fn invalid_syntax(detail: impl Into<String>) -> Self {
        Self::bad("invalidSyntax", detail)
    }

    pub(super) fn invalid_value(detail: impl Into<String>) -> Self {
        Self::bad("invalidValue", detail)
    }

    pub(super) fn invalid_filter(detail: impl Into<String>) -> Self {
        Self::bad("invalidFilter", detail)
    }

    pub(super) fn invalid_path(detail: impl Into<String>) -> Self {
        Self::bad("invalidPath", detail)
    }

    pub(super) fn no_target(detail: impl Into<String>) -> Self {
        Self::bad("noTarget", detail)
    }

    pub(super) fn mutability(detail: impl Into<String>) -> Self {
        Self::bad("mutability", detail)
    }

    /// RFC 7644 section 3.3: a create that conflicts MUST answer 409 uniqueness.
    pub(super) fn uniqueness(detail: impl Into<String>) -> Self {
        Self { status: 409, scim_type: Some("uniqueness"), detail: detail.into(), allow: None }
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self::new(404, format!("{what} does not exist"))
    }

    pub(super) fn method_not_allowed(allow: &'static str) -> Self {
        Self {
            status: 405,
            scim_type: None,
            detail: format!("this method is not allowed here; allowed are {allow}"),
            allow: Some(allow),
        }
    }

    /// The body: `status` is a string, `scimType` only where one is defined.
    pub(super) fn to_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("schemas".into(), json!([urn::ERROR]));
        if let Some(scim_type) = self.scim_type {
            body.insert("scimType".into(), scim_type.into());
        }
        body.insert("detail".into(), self.detail.clone().into());
        body.insert("status".into(), self.status.to_string().into());
        Value::Object(body)
    }

    pub(super) fn to_response(&self) -> Response {
        let mut response = json_response(self.status, self.to_json());
        if let Some(allow) = self.allow {
            response.headers.set("Allow", allow);
        }
        if self.status == 401 {
            // RFC 7644 section 2: the supported scheme is announced.
            response.headers.set("WWW-Authenticate", "Bearer realm=\"SCIM\"");
        }
        response
    }
}

/// A response with this JSON.
pub(super) fn json_response(status: u16, body: Value) -> Response {
    let mut response = Response::new(status);
    response.headers.set("Content-Type", MEDIA_TYPE);
    response.body = Body::Json(body);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_tells_its_status_as_a_string() {
        let response = ScimError::no_target("nothing there").to_response();
        assert_eq!(response.status, 400);
        assert_eq!(
            response.body.json(),
            Some(&json!({
                "schemas": [urn::ERROR],
                "scimType": "noTarget",
                "detail": "nothing there",
                "status": "400"
            }))
        );
    }

    #[test]
    fn unauthorised_announces_the_scheme_and_405_the_methods() {
        let unauthorised = ScimError::new(401, "no token").to_response();
        assert_eq!(unauthorised.headers.get("www-authenticate"), Some("Bearer realm=\"SCIM\""));
        let refused = ScimError::method_not_allowed("GET").to_response();
        assert_eq!(refused.headers.get("Allow"), Some("GET"));
    }
}
