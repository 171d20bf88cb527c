//! A client of the reference server's token endpoint, and tokens beside the run's
//! own, so that the checks of those are made as well.

use std::sync::Arc;

use crate::credential::{
    Assertion, ClientCredential, Issuer, IssuerError, KeyKind, SecretPlacement,
};
use crate::run::FurtherTokens;
use crate::server::{Settings, TokenEndpoint, Trust, UnixClock};
use crate::wire::Secret;

/// Gives a server a token endpoint with one client, whose secret this is, and a
/// test issuer that is trusted. The client's URLs are those of
/// [`Settings::base_url`] as it is now; `now` is the clock of the endpoint.
///
/// # Errors
/// When the issuer's key cannot be made.
pub fn with_token_endpoint(
    settings: &mut Settings,
    secret: Secret,
    now: UnixClock,
) -> Result<ClientCredential, IssuerError> {
    let client_id = "scimproof";
    // Nobody resolves this name: the server is given the keys.
    let issuer = Issuer::new(
        KeyKind::EllipticCurve,
        "https://issuer.example.com",
        "scimproof-workload",
        client_id,
    )?;
    settings.token_endpoint = Some(TokenEndpoint {
        client_id: client_id.to_owned(),
        client_secret: Some(secret.clone()),
        trust: Some(Trust {
            issuer: issuer.issuer.clone(),
            subject: issuer.subject.clone(),
            audience: issuer.audience.clone(),
            keys: issuer.jwks().clone(),
        }),
        lifetime: 3600,
        now,
    });
    Ok(ClientCredential {
        token_endpoint: format!("{}/token", settings.base_url),
        client_id: client_id.to_owned(),
        secret: Some(secret),
        placement: SecretPlacement::Body,
        assertion: Some(Assertion::Issued(Arc::new(issuer))),
        scope: Some("scim".to_owned()),
        base_address: Some(settings.base_url.clone()),
    })
}

/// Gives a server another tenant with this token, and a token that may only read.
pub fn with_further_tokens(
    settings: &mut Settings,
    other_tenant: Secret,
    read_only: Secret,
) -> FurtherTokens {
    settings.other_tenant = Some(other_tenant.clone());
    settings.read_only = Some(read_only.clone());
    FurtherTokens { other_tenant: Some(other_tenant), read_only: Some(read_only) }
}
