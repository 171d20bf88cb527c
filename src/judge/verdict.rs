//! How results combine.

use serde::{Deserialize, Serialize};

use crate::suite::CheckId;

/// Why a scenario was not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skip {
    /// The server does not offer what the scenario needs.
    Unsupported {
        /// The need: `spc:patch.supported`.
        need: String,
        /// What the server said about it.
        server_says: String,
    },
    /// The run was ended before its turn.
    Interrupted,
    /// It is about answers of a kind that this run did not see.
    NothingSeen,
    /// It would explain a failure, and there was none.
    NotNeeded,
}

/// What became of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All checks passed, or are worth a note at most.
    Passed,
    /// Nothing that gates failed, but there is advice.
    Advised,
    /// A check failed.
    Failed,
    /// Not run.
    Skipped(Skip),
    /// It could not be judged, because something before it was wrong; what
    /// that was fails elsewhere.
    Blocked {
        /// The fixture or read that was wrong, in words.
        by: String,
        /// The check that failed, if it is one of this scenario.
        check: Option<CheckId>,
    },
    /// It could not be judged, because no answers came or the time was up.
    Broken {
        /// What happened.
        error: String,
    },
}

/// What a run proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Everything that gates was judged and passed.
    Conformant,
    /// Something that gates failed.
    Nonconformant,
    /// Nothing that gates failed, but not everything was seen.
    Inconclusive,
}
