//! Choosing scenarios: by id, level or requirement.

use regex::Regex;

use super::profile::Profile;
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

    /// This selection among the scenarios of a profile. What is named with
    /// `include` stands in place of what the profile runs usually.
    #[must_use]
    pub fn among(&self, profile: Profile) -> Self {
        let compile = |patterns: &'static [&'static str]| {
            // A test holds that all patterns of profiles can be read.
            patterns.iter().filter_map(|text| pattern(text).ok())
        };
        let mut chosen = self.clone();
        if chosen.include.is_empty() {
            chosen.include.extend(compile(profile.usual()));
        }
        chosen.exclude.extend(compile(profile.never()));
        chosen
    }

    /// Does it name scenarios by their ids?
    pub(super) const fn names_some(&self) -> bool {
        !self.include.is_empty()
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
    fn patterns_of_profiles_can_be_read() {
        for profile in Profile::ALL {
            let patterns = [profile.usual(), profile.never()].concat();
            assert!(patterns.iter().all(|text| pattern(text).is_ok()), "{}", profile.name());
        }
    }

    #[test]
    fn a_profile_runs_its_own_unless_others_are_named() {
        let runs = |profile: Profile, only: &[&str], id: &str| {
            let only: Vec<String> = only.iter().map(|text| (*text).to_owned()).collect();
            let chosen = Selection::new(&only, &[], &[], &[]).unwrap().among(profile);
            let matches = |patterns: &[Regex]| patterns.iter().any(|pattern| pattern.is_match(id));
            (chosen.include.is_empty() || matches(&chosen.include)) && !matches(&chosen.exclude)
        };
        let (legacy, flagged) = ("entra-users.a[legacy]", "entra-users.a[flagged-two]");
        assert!(runs(Profile::EntraLegacy, &[], legacy) && runs(Profile::EntraFlag, &[], flagged));
        assert!(
            !runs(Profile::EntraLegacy, &[], flagged) && !runs(Profile::EntraFlag, &[], legacy)
        );
        assert!(!runs(Profile::EntraLegacy, &["entra-users"], flagged));
        assert!(!runs(Profile::EntraLegacy, &[], "rfc-filter.a"));
        assert!(runs(Profile::EntraLegacy, &["rfc-filter"], "rfc-filter.a"));
        assert!(
            runs(Profile::Validator, &[], "validator.a") && !runs(Profile::Validator, &[], legacy)
        );
        assert!(runs(Profile::Entra, &[], "validator.a"));
        assert!(runs(Profile::Strict, &[], "validator.a"));
    }

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
