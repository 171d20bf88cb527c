//! A request as a line for the shell.

use super::message::Request;

/// A curl command that repeats `request` against `base_url`, with the token
/// taken from `$SCIM_TOKEN`.
#[must_use]
pub fn curl_line(base_url: &str, request: &Request) -> String {
    format!("curl -X {} '{}{}'", request.method, base_url, request.target())
}
