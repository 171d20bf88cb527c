//! Which resources a filter finds, quickly where an index helps.

use serde_json::Value;

use super::Server;
use super::bent_filters::numbers_as_text;
use super::error::ScimError;
use super::fault::Fault;
use super::read::is_disabled;
use super::store::{Kind, Resource};
use super::variation::Variation;
use super::wrong::SCANS;
use super::wrong_filters::{self, Tampered, expressions};
use crate::scim::filter::{AttributeExpression, Evaluation, Filter, Literal, Operator, Test};
use crate::scim::path::AttributePath;

impl Server {
    /// The resources of a kind that a filter finds, as they are shown, in the
    /// order of their creation. `strict` says that an attribute which this kind
    /// does not have is an error; on endpoints of several kinds it has no value
    /// (RFC 7644 section 3.4.2.1).
    pub(super) fn matching(
        &self,
        kind: Kind,
        filter: Option<&str>,
        strict: bool,
    ) -> Result<Vec<Value>, ScimError> {
        let Some(text) = filter else {
            return Ok(self.store.iter(kind).map(|resource| self.render(resource)).collect());
        };
        let filter = match self.tampered(kind, text)? {
            Tampered::Filter(filter) => filter,
            Tampered::Everything => return self.matching(kind, None, strict),
            Tampered::Nothing => return Ok(Vec::new()),
        };
        self.check_filter(kind, &filter, strict)?;
        self.refuse_lacking(kind, &filter)?;
        let mut found = Vec::new();
        for resource in self.candidates(kind, &filter) {
            if self.has(Fault::DisabledHiddenFromFilter) && is_disabled(resource) {
                continue;
            }
            let shown = self.render(resource);
            if self.finds(kind, &filter, resource, &shown)? {
                found.push(shown);
            }
        }
        Ok(found)
    }

    /// The resources among which all that match are.
    fn candidates<'a>(&'a self, kind: Kind, filter: &Filter) -> Vec<&'a Resource> {
        let scan = [
            Fault::FilterFindsDeleted,
            Fault::FilterFirstHundredOnly,
            Fault::FilterWildcards,
            Fault::ExternalIdFilterIgnoresCase,
        ];
        if scan.iter().chain(SCANS).any(|fault| self.has(*fault)) {
            let buried = self
                .graveyard
                .iter()
                .filter(|old| old.kind == kind && self.has(Fault::FilterFindsDeleted));
            let limit = if self.has(Fault::FilterFirstHundredOnly) { 100 } else { usize::MAX };
            return self.store.iter(kind).take(limit).chain(buried).collect();
        }
        match indexed(kind, filter) {
            Some(Indexed::Id(id)) => self.store.get(kind, id).into_iter().collect(),
            Some(Indexed::Name(name)) => self.store.named(kind, name).collect(),
            Some(Indexed::ExternalId(id)) => self.store.with_external_id(kind, id).collect(),
            None => self.store.iter(kind).collect(),
        }
    }

    /// A fault: who lacks an attribute makes a filter by a part of it fail.
    fn refuse_lacking(&self, kind: Kind, filter: &Filter) -> Result<(), ScimError> {
        if !self.has(Fault::LackingRefused) {
            return Ok(());
        }
        let lacks = |path: &AttributePath| {
            path.schema.is_none()
                && path.sub_attribute.is_some()
                && self.definition(kind).attribute(path).is_some()
                && self.store.iter(kind).any(|resource| {
                    let shown = self.render(resource);
                    let names = shown.as_object().into_iter().flatten();
                    !names.into_iter().any(|(name, _)| name.eq_ignore_ascii_case(&path.attribute))
                })
        };
        let parts = expressions(filter);
        if parts.iter().any(|(parent, e)| parent.is_none() && lacks(&e.attribute)) {
            return Err(ScimError::invalid_filter("Cannot read properties of undefined"));
        }
        Ok(())
    }

    /// Refuses filters that cannot be answered.
    fn check_filter(&self, kind: Kind, filter: &Filter, strict: bool) -> Result<(), ScimError> {
        if self.varies(Variation::OnlyEqAndAnd) && !is_eq_and_and(filter) {
            return Err(ScimError::invalid_filter("only eq and and are supported"));
        }
        let strict = strict && !self.varies(Variation::UnknownFilterFindsNone);
        for (parent, expression) in expressions(filter) {
            let name = &expression.attribute.attribute;
            if name.eq_ignore_ascii_case("password") && !self.has(Fault::FilterPasswordProbe) {
                // RFC 7643 section 7: what is never returned must not be told by a filter.
                return Err(ScimError::invalid_filter("password cannot be filtered by"));
            }
            let outer = parent.unwrap_or(&expression.attribute);
            if strict && self.definition(kind).attribute(outer).is_none() {
                return Err(ScimError::invalid_filter(format!("{outer} is not known")));
            }
        }
        filter
            .check(&self.filtered_definition(kind))
            .map_err(|error| ScimError::invalid_filter(error.to_string()))
    }

    fn finds(
        &self,
        kind: Kind,
        filter: &Filter,
        resource: &Resource,
        shown: &Value,
    ) -> Result<bool, ScimError> {
        if let Some(found) = self.wrongly_finds(filter, resource) {
            return Ok(found);
        }
        if let Some(found) = self.finds_wrongly(filter, resource, shown) {
            return Ok(found);
        }
        let first_elements;
        let shown = if self.has(Fault::FilterFirstElementOnly) {
            first_elements = wrong_filters::first_elements(shown);
            &first_elements
        } else {
            shown
        };
        let as_text;
        let shown = if self.has(Fault::FilterIntegersAsText) {
            as_text = numbers_as_text(shown);
            &as_text
        } else {
            shown
        };
        let with_password;
        let shown = if self.has(Fault::FilterPasswordProbe) {
            with_password = wrong_filters::with_password(resource, shown);
            &with_password
        } else {
            shown
        };
        filter
            .matches(shown, &self.filtered_definition(kind), self.evaluation())
            .map_err(|error| ScimError::invalid_filter(error.to_string()))
    }

    /// How filters compare; Entra writes Booleans as texts.
    pub(super) fn evaluation(&self) -> Evaluation {
        self.rules(Kind::User).evaluation()
    }
}

/// Has the filter nothing but `eq` and `and`?
fn is_eq_and_and(filter: &Filter) -> bool {
    let is_eq = |one: &AttributeExpression| matches!(one.test, Test::Compare(Operator::Equal, _));
    match filter {
        Filter::Attribute(one) => is_eq(one),
        Filter::Value(path) => is_eq_and_and(&path.filter) && path.after.iter().all(is_eq),
        Filter::And(parts) => parts.iter().all(is_eq_and_and),
        Filter::Or(_) | Filter::Not(_) => false,
    }
}

/// A filter that an index answers.
enum Indexed<'a> {
    Id(&'a str),
    Name(&'a str),
    ExternalId(&'a str),
}

fn indexed(kind: Kind, filter: &Filter) -> Option<Indexed<'_>> {
    if let Filter::And(parts) = filter {
        return parts.iter().find_map(|part| indexed(kind, part));
    }
    let (name, value) = plain_equality(filter)?;
    if name.eq_ignore_ascii_case("id") {
        Some(Indexed::Id(value))
    } else if name.eq_ignore_ascii_case("externalId") {
        Some(Indexed::ExternalId(value))
    } else if name.eq_ignore_ascii_case(kind.naming_attribute()) {
        Some(Indexed::Name(value))
    } else {
        None
    }
}

/// Attribute and value of `attribute eq "value"`, if the filter is nothing else.
pub(super) fn plain_equality(filter: &Filter) -> Option<(&str, &str)> {
    match filter {
        Filter::Attribute(AttributeExpression {
            attribute,
            test: Test::Compare(Operator::Equal, Literal::String(value)),
        }) if attribute.sub_attribute.is_none() => Some((&attribute.attribute, value)),
        _ => None,
    }
}

type Parent<'a> = Option<&'a AttributePath>;

/// The filter with other expressions; those in brackets are given with what
/// stands in front of the bracket.
pub(super) fn map_expressions(
    filter: Filter,
    parent: Parent<'_>,
    change: &dyn Fn(Parent<'_>, AttributeExpression) -> AttributeExpression,
) -> Filter {
    let all = |parts: Vec<Filter>| {
        parts.into_iter().map(|part| map_expressions(part, parent, change)).collect()
    };
    match filter {
        Filter::Attribute(expression) => Filter::Attribute(change(parent, expression)),
        Filter::Value(mut path) => {
            path.filter = Box::new(map_expressions(*path.filter, Some(&path.attribute), change));
            path.after = path.after.map(|after| change(Some(&path.attribute), after));
            Filter::Value(path)
        }
        Filter::Not(inner) => Filter::Not(Box::new(map_expressions(*inner, parent, change))),
        Filter::And(parts) => Filter::And(all(parts)),
        Filter::Or(parts) => Filter::Or(all(parts)),
    }
}
