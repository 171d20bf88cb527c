//! Words on a page: source texts, places in them, diagnostics. Knows neither
//! SCIM nor suites.
