//! Faults that show with a token of another tenant, or with one of fewer rights.

use super::Severity::{Critical, High, Low, Medium};
use super::{Fault, FaultInfo, info};

pub(super) const TABLE: &[FaultInfo] = &[
    info(
        Fault::OtherTenantAccepted,
        Critical,
        &["RFC7644-6.1-R02", "RFC7643-3.1-R13", "RFC9865-5.2-R01"],
        "Another company reads and changes the accounts.",
        "",
    ),
    info(
        Fault::OtherTenantReads,
        Critical,
        &["RFC7644-6.1-R02"],
        "Another company reads the accounts whose ids it knows.",
        "",
    ),
    info(
        Fault::OtherTenantLists,
        Critical,
        &["RFC7644-6.1-R02", "RFC7643-3.1-R13"],
        "Another company finds the accounts, and takes them for its own.",
        "",
    ),
    info(
        Fault::OtherTenantWrites,
        Critical,
        &["RFC7644-6.1-R02"],
        "Another company disables accounts.",
        "",
    ),
    info(
        Fault::OtherTenantDeletes,
        Critical,
        &["RFC7644-6.1-R02"],
        "Another company deletes accounts.",
        "",
    ),
    info(
        Fault::OtherTenantPatchDone,
        Critical,
        &["RFC7644-6.1-R02"],
        "Another company disables accounts, and nobody sees how.",
        "",
    ),
    info(
        Fault::OtherTenantDeleteDone,
        Critical,
        &["RFC7644-6.1-R02"],
        "Another company deletes accounts, and nobody sees how.",
        "",
    ),
    info(
        Fault::ReaderPutDone,
        Medium,
        &["RFC7644-2-R05", "RFC7644-2.1-R01", "RFC7644-7.7-R03"],
        "A token for reports changes accounts.",
        "",
    ),
    info(
        Fault::OtherTenantFollows,
        High,
        &["RFC9865-5.2-R01", "RFC7644-6.1-R02"],
        "Whoever has a cursor from a log reads the accounts of another company.",
        "",
    ),
    info(Fault::OtherTenantCursorTold, Low, &["RFC9865-5.2-R04"], "Nothing with Entra.", ""),
    info(
        Fault::ReaderWrites,
        High,
        &["RFC7644-2-R05", "RFC7644-2.1-R01", "RFC7644-7.7-R03"],
        "A token for reports disables and deletes accounts.",
        "",
    ),
    info(
        Fault::ReaderDeletes,
        High,
        &["RFC7644-2-R05", "RFC7644-2.1-R01", "RFC7644-7.7-R03"],
        "A token for reports deletes accounts.",
        "",
    ),
    info(
        Fault::ReaderUnauthorised,
        Low,
        &["RFC7644-3.12-R09"],
        "The client takes its token for expired, and asks for another one for ever.",
        "",
    ),
];
