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

#[cfg(test)]
mod tests {
    use super::*;

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    #[test]
    fn the_parts_of_a_path() {
        // (text, URN, attribute, filter, sub-attribute)
        type Row<'a> = (&'a str, Option<&'a str>, &'a str, Option<&'a str>, Option<&'a str>);
        let qualified = [
            format!("{ENTERPRISE}:manager"),
            format!("{ENTERPRISE}:manager.value"),
            format!(r#"{ENTERPRISE}:list[a eq "x"].b"#),
        ];
        let table: [Row<'_>; 12] = [
            ("members", None, "members", None, None),
            (" title ", None, "title", None, None),
            ("name.familyName", None, "name", None, Some("familyName")),
            (r#"addresses[type eq "work"]"#, None, "addresses", Some(r#"type eq "work""#), None),
            (
                r#"members[value eq "2819c223-7f76-453a-919d-413861904646"].displayName"#,
                None,
                "members",
                Some(r#"value eq "2819c223-7f76-453a-919d-413861904646""#),
                Some("displayName"),
            ),
            (
                r#"emails[type eq "a].b"].value"#,
                None,
                "emails",
                Some(r#"type eq "a].b""#),
                Some("value"),
            ),
            (
                "emails[ primary eq true ].value",
                None,
                "emails",
                Some("primary eq true"),
                Some("value"),
            ),
            ("members[value pr].$ref", None, "members", Some("value pr"), Some("$ref")),
            (&qualified[0], Some(ENTERPRISE), "manager", None, None),
            (&qualified[1], Some(ENTERPRISE), "manager", None, Some("value")),
            (&qualified[2], Some(ENTERPRISE), "list", Some(r#"a eq "x""#), Some("b")),
            (
                ENTERPRISE,
                Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0"),
                "User",
                None,
                None,
            ),
        ];
        for (text, schema, attribute, filter, sub_attribute) in table {
            let path = Path::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert_eq!(path.schema.as_deref(), schema, "{text}");
            assert_eq!(path.attribute, attribute, "{text}");
            assert_eq!(path.filter.as_ref().map(ToString::to_string).as_deref(), filter, "{text}");
            assert_eq!(path.sub_attribute.as_deref(), sub_attribute, "{text}");
            assert_eq!(Path::parse(&path.to_string()), Ok(path), "{text} is read as printed");
        }
    }

    #[test]
    fn what_is_no_path_is_refused_where_it_goes_wrong() {
        for (text, offset) in [
            ("", 0),
            ("a b", 2),
            ("emails[", 7),
            ("emails[type eq \"work\"", 21),
            ("emails[type eq work].value", 15),
            ("emails[type pr]value", 15),
            ("emails[type pr].", 16),
            ("emails[type pr].value.x", 21),
            ("name.familyName[x pr]", 15),
            ("a.b.c", 2),
            (".a", 0),
            ("name.", 5),
            ("urn:ietf:params:scim:schemas:example:2.0", 37),
            ("members[value eq \"a\"] or x", 22),
        ] {
            let error = Path::parse(text).expect_err(text);
            assert_eq!(error.0.offset, offset, "{text:?}: {error}");
        }
    }
}
