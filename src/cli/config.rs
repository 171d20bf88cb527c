//! The configuration file, `scimproof.jsonc`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::plan::Profile;
use crate::suite::{Document, DocumentKind, Level};
use crate::text::Diagnostics;

use super::args::ClientAuth;
use super::exit::Exit;
use super::failure::Failure;
use super::value::{self, ReportRequest};

/// Where the configuration is looked for when none is named.
pub(super) const FILE_NAME: &str = "scimproof.jsonc";

/// The schema of the configuration as text.
pub(super) const SCHEMA: &str = include_str!("../../schemas/config.schema.json");

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// What the file says. Paths are relative to the working directory by now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Config {
    pub(super) profile: Option<Profile>,
    pub(super) suites: Option<PathBuf>,
    pub(super) mapping: Option<String>,
    pub(super) only: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) level: Vec<Level>,
    pub(super) requirement: Vec<String>,
    pub(super) jobs: Option<usize>,
    pub(super) rps: Option<f64>,
    pub(super) timeout: Option<Duration>,
    pub(super) scenario_timeout: Option<Duration>,
    pub(super) settle: Option<Duration>,
    pub(super) max_answer: Option<u64>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) token_file: Option<PathBuf>,
    pub(super) oauth: OauthConfig,
    pub(super) report: Vec<ReportRequest>,
    pub(super) record: Option<PathBuf>,
    pub(super) template: Option<PathBuf>,
    pub(super) fail_fast: bool,
    pub(super) keep: bool,
}

/// The client of a token endpoint. Secrets stand in files of their own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct OauthConfig {
    pub(super) token_endpoint: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret_file: Option<PathBuf>,
    pub(super) client_auth: Option<ClientAuth>,
    pub(super) scope: Option<String>,
    pub(super) assertion_file: Option<PathBuf>,
    pub(super) issuer_port: Option<u16>,
    pub(super) issuer_subject: Option<String>,
    pub(super) issuer_audience: Option<String>,
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Written {
    profile: Option<String>,
    suites: Option<PathBuf>,
    mapping: Option<String>,
    only: Vec<String>,
    exclude: Vec<String>,
    level: Vec<Level>,
    requirement: Vec<String>,
    // In JSON, 4.0 is a whole number too.
    jobs: Option<f64>,
    rps: Option<f64>,
    timeout: Option<String>,
    scenario_timeout: Option<String>,
    settle: Option<String>,
    max_answer: Option<String>,
    ca_file: Option<PathBuf>,
    token_file: Option<PathBuf>,
    oauth: OauthConfig,
    report: Vec<String>,
    record: Option<PathBuf>,
    template: Option<PathBuf>,
    fail_fast: bool,
    keep: bool,
}

impl Config {
    /// Reads the file that is named, else the one in the working directory if
    /// there is one.
    ///
    /// # Errors
    /// When the file cannot be read or says something wrong.
    pub(super) fn find(named: Option<PathBuf>) -> Result<Self, Failure> {
        match named {
            Some(path) => Self::load(&path),
            None if Path::new(FILE_NAME).exists() => Self::load(Path::new(FILE_NAME)),
            None => Ok(Self::default()),
        }
    }

    fn load(path: &Path) -> Result<Self, Failure> {
        Self::check(path)?
            .map_err(|diagnostics| Failure::Diagnosed { exit: Exit::Usage, diagnostics })
    }

    /// Reads a file; the inner error is what is wrong inside of it.
    ///
    /// # Errors
    /// When the file cannot be read at all.
    pub(super) fn check(path: &Path) -> Result<Result<Self, Diagnostics>, Failure> {
        let bytes = read(path).map_err(|reason| {
            Failure::usage(format!("cannot read the configuration {}: {reason}", path.display()))
        })?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        Ok(Self::parse(&path.display().to_string().replace('\\', "/"), bytes, folder))
    }

    fn parse(name: &str, bytes: Vec<u8>, folder: &Path) -> Result<Self, Diagnostics> {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap_or_default();
        let secret = ["token", "client_secret"];
        let document = Document::read(DocumentKind::Configuration, name, bytes, &schema, &secret)?;
        let written: Written = serde_json::from_value(document.value())
            .map_err(|error| document.refuse(&[], &error.to_string()))?;
        written.config(&document, folder)
    }
}

impl Written {
    fn config(self, document: &Document, folder: &Path) -> Result<Config, Diagnostics> {
        fn parsed<T>(
            document: &Document,
            key: &str,
            text: Option<&str>,
            parse: impl Fn(&str) -> Result<T, String>,
        ) -> Result<Option<T>, Diagnostics> {
            text.map(|text| parse(text).map_err(|reason| document.refuse(&[key], &reason)))
                .transpose()
        }
        let limit =
            |key, text: &Option<String>| parsed(document, key, text.as_deref(), value::time_limit);
        let profile = |text: &str| Profile::from_name(text).map_err(|error| error.to_string());
        let whole = self.jobs.map(|jobs| format!("{jobs}"));
        let path = |path: Option<PathBuf>| path.map(|path| folder.join(path));
        let report = |(index, text): (usize, &String)| {
            let refuse = |reason: String| document.refuse(&["report", &index.to_string()], &reason);
            let mut request = value::report(text).map_err(refuse)?;
            request.path =
                request.path.map(|path| folder.join(path).to_string_lossy().into_owned());
            Ok(request)
        };
        Ok(Config {
            profile: parsed(document, "profile", self.profile.as_deref(), profile)?,
            jobs: parsed(document, "jobs", whole.as_deref(), value::jobs)?,
            timeout: limit("timeout", &self.timeout)?,
            scenario_timeout: limit("scenario_timeout", &self.scenario_timeout)?,
            settle: parsed(document, "settle", self.settle.as_deref(), value::duration)?,
            max_answer: parsed(document, "max_answer", self.max_answer.as_deref(), value::size)?,
            report: self.report.iter().enumerate().map(report).collect::<Result<_, _>>()?,
            suites: path(self.suites),
            mapping: self.mapping.map(|word| mapping(&word, folder)),
            ca_file: path(self.ca_file),
            token_file: path(self.token_file),
            oauth: OauthConfig {
                client_secret_file: path(self.oauth.client_secret_file),
                assertion_file: path(self.oauth.assertion_file),
                ..self.oauth
            },
            record: path(self.record),
            template: path(self.template),
            only: self.only,
            exclude: self.exclude,
            level: self.level,
            requirement: self.requirement,
            rps: self.rps,
            fail_fast: self.fail_fast,
            keep: self.keep,
        })
    }
}

/// A name stays; a file stands beside the configuration.
fn mapping(word: &str, folder: &Path) -> String {
    if word.contains(['.', '/', '\\']) {
        folder.join(word).to_string_lossy().into_owned()
    } else {
        word.to_owned()
    }
}

#[expect(clippy::disallowed_methods, reason = "the configuration is the command line's own file")]
fn read(path: &Path) -> Result<Vec<u8>, String> {
    if path.is_dir() {
        return Err("it is a directory".to_owned());
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse("scimproof.jsonc", text.as_bytes().to_vec(), Path::new("folder"))
            .map_err(|diagnostics| diagnostics.render(false))
    }

    #[test]
    fn every_key_of_the_schema_is_read() {
        let config = parse(
            r#"{ "$schema": "s", "profile": "rfc", "suites": "s", "mapping": "our.mapping.jsonc", "only": ["a"], "exclude": ["b"],
                 "level": ["MUST"], "requirement": ["c"], "jobs": 2, "rps": 0.5, "timeout": "1s",
                 "scenario_timeout": "2s", "settle": "0s", "max_answer": "1KiB", "ca_file": "c",
                 "token_file": "t", "oauth": { "client_id": "i", "assertion_file": "a",
                 "client_auth": "basic", "issuer_port": 7 }, "report": ["junit=j.xml", "json"], "record": "r",
                 "template": "h", "fail_fast": true, "keep": true }"#,
        )
        .unwrap();
        let request = |format, path: Option<&str>| ReportRequest {
            format,
            path: path.map(|path| Path::new("folder").join(path).to_string_lossy().into_owned()),
        };
        let path = |name: &str| Some(Path::new("folder").join(name));
        let expected = Config {
            profile: Some(Profile::Rfc),
            suites: path("s"),
            mapping: Some(
                Path::new("folder").join("our.mapping.jsonc").to_string_lossy().into_owned(),
            ),
            only: vec!["a".into()],
            exclude: vec!["b".into()],
            level: vec![Level::Must],
            requirement: vec!["c".into()],
            jobs: Some(2),
            rps: Some(0.5),
            timeout: Some(Duration::from_secs(1)),
            scenario_timeout: Some(Duration::from_secs(2)),
            settle: Some(Duration::ZERO),
            max_answer: Some(1024),
            ca_file: path("c"),
            token_file: path("t"),
            oauth: OauthConfig {
                client_id: Some("i".into()),
                assertion_file: path("a"),
                client_auth: Some(ClientAuth::Basic),
                issuer_port: Some(7),
                ..OauthConfig::default()
            },
            report: vec![
                request(value::Format::Junit, Some("j.xml")),
                request(value::Format::Json, None),
            ],
            record: path("r"),
            template: path("h"),
            fail_fast: true,
            keep: true,
        };
        assert_eq!(config, expected);
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        assert_eq!(schema["properties"].as_object().unwrap().len(), 22, "a new key? read it");
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        for (text, parts) in [
            ("{ \"timeout\": 30 }", ["config-value", ":1:14", "with a unit"]),
            ("{ \"timeout\": \"30\" }", ["config-value", ":1:14", "with a unit"]),
            ("{ \"timeout\": \"0s\" }", ["config-value", ":1:14", "no time"]),
            ("{ \"timeout\": \"99h\" }", ["config-value", ":1:14", "too long"]),
            ("{\n \"jobs\": 0 }", ["config-value", ":2:10", "from 1 to 64"]),
            ("{ \"report\": [\"json\", \"xml\"] }", ["config-value", ":1:22", "formats are"]),
            ("{ \"profile\": \"entar\" }", ["config-value", ":1:14", "did you mean `entra`?"]),
            (
                "{ \"scenario-timeout\": \"1s\" }",
                ["config-unknown-key", ":1:3", "`scenario_timeout`?"],
            ),
            ("[]", ["config-value", ":1:1", "one object"]),
        ] {
            let shown = parse(text).unwrap_err();
            for part in parts {
                assert!(shown.contains(part), "{part} is not in {shown}");
            }
        }
    }
}
