//! Judging the answer to a step, and taking from it what later steps need.

use super::captured::{captured, id_of_created, place};
use super::scenario::Running;
use crate::judge::{CheckFacts, CheckResult, Context, judge_answer};
use crate::suite::{
    Capture, CaptureSource, CheckId, Outcome, Step, further_check_id, step_check_id,
};
use crate::wire::Exchange;

impl Running<'_> {
    pub(super) fn judge(&self, step: &Step, exchange: &Exchange) -> Vec<CheckResult> {
        let context = Context { names: &self.names, base_url: &self.shared.base_url };
        let scenario = self.scenario;
        let id = step_check_id(scenario, step);
        let facts = CheckFacts { id: &id, level: step.level, cites: &step.cites };
        let mut main = judge_answer(facts, &step.expect, &step.accept, &exchange.answer, &context);
        if main.outcome < Outcome::Fail
            && let Some(missing) = Self::missing_capture(step, exchange)
        {
            main.outcome = Outcome::Fail;
            main.findings.push(missing);
        }
        // What is more to be said of an answer is nothing new when it was the wrong one.
        let answered = main.outcome < Outcome::Fail;
        let further = step.checks.iter().filter(|_| answered).map(|check| {
            let id: CheckId = further_check_id(scenario, step, &check.slug);
            let facts = CheckFacts { id: &id, level: check.level, cites: &check.cites };
            judge_answer(facts, &check.expect, &check.accept, &exchange.answer, &context)
        });
        let further: Vec<CheckResult> = further.collect();
        std::iter::once(main).chain(further).collect()
    }

    fn missing_capture(step: &Step, exchange: &Exchange) -> Option<crate::judge::Finding> {
        let mut captures: Vec<&[CaptureSource]> =
            step.capture.iter().map(|capture| capture.from.as_slice()).collect();
        let id = id_of_created();
        if step.creates.is_some() {
            captures.push(&id);
        }
        let missing = captures.into_iter().find(|from| captured(from, exchange).is_none())?;
        let places = missing.iter().map(place);
        Some(crate::judge::Finding {
            at: places.collect::<Vec<_>>().join(" or "),
            expected: "a value that later steps need".to_owned(),
            actual: "nothing".to_owned(),
        })
    }

    pub(super) fn capture(
        &mut self,
        prefix: &str,
        captures: &[Capture],
        exchange: &Exchange,
    ) -> Result<(), String> {
        for capture in captures {
            let value = captured(&capture.from, exchange).ok_or_else(|| capture.name.clone())?;
            self.names.define(format!("{prefix}.{}", capture.name), value);
        }
        Ok(())
    }
}
