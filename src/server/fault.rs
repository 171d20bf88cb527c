//! The catalogue of faults: what the reference server does wrong on request.
//!
//! A fault is one wrong rule at one place. Faults of form are put into the
//! finished answer by `distort`; faults of state are asked where the decision
//! is made.

use std::fmt;

mod create;
mod list;
mod patch_group;
mod patch_user;
mod protocol;
mod query;
mod read;
mod token;

pub use list::Fault;

/// How bad it is for a company whose directory is provisioned to such a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A deviation from a standard that Entra does not notice.
    Low,
    /// Some attributes, some clients or some tests fail.
    Medium,
    /// People or groups are not provisioned, or lose data.
    High,
    /// Nothing works, or the wrong people have or lose access.
    Critical,
}

/// What is known about a [`Fault`].
#[derive(Clone, Copy, Debug)]
pub struct FaultInfo {
    /// Which fault it is.
    pub fault: Fault,
    /// Its name, as `--fault` takes it.
    pub name: &'static str,
    /// The requirements it breaks, the foremost first. Ids of the catalogue.
    pub breaks: &'static [&'static str],
    /// How bad it is.
    pub severity: Severity,
    /// What Entra makes of it, in one sentence.
    pub effect: &'static str,
    /// A public place where a server did this, such as `owner/repository#1`;
    /// empty when it was thought out.
    pub seen_in: &'static str,
}

const fn info(
    fault: Fault,
    severity: Severity,
    breaks: &'static [&'static str],
    effect: &'static str,
    seen_in: &'static str,
) -> FaultInfo {
    FaultInfo { fault, name: fault.name(), breaks, severity, effect, seen_in }
}

const TABLES: [&[FaultInfo]; 7] = [
    query::TABLE,
    create::TABLE,
    read::TABLE,
    patch_user::TABLE,
    patch_group::TABLE,
    protocol::TABLE,
    token::TABLE,
];

impl Fault {
    /// Finds the fault of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// What is known about it.
    #[must_use]
    pub fn info(self) -> FaultInfo {
        TABLES
            .into_iter()
            .flatten()
            .find(|info| info.fault == self)
            .copied()
            // A test holds that every fault stands in a table.
            .unwrap_or(info(self, Severity::Low, &[], "", ""))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::scim::requirement::Catalogue;

    #[test]
    fn every_fault_is_described_once_and_has_a_name_of_its_own() {
        let described: Vec<Fault> = TABLES.into_iter().flatten().map(|info| info.fault).collect();
        let distinct: BTreeSet<Fault> = described.iter().copied().collect();
        assert_eq!(described.len(), distinct.len());
        assert_eq!(described.len(), Fault::ALL.len());
        for fault in Fault::ALL {
            assert_eq!(Fault::from_name(fault.name()), Some(*fault));
            assert!(!fault.info().effect.is_empty(), "{fault}");
        }
    }

    #[test]
    fn every_fault_breaks_a_requirement_that_exists() {
        let catalogue = Catalogue::built_in();
        for fault in Fault::ALL {
            assert!(!fault.info().breaks.is_empty(), "{fault}");
            for id in fault.info().breaks {
                // The ids of Entra's patterns are the business of the suites' own lint.
                assert!(id.starts_with("ENTRA-") || catalogue.get(id).is_some(), "{fault}: {id}");
            }
        }
    }
}
