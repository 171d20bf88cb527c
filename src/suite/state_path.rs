//! Attribute paths of `then.changes`: a small part of RFC 7644 figure 7, read
//! on its own, so that the judge shares no code with the server's filters.

use std::fmt;

/// Where a value stands in a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatePath {
    /// The extension's URN, if the attribute is not of the core schema.
    pub schema: Option<String>,
    /// The attribute; empty for a whole extension.
    pub attribute: String,
    /// Selects elements: the sub-attribute and the text it equals.
    pub element: Option<(String, String)>,
    /// The sub-attribute.
    pub sub_attribute: Option<String>,
}

/// A text that is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an attribute path such as active, name.familyName, phoneNumbers[type eq \"work\"].value or urn:…:User:department"
)]
pub struct BadStatePath(pub String);

impl StatePath {
    /// Reads a path. Core URNs (`urn:…:core:2.0:User:userName`) are the same
    /// as no URN.
    ///
    /// # Errors
    /// [`BadStatePath`] when the text is no path of this kind.
    pub fn parse(text: &str) -> Result<Self, BadStatePath> {
        Self::read(text).ok_or_else(|| BadStatePath(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let (schema, rest) = split_schema(text);
        let schema = schema.filter(|urn| !urn.to_ascii_lowercase().contains(":schemas:core:"));
        let (attribute, element, tail) = match rest.split_once('[') {
            None => {
                let (attribute, tail) = match rest.split_once('.') {
                    Some((attribute, sub)) => (attribute, Some(sub)),
                    None => (rest, None),
                };
                (attribute, None, tail)
            }
            Some((attribute, after)) => {
                let (condition, tail) = after.rsplit_once(']')?;
                let mut words = condition.splitn(3, ' ');
                let (name, operator, value) = (words.next()?, words.next()?, words.next()?);
                if !operator.eq_ignore_ascii_case("eq") || !is_name(name) {
                    return None;
                }
                let value: serde_json::Value = serde_json::from_str(value).ok()?;
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let tail = if tail.is_empty() { None } else { Some(tail.strip_prefix('.')?) };
                (attribute, Some((name.to_owned(), value)), tail)
            }
        };
        let whole_extension = attribute.is_empty() && schema.is_some() && tail.is_none();
        if !(is_name(attribute) || whole_extension) || tail.is_some_and(|tail| !is_name(tail)) {
            return None;
        }
        Some(Self {
            schema: schema.map(str::to_owned),
            attribute: attribute.to_owned(),
            element,
            sub_attribute: tail.map(str::to_owned),
        })
    }
}

/// Parts the URN from the attribute. The last colon does it, unless what
/// follows it names the resource type: then the URN is all there is.
fn split_schema(text: &str) -> (Option<&str>, &str) {
    if !text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:")) {
        return (None, text);
    }
    let plain = text.split('[').next().unwrap_or(text);
    match plain.rsplit_once(':') {
        // A version (`2.0`) before the last part means that the last part is
        // the resource type, so the whole text is a schema.
        Some((before, _))
            if before.ends_with(|c: char| c.is_ascii_digit()) && before.contains('.') =>
        {
            (Some(text), "")
        }
        Some((before, _)) => (Some(&text[..before.len()]), &text[before.len() + 1..]),
        None => (Some(text), ""),
    }
}

/// ATTRNAME of RFC 7643 section 2.1, and `$ref`.
fn is_name(text: &str) -> bool {
    text == "$ref"
        || (text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$')))
}

impl fmt::Display for StatePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            formatter.write_str(schema)?;
            if !self.attribute.is_empty() {
                formatter.write_str(":")?;
            }
        }
        formatter.write_str(&self.attribute)?;
        if let Some((name, value)) = &self.element {
            write!(formatter, "[{name} eq \"{value}\"]")?;
        }
        if let Some(sub) = &self.sub_attribute {
            write!(formatter, ".{sub}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_print_as_they_are_read() {
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        for text in [
            "active",
            "name.familyName",
            "phoneNumbers[type eq \"work\"].value",
            "members[value eq \"a b\"]",
            enterprise,
            &format!("{enterprise}:department"),
            &format!("{enterprise}:manager.value"),
        ] {
            assert_eq!(StatePath::parse(text).unwrap().to_string(), text);
        }
        let core = StatePath::parse("urn:ietf:params:scim:schemas:core:2.0:User:userName").unwrap();
        assert_eq!(core.to_string(), "userName");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in
            ["", ".", "a.", "1a", "a b", "emails[type]", "emails[type ne \"x\"]", "a[b eq c]"]
        {
            assert_eq!(StatePath::parse(text), Err(BadStatePath(text.to_owned())));
        }
    }
}
