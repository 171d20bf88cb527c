//! An attribute of a schema and its characteristics (RFC 7643 sections 2.2 to 2.4 and 7).

use serde_json::{Map, Value};

/// The type of an attribute's value (RFC 7643 section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributeType {
    /// Text (section 2.3.1).
    String,
    /// `true` or `false` (section 2.3.2).
    Boolean,
    /// A number with a fraction (section 2.3.3).
    Decimal,
    /// A whole number (section 2.3.4).
    Integer,
    /// An instant, as `xsd:dateTime` (section 2.3.5).
    DateTime,
    /// Base64 text; always case exact (section 2.3.6).
    Binary,
    /// A URI; always case exact (section 2.3.7).
    Reference,
    /// An object of sub-attributes (section 2.3.8).
    Complex,
}

impl AttributeType {
    /// The keyword that a schema writes for this type.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

/// Who may write an attribute, and when (RFC 7643 section 2.2, `mutability`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mutability {
    /// Only the server writes it.
    ReadOnly,
    /// It may be written and read at any time.
    ReadWrite,
    /// It may be given once and not changed after.
    Immutable,
    /// It may be written, and is never read.
    WriteOnly,
}

impl Mutability {
    /// The keyword that a schema writes.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

/// When an attribute is part of an answer (RFC 7643 section 2.2, `returned`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Returned {
    /// In every answer, whatever the client asked for.
    Always,
    /// In no answer.
    Never,
    /// Unless the client asked for other attributes.
    Default,
    /// Only when the client named it.
    Request,
}

impl Returned {
    /// The keyword that a schema writes.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Default => "default",
            Self::Request => "request",
        }
    }
}

/// Within which bounds a value may occur only once (RFC 7643 section 2.2, `uniqueness`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Uniqueness {
    /// It may occur as often as one likes.
    None,
    /// Once among the resources of one endpoint.
    Server,
    /// Once in the world.
    Global,
}

impl Uniqueness {
    /// The keyword that a schema writes.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Server => "server",
            Self::Global => "global",
        }
    }
}

/// One attribute of a schema, or one sub-attribute of a complex attribute.
///
/// It starts as a constructor of its type (`Attribute::string("title", "…")`) with the defaults of
/// RFC 7643 section 2.2 and is narrowed by the methods that follow, so that a schema in Rust reads as a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its name as the schema spells it; names are compared without case.
    pub name: String,
    /// The type of one value.
    pub kind: AttributeType,
    /// Is the value a list of values of that type?
    pub multi_valued: bool,
    /// Must a client give it?
    pub required: bool,
    /// Are values compared with case?
    pub case_exact: bool,
    /// Who may write it.
    pub mutability: Mutability,
    /// When it is part of an answer.
    pub returned: Returned,
    /// Whether a value may occur twice.
    pub uniqueness: Uniqueness,
    /// Suggested values; others are legal.
    pub canonical_values: Vec<String>,
    /// Of a reference: the resource types it may point to, `external` or `uri`.
    pub reference_types: Vec<String>,
    /// Of a complex attribute: what it is made of.
    pub sub_attributes: Vec<Attribute>,
    /// What it means, for a human reader.
    pub description: String,
}

impl Attribute {
    /// A single-valued, optional, writable attribute of that type that is returned by default.
    /// References and binary values are case exact (RFC 7643 sections 2.3.6 and 2.3.7), others are not.
    #[must_use]
    pub fn new(kind: AttributeType, name: &str, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            multi_valued: false,
            required: false,
            case_exact: matches!(kind, AttributeType::Reference | AttributeType::Binary),
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            uniqueness: Uniqueness::None,
            canonical_values: Vec::new(),
            reference_types: Vec::new(),
            sub_attributes: Vec::new(),
            description: description.to_owned(),
        }
    }

    /// A text.
    #[must_use]
    pub fn string(name: &str, description: &str) -> Self {
        Self::new(AttributeType::String, name, description)
    }

    /// A truth value.
    #[must_use]
    pub fn boolean(name: &str, description: &str) -> Self {
        Self::new(AttributeType::Boolean, name, description)
    }

    /// An instant.
    #[must_use]
    pub fn date_time(name: &str, description: &str) -> Self {
        Self::new(AttributeType::DateTime, name, description)
    }

    /// Base64 text.
    #[must_use]
    pub fn binary(name: &str, description: &str) -> Self {
        Self::new(AttributeType::Binary, name, description)
    }

    /// A URI that points to those types of resources, or to `external` or `uri`.
    #[must_use]
    pub fn reference(name: &str, types: &[&str], description: &str) -> Self {
        Self {
            reference_types: types.iter().map(|&name| name.to_owned()).collect(),
            ..Self::new(AttributeType::Reference, name, description)
        }
    }

    /// An object of those sub-attributes.
    #[must_use]
    pub fn complex(name: &str, sub_attributes: Vec<Self>, description: &str) -> Self {
        Self { sub_attributes, ..Self::new(AttributeType::Complex, name, description) }
    }

    /// The same, with a list of values.
    #[must_use]
    pub fn multi_valued(self) -> Self {
        Self { multi_valued: true, ..self }
    }

    /// The same, and a client must give it.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same, compared with case.
    #[must_use]
    pub fn case_exact(self) -> Self {
        Self { case_exact: true, ..self }
    }

    /// The same, with another mutability.
    #[must_use]
    pub fn mutability(self, mutability: Mutability) -> Self {
        Self { mutability, ..self }
    }

    /// The same, with another rule of return.
    #[must_use]
    pub fn returned(self, returned: Returned) -> Self {
        Self { returned, ..self }
    }

    /// The same, with another uniqueness.
    #[must_use]
    pub fn uniqueness(self, uniqueness: Uniqueness) -> Self {
        Self { uniqueness, ..self }
    }

    /// The same, with suggested values.
    #[must_use]
    pub fn canonical(self, values: &[&str]) -> Self {
        Self { canonical_values: values.iter().map(|&value| value.to_owned()).collect(), ..self }
    }

    /// Is this its name? Names are compared without case (RFC 7643 section 2.1).
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The sub-attribute of that name, without case.
    #[must_use]
    pub fn sub_attribute(&self, name: &str) -> Option<&Self> {
        self.sub_attributes.iter().find(|attribute| attribute.is_named(name))
    }

    /// The attribute as a schema lists it (RFC 7643 section 7): `camelCase` keywords, no null, and only the
    /// characteristics that mean something for its type.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        let mut put = |key: &str, value: Value| {
            json.insert(key.to_owned(), value);
        };
        put("name", self.name.clone().into());
        put("type", self.kind.keyword().into());
        put("multiValued", self.multi_valued.into());
        put("description", self.description.clone().into());
        put("required", self.required.into());
        if !self.canonical_values.is_empty() {
            put("canonicalValues", self.canonical_values.clone().into());
        }
        if !matches!(self.kind, AttributeType::Complex | AttributeType::Boolean) {
            put("caseExact", self.case_exact.into());
        }
        put("mutability", self.mutability.keyword().into());
        put("returned", self.returned.keyword().into());
        // Erratum 6004 of RFC 7643: uniqueness says nothing about a complex attribute, nor about a Boolean.
        if !matches!(self.kind, AttributeType::Complex | AttributeType::Boolean) {
            put("uniqueness", self.uniqueness.keyword().into());
        }
        if !self.reference_types.is_empty() {
            put("referenceTypes", self.reference_types.clone().into());
        }
        if !self.sub_attributes.is_empty() {
            put("subAttributes", self.sub_attributes.iter().map(Self::to_json).collect());
        }
        Value::Object(json)
    }
}
