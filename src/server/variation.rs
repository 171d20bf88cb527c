//! Legal differences between servers, to see that none of them is called wrong.

use std::fmt;

mod definitions;
mod documents;
mod forms;
mod list;
mod requests;
mod resources;
mod settings;

pub(super) use definitions::{show_badge, vary as vary_definitions};
pub(super) use forms::{answer_later, prefers_no_wait, vary as vary_form};
pub use list::Variation;
pub(super) use settings::vary as vary_settings;

/// How a legal difference stands to what is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody may complain.
    Free,
    /// A SHOULD of the RFCs speaks against it; a recommendation may fail.
    Discouraged,
    /// The RFCs allow it and Entra does not get on with it; what Entra needs may fail.
    NotForEntra,
    /// Both: a SHOULD speaks against it, and Entra does not get on with it.
    Unwise,
}

impl Variation {
    /// Are the two about the same thing, so that a server has one at most?
    #[must_use]
    pub fn excludes(self, other: Self) -> bool {
        const GROUPS: &[&[Variation]] = &[
            &[
                Variation::PatchAnswersResource,
                Variation::PatchAnswersNothing,
                Variation::PatchAnswersSwapped,
            ],
            &[Variation::NoETags, Variation::StrongETags, Variation::StaleVersionIs409],
            &[Variation::NoETags, Variation::LongETags, Variation::VersionOnlyInHeader],
            &[Variation::NoCursors, Variation::CursorsOnly],
            &[Variation::EmptyMembersShown, Variation::EmptyMembersNull],
            &[Variation::EmptyMembersNull, Variation::UnassignedAsNull],
            &[Variation::EmptyMembersNull, Variation::UnassignedAsEmptyList],
            &[Variation::NoSort, Variation::SortUndeclared],
            &[Variation::CursorsOnly, Variation::ShortPages, Variation::ShortestPages],
            &[Variation::RelativeReferences, Variation::NoReferences],
            &[Variation::RelativeReferences, Variation::BareMembers, Variation::MembersWithDisplay],
            &[Variation::WholeSeconds, Variation::SevenDigits, Variation::OffsetTimestamps],
            &[Variation::RelativeLocations, Variation::OtherHost, Variation::LocationOnlyOfNew],
            &[Variation::TerseErrors, Variation::WordyErrors],
            &[Variation::GatewayPage, Variation::UnauthorisedIs403],
            &[Variation::ShortPages, Variation::ShortestPages],
            &[Variation::NewestFirst, Variation::ListedById],
            &[Variation::MeIsUnknown, Variation::MeForbidden, Variation::MeRedirects],
            &[
                Variation::NoEnterprise,
                Variation::SmallUser,
                Variation::EnterpriseRequired,
                Variation::ExtensionAlwaysListed,
            ],
            &[Variation::SmallUser, Variation::OwnExtension],
            &[Variation::SmallUser, Variation::UnassignedAsNull, Variation::UnassignedAsEmptyList],
            &[Variation::EmailsRequired, Variation::UnassignedAsEmptyList],
            &[Variation::PutClearsOmitted, Variation::PutKeepsOmitted],
            &[Variation::IdsInAnyCase, Variation::NumberIds, Variation::LongIds, Variation::OddIds],
            &[Variation::NoPatch, Variation::PatchUndeclared],
            &[Variation::NoGroups, Variation::NoUserGroups],
            &[Variation::DiscoveryWithoutMeta, Variation::ResourceTypeIds],
            &[Variation::AsyncAnswers, Variation::LocationOnlyOfNew],
            &[Variation::LargeCountRefused, Variation::ShortestPages],
            &[Variation::NoFilter, Variation::OnlyEqAndAnd],
            &[Variation::NoFilter, Variation::FiltersUndeclared],
        ];
        self == other || GROUPS.iter().any(|group| group.contains(&self) && group.contains(&other))
    }

    /// Finds the variation of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|variation| variation.name() == name)
    }
}

impl fmt::Display for Variation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}
