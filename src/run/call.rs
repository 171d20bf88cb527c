//! A call of a suite becomes a request: names filled in, habits put on.

use serde_json::Value;

use super::options::FurtherTokens;
use crate::credential::form;
use crate::judge::place_below;
use crate::suite::{
    Call, CallBody, Client, Credential, Enlarge, Flag, Names, TOKEN_ENDPOINT, Travel, UnknownName,
    fill_json, fill_path, fill_text, whole,
};
use crate::wire::{Body, Method, QueryParameter, Request, Secret};

/// The query parameter by which Entra is told to send RFC-conformant PATCH
/// requests (application-provisioning-config-problem-scim-compatibility,
/// "Flags to alter the SCIM behavior").
const FLAG: &str = "aadOptscim062020";

/// Why a call cannot become a request.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unsendable {
    /// Loading rules this out, except for a capture that found nothing.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// A URI that the server named is none of its own.
    #[error("{0} does not lead below the base URL, and nothing is sent elsewhere")]
    Elsewhere(String),
    /// It would stay there: the run has no business in another tenant.
    #[error("nothing is created in another tenant")]
    InOtherTenant,
    /// What has to grow is not there, or the limit is no number.
    #[error("the content cannot be made larger than {0}")]
    NoLimit(String),
}

/// Fills a call in.
///
/// # Errors
/// [`Unsendable`], when a name has no value or a URI leads elsewhere.
pub(super) fn request(
    call: &Call,
    names: &dyn Names,
    token: Option<&Secret>,
    further: &FurtherTokens,
) -> Result<Request, Unsendable> {
    let mut request = Request::new(call.method, "/");
    match whole(&call.path) {
        Some(_) => {
            let uri = fill_text(&call.path, names)?;
            let base = fill_text("{{base}}", names)?;
            let (path, query) =
                place_below(&base, &uri).ok_or_else(|| Unsendable::Elsewhere(uri.clone()))?;
            request.path = path;
            for (name, value) in query {
                request.query.push(QueryParameter { name, value: Some(value) });
            }
        }
        None => request.path = fill_path(&call.path, names)?,
    }
    for (name, value) in &call.query {
        let value = value.as_ref().map(|value| fill_text(value, names)).transpose()?;
        request.query.push(QueryParameter { name: name.clone(), value });
    }
    request.body = match &call.body {
        CallBody::Empty => Body::Empty,
        CallBody::Json(value) => Body::Json(fill_json(value, names)?),
        CallBody::Raw(text) => Body::Text(fill_text(text, names)?),
        CallBody::Form(fields) => Body::Text(filled_form(fields, names)?),
    };
    if let (Some(enlarge), Body::Json(body)) = (&call.enlarge, &mut request.body) {
        grow(body, enlarge, names)?;
    }
    let credential = if call.path == TOKEN_ENDPOINT {
        // No habit of SCIM clients, and no token where tokens are made.
        request.path = fill_text("{{token.endpoint}}", names)?;
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        Credential::Absent
    } else {
        put_on_habits(&mut request, call.travel);
        call.credential
    };
    match (credential, token) {
        (Credential::Run, Some(token)) => {
            request.headers.set("Authorization", format!("Bearer {}", token.expose()));
        }
        (Credential::Beginning, Some(token)) => {
            request.headers.set("Authorization", format!("Bearer {}", beginning(token.expose())));
        }
        (Credential::Longer, Some(token)) => {
            request.headers.set("Authorization", format!("Bearer {}{LONGER}", token.expose()));
        }
        (Credential::LowerCase, Some(token)) => {
            request.headers.set("Authorization", format!("bearer {}", token.expose()));
        }
        (Credential::OtherTenant, _) if creates(&request) => {
            return Err(Unsendable::InOtherTenant);
        }
        (Credential::OtherTenant, _) => put_on_token(&mut request, further.other_tenant.as_ref()),
        (Credential::ReadOnly, _) => put_on_token(&mut request, further.read_only.as_ref()),
        // Without a token of its own a run has none to change either.
        (Credential::Wrong, _) | (Credential::Beginning | Credential::Longer, None) => {
            request.headers.set("Authorization", "Bearer scimproof-sends-a-wrong-token");
        }
        (Credential::Run | Credential::LowerCase, None) | (Credential::Absent, _) => {}
    }
    for (name, value) in &call.headers {
        match value {
            Some(value) => request.headers.set(name.clone(), fill_text(value, names)?),
            None => request.headers.remove(name),
        }
    }
    Ok(request)
}

fn put_on_token(request: &mut Request, token: Option<&Secret>) {
    if let Some(token) = token {
        request.headers.set("Authorization", format!("Bearer {}", token.expose()));
    }
}

/// May something be new after such a request?
fn creates(request: &Request) -> bool {
    match request.method {
        Method::Post => !request.path.ends_with("/.search"),
        Method::Put => true,
        _ => false,
    }
}

/// What stands behind a token to make another of it: long enough to break a
/// signature, whatever its encoding forgives.
const LONGER: &str = "-scimproof";

/// The first two thirds of a token: enough for a server that compares
/// beginnings, and too little for one that checks a signature.
fn beginning(token: &str) -> &str {
    let end = token.len() * 2 / 3;
    token.get(..end).unwrap_or(token)
}

fn filled_form(fields: &[(String, String)], names: &dyn Names) -> Result<String, UnknownName> {
    let filled = fields
        .iter()
        .map(|(name, value)| Ok((name.as_str(), fill_text(value, names)?)))
        .collect::<Result<Vec<_>, UnknownName>>()?;
    Ok(form(filled.iter().map(|(name, value)| (*name, value.as_str()))))
}

/// Makes a content larger than a limit.
fn grow(body: &mut Value, enlarge: &Enlarge, names: &dyn Names) -> Result<(), Unsendable> {
    let beyond = fill_text(&enlarge.beyond, names)?;
    let no_limit = || Unsendable::NoLimit(beyond.clone());
    let limit: usize = beyond.parse().map_err(|_| no_limit())?;
    let length = body.to_string().len();
    if let Some(Value::String(text)) = body.pointer_mut(&enlarge.at) {
        text.push_str(&"x".repeat((limit + 1).saturating_sub(length)));
        return Ok(());
    }
    let element = body.pointer(&enlarge.at).cloned().ok_or_else(no_limit)?;
    let (array, _) = enlarge.at.rsplit_once('/').ok_or_else(no_limit)?;
    let array = body.pointer_mut(array).and_then(Value::as_array_mut).ok_or_else(no_limit)?;
    array.resize((limit + 1).max(array.len()), element);
    Ok(())
}

/// A request that reads, with the habits of the call beside which it stands.
pub(super) fn read(
    path: String,
    query: &[(&str, String)],
    travel: Travel,
    token: Option<&Secret>,
) -> Request {
    let mut request = Request::new(Method::Get, path);
    for (name, value) in query {
        request = request.with_query(*name, value.clone());
    }
    put_on_habits(&mut request, travel);
    if let Some(token) = token {
        request.headers.set("Authorization", format!("Bearer {}", token.expose()));
    }
    request
}

/// A request that writes JSON, with the habits of a client.
pub(super) fn write(
    method: Method,
    path: String,
    body: Value,
    travel: Travel,
    token: Option<&Secret>,
) -> Request {
    let mut request = Request::new(method, path).with_json(body);
    put_on_habits(&mut request, travel);
    if let Some(token) = token {
        request.headers.set("Authorization", format!("Bearer {}", token.expose()));
    }
    request
}

/// A DELETE with scimproof's own habits.
pub(super) fn delete(path: String, token: Option<&Secret>) -> Request {
    let mut request = read(path, &[], Travel::default(), token);
    request.method = Method::Delete;
    request
}

fn put_on_habits(request: &mut Request, travel: Travel) {
    request.encoding = travel.encoding;
    let flag = || QueryParameter { name: FLAG.to_owned(), value: None };
    match travel.flag {
        Flag::Absent => {}
        Flag::First => request.query.insert(0, flag()),
        Flag::Last => request.query.push(flag()),
    }
    let has_content = request.body != Body::Empty;
    match travel.client {
        Client::Plain => {
            let agent = concat!("scimproof/", env!("CARGO_PKG_VERSION"));
            request.headers.set("User-Agent", agent);
            if has_content {
                request.headers.set("Content-Type", "application/scim+json");
            }
        }
        // No User-Agent, and no Content-Type where there is no content.
        Client::Entra => {
            if has_content {
                request.headers.set("Content-Type", "application/scim+json; charset=utf-8");
            }
        }
    }
    request.headers.set("Accept", "application/scim+json");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_another_tenant_nothing_can_be_new() {
        for (method, path, expected) in [
            (Method::Post, "/Users", true),
            (Method::Post, "/Bulk", true),
            (Method::Put, "/Users/42", true),
            (Method::Post, "/Users/.search", false),
            (Method::Get, "/Users", false),
            (Method::Patch, "/Users/42", false),
            (Method::Delete, "/Users/42", false),
        ] {
            assert_eq!(creates(&Request::new(method, path)), expected, "{method} {path}");
        }
    }
}
