//! Faults of form that hold for answers of many kinds.

use super::Severity::{High, Low, Medium};
use super::{Fault, FaultInfo, info};

pub(super) const TABLE: &[FaultInfo] = &[
    info(
        Fault::CreatedIs500,
        High,
        &["RFC7644-3.3-R05", "ENTRA-U-C1", "ENTRA-S-5XX"],
        "The user is created once more with each cycle, or conflicts for ever.",
        "",
    ),
    info(
        Fault::ListIsHtml,
        High,
        &["RFC7644-3.2-R06"],
        "The answer cannot be read; a login page in front of the server looks like this.",
        "",
    ),
    info(
        Fault::TotalOneShort,
        High,
        &["RFC7644-3.4.2-R11", "RFC7644-3.4.2.4-R09"],
        "A user that exists is taken for missing.",
        "",
    ),
    info(
        Fault::ListMemberTwice,
        Medium,
        &["RFC7644-3.4.2.4-R11", "RFC7643-3.1-R07"],
        "A walk through all users misses some.",
        "",
    ),
    info(Fault::StartIndexIsText, Low, &["RFC7643-2.3-R02"], "None with Entra.", ""),
    info(
        Fault::PartialPageSilent,
        Medium,
        &["RFC7644-3.4.2-R08", "RFC7644-3.4.2-R09"],
        "Microsoft's validation workflow fails the page.",
        "",
    ),
    info(
        Fault::LocationOfCollection,
        Low,
        &["RFC7644-3.3-R09"],
        "None with Entra, which builds URLs from the id.",
        "",
    ),
    info(Fault::ContentLocationOther, Low, &["RFC7643-3.1-R23"], "None with Entra.", ""),
    info(
        Fault::IdChangesInAnswer,
        High,
        &["RFC7643-3.1-R08", "RFC7644-3.5.2-R25"],
        "The link to the user is lost.",
        "",
    ),
    info(Fault::CreatedInFuture, Low, &["RFC7643-3.1-R21"], "None with Entra.", ""),
    info(
        Fault::LastModifiedIsNow,
        Low,
        &["RFC7643-3.1-R21"],
        "None with Entra; clients that look for changes read everything again.",
        "",
    ),
    info(
        Fault::VersionAlwaysNew,
        Low,
        &["RFC7643-3.1-R24", "RFC7644-3.14-R08"],
        "None with Entra.",
        "",
    ),
    info(
        Fault::MetaLocationOfCollection,
        Medium,
        &["RFC7644-3.3-R09"],
        "None with Entra, which builds URLs from the id.",
        "",
    ),
    info(Fault::ReferencesAreNoUris, Low, &["RFC7643-2.3.7-R01"], "None with Entra.", ""),
];
