//! Faults of requests that overlap.

use super::Severity::{Critical, High, Medium};
use super::{Fault, FaultInfo, info};

pub(super) const TABLE: &[FaultInfo] = &[
    info(
        Fault::StaleIfMatchUnderLoad,
        High,
        &["RFC7644-3.14-R06"],
        "One of two updates is lost.",
        "thunder-id/thunderid#5110",
    ),
    info(
        Fault::ParallelDuplicates,
        Critical,
        &["RFC7643-4.1.1-R02", "RFC7644-3.3-R10"],
        "People have two accounts.",
        "BerriAI/litellm#34162",
    ),
    info(
        Fault::AnswersMixedUp,
        Critical,
        &["RFC7644-3.4.1-R01", "RFC7643-3.1-R08"],
        "Wrong people are linked.",
        "",
    ),
    info(
        Fault::FreshMemberDropped,
        High,
        &["RFC7644-3.5.2.1-R05", "ENTRA-G-5"],
        "Memberships are missing until the next full cycle.",
        "Tr3kkR/Yuzu#2135",
    ),
    info(
        Fault::ParallelPatchLost,
        High,
        &["RFC7644-3.5.2-R19", "RFC7644-3.5.2.3-R03"],
        "Attributes drift apart unseen.",
        "",
    ),
    info(
        Fault::ParallelLoser500,
        Medium,
        &["RFC7644-3.3-R10"],
        "The conflict looks like an outage.",
        "",
    ),
    info(
        Fault::ParallelSameId,
        Critical,
        &["RFC7643-3.1-R07", "RFC7643-3.1-R08"],
        "People share one account.",
        "",
    ),
    info(
        Fault::ParallelMembersLost,
        Critical,
        &["RFC7644-3.5.2.1-R05", "ENTRA-G-5"],
        "Memberships are missing and never sent again.",
        "",
    ),
    info(
        Fault::ParallelPatchRefused,
        Medium,
        &["RFC7644-3.5.2-R25"],
        "Repeated requests slow everything down.",
        "",
    ),
];
