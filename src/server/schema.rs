//! Looking attributes up, and choosing which ones are shown.

use serde_json::{Map, Value};

use super::Server;
use super::fault::Fault;
use super::query::Selection;
use super::rules::Rules;
use super::store::Kind;
use crate::scim::attribute::Attribute;
use crate::scim::filter::{Evaluation, Filter};
use crate::scim::order::{Direction, Order};
use crate::scim::path::AttributePath;
use crate::scim::projection::Projection;

impl<'a> Rules<'a> {
    /// A common or core attribute, by its name without case.
    pub(super) fn core_attribute(&self, name: &str) -> Option<&'a Attribute> {
        let common = self.definition.common.iter().find(|attribute| attribute.is_named(name));
        common.or_else(|| self.definition.schema.attribute(name))
    }

    /// The URNs of the extensions of this kind of resource.
    pub(super) fn extensions(&self) -> impl Iterator<Item = &'a str> {
        self.definition.extensions.iter().map(|(schema, _)| schema.urn.as_str())
    }

    /// The extension of that URN, as it is defined.
    pub(super) fn extension(&self, name: &str) -> Option<&'a str> {
        self.definition.extension(name).map(|schema| schema.urn.as_str())
    }

    /// An attribute of an extension, by its name without case.
    pub(super) fn extension_attribute(&self, extension: &str, name: &str) -> Option<&'a Attribute> {
        self.definition.extension(extension)?.attribute(name)
    }

    /// How filters compare; Entra writes Booleans as texts.
    pub(super) fn evaluation(&self) -> Evaluation {
        Evaluation { lenient: self.is_friendly() && !self.has(Fault::PrimaryTrueStringUnmatched) }
    }

    /// Does the value filter of a path find this element? A filter that cannot
    /// be applied finds none.
    pub(super) fn matches_element(
        &self,
        filter: &Filter,
        element: &Value,
        attribute: &Attribute,
    ) -> bool {
        filter.matches_value(element, attribute, self.evaluation()).unwrap_or(false)
    }

    /// The element that a value filter of nothing but `eq` and `and` describes.
    pub(super) fn described_element(
        &self,
        filter: &Filter,
        attribute: &Attribute,
    ) -> Option<Map<String, Value>> {
        filter.template(attribute, self.evaluation())
    }
}

impl Server {
    /// Leaves out of a shown resource what is not wanted.
    pub(super) fn project(&self, kind: Kind, resource: &mut Value, selection: &Selection) {
        let attributes = selection.attributes.as_ref().map(|names| names.join(","));
        let excluded = selection.excluded.join(",");
        let excluded = (!excluded.is_empty()).then_some(excluded);
        // Both together were refused when the request was read.
        let projection =
            Projection::parse(attributes.as_deref(), excluded.as_deref()).unwrap_or_default();
        let password = resource.get("password").cloned();
        *resource = projection.apply(resource, self.definition(kind));
        let asked = || {
            let mut names = selection.attributes.iter().flatten();
            names.any(|name| name.to_ascii_lowercase().ends_with("password"))
        };
        if let (Some(password), Value::Object(resource)) = (password, resource)
            // Rendered only by a fault.
            && (!self.has(Fault::PasswordReturnedOnRequest) || asked())
        {
            resource.insert("password".into(), password);
        }
    }

    /// Does a user or a group have an attribute of this name?
    pub(super) fn knows_attribute(&self, name: &str) -> bool {
        AttributePath::parse(name).is_ok_and(|path| {
            [Kind::User, Kind::Group]
                .into_iter()
                .any(|kind| self.definition(kind).resolve(&path).is_some())
        })
    }

    /// RFC 7644 section 3.4.2.3.
    pub(super) fn sort(&self, found: &mut Vec<(Kind, Value)>, sort_by: &str, descending: bool) {
        // What is no attribute name gives no order.
        let Ok(by) = AttributePath::parse(sort_by) else { return };
        // The kinds of a mixed list share what they can be sorted by.
        let kind = found.first().map_or(Kind::User, |(kind, _)| *kind);
        if self.sorts_wrongly(found, kind, &by, descending) {
            return;
        }
        let direction = if descending { Direction::Descending } else { Direction::Ascending };
        let order = Order { by, direction };
        order.sort(found, |(_, resource)| resource, self.definition(kind));
    }
}
