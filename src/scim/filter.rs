//! stub
#[derive(Debug, Clone)]
pub struct Filter;
