//! Every fault and every variation makes a difference, and only then.

use std::collections::BTreeSet;

use scimproof::server::{Fault, InProcess, Server, Settings, Variation};
use scimproof::wire::{Method, Request, Transport};

use crate::exercise::transcript;
use crate::further::{differing_transcript, further_transcript};

/// What shows only when requests overlap, which a walk of one after the other
/// cannot; the suites have scenarios for these.
const OVERLAPPING: &[Fault] = &[
    Fault::StaleIfMatchUnderLoad,
    Fault::ParallelDuplicates,
    Fault::AnswersMixedUp,
    Fault::ParallelPatchLost,
    Fault::ParallelLoser500,
    Fault::ParallelSameId,
    Fault::ParallelMembersLost,
    Fault::ParallelPatchRefused,
];

/// What the walks do not ask for yet. The list may only shrink: whoever adds a
/// fault adds the request that shows it.
const NOT_WALKED: &[&str] = &[
    "fl-co-prefix-only",
    "fl-binary-order-accepted",
    "fl-schemas-empty",
    "fl-meta-empty",
    "fl-empty-ignored",
    "fl-unknown-sub-attribute-ignored",
    "fl-root-ignored",
    "fl-root-unknown-refused",
    "di-writable",
    "cr-groups-writable",
    "cr-client-meta-stored",
    "rp-put-null-keeps",
    "cr-locale-refused",
    "cr-manager-name-stored",
    "ht-async-incomplete",
    "ht-async-refused",
    "rp-put-null-ignored",
    // Seen in the bytes of a body, which the walks do not have.
    "en-escaped-unicode-not-decoded",
];

/// Faults of the token endpoint show there only (tests/credential.rs).
fn is_walked(fault: Fault) -> bool {
    let name = fault.name();
    !OVERLAPPING.contains(&fault) && !NOT_WALKED.contains(&name) && !name.starts_with("tk-")
}

#[test]
fn the_same_requests_give_the_same_answers() {
    assert_eq!(transcript(Settings::default()), transcript(Settings::default()));
}

#[test]
fn every_fault_shows() {
    let correct = transcript(Settings::default());
    let further = further_transcript(Settings::default());
    let shows = |fault: Fault| {
        transcript(Settings::with_faults([fault])) != correct
            || further_transcript(Settings::with_faults([fault])) != further
    };
    let hidden: Vec<&str> = std::thread::scope(|scope| {
        let parts: Vec<_> = Fault::ALL
            .chunks(Fault::ALL.len().div_ceil(4))
            .map(|part| {
                scope.spawn(|| {
                    let hidden = part.iter().filter(|fault| is_walked(**fault) && !shows(**fault));
                    hidden.map(|fault| fault.name()).collect::<Vec<_>>()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(hidden.is_empty(), "these faults change no answer: {hidden:?}");
}

#[test]
fn every_variation_shows() {
    let correct = transcript(Settings::default());
    let differing = differing_transcript(Settings::default());
    let hidden: Vec<&str> = Variation::ALL
        .iter()
        .filter(|variation| {
            let variations = BTreeSet::from([**variation]);
            let settings = Settings { variations, ..Settings::default() };
            differing_transcript(settings.clone()) == differing && transcript(settings) == correct
        })
        .map(|variation| variation.name())
        .collect();
    assert!(hidden.is_empty(), "these variations change no answer: {hidden:?}");
}

#[test]
fn names_are_found_and_nothing_else_is() {
    for variation in Variation::ALL {
        assert_eq!(Variation::from_name(variation.name()), Some(*variation));
    }
    assert_eq!(Fault::from_name("no-such-fault"), None);
}

#[tokio::test]
async fn the_server_is_a_transport_without_a_network() {
    let transport = InProcess::new(Server::new(Settings::default()));
    let response = transport.send(&Request::new(Method::Get, "/Users")).await;
    assert_eq!(response.map(|response| response.status), Ok(200));
}
