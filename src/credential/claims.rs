//! The times in a token that is a JWT (RFC 7519 section 4.1), read without
//! trusting it: nothing is decided by them but what is told.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// When the token expires, in seconds since 1970; `None` if it is no JWT or
/// does not say.
#[must_use]
pub fn expiry(token: &str) -> Option<u64> {
    claims(token)?.get("exp")?.as_u64()
}

/// What the token claims.
fn claims(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expiry_of_a_jwt_is_read_and_of_nothing_else() {
        // {"exp":1700000000}
        assert_eq!(expiry("e30.eyJleHAiOjE3MDAwMDAwMDB9.x"), Some(1_700_000_000));
        for other in ["", "opaque", "a.b.c", "e30.e30.x"] {
            assert_eq!(expiry(other), None, "{other}");
        }
    }
}
