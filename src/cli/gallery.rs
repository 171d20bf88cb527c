//! `scimproof gallery`.

use std::path::Path;

use serde_json::Value;

use crate::mapping::{GalleryParameters, Mapping, unknown_expressions, unmapped_required};
use crate::plan::{Plan, Profile};
use crate::server::{Fault, Server, Settings as ServerSettings, Variation};
use crate::suite::{GatePart, Tables};
use crate::text::did_you_mean;
use crate::wire::{Method, Request, Response, Secret, Transport};

use super::args::{FurtherTokenArguments, GalleryArguments, RunArguments, SelectionArguments};
use super::exit::Exit;
use super::failure::Failure;
use super::mapping::{Choice, bytes};
use super::run;
use super::terminal::Terminal;

/// The words that select a part of the gate, as its own parameter has them.
const PARTS: [(&str, Option<GatePart>); 4] = [
    ("All", None),
    ("UserTests", Some(GatePart::Users)),
    ("GroupTests", Some(GatePart::Groups)),
    ("SCIMTests", Some(GatePart::Scim)),
];

/// What a run of the gate has beside a usual run.
#[derive(Clone, Debug)]
pub(super) struct Gallery {
    parameters: GalleryParameters,
    tests: Vec<String>,
}

pub(super) fn gallery(arguments: &GalleryArguments, terminal: Terminal) -> Result<Exit, Failure> {
    if arguments.target.url.as_ref().is_some_and(|url| url.contains('?')) {
        return Err(Failure::usage("the gate wants the base URL without a query").hint(
            "leave `?aadOptscim062020` away: the gate puts paths behind the URL, and fails with it; \
             the flag belongs into the tenant URL of the job alone",
        ));
    }
    let parameters = arguments.values.as_deref().map(read_values).transpose()?;
    let gallery =
        Gallery { parameters: parameters.unwrap_or_default(), tests: arguments.test.clone() };
    let GalleryArguments { target, mapping, suites, connection, pace, .. } = arguments.clone();
    let arguments = RunArguments {
        target,
        profile: Some(Profile::Gallery),
        mapping,
        suites,
        selection: SelectionArguments::default(),
        connection,
        // The gate has one token.
        further: FurtherTokenArguments::default(),
        pace,
        scenario_timeout: None,
        fail_fast: false,
        report: arguments.report.clone(),
        record: arguments.record.clone(),
        template: None,
        config: arguments.config.clone(),
    };
    run::run_gallery(&arguments, &gallery, terminal)
}

fn read_values(path: &Path) -> Result<GalleryParameters, Failure> {
    let name = path.display().to_string().replace('\\', "/");
    GalleryParameters::read(&name, bytes(path)?)
        .map_err(|diagnostics| Failure::Diagnosed { exit: Exit::InvalidSuite, diagnostics })
}

impl Gallery {
    /// The tables that suites are loaded with, before or after the server was
    /// asked for its schemas.
    pub(super) fn tables(&self, mapping: &Mapping, published: Option<&Value>) -> Tables {
        let mut tables = mapping.tables();
        mapping.gallery_tables(&self.parameters, published, &mut tables);
        tables
    }

    /// Leaves the tests that were asked for.
    ///
    /// # Errors
    /// When one of them does not exist.
    pub(super) fn select(&self, plan: &mut Plan) -> Result<(), Failure> {
        let Some(gate) = plan.gate.as_ref().map(|known| known.gate.clone()) else { return Ok(()) };
        let mut wanted: Vec<&str> = Vec::new();
        for name in &self.tests {
            let part = PARTS.iter().find(|(word, _)| word == name).map(|(_, part)| *part);
            let found: Vec<&str> = gate
                .tests
                .iter()
                .filter(|test| match part {
                    Some(None) => true,
                    Some(Some(part)) => test.part == part,
                    None => test.test == *name,
                })
                .map(|test| test.test.as_str())
                .collect();
            if found.is_empty() {
                let names = || {
                    let parts = PARTS.iter().map(|(word, _)| *word);
                    parts.chain(gate.tests.iter().map(|test| test.test.as_str()))
                };
                return Err(Failure::usage(format!("the gate has no test `{name}`")).hint(
                    did_you_mean(name, names())
                        .unwrap_or_else(|| names().collect::<Vec<_>>().join(", ")),
                ));
            }
            wanted.extend(found);
        }
        if !wanted.is_empty() {
            plan.scenarios.retain(|scenario| {
                scenario
                    .gate
                    .as_ref()
                    .is_some_and(|role| wanted.iter().any(|test| role.is_of(test)))
            });
        }
        Ok(())
    }
}

/// The mapping of a run of the gate.
pub(super) fn mapping_of(choice: &Choice) -> std::sync::Arc<Mapping> {
    choice.given().unwrap_or_else(|| std::sync::Arc::new(Mapping::entra_default()))
}

/// What could make the verdict another one and cannot be tried.
pub(super) fn notes(
    mapping: &Mapping,
    published: Option<&Value>,
    url: Option<&str>,
    token: Option<&Secret>,
    now: u64,
) -> Vec<String> {
    let mut notes: Vec<String> = unknown_expressions(mapping)
        .into_iter()
        .map(|known| {
            let source = known.flow.as_ref().map_or_else(String::new, |flow| flow.source.to_string());
            format!(
                "{} comes from {source}, which the gate cannot work out: Update_User_Test compares the raw value and \
                 may fail (quirk 4)",
                known.name
            )
        })
        .collect();
    let required = published.map(|listed| unmapped_required(mapping, listed)).unwrap_or_default();
    notes.extend(required.iter().map(|name| {
        format!(
            "/Schemas says that {name} is required, and nothing of the mapping flows into it: the server may refuse \
             every user until it is mapped"
        )
    }));
    let Some(url) = url else { return notes };
    if url.starts_with("http://") {
        notes
            .push("the URL has no TLS, which the gallery wants in version 1.2 or newer".to_owned());
    }
    if let Some(left) = token.and_then(|token| seconds_left(token.expose(), now))
        && left < 24 * 60 * 60
    {
        notes.push(format!(
            "the bearer token is valid for {} more minutes; the gate wants one for 24 hours, or its run fails midway",
            left / 60
        ));
    }
    notes
}

/// How long a JWT is still valid.
fn seconds_left(token: &str, now: u64) -> Option<u64> {
    let expires = crate::credential::expiry(token)?;
    Some(expires.saturating_sub(now))
}

/// What a server answers to GET /Schemas, if it is a success.
pub(super) async fn published(transport: &dyn Transport, token: Option<&Secret>) -> Option<Value> {
    let mut request = Request::new(Method::Get, "/Schemas");
    request.headers.set("Accept", "application/scim+json");
    if let Some(token) = token {
        request.headers.set("Authorization", format!("Bearer {}", token.expose()));
    }
    // What is wrong with it shows when the gate asks.
    listed(&transport.send(&request).await.ok()?)
}

/// The same of the built-in server.
pub(super) fn published_embedded(faults: &[Fault], variations: &[Variation]) -> Option<Value> {
    let mut server = Server::new(ServerSettings {
        variations: variations.iter().copied().collect(),
        ..ServerSettings::with_faults(faults.iter().copied())
    });
    listed(&server.handle(&Request::new(Method::Get, "/Schemas")))
}

fn listed(response: &Response) -> Option<Value> {
    let body = response.body.json().cloned().unwrap_or_default();
    response.is_success().then_some(body)
}
