//! stub
#![allow(missing_docs)]
use serde_json::Value;
#[derive(Debug)]
pub struct ResourceDefinition;
impl ResourceDefinition {
    pub fn user() -> Self {
        Self
    }
    pub fn group() -> Self {
        Self
    }
    pub fn schema_resources(&self) -> Vec<Value> {
        vec![]
    }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataType {
    String,
    Boolean,
    Integer,
    Decimal,
    DateTime,
    Reference,
    Binary,
    Complex,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutability {
    ReadOnly,
    ReadWrite,
    Immutable,
    WriteOnly,
}
#[derive(Debug, Clone)]
pub struct Attribute {
    pub name: String,
    pub data_type: DataType,
    pub multi_valued: bool,
    pub required: bool,
    pub mutability: Mutability,
}
impl Attribute {
    pub fn sub_attribute(&self, _n: &str) -> Option<&Attribute> {
        None
    }
}
