//! The server's resources, read with a client that is not scimproof's.

use std::collections::BTreeMap;

use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::Trouble;

/// Resources on one page.
const PAGE: usize = 20;

/// A server.
pub(crate) struct Peer {
    url: String,
    token: String,
    client: Client,
}

/// All resources of a server: path and body, as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resources(BTreeMap<String, String>);

impl Resources {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Says which resource is not as it was.
    pub(crate) fn same_as(&self, later: &Self) -> Result<(), Trouble> {
        let mut differences = Vec::new();
        for (path, before) in &self.0 {
            match later.0.get(path) {
                Some(after) if after == before => {}
                Some(after) => {
                    differences.push(format!("  {path}\n    was {before}\n    is  {after}"));
                }
                None => differences.push(format!("  {path} is gone")),
            }
        }
        for (path, body) in &later.0 {
            if !self.0.contains_key(path) {
                differences.push(format!("  {path} was left behind: {body}"));
            }
        }
        if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
    }
}

impl Peer {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        // The servers are on loopback: neither proxy nor certificates are wanted.
        let client = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Self { url: url.to_owned(), token: token.to_owned(), client }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<String, Trouble> {
        let what = format!("{method} {path}");
        let mut request =
            self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token);
        if let Some(body) = body {
            request =
                request.header("Content-Type", "application/scim+json").body(body.to_string());
        }
        let response = request.send().await.map_err(|error| format!("{what}: {error}"))?;
        let status = response.status();
        let text = response.text().await.map_err(|error| format!("{what}: {error}"))?;
        if status.is_success() {
            Ok(text)
        } else {
            Err(format!("{what} answered {status}: {text}"))
        }
    }

    /// Reads everything that is there, page by page and then one by one.
    pub(crate) async fn resources(&self) -> Result<Resources, Trouble> {
        let mut all = BTreeMap::new();
        for collection in ["/Users", "/Groups"] {
            for id in self.ids(collection).await? {
                let path = format!("{collection}/{id}");
                let body = self.send(Method::GET, &path, None).await?;
                all.insert(path, body);
            }
        }
        Ok(Resources(all))
    }

    async fn ids(&self, collection: &str) -> Result<Vec<String>, Trouble> {
        let mut ids: Vec<String> = Vec::new();
        loop {
            let path = format!("{collection}?startIndex={}&count={PAGE}", ids.len() + 1);
            let page: Value = serde_json::from_str(&self.send(Method::GET, &path, None).await?)
                .map_err(|error| format!("GET {path}: {error}"))?;
            let listed = page["Resources"].as_array().map(Vec::as_slice).unwrap_or_default();
            let new = listed.iter().filter_map(|resource| resource["id"].as_str());
            ids.extend(new.map(str::to_owned));
            let total = page["totalResults"].as_u64().and_then(|total| usize::try_from(total).ok());
            if total.is_some_and(|total| ids.len() == total) {
                return Ok(ids);
            }
            if listed.is_empty() {
                return Err(format!("GET {path}: {} of {total:?} were listed", ids.len()));
            }
        }
    }

    /// Creates `number` resources: users, every fifth a group of those before it.
    pub(crate) async fn settle_in(&self, number: usize) -> Result<(), Trouble> {
        let mut users: Vec<String> = Vec::new();
        for n in 1..=number {
            let (path, body) = if n % 5 == 0 {
                ("/Groups", resident_group(n, &users))
            } else {
                ("/Users", resident_user(n))
            };
            let created: Value =
                serde_json::from_str(&self.send(Method::POST, path, Some(body)).await?)
                    .map_err(|error| format!("POST {path}: {error}"))?;
            if path == "/Users" {
                users.extend(created["id"].as_str().map(str::to_owned));
            }
        }
        Ok(())
    }
}

fn resident_user(number: usize) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": format!("Resident.{number}@example.com"),
        "externalId": format!("resident-{number}"),
        "displayName": format!("Resident {number}"),
        "name": { "givenName": "Resident", "familyName": format!("Number {number}") },
        "active": number.is_multiple_of(2),
        "emails": [{ "type": "work", "value": format!("resident.{number}@example.com"), "primary": true }],
    })
}

fn resident_group(number: usize, users: &[String]) -> Value {
    let members: Vec<Value> = users.iter().rev().take(4).map(|id| json!({ "value": id })).collect();
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": format!("Residents {number}"),
        "members": members,
    })
}
