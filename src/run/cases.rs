//! Tables of requests that only read: sent together, judged in order.

use crate::event::Purpose;
use crate::suite::Step;
use crate::wire::Method;

use super::scenario::{End, Running};

/// How many of the steps, from the first, are cases of one table that change
/// nothing and do not build on one another.
pub(super) fn reading_cases(steps: &[&Step]) -> usize {
    let Some(first) = steps.first() else { return 0 };
    let table = table(first);
    steps.iter().take_while(|step| only_reads(step) && self::table(step) == table).count()
}

/// `filter` of `filter[other-case]`.
fn table(step: &Step) -> &str {
    step.slug.split('[').next().unwrap_or_default()
}

fn only_reads(step: &Step) -> bool {
    step.is_case
        && step.call.method == Method::Get
        && step.at_once.is_none()
        && step.pages.is_none()
        && step.creates.is_none()
        && step.capture.is_empty()
        && step.then.is_empty()
        && !(step.setup || step.pause)
}

impl Running<'_> {
    /// Sends the cases together. They are told as if they had been sent one by one.
    pub(super) async fn cases(&mut self, steps: &[&Step]) -> Result<(), End> {
        let mut requests = Vec::new();
        let mut trouble = None;
        for step in steps {
            match self.request(&step.call, &self.names) {
                Ok(request) => requests.push(request),
                Err(end) => {
                    trouble = Some(end);
                    break;
                }
            }
        }
        let first = self.read_all(&requests).await;
        for ((step, request), first) in steps.iter().zip(&requests).zip(first) {
            let (exchange, checks) = self.settled(step, request, first?).await?;
            self.told(&step.slug, Purpose::Step, &exchange, checks).await;
        }
        trouble.map_or(Ok(()), Err)
    }
}
