//! Faults of filters that give single expressions another meaning.

use serde_json::Value;

use super::Server;
use super::fault::Fault;
use super::filtering::map_expressions;
use super::store::Kind;
use crate::scim::attribute::AttributeType;
use crate::scim::definition::ResourceDefinition;
use crate::scim::filter::{AttributeExpression, Filter, Literal, Operator, Test};
use crate::scim::path::AttributePath;
use crate::scim::urn;

impl Server {
    /// The filter with another meaning, in every part of it.
    pub(super) fn bend_expressions(&self, kind: Kind, filter: Filter) -> Filter {
        let filter = if self.has(Fault::FilterBracketsAcrossElements) {
            without_brackets(filter)
        } else {
            filter
        };
        let filter = self.bend_logic(filter);
        map_expressions(filter, None, &|parent, expression| {
            let expression = self.bend_operator(expression);
            if parent.is_none() && self.finds_nothing(kind, &expression) {
                return never();
            }
            if parent.is_none()
                && expression.test == Test::Present
                && self.has(Fault::FilterPresentAlways)
            {
                return AttributeExpression { attribute: AttributePath::of("id"), ..expression };
            }
            expression
        })
    }

    fn bend_logic(&self, filter: Filter) -> Filter {
        let all =
            |parts: Vec<Filter>| parts.into_iter().map(|part| self.bend_logic(part)).collect();
        match filter {
            Filter::Or(mut parts) if self.has(Fault::FilterOrFirstOnly) => {
                self.bend_logic(parts.swap_remove(0))
            }
            Filter::Not(inner) if self.has(Fault::FilterNotIgnored) => self.bend_logic(*inner),
            Filter::And(parts) if self.has(Fault::FilterParenthesesIgnored) => flat(parts),
            Filter::And(parts) => Filter::And(all(parts)),
            Filter::Or(parts) => Filter::Or(all(parts)),
            Filter::Not(inner) => Filter::Not(Box::new(self.bend_logic(*inner))),
            filter => filter,
        }
    }

    fn bend_operator(&self, mut expression: AttributeExpression) -> AttributeExpression {
        if let Test::Compare(_, literal) = &mut expression.test
            && let Literal::Number(number) = literal
            && self.has(Fault::FilterIntegersAsText)
        {
            *literal = Literal::String(number.to_string());
        }
        let Test::Compare(operator, _) = &mut expression.test else { return expression };
        let bent = [
            (Fault::FilterNotEqualFindsEqual, Operator::NotEqual, Operator::Equal),
            (Fault::FilterContainsAtBeginning, Operator::Contains, Operator::StartsWith),
            (Fault::FilterEndsWithAnywhere, Operator::EndsWith, Operator::Contains),
            (Fault::FilterOrderInclusive, Operator::Greater, Operator::GreaterOrEqual),
            (Fault::FilterOrderInclusive, Operator::Less, Operator::LessOrEqual),
        ];
        let other = bent.iter().find(|(fault, from, _)| from == operator && self.has(*fault));
        if let Some((_, _, to)) = other {
            *operator = *to;
        }
        expression
    }

    /// Does a fault make this expression hold for nobody?
    fn finds_nothing(&self, kind: Kind, expression: &AttributeExpression) -> bool {
        let path = &expression.attribute;
        let definition = self.definition(kind);
        let attribute = definition.attribute(path);
        let is = |wanted: AttributeType| attribute.is_some_and(|found| found.kind == wanted);
        let named = |name: &str| path.attribute.eq_ignore_ascii_case(name);
        let order =
            matches!(&expression.test, Test::Compare(operator, _) if operator.is_ordering());
        let equal = matches!(expression.test, Test::Compare(Operator::Equal, _));
        let single = definition.attribute(&AttributePath { sub_attribute: None, ..path.clone() });
        let of_single = path.sub_attribute.is_some() && single.is_some_and(|one| !one.multi_valued);
        let extension = path
            .schema
            .as_deref()
            .is_some_and(|urn| urn.eq_ignore_ascii_case(urn::ENTERPRISE_USER));
        let cases = [
            (Fault::FilterBooleanOrdered, order && is(AttributeType::Boolean)),
            (Fault::FilterBinaryOrdered, order && is(AttributeType::Binary)),
            (Fault::FilterBooleanFindsNothing, equal && is(AttributeType::Boolean)),
            (Fault::FilterExtensionFindsNothing, extension),
            (Fault::FilterSchemasFindsNothing, named("schemas")),
            (Fault::FilterSubAttributeFindsNothing, of_single && !named("meta")),
            (Fault::FilterMetaFindsNothing, named("meta") && !order),
        ];
        cases.into_iter().any(|(fault, applies)| applies && self.has(fault))
    }

    /// The resource type as filters see it.
    pub(super) fn filtered_definition(
        &self,
        kind: Kind,
    ) -> std::borrow::Cow<'_, ResourceDefinition> {
        let definition = self.definition(kind);
        if self.has(Fault::FilterIntegersAsText) {
            let mut definition = definition.clone();
            let extensions = definition.extensions.iter_mut();
            for attribute in extensions.flat_map(|(schema, _)| &mut schema.attributes) {
                if attribute.kind == AttributeType::Integer {
                    attribute.kind = AttributeType::String;
                }
            }
            return std::borrow::Cow::Owned(definition);
        }
        std::borrow::Cow::Borrowed(definition)
    }
}

/// The value with all numbers written as texts.
pub(super) fn numbers_as_text(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        Value::Array(elements) => elements.iter().map(numbers_as_text).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, inner)| (name.clone(), numbers_as_text(inner)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// An expression that holds for nobody: everybody has an id.
fn never() -> AttributeExpression {
    AttributeExpression {
        attribute: AttributePath::of("id"),
        test: Test::Compare(Operator::Equal, Literal::Null),
    }
}

/// `(a or b) and c` read as `a or b and c`.
fn flat(parts: Vec<Filter>) -> Filter {
    let mut or: Vec<Filter> = Vec::new();
    let mut and: Vec<Filter> = Vec::new();
    for part in parts {
        if let Filter::Or(mut inner) = part {
            let last = inner.pop();
            let mut inner = inner.into_iter();
            and.extend(inner.next());
            or.push(Filter::And(std::mem::take(&mut and)));
            or.extend(inner);
            and.extend(last);
        } else {
            and.push(part);
        }
    }
    or.push(Filter::And(and));
    Filter::Or(or)
}

/// `a[b eq 1 and c eq 2]` read as `a.b eq 1 and a.c eq 2`.
fn without_brackets(filter: Filter) -> Filter {
    let all = |parts: Vec<Filter>| parts.into_iter().map(without_brackets).collect();
    match filter {
        Filter::Value(path) => {
            let parent = path.attribute;
            let opened =
                map_expressions(*path.filter, None, &|_, expression| AttributeExpression {
                    attribute: AttributePath {
                        sub_attribute: Some(expression.attribute.attribute),
                        ..parent.clone()
                    },
                    ..expression
                });
            without_brackets(opened)
        }
        Filter::Not(inner) => Filter::Not(Box::new(without_brackets(*inner))),
        Filter::And(parts) => Filter::And(all(parts)),
        Filter::Or(parts) => Filter::Or(all(parts)),
        filter @ Filter::Attribute(_) => filter,
    }
}
