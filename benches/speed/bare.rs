//! The requests of a recording, sent by reqwest and nothing else: what any
//! client that sends them has to spend.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use scimproof::event::{Event, EventKind};
use scimproof::report::read_recording;
use scimproof::wire::{Method, Request};

use super::process::{TOKEN, usage_of};

/// As many as a run has under way.
const SIDE_BY_SIDE: usize = 16;

/// All requests of a recorded run.
pub(crate) fn requests(recording: &str) -> Vec<Request> {
    let text = std::fs::read(recording).unwrap();
    let events: Vec<Event> = read_recording(&text).unwrap();
    let mut requests = Vec::new();
    for event in events {
        match event.kind {
            EventKind::Exchanged { exchange, .. } => requests.push(exchange.request.clone()),
            EventKind::Cleaned { exchanges, .. } | EventKind::Probed { exchanges, .. } => {
                requests.extend(exchanges.into_iter().map(|exchange| exchange.request));
            }
            _ => {}
        }
    }
    requests
}

/// Sends them and prints the CPU time of that, in microseconds.
pub(crate) fn repeat(url: &str, recording: &str) {
    let waiting: VecDeque<Request> =
        requests(recording).into_iter().filter(|request| !request.is_elsewhere()).collect();
    let waiting = Arc::new(Mutex::new(waiting));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let before = usage_of("self").unwrap().cpu;
    runtime.block_on(async {
        let workers = (0..SIDE_BY_SIDE).map(|_| {
            let (client, waiting, url) = (client.clone(), Arc::clone(&waiting), url.to_owned());
            tokio::spawn(async move {
                loop {
                    let next = waiting.lock().unwrap().pop_front();
                    let Some(request) = next else { return };
                    send(&client, &url, &request).await;
                }
            })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.unwrap();
        }
    });
    let spent = usage_of("self").unwrap().cpu.saturating_sub(before);
    println!("{}", spent.as_micros());
}

async fn send(client: &reqwest::Client, url: &str, request: &Request) {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    };
    let target = request.target().replace('"', "%22");
    let mut builder = client.request(method, format!("{url}{target}"));
    for (name, value) in request.headers.iter() {
        if !name.eq_ignore_ascii_case("Authorization") {
            builder = builder.header(name, value);
        }
    }
    builder = builder.bearer_auth(TOKEN);
    if let Some(content) = request.body.to_text() {
        builder = builder.body(content);
    }
    if let Ok(response) = builder.send().await {
        let _ = response.bytes().await;
    }
}
