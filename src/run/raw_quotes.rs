//! Requests whose query holds raw double quotes, as Microsoft's SCIM Validator
//! sends them (`filter=userName+eq+"ada"`).
//!
//! A URI has no such character (RFC 3986 section 2), so no HTTP library writes
//! one: reqwest's `Url` encodes it, hyper's `Uri` refuses it. Here hyper is
//! given `%22`, and the connection writes `"` in its place on the request line.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::wire::{Body, Headers, QuoteEncoding, Request, Response, TransportError};

/// Sends such requests, each on a connection of its own and through no proxy.
#[derive(Clone, Debug)]
pub(super) struct RawQuotes {
    authorities: Vec<CertificateDer<'static>>,
    largest_answer: u64,
}

impl RawQuotes {
    pub(super) fn new(authorities: Option<&[u8]>, largest_answer: u64) -> Self {
        let authorities = authorities
            .map(|pem| CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).collect())
            .unwrap_or_default();
        Self { authorities, largest_answer }
    }

    /// Is this a request for which there is no other way?
    pub(super) fn concerns(request: &Request) -> bool {
        request.encoding.quote == QuoteEncoding::Raw && request.target().contains('"')
    }

    /// Sends a request below `base`; the caller limits the time.
    pub(super) async fn send(
        &self,
        base: &Url,
        request: &Request,
    ) -> Result<Response, TransportError> {
        let host = base.host_str().unwrap_or_default();
        let port = base.port_or_known_default().unwrap_or(80);
        let connect = |error: io::Error| TransportError::Connect(error.to_string());
        let address = (host.trim_matches(['[', ']']), port);
        let stream = TcpStream::connect(address).await.map_err(connect)?;
        if base.scheme() == "https" {
            let tls = |error: String| TransportError::Tls(error);
            let config = self.tls().map_err(|error| tls(error.to_string()))?;
            let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
                .map_err(|error| tls(error.to_string()))?;
            let connector = TlsConnector::from(Arc::new(config));
            let stream =
                connector.connect(name, stream).await.map_err(|error| tls(error.to_string()))?;
            self.over(stream, base, request).await
        } else {
            self.over(stream, base, request).await
        }
    }

    fn tls(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let verifier =
            Verifier::new_with_extra_roots(self.authorities.clone(), Arc::clone(&provider))?;
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth())
    }

    async fn over<S>(
        &self,
        stream: S,
        base: &Url,
        request: &Request,
    ) -> Result<Response, TransportError>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let protocol = |error: hyper::Error| TransportError::Protocol(error.to_string());
        let io = TokioIo::new(QuoteWriter::new(stream));
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(io).await.map_err(protocol)?;
        let connection = tokio::spawn(connection);
        let outgoing = outgoing(base, request)?;
        let incoming = sender.send_request(outgoing).await.map_err(protocol);
        let received = match incoming {
            Ok(incoming) => self.received(incoming).await,
            Err(error) => Err(error),
        };
        connection.abort();
        received
    }

    async fn received(
        &self,
        incoming: hyper::Response<hyper::body::Incoming>,
    ) -> Result<Response, TransportError> {
        let status = incoming.status().as_u16();
        let mut headers = Headers::new();
        for (name, value) in incoming.headers() {
            headers.append(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
        }
        let mut content = Vec::new();
        let mut body = incoming.into_body();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| TransportError::Protocol(error.to_string()))?;
            let Some(chunk) = frame.data_ref() else { continue };
            if (content.len() + chunk.len()) as u64 > self.largest_answer {
                return Err(TransportError::TooLarge { limit_bytes: self.largest_answer });
            }
            content.extend_from_slice(chunk);
        }
        Ok(Response { status, headers, body: Body::from_bytes(&content) })
    }
}

fn outgoing(base: &Url, request: &Request) -> Result<hyper::Request<Full<Bytes>>, TransportError> {
    let refused = |error: http::Error| TransportError::Refused(error.to_string());
    let path = base.path().trim_end_matches('/');
    let target = format!("{path}{}", request.target().replace('"', "%22"));
    let host = match (base.host_str(), base.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let mut builder =
        hyper::Request::builder().method(request.method.as_str()).uri(target).header("Host", host);
    for (name, value) in request.headers.iter() {
        builder = builder.header(name, value);
    }
    let content = request.body.to_text().unwrap_or_default();
    builder.body(Full::new(Bytes::from(content))).map_err(refused)
}

/// Writes `%22` on the first line as `"`.
struct QuoteWriter<S> {
    stream: S,
    /// What came before the first line was complete.
    line: Vec<u8>,
    /// What is rewritten and not yet written.
    waiting: Vec<u8>,
    line_is_over: bool,
}

impl<S: AsyncWrite + Unpin> QuoteWriter<S> {
    const fn new(stream: S) -> Self {
        Self { stream, line: Vec::new(), waiting: Vec::new(), line_is_over: false }
    }

    fn write_waiting(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.waiting.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.waiting))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.waiting.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for QuoteWriter<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        ready!(this.write_waiting(context))?;
        if this.line_is_over {
            return Pin::new(&mut this.stream).poll_write(context, bytes);
        }
        this.line.extend_from_slice(bytes);
        if let Some(end) = this.line.windows(2).position(|pair| pair == b"\r\n") {
            this.line_is_over = true;
            let rest = this.line.split_off(end);
            this.waiting = with_raw_quotes(&std::mem::take(&mut this.line));
            this.waiting.extend(rest);
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_waiting(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_waiting(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for QuoteWriter<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

fn with_raw_quotes(line: &[u8]) -> Vec<u8> {
    let mut raw = Vec::with_capacity(line.len());
    let mut rest = line;
    while let [first, tail @ ..] = rest {
        if let Some(after) = rest.strip_prefix(b"%22") {
            raw.push(b'"');
            rest = after;
        } else {
            raw.push(*first);
            rest = tail;
        }
    }
    raw
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::wire::{Method, QueryEncoding, SpaceEncoding};

    #[tokio::test]
    async fn the_request_line_holds_raw_quotes_and_nothing_else_changes() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                let mut buffer = [0; 1024];
                let read = stream.read(&mut buffer).await.unwrap();
                request.extend_from_slice(&buffer[..read]);
            }
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: %22\r\n\r\n{}";
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(request).unwrap()
        });
        let base = Url::parse(&format!("http://127.0.0.1:{port}/scim/v2/")).unwrap();
        let mut request =
            Request::new(Method::Get, "/Users").with_query("filter", "userName eq \"a%22b\"");
        request.headers.set("X", "%22");
        request.encoding = QueryEncoding { space: SpaceEncoding::Plus, quote: QuoteEncoding::Raw };
        assert!(RawQuotes::concerns(&request));
        let response = RawQuotes::new(None, 100).send(&base, &request).await.unwrap();
        assert_eq!((response.status, response.headers.get("x")), (200, Some("%22")));
        let seen = server.await.unwrap();
        let line = seen.lines().next().unwrap();
        assert_eq!(line, "GET /scim/v2/Users?filter=userName+eq+\"a%2522b\" HTTP/1.1");
        assert!(seen.to_lowercase().contains("x: %22"), "{seen}");
    }
}
