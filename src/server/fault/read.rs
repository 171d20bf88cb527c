//! Faults of reading one resource, and of what is returned.

use super::Severity::{Critical, High, Low, Medium};
use super::{Fault, FaultInfo, info};

pub(super) const TABLE: &[FaultInfo] = &[
    info(
        Fault::UnknownIs500,
        High,
        &["RFC7644-3.4.1-R02", "ENTRA-RS-4"],
        "A user that is gone is tried again for ever.",
        "wso2/product-is#7455",
    ),
    info(
        Fault::UnknownIs200,
        High,
        &["RFC7644-3.4.1-R02", "ENTRA-RS-4"],
        "A user that is gone is taken for there.",
        "",
    ),
    info(
        Fault::GroupsMissingOnUser,
        Low,
        &["RFC7643-4.1.2-R06"],
        "None with Entra.",
        "Captain-P-Goldfish/scim-for-keycloak#97",
    ),
    info(Fault::CreatedMoves, Low, &["RFC7643-3.1-R20"], "None with Entra.", ""),
    info(
        Fault::LastModifiedStands,
        Low,
        &["RFC7643-3.1-R21"],
        "None with Entra; clients that look for changes miss them.",
        "wso2/product-is#22244",
    ),
    info(
        Fault::ResourceTypeMissing,
        Low,
        &["RFC7643-3.1-R19", "RFC7643-3.1-R03", "RFC7644-3.3.1-R01"],
        "None with Entra.",
        "wso2/product-is#7320",
    ),
    info(
        Fault::GroupReadThroughUsers,
        Low,
        &["RFC7644-3.4.1-R02"],
        "A group may be taken for a user.",
        "",
    ),
    info(
        Fault::MalformedId500,
        Medium,
        &["RFC7644-3.4.1-R02"],
        "None with Entra.",
        "ssoready/ssoready#259",
    ),
    info(
        Fault::GroupsStaleAfterDelete,
        Medium,
        &["RFC7643-4.1.2-R06"],
        "None with Entra.",
        "simpleidserver/SimpleIdServer#698",
    ),
    info(
        Fault::DisabledHiddenFromGet,
        Critical,
        &["ENTRA-U-P9", "ENTRA-RS-3", "RFC7643-4.1.1-R10"],
        "The link is broken, and enabling the user again fails.",
        "",
    ),
    info(
        Fault::DisabledHiddenFromFilter,
        Critical,
        &["ENTRA-U-P9", "ENTRA-RS-3"],
        "The user is created a second time when it comes back.",
        "msaad00/agent-bom#2196",
    ),
    info(
        Fault::DisabledWithoutActive,
        High,
        &["ENTRA-U-P9", "ENTRA-RS-3"],
        "The comparison never settles.",
        "",
    ),
    info(
        Fault::AttributeNamesLowerCased,
        High,
        &["RFC7643-2.1-R03", "RFC7643-8.7-R01", "ENTRA-W29"],
        "userName and externalId are not found in the answer.",
        "pond/scimitar#98",
    ),
];
