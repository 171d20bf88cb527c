//! The transport over the network: reqwest, bounded in time and size, that
//! takes a credential to no other origin.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Certificate, Client, RequestBuilder, StatusCode, redirect};
use url::Url;

use super::raw_quotes::RawQuotes;
use crate::wire::{Body, BoxFuture, Headers, Method, Request, Response, Transport, TransportError};

/// How many redirects are followed, all within the origin of the base URL.
const REDIRECTS: u8 = 5;

/// How long an idle connection is kept. Servers close theirs after two seconds
/// and more, and a request that is sent at that moment is lost.
const IDLE: Duration = Duration::from_secs(1);

/// Where and how to reach a server.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The base URL, with or without a slash at its end.
    pub base_url: String,
    /// Time limit of a request, its answer included.
    pub timeout: Duration,
    /// Size limit of an answer, decompressed, in bytes.
    pub largest_answer: u64,
    /// Certificates of authorities to trust beside the system's, PEM.
    pub authorities: Option<Vec<u8>>,
    /// The absolute URL of the token endpoint, the one place beside the base
    /// URL that requests may go to.
    pub token_endpoint: Option<String>,
}

impl HttpSettings {
    /// The defaults: 30 seconds, 8 MiB, the system's authorities.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            timeout: Duration::from_secs(30),
            largest_answer: 8 * 1024 * 1024,
            authorities: None,
            token_endpoint: None,
        }
    }
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The base URL is none.
    #[error(
        "`{url}` is not a base URL: {reason}; write for example https://api.example.com/scim/v2"
    )]
    Url {
        /// What was given.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The token endpoint is none.
    #[error(
        "`{url}` is not a token endpoint: {reason}; write for example https://login.example.com/oauth2/token"
    )]
    TokenEndpoint {
        /// What was given.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The certificates cannot be read.
    #[error("the certificates cannot be read: {0}")]
    Authorities(String),
    /// The TLS library cannot be started.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// Sends requests over HTTP and HTTPS.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: Client,
    /// Keeps no connection; made when it is needed.
    fresh: Arc<OnceLock<Client>>,
    /// Has the server ever answered 500?
    failed_inside: Arc<AtomicBool>,
    settings: HttpSettings,
    base: Url,
    token_endpoint: Option<Url>,
    raw_quotes: RawQuotes,
}

impl HttpTransport {
    /// Prepares a client; sends nothing.
    ///
    /// # Errors
    /// [`SettingsError`] when the URL or the certificates cannot be used.
    pub fn new(settings: &HttpSettings) -> Result<Self, SettingsError> {
        let base = base_url(&settings.base_url)?;
        let token_endpoint = settings.token_endpoint.as_deref().map(token_endpoint).transpose()?;
        let client = client(settings, true)?;
        Ok(Self {
            client,
            fresh: Arc::default(),
            failed_inside: Arc::default(),
            settings: settings.clone(),
            base,
            token_endpoint,
            raw_quotes: RawQuotes::new(settings.authorities.as_deref(), settings.largest_answer),
        })
    }

    /// The base URL as it is used: without query, fragment and slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    async fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        if request.is_elsewhere() {
            return self.ask_for_token(request).await;
        }
        if RawQuotes::concerns(request) {
            let sent = self.raw_quotes.send(&self.base, request);
            return tokio::time::timeout(self.settings.timeout, sent).await.unwrap_or_else(|_| {
                let after_ms = u32::try_from(self.settings.timeout.as_millis()).unwrap_or(u32::MAX);
                Err(TransportError::Timeout { after_ms })
            });
        }
        let address = format!("{}{}", self.base_url(), request.target());
        let mut url = Url::parse(&address)
            .map_err(|error| TransportError::Refused(format!("{address} is no URL: {error}")))?;
        let mut redirects = 0;
        loop {
            let response = self.send_once(request, url.clone()).await?;
            match self.redirected(request, &url, &response) {
                Some(next) if redirects < REDIRECTS => {
                    redirects += 1;
                    url = next;
                }
                _ => return Ok(response),
            }
        }
    }

    /// Sends to the token endpoint. A redirect is an answer like others: proofs
    /// of who we are go nowhere else.
    async fn ask_for_token(&self, request: &Request) -> Result<Response, TransportError> {
        let url = Url::parse(&request.target()).ok();
        match url.filter(|url| Some(url) == self.token_endpoint.as_ref()) {
            Some(url) => self.send_once(request, url).await,
            None => Err(TransportError::Refused(format!(
                "{} is neither below the base URL nor the token endpoint",
                request.path
            ))),
        }
    }

    /// Where a redirect leads, if it is followed: within the origin, and with
    /// the method unchanged (RFC 7644 section 3.12: 307 and 308; the older
    /// ones for GET). Any other is an answer like others.
    fn redirected(&self, request: &Request, url: &Url, response: &Response) -> Option<Url> {
        let follows = match response.status {
            307 | 308 => true,
            301 | 302 => request.method == Method::Get,
            _ => false,
        };
        if !follows {
            return None;
        }
        let next = url.join(response.headers.get("Location")?).ok()?;
        (next.origin() == self.base.origin()).then_some(next)
    }

    async fn send_once(&self, request: &Request, url: Url) -> Result<Response, TransportError> {
        // Some servers close the connection after an internal error without saying so. Nobody
        // could tell whether a write that was lost then had been read: it gets a new connection.
        let is_write = request.method != Method::Get;
        let failed_inside = self.failed_inside.load(Ordering::Relaxed);
        let client = if failed_inside && is_write { self.fresh() } else { &self.client };
        let mut received = match Self::prepared(client, request, url.clone())?.send().await {
            Ok(received) => received,
            // The server may have closed the connection when it had been idle, which
            // says nothing about this request (RFC 9110 section 9.2.2). Others than GET
            // are not sent again: what the second answer would say is not what the first was.
            Err(error) if request.method == Method::Get && was_closed(&error) => {
                let fresh = Self::prepared(self.fresh(), request, url)?;
                fresh.send().await.map_err(|error| self.classify(&error))?
            }
            Err(error) => return Err(self.classify(&error)),
        };
        let mut headers = Headers::new();
        for (name, value) in received.headers() {
            headers.append(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
        }
        let status = StatusCode::as_u16(&received.status());
        // Noticed before the body is read, which is when the connection is free for others.
        if status == StatusCode::INTERNAL_SERVER_ERROR.as_u16() {
            self.failed_inside.store(true, Ordering::Relaxed);
        }
        let mut content = Vec::new();
        while let Some(chunk) = received.chunk().await.map_err(|error| self.classify(&error))? {
            if (content.len() + chunk.len()) as u64 > self.settings.largest_answer {
                return Err(TransportError::TooLarge { limit_bytes: self.settings.largest_answer });
            }
            content.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body: Body::from_bytes(&content) })
    }

    fn prepared(
        client: &Client,
        request: &Request,
        url: Url,
    ) -> Result<RequestBuilder, TransportError> {
        let mut builder = client.request(method(request.method), url);
        for (name, value) in request.headers.iter() {
            let value =
                reqwest::header::HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
                    TransportError::Refused(format!(
                        "the header {name} has a value that HTTP forbids"
                    ))
                })?;
            builder = builder.header(name, value);
        }
        if let Some(content) = request.body.to_text() {
            builder = builder.body(content);
        }
        Ok(builder)
    }

    /// A client that connects anew.
    fn fresh(&self) -> &Client {
        // It was possible before with the same settings.
        self.fresh
            .get_or_init(|| client(&self.settings, false).unwrap_or_else(|_| self.client.clone()))
    }

    fn classify(&self, error: &reqwest::Error) -> TransportError {
        let reason = deepest(error);
        if error.is_timeout() {
            let after_ms = u32::try_from(self.settings.timeout.as_millis()).unwrap_or(u32::MAX);
            return TransportError::Timeout { after_ms };
        }
        let lower = reason.to_lowercase();
        if error.is_connect() {
            let is_tls = ["certificate", "tls", "handshake", "alert"];
            if is_tls.iter().any(|word| lower.contains(word)) {
                return TransportError::Tls(reason);
            }
            return TransportError::Connect(reason);
        }
        TransportError::Protocol(reason)
    }
}

fn client(settings: &HttpSettings, keeps: bool) -> Result<Client, SettingsError> {
    let authorities = match &settings.authorities {
        None => Vec::new(),
        Some(pem) => authorities(pem)?,
    };
    let builder = || {
        Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout.min(Duration::from_secs(10)))
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(if keeps { usize::MAX } else { 0 })
            .retry(reqwest::retry::never())
            .referer(false)
    };
    builder()
        .tls_certs_merge(authorities.clone())
        .build()
        // A machine without any certificate store: trust what was given, or,
        // for http:// URLs, nothing.
        .or_else(|_| builder().tls_certs_only(authorities).build())
        .map_err(|error| SettingsError::Tls(deepest(&error)))
}

/// Was the connection closed before anything of an answer came?
fn was_closed(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<hyper::Error>()
            && (error.is_incomplete_message() || error.is_canceled() || error.is_closed())
        {
            return true;
        }
        if let Some(error) = error.downcast_ref::<io::Error>()
            && matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
        {
            return true;
        }
        cause = error.source();
    }
    false
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

const fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// What is wrong with most URLs.
const SCHEMES: &str = "it must begin with http:// or https://";

fn base_url(text: &str) -> Result<Url, SettingsError> {
    let refuse = |reason: &str| SettingsError::Url {
        url: without_credentials(text),
        reason: reason.to_owned(),
    };
    let mut url = Url::parse(text.trim()).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => refuse(SCHEMES),
        error => refuse(&error.to_string()),
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refuse(SCHEMES));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it must not contain a user name or password"));
    }
    url.set_fragment(None);
    url.set_query(None);
    Ok(url)
}

fn token_endpoint(text: &str) -> Result<Url, SettingsError> {
    let refuse =
        |reason: String| SettingsError::TokenEndpoint { url: without_credentials(text), reason };
    let mut url = Url::parse(text.trim()).map_err(|error| refuse(error.to_string()))?;
    let here = url
        .host_str()
        .is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."));
    match url.scheme() {
        "https" => {}
        "http" if here => {}
        "http" => {
            return Err(refuse(
                "RFC 6749 section 3.2 demands https, and a secret without it is none".to_owned(),
            ));
        }
        _ => return Err(refuse("it must begin with https://".to_owned())),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it must not contain a user name or password".to_owned()));
    }
    url.set_fragment(None);
    Ok(url)
}

fn without_credentials(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => {
            format!("{}…{}", &text[..scheme + 3], &text[at..])
        }
        _ => text.to_owned(),
    }
}

fn authorities(pem: &[u8]) -> Result<Vec<Certificate>, SettingsError> {
    let certificates = Certificate::from_pem_bundle(pem)
        .map_err(|error| SettingsError::Authorities(deepest(&error)))?;
    if certificates.is_empty() {
        return Err(SettingsError::Authorities("there is no certificate in the file".to_owned()));
    }
    Ok(certificates)
}

/// The innermost cause, which says most.
fn deepest(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_taken_with_or_without_a_slash() {
        let base = |text: &str| HttpTransport::new(&HttpSettings::new(text)).unwrap();
        assert_eq!(base("https://h/scim/v2/").base_url(), "https://h/scim/v2");
        assert_eq!(base("http://127.0.0.1:8080").base_url(), "http://127.0.0.1:8080");
        assert_eq!(base("https://h/scim?aadOptscim062020").base_url(), "https://h/scim");
    }

    #[test]
    fn a_token_endpoint_is_https_or_on_this_computer() {
        let made = |endpoint: &str| {
            let token_endpoint = Some(endpoint.to_owned());
            HttpTransport::new(&HttpSettings { token_endpoint, ..HttpSettings::new("https://h/") })
        };
        for good in ["https://login/token?x=1", "http://127.0.0.1:9/t", "http://localhost/t"] {
            assert!(made(good).is_ok(), "{good}");
        }
        for bad in ["http://login/token", "login/token", "ftp://h/t", "https://a:s3cret@h/t"] {
            let error = made(bad).unwrap_err().to_string();
            assert!(
                error.contains("is not a token endpoint") && !error.contains("s3cret"),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused_without_its_password() {
        for text in ["", "h/scim", "ftp://h/", "https://", "https://me:s3cret@h/"] {
            let error = HttpTransport::new(&HttpSettings::new(text)).unwrap_err().to_string();
            assert!(error.contains("is not a base URL") && !error.contains("s3cret"), "{error}");
        }
    }
}
