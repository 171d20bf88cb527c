//! Whether a filter can be used at all: before, and whatever, the data.

use super::names::{Attributes, compared};
use super::tree::{AttributeExpression, Filter, FilterError, Literal, Test};
use crate::scim::attribute::AttributeType;
use crate::scim::definition::{ResourceDefinition, Target};
use crate::scim::value;

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

    pub(super) fn check_in(&self, attributes: Attributes<'_>) -> Result<(), FilterError> {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::standard;

    fn check(text: &str) -> Result<(), FilterError> {
        Filter::parse(text)?.check(&standard::user())
    }

    #[test]
    fn what_has_no_order_is_an_error_even_where_nobody_looks() {
        for text in [
            "active gt true",
            "active le false",
            r#"x509Certificates.value lt "A""#,
            r#"x509Certificates ge "A""#,
            r#"name gt "A""#,
            "emails[primary gt true]",
            r#"emails[type eq "work"].primary lt true"#,
            r#"userName eq "nobody" and active gt true"#,
            "not (active gt true)",
        ] {
            assert!(matches!(check(text), Err(FilterError::NoOrder { .. })), "{text}");
        }
        for text in [r#"meta.created gt "yesterday""#, "meta.created gt 5", "meta.created le null"]
        {
            assert!(matches!(check(text), Err(FilterError::NoDateTime { .. })), "{text}");
        }
        assert_eq!(
            check("active gt true").map_err(|error| error.to_string()),
            Err(r#"the operator "gt" cannot be applied to "active", which is of type boolean"#
                .to_owned())
        );
    }

    #[test]
    fn an_unknown_attribute_is_no_error() {
        for text in ["shoeSize gt true", "shoes[size gt true]", "emails[size gt true]"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }
}
