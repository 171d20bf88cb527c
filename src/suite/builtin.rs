//! The suites that come with the program.

/// File names and texts, in the order in which they run. A test holds that
/// every suite file of the repository is here.
pub const FILES: &[(&str, &str)] = &[
    ("entra-credentials.jsonc", include_str!("../../suites/entra-credentials.jsonc")),
    ("laws.jsonc", include_str!("../../suites/laws.jsonc")),
    ("concurrency.jsonc", include_str!("../../suites/concurrency.jsonc")),
    ("scale.jsonc", include_str!("../../suites/scale.jsonc")),
    ("entra-connection.jsonc", include_str!("../../suites/entra-connection.jsonc")),
    ("entra-users.jsonc", include_str!("../../suites/entra-users.jsonc")),
    ("entra-mapping.jsonc", include_str!("../../suites/entra-mapping.jsonc")),
    ("entra-groups.jsonc", include_str!("../../suites/entra-groups.jsonc")),
    ("entra-lifecycle.jsonc", include_str!("../../suites/entra-lifecycle.jsonc")),
    ("gallery.jsonc", include_str!("../../suites/gallery.jsonc")),
    ("validator.jsonc", include_str!("../../suites/validator.jsonc")),
    ("rfc-discovery.jsonc", include_str!("../../suites/rfc-discovery.jsonc")),
    ("rfc-schema.jsonc", include_str!("../../suites/rfc-schema.jsonc")),
    ("rfc-create.jsonc", include_str!("../../suites/rfc-create.jsonc")),
    ("rfc-read.jsonc", include_str!("../../suites/rfc-read.jsonc")),
    ("rfc-replace.jsonc", include_str!("../../suites/rfc-replace.jsonc")),
    ("rfc-patch.jsonc", include_str!("../../suites/rfc-patch.jsonc")),
    ("rfc-patch-paths.jsonc", include_str!("../../suites/rfc-patch-paths.jsonc")),
    ("rfc-patch-groups.jsonc", include_str!("../../suites/rfc-patch-groups.jsonc")),
    ("rfc-attributes.jsonc", include_str!("../../suites/rfc-attributes.jsonc")),
    ("rfc-errors.jsonc", include_str!("../../suites/rfc-errors.jsonc")),
    ("rfc-delete.jsonc", include_str!("../../suites/rfc-delete.jsonc")),
    ("rfc-filter.jsonc", include_str!("../../suites/rfc-filter.jsonc")),
    ("rfc-projection.jsonc", include_str!("../../suites/rfc-projection.jsonc")),
    ("rfc-sort.jsonc", include_str!("../../suites/rfc-sort.jsonc")),
    ("rfc-cursor-paging.jsonc", include_str!("../../suites/rfc-cursor-paging.jsonc")),
    ("rfc-paging.jsonc", include_str!("../../suites/rfc-paging.jsonc")),
    ("rfc-etag.jsonc", include_str!("../../suites/rfc-etag.jsonc")),
    ("rfc-bulk.jsonc", include_str!("../../suites/rfc-bulk.jsonc")),
    ("rfc-auth.jsonc", include_str!("../../suites/rfc-auth.jsonc")),
    ("rfc-http.jsonc", include_str!("../../suites/rfc-http.jsonc")),
    ("rfc-me.jsonc", include_str!("../../suites/rfc-me.jsonc")),
    ("rfc-security.jsonc", include_str!("../../suites/rfc-security.jsonc")),
];

/// Files in `suites/` that are no suites.
pub const OTHER_FILES: &[&str] = &["profiles.jsonc"];
