//! Every variation makes a difference, and without one nothing differs. That faults
//! make one is what the matrix shows (tests/detection.rs).

use std::collections::BTreeSet;

use scimproof::server::{Fault, InProcess, Server, Settings, Variation};
use scimproof::wire::{Method, Request, Transport};

use crate::exercise::transcript;
use crate::further::{differing_transcript, further_transcript};

#[test]
fn the_same_requests_give_the_same_answers() {
    assert_eq!(transcript(Settings::default()), transcript(Settings::default()));
}

#[test]
fn every_variation_shows() {
    let correct = transcript(Settings::default());
    let further = further_transcript(Settings::default());
    let differing = differing_transcript(Settings::default());
    let hidden: Vec<&str> = Variation::ALL
        .iter()
        .filter(|variation| {
            let variations = BTreeSet::from([**variation]);
            let settings = Settings { variations, ..Settings::default() };
            transcript(settings.clone()) == correct
                && further_transcript(settings.clone()) == further
                && differing_transcript(settings) == differing
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
