//! The catalogue of faults: what the reference server does wrong on request.
//!
//! A fault is one wrong rule at one place. Faults of form are put into the
//! finished answer by `distort`; faults of state are asked where the decision
//! is made.

use std::fmt;

mod create;
mod cursors;
mod discovery;
mod documents;
mod filter;
mod filters;
mod form;
mod later;
mod lifecycle;
mod list;
mod members;
mod messages;
mod not_shown;
mod pages;
mod parallel;
mod patch_form;
mod patch_group;
mod patch_user;
mod protocol;
mod query;
mod read;
mod tenant;
mod token;
mod users;
mod values;
mod writes;

pub use list::Fault;
pub use not_shown::NOT_SHOWN;

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

impl Severity {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
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

/// The areas with their tables.
const TABLES: [(&str, &[FaultInfo]); 25] = [
    ("Queries", query::TABLE),
    ("Filters", filter::TABLE),
    ("Creating", create::TABLE),
    ("Reading, replacing, deleting", read::TABLE),
    ("PATCH of users", patch_user::TABLE),
    ("PATCH of groups", patch_group::TABLE),
    ("Form of PATCH", patch_form::TABLE),
    ("Protocol", protocol::TABLE),
    ("Discovery", discovery::TABLE),
    ("Form of answers", form::TABLE),
    ("Writes", writes::TABLE),
    ("Token endpoint", token::TABLE),
    ("More of filters", filters::TABLE),
    ("Pages, order, projection", pages::TABLE),
    ("More of order and projection", cursors::VIEWS),
    ("Paging by cursor", cursors::CURSORS),
    ("Lives of resources", lifecycle::TABLE),
    ("More of PATCH of users", users::TABLE),
    ("More of PATCH of groups", members::TABLE),
    ("Messages", messages::TABLE),
    ("Discovery documents", documents::TABLE),
    ("Values and limits", values::TABLE),
    ("Parallel requests", parallel::TABLE),
    ("Later requests", later::TABLE),
    ("Other tenants and rights", tenant::TABLE),
];

impl Fault {
    /// Finds the fault of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// The area in which it stands, as a heading.
    #[must_use]
    pub fn area(self) -> &'static str {
        let here = |table: &[FaultInfo]| table.iter().any(|info| info.fault == self);
        TABLES.into_iter().find(|(_, table)| here(table)).map_or("", |(area, _)| area)
    }

    /// What is known about it.
    #[must_use]
    pub fn info(self) -> FaultInfo {
        TABLES
            .into_iter()
            .flat_map(|(_, table)| table)
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
        let described: Vec<Fault> =
            TABLES.into_iter().flat_map(|(_, table)| table).map(|info| info.fault).collect();
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
