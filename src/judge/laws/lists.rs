//! Lists and their arithmetic (RFC 7644 section 3.4.2).

use std::collections::BTreeSet;

use serde_json::Value;

use super::book::{Verdicts, finding};
use super::changes::{Memory, Walk};
use super::errors::lists;
use super::sight::View;
use crate::judge::describe::brief;
use crate::scim::urn;
use crate::suite::Law;

pub(super) fn judge(view: &View<'_>, memory: &mut Memory, verdicts: &mut Verdicts) {
    let is_list = view.is_query() || view.is_discovery_list();
    if !is_list || view.response.status != 200 {
        return;
    }
    let Some(body) = view.json().filter(|body| !lists(body, urn::ERROR)) else { return };
    verdicts.require(Law::ListForm, lists(body, urn::LIST_RESPONSE), || {
        let actual = match body {
            Value::Object(_) => brief(body.get("schemas")),
            other => brief(Some(other)),
        };
        finding("/schemas", urn::LIST_RESPONSE, actual)
    });
    let looks_like_one = ["totalResults", "Resources"].iter().any(|key| body.get(key).is_some());
    if body.is_object() && (looks_like_one || lists(body, urn::LIST_RESPONSE)) {
        List::new(view, body).judge(memory, verdicts);
    }
}

struct List<'a> {
    view: &'a View<'a>,
    body: &'a Value,
    resources: &'a [Value],
    total: Option<i64>,
    /// Is it paged by cursor (RFC 9865), where an index means nothing?
    by_cursor: bool,
}

/// A whole number, be it written with a fraction of zero: that is another law's.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    })
}

impl<'a> List<'a> {
    fn new(view: &'a View<'a>, body: &'a Value) -> Self {
        let resources = body.get("Resources").and_then(Value::as_array);
        Self {
            view,
            body,
            resources: resources.map(Vec::as_slice).unwrap_or_default(),
            total: body.get("totalResults").and_then(whole),
            by_cursor: view.parameter("cursor").is_some()
                || body.get("nextCursor").is_some()
                || body.get("previousCursor").is_some(),
        }
    }

    fn judge(&self, memory: &mut Memory, verdicts: &mut Verdicts) {
        self.total(verdicts);
        self.resources(verdicts);
        if !self.view.is_discovery_list() {
            self.page(verdicts);
            self.once(verdicts);
            self.walk(memory, verdicts);
        }
    }

    fn total(&self, verdicts: &mut Verdicts) {
        let said = self.body.get("totalResults");
        if !self.by_cursor || said.is_some() {
            let is_count = said.and_then(whole).is_some_and(|total| total >= 0);
            verdicts.require(Law::TotalPresent, is_count, || {
                finding("/totalResults", "a whole number", brief(said))
            });
        }
        if let Some(total) = self.total {
            let shown = length(self.resources);
            verdicts.require(Law::TotalCoversPage, total >= shown, || {
                let expected = format!("at least {shown}, as many resources are on the page");
                finding("/totalResults", expected, total.to_string())
            });
        }
    }

    fn resources(&self, verdicts: &mut Verdicts) {
        let said = self.body.get("Resources");
        let within = self.view.number("startIndex").unwrap_or(1) <= self.total.unwrap_or(0);
        let wanted = self.view.number("count").is_none_or(|count| count > 0);
        if self.total.is_some_and(|total| total > 0) && within && wanted {
            verdicts.require(Law::ResourcesPresent, said.is_some_and(Value::is_array), || {
                finding("/Resources", "an array, as there are results", brief(said))
            });
        }
        if let Some(said) = said {
            verdicts.require(Law::ResourcesNotNull, !said.is_null(), || {
                finding("/Resources", "an array, or nothing at all", "null")
            });
        }
    }

    fn page(&self, verdicts: &mut Verdicts) {
        let shown = length(self.resources);
        if let Some(asked) = self.view.number("startIndex").filter(|asked| *asked >= 1)
            && let Some(said) = self.body.get("startIndex").and_then(Value::as_i64)
            && shown > 0
        {
            verdicts.require(Law::StartIndexAgrees, said == asked, || {
                finding("/startIndex", format!("{asked}, as asked"), said.to_string())
            });
        }
        if let Some(count) = self.view.number("count").filter(|count| *count >= 0) {
            verdicts.require(Law::PageLimit, shown <= count, || {
                finding("/Resources", format!("at most {count}, as asked"), shown.to_string())
            });
        }
        if let Some(most) = self.view.target.page_maximum.filter(|most| *most > 0) {
            verdicts.require(Law::PageMaximum, shown <= most, || {
                finding(
                    "/Resources",
                    format!("at most {most}, as maxPageSize says"),
                    shown.to_string(),
                )
            });
        }
        if let Some(announced) = self.view.target.paging_announced
            && self.body.get("nextCursor").is_some_and(Value::is_string)
        {
            verdicts.require(Law::CursorAnnounced, announced, || {
                let expected = "nothing, as /ServiceProviderConfig has no pagination";
                finding("/nextCursor", expected, brief(self.body.get("nextCursor")))
            });
        }
        let is_part = self.total.is_some_and(|total| total > shown)
            && self.view.number("count").is_none_or(|count| count > 0);
        if is_part && !self.by_cursor {
            for name in ["startIndex", "itemsPerPage"] {
                let said = self.body.get(name).is_some_and(|value| !value.is_null());
                verdicts.require(Law::PartialPage, said, || {
                    let at = format!("/{name}");
                    finding(at, "a number, as the page is a part", brief(self.body.get(name)))
                });
            }
        }
        if let Some(said) = self.body.get("itemsPerPage").and_then(Value::as_i64) {
            verdicts.require(Law::ItemsPerPage, said == shown, || {
                let expected = format!("{shown}, the number of resources on the page");
                finding("/itemsPerPage", expected, said.to_string())
            });
        }
    }

    fn ids(&self) -> Vec<&'a str> {
        self.resources
            .iter()
            .filter_map(|resource| resource.get("id").and_then(Value::as_str))
            .collect()
    }

    fn once(&self, verdicts: &mut Verdicts) {
        let mut seen = BTreeSet::new();
        let twice = self.ids().into_iter().find(|id| !seen.insert(*id));
        if self.resources.len() > 1 {
            verdicts.require(Law::OnceOnAPage, twice.is_none(), || {
                let id = twice.unwrap_or_default();
                finding("/Resources", "each resource once", format!("{id} twice"))
            });
        }
    }

    /// Pages that follow each other, of a set that nobody changes meanwhile.
    fn walk(&self, memory: &mut Memory, verdicts: &mut Verdicts) {
        let view = self.view;
        let is_own = view
            .parameter("filter")
            .is_some_and(|filter| filter.to_lowercase().contains(&view.target.run));
        if view.sight.unordered || self.by_cursor || !(is_own || view.sight.alone) {
            return;
        }
        let start = view.number("startIndex").unwrap_or(1).max(1);
        let key = walk_key(view);
        let ids: BTreeSet<String> = self.ids().into_iter().map(str::to_owned).collect();
        let next = start + length(self.resources);
        let writes = memory.writes;
        if let Some(walk) = memory.walks.get_mut(&key)
            && walk.next == start
            && start > 1
            && walk.writes == writes
        {
            let twice = ids.iter().find(|id| walk.ids.contains(*id)).cloned();
            verdicts.require(Law::OnceInAWalk, twice.is_none(), || {
                let actual = format!("{} again", twice.unwrap_or_default());
                finding("/Resources", "resources that no earlier page had", actual)
            });
            if let (Some(before), Some(now)) = (walk.total, self.total) {
                verdicts.require(Law::TotalInAWalk, before == now, || {
                    let expected = format!("{before}, as on the page before");
                    finding("/totalResults", expected, now.to_string())
                });
            }
            walk.ids.extend(ids);
            walk.next = next;
            return;
        }
        if start == 1 {
            let walk = Walk { writes, next, ids, total: self.total };
            memory.walks.insert(key, walk);
        }
    }
}

fn walk_key(view: &View<'_>) -> String {
    let names = ["filter", "sortBy", "sortOrder", "count", "attributes", "excludedAttributes"];
    let mut key = view.request.path.clone();
    for name in names {
        key.push('\n');
        key.push_str(&view.parameter(name).unwrap_or_default());
    }
    key
}

fn length(resources: &[Value]) -> i64 {
    i64::try_from(resources.len()).unwrap_or(i64::MAX)
}
