//! Profiles: which scenarios run, and which levels make a server nonconformant.

use crate::event::ProfileFacts;
use crate::suite::Level;

/// A named answer to the questions what is tried, and what a failure must be
/// worth to gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// What Microsoft Entra ID's provisioning needs: MUST and ENTRA gate, and
    /// the server must support PATCH and filters.
    Entra,
    /// As [`Self::Entra`], of a job whose tenant URL lacks `aadOptscim062020`:
    /// what Entra sends in the dialect of old.
    EntraLegacy,
    /// As [`Self::Entra`], of a job whose tenant URL has `aadOptscim062020`.
    EntraFlag,
    /// The tests of Microsoft's SCIM Validator.
    Validator,
    /// The tests of the gate of Microsoft's app gallery.
    Gallery,
    /// The word of the RFCs: MUST gates.
    Rfc,
    /// Everything runs and gates.
    Strict,
}

/// No profile has that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no profile `{0}`; there are entra, entra-legacy, entra-flag, validator, gallery, rfc and strict"
)]
pub struct UnknownProfile(pub String);

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 7] = [
        Self::Entra,
        Self::EntraLegacy,
        Self::EntraFlag,
        Self::Validator,
        Self::Gallery,
        Self::Rfc,
        Self::Strict,
    ];

    /// Its name, as it is typed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::EntraLegacy => "entra-legacy",
            Self::EntraFlag => "entra-flag",
            Self::Validator => "validator",
            Self::Gallery => "gallery",
            Self::Rfc => "rfc",
            Self::Strict => "strict",
        }
    }

    /// What it runs and gates on, in one sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Entra => "fails on what the RFCs demand (MUST) and on what Entra needs (ENTRA)",
            Self::EntraLegacy => {
                "is entra for a tenant URL without aadOptscim062020: Entra's requests in the legacy dialect"
            }
            Self::EntraFlag => {
                "is entra for a tenant URL with aadOptscim062020: Entra's requests in the flagged dialect"
            }
            Self::Validator => "runs the tests of Microsoft's SCIM Validator, and fails as it does",
            Self::Gallery => {
                "runs the tests of the gate of Microsoft's app gallery (`scimproof gallery`)"
            }
            Self::Rfc => "fails on what the RFCs demand (MUST) only",
            Self::Strict => "fails on every deviation, recommendations (SHOULD) included",
        }
    }

    /// The levels of which a failure gates.
    #[must_use]
    pub fn gates(self) -> Vec<Level> {
        match self {
            Self::Entra | Self::EntraLegacy | Self::EntraFlag | Self::Validator | Self::Gallery => {
                vec![Level::Entra, Level::Must]
            }
            Self::Rfc => vec![Level::Must],
            Self::Strict => vec![Level::Should, Level::Entra, Level::Must],
        }
    }

    /// Needs that are failures and no skips when the server does not meet them.
    ///
    /// Entra updates by PATCH and finds users by filter; a server without
    /// either cannot be provisioned (use-scim-to-provision-users-and-groups,
    /// "Understand the Microsoft Entra SCIM implementation").
    #[must_use]
    pub fn requires(self) -> &'static [&'static str] {
        match self {
            Self::Entra | Self::EntraLegacy | Self::EntraFlag | Self::Validator => {
                &["spc:patch.supported", "spc:filter.supported"]
            }
            Self::Gallery | Self::Rfc | Self::Strict => &[],
        }
    }

    /// The scenarios that it runs when none are named, as patterns of `--only`;
    /// none means all.
    pub(super) const fn usual(self) -> &'static [&'static str] {
        match self {
            Self::EntraLegacy | Self::EntraFlag => &["entra-*"],
            Self::Validator => &["validator"],
            Self::Gallery => &["gallery"],
            Self::Entra | Self::Rfc | Self::Strict => &[],
        }
    }

    /// The scenarios that it never runs, such as those of the other dialect,
    /// whose rows are named so.
    pub(super) const fn never(self) -> &'static [&'static str] {
        match self {
            Self::EntraLegacy => &["*[flagged*]", "entra-connection.flag"],
            Self::EntraFlag => &["*[legacy*]"],
            // They do not look at what holds for every answer.
            Self::Validator | Self::Gallery => &["laws"],
            Self::Entra | Self::Rfc | Self::Strict => &[],
        }
    }

    /// Finds a profile by name.
    ///
    /// # Errors
    /// [`UnknownProfile`] when there is none.
    pub fn from_name(name: &str) -> Result<Self, UnknownProfile> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.name() == name)
            .ok_or_else(|| UnknownProfile(name.to_owned()))
    }

    /// What a report says of it.
    #[must_use]
    pub fn facts(self) -> ProfileFacts {
        ProfileFacts {
            name: self.name().to_owned(),
            gates: self.gates(),
            requires: self.requires().iter().map(|need| (*need).to_owned()).collect(),
        }
    }
}
