//! The reference server over loopback.
#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use std::io::{Read, Write};
use std::net::TcpStream;

use scimproof::server::{RunningServer, Settings};
use scimproof::wire::Secret;

/// Sends bytes on one connection and reads all that comes back.
async fn exchange(server: &RunningServer, text: String) -> String {
    let address = server.address;
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn entra_and_the_validator_are_served_on_one_connection() {
    let settings = Settings { token: Some(Secret::new("t")), ..Settings::default() };
    let server = RunningServer::spawn(settings, "/scim/v2").await.unwrap();
    let body =
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"a\\\"b@x\"}";
    let head = "Host: x\r\nAuthorization: Bearer t\r\n";
    let text = format!(
        "POST /scim/v2/Users?aadOptscim062020 HTTP/1.1\r\n{head}Content-Type: application/scim+json; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}\
         GET /scim/v2/Users?filter=userName+eq+\"a%5C%22b%40x\" HTTP/1.1\r\n{head}\r\n\
         HEAD /scim/v2/Users HTTP/1.1\r\n{head}\r\n\
         OPTIONS /scim/v2/Users HTTP/1.1\r\n{head}\r\n\
         GET /scim/v2x/Users HTTP/1.1\r\n{head}\r\n\
         GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let answer = exchange(&server, text).await;
    let statuses: Vec<&str> = answer
        .match_indices("HTTP/1.1 ")
        .map(|(at, found)| &answer[at + found.len()..at + found.len() + 3])
        .collect();
    assert_eq!(statuses, ["201", "200", "200", "405", "404", "401"], "{answer}");
    assert!(answer.contains("\"totalResults\":1"), "{answer}");
    assert!(answer.contains(&format!("{}/Users/", server.base_url)), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn what_is_too_large_or_no_json_is_refused() {
    let server = RunningServer::spawn(Settings::default(), "").await.unwrap();
    let large = "x".repeat(1024 * 1024 + 1);
    let post = |body: &str| {
        format!(
            "POST /Users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/scim+json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    for (body, status) in
        [(large.as_str(), "413"), ("{\"a\":", "400"), (&"[".repeat(10_000), "400")]
    {
        let answer = exchange(&server, post(body)).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(answer.contains("urn:ietf:params:scim:api:messages:2.0:Error"), "{answer}");
    }
    let address = server.address;
    server.stop().await;
    assert!(TcpStream::connect(address).is_err(), "nobody listens after a stop");
}
