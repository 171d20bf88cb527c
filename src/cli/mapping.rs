//! Which mapping is used: a built-in one, a file, or what the server publishes.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use crate::mapping::{BUILT_IN, Mapping};
use crate::run::HttpTransport;
use crate::scim::capabilities::Capabilities;
use crate::server::{Fault, Server, Settings as ServerSettings, Variation};
use crate::suite::Tables;
use crate::text::did_you_mean;
use crate::wire::{Method, Request, Response, Secret, Transport as _};

use super::exit::Exit;
use super::failure::Failure;

/// The word that asks for what the server publishes.
pub(super) const DISCOVER: &str = "discover";

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The mapping that was asked for.
#[derive(Clone, Debug)]
pub(super) enum Choice {
    /// None: Entra's default one gives the requests, and nothing but what the
    /// server publishes limits them.
    Usual,
    /// This one, which comes with the program.
    BuiltIn(Arc<Mapping>),
    /// This one.
    Given(Arc<Mapping>),
    /// What the server publishes.
    Discover,
}

impl Choice {
    /// Reads what `--mapping` says.
    ///
    /// # Errors
    /// When there is no such mapping, or the file is wrong.
    pub(super) fn read(word: Option<&str>) -> Result<Self, Failure> {
        let Some(word) = word else { return Ok(Self::Usual) };
        if word == DISCOVER {
            return Ok(Self::Discover);
        }
        if let Some(mapping) = Mapping::built_in(word) {
            return Ok(Self::BuiltIn(Arc::new(mapping)));
        }
        let path = Path::new(word);
        let is_name = !word.contains(['.', '/', '\\']);
        if is_name && !path.exists() {
            let names = || BUILT_IN.iter().map(|(name, _)| *name).chain([DISCOVER]);
            let listed: Vec<&str> = names().collect();
            return Err(Failure::usage(format!("there is no mapping `{word}`")).hint(
                did_you_mean(word, names()).unwrap_or_else(|| {
                    format!(
                        "mappings are {}, or a file such as our-app.mapping.jsonc",
                        listed.join(", ")
                    )
                }),
            ));
        }
        Ok(Self::Given(Arc::new(load(path)?)))
    }

    /// The mapping, unless it has to be discovered.
    pub(super) fn given(&self) -> Option<Arc<Mapping>> {
        match self {
            Self::BuiltIn(mapping) | Self::Given(mapping) => Some(Arc::clone(mapping)),
            Self::Usual | Self::Discover => None,
        }
    }

    /// The tables that suites are loaded with.
    pub(super) fn tables(&self) -> Tables {
        match self {
            Self::BuiltIn(mapping) => mapping.tables().checked(),
            Self::Given(mapping) => mapping.tables(),
            Self::Usual | Self::Discover => Mapping::entra_default().tables().checked(),
        }
    }
}

/// Reads a mapping file, or an export of Entra's.
///
/// # Errors
/// When it cannot be read or is wrong.
pub(super) fn load(path: &Path) -> Result<Mapping, Failure> {
    let bytes = bytes(path)?;
    let name = path.display().to_string().replace('\\', "/");
    Mapping::read(&name, bytes)
        .map_err(|diagnostics| Failure::Diagnosed { exit: Exit::InvalidSuite, diagnostics })
}

#[expect(clippy::disallowed_methods, reason = "the mapping is the command line's own file")]
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |reason: String| {
        Failure::usage(format!("cannot read the mapping {}: {reason}", path.display()))
    };
    if path.is_dir() {
        return Err(refuse("it is a directory".to_owned()));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| refuse(error.to_string()))?;
    Ok(bytes)
}

/// The mapping that a server publishes.
///
/// # Errors
/// When it publishes none, or does not answer.
pub(super) async fn discover(
    transport: &HttpTransport,
    token: Option<&Secret>,
) -> Result<Mapping, Failure> {
    let mut lists = Vec::new();
    for path in ["/Schemas", "/ResourceTypes"] {
        let mut request = Request::new(Method::Get, path);
        request.headers.set("Accept", "application/scim+json");
        if let Some(token) = token {
            request.headers.set("Authorization", format!("Bearer {}", token.expose()));
        }
        let answer = match transport.send(&request).await {
            Ok(response) => response,
            Err(error) => {
                return Err(Failure::inconclusive(format!(
                    "the server cannot be asked for its schemas: {error}"
                )));
            }
        };
        lists.push(answer);
    }
    from_answers(&lists)
}

/// The mapping that the built-in server publishes.
///
/// # Errors
/// When a fault keeps it from publishing one.
pub(super) fn discover_embedded(
    faults: &[Fault],
    variations: &[Variation],
) -> Result<Mapping, Failure> {
    let mut server = Server::new(ServerSettings {
        variations: variations.iter().copied().collect(),
        ..ServerSettings::with_faults(faults.iter().copied())
    });
    let answers: Vec<Response> = ["/Schemas", "/ResourceTypes"]
        .into_iter()
        .map(|path| server.handle(&Request::new(Method::Get, path)))
        .collect();
    from_answers(&answers)
}

fn from_answers(answers: &[Response]) -> Result<Mapping, Failure> {
    let listed = |number: usize| {
        let answer = answers.get(number).filter(|answer| answer.status == 200)?;
        answer.body.json()?.get("Resources")?.as_array().cloned()
    };
    let capabilities = Capabilities { config: None, resource_types: listed(1), schemas: listed(0) };
    Mapping::discovered(&capabilities).ok_or_else(|| {
        let status = answers.first().map_or(0, |answer| answer.status);
        Failure::inconclusive(format!(
            "the server publishes no users: GET /Schemas answered {status}, without the schema of User"
        ))
        .hint("name a mapping: --mapping zero, --mapping entra-default or a file of your own")
    })
}
