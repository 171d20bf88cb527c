//! Faults of paging by cursor, and of the choice and order of attributes, beyond the first.

use super::Severity::{Critical, High, Low, Medium};
use super::{Fault, FaultInfo, info};

/// Paging by cursor (RFC 9865).
pub(super) const CURSORS: &[FaultInfo] = &[
    info(Fault::CursorUnsafeCharacters, Low, &["RFC9865-2-R01"], "Nothing with Entra.", ""),
    info(Fault::CursorEmptyRefused, Medium, &["RFC9865-2-R02"], "No walk by cursor can begin.", ""),
    info(
        Fault::CursorCountOneTwo,
        Low,
        &["RFC9865-2-R05", "RFC7644-3.4.2.4-R03"],
        "Nothing with Entra.",
        "",
    ),
    info(Fault::CursorCountZeroAll, Low, &["RFC9865-2-R04"], "Nothing with Entra.", ""),
    info(Fault::CursorCountNegativeAll, Low, &["RFC9865-2-R03"], "Nothing with Entra.", ""),
    info(
        Fault::CursorNextMissing,
        High,
        &["RFC9865-2-R07", "RFC9865-2-R11"],
        "All users behind the second page are invisible.",
        "",
    ),
    info(
        Fault::CursorNeverEnds,
        High,
        &["RFC9865-2-R08", "RFC9865-2-R11"],
        "A walk over the users never ends.",
        "",
    ),
    info(
        Fault::CursorLastPageEmpty,
        Low,
        &["RFC9865-2-R08"],
        "Each walk takes one request more.",
        "",
    ),
    info(Fault::CursorFirstHasPrevious, Low, &["RFC9865-2-R10"], "Nothing with Entra.", ""),
    info(Fault::CursorPagesOverlap, High, &["RFC9865-2-R11"], "Accounts are seen twice.", ""),
    info(Fault::CursorPreviousIsSame, Low, &["RFC9865-2-R12"], "Nothing with Entra.", ""),
    info(
        Fault::CursorTotalIsPage,
        Medium,
        &["RFC9865-2-R13", "RFC7644-3.4.2.4-R09"],
        "Clients that count stop after the first page.",
        "",
    ),
    info(
        Fault::CursorForgedAccepted,
        Low,
        &["RFC9865-2.1-R01"],
        "A walk begins anew and never ends.",
        "",
    ),
    info(
        Fault::CursorForged500,
        Low,
        &["RFC9865-2.1-R01", "ENTRA-S-5XX"],
        "The client takes the server for broken.",
        "",
    ),
    info(
        Fault::CursorForgedUnnamed,
        Low,
        &["RFC9865-2.1-R02"],
        "The client does not learn that it has to begin anew.",
        "",
    ),
    info(Fault::CursorUnsorted, Low, &["RFC9865-2.2-R01"], "Nothing with Entra.", ""),
    info(
        Fault::DefaultMethodSwitches,
        Medium,
        &["RFC9865-2.4-R01"],
        "A walk over the users stops after the first page.",
        "",
    ),
    info(Fault::SearchCursorIgnored, Low, &["RFC9865-3-R01"], "Nothing with Entra.", ""),
    info(Fault::CursorUnannounced, Low, &["RFC9865-4-R01"], "Clients do not use them.", ""),
    info(
        Fault::ConfigMaximumExceeded,
        Low,
        &["RFC9865-4-R06"],
        "Clients that make room for a page have too little.",
        "",
    ),
    info(
        Fault::CursorNeedsNoToken,
        Critical,
        &["RFC9865-5.2-R02"],
        "Whoever has a cursor from a log reads all accounts.",
        "",
    ),
];

/// What is shown, and in which order.
pub(super) const VIEWS: &[FaultInfo] = &[
    info(
        Fault::ProjectionMinimum,
        Medium,
        &["RFC7644-3.9-R03"],
        "What was asked for is taken for unset.",
        "",
    ),
    info(
        Fault::SubAttributeWhole,
        Low,
        &["RFC7644-3.9-R08", "RFC7644-3.9-R04"],
        "Nothing with Entra.",
        "",
    ),
    info(
        Fault::ExcludedUrn,
        Low,
        &["RFC7644-3.4.2.5-R04", "RFC7644-3.10-R03"],
        "Nothing with Entra.",
        "",
    ),
    info(
        Fault::ExcludedMinimum,
        High,
        &["RFC7644-3.9-R06"],
        "A group has no name and is renamed with each cycle.",
        "",
    ),
    info(Fault::ProjectionOnReplace, Low, &["RFC7644-3.9-R02"], "Nothing with Entra.", ""),
    info(
        Fault::ProjectionOnPatch,
        Low,
        &["RFC7644-3.9-R02"],
        "Answers with all members are large.",
        "",
    ),
    info(
        Fault::PatchLosesExcluded,
        High,
        &["RFC7644-3.5.2.3-R03", "RFC7644-3.9-R02"],
        "Whoever leaves members out of the answer empties the group.",
        "",
    ),
    info(
        Fault::PasswordReturnedOnRequest,
        Critical,
        &["RFC7643-4.1.1-R12", "RFC7643-4.1.1-R11"],
        "Whoever has a token for provisioning reads the passwords of all users.",
        "",
    ),
    info(Fault::OnRequestShown, Low, &["RFC7643-7-R25"], "Nothing with Entra.", ""),
    info(Fault::SortNameAsWritten, Low, &["RFC7644-3.10-R01"], "Nothing with Entra.", ""),
    info(
        Fault::SortOrderUnknown500,
        Low,
        &["RFC7644-3.4.2.3-R06", "ENTRA-S-5XX"],
        "Nothing with Entra.",
        "",
    ),
    info(Fault::SortFirstElement, Low, &["RFC7644-3.4.2.3-R03"], "Nothing with Entra.", ""),
];
