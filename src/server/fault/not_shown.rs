//! Bugs that servers had and that the reference server cannot have.

/// Names of known bugs with the reason why none of the faults is one.
pub const NOT_SHOWN: &[(&str, &str)] = &[
    // Seen by nobody over HTTP, or not without harm.
    (
        "au-revoked-token-still-works",
        "a run would have to revoke its own token, for which no standard endpoint exists",
    ),
    (
        "se-cross-tenant-member",
        "a run creates nothing in another tenant, where it could not clean up",
    ),
    (
        "se-409-enumerates-other-tenant",
        "a run creates nothing in another tenant, where it could not clean up",
    ),
    ("se-password-preset-takeover", "the login is no part of SCIM"),
    (
        "se-service-account-exposed",
        "a run writes to nothing that it did not create, least of all to service accounts",
    ),
    // Seen below SCIM, where a run sends what its HTTP client sends.
    (
        "ht-gzip-or-chunked-broken",
        "requests of a run have a Content-Length and are not compressed, as those of Entra are not",
    ),
    ("ht-head-options-500", "SCIM has neither HEAD nor OPTIONS, and suites send what SCIM has"),
    (
        "ht-keepalive-connection-drop",
        "the HTTP client opens another connection without a word; `scimproof load` counts what fails",
    ),
    ("li-filter-redos", "time is measured by `scimproof load` and not judged by a check"),
    (
        "pg-large-group-body-returned",
        "200 with the whole group is allowed (RFC 7644 section 3.5.2); `scimproof load` shows what it costs",
    ),
    // Allowed, and therefore among the legal differences.
    (
        "au-basic-or-query-token",
        "RFC 6750 section 2.3 knows it (token-in-query), and to try it would put the token into logs",
    ),
    (
        "cr-active-default-missing",
        "active is optional (active-not-assumed); a client that needs it sends it",
    ),
    (
        "cr-duplicate-displayname-accepted",
        "no RFC makes displayName unique (group-names-shared); it earns advice",
    ),
    (
        "di-spc-wrong-capabilities",
        "a feature may be there without being declared (patch-undeclared)",
    ),
    ("dl-user-still-in-group", "references need not be kept whole (members-outlive-users)"),
    (
        "en-unicode-normalisation-duplicates",
        "RFC 7644 section 7.8 leaves letters beyond ASCII to the server (sharp-s-folded)",
    ),
    ("fl-ne-null-handling", "what ne finds where there is no value is not said"),
    ("ht-trailing-slash", "a path with a slash at its end is another path (trailing-slash-404)"),
    (
        "rp-put-partial-name-wipes",
        "null and absent are the same state (RFC 7643 section 2.5), and PUT may clear",
    ),
    (
        "rp-put-wipes-members-when-omitted",
        "PUT may clear what it does not name (put-clears-omitted)",
    ),
    ("sc-required-wrong", "a server may require more than the RFC (family-name-required)"),
];
