//! What the server remembers: resources in the order of their creation, and
//! the indexes that keep queries and memberships quick.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::{Map, Value};

/// Users or groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    User,
    Group,
}

impl Kind {
    /// `meta.resourceType`, and the name in /ResourceTypes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    /// The endpoint below the service root, without a slash.
    pub(super) const fn endpoint(self) -> &'static str {
        match self {
            Self::User => "Users",
            Self::Group => "Groups",
        }
    }

    /// The attribute that names a resource of this kind and is matched by.
    pub(super) const fn naming_attribute(self) -> &'static str {
        match self {
            Self::User => "userName",
            Self::Group => "displayName",
        }
    }
}

/// The attributes of a resource as a client set them; `id`, `meta`, `schemas`
/// and whatever is computed are not among them.
pub(super) type Attributes = Map<String, Value>;

/// One user or group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    pub(super) id: String,
    pub(super) attributes: Attributes,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    /// From 1; goes up with each change.
    pub(super) revision: u64,
}

impl Resource {
    /// The value of `userName` or `displayName`.
    pub(super) fn name(&self) -> Option<&str> {
        self.attributes.get(self.kind.naming_attribute())?.as_str()
    }

    /// The ids in `members`, in order.
    pub(super) fn member_ids(&self) -> impl Iterator<Item = &str> {
        member_ids(&self.attributes)
    }
}

/// The ids in `members`, in order.
pub(super) fn member_ids(attributes: &Attributes) -> impl Iterator<Item = &str> {
    attributes
        .get("members")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|member| member.get("value")?.as_str())
}

type Places = BTreeSet<u64>;

/// All resources.
#[derive(Debug, Default)]
pub(super) struct Store {
    resources: BTreeMap<u64, Resource>,
    next_place: u64,
    by_id: HashMap<String, u64>,
    by_name: HashMap<(Kind, String), Places>,
    by_external_id: HashMap<(Kind, String), Places>,
    /// Of a member's id, the groups that have it.
    memberships: HashMap<String, Places>,
}

/// Names compare without case (RFC 7643 section 4.1.1: userName is not caseExact).
fn folded(kind: Kind, name: &str) -> (Kind, String) {
    (kind, name.to_lowercase())
}

impl Store {
    pub(super) fn get(&self, kind: Kind, id: &str) -> Option<&Resource> {
        self.find(id).filter(|resource| resource.kind == kind)
    }

    /// A resource of whatever kind.
    pub(super) fn find(&self, id: &str) -> Option<&Resource> {
        self.resources.get(self.by_id.get(id)?)
    }

    pub(super) fn iter(&self, kind: Kind) -> impl Iterator<Item = &Resource> {
        self.resources.values().filter(move |resource| resource.kind == kind)
    }

    /// The resources whose name is `name` but for case.
    pub(super) fn named(&self, kind: Kind, name: &str) -> impl Iterator<Item = &Resource> {
        self.at(self.by_name.get(&folded(kind, name)))
    }

    /// The resources of that externalId, case exactly (RFC 7643 section 3.1).
    pub(super) fn with_external_id(
        &self,
        kind: Kind,
        external_id: &str,
    ) -> impl Iterator<Item = &Resource> {
        self.at(self.by_external_id.get(&(kind, external_id.to_owned())))
    }

    /// The groups that have this member.
    pub(super) fn groups_of(&self, id: &str) -> impl Iterator<Item = &Resource> {
        self.at(self.memberships.get(id))
    }

    fn at<'a>(&'a self, places: Option<&'a Places>) -> impl Iterator<Item = &'a Resource> {
        places.into_iter().flatten().filter_map(|place| self.resources.get(place))
    }

    /// Adds a resource. One of the same id is replaced, which only a fault asks for.
    pub(super) fn insert(&mut self, resource: Resource) {
        self.remove(&resource.id);
        let place = self.next_place;
        self.next_place += 1;
        self.by_id.insert(resource.id.clone(), place);
        self.index(place, &resource);
        self.resources.insert(place, resource);
    }

    /// Gives a resource other attributes and the next revision.
    pub(super) fn update(&mut self, id: &str, attributes: Attributes, now: Timestamp) {
        let Some(&place) = self.by_id.get(id) else { return };
        let Some(mut resource) = self.resources.remove(&place) else { return };
        self.forget(place, &resource);
        resource.attributes = attributes;
        resource.modified = now;
        resource.revision += 1;
        self.index(place, &resource);
        self.resources.insert(place, resource);
    }

    /// Changes what is not indexed: times and revision.
    pub(super) fn touch(&mut self, id: &str, change: impl FnOnce(&mut Resource)) {
        if let Some(resource) = self.by_id.get(id).and_then(|place| self.resources.get_mut(place)) {
            change(resource);
        }
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<Resource> {
        let place = self.by_id.remove(id)?;
        let resource = self.resources.remove(&place)?;
        self.forget(place, &resource);
        Some(resource)
    }

    fn index(&mut self, place: u64, resource: &Resource) {
        if let Some(name) = resource.name() {
            self.by_name.entry(folded(resource.kind, name)).or_default().insert(place);
        }
        if let Some(external_id) = external_id(resource) {
            self.by_external_id.entry((resource.kind, external_id)).or_default().insert(place);
        }
        for member in resource.member_ids() {
            self.memberships.entry(member.to_owned()).or_default().insert(place);
        }
    }

    fn forget(&mut self, place: u64, resource: &Resource) {
        if let Some(name) = resource.name() {
            take(&mut self.by_name, &folded(resource.kind, name), place);
        }
        if let Some(external_id) = external_id(resource) {
            take(&mut self.by_external_id, &(resource.kind, external_id), place);
        }
        for member in resource.member_ids() {
            if let Some(places) = self.memberships.get_mut(member) {
                places.remove(&place);
                if places.is_empty() {
                    self.memberships.remove(member);
                }
            }
        }
    }
}

fn external_id(resource: &Resource) -> Option<String> {
    resource.attributes.get("externalId")?.as_str().map(str::to_owned)
}

fn take(index: &mut HashMap<(Kind, String), Places>, key: &(Kind, String), place: u64) {
    if let Some(places) = index.get_mut(key) {
        places.remove(&place);
        if places.is_empty() {
            index.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(kind: Kind, id: &str, attributes: Value) -> Resource {
        let Value::Object(attributes) = attributes else { panic!("not an object") };
        let now = Timestamp::UNIX_EPOCH;
        Resource { kind, id: id.into(), attributes, created: now, modified: now, revision: 1 }
    }

    fn ids<'a>(found: impl Iterator<Item = &'a Resource>) -> Vec<&'a str> {
        found.map(|resource| resource.id.as_str()).collect()
    }

    #[test]
    fn names_are_found_without_case_and_external_ids_with_it() {
        let mut store = Store::default();
        store.insert(resource(Kind::User, "1", json!({"userName": "Ada@x", "externalId": "E"})));
        assert_eq!(ids(store.named(Kind::User, "aDA@X")), ["1"]);
        assert_eq!(ids(store.named(Kind::Group, "ada@x")), [""; 0]);
        assert_eq!(ids(store.with_external_id(Kind::User, "E")), ["1"]);
        assert_eq!(ids(store.with_external_id(Kind::User, "e")), [""; 0]);
    }

    #[test]
    fn indexes_follow_changes_and_removal() {
        let mut store = Store::default();
        store.insert(resource(Kind::User, "1", json!({"userName": "a"})));
        store.insert(resource(
            Kind::Group,
            "2",
            json!({"displayName": "g", "members": [{"value": "1"}]}),
        ));
        assert_eq!(ids(store.groups_of("1")), ["2"]);
        let now = Timestamp::UNIX_EPOCH;
        let Value::Object(renamed) = json!({"displayName": "h"}) else { panic!() };
        store.update("2", renamed, now);
        assert_eq!(ids(store.groups_of("1")), [""; 0]);
        assert_eq!(ids(store.named(Kind::Group, "g")), [""; 0]);
        assert_eq!(store.find("2").map(|group| group.revision), Some(2));
        assert!(store.remove("1").is_some());
        assert_eq!(ids(store.named(Kind::User, "a")), [""; 0]);
        assert!(store.remove("1").is_none());
    }

    #[test]
    fn resources_keep_the_order_of_creation() {
        let mut store = Store::default();
        for id in ["9", "1", "5"] {
            store.insert(resource(Kind::User, id, json!({"userName": id})));
        }
        store.update("9", Attributes::new(), Timestamp::UNIX_EPOCH);
        assert_eq!(ids(store.iter(Kind::User)), ["9", "1", "5"]);
    }
}
