//! Which attributes an answer has (RFC 7644 sections 3.4.2.5 and 3.9).

use serde_json::Value;

use super::definition::ResourceDefinition;
use super::path::AttributePath;

/// What a client wants of each resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Projection {
    /// Nothing special: what is returned always or by default.
    #[default]
    Default,
    /// `attributes`: these, and what is returned always.
    Only(Vec<AttributePath>),
    /// `excludedAttributes`: the default without these.
    Without(Vec<AttributePath>),
}

/// The client gave `attributes` and `excludedAttributes`, which exclude each other (RFC 7644 section 3.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"attributes\" and \"excludedAttributes\" exclude each other")]
pub struct BothGiven;

impl Projection {
    /// The projection of two query parameters, each a list with commas. Names that cannot be names are ignored,
    /// and so is an empty list.
    ///
    /// # Errors
    /// [`BothGiven`].
    pub fn parse(attributes: Option<&str>, excluded: Option<&str>) -> Result<Self, BothGiven> {
        let _ = (attributes, excluded);
        Ok(Self::Default)
    }

    /// The resource as the client may and wants to see it. `schemas` and `id` stay always; what is returned never
    /// leaves never.
    #[must_use]
    pub fn apply(&self, resource: &Value, definition: &ResourceDefinition) -> Value {
        let _ = definition;
        resource.clone()
    }
}
