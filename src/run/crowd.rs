//! Many requests for one purpose: populations, requests that are sent at once,
//! walks through pages.
//!
//! Never more than [`RunOptions::at_once`](super::RunOptions::at_once) are under
//! way at once, and each is entered into the ledger before it is sent, so that
//! whatever they create is deleted, however the scenario ends.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::event::Purpose;
use crate::judge::{
    CheckFacts, CheckResult, Context, Finding, ScenarioNames, compare_response, judge_answer,
};
use crate::suite::{AtOnce, Given, Names, Outcome, Pages, Step, Tally, fill_json, step_check_id};
use crate::wire::{Answer, Body, Exchange, QueryParameter, Request};

use super::constants::random_uuid;
use super::guard;
use super::scenario::{End, Running};

/// So many wrong answers are told of one check.
const TOLD: usize = 3;

impl Running<'_> {
    /// Sends all of them together, and gives the answers in the order of the
    /// requests; no more are under way than the server stands.
    pub(super) async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Exchange>, End> {
        self.enter_all(requests)?;
        let (shared, allowance) = (self.shared, self.allowance);
        let sent =
            requests.iter().map(|request| shared.pace.send(&*shared.transport, request, allowance));
        let exchanges = join_all(sent).await;
        for exchange in &exchanges {
            self.ledger.note(exchange, &self.shared.run);
        }
        Ok(exchanges)
    }

    /// As [`Self::send_all`], but really at once, as many as the run allows: that
    /// is what is tested.
    async fn send_crowd(&mut self, requests: &[Request]) -> Result<Vec<Exchange>, End> {
        let mut exchanges = Vec::with_capacity(requests.len());
        for some in requests.chunks(self.shared.at_once.max(1)) {
            self.enter_all(some)?;
            let sent =
                self.shared.pace.send_crowd(&*self.shared.transport, some, self.allowance).await;
            for exchange in &sent {
                self.ledger.note(exchange, &self.shared.run);
            }
            exchanges.extend(sent);
        }
        Ok(exchanges)
    }

    fn enter_all(&mut self, requests: &[Request]) -> Result<(), End> {
        for request in requests {
            guard::permit(request, self.ledger.owned(), &self.shared.run)
                .map_err(|error| End::Broken(error.to_string()))?;
            self.ledger.sending(request, &self.shared.run);
        }
        Ok(())
    }

    /// Sends requests that create and delete nothing together.
    pub(super) async fn read_all(&self, requests: &[Request]) -> Vec<Result<Exchange, End>> {
        join_all(requests.iter().map(|request| self.send_shared(request))).await
    }

    /// Creates the resources of a population.
    pub(super) async fn populate(&mut self, given: &Given, count: u32) -> Result<(), End> {
        let whole = format!("{}-{}", self.names.text("uniq").unwrap_or_default(), given.name);
        let mut requests = Vec::new();
        let mut names_of = Vec::new();
        for number in 1..=count {
            let mut names = self.names.clone();
            let written = format!("{number:03}");
            let uniq = format!("{whole}-{written}");
            names.define("uniq", uniq.as_str());
            names.define("number", written);
            self.names.define(format!("{}.{number}.uniq", given.name), uniq);
            requests.push(self.request(&given.call, &names)?);
            names_of.push(names);
        }
        let exchanges = self.send_all(&requests).await?;
        let told = format!("given {}", given.name);
        for exchange in &exchanges {
            self.told(&told, Purpose::Given, exchange, Vec::new()).await;
        }
        let mut ids = Vec::new();
        for ((number, exchange), names) in (1..).zip(&exchanges).zip(&names_of) {
            let what = format!("{} {}", exchange.request.method, exchange.request.path);
            let of = format!("{number} of {count} for {}", given.name);
            let response = match &exchange.answer {
                Answer::Received(response) => response,
                Answer::Failed(error) => {
                    return Err(End::Blocked(format!("{what}, {of}: {error}")));
                }
            };
            let context = Context { names, base_url: &self.shared.base_url };
            if !compare_response(&given.expect, response, &context).is_empty() {
                let status = response.status;
                return Err(End::Blocked(format!("{what}, {of}, answered {status}")));
            }
            let name = format!("{}.{number}", given.name);
            self.capture(&name, &given.capture, exchange).map_err(|missing| {
                End::Blocked(format!("the answer to {what}, {of}, has no {missing}"))
            })?;
            ids.push(self.names.value(&format!("{name}.id")).unwrap_or_default());
        }
        let members: Vec<Value> = ids.iter().map(|id| json!({ "value": id })).collect();
        self.names.define(format!("{}.uniq", given.name), whole);
        self.names.define(format!("{}.count", given.name), count);
        self.names.define(format!("{}.members", given.name), members);
        self.names.define(format!("{}.ids", given.name), ids);
        Ok(())
    }

    /// The names of each request of a step that sends several at once.
    fn variants(&self, at_once: &AtOnce) -> Vec<ScenarioNames> {
        let numbered = |number: usize| {
            let mut names = self.names.clone();
            names.define("number", format!("{number:03}"));
            names
        };
        match at_once {
            AtOnce::Times(times) => (1..=*times as usize).map(numbered).collect(),
            AtOnce::UpTo { number, there } => {
                let there = fill_json(&json!(there), &self.names).ok();
                let there = there.and_then(|there| there.as_u64()).unwrap_or_default();
                (1..=u64::from(*number).saturating_sub(there))
                    .filter_map(|number| usize::try_from(number).ok())
                    .map(|number| {
                        let mut names = numbered(number);
                        let text = names.text("random").unwrap_or_default().to_owned();
                        names.define("random", random_uuid(&text, number));
                        names
                    })
                    .collect()
            }
            AtOnce::Items(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    let mut names = numbered(index + 1);
                    for (key, value) in item {
                        // A name that is unknown here was reported when the suite was loaded.
                        let filled = fill_json(value, &names).unwrap_or_else(|_| value.clone());
                        names.define(format!("it.{key}"), filled);
                    }
                    names
                })
                .collect(),
            AtOnce::Each(population) => {
                let count = self.names.value(&format!("{population}.count"));
                let count = count.and_then(|count| count.as_u64()).unwrap_or_default();
                (1..=usize::try_from(count).unwrap_or_default())
                    .map(|number| {
                        let mut names = numbered(number);
                        let one = format!("{population}.{number}.");
                        for (name, value) in self.names.below(&one) {
                            names.define(format!("{population}.{name}"), value);
                        }
                        names
                    })
                    .collect()
            }
        }
    }

    /// Sends a step's requests at once, and judges the answers as a set.
    pub(super) async fn at_once(&mut self, step: &Step, at_once: &AtOnce) -> Result<(), End> {
        self.read_before(step).await?;
        let variants = self.variants(at_once);
        let mut requests = Vec::new();
        for names in &variants {
            requests.push(self.request(&step.call, names)?);
        }
        let exchanges = self.send_crowd(&requests).await?;
        if step.call.method.is_write() {
            self.wrote_something();
        }
        let (check, wrong) = self.judge_set(step, &variants, &exchanges);
        let failed = check.outcome == Outcome::Fail;
        let mut check = Some(check);
        for (number, exchange) in exchanges.iter().enumerate() {
            let checks = if number == wrong { check.take().into_iter().collect() } else { vec![] };
            self.told(&step.slug, Purpose::AtOnce, exchange, checks).await;
        }
        if failed {
            return Err(End::Failed);
        }
        self.read_back(step, true).await
    }

    /// The check of all answers, and the number of the one that shows it best.
    fn judge_set(
        &self,
        step: &Step,
        variants: &[ScenarioNames],
        exchanges: &[Exchange],
    ) -> (CheckResult, usize) {
        let id = step_check_id(self.scenario, step);
        let facts = CheckFacts { id: &id, level: step.level, cites: &step.cites };
        let mut whole = facts.result(Outcome::Pass, Vec::new(), None);
        let mut shown = 0;
        for (number, (exchange, names)) in exchanges.iter().zip(variants).enumerate() {
            let context = Context { names, base_url: &self.shared.base_url };
            let one = judge_answer(facts, &step.expect, &step.accept, &exchange.answer, &context);
            if one.outcome > whole.outcome {
                whole.outcome = one.outcome;
                whole.because.clone_from(&one.because);
                shown = number;
            }
            let room = TOLD.saturating_sub(whole.findings.len());
            whole.findings.extend(one.findings.into_iter().take(room));
        }
        let wrong_numbers = wrong_numbers(&step.tally, exchanges);
        if !wrong_numbers.is_empty() {
            if whole.outcome < Outcome::Fail {
                whole.findings.clear();
                whole.because = None;
            }
            whole.outcome = Outcome::Fail;
            whole.findings.splice(0..0, wrong_numbers);
        }
        (whole, shown)
    }

    /// Walks through the pages of a query, and judges what all of them hold.
    pub(super) async fn walk(&mut self, step: &Step, pages: &Pages) -> Result<(), End> {
        let names = self.names.clone();
        let first = self.request(&step.call, &names)?;
        let mut patience = self.patience(step.within, self.has_written());
        loop {
            let exchanges = self.pages(&first, pages).await?;
            let Some(last) = exchanges.last() else { return Ok(()) };
            let joined = Exchange { answer: joined(&exchanges), ..last.clone() };
            let mut checks = self.judge(step, &joined);
            self.judge_pages(pages, &exchanges, &mut checks);
            let failed = checks.iter().any(|check| check.outcome == Outcome::Fail);
            let again = failed && patience.wait().await;
            let purpose = if again { Purpose::Settling } else { Purpose::Step };
            if again {
                checks.clear();
            }
            for (number, exchange) in exchanges.iter().enumerate() {
                let is_last = number + 1 == exchanges.len();
                let of_it = if is_last { std::mem::take(&mut checks) } else { Vec::new() };
                self.told(&step.slug, purpose.clone(), exchange, of_it).await;
            }
            if !again {
                return if failed { Err(End::Failed) } else { Ok(()) };
            }
        }
    }

    /// Adds to the first check what is wrong with single pages, or with their number.
    fn judge_pages(&self, pages: &Pages, exchanges: &[Exchange], checks: &mut [CheckResult]) {
        let Some(check) = checks.first_mut() else { return };
        let mut findings = Vec::new();
        if exchanges.len() < pages.least as usize {
            findings.push(Finding {
                at: "pages".to_owned(),
                expected: format!("at least {}", pages.least),
                actual: exchanges.len().to_string(),
            });
        }
        if let Some(each) = &pages.each {
            for (number, exchange) in exchanges.iter().enumerate() {
                let mut names = self.names.clone();
                names.define("page.start", number * pages.size as usize + 1);
                let context = Context { names: &names, base_url: &self.shared.base_url };
                let Some(response) = exchange.answer.response() else { continue };
                let of_page = compare_response(each, response, &context).into_iter();
                findings.extend(of_page.map(|finding| Finding {
                    at: format!("page {}: {}", number + 1, finding.at),
                    ..finding
                }));
            }
        }
        if !findings.is_empty() {
            check.outcome = Outcome::Fail;
            check.because = None;
            check.findings.extend(findings);
        }
    }

    async fn pages(&self, first: &Request, pages: &Pages) -> Result<Vec<Exchange>, End> {
        let size = pages.size;
        let mut exchanges = Vec::new();
        let mut seen = 0;
        let mut next = Some(if first.query.iter().any(is_cursor) {
            first.clone().with_query("count", size.to_string())
        } else {
            by_index(first, 1, size)
        });
        while let Some(request) = next.filter(|_| exchanges.len() < pages.most as usize) {
            let exchange = self.send_shared(&request).await?;
            let (shown, total) = page(&exchange);
            seen += shown;
            // A server that pages by cursor only gives one unasked (RFC 9865 section 2.3).
            // Pages that have to say where they begin are asked for by number.
            let cursor = next_cursor(&exchange).filter(|_| pages.each.is_none());
            next = if let Some(cursor) = cursor {
                Some(by_cursor(first, &cursor, size))
            } else if request.query.iter().any(is_cursor) || shown == 0 || seen >= total {
                None
            } else {
                Some(by_index(first, seen + 1, size))
            };
            exchanges.push(exchange);
        }
        Ok(exchanges)
    }
}

fn by_index(first: &Request, start: usize, size: u32) -> Request {
    first.clone().with_query("startIndex", start.to_string()).with_query("count", size.to_string())
}

fn by_cursor(first: &Request, cursor: &str, size: u32) -> Request {
    let mut request = first.clone();
    request.query.retain(|parameter| !is_cursor(parameter));
    request.with_query("cursor", cursor).with_query("count", size.to_string())
}

/// The cursor of the next page (RFC 9865 section 2).
fn next_cursor(exchange: &Exchange) -> Option<String> {
    let response = exchange.answer.response().filter(|response| response.status == 200)?;
    response.body.json()?.get("nextCursor")?.as_str().map(str::to_owned)
}

fn is_cursor(parameter: &QueryParameter) -> bool {
    parameter.name.eq_ignore_ascii_case("cursor")
}

/// How many resources are on a page, and how many there are in all.
fn page(exchange: &Exchange) -> (usize, usize) {
    let response = exchange.answer.response().filter(|response| response.status == 200);
    let Some(body) = response.and_then(|response| response.body.json()) else { return (0, 0) };
    let shown = body.get("Resources").and_then(Value::as_array).map_or(0, Vec::len);
    let total = body.get("totalResults").and_then(Value::as_u64).unwrap_or_default();
    (shown, usize::try_from(total).unwrap_or(usize::MAX))
}

/// The first answer with the resources of all; one that is no list stands for itself.
fn joined(exchanges: &[Exchange]) -> Answer {
    let is_list = |exchange: &&Exchange| {
        let body = exchange.answer.response().and_then(|response| response.body.json());
        body.is_some_and(|body| {
            ["totalResults", "Resources"].iter().any(|it| body.get(it).is_some())
        })
    };
    if let Some(strange) = exchanges.iter().find(|exchange| !is_list(exchange)) {
        return strange.answer.clone();
    }
    let all: Vec<Value> = exchanges
        .iter()
        .filter_map(|exchange| exchange.answer.response()?.body.json()?.get("Resources"))
        .filter_map(Value::as_array)
        .flatten()
        .cloned()
        .collect();
    let mut answer = exchanges[0].answer.clone();
    if let Answer::Received(response) = &mut answer
        && let Body::Json(Value::Object(body)) = &mut response.body
    {
        body.insert("Resources".to_owned(), all.into());
    }
    answer
}

fn wrong_numbers(tally: &[Tally], exchanges: &[Exchange]) -> Vec<Finding> {
    let statuses: Vec<u16> = exchanges
        .iter()
        .filter_map(|exchange| exchange.answer.response())
        .map(|response| response.status)
        .collect();
    tally
        .iter()
        .filter_map(|wanted| {
            let found = statuses.iter().filter(|status| wanted.counts(**status)).count();
            let found = u32::try_from(found).unwrap_or(u32::MAX);
            let right = (wanted.least..=wanted.most).contains(&found);
            (!right).then(|| Finding {
                at: format!("answers {}", wanted.status),
                expected: if wanted.least == wanted.most {
                    format!("{} of {} answers", wanted.least, exchanges.len())
                } else {
                    format!("{} to {} of {} answers", wanted.least, wanted.most, exchanges.len())
                },
                actual: found.to_string(),
            })
        })
        .collect()
}
