//! Paging by cursor (RFC 9865).
//!
//! A cursor says how many resources come before its page. It carries a check
//! sum over that and over the query, so that a forged one, and one of another
//! query, is refused.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::{Value, json};

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::settings::Paging;
use super::variation::Variation;
use crate::scim::urn;

/// Half the length of a cursor, in hexadecimal digits.
const HALF: usize = 16;

/// What a page by cursor is cut out of.
pub(super) struct Walk<'a> {
    /// What tells the query from others.
    pub(super) query: u64,
    /// The cursor of the request; empty for the first page.
    pub(super) cursor: &'a str,
    /// The most resources of the page.
    pub(super) count: usize,
    /// How many resources the query finds.
    pub(super) total: usize,
}

impl Server {
    /// Does it page by cursor?
    pub(super) fn offers_cursors(&self) -> bool {
        self.settings.paging == Paging::IndexAndCursor && !self.varies(Variation::NoCursors)
    }

    /// Where the page begins: how many resources come before it.
    pub(super) fn page_begin(&self, walk: &Walk<'_>) -> Result<usize, ScimError> {
        if walk.cursor.is_empty() && !self.has(Fault::CursorEmptyRefused) {
            return Ok(0);
        }
        match self.opened(walk) {
            Some(offset) if offset > 0 && self.has(Fault::CursorPagesOverlap) => Ok(offset - 1),
            Some(offset) => Ok(offset),
            None if self.has(Fault::CursorForgedAccepted) => Ok(0),
            None if self.has(Fault::CursorForged500) => Err(ScimError::new(500, "internal error")),
            None if self.has(Fault::CursorForgedUnnamed) => {
                Err(ScimError::invalid_value("the cursor is not known"))
            }
            None => Err(ScimError::with_type(
                400,
                "invalidCursor",
                "the cursor is none that this query was answered with",
            )),
        }
    }

    /// The answer with a page.
    pub(super) fn cursor_list(&self, walk: &Walk<'_>, begin: usize, page: &[Value]) -> Value {
        let mut list = json!({
            "schemas": [urn::LIST_RESPONSE],
            "totalResults": if self.has(Fault::CursorTotalIsPage) { page.len() } else { walk.total },
            "itemsPerPage": page.len(),
            "Resources": page,
        });
        if let Some(offset) = self.next_begin(walk, begin + page.len()) {
            list["nextCursor"] = self.sealed(walk.query, offset).into();
        }
        if let Some(offset) = self.previous_begin(walk, begin) {
            list["previousCursor"] = self.sealed(walk.query, offset).into();
        }
        list
    }

    fn next_begin(&self, walk: &Walk<'_>, end: usize) -> Option<usize> {
        // A request for no resources asks for no page, and there is no next one.
        if walk.count == 0 || (self.has(Fault::CursorNextMissing) && !walk.cursor.is_empty()) {
            None
        } else if end < walk.total {
            Some(end)
        } else if self.has(Fault::CursorNeverEnds) {
            Some(0)
        } else {
            (self.has(Fault::CursorLastPageEmpty) && walk.total > 0).then_some(walk.total)
        }
    }

    fn previous_begin(&self, walk: &Walk<'_>, begin: usize) -> Option<usize> {
        if walk.count == 0 || (begin == 0 && !self.has(Fault::CursorFirstHasPrevious)) {
            None
        } else if self.has(Fault::CursorPreviousIsSame) {
            Some(begin)
        } else {
            Some(begin.saturating_sub(walk.count))
        }
    }

    fn sealed(&self, query: u64, offset: usize) -> String {
        let mut hasher = DefaultHasher::new();
        (self.settings.id_seed, query, offset).hash(&mut hasher);
        let sum = hasher.finish();
        let hidden = u64::try_from(offset).unwrap_or(u64::MAX) ^ sum;
        let end = if self.has(Fault::CursorUnsafeCharacters) { "+/=" } else { "" };
        format!("{hidden:016x}{sum:016x}{end}")
    }

    fn opened(&self, walk: &Walk<'_>) -> Option<usize> {
        let number = |text: Option<&str>| u64::from_str_radix(text?, 16).ok();
        let hidden = number(walk.cursor.get(..HALF))?;
        let sum = number(walk.cursor.get(HALF..2 * HALF))?;
        let offset = usize::try_from(hidden ^ sum).ok()?;
        (self.sealed(walk.query, offset) == walk.cursor).then_some(offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Settings;

    fn walk(query: u64, cursor: &str) -> Walk<'_> {
        Walk { query, cursor, count: 2, total: 5 }
    }

    #[test]
    fn a_cursor_leads_to_its_page_of_its_query_and_to_no_other() {
        let server = Server::new(Settings::default());
        let first = walk(7, "");
        let begin = server.page_begin(&first).unwrap();
        let list = server.cursor_list(&first, begin, &[json!({}), json!({})]);
        assert_eq!(list.get("previousCursor"), None);
        let next = list["nextCursor"].as_str().unwrap();
        assert_eq!(server.page_begin(&walk(7, next)).unwrap(), 2);
        assert!(server.page_begin(&walk(8, next)).is_err());
        for forged in ["x", "é", &next[1..], &format!("{next}0"), &next.replace('0', "1")] {
            let opened = server.page_begin(&walk(7, forged));
            assert!(forged == next || opened.is_err(), "{forged}");
        }
    }

    #[test]
    fn the_last_page_has_a_previous_one_and_no_next_one() {
        let server = Server::new(Settings::default());
        let list = server.cursor_list(&walk(7, "x"), 4, &[json!({})]);
        assert_eq!(list.get("nextCursor"), None);
        let previous = list["previousCursor"].as_str().unwrap();
        assert_eq!(server.page_begin(&walk(7, previous)).unwrap(), 2);
    }
}
