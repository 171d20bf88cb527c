//! All legal differences by name, what the server does under each of them, and
//! how that stands to what is recommended.

use super::Standing;

macro_rules! variations {
    ($($variant:ident $name:literal $standing:ident $does:literal;)*) => {
        /// A behaviour that differs from the reference server's and is allowed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Variation {
            $(#[doc = $does] $variant,)*
        }

        impl Variation {
            /// All variations.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// What the server does, in a sentence, with what allows it.
            #[must_use]
            pub const fn does(self) -> &'static str {
                match self { $(Self::$variant => $does,)* }
            }

            /// Its name, as the command line takes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How it stands to what is recommended.
            #[must_use]
            pub const fn standing(self) -> Standing {
                match self { $(Self::$variant => Standing::$standing,)* }
            }
        }
    };
}

variations! {
    UserNameLowerCased "username-lower-cased" Free
        "userName is kept in lower case (RFC 7643 section 7: letter case of what is not caseExact may be altered).";
    PatchAnswersResource "patch-answers-200" Free
        "Every PATCH answers 200 with the resource (RFC 7644 section 3.5.2).";
    PatchAnswersNothing "patch-answers-204" Free
        "Every PATCH answers 204 (RFC 7644 section 3.5.2).";
    ElementsReversed "elements-reversed" Free
        "The elements of multi-valued attributes come in the reverse order; no RFC gives them one.";
    KeysReversed "keys-reversed" Free
        "The members of every JSON object come in the reverse order (RFC 7643 section 2.3.8).";
    FullListWithoutPaging "full-list-without-paging" Free
        "A full list has neither startIndex nor itemsPerPage (RFC 7644 section 3.4.2 requires them of partial ones).";
    EmptyListWithoutResources "empty-list-without-resources" Free
        "An empty list has no Resources (RFC 7644 section 3.4.2).";
    TerseErrors "terse-errors" Free
        "Errors have neither scimType, where the RFC does not demand one, nor detail.";
    CharsetInMediaType "charset-in-media-type" Free "The media type has a charset.";
    StrongETags "strong-etags" Free "Strong instead of weak entity tags (RFC 7644 section 3.14).";
    NoETags "no-etags" Free "No versions at all, and etag.supported is false.";
    EmptyMembersShown "empty-members-shown" Free
        "An empty group has \"members\": [] (RFC 7643 section 2.5).";
    UniquenessIs400OnChange "uniqueness-400-on-change" Free
        "A refused duplicate of a PATCH or PUT is 400 instead of 409 (RFC 7644 table 9).";
    EmptyMembersNull "empty-members-null" Free
        "An empty group has \"members\": null (RFC 7643 section 2.5).";
    SchemasOnlyByDefault "schemas-only-by-default" Free
        "With attributes resources have no schemas (RFC 7644 section 3.9 keeps what is returned always).";
    LargeCountRefused "large-count-refused" Free
        "A count above the maximum is answered 400 invalidCount (RFC 9865 section 2.1).";
    SortUndeclared "sort-undeclared" Free
        "Lists are sorted, and sort.supported is false (RFC 7643 section 5 forbids no feature that is not declared).";
    FiltersUndeclared "filters-undeclared" Unwise
        "Filters are answered, and filter.supported is false (RFC 7643 section 5 forbids no feature that is not declared).";
    NoBulk "no-bulk" Free "Bulk is not offered.";
    NoSort "no-sort" Free "Sorting is not offered, and sortBy is ignored.";
    AsyncAnswers "asynchronous-answers" Free
        "A write whose client prefers it is answered 202 without content, and securityEvents.asyncRequest is request (RFC 9967 section 2.5.1.1).";
    NoCursors "no-cursors" Free
        "Paging by cursor is not offered, and cursor is ignored (RFC 9865).";
    MembersOnRequest "members-on-request" Free
        "members of groups are returned only to who names them, and /Schemas says so (RFC 7643 section 7).";
    CursorsOnly "cursors-only" Unwise
        "Lists are paged by cursor only, and startIndex is ignored (RFC 9865 section 2.3).";
    RelativeReferences "relative-references" Free
        "References are relative to the service root (RFC 7643 section 2.3.7).";
    NoReferences "no-references" Free "Resources carry no $ref.";
    RemoveWithoutMatchRefused "remove-without-match-refused" Free
        "A removal by a value filter without match answers 400 noTarget (RFC 7644 table 9).";
    EmptyStringKept "empty-string-kept" Free
        "\"\" is kept as the value that it is by RFC 7643; Entra clears attributes by it.";
    GroupNamesShared "group-names-shared" Free
        "A second group of the same displayName is created (no RFC makes displayName unique).";
    ActiveNotAssumed "active-not-assumed" Free
        "A user that was created without active has none (RFC 7643 section 4.1.1 requires userName only).";
    FamilyNameRequired "family-name-required" Free
        "name.familyName is required, /Schemas says so, and a user without it is refused (RFC 7643 section 7).";
    DisplayNameAsPrinted "display-name-as-printed" Free
        "/Schemas says that displayName of groups is not required, as RFC 7643 section 8.7.1 prints it (erratum 5368 corrects it).";
    PatchUndeclared "patch-undeclared" Unwise
        "PATCH is there, and patch.supported is false (RFC 7643 section 5 forbids no feature that is not declared).";
    TokenInQuery "token-in-query" Free
        "A token in the query is accepted, too (RFC 6750 section 2.3).";
    TrailingSlashRefused "trailing-slash-404" Free
        "A path that ends in a slash is another path, and answered 404 (RFC 3986 section 6.2.3 makes them different).";
    SharpSIsDoubleS "sharp-s-folded" Free
        "In userName, \"ß\" is the same as \"ss\" (RFC 7644 section 7.8 leaves letters beyond ASCII to the server).";
    ToTheLetter "to-the-letter" Unwise
        "PATCH keeps to RFC 7644 where Entra needs something else: op in lower case, a Boolean that is none a mistake, noTarget for a value filter without match, references as objects.";
    PutDisablesUnlessActive "put-without-active-disables" Free
        "A PUT without active disables the user (RFC 7644 section 3.5.1: what is left out may be set to a default).";
    MembersOutliveUsers "members-outlive-users" Free
        "A deleted user stays a member of its groups (RFC 7643 section 2.3.7: servers may keep references whole, and need not).";
}
