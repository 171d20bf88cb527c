//! Whether a resource, or one value of an attribute, meets a filter.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::tree::{AttributeExpression, Filter, FilterError, Literal, Operator, Test};
use crate::scim::attribute::{Attribute, AttributeType};
use crate::scim::definition::{ResourceDefinition, Target};
use crate::scim::path::AttributePath;
use crate::scim::value::{self, Comparable};

/// How to judge where RFC 7644 is strict and clients are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// A Boolean attribute compares with the texts "true" and "false", in any case, as with the Boolean:
    /// Entra sends `roles[primary eq "True"]`.
    pub lenient: bool,
}

impl Filter {
    /// Can the filter be used on resources of that type? Ask once before a list is filtered, so that
    /// a wrong filter fails on an empty list too. An attribute that the type does not have is no error:
    /// nothing matches it.
    ///
    /// # Errors
    /// [`FilterError::NoOrder`] and [`FilterError::NoDateTime`].
    pub fn check(&self, definition: &ResourceDefinition) -> Result<(), FilterError> {
        self.check_in(Attributes::OfResource(definition))
    }

    /// Does the resource meet the filter?
    ///
    /// Of a multi-valued attribute one value that meets it is enough. A complex attribute without a sub-attribute
    /// compares by its `value`. `ne` holds for an attribute without a value, and `eq null` means that there is none;
    /// an expression about an attribute that the type does not have never holds.
    ///
    /// # Errors
    /// As [`Filter::check`].
    pub fn matches(
        &self,
        resource: &Value,
        definition: &ResourceDefinition,
        evaluation: Evaluation,
    ) -> Result<bool, FilterError> {
        self.check(definition)?;
        Ok(self.holds(resource, Attributes::OfResource(definition), evaluation))
    }

    /// Does one value of a (multi-valued) attribute meet the filter, whose attributes are the attribute's
    /// sub-attributes? For the value paths of PATCH. The value of a simple attribute is called `value`.
    ///
    /// # Errors
    /// As [`Filter::check`].
    pub fn matches_value(
        &self,
        value: &Value,
        attribute: &Attribute,
        evaluation: Evaluation,
    ) -> Result<bool, FilterError> {
        self.check_in(Attributes::OfValue(attribute))?;
        Ok(self.holds(value, Attributes::OfValue(attribute), evaluation))
    }

    /// The smallest value of that complex attribute that meets the filter, if the filter says it: one or more `eq`
    /// joined by `and`. This is what a server adds when Entra replaces `emails[type eq "work"].value`
    /// and there is no such e-mail address.
    #[must_use]
    pub fn template(
        &self,
        attribute: &Attribute,
        evaluation: Evaluation,
    ) -> Option<Map<String, Value>> {
        let operands = match self {
            Self::And(operands) => operands.as_slice(),
            single => std::slice::from_ref(single),
        };
        let mut template = Map::new();
        for operand in operands {
            let Self::Attribute(AttributeExpression {
                attribute: path,
                test: Test::Compare(Operator::Equal, literal),
            }) = operand
            else {
                return None;
            };
            let Target::Attribute { attribute: sub_attribute, .. } =
                Attributes::OfValue(attribute).resolve(path)?
            else {
                return None;
            };
            let value = literal_for(literal, sub_attribute, evaluation);
            Comparable::new(&value, sub_attribute)?;
            template.insert(sub_attribute.name.clone(), value);
        }
        // Two different demands on one sub-attribute cannot both be met.
        let whole = Value::Object(template);
        if !self.holds(&whole, Attributes::OfValue(attribute), evaluation) {
            return None;
        }
        match whole {
            Value::Object(template) => Some(template),
            _ => None,
        }
    }

    fn check_in(&self, attributes: Attributes<'_>) -> Result<(), FilterError> {
        match self {
            Self::Attribute(expression) => expression.check_in(attributes),
            Self::Value(path) => {
                let Some(Target::Attribute { attribute, sub_attribute, .. }) =
                    attributes.resolve(&path.attribute)
                else {
                    return Ok(());
                };
                let inner = Attributes::OfValue(sub_attribute.unwrap_or(attribute));
                path.filter.check_in(inner)?;
                path.after.as_ref().map_or(Ok(()), |after| after.check_in(inner))
            }
            Self::Not(filter) => filter.check_in(attributes),
            Self::And(operands) | Self::Or(operands) => {
                operands.iter().try_for_each(|operand| operand.check_in(attributes))
            }
        }
    }

    fn holds(&self, holder: &Value, attributes: Attributes<'_>, evaluation: Evaluation) -> bool {
        match self {
            Self::Attribute(expression) => expression.holds(holder, attributes, evaluation),
            Self::Value(path) => {
                let Some(target) = attributes.resolve(&path.attribute) else {
                    return false;
                };
                let Some(attribute) = target.innermost() else {
                    return false;
                };
                let inner = Attributes::OfValue(attribute);
                attributes.values(holder, target).into_iter().any(|value| {
                    path.filter.holds(value, inner, evaluation)
                        && path
                            .after
                            .as_ref()
                            .is_none_or(|after| after.holds(value, inner, evaluation))
                })
            }
            Self::Not(filter) => !filter.holds(holder, attributes, evaluation),
            Self::And(operands) => {
                operands.iter().all(|operand| operand.holds(holder, attributes, evaluation))
            }
            Self::Or(operands) => {
                operands.iter().any(|operand| operand.holds(holder, attributes, evaluation))
            }
        }
    }
}

impl AttributeExpression {
    fn check_in(&self, attributes: Attributes<'_>) -> Result<(), FilterError> {
        let Test::Compare(operator, literal) = &self.test else {
            return Ok(());
        };
        let Some(attribute) = attributes.resolve(&self.attribute).and_then(Target::innermost)
        else {
            return Ok(());
        };
        if !operator.is_ordering() {
            return Ok(());
        }
        match compared(attribute).map_or(AttributeType::Complex, |compared| compared.kind) {
            kind @ (AttributeType::Boolean | AttributeType::Binary | AttributeType::Complex) => {
                Err(FilterError::NoOrder {
                    attribute: self.attribute.to_string(),
                    kind,
                    operator: *operator,
                })
            }
            AttributeType::DateTime => match literal {
                Literal::String(text) if value::instant(text).is_some() => Ok(()),
                _ => Err(FilterError::NoDateTime {
                    attribute: self.attribute.to_string(),
                    literal: literal.to_string(),
                }),
            },
            AttributeType::String
            | AttributeType::Reference
            | AttributeType::Integer
            | AttributeType::Decimal => Ok(()),
        }
    }

    fn holds(&self, holder: &Value, attributes: Attributes<'_>, evaluation: Evaluation) -> bool {
        let Some(target) = attributes.resolve(&self.attribute) else {
            return false;
        };
        let mut values = attributes.values(holder, target);
        values.retain(|value| value::is_present(value));
        let (operator, literal) = match &self.test {
            Test::Present | Test::Compare(Operator::NotEqual, Literal::Null) => {
                return !values.is_empty();
            }
            Test::Compare(Operator::Equal, Literal::Null) => return values.is_empty(),
            Test::Compare(operator, literal) => (*operator, literal),
        };
        let Some(attribute) = target.innermost() else {
            return false;
        };
        let Some(compared) = compared(attribute) else {
            return false;
        };
        let literal = literal_for(literal, compared, evaluation);
        let meets = |operator: Operator, value: &&Value| {
            // A complex attribute without a sub-attribute compares by its `value`.
            let value = match value {
                Value::Object(_) => value::member(value, &compared.name),
                simple => Some(*simple),
            };
            value.is_some_and(|value| compare(operator, value, &literal, compared))
        };
        match operator {
            Operator::NotEqual => {
                values.is_empty() || values.iter().any(|value| !meets(Operator::Equal, value))
            }
            operator => values.iter().any(|value| meets(operator, value)),
        }
    }
}

/// What the names of a filter are names of.
#[derive(Clone, Copy)]
enum Attributes<'a> {
    /// The attributes of a resource.
    OfResource(&'a ResourceDefinition),
    /// The sub-attributes of one value of that attribute.
    OfValue(&'a Attribute),
}

impl<'a> Attributes<'a> {
    fn resolve(self, path: &AttributePath) -> Option<Target<'a>> {
        match self {
            Self::OfResource(definition) => definition.resolve(path),
            Self::OfValue(_) if path.schema.is_some() || path.sub_attribute.is_some() => None,
            Self::OfValue(attribute) => {
                let is_itself = attribute.kind != AttributeType::Complex
                    && path.attribute.eq_ignore_ascii_case("value");
                let attribute =
                    if is_itself { attribute } else { attribute.sub_attribute(&path.attribute)? };
                Some(Target::Attribute { extension: None, attribute, sub_attribute: None })
            }
        }
    }

    fn values<'v>(self, holder: &'v Value, target: Target<'a>) -> Vec<&'v Value> {
        match self {
            Self::OfValue(attribute) if attribute.kind != AttributeType::Complex => vec![holder],
            _ => value::values(holder, target),
        }
    }
}

/// The attribute that a comparison is about: of a complex one its `value`, if it has one.
fn compared(attribute: &Attribute) -> Option<&Attribute> {
    match attribute.kind {
        AttributeType::Complex => attribute.sub_attribute("value"),
        _ => Some(attribute),
    }
}

/// The literal as a value of that attribute.
fn literal_for(literal: &Literal, attribute: &Attribute, evaluation: Evaluation) -> Value {
    match literal {
        Literal::String(text) if evaluation.lenient && attribute.kind == AttributeType::Boolean => {
            match text {
                text if text.eq_ignore_ascii_case("true") => Value::Bool(true),
                text if text.eq_ignore_ascii_case("false") => Value::Bool(false),
                _ => literal.to_json(),
            }
        }
        literal => literal.to_json(),
    }
}

/// One value against the literal, by the attribute's type; values of another type meet nothing.
fn compare(operator: Operator, value: &Value, literal: &Value, attribute: &Attribute) -> bool {
    let form = |value: &Value| match (attribute.kind, operator, value) {
        // A piece of a dateTime is no instant and is looked for in the text.
        (
            AttributeType::DateTime,
            Operator::Contains | Operator::StartsWith | Operator::EndsWith,
            Value::String(text),
        ) => Some(Comparable::Text(text.clone())),
        _ => Comparable::new(value, attribute),
    };
    let (Some(left), Some(right)) = (form(value), form(literal)) else {
        return false;
    };
    let within = |test: fn(&str, &str) -> bool| match (&left, &right) {
        (Comparable::Text(left), Comparable::Text(right)) => test(left, right),
        _ => false,
    };
    let order = || {
        let same_form = std::mem::discriminant(&left) == std::mem::discriminant(&right);
        same_form.then(|| left.cmp(&right))
    };
    match operator {
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
        Operator::Contains => within(|left, right| left.contains(right)),
        Operator::StartsWith => within(|left, right| left.starts_with(right)),
        Operator::EndsWith => within(|left, right| left.ends_with(right)),
        Operator::Greater => order() == Some(Ordering::Greater),
        Operator::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
        Operator::Less => order() == Some(Ordering::Less),
        Operator::LessOrEqual => order().is_some_and(Ordering::is_le),
    }
}
