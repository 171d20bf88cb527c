//! The reference server on a socket. The only file that knows hyper.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::Server;
use super::error::ScimError;
use super::raw_quotes::RawQuotes;
use super::settings::Settings;
use crate::wire::{
    Body, BoxFuture, Method, QueryEncoding, QueryParameter, Request, Response, SpaceEncoding,
    decode_component,
};

/// The largest request body, in bytes; a larger one is answered with 413.
const BODY_LIMIT: usize = 1024 * 1024;

/// How long a request stays open under a fault that shows when requests overlap.
const OVERLAP: Duration = Duration::from_millis(30);

/// How long open requests may go on after a stop.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

/// What answers on a socket.
pub trait Answers: Send {
    /// Answers a request whose path is relative to the service root.
    fn answer(&mut self, request: &Request) -> Response;

    /// The bytes of a body as they are taken; only a fault takes them for others.
    fn take_body<'b>(&self, body: &'b [u8]) -> Cow<'b, [u8]> {
        body.into()
    }

    /// An answer that somebody else gives, who has to be waited for.
    fn elsewhere(&mut self, _: &Request) -> Option<BoxFuture<'static, Response>> {
        None
    }

    /// Begins a request that others may overlap with; `None` if it is answered at once.
    fn begin_late(&mut self, _: &Request) -> Option<u64> {
        None
    }

    /// Answers what was begun under this number.
    fn finish_late(&mut self, _: u64, request: &Request) -> Response {
        self.answer(request)
    }
}

impl Answers for Server {
    fn answer(&mut self, request: &Request) -> Response {
        self.handle(request)
    }

    fn take_body<'b>(&self, body: &'b [u8]) -> Cow<'b, [u8]> {
        self.mistaken(body)
    }

    fn begin_late(&mut self, request: &Request) -> Option<u64> {
        self.interleaves().then(|| self.hold(request))
    }

    fn finish_late(&mut self, number: u64, request: &Request) -> Response {
        let held = self.release(number);
        self.finish(request, &held)
    }
}

/// A server of documents that do not change, such as the keys of an issuer.
#[derive(Clone, Debug)]
pub struct Documents(BTreeMap<String, Value>);

impl Documents {
    /// A server of these documents, each at its path.
    #[must_use]
    pub fn new(documents: impl IntoIterator<Item = (String, Value)>) -> Self {
        Self(documents.into_iter().collect())
    }
}

impl Answers for Documents {
    fn answer(&mut self, request: &Request) -> Response {
        match self.0.get(&request.path).filter(|_| request.method == Method::Get) {
            Some(document) => {
                let mut response = Response::new(200);
                response.headers.set("Content-Type", "application/json");
                response.body = Body::Json(document.clone());
                response
            }
            None => Response::new(404),
        }
    }
}

/// A server on a socket of this computer, answering in the background.
#[derive(Debug)]
pub struct RunningServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// The URL of its service root, without a slash at the end.
    pub base_url: String,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl RunningServer {
    /// Starts a server on a free port of the loopback interface, its service
    /// root at `base_path` (`/scim/v2`, or nothing).
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn spawn(mut settings: Settings, base_path: &str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        settings.base_url = format!("http://{address}{}", base_path.trim_end_matches('/'));
        let base_url = settings.base_url.clone();
        let server = Arc::new(Mutex::new(Server::new(settings)));
        let (stop, mut stopped) = watch::channel(false);
        let base_path = base_path.to_owned();
        let task = tokio::spawn(async move {
            listen(listener, server, &base_path, async move {
                // An error means that the handle is gone, which is a stop too.
                let _ = stopped.wait_for(|stop| *stop).await;
            })
            .await;
        });
        Ok(Self { address, base_url, stop, task })
    }

    /// Takes no more connections, lets open requests end and returns.
    pub async fn stop(self) {
        // An error means that nobody listens any more, which is what is wanted.
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

/// Answers on `listener` until `stop` is ready, then lets open requests end.
/// The service root is at `base_path`; whatever lies outside answers 404.
pub async fn listen<A: Answers + 'static>(
    listener: TcpListener,
    server: Arc<Mutex<A>>,
    base_path: &str,
    stop: impl Future<Output = ()> + Send,
) {
    let base_path: Arc<str> = base_path.trim_end_matches('/').into();
    let (closing, closed) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => {
                // A connection that could not be accepted is the client's loss alone.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(
                        stream,
                        Arc::clone(&server),
                        Arc::clone(&base_path),
                        closed.clone(),
                    ));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let _ = closing.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST_REQUESTS, all).await;
}

async fn serve<A: Answers + 'static>(
    stream: TcpStream,
    server: Arc<Mutex<A>>,
    base_path: Arc<str>,
    mut closed: watch::Receiver<bool>,
) {
    // Answers are small and each is waited for.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let (server, base_path) = (Arc::clone(&server), Arc::clone(&base_path));
        async move { Ok::<_, Infallible>(answer(&server, &base_path, request).await) }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    let connection = builder
        .half_close(true)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(RawQuotes::new(stream)), service);
    let mut connection = std::pin::pin!(connection);
    let closing = async move {
        // An error means that the listener is gone, which is a stop too.
        let _ = closed.wait_for(|closed| *closed).await;
    };
    tokio::select! {
        // A connection that breaks is the client's loss alone.
        _ = connection.as_mut() => {}
        () = closing => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn answer<A: Answers>(
    server: &Mutex<A>,
    base_path: &str,
    request: hyper::Request<Incoming>,
) -> hyper::Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    let response = match Limited::new(body, BODY_LIMIT).collect().await {
        Err(_) => {
            ScimError::new(413, format!("the body is larger than {BODY_LIMIT} bytes")).to_response()
        }
        Ok(body) => {
            let body = body.to_bytes();
            let read = {
                let server = server.lock().unwrap_or_else(PoisonError::into_inner);
                to_wire(&parts, base_path, &server.take_body(&body))
            };
            match read {
                Ok(request) => handled(server, &request).await,
                Err(error) => error.to_response(),
            }
        }
    };
    from_wire(&response)
}

/// Answers at once, or under some faults after a pause in which other requests
/// get in between.
async fn handled<A: Answers>(server: &Mutex<A>, request: &Request) -> Response {
    let lock = || server.lock().unwrap_or_else(PoisonError::into_inner);
    let elsewhere = lock().elsewhere(request);
    if let Some(answer) = elsewhere {
        return answer.await;
    }
    let number = {
        let mut server = lock();
        match server.begin_late(request) {
            Some(number) => number,
            None => return server.answer(request),
        }
    };
    tokio::time::sleep(OVERLAP).await;
    lock().finish_late(number, request)
}

/// Reads a request of hyper.
fn to_wire(
    parts: &hyper::http::request::Parts,
    base_path: &str,
    body: &[u8],
) -> Result<Request, ScimError> {
    let method = match parts.method.as_str() {
        // hyper leaves the body of an answer to HEAD away by itself.
        "HEAD" => Method::Get,
        name => Method::from_name(name)
            .ok_or_else(|| ScimError::method_not_allowed("GET, POST, PUT, PATCH, DELETE"))?,
    };
    let path = parts
        .uri
        .path()
        .strip_prefix(base_path)
        .filter(|path| path.is_empty() || path.starts_with('/'))
        .ok_or_else(|| ScimError::not_found("this path"))?;
    let mut request = Request::new(method, if path.is_empty() { "/" } else { path });
    if let Some(query) = parts.uri.query() {
        let space = if query.contains('+') { SpaceEncoding::Plus } else { SpaceEncoding::Percent };
        request.encoding = QueryEncoding { space, ..QueryEncoding::default() };
        request.query = query
            .split('&')
            .filter(|parameter| !parameter.is_empty())
            .map(read_parameter)
            .collect();
    }
    for (name, value) in &parts.headers {
        request.headers.append(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    request.body = Body::from_bytes(body);
    Ok(request)
}

fn read_parameter(parameter: &str) -> QueryParameter {
    match parameter.split_once('=') {
        Some((name, value)) => QueryParameter {
            name: decode_component(name, true),
            value: Some(decode_component(value, true)),
        },
        None => QueryParameter { name: decode_component(parameter, true), value: None },
    }
}

fn from_wire(response: &Response) -> hyper::Response<Full<Bytes>> {
    let body = response.body.to_text().unwrap_or_default();
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in response.headers.iter() {
        builder = builder.header(name, value);
    }
    builder.body(Full::new(Bytes::from(body))).unwrap_or_else(|_| {
        // Only a header that HTTP cannot carry leads here.
        let mut empty = hyper::Response::new(Full::default());
        *empty.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        empty
    })
}
