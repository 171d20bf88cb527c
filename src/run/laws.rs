//! Shows every event of a run to the laws (`judge::laws`), and tells at the end
//! what they came to.

use std::collections::HashMap;
use std::sync::Arc;

use crate::event::{EventKind, Evidence, Purpose};
use crate::judge::{CheckResult, LawBook, Sight};
use crate::scim::capabilities::Capabilities;
use crate::suite::{Scenario, ScenarioId};
use crate::wire::Exchange;

/// The laws beside a run. Which scenario comes first in time makes no
/// difference to what it finds.
pub struct LawWatch {
    base_url: String,
    run: String,
    /// Number in the plan, from 1, and whether it runs alone.
    places: HashMap<ScenarioId, (usize, bool)>,
    numbers: HashMap<usize, usize>,
    book: Option<LawBook>,
}

impl LawWatch {
    /// A watch over the run with this token of these scenarios.
    #[must_use]
    pub fn new(base_url: &str, run: &str, scenarios: &[Arc<Scenario>]) -> Self {
        let places = scenarios.iter().enumerate();
        Self {
            base_url: base_url.to_owned(),
            run: run.to_owned(),
            places: places
                .map(|(place, scenario)| (scenario.id.clone(), (place + 1, scenario.exclusive)))
                .collect(),
            numbers: HashMap::new(),
            book: None,
        }
    }

    /// Takes notice of an event.
    pub fn event(&mut self, event: &EventKind) {
        match event {
            EventKind::Probed { exchanges, capabilities, stopped, .. } => {
                // Of a server that refuses to talk nothing is judged.
                if stopped.is_none() {
                    self.book(capabilities);
                    for exchange in exchanges {
                        self.see(None, "probe", &Arc::new(exchange.clone()), &[], false);
                    }
                }
            }
            EventKind::Exchanged { scenario, step, purpose, exchange, checks } => {
                let unordered = matches!(purpose, Purpose::Settling | Purpose::AtOnce);
                self.see(Some(scenario), step, exchange, checks, unordered);
            }
            EventKind::Cleaned { scenario, exchanges, .. } => {
                for exchange in exchanges {
                    self.see(Some(scenario), "clean-up", &Arc::new(exchange.clone()), &[], false);
                }
                self.forget(scenario);
            }
            EventKind::RunStarted(_)
            | EventKind::ScenarioStarted { .. }
            | EventKind::ScenarioFinished { .. }
            | EventKind::LawsJudged { .. }
            | EventKind::RunFinished { .. } => {}
        }
    }

    /// Nothing of the scenario comes any more.
    fn forget(&mut self, scenario: &ScenarioId) {
        if let (Some(book), Some((place, _))) = (&mut self.book, self.places.get(scenario)) {
            book.forget(*place);
        }
    }

    fn book(&mut self, capabilities: &Capabilities) {
        self.book = Some(LawBook::new(&self.base_url, &self.run, capabilities));
    }

    fn see(
        &mut self,
        scenario: Option<&ScenarioId>,
        step: &str,
        exchange: &Arc<Exchange>,
        checks: &[CheckResult],
        unordered: bool,
    ) {
        if exchange.request.is_elsewhere() {
            // A token endpoint keeps to other laws.
            return;
        }
        let place = scenario.and_then(|id| self.places.get(id));
        let (place, alone) = place.copied().unwrap_or_default();
        let number = self.numbers.entry(place).or_default();
        *number += 1;
        let Some(book) = &mut self.book else { return };
        book.see(&Sight {
            scenario: place,
            number: *number,
            id: scenario,
            step,
            exchange,
            checks,
            unordered,
            alone,
        });
    }

    /// What was found, to be put together with other runs.
    #[must_use]
    pub fn into_book(self) -> Option<LawBook> {
        self.book
    }

    /// What the laws of a scenario came to.
    #[must_use]
    pub fn judge(&self, scenario: &Scenario) -> Option<EventKind> {
        Some(told(scenario, self.book.as_ref()?))
    }
}

/// The event that tells what the laws of a scenario came to.
#[must_use]
pub fn told(scenario: &Scenario, book: &LawBook) -> EventKind {
    let judged = book.judge(scenario);
    let (checks, evidence) =
        judged.map(|judged| (judged.checks, judged.evidence)).unwrap_or_default();
    EventKind::LawsJudged {
        scenario: scenario.id.clone(),
        checks,
        evidence: evidence
            .into_iter()
            .map(|shown| Evidence {
                scenario: shown.scenario,
                step: shown.step,
                exchange: shown.exchange,
                check: shown.check,
            })
            .collect(),
    }
}
