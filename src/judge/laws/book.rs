//! What the laws found so far, and what becomes of it at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::changes::Memory;
use super::sight::{Sight, View};
use super::target::Target;
use super::{changes, errors, lists, messages, meta, resources, status, values};
use crate::judge::{CheckFacts, CheckResult, Finding};
use crate::scim::capabilities::Capabilities;
use crate::suite::{CheckId, Law, Level, Outcome, Scenario, ScenarioId, law_check_id};
use crate::wire::{Exchange, Method};

/// How many exchanges a law shows at most.
const SHOWN: usize = 5;

/// The laws at work on one run.
pub struct LawBook {
    target: Target,
    memories: BTreeMap<usize, Memory>,
    seen: BTreeMap<Law, u64>,
    causes: BTreeMap<Law, BTreeMap<Cause, Breaches>>,
    /// Failures that the suites told themselves.
    told: BTreeMap<Cause, (Level, CheckId)>,
}

/// What one failure is about: a place in answers to requests of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    at: String,
    method: Method,
    template: String,
}

/// An exchange: the number of its scenario, and its own in there.
type Place = (usize, usize);

/// All breaches of one cause: the answers that hold one, and the first.
#[derive(Clone, Debug)]
struct Breaches {
    answers: BTreeSet<Place>,
    first: Breach,
}

#[derive(Clone, Debug)]
struct Breach {
    place: Place,
    finding: Finding,
    evidence: Evidence,
}

/// An exchange that broke a law.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The scenario in which it happened; none for the probe.
    pub scenario: Option<ScenarioId>,
    /// The step.
    pub step: String,
    /// What was sent and received.
    pub exchange: Arc<Exchange>,
    /// The check that it made fail.
    pub check: CheckId,
}

/// What a scenario of laws came to.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its checks; those of which no answer was seen are missing.
    pub checks: Vec<CheckResult>,
    /// The exchanges that broke them, few of each kind.
    pub evidence: Vec<Evidence>,
}

impl LawBook {
    /// The laws for a server.
    #[must_use]
    pub fn new(base_url: &str, run: &str, capabilities: &Capabilities) -> Self {
        Self {
            target: Target::new(base_url, run, capabilities),
            memories: BTreeMap::new(),
            seen: BTreeMap::new(),
            causes: BTreeMap::new(),
            told: BTreeMap::new(),
        }
    }

    /// Shows an exchange to all laws.
    pub fn see(&mut self, sight: &Sight<'_>) {
        let Self { target, memories, seen, causes, told } = self;
        let request = &sight.exchange.request;
        let template = target.template(&request.path);
        let cause = |at: &str| Cause {
            at: general(at),
            method: request.method,
            template: template.clone(),
        };
        for check in sight.checks.iter().filter(|check| check.outcome == Outcome::Fail) {
            for finding in &check.findings {
                let known = told
                    .entry(cause(&finding.at))
                    .or_insert_with(|| (check.level, check.id.clone()));
                if check.level > known.0 {
                    *known = (check.level, check.id.clone());
                }
            }
        }
        let Some(view) = View::new(sight, target) else { return };
        let memory = memories.entry(sight.scenario).or_default();
        let mut verdicts = Verdicts::default();
        status::judge(&view, &mut verdicts);
        errors::judge(&view, &mut verdicts);
        messages::judge(&view, &mut verdicts);
        lists::judge(&view, memory, &mut verdicts);
        resources::judge(&view, &mut verdicts);
        values::judge(&view, &mut verdicts);
        meta::judge(&view, &mut verdicts);
        changes::judge(&view, memory, &mut verdicts);
        for law in verdicts.seen {
            *seen.entry(law).or_default() += 1;
        }
        for (law, finding, other) in verdicts.broken {
            let place = (sight.scenario, sight.number);
            let evidence = Evidence {
                scenario: sight.id.cloned(),
                step: sight.step.to_owned(),
                exchange: other.unwrap_or_else(|| Arc::clone(sight.exchange)),
                check: CheckId::new(law.name()),
            };
            let breach = Breach { place, finding, evidence };
            let causes = causes.entry(law).or_default();
            let broken_by = &breach.evidence.exchange.request;
            let cause = Cause {
                at: general(&breach.finding.at),
                method: broken_by.method,
                template: target.template(&broken_by.path),
            };
            let place = breach.place;
            let known = causes
                .entry(cause)
                .or_insert_with(|| Breaches { answers: BTreeSet::new(), first: breach.clone() });
            known.answers.insert(place);
            if place < known.first.place {
                known.first = breach;
            }
        }
    }

    /// Lets go of what was remembered of a scenario's resources, when it is over. What
    /// was found stays.
    pub fn forget(&mut self, scenario: usize) {
        self.memories.remove(&scenario);
    }

    /// Takes in what was found in another run of the same tests; `number` is
    /// its place among them.
    pub fn absorb(&mut self, other: &Self, number: usize) {
        for (law, count) in &other.seen {
            *self.seen.entry(*law).or_default() += count;
        }
        for (cause, told) in &other.told {
            self.told.entry(cause.clone()).or_insert_with(|| told.clone());
        }
        for (law, causes) in &other.causes {
            let own = self.causes.entry(*law).or_default();
            for (cause, breaches) in causes {
                let mut breaches = breaches.clone();
                breaches.first.place.0 += number << 16;
                breaches.answers = breaches
                    .answers
                    .into_iter()
                    .map(|(scenario, exchange)| (scenario + (number << 16), exchange))
                    .collect();
                match own.get_mut(cause) {
                    Some(known) => {
                        known.answers.extend(breaches.answers);
                        if breaches.first.place < known.first.place {
                            known.first = breaches.first;
                        }
                    }
                    None => {
                        own.insert(cause.clone(), breaches);
                    }
                }
            }
        }
    }

    /// What the laws of a scenario came to, or `None` if no answer was of the
    /// kind that they are about.
    #[must_use]
    pub fn judge(&self, scenario: &Scenario) -> Option<Judged> {
        let mut judged = Judged { checks: Vec::new(), evidence: Vec::new() };
        for entry in &scenario.laws {
            let Some(&seen) = self.seen.get(&entry.law) else { continue };
            let id = law_check_id(scenario, entry.law);
            let facts = CheckFacts { id: &id, level: entry.level, cites: &entry.cites };
            let (told, own): (Vec<_>, Vec<_>) = self
                .causes
                .get(&entry.law)
                .into_iter()
                .flatten()
                .partition(|(cause, _)| self.is_told(cause, entry.level));
            let answers = own.iter().flat_map(|(_, breaches)| &breaches.answers);
            let broken = answers.collect::<BTreeSet<_>>().len();
            let mut breaches: Vec<&Breach> =
                own.iter().map(|(_, breaches)| &breaches.first).collect();
            breaches.sort_by_key(|breach| breach.place);
            let shown = few(&breaches);
            let findings = once_each(&shown);
            judged.evidence.extend(
                shown
                    .iter()
                    .map(|breach| Evidence { check: id.clone(), ..breach.evidence.clone() }),
            );
            judged.checks.push(match (findings.is_empty(), told.first()) {
                (true, None) => facts.result(Outcome::Pass, findings, None),
                // What failed where it was asked for is not failed again here.
                (true, Some((cause, _))) => {
                    let because = self.told.get(*cause).map(|(_, check)| {
                        format!("broken only where a check of a suite says so itself: {check}")
                    });
                    facts.result(Outcome::Note, findings, because)
                }
                (false, _) => {
                    let places = places(&own);
                    let because = format!("{broken} of {seen} answers broke this law: {places}");
                    facts.result(Outcome::Fail, findings, Some(because))
                }
            });
        }
        (!judged.checks.is_empty()).then_some(judged)
    }

    /// Did a check of a suite that weighs as much fail for the same cause?
    fn is_told(&self, cause: &Cause, level: Level) -> bool {
        self.told.get(cause).is_some_and(|(told, _)| *told == level || *told == Level::Must)
    }
}

/// The findings of what is shown, one for each place in an answer.
fn once_each(shown: &[&Breach]) -> Vec<Finding> {
    let mut places = Vec::new();
    let mut findings = Vec::new();
    for breach in shown {
        let place = general(&breach.finding.at);
        if !places.contains(&place) {
            places.push(place);
            findings.push(breach.finding.clone());
        }
    }
    findings
}

/// To which requests the answers were that broke a law, the commonest first.
fn places(causes: &[(&Cause, &Breaches)]) -> String {
    let mut answers: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
    for (cause, breaches) in causes {
        let request = format!("{} {}", cause.method, cause.template);
        answers.entry(request).or_default().extend(&breaches.answers);
    }
    let mut counts: Vec<(String, usize)> =
        answers.into_iter().map(|(request, answers)| (request, answers.len())).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut words: Vec<String> =
        counts.iter().take(SHOWN).map(|(request, count)| format!("{request} ({count})")).collect();
    if counts.len() > SHOWN {
        words.push(format!("and {} other requests", counts.len() - SHOWN));
    }
    words.join(", ")
}

/// The first breach of each place in an answer, then others, few in all.
fn few<'a>(breaches: &[&'a Breach]) -> Vec<&'a Breach> {
    let mut places: Vec<String> = Vec::new();
    let mut shown = Vec::new();
    let mut others = Vec::new();
    for breach in breaches {
        let at = general(&breach.finding.at);
        if places.contains(&at) {
            others.push(*breach);
        } else {
            places.push(at);
            shown.push(*breach);
        }
    }
    shown.extend(others);
    shown.truncate(SHOWN);
    shown
}

/// A place without what differs from answer to answer: numbers of elements and
/// the filters of paths. Pointers and attribute paths become the same.
fn general(at: &str) -> String {
    let at = at.strip_prefix("/Resources/").unwrap_or(at);
    let mut inside = 0_u32;
    let path: String = at
        .chars()
        .filter(|letter| {
            inside += u32::from(*letter == '[');
            let kept = inside == 0;
            inside -= u32::from(*letter == ']' && inside > 0);
            kept
        })
        .collect();
    let parts: Vec<&str> = path
        .split(['/', '.', ':'])
        .filter(|part| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    parts.join(".").to_lowercase()
}

/// What the laws say of one exchange.
#[derive(Default)]
pub(super) struct Verdicts {
    seen: Vec<Law>,
    broken: Vec<(Law, Finding, Option<Arc<Exchange>>)>,
}

impl Verdicts {
    /// The law is about this answer, and holds or not.
    pub(super) fn require(&mut self, law: Law, holds: bool, finding: impl FnOnce() -> Finding) {
        self.looked(law);
        if !holds {
            self.broken.push((law, finding(), None));
        }
    }

    /// The law is about this answer.
    pub(super) fn looked(&mut self, law: Law) {
        if !self.seen.contains(&law) {
            self.seen.push(law);
        }
    }

    /// The law is broken here.
    pub(super) fn breaks(&mut self, law: Law, finding: Finding) {
        self.looked(law);
        self.broken.push((law, finding, None));
    }

    /// The law is broken by an earlier exchange, as this one shows.
    pub(super) fn breaks_earlier(&mut self, law: Law, finding: Finding, exchange: Arc<Exchange>) {
        self.looked(law);
        self.broken.push((law, finding, Some(exchange)));
    }
}

/// A finding of a law.
pub(super) fn finding(
    at: impl Into<String>,
    expected: impl Into<String>,
    actual: impl Into<String>,
) -> Finding {
    Finding { at: at.into(), expected: expected.into(), actual: actual.into() }
}
