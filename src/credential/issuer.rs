//! A test issuer: what Entra is to a workload identity, with a key of its own.
//!
//! It signs assertions that a server has to accept, and such that it has to
//! refuse. Its key is made anew and never written down.

use std::fmt;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::wire::Secret;

/// How long an assertion is valid, in seconds.
const LIFETIME: i64 = 600;

/// How much earlier an assertion becomes valid, for clocks that differ, in seconds.
const EARLIER: i64 = 60;

/// Which key an [`Issuer`] signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA of 2048 bits, RS256: what Entra signs with. Making one takes a tenth of a second.
    Rsa,
    /// P-256, ES256: made at once.
    EllipticCurve,
}

/// What is wrong with an assertion that has to be refused (RFC 7523 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Another key signed it under the same key id.
    ForeignKey,
    /// Nobody signed it: `alg` is `none` (RFC 7515 appendix A.5).
    Unsigned,
    /// It expired an hour ago.
    Expired,
    /// It is meant for somebody else.
    Audience,
    /// Somebody else issued it.
    Issuer,
    /// It is about somebody else.
    Subject,
}

impl Flaw {
    /// All flaws.
    pub const ALL: &'static [Self] = &[
        Self::ForeignKey,
        Self::Unsigned,
        Self::Expired,
        Self::Audience,
        Self::Issuer,
        Self::Subject,
    ];

    /// Its name in suites: `{{assertion.foreign-key}}`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ForeignKey => "foreign-key",
            Self::Unsigned => "unsigned",
            Self::Expired => "expired",
            Self::Audience => "audience",
            Self::Issuer => "issuer",
            Self::Subject => "subject",
        }
    }
}

/// The issuer's key cannot be made or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the test issuer cannot sign: {0}")]
pub struct IssuerError(String);

/// Signs assertions about one workload for one audience.
pub struct Issuer {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audience: String,
    algorithm: Algorithm,
    key: EncodingKey,
    foreign_key: EncodingKey,
    key_id: String,
    jwks: Value,
}

impl fmt::Debug for Issuer {
    // The keys are nobody's business.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Issuer")
            .field("issuer", &self.issuer)
            .field("subject", &self.subject)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}

impl Issuer {
    /// An issuer with a new key.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(
        kind: KeyKind,
        issuer: impl Into<String>,
        subject: impl Into<String>,
        audience: impl Into<String>,
    ) -> Result<Self, IssuerError> {
        let (algorithm, key) = new_key(kind)?;
        let (_, foreign_key) = new_key(kind)?;
        let failed = |error: &dyn fmt::Display| IssuerError(error.to_string());
        let mut jwk = Jwk::from_encoding_key(&key, algorithm).map_err(|error| failed(&error))?;
        let public = serde_json::to_string(&jwk.algorithm).map_err(|error| failed(&error))?;
        let key_id = URL_SAFE_NO_PAD.encode(Sha256::digest(public));
        jwk.common.key_id = Some(key_id.clone());
        let mut jwk = serde_json::to_value(&jwk).map_err(|error| failed(&error))?;
        jwk["use"] = json!("sig");
        Ok(Self {
            issuer: issuer.into(),
            subject: subject.into(),
            audience: audience.into(),
            algorithm,
            key,
            foreign_key,
            key_id,
            jwks: json!({"keys": [jwk]}),
        })
    }

    /// The public key as a JWK set (RFC 7517 section 5).
    #[must_use]
    pub const fn jwks(&self) -> &Value {
        &self.jwks
    }

    /// A right assertion. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// When the key cannot be used.
    pub fn assertion(&self, now: i64) -> Result<Secret, IssuerError> {
        self.signed(&self.claims(now), &self.key)
    }

    /// An assertion with one thing wrong in it.
    ///
    /// # Errors
    /// When the key cannot be used.
    pub fn flawed(&self, now: i64, flaw: Flaw) -> Result<Secret, IssuerError> {
        let mut claims = self.claims(now);
        match flaw {
            Flaw::ForeignKey => return self.signed(&claims, &self.foreign_key),
            Flaw::Unsigned => {
                let header = json!({"alg": "none", "typ": "JWT", "kid": self.key_id});
                let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
                return Ok(Secret::new(format!("{}.{}.", part(&header), part(&claims))));
            }
            Flaw::Expired => claims = self.claims(now - 3600 - LIFETIME),
            Flaw::Audience => claims["aud"] = json!("00000000-0000-4000-8000-000000000000"),
            Flaw::Issuer => claims["iss"] = json!("https://somebody-else.example.com"),
            Flaw::Subject => claims["sub"] = json!("00000000-0000-4000-8000-000000000001"),
        }
        self.signed(&claims, &self.key)
    }

    fn claims(&self, now: i64) -> Value {
        // `jti` makes each its own, for servers that take none twice.
        let mut chance = [0_u8; 12];
        let _ = getrandom::fill(&mut chance);
        json!({
            "iss": self.issuer,
            "sub": self.subject,
            "aud": self.audience,
            "iat": now - EARLIER,
            "nbf": now - EARLIER,
            "exp": now + LIFETIME,
            "jti": URL_SAFE_NO_PAD.encode(chance),
        })
    }

    fn signed(&self, claims: &Value, key: &EncodingKey) -> Result<Secret, IssuerError> {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.key_id.clone());
        encode(&header, claims, key)
            .map(Secret::new)
            .map_err(|error| IssuerError(error.to_string()))
    }
}

fn new_key(kind: KeyKind) -> Result<(Algorithm, EncodingKey), IssuerError> {
    let none = |_| IssuerError("no key could be made".to_owned());
    match kind {
        KeyKind::EllipticCurve => {
            let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(none)?;
            let document = key.to_pkcs8v1().map_err(none)?;
            Ok((Algorithm::ES256, EncodingKey::from_ec_der(document.as_ref())))
        }
        KeyKind::Rsa => {
            let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).map_err(none)?;
            let document = key.as_der().map_err(none)?;
            let inner = inside_of_pkcs8(document.as_ref())
                .ok_or_else(|| IssuerError("the key has a form that is not known".to_owned()))?;
            Ok((Algorithm::RS256, EncodingKey::from_rsa_der(inner)))
        }
    }
}

/// The RSAPrivateKey (RFC 8017 appendix A.1.2) that stands in the PKCS #8
/// document of a key of 2048 bits, of which all lengths are known.
fn inside_of_pkcs8(document: &[u8]) -> Option<&[u8]> {
    // SEQUENCE, version, algorithm; then OCTET STRING with a length of two bytes.
    let inner = document.get(26..)?;
    (document.get(22..24)? == [0x04, 0x82] && inner.first()? == &0x30).then_some(inner)
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};

    use super::*;

    const NOW: i64 = 1_790_000_000;

    fn verified(issuer: &Issuer, assertion: &Secret) -> Option<Value> {
        let keys: JwkSet = serde_json::from_value(issuer.jwks().clone()).unwrap();
        let header = decode_header(assertion.expose()).ok()?;
        let key = DecodingKey::from_jwk(keys.find(header.kid.as_deref()?)?).unwrap();
        let mut validation = Validation::new(issuer.algorithm);
        validation.validate_exp = false;
        validation.set_audience(&["aud"]);
        decode::<Value>(assertion.expose(), &key, &validation).ok().map(|data| data.claims)
    }

    #[test]
    fn assertions_are_verified_by_the_published_key_alone() {
        for kind in [KeyKind::EllipticCurve, KeyKind::Rsa] {
            let issuer = Issuer::new(kind, "https://i", "sub", "aud").unwrap();
            let claims = verified(&issuer, &issuer.assertion(NOW).unwrap()).unwrap();
            assert_eq!((&claims["iss"], &claims["sub"]), (&json!("https://i"), &json!("sub")));
            assert!(claims["exp"].as_i64().unwrap() > NOW && claims["nbf"].as_i64().unwrap() < NOW);
            for flaw in [Flaw::ForeignKey, Flaw::Unsigned, Flaw::Audience] {
                assert_eq!(verified(&issuer, &issuer.flawed(NOW, flaw).unwrap()), None, "{flaw:?}");
            }
            let expired = issuer.flawed(NOW, Flaw::Expired).unwrap();
            assert!(verified(&issuer, &expired).unwrap()["exp"].as_i64().unwrap() < NOW);
            assert!(issuer.jwks()["keys"][0].get("d").is_none(), "the private key is published");
        }
    }
}
