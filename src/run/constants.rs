//! The names that a scenario has before it begins.

use serde_json::Value;

use super::credential::LIFETIME;
use super::facts;
use super::scenario::Shared;
use crate::judge::ScenarioNames;
use crate::suite::{Need, Scenario};
use crate::wire::Secret;

/// The token of the run, unique names, and what the target and its credential give.
pub(super) fn constant_names(scenario: &Scenario, number: usize, shared: &Shared) -> ScenarioNames {
    let mut names = ScenarioNames::new();
    names.define("run", shared.run.as_str());
    names.define("uniq", format!("sp-{}-{number:03}", shared.run));
    names.define("random", random_uuid(&shared.run, number));
    names.define("random.2", random_uuid(&format!("{}/2", shared.run), number));
    names.define("random.3", random_uuid(&format!("{}/3", shared.run), number));
    names.define("base", shared.base_url.as_str());
    for need in &scenario.needs {
        if let Need::Any { resource_type, wanted } = need {
            let unique = format!("sp-{}-{number:03}", shared.run);
            if let Some(any) = shared.target.any(resource_type, wanted, &unique) {
                names.define("any.path", any.path);
                for (name, value) in ["any.one", "any.two", "any.three"].into_iter().zip(any.values)
                {
                    names.define(name, value);
                }
            }
        }
    }
    if let Some(client) = &shared.credential
        && scenario.needs.iter().any(|need| matches!(need, Need::Credential(_)))
    {
        names.define("token.endpoint", client.token_endpoint.as_str());
        for (name, value, is_secret) in client.names(facts::unix_seconds()) {
            if let (true, Some(text)) = (is_secret, value.as_str()) {
                shared.redactor.learn(&Secret::new(text));
            }
            names.define(name, value);
        }
        for name in LIFETIME {
            names.define(name, Value::Null);
        }
    }
    names
}

/// A UUID that nobody has, the same for the same run and scenario.
pub(super) fn random_uuid(run: &str, number: usize) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("{run}/{number}"));
    let hex = crate::text::hexadecimal(&digest);
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}
