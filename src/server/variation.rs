//! Legal differences between servers, to see that none of them is called wrong.

use std::fmt;

mod definitions;
mod list;

pub(super) use definitions::vary as vary_definitions;
pub use list::Variation;

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
            &[Variation::PatchAnswersResource, Variation::PatchAnswersNothing],
            &[Variation::StrongETags, Variation::NoETags],
            &[Variation::NoCursors, Variation::CursorsOnly],
            &[Variation::EmptyMembersShown, Variation::EmptyMembersNull],
            &[Variation::NoSort, Variation::SortUndeclared],
            &[Variation::RelativeReferences, Variation::NoReferences],
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
