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
    WholeSeconds "whole-seconds" Free
        "Timestamps have no fraction of a second (RFC 7643 section 2.3.5: any xsd:dateTime).";
    SevenDigits "seven-digit-seconds" Free
        "Timestamps have seven digits behind the second (RFC 7643 section 2.3.5: any xsd:dateTime).";
    OffsetTimestamps "offset-timestamps" Free
        "Timestamps are written with the offset +02:00 (RFC 7643 section 2.3.5: any xsd:dateTime).";
    RelativeLocations "relative-locations" Discouraged
        "Location and meta.location are relative to the service root (RFC 7643 section 2.3.7 allows relative references).";
    OtherHost "other-host" Discouraged
        "Location and meta.location name the host of a gateway (no RFC says which name of itself a server uses).";
    PlainJson "plain-json" Unwise
        "Answers are labelled application/json (RFC 7644 section 3.8 knows both names).";
    HeadersOfGateway "headers-of-a-gateway" Free
        "Answers have headers that gateways add (RFC 9110 section 5.1 lets anybody add some).";
    HeaderNamesLowerCased "header-names-lower-cased" Free
        "The names of headers are in lower case, as in HTTP/2 (RFC 9110 section 5.1).";
    LocationOnlyOfNew "location-only-of-new" Free
        "Only the answer to a create has Location (RFC 7644 section 3.3 demands it there alone).";
    ContentLocationShown "content-location" Free
        "GET answers with Content-Location (RFC 7643 section 3.1).";
    VersionOnlyInHeader "version-only-in-header" Discouraged
        "The header ETag is sent, and meta.version is not (RFC 7644 section 3.14 only recommends both).";
    LongETags "long-etags" Free
        "Entity tags are long, with = and / in them (RFC 9110 section 8.8.3).";
    WordyErrors "wordy-errors" Free
        "The detail of errors is in German and has two lines (RFC 7644 section 3.12: for people).";
    ErrorsWithMore "errors-with-more" Free
        "Errors have members of the server's own (RFC 7644 section 3.12 names those that every server has).";
    ListsWithMore "lists-with-more" Free
        "Lists have a member of the server's own (RFC 7644 section 3.4.2 names those that every server has).";
    SyntaxIsValue "syntax-is-value" Free
        "A body that cannot be read is invalidValue and not invalidSyntax (RFC 7644 section 3.12: scimType is optional).";
    GatewayPage "gateway-page" Discouraged
        "401 comes from a gateway, with a page of HTML (RFC 7644 section 3.12 speaks of the server behind it).";
    UnauthorisedIs403 "unauthorised-403" Unwise
        "A wrong token is answered with 403 (RFC 7644 section 3.12 only recommends 401).";
    StaleVersionIs409 "stale-version-409" Unwise
        "A stale version is answered with 409 (RFC 7644 section 3.12, table 8).";
    OwnExtension "own-extension" Free
        "Users have an extension of the server's own, which it declares and fills (RFC 7643 section 3.3).";
    FormattedNameAdded "formatted-name-added" Free
        "name.formatted is made of the other names when it is not given (RFC 7643 section 4.1.1).";
    DisplayNameComputed "display-name-computed" Free
        "displayName of a user is made of its names when it is not given (RFC 7643 section 4.1.1).";
    PrimaryFalseShown "primary-false-shown" Free
        "Elements that are not primary say so (RFC 7643 section 2.4).";
    FirstIsPrimary "first-is-primary" Free
        "The first element is primary when none is (RFC 7643 section 2.4 allows one).";
    ElementsWithDisplay "elements-with-display" Free
        "E-mail addresses and telephone numbers have a display name (RFC 7643 section 2.4).";
    UnassignedAsNull "unassigned-as-null" Free
        "Some attributes without a value are shown as null (RFC 7643 section 2.5).";
    UnassignedAsEmptyList "unassigned-as-empty-list" Free
        "Some attributes without a value are shown as [] (RFC 7643 section 2.5).";
    BareMembers "bare-members" Free
        "Members have a value and nothing else (RFC 7643 section 4.2: type and $ref are optional).";
    MembersWithDisplay "members-with-display" Free
        "Members have the name of whom they are (RFC 7643 section 4.2).";
    BareUserGroups "bare-user-groups" Free
        "groups of a user have a value and nothing else (RFC 7643 section 4.1.2).";
    ManagerNameShown "manager-name-shown" Free
        "The manager has a displayName (RFC 7643 section 4.3).";
    ExtensionAlwaysListed "extension-always-listed" Free
        "schemas names the enterprise extension of users that have no value in it (RFC 7643 section 3).";
    SchemasReversed "schemas-reversed" Free
        "schemas names extensions first (RFC 7643 section 3: the order means nothing).";
    PhonesAsUris "phones-as-uris" Unwise
        "Telephone numbers are stored as URIs (RFC 7643 section 4.1.2 recommends it).";
    EmailDomainLowerCased "email-domain-lower-cased" NotForEntra
        "Domains of e-mail addresses are stored in lower case (RFC 7643 section 4.1.2 recommends it).";
    GroupNameLowerCased "group-name-lower-cased" Unwise
        "displayName of groups is kept in lower case (RFC 7643 section 7: letter case of what is not caseExact may be altered).";
    ShortPages "short-pages" Free
        "A list of which no count is named has five resources (RFC 7644 section 3.4.2.4).";
    ShortestPages "small-maximum-page" Free
        "No page has more than five resources, and filter.maxResults says so (RFC 7644 section 3.4.2.4).";
    NewestFirst "newest-first" Free
        "Lists begin with what was created last (RFC 7644 section 3.4.2 gives lists no order).";
    ListedById "listed-by-id" Free
        "Lists are in the order of ids (RFC 7644 section 3.4.2 gives lists no order).";
    CountZeroWithoutResources "count-zero-without-resources" Free
        "The answer to count=0 has no Resources (RFC 7644 section 3.4.2.4).";
    PageBeyondEndRefused "page-beyond-end-refused" Discouraged
        "A page behind the last one is refused with 400 (RFC 7644 section 3.4.2.4 does not say).";
    OddNumbersIgnored "odd-numbers-ignored" Free
        "startIndex and count that are no numbers are ignored (RFC 7644 section 3.4.2.4 does not say).";
    OnlyEqAndAnd "only-eq-and-and" Discouraged
        "Of filters only eq and and are supported; all others are refused as invalidFilter (RFC 7644 section 3.4.2.2).";
    UnknownFilterFindsNone "unknown-filter-finds-none" Free
        "A filter by an attribute that nobody has finds nobody (RFC 7644 section 3.4.2.1).";
    BothProjectionsTaken "both-projections-taken" Free
        "When attributes and excludedAttributes are given, attributes counts (RFC 7644 section 3.9 does not say).";
    UnknownProjectionRefused "unknown-projection-refused" Free
        "An attribute that nobody has is refused in attributes (RFC 7644 section 3.4.2.5 does not say).";
    ProjectionWithoutSchemas "projection-without-schemas" Free
        "Only what is asked for by attributes is shown, without schemas (RFC 7644 section 3.9).";
    AlwaysReturnedNotExcluded "id-not-excluded" Discouraged
        "excludedAttributes=id is refused (RFC 7644 section 3.9 would ignore it).";
    DiscoveryWithoutMeta "discovery-without-meta" Free
        "Discovery documents have no meta, and resource types no id (RFC 7643 sections 5 to 7).";
    ResourceTypeIds "resource-type-ids" Free
        "Resource types have ids of their own, by which they are read (RFC 7643 section 6).";
    OwnSchemasListed "own-schemas-listed" Free
        "/Schemas also lists the schemas of the discovery documents (RFC 7643 section 7).";
    DiscoveryNeedsToken "discovery-needs-token" Discouraged
        "/ServiceProviderConfig is not answered without a token (RFC 7643 section 5 recommends that it is).";
    DiscoveryFilterIgnored "discovery-filter-ignored" Discouraged
        "A filter on /Schemas and /ResourceTypes is ignored (RFC 7644 section 4 recommends 403).";
    ConfigWithMore "config-with-more" Free
        "/ServiceProviderConfig has members of the server's own (RFC 7643 section 5).";
    SchemaDefaultsOmitted "schema-defaults-omitted" Free
        "/Schemas leaves out characteristics that have their default (RFC 7643 section 2.2).";
    DescriptionsMissing "descriptions-missing" Discouraged
        "Nothing has a description (RFC 7643 sections 6 and 7: OPTIONAL and demanded at once).";
    ThirdResourceType "third-resource-type" Free
        "There is a third resource type, of which there are no resources (RFC 7643 section 3.2).";
    NoGroups "no-groups" Free
        "There are no groups (RFC 7644 section 3.2: a server has the resource types that it lists).";
    NoPatch "no-patch" Unwise
        "PATCH is not offered, and answered with 501 (RFC 7644 section 3.5.2: optional).";
    NoFilter "no-filter" Unwise
        "Filters are not offered, and answered with 501 (RFC 7644 section 3.4.2.2: optional).";
    NoSearch "no-search" Discouraged "There is no /.search (RFC 7644 section 3.4.3).";
    NoRootQuery "no-root-query" Free
        "The service root cannot be queried (RFC 7644 section 3.4.2.1: may).";
    MeIsUnknown "me-404" Discouraged
        "/Me is answered with 404 (RFC 7644 section 3.11 recommends 501).";
    MeForbidden "me-403" Free
        "/Me is answered with 403, as the client is no user (RFC 7644 section 3.11).";
    MeRedirects "me-308" Free "/Me redirects to a user (RFC 7644 section 3.11).";
    NoEnterprise "no-enterprise" Free
        "The enterprise extension is not offered (RFC 7643 section 4.3 defines it, and demands it of nobody).";
    SmallUser "small-user" Free
        "Users have names, active, e-mail addresses, groups and externalId, and nothing else (RFC 7643 section 4.1 requires userName only).";
    NoUserGroups "no-user-groups" Free
        "Users do not show their groups (RFC 7643 section 4.1.2 requires no such attribute).";
    EnterpriseRequired "enterprise-required" Free
        "The enterprise extension is required (RFC 7643 section 6: schemaExtensions.required).";
    EmailsRequired "emails-required" Free
        "emails is required, and /Schemas says so (RFC 7643 section 7).";
    WorkOnly "work-only" Free
        "Elements are of the type work only, as canonicalValues says (RFC 7643 section 7).";
    UnknownAttributesRefused "unknown-attributes-refused" NotForEntra
        "A body with an attribute that nobody has is refused with 400 (RFC 7644 section 3.12, table 8).";
    UnknownSchemasRefused "unknown-schemas-refused" NotForEntra
        "A body that names a schema that nobody has is refused with 400 (RFC 7644 section 3.12, table 8).";
    IdOfClientRefused "id-of-client-refused" Discouraged
        "A new resource that brings an id of its own is refused with 400 (RFC 7644 section 3.12, table 9).";
    UnlistedExtensionRefused "unlisted-extension-refused" Unwise
        "An extension that schemas does not name is refused (RFC 7643 section 3).";
    UnknownMembersAccepted "unknown-members-accepted" Free
        "Members that nobody is are stored (RFC 7643 section 2.3.7).";
    LetterOfTheRfc "letter-of-the-rfc" Unwise
        "Where Entra needs another answer than the RFCs give, it is theirs: no text is a Boolean, op is in lower case, a value filter without match is noTarget.";
    PatchAnswersSwapped "patch-answers-swapped" Free
        "PATCH answers 204 for users and 200 for groups (RFC 7644 section 3.5.2).";
    PutClearsOmitted "put-clears-omitted" Free
        "PUT clears all that it does not name (RFC 7644 section 3.5.1).";
    PutKeepsOmitted "put-keeps-omitted" Free
        "PUT keeps all that it does not name (RFC 7644 section 3.5.1).";
    PlainJsonBodiesRefused "plain-json-bodies-refused" Free
        "Bodies that are labelled application/json are refused with 415 (RFC 7644 section 3.8 speaks of answers).";
    IdsInAnyCase "ids-in-any-case" Free
        "Ids are found in any letter case, as UUIDs are (RFC 9562 section 4).";
    NumberIds "number-ids" Free "Ids are numbers, written as strings (RFC 7643 section 3.1).";
    LongIds "long-ids" Free "Ids have 180 characters (RFC 7643 section 3.1 sets no limit).";
    OddIds "odd-ids" Free
        "Ids have signs that travel encoded, and capitals (RFC 7643 section 3.1).";
    TokensAreJwts "tokens-are-jwts" Free
        "Access tokens are JWTs, which a client need not know (RFC 6749 section 1.4).";
    OtherTenantForbidden "other-tenant-forbidden" Free
        "The token of another tenant is answered with 403 throughout (RFC 7644 section 6.1 lets the tenant stand in the URL).";
    ReadersFindNothing "readers-find-nothing" Free
        "What a token may not change is answered with 404 (RFC 9110 section 15.5.4 lets a server hide that something is there).";
}
