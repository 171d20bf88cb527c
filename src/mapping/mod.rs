//! What a server has, and what Entra would send to it.
//!
//! A mapping says what Entra's attribute-mapping page says about one app; from
//! it come the bodies and operations that Entra sends. A target is a mapping
//! and what the server publishes in /Schemas; bodies are fitted to it. Pure:
//! the same mapping and the same run token give the same requests.

mod any;
mod discovered;
mod export;
mod fit;
mod gallery;
mod model;
mod plausible;
mod published;
mod read;
mod requests;
mod tables;
mod target;
mod values;

pub use any::AnyAttribute;
pub use gallery::{GalleryParameters, unknown_expressions, unmapped_required};
pub use model::{Flow, MappedAttribute, Mapping, Source};
pub use read::{BUILT_IN, SCHEMA};
pub use requests::{Dialect, operations};
pub use target::Target;
