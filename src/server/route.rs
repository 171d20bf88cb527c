//! What a path below the service root means (RFC 7644 section 3.2, table 2).

use super::store::Kind;
use crate::wire::decode_component;

/// The place that a request goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Root,
    RootSearch,
    Collection(Kind),
    Search(Kind),
    Item(Kind, String),
    Me,
    Bulk,
    ServiceProviderConfig,
    ResourceTypes(Option<String>),
    Schemas(Option<String>),
    Unknown,
}

impl Route {
    /// Reads a percent-encoded path. A slash at the end makes no difference, as
    /// tenant URLs are given with one and without; letter case of the endpoints
    /// makes none either.
    pub(super) fn of(path: &str) -> Self {
        let segments: Vec<String> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| decode_component(segment, false))
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let Some((first, rest)) = segments.split_first() else { return Self::Root };
        let endpoint = first.to_ascii_lowercase();
        let one = |make: fn(Option<String>) -> Self| match rest {
            [] => make(None),
            [id] => make(Some((*id).to_owned())),
            _ => Self::Unknown,
        };
        let typed = |kind: Kind| match rest {
            [] => Self::Collection(kind),
            [".search"] => Self::Search(kind),
            [id] => Self::Item(kind, (*id).to_owned()),
            _ => Self::Unknown,
        };
        match endpoint.as_str() {
            "users" => typed(Kind::User),
            "groups" => typed(Kind::Group),
            "resourcetypes" => one(Self::ResourceTypes),
            "schemas" => one(Self::Schemas),
            ".search" if rest.is_empty() => Self::RootSearch,
            "serviceproviderconfig" if rest.is_empty() => Self::ServiceProviderConfig,
            "bulk" if rest.is_empty() => Self::Bulk,
            "me" => Self::Me,
            _ => Self::Unknown,
        }
    }

    /// The methods of table 2 that this place has; `None` if there is no such place.
    pub(super) const fn methods(&self) -> Option<&'static str> {
        Some(match self {
            Self::Collection(_) => "GET, POST",
            Self::Search(_) | Self::RootSearch | Self::Bulk => "POST",
            Self::Item(..) => "GET, PUT, PATCH, DELETE",
            Self::Root
            | Self::ServiceProviderConfig
            | Self::ResourceTypes(_)
            | Self::Schemas(_) => "GET",
            Self::Me | Self::Unknown => return None,
        })
    }

    /// Is it one of the discovery endpoints (RFC 7644 section 4)?
    pub(super) const fn is_discovery(&self) -> bool {
        matches!(self, Self::ServiceProviderConfig | Self::ResourceTypes(_) | Self::Schemas(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_their_places() {
        let item = |kind, id: &str| Route::Item(kind, id.to_owned());
        let rows = [
            ("/", Route::Root),
            ("", Route::Root),
            ("/Users", Route::Collection(Kind::User)),
            ("/Users/", Route::Collection(Kind::User)),
            ("/groups", Route::Collection(Kind::Group)),
            ("/Users/a%2Fb", item(Kind::User, "a/b")),
            ("/Users/a+b", item(Kind::User, "a+b")),
            ("/Groups/1", item(Kind::Group, "1")),
            ("/Groups/.search", Route::Search(Kind::Group)),
            ("/.search", Route::RootSearch),
            ("/Users/1/2", Route::Unknown),
            ("/Devices", Route::Unknown),
            ("/Me", Route::Me),
            ("/Schemas/urn:x", Route::Schemas(Some("urn:x".to_owned()))),
            ("/ServiceProviderConfig", Route::ServiceProviderConfig),
        ];
        for (path, expected) in rows {
            assert_eq!(Route::of(path), expected, "{path}");
        }
    }
}
