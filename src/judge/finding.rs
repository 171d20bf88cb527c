//! What a check found.

use serde::{Deserialize, Serialize};

use crate::suite::{CheckId, Level, Outcome, RequirementId};

/// One difference between what was expected and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where: `status`, `header Location`, a JSON Pointer, or an attribute path.
    pub at: String,
    /// What was expected, in words or JSON.
    pub expected: String,
    /// What was there.
    pub actual: String,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check.
    pub id: CheckId,
    /// Its level.
    pub level: Level,
    /// The requirements it is about.
    pub cites: Vec<RequirementId>,
    /// What came out.
    pub outcome: Outcome,
    /// The differences; empty when passed.
    pub findings: Vec<Finding>,
    /// Why the outcome is neither pass nor fail, or a remark on it.
    pub because: Option<String>,
}
