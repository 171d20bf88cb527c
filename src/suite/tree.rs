//! JSON with comments as a tree that knows where everything stands.

use jsonc_parser::ast;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Number, Value};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::text::{Code, Diagnostic, SourceId, Span};

/// A JSON value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) value: Node,
}

impl Node {
    /// The member of that name, if this is an object that has one.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// The member of that name with its key.
    pub(super) fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.key == key)
    }

    /// The members; none if this is no object.
    pub(super) fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements; none if this is no array.
    pub(super) fn elements(&self) -> &[Node] {
        match &self.kind {
            Kind::Array(elements) => elements,
            _ => &[],
        }
    }

    /// The text, if this is a string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value without places.
    pub(super) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(value) => Value::Number(value.clone()),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Array(elements) => elements.iter().map(Self::to_value).collect(),
            Kind::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|member| (member.key.clone(), member.value.to_value()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }
}

/// Reads JSON with comments and trailing commas. The tree is complete even
/// where keys are duplicate; those are reported beside it.
///
/// # Errors
/// One diagnostic if the text is no such JSON.
pub(super) fn parse(
    source: SourceId,
    text: &str,
    problems: &mut Vec<Diagnostic>,
) -> Result<Node, Box<Diagnostic>> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options)
        .map_err(|error| Box::new(syntax_error(source, text, &error)))?;
    let mut reader = Reader { source, problems };
    match parsed.value {
        Some(value) => reader.node(value),
        None => Err(Box::new(empty(source))),
    }
}

/// The diagnostic of a file that holds nothing.
pub(super) fn empty(source: SourceId) -> Diagnostic {
    Diagnostic::error(
        Code::SuiteEmpty,
        Span { source, start: 0, end: 0 },
        "the file holds no suite",
    )
    .help("`scimproof list --export DIR` writes the built-in suites as files to start from")
}

/// No more duplicate keys than this are reported.
const MOST: usize = 500;

struct Reader<'a> {
    source: SourceId,
    problems: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn span(&self, range: jsonc_parser::common::Range) -> Span {
        span(self.source, range.start, range.end)
    }

    fn node(&mut self, value: ast::Value<'_>) -> Result<Node, Box<Diagnostic>> {
        Ok(match value {
            ast::Value::NullKeyword(null) => Node { span: self.span(null.range), kind: Kind::Null },
            ast::Value::BooleanLit(literal) => {
                Node { span: self.span(literal.range), kind: Kind::Bool(literal.value) }
            }
            ast::Value::StringLit(literal) => Node {
                span: self.span(literal.range),
                kind: Kind::String(literal.value.into_owned()),
            },
            ast::Value::NumberLit(literal) => {
                let span = self.span(literal.range);
                let number = literal.value.parse::<Number>().map_err(|_| {
                    Diagnostic::error(Code::SuiteSyntax, span, "not a JSON number")
                        .help("JSON numbers have no leading zeros and fit into 64 bits")
                })?;
                Node { span, kind: Kind::Number(number) }
            }
            ast::Value::Array(array) => Node {
                span: self.span(array.range),
                kind: Kind::Array(
                    array
                        .elements
                        .into_iter()
                        .map(|element| self.node(element))
                        .collect::<Result<_, _>>()?,
                ),
            },
            ast::Value::Object(object) => {
                let span = self.span(object.range);
                Node { span, kind: Kind::Object(self.members(object.properties)?) }
            }
        })
    }

    fn members(
        &mut self,
        properties: Vec<ast::ObjectProp<'_>>,
    ) -> Result<Vec<Member>, Box<Diagnostic>> {
        let mut members = Vec::with_capacity(properties.len());
        for property in properties {
            let (key, range) = match property.name {
                ast::ObjectPropName::String(literal) => (literal.value.into_owned(), literal.range),
                ast::ObjectPropName::Word(word) => (word.value.to_owned(), word.range),
            };
            let key_span = self.span(range);
            members.push(Member { key, key_span, value: self.node(property.value)? });
        }
        self.duplicates(&members);
        Ok(members)
    }

    /// Reports keys that an object has more than once. Few are compared with
    /// each other, which is faster than a table of them.
    fn duplicates(&mut self, members: &[Member]) {
        const FEW: usize = 16;
        if members.len() <= FEW {
            for (index, member) in members.iter().enumerate() {
                if let Some(first) = members[..index].iter().find(|one| one.key == member.key) {
                    self.duplicate(member, first.key_span);
                }
            }
            return;
        }
        let mut seen: HashMap<&str, Span> = HashMap::with_capacity(members.len());
        for member in members {
            match seen.entry(&member.key) {
                Entry::Occupied(first) => self.duplicate(member, *first.get()),
                Entry::Vacant(place) => {
                    place.insert(member.key_span);
                }
            }
        }
    }

    fn duplicate(&mut self, member: &Member, first: Span) {
        // A file with more of them is no suite; nobody reads on.
        if self.problems.len() < MOST {
            let message = format!("duplicate key `{}`", member.key);
            self.problems.push(
                Diagnostic::error(Code::SuiteDuplicateKey, member.key_span, message)
                    .and(first, "first used here"),
            );
        }
    }
}

/// The place from `start` to `end`, both in bytes.
pub(super) fn span(source: SourceId, start: usize, end: usize) -> Span {
    let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { source, start: narrow(start), end: narrow(end.max(start)) }
}

fn syntax_error(source: SourceId, text: &str, error: &ParseError) -> Diagnostic {
    use ParseErrorKind as Kind;
    let range = error.range();
    let (start, end) = (range.start.min(text.len()), range.end.min(text.len()));
    let place = span(source, start, end);
    let word = text.get(start..end).unwrap_or_default();
    if matches!(error.kind(), Kind::NestingDepthExceeded) {
        return Diagnostic::error(
            Code::SuiteTooDeep,
            span(source, start, start),
            "objects and arrays are nested too deeply here",
        );
    }
    let (message, help) = match error.kind() {
        Kind::ExpectedComma => {
            ("a comma is missing", Some("put `,` between two members or elements"))
        }
        Kind::ExpectedColonAfterObjectKey => ("a colon is missing after the key", None),
        Kind::ExpectedObjectValue => ("the key has no value", None),
        Kind::ExpectedStringObjectProperty => {
            ("a key stands in double quotes", Some("write \"key\": value"))
        }
        Kind::SingleQuotedStringsNotAllowed => {
            ("a string stands in double quotes", Some("write \"text\" instead of 'text'"))
        }
        Kind::MultipleRootJsonValues => {
            ("the suite ends before this", Some("a file holds one object and nothing after it"))
        }
        Kind::UnterminatedObject => ("this object is not closed", Some("a `}` is missing")),
        Kind::UnterminatedArray => ("this array is not closed", Some("a `]` is missing")),
        Kind::UnterminatedCommentBlock => ("this comment is not closed", Some("a `*/` is missing")),
        Kind::UnexpectedWord | Kind::UnexpectedToken => ("not a JSON value", Some(word_help(word))),
        Kind::UnexpectedTokenInObject => ("a key in double quotes is missing here", None),
        Kind::UnexpectedCloseBrace => ("no object is open that `}` could close here", None),
        Kind::UnexpectedCloseBracket => ("no array is open that `]` could close here", None),
        Kind::UnexpectedComma => ("a value is missing before this comma", None),
        Kind::UnexpectedColon => ("a colon stands after a key only", None),
        Kind::String(_) => {
            return string_error(place, &error.kind().to_string(), word);
        }
        _ => ("not a JSON number", Some("write digits, such as 200, -1 or 0.5")),
    };
    // An opening bracket is place enough for all that it opens.
    let place = match error.kind() {
        Kind::UnterminatedObject | Kind::UnterminatedArray => {
            span(source, start, (start + 1).min(text.len()))
        }
        _ => place,
    };
    Diagnostic::error(Code::SuiteSyntax, place, message).help_if(help.map(str::to_owned))
}

/// `place` is what the parser could not read within the string.
fn string_error(place: Span, reason: &str, word: &str) -> Diagnostic {
    let help = if word.starts_with('\\') {
        r#"a backslash itself is written \\; escapes are \" \/ \b \f \n \r \t and \u with four digits"#
    } else {
        "a string ends with a double quote on the line on which it begins"
    };
    Diagnostic::error(Code::SuiteSyntax, place, "not a JSON string")
        .labelled(sentence(reason))
        .help(help)
}

fn word_help(word: &str) -> &'static str {
    match word.to_ascii_lowercase().as_str() {
        "true" => "write true, in lower case",
        "false" => "write false, in lower case; the string is \"False\"",
        "null" | "none" | "nil" | "undefined" => "write null",
        _ => "strings stand in double quotes",
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    fn read(text: &str) -> (Result<Value, String>, Vec<String>) {
        let source = Sources::default().add("x", text);
        let mut problems = Vec::new();
        let result = parse(source, text, &mut problems)
            .map(|node| node.to_value())
            .map_err(|diagnostic| diagnostic.message);
        (result, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn comments_and_trailing_commas_are_all_that_is_added_to_json() {
        let read_alone = |text| read(text).0;
        assert_eq!(
            read_alone("// a\n{\"a\": [1, /* b */ \"\\u00e4\",], \"b\": null,}"),
            Ok(serde_json::json!({ "a": [1, "ä"], "b": null }))
        );
        for (text, message) in [
            ("{a: 1}", "a key stands in double quotes"),
            ("{'a': 1}", "a string stands in double quotes"),
            ("{\"a\" 1}", "a colon is missing after the key"),
            ("{\"a\": 1 \"b\": 2}", "a comma is missing"),
            ("[1 2]", "a comma is missing"),
            ("[True]", "not a JSON value"),
            ("[0x1F]", "not a JSON number"),
            ("[+1]", "not a JSON number"),
            ("[.5]", "not a JSON number"),
            ("[1e999]", "not a JSON number"),
            ("[\"\\q\"]", "not a JSON string"),
            ("[\"a", "not a JSON string"),
            ("{\"a\": [1, 2", "this array is not closed"),
            ("{\"a\": ", "the key has no value"),
            ("{} {}", "the suite ends before this"),
            ("/* a", "this comment is not closed"),
            ("// only a comment", "the file holds no suite"),
            ("[1]]", "the suite ends before this"),
        ] {
            assert_eq!(read_alone(text), Err(message.to_owned()), "{text}");
        }
    }

    #[test]
    fn duplicate_keys_are_found_at_any_depth() {
        let (_, problems) = read("{\"a\": {\"b\": 1, \"c\": 2, \"\\u0062\": 3}, \"a\": 1}");
        assert_eq!(problems, ["duplicate key `b`", "duplicate key `a`"]);
    }

    #[test]
    fn deep_nesting_ends_in_a_diagnostic() {
        let deep = "[".repeat(100_000);
        assert_eq!(read(&deep).0, Err("objects and arrays are nested too deeply here".to_owned()));
        let deep = "{\"a\":".repeat(100_000);
        assert_eq!(read(&deep).0, Err("objects and arrays are nested too deeply here".to_owned()));
    }
}
