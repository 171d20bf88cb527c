//! stub
use super::filter::Filter;
#[allow(missing_docs)]
#[derive(Debug, Clone)]
pub struct Path {
    pub attribute: String,
    pub filter: Option<Filter>,
    pub sub_attribute: Option<String>,
}
#[allow(missing_docs)]
impl Path {
    pub fn parse(_: &str) -> Result<Path, std::fmt::Error> {
        Err(std::fmt::Error)
    }
}
