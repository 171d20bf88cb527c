//! Lets raw double quotes in a request line through.
//!
//! Microsoft's SCIM Validator sends `filter=userName+eq+"x"` as it stands. RFC
//! 3986 forbids that and hyper answers 400, while the servers that people run
//! take it. [`RawQuotes`] writes `%22` for each of them before hyper reads, in
//! request lines only: headers and bodies pass untouched, for as many requests
//! as a connection carries.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Where in a connection the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    RequestLine,
    Header,
    /// Bytes of a body that are still to come.
    Body(u64),
    ChunkSize,
    /// Bytes of a chunk that are still to come, its line end included.
    Chunk(u64),
    Trailer,
}

/// Follows the framing of HTTP/1.1 (RFC 9112 sections 3, 6 and 7.1) just far
/// enough to know what is a request line.
#[derive(Debug)]
struct Rewriter {
    place: Place,
    /// The beginning of the line that is being read, without line end.
    line: Vec<u8>,
    content_length: u64,
    chunked: bool,
}

/// As much of a line as is remembered; no header that matters is longer.
const LINE_LIMIT: usize = 256;

impl Rewriter {
    const fn new() -> Self {
        Self { place: Place::RequestLine, line: Vec::new(), content_length: 0, chunked: false }
    }

    fn rewrite(&mut self, mut input: &[u8], output: &mut Vec<u8>) {
        while let Some((&byte, rest)) = input.split_first() {
            if let Place::Body(left) | Place::Chunk(left) = self.place {
                let taken = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
                let (now, later) = input.split_at(taken);
                output.extend_from_slice(now);
                input = later;
                self.pass(left - taken as u64);
                continue;
            }
            input = rest;
            if byte == b'"' && self.place == Place::RequestLine {
                output.extend_from_slice(b"%22");
            } else {
                output.push(byte);
            }
            if byte == b'\n' {
                self.end_line();
            } else if self.line.len() < LINE_LIMIT {
                self.line.push(byte);
            }
        }
    }

    fn pass(&mut self, left: u64) {
        self.place = match (self.place, left) {
            (Place::Chunk(_), 0) => Place::ChunkSize,
            (Place::Chunk(_), left) => Place::Chunk(left),
            (_, 0) => Place::RequestLine,
            (_, left) => Place::Body(left),
        };
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        self.place = match self.place {
            // RFC 9112 section 2.2: empty lines before a request line are skipped.
            Place::RequestLine | Place::Trailer if line.is_empty() => Place::RequestLine,
            Place::RequestLine => {
                self.content_length = 0;
                self.chunked = false;
                Place::Header
            }
            Place::Header if line.is_empty() => {
                if self.chunked {
                    Place::ChunkSize
                } else if self.content_length > 0 {
                    Place::Body(self.content_length)
                } else {
                    Place::RequestLine
                }
            }
            Place::Header => {
                self.header(line);
                Place::Header
            }
            Place::ChunkSize => {
                let digits = line.split(';').next().unwrap_or_default().trim();
                match u64::from_str_radix(digits, 16) {
                    Ok(0) | Err(_) => Place::Trailer,
                    Ok(size) => Place::Chunk(size.saturating_add(2)),
                }
            }
            place @ (Place::Trailer | Place::Body(_) | Place::Chunk(_)) => place,
        };
    }

    fn header(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        if name.eq_ignore_ascii_case("content-length") {
            self.content_length = value.trim().parse().unwrap_or(0);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            self.chunked = value.to_ascii_lowercase().contains("chunked");
        }
    }
}

/// A connection whose request lines hold no raw double quote any more.
#[derive(Debug)]
pub(super) struct RawQuotes<S> {
    stream: S,
    rewriter: Rewriter,
    ready: Vec<u8>,
    /// How much of `ready` was handed on.
    taken: usize,
}

impl<S> RawQuotes<S> {
    pub(super) const fn new(stream: S) -> Self {
        Self { stream, rewriter: Rewriter::new(), ready: Vec::new(), taken: 0 }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for RawQuotes<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.taken == this.ready.len() {
            let mut bytes = [0; 4096];
            let mut received = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut received))?;
            this.ready.clear();
            this.taken = 0;
            this.rewriter.rewrite(received.filled(), &mut this.ready);
        }
        let end = this.ready.len().min(this.taken + buffer.remaining());
        buffer.put_slice(&this.ready[this.taken..end]);
        this.taken = end;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for RawQuotes<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    fn rewritten(input: &str, step: usize) -> String {
        let mut rewriter = Rewriter::new();
        let mut output = Vec::new();
        for part in input.as_bytes().chunks(step) {
            rewriter.rewrite(part, &mut output);
        }
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn only_quotes_of_request_lines_are_encoded_however_the_bytes_arrive() {
        let rows = [
            (
                "GET /Users?filter=userName+eq+\"x\" HTTP/1.1\r\nETag: \"1\"\r\n\r\nGET /\"b\" HTTP/1.1\r\n\r\n",
                "GET /Users?filter=userName+eq+%22x%22 HTTP/1.1\r\nETag: \"1\"\r\n\r\nGET /%22b%22 HTTP/1.1\r\n\r\n",
            ),
            (
                "POST /\" HTTP/1.1\r\ncontent-length: 4\r\n\r\n\"\n\n\"GET /\" HTTP/1.1\r\n\r\n",
                "POST /%22 HTTP/1.1\r\ncontent-length: 4\r\n\r\n\"\n\n\"GET /%22 HTTP/1.1\r\n\r\n",
            ),
            (
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\n\"\r\n\r\n0\r\n\r\nGET /\" HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\n\"\r\n\r\n0\r\n\r\nGET /%22 HTTP/1.1\r\n\r\n",
            ),
        ];
        for (input, expected) in rows {
            for step in [1, 2, 7, 4096] {
                assert_eq!(rewritten(input, step), expected, "in steps of {step}");
            }
        }
    }

    #[tokio::test]
    async fn a_reader_with_a_small_buffer_gets_everything() {
        let stream = &b"GET /?\"\"\" HTTP/1.1\r\n\r\n"[..];
        let mut connection = RawQuotes::new(stream);
        let mut text = String::new();
        let mut one = [0; 1];
        while connection.read(&mut one).await.unwrap() > 0 {
            text.push(char::from(one[0]));
        }
        assert_eq!(text, "GET /?%22%22%22 HTTP/1.1\r\n\r\n");
    }
}
