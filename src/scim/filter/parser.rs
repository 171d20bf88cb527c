//! The parser of filters and paths: recursive descent, byte offsets, bounded depth.
//!
//! RFC 7644 figure 1 with the errata that its own examples need: blanks between `not` and `(` (7319), `not` before
//! `and` before `or` (4670), no bracket within brackets (4690), `$ref` as a name (8924).

use serde_json::Number;

use super::tree::{AttributeExpression, Filter, Literal, Operator, Test, ValuePath};
use crate::scim::path::{AttributePath, Path};

/// How deep brackets may nest; the parser recurses once for each.
pub const MAXIMUM_DEPTH: usize = 64;

/// What is wrong with the text of a filter or of a path, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} at byte {offset}, found {found}")]
pub struct SyntaxError {
    /// Bytes from the beginning of the text; at most its length.
    pub offset: usize,
    /// What could stand there.
    pub expected: String,
    /// What stands there: a quoted piece of the text, or `the end`.
    pub found: String,
}

type Parsed<T> = Result<T, SyntaxError>;

/// Reads one text.
pub(in crate::scim) struct Parser<'t> {
    text: &'t str,
    /// The byte that is read next; always a boundary of characters.
    at: usize,
    depth: usize,
    within_brackets: bool,
}

impl<'t> Parser<'t> {
    pub(in crate::scim) fn new(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0, within_brackets: false }
    }

    /// The whole text as a filter.
    pub(in crate::scim) fn whole_filter(mut self) -> Parsed<Filter> {
        self.skip_blanks();
        let filter = self.disjunction()?;
        self.end("\"and\", \"or\" or the end of the filter")?;
        Ok(filter)
    }

    /// The whole text as a path of PATCH.
    pub(in crate::scim) fn whole_path(mut self) -> Parsed<Path> {
        self.skip_blanks();
        let name = self.attribute_path()?;
        let mut path = Path {
            schema: name.schema,
            attribute: name.attribute,
            filter: None,
            sub_attribute: name.sub_attribute,
        };
        if path.sub_attribute.is_none() && self.peek() == Some('[') {
            path.filter = Some(self.bracket()?);
            path.sub_attribute = self.name_after_bracket()?;
        }
        self.end("the end of the path")?;
        Ok(path)
    }

    /// The whole text as the name of an attribute.
    pub(in crate::scim) fn whole_attribute_path(mut self) -> Parsed<AttributePath> {
        self.skip_blanks();
        let path = self.attribute_path()?;
        self.end("the end of the attribute name")?;
        Ok(path)
    }

    fn disjunction(&mut self) -> Parsed<Filter> {
        self.chain("or", Self::conjunction, Filter::Or)
    }

    fn conjunction(&mut self) -> Parsed<Filter> {
        self.chain("and", Self::term, Filter::And)
    }

    /// Operands between which a word stands. A chain is a list and no tree, so that a long one costs no depth.
    fn chain(
        &mut self,
        word: &str,
        operand: fn(&mut Self) -> Parsed<Filter>,
        join: fn(Vec<Filter>) -> Filter,
    ) -> Parsed<Filter> {
        let first = operand(self)?;
        if !self.take_connective(word) {
            return Ok(first);
        }
        let mut operands = vec![first, operand(self)?];
        while self.take_connective(word) {
            operands.push(operand(self)?);
        }
        Ok(join(operands))
    }

    fn term(&mut self) -> Parsed<Filter> {
        if self.peek() == Some('(') {
            return self.group();
        }
        if self.take_not() {
            return Ok(Filter::Not(Box::new(self.group()?)));
        }
        let attribute = self.attribute_path()?;
        if self.peek() != Some('[') {
            return Ok(Filter::Attribute(self.test_of(attribute)?));
        }
        let filter = Box::new(self.bracket()?);
        let after = match self.name_after_bracket()? {
            Some(name) => Some(self.test_of(AttributePath::of(&name))?),
            None => None,
        };
        Ok(Filter::Value(ValuePath { attribute, filter, after }))
    }

    /// `(` filter `)`.
    fn group(&mut self) -> Parsed<Filter> {
        self.descend()?;
        self.at += 1;
        self.skip_blanks();
        let filter = self.disjunction()?;
        self.closing(')', "\"and\", \"or\" or \")\"")?;
        self.depth -= 1;
        Ok(filter)
    }

    /// `[` filter `]`.
    fn bracket(&mut self) -> Parsed<Filter> {
        if self.within_brackets {
            return Err(self.error("an operator; brackets do not nest"));
        }
        self.descend()?;
        self.within_brackets = true;
        self.at += 1;
        self.skip_blanks();
        let filter = self.disjunction()?;
        self.closing(']', "\"and\", \"or\" or \"]\"")?;
        self.within_brackets = false;
        self.depth -= 1;
        Ok(filter)
    }

    fn descend(&mut self) -> Parsed<()> {
        if self.depth == MAXIMUM_DEPTH {
            return Err(self.error(&format!("at most {MAXIMUM_DEPTH} nested brackets")));
        }
        self.depth += 1;
        Ok(())
    }

    fn closing(&mut self, bracket: char, expected: &str) -> Parsed<()> {
        self.skip_blanks();
        if self.peek() != Some(bracket) {
            return Err(self.error(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// `.name` behind a closing bracket.
    fn name_after_bracket(&mut self) -> Parsed<Option<String>> {
        if self.peek() != Some('.') {
            return Ok(None);
        }
        self.at += 1;
        let name = self.word(is_name);
        if !is_attribute_name(name) {
            return Err(self.error("a sub-attribute name"));
        }
        self.at += name.len();
        Ok(Some(name.to_owned()))
    }

    /// Operator and literal behind an attribute.
    fn test_of(&mut self, attribute: AttributePath) -> Parsed<AttributeExpression> {
        const OPERATOR: &str = "an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)";
        self.blanks("a blank and an operator")?;
        let word = self.word(char::is_alphanumeric);
        if word.eq_ignore_ascii_case("pr") {
            self.at += word.len();
            return Ok(AttributeExpression { attribute, test: Test::Present });
        }
        let operator = Operator::ALL
            .into_iter()
            .find(|operator| word.eq_ignore_ascii_case(operator.keyword()))
            .ok_or_else(|| self.error(OPERATOR))?;
        self.at += word.len();
        self.blanks("a blank and a value")?;
        let literal = self.literal()?;
        Ok(AttributeExpression { attribute, test: Test::Compare(operator, literal) })
    }

    fn literal(&mut self) -> Parsed<Literal> {
        if self.peek() == Some('"') {
            return self.string();
        }
        let word = self.word(|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'));
        let literal = if word.eq_ignore_ascii_case("true") {
            Literal::Boolean(true)
        } else if word.eq_ignore_ascii_case("false") {
            Literal::Boolean(false)
        } else if word.eq_ignore_ascii_case("null") {
            Literal::Null
        } else if let Some(number) = number(word) {
            Literal::Number(number)
        } else {
            return Err(
                self.error("a value: a string in double quotes, a number, true, false or null")
            );
        };
        self.at += word.len();
        Ok(literal)
    }

    /// A JSON string; its escapes are JSON's.
    fn string(&mut self) -> Parsed<Literal> {
        let start = self.at;
        let mut escaped = false;
        let length = self.rest().char_indices().skip(1).find_map(|(index, c)| match c {
            _ if escaped => {
                escaped = false;
                None
            }
            '\\' => {
                escaped = true;
                None
            }
            '"' => Some(index + 1),
            _ => None,
        });
        let Some(length) = length else {
            self.at = self.text.len();
            return Err(self.error("a closing double quote"));
        };
        match serde_json::from_str(&self.text[start..start + length]) {
            Ok(text) => {
                self.at += length;
                Ok(Literal::String(text))
            }
            Err(error) => {
                // The column counts bytes from 1 and may point behind the character that is wrong.
                let offset = start + error.column().saturating_sub(1).min(length - 1);
                self.at = (start..=offset)
                    .rev()
                    .find(|&at| self.text.is_char_boundary(at))
                    .unwrap_or(start);
                Err(self
                    .error("a character that JSON allows within a string, or an escape of JSON"))
            }
        }
    }

    /// An attribute name, perhaps behind a schema URN, perhaps with a sub-attribute. The dot of a sub-attribute
    /// is looked for behind the last colon only: URNs carry version numbers.
    fn attribute_path(&mut self) -> Parsed<AttributePath> {
        let word = self.word(|c| is_name(c) || matches!(c, '.' | ':' | '/' | '%' | '~' | '+'));
        let (schema, name) = match word.rsplit_once(':') {
            Some((schema, name)) if is_uri(schema) => (Some(schema), name),
            Some(_) => return Err(self.error("an attribute name or a schema URN")),
            None => (None, word),
        };
        let (attribute, sub_attribute) = match name.split_once('.') {
            Some((attribute, sub_attribute)) => (attribute, Some(sub_attribute)),
            None => (name, None),
        };
        if !is_attribute_name(attribute) {
            self.at += word.len() - name.len();
            return Err(self.error("an attribute name"));
        }
        if !sub_attribute.is_none_or(is_attribute_name) {
            self.at += word.len() - name.len() + attribute.len() + 1;
            return Err(self.error("a sub-attribute name"));
        }
        self.at += word.len();
        Ok(AttributePath {
            schema: schema.map(str::to_owned),
            attribute: attribute.to_owned(),
            sub_attribute: sub_attribute.map(str::to_owned),
        })
    }

    /// Takes `not` and the blanks behind it if a group follows; else it is an attribute's name.
    fn take_not(&mut self) -> bool {
        let word = self.word(is_name);
        if !word.eq_ignore_ascii_case("not") {
            return false;
        }
        let behind = self.rest()[word.len()..].trim_start_matches(is_blank);
        if !behind.starts_with('(') {
            return false;
        }
        self.at = self.text.len() - behind.len();
        true
    }

    /// Takes a connective with the blanks on both of its sides, if it stands here.
    fn take_connective(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(is_blank);
        if trimmed.len() == rest.len() {
            return false;
        }
        let Some((found, behind)) = trimmed.split_at_checked(word.len()) else {
            return false;
        };
        if !found.eq_ignore_ascii_case(word) || !behind.starts_with(is_blank) {
            return false;
        }
        self.at = self.text.len() - behind.trim_start_matches(is_blank).len();
        true
    }

    fn blanks(&mut self, expected: &str) -> Parsed<()> {
        if !self.rest().starts_with(is_blank) {
            return Err(self.error(expected));
        }
        self.skip_blanks();
        Ok(())
    }

    fn end(&mut self, expected: &str) -> Parsed<()> {
        self.skip_blanks();
        if self.rest().is_empty() { Ok(()) } else { Err(self.error(expected)) }
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_blank).len();
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The longest beginning of the rest that consists of such characters.
    fn word(&self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        &rest[..rest.find(|c| !belongs(c)).unwrap_or(rest.len())]
    }

    fn error(&self, expected: &str) -> SyntaxError {
        let word = self.word(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let found = match (self.peek(), word) {
            (None, _) => "the end".to_owned(),
            (Some(character), "") => format!("{:?}", character.to_string()),
            (Some(_), word) => {
                let mut short: String = word.chars().take(40).collect();
                if short.len() < word.len() {
                    short.push('…');
                }
                format!("{short:?}")
            }
        };
        SyntaxError { offset: self.at, expected: expected.to_owned(), found }
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// A character of an attribute name (RFC 7643 section 2.1, which has the dollar sign that RFC 7644 forgot).
fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '$')
}

/// Names begin with a letter, except for `$ref`.
fn is_attribute_name(name: &str) -> bool {
    name.strip_prefix('$').unwrap_or(name).starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(is_name)
}

/// A scheme, a colon, and something behind it.
fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.is_empty()
    })
}

/// A JSON number. Fractions are read by the standard library, which rounds correctly, so that a number
/// survives being printed and read again.
fn number(word: &str) -> Option<Number> {
    let number: Number = serde_json::from_str(word).ok()?;
    if number.is_f64() { Number::from_f64(word.parse().ok()?) } else { Some(number) }
}

#[cfg(test)]
mod tests {
    use crate::scim::filter::{Filter, FilterError, MAXIMUM_DEPTH};

    #[test]
    fn an_error_says_where_it_is_and_what_was_expected() {
        // (text, offset, a piece of the expectation, what was found)
        let table = [
            ("", 0, "attribute name", "the end"),
            ("   ", 3, "attribute name", "the end"),
            ("userName", 8, "blank and an operator", "the end"),
            ("userName regex \"a\"", 9, "eq, ne, co", "\"regex\""),
            ("userName eq", 11, "blank and a value", "the end"),
            ("userName eq jyoung", 12, "double quotes", "\"jyoung\""),
            ("userName eq 'ada'", 12, "double quotes", "\"'\""),
            ("userName eq \"ada", 16, "closing double quote", "the end"),
            ("userName eq \"a\\qb\"", 15, "escape of JSON", "\"qb\""),
            ("userName eq 01", 12, "number", "\"01\""),
            ("userName eq \"a\" xor title pr", 16, "\"and\", \"or\"", "\"xor\""),
            ("userName eq \"a\"and title pr", 15, "\"and\", \"or\"", "\"and\""),
            ("userName pr and", 12, "\"and\", \"or\"", "\"and\""),
            ("userName pr and ", 16, "attribute name", "the end"),
            ("(userName pr", 12, "\")\"", "the end"),
            ("userName pr)", 11, "end of the filter", "\")\""),
            ("emails[type eq \"work\"", 21, "\"]\"", "the end"),
            ("emails[]", 7, "attribute name", "\"]\""),
            ("emails[a[b pr]]", 8, "do not nest", "\"[\""),
            ("emails[type pr].1 pr", 16, "sub-attribute name", "\"1\""),
            ("name.given.x pr", 5, "sub-attribute name", "\"given\""),
            ("1name pr", 0, "attribute name", "\"1name\""),
            ("colon:name pr", 0, "schema URN", "\"colon\""),
            ("urn:x:y: pr", 8, "attribute name", "\" \""),
            ("not userName pr", 4, "operator", "\"userName\""),
            ("not (not title pr)", 9, "operator", "\"title\""),
            ("title eq [1]", 9, "value", "\"[\""),
        ];
        for (text, offset, expected, found) in table {
            let Err(FilterError::Syntax(error)) = Filter::parse(text) else {
                panic!("{text:?} is read");
            };
            assert_eq!((error.offset, error.found.as_str()), (offset, found), "{text:?}: {error}");
            assert!(error.expected.contains(expected), "{text:?}: {error}");
        }
    }

    #[test]
    fn brackets_nest_only_so_deep() {
        let nested = |depth: usize| format!("{}title pr{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Filter::parse(&nested(MAXIMUM_DEPTH)).is_ok());
        let Err(FilterError::Syntax(error)) = Filter::parse(&nested(MAXIMUM_DEPTH + 1)) else {
            panic!("too deep a filter is read");
        };
        assert_eq!(error.offset, MAXIMUM_DEPTH);
        assert!(Filter::parse(&"not (".repeat(100_000)).is_err());
    }

    #[test]
    fn a_long_chain_costs_no_depth() {
        let text = vec!["title pr"; 20_000].join(" and ");
        assert!(
            matches!(Filter::parse(&text), Ok(Filter::And(operands)) if operands.len() == 20_000)
        );
    }
}
