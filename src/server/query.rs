//! Queries (RFC 7644 sections 3.4.2 and 3.4.3): filter, order, page, projection.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::{Map, Value, json};

use super::Server;
use super::cursor::Walk;
use super::error::{ScimError, json_response};
use super::fault::Fault;
use super::input::member_of;
use super::store::Kind;
use super::variation::Variation;
use crate::scim::urn;
use crate::wire::{Request, Response};

/// Which attributes are wanted (RFC 7644 section 3.9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    /// The `attributes` parameter; `None` if it was not given.
    pub(super) attributes: Option<Vec<String>>,
    /// The `excludedAttributes` parameter.
    pub(super) excluded: Vec<String>,
}

impl Selection {
    /// Is everything shown that is shown by default?
    pub(super) const fn is_default(&self) -> bool {
        self.attributes.is_none() && self.excluded.is_empty()
    }

    /// Reads the parameters of a request.
    pub(super) fn of_request(server: &Server, request: &Request) -> Result<Self, ScimError> {
        let names = |parameter: &str| {
            server.parameter(request, parameter).map(|names| {
                names
                    .split(',')
                    .map(|name| name.trim().to_owned())
                    .filter(|name| !name.is_empty())
                    .collect::<Vec<_>>()
            })
        };
        Self::new(server, names("attributes"), names("excludedAttributes").unwrap_or_default())
    }

    fn new(
        server: &Server,
        attributes: Option<Vec<String>>,
        excluded: Vec<String>,
    ) -> Result<Self, ScimError> {
        let mut attributes = attributes.filter(|names| !names.is_empty());
        let mut excluded = excluded;
        if attributes.is_some() && server.varies(Variation::BothProjectionsTaken) {
            excluded.clear();
        }
        // RFC 7644 section 3.9: the two exclude each other.
        if attributes.is_some() && !excluded.is_empty() {
            return Err(ScimError::invalid_value(
                "attributes and excludedAttributes exclude each other",
            ));
        }
        if server.has(Fault::AttributesUnknownRefused)
            && attributes.iter().flatten().any(|name| !server.knows_attribute(name))
        {
            return Err(ScimError::new(500, "internal error"));
        }
        if server.has(Fault::AttributesIgnored) {
            attributes = None;
        }
        if server.has(Fault::SubAttributeProjectionBroken)
            && let Some(names) = &mut attributes
        {
            names.retain(|name| !name.contains(['.', ':']));
        }
        Ok(Self { attributes, excluded })
    }
}

/// What is asked of a list of resources.
#[derive(Clone, Debug, Default)]
pub(super) struct Query {
    filter: Option<String>,
    sort_by: Option<String>,
    descending: bool,
    start_index: Option<i64>,
    /// The `cursor` parameter (RFC 9865); empty for the first page.
    cursor: Option<String>,
    count: Option<i64>,
    selection: Selection,
}

impl Query {
    /// What tells the set that is asked for, and its order, from others.
    fn hash(&self, kinds: &[Kind]) -> u64 {
        let mut hasher = DefaultHasher::new();
        for kind in kinds {
            kind.name().hash(&mut hasher);
        }
        (&self.filter, &self.sort_by, self.descending).hash(&mut hasher);
        hasher.finish()
    }
}

impl Server {
    /// GET of an endpoint of resources, or of the service root.
    pub(super) fn query(
        &mut self,
        kinds: &[Kind],
        request: &Request,
    ) -> Result<Response, ScimError> {
        let number = |name: &str| {
            self.parameter(request, name)
                .filter(|text| !text.is_empty())
                .filter(|text| {
                    text.parse::<i64>().is_ok() || !self.varies(Variation::OddNumbersIgnored)
                })
                .map(|text| self.integer(name, text.parse().ok()))
                .transpose()
        };
        let text = |name: &str| {
            self.parameter(request, name)
                .map(std::borrow::Cow::into_owned)
                .filter(|text| !text.trim().is_empty())
        };
        let query = Query {
            // An empty filter is none that could be followed, and is refused.
            filter: self.parameter(request, "filter").map(std::borrow::Cow::into_owned),
            sort_by: text("sortBy"),
            descending: is_descending(text("sortOrder").as_deref())?,
            start_index: number("startIndex")?,
            cursor: self.parameter(request, "cursor").map(std::borrow::Cow::into_owned),
            count: number("count")?,
            selection: Selection::of_request(self, request)?,
        };
        self.list(kinds, query)
    }

    /// POST to `/.search` (RFC 7644 section 3.4.3).
    pub(super) fn search(
        &mut self,
        kinds: &[Kind],
        request: &Request,
    ) -> Result<Response, ScimError> {
        let body = self.object(request)?;
        let named = member_of(body, "schemas").and_then(Value::as_array).is_some_and(|schemas| {
            schemas.iter().any(|schema| {
                schema.as_str().is_some_and(|name| name.eq_ignore_ascii_case(urn::SEARCH_REQUEST))
            })
        });
        if !named {
            return Err(ScimError::invalid_syntax(format!(
                "schemas has to name {}",
                urn::SEARCH_REQUEST
            )));
        }
        let text = |name: &str| match member_of(body, name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(ScimError::invalid_value(format!("{name} has to be a string"))),
        };
        let number = |name: &str| match member_of(body, name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => self.integer(name, value.as_i64()).map(Some),
        };
        let attributes = names_in(body, "attributes")?;
        let excluded = names_in(body, "excludedAttributes")?.unwrap_or_default();
        let query = Query {
            filter: text("filter")?.filter(|_| !self.has(Fault::SearchFilterIgnored)),
            sort_by: text("sortBy")?,
            descending: is_descending(text("sortOrder")?.as_deref())?,
            start_index: number("startIndex")?,
            cursor: text("cursor")?.filter(|_| !self.has(Fault::SearchCursorIgnored)),
            count: number("count")?,
            selection: Selection::new(self, attributes, excluded)?,
        };
        self.list(kinds, query)
    }

    fn integer(&self, name: &str, number: Option<i64>) -> Result<i64, ScimError> {
        number.ok_or_else(|| {
            if self.has(Fault::PagingNonNumeric500) {
                ScimError::new(500, "internal error")
            } else {
                ScimError::invalid_value(format!("{name} has to be an integer"))
            }
        })
    }

    fn list(&mut self, kinds: &[Kind], query: Query) -> Result<Response, ScimError> {
        self.lists += 1;
        let mut query = query;
        if self.has(Fault::ExcludedIgnoredOnList) {
            query.selection.excluded.clear();
        }
        let filter = query.filter.as_deref().filter(|_| {
            !self.has(Fault::FilterIgnored)
                && (kinds.len() == 1 || !self.has(Fault::RootFilterIgnored))
                && (query.selection.is_default() || !self.has(Fault::FilterIgnoredWithProjection))
        });
        let strict = kinds.len() == 1 || self.has(Fault::RootUnknownAttributeRefused);
        let mut found: Vec<(Kind, Value)> = Vec::new();
        let root = kinds.len() > 1;
        let left_out = |kind: Kind| root && kind == Kind::Group && self.has(Fault::RootUsersOnly);
        for kind in kinds.iter().filter(|kind| !left_out(**kind)) {
            let matching = self.matching(*kind, filter, strict)?;
            found.extend(matching.into_iter().map(|resource| (*kind, resource)));
        }
        self.put_in_order(&mut found);
        if let Some(sort_by) = query.sort_by.as_deref().filter(|_| !self.varies(Variation::NoSort))
        {
            let descending = query.descending && !self.has(Fault::SortDescendingIgnored);
            self.sort(&mut found, sort_by, descending);
        }
        if self.has(Fault::SortPages) && query.sort_by.is_some() {
            // Only the page is sorted, when it has been cut out.
            let (kinds, count) = (kinds, query.count.unwrap_or(100));
            let start = usize::try_from(query.start_index.unwrap_or(1)).unwrap_or(1).max(1) - 1;
            let count = usize::try_from(count).unwrap_or(0);
            let mut unsorted: Vec<(Kind, Value)> = Vec::new();
            for kind in kinds {
                unsorted
                    .extend(self.matching(*kind, filter, false)?.into_iter().map(|r| (*kind, r)));
            }
            let page: Vec<Value> = unsorted
                .iter()
                .skip(start)
                .take(count)
                .filter_map(|(_, resource)| resource.get("id").cloned())
                .collect();
            let on_page = |resource: &Value| resource.get("id").is_some_and(|id| page.contains(id));
            let (mut on, off): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|(_, resource)| on_page(resource));
            let mut off = off.into_iter();
            let mut rest: Vec<(Kind, Value)> = off.by_ref().take(start).collect();
            rest.append(&mut on);
            rest.extend(off);
            found = rest;
        }
        if self.has(Fault::PageOrderUnstable) && self.lists.is_multiple_of(2) {
            found.reverse();
        }
        let mut total = found.len();
        if self.has(Fault::FilteredPageBroken)
            && let (Some(count), Some(_)) = (query.count, filter)
        {
            // The filter is applied to the first page of all.
            let mut page = Vec::new();
            for kind in kinds {
                page.extend(self.matching(*kind, None, true)?);
            }
            page.truncate(usize::try_from(count).unwrap_or(0));
            found.retain(|(_, resource)| {
                page.iter().any(|shown| shown.get("id") == resource.get("id"))
            });
            total = found.len();
        }
        if self.has(Fault::TotalResultsIgnoresFilter) {
            total = kinds.iter().map(|kind| self.store.iter(*kind).count()).sum();
        }
        if self.varies(Variation::CursorsOnly) {
            query.cursor.get_or_insert_default();
        }
        if query.start_index.is_none()
            && self.has(Fault::DefaultMethodSwitches)
            && !self.memory.asked.insert(query.hash(kinds))
        {
            query.cursor.get_or_insert_default();
        }
        let show = |(kind, mut resource): (Kind, Value)| {
            self.project(kind, &mut resource, &query.selection);
            resource
        };
        if let Some(cursor) = query.cursor.as_deref().filter(|_| self.offers_cursors()) {
            let (hash, count) = (query.hash(kinds), self.count(&query)?);
            let walk = Walk { query: hash, cursor, count, total };
            let begin = self.page_begin(&walk)?;
            let page: Vec<Value> = found.into_iter().skip(begin).take(count).map(show).collect();
            return Ok(json_response(200, self.cursor_list(&walk, begin, &page)));
        }
        let (start, page) = self.page(found, &query)?;
        let resources: Vec<Value> = page.into_iter().map(show).collect();
        Ok(json_response(
            200,
            json!({
                "schemas": [urn::LIST_RESPONSE],
                "totalResults": total,
                "startIndex": start,
                "itemsPerPage": resources.len(),
                "Resources": resources,
            }),
        ))
    }

    /// The order of a list of which none is asked for (RFC 7644 gives it none).
    fn put_in_order(&self, found: &mut [(Kind, Value)]) {
        if self.varies(Variation::NewestFirst) {
            found.reverse();
        } else if self.varies(Variation::ListedById) {
            found.sort_by_key(|(_, shown)| shown.get("id").map(Value::to_string));
        }
    }

    /// RFC 7644 section 3.4.2.4: startIndex below 1 is 1, a negative count is 0.
    fn page(
        &self,
        found: Vec<(Kind, Value)>,
        query: &Query,
    ) -> Result<(usize, Vec<(Kind, Value)>), ScimError> {
        let start = usize::try_from(query.start_index.unwrap_or(1)).unwrap_or(0).max(1);
        let count = self.count(query)?;
        if start > found.len().max(1) && self.has(Fault::StartIndexBeyondEndRefused) {
            return Err(ScimError::not_found("this page"));
        }
        if start > found.len().max(1) && self.varies(Variation::PageBeyondEndRefused) {
            return Err(ScimError::invalid_value("there is no such page"));
        }
        let mut skip = start - 1;
        if self.has(Fault::StartIndexFromZero) && query.start_index.is_some() {
            skip = start;
        }
        if self.has(Fault::PagesOverlap) && start > 1 {
            skip -= 1;
        }
        Ok((start, found.into_iter().skip(skip).take(count).collect()))
    }

    /// The most resources of a page.
    fn count(&self, query: &Query) -> Result<usize, ScimError> {
        let most = self.settings.max_results;
        match query.count {
            None => Ok(self.settings.default_count.min(most)),
            Some(0) if self.has(Fault::CountZeroReturnsAll) => Ok(most),
            Some(count) => {
                let count = usize::try_from(count).unwrap_or(0);
                let count =
                    if self.has(Fault::CountRoundedUp) { count.next_multiple_of(2) } else { count };
                if count > most && self.varies(Variation::LargeCountRefused) {
                    let detail = format!("count is above {most}");
                    return Err(ScimError::with_type(400, "invalidCount", detail));
                }
                Ok(count.min(most))
            }
        }
    }
}

fn is_descending(order: Option<&str>) -> Result<bool, ScimError> {
    match order.map(str::to_ascii_lowercase).as_deref() {
        None | Some("ascending") => Ok(false),
        Some("descending") => Ok(true),
        Some(other) => Err(ScimError::invalid_value(format!(
            "sortOrder {other:?} is neither ascending nor descending"
        ))),
    }
}

/// A list of attribute names in a search request: an array, or one text with commas.
fn names_in(body: &Map<String, Value>, name: &str) -> Result<Option<Vec<String>>, ScimError> {
    let invalid = || ScimError::invalid_value(format!("{name} has to be an array of strings"));
    match member_of(body, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            Ok(Some(text.split(',').map(|name| name.trim().to_owned()).collect()))
        }
        Some(Value::Array(names)) => names
            .iter()
            .map(|name| name.as_str().map(str::to_owned).ok_or_else(invalid))
            .collect::<Result<_, _>>()
            .map(Some),
        Some(_) => Err(invalid()),
    }
}
