//! Takes secrets out of whole events, so that no kind of event is forgotten.

use std::sync::Arc;

use super::{EventKind, Evidence, RunHeader};
use crate::judge::{CheckResult, Skip, Verdict};
use crate::scim::capabilities::Capabilities;
use crate::wire::{Exchange, Redactor};

impl EventKind {
    /// The event without secrets, in everything that came from the server or
    /// was computed from what it answered. Texts of suites stay as they are.
    /// Doing it twice changes nothing more.
    #[must_use]
    pub fn redacted(self, redactor: &Redactor) -> Self {
        match self {
            Self::RunStarted(header) => {
                let target = redactor.text(&header.target);
                Self::RunStarted(Box::new(RunHeader { target, ..*header }))
            }
            Self::Probed { exchanges: sent, capabilities, skips, stopped } => Self::Probed {
                exchanges: exchanges(sent, redactor),
                capabilities: Box::new(cleaned_capabilities(*capabilities, redactor)),
                skips: skips.into_iter().map(|(id, why)| (id, skip(why, redactor))).collect(),
                stopped: stopped.map(|reason| redactor.text(&reason)),
            },
            Self::ScenarioStarted { .. } | Self::RunFinished { .. } => self,
            Self::Exchanged { scenario, step, purpose, exchange, checks } => Self::Exchanged {
                scenario,
                step,
                purpose,
                exchange: cleaned_exchange(exchange, redactor),
                checks: checks.into_iter().map(|result| check(result, redactor)).collect(),
            },
            Self::ScenarioFinished { scenario, verdict: found } => {
                Self::ScenarioFinished { scenario, verdict: verdict(found, redactor) }
            }
            Self::LawsJudged { scenario, checks, evidence } => Self::LawsJudged {
                scenario,
                checks: checks.into_iter().map(|result| check(result, redactor)).collect(),
                evidence: evidence
                    .into_iter()
                    .map(|shown| Evidence {
                        exchange: cleaned_exchange(shown.exchange, redactor),
                        ..shown
                    })
                    .collect(),
            },
            Self::Cleaned { scenario, exchanges: sent, residue } => Self::Cleaned {
                scenario,
                exchanges: exchanges(sent, redactor),
                residue: residue.iter().map(|text| redactor.text(text)).collect(),
            },
        }
    }
}

/// One that nobody else holds, which is the rule, is not copied.
fn cleaned_exchange(exchange: Arc<Exchange>, redactor: &Redactor) -> Arc<Exchange> {
    Arc::new(redactor.exchange(Arc::unwrap_or_clone(exchange)))
}

fn exchanges(exchanges: Vec<Exchange>, redactor: &Redactor) -> Vec<Exchange> {
    exchanges.into_iter().map(|exchange| redactor.exchange(exchange)).collect()
}

fn cleaned_capabilities(capabilities: Capabilities, redactor: &Redactor) -> Capabilities {
    let list =
        |values: Vec<_>| values.into_iter().map(|value| redactor.json(value)).collect::<Vec<_>>();
    Capabilities {
        config: capabilities.config.map(|value| redactor.json(value)),
        resource_types: capabilities.resource_types.map(list),
        schemas: capabilities.schemas.map(list),
    }
}

fn check(mut check: CheckResult, redactor: &Redactor) -> CheckResult {
    for finding in &mut check.findings {
        // A password that came back is shown as having come back, not as itself.
        let is_secret = Redactor::is_secret(&finding.at)
            && !matches!(finding.actual.as_str(), "nothing" | "null");
        finding.at = redactor.text(&finding.at);
        finding.expected = redactor.text(&finding.expected);
        finding.actual =
            if is_secret { "[REDACTED]".to_owned() } else { redactor.text(&finding.actual) };
    }
    check.because = check.because.map(|because| redactor.text(&because));
    check
}

fn skip(skip: Skip, redactor: &Redactor) -> Skip {
    match skip {
        Skip::Unsupported { need, server_says } => {
            Skip::Unsupported { need, server_says: redactor.text(&server_says) }
        }
        Skip::Interrupted | Skip::NothingSeen | Skip::NotNeeded => skip,
    }
}

fn verdict(verdict: Verdict, redactor: &Redactor) -> Verdict {
    match verdict {
        Verdict::Skipped(why) => Verdict::Skipped(skip(why, redactor)),
        Verdict::Blocked { by, check } => Verdict::Blocked { by: redactor.text(&by), check },
        Verdict::Broken { error } => Verdict::Broken { error: redactor.text(&error) },
        Verdict::Passed | Verdict::Advised | Verdict::Failed => verdict,
    }
}
