//! Filters, pages, order and projection.

use serde_json::{Value, json};

use crate::client::{Client, ENTERPRISE};

fn people() -> Client {
    let mut client = Client::new();
    for (name, title, active) in
        [("ada@x", "Lead", true), ("Bob@x", "Engineer", false), ("cy@x", "Lead", false)]
    {
        client.user(
            name,
            json!({
                "title": title, "active": active, "externalId": format!("E-{name}"),
                "emails": [{"type": "work", "value": name}, {"type": "home", "value": "h@x"}],
                ENTERPRISE: {"department": title}
            }),
        );
    }
    client
}

#[test]
fn filters_find_what_they_say() {
    let mut client = people();
    let rows: [(&str, &[&str]); 16] = [
        ("userName eq \"ADA@X\"", &["ada@x"]),
        ("userName EQ \"ada@x\"", &["ada@x"]),
        ("externalId eq \"E-ada@x\"", &["ada@x"]),
        ("externalId eq \"e-ada@x\"", &[]),
        ("userName eq \"nobody\"", &[]),
        ("title eq \"lead\" and active eq true", &["ada@x"]),
        ("userName eq \"cy@x\" and title eq \"Engineer\"", &[]),
        ("userName eq \"ada@x\" or title eq \"Engineer\" and active eq false", &["ada@x", "Bob@x"]),
        ("not (title eq \"Lead\")", &["Bob@x"]),
        ("emails[type eq \"work\" and value eq \"cy@x\"]", &["cy@x"]),
        ("emails[type eq \"work\"].value eq \"cy@x\"", &["cy@x"]),
        ("emails[type eq \"home\"].value eq \"cy@x\"", &[]),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"Lead\"",
            &["ada@x", "cy@x"],
        ),
        ("userName sw \"b\"", &["Bob@x"]),
        ("title pr", &["ada@x", "Bob@x", "cy@x"]),
        ("active eq \"True\"", &["ada@x"]),
    ];
    for (filter, expected) in rows {
        let encoded = filter.replace('+', "%2B").replace('&', "%26").replace(' ', "+");
        assert_eq!(client.names(&format!("filter={encoded}")), expected, "{filter}");
    }
}

#[test]
fn wrong_filters_are_refused() {
    let mut client = people();
    for filter in [
        "userName",
        "userName xx \"a\"",
        "userName eq ada",
        "userName eq \"a\" junk",
        "active gt true",
        "nothing eq \"a\"",
        "password eq \"a\"",
        "",
    ] {
        let target = format!("/Users?filter={}", filter.replace(' ', "%20"));
        client.get(&target).expect_error(400, "invalidFilter");
    }
}

#[test]
fn pages_follow_section_3_4_2_4() {
    let mut client = people();
    let rows: [(&str, u64, u64, &[&str]); 9] = [
        ("", 3, 1, &["ada@x", "Bob@x", "cy@x"]),
        ("count=2", 3, 1, &["ada@x", "Bob@x"]),
        ("startIndex=3&count=2", 3, 3, &["cy@x"]),
        ("startIndex=0&count=1", 3, 1, &["ada@x"]),
        ("startIndex=-5&count=1", 3, 1, &["ada@x"]),
        ("count=0", 3, 1, &[]),
        ("count=-1", 3, 1, &[]),
        ("startIndex=9", 3, 9, &[]),
        ("count=100000", 3, 1, &["ada@x", "Bob@x", "cy@x"]),
    ];
    for (query, total, start, expected) in rows {
        let list = client.get(&format!("/Users?{query}")).expect(200).json();
        assert_eq!(list["totalResults"], total, "{query}");
        assert_eq!(list["startIndex"], start, "{query}");
        assert_eq!(list["itemsPerPage"], expected.len(), "{query}");
        assert_eq!(client.names(query), expected, "{query}");
    }
    client.get("/Users?startIndex=abc").expect_error(400, "invalidValue");
}

#[test]
fn a_walk_by_cursor_sees_everybody_once_and_leads_back() {
    let mut client = people();
    let names = |list: &Value| -> Vec<Value> {
        list["Resources"].as_array().unwrap().iter().map(|user| user["userName"].clone()).collect()
    };
    let first = client.get("/Users?sortBy=userName&cursor&count=2").expect(200).json();
    assert_eq!(names(&first), ["ada@x", "Bob@x"]);
    assert_eq!((&first["totalResults"], first.get("startIndex")), (&json!(3), None));
    assert_eq!(first.get("previousCursor"), None);
    let next = first["nextCursor"].as_str().unwrap();
    let target = format!("/Users?sortBy=userName&count=2&cursor={next}");
    let last = client.get(&target).expect(200).json();
    assert_eq!((names(&last), last.get("nextCursor")), (vec![json!("cy@x")], None));
    let search = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "sortBy": "userName", "count": 2, "cursor": last["previousCursor"]
    });
    assert_eq!(names(&client.post("/Users/.search", search).expect(200).json()), names(&first));
    // A cursor belongs to its query; without one, pages are by index.
    client.get(&format!("/Users?count=2&cursor={next}")).expect_error(400, "invalidCursor");
    client.get("/Users?cursor=made-up").expect_error(400, "invalidCursor");
    assert_eq!(client.get("/Users?count=2").json().get("nextCursor"), None);
}

#[test]
fn order_follows_section_3_4_2_3() {
    let mut client = people();
    client.user("dot@x", json!({}));
    assert_eq!(
        client.names("sortBy=userName&sortOrder=descending"),
        ["dot@x", "cy@x", "Bob@x", "ada@x"]
    );
    assert_eq!(client.names("sortBy=title"), ["Bob@x", "ada@x", "cy@x", "dot@x"]);
    client.get("/Users?sortBy=title&sortOrder=up").expect_error(400, "invalidValue");
}

#[test]
fn projection_keeps_what_is_always_returned() {
    let mut client = people();
    let user = client.get("/Users?attributes=userName&count=1").json()["Resources"][0].clone();
    assert_eq!(user["userName"], "ada@x");
    assert!(user["id"].is_string() && user["schemas"].is_array());
    assert_eq!(user["title"], Value::Null);
    let user =
        client.get("/Users?excludedAttributes=id,emails&count=1").json()["Resources"][0].clone();
    assert!(user["id"].is_string());
    assert_eq!(user["emails"], Value::Null);
    assert_eq!(user["title"], "Lead");
    let ada = user["id"].as_str().unwrap_or_default().to_owned();
    let group = client.group("Team", &[&ada]);
    for target in [
        format!("/Groups/{group}?excludedAttributes=members"),
        "/Groups?excludedAttributes=members&filter=displayName+eq+%22team%22".to_owned(),
    ] {
        let answer = client.get(&target).expect(200).json();
        assert!(!answer.to_string().contains("members"), "{answer}");
        assert!(answer.to_string().contains(&group), "{answer}");
    }
    client.get("/Users?attributes=userName&excludedAttributes=title").expect(400);
    client.get("/Users?attributes=unknown,1&aadOptscim062020").expect(200);
}

#[test]
fn search_asks_like_a_query() {
    let mut client = people();
    client.group("Team", &[]);
    let search = |filter: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            "filter": filter, "attributes": ["userName"], "startIndex": 1, "count": 1
        })
    };
    let list = client.post("/Users/.search", search("title eq \"Lead\"")).expect(200).json();
    assert_eq!((&list["totalResults"], &list["itemsPerPage"]), (&json!(2), &json!(1)));
    assert_eq!(list["Resources"][0]["title"], Value::Null);
    let list = client.post("/.search", search("meta.resourceType eq \"Group\"")).expect(200).json();
    assert_eq!(list["totalResults"], 1);
    assert_eq!(client.get("/?filter=displayName+eq+%22Team%22").json()["totalResults"], 1);
    client.post("/Users/.search", json!({"filter": "title pr"})).expect_error(400, "invalidSyntax");
}
