//! Events as JSON lines: a header, the events, a footer that seals them.
//!
//! ```text
//! {"header":{"format":1,"tool":"scimproof 0.1.0"}}
//! {"seq":0,"elapsed_ms":0,"kind":{"run-started":{…}}}
//! …
//! {"footer":{"events":118,"sha256":"9f86…"}}
//! ```
//!
//! The digest is over all bytes before the footer's line. Each line is flushed
//! when it is written, so a crashed run leaves what is needed to clean up.
//! Lines are described by `schemas/recording.schema.json`.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ReplayError, Report, Reporter};
use crate::event::{Event, FORMAT};
use crate::text::hexadecimal;

/// The JSON Schema of one line of a recording, `schemas/recording.schema.json`.
pub const SCHEMA: &str = include_str!("../../schemas/recording.schema.json");

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderLine {
    header: Header,
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    tool: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FooterLine {
    footer: Footer,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Footer {
    events: usize,
    sha256: String,
}

/// Writes a recording, line by line.
pub struct Recorder<W> {
    out: W,
    digest: Sha256,
    events: usize,
}

impl<W: Write> Recorder<W> {
    /// Begins a recording: writes its header. `tool` is name and version of
    /// the program.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W, tool: &str) -> io::Result<Self> {
        let mut recorder = Self { out, digest: Sha256::new(), events: 0 };
        recorder.line(&HeaderLine { header: Header { format: FORMAT, tool: tool.to_owned() } })?;
        Ok(recorder)
    }

    /// Writes the next event.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn record(&mut self, event: &Event) -> io::Result<()> {
        self.line(event)?;
        self.events += 1;
        Ok(())
    }

    /// Writes the footer and gives back what was written to.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn seal(mut self) -> io::Result<W> {
        self.footer()?;
        Ok(self.out)
    }

    fn footer(&mut self) -> io::Result<()> {
        let sha256 = hexadecimal(&self.digest.clone().finalize());
        self.line(&FooterLine { footer: Footer { events: self.events, sha256 } })
    }

    fn line(&mut self, content: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(content)?;
        line.push(b'\n');
        self.digest.update(&line);
        self.out.write_all(&line)?;
        self.out.flush()
    }
}

impl<W: Write> Reporter for Recorder<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.record(event)
    }

    fn finish(&mut self, _: &Report) -> io::Result<()> {
        self.footer()
    }

    fn shows_passed(&self) -> bool {
        false
    }
}

/// A recording as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    /// The events up to the first trouble.
    pub events: Vec<Event>,
    /// The first trouble, or `None` of a complete and unchanged recording.
    pub trouble: Option<ReplayError>,
}

/// Reads a complete recording that nobody changed.
///
/// # Errors
/// A [`ReplayError`] if it is anything else.
pub fn read_recording(bytes: &[u8]) -> Result<Vec<Event>, ReplayError> {
    let lines = Lines::of(bytes)?;
    let body = lines.sealed()?;
    let mut events = Vec::with_capacity(body.events);
    for (number, line) in body.lines {
        events.push(event(number, line, events.last())?);
    }
    if events.len() == body.events {
        Ok(events)
    } else {
        Err(syntax(lines.0.len(), format!("the footer counts {} events", body.events)))
    }
}

/// Reads what can be read of a recording, even if the run crashed. For
/// cleaning up; a report from it would prove nothing.
///
/// # Errors
/// [`ReplayError::Empty`], [`ReplayError::NoHeader`] or
/// [`ReplayError::UnknownFormat`]: it is no recording, or none that this
/// version can read.
pub fn read_partial_recording(bytes: &[u8]) -> Result<Partial, ReplayError> {
    let lines = Lines::of(bytes)?;
    let (body, mut trouble) = match lines.sealed() {
        Ok(body) => (body.lines, None),
        Err(error) => (lines.numbered(), Some(error)),
    };
    let mut events = Vec::new();
    for (number, line) in body {
        if serde_json::from_slice::<FooterLine>(line).is_ok() {
            break;
        }
        match event(number, line, events.last()) {
            Ok(event) => events.push(event),
            // The end of a file that was cut off is what its missing footer says.
            Err(_) if trouble == Some(ReplayError::NoFooter) && number == lines.0.len() => {}
            Err(error) => {
                trouble.get_or_insert(error);
                break;
            }
        }
    }
    Ok(Partial { events, trouble })
}

/// The lines of a recording, each with its line feed if it has one; the first
/// is a header of a format that is known.
struct Lines<'a>(Vec<&'a [u8]>);

/// What stands between header and footer.
struct Sealed<'a> {
    lines: Vec<(usize, &'a [u8])>,
    events: usize,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, ReplayError> {
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let first = lines.first().ok_or(ReplayError::Empty)?;
        let HeaderLine { header } =
            serde_json::from_slice(first).map_err(|_| ReplayError::NoHeader)?;
        if header.format > FORMAT {
            return Err(ReplayError::UnknownFormat(header.format));
        }
        Ok(Self(lines))
    }

    /// All lines after the header, with their numbers.
    fn numbered(&self) -> Vec<(usize, &'a [u8])> {
        self.0.iter().enumerate().skip(1).map(|(index, line)| (index + 1, *line)).collect()
    }

    fn sealed(&self) -> Result<Sealed<'a>, ReplayError> {
        let (last, before) = self.0.split_last().ok_or(ReplayError::Empty)?;
        let footer: FooterLine = serde_json::from_slice(last).map_err(|_| ReplayError::NoFooter)?;
        // To the byte as it is written: a footer has one spelling.
        let mut spelling = serde_json::to_vec(&footer).map_err(|_| ReplayError::NoFooter)?;
        spelling.push(b'\n');
        if *last != spelling {
            return Err(syntax(self.0.len(), "the footer is not as scimproof writes it"));
        }
        let mut digest = Sha256::new();
        for line in before {
            digest.update(line);
        }
        if hexadecimal(&digest.finalize()) != footer.footer.sha256 {
            return Err(ReplayError::DigestMismatch);
        }
        let mut lines = self.numbered();
        lines.pop();
        Ok(Sealed { lines, events: footer.footer.events })
    }
}

fn event(number: usize, line: &[u8], before: Option<&Event>) -> Result<Event, ReplayError> {
    let event: Event =
        serde_json::from_slice(line).map_err(|error| syntax(number, error.to_string()))?;
    match before {
        None if event.seq != 0 => Err(ReplayError::NoHeader),
        Some(before) if Some(event.seq) != before.seq.checked_add(1) => {
            Err(ReplayError::Gap { after_seq: before.seq })
        }
        _ => Ok(event),
    }
}

fn syntax(line: usize, message: impl Into<String>) -> ReplayError {
    ReplayError::Syntax { line, message: message.into() }
}
