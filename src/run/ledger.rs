//! What a scenario created, so that it can be deleted again.

use std::collections::HashSet;

use serde_json::Value;

use crate::wire::{
    Answer, Exchange, Method, Request, Response, decode_component, encode_path_segment,
};

/// A resource, or the trace of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Entry {
    /// The answer named it, and the answer is of what was sent.
    Created {
        /// Its path: `/Users/42`.
        path: String,
    },
    /// The answer named it in a way that could mean another resource. It is
    /// deleted only if it carries the token of the run.
    Doubtful {
        /// Its path.
        path: String,
    },
    /// The answer named nothing, but something may have been created. It is
    /// looked for by its unique name.
    Unnamed {
        /// The collection: `/Users`.
        collection: String,
        /// `userName` or `displayName`.
        attribute: String,
        /// The name that was sent.
        value: String,
    },
}

impl Entry {
    /// What a reader is told when it could not be deleted.
    pub(super) fn residue(&self) -> String {
        match self {
            Self::Created { path } | Self::Doubtful { path } => path.clone(),
            Self::Unnamed { collection, attribute, value } => {
                format!("{collection} with {attribute} \"{value}\", if it exists")
            }
        }
    }

    /// The collection in which it is: `/Users`.
    pub(super) fn collection(&self) -> &str {
        match self {
            Self::Created { path } | Self::Doubtful { path } => {
                path.rsplit_once('/').map_or(path, |(collection, _)| collection)
            }
            Self::Unnamed { collection, .. } => collection,
        }
    }

    /// Understands what a reader was told about an unnamed entry of this run; a
    /// recording says no more about a request that was never answered.
    pub(super) fn unnamed(residue: &str, run: &str) -> Option<Self> {
        let (collection, rest) = residue.split_once(" with ")?;
        let (attribute, rest) = rest.split_once(" \"")?;
        let value = rest.strip_suffix("\", if it exists")?;
        value.to_lowercase().contains(run).then(|| Self::Unnamed {
            collection: collection.to_owned(),
            attribute: attribute.to_owned(),
            value: value.to_owned(),
        })
    }
}

/// The entries of a scenario, in the order of creation.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    entries: Vec<Entry>,
    owned: HashSet<String>,
    /// What may be created by requests whose answers are not there yet.
    under_way: Vec<Entry>,
}

impl Ledger {
    /// The ids that the scenario may write to, deleted ones included: to
    /// delete twice is a test.
    pub(super) const fn owned(&self) -> &HashSet<String> {
        &self.owned
    }

    /// Remembers a creation before its answer is there, in case the scenario is
    /// ended in between.
    pub(super) fn sending(&mut self, request: &Request, run: &str) {
        self.under_way.extend(may_create(request, run));
    }

    /// Enters what an exchange created and strikes out what it deleted.
    ///
    /// A resource is entered even when the answer to its creation was wrong:
    /// without an id, with an error status, or lost on the way.
    pub(super) fn note(&mut self, exchange: &Exchange, run: &str) {
        let request = &exchange.request;
        for arrived in may_create(request, run) {
            if let Some(place) = self.under_way.iter().position(|entry| *entry == arrived) {
                self.under_way.swap_remove(place);
            }
        }
        match request.method {
            Method::Post if is_bulk(request) => self.note_bulk(request, &exchange.answer, run),
            Method::Post => self.note_post(request, &exchange.answer, run),
            // Nobody has an id that is one of the scenario's own but for letter case,
            // so that nobody is harmed when it is written to.
            Method::Get if exchange.answer.response().is_some_and(|it| it.status == 404) => {
                if let Some(id) = self.own_in_other_case(&request.path) {
                    self.owned.insert(id);
                }
            }
            Method::Delete => {
                if let Answer::Received(response) = &exchange.answer
                    && (response.is_success() || response.status == 404)
                {
                    self.strike(&request.path);
                }
            }
            _ => {}
        }
    }

    /// The id of a path, if it is one of the scenario's own in another letter case.
    pub(super) fn own_in_other_case(&self, path: &str) -> Option<String> {
        let (_, id) = path.rsplit_once('/')?;
        let id = decode_component(id, false);
        let other = !self.owned.contains(&id)
            && self.owned.iter().any(|owned| owned.eq_ignore_ascii_case(&id));
        other.then_some(id)
    }

    fn note_post(&mut self, request: &Request, answer: &Answer, run: &str) {
        let Some(collection) = creates(request) else { return };
        let named = answer
            .response()
            .filter(|response| response.is_success())
            .map(|response| named_in(response, collection, run))
            .unwrap_or_default();
        let certain = named.iter().any(|(_, certain)| *certain);
        for (id, certain) in named {
            let path = format!("{collection}/{}", encode_path_segment(&id));
            if certain {
                self.owned.insert(id);
                self.entries.push(Entry::Created { path });
            } else {
                self.entries.push(Entry::Doubtful { path });
            }
        }
        if !certain {
            let sent = request.body.json();
            self.entries.extend(sent.and_then(|body| unnamed(collection, body, run)));
        }
    }

    /// Enters what the POSTs of a bulk request created: each result names its
    /// operation by the bulkId, and the resource by its location.
    fn note_bulk(&mut self, request: &Request, answer: &Answer, run: &str) {
        let results = answer
            .response()
            .and_then(|response| response.body.json()?.get("Operations")?.as_array())
            .map(Vec::as_slice)
            .unwrap_or_default();
        for post in bulk_posts(request) {
            let result = results
                .iter()
                .find(|result| post.bulk_id.is_some() && result["bulkId"].as_str() == post.bulk_id);
            let id = result
                .and_then(|result| result["location"].as_str())
                .and_then(|location| id_in(location, post.collection));
            match id {
                // Nobody else can have asked for an operation of this name.
                Some(id) if post.bulk_id.is_some_and(|name| name.contains(run)) => {
                    let path = format!("{}/{}", post.collection, encode_path_segment(&id));
                    self.owned.insert(id);
                    self.entries.push(Entry::Created { path });
                }
                _ => self.entries.extend(post.unnamed(run)),
            }
        }
    }

    /// Enters what a recording says was left.
    pub(super) fn enter(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Allows writes to an id that was found to be the scenario's own.
    pub(super) fn own(&mut self, id: &str) {
        self.owned.insert(id.to_owned());
    }

    fn strike(&mut self, path: &str) {
        let same = |entry: &Entry| match entry {
            Entry::Created { path: known } | Entry::Doubtful { path: known } => {
                decode_component(known, false) == decode_component(path, false)
            }
            Entry::Unnamed { .. } => false,
        };
        self.entries.retain(|entry| !same(entry));
    }

    /// The entries, last first, for deletion.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        let mut entries = self.entries;
        entries.extend(self.under_way);
        entries.reverse();
        // One resource may have been named twice.
        let mut seen = HashSet::new();
        entries.retain(|entry| seen.insert(entry.clone()));
        entries
    }
}

/// What a request may create.
fn may_create(request: &Request, run: &str) -> Vec<Entry> {
    if is_bulk(request) {
        return bulk_posts(request).filter_map(|post| post.unnamed(run)).collect();
    }
    creates(request)
        .zip(request.body.json())
        .and_then(|(collection, body)| unnamed(collection, body, run))
        .into_iter()
        .collect()
}

/// The collection in which a POST creates something, if it does.
fn creates(request: &Request) -> Option<&str> {
    let collection = request.path.trim_end_matches('/');
    let is_creation = request.method == Method::Post
        && collection.rfind('/') == Some(0)
        && !collection.starts_with("/.")
        && !collection.eq_ignore_ascii_case("/Bulk");
    is_creation.then_some(collection)
}

/// The ids that a creation's answer names, and whether each is certain: an id
/// of the body is, if the body carries the token of the run.
fn named_in(response: &Response, collection: &str, run: &str) -> Vec<(String, bool)> {
    let body = response.body.json();
    let in_body = body.and_then(|body| body.get("id")).and_then(Value::as_str);
    let in_location =
        response.headers.get("Location").and_then(|location| id_in(location, collection));
    let is_ours = body.is_some_and(|body| mentions(body, run));
    match (in_body.filter(|id| !id.is_empty()), in_location) {
        (Some(id), Some(location)) if id != location => {
            vec![(location, false), (id.to_owned(), is_ours)]
        }
        (Some(id), _) => vec![(id.to_owned(), is_ours)],
        // A Location without a body is all that RFC 7644 section 3.3 demands.
        (None, Some(location)) => vec![(location, body.is_none())],
        (None, None) => Vec::new(),
    }
}

/// Does any string in the value contain the token of the run?
pub(super) fn mentions(value: &Value, run: &str) -> bool {
    match value {
        Value::String(text) => text.to_lowercase().contains(run),
        Value::Array(elements) => elements.iter().any(|element| mentions(element, run)),
        Value::Object(members) => members.values().any(|member| mentions(member, run)),
        _ => false,
    }
}

/// The id in the URI of a resource of this collection.
fn id_in(location: &str, collection: &str) -> Option<String> {
    let path = location.split(['?', '#']).next().unwrap_or_default();
    let (before, id) = path.rsplit_once('/')?;
    (before.ends_with(collection) && !id.is_empty()).then(|| decode_component(id, false))
}

/// What may have been created in a collection, by the unique name that was sent.
fn unnamed(collection: &str, body: &Value, run: &str) -> Option<Entry> {
    let body = body.as_object()?;
    ["userName", "displayName"].into_iter().find_map(|attribute| {
        let (_, value) = body.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute))?;
        let value = value.as_str()?;
        value.to_lowercase().contains(run).then(|| Entry::Unnamed {
            collection: collection.to_owned(),
            attribute: attribute.to_owned(),
            value: value.to_owned(),
        })
    })
}

fn is_bulk(request: &Request) -> bool {
    request.method == Method::Post
        && request.path.trim_end_matches('/').eq_ignore_ascii_case("/Bulk")
}

/// A POST of a bulk request.
struct BulkPost<'a> {
    collection: &'a str,
    bulk_id: Option<&'a str>,
    data: &'a Value,
}

impl BulkPost<'_> {
    fn unnamed(&self, run: &str) -> Option<Entry> {
        unnamed(self.collection, self.data, run)
    }
}

fn bulk_posts(request: &Request) -> impl Iterator<Item = BulkPost<'_>> {
    let operations = request.body.json().and_then(|body| body.get("Operations")?.as_array());
    operations.into_iter().flatten().filter_map(|operation| {
        let is_post = operation["method"].as_str()?.eq_ignore_ascii_case("POST");
        is_post.then_some(BulkPost {
            collection: operation["path"].as_str()?.trim_end_matches('/'),
            bulk_id: operation["bulkId"].as_str(),
            data: &operation["data"],
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::Body;

    fn creation(status: u16, location: Option<&str>, body: Value) -> Exchange {
        let mut response = Response::new(status);
        if let Some(location) = location {
            response.headers.set("Location", location);
        }
        if !body.is_null() {
            response.body = Body::Json(body);
        }
        Exchange {
            request: Request::new(Method::Post, "/Users")
                .with_json(json!({"userName": "sp-tok3n-1"})),
            answer: Answer::Received(response),
            latency_ms: 1,
            attempts: 1,
        }
    }

    fn entries(exchange: &Exchange) -> Vec<Entry> {
        let mut ledger = Ledger::default();
        ledger.note(exchange, "tok3n");
        ledger.into_entries()
    }

    fn created(id: &str) -> Entry {
        Entry::Created { path: format!("/Users/{id}") }
    }

    fn doubtful(id: &str) -> Entry {
        Entry::Doubtful { path: format!("/Users/{id}") }
    }

    fn unnamed() -> Entry {
        Entry::Unnamed {
            collection: "/Users".into(),
            attribute: "userName".into(),
            value: "sp-tok3n-1".into(),
        }
    }

    #[test]
    fn what_an_answer_names_is_entered_as_sure_as_it_is() {
        let ours = json!({"id": "1", "userName": "sp-tok3n-1"});
        let cases = [
            (creation(201, Some("http://h/Users/1"), ours.clone()), vec![created("1")]),
            (creation(200, None, ours.clone()), vec![created("1")]),
            (creation(201, Some("http://h/Users/1"), Value::Null), vec![created("1")]),
            (creation(201, Some("http://h/Users/2"), ours), vec![created("1"), doubtful("2")]),
            (creation(201, None, json!({"id": "9"})), vec![unnamed(), doubtful("9")]),
            (creation(201, None, json!({})), vec![unnamed()]),
            (creation(500, None, Value::Null), vec![unnamed()]),
            (creation(201, Some("http://h/scim/undefined"), json!({})), vec![unnamed()]),
        ];
        for (exchange, expected) in cases {
            assert_eq!(entries(&exchange), expected, "{exchange:?}");
        }
    }

    #[test]
    fn what_a_reader_is_told_of_an_unnamed_resource_can_be_read_again() {
        assert_eq!(Entry::unnamed(&unnamed().residue(), "tok3n"), Some(unnamed()));
        assert_eq!(Entry::unnamed(&unnamed().residue(), "0ther"), None);
        assert_eq!(Entry::unnamed(&created("1").residue(), "tok3n"), None);
    }

    #[test]
    fn a_deleted_resource_is_struck_out_and_stays_owned() {
        let mut ledger = Ledger::default();
        let ours = json!({"id": "a@b", "userName": "sp-tok3n-1"});
        ledger.note(&creation(201, None, ours), "tok3n");
        let delete = Exchange {
            request: Request::new(Method::Delete, "/Users/a%40b"),
            answer: Answer::Received(Response::new(204)),
            latency_ms: 1,
            attempts: 1,
        };
        ledger.note(&delete, "tok3n");
        assert!(ledger.owned().contains("a@b"));
        assert!(ledger.into_entries().is_empty());
    }

    #[test]
    fn each_post_of_a_bulk_request_is_entered() {
        let operation = |bulk_id: &str, name: &str| {
            json!({"method": "POST", "path": "/Users", "bulkId": bulk_id,
                   "data": {"userName": name}})
        };
        let mut exchange = creation(
            200,
            None,
            json!({"Operations": [
                {"method": "POST", "bulkId": "tok3n-a", "location": "http://h/Users/1", "status": "201"},
                {"method": "POST", "bulkId": "x", "location": "http://h/Users/7", "status": "201"},
                {"method": "POST", "bulkId": "tok3n-c", "status": "400"},
            ]}),
        );
        exchange.request = Request::new(Method::Post, "/Bulk").with_json(json!({"Operations": [
            operation("tok3n-a", "sp-tok3n-0"),
            operation("x", "sp-tok3n-1"),
            operation("tok3n-c", "somebody"),
            {"method": "DELETE", "path": "/Users/tok3n"},
        ]}));
        assert_eq!(entries(&exchange), [unnamed(), created("1")]);
    }

    #[test]
    fn a_query_creates_nothing() {
        let mut exchange = creation(200, None, json!({"id": "1"}));
        exchange.request.path = "/Users/.search".into();
        assert!(entries(&exchange).is_empty());
    }
}
