//! Words on a page: source texts, places in them, diagnostics. Knows neither
//! SCIM nor suites.

mod code;
mod diagnostic;
mod hexadecimal;
mod render;
mod source;
mod suggestion;

pub use code::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Label, Severity};
pub use hexadecimal::hexadecimal;
pub use source::{Position, Source, SourceId, Sources, Span};
pub use suggestion::{did_you_mean, nearest};
