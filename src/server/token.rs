//! The token endpoint of the reference server: OAuth 2.0 client credentials
//! (RFC 6749 section 4.4), proved by a secret or by an assertion (RFC 7523).
//!
//! It is at `/token` below the service root when [`Settings`](super::Settings)
//! have a [`TokenEndpoint`], and knows one client.

use std::fmt::Write as _;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::form_urlencoded;

use super::fault::Fault;
use super::handle::Server;
use super::variation::Variation;
use crate::wire::{Body, Method, Request, Response, Secret};

/// Where it is, below the service root.
pub(super) const PATH: &str = "/token";

/// How many tokens are remembered; older ones are forgotten.
const MOST_TOKENS: usize = 1000;

/// How far the clocks of issuer and server may differ, in seconds.
const LEEWAY: i64 = 60;

/// Tells the time in seconds since 1970.
pub type UnixClock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Who may obtain tokens, and how long these are valid.
#[derive(Clone)]
pub struct TokenEndpoint {
    /// The client identifier.
    pub client_id: String,
    /// The client secret; without one, only assertions are taken.
    pub client_secret: Option<Secret>,
    /// Whose assertions are taken; without one, only the secret is.
    pub trust: Option<Trust>,
    /// The lifetime of tokens in seconds.
    pub lifetime: u32,
    /// The clock by which assertions and tokens expire.
    pub now: UnixClock,
}

/// An issuer of assertions that is trusted, and what its assertions must say.
#[derive(Clone, Debug)]
pub struct Trust {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audience: String,
    /// Its public keys, a JWK set (RFC 7517 section 5).
    pub keys: Value,
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenEndpoint")
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret)
            .field("trust", &self.trust)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// A token that was issued.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    token: String,
    expires: i64,
}

/// Why a token is refused (RFC 6749 section 5.2).
struct Refusal(u16, &'static str, &'static str);

impl Server {
    /// The answer of the token endpoint, if the request goes there.
    pub(super) fn token_request(&mut self, request: &Request) -> Option<Response> {
        let endpoint = self.settings.token_endpoint.clone()?;
        let path = request.path.strip_prefix(&self.settings.base_url).unwrap_or(&request.path);
        if path.trim_end_matches('/') != PATH {
            return None;
        }
        let granted = match request.method {
            Method::Post => self.grant(&endpoint, request),
            _ => Err(Refusal(405, "invalid_request", "a token is obtained by POST")),
        };
        Some(match granted {
            Ok(()) => self.issue(&endpoint),
            Err(Refusal(status, error, description)) => {
                answer(status, json!({"error": error, "error_description": description}))
            }
        })
    }

    /// Is this an access token that was issued and has not expired?
    pub(super) fn knows_token(&self, given: &str) -> bool {
        let Some(endpoint) = &self.settings.token_endpoint else { return false };
        let now = (endpoint.now)();
        !self.has(Fault::IssuedTokenUseless)
            && self.issued.iter().any(|issued| issued.token == given && now < issued.expires)
    }

    fn grant(&self, endpoint: &TokenEndpoint, request: &Request) -> Result<(), Refusal> {
        let body = request.body.to_text().unwrap_or_default();
        let fields: Vec<(String, String)> =
            form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let field = |name: &str| {
            fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        if field("grant_type") != Some("client_credentials") {
            return Err(Refusal(400, "unsupported_grant_type", "only client_credentials"));
        }
        let basic = request.headers.get("Authorization").and_then(basic);
        let (client, secret) = match &basic {
            Some((client, secret)) => (Some(client.as_str()), Some(secret.as_str())),
            None => (field("client_id"), field("client_secret")),
        };
        if client != Some(endpoint.client_id.as_str()) && !self.has(Fault::AnyClientAccepted) {
            return Err(Refusal(401, "invalid_client", "the client is not known"));
        }
        match (field("client_assertion"), secret, &endpoint.client_secret) {
            (Some(_), _, _) if self.has(Fault::AnyAssertionAccepted) => Ok(()),
            (Some(_), _, _) if self.has(Fault::AssertionRefused) => {
                Err(Refusal(400, "invalid_request", "client_assertion is not supported"))
            }
            (Some(assertion), _, _) => self.check_assertion(endpoint, assertion),
            (None, Some(_), Some(_)) if self.has(Fault::AnySecretAccepted) => Ok(()),
            (None, Some(given), Some(secret)) if given == secret.expose() => Ok(()),
            (None, None, _) if self.has(Fault::NoSecretNeeded) => Ok(()),
            _ => Err(Refusal(401, "invalid_client", "the client does not prove who it is")),
        }
    }

    /// RFC 7523 section 3.
    fn check_assertion(&self, endpoint: &TokenEndpoint, assertion: &str) -> Result<(), Refusal> {
        const NO: fn(&'static str) -> Refusal = |why| Refusal(401, "invalid_client", why);
        let Some(trust) = &endpoint.trust else { return Err(NO("no issuer is trusted")) };
        let claims = self.verified(trust, assertion).ok_or(NO("the signature is not right"))?;
        let is = |name: &str, expected: &str| claims[name].as_str() == Some(expected);
        let now = (endpoint.now)();
        if !is("iss", &trust.issuer) && !self.has(Fault::AssertionIssuerIgnored) {
            return Err(NO("the issuer is not trusted"));
        }
        if !is("sub", &trust.subject) && !self.has(Fault::AssertionSubjectIgnored) {
            return Err(NO("the subject is not known"));
        }
        let for_us = match &claims["aud"] {
            Value::Array(all) => all.iter().any(|one| one.as_str() == Some(&trust.audience)),
            one => one.as_str() == Some(&trust.audience),
        };
        if !for_us && !self.has(Fault::AssertionAudienceIgnored) {
            return Err(NO("the assertion is for somebody else"));
        }
        let expired = claims["exp"].as_i64().is_none_or(|end| end + LEEWAY <= now);
        if expired && !self.has(Fault::AssertionExpiryIgnored) {
            return Err(NO("the assertion has expired"));
        }
        let early = claims["nbf"].as_i64().is_some_and(|start| start - LEEWAY > now);
        if early { Err(NO("the assertion is not valid yet")) } else { Ok(()) }
    }

    /// The claims, if the signature is that of a trusted key.
    fn verified(&self, trust: &Trust, assertion: &str) -> Option<Value> {
        if self.has(Fault::AssertionSignatureIgnored) {
            return unverified(assertion.split('.').nth(1)?);
        }
        if self.has(Fault::UnsignedAssertionAccepted)
            && let [header, claims, ""] = assertion.split('.').collect::<Vec<_>>()[..]
        {
            let is_none = unverified(header).is_some_and(|header| header["alg"] == "none");
            return unverified(claims).filter(|_| is_none);
        }
        let header = decode_header(assertion).ok()?;
        let keys: JwkSet = serde_json::from_value(trust.keys.clone()).ok()?;
        let key = DecodingKey::from_jwk(keys.find(header.kid.as_deref()?)?).ok()?;
        // The key says what may be done with it, not the assertion.
        if !matches!(header.alg, Algorithm::RS256 | Algorithm::ES256) {
            return None;
        }
        let mut validation = Validation::new(header.alg);
        // By the clock of the settings, and one by one: see above.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        decode::<Value>(assertion, &key, &validation).ok().map(|data| data.claims)
    }

    fn issue(&mut self, endpoint: &TokenEndpoint) -> Response {
        if self.has(Fault::TokenAnsweredWithHtml) {
            let mut response = Response::new(200);
            response.headers.set("Content-Type", "text/html");
            response.body = Body::Text("<html><body>Sign in</body></html>".to_owned());
            return response;
        }
        let lifetime = if self.has(Fault::TokenLifetimeTooShort) {
            300
        } else if self.has(Fault::TokenLifetimeTooLong) {
            86_400
        } else {
            endpoint.lifetime
        };
        let secret = endpoint.client_secret.as_ref().map_or("", Secret::expose);
        let number = self.tokens_issued;
        self.tokens_issued += 1;
        let now = (endpoint.now)();
        let digest = Sha256::digest(format!("{secret}/{now}/{number}"));
        let token = digest.iter().fold(String::new(), |mut token, byte| {
            let _ = write!(token, "{byte:02x}");
            token
        });
        let ends = now + if self.has(Fault::TokenEndsEarly) { 300 } else { i64::from(lifetime) };
        let is_jwt = self.varies(Variation::TokensAreJwts) || self.has(Fault::TokenEndsEarly);
        let token = if is_jwt { jwt(now, ends, &token) } else { token };
        if self.issued.len() == MOST_TOKENS {
            self.issued.remove(0);
        }
        self.issued.push(Issued { token: token.clone(), expires: ends });
        let mut body = json!({
            "access_token": token, "token_type": "Bearer", "expires_in": lifetime,
        });
        if self.has(Fault::TokenLifetimeIsText) {
            body["expires_in"] = json!(lifetime.to_string());
        }
        if self.has(Fault::TokenMissing) {
            body = json!({"token": body["access_token"], "expires_in": lifetime});
        }
        if self.has(Fault::TokenTypeWrong) {
            body["token_type"] = json!("mac");
        }
        answer(200, body)
    }
}

/// A JWT in form. Nobody verifies the signature: the server knows its tokens.
fn jwt(issued: i64, expires: i64, signature: &str) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({"alg": "RS256", "typ": "at+jwt"}));
    let claims = part(json!({"iat": issued, "exp": expires}));
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// One part of a JWT, as it stands there.
fn unverified(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// RFC 6749 section 5.1: JSON that is not kept by anybody on the way.
fn answer(status: u16, body: Value) -> Response {
    let mut response = Response::new(status);
    response.headers.set("Content-Type", "application/json;charset=UTF-8");
    response.headers.set("Cache-Control", "no-store");
    if status == 401 {
        response.headers.set("WWW-Authenticate", "Basic realm=\"token\"");
    }
    response.body = Body::Json(body);
    response
}

/// Client and secret of a Basic header (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client, secret) = text.split_once(':')?;
    let plain = |text: &str| -> Option<String> {
        let pair = format!("v={text}");
        form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    scheme.eq_ignore_ascii_case("Basic").then_some((plain(client)?, plain(secret)?))
}
