//! Equality as SCIM means it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use url::Url;

use crate::wire::decode_component;

/// Is the value unassigned: absent, null or an empty array (RFC 7643 section 2.5)?
pub(super) fn is_unset(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Array(array)) => array.is_empty(),
        Some(_) => false,
    }
}

/// The member of that name; names compare without case (RFC 7643 section 2.1).
pub(super) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

/// Equality of scalars: numbers by value, so that `1` equals `1.0`; all else exactly.
pub(super) fn same_scalar(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Number(one), Value::Number(two)) => {
            one == two || one.as_f64().is_some_and(|one| Some(one) == two.as_f64())
        }
        _ => expected == actual,
    }
}

/// Equality of strings without regard to case.
pub(super) fn same_without_case(one: &str, two: &str) -> bool {
    one.eq_ignore_ascii_case(two) || one.to_lowercase() == two.to_lowercase()
}

/// Is the value an element of the list? Strings compare without case.
pub(super) fn is_in(list: &Value, value: Option<&Value>) -> bool {
    let Some(value) = value else { return false };
    let same = |element: &Value| match (element.as_str(), value.as_str()) {
        (Some(one), Some(two)) => same_without_case(one, two),
        _ => same_scalar(element, value),
    };
    list.as_array().is_some_and(|elements| elements.iter().any(same))
}

/// Reads an xsd:dateTime (RFC 7643 section 2.3.5): with a zone, or without,
/// which then is taken as UTC.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    // A date alone is no dateTime, although the parser would take it.
    if !text.contains('T') {
        return None;
    }
    text.parse().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })
}

pub(super) fn same_instant(one: &str, two: &str) -> bool {
    matches!((instant(one), instant(two)), (Some(one), Some(two)) if one == two)
}

/// Are the instants at most a second apart?
pub(super) fn is_near(one: &str, two: &str) -> bool {
    matches!((instant(one), instant(two)), (Some(one), Some(two))
        if (one.as_millisecond() - two.as_millisecond()).abs() <= 1000)
}

/// Resolves a reference against the service root (RFC 7643 section 2.3.7):
/// `Users/1` and `/Users/1` both lie below it.
pub(super) fn resolve(base_url: &str, reference: &str) -> Option<Url> {
    let root = Url::parse(&format!("{}/", base_url.trim_end_matches('/'))).ok()?;
    if reference.is_empty() {
        return None;
    }
    let absolute = root.join(reference).ok()?;
    let below_root = |url: &Url| url.path().starts_with(root.path());
    if below_root(&absolute) || !reference.starts_with('/') {
        return Some(absolute);
    }
    root.join(reference.trim_start_matches('/')).ok()
}

/// The path below the base URL to which a reference leads, percent-encoded and
/// beginning with `/`, and its query. The host is not compared, as a server
/// behind a proxy may know itself by another name; another path is `None`.
#[must_use]
pub fn place_below(base_url: &str, reference: &str) -> Option<(String, Vec<(String, String)>)> {
    let url = resolve(base_url, reference)?;
    let root = resolve(base_url, base_url)?;
    let below = url.path().strip_prefix(root.path().trim_end_matches('/'))?;
    let query = url.query_pairs().into_owned().collect();
    below.starts_with('/').then(|| (below.to_owned(), query))
}

/// Do both lead below the base URL, and to the same path?
pub(super) fn same_path(base_url: &str, one: &str, two: &str) -> bool {
    // Which characters of a segment travel encoded is the sender's choice
    // (RFC 3986 section 2.4).
    let decoded = |path: &str| -> Vec<String> {
        path.split('/').map(|segment| decode_component(segment, false)).collect()
    };
    matches!((place_below(base_url, one), place_below(base_url, two)),
        (Some((one, with)), Some((two, without)))
            if decoded(&one) == decoded(&two) && with == without)
}

pub(super) fn same_uri(base_url: &str, one: &str, two: &str) -> bool {
    matches!((resolve(base_url, one), resolve(base_url, two)), (Some(one), Some(two)) if one == two)
}

/// Assigns elements to matchers so that as many matchers as possible have an
/// element of their own (augmenting paths). `accepts[matcher][element]`.
///
/// Greedy choice would blame a right answer when one matcher accepts what
/// another needs.
pub(super) fn assign(accepts: &[Vec<bool>], elements: usize) -> Vec<Option<usize>> {
    fn augment(
        matcher: usize,
        accepts: &[Vec<bool>],
        owner: &mut [Option<usize>],
        seen: &mut [bool],
    ) -> bool {
        for element in 0..owner.len() {
            if accepts[matcher][element] && !seen[element] {
                seen[element] = true;
                let free = match owner[element] {
                    None => true,
                    Some(other) => augment(other, accepts, owner, seen),
                };
                if free {
                    owner[element] = Some(matcher);
                    return true;
                }
            }
        }
        false
    }
    let mut owner = vec![None; elements];
    for matcher in 0..accepts.len() {
        augment(matcher, accepts, &mut owner, &mut vec![false; elements]);
    }
    owner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_against_the_service_root() {
        let base = "https://h/scim/v2/";
        let user = "https://h/scim/v2/Users/1";
        let cases = [
            (user, true),
            ("Users/1", true),
            ("/Users/1", true),
            ("/scim/v2/Users/1", true),
            ("https://h/scim/v2/Users/2", false),
            ("http://h/scim/v2/Users/1", false),
            ("", false),
        ];
        for (reference, same) in cases {
            assert_eq!(same_uri(base, reference, user), same, "{reference}");
        }
    }

    #[test]
    fn places_below_the_base_url_are_found_whatever_the_host() {
        let base = "https://h/scim/v2";
        let cases = [
            ("https://h/scim/v2/Users/a%40b", Some("/Users/a%40b")),
            ("http://internal:8080/scim/v2/Users/1", Some("/Users/1")),
            ("Users/1", Some("/Users/1")),
            ("/Users", Some("/Users")),
            ("/scim/v2/Users", Some("/Users")),
            ("https://h/other/Users/1", None),
            ("https://h/scim/v2extra/Users/1", None),
        ];
        for (reference, path) in cases {
            let found = place_below(base, reference).map(|(path, _)| path);
            assert_eq!(found.as_deref(), path, "{reference}");
        }
        let with_query = place_below(base, "Users?count=1").unwrap();
        assert_eq!(with_query.1, [("count".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn instants_compare_across_zones_and_precision() {
        assert!(same_instant("2024-01-31T10:00:00Z", "2024-01-31T11:00:00.000+01:00"));
        assert!(same_instant("2024-01-31T10:00:00", "2024-01-31T10:00:00Z"));
        assert!(!same_instant("2024-01-31T10:00:00Z", "2024-01-31T10:00:01Z"));
        assert!(is_near("2024-01-31T10:00:00.4Z", "2024-01-31T09:59:59.9Z"));
        assert!(!is_near("2024-01-31T10:00:00Z", "2024-01-31T10:00:02Z"));
        assert!(instant("2024-01-31").is_none());
        assert!(instant("yesterday").is_none());
    }

    #[test]
    fn assignment_is_not_greedy() {
        // The first matcher takes both elements, the second only the first.
        let owner = assign(&[vec![true, true], vec![true, false]], 2);
        assert_eq!(owner, [Some(1), Some(0)]);
    }
}
