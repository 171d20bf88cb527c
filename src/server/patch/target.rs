//! What the path of an operation leads to (RFC 7644 sections 3.5.2 and 3.10).

use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::rules::Rules;
use super::super::store::Kind;
use crate::scim::definition::Attribute;
use crate::scim::filter::Filter;
use crate::scim::path::Path;
use crate::scim::urn;

/// An attribute, or elements or a sub-attribute of it.
#[derive(Clone, Debug)]
pub(in crate::server) struct Target<'a> {
    /// The extension that the attribute belongs to.
    pub(in crate::server) extension: Option<&'a str>,
    pub(in crate::server) attribute: &'a Attribute,
    /// Which elements.
    pub(in crate::server) filter: Option<Filter>,
    pub(in crate::server) sub: Option<&'a Attribute>,
}

/// What a path leads to.
#[derive(Clone, Debug)]
pub(in crate::server) enum Resolved<'a> {
    Attribute(Target<'a>),
    /// An extension as a whole.
    Extension(&'a str),
    /// `schemas`, which the server keeps by itself.
    Schemas,
    /// Something the server does not know and tolerates.
    Foreign,
}

/// Where a path leads before its attribute is looked up.
enum Namespace<'a> {
    Core,
    Extension(&'a str),
    Foreign,
}

impl<'a> Rules<'a> {
    /// Finds the target of a path.
    pub(super) fn resolve(&self, text: &str) -> Result<Resolved<'a>, ScimError> {
        let invalid = |why: &str| ScimError::invalid_path(format!("{text:?}: {why}"));
        if self.has(Fault::UrnPathSplitAtDot) && is_urn(text) {
            return Ok(Resolved::Foreign);
        }
        let (namespace, rest) = self.namespace(text);
        if matches!(namespace, Namespace::Foreign) {
            // An extension that is not known here is no reason to lose the rest
            // of the request, as its attributes are not kept on create either.
            return if self.is_friendly() {
                Ok(Resolved::Foreign)
            } else {
                Err(invalid("the schema is not known"))
            };
        }
        if rest.is_empty() {
            return match namespace {
                Namespace::Extension(extension) => Ok(Resolved::Extension(extension)),
                Namespace::Core | Namespace::Foreign => Err(invalid("no attribute is named")),
            };
        }
        let path = Path::parse(rest).map_err(|error| invalid(&error.to_string()))?;
        let name = path.attribute.as_str();
        if name.eq_ignore_ascii_case("schemas") {
            return Ok(Resolved::Schemas);
        }
        let (extension, attribute) = match namespace {
            Namespace::Extension(extension) => {
                (Some(extension), self.extension_attribute(extension, name))
            }
            Namespace::Core | Namespace::Foreign => match self.core_attribute(name) {
                Some(attribute) => (None, Some(attribute)),
                // Old jobs of Entra name attributes of extensions without the URN.
                None if self.is_friendly() => self
                    .extensions()
                    .find_map(|extension| {
                        let attribute = self.extension_attribute(extension, name)?;
                        Some((Some(extension), Some(attribute)))
                    })
                    .unwrap_or_default(),
                None => (None, None),
            },
        };
        let attribute = attribute.ok_or_else(|| invalid("the attribute is not known"))?;
        if self.has(Fault::PathCaseSensitive) && attribute.name != name {
            return Err(invalid("the attribute is not known"));
        }
        if path.filter.is_some() && !attribute.multi_valued {
            return Err(invalid("only multi-valued attributes have a value filter"));
        }
        let sub = match path.sub_attribute.as_deref() {
            None => None,
            Some(sub) => Some(
                attribute
                    .sub_attribute(sub)
                    .ok_or_else(|| invalid("the sub-attribute is not known"))?,
            ),
        };
        Ok(Resolved::Attribute(Target { extension, attribute, filter: path.filter, sub }))
    }

    /// Splits the schema URN off. Schemas have dots and colons of their own, so
    /// that they are recognised and not searched for.
    fn namespace<'t>(&self, text: &'t str) -> (Namespace<'a>, &'t str) {
        let base = match self.kind {
            Kind::User => urn::USER,
            Kind::Group => urn::GROUP,
        };
        if let Some(rest) = after(text, base) {
            return (Namespace::Core, rest);
        }
        for extension in self.extensions() {
            if let Some(rest) = after(text, extension) {
                return (Namespace::Extension(extension), rest);
            }
        }
        if is_urn(text) { (Namespace::Foreign, "") } else { (Namespace::Core, text) }
    }
}

/// Does the text begin with a URN or another URI?
pub(super) fn is_urn(text: &str) -> bool {
    let head = text.split(['[', '"', ' ']).next().unwrap_or_default();
    head.contains(':')
}

/// What follows a schema and its colon, compared without case.
fn after<'t>(text: &'t str, schema: &str) -> Option<&'t str> {
    let head = text.get(..schema.len())?;
    let rest = &text[schema.len()..];
    (head.eq_ignore_ascii_case(schema) && (rest.is_empty() || rest.starts_with(':')))
        .then(|| rest.trim_start_matches(':'))
}
