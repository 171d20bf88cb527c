//! Faults of the token endpoint.

use super::Severity::{Critical, High, Medium};
use super::{Fault, FaultInfo, info};

pub(super) const TABLE: &[FaultInfo] = &[
    info(
        Fault::TokenAnsweredWithHtml,
        High,
        &["ENTRA-C-1"],
        "Entra gets no token and provisions nothing.",
        "",
    ),
    info(
        Fault::TokenMissing,
        High,
        &["ENTRA-C-1"],
        "Entra gets no token and provisions nothing.",
        "",
    ),
    info(
        Fault::TokenTypeWrong,
        Medium,
        &["ENTRA-C-1"],
        "A client that looks at the type does not use the token.",
        "",
    ),
    info(
        Fault::TokenLifetimeTooShort,
        High,
        &["ENTRA-C-2"],
        "The gallery's gate refuses the app; the token may end in the middle of a cycle.",
        "",
    ),
    info(
        Fault::TokenLifetimeTooLong,
        Medium,
        &["ENTRA-C-2"],
        "The gallery's gate refuses the app; a stolen token is of use for a day.",
        "",
    ),
    info(
        Fault::TokenLifetimeIsText,
        Medium,
        &["ENTRA-C-3"],
        "The gallery's gate breaks off with an unexpected failure.",
        "",
    ),
    info(
        Fault::IssuedTokenUseless,
        High,
        &["ENTRA-C-4"],
        "Every request of Entra is answered 401, and the job goes into quarantine.",
        "",
    ),
    info(
        Fault::AnySecretAccepted,
        Critical,
        &["ENTRA-C-5"],
        "Everybody who knows the client ID can read and change all users.",
        "",
    ),
    info(
        Fault::NoSecretNeeded,
        Critical,
        &["ENTRA-C-5"],
        "Everybody who knows the client ID can read and change all users.",
        "",
    ),
    info(
        Fault::AssertionSignatureIgnored,
        Critical,
        &["ENTRA-C-7"],
        "Everybody can write an assertion, and read and change all users.",
        "",
    ),
    info(
        Fault::UnsignedAssertionAccepted,
        Critical,
        &["ENTRA-C-7"],
        "Everybody can write an assertion, and read and change all users.",
        "",
    ),
    info(
        Fault::AssertionExpiryIgnored,
        High,
        &["ENTRA-C-7"],
        "An assertion that was found in an old log opens the server for ever.",
        "",
    ),
    info(
        Fault::AssertionAudienceIgnored,
        Critical,
        &["ENTRA-C-7"],
        "An assertion that was made for another application opens the server.",
        "",
    ),
    info(
        Fault::AssertionIssuerIgnored,
        Critical,
        &["ENTRA-C-7"],
        "What another tenant has issued opens the server.",
        "",
    ),
    info(
        Fault::AssertionSubjectIgnored,
        Critical,
        &["ENTRA-C-7"],
        "Every application of the customer's tenant can provision users.",
        "",
    ),
];
