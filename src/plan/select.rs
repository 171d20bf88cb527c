//! Choosing scenarios: by id, level or requirement.

use regex::Regex;

use crate::suite::{Level, Scenario};

/// Which scenarios are wanted. An empty selection takes all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    include: Vec<Regex>,
    exclude: Vec<Regex>,
    levels: Vec<Level>,
    requirements: Vec<Regex>,
}

/// A pattern that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a pattern: write an id, with * for any text, e.g. entra-users.*")]
pub struct SelectionError(pub String);

impl Selection {
    /// Builds a selection.
    ///
    /// `include` and `exclude` are scenario ids in which `*` stands for any
    /// text, `requirements` are requirement ids likewise. A pattern without
    /// `*` also takes the rows of that scenario and, if it names a suite, all
    /// of the suite.
    ///
    /// # Errors
    /// [`SelectionError`] for an empty pattern.
    pub fn new(
        include: &[String],
        exclude: &[String],
        levels: &[Level],
        requirements: &[String],
    ) -> Result<Self, SelectionError> {
        let compile = |patterns: &[String]| -> Result<Vec<Regex>, SelectionError> {
            patterns.iter().map(|text| pattern(text)).collect()
        };
        Ok(Self {
            include: compile(include)?,
            exclude: compile(exclude)?,
            levels: levels.to_vec(),
            requirements: compile(requirements)?,
        })
    }

    /// Is this scenario wanted?
    #[must_use]
    pub fn takes(&self, scenario: &Scenario) -> bool {
        self.names(scenario) && self.allows(scenario)
    }

    /// Is its id one of those that are wanted?
    #[must_use]
    pub(super) fn names(&self, scenario: &Scenario) -> bool {
        let id = scenario.id.as_str();
        self.include.is_empty() || self.include.iter().any(|pattern| pattern.is_match(id))
    }

    /// Is it wanted for all but its id: not left out, of a level and of a
    /// requirement that are wanted?
    #[must_use]
    pub(super) fn allows(&self, scenario: &Scenario) -> bool {
        let id = scenario.id.as_str();
        let levels = scenario.laws.iter().map(|law| law.level).chain([scenario.level]);
        let cites = scenario.laws.iter().flat_map(|law| &law.cites).chain(&scenario.cites);
        !self.exclude.iter().any(|pattern| pattern.is_match(id))
            && (self.levels.is_empty()
                || levels.into_iter().any(|level| self.levels.contains(&level)))
            && (self.requirements.is_empty()
                || cites.into_iter().any(|cite| {
                    self.requirements.iter().any(|wanted| wanted.is_match(cite.as_str()))
                }))
    }
}

fn pattern(text: &str) -> Result<Regex, SelectionError> {
    let refused = || SelectionError(text.to_owned());
    if text.trim().is_empty() {
        return Err(refused());
    }
    let body = text.trim().split('*').map(regex::escape).collect::<Vec<_>>().join(".*");
    // `entra-users` takes the suite, `entra-users.disable` the scenarios below
    // it, `entra-users.disable.replace` all of its rows.
    Regex::new(&format!(r"^{body}($|[.\[])")).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_suites_scenarios_and_rows() {
        let id = "entra-users.disable.replace-active[legacy]";
        let cases = [
            ("entra-users", true),
            ("entra-users.disable", true),
            ("entra-users.disable.replace-active", true),
            ("entra-users.disable.replace-active[legacy]", true),
            ("entra-users.disable.replace-active[flagged]", false),
            ("*.disable.*", true),
            ("*[legacy]", true),
            ("entra-user", false),
            ("disable", false),
        ];
        for (text, expected) in cases {
            assert_eq!(pattern(text).unwrap().is_match(id), expected, "{text}");
        }
        assert_eq!(pattern(" ").unwrap_err(), SelectionError(" ".to_owned()));
    }
}
