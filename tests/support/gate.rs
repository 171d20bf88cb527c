//! Plans of the gate of the app gallery.

use std::path::PathBuf;

use scimproof::mapping::{GalleryParameters, Mapping};
use scimproof::plan::{Plan, Profile, Selection};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{Server, Settings};
use scimproof::suite::{Origin, load_with};
use scimproof::wire::{Method, Request};

/// The suite with the tables of a mapping and of what a server publishes.
pub(crate) fn plan(mapping: &Mapping, parameters: &GalleryParameters, settings: &Settings) -> Plan {
    let mut server = Server::new(settings.clone());
    let answer = server.handle(&Request::new(Method::Get, "/Schemas"));
    let published = answer.body.json().filter(|_| answer.is_success());
    let mut tables = mapping.tables();
    mapping.gallery_tables(parameters, published, &mut tables);
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/gallery.jsonc"));
    let loaded = load_with(&Origin::Files(vec![file]), &Catalogue::built_in(), &tables)
        .map_err(|problems| problems.render(false))
        .expect("the suite is right");
    Plan::new(loaded.suites, Profile::Gallery, &Selection::default())
}
