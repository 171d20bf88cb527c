//! Faults of POST, PUT and DELETE that RFC 7644 forbids and Entra seldom meets.

use super::Severity::{Critical, High, Low, Medium};
use super::{Fault, FaultInfo, info};

pub(super) const TABLE: &[FaultInfo] = &[
    info(
        Fault::MetaMissingInAnswer,
        Low,
        &["RFC7643-3.1-R03", "RFC7644-3.3-R08"],
        "None with Entra.",
        "",
    ),
    info(Fault::MetaLocationMissing, Low, &["RFC7644-3.3-R08"], "None with Entra.", ""),
    info(
        Fault::CreateAnswersNothing,
        Medium,
        &["RFC7644-3.3-R06", "ENTRA-U-C1"],
        "Entra has no id to go on with.",
        "",
    ),
    info(
        Fault::CreateForgetsTitle,
        Medium,
        &["RFC7644-3.1-R07", "RFC7644-3.4-R01"],
        "The title is written again in each cycle.",
        "",
    ),
    info(
        Fault::CreateForgetsMembers,
        High,
        &["RFC7644-3.1-R07"],
        "People are not in the group that Entra put them into.",
        "",
    ),
    info(
        Fault::MembershipByUser,
        Critical,
        &["RFC7643-4.1.2-R08", "RFC7644-3.3-R01", "RFC7644-3.5.1-R08"],
        "Whoever can create a user can make it an administrator.",
        "",
    ),
    info(Fault::ExternalIdUnique, Low, &["RFC7643-3.1-R14"], "None with one Entra tenant.", ""),
    info(
        Fault::ExternalIdMadeUp,
        Medium,
        &["RFC7643-3.1-R12"],
        "Matching by externalId finds the wrong user.",
        "",
    ),
    info(
        Fault::MetaFromClientStored,
        Low,
        &["RFC7643-3.1-R17", "RFC7644-3.3-R01", "RFC7643-7-R17"],
        "None with Entra.",
        "",
    ),
    info(
        Fault::PutMissing,
        Medium,
        &["RFC7644-3.5-R01"],
        "None with Entra, which does not use PUT.",
        "",
    ),
    info(Fault::PutAnswersNothing, Low, &["RFC7644-3.5.1-R10"], "None with Entra.", ""),
    info(
        Fault::PutForgotten,
        High,
        &["RFC7644-3.5.1-R02", "RFC7644-3.1-R07"],
        "None with Entra.",
        "",
    ),
    info(Fault::PutMergesLists, High, &["RFC7644-3.5.1-R02"], "None with Entra.", ""),
    info(
        Fault::PutNullKeeps,
        Medium,
        &["RFC7644-3.5.1-R04", "RFC7643-2.5-R02"],
        "None with Entra.",
        "",
    ),
    info(
        Fault::PutRefusedButStored,
        Critical,
        &["RFC7644-3.5.1-R11", "RFC7643-4.1.1-R02"],
        "Two people have one name.",
        "",
    ),
    info(
        Fault::PutTakenAccepted,
        Critical,
        &["RFC7644-3.5.1-R11", "RFC7643-4.1.1-R02"],
        "Two people have one name.",
        "",
    ),
    info(
        Fault::DeleteRefused,
        High,
        &["RFC7644-3.6-R05", "RFC7644-3.2-R04"],
        "Accounts of people who left stay.",
        "",
    ),
    info(
        Fault::NeighboursChanged,
        Critical,
        &["RFC7644-3.5.1-R02"],
        "Everybody has the name of somebody else.",
        "",
    ),
];
