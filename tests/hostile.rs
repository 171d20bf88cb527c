//! Servers that behave badly on the wire: each ends in an answer or an error,
//! never in a panic, a hang, or a credential in the wrong hands.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use scimproof::run::{HttpSettings, HttpTransport};
use scimproof::wire::{Body, Method, Request, Response, Transport, TransportError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a server does with a connection after it has read the request.
type Behaviour = fn(TcpStream) -> tokio::task::JoinHandle<()>;

async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 2048];
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

async fn serve(behaviour: Behaviour) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            read_request(&mut stream).await;
            behaviour(stream);
        }
    });
    format!("http://{address}/scim")
}

async fn get(base: &str) -> Result<Response, TransportError> {
    let mut settings = HttpSettings::new(base);
    settings.timeout = Duration::from_millis(600);
    settings.largest_answer = 64 * 1024;
    let transport = HttpTransport::new(&settings).unwrap();
    let mut request = Request::new(Method::Get, "/Users");
    request.headers.set("Authorization", "Bearer s3cret-token");
    transport.send(&request).await
}

fn says(stream: TcpStream, answer: impl Into<Vec<u8>>) -> tokio::task::JoinHandle<()> {
    let (mut stream, answer) = (stream, answer.into());
    tokio::spawn(async move {
        let _ = stream.write_all(&answer).await;
    })
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let base = serve(|mut stream| {
        tokio::spawn(async move {
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            let _ = stream.write_all(head.as_bytes()).await;
            let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
            while stream.write_all(chunk.as_bytes()).await.is_ok() {}
        })
    })
    .await;
    assert_eq!(get(&base).await, Err(TransportError::TooLarge { limit_bytes: 64 * 1024 }));
}

#[tokio::test]
async fn a_length_that_is_a_lie_is_no_answer() {
    let base =
        serve(|stream| says(stream, "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{}")).await;
    assert!(matches!(get(&base).await, Err(TransportError::Protocol(_))));
}

#[tokio::test]
async fn silence_ends_with_the_time_limit() {
    let base = serve(|stream| {
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(5)).await;
            drop(stream);
        })
    })
    .await;
    assert_eq!(get(&base).await, Err(TransportError::Timeout { after_ms: 600 }));
}

#[tokio::test]
async fn junk_and_a_closed_connection_are_no_http() {
    let junk = serve(|stream| says(stream, vec![0xFF; 300])).await;
    assert!(matches!(get(&junk).await, Err(TransportError::Protocol(_))));
    let closed = serve(|stream| says(stream, "")).await;
    assert!(matches!(get(&closed).await, Err(TransportError::Protocol(_))));
    assert!(matches!(get("http://127.0.0.1:9/scim").await, Err(TransportError::Connect(_))));
}

/// A server that answers the first request of a connection and closes it at the
/// second without an answer, as one does whose time for idle connections is up.
async fn tired() -> (HttpTransport, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                for nth in 0..2 {
                    if read_request(&mut stream).await.is_empty() {
                        return;
                    }
                    counted.fetch_add(1, Ordering::SeqCst);
                    if nth == 0 {
                        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                }
            });
        }
    });
    let settings = HttpSettings::new(format!("http://{address}/scim"));
    (HttpTransport::new(&settings).unwrap(), requests)
}

#[tokio::test]
async fn a_read_is_sent_again_when_an_idle_connection_is_closed() {
    let (transport, requests) = tired().await;
    let get = Request::new(Method::Get, "/Users");
    for _ in 0..3 {
        assert_eq!(transport.send(&get).await.unwrap().status, 200);
    }
    assert!(requests.load(Ordering::SeqCst) > 3, "a connection was used twice");
}

#[tokio::test]
async fn a_write_is_not_sent_again() {
    let (transport, requests) = tired().await;
    for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
        transport.send(&Request::new(Method::Get, "/Users")).await.unwrap();
        let before = requests.load(Ordering::SeqCst);
        let write = Request::new(method, "/Users/1");
        let answer = transport.send(&write).await;
        assert!(matches!(answer, Err(TransportError::Protocol(_))), "{method}: {answer:?}");
        assert_eq!(requests.load(Ordering::SeqCst), before + 1, "{method}");
    }
}

#[tokio::test]
async fn html_is_text_whatever_it_is_called() {
    let base = serve(|stream| {
        says(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: 13\r\n\r\n<html></html>",
        )
    })
    .await;
    assert_eq!(get(&base).await.unwrap().body, Body::Text("<html></html>".to_owned()));
}

#[tokio::test]
async fn deep_json_is_text_and_no_stack_overflow() {
    let base = serve(|stream| {
        let body = "[".repeat(60_000);
        says(stream, format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
    })
    .await;
    assert!(matches!(get(&base).await.unwrap().body, Body::Text(_)));
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_an_answer_and_gets_no_token() {
    let thief = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = thief.local_addr().unwrap();
    let base = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                read_request(&mut stream).await;
                let answer = format!(
                    "HTTP/1.1 307 Go\r\nLocation: http://{address}/scim/Users\r\nContent-Length: 0\r\n\r\n"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        format!("http://{own}/scim")
    };
    assert_eq!(get(&base).await.unwrap().status, 307);
    let visited = tokio::time::timeout(Duration::ZERO, thief.accept()).await;
    assert!(visited.is_err(), "the other origin was asked");
}

#[tokio::test]
async fn a_redirect_in_circles_ends() {
    let base = serve(|stream| {
        says(stream, "HTTP/1.1 307 Go\r\nLocation: /scim/Users\r\nContent-Length: 0\r\n\r\n")
    })
    .await;
    assert_eq!(get(&base).await.unwrap().status, 307);
}

/// Answers one request on each connection, the first of all with 500, and then closes it
/// without having said so, as some servers do after an internal error.
fn one_each(mut stream: TcpStream) -> tokio::task::JoinHandle<()> {
    static ANSWERED: AtomicU32 = AtomicU32::new(0);
    tokio::spawn(async move {
        let first = ANSWERED.fetch_add(1, Ordering::Relaxed) == 0;
        let status = if first { "500 Internal Server Error" } else { "200 OK" };
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\n{{}}");
        let _ = stream.write_all(answer.as_bytes()).await;
        // Whatever comes next is read, and nobody answers it.
        read_request(&mut stream).await;
    })
}

#[tokio::test]
async fn a_write_after_an_internal_error_is_not_lost_with_its_connection() {
    let base = serve(one_each).await;
    let transport = HttpTransport::new(&HttpSettings::new(&base)).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let answer = transport.send(&Request::new(Method::Patch, "/Users/1")).await;
        statuses.push(answer.map(|response| response.status));
    }
    assert_eq!(statuses, [Ok(500), Ok(200), Ok(200)]);
}
