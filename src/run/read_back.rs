//! Whole-state checks: what a resource was before a step, and what it is after.
//!
//! A read that was wrong before the write is not the write's fault: its check
//! is not made, and the scenario that is about such reads fails on its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::{join, join_all};
use serde_json::Value;

use crate::event::Purpose;
use crate::judge::{
    Assigned, CheckFacts, CheckResult, Context, Finding, Strings, compare_state, value_of,
};
use crate::suite::{
    Matcher, Outcome, Read, State, StateCheck, StatePath, Step, Travel, fill_text, reads,
    state_check_id,
};
use crate::wire::{Answer, Exchange, Request, Response, encode_path_segment};

use super::patience::{Patience, note_delay};
use super::scenario::{End, Running};

/// A resource that the scenario created.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// Its name in the scenario.
    pub(super) name: String,
    collection: String,
    id: String,
    /// As GET showed it last.
    before: Option<Arc<Value>>,
    /// Did its matching filter find it, and only it, before the step?
    filter_was_right: bool,
    /// Was it waited in vain for its filter to find it?
    filter_is_wrong: bool,
    /// Was nothing written since it was read?
    pub(super) fresh: bool,
    /// What the client assigned to it.
    pub(super) assigned: Assigned,
    /// What was sent to create it, as far as an answer may show it.
    pub(super) sent: Arc<Value>,
    /// What was sent to create it, all of it.
    pub(super) given: Arc<Value>,
    /// The attribute by which Entra finds it, if it is not the usual one.
    pub(super) matching: Option<(String, StatePath)>,
}

impl Resource {
    pub(super) fn new(name: &str, collection: &str, id: String) -> Self {
        Self {
            name: name.to_owned(),
            collection: collection.trim_end_matches('/').to_owned(),
            id,
            before: None,
            filter_was_right: false,
            filter_is_wrong: false,
            fresh: false,
            assigned: Assigned::default(),
            sent: Arc::default(),
            given: Arc::default(),
            matching: None,
        }
    }

    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.collection, encode_path_segment(&self.id))
    }

    fn is_group(&self) -> bool {
        self.collection.eq_ignore_ascii_case("/Groups")
    }

    /// The attribute by which Entra finds it (entra.md: `userName`, of groups
    /// `displayName`, unless the mapping says otherwise).
    fn matching_attribute(&self) -> &str {
        let usual = if self.is_group() { "displayName" } else { "userName" };
        self.matching.as_ref().map_or(usual, |(name, _)| name)
    }

    /// The value of that attribute in a resource.
    fn matching_value(&self, body: &Value) -> Option<String> {
        match &self.matching {
            None => body.get(self.matching_attribute())?.as_str().map(str::to_owned),
            Some((_, path)) => value_of(body, path)?.as_str().map(str::to_owned),
        }
    }

    /// Is this the path of that attribute?
    fn is_matching(&self, path: &StatePath) -> bool {
        match &self.matching {
            None => {
                path.attribute.eq_ignore_ascii_case(self.matching_attribute())
                    && path.schema.is_none()
            }
            Some((_, known)) => known == path,
        }
    }

    /// The matching query; of groups as Entra sends it, without members.
    fn matching_query(&self, value: &str) -> Vec<(&'static str, String)> {
        let filter = format!("{} eq {}", self.matching_attribute(), Value::from(value));
        let mut query = vec![("filter", filter)];
        if self.is_group() {
            query.insert(0, ("excludedAttributes", "members".to_owned()));
        }
        query
    }
}

/// A filled-in `then` entry.
struct Wanted<'a> {
    state: &'a StateCheck,
    changes: Vec<(StatePath, &'a Matcher)>,
    /// Is the resource created by the step itself?
    is_new: bool,
}

/// The outcome of one read: what was sent on the way, and the check.
struct Seen {
    resource: String,
    read: Read,
    exchanges: Vec<Exchange>,
    check: CheckResult,
}

impl Running<'_> {
    fn resource(&self, name: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.name == name)
    }

    /// Reads the resources that the step's `then` names, unless nothing was
    /// written since they were read.
    pub(super) async fn read_before(&mut self, step: &Step) -> Result<(), End> {
        let wanted: BTreeMap<&str, bool> = step
            .then
            .iter()
            .map(|state| (state.resource.as_str(), reads(state).contains(&Read::Filter)))
            .collect();
        let stale: Vec<(Resource, bool)> = self
            .resources
            .iter()
            .filter_map(|resource| Some((resource.clone(), *wanted.get(resource.name.as_str())?)))
            // It may have been read by its id alone so far.
            .filter(|(resource, by_filter)| {
                !resource.fresh || (*by_filter && !resource.filter_was_right)
            })
            .collect();
        let this = &*self;
        let found =
            join_all(stale.iter().map(|(resource, by_filter)| {
                this.baseline(resource, *by_filter, step.call.travel)
            }))
            .await;
        for (baseline, (resource, _)) in found.into_iter().zip(stale) {
            let baseline = baseline?;
            let purpose = Purpose::Before { resource: resource.name.clone() };
            for exchange in &baseline.exchanges {
                self.told(&step.slug, purpose.clone(), exchange, Vec::new()).await;
            }
            let Some(body) = baseline.body else {
                return Err(End::Blocked(format!(
                    "{} could not be read before the step: {}",
                    resource.name, baseline.trouble
                )));
            };
            let known = self.resources.iter_mut().find(|known| known.name == resource.name);
            if let Some(known) = known {
                known.before = Some(Arc::new(body));
                known.filter_was_right = baseline.filter_was_right;
                known.filter_is_wrong |= baseline.filter_is_wrong;
                known.fresh = true;
            }
        }
        Ok(())
    }

    async fn baseline(
        &self,
        resource: &Resource,
        by_filter: bool,
        travel: Travel,
    ) -> Result<Baseline, End> {
        let name_in = |body: &Value| resource.matching_value(body);
        let find = |name: &str| {
            self.read_request(&resource.collection, &resource.matching_query(name), travel)
        };
        let get = self.get_request(resource, travel);
        // Its name is what it was, as a rule, so that both can be asked at once.
        let known = resource.before.as_deref().or(Some(&*resource.sent)).and_then(name_in);
        let guess = known.filter(|_| by_filter);
        let (first, found) = join(self.send_shared(&get), async {
            match &guess {
                Some(name) => Some(self.send_shared(&find(name)).await),
                None => None,
            }
        })
        .await;
        let mut found = found.transpose()?;
        let mut baseline = Baseline::default();
        let mut patience = Patience::new(self.shared.settle, true);
        let mut exchange = first?;
        loop {
            let body = resource_in(exchange.answer.response(), &resource.id).cloned();
            baseline.trouble = match &exchange.answer {
                Answer::Received(response) => {
                    format!("GET {} answered {}", resource.path(), response.status)
                }
                Answer::Failed(error) => error.to_string(),
            };
            baseline.exchanges.push(exchange);
            if body.is_some() {
                baseline.body = body;
                break;
            }
            baseline.exchanges.extend(found.take());
            if !patience.wait().await {
                return Ok(baseline);
            }
            exchange = self.send_shared(&get).await?;
        }
        let name = baseline.body.as_ref().and_then(name_in);
        let Some(name) = name.filter(|_| by_filter) else { return Ok(baseline) };
        if guess.as_ref() != Some(&name) {
            // It was renamed, or the server writes it in its own way.
            baseline.exchanges.extend(found.take());
        }
        let mut patience = self.patience(None, !resource.filter_is_wrong);
        loop {
            let found = match found.take() {
                Some(found) => found,
                None => self.send_shared(&find(&name)).await?,
            };
            baseline.filter_was_right =
                found_by_filter(found.answer.response(), &resource.id).is_ok();
            baseline.exchanges.push(found);
            if baseline.filter_was_right || !patience.wait().await {
                break;
            }
        }
        self.waited(&patience, baseline.filter_was_right);
        baseline.filter_is_wrong = !baseline.filter_was_right;
        Ok(baseline)
    }

    /// Judges the states that the answer to the write itself shows.
    pub(super) fn judge_answers(
        &self,
        step: &Step,
        exchange: &Exchange,
        succeeded: bool,
    ) -> Vec<CheckResult> {
        if !succeeded {
            return Vec::new();
        }
        let Some(response) = exchange.answer.response().filter(|response| response.is_success())
        else {
            return Vec::new();
        };
        let body = match response.body.json() {
            Some(body) if body.get("id").is_some() => body,
            _ => return Vec::new(),
        };
        step.then
            .iter()
            .filter(|state| reads(state).contains(&Read::Answer))
            .filter_map(|state| {
                let is_new = step.creates.as_ref() == Some(&state.resource);
                // A creation's resource is not known yet; its answer is of it.
                let created;
                let resource = if is_new {
                    let id = body.get("id").map(text_of).unwrap_or_default();
                    let path = &exchange.request.path;
                    let sent = exchange.request.body.json().cloned().unwrap_or_default();
                    let sent = self.shared.target.visible(path, &sent);
                    let mut assigned = Assigned::default();
                    assigned.add_body(&sent);
                    created = Resource {
                        assigned,
                        sent: Arc::new(sent),
                        ..Resource::new(&state.resource, &exchange.request.path, id)
                    };
                    &created
                } else {
                    self.resource(&state.resource)?
                };
                // The answer to a write of one resource says nothing of another.
                let is_of_it = is_new || exchange.request.path == resource.path();
                let wanted = self.wanted(step, state).ok()?;
                is_of_it.then(|| {
                    self.judge_state(step, &wanted, resource, Read::Answer, Ok(Some(body)), true)
                })
            })
            .collect()
    }

    /// Reads back what the step's `then` names, and judges it.
    ///
    /// `succeeded` tells whether the write was answered with success.
    pub(super) async fn read_back(&mut self, step: &Step, succeeded: bool) -> Result<(), End> {
        let mut all = Vec::new();
        for state in &step.then {
            let wanted = self.wanted(step, state)?;
            let Some(resource) = self.resource(&state.resource).cloned() else { continue };
            for read in reads(state) {
                let worth_it = match read {
                    Read::Answer => false,
                    Read::Get => true,
                    // What a server says that it lacks is not held against it.
                    Read::Filter if self.shared.target.is_without_filters() => false,
                    Read::Filter => wanted.is_new || resource.filter_was_right,
                };
                if worth_it {
                    all.push((self.wanted(step, state)?, resource.clone(), read));
                }
            }
        }
        let this = &*self;
        let seen =
            join_all(all.iter().map(|(wanted, resource, read)| {
                this.see(step, wanted, resource, *read, succeeded)
            }))
            .await;
        let mut failed = false;
        for seen in seen {
            let seen = seen?;
            failed |= seen.check.outcome == Outcome::Fail;
            self.tell_seen(step, seen).await;
        }
        self.remember(step);
        if failed { Err(End::Failed) } else { Ok(()) }
    }

    async fn tell_seen(&mut self, step: &Step, seen: Seen) {
        let Some((last, before)) = seen.exchanges.split_last() else { return };
        for exchange in before {
            self.told(&step.slug, Purpose::Settling, exchange, Vec::new()).await;
        }
        if seen.read == Read::Get
            && let Some(resource) =
                self.resources.iter_mut().find(|resource| resource.name == seen.resource)
            && let Some(body) = resource_in(last.answer.response(), &resource.id)
        {
            resource.before = Some(Arc::new(body.clone()));
            resource.fresh = true;
        }
        if seen.read == Read::Filter
            && let Some(resource) =
                self.resources.iter_mut().find(|resource| resource.name == seen.resource)
        {
            resource.filter_was_right = seen.check.outcome < Outcome::Fail;
            resource.filter_is_wrong |= !resource.filter_was_right;
        }
        let purpose = Purpose::ReadBack { resource: seen.resource };
        self.told(&step.slug, purpose, last, vec![seen.check]).await;
    }

    /// What a step assigned counts as assigned from now on.
    fn remember(&mut self, step: &Step) {
        let mut paths = Vec::new();
        for state in &step.then {
            if let Ok(wanted) = self.wanted(step, state) {
                let changed: Vec<StatePath> =
                    wanted.changes.into_iter().map(|(path, _)| path).collect();
                paths.push((state.resource.clone(), changed));
            }
        }
        for (name, changed) in paths {
            if let Some(resource) = self.resources.iter_mut().find(|resource| resource.name == name)
            {
                for path in &changed {
                    resource.assigned.add_path(path);
                }
            }
        }
    }

    fn wanted<'s>(&self, step: &Step, state: &'s StateCheck) -> Result<Wanted<'s>, End> {
        let changes = match &state.state {
            State::Changed(changes) => self.filled_changes(changes)?,
            State::Unchanged | State::Gone => Vec::new(),
        };
        Ok(Wanted { state, changes, is_new: step.creates.as_ref() == Some(&state.resource) })
    }

    fn filled_changes<'s>(
        &self,
        changes: &'s [(String, Matcher)],
    ) -> Result<Vec<(StatePath, &'s Matcher)>, End> {
        changes
            .iter()
            .map(|(path, matcher)| {
                let path = fill_text(path, &self.names)
                    .map_err(|unknown| End::Blocked(unknown.to_string()))?;
                let path = StatePath::parse(&path).map_err(|bad| End::Blocked(bad.to_string()))?;
                Ok((path, matcher))
            })
            .collect()
    }

    /// GET of a resource; a server that returns some of it on request only is
    /// asked for everything.
    fn get_request(&self, resource: &Resource, travel: Travel) -> Request {
        let all = self.shared.target.all_attributes(&resource.collection);
        let query: Vec<_> = all.into_iter().map(|names| ("attributes", names)).collect();
        self.read_request(&resource.path(), &query, travel)
    }

    /// The attributes that such a read does not show.
    fn attributes_left_out<'r>(&'r self, resource: &Resource, read: Read) -> Vec<&'r str> {
        let members = (read == Read::Filter && resource.is_group()).then_some("members");
        let on_request = self.shared.target.on_request(&resource.collection);
        members.into_iter().chain(on_request.filter(|_| read != Read::Get)).collect()
    }

    async fn see(
        &self,
        step: &Step,
        wanted: &Wanted<'_>,
        resource: &Resource,
        read: Read,
        succeeded: bool,
    ) -> Result<Seen, End> {
        let travel = step.call.travel;
        let request = match read {
            Read::Get | Read::Answer => self.get_request(resource, travel),
            Read::Filter => {
                let query = resource.matching_query(&self.name_after(wanted, resource));
                self.read_request(&resource.collection, &query, travel)
            }
        };
        let mut patience = self.patience(step.within, true);
        let mut exchanges = Vec::new();
        loop {
            let exchange = self.send_shared(&request).await?;
            let found = if read == Read::Filter {
                match wanted.state.state {
                    State::Gone => found_nothing(exchange.answer.response(), &resource.id),
                    _ => found_by_filter(exchange.answer.response(), &resource.id).map(Some),
                }
            } else {
                found_by_id(&exchange, &resource.id, matches!(wanted.state.state, State::Gone))
            };
            let as_before =
                matches!(&found, Ok(Some(after)) if resource.before.as_deref() == Some(*after));
            let mut check = self.judge_state(step, wanted, resource, read, found, succeeded);
            exchanges.push(exchange);
            // "Nothing has changed" may be allowed; after a success it may also be the state
            // of a moment ago, and would be a wrong one to compare the next step with.
            let is_second_best = check.outcome < Outcome::Fail && !check.findings.is_empty();
            let may_be_old = succeeded && as_before && is_second_best;
            if (check.outcome == Outcome::Fail || may_be_old) && patience.wait().await {
                continue;
            }
            let agreed = check.outcome < Outcome::Fail && !may_be_old;
            self.waited(&patience, agreed);
            if let (true, Some(waited)) = (agreed, patience.waited()) {
                note_delay(&mut check, waited);
            }
            return Ok(Seen { resource: resource.name.clone(), read, exchanges, check });
        }
    }

    /// The value of the matching attribute after the step.
    fn name_after(&self, wanted: &Wanted<'_>, resource: &Resource) -> String {
        let changed = wanted.changes.iter().find_map(|(path, matcher)| {
            let is_it = resource.is_matching(path);
            match matcher {
                Matcher::Literal(Value::String(text)) | Matcher::Same(text) if is_it => {
                    fill_text(text, &self.names).ok()
                }
                _ => None,
            }
        });
        let known = if wanted.is_new { Some(&*resource.sent) } else { resource.before.as_deref() };
        changed.or_else(|| known.and_then(|body| resource.matching_value(body))).unwrap_or_default()
    }

    fn judge_state(
        &self,
        step: &Step,
        wanted: &Wanted<'_>,
        resource: &Resource,
        read: Read,
        found: Result<Option<&Value>, Finding>,
        succeeded: bool,
    ) -> CheckResult {
        let state = wanted.state;
        let id = state_check_id(self.scenario, step, state, read);
        let facts = CheckFacts { id: &id, level: state.level, cites: &state.cites };
        let after = match found {
            Err(finding) => return facts.result(Outcome::Fail, vec![finding], None),
            Ok(None) => return facts.result(Outcome::Pass, Vec::new(), None),
            Ok(Some(after)) => after,
        };
        let context = Context { names: &self.names, base_url: &self.shared.base_url };
        let (before, strings) = if wanted.is_new {
            (&resource.sent, Strings::Normalised)
        } else {
            match &resource.before {
                Some(before) => (before, Strings::Exact),
                None => return facts.result(Outcome::Pass, Vec::new(), None),
            }
        };
        let left_out = self.attributes_left_out(resource, read);
        let compare = |changes: &[(StatePath, &Matcher)]| {
            compare_state(before, after, changes, &resource.assigned, strings, &left_out, &context)
        };
        let findings = compare(&wanted.changes);
        if findings.is_empty() {
            return facts.result(Outcome::Pass, findings, None);
        }
        for alternative in state.accept.iter().filter(|other| !(other.refused && succeeded)) {
            let Ok(other) = self.filled_changes(&alternative.changes) else { continue };
            let kept = wanted
                .changes
                .iter()
                .filter(|(path, _)| !other.iter().any(|(replaced, _)| replaced == path))
                .cloned();
            let changes: Vec<_> = kept.chain(other.iter().cloned()).collect();
            if compare(&changes).is_empty() {
                return facts.result(
                    alternative.counts_as,
                    findings,
                    Some(alternative.because.clone()),
                );
            }
        }
        facts.result(Outcome::Fail, findings, None)
    }
}

#[derive(Default)]
struct Baseline {
    exchanges: Vec<Exchange>,
    body: Option<Value>,
    trouble: String,
    filter_was_right: bool,
    filter_is_wrong: bool,
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The resource in a 200 answer, if it has that id.
fn resource_in<'a>(response: Option<&'a Response>, id: &str) -> Option<&'a Value> {
    let response = response.filter(|response| response.status == 200)?;
    let body = response.body.json()?;
    (text_of(body.get("id")?) == id).then_some(body)
}

fn finding(at: &str, expected: String, actual: String) -> Finding {
    Finding { at: at.to_owned(), expected, actual }
}

fn status_finding(expected: &str, exchange: &Exchange) -> Finding {
    match &exchange.answer {
        Answer::Received(response) => {
            finding("status", expected.to_owned(), response.status.to_string())
        }
        Answer::Failed(error) => {
            finding("answer", "an HTTP response".to_owned(), error.to_string())
        }
    }
}

/// Reads the answer to GET by id: the resource, or, of one that must be gone,
/// nothing (RFC 7644 section 3.6: 404 for all operations).
fn found_by_id<'a>(
    exchange: &'a Exchange,
    id: &str,
    gone: bool,
) -> Result<Option<&'a Value>, Finding> {
    let response = exchange.answer.response();
    if gone {
        return match response {
            Some(response) if response.status == 404 => Ok(None),
            _ => Err(status_finding("404, as it was deleted", exchange)),
        };
    }
    match resource_in(response, id) {
        Some(body) => Ok(Some(body)),
        None => match response {
            Some(response) if response.status == 200 => {
                let actual = response.body.json().and_then(|body| body.get("id"));
                let actual = actual.map_or_else(|| "no such resource".to_owned(), text_of);
                Err(finding("id", id.to_owned(), actual))
            }
            _ => Err(status_finding("200", exchange)),
        },
    }
}

fn resources(response: Option<&Response>) -> Result<&[Value], Finding> {
    let Some(response) = response else {
        return Err(finding("answer", "an HTTP response".to_owned(), "none".to_owned()));
    };
    if response.status != 200 {
        return Err(finding("status", "200".to_owned(), response.status.to_string()));
    }
    let body = response.body.json();
    match body.and_then(|body| body.get("Resources")) {
        Some(Value::Array(resources)) => Ok(resources),
        None if body.is_some_and(Value::is_object) => Ok(&[]),
        _ => Err(finding("Resources", "a list of resources".to_owned(), "none".to_owned())),
    }
}

/// Reads the answer to the matching filter: exactly the resource of that id.
fn found_by_filter<'a>(response: Option<&'a Response>, id: &str) -> Result<&'a Value, Finding> {
    let resources = resources(response)?;
    let is_it = |resource: &&Value| resource.get("id").map(text_of).as_deref() == Some(id);
    let mut mine = resources.iter().filter(is_it);
    match (mine.next(), resources.len()) {
        (Some(resource), 1) => Ok(resource),
        (Some(_), count) => Err(finding(
            "Resources",
            "this resource alone".to_owned(),
            format!("{count} resources"),
        )),
        (None, count) => Err(finding(
            "Resources",
            format!("the resource {id}"),
            if count == 0 { "no resource".to_owned() } else { format!("{count} others") },
        )),
    }
}

fn found_nothing<'a>(
    response: Option<&'a Response>,
    id: &str,
) -> Result<Option<&'a Value>, Finding> {
    let resources = resources(response)?;
    let still =
        resources.iter().any(|resource| resource.get("id").map(text_of).as_deref() == Some(id));
    if still {
        let expected = "no resource, as it was deleted".to_owned();
        return Err(finding("Resources", expected, format!("the resource {id}")));
    }
    Ok(None)
}
