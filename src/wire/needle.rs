//! Finds secrets in a text, in whatever spelling they stand there.
//!
//! One automaton looks for the secrets and for what base64 makes of them at
//! each of the three byte alignments. It runs over the text itself and, only
//! where the text has a `%`, a `\` or a `&`, over the text with percent encoding,
//! JSON escapes or character references taken away, one upon the other up to
//! [`DEPTH`] times. So any
//! set of encoded characters is found, and a text without secrets costs one
//! pass.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Secrets shorter than this are looked for as whole tokens only, and not in
/// base64: they would be found in half of all words.
const SHORT: usize = 4;

/// Secrets from this length on are found in lower case too: HTTP libraries
/// write header names so.
const LONG: usize = 8;

/// How many encodings may lie upon each other.
const DEPTH: usize = 3;

/// What is looked for, and how far a find reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The find itself.
    Exact,
    /// The find, if it touches no letter, digit, `-` or `_`.
    Token,
    /// The find, the neighbouring characters that hold some of its bits, and
    /// the padding.
    Base64 { before: bool, after: bool },
}

/// Finds secrets.
#[derive(Clone, Debug, Default)]
pub(super) struct Finder {
    automaton: Option<AhoCorasick>,
    reaches: Vec<Reach>,
    /// The length of the shortest form in bytes. No encoding that is taken away makes a
    /// text longer, so that nothing can be found in a shorter one.
    shortest: usize,
}

impl Finder {
    pub(super) fn new<'a>(secrets: impl Iterator<Item = &'a str>) -> Self {
        let mut needles: Vec<(String, Reach)> = Vec::new();
        for secret in secrets.filter(|secret| !secret.is_empty()) {
            add_forms(secret, &mut needles);
        }
        needles.sort_by(|one, two| one.0.cmp(&two.0));
        needles.dedup();
        if needles.is_empty() {
            return Self::default();
        }
        let (patterns, reaches): (Vec<String>, Vec<Reach>) = needles.into_iter().unzip();
        // Long tokens would make the fastest kind of automaton very large.
        let length: usize = patterns.iter().map(String::len).sum();
        let shortest = patterns.iter().map(String::len).min().unwrap_or_default();
        let kind = (length > 16 * 1024).then_some(AhoCorasickKind::ContiguousNFA);
        // Building fails only beyond two thousand million states.
        let automaton = AhoCorasick::builder().kind(kind).build(patterns).ok();
        Self { automaton, reaches, shortest }
    }

    /// The places to be replaced: sorted, apart from each other, between characters.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if text.len() < self.shortest {
            return found;
        }
        if let Some(automaton) = &self.automaton {
            self.find_in(automaton, &Layer::of(text), DEPTH, &mut found);
        }
        for range in &mut found {
            while !text.is_char_boundary(range.start) {
                range.start -= 1;
            }
            while !text.is_char_boundary(range.end) {
                range.end += 1;
            }
        }
        merged(found)
    }

    fn find_in(
        &self,
        automaton: &AhoCorasick,
        layer: &Layer<'_>,
        depth: usize,
        found: &mut Vec<Range<usize>>,
    ) {
        let bytes = layer.bytes();
        for hit in automaton.find_overlapping_iter(bytes) {
            let reach = self.reaches[hit.pattern().as_usize()];
            if let Some(range) = reached(reach, bytes, hit.range()) {
                found.push(layer.original(range));
            }
        }
        if depth > 0 {
            let decoded =
                [layer.without_percent(), layer.without_escapes(), layer.without_references()];
            for decoded in decoded.into_iter().flatten() {
                self.find_in(automaton, &decoded, depth - 1, found);
            }
        }
    }
}

fn add_forms(secret: &str, needles: &mut Vec<(String, Reach)>) {
    if secret.chars().count() < SHORT {
        needles.push((secret.to_owned(), Reach::Token));
        return;
    }
    needles.push((secret.to_owned(), Reach::Exact));
    if secret.contains(' ') {
        needles.push((secret.replace(' ', "+"), Reach::Exact));
    }
    if secret.chars().count() >= LONG {
        needles.push((secret.to_lowercase(), Reach::Exact));
    }
    for alignment in 0..3 {
        // Each character of base64 holds six bits; those with bits of the
        // secret alone are the same whatever stands around it.
        let mut bytes = vec![0; alignment];
        bytes.extend_from_slice(secret.as_bytes());
        let first = (alignment * 8).div_ceil(6);
        let last = bytes.len() * 8 / 6;
        let reach = Reach::Base64 {
            before: !(alignment * 8).is_multiple_of(6),
            after: !(bytes.len() * 8).is_multiple_of(6),
        };
        for text in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            needles.push((text[first..last].to_owned(), reach));
        }
    }
}

fn reached(reach: Reach, bytes: &[u8], mut range: Range<usize>) -> Option<Range<usize>> {
    let before = range.start.checked_sub(1).and_then(|index| bytes.get(index)).copied();
    let after = bytes.get(range.end).copied();
    match reach {
        Reach::Exact => {}
        Reach::Token => {
            let continues = |byte: Option<u8>| byte.is_some_and(is_token);
            if continues(before) || continues(after) {
                return None;
            }
        }
        Reach::Base64 { before: open_before, after: open_after } => {
            if open_before && before.is_some_and(is_base64) {
                range.start -= 1;
            }
            if open_after && after.is_some_and(is_base64) {
                range.end += 1;
            }
            while bytes.get(range.end) == Some(&b'=') {
                range.end += 1;
            }
        }
    }
    Some(range)
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// A text with some encodings taken away, and where its bytes came from.
enum Layer<'a> {
    Text(&'a str),
    /// The bytes, and where each began in the text; one place more, the end.
    Decoded {
        bytes: Vec<u8>,
        starts: Vec<usize>,
    },
}

impl<'a> Layer<'a> {
    const fn of(text: &'a str) -> Self {
        Self::Text(text)
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Decoded { bytes, .. } => bytes,
        }
    }

    fn original(&self, range: Range<usize>) -> Range<usize> {
        match self {
            Self::Text(_) => range,
            Self::Decoded { starts, .. } => starts[range.start]..starts[range.end],
        }
    }

    /// Without percent encoding (RFC 3986 section 2.1), or nothing if there is none.
    fn without_percent(&self) -> Option<Self> {
        self.decoded(b'%', |rest| {
            let [b'%', high, low, ..] = rest else { return None };
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
            Some((3, vec![digit(*high)? * 16 + digit(*low)?]))
        })
    }

    /// Without JSON's escapes (RFC 8259 section 7), or nothing if there is none.
    fn without_escapes(&self) -> Option<Self> {
        self.decoded(b'\\', |rest| {
            let plain = match rest.get(1)? {
                b'b' => 8,
                b'f' => 12,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'u' => return unicode_escape(rest),
                byte @ (b'"' | b'\\' | b'/') => *byte,
                _ => return None,
            };
            Some((2, vec![plain]))
        })
    }

    /// Without HTML's character references, as error pages of frameworks have
    /// them; of those with a name, the ones that a credential can need.
    fn without_references(&self) -> Option<Self> {
        self.decoded(b'&', |rest| {
            let end = rest.iter().take(12).position(|byte| *byte == b';')?;
            let name = std::str::from_utf8(rest.get(1..end)?).ok()?;
            let plain = match name.to_ascii_lowercase().as_str() {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "plus" => '+',
                "sol" => '/',
                "equals" => '=',
                "period" => '.',
                "lowbar" => '_',
                number => {
                    let digits = number.strip_prefix('#')?;
                    let code = match digits.strip_prefix('x') {
                        Some(digits) => u32::from_str_radix(digits, 16),
                        None => digits.parse(),
                    };
                    char::from_u32(code.ok()?)?
                }
            };
            Some((end + 1, plain.to_string().into_bytes()))
        })
    }

    /// Replaces what `decode` knows at each `mark`: the length that it read and
    /// the bytes that it means.
    fn decoded(
        &self,
        mark: u8,
        decode: impl Fn(&[u8]) -> Option<(usize, Vec<u8>)>,
    ) -> Option<Self> {
        let from = self.bytes();
        if !from.contains(&mark) {
            return None;
        }
        let (mut bytes, mut starts) = (Vec::new(), Vec::new());
        let mut index = 0;
        while index < from.len() {
            let here = self.original(index..index).start;
            let meant = if from[index] == mark { decode(&from[index..]) } else { None };
            let (length, plain) = meant.unwrap_or_else(|| (1, vec![from[index]]));
            starts.extend(plain.iter().map(|_| here));
            bytes.extend(plain);
            index += length;
        }
        if bytes.len() == from.len() {
            return None;
        }
        starts.push(self.original(from.len()..from.len()).start);
        Some(Self::Decoded { bytes, starts })
    }
}

fn unicode_escape(rest: &[u8]) -> Option<(usize, Vec<u8>)> {
    let unit = |at: usize| {
        let digits = std::str::from_utf8(rest.get(at + 2..at + 6)?).ok()?;
        let is_escape = rest.get(at..at + 2)? == b"\\u";
        if is_escape { u16::from_str_radix(digits, 16).ok() } else { None }
    };
    let first = unit(0)?;
    let (length, units) = match unit(6) {
        Some(second) if (0xD800..0xDC00).contains(&first) => (12, vec![first, second]),
        _ => (6, vec![first]),
    };
    Some((length, String::from_utf16_lossy(&units).into_bytes()))
}
