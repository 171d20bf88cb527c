//! Deleting what was created: after a scenario, and later from a recording.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::time::{Duration, timeout};

use crate::event::{Event, EventKind, RunHeader};
use crate::scim::urn;
use crate::suite::{ScenarioId, Travel};
use crate::wire::{Answer, Exchange, Method, Request, Secret, Transport};

use super::allowance::Allowance;
use super::call;
use super::ledger::{Entry, Ledger, mentions};
use super::options::Detail;
use super::pace::Pace;
use super::scenario::Shared;
use super::stop::{Stop, StopLevel};

/// How long the clean-up of a scenario may take.
const LIMIT: Duration = Duration::from_secs(30);

/// How long the clean-up of a load may take.
const LONG_LIMIT: Duration = Duration::from_secs(600);

/// How many of its resources are deleted at a time.
const SIDE_BY_SIDE: usize = 16;

/// How many resources are read to find one, when the server does not search.
const LARGEST_LISTED: usize = 1000;

/// What a clean-up did.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    exchanges: Vec<Exchange>,
    residue: Vec<String>,
}

impl Cleaned {
    /// Nothing was deleted; all of it stays.
    pub(super) fn left(entries: &[Entry]) -> Self {
        Self { exchanges: Vec::new(), residue: entries.iter().map(Entry::residue).collect() }
    }

    pub(super) fn event(self, scenario: &ScenarioId, shared: &Shared) -> EventKind {
        let exchanges = match shared.detail {
            Detail::Checks if !shared.has_laws => Vec::new(),
            Detail::Everything | Detail::Checks => self.exchanges,
        };
        EventKind::Cleaned { scenario: scenario.clone(), exchanges, residue: self.residue }
    }
}

/// Deletes the entries, those of one collection several at once; stops when the
/// user wants everything left as it is, or when it takes too long.
///
/// Groups go before their members. What could not be deleted beside others, as
/// one of those may have referred to it, is tried again when they are gone; a
/// group is emptied before.
pub(super) async fn delete_entries(
    mut entries: Vec<Entry>,
    shared: &Shared,
    leave: &mut Stop,
) -> Cleaned {
    entries.sort_by_key(|entry| !is_group(entry));
    let allowance = Allowance::default();
    let cleaner = Cleaner {
        transport: &*shared.transport,
        pace: &shared.pace,
        allowance: &allowance,
        token: shared.token.as_ref(),
        run: &shared.run,
    };
    let mut done = Cleaned::default();
    let mut left = entries.as_slice();
    let mut again: Vec<&Entry> = Vec::new();
    let work = async {
        while let [first, ..] = left {
            let alike = left.iter().take(shared.at_once.max(1));
            let alike = alike.take_while(|entry| entry.collection() == first.collection());
            let (some, rest) = left.split_at(alike.count());
            let deleted = join_all(some.iter().map(|entry| cleaner.delete_one(entry))).await;
            for (entry, (exchanges, residue)) in some.iter().zip(deleted) {
                done.exchanges.extend(exchanges);
                if !residue.is_empty() {
                    again.push(entry);
                }
            }
            left = rest;
        }
        if again.len() == entries.len() && !again.iter().any(|entry| is_group(entry)) {
            // It deletes nothing; there is no use in asking twice.
            return;
        }
        for entry in &again {
            done.exchanges.extend(cleaner.empty(entry).await);
        }
        while let Some(entry) = again.first() {
            let (exchanges, residue) = cleaner.delete_one(entry).await;
            done.exchanges.extend(exchanges);
            done.residue.extend(residue);
            again.remove(0);
        }
    };
    tokio::select! {
        () = work => {}
        () = allowance.over(LIMIT) => {}
        () = leave.wait_for(StopLevel::Leave) => {}
    }
    done.residue.extend(again.into_iter().map(Entry::residue));
    done.residue.extend(left.iter().map(Entry::residue));
    done
}

fn is_group(entry: &Entry) -> bool {
    entry.collection().eq_ignore_ascii_case("/Groups")
}

/// Deletes many entries, several at a time, the last created first; stops as
/// [`delete_entries`] does. What is left comes back.
pub(super) async fn delete_side_by_side(
    entries: Vec<Entry>,
    shared: &Shared,
    requests_per_second: f64,
    leave: &mut Stop,
) -> Vec<String> {
    let pace = Pace::new(Some(requests_per_second));
    let cleaner = Cleaner {
        transport: &*shared.transport,
        pace: &pace,
        allowance: &Allowance::default(),
        token: shared.token.as_ref(),
        run: &shared.run,
    };
    let mut waiting: Vec<Option<&Entry>> = entries.iter().map(Some).collect();
    let mut residue = Vec::new();
    let cleaner = &cleaner;
    let work = async {
        let mut deleted =
            futures_util::stream::iter(entries.iter().enumerate())
                .map(|(number, entry)| async move {
                    (number, cleaner.delete(entry, &mut Vec::new()).await)
                })
                .buffer_unordered(SIDE_BY_SIDE);
        while let Some((number, outcome)) = deleted.next().await {
            waiting[number] = None;
            residue.extend(outcome.err().into_iter().flatten());
        }
    };
    let _ = tokio::select! {
        finished = timeout(LONG_LIMIT, work) => finished.is_ok(),
        () = leave.wait_for(StopLevel::Leave) => false,
    };
    residue.extend(waiting.into_iter().flatten().map(Entry::residue));
    residue
}

struct Cleaner<'a> {
    transport: &'a dyn Transport,
    pace: &'a Pace,
    allowance: &'a Allowance,
    token: Option<&'a Secret>,
    run: &'a str,
}

impl Cleaner<'_> {
    async fn send(&self, request: Request, exchanges: &mut Vec<Exchange>) -> Answer {
        let exchange = self.pace.send(self.transport, &request, self.allowance).await;
        let answer = exchange.answer.clone();
        exchanges.push(exchange);
        answer
    }

    /// Takes all members out of a group that could not be deleted.
    async fn empty(&self, entry: &Entry) -> Option<Exchange> {
        let Entry::Created { path } = entry else { return None };
        if !is_group(entry) {
            return None;
        }
        let body = json!({
            "schemas": [urn::PATCH_OP],
            "Operations": [{ "op": "remove", "path": "members" }],
        });
        let patch = Method::Patch;
        let request = call::write(patch, path.clone(), body, Travel::default(), self.token);
        Some(self.pace.send(self.transport, &request, self.allowance).await)
    }

    /// Deletes an entry; what was sent, and what is still there.
    async fn delete_one(&self, entry: &Entry) -> (Vec<Exchange>, Vec<String>) {
        let mut exchanges = Vec::new();
        let residue = self.delete(entry, &mut exchanges).await.err().unwrap_or_default();
        (exchanges, residue)
    }

    async fn delete(
        &self,
        entry: &Entry,
        exchanges: &mut Vec<Exchange>,
    ) -> Result<(), Vec<String>> {
        match entry {
            Entry::Created { path } => self.delete_path(path, exchanges).await,
            Entry::Doubtful { path } => {
                let read = call::read(path.clone(), &[], Travel::default(), self.token);
                let answer = self.send(read, exchanges).await;
                let found = answer.response().filter(|response| response.status == 200);
                let is_ours = found
                    .and_then(|response| response.body.json())
                    .is_some_and(|body| mentions(body, self.run));
                // Somebody else's resource, or none: nothing of ours is left there.
                if is_ours { self.delete_path(path, exchanges).await } else { Ok(()) }
            }
            Entry::Unnamed { collection, attribute, value } => {
                self.delete_named(collection, attribute, value, exchanges).await
            }
        }
    }

    async fn delete_path(
        &self,
        path: &str,
        exchanges: &mut Vec<Exchange>,
    ) -> Result<(), Vec<String>> {
        let request = call::delete(path.to_owned(), self.token);
        match self.send(request, exchanges).await {
            Answer::Received(response)
                if response.is_success() || matches!(response.status, 404 | 410) =>
            {
                Ok(())
            }
            _ => Err(vec![path.to_owned()]),
        }
    }

    /// Looks for a resource by its unique name, and deletes what has it.
    async fn delete_named(
        &self,
        collection: &str,
        attribute: &str,
        value: &str,
        exchanges: &mut Vec<Exchange>,
    ) -> Result<(), Vec<String>> {
        let filter = [("filter", format!("{attribute} eq {}", Value::from(value)))];
        let request = call::read(collection.to_owned(), &filter, Travel::default(), self.token);
        let answer = self.send(request, exchanges).await;
        let listed = match listed(&answer) {
            Some((listed, _)) => Some(listed),
            None => self.list(collection, exchanges).await,
        };
        let Some(listed) = listed else {
            // Whether something is there cannot be known.
            let entry = Entry::Unnamed {
                collection: collection.to_owned(),
                attribute: attribute.to_owned(),
                value: value.to_owned(),
            };
            return Err(vec![entry.residue()]);
        };
        let mut residue = Vec::new();
        for resource in listed {
            // A server that ignores filters lists everybody.
            let name = resource.get(attribute).and_then(Value::as_str).unwrap_or_default();
            if let (true, Some(id)) =
                (name.eq_ignore_ascii_case(value), resource.get("id").and_then(Value::as_str))
            {
                let path = format!("{collection}/{}", crate::wire::encode_path_segment(id));
                if let Err(left) = self.delete_path(&path, exchanges).await {
                    residue.extend(left);
                }
            }
        }
        if residue.is_empty() { Ok(()) } else { Err(residue) }
    }

    /// All of a collection that is not too large, for a server that answers no
    /// filter; it may dislike `Accept: application/scim+json` as well, or want to
    /// know the type of a content that is not there.
    async fn list(&self, collection: &str, exchanges: &mut Vec<Exchange>) -> Option<Vec<Value>> {
        let mut all = Vec::new();
        loop {
            let start = (all.len() + 1).to_string();
            let page = [("startIndex", start), ("count", "100".to_owned())];
            let mut request =
                call::read(collection.to_owned(), &page, Travel::default(), self.token);
            request.headers.set("Accept", "*/*");
            request.headers.set("Content-Type", "application/scim+json");
            let (mut resources, total) = listed(&self.send(request, exchanges).await)?;
            let is_last = resources.is_empty();
            all.append(&mut resources);
            if all.len() >= total {
                return Some(all);
            }
            if is_last || total > LARGEST_LISTED {
                return None;
            }
        }
    }
}

/// The resources that a list answers, and how many it says there are.
fn listed(answer: &Answer) -> Option<(Vec<Value>, usize)> {
    let response = answer.response().filter(|response| response.status == 200)?;
    let body = response.body.json()?;
    let resources = body.get("Resources").and_then(Value::as_array).cloned().unwrap_or_default();
    let total = body.get("totalResults").and_then(Value::as_u64);
    let total = total.and_then(|total| usize::try_from(total).ok()).unwrap_or(resources.len());
    Some((resources, total))
}

/// Why a recording cannot be cleaned up after.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CleanError {
    /// It has no header, so that nothing is known of the run.
    #[error("the recording does not say which run it is of: its first event is missing")]
    NoHeader,
    /// It is of another server than the one given.
    #[error("the recording is of {recorded}, not of {given}")]
    OtherTarget {
        /// The base URL in the recording.
        recorded: String,
        /// The base URL that was given.
        given: String,
    },
}

/// What was done to clean up after a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaning {
    /// How many resources the run had left, as far as the recording tells.
    pub left_by_run: usize,
    /// Requests sent.
    pub requests: usize,
    /// What is still there.
    pub residue: Vec<String>,
}

/// Deletes what a recorded run left behind: what it created and, as far as
/// the recording tells, did not delete. Everything is looked at before it is
/// deleted, and stays unless it carries the token of the run.
///
/// # Errors
/// [`CleanError`] when the recording cannot be of this server.
pub async fn clean(
    events: &[Event],
    transport: Arc<dyn Transport>,
    target: &str,
    token: Option<&Secret>,
) -> Result<Cleaning, CleanError> {
    let header = header(events)?;
    let same = |url: &str| url.trim_end_matches('/').to_owned();
    if same(&header.target) != same(target) {
        return Err(CleanError::OtherTarget {
            recorded: header.target.clone(),
            given: target.to_owned(),
        });
    }
    let mut ledger = Ledger::default();
    for event in events {
        match &event.kind {
            EventKind::Exchanged { exchange, .. } => ledger.note(exchange, &header.run),
            EventKind::Cleaned { exchanges, residue, .. } => {
                for exchange in exchanges {
                    ledger.note(exchange, &header.run);
                }
                // A creation under way when the run was ended has no exchange.
                for entry in residue.iter().filter_map(|text| Entry::unnamed(text, &header.run)) {
                    ledger.enter(entry);
                }
            }
            _ => {}
        }
    }
    let pace = Pace::new(None);
    let allowance = &Allowance::default();
    let cleaner =
        Cleaner { transport: &*transport, pace: &pace, allowance, token, run: &header.run };
    let mut exchanges = Vec::new();
    let mut cleaning = Cleaning::default();
    for entry in ledger.into_entries() {
        // Time has passed: an id may mean another resource by now.
        let entry = match entry {
            Entry::Created { path } => Entry::Doubtful { path },
            other => other,
        };
        cleaning.left_by_run += usize::from(!matches!(entry, Entry::Unnamed { .. }));
        if let Err(residue) = cleaner.delete(&entry, &mut exchanges).await {
            cleaning.residue.extend(residue);
        }
    }
    cleaning.requests = exchanges.len();
    Ok(cleaning)
}

fn header(events: &[Event]) -> Result<&RunHeader, CleanError> {
    match events.first().map(|event| &event.kind) {
        Some(EventKind::RunStarted(header)) => Ok(header),
        _ => Err(CleanError::NoHeader),
    }
}
