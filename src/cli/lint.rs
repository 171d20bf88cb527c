//! `scimproof lint`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::mapping::Mapping;
use crate::scim::requirement::Catalogue;
use crate::suite::{Loaded, Origin, load_with};
use crate::text::Diagnostics;

use super::args::{LintArguments, ListFormat};
use super::config::{Config, FILE_NAME};
use super::exit::Exit;
use super::failure::Failure;
use super::mapping;
use super::terminal::Terminal;

pub(super) fn lint(arguments: &LintArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let (configurations, suites): (Vec<PathBuf>, Vec<PathBuf>) = expand(&arguments.files)?
        .into_iter()
        .partition(|path| path.file_name().is_some_and(|name| name == FILE_NAME));
    let (mappings, suites): (Vec<PathBuf>, Vec<PathBuf>) =
        suites.into_iter().partition(|path| is_mapping(path));
    let mut found = Vec::new();
    let mut scenarios = 0;
    let mut files = configurations.len() + mappings.len();
    for path in mappings {
        let name = path.display().to_string().replace('\\', "/");
        found.extend(Mapping::read(&name, mapping::bytes(&path)?).err());
    }
    for path in configurations {
        found.extend(Config::check(&path)?.err());
    }
    let origin = if arguments.files.is_empty() {
        Some(Origin::BuiltIn)
    } else {
        (!suites.is_empty()).then_some(Origin::Files(suites))
    };
    if let Some(origin) = origin {
        let tables = Mapping::entra_default().tables();
        match load_with(&origin, &Catalogue::built_in(), &tables) {
            Ok(Loaded { suites, warnings }) => {
                files += suites.len();
                scenarios = suites.iter().map(|suite| suite.scenarios.len()).sum();
                found.push(warnings);
            }
            Err(diagnostics) => found.push(diagnostics),
        }
    }
    tell(arguments.format, &found, files, scenarios, terminal)
}

/// A mapping file by its name, or an export of Entra's by what it holds.
fn is_mapping(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let named = name.ends_with(".mapping.jsonc") || name.ends_with(".mapping.json");
    let exported = || {
        let bytes = mapping::bytes(path).unwrap_or_default();
        String::from_utf8_lossy(&bytes).contains("\"synchronizationRules\"")
    };
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    named || (is_json && exported())
}

fn tell(
    format: ListFormat,
    found: &[Diagnostics],
    files: usize,
    scenarios: usize,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let invalid = found.iter().any(Diagnostics::has_errors);
    let problems: usize = found.iter().map(Diagnostics::len).sum();
    let mut output = terminal.output();
    match format {
        ListFormat::Json => {
            let all: Value = found
                .iter()
                .filter_map(|diagnostics| diagnostics.to_json().as_array().cloned())
                .flatten()
                .collect();
            writeln!(output, "{all:#}")?;
        }
        ListFormat::Text => {
            // What was asked for, so not even --quiet keeps it back.
            for diagnostics in found.iter().filter(|diagnostics| !diagnostics.is_empty()) {
                terminal.insist(diagnostics);
            }
            if problems == 0 {
                let noun = if files == 1 { "file" } else { "files" };
                writeln!(output, "{files} {noun}, {scenarios} scenarios, no problem")?;
            } else {
                let noun = if problems == 1 { "problem" } else { "problems" };
                terminal.say(&format!(
                    "{problems} {noun}; `scimproof explain CODE` says more about each"
                ));
            }
        }
    }
    output.flush()?;
    Ok(if invalid { Exit::InvalidSuite } else { Exit::Success })
}

/// Files, and the files of directories, by name.
fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            files.extend(files_in(path)?);
            if files.len() == before {
                return Err(Failure::usage(format!(
                    "there is no .jsonc or .json file in {}",
                    path.display()
                )));
            }
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn files_in(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("cannot read the directory {}: {error}", directory.display()))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let named = path.extension().is_some_and(|name| name == "jsonc" || name == "json");
        if named && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
