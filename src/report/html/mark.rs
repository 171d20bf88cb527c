//! How outcomes look.

use serde::Serialize;

use crate::judge::Verdict;
use crate::report::RequirementStatus;
use crate::suite::Outcome;

/// How an outcome looks: always a symbol and a word beside its colour.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Mark {
    /// The class that gives the colour.
    pub(super) class: &'static str,
    /// One character.
    pub(super) symbol: &'static str,
    /// The word.
    pub(super) word: &'static str,
}

pub(super) const fn mark(class: &'static str, symbol: &'static str, word: &'static str) -> Mark {
    Mark { class, symbol, word }
}

pub(super) const FAILED: Mark = mark("failed", "✗", "failed");
pub(super) const ADVISED: Mark = mark("advised", "!", "advice");
pub(super) const BLOCKED: Mark = mark("blocked", "⊘", "blocked");
pub(super) const BROKEN: Mark = mark("broken", "?", "broken");
pub(super) const SKIPPED: Mark = mark("skipped", "–", "skipped");
pub(super) const PASSED: Mark = mark("passed", "✓", "passed");
pub(super) const NOTE: Mark = mark("note", "·", "note");
pub(super) const UNSEEN: Mark = mark("unseen", "–", "not judged");

pub(super) const fn verdict_mark(verdict: &Verdict) -> Mark {
    match verdict {
        Verdict::Failed => FAILED,
        Verdict::Advised => ADVISED,
        Verdict::Blocked { .. } => BLOCKED,
        Verdict::Broken { .. } => BROKEN,
        Verdict::Skipped(_) => SKIPPED,
        Verdict::Passed => PASSED,
    }
}

pub(super) const fn outcome_mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Pass => PASSED,
        Outcome::Note => NOTE,
        Outcome::Advice => ADVISED,
        Outcome::Fail => FAILED,
    }
}

pub(super) const fn status_mark(status: RequirementStatus) -> Mark {
    match status {
        RequirementStatus::Failed => FAILED,
        RequirementStatus::Advised => ADVISED,
        RequirementStatus::Passed => PASSED,
        RequirementStatus::Unseen => UNSEEN,
    }
}
