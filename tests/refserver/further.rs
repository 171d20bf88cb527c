//! A second walk, through rarer corners: what shows only for large groups, after
//! a rename, for disabled and deleted users, with strange values and queries.

use scimproof::server::Settings;
use scimproof::wire::Method;
use serde_json::{Value, json};

use crate::client::{ENTERPRISE, GROUP, USER, request};
use crate::exercise::Walk;

const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// All that the server answers.
pub(crate) fn further_transcript(settings: Settings) -> Vec<String> {
    let mut walk = Walk::new(settings);
    values(&mut walk);
    filters(&mut walk);
    pages(&mut walk);
    headers(&mut walk);
    users(&mut walk);
    lives(&mut walk);
    replacements(&mut walk);
    patches(&mut walk);
    members(&mut walk);
    large_groups(&mut walk);
    bulk(&mut walk);
    kinds(&mut walk);
    malformed_jobs(&mut walk);
    walk.transcript
}

/// What the server answers where only legal differences show.
pub(crate) fn differing_transcript(settings: Settings) -> Vec<String> {
    let mut walk = Walk::new(settings);
    walk.user("straße", json!({}));
    walk.user("strasse", json!({"name": {"givenName": "Ada", "familyName": "King"}}));
    walk.user("mail", json!({"emails": [{"type": "work", "value": "Ada@EXAMPLE.com"}]}));
    walk.get("/Users/<mail>");
    walk.get("/Users?attributes=userName&excludedAttributes=active");
    walk.get("/Schemas?filter=name%20eq%20%22User%22");
    let shouted = walk.filled("/Users/<mail>").replace("/Users/", "").to_uppercase();
    walk.get(&format!("/Users/{shouted}"));
    walk.send(&request(Method::Get, "/ServiceProviderConfig", None));
    let mut told = Walk::authorised(request(Method::Get, "/Users", None));
    let token = told.headers.get("Authorization").unwrap_or_default().replace("Bearer ", "");
    told.headers.remove("Authorization");
    "/Users".clone_into(&mut told.path);
    told.query.push(scimproof::wire::QueryParameter {
        name: "access_token".to_owned(),
        value: Some(token),
    });
    walk.send(&told);
    walk.transcript
}

fn with_header(walk: &mut Walk, method: Method, target: &str, name: &str, value: &str) {
    let mut asked = Walk::authorised(request(method, &walk.filled(target), None));
    asked.headers.set(name, value);
    walk.send(&asked);
}

fn values(walk: &mut Walk) {
    walk.user("text", json!({
        "displayName": "end  ", "title": "true", "nickName": "a\\b", "preferredLanguage": "en-US",
        "profileUrl": "https://example.com/a%20b", "userType": "two\nlines", "name": {"givenName": "É", "familyName": "ÉÖ"},
        "locale": "a\"b+c", ENTERPRISE: {"employeeNumber": "007", "department": "<b>x</b> 😀"}
    }));
    walk.user("script", json!({"displayName": "<script>alert(1)</script>"}));
    walk.user("straße", json!({"title": "x".repeat(120)}));
    walk.user("strasse", json!({}));
    let email = |n: u8| json!({"type": "other", "value": format!("m{n}@x")});
    walk.user("many", json!({"emails": [email(1), email(2), email(3), email(4)]}));
    let swapped = json!({"userName": "order", "schemas": [ENTERPRISE, USER]});
    walk.ask(Method::Post, "/Users", Some(swapped));
    walk.user(
        "where",
        json!({"addresses": [{"type": "work", "locality": "L", "streetAddress": "S"}]}),
    );
    for name in ["text", "script", "where"] {
        walk.get(&format!("/Users/<{name}>"));
    }
}

fn filters(walk: &mut Walk) {
    walk.user(
        "plus+sign@x",
        json!({"externalId": "100%", "title": "Chief", "active": true,
        "name": {"familyName": "Stone", "givenName": "Sam"}, "nickName": "12345",
        "emails": [{"type": "home", "value": "one@x"}, {"type": "work", "value": "Two@x"}]}),
    );
    walk.user("prefix", json!({"title": "chief 2"}));
    walk.user("prefix-2", json!({"active": false, "externalId": "dis"}));
    let last = "2026-01-01T00:00:01.000Z";
    for filter in [
        "userName eq \"plus+sign@x\"".to_owned(),
        "externalId eq \"1%\"".to_owned(),
        "nickName eq \"a\\\\b\"".to_owned(),
        "nickName eq \"12345\"".to_owned(),
        "userName eq \"prefix\"".to_owned(),
        "userName eq \"prefix\" or userName eq \"text\"".to_owned(),
        "userName ew \"fix\"".to_owned(),
        "title co \"CHIEF\"".to_owned(),
        "userName ne \"text\" and title pr".to_owned(),
        format!("meta.created gt \"{last}\""),
        format!("meta.created ge \"{last}\""),
        "meta.created ge \"2026-01-01T02:00:01+02:00\"".to_owned(),
        "meta.created ge \"2026-01-01T00:00:01Z\"".to_owned(),
        "meta.created le \"2026-01-01T00:00:01Z\"".to_owned(),
        "active gt true".to_owned(),
        "title pr and (userName sw \"prefix\" or userName sw \"s\")".to_owned(),
        "emails[type eq \"home\" and value eq \"two@x\"]".to_owned(),
        "emails[type eq \"work\" and value eq \"two@x\"]".to_owned(),
        "emails.value eq \"two@x\"".to_owned(),
        "emails.VALUE eq \"two@x\"".to_owned(),
        "name.familyName eq \"stone\"".to_owned(),
        "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"text\"".to_owned(),
        format!("{ENTERPRISE}:employeeNumber eq \"007\""),
        "id eq \"<text>\"".to_owned(),
        "externalId eq \"dis\"".to_owned(),
        "externalId eq \"dis\" and userName eq \"prefix-2\"".to_owned(),
        "userName eq \"x\\\" or \\\"1\\\"=\\\"1\"".to_owned(),
        format!("userName eq \"{}\"", "y".repeat(160)),
        "userName eq \"😀\"".to_owned(),
        "userName eq".to_owned(),
    ] {
        walk.filter("Users", &filter);
    }
    walk.create("sales", "/Groups", json!({"schemas": [GROUP], "displayName": "Sales"}));
    walk.create("sales2", "/Groups", json!({"schemas": [GROUP], "displayName": "Sales EMEA"}));
    walk.filter("Groups", "displayName eq \"sales\"");
}

fn pages(walk: &mut Walk) {
    for query in [
        "count=1&filter=userName+eq+%22prefix-2%22",
        "flag&filter=userName+eq+%22text%22",
        "startIndex=0&count=2",
        "count=-1",
        "startIndex=2&count=2&attributes=userName",
        "sortBy=userName&count=2",
        "sortBy=name.familyName",
        "attributes=USERNAME",
        "attributes=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "attributes=title,nickName",
        "excludedAttributes=name.familyName",
        "access_token=token",
    ] {
        walk.get(&format!("/Users?{query}"));
    }
    walk.get("/Groups?count=1");
    walk.get("/users?count=1");
    walk.get("/Nothing");
    walk.get("/Schemas?filter=id+pr");
    walk.get("/Schemas?count=1");
    for more in [
        json!({"count": 1, "startIndex": 2}),
        json!({"attributes": ["userName"]}),
        json!({"sortBy": "userName", "sortOrder": "descending"}),
    ] {
        let mut body = json!({"schemas": [SEARCH]});
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        walk.ask(Method::Post, "/Users/.search", Some(body));
    }
    let body = json!({"schemas": [USER], "userName": "projected", "title": "t"});
    walk.ask(Method::Post, "/Users?attributes=userName", Some(body));
}

fn headers(walk: &mut Walk) {
    for (method, target) in [
        (Method::Get, "/Users?access_token=token"),
        (Method::Get, "/ServiceProviderConfig"),
        (Method::Get, "/Groups"),
        (Method::Get, "/Users/<text>"),
        (Method::Post, "/Users"),
    ] {
        let body = json!({"schemas": [USER], "userName": "nobody-asked"});
        let body = (method == Method::Post).then_some(body);
        walk.send(&request(method, &walk.filled(target), body));
    }
    for authorization in ["bearer token", "Bearer tokens", "Bearer toke"] {
        with_header(walk, Method::Get, "/Users", "Authorization", authorization);
    }
    with_header(walk, Method::Get, "/Users", "Accept", "application/json");
    with_header(walk, Method::Get, "/Users", "ADSCIMVersion", "2");
    with_header(walk, Method::Get, "/Users/<text>", "If-None-Match", "W/\"99\"");
    walk.ask(Method::Put, "/Users", Some(json!({"schemas": [USER]})));
    walk.user("doomed", json!({}));
    with_header(walk, Method::Delete, "/Users/<doomed>", "If-Match", "W/\"99\"");
    with_header(walk, Method::Delete, "/Users/<doomed>", "If-Match", "*");
}

fn users(walk: &mut Walk) {
    walk.user("boss", json!({}));
    walk.user("uma@x", json!({
        "displayName": "Uma", "externalId": "u", "title": "T", "name": {"givenName": "U", "familyName": "M"},
        "emails": [{"type": "work", "value": "uma@x", "primary": true}, {"type": "home", "value": "h@x"}],
        "phoneNumbers": [{"type": "work", "value": "1"}, {"type": "work", "value": "2"}],
        "addresses": [{"type": "work", "locality": "L", "streetAddress": "S"}],
        ENTERPRISE: {"department": "D", "employeeNumber": "9", "manager": {"value": "<boss>"}}
    }));
    for operations in [
        json!([{"op": "replace", "path": "active", "value": false}, {"op": "replace", "path": "title", "value": "A"}]),
        json!([{"op": "replace", "value": {"active": true, "title": "B"}}]),
        json!([{"op": "replace", "value": {"active": false, "title": "C"}}]),
        json!([{"op": "replace", "path": "active", "value": true}]),
        json!([{"op": "replace", "path": "emails[type eq \"work\" and primary eq true].value", "value": "w@x"}]),
        json!([{"op": "replace", "path": "phoneNumbers", "value": [{"type": "work", "value": "3"}]}]),
        json!([{"op": "add", "path": "phoneNumbers", "value": [{"type": "work", "value": "4"}]}]),
        json!([{"op": "replace", "path": "phoneNumbers[type eq \"work\"].display", "value": "P"}]),
        json!([{"op": "remove", "path": "phoneNumbers[type eq \"work\"].display"}]),
        json!([{"op": "add", "path": "emails", "value": [{"type": "home", "value": "h@x"}]}]),
        json!([{"op": "replace", "path": "emails[type eq \"home\"]", "value": {"value": "h2@x"}}]),
        json!([{"op": "remove", "path": "name.familyName"}]),
        json!([{"op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "E"}]),
        json!([{"op": "replace", "value": {ENTERPRISE: {"department": "F"}}}]),
        json!([{"op": "replace", "path": "addresses[type eq \"work\"].locality", "value": "M"}]),
        json!([
            {"op": "replace", "path": "title", "value": "1"}, {"op": "replace", "path": "nickName", "value": "2"},
            {"op": "replace", "path": "userType", "value": "3"}
        ]),
        json!([{"op": "replace", "path": "__proto__.admin", "value": true}]),
        json!([{"op": "replace", "path": "meta.created", "value": "2001-01-01T00:00:00Z"}]),
        json!([{"op": "replace", "path": "userName", "value": "0123456789abcdef0123456789abcdefuma@x"}]),
    ] {
        walk.patch("/Users/<uma@x>", operations);
        walk.get("/Users/<boss>");
    }
    walk.filter("Users", "userName eq \"0123456789abcdef0123456789abcdefuma@x\"");
    walk.get("/Users/<uma@x>");
}

fn lives(walk: &mut Walk) {
    walk.user("odd", json!({"emails": [{"value": "no-at-sign"}]}));
    walk.get("/Users?filter=userName+eq+%22odd%22");
    walk.user("away", json!({"active": false, "externalId": "away"}));
    walk.ask(
        Method::Post,
        "/Users",
        Some(json!({"schemas": [USER], "userName": "back", "externalId": "away"})),
    );
    let id = walk.filled("<away>").to_uppercase();
    walk.ask(Method::Delete, &format!("/Users/{id}"), None);
    walk.user("lead", json!({}));
    walk.user("led", json!({ENTERPRISE: {"manager": {"value": "<lead>"}}}));
    walk.ask(Method::Delete, "/Users/<lead>", None);
    walk.get("/Users/<led>");
    walk.get("/Users");
    walk.patch("/Users/<lead>", json!([{"op": "replace", "path": "title", "value": "x"}]));
    walk.ask(Method::Delete, "/Users/<lead>", None);
    walk.ask(Method::Put, "/Users/<lead>", Some(json!({"schemas": [USER], "userName": "lead"})));
    let group = json!({"schemas": [GROUP], "displayName": "Bad", "members": [{"value": "nobody"}]});
    walk.ask(Method::Post, "/Groups", Some(group));
    walk.filter("Groups", "displayName eq \"Bad\"");
}

fn replacements(walk: &mut Walk) {
    walk.user("rob", json!({"title": "T", "emails": [{"value": "r@x"}]}));
    for more in [
        json!({"userName": "text"}),
        json!({"userName": "rob", "emails": [{"value": "t@x"}]}),
        json!({"userName": "rob", "title": null}),
        json!({"userName": "rob", "emails": [{"value": "s@x"}], ENTERPRISE: {"department": "D"}}),
        json!({"userName": "rob", "meta": {"created": "2001-01-01T00:00:00Z"}}),
    ] {
        let mut body = json!({"schemas": [USER]});
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        walk.ask(Method::Put, "/Users/<rob>", Some(body));
        walk.get("/Users/<rob>");
    }
    let body = json!({"schemas": [GROUP], "displayName": "Sales", "members": [{"value": "<rob>"}]});
    walk.ask(Method::Put, "/Groups/<sales>", Some(body));
    walk.get("/Groups/<sales>");
}

/// What a PATCH refuses, and the paths it knows.
fn patches(walk: &mut Walk) {
    let phone = |kind: &str, value: &str| json!({"type": kind, "value": value});
    walk.user(
        "patty",
        json!({"title": "T", "phoneNumbers": [phone("work", "1"), phone("home", "2"), phone("fax", "3")]}),
    );
    walk.user("quinn", json!({}));
    walk.create(
        "quiet",
        "/Groups",
        json!({"schemas": [GROUP], "displayName": "Quiet", "members": [{"value": "<quinn>"}]}),
    );
    walk.ask(
        Method::Patch,
        "/Users/<patty>",
        Some(json!({"Operations": [{"op": "replace", "path": "title", "value": "U"}]})),
    );
    let display = |filter: &str| json!({"op": "replace", "path": format!("phoneNumbers[{filter}].display"), "value": filter});
    for operation in [
        json!({"op": "set", "path": "title", "value": "V"}),
        json!({"op": "move", "path": "title", "from": "nickName"}),
        json!({"op": "add", "path": "title"}),
        json!({"op": "replace", "value": "W"}),
        json!({"op": "add", "path": "isAdmin", "value": true}),
        json!({"op": "replace", "path": "name..givenName", "value": "X"}),
        display("value co \"9\""),
        display("type eq \"work\" or type eq \"home\""),
        display("not (type eq \"work\")"),
        display("value co \"2\""),
        json!({"op": "remove", "path": "phoneNumbers[type eq \"pager\"]"}),
        json!({"op": "replace", "path": format!("{USER}:title"), "value": "Y"}),
        json!({"op": "replace", "value": {"groups": [{"value": "<quiet>"}]}}),
        json!({"op": "replace", "path": "password", "value": "Aa1!Aa1!"}),
    ] {
        walk.patch("/Users/<patty>", json!([operation]));
    }
    walk.patch(
        "/Users/<quinn>",
        json!([
            {"op": "add", "path": "schemas", "value": [ENTERPRISE]},
            {"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "Navy"},
        ]),
    );
    let other = json!([{"op": "replace", "path": "members[value eq \"<quinn>\"].value", "value": "<patty>"}]);
    walk.patch("/Groups/<quiet>", other);
    walk.patch(
        "/Groups/<quiet>",
        json!([{"op": "add", "path": "members", "value": [{"value": "<patty>", "type": "User"}]}]),
    );
}

fn members(walk: &mut Walk) {
    walk.user("mia", json!({}));
    walk.user("max", json!({"active": false}));
    let two = json!({"schemas": [GROUP], "displayName": "Two", "members": [{"value": "<mia>"}, {"value": "<rob>"}]});
    walk.create("two", "/Groups", two);
    let member = |id: &str| json!([{"value": id}]);
    for operations in [
        json!([{"op": "add", "path": "members", "value": member("<max>")}]),
        json!([{"op": "remove", "path": "members[value eq \"<mia>\"]"}, {"op": "add", "path": "members", "value": member("<mia>")}]),
        json!([{"op": "add", "path": "members", "value": member("<boss>")}, {"op": "remove", "path": "members", "value": member("<boss>")}]),
        json!([{"op": "add", "path": "members", "value": member("<boss>")}, {"op": "add", "path": "members", "value": member("<text>")}]),
        json!([{"op": "remove", "path": "members", "value": member("<boss>")}, {"op": "remove", "path": "members", "value": member("<text>")}]),
        json!([{"op": "remove", "path": "members", "value": member("<rob>")}]),
        json!([{"op": "replace", "value": {"displayName": "Three"}}]),
        json!([{"op": "replace", "path": "displayName", "value": "Four"}]),
    ] {
        walk.patch("/Groups/<two>", operations);
        walk.get("/Groups/<sales>");
    }
    walk.filter("Groups", "displayName eq \"four\"");
    walk.get("/Groups/<two>?attributes=members");
    walk.ask(Method::Delete, "/Users/<mia>", None);
    walk.user("mia", json!({}));
    walk.patch(
        "/Groups/<two>",
        json!([{"op": "add", "path": "members", "value": member("<mia>")}]),
    );
}

/// Attributes of kinds that the schemas of RFC 7643 do not have.
fn kinds(walk: &mut Walk) {
    const EXAMPLE: &str = "urn:example:scimproof:2.0:User";
    for (name, desk) in [("kim", 9), ("lou", 10)] {
        walk.user(
            name,
            json!({
                "schemas": [USER, EXAMPLE],
                "addresses": [{"type": "work", "country": "US"}],
                "x509Certificates": [{"value": "QUJD"}],
                EXAMPLE: {"badge": "1", "passport": "same", "desk": desk, "key": "QUJD"},
            }),
        );
    }
    walk.user("moe", json!({}));
    let put = json!({"schemas": [USER, EXAMPLE], "userName": "kim-kinds", EXAMPLE: {"badge": "2"}});
    walk.ask(Method::Put, "/Users/<kim>", Some(put.clone()));
    let badge = format!("{EXAMPLE}:badge");
    walk.patch("/Users/<kim>", json!([{"op": "replace", "path": badge, "value": "3"}]));
    walk.ask(Method::Put, "/Users/<moe>", Some(put));
    walk.filter("Users", &format!("{EXAMPLE}:desk lt 10"));
}

/// Bulk requests that lack what they must have, and /Me.
fn malformed_jobs(walk: &mut Walk) {
    let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "title", "value": "Old"}]});
    for operation in [
        json!({"method": "GET", "path": "/Users/<kim>"}),
        json!({"method": "POST", "bulkId": "p", "data": {"schemas": [USER], "userName": "pathless"}}),
        json!({"method": "POST", "path": "/Users", "bulkId": "d"}),
        json!({"method": "POST", "path": "/Users", "data": {"schemas": [USER], "userName": "idless"}}),
        json!({"method": "PATCH", "path": "/Users/<kim>", "version": "W/\"0\"", "data": patch}),
    ] {
        let job = json!({"schemas": [BULK], "failOnErrors": 1, "Operations": [operation]});
        walk.ask(Method::Post, "/Bulk", Some(job));
    }
    walk.ask(Method::Post, "/Bulk", Some(json!({"schemas": [BULK]})));
    let many = vec![json!({"method": "DELETE", "path": "/Users/nobody"}); 1001];
    walk.ask(Method::Post, "/Bulk", Some(json!({"schemas": [BULK], "Operations": many})));
    walk.get("/Me");
}

fn large_groups(walk: &mut Walk) {
    let names: Vec<String> = (0..205).map(|number| format!("large{number}")).collect();
    for name in &names {
        walk.user(name, json!({}));
    }
    let all: Vec<Value> =
        names.iter().map(|name| json!({"value": walk.filled(&format!("<{name}>"))})).collect();
    walk.create("large", "/Groups", json!({"schemas": [GROUP], "displayName": "Large"}));
    walk.patch("/Groups/<large>", json!([{"op": "add", "path": "members", "value": all}]));
    walk.patch(
        "/Groups/<large>",
        json!([{"op": "remove", "path": "members", "value": [{"value": "<large150>"}]}]),
    );
    walk.get("/Users");
}

fn bulk(walk: &mut Walk) {
    let group = |name: &str, other: &str| {
        json!({
            "method": "POST", "path": "/Groups", "bulkId": name,
            "data": {"schemas": [GROUP], "displayName": name, "members": [{"value": format!("bulkId:{other}")}]}
        })
    };
    let user = json!({
        "method": "POST", "path": "/Users", "bulkId": "m",
        "data": {"schemas": [USER], "userName": "bulk-managed", ENTERPRISE: {"manager": {"value": "bulkId:b"}}}
    });
    let boss = json!({"method": "POST", "path": "/Users", "bulkId": "b", "data": {"schemas": [USER], "userName": "bulk-boss"}});
    let patch = json!({
        "method": "PATCH", "path": "/Users/<boss>",
        "data": {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "title", "value": "x"}]}
    });
    let delete = json!({"method": "DELETE", "path": "/Users/<rob>"});
    for operations in [
        json!([group("one", "two"), group("two", "one")]),
        json!([boss, user]),
        json!([patch, delete]),
        json!([{"method": "POST", "path": "/Users", "bulkId": "l", "data": {"schemas": [USER], "userName": "long", "title": "x".repeat(2000)}}]),
    ] {
        walk.ask(Method::Post, "/Bulk", Some(json!({"schemas": [BULK], "Operations": operations})));
    }
    walk.get("/Users/<rob>");
    walk.filter("Users", "userName eq \"bulk-managed\"");
}
