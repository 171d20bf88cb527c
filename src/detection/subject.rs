//! What is tried: a server with one fault, with one legal difference, or with
//! a handful of them.

use std::collections::BTreeSet;

use crate::server::{Fault, Settings, Standing, Variation};

/// How many differences a combination has.
const SIZE: usize = 10;

/// Legal differences that are switched on together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Which of the seeded combinations it is, from 0.
    pub number: u64,
    /// The differences.
    pub variations: BTreeSet<Variation>,
}

/// One server that the suites are tried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The server as it should be.
    Right,
    /// One rule is broken.
    Fault(Fault),
    /// One thing is different, and allowed.
    Variation(Variation),
    /// Several things are.
    Combination(Combination),
}

impl Subject {
    /// All faults, all differences, and so many combinations of them.
    #[must_use]
    pub fn all(combined: u64) -> Vec<Self> {
        let faults = Fault::ALL.iter().copied().map(Self::Fault);
        let differences = Variation::ALL.iter().copied().map(Self::Variation);
        let together = combinations(combined).into_iter().map(Self::Combination);
        std::iter::once(Self::Right).chain(faults).chain(differences).chain(together).collect()
    }

    /// What it is called: `right`, a fault's or a difference's name, `combination-3`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Right => "right".to_owned(),
            Self::Fault(fault) => fault.name().to_owned(),
            Self::Variation(variation) => variation.name().to_owned(),
            Self::Combination(combination) => format!("combination-{}", combination.number),
        }
    }

    /// The settings of the server.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        match self {
            Self::Right => {}
            Self::Fault(fault) => {
                settings.faults.insert(*fault);
            }
            Self::Variation(variation) => {
                settings.variations.insert(*variation);
            }
            Self::Combination(combination) => {
                settings.variations.clone_from(&combination.variations);
            }
        }
        settings
    }
}

/// The first `count` combinations: the same ones each time. Differences about
/// the same thing are not combined.
#[must_use]
pub fn combinations(count: u64) -> Vec<Combination> {
    (0..count).map(combination).collect()
}

fn combination(number: u64) -> Combination {
    // A difference that excuses failures would hide false alarms of the others.
    let free = |variation: &&Variation| variation.standing() == Standing::Free;
    let mut left: Vec<Variation> = Variation::ALL.iter().filter(free).copied().collect();
    let mut state = number.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut variations = BTreeSet::new();
    while variations.len() < SIZE && !left.is_empty() {
        let places = left.len() as u64;
        let place = usize::try_from(next(&mut state) % places).unwrap_or_default();
        let chosen = left.swap_remove(place);
        left.retain(|other| !chosen.excludes(*other));
        variations.insert(chosen);
    }
    Combination { number, variations }
}

/// `SplitMix64`.
const fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_the_same_each_time_and_contradict_themselves_never() {
        let all = combinations(50);
        assert_eq!(all, combinations(50));
        assert_ne!(all[0].variations, all[1].variations);
        for combination in all {
            assert_eq!(combination.variations.len(), SIZE);
            for one in &combination.variations {
                let others = combination.variations.iter().filter(|other| *other != one);
                assert_eq!(others.filter(|other| one.excludes(**other)).count(), 0, "{one}");
            }
        }
    }
}
