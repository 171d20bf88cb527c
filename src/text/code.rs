//! Every kind of diagnostic, with its meaning and a longer explanation.

use std::fmt;

macro_rules! codes {
    ($($variant:ident = $name:literal, $meaning:literal, $explanation:literal;)*) => {
        /// The kind of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name as people type it: `suite-unknown-key`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The meaning in one line.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),* }
            }

            /// Why it is reported and what to do about it, in a few sentences.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation),* }
            }
        }
    };
}

codes! {
    SuiteUnreadable = "suite-unreadable",
        "A suite file or directory cannot be read.",
        "The path does not exist, is not a file, or this user may not read it. Paths are taken from \
         the working directory. `--suites` wants a directory; single files are given as they are.";
    SuiteTooLarge = "suite-too-large",
        "A suite file is larger than 4 MiB.",
        "The largest suite that comes with scimproof has a few hundred kilobytes. A larger file is \
         most likely something else, such as a log or an export. Split a suite that has really grown \
         so large into several files; all files of a directory run together.";
    SuiteNotUtf8 = "suite-not-utf8",
        "A suite file is not UTF-8 text.",
        "JSON is UTF-8 (RFC 8259 section 8.1). Save the file as UTF-8 without byte order mark. The \
         place shown is the first byte that does not fit.";
    SuiteByteOrderMark = "suite-byte-order-mark",
        "A suite file begins with a byte order mark.",
        "RFC 8259 section 8.1 forbids the mark (the bytes EF BB BF) at the beginning of JSON, and some \
         editors on Windows add it. Save the file as \"UTF-8\", not as \"UTF-8 with BOM\".";
    SuiteEmpty = "suite-empty",
        "A suite file holds nothing.",
        "The smallest suite is an object with `format`, `suite`, `title` and `scenarios`. \
         `scimproof list --export DIR` writes the built-in suites as files to start from.";
    SuiteSyntax = "suite-syntax",
        "The text is not JSON with comments.",
        "A suite is JSON that may have // and /* */ comments and a comma after the last element. Names \
         and strings stand in double quotes; `True`, `None`, single quotes and bare names are not JSON. \
         Only the first such mistake of a file is reported, since what follows it cannot be understood.";
    SuiteTooDeep = "suite-too-deep",
        "Objects and arrays are nested too deeply.",
        "No SCIM message needs more than a dozen levels. The limit lies in the hundreds and keeps a \
         broken or hostile file from exhausting the stack.";
    SuiteDuplicateKey = "suite-duplicate-key",
        "An object has the same key twice.",
        "Of two members with one name, most JSON readers silently keep the last. That is hardly ever \
         meant, so it is an error anywhere in a suite, request bodies included. To send such a body on \
         purpose, write it as text in `raw_body`.";
    SuiteFormat = "suite-format",
        "The suite is written for another version of scimproof.",
        "`format` says which version of the suite language a file uses; this program reads 1. A file \
         with a higher number needs a newer scimproof.";
    SuiteUnknownKey = "suite-unknown-key",
        "An object has a key that means nothing there.",
        "A key that scimproof does not know would be ignored, and a check that was meant would silently \
         not be made. The allowed keys are listed beside the place. What belongs to a request or to an \
         expected answer goes into `body`, `headers` or `query`.";
    SuiteMissingKey = "suite-missing-key",
        "An object lacks a key that it needs.",
        "The label says which. The schema (`scimproof schema suite`) describes every key, and editors \
         show it when the file names it in `$schema`.";
    SuiteType = "suite-type",
        "A value has another JSON type than it must have.",
        "For example a number where a list is wanted. After `each` has filled in a row, the value of the \
         row counts: `\"{{row.status}}\"` has the type that the row gives it.";
    SuiteValue = "suite-value",
        "A value has the right type, but is not one of those allowed.",
        "The label says what is allowed there. Ids are slugs: lower-case letters, digits and `-`; ids of \
         scenarios may also have dots. Statuses lie between 100 and 599.";
    SuiteConflict = "suite-conflict",
        "Two keys exclude each other, or a key has no meaning beside the others.",
        "A request has a `body` or a `raw_body`. A state is one of `changes`, `unchanged` and `gone`. A \
         step that `creates` something is a POST. Keep the one that says what you mean.";
    SuiteDuplicateSuite = "suite-duplicate-suite",
        "Two files have the same suite name.",
        "The name begins the id of every scenario, so it must be unique. A file in `--suites DIR` \
         replaces a built-in suite when the *files* have the same name; otherwise give it a `suite` \
         name of its own.";
    SuiteDuplicateId = "suite-duplicate-id",
        "Two things that must be told apart have the same name.",
        "Scenario ids are unique in a suite; step names, resource names, check ids and row names within \
         their scenario or step. Reports, waivers and `--select` refer to them.";
    SuitePlaceholder = "suite-placeholder",
        "A placeholder is not written as `{{name}}`.",
        "Two braces begin a placeholder everywhere in a suite. Between them stands a name without \
         blanks, such as `{{uniq}}` or `{{ada.id}}`; there are no expressions.";
    SuiteUnknownName = "suite-unknown-name",
        "A placeholder names something that does not exist.",
        "Everywhere there are `uniq`, `run`, `random` and `base`. `ada.id` is the id of the resource that \
         `given` or `creates` names `ada`; `ada.x` and `step.x` are what a fixture or a step takes into \
         `capture` as `x`; `row.x` is the key `x` of the row.";
    SuiteNameTooEarly = "suite-name-too-early",
        "A placeholder is used before there is a value for it.",
        "Resources of `given` are created in the order of the file, then the steps follow. What a step \
         captures is known when it has been answered: to its `then` and to later steps, but not to its \
         own request and not to what its own answer is compared with.";
    SuiteUnknownRowKey = "suite-unknown-row-key",
        "A placeholder names a key that a row does not have.",
        "`{{row.x}}` is replaced when the suite is loaded, once for each row of `each`, so every row must \
         have the key `x`. A scenario without `each` has no row.";
    SuiteUnknownFixture = "suite-unknown-fixture",
        "`given` names a fixture that the file does not have.",
        "Fixtures are defined under `fixtures` of the same file. There are no includes: a suite file is \
         complete by itself.";
    SuiteUnusedFixture = "suite-unused-fixture",
        "No scenario uses this fixture.",
        "This is a warning: the suite runs. Either a scenario was meant to name the fixture in its \
         `given`, or the fixture can go.";
    SuiteUnknownResource = "suite-unknown-resource",
        "`then` names a resource that the scenario does not have.",
        "A state is checked of a resource that is listed in `given` or that this step or an earlier one \
         `creates`.";
    SuiteUnknownRequirement = "suite-unknown-requirement",
        "`cite` names a requirement that the catalogue does not have.",
        "Requirements have ids such as `RFC7644-3.4.2-R10` or `ENTRA-U-P9`. `scimproof explain ID` shows \
         a requirement, and suites/requirements.tsv lists all.";
    SuiteLevel = "suite-level",
        "A check claims more than the requirements it cites.",
        "A failure must be fair. A MUST check cites at least one requirement of an RFC of which a \
         deviation counts as a failure in the catalogue; a SHOULD check at least one that counts as a \
         warning or a failure; an ENTRA check at least one ENTRA requirement that counts as a failure. \
         Lower the level or cite the requirement that is really meant.";
    SuiteNoCitation = "suite-no-citation",
        "A check cites no requirement.",
        "A report must say why something is wrong. Give the check or its scenario a `cite`.";
    SuiteNeed = "suite-need",
        "A need is not written as one of the four kinds.",
        "`spc:patch.supported` is a Boolean of /ServiceProviderConfig, `type:Group` a resource type, \
         `schema:urn:…` a schema, and `attr:User.name.givenName` an attribute of a resource type. A \
         scenario whose needs the server does not meet is skipped, and the report says why.";
    SuiteSend = "suite-send",
        "`send` is not a method and a path.",
        "Write `GET /Users/{{ada.id}}`: one of GET, POST, PUT, PATCH, DELETE, one blank, a path below \
         the base URL that begins with `/`. Parameters go into `query`, where they are encoded as \
         `transport` says.";
    SuiteUnknownMatcher = "suite-unknown-matcher",
        "An expectation has a key that begins with `@` and is no matcher.",
        "Matchers are @any, @unset, @optional, @type, @re, @same, @instant, @uri, @not, @one-of, @set, \
         @has, @each, @len, @between and @exact. No SCIM attribute name begins with `@` (RFC 7643 section 2.1), so \
         it cannot be meant as one.";
    SuiteMixedMatcher = "suite-mixed-matcher",
        "An object has both matchers and attributes.",
        "An object is either a matcher, all of whose keys begin with `@`, or an expected object. Put the \
         attributes on one level and the matchers inside of them: \
         `{ \"members\": { \"@len\": 2 } }`. An object that may have only certain members is \
         `{ \"@exact\": { … } }`.";
    SuiteMatcherArgument = "suite-matcher-argument",
        "A matcher is given something that it cannot use.",
        "The label says what the matcher wants. `@any` and `@unset` take `true`; `@between` two numbers; `@len` a number or a \
         pair; `@type` names of JSON types; `@set`, `@has` and `@one-of` lists; `@optional`, `@not` and \
         `@each` an expected value.";
    SuitePattern = "suite-pattern",
        "The regular expression of `@re` is not valid.",
        "Expressions are those of the Rust crate `regex`: no look-around and no back-references, so that \
         they always end quickly. They find a part of the string; `^` and `$` bind them to its ends. \
         Only `{{row.…}}` may stand in them, since they are compiled when the suite is loaded; compare \
         with run-time values by a plain string, `@same` or `@uri`.";
    SuitePointer = "suite-pointer",
        "A capture is neither a JSON Pointer nor `header:Name`.",
        "A JSON Pointer (RFC 6901) begins with `/`: `/userName`, `/emails/0/value`. In a name, `~1` \
         stands for `/` and `~0` for `~`. A header is taken by `header:Location`.";
    SuitePath = "suite-path",
        "A key of `changes` is not an attribute path.",
        "Paths are those of RFC 7644 section 3.5.2 as far as they name one value: `active`, \
         `name.familyName`, `emails[type eq \"work\"].value`, and any of them after a schema URN and a \
         colon.";
    MappingUnreadable = "mapping-unreadable",
        "The mapping cannot be read.",
        "`--mapping` takes the name of a built-in mapping (zero, entra-default), `discover`, or a file: a \
         `*.mapping.jsonc`, or the schema JSON that the Entra admin center exports. It must be UTF-8 \
         text without byte order mark, of at most 4 MiB.";
    MappingSyntax = "mapping-syntax",
        "The mapping is not JSON with comments.",
        "It is one object: names and strings in double quotes, no key twice, // and /* */ comments and a \
         comma after the last element allowed.";
    MappingUnknownKey = "mapping-unknown-key",
        "The mapping has a key that means nothing.",
        "A property that is silently ignored would change what is sent. The allowed keys are listed beside \
         the place; `scimproof schema mapping` describes each.";
    MappingValue = "mapping-value",
        "A value of the mapping is not one of those allowed.",
        "The label says what is. `scimproof schema mapping` describes every key; the built-in mappings \
         are examples (`scimproof explain zero`).";
    MappingType = "mapping-type",
        "An attribute has a type that Entra does not know.",
        "Entra's attribute list has String, Boolean, Integer, Decimal, DateTime, Binary and Reference. There \
         is no type for complex attributes: each of their sub-attributes is an attribute of its own, such \
         as `name.givenName`.";
    MappingPath = "mapping-path",
        "An attribute of the mapping is not an attribute path.",
        "Entra writes target attributes as `userName`, `name.familyName`, `emails[type eq \"work\"].value` and \
         `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`. In JSON the inner quotes \
         are written `\\\"`.";
    MappingMatching = "mapping-matching",
        "Two attributes match on the same precedence, or one is listed twice.",
        "Entra looks for an existing resource by each matching attribute in the order of its precedence and \
         takes the first hit, so that each precedence belongs to one attribute. An attribute is listed once.";
    MappingDirectory = "mapping-directory",
        "The export has no directory of the SCIM target.",
        "The schema JSON that the Entra admin center exports has `directories`: Entra's own, and that of \
         the app with the objects User and Group. One that has only Entra's is of a job that is not set up \
         yet: save the provisioning configuration once, and export again.";
    ConfigUnreadable = "config-unreadable",
        "The configuration cannot be read.",
        "It is taken from `--config`, from SCIMPROOF_CONFIG, or from `scimproof.jsonc` in the working \
         directory. It must be UTF-8 text without byte order mark, of at most 4 MiB.";
    ConfigSyntax = "config-syntax",
        "The configuration is not JSON with comments.",
        "It is one object: names and strings in double quotes, no key twice, // and /* */ comments \
         and a comma after the last element allowed. The smallest one is `{}`.";
    ConfigUnknownKey = "config-unknown-key",
        "The configuration has a key that means nothing.",
        "A setting that is silently ignored is worse than none. The allowed keys are listed beside the \
         place; they are the long options of `scimproof run` with `_` in place of `-`. A token does not \
         belong in this file: use SCIMPROOF_TOKEN, or `token_file`.";
    ConfigValue = "config-value",
        "A value of the configuration is not one of those allowed.",
        "The label says what is. Durations are strings with a unit, such as \"30s\", sizes too, such \
         as \"8MiB\". `scimproof schema config` describes every key.";
}

impl Code {
    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_lead_back() {
        for &code in Code::ALL {
            let name = code.as_str();
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            assert_eq!(Code::from_name(name), Some(code));
        }
    }
}
