//! What stays and what moves from one exchange of a scenario to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::book::{Verdicts, finding};
use super::errors::lists;
use super::sight::{Shown, View};
use super::target::{Kind, Place};
use crate::judge::compare::{instant, is_unset, member};
use crate::judge::describe::brief;
use crate::scim::urn;
use crate::suite::Law;
use crate::wire::{Exchange, Method};

/// Stores of different precision cut instants off; this much is no difference.
const PRECISION_MS: i64 = 1000;

/// What the laws remember of a scenario.
#[derive(Default)]
pub(super) struct Memory {
    /// How many writes were sent.
    pub(super) writes: u32,
    /// Walks through the pages of a query.
    pub(super) walks: BTreeMap<String, Walk>,
    resources: BTreeMap<(usize, String), Known>,
    /// The latest instant that the server has written into any resource.
    latest: Option<Timestamp>,
}

/// A walk through the pages of a query.
pub(super) struct Walk {
    pub(super) writes: u32,
    /// The startIndex of the page that would come next.
    pub(super) next: i64,
    pub(super) ids: BTreeSet<String>,
    pub(super) total: Option<i64>,
}

/// What is remembered of a resource.
#[derive(Default)]
struct Known {
    created: Option<String>,
    /// As GET showed it last.
    last: Option<Seen>,
    /// Was it written to with success since then?
    written: bool,
    /// What the server had dated latest when it was written to.
    floor: Option<Timestamp>,
    /// Values that were sent for what a client cannot write, and what was there before.
    sent: Vec<(String, Value, Option<Value>)>,
    /// The answer to the last write, until a GET shows the whole.
    answer: Option<(Arc<Exchange>, u32)>,
}

struct Seen {
    exchange: Arc<Exchange>,
    writes: u32,
    version: Option<String>,
}

pub(super) fn judge(view: &View<'_>, memory: &mut Memory, verdicts: &mut Verdicts) {
    let method = view.request.method;
    let is_write = method.is_write() && !matches!(view.place, Place::Search(_));
    if is_write {
        memory.writes += 1;
    }
    if view.sight.unordered {
        // Nobody knows what was before it and what came after.
        if is_write {
            memory.resources.clear();
        }
        return;
    }
    let is_error = view.json().is_some_and(|body| lists(body, urn::ERROR));
    if is_write && view.response.is_success() && !is_error {
        written(view, memory, verdicts);
    }
    if view.is_full() {
        for shown in view.resources() {
            created_stays(&shown, memory, verdicts);
            date(&shown, memory);
        }
    }
    if let (Method::Get, Place::Item(kind, id), 200) = (method, &view.place, view.response.status)
        && view.is_full()
        && let Some(body) = view.json().filter(|body| body.get("id").is_some())
    {
        let kind_of_it = &view.target.types[*kind];
        let known = memory.resources.entry((*kind, id.clone())).or_default();
        let writes = memory.writes;
        let read = Reading { view, kind: kind_of_it, body, writes };
        read.compare(known, verdicts);
        read.read_only(known, verdicts);
        read.answer(known, verdicts);
        known.last = Some(Seen {
            exchange: Arc::clone(view.sight.exchange),
            writes,
            version: version(view, body),
        });
        known.written = false;
    }
}

impl Seen {
    fn body(&self) -> Option<&Value> {
        json(&self.exchange)
    }
}

/// The JSON of the answer.
fn json(exchange: &Exchange) -> Option<&Value> {
    exchange.answer.response()?.body.json()
}

fn version(view: &View<'_>, body: &Value) -> Option<String> {
    let shown = body.get("meta").and_then(|meta| meta.get("version")).and_then(Value::as_str);
    shown.or(view.response.headers.get("ETag")).map(str::to_owned)
}

fn modified(body: &Value) -> Option<Timestamp> {
    instant(body.get("meta")?.get("lastModified")?.as_str()?)
}

/// Remembers a successful write.
fn written(view: &View<'_>, memory: &mut Memory, verdicts: &mut Verdicts) {
    let body = view.json().filter(|body| body.is_object());
    let (kind, id) = match &view.place {
        Place::Item(kind, id) => (*kind, id.clone()),
        Place::Collection(kind) => {
            let id = body.and_then(|body| body.get("id")).and_then(Value::as_str);
            let Some(id) = id else { return };
            (*kind, id.to_owned())
        }
        _ => return,
    };
    let method = view.request.method;
    if method == Method::Delete {
        memory.resources.remove(&(kind, id));
        return;
    }
    let floor = memory.latest;
    let writes = memory.writes;
    let known = memory.resources.entry((kind, id)).or_default();
    known.written = true;
    known.floor = floor;
    let before = known.last.as_ref().and_then(Seen::body);
    known.sent = sent(view, &view.target.types[kind], before);
    known.answer = None;
    if !view.is_full() {
        return;
    }
    let whole = body.filter(|body| is_id(body));
    if method == Method::Patch && view.response.status == 200 && whole.is_none() {
        let actual = body.map_or_else(|| "no resource".to_owned(), |body| brief(Some(body)));
        let expected = "the whole resource, or 204 without content";
        verdicts.breaks(Law::AnswerComplete, finding("", expected, actual));
    }
    known.answer = whole.map(|_| (Arc::clone(view.sight.exchange), writes));
}

fn is_id(body: &Value) -> bool {
    body.get("id").and_then(Value::as_str).is_some_and(|id| !id.is_empty())
}

/// The values that a write sends for what only the server assigns.
fn sent(
    view: &View<'_>,
    kind: &Kind,
    before: Option<&Value>,
) -> Vec<(String, Value, Option<Value>)> {
    let mut names: Vec<String> = vec!["id".to_owned()];
    match &kind.shape {
        Some(shape) => names.extend(shape.read_only().map(str::to_owned)),
        None => names.push("groups".to_owned()),
    }
    let Some(Value::Object(body)) = view.request.body.json() else { return Vec::new() };
    let mut sent = Vec::new();
    let mut take = |object: &Map<String, Value>| {
        for name in &names {
            if let Some(value) = member(object, name).filter(|value| !is_unset(Some(value))) {
                let old = before.and_then(|before| before.get(name)).cloned();
                sent.push((format!("/{name}"), value.clone(), old));
            }
        }
        let Some(Value::Object(meta)) = member(object, "meta") else { return };
        for name in ["created", "lastModified"] {
            if let Some(value) = member(meta, name).filter(|value| value.is_string()) {
                let old = before.and_then(|before| before.get("meta")?.get(name)).cloned();
                sent.push((format!("/meta/{name}"), value.clone(), old));
            }
        }
    };
    if view.request.method != Method::Patch {
        take(body);
        return sent;
    }
    let operations = body.get("Operations").and_then(Value::as_array);
    for operation in operations.into_iter().flatten() {
        let value = operation.get("value");
        match (operation.get("path").and_then(Value::as_str), value) {
            (None, Some(Value::Object(object))) => take(object),
            (Some(path), Some(value)) => {
                let object = Map::from_iter([(path.to_owned(), value.clone())]);
                take(&object);
            }
            _ => {}
        }
    }
    sent
}

fn created_stays(shown: &Shown<'_>, memory: &mut Memory, verdicts: &mut Verdicts) {
    let Some(id) = shown.value.get("id").and_then(Value::as_str) else { return };
    let Some(created) = shown.value.get("meta").and_then(|meta| meta.get("created")) else {
        return;
    };
    let Some(created) = created.as_str() else { return };
    // Of a resource that the scenario did not write to nothing is remembered.
    let Some(known) = memory.resources.get_mut(&(shown.kind, id.to_owned())) else { return };
    if let Some(before) = &known.created {
        let far = match (instant(before), instant(created)) {
            (Some(before), Some(now)) => {
                (before.as_millisecond() - now.as_millisecond()).abs() >= PRECISION_MS
            }
            _ => before != created,
        };
        verdicts.require(Law::CreatedStays, !far, || {
            let expected = format!("{before}, as it was");
            finding(format!("{}/meta/created", shown.at), expected, created)
        });
    }
    known.created.get_or_insert_with(|| created.to_owned());
}

fn date(shown: &Shown<'_>, memory: &mut Memory) {
    memory.latest = memory.latest.max(modified(shown.value));
}

/// A whole resource, read by its id.
struct Reading<'a> {
    view: &'a View<'a>,
    kind: &'a Kind,
    body: &'a Value,
    writes: u32,
}

impl Reading<'_> {
    /// What a client has assigned: all but what the server computes.
    fn content(&self, body: &Value) -> Value {
        let Value::Object(members) = body else { return Value::Null };
        let is_own = |name: &str| {
            name != "meta"
                && !name.eq_ignore_ascii_case("groups")
                && self.kind.shape.as_ref().is_none_or(|shape| {
                    !shape.read_only().any(|computed| computed.eq_ignore_ascii_case(name))
                })
        };
        members
            .iter()
            .filter(|(name, value)| is_own(name) && !is_unset(Some(value)))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Map<String, Value>>()
            .into()
    }

    fn compare(&self, known: &Known, verdicts: &mut Verdicts) {
        let Some(last) = &known.last else { return };
        let Some(earlier) = last.body() else { return };
        let same = self.content(earlier) == self.content(self.body);
        let (before, now) = (modified(earlier), modified(self.body));
        let version_now = version(self.view, self.body);
        let versions = last.version.as_ref().zip(version_now.as_ref());
        if last.writes == self.writes && same && earlier.get("groups") == self.body.get("groups") {
            Self::rests(before, now, versions, verdicts);
        } else if known.written && !same {
            Self::moves(known, before, now, versions, verdicts);
        }
    }

    fn rests(
        before: Option<Timestamp>,
        now: Option<Timestamp>,
        versions: Option<(&String, &String)>,
        verdicts: &mut Verdicts,
    ) {
        if let (Some(before), Some(now)) = (before, now) {
            let moved = (now.as_millisecond() - before.as_millisecond()).abs() >= PRECISION_MS;
            verdicts.require(Law::LastModifiedRests, !moved, || {
                let expected = format!("{before}, as nothing was written since");
                finding("/meta/lastModified", expected, now.to_string())
            });
        }
        if let Some((before, now)) = versions {
            verdicts.require(Law::VersionRests, before == now, || {
                finding("/meta/version", format!("{before}, as nothing was written since"), now)
            });
        }
    }

    fn moves(
        known: &Known,
        before: Option<Timestamp>,
        now: Option<Timestamp>,
        versions: Option<(&String, &String)>,
        verdicts: &mut Verdicts,
    ) {
        if let (Some(before), Some(now)) = (before, now) {
            let back = now.as_millisecond() <= before.as_millisecond() - PRECISION_MS;
            // An instant to the microsecond does not come twice.
            let stands = now == before && now.as_nanosecond() % 1_000_000 != 0;
            // The server's clock had gone on already when the change was sent.
            let late = known
                .floor
                .is_some_and(|floor| now.as_millisecond() <= floor.as_millisecond() - PRECISION_MS);
            verdicts.require(Law::LastModifiedMoves, !(back || stands || late), || {
                let expected = format!("later than {before}, as the resource has changed");
                finding("/meta/lastModified", expected, now.to_string())
            });
        }
        if let Some((before, now)) = versions {
            verdicts.require(Law::VersionMoves, before != now, || {
                let expected = format!("another than {before}, as the resource has changed");
                finding("/meta/version", expected, now)
            });
        }
    }

    fn read_only(&self, known: &mut Known, verdicts: &mut Verdicts) {
        for (at, sent, before) in std::mem::take(&mut known.sent) {
            let now = self.body.pointer(&at);
            let taken = !is_same(&sent, before.as_ref()) && is_same(&sent, now);
            verdicts.require(Law::ReadOnlyUnmoved, !taken, || {
                finding(at, format!("not {}, which a client sent", brief(Some(&sent))), brief(now))
            });
        }
    }

    fn answer(&self, known: &mut Known, verdicts: &mut Verdicts) {
        let Some((exchange, writes)) = known.answer.take() else { return };
        let (Value::Object(now), Some(Value::Object(answer))) = (self.body, json(&exchange)) else {
            return;
        };
        if writes != self.writes {
            return;
        }
        verdicts.looked(Law::AnswerComplete);
        for (name, value) in now {
            let is_shown = name.eq_ignore_ascii_case("externalId")
                || name.to_ascii_lowercase().starts_with("urn:")
                || self.kind.shape.as_ref().is_some_and(|shape| shape.is_shown(name));
            if is_shown && !is_unset(Some(value)) && is_unset(member(answer, name)) {
                let expected = format!("{}, as GET shows it", brief(Some(value)));
                verdicts.breaks_earlier(
                    Law::AnswerComplete,
                    finding(format!("/{name}"), expected, "nothing"),
                    Arc::clone(&exchange),
                );
            }
        }
    }
}

/// Is what was sent what is there? Of references the ids count, of dates the instants.
fn is_same(sent: &Value, found: Option<&Value>) -> bool {
    let ids = |value: &Value| -> Option<BTreeSet<String>> {
        let elements = value.as_array()?;
        Some(elements.iter().filter_map(|one| Some(one.get("value")?.as_str()?.into())).collect())
    };
    match (sent, found) {
        (Value::String(one), Some(Value::String(two))) => {
            one == two || matches!((instant(one), instant(two)), (Some(a), Some(b)) if a == b)
        }
        (Value::Array(_), Some(found @ Value::Array(_))) => {
            let (sent, found) = (ids(sent).unwrap_or_default(), ids(found).unwrap_or_default());
            !sent.is_empty() && sent.is_subset(&found)
        }
        (sent, Some(found)) => sent == found,
        (_, None) => false,
    }
}
