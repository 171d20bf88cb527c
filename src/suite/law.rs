//! The laws that a suite can name: rules that hold for every answer of a run.
//!
//! What they are called and what they say stands here, so that a suite can be
//! checked before anything is sent; `judge::laws` knows how they are judged.

use super::model::{Level, RequirementId};

macro_rules! laws {
    ($($(#[doc = $doc:literal])+ $law:ident = $name:literal,)*) => {
        /// A rule that holds for every answer of its kind, whatever was asked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Law {
            $($(#[doc = $doc])+ $law,)*
        }

        impl Law {
            /// All laws.
            pub const ALL: &'static [Self] = &[$(Self::$law,)*];

            /// Its name, as a suite writes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$law => $name,)* }
            }

            /// What it says, in one sentence.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$law => concat!($($doc),+).trim(),)* }
            }
        }
    };
}

laws! {
    /// No answer has a status of 500 or above, but for 501 and for what a gateway says.
    NoServerError = "no-server-error",
    /// A success with content is labelled application/scim+json.
    SuccessMediaType = "success-media-type",
    /// An error with content is labelled application/scim+json.
    ErrorMediaType = "error-media-type",
    /// The content of a success is JSON.
    SuccessIsJson = "success-is-json",
    /// An answer of 204 has no content.
    NoBodyWith204 = "no-body-with-204",
    /// An error has a JSON body that is a SCIM error.
    ErrorBody = "error-body",
    /// An error that a gateway may have written has a SCIM body all the same.
    GatewayErrorBody = "gateway-error-body",
    /// An error names the URI of the Error message.
    ErrorSchema = "error-schema",
    /// An error has its status as a string.
    ErrorStatusIsText = "error-status-is-text",
    /// The status of an error's body is that of the answer.
    ErrorStatusAgrees = "error-status-agrees",
    /// scimType is a word that an RFC defines.
    ErrorScimType = "error-scim-type",
    /// A success has no error as its content.
    NoErrorInSuccess = "no-error-in-success",
    /// No stack trace, text of an exception or database statement leaves the server.
    NoInternals = "no-internals",
    /// Messages are built as their JSON Schemas say.
    MessageShape = "message-shape",
    /// The answer to a query is a `ListResponse`.
    ListForm = "list-form",
    /// A list says how many results there are.
    TotalPresent = "total-present",
    /// totalResults is at least the number of resources on the page.
    TotalCoversPage = "total-covers-page",
    /// A list that has results has Resources.
    ResourcesPresent = "resources-present",
    /// Resources is an array or absent, and not null.
    ResourcesNotNull = "resources-not-null",
    /// startIndex of an answer is the one that was asked for.
    StartIndexAgrees = "start-index-agrees",
    /// A page has no more resources than were asked for.
    PageLimit = "page-limit",
    /// A page has no more resources than /ServiceProviderConfig says.
    PageMaximum = "page-maximum",
    /// A server that gives cursors says so in /ServiceProviderConfig.
    CursorAnnounced = "cursor-announced",
    /// A page that is a part says where it begins and how long it is.
    PartialPage = "partial-page",
    /// itemsPerPage is the number of resources on the page.
    ItemsPerPage = "items-per-page",
    /// No resource is on a page twice.
    OnceOnAPage = "once-on-a-page",
    /// Pages that follow each other show no resource twice.
    OnceInAWalk = "once-in-a-walk",
    /// totalResults stays the same from page to page.
    TotalInAWalk = "total-in-a-walk",
    /// Every resource has its id.
    IdPresent = "id-present",
    /// The answer to a request for one resource is of that resource.
    IdAsAsked = "id-as-asked",
    /// No id contains the word bulkId.
    IdNotReserved = "id-not-reserved",
    /// Every resource lists its schemas.
    SchemasPresent = "schemas-present",
    /// schemas lists nothing twice.
    SchemasOnce = "schemas-once",
    /// schemas lists the base schema of the resource's type.
    SchemasBase = "schemas-base",
    /// schemas lists nothing that its type does not declare.
    SchemasDeclared = "schemas-declared",
    /// schemas lists each extension that the resource has values of.
    SchemasListExtensions = "schemas-list-extensions",
    /// Every resource has meta with resourceType, created, lastModified and location.
    MetaPresent = "meta-present",
    /// meta.resourceType is the name of the resource's type.
    MetaResourceType = "meta-resource-type",
    /// created and lastModified are dates with times.
    MetaDates = "meta-dates",
    /// created is not after lastModified.
    MetaDatesInOrder = "meta-dates-in-order",
    /// created stays as it is.
    CreatedStays = "created-stays",
    /// lastModified moves on when the resource changes.
    LastModifiedMoves = "last-modified-moves",
    /// lastModified stays as it is when the resource is only read.
    LastModifiedRests = "last-modified-rests",
    /// meta.location leads to the resource.
    MetaLocation = "meta-location",
    /// meta.location is an absolute URI below the base that was asked.
    MetaLocationBase = "meta-location-base",
    /// The answer to a creation has a Location.
    LocationHeader = "location-header",
    /// Location and meta.location are the same.
    LocationAgrees = "location-agrees",
    /// Content-Location and meta.location are the same.
    ContentLocation = "content-location",
    /// The header `ETag` and meta.version are the same.
    VersionAgrees = "version-agrees",
    /// A server with versions sends `ETag` with each single resource.
    ETagPresent = "etag-present",
    /// A server with versions shows them in meta.version.
    VersionPresent = "version-present",
    /// The version changes when the resource changes.
    VersionMoves = "version-moves",
    /// The version stays as it is when the resource is only read.
    VersionRests = "version-rests",
    /// Attributes that are never returned or only written are in no answer.
    NeverReturned = "never-returned",
    /// Attributes that are returned on request only are not shown unless they are asked for.
    OnRequestOnly = "on-request-only",
    /// What a client sends for a readOnly attribute is not stored.
    ReadOnlyUnmoved = "read-only-unmoved",
    /// The answer to a write holds all that the next GET shows.
    AnswerComplete = "answer-complete",
    /// Attributes are spelled as in the schema.
    NamesAsInSchema = "names-as-in-schema",
    /// Values have the JSON type of their attribute.
    AttributeTypes = "attribute-types",
    /// Integers are written without fraction and exponent.
    IntegerForm = "integer-form",
    /// Multi-valued attributes are arrays, and no others are.
    AttributeMultiplicity = "attribute-multiplicity",
    /// Dates, binary values and references have the form of their type.
    AttributeFormats = "attribute-formats",
    /// Required attributes have values.
    AttributeRequired = "attribute-required",
    /// Attributes are in the published schemas.
    AttributeKnown = "attribute-known",
    /// At most one element of an attribute is primary.
    OnePrimary = "one-primary",
    /// No element of an attribute is there twice.
    ElementsOnce = "elements-once",
}

impl Law {
    /// The law of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|law| law.name() == name)
    }
}

/// A law as a suite names it: one check of its scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawCheck {
    /// Which.
    pub law: Law,
    /// Its level.
    pub level: Level,
    /// Its requirements.
    pub cites: Vec<RequirementId>,
}
