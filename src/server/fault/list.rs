//! All faults by name, and what the server does wrong under each of them.

macro_rules! faults {
    ($($variant:ident $name:literal $wrong:literal;)*) => {
        /// A rule that can be broken.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault {
            $(#[doc = $wrong] $variant,)*
        }

        impl Fault {
            /// All faults.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name, as `--fault` takes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the server does, in one sentence.
            #[must_use]
            pub const fn wrong(self) -> &'static str {
                match self { $(Self::$variant => $wrong,)* }
            }
        }
    };
}

faults! {
    FilterNoMatchIs404 "fl-no-match-404" "A filter that matches nothing is answered with 404.";
    FilterNoMatchIs501 "er-501-on-probe" "A filter that matches nothing is answered with 501.";
    NoMatchResourcesNull "fl-no-match-resources-null" "An empty list has \"Resources\": null.";
    UserNameFilterCaseSensitive "fl-username-eq-case-sensitive"
        "A filter on userName compares with case.";
    DisplayNameFilterCaseSensitive "fl-displayname-eq-case-sensitive"
        "A filter on displayName compares with case.";
    ExternalIdFilterEmpty "fl-externalid-returns-empty" "A filter on externalId never matches.";
    ExternalIdFilterRefused "fl-externalid-unsupported-400"
        "A filter on externalId is refused with 400.";
    ExternalIdFilterIgnoresCase "fl-externalid-eq-case-insensitive"
        "A filter on externalId compares without case.";
    GroupExternalIdFilterRefused "fl-externalid-group-unsupported"
        "A filter on the externalId of groups is refused with 400.";
    UnknownFilterReturnsAll "fl-unsupported-filter-returns-all"
        "A filter that is not a plain eq is ignored, and everything is returned.";
    FilterIgnored "fl-filter-ignored" "Every filter is ignored, and everything is returned.";
    FilterIgnoredWithProjection "fl-filter-with-attributes-param-ignored"
        "A filter is ignored when attributes are chosen or excluded.";
    FilterAndTruncated "fl-and-truncated"
        "Of a filter with \"and\" only the first half is applied.";
    FilterAttributeCaseSensitive "fl-attr-name-case-sensitive"
        "Attribute names in filters are case-sensitive.";
    FilterOperatorCaseSensitive "fl-operator-case-sensitive"
        "Operators in filters are case-sensitive.";
    FilterQuotesRefused "fl-quotes-not-supported" "A quoted value in a filter is refused with 400.";
    FilterFindsDeleted "fl-deleted-user-in-filter" "A deleted resource is still found by a filter.";
    FilterUnicodeUnmatched "fl-value-unicode"
        "A filter value with a letter beyond ASCII matches nothing.";
    FilterAmpersandCut "fl-value-special-chars"
        "A filter value ends at its first ampersand or number sign.";
    FilterApostrophe500 "fl-value-single-quote-500"
        "An apostrophe in a filter value is answered with 500.";
    FilterApostropheCuts "fl-apostrophe-truncates-value"
        "A filter value ends at its first apostrophe.";
    FilterBracketsRefused "fl-value-with-parentheses-brackets"
        "Parentheses or brackets in a filter value are refused with 400.";
    FilterWildcards "fl-eq-wildcard-chars"
        "The underscore in a filter value stands for any character.";
    FilterKeywordInValue "fl-value-keyword-or-and"
        "The words \"and\" and \"or\" inside a filter value are taken for operators.";
    FilterEscapedQuoteRefused "fl-value-escaped-quote"
        "An escaped quote in a filter value is refused with 400.";
    ValuePathFilterRefused "fl-emails-value-path-refused"
        "The filter emails[type eq \"work\"].value eq \"x\" is refused with 400.";
    FilterTrailingGarbageAccepted "fl-trailing-garbage-accepted"
        "Whatever follows a filter is ignored.";
    FilterOrPrecedence "fl-or-precedence" "In a filter \"or\" binds tighter than \"and\".";
    FilterNotIgnored "fl-not-unsupported" "\"not\" in a filter is ignored.";
    FilterStartsWithContains "fl-co-sw-wrong" "sw in a filter matches anywhere in the value.";
    FilterUnknownOperatorIgnored "fl-unknown-operator-accepted"
        "An unknown operator in a filter matches nothing instead of being refused.";
    FilterPasswordProbe "fl-filter-on-password-leaks"
        "A filter on password tells what the password is.";
    FilterFirstHundredOnly "fl-only-first-page-searched"
        "A filter looks at the first hundred resources only.";
    FilterPlusNotDecoded "fl-plus-not-decoded" "A plus in a query is not read as a blank.";
    RawQuotesRefused "fl-raw-quotes-refused"
        "Double quotes that are not percent-encoded are refused with 400.";
    FilterNotEqualFindsEqual "fl-ne-as-eq" "ne in a filter finds what is equal.";
    FilterContainsAtBeginning "fl-co-prefix-only"
        "co in a filter looks at the beginning of the value only.";
    FilterEndsWithAnywhere "fl-ew-anywhere" "ew in a filter matches anywhere in the value.";
    FilterOrderInclusive "fl-gt-lt-inclusive" "gt and lt in a filter find the value itself, too.";
    FilterPresentAlways "fl-pr-always-true" "pr in a filter holds for every resource.";
    FilterPartsCaseSensitive "fl-parts-case-sensitive"
        "co, sw and ew in a filter compare with case.";
    FilterIntegersAsText "fl-integers-compared-as-text"
        "Integers in filters are compared as texts: 10 comes before 9.";
    FilterBooleanOrdered "fl-boolean-order-accepted"
        "gt, ge, lt and le on a Boolean find nothing instead of being refused.";
    FilterBinaryOrdered "fl-binary-order-accepted"
        "gt, ge, lt and le on a binary attribute find nothing instead of being refused.";
    FilterBooleanFindsNothing "fl-boolean-eq-empty" "eq on a Boolean in a filter finds nothing.";
    FilterBracketsAcrossElements "fl-value-path-across-elements"
        "The conditions in the brackets of a filter may hold of different elements.";
    FilterFirstElementOnly "fl-multivalued-first-only"
        "A filter looks at the first element of a list only.";
    FilterUrnRefused "fl-core-urn-refused"
        "A filter that names a core attribute with its schema URN is refused with 400.";
    FilterExtensionFindsNothing "fl-extension-empty"
        "A filter on an attribute of an extension finds nothing.";
    FilterSchemasFindsNothing "fl-schemas-empty" "A filter on schemas finds nothing.";
    FilterSubAttributeFindsNothing "fl-sub-attribute-empty"
        "A filter on a sub-attribute of a single complex attribute finds nothing.";
    FilterMetaFindsNothing "fl-meta-empty"
        "A filter on meta.resourceType or on the presence of meta finds nothing.";
    FilterOrFirstOnly "fl-or-truncated" "Of a filter with \"or\" only the first part is applied.";
    FilterParenthesesIgnored "fl-parentheses-ignored"
        "Parentheses around \"or\" in a filter are ignored.";
    FilterNotWithBlankRefused "fl-not-blank-refused"
        "\"not\" with a blank before its parenthesis is refused with 400.";
    FilterLogicRefused "fl-logic-refused" "A filter with \"and\" or \"or\" is answered with 500.";
    FilterEmptyIgnored "fl-empty-ignored" "An empty filter is ignored.";
    FilterUnknownSubAttributeIgnored "fl-unknown-sub-attribute-ignored"
        "A filter on a sub-attribute that does not exist is ignored.";
    RootFilterIgnored "fl-root-ignored" "A filter at the service root is ignored.";
    RootUsersOnly "fl-root-users-only" "A query at the service root covers users only.";
    RootUnknownAttributeRefused "fl-root-unknown-refused"
        "A filter at the service root is refused when one of the types lacks its attribute.";
    SearchFilterIgnored "fl-search-ignored" "The filter of a POST to .search is ignored.";
    TotalResultsMissing "ls-totalresults-missing" "A list has no totalResults.";
    ListSchemasMissing "ls-schemas-missing" "A list has no schemas.";
    ListIsBareArray "ls-bare-array" "A list is a bare JSON array.";
    TotalResultsIsPageSize "pgn-totalresults-is-page-size"
        "totalResults is the number of resources on the page.";
    TotalResultsIgnoresFilter "pgn-totalresults-ignores-filter"
        "totalResults counts resources that the filter leaves out.";
    StartIndexFromZero "pgn-startindex-zero-based" "startIndex counts from 0.";
    StartIndexBeyondEndRefused "pgn-startindex-beyond-end-error"
        "A startIndex behind the last resource is answered with 404.";
    CountZeroReturnsAll "pgn-count-zero" "count=0 is read as no count.";
    ItemsPerPageIsCount "pgn-itemsperpage-is-requested-count"
        "itemsPerPage repeats the requested count.";
    PagingNonNumeric500 "pgn-non-numeric-500"
        "A startIndex that is no number is answered with 500.";
    PagesOverlap "pgn-overlap-between-pages"
        "Each page after the first begins one resource too early.";
    PageOrderUnstable "pgn-unstable-order" "Every other list is in the reverse order.";
    TotalShrinksWithStart "pgn-totalresults-shrinks-with-startindex"
        "totalResults counts from startIndex on.";
    StartIndexNotEchoed "pgn-startindex-not-echoed" "startIndex in the answer is always 1.";
    SortDescendingIgnored "so-descending-ignored" "sortOrder=descending is ignored.";
    SortDropsMissing "so-missing-values-dropped"
        "Sorting leaves out resources that lack the attribute.";
    SortCaseSensitive "so-case-sensitive-order" "Sorting compares userName with case.";
    ExcludedIgnoredOnList "pj-excludedattributes-on-list-ignored"
        "excludedAttributes is ignored on lists.";
    ExcludedIgnoredOnGet "pj-excludedattributes-on-get-ignored"
        "excludedAttributes is ignored on a single resource.";
    AttributesIgnored "pj-attributes-ignored" "The attributes parameter is ignored.";
    ExcludedRemovesId "pj-excludedattributes-removes-id"
        "id can be excluded, and is missing when other attributes are asked for.";
    AttributesUnknownRefused "pj-attributes-unknown-400"
        "An unknown name in attributes is answered with 500.";
    SubAttributeProjectionBroken "pj-attributes-urn-or-subattr-broken"
        "A sub-attribute in attributes returns nothing.";
    PasswordReturned "pj-password-returned" "The password is returned.";
    DuplicateUserAccepted "cr-duplicate-username-accepted"
        "A second user of the same userName is created.";
    DuplicateCaseAccepted "cr-duplicate-username-case-variant-accepted"
        "A second user is created when its userName differs in case only.";
    DuplicateIs400 "cr-duplicate-returns-400"
        "A second user of the same userName is refused with 400.";
    DuplicateWithoutScimType "cr-duplicate-409-without-scimtype"
        "The 409 for a duplicate has no scimType.";
    IdMissingInAnswer "cr-response-missing-id" "The answer to a create has no id.";
    CreateAnswers200 "cr-status-200-instead-201" "A create is answered with 200.";
    LocationMissing "cr-location-missing" "The answer to a create has no Location.";
    LocationWrong "cr-location-wrong-url" "Location and meta.location lead nowhere.";
    ActiveIgnoredOnCreate "cr-active-ignored" "active: false is ignored on create.";
    ActiveFalseRefusedOnCreate "cr-active-false-rejected" "A create with active: false is refused.";
    ActiveStringRefusedOnCreate "cr-active-string-rejected"
        "A create with active as a string is refused.";
    AdscimSchemaRefused "cr-group-adscim-schema-rejected"
        "A group with Microsoft's additional schema URN is refused.";
    ExtensionNotListedDropped "cr-extension-urn-not-in-schemas-dropped"
        "Extension attributes are dropped when schemas does not list the extension.";
    EnterpriseDroppedOnCreate "cr-enterprise-extension-lost"
        "Enterprise attributes are dropped on create.";
    ExternalIdMissingInAnswer "cr-externalid-not-returned-in-post"
        "The answer to a create has no externalId.";
    ClientIdAccepted "cr-client-id-accepted" "An id in the body of a create is used.";
    UserNameNotRequired "cr-required-username-missing-accepted"
        "A user without userName is created.";
    DisplayNameNotRequired "cr-group-without-displayname-accepted"
        "A group without displayName is created.";
    UserNameMissing500 "cr-required-missing-500" "A user without userName is answered with 500.";
    SchemasMissing500 "cr-schemas-missing-500" "A body without schemas is answered with 500.";
    ManagerStringOnCreate500 "cr-manager-string-create-500"
        "manager as a string is answered with 500 on create.";
    PrimaryStringRefused "cr-primary-string-true-rejected" "primary: \"True\" is refused.";
    PhonesReformatted "cr-values-transformed" "Phone numbers lose everything but digits.";
    EmailsUnique "cr-email-collision-409" "Two users cannot have the same e-mail address.";
    RecreateRefused "cr-recreate-after-delete-409" "The userName of a deleted user stays taken.";
    RecreateReusesId "cr-recreate-reuses-id"
        "A user that is created again gets the id of the deleted one.";
    MetaFromClientRefused "cr-client-meta-refused" "A body with meta is refused.";
    ExtensionDemanded "cr-extension-demanded"
        "A user without the enterprise extension is refused.";
    EmptyRolesRefused "cr-empty-array-refused" "A body with an empty array is refused.";
    NullRefused "cr-null-refused" "A body with null is refused.";
    MembersIgnoredOnCreate "cr-group-members-ignored" "members are ignored on create.";
    SingletonInsteadOfArray "cr-singleton-object-instead-array"
        "A list of one element is returned as that element.";
    UnknownIs500 "rd-unknown-user-500-or-200" "An unknown id is answered with 500.";
    UnknownIs200 "rd-unknown-user-200" "An unknown id is answered with 200 and an empty object.";
    GroupsMissingOnUser "rd-groups-attr-missing-on-user" "groups of a user is never filled.";
    CreatedMoves "rd-created-changes-on-update" "meta.created changes with each update.";
    LastModifiedStands "rd-lastmodified-not-updated"
        "meta.lastModified does not change with an update.";
    ResourceTypeMissing "rd-meta-resourcetype-missing" "meta has no resourceType.";
    GroupReadThroughUsers "rd-get-group-id-through-users"
        "/Users answers with a group when it is given the id of one.";
    MalformedId500 "rd-malformed-id-500" "An id that is no UUID is answered with 500.";
    GroupsStaleAfterDelete "rd-groups-attr-stale-after-group-delete"
        "groups of a user still has a group that was deleted.";
    DisabledHiddenFromGet "pu-deactivated-hidden-from-get" "A disabled user is answered with 404.";
    DisabledHiddenFromFilter "pu-deactivated-hidden-from-filter"
        "A disabled user is not found by filters.";
    DisabledWithoutActive "pu-deactivated-attr-missing"
        "A disabled user is returned without active.";
    AttributeNamesLowerCased "sc-attr-names-case-lost"
        "Attribute names are returned in lower case.";
    PatchMissing "pu-patch-405" "PATCH is answered with 405.";
    PatchNotOffered "pu-patch-not-offered"
        "/ServiceProviderConfig says that PATCH is not supported, and it is answered with 501.";
    LowerCaseOpRefused "pu-lower-case-op-refused" "\"replace\", \"add\" and \"remove\" are refused.";
    CapitalOpRefused "pu-op-capitalised-rejected"
        "\"Replace\", \"Add\" and \"Remove\" are refused.";
    CapitalOpIgnored "pu-op-mixed-case-treated-as-noop"
        "\"Replace\", \"Add\" and \"Remove\" are taken and ignored.";
    CapitalOpRefusedForGroups "pu-op-capitalised-only-one-endpoint"
        "\"Replace\", \"Add\" and \"Remove\" are refused for groups.";
    ActiveIgnored "pu-active-noop-success" "A PATCH of active succeeds and changes nothing.";
    ActiveAddRefused "pu-active-op-add-rejected" "\"add\" of active is refused.";
    ActiveStringRefused "pu-active-string-false-rejected" "active as a string is refused.";
    ActiveStringTruthy "pu-active-string-false-truthy" "Any string is true, \"False\" too.";
    ActiveStringIgnored "pu-active-string-ignored" "active as a string is taken and ignored.";
    ActiveStringStored "pu-active-string-stored-as-string"
        "active is stored as the string that was sent.";
    PatchNotStored "pu-active-response-ok-get-stale"
        "A PATCH answers with the change and does not store it.";
    DottedKeysIgnored "pu-dotted-keys-ignored"
        "Keys such as name.givenName in a value without path are ignored.";
    DottedKeysStoredLiterally "pu-dotted-keys-stored-literally"
        "Keys such as name.givenName in a value without path become attributes of that name.";
    UrnKeysIgnored "pu-urn-keys-ignored"
        "Keys that begin with a schema URN in a value without path are ignored.";
    UrnPathSplitAtDot "pu-urn-path-split-at-version-dot"
        "A path with a schema URN is split at the dot of its version.";
    EnterprisePathIgnored "pu-enterprise-path-ignored"
        "A path to an enterprise attribute is taken and ignored.";
    ValuePathNoUpsert "pu-email-filter-replace-notarget"
        "A value path that matches no element is refused.";
    ValuePath500 "pu-filter-path-any-500" "Any path with a value filter is answered with 500.";
    ValuePathDropsOthers "pu-email-filter-replace-drops-others"
        "A replace with a value filter drops the other elements.";
    ValuePathUpdatesFirst "pu-email-filter-updates-wrong-entry"
        "A value filter in a path is ignored, and the first element is changed.";
    ValuePathResetsPrimary "pu-email-filter-replace-resets-primary"
        "A replace of value with a value filter drops primary and display.";
    ValuePathAlwaysAdds "pu-address-subattrs-create-many-entries"
        "Each add with a value filter makes an element of its own.";
    PrimaryTrueStringUnmatched "pu-filter-primary-true-string"
        "The filter roles[primary eq \"True\"] matches no primary role.";
    ReplaceNameDropsSiblings "pu-replace-name-drops-siblings"
        "A replace of name drops the sub-attributes that are not named.";
    SubAttributeReplacesName "pu-subattribute-drops-siblings"
        "A replace of name.familyName drops the rest of the name.";
    StopsAfterFirstOperation "pu-multi-op-stops-after-first" "Only the first operation is applied.";
    NotAtomic "pu-multi-op-not-atomic" "Operations before one that fails stay applied.";
    SamePathFirstWins "pu-multi-op-same-path-first-wins"
        "Of two operations with the same path the first wins.";
    NoChangeRefused "pu-noop-patch-400" "A PATCH that changes nothing is refused.";
    PatchAnswerIncomplete "pu-patch-response-incomplete"
        "The 200 of a PATCH has no id and no userName.";
    PatchAnswerEmpty "pu-patch-200-empty-body"
        "A PATCH of a user is answered with 200 and no body.";
    PatchUnknownIs500 "pu-patch-unknown-user-not-404"
        "A PATCH of an unknown user is answered with 500.";
    UserNameRemovable "pu-remove-required-username-accepted" "userName can be removed.";
    PathCaseSensitive "pu-attr-name-case-sensitive" "Attribute names in paths are case-sensitive.";
    NullValue500 "pu-null-value-500" "A PATCH with null is answered with 500.";
    EmptyValueRefused "pu-empty-string-refused" "A PATCH with \"\" is refused.";
    RenameToTakenAccepted "pu-username-dup-accepted"
        "A user can be renamed to a userName that is taken.";
    RenameToTaken500 "pu-username-dup-500"
        "Renaming a user to a userName that is taken is answered with 500.";
    IdOverwritten "pu-readonly-id-overwritten" "A PATCH can change id.";
    DisabledNotUpdatable "pu-deactivated-user-not-updatable"
        "A disabled user refuses every further PATCH.";
    EnableLosesAttributes "pu-reactivate-loses-attributes"
        "Enabling a user drops its title, phone numbers and enterprise attributes.";
    EnableLosesMemberships "pu-reactivate-loses-memberships"
        "Disabling a user drops it from its groups.";
    PatchWipesPhones "pu-unmapped-values-wiped-by-unrelated-patch"
        "Every PATCH that does not name phoneNumbers drops them.";
    ExternalIdLost "pu-externalid-lost" "Every PATCH drops externalId.";
    ExternalIdNotPatchable "pu-externalid-not-patchable"
        "A PATCH of a user's externalId is taken and ignored.";
    UserNameNotPatchable "pu-username-not-patchable" "A PATCH of userName is taken and ignored.";
    PathlessReplacesAll "pu-pathless-replace-wipes-others"
        "A replace without path drops the attributes that it does not name.";
    PathlessRefused "pu-pathless-refused" "A replace without path is refused.";
    AddRefused "pu-add-refused" "\"add\" of an attribute of a user is refused.";
    ManagerStringRefused "pu-manager-string-rejected" "manager as a string is refused.";
    ManagerStringStored "pu-manager-string-returned-as-string"
        "manager is stored and returned as a string.";
    ManagerArrayRefused "pu-manager-array-unqualified-path"
        "manager as an array under its short name is refused.";
    ManagerEmptyKept "pu-manager-empty-value-not-removed"
        "An empty manager is stored instead of removed.";
    ManagerObjectIgnored "pu-manager-object-ignored" "manager as an object is taken and ignored.";
    ExtensionNotInSchemas "pu-extension-patch-missing-schemas-urn"
        "schemas does not list the enterprise extension after it was added by PATCH.";
    RoleJsonStringKept "pu-roles-json-string-not-parsed"
        "A role that is sent as JSON in a string is stored as that string.";
    OldUserNameReserved "pu-old-username-not-reusable"
        "The old userName of a renamed user stays taken.";
    GroupsWritable "pu-groups-attr-writable" "groups of a user can be patched without an error.";
    RemoveWithoutPathAccepted "pu-remove-no-path-accepted" "A remove without path succeeds.";
    EmptyOperations500 "pu-empty-operations-500" "A PATCH without operations is answered with 500.";
    EmptyOperationsIgnored "pu-empty-operations-ignored"
        "A PATCH without operations is answered with 204.";
    PatchSchemasNotDemanded "pu-schemas-not-demanded" "A PATCH without its schema is applied.";
    JsonPatchIgnored "pu-json-patch-op-ignored"
        "The operations move, copy and test are taken and ignored.";
    UnknownOpIgnored "pu-unknown-op-ignored"
        "An operation without op, or with one that there is not, is taken and ignored.";
    AddWithoutValueIgnored "pu-add-without-value-ignored"
        "An add without value is taken and ignored.";
    PathlessTextIgnored "pu-pathless-text-ignored"
        "A text without path is taken and ignored.";
    MalformedPathIgnored "pu-malformed-path-ignored"
        "An operation whose path cannot be read is taken and ignored.";
    UnknownPathIgnored "pu-unknown-path-ignored"
        "An operation on an attribute that there is not is taken and ignored.";
    ReadOnlyIgnored "pu-readonly-path-ignored"
        "An operation on a readOnly attribute is taken and ignored.";
    MismatchIgnored "pu-wrong-type-ignored"
        "An operation whose value has a wrong type is taken and ignored.";
    NoMatchIgnored "pu-replace-no-match-ignored"
        "A replace whose value filter finds nothing is taken and ignored.";
    ReplaceAbsentRefused "pu-replace-absent-refused"
        "A replace of an attribute without value is refused.";
    SchemasPathRefused "pu-schemas-path-refused" "An operation on schemas is refused.";
    CoreUrnPathRefused "pu-core-urn-path-refused"
        "A path that begins with the URN of the core schema is refused.";
    FirstComparisonOnly "pu-value-path-first-comparison-only"
        "Of a value filter in a path only the first comparison counts.";
    NotIgnored "pu-value-path-not-ignored" "\"not\" in a value filter of a path is ignored.";
    EveryOperatorIsEq "pu-value-path-operator-is-eq"
        "Every operator in a value filter of a path is read as eq.";
    NoChangeMoves "pu-no-change-moves-lastmodified"
        "A PATCH that changes nothing moves lastModified.";
    RefusedPatchLeavesDraft "pu-refused-patch-leaves-draft"
        "A PATCH that is refused overwrites the name of the user, or externalId of the group.";
    PatchChangesNeighbours "pu-patch-changes-neighbours"
        "A PATCH overwrites the name of all other users, or externalId of all other groups.";
    OnlyFirstPatchStored "pu-only-first-patch-stored"
        "Only the first PATCH of a resource is stored; the others are answered as if they were.";
    RemoveNoMatchRemovesAll "pu-remove-no-match-removes-all"
        "A remove whose value filter finds nothing removes the whole list.";
    SchemasPathEnds "pu-operations-behind-schemas-ignored"
        "Operations behind one on schemas are ignored.";
    PasswordDisables "pu-password-disables" "Setting a password disables the user.";
    GroupsJoined "pu-groups-without-path-joins"
        "groups in a value without path makes the user a member of them.";
    WrappedValueRefused "pu-value-wrapped-in-array-rejected"
        "A single value in an array is refused.";
    PrimaryNotSwitched "pu-primary-not-switched"
        "A second primary element leaves the first one primary.";
    PatchAttributesIgnored "pu-patch-attributes-param-204"
        "A PATCH with the attributes parameter is answered with 204.";
    RemoveIgnored "pu-remove-ignored" "A remove of an attribute is taken and ignored.";
    GivenNameRewritesDisplayName "pu-givenname-patch-rewrites-displayname"
        "A PATCH of name.givenName changes displayName too.";
    MultiValuedAddReplaces "pu-multivalued-add-replaces"
        "An add to e-mails or phone numbers replaces the list.";
    MembersAddReplaces "pg-add-members-overwrites" "An add of members replaces the list.";
    MembersPathlessAddReplaces "pg-add-pathless-overwrites"
        "An add of members without path replaces the list.";
    NullRefRefused "pg-member-add-with-null-ref-rejected"
        "A member with \"$ref\": null is refused.";
    NullRefUnmatched "pg-member-remove-with-null-ref-no-match"
        "A remove of a member with \"$ref\": null matches nobody.";
    RemovePathClearsAll "pg-remove-filter-path-clears-all"
        "members[value eq \"x\"] removes all members.";
    RemovePathIgnored "pg-remove-filter-path-ignored" "members[value eq \"x\"] removes nobody.";
    RemoveListClearsAll "pg-remove-value-array-clears-all"
        "A remove with a list of members removes all members.";
    RemoveListIgnored "pg-remove-value-array-noop"
        "A remove with a list of members removes nobody.";
    RemoveListRefused "pg-remove-value-array-refused" "A remove with a list of members is refused.";
    RemoveListFirstOnly "pg-remove-multiple-values-only-first"
        "A remove with a list of members removes the first of them only.";
    AddFirstOnly "pg-add-only-first-member"
        "Of several members that are added only the first is stored.";
    AddExistingIs409 "pg-add-existing-member-409"
        "An add of a member that is there is answered with 409.";
    AddExistingStoredTwice "pg-add-duplicate-member-stored-twice"
        "An add of a member that is there stores it a second time.";
    AddMixedLosesNew "pg-add-mixed-existing-and-new-409-loses-new"
        "When one of several new members is there already, none is added.";
    RemoveAbsentIs404 "pg-remove-absent-member-404"
        "A remove of somebody who is no member is answered with 404.";
    GroupAddScalarRefused "pg-add-on-externalid-or-displayname-rejected"
        "\"add\" of displayName or externalId of a group is refused.";
    GroupExternalIdIgnored "pg-externalid-not-patchable"
        "A PATCH of a group's externalId is taken and ignored.";
    GroupDisplayNameIgnored "pg-displayname-not-patchable"
        "A PATCH of a group's displayName is taken and ignored.";
    RenameLosesMembers "pg-rename-loses-members" "Renaming a group drops its members.";
    GroupPatchEmpty200 "pg-group-patch-200-empty-body"
        "A PATCH of a group is answered with 200 and no body.";
    PatchCreatesGroup "pg-patch-unlisted-group-404-created"
        "A PATCH of an unknown group creates it.";
    RemoveAllIgnored "pg-remove-all-members-no-value-ignored"
        "A remove of members as a whole removes nobody.";
    ReplaceMembersAppends "pg-replace-members-appends" "A replace of members adds to the list.";
    ReplaceMembersEmptyIgnored "pg-replace-members-empty-array-ignored"
        "A replace of members with an empty list keeps everybody.";
    GroupSecondOperationIgnored "pg-two-ops-same-request-second-ignored"
        "Only the first operation of a PATCH of a group is applied.";
    MemberDisplayRequired "pg-requires-members-display" "A member without display is refused.";
    UnknownMemberDropped "pg-add-unknown-member-silent-200"
        "An unknown member is dropped without an error.";
    UnknownMemberWipes "pg-replace-members-unknown-id-wipes"
        "A replace with an unknown member empties the group before it fails.";
    GroupUnsupportedIs204 "pg-unsupported-op-returns-204"
        "An operation of a group that is not known is answered with 204.";
    NestedGroupRefused "pg-nested-group-member-rejected" "A group cannot be a member of a group.";
    ImmutableReplaced "pg-member-value-replaced"
        "value of a member can be replaced, which makes it somebody else.";
    MemberPartsRefused "pg-member-with-type-refused"
        "A member with a type is refused, since type is immutable.";
    GroupNotAtomic "pg-multi-op-not-atomic"
        "Operations on a group before one that fails stay applied.";
    SingleMemberObjectRefused "pg-single-object-value-rejected"
        "One member that is not in an array is refused.";
    PutCreates "rp-put-unknown-id-creates" "A PUT of an unknown id creates a resource.";
    PutChangesId "rp-put-id-changed" "An id in the body of a PUT is used.";
    PutLosesExternalId "rp-put-loses-externalid" "A PUT drops externalId.";
    PutReadOnlyRefused "rp-put-readonly-rejected" "A PUT with id and meta in its body is refused.";
    PutResetsCreated "rp-put-created-reset" "A PUT changes meta.created.";
    PutNotValidated "rp-put-no-validation" "A PUT without a required attribute succeeds.";
    DeletedStillReadable "dl-soft-deleted-still-readable" "A deleted user is still readable.";
    DeleteIgnored "dl-delete-is-noop" "A DELETE is answered with 204 and deletes nothing.";
    DeleteAnswers200 "dl-returns-200-with-body" "A DELETE is answered with 200 and the resource.";
    SecondDeleteIs204 "dl-second-delete-204" "A DELETE of a deleted resource is answered with 204.";
    GroupDeleteDeletesUsers "dl-group-delete-deletes-users" "Deleting a group deletes its members.";
    StatusIsNumber "er-status-is-number" "status in an error is a number.";
    StatusMismatch "er-status-mismatch" "status in an error is always 500.";
    ScimTypeInvented "er-invalid-scimtype" "scimType is a word that no RFC defines.";
    MalformedJson500 "er-malformed-json-500" "JSON that cannot be read is answered with 500.";
    ErrorWithoutSchemas "er-body-without-schemas" "Errors have no schemas.";
    ErrorIsHtml "er-body-is-html" "Errors are HTML pages.";
    ValidationIs500 "er-validation-error-500"
        "Whatever should be answered with 400 is answered with 500.";
    NoAuthenticationNeeded "au-no-auth-accepted" "Requests without a token are answered.";
    AnyTokenAccepted "au-any-token-accepted" "Any token will do.";
    EmptyTokenAccepted "au-empty-bearer-accepted" "An empty bearer token is accepted.";
    UnauthorisedIs403 "au-401-as-403-or-500" "A wrong token is answered with 500.";
    ChallengeMissing "au-401-no-www-authenticate" "A 401 has no WWW-Authenticate.";
    PlainJsonMediaType "ht-json-content-type" "Answers are labelled application/json.";
    UnknownParameterRefused "ht-unknown-query-param-400" "An unknown query parameter is refused.";
    UserAgentDemanded "ht-user-agent-demanded" "A request without User-Agent is refused with 403.";
    ContentTypeDemandedOnGet "ht-content-type-demanded-on-get"
        "A GET without Content-Type is refused with 415.";
    CharsetRefused "ht-charset-refused" "A Content-Type with charset is refused with 415.";
    ScimMediaTypeRefused "ht-scim-json-refused"
        "A body labelled application/scim+json is refused with 415.";
    AcceptRefused "ht-accept-header-406" "Accept: application/scim+json is answered with 406.";
    NoContentWithBody "ht-204-with-body" "A 204 has a body.";
    VersionStands "et-version-not-changing" "The version never changes.";
    ETagDiffersFromMeta "et-header-differs-from-meta-version"
        "The `ETag` header is another than meta.version.";
    IfMatchIgnored "et-if-match-ignored" "An old If-Match still updates.";
    IfMatchCurrentRefused "et-if-match-current-412" "The current version in If-Match is refused.";
    NotModifiedMissing "et-if-none-match-ignored" "If-None-Match is ignored.";
    FailOnErrorsIgnored "bk-failonerrors-ignored" "failOnErrors is ignored.";
    BulkIdKept "bk-bulkid-not-resolved" "References by bulkId are stored as they are.";
    BulkStopsAtError "bk-stops-on-first-error" "A bulk job stops at the first error.";
    BulkLimitIgnored "bk-max-operations-not-enforced" "A bulk job of too many operations is done.";
    BulkStatusObject "bk-status-is-object" "status in a bulk answer is an object.";
    SearchMissing "ht-search-post-missing" "POST to /.search is answered with 404.";
    ServiceProviderConfigMissing "di-spc-404" "/ServiceProviderConfig is answered with 404.";
    ServiceProviderConfigPoor "di-spc-missing-required-fields"
        "/ServiceProviderConfig lacks authenticationSchemes and bulk.";
    ResourceTypeEndpointWrong "di-resourcetype-endpoint-wrong"
        "/ResourceTypes names an endpoint that does not exist.";
    SchemaByIdMissing "di-by-id-404" "A single schema is answered with 404.";
    SchemasIsArray "di-schemas-bare-array" "/Schemas is a bare JSON array.";
    SupportedIsText "di-spc-supported-is-text"
        "In /ServiceProviderConfig every \"supported\" is a string.";
    LimitsAreText "di-spc-limits-are-text" "In /ServiceProviderConfig the limits are strings.";
    LimitsAreZero "di-spc-limits-are-zero" "In /ServiceProviderConfig the limits of bulk are 0.";
    ConfigInList "di-spc-in-list" "/ServiceProviderConfig is answered as a list.";
    SchemeIncomplete "di-spc-scheme-incomplete" "An authentication scheme has no description.";
    SchemeUnknown "di-spc-scheme-unknown" "An authentication scheme has a type that no RFC names.";
    PaginationMalformed "di-spc-pagination-malformed"
        "pagination in /ServiceProviderConfig has texts where Booleans and numbers belong.";
    EventsMalformed "di-spc-events-malformed"
        "securityEvents in /ServiceProviderConfig has unknown words and no list.";
    ClaimedButMissing "di-claimed-but-missing"
        "Bulk, sorting and PATCH are answered with 501, although they are said to be supported.";
    TypesAreArray "di-types-bare-array" "/ResourceTypes is a bare JSON array.";
    TypesIncomplete "di-types-incomplete"
        "Resource types have no schemas, name, schema and description.";
    TypeExtensionsMalformed "di-type-extensions-malformed"
        "schemaExtensions of a resource type is a single object.";
    TypeEndpointAbsolute "di-type-endpoint-absolute"
        "The endpoint of a resource type is an absolute URL.";
    TypeGroupsElsewhere "di-type-groups-elsewhere" "/ResourceTypes says that groups are at /Teams.";
    TypeSchemasUnknown "di-type-schemas-unknown"
        "/ResourceTypes names schemas that /Schemas does not have.";
    TypeByNameMissing "di-type-by-name-404" "A single resource type is answered with 404.";
    TypesRenamed "di-types-renamed"
        "/ResourceTypes calls the types Person and Team; resources say User and Group.";
    SchemasIncomplete "di-schemas-incomplete"
        "Schemas have no schemas, name and description, and their attributes say nothing but name, type and whether there are several.";
    SchemaIdsMissing "di-schema-ids-missing"
        "Schemas have their name where their URI belongs, and their attributes are no list.";
    MessageSchemasListed "di-message-schemas-listed" "/Schemas lists the schema of errors.";
    ExtensionNotListed "di-extension-not-listed" "/Schemas does not list the enterprise extension.";
    DiscoveryPaged "di-paged" "Discovery endpoints obey startIndex and count.";
    DiscoveryFiltered "di-filtered" "Discovery endpoints ignore a filter.";
    DiscoveryWritable "di-writable" "Writes to discovery endpoints are answered with 200.";
    AttributesMalformed "sc-attributes-malformed"
        "Attributes in /Schemas have forbidden names, unknown types and unknown words, and lists where none belong.";
    AttributesUntyped "sc-attributes-untyped"
        "Attributes in /Schemas have no type, and do not say whether there are several.";
    ComplexMalformed "sc-complex-malformed"
        "Complex attributes in /Schemas are unique, hold complex attributes, or have no parts.";
    ReferenceTypesWrong "sc-reference-types-wrong"
        "referenceTypes in /Schemas name types that do not exist.";
    MetaMissingInAnswer "cr-meta-missing" "The answer to a create has no meta.";
    MetaLocationMissing "rd-meta-location-missing" "meta has no location.";
    CreateAnswersNothing "cr-empty-201" "A create is answered with 201 and no body.";
    CreateForgetsTitle "cr-title-forgotten"
        "A create answers with the title and does not store it.";
    CreateForgetsMembers "cr-members-forgotten"
        "A create answers with the members of the group and does not store them.";
    MembershipByUser "cr-groups-writable"
        "groups in the body of a POST or PUT of a user changes the groups.";
    ExternalIdUnique "cr-external-id-unique" "Two users cannot have the same externalId.";
    ExternalIdMadeUp "cr-external-id-made-up" "A user without externalId gets one.";
    MetaFromClientStored "cr-client-meta-stored" "meta.created of the client is stored.";
    PutMissing "rp-put-501" "PUT is answered with 501.";
    PutAnswersNothing "rp-put-204" "PUT is answered with 204.";
    PutForgotten "rp-put-forgotten" "PUT answers with the new values and stores nothing.";
    PutMergesLists "rp-put-merges-lists"
        "PUT adds to e-mail addresses and members what it gives, and keeps the others.";
    PutNullKeeps "rp-put-null-keeps" "null and [] in a PUT keep what is there.";
    PutRefusedButStored "rp-put-refused-but-stored"
        "A PUT that is refused as a duplicate is stored all the same.";
    PutTakenAccepted "rp-put-taken-accepted" "PUT can give a user a userName that is taken.";
    DeleteRefused "dl-405" "DELETE is answered with 405.";
    NeighboursChanged "wr-neighbours-changed"
        "Every successful write also changes the name of all other users.";
    OtherGroupsChanged "wr-other-groups-changed"
        "Every successful write also changes the externalId of all other groups.";
    RefusedWriteTouches "wr-refused-touches"
        "A write that is refused changes the name of every user all the same.";
    ListsShowOld "rd-list-stale-after-update"
        "Lists and searches show what a resource was before its last PATCH.";
    ExtensionFlattened "rd-extension-flattened"
        "Attributes of the enterprise extension are shown at the top as well.";
    LastModifiedAhead "rd-last-modified-ahead" "meta.lastModified is an hour ahead.";
    LocaleRefused "cr-locale-refused" "A user with a time zone is refused.";
    ReferencesLost "rd-references-lost" "$ref is relative to the resource that it stands in.";
    ManagerNameStored "cr-manager-name-stored"
        "displayName of manager is stored as the client says.";
    DetailMissing "er-detail-missing" "Errors have no detail.";
    BulkUnsupported404 "bk-unsupported-404"
        "Bulk is not supported, and answered with 404 instead of 501.";
    AsyncIncomplete "ht-async-incomplete"
        "A request that prefers an asynchronous answer is answered 202 with a body and without the headers of RFC 9967.";
    AsyncAcceptRefused "ht-async-accept-refused"
        "A request that prefers an asynchronous answer is refused for its Accept header.";
    AsyncResultOpen "ht-async-result-open"
        "What an asynchronous answer leads to is shown without a token.";
    AsyncNotDone "ht-async-not-done"
        "A PATCH that prefers an asynchronous answer is answered and not done.";
    AsyncRefused "ht-async-refused"
        "A request that prefers an asynchronous answer is answered 204.";
    VersionElsewhere "ht-version-elsewhere"
        "meta.location has the version of the protocol before other segments than the endpoint, and a query.";
    RootFails "di-root-probe-error" "The service root is answered with 500.";
    TextMangled "en-utf8-mojibake" "Letters beyond ASCII are stored as Latin-1 would read them.";
    HtmlEntitiesStored "en-html-entities-in-value"
        "Ampersands and angle brackets are stored as HTML entities.";
    BlanksSquashed "en-whitespace-trimmed" "Several blanks are stored as one.";
    EmojiRefused "en-emoji-500-or-truncated" "A character of four bytes is answered with 500.";
    LongTextCut "li-long-string-500" "Texts are cut after 64 characters.";
    OnlyFirstEmailKept "li-many-emails-truncated" "Only the first e-mail address is stored.";
    TypesNotChecked "sc-type-not-validated" "Values of a wrong JSON type are stored.";
    InputNamesCaseSensitive "sc-request-attr-case-sensitive"
        "Attribute names in bodies are case-sensitive.";
    UnknownAttributesStored "se-mass-assignment-role" "Unknown attributes are stored and returned.";
    CreatedIs500 "cr-500-but-created"
        "A create is answered with 500 although the resource is created.";
    ListIsHtml "ht-success-is-html"
        "A page of a list is an HTML page with status 200.";
    TotalOneShort "ls-total-one-short"
        "totalResults is one less than it is.";
    ListMemberTwice "ls-resource-twice"
        "The second resource of a list is the first one again.";
    StartIndexIsText "ls-startindex-is-text"
        "startIndex of a list is a string.";
    PartialPageSilent "pgn-partial-page-silent"
        "A page that is a part has neither startIndex nor itemsPerPage.";
    LocationOfCollection "cr-location-of-collection"
        "Location of a create is the URI of the collection.";
    ContentLocationOther "rd-content-location-other"
        "Content-Location names another resource.";
    IdChangesInAnswer "pu-answer-other-id"
        "The answer to a PATCH has another id.";
    CreatedInFuture "rd-created-in-future"
        "meta.created is after lastModified.";
    LastModifiedIsNow "rd-lastmodified-is-now"
        "meta.lastModified is the time of the answer.";
    VersionAlwaysNew "et-version-always-new"
        "meta.version is another one with each answer.";
    MetaLocationOfCollection "rd-location-of-collection"
        "meta.location is the URI of the collection.";
    ReferencesAreNoUris "rd-ref-is-no-uri"
        "$ref of elements is no URI.";
    DiscoveryLocationDead "di-location-404" "meta.location of discovery resources leads nowhere.";
    InactiveExternalIdTaken "cr-recreate-inactive-externalid-409"
        "The externalId of a disabled user cannot be used for a new one.";
    FailedGroupStays "cr-group-partial-failure-leaves-orphan"
        "A group whose members are refused is created without them.";
    FreshUnreadable "cr-lag-read-after-write"
        "The first two requests for a new resource are answered with 404, and filters do not find it.";
    OddRecordBreaksList "rd-one-bad-record-breaks-list"
        "A list with a user whose e-mail address has no @ is answered with 500.";
    FilterOnePatchBehind "rd-filter-one-patch-behind"
        "A filter shows a resource as it was before its last PATCH.";
    StaleAfterPatch "rd-stale-after-update-cache"
        "The first GET after a PATCH shows the resource as it was.";
    FilterDateOffsetIgnored "fl-date-filter-timezone"
        "The offset of a date in a filter is ignored.";
    FilterDateAsText "fl-date-filter-string-compare" "Dates in filters are compared as texts.";
    DefaultPageIsTotal "pgn-default-page-truncates-silently"
        "Without count, totalResults is the number of resources on the page.";
    SecondPageUnprojected "pgn-second-page-loses-projection"
        "attributes and excludedAttributes count on the first page only.";
    ListOmitsMembers "pj-list-omits-members-by-default" "Lists of groups have no members.";
    SecondTypeIs500 "pu-mobile-added-when-only-work-exists-500"
        "A value filter that finds none of several elements is answered with 500.";
    PrototypePolluted "pu-prototype-pollution-path"
        "A path that begins with __proto__ is taken, and every user has its value.";
    TombstoneOverwritesEmail "pu-tombstone-upn-corrupts-email"
        "The name that Entra gives a deleted user overwrites the primary e-mail address.";
    UnknownMemberCreated "pg-add-unknown-member-autocreates-user"
        "An unknown member of a group becomes a user.";
    GroupAnswerStale "pg-patch-response-stale-members"
        "A PATCH of a group is answered with the members that it had before.";
    LargeGroupCut "pg-large-group-patch-truncates-100"
        "A PATCH of a group keeps its first hundred members only.";
    PutDuplicate500 "rp-put-duplicate-username-500"
        "A PUT to a userName that is taken is answered with 500.";
    PutUnknown500 "rp-put-unknown-id-500" "A PUT of an unknown id is answered with 500.";
    DeleteIgnoresCase "dl-case-insensitive-or-prefix-id" "A DELETE compares the id without case.";
    DeleteReferenced500 "dl-blocked-by-references-500"
        "A DELETE of a user who is a member or a manager is answered with 500.";
    MinimalUserIs409 "er-conflict-not-409-on-business-rule"
        "A user without a family name is refused with 409.";
    DetailLeaks "er-detail-leaks-internals" "The detail of an error has a stack trace.";
    DiscoveryNeedsToken500 "au-discovery-500-without-auth"
        "A discovery endpoint is answered with 500 when there is no token.";
    WrongMethod500 "ht-method-override-or-405-missing-allow"
        "A method that an endpoint does not have is answered with 500.";
    OtherCasePath500 "ht-path-case-sensitive"
        "An endpoint in another letter case is answered with 500.";
    IfMatchStarRefused "et-if-match-star-412" "If-Match: * is refused with 412.";
    VersionChangesOnRead "et-version-changes-on-read" "The version is another one with each GET.";
    StaleIfMatchUnderLoad "et-toctou" "Of parallel updates with the same If-Match several succeed.";
    BulkUnannounced500 "bk-advertised-unsupported-500"
        "bulk.supported is false, and /Bulk is answered with 500.";
    BulkCircle500 "bk-circular-bulkid-hang"
        "Bulk operations that refer to each other are answered with 500.";
    SortUnannounced500 "so-unsupported-sort-500"
        "sort.supported is false, and sortBy is answered with 500.";
    ParallelDuplicates "cc-parallel-create-duplicates"
        "Of parallel creates of one userName several succeed.";
    AnswersMixedUp "cc-shared-state-cross-response"
        "Parallel GETs are answered with the resource of the last one.";
    FreshMemberDropped "cc-create-user-and-group-member-order"
        "A member that was created by the request before is dropped.";
    ParallelPatchLost "cc-parallel-patch-different-attrs-lost"
        "Of parallel PATCH requests of one resource the first is lost.";
    MarkupIsHtml "se-html-stored-unescaped"
        "An answer with a script element in a value is labelled text/html.";
    FilterInjected "se-sql-injection-filter"
        "A quote in a filter value ends the value, and what follows is run.";
    IdReserved "rd-id-says-bulkid" "ids contain the word bulkId.";
    BaseSchemaMissing "rd-base-schema-missing"
        "schemas of a resource lists another URI than that of its type.";
    ExternalIdDropped "cr-externalid-dropped" "externalId is dropped, as it is in no schema.";
    ExtensionSaidRequired "di-extension-required-untrue"
        "/ResourceTypes says that every user has the enterprise extension, and it is dropped on create.";
    ConfigOfScim1 "di-spc-scim1" "/ServiceProviderConfig is one of SCIM 1.1.";
    ListRefusedOddly "ls-list-refused" "A list without filter is refused with 400 and no scimType.";
    CountryByName "vl-country-by-name" "The country of an address is stored as three letters.";
    CertificateIsPem "vl-certificate-pem" "Certificates are returned as PEM, with lines of dashes.";
    CertificateTwice "vl-certificate-with-issuer"
        "Behind a certificate its issuer's is returned in the same value.";
    BinaryLowered "vl-binary-lower-case" "Binary values lose their letter case.";
    ImmutablePut "wr-immutable-replaced" "A PUT changes immutable attributes that have a value.";
    ImmutablePatched "wr-immutable-patched"
        "A PATCH changes immutable attributes that have a value.";
    ImmutableRefusedOddly "wr-immutable-refused-409"
        "A change of an immutable attribute is refused with 409 and without scimType.";
    ImmutableDropped "wr-immutable-dropped"
        "Immutable attributes are dropped, as if they were readOnly.";
    ImmutableOnCreateOnly "wr-immutable-on-create-only"
        "An immutable attribute without value cannot be set once the resource exists.";
    GlobalNotUnique "wr-global-not-unique"
        "Values that are said to be globally unique are taken twice.";
    TooManyRefused "li-max-results-exceeded-error"
        "A list without count is refused when there are more than a hundred.";
    LargeGroupRead500 "li-large-group-read-500"
        "A group of more than a hundred members is answered with 500.";
    LargeGroupLookup500 "li-large-group-uris-over-limit"
        "A group of more than two hundred members is answered with 500 unless members are excluded.";
    UserNameCaseExact "sc-username-caseexact-wrong" "/Schemas says that userName is case exact.";
    MetaWritable "sc-mutability-not-enforced" "meta.created can be patched.";
    DisableDropsOthers "pu-disable-ignores-other-operations"
        "A PATCH with active applies nothing but that operation.";
    ActiveOnlyFirst "pu-active-only-as-first-operation"
        "active is ignored unless it is the first operation.";
    ActiveInObjectIgnored "pu-active-in-pathless-object-ignored"
        "active is ignored in a value without path that has other members.";
    DisableDeletes "pu-disable-deletes" "Disabling a user deletes it.";
    DisableClearsExternalId "pu-disable-clears-externalid" "Disabling a user drops externalId.";
    DisableRenames "pu-disable-renames" "Disabling a user puts deleted_ in front of its userName.";
    DisableClearsEmails "pu-disable-clears-emails" "Disabling a user drops its e-mail addresses.";
    EnableResetsManager "pu-enable-drops-manager" "Enabling a user drops its manager.";
    RenameNotFound "pu-renamed-user-not-found"
        "After a rename filters find the user under the old userName only.";
    RenameMovesId "pu-rename-changes-id" "Renaming a user gives it another id.";
    RenameDropsMemberships "pu-rename-drops-memberships"
        "Renaming a user drops it from its groups.";
    AddEmailLosesPrimary "pu-add-email-loses-primary"
        "An added e-mail address takes primary from the others.";
    ValuePathAndRefused "pu-value-path-and-refused" "A value filter with \"and\" is refused.";
    ReplaceListAppends "pu-replace-list-appends" "A replace of a whole list adds to it.";
    RemoveFilteredAll "pu-remove-value-path-removes-all"
        "A remove with a value filter removes all elements.";
    RemoveSubRemovesElement "pu-remove-sub-removes-element"
        "A remove of a sub-attribute with a value filter removes the element.";
    RemoveSubRemovesName "pu-remove-name-part-removes-name"
        "A remove of a part of the name removes the name.";
    AddExistingTwice "pu-add-existing-value-twice"
        "An element that is added again is stored twice.";
    EnterpriseSiblingsLost "pu-enterprise-path-drops-siblings"
        "A replace of one enterprise attribute drops the other ones.";
    EnterpriseManagerLost "pu-enterprise-path-drops-manager"
        "A replace of the department drops the manager.";
    AddressSiblingsLost "pu-address-part-drops-siblings"
        "A replace of one part of an address drops the other parts.";
    RepeatedPatch500 "pu-repeated-request-500"
        "A PATCH that comes a second time is answered with 500.";
    DigitsBecomeNumbers "pu-digits-become-numbers" "A text of digits is stored as a number.";
    WordsBecomeBooleans "pu-true-text-becomes-boolean"
        "The texts true and false are stored as Booleans.";
    NullClearsNothing "pu-null-clears-nothing" "A replace with null or [] is taken and ignored.";
    TypeLost "cr-element-type-lost" "The type of the elements of lists is dropped.";
    ValuePathObjectRefused "pu-value-path-object-refused"
        "A value filter without sub-attribute is refused.";
    ThirdOperationIgnored "pu-third-operation-ignored" "Only the first two operations are applied.";
    OperationsReversed "pu-operations-reversed"
        "Operations are applied from the last to the first.";
    PathlessAddRefused "pu-pathless-add-refused" "An add without path is refused.";
    UrnObjectIgnored "pu-urn-object-ignored"
        "The object of an extension in a value without path is ignored.";
    DisplayNameNotPatchable "pu-displayname-not-patchable"
        "A PATCH of displayName is taken and ignored.";
    TitleAddIgnored "pu-add-to-absent-ignored"
        "An add of an attribute that has no value is taken and ignored.";
    FlagBreaksPatch "pu-flag-parameter-404" "A PATCH with a query parameter is answered with 404.";
    SecondElementChanged "pu-value-path-first-match-only"
        "Of several elements that a value filter finds only the first is changed.";
    LocaleNormalised "pu-locale-normalised"
        "preferredLanguage is stored in lower case with an underscore.";
    ManagerSelfLost "pu-manager-replace-ignored" "A manager that is set once cannot be replaced.";
    EmailsFollowUserName "pu-email-change-renames"
        "Changing the work e-mail address changes userName.";
    UserNameFollowed "pu-rename-changes-email" "Changing userName changes the work e-mail address.";
    ManyMembersCut "pg-add-more-than-twenty-cut"
        "Of more than twenty members in one operation twenty are stored.";
    MembersShownHundred "pg-get-shows-hundred-members"
        "A group shows its first hundred members only.";
    LateMemberStays "pg-remove-behind-hundred-ignored"
        "A member behind the first hundred cannot be removed.";
    AddDropsNested "pg-add-drops-nested-groups" "An added member drops members that are groups.";
    GroupRenameNotFound "pg-renamed-group-not-found"
        "After a rename filters find the group under the old displayName only.";
    LastMemberStays "pg-remove-last-member-ignored" "The last member of a group cannot be removed.";
    LastMemberDeletesGroup "pg-remove-last-member-deletes-group"
        "A group without members is deleted.";
    AddAndRemoveReordered "pg-removes-before-adds" "Removes are applied before adds.";
    LastAddOnly "pg-only-last-add-counts" "Of several adds in one PATCH the last one counts.";
    FirstRemoveOnly "pg-only-first-remove-counts"
        "Of several removes in one PATCH the first one counts.";
    DisabledMemberHidden "pg-disabled-member-hidden"
        "A disabled user is not shown among the members of a group.";
    DisabledMemberDropped "pg-add-disabled-member-dropped"
        "A disabled user cannot be added to a group; the request succeeds.";
    PutMembersIgnored "pg-put-members-ignored" "A PUT of a group does not change its members.";
    PathlessRenameLosesMembers "pg-pathless-rename-loses-members"
        "A replace without path that renames a group drops its members.";
    CreateFirstMemberOnly "cr-group-first-member-only"
        "Of the members of a new group only the first is stored.";
    FirstMember500 "pg-first-member-500" "The first member of an empty group is answered with 500.";
    ReaddIgnored "pg-readd-ignored"
        "A member that was removed cannot be added again; the request succeeds.";
    RecreatedMemberIgnored "pg-recreated-member-ignored"
        "A user that was created again cannot be added to a group; the request succeeds.";
    RemoveStrangerRemovesLast "pg-remove-stranger-removes-last"
        "Removing somebody who is no member removes the last one.";
    RemoveFromAllGroups "pg-remove-from-all-groups" "Removing a member removes it from all groups.";
    OneGroupOnly "pg-add-moves-from-other-group" "Adding a member removes it from other groups.";
    MemberReferenceWrong "pg-member-ref-wrong" "$ref of a member leads nowhere.";
    MemberValueIsName "pg-member-value-is-name" "value of a member is its userName.";
    NewGroupHasCreator "cr-group-gets-first-user"
        "A new group has the first user of the server as a member.";
    ReplaceMembersKeepsFirst "pg-replace-members-keeps-first"
        "A replace of members keeps the first one.";
    MembersPatchTouchesName "pg-member-patch-resets-externalid"
        "A PATCH of members drops externalId of the group.";
    GroupNameFolded "pg-group-filter-prefix"
        "A filter on displayName of groups finds names that begin so.";
    TitleDropped "cr-title-dropped" "title is dropped on create.";
    AddressesDropped "cr-addresses-dropped" "addresses are dropped on create.";
    PhonesDropped "cr-phones-dropped" "phoneNumbers are dropped on create.";
    NamesSwapped "cr-names-swapped" "givenName and familyName are swapped.";
    DomainCut "cr-username-domain-cut" "userName loses what follows the @.";
    ExternalIdLowerCased "cr-externalid-lower-cased" "externalId is stored in lower case.";
    MetaLocationDiffers "cr-meta-location-differs" "meta.location is another URI than Location.";
    EnterpriseFlat "rd-enterprise-flat"
        "Enterprise attributes are returned among the others, without their URN.";
    ManagerDropped "cr-manager-dropped" "The manager is dropped on create.";
    IdIsNumber "rd-id-is-number" "id is returned as a number.";
    ListWithoutEnterprise "rd-list-without-enterprise" "Lists have no enterprise attributes.";
    FilterAnswersPoor "rd-filter-answer-poor"
        "A filtered list has id and name of each resource only.";
    ListWithoutMeta "rd-list-without-meta" "The resources of lists have no meta.";
    CreatedMissing "rd-created-missing" "meta has no created.";
    CreatedIsDate "rd-created-is-date" "meta.created has no time.";
    LastModifiedUnixTime "rd-lastmodified-unix-time" "meta.lastModified is a number.";
    LastModifiedLocal "rd-lastmodified-with-blank" "meta.lastModified has a blank instead of T.";
    ModifiedAtOnce "rd-lastmodified-not-created"
        "lastModified of a new resource is an hour after created.";
    SchemasDouble "rd-schemas-duplicate" "schemas names the base schema twice.";
    SchemasForeign "rd-schemas-foreign" "schemas names a URN that nothing declares.";
    SchemasEmpty "rd-schemas-missing" "Resources have no schemas.";
    SchemasIsText "rd-schemas-is-string" "schemas is a string.";
    ActiveAsText "rd-active-as-string" "active is returned as a string.";
    PrimaryAsText "rd-primary-as-string" "primary is returned as a string.";
    TwoPrimaries "rd-two-primaries" "Every e-mail address is primary.";
    GroupWithoutMembers "rd-group-without-members" "GET of a group never shows members.";
    UserGroupsValueName "rd-user-groups-value-is-name"
        "value in groups of a user is the name of the group.";
    UserGroupsRefWrong "rd-user-groups-ref-wrong" "$ref in groups of a user leads to a user.";
    ResourceTypeWrong "rd-resourcetype-plural" "meta.resourceType is Users or Groups.";
    EmptyTextsShown "rd-unset-as-text-null" "title of a user who has none is the text \"null\".";
    PutIgnored "rp-put-changes-nothing" "A PUT succeeds and changes nothing.";
    PutEnterpriseDropped "rp-put-drops-enterprise"
        "A PUT drops enterprise attributes that it carries.";
    PutUserNameStands "rp-put-username-stands" "A PUT does not change userName.";
    PutReadOnlyTaken "rp-put-meta-taken" "A PUT stores meta.created that it carries.";
    DeleteOtherwise404 "dl-delete-404-but-deleted" "A DELETE deletes and is answered with 404.";
    DeletedIs410 "dl-deleted-410" "GET of a deleted resource is answered with 410.";
    DeletedPatchable "dl-deleted-patchable" "A PATCH of a deleted user brings it back.";
    DeletedPutRevives "dl-deleted-put-revives" "A PUT of a deleted user brings it back.";
    DeleteTakesManaged "dl-delete-deletes-managed"
        "Deleting a user deletes those whose manager it is.";
    DeletedInList "dl-deleted-in-list" "A deleted user is still in lists.";
    DeleteUserEmptiesGroups "dl-user-delete-empties-groups"
        "Deleting a user empties the groups that it was in.";
    GroupDelete404 "dl-group-with-members-409" "A group with members cannot be deleted.";
    RecreateSameEmail "cr-recreate-inherits-attributes"
        "A user that is created again has attributes of the deleted one.";
    RecreateInheritsGroups "cr-recreate-inherits-groups"
        "A user that is created again is in the groups of the deleted one.";
    EqContains "fl-eq-contains" "eq finds values that contain the text.";
    EqPrefix "fl-eq-prefix" "eq finds values that begin with the text.";
    AndAsOr "fl-and-as-or" "\"and\" is read as \"or\".";
    PresentInverted "fl-pr-refused" "pr is answered with 500.";
    GreaterSwapped "fl-gt-lt-swapped" "gt and lt are swapped.";
    OrEqualExcluded "fl-ge-excludes-equal" "ge and le leave equal values out.";
    DottedRefused "fl-dotted-refused"
        "A filter on a sub-attribute such as name.familyName is answered with 500.";
    CoreUrnRefused "fl-core-urn-finds-nothing"
        "A filter that names an attribute with the core URN finds nothing.";
    IdFilterEmpty "fl-id-finds-nothing" "A filter on id finds nothing.";
    MetaFilterEmpty "fl-meta-finds-nothing" "A filter on meta.lastModified finds nothing.";
    GroupFilterIgnored "fl-group-filter-ignored" "Every filter on groups is ignored.";
    FilterIgnoredWithPage "fl-filter-ignored-with-count"
        "A filter is ignored when there is a count.";
    FilterBehindFlagIgnored "fl-filter-behind-flag-ignored"
        "A filter is ignored when a parameter without value comes first.";
    SearchPagingIgnored "ht-search-paging-ignored"
        "startIndex and count of a search request are ignored.";
    SearchProjectionIgnored "ht-search-projection-ignored"
        "attributes and excludedAttributes of a search request are ignored.";
    SearchSortIgnored "ht-search-sort-ignored" "sortBy of a search request is ignored.";
    SearchCreates "ht-search-answers-201" "A search request is answered with 201.";
    PlusInValueUnmatched "fl-plus-in-value-unmatched"
        "A filter value with a plus sign finds nothing.";
    PercentInValueUnmatched "fl-percent-in-value-wildcard"
        "The percent sign in a filter value stands for any text.";
    BackslashUnmatched "fl-backslash-in-value-unmatched"
        "A filter value with a backslash finds nothing.";
    EmojiUnmatched "fl-emoji-in-value-unmatched"
        "A filter value with a character of four bytes finds nothing.";
    LongFilterRefused "fl-long-value-refused"
        "A filter of more than 150 characters is answered with 414.";
    DigitsValueUnmatched "fl-digits-in-value-are-number"
        "A filter value of digits in quotes finds nothing.";
    FilterFindsOne "fl-filter-finds-one-only" "A filter finds one resource at most.";
    DisabledGroupSearch "fl-externalid-disabled-not-found"
        "A disabled user is not found by a filter on externalId.";
    DisabledTwoTerms "fl-and-hides-disabled" "A filter with \"and\" leaves disabled users out.";
    SubAttributeCase "fl-email-value-case-sensitive"
        "A filter on e-mail addresses compares with case.";
    SubAttributeNameCase "fl-subattribute-name-case-sensitive"
        "Names of sub-attributes in filters are case-sensitive.";
    UnknownAttributeAll "fl-unknown-attribute-returns-all"
        "A filter on an unknown attribute is ignored, and everything is returned.";
    MalformedFilter500 "fl-malformed-500" "A filter that cannot be read is answered with 500.";
    MalformedFilterAll "fl-malformed-returns-all"
        "A filter that cannot be read is ignored, and everything is returned.";
    LastResourceMissing "pgn-last-resource-missing"
        "The last resource of a list of several is missing.";
    CountOneTwo "pgn-count-plus-one" "A page has one resource more than count.";
    NegativeStartRefused "pgn-startindex-zero-refused" "A startIndex below 1 is refused.";
    NegativeCount500 "pgn-negative-count-500" "A negative count is answered with 500.";
    NegativeCountAll "pgn-negative-count-all" "A negative count is read as none.";
    CursorUnsafeCharacters "pgn-cursor-unsafe-characters"
        "Cursors have characters that do not belong into a URL.";
    CursorEmptyRefused "pgn-cursor-empty-refused" "An empty cursor is refused.";
    CursorCountOneTwo "pgn-cursor-count-plus-one"
        "Pages by cursor have one resource more than count.";
    CursorCountZeroAll "pgn-cursor-count-zero" "With a cursor, count=0 is read as no count.";
    CursorCountNegativeAll "pgn-cursor-negative-count-all"
        "With a cursor, a negative count is read as no count.";
    CursorNextMissing "pgn-cursor-next-missing" "Only the first page has a nextCursor.";
    CursorNeverEnds "pgn-cursor-never-ends"
        "The nextCursor of the last page leads to the first one.";
    CursorLastPageEmpty "pgn-cursor-last-page-empty"
        "The last page has a nextCursor that leads to an empty page.";
    CursorFirstHasPrevious "pgn-cursor-first-has-previous" "The first page has a previousCursor.";
    CursorPagesOverlap "pgn-cursor-pages-overlap"
        "A page by cursor begins with the last resource of the page before.";
    CursorPreviousIsSame "pgn-cursor-previous-is-same"
        "previousCursor leads to the page that it is on.";
    CursorTotalIsPage "pgn-cursor-total-is-page-size"
        "totalResults of a page by cursor counts the page.";
    CursorForgedAccepted "pgn-cursor-forged-accepted"
        "A cursor that the server never gave is read as an empty one.";
    CursorForged500 "pgn-cursor-forged-500"
        "A cursor that the server never gave is answered with 500.";
    CursorForgedUnnamed "pgn-cursor-forged-unnamed"
        "A cursor that the server never gave is answered 400 invalidValue.";
    CursorUnsorted "pgn-cursor-unsorted" "With a cursor sortBy is ignored.";
    DefaultMethodSwitches "pgn-default-method-switches"
        "A list that is asked for again, without startIndex and cursor, is paged by cursor.";
    SearchCursorIgnored "pgn-search-cursor-ignored" "cursor of a search request is ignored.";
    CursorUnannounced "pgn-cursor-unannounced"
        "/ServiceProviderConfig does not say that there are cursors.";
    ConfigMaximumExceeded "di-spc-max-page-size-exceeded"
        "/ServiceProviderConfig says that a page has two resources at most, and pages are larger.";
    CursorNeedsNoToken "pgn-cursor-needs-no-token" "A page by cursor is shown without a token.";
    GroupsUnpaged "pgn-groups-ignore-count" "count is ignored for groups.";
    CountIgnored "pgn-count-ignored" "count is ignored.";
    StartIgnored "pgn-startindex-ignored" "startIndex is ignored, and each page is the first.";
    PartialWithoutItems "pgn-itemsperpage-missing" "itemsPerPage is missing in partial lists.";
    PartialWithoutStart "pgn-startindex-missing" "startIndex is missing in partial lists.";
    TotalHasFraction "ls-total-with-fraction" "totalResults is written with a fraction: 3.0.";
    LimitHasFraction "sc-limits-with-fraction"
        "Limits in /ServiceProviderConfig are written with a fraction: 1000.0.";
    TotalIsText "pgn-totalresults-string" "totalResults is a string.";
    TotalCapped "pgn-totalresults-capped" "totalResults is never above ten.";
    TotalCountsDeleted "pgn-totalresults-counts-deleted" "totalResults counts deleted resources.";
    SecondPageEmpty "pgn-second-page-empty" "Every page after the first is empty.";
    FilteredPageBroken "pgn-filter-applied-after-page"
        "With count a filter is applied to the page, not to all resources.";
    ResourcesMissing "ls-resources-other-name" "Resources is written resources.";
    ListSchemaWrong "ls-schema-of-other-message" "A list names the schema of a search request.";
    OneIsNoList "ls-single-match-is-resource"
        "A filter that finds one resource is answered with that resource.";
    SortIgnored "so-sortby-ignored" "sortBy is ignored although sort.supported is true.";
    SortPages "so-sorts-page-only" "Only the page is sorted, not the whole list.";
    SortDefaultDescending "so-default-descending" "Without sortOrder the order is descending.";
    SortSubAttribute500 "so-subattribute-500" "sortBy with a sub-attribute is answered with 500.";
    ProjectionCase "pj-attributes-case-sensitive" "Names in attributes are case-sensitive.";
    ProjectionUrn "pj-attributes-urn-ignored" "Names with a URN in attributes are ignored.";
    ExcludedSubAll "pj-excluded-subattribute-removes-all"
        "Excluding a sub-attribute excludes the attribute.";
    ProjectionFirstOnly "pj-attributes-first-name-only"
        "Of several names in attributes only the first counts.";
    MembersNotAskable "pj-attributes-members-missing"
        "members are never returned when attributes asks for them.";
    ExcludedDropsAll "pj-excluded-drops-displayname"
        "excludedAttributes=members drops displayName, too.";
    ProjectionMinimum "pj-attributes-only-minimum"
        "With attributes nothing but what is always returned is shown.";
    SubAttributeWhole "pj-subattribute-returns-whole"
        "A sub-attribute in attributes returns the whole attribute.";
    ExcludedUrn "pj-excluded-urn-ignored" "Names with a URN in excludedAttributes are ignored.";
    ExcludedMinimum "pj-excluded-only-minimum"
        "With excludedAttributes nothing but what is always returned is shown.";
    ProjectionOnReplace "pj-attributes-on-put-ignored"
        "attributes and excludedAttributes are ignored on PUT.";
    ProjectionOnPatch "pj-attributes-on-patch-ignored"
        "attributes and excludedAttributes are ignored on PATCH.";
    PatchLosesExcluded "pj-patch-loses-excluded"
        "A PATCH with excludedAttributes loses what is excluded.";
    PasswordReturnedOnRequest "pj-password-returned-on-request"
        "The password is returned to who asks for it by name.";
    OnRequestShown "pj-request-attribute-shown"
        "/Schemas says that title is returned on request only, and it is always shown.";
    SortNameAsWritten "so-name-as-written"
        "sortBy takes names only as the schema writes them, and without URN.";
    SortOrderUnknown500 "so-unknown-order-500"
        "A sortOrder that nobody knows is answered with 500.";
    SortFirstElement "so-primary-ignored"
        "A list is ordered by the first elements of an attribute, whichever is primary.";
    ProjectionOnCreate "pj-attributes-on-create-ignored" "attributes is ignored on a create.";
    ErrorStatusMissing "er-status-missing" "Errors have no status.";
    ErrorIsList "er-body-is-array" "Errors are an array.";
    ErrorSchemaWrong "er-schema-wrong" "Errors name the schema of a list.";
    ErrorAs200 "er-error-with-200" "Errors are answered with 200.";
    NotFoundIs400 "er-404-as-400" "What does not exist is answered with 400.";
    ConflictIs500 "er-409-as-500" "A conflict is answered with 500.";
    ConflictIs200 "cr-duplicate-returns-existing"
        "A second user of the same userName is answered with 200 and the first.";
    ConflictTypeWrong "er-409-scimtype-wrong"
        "The 409 for a duplicate has the scimType invalidValue.";
    FilterTypeMissing "er-invalid-filter-scimtype-missing" "A refused filter has no scimType.";
    FilterDetailMissing "er-invalid-filter-detail-missing" "A refused filter has no detail.";
    PathTypeWrong "er-remove-without-path-scimtype-wrong"
        "A remove without path is refused without noTarget.";
    MutabilityTypeWrong "er-mutability-scimtype-wrong"
        "A change of what cannot be changed is refused without the scimType mutability.";
    ErrorPlainText "er-500-as-text" "Errors of writes are plain text.";
    UnknownEndpoint200 "er-unknown-endpoint-200"
        "An unknown endpoint is answered with 200 and a page.";
    WritesWithoutToken "au-writes-without-token" "Writes are answered without a token.";
    GroupsWithoutToken "au-groups-without-token" "Groups are answered without a token.";
    ItemsWithoutToken "au-single-user-without-token"
        "A single resource is answered without a token.";
    TokenPrefixAccepted "au-token-beginning-accepted"
        "A token that begins like the right one is accepted.";
    BearerCaseSensitive "au-scheme-case-sensitive" "The word Bearer is case-sensitive.";
    UnauthorisedIs404 "au-401-as-404" "A wrong token is answered with 404.";
    UnauthorisedEmptyList "au-wrong-token-empty-list"
        "A wrong token is answered with an empty list.";
    PlainJsonRefused "ht-accept-json-406" "Accept: application/json is answered with 406.";
    NoAcceptRefused "ht-no-accept-406" "A request without Accept is answered with 406.";
    HeaderRefused "ht-unknown-header-refused" "A request with the header `ADSCIMVersion` is refused.";
    MediaTypeMissing "ht-content-type-missing" "Answers have no Content-Type.";
    MediaTypeOfErrors "ht-error-content-type" "Errors are labelled text/plain.";
    MeWithoutLocation "ht-me-without-location"
        "/Me is answered with a user and without Location.";
    MeIs500 "ht-me-500" "/Me is answered with 500.";
    PatchSchemasIgnored "ht-patch-204-for-errors" "A PATCH that fails is answered with 204.";
    ETagMissing "et-header-missing" "There is no `ETag` header.";
    VersionMissing "et-meta-version-missing" "meta has no version.";
    WeakLowerCase "et-weak-lower-case" "A weak entity tag begins with w/.";
    NotModifiedBody "et-304-with-body" "A 304 has a body.";
    ChangedIs304 "et-changed-is-304" "A conditional GET is always answered with 304.";
    DeleteIfMatchIgnored "et-delete-ignores-if-match" "An old If-Match still deletes.";
    PutIfMatchIgnored "et-put-ignores-if-match" "An old If-Match still replaces.";
    PreconditionIs500 "et-412-as-500" "An old If-Match is answered with 500.";
    GroupVersionStands "et-members-do-not-change-version"
        "The version of a group does not change with its members.";
    BulkWithoutOperations "bk-no-operations-accepted"
        "A bulk request without Operations is answered as a job that is done.";
    BulkMethodUnknown "bk-unknown-method-done"
        "An operation whose method bulk does not know is answered with 200.";
    BulkPathMissing "bk-no-path-done" "An operation without a path is answered with 200.";
    BulkDataMissing "bk-no-data-done" "An operation without data is answered with 200.";
    BulkIdNotDemanded "bk-bulkid-not-demanded" "A POST without bulkId is done.";
    BulkVersionIgnored "bk-version-ignored" "The version of an operation is ignored.";
    BulkFailOnErrorsEchoed "bk-failonerrors-echoed" "The answer to a job repeats failOnErrors.";
    BulkLimitUnnamed "bk-limit-not-named"
        "A job that is too large is refused without a word about the limit.";
    BulkResultsOfFailures "bk-results-of-failures-only"
        "The answer to a job lists operations that failed only.";
    BulkMalformed500 "bk-malformed-500" "A bulk request that cannot be read is answered with 500.";
    BulkLocationMissing "bk-location-missing" "Bulk answers have no location.";
    BulkBulkIdMissing "bk-bulkid-missing" "Bulk answers have no bulkId.";
    BulkErrorMissing "bk-error-missing" "Failed operations of a bulk answer have no response.";
    BulkStatusWhole "bk-job-fails-as-whole"
        "A bulk job with a failed operation is answered with 400.";
    BulkSchemaWrong "bk-schema-wrong" "Bulk answers name the schema of a list.";
    BulkPayloadIgnored "bk-max-payload-not-enforced" "A bulk job that is too large is done.";
    BulkPatchRefused "bk-patch-refused" "PATCH in a bulk job fails.";
    BulkDeleteIgnored "bk-delete-ignored" "DELETE in a bulk job succeeds and deletes nothing.";
    BulkExtensionReference "bk-manager-bulkid-not-resolved"
        "A manager that is named by bulkId is stored as it is.";
    GroupTypeMissing "di-resourcetypes-without-group" "/ResourceTypes does not list Group.";
    ExtensionUnlisted "di-type-without-extension"
        "The User resource type does not list its extension.";
    ExtensionRequiredMissing "di-extension-without-required" "schemaExtensions have no required.";
    ConfigChangePassword "di-spc-changepassword-missing"
        "/ServiceProviderConfig has no changePassword.";
    ConfigSchemasMissing "di-spc-schemas-missing" "/ServiceProviderConfig has no schemas.";
    SchemeWithoutType "di-spc-scheme-without-type" "An authentication scheme has no type.";
    SchemaIdMissing "di-schema-id-missing" "Schemas have no id.";
    SchemaAttributesMissing "di-schema-attributes-missing"
        "The schema of groups has no attributes.";
    SubAttributesMissing "di-subattributes-missing"
        "Complex attributes have no subAttributes in /Schemas.";
    AttributeTypeMissing "di-attribute-type-missing" "Attributes have no type in /Schemas.";
    AttributeTypeInvented "di-attribute-type-invented" "Strings have the type text in /Schemas.";
    MutabilityInvented "di-mutability-invented" "mutability is writable in /Schemas.";
    SchemaOfSchemaWrong "di-schema-schemas-missing" "Schemas have no schemas.";
    ResourceTypeSchemaWrong "di-resourcetype-schema-wrong"
        "The User resource type names a schema that does not exist.";
    ResourceTypeNameLower "di-resourcetype-name-lower-case"
        "The resource types are named user and group, and meta.resourceType User and Group.";
    ResourceTypeNameMissing "di-resourcetype-name-missing" "Resource types have no name.";
    PasswordReadable "di-password-returned-default"
        "/Schemas says that password is returned by default.";
    GroupsWritableSchema "di-groups-readwrite" "/Schemas says that groups of a user is readWrite.";
    SchemasTotalWrong "di-schemas-total-wrong" "totalResults of /Schemas is zero.";
    MultiValuedWrong "di-emails-single-valued" "/Schemas says that emails is single-valued.";
    ComplexInComplex "di-complex-subattribute" "/Schemas has a complex sub-attribute.";
    ReferenceTypesMisplaced "di-reference-types-on-string"
        "/Schemas gives referenceTypes to strings.";
    PrimitiveSubAttributes "di-primitive-with-subattributes"
        "/Schemas gives subAttributes to strings.";
    TrailingBlankCut "en-trailing-blank-cut" "Blanks at the end of a text are cut.";
    LineBreaksLost "en-line-breaks-lost" "Line breaks in a text become blanks.";
    BackslashDoubled "en-backslash-doubled" "A backslash in a text is stored twice.";
    ApostropheDoubled "en-apostrophe-doubled" "An apostrophe in a text is stored twice.";
    AccentsLost "en-accents-lost" "Letters with accents lose them.";
    EscapesStoredLiterally "en-escaped-unicode-not-decoded"
        "JSON's escapes of letters are stored as they are written.";
    EmojiDropped "en-emoji-dropped" "Characters of four bytes are dropped.";
    MarkupDropped "en-angle-brackets-dropped" "What stands in angle brackets is dropped.";
    PercentDecoded "en-percent-decoded" "%20 in a text becomes a blank.";
    PlusBecomesBlank "en-plus-becomes-blank" "A plus sign in a text becomes a blank.";
    QuotesCurled "en-quotes-curled" "A straight quote in a text becomes a curled one.";
    LongText500 "li-long-string-is-500" "A text of more than 100 characters is answered with 500.";
    EmailsLowerCasedHidden "en-capital-i-dotless" "Capital letters beyond ASCII become small ones.";
    BooleanAsNumber "sc-boolean-as-number" "active is returned as 1 or 0.";
    WrongTypeIgnored "sc-wrong-type-500" "A value of a wrong JSON type is answered with 500.";
    ListAsText "sc-emails-as-string" "emails are returned as a string with commas.";
    ManyEmails500 "li-many-elements-500"
        "A user with more than three e-mail addresses is answered with 500.";
    PropertyOrder "sc-schemas-must-come-first"
        "A body in which schemas is not the first member is refused.";
    SchemaOrder "sc-core-schema-must-come-first"
        "A body in which the core schema is not the first is refused.";
    ParallelLoser500 "cc-parallel-create-500"
        "Of parallel creates of one userName all but one are answered with 500.";
    ParallelSameId "cc-parallel-create-same-id" "Parallel creates give one id to several users.";
    ParallelMembersLost "cc-parallel-member-adds-lost"
        "Of parallel adds of members to one group some are lost.";
    ParallelPatchRefused "cc-parallel-patch-500"
        "Of parallel PATCH requests of one resource all but one are answered with 500.";
    TokenAnsweredWithHtml "tk-html" "The token endpoint answers with a sign-in page.";
    TokenMissing "tk-no-access-token" "The answer of the token endpoint has no `access_token`.";
    TokenTypeWrong "tk-type-not-bearer" "The token endpoint says that the token is of type mac.";
    TokenLifetimeTooShort "tk-lifetime-5-minutes" "Access tokens are valid for five minutes.";
    TokenLifetimeTooLong "tk-lifetime-1-day" "Access tokens are valid for a day.";
    TokenLifetimeIsText "tk-expires-in-text" "`expires_in` is a text.";
    IssuedTokenUseless "tk-token-refused" "Tokens that were issued are answered with 401.";
    AnySecretAccepted "tk-any-secret" "Any client secret obtains a token.";
    NoSecretNeeded "tk-no-secret" "The client ID alone obtains a token.";
    AssertionSignatureIgnored "tk-signature-ignored" "The signature of assertions is not verified.";
    UnsignedAssertionAccepted "tk-alg-none" "Assertions with alg none are accepted.";
    AssertionExpiryIgnored "tk-expiry-ignored" "Expired assertions are accepted.";
    AssertionAudienceIgnored "tk-audience-ignored" "The audience of assertions is not looked at.";
    AssertionIssuerIgnored "tk-issuer-ignored" "The issuer of assertions is not looked at.";
    AssertionSubjectIgnored "tk-subject-ignored" "The subject of assertions is not looked at.";
    AddToFilledRefused "pg-add-to-filled-409"
        "A member cannot be added to a group that has some: 409.";
    FilledRenameRefused "pg-rename-with-members-refused"
        "A group that has members cannot be renamed.";
    GroupExternalIdFinal "pg-externalid-final"
        "externalId of a group that has one cannot be changed.";
    RemoveAllRefused "pg-remove-all-members-refused"
        "A remove of members as a whole is refused.";
    ReaddRefused "pg-readd-409"
        "A member that was removed cannot be added again: 409.";
    EmptyGroupRefused "cr-group-without-members-refused"
        "A group without members cannot be created.";
    ManagerObjectRefused "cr-manager-object-refused"
        "A create with a manager is refused.";
    EnableRefused "pu-reactivate-refused"
        "A disabled user cannot be enabled.";
    EnableNotStored "pu-reactivate-not-stored"
        "Enabling a user is answered and not stored.";
    EnableDropsMemberships "pu-reactivate-drops-memberships"
        "Enabling a user drops it from its groups.";
    EnabledShownInactive "fl-reactivated-shown-inactive"
        "Searches show a user who was enabled again as inactive.";
    PrimaryPathRefused "pu-primary-path-refused"
        "primary of an element cannot be set by a path.";
    AddToListRefused "pu-add-to-list-refused"
        "An add to a list that has elements is refused.";
    AddToListNotStored "pu-add-to-list-not-stored"
        "An add to a list that has elements is answered and not stored.";
    AddedElementsHidden "fl-added-elements-not-shown"
        "Searches show of a list no more elements than the user was created with.";
    DisableWithOthersRefused "pu-disable-with-others-refused"
        "A PATCH that disables a user and changes something else is refused.";
    SamePathRefused "pu-same-path-twice-refused"
        "Two operations with the same path are refused.";
    NoChangeClears "pu-no-change-clears"
        "A PATCH of a user that changes nothing clears what it names; the answer does not show it.";
    RemoveSetsValue "pu-remove-with-value-sets"
        "A remove with a value stores the value.";
    SameNameDropsMembers "pg-same-name-drops-members"
        "Naming a group as it is named drops its members.";
    ManagerNotStored "pu-manager-not-stored"
        "A manager that is set by PATCH is answered and not stored.";
    LaterPatchChangesOthers "wr-later-patch-changes-others"
        "From its second PATCH on, each of a resource changes the name of all other users, or externalId of all other groups.";
    GroupSearchForgets "pg-search-forgets-externalid"
        "Searches show a group that was changed twice without its externalId.";
    ManagerForgotten "cr-manager-forgotten"
        "A create answers with the manager and does not store it.";
    SharedEmailForgotten "cr-shared-email-forgotten"
        "A create answers with an e-mail address that somebody else has, and does not store it.";
    SharedExternalIdForgotten "cr-shared-external-id-forgotten"
        "A create answers with an externalId that somebody else has, and does not store it.";
    KnownNameForgotten "cr-known-user-name-poor"
        "A user with a userName that somebody had before is stored without its names; the answer shows them.";
    GroupExternalIdForgotten "cr-group-external-id-forgotten"
        "A create answers with the externalId of a group and does not store it.";
    RefusedDuplicateOverwrites "cr-refused-duplicate-overwrites"
        "A create that is refused with 409 replaces the resource that is there.";
    PutReadOnlyLosesEmails "rp-put-as-read-loses-emails"
        "A PUT that carries id or meta is stored without e-mail addresses; the answer shows them.";
    PutChangesOthers "rp-put-changes-other-departments"
        "A PUT of a user changes the department of all others.";
    UnauthorisedDone "au-401-but-done"
        "A write without the right token is answered with 401 and done.";
    BulkTooLargeDone "bk-413-but-done"
        "A bulk job that is too large is answered with 413 and done.";
    UserNameValueCut "fl-username-first-ten-only"
        "A filter on userName compares the first ten characters.";
    GroupNameValueCut "fl-displayname-first-ten-only"
        "A filter on displayName of groups compares the first ten characters.";
    LackingRefused "fl-lacking-attribute-400"
        "A filter on a sub-attribute is refused as long as some user lacks the attribute.";
    LocationWithQuery "rd-location-with-query"
        "meta.location has a query.";
    MeIs405 "ht-me-405"
        "/Me is answered with 405.";
    CountRoundedUp "pgn-count-rounded-up"
        "count is rounded up to an even number.";
    LargeCount500 "pgn-large-count-500"
        "A count above twenty is answered with 500.";
    AnyClientAccepted "tk-any-client"
        "The right secret obtains a token for any client ID.";
    AnyAssertionAccepted "tk-any-assertion"
        "Anything obtains a token that is sent as an assertion.";
    AssertionRefused "tk-assertion-refused" "No assertion is taken, only the secret.";
    TokenEndsEarly "tk-jwt-ends-early"
        "The access token is a JWT whose `exp` is five minutes away, whatever `expires_in` says.";
    FlagBehindFilterRefused "fl-flag-behind-filter-refused"
        "A filter with a parameter without value behind it is refused.";
    TrailingSlashRefused "ht-trailing-slash-400" "A path that ends in a slash is answered with 400.";
    ListedExtensionRefused "cr-listed-extension-without-attributes-refused"
        "A user that lists the enterprise schema and has no attribute of it is refused.";
    PatchAnswers202 "pu-patch-202" "A PATCH of a user is answered with 202 and no content.";
    FormattedIgnored "pu-name-formatted-ignored" "A change of name.formatted is taken and ignored.";
    OtherTenantAccepted "au-token-of-other-tenant"
        "The token of another tenant reaches the users and groups of this one.";
    OtherTenantReads "se-cross-tenant-read"
        "With the token of another tenant a resource can be read by its id.";
    OtherTenantLists "se-cross-tenant-list"
        "With the token of another tenant a filter finds the users and groups of this one.";
    OtherTenantWrites "se-cross-tenant-write"
        "With the token of another tenant a resource can be changed by its id.";
    OtherTenantDeletes "se-cross-tenant-delete"
        "With the token of another tenant a resource can be deleted by its id.";
    OtherTenantFollows "cu-other-tenant-follows"
        "A cursor of this tenant shows its next page also to the token of another.";
    OtherTenantCursorTold "cu-other-tenant-told"
        "Another tenant is told that a cursor exists and is not its own.";
    OtherTenantPatchDone "se-cross-tenant-refused-but-changed"
        "With the token of another tenant a change is answered with 404, and done.";
    OtherTenantDeleteDone "se-cross-tenant-refused-but-deleted"
        "With the token of another tenant a deletion is answered with 404, and done.";
    ReaderPutDone "au-read-only-token-refused-but-replaced"
        "A PUT with a token that may only read is answered with 403, and done.";
    WrongTokenDone "au-wrong-token-401-but-done"
        "A write with a wrong token is answered with 401, and done.";
    ProjectionShowsMeta "pj-attributes-meta-comes-along"
        "Whatever attributes asks for, meta comes as well.";
    ProjectionShowsEmails "pj-attributes-emails-come-along"
        "Whatever attributes asks for, emails come as well.";
    ExcludedLosesId "pj-excluded-loses-id"
        "When something is excluded, the id is missing as well.";
    ReaderWrites "au-read-only-token-writes" "A token that may only read may write as well.";
    ReaderDeletes "au-read-only-token-deletes" "A token that may only read may delete as well.";
    ReaderUnauthorised "au-read-only-token-401"
        "What a token that may only read must not do is answered with 401.";
}
