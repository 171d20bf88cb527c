//! The schemas of RFC 7643 sections 3.1 and 4.1 to 4.3 as tables, with the verified errata.

use super::attribute::{Attribute, Mutability, Returned, Uniqueness};
use super::definition::{ResourceDefinition, Schema};
use super::urn;

/// The User resource type with the enterprise extension (RFC 7643 sections 4.1, 4.3 and 6).
#[must_use]
pub fn user() -> ResourceDefinition {
    ResourceDefinition {
        name: "User".to_owned(),
        description: "A person's account".to_owned(),
        endpoint: "/Users".to_owned(),
        common: common(),
        schema: user_schema(),
        extensions: vec![(enterprise_user_schema(), false)],
    }
}

/// The Group resource type (RFC 7643 sections 4.2 and 6).
#[must_use]
pub fn group() -> ResourceDefinition {
    ResourceDefinition {
        name: "Group".to_owned(),
        description: "A set of users and groups".to_owned(),
        endpoint: "/Groups".to_owned(),
        common: common(),
        schema: group_schema(),
        extensions: Vec::new(),
    }
}

/// The attributes that every resource has (RFC 7643 sections 3 and 3.1). No schema lists them.
#[must_use]
pub fn common() -> Vec<Attribute> {
    let read_only = |attribute: Attribute| attribute.mutability(Mutability::ReadOnly);
    vec![
        Attribute::reference("schemas", &["uri"], "The URNs of the schemas that the resource uses")
            .multi_valued()
            .required()
            .returned(Returned::Always),
        Attribute::string("id", "The server's name of the resource, which never changes")
            .case_exact()
            .mutability(Mutability::ReadOnly)
            .returned(Returned::Always)
            .uniqueness(Uniqueness::Server),
        Attribute::string("externalId", "The client's name of the resource").case_exact(),
        read_only(Attribute::complex(
            "meta",
            vec![
                read_only(
                    Attribute::string("resourceType", "The name of the resource type").case_exact(),
                ),
                read_only(Attribute::date_time("created", "When the resource was created")),
                read_only(Attribute::date_time("lastModified", "When the resource last changed")),
                read_only(Attribute::reference("location", &["uri"], "The URI of the resource")),
                read_only(
                    Attribute::string("version", "The entity tag of the resource").case_exact(),
                ),
            ],
            "What the server knows about the resource",
        )),
    ]
}

/// The core User schema (RFC 7643 section 4.1).
#[must_use]
pub fn user_schema() -> Schema {
    let mut attributes = user_single_values();
    attributes.extend(user_lists());
    Schema {
        urn: urn::USER.to_owned(),
        name: "User".to_owned(),
        description: "A person's account".to_owned(),
        attributes,
    }
}

/// RFC 7643 section 4.1.1.
fn user_single_values() -> Vec<Attribute> {
    vec![
        Attribute::string("userName", "The name with which the user signs in")
            .required()
            .uniqueness(Uniqueness::Server),
        Attribute::complex(
            "name",
            vec![
                Attribute::string("formatted", "The full name, ready for display"),
                Attribute::string("familyName", "The family name"),
                Attribute::string("givenName", "The given name"),
                Attribute::string("middleName", "The middle names"),
                Attribute::string("honorificPrefix", "Titles before the name, such as Ms."),
                Attribute::string("honorificSuffix", "What follows the name, such as III"),
            ],
            "The parts of the person's name",
        ),
        Attribute::string("displayName", "The name to show to others"),
        Attribute::string("nickName", "The casual name"),
        Attribute::reference("profileUrl", &["external"], "A page about the person"),
        Attribute::string("title", "The job title"),
        Attribute::string("userType", "The relation to the organization, such as Employee"),
        Attribute::string("preferredLanguage", "The languages to address the person in"),
        Attribute::string("locale", "How to write numbers, dates and currencies"),
        Attribute::string("timezone", "The time zone, by its IANA name"),
        Attribute::boolean("active", "Whether the account may be used"),
        Attribute::string("password", "The clear-text password, to set or to compare")
            .mutability(Mutability::WriteOnly)
            .returned(Returned::Never),
    ]
}

/// RFC 7643 section 4.1.2.
fn user_lists() -> Vec<Attribute> {
    vec![
        list_of(
            "emails",
            Attribute::string("value", "The address"),
            &["work", "home", "other"],
            "E-mail addresses",
        ),
        list_of(
            "phoneNumbers",
            Attribute::string("value", "The number"),
            &["work", "home", "mobile", "fax", "pager", "other"],
            "Telephone numbers",
        ),
        list_of(
            "ims",
            Attribute::string("value", "The address"),
            &["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"],
            "Instant messaging addresses",
        ),
        list_of(
            "photos",
            Attribute::reference("value", &["external"], "Where the image is"),
            &["photo", "thumbnail"],
            "Images of the person",
        ),
        addresses(),
        groups(),
        list_of(
            "entitlements",
            Attribute::string("value", "The entitlement"),
            &[],
            "What the user is entitled to",
        ),
        list_of("roles", Attribute::string("value", "The role"), &[], "The user's roles"),
        list_of(
            "x509Certificates",
            Attribute::binary("value", "The certificate, DER in Base64"),
            &[],
            "The user's certificates",
        ),
    ]
}

/// A list of complex values with the sub-attributes of RFC 7643 section 2.4: value, display, type, primary.
fn list_of(name: &str, value: Attribute, types: &[&str], description: &str) -> Attribute {
    Attribute::complex(
        name,
        vec![
            value,
            Attribute::string("display", "The value for a human reader"),
            Attribute::string("type", "What the value is for").canonical(types),
            primary(),
        ],
        description,
    )
    .multi_valued()
}

fn primary() -> Attribute {
    Attribute::boolean("primary", "Whether this is the preferred value; true at most once")
}

fn addresses() -> Attribute {
    Attribute::complex(
        "addresses",
        vec![
            Attribute::string("formatted", "The full address, ready for a label"),
            Attribute::string("streetAddress", "Street, house number, post-office box"),
            Attribute::string("locality", "The city"),
            Attribute::string("region", "The state or region"),
            Attribute::string("postalCode", "The postal code"),
            Attribute::string("country", "The country, by its two letters of ISO 3166-1"),
            Attribute::string("type", "What the address is for")
                .canonical(&["work", "home", "other"]),
            // Section 8.7.1 leaves it out, but section 2.4 gives it to every such list and section 8.2 shows it.
            primary(),
        ],
        "Postal addresses",
    )
    .multi_valued()
}

/// Errata 8471: `$ref` points to groups only.
fn groups() -> Attribute {
    let read_only = |attribute: Attribute| attribute.mutability(Mutability::ReadOnly);
    read_only(Attribute::complex(
        "groups",
        vec![
            read_only(Attribute::string("value", "The id of the group")),
            read_only(Attribute::reference("$ref", &["Group"], "The URI of the group")),
            read_only(Attribute::string("display", "The name of the group")),
            read_only(
                Attribute::string("type", "Whether the user is a member itself or through a group")
                    .canonical(&["direct", "indirect"]),
            ),
        ],
        "The groups that the user belongs to; changed at the groups",
    ))
    .multi_valued()
}

/// The core Group schema (RFC 7643 section 4.2) with errata 5368 (displayName is required)
/// and 6011 (members have a display).
#[must_use]
pub fn group_schema() -> Schema {
    let immutable = |attribute: Attribute| attribute.mutability(Mutability::Immutable);
    Schema {
        urn: urn::GROUP.to_owned(),
        name: "Group".to_owned(),
        description: "A set of users and groups".to_owned(),
        attributes: vec![
            Attribute::string("displayName", "The name of the group").required(),
            Attribute::complex(
                "members",
                vec![
                    immutable(Attribute::string("value", "The id of the member")),
                    immutable(Attribute::reference(
                        "$ref",
                        &["User", "Group"],
                        "The URI of the member",
                    )),
                    immutable(
                        Attribute::string("type", "What the member is")
                            .canonical(&["User", "Group"]),
                    ),
                    immutable(Attribute::string("display", "The name of the member")),
                ],
                "The members of the group",
            )
            .multi_valued(),
        ],
    }
}

/// The enterprise extension of User (RFC 7643 section 4.3) with erratum 8472 (manager.value is case exact).
#[must_use]
pub fn enterprise_user_schema() -> Schema {
    Schema {
        urn: urn::ENTERPRISE_USER.to_owned(),
        name: "EnterpriseUser".to_owned(),
        description: "A person's place in an organization".to_owned(),
        attributes: vec![
            Attribute::string("employeeNumber", "The number that the organization gave the person"),
            Attribute::string("costCenter", "The cost center"),
            Attribute::string("organization", "The organization"),
            Attribute::string("division", "The division"),
            Attribute::string("department", "The department"),
            Attribute::complex(
                "manager",
                vec![
                    Attribute::string("value", "The id of the manager's user").case_exact(),
                    Attribute::reference("$ref", &["User"], "The URI of the manager's user"),
                    Attribute::string("displayName", "The name of the manager")
                        .mutability(Mutability::ReadOnly),
                ],
                "The person's manager",
            ),
        ],
    }
}
