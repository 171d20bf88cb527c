//! The syntax tree of a filter, and its text.

use std::fmt;

use serde_json::{Number, Value};

use super::parser::{Parser, SyntaxError};
use crate::scim::attribute::AttributeType;
use crate::scim::path::AttributePath;

/// A filter expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// `title pr`, `userName eq "ada"`.
    Attribute(AttributeExpression),
    /// `emails[type eq "work"]`.
    Value(ValuePath),
    /// `not (…)`.
    Not(Box<Filter>),
    /// `… and …`: two or more.
    And(Vec<Filter>),
    /// `… or …`: two or more.
    Or(Vec<Filter>),
}

/// An attribute and what is asked of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeExpression {
    /// The attribute; within a value path, the sub-attribute.
    pub attribute: AttributePath,
    /// What is asked.
    pub test: Test,
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `pr`: it has one.
    Present,
    /// It compares so with a literal.
    Compare(Operator, Literal),
}

/// Conditions that one and the same value of an attribute has to meet.
#[derive(Clone, Debug, PartialEq)]
pub struct ValuePath {
    /// The attribute in front of the bracket.
    pub attribute: AttributePath,
    /// What is within the brackets; its attributes are sub-attributes.
    pub filter: Box<Filter>,
    /// What follows the bracket in `emails[type eq "work"].value eq "ada@example.com"`. RFC 7644 has no such form;
    /// Entra sends it when a typed e-mail address is the matching attribute.
    pub after: Option<AttributeExpression>,
}

/// A comparison operator (RFC 7644 table 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `eq`: the same.
    Equal,
    /// `ne`: not the same.
    NotEqual,
    /// `co`: contains.
    Contains,
    /// `sw`: starts with.
    StartsWith,
    /// `ew`: ends with.
    EndsWith,
    /// `gt`: greater than.
    Greater,
    /// `ge`: greater than or the same.
    GreaterOrEqual,
    /// `lt`: less than.
    Less,
    /// `le`: less than or the same.
    LessOrEqual,
}

impl Operator {
    /// All operators, in the order of table 3.
    pub const ALL: [Self; 9] = [
        Self::Equal,
        Self::NotEqual,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::Less,
        Self::LessOrEqual,
    ];

    /// The two letters of a filter.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::Contains => "co",
            Self::StartsWith => "sw",
            Self::EndsWith => "ew",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "ge",
            Self::Less => "lt",
            Self::LessOrEqual => "le",
        }
    }

    /// Does it ask which of two values comes first?
    #[must_use]
    pub fn is_ordering(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual | Self::Less | Self::LessOrEqual)
    }
}

/// The right side of a comparison: a JSON value that is no array and no object.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A text.
    String(String),
    /// A number.
    Number(Number),
    /// A truth value.
    Boolean(bool),
    /// No value.
    Null,
}

impl Literal {
    /// The same as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::String(text) => Value::String(text.clone()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Boolean(value) => Value::Bool(*value),
            Self::Null => Value::Null,
        }
    }
}

/// Why a filter cannot be used; a server answers 400 with `scimType` `invalidFilter`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The text is no filter.
    #[error("the filter is not valid: {0}")]
    Syntax(#[from] SyntaxError),
    /// RFC 7644 table 3: Boolean and binary attributes have no order; nor have complex attributes
    /// without a `value`.
    #[error("the operator \"{}\" cannot be applied to \"{attribute}\", which is of type {}", operator.keyword(), kind.keyword())]
    NoOrder {
        /// The attribute, as the filter writes it.
        attribute: String,
        /// Its type.
        kind: AttributeType,
        /// The operator.
        operator: Operator,
    },
    /// An attribute of type dateTime is compared with something that is none.
    #[error("\"{attribute}\" is of type dateTime and cannot be compared with {literal}")]
    NoDateTime {
        /// The attribute, as the filter writes it.
        attribute: String,
        /// The literal, as the filter writes it.
        literal: String,
    },
}

impl Filter {
    /// Reads a filter; blanks around it are ignored.
    ///
    /// # Errors
    /// [`FilterError::Syntax`], with the byte offset of what is wrong and what was expected there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Ok(Parser::new(text).whole_filter()?)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(expression) => write!(formatter, "{expression}"),
            Self::Value(path) => write!(formatter, "{path}"),
            Self::Not(filter) => write!(formatter, "not ({filter})"),
            Self::And(operands) => chain(formatter, " and ", operands, |operand| {
                matches!(operand, Self::And(_) | Self::Or(_))
            }),
            Self::Or(operands) => {
                chain(formatter, " or ", operands, |operand| matches!(operand, Self::Or(_)))
            }
        }
    }
}

/// Operands with a word between them, those in brackets that would be read otherwise without.
fn chain(
    formatter: &mut fmt::Formatter<'_>,
    word: &str,
    operands: &[Filter],
    needs_brackets: fn(&Filter) -> bool,
) -> fmt::Result {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            formatter.write_str(word)?;
        }
        if needs_brackets(operand) {
            write!(formatter, "({operand})")?;
        } else {
            write!(formatter, "{operand}")?;
        }
    }
    Ok(())
}

impl fmt::Display for AttributeExpression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.test {
            Test::Present => write!(formatter, "{} pr", self.attribute),
            Test::Compare(operator, literal) => {
                write!(formatter, "{} {} {literal}", self.attribute, operator.keyword())
            }
        }
    }
}

impl fmt::Display for ValuePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}[{}]", self.attribute, self.filter)?;
        match &self.after {
            Some(expression) => write!(formatter, ".{expression}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.to_json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(text: &str) -> Filter {
        Filter::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    #[test]
    fn the_filters_of_rfc_7644_figure_2_are_read_and_printed_as_they_are() {
        for text in [
            r#"userName eq "bjensen""#,
            r#"name.familyName co "O'Malley""#,
            r#"userName sw "J""#,
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
            "title pr",
            r#"meta.lastModified gt "2011-05-13T04:42:34Z""#,
            r#"meta.lastModified ge "2011-05-13T04:42:34Z""#,
            r#"meta.lastModified lt "2011-05-13T04:42:34Z""#,
            r#"meta.lastModified le "2011-05-13T04:42:34Z""#,
            r#"title pr and userType eq "Employee""#,
            r#"title pr or userType eq "Intern""#,
            r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
            r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
            r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
            r#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
            r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
        ] {
            assert_eq!(parse(text).to_string(), text);
        }
    }

    #[test]
    fn other_spellings_are_the_same_filter() {
        for (text, same) in [
            (
                r#"userType eq "Employee" and (emails.type eq "work")"#,
                r#"userType eq "Employee" and emails.type eq "work""#,
            ),
            (r#"  userName   Eq "a"  "#, r#"userName eq "a""#),
            ("a PR AND b pR Or c Pr", "a pr and b pr or c pr"),
            ("not(title pr)", "not (title pr)"),
            ("NOT \t( title pr )", "not (title pr)"),
            ("((a pr)) and (b pr)", "a pr and b pr"),
            ("( a pr or b pr ) and c pr", "(a pr or b pr) and c pr"),
            ("a pr or (b pr and c pr)", "a pr or b pr and c pr"),
            ("emails[ type eq TRUE ]", "emails[type eq true]"),
            ("a eq 1.50", "a eq 1.5"),
            (r#"a eq "\u0041\/\u00e9""#, r#"a eq "A/é""#),
            ("a pr\n  or b pr", "a pr or b pr"),
        ] {
            assert_eq!(parse(text).to_string(), same, "{text:?}");
        }
    }

    #[test]
    fn not_binds_before_and_and_and_before_or() {
        let title = |name: &str| {
            Filter::Attribute(AttributeExpression {
                attribute: AttributePath::of(name),
                test: Test::Present,
            })
        };
        assert_eq!(
            parse("a pr or not (b pr) and c pr or d pr"),
            Filter::Or(vec![
                title("a"),
                Filter::And(vec![Filter::Not(Box::new(title("b"))), title("c")]),
                title("d"),
            ])
        );
    }

    #[test]
    fn literals_are_those_of_json() {
        for (text, literal) in [
            (r#""a\"b\\c""#, json!("a\"b\\c")),
            (r#""\ud83d\ude00 é""#, json!("😀 é")),
            (r#""a] and (b""#, json!("a] and (b")),
            ("12", json!(12)),
            ("-1.5e2", json!(-150.0)),
            ("18446744073709551615", json!(u64::MAX)),
            ("true", json!(true)),
            ("False", json!(false)),
            ("null", json!(null)),
        ] {
            let Filter::Attribute(expression) = parse(&format!("x eq {text}")) else {
                panic!("{text} is no comparison");
            };
            let Test::Compare(Operator::Equal, found) = expression.test else {
                panic!("{text} is no comparison");
            };
            assert_eq!(found.to_json(), literal);
        }
    }

    #[test]
    fn a_value_path_may_go_on_as_entra_writes_it() {
        let text = r#"emails[type eq "work"].value eq "ada@example.com" and active eq true"#;
        let filter = parse(text);
        assert_eq!(filter.to_string(), text);
        let Filter::And(operands) = filter else { panic!("no chain") };
        let Filter::Value(path) = &operands[0] else { panic!("no value path") };
        assert_eq!(
            path.after.as_ref().map(ToString::to_string),
            Some(r#"value eq "ada@example.com""#.to_owned())
        );
    }

    #[test]
    fn words_of_the_language_may_be_names() {
        for text in ["not pr", "and pr and or pr", r#"eq eq "eq""#, "pr pr", "members.$ref pr"] {
            assert_eq!(parse(text).to_string(), text);
        }
    }
}
