//! Schemas, and the resource types that are made of them (RFC 7643 sections 3, 6 and 7).

use serde_json::{Value, json};

use super::attribute::Attribute;
use super::path::AttributePath;
use super::urn;

/// A named set of attributes (RFC 7643 section 7).
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// The URN that names it; compared without case (RFC 7644 section 3.10).
    pub urn: String,
    /// A short name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// Is this its URN? URNs are compared without case.
    #[must_use]
    pub fn is_named(&self, urn: &str) -> bool {
        self.urn.eq_ignore_ascii_case(urn)
    }

    /// The attribute of that name, without case.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.is_named(name))
    }

    /// The schema as /Schemas shows it (RFC 7643 section 7); without `meta.location`, which
    /// only the server knows.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "schemas": [urn::SCHEMA],
            "id": self.urn,
            "name": self.name,
            "description": self.description,
            "attributes": self.attributes.iter().map(Attribute::to_json).collect::<Vec<_>>(),
            "meta": { "resourceType": "Schema" },
        })
    }
}

/// What an attribute path names within a resource type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a> {
    /// A whole schema: the path was its URN and nothing else.
    Schema(&'a Schema),
    /// An attribute.
    Attribute {
        /// The extension whose object holds it; `None` for an attribute of the resource itself.
        extension: Option<&'a Schema>,
        /// The attribute.
        attribute: &'a Attribute,
        /// Its sub-attribute, where the path names one.
        sub_attribute: Option<&'a Attribute>,
    },
}

impl<'a> Target<'a> {
    /// The attribute that says how the named values are: the sub-attribute, else the attribute.
    #[must_use]
    pub fn innermost(self) -> Option<&'a Attribute> {
        match self {
            Self::Schema(_) => None,
            Self::Attribute { attribute, sub_attribute, .. } => {
                Some(sub_attribute.unwrap_or(attribute))
            }
        }
    }
}

/// A resource type (RFC 7643 section 6): a core schema and its extensions.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceDefinition {
    /// Its name, which is `meta.resourceType` of its resources.
    pub name: String,
    /// What it is, for a human reader.
    pub description: String,
    /// Its endpoint below the base URI: `/Users`.
    pub endpoint: String,
    /// The attributes that every resource has: schemas, id, externalId, meta (RFC 7643 section 3.1).
    pub common: Vec<Attribute>,
    /// The core schema.
    pub schema: Schema,
    /// The extensions; `true` where a resource must have it.
    pub extensions: Vec<(Schema, bool)>,
}

impl ResourceDefinition {
    /// The extension of that URN, without case.
    #[must_use]
    pub fn extension(&self, urn: &str) -> Option<&Schema> {
        self.extensions.iter().map(|(schema, _)| schema).find(|schema| schema.is_named(urn))
    }

    /// All schemas: the core schema first, then the extensions.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        std::iter::once(&self.schema).chain(self.extensions.iter().map(|(schema, _)| schema))
    }

    /// The resource type as /ResourceTypes shows it (RFC 7643 section 6); without `meta.location`, which
    /// only the server knows.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let extensions: Vec<Value> = self
            .extensions
            .iter()
            .map(|(schema, required)| json!({ "schema": schema.urn, "required": required }))
            .collect();
        json!({
            "schemas": [urn::RESOURCE_TYPE],
            "id": self.name,
            "name": self.name,
            "description": self.description,
            "endpoint": self.endpoint,
            "schema": self.schema.urn,
            "schemaExtensions": extensions,
            "meta": { "resourceType": "ResourceType" },
        })
    }

    /// What a path names, names and URNs compared without case; `None` if this type has no such thing.
    ///
    /// A name without URN is looked up among the common and core attributes first and in the extensions
    /// after: clients should, not must, qualify an extended attribute (RFC 7644 section 3.10).
    #[must_use]
    pub fn resolve(&self, path: &AttributePath) -> Option<Target<'_>> {
        if let Some(schema) = self.schemas().find(|schema| path.is_urn(&schema.urn)) {
            return Some(Target::Schema(schema));
        }
        let own = || self.own_attribute(&path.attribute).map(|attribute| (None, attribute));
        let (extension, attribute) = match &path.schema {
            Some(urn) if self.schema.is_named(urn) => own()?,
            Some(urn) => {
                let schema = self.extension(urn)?;
                (Some(schema), schema.attribute(&path.attribute)?)
            }
            None => own().or_else(|| {
                self.extensions.iter().find_map(|(schema, _)| {
                    schema.attribute(&path.attribute).map(|attribute| (Some(schema), attribute))
                })
            })?,
        };
        let sub_attribute = match &path.sub_attribute {
            Some(name) => Some(attribute.sub_attribute(name)?),
            None => None,
        };
        Some(Target::Attribute { extension, attribute, sub_attribute })
    }

    /// The definition of the attribute or sub-attribute that a path names.
    #[must_use]
    pub fn attribute(&self, path: &AttributePath) -> Option<&Attribute> {
        self.resolve(path).and_then(Target::innermost)
    }

    /// The common or core attribute of that name, without case.
    #[must_use]
    pub fn own_attribute(&self, name: &str) -> Option<&Attribute> {
        self.common
            .iter()
            .find(|attribute| attribute.is_named(name))
            .or_else(|| self.schema.attribute(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::attribute::Returned;
    use crate::scim::standard;

    const ENTERPRISE: &str = urn::ENTERPRISE_USER;

    #[test]
    fn a_path_names_an_attribute_without_case() {
        let user = standard::user();
        for (text, name) in [
            ("username", Some("userName")),
            ("NAME.FAMILYNAME", Some("familyName")),
            ("meta.lastmodified", Some("lastModified")),
            ("externalid", Some("externalId")),
            ("schemas", Some("schemas")),
            ("urn:ietf:params:scim:schemas:CORE:2.0:user:emails.Type", Some("type")),
            ("urn:ietf:params:scim:schemas:core:2.0:User:id", Some("id")),
            ("urn:ietf:params:scim:schemas:core:2.0:User:department", None),
            (&format!("{ENTERPRISE}:department"), Some("department")),
            (&format!("{ENTERPRISE}:manager.$REF"), Some("$ref")),
            (&format!("{ENTERPRISE}:userName"), None),
            ("department", Some("department")),
            ("userName.first", None),
            ("members", None),
            (ENTERPRISE, None),
        ] {
            let path = AttributePath::parse(text).unwrap();
            assert_eq!(user.attribute(&path).map(|found| found.name.as_str()), name, "{text}");
        }
    }

    #[test]
    fn a_bare_urn_names_a_schema() {
        let user = standard::user();
        for schema in user.schemas() {
            let path = AttributePath::parse(&schema.urn.to_uppercase()).unwrap();
            assert_eq!(user.resolve(&path), Some(Target::Schema(schema)));
        }
        let path = AttributePath::parse(&format!("{ENTERPRISE}:manager")).unwrap();
        let Some(Target::Attribute { extension: Some(extension), .. }) = user.resolve(&path) else {
            panic!("the manager is not found in an extension");
        };
        assert_eq!(extension.urn, ENTERPRISE);
        assert_eq!(standard::group().resolve(&path), None);
    }

    #[test]
    fn a_schema_is_listed_without_null_and_without_common_attributes() {
        fn has_null(value: &Value) -> bool {
            match value {
                Value::Null => true,
                Value::Array(elements) => elements.iter().any(has_null),
                Value::Object(members) => members.values().any(has_null),
                _ => false,
            }
        }
        for schema in standard::user().schemas().chain(standard::group().schemas()) {
            let json = schema.to_json();
            assert!(!has_null(&json));
            assert_eq!(json["id"], schema.urn);
            let listed = json["attributes"].as_array().unwrap();
            assert_eq!(listed.len(), schema.attributes.len());
            for name in ["id", "externalId", "meta", "schemas"] {
                assert!(listed.iter().all(|attribute| attribute["name"] != name), "{name}");
            }
        }
    }

    #[test]
    fn an_attribute_is_listed_with_the_keywords_of_rfc_7643() {
        let user = standard::user();
        let json_of = |name: &str| user.own_attribute(name).unwrap().to_json();
        assert_eq!(
            json_of("userName"),
            json!({
                "name": "userName",
                "type": "string",
                "multiValued": false,
                "description": "The name with which the user signs in",
                "required": true,
                "caseExact": false,
                "mutability": "readWrite",
                "returned": "default",
                "uniqueness": "server",
            })
        );
        let password = json_of("password");
        assert_eq!(
            (&password["mutability"], &password["returned"]),
            (&json!("writeOnly"), &json!("never"))
        );
        let groups = json_of("groups");
        assert_eq!(groups["mutability"], "readOnly");
        assert_eq!(groups.get("uniqueness"), None);
        assert_eq!(groups["subAttributes"][1]["referenceTypes"], json!(["Group"]));
        assert_eq!(
            json_of("emails")["subAttributes"][2]["canonicalValues"],
            json!(["work", "home", "other"])
        );
    }

    #[test]
    fn a_resource_type_is_listed_with_its_extensions() {
        let json = standard::user().to_json();
        assert_eq!(json["endpoint"], "/Users");
        assert_eq!(json["schema"], urn::USER);
        assert_eq!(json["schemaExtensions"], json!([{ "schema": ENTERPRISE, "required": false }]));
    }

    #[test]
    fn only_the_password_is_never_returned() {
        let user = standard::user();
        let never: Vec<&str> = user
            .schemas()
            .flat_map(|schema| &schema.attributes)
            .filter(|attribute| attribute.returned == Returned::Never)
            .map(|attribute| attribute.name.as_str())
            .collect();
        assert_eq!(never, ["password"]);
    }
}
