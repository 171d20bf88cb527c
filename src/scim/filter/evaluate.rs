//! Whether a resource, or one value of an attribute, meets a filter.

use serde_json::{Map, Value};

use super::tree::{Filter, FilterError};
use crate::scim::attribute::Attribute;
use crate::scim::definition::ResourceDefinition;

/// How to judge where RFC 7644 is strict and clients are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// A Boolean attribute compares with the texts "true" and "false" in any case as with the Boolean:
    /// Entra sends `roles[primary eq "True"]`.
    pub lenient: bool,
}

impl Filter {
    /// Can the filter be used on resources of that type? Ask once before a list is filtered, so that
    /// a wrong filter fails on an empty list too.
    ///
    /// # Errors
    /// [`FilterError::NoOrder`] and [`FilterError::NoDateTime`].
    pub fn check(&self, definition: &ResourceDefinition) -> Result<(), FilterError> {
        let _ = definition;
        Ok(())
    }

    /// Does the resource meet the filter?
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
        let _ = (resource, evaluation);
        Ok(false)
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
        let _ = (value, attribute, evaluation);
        Ok(false)
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
        let _ = (attribute, evaluation);
        None
    }
}
