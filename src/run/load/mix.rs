//! Which request is next: the mix that Entra sends in an initial cycle.
//!
//! For each user a search for it, which finds nobody, and its creation; after
//! ten users a search for a group, its creation, and its members. When enough
//! was created, what would create reads instead.

use serde_json::{Value, json};

use crate::scim::urn;
use crate::wire::{Method, encode_path_segment};

/// Users in a block of the mix.
const BLOCK: usize = 10;

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    MatchUser,
    CreateUser,
    ReadUser,
    MatchGroup,
    CreateGroup,
    AddMembers,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::MatchUser => "match user",
            Self::CreateUser => "create user",
            Self::ReadUser => "read user",
            Self::MatchGroup => "match group",
            Self::CreateGroup => "create group",
            Self::AddMembers => "add members",
        }
    }
}

/// A request of the mix, before habits and credentials.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Planned {
    pub(super) kind: Kind,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
    /// The text that is unique to the resource, or the id that is read.
    pub(super) unique: String,
}

/// What is there by now.
#[derive(Clone, Debug, Default)]
pub(super) struct Population {
    pub(super) users: Vec<String>,
    pub(super) groups: Vec<String>,
    /// How many groups were given members.
    pub(super) filled: usize,
}

/// Tells what is next.
#[derive(Clone, Debug)]
pub(super) struct Mix {
    run: String,
    has_groups: bool,
    most_created: usize,
    created: usize,
    place: usize,
    user: usize,
    group: usize,
    read: usize,
}

impl Mix {
    pub(super) const fn new(run: String, has_groups: bool, most_created: usize) -> Self {
        Self { run, has_groups, most_created, created: 0, place: 0, user: 0, group: 0, read: 0 }
    }

    pub(super) fn next(&mut self, population: &mut Population) -> Planned {
        let length = if self.has_groups { 2 * BLOCK + 3 } else { 2 * BLOCK };
        let place = self.place;
        self.place = (place + 1) % length;
        match place {
            _ if place < 2 * BLOCK && place.is_multiple_of(2) => {
                self.user += 1;
                self.match_user()
            }
            _ if place < 2 * BLOCK => self.create_user(population),
            20 => {
                self.group += 1;
                self.match_group()
            }
            21 if self.created < self.most_created => self.create_group(),
            22 if population.filled < population.groups.len() && !population.users.is_empty() => {
                add_members(population)
            }
            _ => self.read_user(population),
        }
    }

    fn user_name(&self) -> String {
        format!("sp-{}-{:06}@example.com", self.run, self.user)
    }

    fn group_name(&self) -> String {
        format!("sp-{}-group-{:05}", self.run, self.group)
    }

    fn match_user(&self) -> Planned {
        let unique = self.user_name();
        Planned {
            kind: Kind::MatchUser,
            method: Method::Get,
            path: "/Users".to_owned(),
            query: vec![("filter", format!("userName eq \"{unique}\""))],
            body: None,
            unique,
        }
    }

    fn create_user(&mut self, population: &Population) -> Planned {
        if self.created >= self.most_created {
            return self.read_user(population);
        }
        self.created += 1;
        let unique = self.user_name();
        let body = json!({
            "schemas": [urn::USER],
            "externalId": format!("sp-{}-{:06}", self.run, self.user),
            "userName": unique,
            "active": true,
            "displayName": "Ada Lovelace",
            "meta": { "resourceType": "User" },
            "name": { "givenName": "Ada", "familyName": "Lovelace" },
        });
        create(Kind::CreateUser, "/Users", body, unique)
    }

    /// Someone who is there; nobody yet is searched for.
    fn read_user(&mut self, population: &Population) -> Planned {
        let Some(index) = self.read.checked_rem(population.users.len()) else {
            return self.match_user();
        };
        self.read += 1;
        let id = population.users[index].clone();
        Planned {
            kind: Kind::ReadUser,
            method: Method::Get,
            path: format!("/Users/{}", encode_path_segment(&id)),
            query: Vec::new(),
            body: None,
            unique: id,
        }
    }

    fn match_group(&self) -> Planned {
        let unique = self.group_name();
        Planned {
            kind: Kind::MatchGroup,
            method: Method::Get,
            path: "/Groups".to_owned(),
            query: vec![
                ("excludedAttributes", "members".to_owned()),
                ("filter", format!("displayName eq \"{unique}\"")),
            ],
            body: None,
            unique,
        }
    }

    fn create_group(&mut self) -> Planned {
        self.created += 1;
        let unique = self.group_name();
        let body = json!({
            "schemas": [urn::GROUP],
            "externalId": unique,
            "displayName": unique,
            "meta": { "resourceType": "Group" },
        });
        create(Kind::CreateGroup, "/Groups", body, unique)
    }
}

fn create(kind: Kind, path: &str, body: Value, unique: String) -> Planned {
    let path = path.to_owned();
    Planned { kind, method: Method::Post, path, query: Vec::new(), body: Some(body), unique }
}

fn add_members(population: &mut Population) -> Planned {
    let group = population.groups[population.filled].clone();
    population.filled += 1;
    let members: Vec<Value> =
        population.users.iter().rev().take(BLOCK).map(|id| json!({ "value": id })).collect();
    Planned {
        kind: Kind::AddMembers,
        method: Method::Patch,
        path: format!("/Groups/{}", encode_path_segment(&group)),
        query: Vec::new(),
        body: Some(json!({
            "schemas": [urn::PATCH_OP],
            "Operations": [{ "op": "Add", "path": "members", "value": members }],
        })),
        unique: group,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(mix: &mut Mix, population: &mut Population, number: usize) -> Vec<Kind> {
        (0..number).map(|_| mix.next(population).kind).collect()
    }

    #[test]
    fn a_block_has_ten_users_and_a_group() {
        let mut mix = Mix::new("t0k".to_owned(), true, 100);
        let mut population = Population { users: vec!["1".into()], ..Population::default() };
        let first = kinds(&mut mix, &mut population, 22);
        let of = |kind: Kind| first.iter().filter(|one| **one == kind).count();
        assert_eq!((of(Kind::MatchUser), of(Kind::CreateUser)), (10, 10));
        assert_eq!((of(Kind::MatchGroup), of(Kind::CreateGroup)), (1, 1));
        population.groups.push("g".into());
        let filled = mix.next(&mut population);
        assert_eq!((filled.kind, filled.path.as_str()), (Kind::AddMembers, "/Groups/g"));
    }

    #[test]
    fn enough_is_enough() {
        let mut mix = Mix::new("t0k".to_owned(), true, 3);
        let mut population = Population::default();
        let before = kinds(&mut mix, &mut population, 100);
        population.users.push("1".into());
        let after = kinds(&mut mix, &mut population, 100);
        let creates = |kinds: &[Kind]| {
            kinds.iter().filter(|k| matches!(k, Kind::CreateUser | Kind::CreateGroup)).count()
        };
        assert_eq!((creates(&before), creates(&after)), (3, 0));
        assert!(!before.contains(&Kind::ReadUser) && after.contains(&Kind::ReadUser));
    }

    #[test]
    fn a_server_without_groups_hears_nothing_of_them() {
        let mut mix = Mix::new("t0k".to_owned(), false, 100);
        let seen = kinds(&mut mix, &mut Population::default(), 100);
        assert!(seen.iter().all(|kind| matches!(kind, Kind::MatchUser | Kind::CreateUser)));
    }
}
