//! The details of a failure, as the gate writes them.

use serde_json::{Value, json};

use crate::judge::CheckResult;
use crate::suite::Details;

/// The details of a failure, in the form of the test.
pub(super) fn details(
    form: Details,
    says: &str,
    cause: &str,
    check: Option<&CheckResult>,
) -> Value {
    match form {
        Details::Engine => {
            // `FAILED - [Phase] Provisioning: … | SCIM: …`
            let both = says
                .split_once("Provisioning: ")
                .and_then(|(_, rest)| rest.split_once(" | SCIM: "));
            let (logs, scim) = both.unwrap_or(("success", "failure"));
            let unless_success =
                |text: &str, value: Value| if text == "success" { Value::Null } else { value };
            json!({
                "provisioningLogs": unless_success(logs, json!(cause)),
                "scimCheck": match both {
                    None => json!(cause),
                    Some(_) => unless_success(scim, json!(scim)),
                },
            })
        }
        Details::OnDemand => json!({ "podResponse": cause }),
        Details::Summary => {
            let missing: Vec<(&str, Vec<&str>)> = ["user", "group"]
                .into_iter()
                .map(|word| {
                    let start = format!("{word} attribute ");
                    let found = check.iter().flat_map(|check| &check.findings);
                    (
                        word,
                        found
                            .filter_map(|finding| finding.at.strip_prefix(start.as_str()))
                            .collect(),
                    )
                })
                .collect();
            if missing.iter().all(|(_, names)| names.is_empty()) {
                return json!({ "summary": cause });
            }
            let parts: Vec<String> = missing
                .iter()
                .map(|(word, names)| {
                    format!("Missing {word} attributes ({}): {}.", names.len(), json!(names))
                })
                .collect();
            json!({ "summary": parts.join(" ") })
        }
        Details::Text => json!(cause),
        Details::Action => action(says),
    }
}

/// `FAILED - Action: X - reason` in parts.
pub(super) fn action(says: &str) -> Value {
    let rest = says.strip_prefix("FAILED - Action: ").unwrap_or(says);
    let (action, reason) = rest.split_once(" - ").unwrap_or((rest, ""));
    json!({ "failedAction": action, "reason": reason })
}
