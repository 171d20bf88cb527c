//! An extension of users with what RFC 7643's own schemas do not have: an
//! attribute of each type, an immutable one, and one that is globally unique.

use crate::scim::attribute::{Attribute, AttributeType, Mutability, Uniqueness};
use crate::scim::definition::Schema;

/// Its URN, in the namespace for examples (RFC 6963).
const URN: &str = "urn:example:scimproof:2.0:User";

pub(super) fn schema() -> Schema {
    let integer = Attribute::new(AttributeType::Integer, "desk", "The number of the desk");
    Schema {
        urn: URN.to_owned(),
        name: "ExampleUser".to_owned(),
        description: "One attribute of each kind".to_owned(),
        attributes: vec![
            Attribute::string("badge", "The number of the badge, which never changes")
                .case_exact()
                .mutability(Mutability::Immutable),
            Attribute::string("passport", "A number that nobody else has")
                .case_exact()
                .uniqueness(Uniqueness::Global),
            integer,
            Attribute::new(AttributeType::Decimal, "workload", "Days of work in a week"),
            Attribute::boolean("contractor", "Whether the person works by contract"),
            Attribute::date_time("joined", "When the person began"),
            Attribute::binary("key", "A public key, in Base64"),
            Attribute::reference("page", &["external"], "A page about the person"),
        ],
    }
}
