//! Faults that lose or change query parameters, and members of search requests.

use super::super::Server;
use super::super::fault::Fault;
use super::super::route::Route;
use super::super::store::Kind;
use super::super::variation::prefers_no_wait;
use super::body_of;
use crate::scim::path::AttributePath;
use crate::wire::{Method, QueryParameter, Request};

pub(super) fn mishear(server: &Server, fault: Fault, route: &Route, request: &mut Request) {
    if matches!(route, Route::Search(_) | Route::RootSearch) {
        forget_in_search(fault, request);
        return;
    }
    forget_parameters(fault, route, request);
    change_parameters(fault, request);
    if fault == Fault::AsyncNotDone && request.method == Method::Patch && prefers_no_wait(request) {
        request.method = Method::Get;
    }
    change_names(server, fault, request);
}

fn is(parameter: &QueryParameter, name: &str) -> bool {
    parameter.name.eq_ignore_ascii_case(name)
}

fn value<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.query.iter().find(|parameter| is(parameter, name))?.value.as_deref()
}

fn number(request: &Request, name: &str) -> Option<i64> {
    value(request, name)?.parse().ok()
}

fn forget(request: &mut Request, names: &[&str]) {
    request.query.retain(|parameter| !names.iter().any(|name| is(parameter, name)));
}

fn forget_parameters(fault: Fault, route: &Route, request: &mut Request) {
    let groups = *route == Route::Collection(Kind::Group);
    let behind_flag = request.query.first().is_some_and(|parameter| parameter.value.is_none());
    let by_cursor = request.query.iter().any(|parameter| is(parameter, "cursor"));
    let forgotten: &[&str] = match fault {
        Fault::FilterIgnoredWithPage if value(request, "count").is_some() => &["filter"],
        Fault::FilterBehindFlagIgnored if behind_flag => &["filter"],
        Fault::GroupFilterIgnored if groups => &["filter"],
        Fault::DiscoveryFiltered if route.is_discovery() => &["filter"],
        Fault::CountIgnored => &["count"],
        Fault::GroupsUnpaged if groups => &["count"],
        Fault::StartIgnored => &["startIndex"],
        Fault::NegativeCountAll if number(request, "count").is_some_and(|count| count < 0) => {
            &["count"]
        }
        Fault::CursorCountZeroAll if by_cursor && number(request, "count") == Some(0) => &["count"],
        Fault::CursorCountNegativeAll
            if by_cursor && number(request, "count").is_some_and(|count| count < 0) =>
        {
            &["count"]
        }
        Fault::CursorUnsorted if by_cursor => &["sortBy"],
        Fault::SortIgnored => &["sortBy"],
        Fault::SecondPageUnprojected
            if number(request, "startIndex").is_some_and(|start| start > 1) =>
        {
            &["attributes", "excludedAttributes"]
        }
        Fault::ProjectionOnCreate if request.method == Method::Post => {
            &["attributes", "excludedAttributes"]
        }
        Fault::ProjectionOnReplace if request.method == Method::Put => {
            &["attributes", "excludedAttributes"]
        }
        Fault::ProjectionOnPatch if request.method == Method::Patch => {
            &["attributes", "excludedAttributes"]
        }
        _ => return,
    };
    forget(request, forgotten);
}

fn change_parameters(fault: Fault, request: &mut Request) {
    match fault {
        Fault::CountOneTwo | Fault::CursorCountOneTwo
            if fault == Fault::CountOneTwo
                || request.query.iter().any(|parameter| is(parameter, "cursor")) =>
        {
            for parameter in request.query.iter_mut().filter(|parameter| is(parameter, "count")) {
                let count = parameter.value.as_deref().and_then(|count| count.parse::<i64>().ok());
                if let Some(count) = count.filter(|count| *count > 0) {
                    parameter.value = Some((count + 1).to_string());
                }
            }
        }
        Fault::SortDefaultDescending
            if value(request, "sortBy").is_some() && value(request, "sortOrder").is_none() =>
        {
            request.query.push(QueryParameter {
                name: "sortOrder".to_owned(),
                value: Some("descending".to_owned()),
            });
        }
        Fault::DeleteIfMatchIgnored if request.method == Method::Delete => {
            request.headers.remove("If-Match");
        }
        Fault::PutIfMatchIgnored if request.method == Method::Put => {
            request.headers.remove("If-Match");
        }
        _ => {}
    }
}

/// Changes the names that `attributes` and `excludedAttributes` list.
fn change_names(server: &Server, fault: Fault, request: &mut Request) {
    for parameter in &mut request.query {
        let (chosen, excluded) = (is(parameter, "attributes"), is(parameter, "excludedAttributes"));
        let Some(text) = parameter.value.as_deref().filter(|_| chosen || excluded) else {
            continue;
        };
        let mut names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        match fault {
            Fault::ProjectionCase => names.retain(|name| is_as_defined(server, name)),
            Fault::ProjectionUrn if chosen => names.retain(|name| !name.contains(':')),
            Fault::ExcludedUrn if excluded => names.retain(|name| !name.contains(':')),
            Fault::ProjectionFirstOnly if chosen => names.truncate(1),
            Fault::ProjectionMinimum if chosen => names.clear(),
            Fault::ProjectionShowsMeta if chosen => names.push("meta".to_owned()),
            Fault::ProjectionShowsEmails if chosen => names.push("emails".to_owned()),
            Fault::ExcludedMinimum if excluded => {
                "attributes".clone_into(&mut parameter.name);
                names = vec!["id".to_owned()];
            }
            Fault::SubAttributeWhole if chosen => {
                for name in &mut names {
                    let own = name.rfind(':').map_or(0, |colon| colon + 1);
                    name.truncate(name[own..].find('.').map_or(name.len(), |dot| own + dot));
                }
            }
            Fault::MembersNotAskable if chosen => {
                names.retain(|name| !name.eq_ignore_ascii_case("members"));
            }
            Fault::ExcludedSubAll if excluded => {
                for name in &mut names {
                    if !name.contains(':') {
                        name.truncate(name.find('.').unwrap_or(name.len()));
                    }
                }
            }
            Fault::ExcludedDropsAll
                if excluded && names.iter().any(|name| name.eq_ignore_ascii_case("members")) =>
            {
                names.push("displayName".to_owned());
            }
            _ => continue,
        }
        if names.is_empty() && chosen {
            names.push("id".to_owned());
        }
        parameter.value = Some(names.join(","));
    }
}

fn is_as_defined(server: &Server, name: &str) -> bool {
    [Kind::User, Kind::Group].into_iter().any(|kind| {
        AttributePath::parse(name).is_ok_and(|path| {
            let plain = AttributePath { sub_attribute: None, ..path.clone() };
            let attribute = server.definition(kind).attribute(&plain);
            attribute.is_some_and(|attribute| attribute.name == path.attribute)
        })
    })
}

fn forget_in_search(fault: Fault, request: &mut Request) {
    let names: &[&str] = match fault {
        Fault::SearchFilterIgnored => &["filter"],
        Fault::SearchPagingIgnored => &["startIndex", "count"],
        Fault::SearchProjectionIgnored => &["attributes", "excludedAttributes"],
        Fault::SearchSortIgnored => &["sortBy"],
        _ => return,
    };
    if let Some(body) = body_of(request) {
        body.retain(|key, _| !names.iter().any(|name| key.eq_ignore_ascii_case(name)));
    }
}
