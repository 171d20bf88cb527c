//! A suite after loading: rows are expanded, names are checked, nothing is
//! left to be found wrong while it runs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::gate::{Gate, GateRole};
use super::law::LawCheck;
use super::pattern::Pattern;
use crate::wire::{Method, QueryEncoding};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text of an id.
            #[must_use]
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }
    };
}

id! {
    /// Names a scenario: `entra-users.disable.replace-active[legacy]`.
    ScenarioId
}
id! {
    /// Names a check: the scenario's id, `/`, the step, and for further checks
    /// `.` and their own slug: `…[legacy]/disable.state.ada.get`.
    CheckId
}
id! {
    /// Names a requirement: `RFC7644-3.4.2-R10` or `ENTRA-U-Q1`.
    RequirementId
}

/// How binding a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// The RFC recommends it; a server that does otherwise is told so.
    Should,
    /// No RFC demands it, but Entra's provisioning service needs it.
    Entra,
    /// The RFC demands it.
    Must,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Should => "SHOULD",
            Self::Entra => "ENTRA",
            Self::Must => "MUST",
        })
    }
}

/// How good an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As expected.
    Pass,
    /// Right, and worth knowing.
    Note,
    /// Allowed, but another answer would serve better.
    Advice,
    /// Wrong.
    Fail,
}

/// A loaded suite file.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Its name, a slug.
    pub name: Arc<str>,
    /// Its title.
    pub title: String,
    /// Scenarios in the order of the file, rows expanded.
    pub scenarios: Vec<Scenario>,
    /// The gate whose verdict it foretells, if it does.
    pub gate: Option<Gate>,
    /// Where it was read.
    pub source: SuiteSource,
}

/// Where a suite was read, and which text that was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteSource {
    /// The suite's name.
    pub suite: String,
    /// The file, as it would be named to a reader: `suites/entra-users.jsonc`.
    pub path: String,
    /// SHA-256 of the text, hexadecimal.
    pub sha256: String,
    /// Built into the binary, changed against the built-in text, or somebody's own.
    pub origin: SuiteOrigin,
}

/// Where a suite comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuiteOrigin {
    /// The text in the binary.
    BuiltIn,
    /// A file that has the name of a built-in suite and another text.
    Modified,
    /// A file of its own.
    File,
}

/// A place in a suite file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The file as in [`SuiteSource::path`].
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// One independent story with its own data.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its id, unique in the run.
    pub id: ScenarioId,
    /// The suite's name.
    pub suite: Arc<str>,
    /// What a right server does, in one sentence.
    pub title: String,
    /// Why it matters.
    pub why: Option<String>,
    /// What Entra does next when it fails.
    pub effect: Option<String>,
    /// The level of its checks that name none.
    pub level: Level,
    /// The requirements of its checks that name none.
    pub cites: Vec<RequirementId>,
    /// What the server must offer for the scenario to make sense.
    pub needs: Vec<Need>,
    /// Must it run alone, because it looks at whole collections?
    pub exclusive: bool,
    /// Resources created before the first step, in this order.
    pub given: Vec<Given>,
    /// Is each of them created only when the one before it is there? Otherwise those are
    /// created at once that need nothing of one another.
    pub given_in_order: bool,
    /// What is done, in this order.
    pub steps: Vec<Step>,
    /// Laws that hold for every answer of the run. A scenario that has some has
    /// no steps: nothing is sent for it.
    pub laws: Vec<LawCheck>,
    /// What it is to the gate of its suite.
    pub gate: Option<GateRole>,
    /// Where it stands.
    pub location: Location,
}

/// A resource that is created before the first step.
#[derive(Clone, Debug)]
pub struct Given {
    /// Its name in the scenario: `ada`.
    pub name: String,
    /// The fixture it comes from: `user`.
    pub fixture: String,
    /// The request that creates it. `{{uniq}}` in it is unique to this instance.
    pub call: Call,
    /// What the answer must be for the scenario to go on.
    pub expect: Expect,
    /// What is taken from the answer: at least `id`.
    pub capture: Vec<Capture>,
    /// How many are created, if it is a population and no single resource.
    pub count: Option<u32>,
}

/// One request and what is expected of its answer.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name in the scenario, a slug; of a case `filter[other-case]`.
    pub slug: String,
    /// The level of its checks that name none.
    pub level: Level,
    /// The requirements of its checks that name none.
    pub cites: Vec<RequirementId>,
    /// Is it one of several cases, so that the scenario goes on when it fails?
    pub is_case: bool,
    /// Does it only prepare? An unexpected answer then blocks the scenario
    /// instead of failing it, as another scenario judges it.
    pub setup: bool,
    /// Is it waited until a second has passed, before the request is sent, so
    /// that timestamps in whole seconds differ?
    pub pause: bool,
    /// The request.
    pub call: Call,
    /// Is it sent several times at once, and how do the requests differ?
    pub at_once: Option<AtOnce>,
    /// How many of the answers have which status, when it is sent several times at once.
    pub tally: Vec<Tally>,
    /// Is it a walk through all pages of a query? The answer is then one list of
    /// them all.
    pub pages: Option<Pages>,
    /// The expected answer.
    pub expect: Expect,
    /// Answers that are not the expected one and yet not wrong, or less wrong.
    pub accept: Vec<Alternative>,
    /// Further checks of the same answer.
    pub checks: Vec<Check>,
    /// What is taken from the answer, known later as `step.name`.
    pub capture: Vec<Capture>,
    /// The resource that this request creates: `ada`.
    pub creates: Option<String>,
    /// The state that must have resulted.
    pub then: Vec<StateCheck>,
    /// How long a read may take to agree; the run's settle time if absent.
    pub within: Option<Duration>,
    /// What the gate says when the step fails, a template in `{{answer.…}}`.
    pub says: Option<String>,
    /// What the gate wants there, in plain words.
    pub means: Option<String>,
    /// Where it stands.
    pub location: Location,
}

/// A walk through the pages of a query.
#[derive(Clone, Debug)]
pub struct Pages {
    /// How many resources are asked for at once.
    pub size: u32,
    /// There are at least so many pages.
    pub least: u32,
    /// The walk ends after so many pages.
    pub most: u32,
    /// What each page must look like; `{{page.start}}` is its first number when
    /// all pages before it were full.
    pub each: Option<Expect>,
}

/// Requests that are sent at once.
#[derive(Clone, Debug, PartialEq)]
pub enum AtOnce {
    /// So many, alike but for `{{number}}`.
    Times(u32),
    /// One for each resource of a population, whose name then means that one.
    Each(String),
    /// One for each of these, whose keys are known as `{{it.key}}`.
    Items(Vec<Vec<(String, Value)>>),
    /// As many as lack to a number, alike but for `{{number}}` and `{{random}}`.
    UpTo {
        /// So many there shall be.
        number: u32,
        /// The placeholder of how many there are.
        there: String,
    },
}

/// How many answers have a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// A status, `409`, or a class of them, `2xx`.
    pub status: String,
    /// At least so many.
    pub least: u32,
    /// At most so many.
    pub most: u32,
}

impl Tally {
    /// Is the status one of those that are counted?
    #[must_use]
    pub fn counts(&self, status: u16) -> bool {
        let status = status.to_string();
        match self.status.strip_suffix("xx") {
            Some(class) => status.starts_with(class),
            None => status == self.status,
        }
    }
}

/// A request before its names are filled in.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path, with `{{names}}`.
    pub path: String,
    /// Query parameters, values with `{{names}}`; `None` writes no `=`.
    pub query: Vec<(String, Option<String>)>,
    /// Headers set beside the usual ones; `None` leaves a usual one away.
    pub headers: Vec<(String, Option<String>)>,
    /// The content, strings with `{{names}}`.
    pub body: CallBody,
    /// Which credential is sent.
    pub credential: Credential,
    /// How it travels.
    pub travel: Travel,
    /// How the content is made larger than a limit, if it is.
    pub enlarge: Option<Enlarge>,
    /// How the content is fitted to the server under test.
    pub fit: Fit,
}

/// How a content is made larger than a limit of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enlarge {
    /// A JSON Pointer to an element of an array, which is repeated until the
    /// array has one element more than the limit, or to a string, which is
    /// lengthened until the content has more bytes.
    pub at: String,
    /// The placeholder of the limit.
    pub beyond: String,
}

/// How the content of a request is fitted to what the server has and demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// What the server lacks is left out, what it demands is added.
    #[default]
    Complete,
    /// What the server lacks is left out; nothing is added, since the content
    /// is wrong on purpose.
    Known,
    /// It is sent as it is written.
    AsWritten,
}

/// The content of a [`Call`].
#[derive(Clone, Debug, PartialEq)]
pub enum CallBody {
    /// None.
    Empty,
    /// JSON; a string that is one placeholder takes that value's JSON type.
    Json(Value),
    /// Text that is sent as it stands after its names are filled in.
    Raw(String),
    /// A form (`application/x-www-form-urlencoded`): names, and values with
    /// `{{names}}`. Fields without value are left away.
    Form(Vec<(String, String)>),
}

/// The path of a [`Call`] that goes to the token endpoint of the run.
pub const TOKEN_ENDPOINT: &str = "/@token";

/// Which credential a request carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credential {
    /// The run's own.
    #[default]
    Run,
    /// None at all.
    Absent,
    /// One that the server cannot know.
    Wrong,
    /// The beginning of the run's own: a token that no server has issued.
    Beginning,
    /// The run's own and something behind it.
    Longer,
    /// The run's own, and the scheme in lower case (RFC 9110 section 11.1: its
    /// letter case makes no difference).
    LowerCase,
    /// One of another tenant of the same server.
    OtherTenant,
    /// One of the run's tenant that may only read.
    ReadOnly,
}

/// How requests travel (`transport` in a suite file).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Travel {
    /// Whose habits: Entra sends no User-Agent and no Content-Type on GET.
    pub client: Client,
    /// How the query is written.
    pub encoding: QueryEncoding,
    /// Where `aadOptscim062020` stands in the query, if at all.
    pub flag: Flag,
}

/// Whose header habits a request follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Client {
    /// scimproof's own: User-Agent and Accept are sent.
    #[default]
    Plain,
    /// Microsoft Entra ID's provisioning service.
    Entra,
}

/// Where the query parameter `aadOptscim062020` stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flag {
    /// Nowhere: Entra's legacy dialect.
    #[default]
    Absent,
    /// Before the other parameters.
    First,
    /// After the other parameters.
    Last,
}

/// What an answer must look like.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// Allowed statuses; empty allows any.
    pub status: Vec<u16>,
    /// Headers by name; an absent header is `null` to the matcher.
    pub headers: Vec<(String, Matcher)>,
    /// The content; an empty one is `null` to the matcher.
    pub body: Option<Matcher>,
}

/// A graded other answer.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// What the answer counts as: never [`Outcome::Fail`].
    pub counts_as: Outcome,
    /// Why, for the report.
    pub because: String,
    /// The answer.
    pub expect: Expect,
}

/// A further check of a step's answer.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its slug within the step.
    pub slug: String,
    /// Its own level.
    pub level: Level,
    /// Its own requirements.
    pub cites: Vec<RequirementId>,
    /// The expected answer.
    pub expect: Expect,
    /// Graded other answers.
    pub accept: Vec<Alternative>,
    /// What Entra does next when it alone fails; if absent, what the scenario says.
    pub effect: Option<String>,
    /// What the gate says when it fails; if absent, what it says of the step.
    pub says: Option<String>,
    /// What the gate wants there, in plain words; if absent, that of the step.
    pub means: Option<String>,
}

/// What must be true of one resource after a write.
#[derive(Clone, Debug)]
pub struct StateCheck {
    /// The resource's name in the scenario.
    pub resource: String,
    /// What must be true.
    pub state: State,
    /// How it is read back.
    pub reads: Reads,
    /// The level.
    pub level: Level,
    /// The requirements.
    pub cites: Vec<RequirementId>,
    /// Graded other states: changes that count as something better than a failure.
    pub accept: Vec<StateAlternative>,
    /// Where it stands.
    pub location: Location,
}

/// The state of a resource after a write.
#[derive(Clone, Debug)]
pub enum State {
    /// These attributes have these values and all others are as before. Of a
    /// resource that the step creates: these, and all others as they were sent.
    Changed(Vec<(String, Matcher)>),
    /// Everything is as before.
    Unchanged,
    /// It does not exist any more: GET answers 404, the filter finds nothing.
    Gone,
}

/// A graded other state.
#[derive(Clone, Debug)]
pub struct StateAlternative {
    /// What it counts as: never [`Outcome::Fail`].
    pub counts_as: Outcome,
    /// Why, for the report.
    pub because: String,
    /// Does it stand only for a write that was not answered with success?
    pub refused: bool,
    /// Attributes that differ from the expected change, with the values accepted.
    pub changes: Vec<(String, Matcher)>,
}

/// How a state is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads {
    /// By the answer to the write, if it has a body and is of this resource.
    pub answer: bool,
    /// By GET of its id.
    pub get: bool,
    /// By its matching filter: `userName eq`, of groups `displayName eq`.
    pub filter: bool,
}

/// What is taken from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Its name.
    pub name: String,
    /// Where it stands; of several, the first place where something is.
    pub from: Vec<CaptureSource>,
}

/// Where a captured value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureSource {
    /// A JSON Pointer (RFC 6901) into the content. Its segment `*` stands for
    /// each element of an array, and then a list is captured.
    Pointer(String),
    /// A date and time at a JSON Pointer, moved and written in another zone.
    Instant(String, Moved),
    /// A text at a JSON Pointer, each of its letters in the other case; nothing
    /// if it has no letters.
    OtherCase(String),
    /// A header.
    Header(String),
    /// The id at the end of the URI in `Location`: all that RFC 7644 section 3.3
    /// demands of the answer to a create.
    LocationId,
}

/// How a date and time is changed before it is used: `- 1h in +14:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// By how many seconds it is later; earlier if negative.
    pub seconds: i64,
    /// The offset in which it is written, in minutes east of UTC.
    pub offset: i32,
}

/// What a server must offer for a scenario to make sense.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// A Boolean of /ServiceProviderConfig: `spc:patch.supported`.
    Config(String),
    /// A limit of /ServiceProviderConfig that is not too high to be reached:
    /// `spc:bulk.maxOperations<=1000`.
    Limit {
        /// Where the limit stands.
        path: String,
        /// The highest limit with which the scenario makes sense.
        at_most: u64,
    },
    /// A resource type: `type:Group`.
    ResourceType(String),
    /// A schema: `schema:urn:…`.
    Schema(String),
    /// An attribute of a resource type: `attr:User.name.givenName`, `attr:User.urn:…:department`.
    Attribute {
        /// The resource type's name.
        resource_type: String,
        /// The attribute's path.
        path: String,
    },
    /// Some attribute of a resource type, whichever has these characteristics:
    /// `any:User?type=integer`. It is known as `any.path`, with three values in
    /// ascending order, `any.one`, `any.two` and `any.three`.
    Any {
        /// The resource type's name.
        resource_type: String,
        /// Names and words of characteristics, as /Schemas publishes them.
        wanted: Vec<(String, String)>,
    },
    /// What the run was given to obtain tokens with: `credential:secret`,
    /// `credential:assertion`, or `credential:issuer`, which can also make
    /// wrong assertions.
    Credential(String),
    /// A token that the run was given beside its own: `token:other-tenant`, `token:read-only`.
    Token(String),
}

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(path) => write!(formatter, "spc:{path}"),
            Self::Limit { path, at_most } => write!(formatter, "spc:{path}<={at_most}"),
            Self::ResourceType(name) => write!(formatter, "type:{name}"),
            Self::Schema(urn) => write!(formatter, "schema:{urn}"),
            Self::Credential(proof) => write!(formatter, "credential:{proof}"),
            Self::Token(whose) => write!(formatter, "token:{whose}"),
            Self::Attribute { resource_type, path } => {
                write!(formatter, "attr:{resource_type}.{path}")
            }
            Self::Any { resource_type, wanted } => {
                let wanted: Vec<String> =
                    wanted.iter().map(|(name, word)| format!("{name}={word}")).collect();
                write!(formatter, "any:{resource_type}?{}", wanted.join("&"))
            }
        }
    }
}

/// A JSON type name of the matcher `@type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without fraction.
    Integer,
    /// Any number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// What a JSON value must look like. Literals may hold `{{names}}`.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// This scalar. Strings compare exactly.
    Literal(Value),
    /// An object that has at least these members. Names compare without case
    /// (RFC 7643 section 2.1).
    Object(Vec<(String, Matcher)>),
    /// `@exact`: an object that has these members and no others.
    Exact(Vec<(String, Matcher)>),
    /// A literal array: as many elements, in this order.
    Array(Vec<Matcher>),
    /// Several matchers at once: all must hold.
    All(Vec<Matcher>),
    /// `@any`: present with any value but null.
    Any,
    /// `@unset`: absent, null or `[]` (RFC 7643 section 2.5).
    Unset,
    /// `@optional`: unset, or as the inner matcher says.
    Optional(Box<Matcher>),
    /// `@type`: of one of these JSON types.
    Type(Vec<JsonType>),
    /// `@re`: a string that the regular expression finds.
    Pattern(Pattern),
    /// `@same`: a string equal without regard to case.
    Same(String),
    /// `@instant`: an xsd:dateTime; with a value, the same instant.
    Instant(Option<String>),
    /// `@path`: a URI that leads below the base URL to this path, or to the path
    /// of this URI, whatever its host.
    Path(String),
    /// `@near`: an xsd:dateTime at most a second away from this instant.
    Near(String),
    /// `@uri`: a URI that, resolved against the base URL, equals this one,
    /// resolved as well; without a value, any URI.
    Uri(Option<String>),
    /// `@not`: anything the inner matcher refuses.
    Not(Box<Matcher>),
    /// `@one-of`: what at least one of these accepts.
    OneOf(Vec<Matcher>),
    /// `@in`: an element of a captured list, of which this is the placeholder.
    /// Strings compare without case.
    In(String),
    /// `@set`: an array with exactly these elements in any order.
    Set(Vec<Matcher>),
    /// `@has`: an array with at least these elements in any order.
    Has(Vec<Matcher>),
    /// `@ids`: an array of references or resources that are exactly the ones
    /// with these ids, in any order; or, if not exact (`@has-ids`), at least them.
    Ids {
        /// The placeholder of the ids: `{{crowd.ids}}`.
        of: String,
        /// Are others wrong?
        exact: bool,
    },
    /// `@first`: an array whose first element matches.
    First(Box<Matcher>),
    /// `@each`: an array of which each element matches. An unset value has no elements.
    Each(Box<Matcher>),
    /// `@len`: an array or string of a length from the first to the second number.
    Length(u64, u64),
    /// `@between`: a number from the first to the second.
    Between(f64, f64),
    /// `@at-most`, `@at-least`: a number on this side of the one that a placeholder
    /// stands for, or equal to it. Null sets no bound.
    Bound {
        /// The placeholder of the bound.
        of: String,
        /// Is it the most, or the least?
        is_most: bool,
    },
    /// `@contains`: a value in whose JSON text each of these texts stands somewhere.
    Contains(Vec<String>),
    /// `@publishes`: an answer of /Schemas that publishes all these names, as
    /// the gate of the app gallery flattens it.
    Publishes {
        /// Names of users' attributes.
        user: Vec<String>,
        /// Names of groups' attributes.
        group: Vec<String>,
    },
}
