//! What is there before the first step of a scenario.

use std::sync::Arc;

use crate::event::Purpose;
use crate::judge::{Context, ScenarioNames, compare_response};
use crate::suite::{Given, Names as _};
use crate::wire::{Answer, Exchange, Request, TransportError};

use super::ledger::mentions;
use super::read_back::Resource;
use super::scenario::{End, Running, request_travel};
use super::stop::StopLevel;

/// One that is about to be created.
struct Coming<'a> {
    given: &'a Given,
    names: ScenarioNames,
    request: Request,
}

impl Running<'_> {
    /// Creates what is given, all at once that does not need what others of
    /// them were answered.
    pub(super) async fn given(&mut self) -> Result<(), End> {
        let scenario = self.scenario;
        let mut left = scenario.given.as_slice();
        while let [first, rest @ ..] = left {
            if self.stop.level() > StopLevel::Running {
                return Err(End::Interrupted);
            }
            if let Some(count) = first.count {
                self.populate(first, count).await?;
                left = rest;
                continue;
            }
            let mut together = vec![self.coming(first)?];
            // A server that ignores an order shows them as they came: they come as written then.
            for given in rest.iter().take_while(|_| !scenario.given_in_order) {
                // A name that is not known yet is one of an answer.
                match self.coming(given) {
                    Ok(coming) if given.count.is_none() => together.push(coming),
                    _ => break,
                }
            }
            left = &left[together.len()..];
            self.create(together).await?;
        }
        Ok(())
    }

    fn coming<'a>(&mut self, given: &'a Given) -> Result<Coming<'a>, End> {
        let uniq = format!("{}-{}", self.names.text("uniq").unwrap_or_default(), given.name);
        let mut names = self.names.clone();
        names.define("uniq", uniq.as_str());
        let request = self.request(&given.call, &names)?;
        self.names.define(format!("{}.uniq", given.name), uniq);
        Ok(Coming { given, names, request })
    }

    async fn create(&mut self, together: Vec<Coming<'_>>) -> Result<(), End> {
        let requests: Vec<Request> = together.iter().map(|one| one.request.clone()).collect();
        let mut exchanges = Vec::new();
        for exchange in self.send_all(&requests).await? {
            exchanges.push(self.understood(exchange)?);
        }
        for (coming, exchange) in together.iter().zip(&mut exchanges) {
            let told = format!("given {}", coming.given.name);
            if matches!(exchange.answer, Answer::Failed(TransportError::Protocol(_))) {
                // The connection was lost, perhaps before the server read anything. If it did
                // read it, the second creation is a conflict, and both are cleaned up.
                self.told(&told, Purpose::Given, exchange, Vec::new()).await;
                *exchange = self.send(&coming.request).await?;
            }
            self.told(&told, Purpose::Given, exchange, Vec::new()).await;
        }
        for (coming, exchange) in together.iter().zip(&exchanges) {
            self.arrived(coming, exchange).await?;
        }
        Ok(())
    }

    async fn arrived(&mut self, coming: &Coming<'_>, exchange: &Exchange) -> Result<(), End> {
        let Coming { given, names, request } = coming;
        let what = format!("{} {}", request.method, request.path);
        let response = match &exchange.answer {
            Answer::Received(response) => response,
            Answer::Failed(error) => {
                return Err(End::Blocked(format!("{what} for {}: {error}", given.name)));
            }
        };
        let context = Context { names, base_url: &self.shared.base_url };
        if !compare_response(&given.expect, response, &context).is_empty() {
            let status = response.status;
            return Err(End::Blocked(format!("{what} for {} answered {status}", given.name)));
        }
        self.capture(&given.name, &given.capture, exchange).map_err(|missing| {
            End::Blocked(format!("the answer to {what} for {} has no {missing}", given.name))
        })?;
        self.created(&given.name, request, exchange).await
    }

    /// Remembers a created resource, and makes sure that it is the scenario's own.
    pub(super) async fn created(
        &mut self,
        name: &str,
        request: &Request,
        exchange: &Exchange,
    ) -> Result<(), End> {
        let Some(id) = self.names.value(&format!("{name}.id")) else { return Ok(()) };
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let mut resource = Resource::new(name, &request.path, id.clone());
        let matching = self.shared.target.matching(&request.path);
        resource.matching = matching.map(|(name, path)| (name.to_owned(), path.clone()));
        if let Some(body) = request.body.json() {
            let shown = self.shared.target.visible(&request.path, body);
            resource.assigned.add_body(&shown);
            resource.sent = Arc::new(shown);
            resource.given = Arc::new(body.clone());
        }
        if !self.ledger.owned().contains(&id) {
            // The answer did not show that the id is of what was sent.
            let read = self.read_request(&resource.path(), &[], request_travel(self.scenario));
            let found = self.send(&read).await?;
            let ours = found.answer.response().filter(|response| response.is_success());
            if ours
                .and_then(|response| response.body.json())
                .is_some_and(|body| mentions(body, &self.shared.run))
            {
                self.ledger.own(&id);
            } else {
                return Err(End::Blocked(format!(
                    "{} {} answered with an id that does not lead to {name}",
                    exchange.request.method, exchange.request.path
                )));
            }
        }
        self.resources.push(resource);
        Ok(())
    }
}
