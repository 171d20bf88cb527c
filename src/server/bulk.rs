//! Bulk (RFC 7644 section 3.7): many operations in one request, with ids that
//! are not known yet.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::Server;
use super::error::{ScimError, json_response};
use super::fault::Fault;
use super::input::member_of;
use super::route::Route;
use super::variation::Variation;
use crate::scim::urn;
use crate::wire::{Method, Request, Response, decode_component};

/// What stands before the name of a resource that the same job creates.
const REFERENCE: &str = "bulkId:";

/// One operation of the job.
struct Operation<'a> {
    method: Method,
    path: &'a str,
    bulk_id: Option<&'a str>,
    version: Option<&'a str>,
    data: Option<&'a Value>,
}

/// How a job stands.
#[derive(Default)]
struct Progress {
    /// Of each bulkId, the id of what was created.
    ids: HashMap<String, String>,
    /// The bulkIds whose POST failed.
    failed: BTreeSet<String>,
    results: Vec<(usize, Value)>,
    errors: u64,
}

impl Server {
    pub(super) fn bulk(&mut self, request: &Request) -> Result<Response, ScimError> {
        if self.has(Fault::BulkUnsupported404) {
            return Err(ScimError::not_found("/Bulk"));
        }
        if self.varies(Variation::NoBulk) {
            return Err(ScimError::new(501, "bulk is not supported"));
        }
        let body = match self.object(request) {
            Err(_) if self.has(Fault::BulkMalformed500) => {
                return Err(ScimError::new(500, "internal error"));
            }
            body => body?,
        };
        if !lists(member_of(body, "schemas"), urn::BULK_REQUEST) {
            return Err(ScimError::invalid_syntax("schemas has to name BulkRequest"));
        }
        let none = Vec::new();
        let operations = match member_of(body, "Operations") {
            Some(Value::Array(operations)) => operations,
            _ if self.has(Fault::BulkWithoutOperations) => &none,
            _ => return Err(ScimError::invalid_syntax("Operations is missing")),
        };
        let within = self.check_limits(request, operations.len());
        if !self.has(Fault::BulkTooLargeDone) {
            within.clone()?;
        }
        let limit = match member_of(body, "failOnErrors") {
            _ if self.has(Fault::FailOnErrorsIgnored) => u64::MAX,
            None | Some(Value::Null) => u64::MAX,
            Some(limit) => limit
                .as_u64()
                .filter(|limit| *limit > 0)
                .ok_or_else(|| ScimError::invalid_value("failOnErrors has to be an integer"))?,
        };
        let limit = if self.has(Fault::BulkStopsAtError) { 1 } else { limit };
        let mut progress = Progress::default();
        self.run_job(operations, limit, &mut progress);
        progress.results.sort_by_key(|(index, _)| *index);
        let results: Vec<Value> = progress.results.into_iter().map(|(_, result)| result).collect();
        let shown = |result: &Value| {
            !self.has(Fault::BulkResultsOfFailures) || result.get("response").is_some()
        };
        let results: Vec<Value> = results.into_iter().filter(shown).collect();
        let mut answer = json!({ "schemas": [urn::BULK_RESPONSE], "Operations": results });
        if self.has(Fault::BulkFailOnErrorsEchoed) {
            answer["failOnErrors"] = member_of(body, "failOnErrors").cloned().unwrap_or(1.into());
        }
        within.map(|()| json_response(200, answer))
    }

    fn check_limits(&self, request: &Request, operations: usize) -> Result<(), ScimError> {
        let most = self.settings.max_operations;
        if operations > most && !self.has(Fault::BulkLimitIgnored) {
            return Err(self.too_large(format!("more operations than maxOperations ({most})")));
        }
        let most = self.settings.max_payload_bytes;
        if request.body.to_text().is_some_and(|text| text.len() > most)
            && !self.has(Fault::BulkPayloadIgnored)
        {
            return Err(self.too_large(format!("larger than maxPayloadSize ({most} bytes)")));
        }
        Ok(())
    }

    /// RFC 7644 section 3.7.4.
    fn too_large(&self, limit: String) -> ScimError {
        let detail = if self.has(Fault::BulkLimitUnnamed) { "too large".to_owned() } else { limit };
        ScimError::new(413, detail)
    }

    /// Does the operations in their order; one that refers to a bulkId that comes
    /// later waits for it. Operations that wait for each other are begun without
    /// these references and completed afterwards (RFC 7644 section 3.7.1).
    fn run_job(&mut self, operations: &[Value], limit: u64, progress: &mut Progress) {
        let parsed: Vec<Result<Operation<'_>, ScimError>> =
            operations.iter().map(read_operation).collect();
        let promised: BTreeSet<&str> = parsed
            .iter()
            .flatten()
            .filter(|operation| operation.method == Method::Post)
            .filter_map(|operation| operation.bulk_id)
            .collect();
        let mut waiting: Vec<usize> = (0..parsed.len()).collect();
        let mut incomplete: Vec<(usize, String)> = Vec::new();
        while !waiting.is_empty() && progress.errors < limit {
            let open = |index: &usize| match &parsed[*index] {
                Ok(operation) => {
                    !self.has(Fault::BulkIdKept)
                        && references(operation).iter().any(|name| {
                            promised.contains(name.as_str())
                                && !progress.ids.contains_key(name)
                                && !progress.failed.contains(name)
                        })
                }
                Err(_) => false,
            };
            let next = waiting.iter().position(|index| !open(index));
            let stuck = next.is_none();
            let index = waiting.remove(next.unwrap_or(0));
            let result = match &parsed[index] {
                Ok(operation) => self.run_operation(operation, stuck, progress),
                Err(error) => self.takes_for_done(error),
            };
            if stuck
                && let Ok(response) = &result
                && let Some(location) = response.headers.get("Location")
            {
                incomplete.push((index, location.to_owned()));
            }
            record(index, parsed[index].as_ref().ok(), &result, progress, self);
        }
        for (index, location) in incomplete {
            if let Ok(operation) = &parsed[index] {
                self.complete(index, operation, &location, progress);
            }
        }
    }

    /// Faults that call a success what nobody knows how to do.
    fn takes_for_done(&self, error: &ScimError) -> Result<Response, ScimError> {
        let fault = if error.detail.starts_with("method") {
            Fault::BulkMethodUnknown
        } else {
            Fault::BulkPathMissing
        };
        if self.has(fault) { Ok(Response::new(200)) } else { Err(error.clone()) }
    }

    fn run_operation(
        &mut self,
        operation: &Operation<'_>,
        stuck: bool,
        progress: &Progress,
    ) -> Result<Response, ScimError> {
        let named = operation.bulk_id.is_some_and(|name| !name.is_empty());
        if operation.method == Method::Post && !named && !self.has(Fault::BulkIdNotDemanded) {
            return Err(ScimError::invalid_value("a POST needs a bulkId"));
        }
        if operation.method == Method::Delete && self.has(Fault::BulkDeleteIgnored) {
            return Ok(Response::new(204));
        }
        if operation.method != Method::Delete && operation.data.is_none() {
            if self.has(Fault::BulkDataMissing) {
                return Ok(Response::new(200));
            }
            return Err(ScimError::invalid_value("data is missing"));
        }
        if operation.bulk_id.is_some_and(|name| progress.ids.contains_key(name))
            && operation.method == Method::Post
        {
            return Err(ScimError::invalid_value("this bulkId was used before"));
        }
        let ids = if self.has(Fault::BulkIdKept) { &HashMap::new() } else { &progress.ids };
        let path = resolve_text(operation.path, ids);
        let mut inner = Request::new(operation.method, path);
        let fits = match Route::of(&inner.path) {
            Route::Collection(_) => operation.method == Method::Post,
            Route::Item(..) => operation.method != Method::Post,
            _ => false,
        };
        if !fits {
            let (method, path) = (operation.method, operation.path);
            return Err(ScimError::invalid_value(format!(
                "{method} {path} cannot be done in bulk"
            )));
        }
        if let Some(data) = operation.data {
            let mut data = data.clone();
            let unresolved = resolve(&mut data, ids);
            if let Some(name) = unresolved.first()
                && !self.has(Fault::BulkIdKept)
            {
                if !stuck {
                    // RFC 7644 section 3.7.1 names 409 for what cannot be resolved.
                    return Err(ScimError::new(409, format!("{REFERENCE}{name} was not created")));
                }
                leave_out(&mut data);
            }
            if self.has(Fault::BulkExtensionReference)
                && let Some(sent) = operation.data.and_then(|data| data.get(urn::ENTERPRISE_USER))
            {
                data[urn::ENTERPRISE_USER] = sent.clone();
            }
            inner = inner.with_json(data);
        }
        if let Some(version) = operation.version.filter(|_| !self.has(Fault::BulkVersionIgnored)) {
            inner.headers.set("If-Match", version);
        }
        self.dispatch(&inner)
    }

    /// Puts the references in that were not known when a resource was created.
    fn complete(
        &mut self,
        index: usize,
        operation: &Operation<'_>,
        location: &str,
        progress: &mut Progress,
    ) {
        let (Some(data), Some(id)) = (operation.data, location.rsplit('/').next()) else { return };
        let mut data = data.clone();
        let unresolved = resolve(&mut data, &progress.ids);
        let path = format!("{}/{id}", operation.path.trim_end_matches('/'));
        let result = match unresolved.first() {
            Some(name) => Err(ScimError::new(409, format!("{REFERENCE}{name} was not created"))),
            None => self.dispatch(&Request::new(Method::Put, path.clone()).with_json(data)),
        };
        if let Err(error) = result {
            // A resource that is half of what was asked for is none.
            let _ = self.dispatch(&Request::new(Method::Delete, path));
            progress.results.retain(|(done, _)| *done != index);
            record(index, Some(operation), &Err(error), progress, self);
        }
    }
}

fn lists(schemas: Option<&Value>, wanted: &str) -> bool {
    schemas.and_then(Value::as_array).is_some_and(|schemas| {
        schemas.iter().any(|schema| schema.as_str().is_some_and(|s| s.eq_ignore_ascii_case(wanted)))
    })
}

fn read_operation(operation: &Value) -> Result<Operation<'_>, ScimError> {
    let Value::Object(operation) = operation else {
        return Err(ScimError::invalid_syntax("an operation is not an object"));
    };
    let text = |name| member_of(operation, name).and_then(Value::as_str);
    let method = text("method")
        .and_then(|name| Method::from_name(&name.to_ascii_uppercase()))
        .filter(|method| *method != Method::Get)
        .ok_or_else(|| ScimError::invalid_syntax("method has to be POST, PUT, PATCH or DELETE"))?;
    let path = text("path").ok_or_else(|| ScimError::invalid_syntax("path is missing"))?;
    Ok(Operation {
        method,
        path,
        bulk_id: text("bulkId"),
        version: text("version"),
        data: member_of(operation, "data").filter(|data| !data.is_null()),
    })
}

/// The bulkIds that an operation refers to.
fn references(operation: &Operation<'_>) -> Vec<String> {
    let mut found: Vec<String> = operation
        .path
        .split('/')
        .filter_map(|segment| segment.strip_prefix(REFERENCE))
        .map(str::to_owned)
        .collect();
    if let Some(data) = operation.data {
        collect(data, &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(text.strip_prefix(REFERENCE).map(str::to_owned)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(values) => values.values().for_each(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn resolve_text(path: &str, ids: &HashMap<String, String>) -> String {
    path.split('/')
        .map(|segment| {
            segment
                .strip_prefix(REFERENCE)
                .and_then(|name| ids.get(name))
                .map_or(segment, String::as_str)
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Puts ids in the place of bulkIds; says which are not known.
fn resolve(value: &mut Value, ids: &HashMap<String, String>) -> Vec<String> {
    match value {
        Value::String(text) => {
            let Some(name) = text.strip_prefix(REFERENCE) else { return Vec::new() };
            if let Some(id) = ids.get(name) {
                *text = id.clone();
                return Vec::new();
            }
            vec![name.to_owned()]
        }
        Value::Array(values) => values.iter_mut().flat_map(|value| resolve(value, ids)).collect(),
        Value::Object(values) => {
            values.values_mut().flat_map(|value| resolve(value, ids)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Takes out whatever refers to a bulkId; an object that does goes as a whole.
fn leave_out(value: &mut Value) {
    let refers = |value: &Value| match value {
        Value::String(text) => text.starts_with(REFERENCE),
        Value::Object(values) => {
            values.values().any(|v| v.as_str().is_some_and(|text| text.starts_with(REFERENCE)))
        }
        _ => false,
    };
    match value {
        Value::Array(values) => {
            values.retain(|value| !refers(value));
            values.iter_mut().for_each(leave_out);
        }
        Value::Object(values) => {
            values.retain(|_, value| !refers(value));
            values.values_mut().for_each(leave_out);
        }
        _ => {}
    }
}

/// Writes down how an operation went (RFC 7644 section 3.7).
fn record(
    index: usize,
    operation: Option<&Operation<'_>>,
    result: &Result<Response, ScimError>,
    progress: &mut Progress,
    server: &Server,
) {
    let mut entry = Map::new();
    if let Some(operation) = operation {
        entry.insert("method".into(), operation.method.as_str().into());
        if let Some(bulk_id) = operation.bulk_id {
            entry.insert("bulkId".into(), bulk_id.into());
        }
    }
    let status = match result {
        Ok(response) => {
            let location = response.headers.get("Location").map(str::to_owned);
            if let Some(id) = location
                .as_deref()
                .and_then(|location| location.rsplit('/').next())
                .map(|segment| decode_component(segment, false))
                && let Some(bulk_id) = operation.and_then(|operation| operation.bulk_id)
            {
                progress.ids.insert(bulk_id.to_owned(), id);
            }
            if let Some(version) = response.headers.get("ETag") {
                entry.insert("version".into(), version.into());
            }
            if let Some(location) = location.or_else(|| place(operation, progress, server)) {
                entry.insert("location".into(), location.into());
            }
            response.status
        }
        Err(error) => {
            progress.errors += 1;
            if let Some(operation) = operation {
                if operation.method != Method::Post {
                    if let Some(location) = place(Some(operation), progress, server) {
                        entry.insert("location".into(), location.into());
                    }
                } else if let Some(bulk_id) = operation.bulk_id {
                    progress.failed.insert(bulk_id.to_owned());
                }
            }
            entry.insert("response".into(), error.to_json());
            error.status
        }
    };
    let status = if server.has(Fault::BulkStatusObject) {
        json!({ "code": status })
    } else {
        status.to_string().into()
    };
    entry.insert("status".into(), status);
    progress.results.push((index, Value::Object(entry)));
}

/// The URI that a PUT, PATCH or DELETE goes to.
fn place(
    operation: Option<&Operation<'_>>,
    progress: &Progress,
    server: &Server,
) -> Option<String> {
    match Route::of(&resolve_text(operation?.path, &progress.ids)) {
        Route::Item(kind, id) => Some(server.location(kind, &id)),
        _ => None,
    }
}
