//! Attribute notation (RFC 7644 section 3.10) and the path of a PATCH operation (section 3.5.2).

use std::fmt;

use super::filter::{Filter, Parser, SyntaxError};

/// The name of an attribute: `userName`, `name.givenName`, or either behind a schema URN and a colon.
///
/// A URN that names a schema and nothing else cannot be told from an attribute of that notation without knowing
/// the schemas: `…:2.0:User` reads as the attribute `User` of `…:2.0`.
/// [`ResourceDefinition::resolve`](super::definition::ResourceDefinition::resolve) tells them apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttributePath {
    /// The schema URN in front, as it was written.
    pub schema: Option<String>,
    /// The attribute name, as it was written.
    pub attribute: String,
    /// The name behind the dot, as it was written.
    pub sub_attribute: Option<String>,
}

impl AttributePath {
    /// An attribute without URN and without sub-attribute.
    #[must_use]
    pub fn of(attribute: &str) -> Self {
        Self { schema: None, attribute: attribute.to_owned(), sub_attribute: None }
    }

    /// Reads one name; blanks around it are ignored.
    ///
    /// # Errors
    /// [`PathError`], with the byte offset, when the text is no attribute name.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Parser::new(text).whole_attribute_path().map_err(PathError)
    }

    /// Is the whole path that URN, without case?
    #[must_use]
    pub fn is_urn(&self, urn: &str) -> bool {
        match (&self.schema, &self.sub_attribute, urn.rsplit_once(':')) {
            (Some(schema), None, Some((front, back))) => {
                schema.eq_ignore_ascii_case(front) && self.attribute.eq_ignore_ascii_case(back)
            }
            _ => false,
        }
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(formatter, "{schema}:")?;
        }
        formatter.write_str(&self.attribute)?;
        match &self.sub_attribute {
            Some(name) => write!(formatter, ".{name}"),
            None => Ok(()),
        }
    }
}

/// What a PATCH operation is about: `attr`, `attr.sub`, `attr[filter]` or `attr[filter].sub`,
/// each with an optional schema URN in front.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The schema URN in front, as it was written.
    pub schema: Option<String>,
    /// The attribute name, as it was written.
    pub attribute: String,
    /// Which values of a multi-valued attribute are meant.
    pub filter: Option<Filter>,
    /// The name behind the last dot, as it was written.
    pub sub_attribute: Option<String>,
}

impl Path {
    /// Reads a path; blanks around it are ignored.
    ///
    /// # Errors
    /// [`PathError`], with the byte offset of what is wrong and what was expected there.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Parser::new(text).whole_path().map_err(PathError)
    }

    /// The path without its filter.
    #[must_use]
    pub fn name(&self) -> AttributePath {
        AttributePath {
            schema: self.schema.clone(),
            attribute: self.attribute.clone(),
            sub_attribute: self.sub_attribute.clone(),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(formatter, "{schema}:")?;
        }
        formatter.write_str(&self.attribute)?;
        if let Some(filter) = &self.filter {
            write!(formatter, "[{filter}]")?;
        }
        match &self.sub_attribute {
            Some(name) => write!(formatter, ".{name}"),
            None => Ok(()),
        }
    }
}

/// Why a text is no path; a server answers 400 with `scimType` `invalidPath`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the path is not valid: {0}")]
pub struct PathError(pub SyntaxError);
