//! Faults of filters, beyond those of `wrong_filters`.

use serde_json::Value;

use super::super::Server;
use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::filtering::{map_expressions, plain_equality};
use super::super::read::is_disabled;
use super::super::store::{Kind, Resource};
use super::super::wrong_filters::{Tampered, expressions, literals};
use crate::scim::filter::{AttributeExpression, Filter, Literal, Operator, Test};
use crate::scim::urn;

/// Faults under which no index can be used.
pub(in crate::server) const SCANS: &[Fault] = &[
    Fault::EqContains,
    Fault::EqPrefix,
    Fault::GroupNameFolded,
    Fault::RenameNotFound,
    Fault::GroupRenameNotFound,
    Fault::PercentInValueUnmatched,
    Fault::UserNameValueCut,
    Fault::GroupNameValueCut,
];

impl Server {
    /// What a filter that cannot be read is taken for.
    pub(in crate::server) fn taken_for_malformed(&self) -> Option<Result<Tampered, ScimError>> {
        if self.has(Fault::MalformedFilter500) {
            return Some(Err(ScimError::new(500, "internal error")));
        }
        self.has(Fault::MalformedFilterAll).then_some(Ok(Tampered::Everything))
    }

    /// What a filter is taken for that says something else.
    pub(in crate::server) fn taken_for(
        &self,
        kind: Kind,
        filter: &Filter,
    ) -> Result<Option<Tampered>, ScimError> {
        let parts = expressions(filter);
        let names = |name: &str| {
            parts.iter().any(|(parent, e)| {
                parent.unwrap_or(&e.attribute).attribute.eq_ignore_ascii_case(name)
            })
        };
        let text = |test: &dyn Fn(&str) -> bool| literals(filter).any(test);
        let in_schema = |schema: &str| {
            parts.iter().any(|(parent, e)| {
                let path = parent.unwrap_or(&e.attribute);
                path.schema.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(schema))
            })
        };
        let dotted = parts.iter().any(|(parent, e)| {
            parent.is_none() && e.attribute.sub_attribute.is_some() && !names("meta")
        });
        let present = parts.iter().any(|(_, e)| e.test == Test::Present);
        let unknown = parts.iter().any(|(parent, e)| {
            self.definition(kind).attribute(parent.unwrap_or(&e.attribute)).is_none()
        });
        let nothing = [
            (Fault::CoreUrnRefused, in_schema(urn::USER) || in_schema(urn::GROUP)),
            (Fault::IdFilterEmpty, names("id")),
            (Fault::MetaFilterEmpty, names("meta")),
            (Fault::PlusInValueUnmatched, text(&|t| t.contains('+'))),
            (Fault::BackslashUnmatched, text(&|t| t.contains('\\'))),
            (Fault::EmojiUnmatched, text(&|t| t.chars().any(|c| c.len_utf8() == 4))),
            (
                Fault::DigitsValueUnmatched,
                text(&|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())),
            ),
        ];
        let everything = [
            (Fault::UnknownAttributeAll, unknown),
            (Fault::FilterInjected, text(&|t| t.contains("\" or ") || t.contains("' or "))),
        ];
        let crashes = [(Fault::PresentInverted, present), (Fault::DottedRefused, dotted)];
        let any =
            |faults: &[(Fault, bool)]| faults.iter().any(|(f, applies)| *applies && self.has(*f));
        if any(&crashes) {
            return Err(ScimError::new(500, "internal error"));
        }
        if any(&everything) {
            return Ok(Some(Tampered::Everything));
        }
        Ok(any(&nothing).then_some(Tampered::Nothing))
    }

    /// The filter with another meaning.
    pub(in crate::server) fn bent_further(&self, filter: Filter) -> Filter {
        let filter = match filter {
            Filter::And(parts) if self.has(Fault::AndAsOr) => Filter::Or(parts),
            filter => filter,
        };
        map_expressions(filter, None, &|_, mut expression| {
            self.bend_expression(&mut expression);
            expression
        })
    }

    fn bend_expression(&self, expression: &mut AttributeExpression) {
        let Test::Compare(operator, literal) = &mut expression.test else { return };
        let swaps = [
            (Fault::GreaterSwapped, Operator::Greater, Operator::Less),
            (Fault::OrEqualExcluded, Operator::GreaterOrEqual, Operator::Greater),
            (Fault::OrEqualExcluded, Operator::LessOrEqual, Operator::Less),
        ];
        if let Some((.., new)) =
            swaps.into_iter().find(|(fault, old, _)| old == operator && self.has(*fault))
        {
            *operator = new;
        }
        if let Literal::String(text) = literal
            && expression.attribute.attribute.eq_ignore_ascii_case("meta")
            && self.has(Fault::FilterDateOffsetIgnored)
            && text.len() > 19
            && let Some(offset) = text[19..].find(['+', '-'])
        {
            text.replace_range(19 + offset.., "Z");
        }
    }

    /// Does a fault say whether this filter finds this resource?
    pub(in crate::server) fn finds_wrongly(
        &self,
        filter: &Filter,
        resource: &Resource,
        shown: &Value,
    ) -> Option<bool> {
        if is_disabled(resource) {
            let by_id = plain_equality(filter)
                .is_some_and(|(name, _)| name.eq_ignore_ascii_case("externalId"));
            if (by_id && self.has(Fault::DisabledGroupSearch))
                || (matches!(filter, Filter::And(_)) && self.has(Fault::DisabledTwoTerms))
            {
                return Some(false);
            }
        }
        if let Some(found) = self.compares_wrongly(filter, shown) {
            return Some(found);
        }
        if let Filter::And(parts) = filter
            && parts.iter().any(|part| self.compares_wrongly(part, shown).is_some())
        {
            let definition = self.filtered_definition(resource.kind);
            return Some(parts.iter().all(|part| {
                let right = || part.matches(shown, &definition, self.evaluation());
                self.compares_wrongly(part, shown).unwrap_or_else(|| right().unwrap_or(false))
            }));
        }
        let (name, value) = plain_equality(filter)?;
        let naming = name.eq_ignore_ascii_case(resource.kind.naming_attribute());
        let stored = shown
            .as_object()?
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .and_then(|(_, stored)| stored.as_str())?
            .to_lowercase();
        let value = value.to_lowercase();
        let renamed = match resource.kind {
            Kind::User => Fault::RenameNotFound,
            Kind::Group => Fault::GroupRenameNotFound,
        };
        if naming && self.has(renamed) {
            let first = self.memory.first_names.get(&resource.id);
            return Some(first.map_or(stored, |first| first.to_lowercase()) == value);
        }
        let cut = match resource.kind {
            Kind::User => Fault::UserNameValueCut,
            Kind::Group => Fault::GroupNameValueCut,
        };
        if naming && self.has(cut) {
            return Some(stored.chars().take(10).eq(value.chars().take(10)));
        }
        if self.has(Fault::EqContains) {
            return Some(stored.contains(&value));
        }
        if self.has(Fault::EqPrefix)
            || (naming && resource.kind == Kind::Group && self.has(Fault::GroupNameFolded))
        {
            return Some(stored.starts_with(&value));
        }
        if self.has(Fault::PercentInValueUnmatched)
            && let Some((start, end)) = value.split_once('%')
        {
            return Some(stored.starts_with(start) && stored.ends_with(end));
        }
        None
    }

    /// Comparisons of single expressions that go wrong.
    fn compares_wrongly(&self, filter: &Filter, shown: &Value) -> Option<bool> {
        let (attribute, operator, text) = match filter {
            Filter::Attribute(AttributeExpression {
                attribute,
                test: Test::Compare(operator, Literal::String(text)),
            }) => (attribute, *operator, text.as_str()),
            Filter::Value(path)
                if path.attribute.attribute.eq_ignore_ascii_case("emails")
                    && path.after.is_none()
                    && self.has(Fault::SubAttributeCase) =>
            {
                let (name, wanted) = plain_equality(&path.filter)?;
                let values = shown.get("emails")?.as_array()?;
                return Some(values.iter().any(|email| email.get(name) == Some(&wanted.into())));
            }
            _ => return None,
        };
        let sub = attribute.sub_attribute.as_deref();
        if attribute.attribute.eq_ignore_ascii_case("meta") && self.has(Fault::FilterDateAsText) {
            let stored = shown.get("meta")?.get(sub?)?.as_str()?;
            return Some(match operator {
                Operator::Greater => stored > text,
                Operator::GreaterOrEqual => stored >= text,
                Operator::Less => stored < text,
                Operator::LessOrEqual => stored <= text,
                Operator::Equal => stored == text,
                _ => return None,
            });
        }
        let emails = attribute.attribute.eq_ignore_ascii_case("emails")
            && sub.is_none_or(|sub| sub.eq_ignore_ascii_case("value"));
        if emails && operator == Operator::Equal && self.has(Fault::SubAttributeCase) {
            let values = shown.get("emails")?.as_array()?;
            return Some(values.iter().any(|email| email.get("value") == Some(&text.into())));
        }
        if sub.is_some_and(|sub| {
            sub.bytes().any(|b| b.is_ascii_uppercase())
                && sub != "familyName"
                && sub != "givenName"
                && sub != "lastModified"
        }) && self.has(Fault::SubAttributeNameCase)
        {
            return Some(false);
        }
        None
    }
}
