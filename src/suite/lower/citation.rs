//! Levels and the requirements that bear them.

use super::super::model::{Level, RequirementId};
use super::super::tree::Node;
use super::Lowering;
use crate::scim::requirement::{DefaultVerdict, Requirement};
use crate::text::{Code, Diagnostic, Span, did_you_mean};

/// How binding a check is, and by what.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub(super) level: Level,
    pub(super) cites: Vec<RequirementId>,
    level_span: Span,
    cite_span: Option<Span>,
}

impl Lowering<'_> {
    /// Level and citations of a scenario, or of a check that may leave either
    /// to its scenario. What a check says itself is judged here.
    pub(super) fn binding(&mut self, node: &Node, around: Option<&Binding>) -> Binding {
        let (level, cite) = (node.get("level"), node.get("cite"));
        let binding = Binding {
            level: level
                .and_then(Node::text)
                .and_then(level_of)
                .or(around.map(|around| around.level))
                .unwrap_or(Level::Must),
            level_span: level
                .map(|level| level.span)
                .or(around.map(|around| around.level_span))
                .unwrap_or(node.span),
            cites: match (cite, around) {
                (None, Some(around)) => around.cites.clone(),
                _ => cite
                    .map_or(&[][..], Node::elements)
                    .iter()
                    .filter_map(Node::text)
                    .map(RequirementId::new)
                    .collect(),
            },
            cite_span: cite.map(|cite| cite.span).or(around.and_then(|around| around.cite_span)),
        };
        if around.is_none() || level.is_some() || cite.is_some() {
            let known = self.cites_exist(cite);
            if known {
                self.judge(node, &binding);
            }
        }
        binding
    }

    fn cites_exist(&mut self, cite: Option<&Node>) -> bool {
        let mut known = true;
        for node in cite.map_or(&[][..], Node::elements) {
            let Some(id) = node.text() else { continue };
            if self.catalogue.get(id).is_some() || id.starts_with("{{") {
                continue;
            }
            known = false;
            let ids = self.catalogue.iter().map(|requirement| requirement.id.as_str());
            self.problems.push(
                Diagnostic::error(
                    Code::SuiteUnknownRequirement,
                    node.span,
                    format!("there is no requirement `{id}`"),
                )
                .help(
                    did_you_mean(id, ids)
                        .unwrap_or_else(|| "suites/requirements.tsv lists all".to_owned()),
                ),
            );
        }
        known
    }

    /// Is the level borne by one of the requirements?
    fn judge(&mut self, node: &Node, binding: &Binding) {
        let cited: Vec<&Requirement> =
            binding.cites.iter().filter_map(|id| self.catalogue.get(id.as_str())).collect();
        if binding.cites.is_empty() {
            let place = binding
                .cite_span
                .or_else(|| node.get("id").map(|id| id.span))
                .unwrap_or_else(|| self.first_line(node.span));
            self.problems.push(
                Diagnostic::error(Code::SuiteNoCitation, place, "no requirement is cited here")
                    .help("a report must say why something is wrong: write \"cite\": [\"RFC…\"]"),
            );
            return;
        }
        // Unknown ones have been reported with the scenario that cites them.
        if cited.len() < binding.cites.len()
            || cited.iter().any(|requirement| bears(binding.level, requirement))
        {
            return;
        }
        let facts: Vec<String> = cited
            .iter()
            .map(|requirement| {
                let source = if requirement.is_entra() { "Entra" } else { "RFC" };
                let verdict = verdict_words(requirement.default_verdict);
                format!("{} ({source}, {verdict})", requirement.id)
            })
            .collect();
        let mut diagnostic = Diagnostic::error(
            Code::SuiteLevel,
            binding.level_span,
            format!("no cited requirement supports the level {}", binding.level),
        )
        .labelled(match binding.level {
            Level::Must => "needs an RFC requirement whose breach is a failure",
            Level::Should => "needs a requirement whose breach is a warning or a failure",
            Level::Entra => "needs an ENTRA requirement whose breach is a failure",
        })
        .help(format!("cited: {}", facts.join(", ")));
        if let Some(cite) = binding.cite_span {
            diagnostic = diagnostic.and(self.first_line(cite), "cited here");
        }
        self.problems.push(diagnostic);
    }
}

fn level_of(text: &str) -> Option<Level> {
    Some(match text {
        "MUST" => Level::Must,
        "SHOULD" => Level::Should,
        "ENTRA" => Level::Entra,
        _ => return None,
    })
}

fn bears(level: Level, requirement: &Requirement) -> bool {
    match level {
        Level::Must => {
            !requirement.is_entra() && requirement.default_verdict == DefaultVerdict::Fail
        }
        Level::Should => requirement.default_verdict >= DefaultVerdict::Warn,
        Level::Entra => {
            requirement.is_entra() && requirement.default_verdict == DefaultVerdict::Fail
        }
    }
}

fn verdict_words(verdict: DefaultVerdict) -> &'static str {
    match verdict {
        DefaultVerdict::Skip => "a breach counts for nothing",
        DefaultVerdict::Info => "a breach is worth knowing",
        DefaultVerdict::Warn => "a breach is a warning",
        DefaultVerdict::Fail => "a breach is a failure",
    }
}
