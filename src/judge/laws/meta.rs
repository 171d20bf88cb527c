//! `meta`, Location and `ETag` (RFC 7643 section 3.1, RFC 7644 sections 3.3 and 3.14).

use serde_json::Value;
use url::Url;

use super::book::{Verdicts, finding};
use super::sight::{Shown, View};
use super::target::{Kind, Place};
use crate::judge::compare::{instant, resolve, same_uri};
use crate::judge::describe::brief;
use crate::suite::Law;
use crate::wire::{Method, decode_component};

pub(super) fn judge(view: &View<'_>, verdicts: &mut Verdicts) {
    for shown in view.resources() {
        let of_meta = OfMeta { view, shown: &shown, kind: &view.target.types[shown.kind] };
        of_meta.judge(verdicts);
    }
    created(view, verdicts);
}

/// A creation says where its resource is.
fn created(view: &View<'_>, verdicts: &mut Verdicts) {
    let is_creation = view.request.method == Method::Post
        && matches!(view.place, Place::Collection(_))
        && view.response.status == 201;
    if is_creation {
        let header = view.response.headers.get("Location");
        verdicts.require(Law::LocationHeader, header.is_some(), || {
            finding("header Location", "the URI of the new resource", "nothing")
        });
    }
}

struct OfMeta<'a> {
    view: &'a View<'a>,
    shown: &'a Shown<'a>,
    kind: &'a Kind,
}

impl OfMeta<'_> {
    fn member(&self, name: &str) -> Option<&str> {
        self.shown.value.get("meta")?.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    fn at(&self, name: &str) -> String {
        format!("{}/meta/{name}", self.shown.at)
    }

    fn judge(&self, verdicts: &mut Verdicts) {
        if self.shown.value.is_object() && self.view.is_full() {
            for name in ["resourceType", "created", "lastModified", "location"] {
                verdicts.require(Law::MetaPresent, self.member(name).is_some(), || {
                    let said = self.shown.value.get("meta").and_then(|meta| meta.get(name));
                    finding(self.at(name), "a string, as the server assigns it", brief(said))
                });
            }
        }
        if let Some(name) = self.member("resourceType") {
            verdicts.require(Law::MetaResourceType, name == self.kind.name, || {
                finding(self.at("resourceType"), self.kind.name.clone(), name)
            });
        }
        self.dates(verdicts);
        self.location(verdicts);
        if self.shown.alone {
            self.version(verdicts);
        }
    }

    fn dates(&self, verdicts: &mut Verdicts) {
        let mut instants = Vec::new();
        for name in ["created", "lastModified"] {
            let Some(text) = self.member(name) else { continue };
            let read = instant(text);
            verdicts.require(Law::MetaDates, read.is_some(), || {
                finding(self.at(name), "a date with a time (xsd:dateTime)", text)
            });
            instants.extend(read);
        }
        if let [created, modified] = instants.as_slice() {
            // Stores of different precision cut one of them off.
            let holds = created.as_millisecond() <= modified.as_millisecond() + 999;
            verdicts.require(Law::MetaDatesInOrder, holds, || {
                let created = self.member("created").unwrap_or_default();
                let modified = self.member("lastModified").unwrap_or_default();
                finding(self.at("lastModified"), format!("not before {created}"), modified)
            });
        }
    }

    fn location(&self, verdicts: &mut Verdicts) {
        let base = self.view.target.base_url.as_str();
        let headers = &self.view.response.headers;
        let header = headers.get("Location").filter(|_| self.view.response.status == 201);
        let Some(location) = self.member("location") else { return };
        let Some(id) = self.shown.value.get("id").and_then(Value::as_str) else { return };
        // The same to the letter, which is the rule, is the same in every other way.
        let same = |one: &str, two: &str| one == two || same_uri(base, one, two);
        let exact = is_exactly(location, base, &self.kind.endpoint, id);
        let url = if exact { None } else { resolve(base, location) };
        let leads = exact
            || url.as_ref().is_some_and(|url| {
                leads_to(url, &self.kind.endpoint, id) && !misses_on_the_same_server(url, base)
            });
        verdicts.require(Law::MetaLocation, leads, || {
            let expected = format!("the URI of {}/{id}", self.kind.endpoint);
            finding(self.at("location"), expected, location)
        });
        if leads {
            let below = exact || url.is_some_and(|url| is_below(&url, base));
            verdicts.require(Law::MetaLocationBase, below, || {
                finding(self.at("location"), format!("a URI below {base}"), location)
            });
        }
        if !self.shown.alone {
            return;
        }
        if let Some(header) = header.filter(|_| leads) {
            verdicts.require(Law::LocationAgrees, same(header, location), || {
                finding("header Location", location, header)
            });
        }
        if let Some(header) = headers.get("Content-Location") {
            verdicts.require(Law::ContentLocation, same(header, location), || {
                finding("header Content-Location", location, header)
            });
        }
    }

    fn version(&self, verdicts: &mut Verdicts) {
        let header = self.view.response.headers.get("ETag");
        let version = self.member("version");
        let method = self.view.request.method;
        if self.view.target.etag && matches!(method, Method::Get | Method::Post | Method::Put) {
            verdicts.require(Law::ETagPresent, header.is_some(), || {
                finding("header ETag", "the version, as etag.supported is true", "nothing")
            });
        }
        if self.view.target.etag && self.view.is_full() && self.shown.value.is_object() {
            verdicts.require(Law::VersionPresent, version.is_some(), || {
                finding(self.at("version"), "the version, as etag.supported is true", "nothing")
            });
        }
        if let (Some(header), Some(version)) = (header, version) {
            verdicts.require(Law::VersionAgrees, header == version, || {
                finding("header ETag", version, header)
            });
        }
    }
}

/// Is it the base URL with endpoint and id, with nothing that a parser of URLs would
/// have to look at?
fn is_exactly(location: &str, base: &str, endpoint: &str, id: &str) -> bool {
    let is_plain = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
        !text.is_empty() && text.bytes().all(plain)
    };
    let endpoint = endpoint.trim_matches('/');
    let last = || {
        let below = location.strip_prefix(base.trim_end_matches('/'))?.strip_prefix('/')?;
        below.strip_prefix(endpoint)?.strip_prefix('/')
    };
    is_plain(endpoint) && is_plain(id) && last() == Some(id)
}

/// Do the last two parts of the path name this resource?
fn leads_to(url: &Url, endpoint: &str, id: &str) -> bool {
    let parts: Vec<String> = url
        .path_segments()
        .into_iter()
        .flatten()
        .map(|part| decode_component(part, false))
        .collect();
    match parts.as_slice() {
        [.., collection, last] => {
            collection.eq_ignore_ascii_case(endpoint.trim_matches('/')) && last == id
        }
        _ => false,
    }
}

/// Is it on the server that was asked, and yet not below its base? Behind a
/// proxy the server may know itself by another name (rfc-notes, point 70); by
/// the same name and another path it leads nowhere.
fn misses_on_the_same_server(url: &Url, base: &str) -> bool {
    let same = Url::parse(base).is_ok_and(|base| url.origin() == base.origin());
    same && !is_below(url, base)
}

/// Does the URI lie below the base URL? The names of this machine are one.
fn is_below(url: &Url, base: &str) -> bool {
    let Ok(base) = Url::parse(base) else { return true };
    let local =
        |url: &Url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]" | "0.0.0.0"));
    let same_host = url.host_str() == base.host_str() || (local(url) && local(&base));
    same_host
        && url.scheme() == base.scheme()
        && url.port_or_known_default() == base.port_or_known_default()
        && url.path().starts_with(base.path().trim_end_matches('/'))
}
