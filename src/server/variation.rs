//! Legal differences between servers, to see that none of them is called wrong.

use std::fmt;

macro_rules! variations {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)*) => {
        /// A behaviour that differs from the reference server's and is allowed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Variation {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Variation {
            /// All variations.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// What the server does, in a sentence or two.
            #[must_use]
            pub const fn does(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc,)+).trim_ascii(),)* }
            }

            /// Its name, as the command line takes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

variations! {
    /// userName is kept in lower case (RFC 7643 section 7: letter case of what is
    /// not caseExact may be altered).
    UserNameLowerCased = "username-lower-cased",
    /// Every PATCH answers 200 with the resource (RFC 7644 section 3.5.2).
    PatchAnswersResource = "patch-answers-200",
    /// Every PATCH answers 204 (RFC 7644 section 3.5.2).
    PatchAnswersNothing = "patch-answers-204",
    /// The elements of multi-valued attributes come in the reverse order; no RFC
    /// gives them one.
    ElementsReversed = "elements-reversed",
    /// The members of every JSON object come in the reverse order (RFC 7643
    /// section 2.3.8).
    KeysReversed = "keys-reversed",
    /// A full list has neither startIndex nor itemsPerPage (RFC 7644 section
    /// 3.4.2 requires them of partial ones).
    FullListWithoutPaging = "full-list-without-paging",
    /// An empty list has no Resources (RFC 7644 section 3.4.2).
    EmptyListWithoutResources = "empty-list-without-resources",
    /// Errors have neither scimType, where the RFC does not demand one, nor detail.
    TerseErrors = "terse-errors",
    /// The media type has a charset.
    CharsetInMediaType = "charset-in-media-type",
    /// Strong instead of weak entity tags (RFC 7644 section 3.14).
    StrongETags = "strong-etags",
    /// No versions at all, and etag.supported is false.
    NoETags = "no-etags",
    /// An empty group has "members": [] (RFC 7643 section 2.5).
    EmptyMembersShown = "empty-members-shown",
    /// A refused duplicate of a PATCH or PUT is 400 instead of 409 (RFC 7644
    /// table 9).
    UniquenessIs400OnChange = "uniqueness-400-on-change",
    /// Bulk is not offered.
    NoBulk = "no-bulk",
    /// Sorting is not offered, and sortBy is ignored.
    NoSort = "no-sort",
    /// Paging by cursor is not offered, and cursor is ignored (RFC 9865).
    NoCursors = "no-cursors",
    /// References are relative to the service root (RFC 7643 section 2.3.7).
    RelativeReferences = "relative-references",
    /// Resources carry no $ref.
    NoReferences = "no-references",
    /// A removal by a value filter without match answers 400 noTarget (RFC 7644
    /// table 9).
    RemoveWithoutMatchRefused = "remove-without-match-refused",
    /// "" is kept as the value that it is by RFC 7643; Entra clears attributes by it.
    EmptyStringKept = "empty-string-kept",
}

/// How a legal difference stands to what is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody may complain.
    Free,
    /// A SHOULD of the RFCs speaks against it; a recommendation may fail.
    Discouraged,
    /// The RFCs allow it and Entra does not get on with it; what Entra needs may fail.
    NotForEntra,
}

impl Variation {
    /// How it stands to what is recommended.
    #[must_use]
    pub const fn standing(self) -> Standing {
        Standing::Free
    }

    /// Are the two about the same thing, so that a server has one at most?
    #[must_use]
    pub fn excludes(self, other: Self) -> bool {
        const GROUPS: &[&[Variation]] = &[
            &[Variation::PatchAnswersResource, Variation::PatchAnswersNothing],
            &[Variation::StrongETags, Variation::NoETags],
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
