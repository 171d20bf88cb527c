//! Filters (RFC 7644 section 3.4.2.2): the syntax tree, its parser, its printer and its evaluation.

mod check;
mod evaluate;
mod names;
mod parser;
mod tree;

pub use evaluate::Evaluation;
pub(super) use parser::Parser;
pub use parser::{MAXIMUM_DEPTH, SyntaxError};
pub use tree::{AttributeExpression, Filter, FilterError, Literal, Operator, Test, ValuePath};
