//! The suites that come with the program.

/// File names and texts, in the order in which they run. A test holds that
/// every suite file of the repository is here.
pub const FILES: &[(&str, &str)] = &[
    ("laws.jsonc", include_str!("../../suites/laws.jsonc")),
    ("concurrency.jsonc", include_str!("../../suites/concurrency.jsonc")),
    ("scale.jsonc", include_str!("../../suites/scale.jsonc")),
    ("entra-connection.jsonc", include_str!("../../suites/entra-connection.jsonc")),
    ("entra-users.jsonc", include_str!("../../suites/entra-users.jsonc")),
    ("rfc-discovery.jsonc", include_str!("../../suites/rfc-discovery.jsonc")),
    ("rfc-schema.jsonc", include_str!("../../suites/rfc-schema.jsonc")),
    ("rfc-filter.jsonc", include_str!("../../suites/rfc-filter.jsonc")),
];

/// Files in `suites/` that are no suites.
pub const OTHER_FILES: &[&str] = &["profiles.jsonc"];
