//! Requests, responses and the exchange they make together.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An HTTP method that SCIM uses (RFC 7644 section 3.2, table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads a resource or queries an endpoint.
    Get,
    /// Creates a resource, or queries through `/.search`.
    Post,
    /// Replaces a resource.
    Put,
    /// Changes parts of a resource.
    Patch,
    /// Deletes a resource.
    Delete,
}

impl Method {
    /// All methods, in the order of RFC 7644 table 2.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method as it stands on the request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Finds the method of that exact name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// Does this method change the server's state? POST counts as a change,
    /// although a POST to `/.search` is none.
    #[must_use]
    pub const fn is_write(self) -> bool {
        !matches!(self, Self::Get)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Header fields in the order sent or received. Names compare without case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No header at all.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The first value of the header `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Replaces every header `name` by one with this value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.remove(&name);
        self.0.push((name, value.into()));
    }

    /// Adds a header and keeps those of the same name.
    pub fn append(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Removes every header `name`.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Names and values in order, both changeable.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut (String, String)> {
        self.0.iter_mut()
    }

    /// Names and values in order, the values changeable.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut String)> {
        self.0.iter_mut().map(|(name, value)| (name.as_str(), value))
    }
}

/// The content of a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// No content.
    #[default]
    Empty,
    /// Content that parsed as JSON, whatever its media type says.
    Json(Value),
    /// Content that is not JSON; bytes that are not UTF-8 were replaced.
    Text(String),
}

impl Body {
    /// The JSON value, if the content is JSON.
    #[must_use]
    pub const fn json(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            Self::Empty | Self::Text(_) => None,
        }
    }

    /// Reads received bytes: nothing, JSON, or text.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Self::Empty;
        }
        serde_json::from_slice(bytes)
            .map_or_else(|_| Self::Text(String::from_utf8_lossy(bytes).into_owned()), Self::Json)
    }

    /// The content as sent: compact JSON, or the text itself.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Json(value) => Some(value.to_string()),
            Self::Text(text) => Some(text.clone()),
        }
    }
}

/// How a blank in a query value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpaceEncoding {
    /// `%20` (RFC 3986).
    #[default]
    Percent,
    /// `+`, as HTML forms and Microsoft Entra ID do.
    Plus,
}

/// How a double quote in a query value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuoteEncoding {
    /// `%22` (RFC 3986).
    #[default]
    Percent,
    /// `"` itself, as Microsoft's SCIM Validator sends it.
    Raw,
}

/// How query values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryEncoding {
    /// Blanks.
    pub space: SpaceEncoding,
    /// Double quotes.
    pub quote: QuoteEncoding,
}

/// One query parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryParameter {
    /// Its name, not encoded.
    pub name: String,
    /// Its value, not encoded; `None` writes no `=` (`?aadOptscim062020`).
    pub value: Option<String>,
}

/// A request to the server under test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path below the base URL, percent-encoded, beginning with `/`; or the
    /// absolute URL of a token endpoint.
    pub path: String,
    /// Query parameters in order, not encoded.
    pub query: Vec<QueryParameter>,
    /// How the query is written.
    pub encoding: QueryEncoding,
    /// Header fields. `Authorization` is present when a credential is sent.
    pub headers: Headers,
    /// The content.
    pub body: Body,
}

impl Request {
    /// A request without query, headers and content.
    #[must_use]
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            encoding: QueryEncoding::default(),
            headers: Headers::new(),
            body: Body::Empty,
        }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push(QueryParameter { name: name.into(), value: Some(value.into()) });
        self
    }

    /// Sets a JSON content and the media type of SCIM (RFC 7644 section 8.1).
    #[must_use]
    pub fn with_json(mut self, body: Value) -> Self {
        self.headers.set("Content-Type", "application/scim+json; charset=utf-8");
        self.body = Body::Json(body);
        self
    }

    /// The first value of the query parameter `name`; `Some("")` if it has none.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|parameter| parameter.name == name)
            .map(|parameter| parameter.value.as_deref().unwrap_or_default())
    }

    /// Does it go to a place of its own, such as a token endpoint, so that its
    /// path is an absolute URL?
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.path.starts_with("https://") || self.path.starts_with("http://")
    }

    /// Path and query as they stand on the request line, below the base URL.
    #[must_use]
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (index, parameter) in self.query.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            encode_query(&parameter.name, self.encoding, &mut target);
            if let Some(value) = &parameter.value {
                target.push('=');
                encode_query(value, self.encoding, &mut target);
            }
        }
        target
    }
}

/// What stays as it is in a path segment: RFC 3986 `unreserved`, and `@` and `:`,
/// which `pchar` allows and which ids of real servers contain.
const PATH_SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@').remove(b':');
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const QUERY_RAW_QUOTE: &AsciiSet = &QUERY.remove(b'"');

fn encode_query(text: &str, encoding: QueryEncoding, target: &mut String) {
    let set = match encoding.quote {
        QuoteEncoding::Percent => QUERY,
        QuoteEncoding::Raw => QUERY_RAW_QUOTE,
    };
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            target.push_str(match encoding.space {
                SpaceEncoding::Percent => "%20",
                SpaceEncoding::Plus => "+",
            });
        }
        target.extend(utf8_percent_encode(word, set));
    }
}

/// Writes `text` as one segment of a path.
#[must_use]
pub fn encode_path_segment(text: &str) -> String {
    utf8_percent_encode(text, PATH_SEGMENT).to_string()
}

/// Reads a percent-encoded path segment or query part; bytes that are not
/// UTF-8 are replaced. `plus_is_space` is for queries.
#[must_use]
pub fn decode_component(text: &str, plus_is_space: bool) -> String {
    let spaced = if plus_is_space { text.replace('+', " ") } else { text.to_owned() };
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// A response as it was received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The status code, 100 to 999.
    pub status: u16,
    /// Header fields in the order received.
    pub headers: Headers,
    /// The content.
    pub body: Body,
}

impl Response {
    /// A response without headers and content.
    #[must_use]
    pub const fn new(status: u16) -> Self {
        Self { status, headers: Headers::new(), body: Body::Empty }
    }

    /// Is the status 200 to 299?
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Why no response was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum TransportError {
    /// No connection could be made.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The TLS handshake failed.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// No complete answer within the time limit.
    #[error("no complete answer within {after_ms} ms")]
    Timeout {
        /// The limit in milliseconds.
        after_ms: u32,
    },
    /// The answer was larger than allowed.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// The peer broke off or did not speak HTTP.
    #[error("the answer is not HTTP: {0}")]
    Protocol(String),
    /// scimproof itself refused to send, because the request would have
    /// touched a resource that this run did not create.
    #[error("not sent: {0}")]
    Refused(String),
    /// Nothing was sent, because no access token could be obtained for it.
    #[error("no access token: {0}")]
    NoToken(String),
}

/// What came back for a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A response, good or bad.
    Received(Response),
    /// None.
    Failed(TransportError),
}

impl Answer {
    /// The response, if there is one.
    #[must_use]
    pub const fn response(&self) -> Option<&Response> {
        match self {
            Self::Received(response) => Some(response),
            Self::Failed(_) => None,
        }
    }
}

/// A request and what came back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back, at last.
    pub answer: Answer,
    /// Time from sending to the end of the last answer, in milliseconds.
    pub latency_ms: u32,
    /// How often it was sent: 1, or more after 429 or 503 with Retry-After.
    pub attempts: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(encoding: QueryEncoding) -> String {
        let mut request =
            Request::new(Method::Get, "/Users").with_query("filter", "userName eq \"ä@x+y\"");
        request.encoding = encoding;
        request.target()
    }

    #[test]
    fn query_encoding_follows_the_setting() {
        let percent = QueryEncoding::default();
        let entra = QueryEncoding { space: SpaceEncoding::Plus, quote: QuoteEncoding::Percent };
        let validator = QueryEncoding { space: SpaceEncoding::Plus, quote: QuoteEncoding::Raw };
        assert_eq!(filter(percent), "/Users?filter=userName%20eq%20%22%C3%A4%40x%2By%22");
        assert_eq!(filter(entra), "/Users?filter=userName+eq+%22%C3%A4%40x%2By%22");
        assert_eq!(filter(validator), "/Users?filter=userName+eq+\"%C3%A4%40x%2By\"");
    }

    #[test]
    fn a_parameter_without_value_has_no_equals_sign() {
        let mut request = Request::new(Method::Get, "/Users");
        request.query.push(QueryParameter { name: "aadOptscim062020".into(), value: None });
        assert_eq!(request.with_query("count", "1").target(), "/Users?aadOptscim062020&count=1");
    }

    #[test]
    fn a_segment_cannot_leave_its_place() {
        assert_eq!(encode_path_segment("a/../b?c#d@e"), "a%2F..%2Fb%3Fc%23d@e");
    }
}
