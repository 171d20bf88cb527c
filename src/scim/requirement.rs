//! The catalogue of requirements: what a check may cite.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The catalogue as text: `suites/requirements.tsv`, twelve columns, header first.
pub const CATALOGUE: &str = include_str!("../../suites/requirements.tsv");

/// What a fair harness reports when a server deviates from a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefaultVerdict {
    /// Nothing: it cannot be seen from outside, or is a mere permission.
    Skip,
    /// It is worth knowing.
    Info,
    /// It is worth a warning: a check may be SHOULD.
    Warn,
    /// It is a failure: a check may be MUST, of an Entra pattern ENTRA.
    Fail,
}

/// Can a client see whether a server keeps to a requirement?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Testable {
    /// Yes, by the requests that the catalogue names.
    Yes,
    /// Some of it, or some breaches only.
    Partly,
    /// No; the catalogue says why.
    #[default]
    No,
}

/// One requirement of an RFC, or one thing that Entra sends or needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Its id: `RFC7644-3.4.2-R10`, `ENTRA-U-Q1`.
    pub id: String,
    /// `RFC7643`, …, or `ENTRA`.
    pub document: String,
    /// The section; of an Entra pattern, its kind of evidence: DOC, MS-SRC, VAL, WILD.
    pub section: String,
    /// The key word of the text: MUST, SHOULD, STATED, …, or ENTRA.
    pub level: String,
    /// The requirement in one sentence.
    pub text: String,
    /// What a harness reports on a deviation.
    pub default_verdict: DefaultVerdict,
    /// Where the source can be read.
    pub url: String,
    /// What it is about: `filter`, `patch`, `discovery`, …. The catalogue has it, no recording does.
    #[serde(skip)]
    pub area: String,
    /// Can it be tested? As the catalogue says.
    #[serde(skip)]
    pub testable: Testable,
    /// How a breach is seen; of what cannot be tested, why not. As the catalogue says.
    #[serde(skip)]
    pub how: String,
}

impl Requirement {
    /// Is it a thing that Entra needs, and not one that an RFC says?
    #[must_use]
    pub fn is_entra(&self) -> bool {
        self.document == "ENTRA"
    }

    /// Does somebody who covers the catalogue owe it a check? A breach can be
    /// seen, and is worth at least a warning.
    #[must_use]
    pub fn is_owed(&self) -> bool {
        self.testable != Testable::No && self.default_verdict >= DefaultVerdict::Warn
    }
}

/// All requirements by id.
#[derive(Clone, Debug)]
pub struct Catalogue(BTreeMap<String, Requirement>);

impl Catalogue {
    /// The catalogue that is built in.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(CATALOGUE)
    }

    /// Reads a catalogue; lines that have not enough columns are left out
    /// (a test holds that the built-in one has none).
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(
            text.lines()
                .skip(1)
                .filter_map(Self::row)
                .map(|requirement| (requirement.id.clone(), requirement))
                .collect(),
        )
    }

    fn row(line: &str) -> Option<Requirement> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, document, section, level, _, text, testable, how, _, area, verdict, rest @ ..] =
            columns.as_slice()
        else {
            return None;
        };
        let url = match rest.first() {
            Some(url) if !url.is_empty() => (*url).to_owned(),
            _ => format!(
                "https://www.rfc-editor.org/rfc/{}#section-{}",
                document.to_ascii_lowercase(),
                section
            ),
        };
        Some(Requirement {
            id: (*id).to_owned(),
            document: (*document).to_owned(),
            section: (*section).to_owned(),
            level: (*level).to_owned(),
            text: (*text).to_owned(),
            default_verdict: match *verdict {
                "fail" => DefaultVerdict::Fail,
                "warn" => DefaultVerdict::Warn,
                "info" => DefaultVerdict::Info,
                _ => DefaultVerdict::Skip,
            },
            url,
            area: (*area).to_owned(),
            testable: match *testable {
                "yes" => Testable::Yes,
                "partly" => Testable::Partly,
                _ => Testable::No,
            },
            how: (*how).to_owned(),
        })
    }

    /// The requirement of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.0.get(id)
    }

    /// All requirements, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_catalogue_is_a_requirement_of_its_own() {
        let catalogue = Catalogue::built_in();
        assert_eq!(catalogue.iter().count(), CATALOGUE.lines().count() - 1);
    }
}
