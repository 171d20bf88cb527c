//! What can be chosen about the reference server.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use super::fault::Fault;
use super::token::TokenEndpoint;
use super::variation::Variation;
use crate::wire::Secret;

/// Tells the time; called once for each request that changes something.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a successful PATCH answers (RFC 7644 section 3.5.2 allows both).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchAnswer {
    /// 200 with the whole resource.
    Resource,
    /// 204 without content, unless the request asks for attributes.
    NoContent,
}

/// The ways in which lists are paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// By `startIndex` and `count` (RFC 7644 section 3.4.2.4).
    Index,
    /// Also by `cursor` (RFC 9865). A request that names neither `startIndex`
    /// nor `cursor` is answered by index.
    IndexAndCursor,
}

/// More requests than this are answered 429 with Retry-After (RFC 6585 section 4).
#[derive(Clone)]
pub struct RateLimit {
    /// Requests in each second, from 1.
    pub per_second: u32,
    /// Tells the time in milliseconds since some moment.
    pub now_ms: Arc<dyn Fn() -> u64 + Send + Sync>,
}

/// The settings of a [`Server`](super::Server). The default is what
/// Microsoft Entra ID gets on with, and correct by RFC 7643 and RFC 7644.
#[derive(Clone)]
pub struct Settings {
    /// The bearer token that requests must carry; `None` asks for none.
    pub token: Option<Secret>,
    /// A bearer token of another tenant, which has users and groups of its own.
    pub other_tenant: Option<Secret>,
    /// A bearer token with which everything can be read and nothing written.
    pub read_only: Option<Secret>,
    /// Who may obtain access tokens at `/token`; `None` offers no token endpoint.
    pub token_endpoint: Option<TokenEndpoint>,
    /// How many requests are taken; `None` takes all.
    pub rate_limit: Option<RateLimit>,
    /// The absolute URL of the service root, without a slash at its end. It
    /// stands in `meta.location`, `$ref` and `Location`.
    pub base_url: String,
    /// The rules that are broken on purpose.
    pub faults: BTreeSet<Fault>,
    /// The legal differences that are switched on.
    pub variations: BTreeSet<Variation>,
    /// Where Entra needs another answer than the RFC gives, is it Entra's?
    /// When false: `op` is case-sensitive, a string is no Boolean, dotted and URN
    /// keys are no paths, `remove` ignores its value, a value filter without
    /// match answers 400 noTarget, a reference must be an object.
    pub entra_friendly: bool,
    /// What PATCH of a user answers.
    pub user_patch_answer: PatchAnswer,
    /// What PATCH of a group answers.
    pub group_patch_answer: PatchAnswer,
    /// Is a second group of the same displayName refused with 409? No RFC
    /// asks for it; Entra matches groups by displayName.
    pub unique_group_names: bool,
    /// Have users an extension with an attribute of each type, with an immutable
    /// one and one that is globally unique? RFC 7643's own schemas have none.
    pub example_extension: bool,
    /// Is a member refused that no resource has as its id?
    pub refuse_unknown_members: bool,
    /// The most resources on one page, from 1; `filter.maxResults`.
    pub max_results: usize,
    /// The resources on one page when the request names no count, from 1.
    pub default_count: usize,
    /// The ways in which lists are paged.
    pub paging: Paging,
    /// The most operations of one bulk request.
    pub max_operations: usize,
    /// The most bytes of one bulk request.
    pub max_payload_bytes: usize,
    /// Where the ids begin: the same seed gives the same ids.
    pub id_seed: u64,
    /// The clock.
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token: None,
            other_tenant: None,
            read_only: None,
            token_endpoint: None,
            rate_limit: None,
            base_url: "http://localhost".to_owned(),
            faults: BTreeSet::new(),
            variations: BTreeSet::new(),
            entra_friendly: true,
            user_patch_answer: PatchAnswer::Resource,
            group_patch_answer: PatchAnswer::NoContent,
            unique_group_names: true,
            example_extension: true,
            refuse_unknown_members: true,
            max_results: 200,
            default_count: 100,
            paging: Paging::IndexAndCursor,
            max_operations: 1000,
            max_payload_bytes: 1_048_576,
            id_seed: 1,
            clock: steady_clock(),
        }
    }
}

impl Settings {
    /// The settings of a server that breaks these rules.
    #[must_use]
    pub fn with_faults(faults: impl IntoIterator<Item = Fault>) -> Self {
        Self { faults: faults.into_iter().collect(), ..Self::default() }
    }

    /// The settings of a server that keeps to the letter of the RFCs where
    /// Entra needs something else.
    #[must_use]
    pub fn strict() -> Self {
        Self { entra_friendly: false, ..Self::default() }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("token", &self.token)
            .field("token_endpoint", &self.token_endpoint)
            .field("base_url", &self.base_url)
            .field("faults", &self.faults)
            .field("variations", &self.variations)
            .field("entra_friendly", &self.entra_friendly)
            .finish_non_exhaustive()
    }
}

/// A clock that begins with 2026 and goes on by a second and a thousandth each
/// time it is asked, so that a test sees every change in `lastModified`, and that
/// timestamps have a fraction, as those of most servers.
#[must_use]
pub fn steady_clock() -> Clock {
    const NEW_YEAR_2026: i64 = 1_767_225_600_001;
    let milliseconds = AtomicI64::new(NEW_YEAR_2026);
    Arc::new(move || {
        let now = milliseconds.fetch_add(1001, Ordering::Relaxed);
        Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH)
    })
}

/// Makes ids that look like UUIDs; the same seed makes the same ids.
#[derive(Clone, Debug)]
pub(super) struct IdGenerator {
    state: u64,
    style: Option<Variation>,
}

impl IdGenerator {
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: seed, style: None }
    }

    /// The ids of a server of these settings.
    pub(super) fn of(settings: &Settings) -> Self {
        let styles = [Variation::NumberIds, Variation::LongIds, Variation::OddIds];
        let style = styles.into_iter().find(|style| settings.variations.contains(style));
        Self { style, ..Self::new(settings.id_seed) }
    }

    /// `SplitMix64`: every state gives another number, so that no id comes twice.
    const fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn next(&mut self) -> String {
        let (high, low) = (self.number(), self.number());
        match self.style {
            Some(Variation::NumberIds) => {
                return (1_000_000_000 + high % 9_000_000_000).to_string();
            }
            Some(Variation::LongIds) => {
                return format!("{high:016x}{low:016x}").repeat(6)[..180].to_owned();
            }
            Some(Variation::OddIds) => return format!("U:{high:016X}={low:016x}~@+"),
            _ => {}
        }
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFF,
            0x8000 | ((low >> 48) & 0x3FFF),
            low & 0xFFFF_FFFF_FFFF
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_version_4_and_follow_from_the_seed() {
        let mut ids = IdGenerator::new(7);
        let first = ids.next();
        assert_eq!(first.len(), 36);
        assert_eq!(first.as_bytes()[14], b'4');
        assert!(matches!(first.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{first}");
        assert_ne!(first, ids.next());
        assert_eq!(first, IdGenerator::new(7).next());
        assert_ne!(first, IdGenerator::new(8).next());
    }

    #[test]
    fn the_steady_clock_never_stands_still() {
        let clock = steady_clock();
        assert!(clock() < clock());
    }
}
