//! Who a client is, how it proves that, and what it sends to the token endpoint.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::form_urlencoded;

use super::answer::TokenError;
use super::issuer::{Flaw, Issuer};
use crate::wire::{Body, Method, Request, Secret};

/// What `client_assertion_type` says of a JWT (RFC 7523 section 2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Where the client secret travels (RFC 6749 section 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecretPlacement {
    /// In the form, as Entra sends it.
    #[default]
    Body,
    /// In an Authorization header of the scheme Basic.
    Basic,
}

/// A JWT by which the client proves who it is.
#[derive(Clone, Debug)]
pub enum Assertion {
    /// It was given to us; nothing is known of its inside.
    Supplied(Secret),
    /// A test issuer signs a new one for each request.
    Issued(Arc<Issuer>),
}

/// A client of a token endpoint.
#[derive(Clone, Debug)]
pub struct ClientCredential {
    /// The absolute URL of the token endpoint.
    pub token_endpoint: String,
    /// The client identifier.
    pub client_id: String,
    /// The client secret, if there is one; then it is what is sent.
    pub secret: Option<Secret>,
    /// Where the secret travels.
    pub placement: SecretPlacement,
    /// The assertion, if there is one.
    pub assertion: Option<Assertion>,
    /// The scope that is asked for, if one is.
    pub scope: Option<String>,
    /// `baseAddress`, which Entra sends along with an assertion: the base URL
    /// of the SCIM server.
    pub base_address: Option<String>,
}

impl ClientCredential {
    /// The request for an access token. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// [`TokenError::NotAsked`] when there is no proof, or it cannot be signed.
    pub fn request(&self, now: i64) -> Result<Request, TokenError> {
        let mut fields = vec![("grant_type", "client_credentials".to_owned())];
        let mut basic = None;
        match (&self.secret, self.placement) {
            (Some(secret), SecretPlacement::Body) => {
                fields.push(("client_id", self.client_id.clone()));
                fields.push(("client_secret", secret.expose().to_owned()));
            }
            (Some(secret), SecretPlacement::Basic) => basic = Some(self.basic(secret)),
            (None, _) => {
                fields.push(("client_id", self.client_id.clone()));
                fields.push(("client_assertion", self.assertion(now)?.expose().to_owned()));
                fields.push(("client_assertion_type", ASSERTION_TYPE.to_owned()));
                fields.push(("baseAddress", self.base_address.clone().unwrap_or_default()));
            }
        }
        fields.push(("scope", self.scope.clone().unwrap_or_default()));
        let mut request = Request::new(Method::Post, self.token_endpoint.clone());
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        if let Some(basic) = basic {
            request.headers.set("Authorization", format!("Basic {basic}"));
        }
        request.body = Body::Text(form(fields.iter().map(|(name, value)| (*name, value.as_str()))));
        Ok(request)
    }

    /// What is secret by now; tokens and signed assertions come later.
    #[must_use]
    pub fn secrets(&self) -> Vec<Secret> {
        let supplied = match &self.assertion {
            Some(Assertion::Supplied(assertion)) => Some(assertion.clone()),
            _ => None,
        };
        self.secret.iter().cloned().chain(supplied).collect()
    }

    /// Is this proof there: `secret`, `assertion`, or `issuer`, with which
    /// wrong assertions can be made?
    #[must_use]
    pub fn offers(&self, proof: &str) -> bool {
        match proof {
            "secret" => self.secret.is_some(),
            "assertion" => self.assertion.is_some(),
            "issuer" => matches!(self.assertion, Some(Assertion::Issued(_))),
            _ => false,
        }
    }

    /// The names that a suite may use of this client, with their values, and
    /// those of the values that are secret. Assertions are signed anew.
    #[must_use]
    pub fn names(&self, now: i64) -> Vec<(String, Value, bool)> {
        let plain = |name: &str, value: &str| (name.to_owned(), Value::from(value), false);
        let hidden = |name: String, value: &Secret| (name, Value::from(value.expose()), true);
        let mut names = vec![
            plain("client.id", &self.client_id),
            plain("client.scope", self.scope.as_deref().unwrap_or_default()),
            plain("client.base-address", self.base_address.as_deref().unwrap_or_default()),
        ];
        if let Some(secret) = &self.secret {
            names.push(hidden("client.secret".to_owned(), secret));
        }
        if let Ok(assertion) = self.assertion(now) {
            names.push(hidden("assertion.right".to_owned(), &assertion));
        }
        if let Some(Assertion::Issued(issuer)) = &self.assertion {
            for flaw in Flaw::ALL {
                if let Ok(assertion) = issuer.flawed(now, *flaw) {
                    names.push(hidden(format!("assertion.{}", flaw.name()), &assertion));
                }
            }
        }
        names
    }

    fn assertion(&self, now: i64) -> Result<Secret, TokenError> {
        match &self.assertion {
            Some(Assertion::Supplied(assertion)) => Ok(assertion.clone()),
            Some(Assertion::Issued(issuer)) => {
                issuer.assertion(now).map_err(|error| TokenError::NotAsked(error.to_string()))
            }
            None => Err(TokenError::NotAsked(
                "there is neither a client secret nor an assertion".to_owned(),
            )),
        }
    }

    /// RFC 6749 section 2.3.1: both are form-encoded before they are joined.
    fn basic(&self, secret: &Secret) -> String {
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let (id, secret): (String, String) = (encode(&self.client_id), encode(secret.expose()));
        STANDARD.encode(format!("{id}:{secret}"))
    }
}

/// A form (`application/x-www-form-urlencoded`); fields without value are left away.
#[must_use]
pub fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields.into_iter().filter(|(_, value)| !value.is_empty()));
    form.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> ClientCredential {
        ClientCredential {
            token_endpoint: "https://login.example.com/token".to_owned(),
            client_id: "app 1".to_owned(),
            secret: Some(Secret::new("p&ss:w/rd")),
            placement: SecretPlacement::Body,
            assertion: Some(Assertion::Supplied(Secret::new("a.b.c"))),
            scope: Some("scim".to_owned()),
            base_address: Some("https://api.example.com/scim".to_owned()),
        }
    }

    fn sent(client: &ClientCredential) -> (Option<String>, String) {
        let request = client.request(0).unwrap();
        assert_eq!(request.path, "https://login.example.com/token");
        let header = request.headers.get("Authorization").map(str::to_owned);
        (header, request.body.to_text().unwrap())
    }

    #[test]
    fn a_secret_travels_in_the_form_or_in_a_header() {
        let mut client = client();
        let form = "grant_type=client_credentials&client_id=app+1\
                    &client_secret=p%26ss%3Aw%2Frd&scope=scim";
        assert_eq!(sent(&client), (None, form.to_owned()));
        client.placement = SecretPlacement::Basic;
        let header = format!("Basic {}", STANDARD.encode("app+1:p%26ss%3Aw%2Frd"));
        let form = "grant_type=client_credentials&scope=scim";
        assert_eq!(sent(&client), (Some(header), form.to_owned()));
    }

    #[test]
    fn an_assertion_travels_as_entra_sends_it() {
        let client = ClientCredential { secret: None, scope: None, ..client() };
        let form = "grant_type=client_credentials&client_id=app+1&client_assertion=a.b.c\
                    &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A\
                    client-assertion-type%3Ajwt-bearer\
                    &baseAddress=https%3A%2F%2Fapi.example.com%2Fscim";
        assert_eq!(sent(&client), (None, form.to_owned()));
    }

    #[test]
    fn without_a_proof_nothing_is_sent() {
        let client = ClientCredential { secret: None, assertion: None, ..client() };
        assert!(matches!(client.request(0), Err(TokenError::NotAsked(_))));
    }
}
