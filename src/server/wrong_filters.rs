//! Faults of filters: what a filter is taken for that says something else.

use serde_json::Value;

use super::Server;
use super::error::ScimError;
use super::fault::Fault;
use super::filtering::{map_expressions, plain_equality};
use super::store::{Kind, Resource};
use crate::scim::filter::{AttributeExpression, Filter, Literal, Operator, Test};
use crate::scim::path::AttributePath;

/// What a filter is taken for.
pub(super) enum Tampered {
    /// For this one; without faults it is the one that was sent.
    Filter(Filter),
    /// For none.
    Everything,
    /// For one that finds nothing.
    Nothing,
}

impl Server {
    /// Reads a filter.
    pub(super) fn tampered(&self, kind: Kind, text: &str) -> Result<Tampered, ScimError> {
        if (self.has(Fault::FilterQuotesRefused) && text.contains('"'))
            || (self.has(Fault::FilterOperatorCaseSensitive) && has_capital_operator(text))
            || (self.has(Fault::FilterNotWithBlankRefused) && text.contains("not ("))
        {
            return Err(ScimError::invalid_filter("the filter is not understood"));
        }
        if self.has(Fault::FilterEmptyIgnored) && text.trim().is_empty() {
            return Ok(Tampered::Everything);
        }
        let filter = match Filter::parse(text) {
            Ok(filter) => filter,
            Err(_) if self.has(Fault::UnknownFilterReturnsAll) => return Ok(Tampered::Everything),
            Err(_) if self.has(Fault::FilterUnknownOperatorIgnored) => {
                return Ok(Tampered::Nothing);
            }
            Err(error) => match self.beginning(text) {
                Some(filter) => filter,
                None => {
                    return self
                        .taken_for_malformed()
                        .unwrap_or_else(|| Err(ScimError::invalid_filter(error.to_string())));
                }
            },
        };
        if self.settings.faults.is_empty() {
            return Ok(Tampered::Filter(filter));
        }
        self.refuse_filter(kind, &filter)?;
        let plain = plain_equality(&filter);
        if self.has(Fault::UnknownFilterReturnsAll) && plain.is_none() {
            return Ok(Tampered::Everything);
        }
        if self.has(Fault::FilterUnknownSubAttributeIgnored)
            && expressions(&filter).into_iter().any(|(parent, expression)| {
                parent.is_some_and(|parent| {
                    let sub = AttributePath {
                        sub_attribute: Some(expression.attribute.attribute.clone()),
                        ..parent.clone()
                    };
                    self.definition(kind).attribute(&sub).is_none()
                })
            })
        {
            return Ok(Tampered::Everything);
        }
        let by_external_id = plain.is_some_and(|(name, _)| name.eq_ignore_ascii_case("externalId"));
        if (by_external_id && self.has(Fault::ExternalIdFilterEmpty))
            || (self.has(Fault::FilterUnicodeUnmatched)
                && literals(&filter).any(|text| !text.is_ascii()))
        {
            return Ok(Tampered::Nothing);
        }
        if let Some(taken) = self.taken_for(kind, &filter)? {
            return Ok(taken);
        }
        Ok(Tampered::Filter(self.bent_further(self.bend_expressions(kind, self.bent(filter)))))
    }

    /// The longest beginning of the text that is a filter, if junk is ignored.
    fn beginning(&self, text: &str) -> Option<Filter> {
        if !self.has(Fault::FilterTrailingGarbageAccepted) {
            return None;
        }
        text.rmatch_indices(' ').find_map(|(end, _)| Filter::parse(&text[..end]).ok())
    }

    fn refuse_filter(&self, kind: Kind, filter: &Filter) -> Result<(), ScimError> {
        if self.has(Fault::FilterApostrophe500) && literals(filter).any(|text| text.contains('\''))
        {
            return Err(ScimError::new(500, "internal error"));
        }
        if self.has(Fault::FilterLogicRefused) && matches!(filter, Filter::And(_) | Filter::Or(_)) {
            return Err(ScimError::new(500, "internal error"));
        }
        let core_urn = expressions(filter).iter().any(|(parent, e)| {
            let schema = &parent.unwrap_or(&e.attribute).schema;
            schema.as_deref().is_some_and(|urn| urn.to_ascii_lowercase().contains(":core:"))
        });
        let any = |characters: &[char]| literals(filter).any(|text| text.contains(characters));
        let keyword = literals(filter).any(|text| {
            text.split(' ')
                .any(|word| ["and", "or"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword)))
        });
        let external_id = expressions(filter)
            .iter()
            .any(|(_, e)| e.attribute.attribute.eq_ignore_ascii_case("externalId"));
        let other_case = expressions(filter).iter().any(|(parent, e)| {
            let path = parent.unwrap_or(&e.attribute);
            self.definition(kind)
                .attribute(&AttributePath { sub_attribute: None, ..path.clone() })
                .is_some_and(|attribute| attribute.name != path.attribute)
        });
        let refusals = [
            (Fault::FilterBracketsRefused, any(&['(', ')', '[', ']'])),
            (Fault::FilterEscapedQuoteRefused, any(&['"'])),
            (Fault::FilterKeywordInValue, keyword),
            (Fault::ExternalIdFilterRefused, external_id && kind == Kind::User),
            (Fault::GroupExternalIdFilterRefused, external_id && kind == Kind::Group),
            (Fault::FilterAttributeCaseSensitive, other_case),
            (Fault::FilterUrnRefused, core_urn),
            (
                Fault::ValuePathFilterRefused,
                matches!(filter, Filter::Value(path) if path.after.is_some()),
            ),
        ];
        if refusals.into_iter().any(|(fault, applies)| applies && self.has(fault)) {
            return Err(ScimError::invalid_filter("the filter is not supported"));
        }
        Ok(())
    }

    /// The filter with another meaning.
    fn bent(&self, filter: Filter) -> Filter {
        let filter = match filter {
            Filter::And(mut parts) if self.has(Fault::FilterAndTruncated) => parts.swap_remove(0),
            Filter::Or(parts) if self.has(Fault::FilterOrPrecedence) => or_first(parts),
            filter => filter,
        };
        map_expressions(filter, None, &|_, mut expression| {
            if let Test::Compare(operator, literal) = &mut expression.test {
                if *operator == Operator::StartsWith && self.has(Fault::FilterStartsWithContains) {
                    *operator = Operator::Contains;
                }
                if let Literal::String(text) = literal {
                    if self.has(Fault::FilterApostropheCuts) {
                        text.truncate(text.find('\'').unwrap_or(text.len()));
                    }
                    if self.has(Fault::FilterAmpersandCut) {
                        text.truncate(text.find(['&', '#']).unwrap_or(text.len()));
                    }
                }
            }
            expression
        })
    }

    /// Does a fault say whether this filter finds this resource?
    pub(super) fn wrongly_finds(&self, filter: &Filter, resource: &Resource) -> Option<bool> {
        if let Some(found) = self.finds_part_with_case(filter, resource) {
            return Some(found);
        }
        let (name, value) = plain_equality(filter)?;
        let stored = resource
            .attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .and_then(|(_, stored)| stored.as_str())?;
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if (is("userName") && self.has(Fault::UserNameFilterCaseSensitive))
            || (is("displayName") && self.has(Fault::DisplayNameFilterCaseSensitive))
        {
            return Some(stored == value);
        }
        if is("externalId") && self.has(Fault::ExternalIdFilterIgnoresCase) {
            return Some(stored.eq_ignore_ascii_case(value));
        }
        if self.has(Fault::FilterWildcards) {
            let (stored, value) = (stored.to_lowercase(), value.to_lowercase());
            return Some(
                stored.chars().count() == value.chars().count()
                    && stored.chars().zip(value.chars()).all(|(a, b)| a == b || b == '_'),
            );
        }
        None
    }
}

impl Server {
    /// co, sw and ew that compare with case.
    fn finds_part_with_case(&self, filter: &Filter, resource: &Resource) -> Option<bool> {
        let Filter::Attribute(AttributeExpression {
            attribute,
            test: Test::Compare(operator, Literal::String(part)),
        }) = filter
        else {
            return None;
        };
        if !self.has(Fault::FilterPartsCaseSensitive) {
            return None;
        }
        let stored = resource.attributes.get(&attribute.attribute)?.as_str()?;
        match operator {
            Operator::Contains => Some(stored.contains(part)),
            Operator::StartsWith => Some(stored.starts_with(part)),
            Operator::EndsWith => Some(stored.ends_with(part)),
            _ => None,
        }
    }
}

/// `a or b and c` read as `(a or b) and c`.
fn or_first(parts: Vec<Filter>) -> Filter {
    let mut either = Vec::new();
    let mut also = Vec::new();
    for part in parts {
        match part {
            Filter::And(mut inner) => {
                either.push(inner.remove(0));
                also.extend(inner);
            }
            part => either.push(part),
        }
    }
    also.insert(0, Filter::Or(either));
    Filter::And(also)
}

/// Is an operator outside of quotes written with a capital?
fn has_capital_operator(text: &str) -> bool {
    text.split('"').step_by(2).flat_map(str::split_whitespace).any(|word| {
        let lower = word.to_ascii_lowercase();
        let known = Operator::ALL.iter().any(|operator| operator.keyword() == lower)
            || matches!(lower.as_str(), "and" | "or" | "not" | "pr");
        known && lower != word
    })
}

/// The expressions of a filter, those in brackets with what stands before the bracket.
pub(super) fn expressions(filter: &Filter) -> Vec<(Option<&AttributePath>, &AttributeExpression)> {
    match filter {
        Filter::Attribute(expression) => vec![(None, expression)],
        Filter::Value(path) => expressions(&path.filter)
            .into_iter()
            .map(|(_, expression)| expression)
            .chain(path.after.as_ref())
            .map(|expression| (Some(&path.attribute), expression))
            .collect(),
        Filter::Not(inner) => expressions(inner),
        Filter::And(parts) | Filter::Or(parts) => parts.iter().flat_map(expressions).collect(),
    }
}

/// The texts that a filter compares with.
pub(super) fn literals(filter: &Filter) -> impl Iterator<Item = &str> {
    expressions(filter).into_iter().filter_map(|(_, expression)| match &expression.test {
        Test::Compare(_, Literal::String(text)) => Some(text.as_str()),
        _ => None,
    })
}

/// The resource as a filter sees it when a fault lets it see too much.
pub(super) fn with_password(resource: &Resource, shown: &Value) -> Value {
    let mut shown = shown.clone();
    if let (Value::Object(shown), Some(password)) =
        (&mut shown, resource.attributes.get("password"))
    {
        shown.insert("password".into(), password.clone());
    }
    shown
}

/// The resource with the first element of each list only.
pub(super) fn first_elements(shown: &Value) -> Value {
    let mut shown = shown.clone();
    for (name, value) in shown.as_object_mut().into_iter().flatten() {
        if let Value::Array(elements) = value
            && name != "schemas"
        {
            elements.truncate(1);
        }
    }
    shown
}
