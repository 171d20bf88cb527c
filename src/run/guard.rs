//! The transport of a scenario: it writes to nothing that the scenario did not
//! create (Amendment E: harm is refused where requests leave, not where they
//! are written).

use std::collections::HashSet;

use crate::wire::{Body, Method, Request, TransportError, decode_component};

/// May this request be sent?
///
/// Reads, queries by POST and creations may. PUT, PATCH and DELETE may when
/// their id is in `owned`, or contains the token of the run, so that no
/// resource of somebody else can have it. Of a bulk request each operation is
/// looked at.
///
/// # Errors
/// [`TransportError::Refused`] with the reason.
pub(super) fn permit(
    request: &Request,
    owned: &HashSet<String>,
    run: &str,
) -> Result<(), TransportError> {
    match request.method {
        Method::Get => Ok(()),
        // The token endpoint creates nothing; the transport knows no other place.
        Method::Post if request.is_elsewhere() => Ok(()),
        Method::Post if is_path(&request.path, "/Bulk") => permit_bulk(&request.body, owned, run),
        Method::Post => {
            let segments = segments(&request.path);
            let creates = segments.len() == 1 && !segments[0].is_empty();
            let queries = segments.last().is_some_and(|last| last == ".search");
            if creates || queries { Ok(()) } else { Err(refused(request.method, &request.path)) }
        }
        Method::Put | Method::Patch | Method::Delete => {
            permit_write(request.method, &request.path, owned, run)
        }
    }
}

fn permit_write(
    method: Method,
    path: &str,
    owned: &HashSet<String>,
    run: &str,
) -> Result<(), TransportError> {
    match segments(path).as_slice() {
        [_, id] if owned.contains(id) || id.contains(run) => Ok(()),
        _ => Err(refused(method, path)),
    }
}

fn permit_bulk(body: &Body, owned: &HashSet<String>, run: &str) -> Result<(), TransportError> {
    let operations = body
        .json()
        .and_then(|body| body.get("Operations"))
        .and_then(|operations| operations.as_array())
        .map(Vec::as_slice)
        .unwrap_or_default();
    for operation in operations {
        let method = operation["method"].as_str().unwrap_or_default();
        let path = operation["path"].as_str().unwrap_or_default();
        if method.eq_ignore_ascii_case("POST") || path.contains("bulkId:") {
            continue;
        }
        match Method::from_name(&method.to_ascii_uppercase()) {
            Some(Method::Get) => {}
            Some(method) => permit_write(method, path, owned, run)?,
            // Whatever a server makes of no method: it could only create.
            None if segments(path).len() == 1 => {}
            None => permit_write(Method::Delete, path, owned, run)?,
        }
    }
    Ok(())
}

fn refused(method: Method, path: &str) -> TransportError {
    TransportError::Refused(format!(
        "{method} {path} would change something that this scenario did not create"
    ))
}

fn segments(path: &str) -> Vec<String> {
    path.trim_matches('/').split('/').map(|segment| decode_component(segment, false)).collect()
}

fn is_path(path: &str, expected: &str) -> bool {
    path.trim_end_matches('/').eq_ignore_ascii_case(expected)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn permitted(request: &Request) -> bool {
        let owned = HashSet::from(["42".to_owned(), "a@b".to_owned()]);
        permit(request, &owned, "tok3n").is_ok()
    }

    #[test]
    fn writes_reach_only_what_was_created() {
        let cases = [
            (Method::Get, "/Users/7", true),
            (Method::Post, "/Users", true),
            (Method::Post, "/Users/.search", true),
            (Method::Post, "/.search", true),
            (Method::Post, "/Users/7", false),
            (Method::Patch, "/Users/42", true),
            (Method::Patch, "/Users/a%40b", true),
            (Method::Patch, "/Users/7", false),
            (Method::Put, "/Groups/7", false),
            (Method::Delete, "/Users/sp-tok3n-001", true),
            (Method::Delete, "/Users", false),
            (Method::Delete, "/Users/", false),
            (Method::Delete, "/Users/42/../7", false),
            (Method::Patch, "/Me", false),
        ];
        for (method, path, expected) in cases {
            assert_eq!(permitted(&Request::new(method, path)), expected, "{method} {path}");
        }
    }

    #[test]
    fn bulk_operations_are_looked_at_one_by_one() {
        let bulk = |method: &str, path: &str| {
            Request::new(Method::Post, "/Bulk")
                .with_json(json!({"Operations": [{"method": method, "path": path}]}))
        };
        assert!(permitted(&bulk("POST", "/Users")));
        assert!(permitted(&bulk("PATCH", "/Users/42")));
        assert!(permitted(&bulk("PATCH", "/Users/bulkId:a")));
        assert!(!permitted(&bulk("DELETE", "/Users/7")));
        assert!(permitted(&bulk("GET", "/Users/7")));
        assert!(permitted(&bulk("", "/Users")));
        assert!(!permitted(&bulk("", "/Users/7")));
    }
}
