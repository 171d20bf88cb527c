//! The values that flow into target attributes: those of two people, so that
//! an update changes each. `{{uniq}}` stands where a value must be unlike
//! those of other resources.

use serde_json::{Value, json};

use super::model::MappedAttribute;
use crate::scim::attribute::AttributeType;

/// Before or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// What a create sends.
    Create,
    /// What an update sends.
    Update,
}

/// Values by the end of the attribute's name, lower case: for create and update.
const USUAL: &[(&str, &str, &str)] = &[
    ("username", "{{uniq}}@example.com", "{{uniq}}-renamed@example.com"),
    ("externalid", "{{uniq}}", "{{uniq}}-2"),
    ("displayname", "Ada {{uniq}}", "Augusta {{uniq}}"),
    ("nickname", "Ada", "Countess"),
    ("title", "Engineer", "Lead"),
    ("name.givenname", "Ada", "Augusta"),
    ("name.familyname", "Lovelace", "King"),
    ("name.formatted", "Ada Lovelace", "Augusta King"),
    ("name.middlename", "B.", "C."),
    ("name.honorificprefix", "Ms.", "Dr."),
    ("name.honorificsuffix", "Jr.", "III"),
    ("streetaddress", "1 Main Street", "2 High Street"),
    ("locality", "Redmond", "London"),
    ("region", "WA", "England"),
    ("postalcode", "98052", "EC1A 1BB"),
    ("country", "US", "GB"),
    ("preferredlanguage", "en-US", "en-GB"),
    ("locale", "en-US", "en-GB"),
    ("timezone", "America/Los_Angeles", "Europe/London"),
    ("usertype", "Employee", "Contractor"),
    ("profileurl", "https://example.com/{{uniq}}", "https://example.com/{{uniq}}/2"),
    (":department", "Research", "Operations"),
    (":organization", "Contoso", "Fabrikam"),
    (":division", "Engines", "Numbers"),
    (":costcenter", "12345", "67463"),
    (":employeenumber", "{{uniq}}", "{{uniq}}-2"),
];

/// The value of an attribute, a template in `{{uniq}}`.
pub(super) fn value(attribute: &MappedAttribute, phase: Phase) -> Value {
    let given = match phase {
        Phase::Create => &attribute.create,
        Phase::Update => &attribute.update,
    };
    if let Some(given) = given {
        return given.clone();
    }
    let first = phase == Phase::Create;
    let pick = |one: &str, two: &str| json!(if first { one } else { two });
    let plain = match attribute.kind {
        AttributeType::Boolean => json!(first),
        AttributeType::Integer => json!(if first { 1 } else { 2 }),
        AttributeType::Decimal => json!(if first { 1.5 } else { 2.5 }),
        AttributeType::DateTime => pick("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        AttributeType::Binary => pick("T25l", "VHdv"),
        AttributeType::Reference => {
            pick("https://example.com/{{uniq}}", "https://example.com/{{uniq}}/2")
        }
        AttributeType::String | AttributeType::Complex => match attribute.values.as_slice() {
            [] => json!(text(&attribute.name, first)),
            [only] => json!(only),
            [one, two, ..] => pick(one, two),
        },
    };
    if attribute.multi_valued && attribute.path.element.is_none() { json!([plain]) } else { plain }
}

fn text(name: &str, first: bool) -> String {
    let lower = name.to_ascii_lowercase();
    let found = USUAL.iter().find(|(end, _, _)| {
        let rest = lower.strip_suffix(end);
        // A whole name, or the end of a path.
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.') || end.starts_with(':'))
    });
    if let Some((_, one, two)) = found {
        return (if first { *one } else { *two }).to_owned();
    }
    let kind = lower.split('"').nth(1).unwrap_or("plain").to_owned();
    if lower.starts_with("emails") {
        return if first {
            format!("{{{{uniq}}}}.{kind}@example.com")
        } else {
            format!("{{{{uniq}}}}.{kind}.2@example.com")
        };
    }
    if lower.starts_with("phonenumbers") {
        // Digits of their own for each type: a mix-up shows.
        let digit = kind.bytes().fold(0_u32, |sum, byte| sum + u32::from(byte)) % 10;
        return format!("5555555{}{digit}0", if first { 1 } else { 2 });
    }
    let leaf = name.rsplit([':', '.']).next().unwrap_or(name);
    format!("{leaf} {kind} {}", if first { 1 } else { 2 }).replace(" plain", "")
}
