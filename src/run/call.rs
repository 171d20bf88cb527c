//! A call of a suite becomes a request: names filled in, habits put on.

use crate::credential::form;
use crate::suite::{
    Call, CallBody, Client, Credential, Flag, Names, TOKEN_ENDPOINT, Travel, UnknownName,
    fill_json, fill_path, fill_text,
};
use crate::wire::{Body, Method, QueryParameter, Request, Secret};

/// The query parameter by which Entra is told to send RFC-conformant PATCH
/// requests (application-provisioning-config-problem-scim-compatibility,
/// "Flags to alter the SCIM behavior").
const FLAG: &str = "aadOptscim062020";

/// Fills a call in.
///
/// # Errors
/// [`UnknownName`], which loading rules out, except for a capture that found nothing.
pub(super) fn request(
    call: &Call,
    names: &dyn Names,
    token: Option<&Secret>,
) -> Result<Request, UnknownName> {
    let mut request = Request::new(call.method, fill_path(&call.path, names)?);
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
    let credential = if request.path == TOKEN_ENDPOINT {
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
        (Credential::Wrong, _) => {
            request.headers.set("Authorization", "Bearer scimproof-sends-a-wrong-token");
        }
        (Credential::Run, None) | (Credential::Absent, _) => {}
    }
    for (name, value) in &call.headers {
        match value {
            Some(value) => request.headers.set(name.clone(), fill_text(value, names)?),
            None => request.headers.remove(name),
        }
    }
    Ok(request)
}

fn filled_form(fields: &[(String, String)], names: &dyn Names) -> Result<String, UnknownName> {
    let filled = fields
        .iter()
        .map(|(name, value)| Ok((name.as_str(), fill_text(value, names)?)))
        .collect::<Result<Vec<_>, UnknownName>>()?;
    Ok(form(filled.iter().map(|(name, value)| (*name, value.as_str()))))
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
