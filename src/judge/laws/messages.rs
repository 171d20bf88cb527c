//! SCIM messages and discovery resources against `schemas/scim/`.
//!
//! What has a law of its own (the URIs in `schemas`, totalResults, status) is
//! left open in these schemas.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Number, Value};

use super::book::{Verdicts, finding};
use super::errors::lists;
use super::json_schema::{compile, problems};
use super::sight::View;
use super::target::Place;
use crate::scim::urn;
use crate::suite::Law;
use crate::wire::Method;

/// The schemas by their names.
const TEXTS: [(&str, &str); 6] = [
    ("error", include_str!("../../../schemas/scim/error.schema.json")),
    ("list-response", include_str!("../../../schemas/scim/list-response.schema.json")),
    ("bulk-response", include_str!("../../../schemas/scim/bulk-response.schema.json")),
    (
        "service-provider-config",
        include_str!("../../../schemas/scim/service-provider-config.schema.json"),
    ),
    ("resource-type", include_str!("../../../schemas/scim/resource-type.schema.json")),
    ("schema", include_str!("../../../schemas/scim/schema.schema.json")),
];

/// The schemas, compiled once. A test holds that all of them compile.
static SCHEMAS: LazyLock<Vec<(&str, Validator)>> = LazyLock::new(|| {
    TEXTS
        .iter()
        .filter_map(|(name, text)| Some((*name, compile(&serde_json::from_str(text).ok()?)?)))
        .collect()
});

pub(super) fn judge(view: &View<'_>, verdicts: &mut Verdicts) {
    let Some(body) = view.json().filter(|body| body.is_object()) else { return };
    if view.response.status >= 400 {
        if lists(body, urn::ERROR) {
            check("error", body, "", verdicts);
        }
        return;
    }
    if view.response.status != 200 {
        return;
    }
    match view.place {
        Place::Bulk => check_unless("bulk-response", body, "", verdicts, |at| {
            repeats(view.request.body.json(), body, at)
        }),
        Place::Config if view.request.method == Method::Get => {
            check("service-provider-config", body, "", verdicts);
        }
        Place::OneType => check("resource-type", body, "", verdicts),
        Place::OneSchema => check("schema", body, "", verdicts),
        Place::Types | Place::Schemas => {
            check("list-response", body, "", verdicts);
            let name = if view.place == Place::Types { "resource-type" } else { "schema" };
            let resources = body.get("Resources").and_then(Value::as_array);
            for (number, resource) in resources.into_iter().flatten().enumerate() {
                check(name, resource, &format!("/Resources/{number}"), verdicts);
            }
        }
        _ if view.is_query() => check("list-response", body, "", verdicts),
        _ => {}
    }
}

/// The integers of messages and of /ServiceProviderConfig.
const INTEGERS: [&str; 8] = [
    "/totalResults",
    "/startIndex",
    "/itemsPerPage",
    "/bulk/maxOperations",
    "/bulk/maxPayloadSize",
    "/filter/maxResults",
    "/pagination/defaultPageSize",
    "/pagination/maxPageSize",
];

/// RFC 7643 section 2.3.4: neither fraction nor exponent, so that 10.0 is none.
/// JSON Schema takes it for one, as its value is.
pub(super) fn require_integer(number: &Number, at: &str, verdicts: &mut Verdicts) {
    let is_plain = !number.is_f64();
    verdicts.require(Law::IntegerForm, is_plain, || {
        finding(at, "an integer without fraction and exponent", number.to_string())
    });
}

/// Is it a method that the request asked for? A server that refuses an operation
/// says which by repeating it.
fn repeats(request: Option<&Value>, body: &Value, at: &str) -> bool {
    let is_method = at.starts_with("/Operations/") && at.ends_with("/method");
    let Some(said) = body.pointer(at).filter(|_| is_method) else { return false };
    let asked = request.and_then(|request| request.get("Operations")?.as_array());
    asked.into_iter().flatten().any(|operation| operation.get("method") == Some(said))
}

fn check(name: &str, value: &Value, at: &str, verdicts: &mut Verdicts) {
    check_unless(name, value, at, verdicts, |_| false);
}

fn check_unless(
    name: &str,
    value: &Value,
    at: &str,
    verdicts: &mut Verdicts,
    is_excused: impl Fn(&str) -> bool,
) {
    let Some((_, validator)) = SCHEMAS.iter().find(|(known, _)| *known == name) else { return };
    verdicts.looked(Law::MessageShape);
    for pointer in INTEGERS {
        if let Some(Value::Number(number)) = value.pointer(pointer) {
            require_integer(number, &format!("{at}{pointer}"), verdicts);
        }
    }
    for problem in problems(validator, value).into_iter().filter(|it| !is_excused(&it.at)) {
        let at = format!("{at}{}", problem.at);
        verdicts.breaks(Law::MessageShape, finding(at, problem.expected, problem.actual));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_is_repeated_is_excused_and_one_that_is_invented_is_not() {
        let operation = |method: &str| serde_json::json!({"Operations": [{"method": method}]});
        let request = operation("GET");
        let excused = |said: &str, at: &str| repeats(Some(&request), &operation(said), at);
        assert!(excused("GET", "/Operations/0/method"));
        assert!(!excused("LIST", "/Operations/0/method"));
        assert!(!excused("GET", "/Operations/0/status"));
        assert!(!repeats(None, &operation("GET"), "/Operations/0/method"));
    }

    #[test]
    fn every_schema_compiles() {
        assert_eq!(SCHEMAS.len(), TEXTS.len());
    }
}
