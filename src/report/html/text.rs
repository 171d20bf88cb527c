//! Text from a stranger's server, made fit to be read.

use std::fmt::Write as _;

use jiff::Timestamp;

/// The longest body that is shown whole, in characters.
pub(super) const BODY_LIMIT: usize = 20_000;
/// The longest value in a table that is shown whole, in characters.
pub(super) const VALUE_LIMIT: usize = 2_000;
/// The longest request line in a heading, in characters.
pub(super) const LINE_LIMIT: usize = 300;

/// Is this a character that changes how others look, or cannot be seen itself?
///
/// Two values that differ in such a character only would look alike in a
/// table, and U+202E would turn the rest of its line around.
const fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{a0}'
        | '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// `text` with every invisible character named: `[U+202E]`. Line feeds and
/// tabs stay; a carriage return before a line feed goes.
pub(super) fn visible(text: &str) -> String {
    named(text, |character, shown| {
        let _ = write!(shown, "[U+{:04X}]", u32::from(character));
    })
}

/// JSON text with every invisible character written as JSON writes it:
/// `\u202e`. It is the same JSON.
pub(super) fn visible_json(text: &str) -> String {
    named(text, |character, shown| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(shown, "\\u{unit:04x}");
        }
    })
}

fn named(text: &str, name: impl Fn(char, &mut String)) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, character)) =
        rest.char_indices().find(|(_, character)| is_invisible(*character))
    {
        shown.push_str(&rest[..at]);
        rest = &rest[at + character.len_utf8()..];
        if character != '\r' || !rest.starts_with('\n') {
            name(character, &mut shown);
        }
    }
    shown.push_str(rest);
    shown
}

/// The beginning of a text, and how long the whole was if that is not all.
pub(super) struct Shortened<'a> {
    /// At most as many characters as asked for.
    pub(super) text: &'a str,
    /// "the first 20,000 of 31,456 characters", or `None` if nothing is missing.
    pub(super) remark: Option<String>,
}

/// The first `limit` characters of `text`.
pub(super) fn shorten(text: &str, limit: usize) -> Shortened<'_> {
    // Most texts are shorter in bytes already, which is known without counting.
    let end = if text.len() <= limit { None } else { text.char_indices().nth(limit) };
    match end {
        None => Shortened { text, remark: None },
        Some((end, _)) => Shortened {
            text: &text[..end],
            remark: Some(format!(
                "the first {} of {} characters",
                grouped(limit),
                grouped(text.chars().count())
            )),
        },
    }
}

/// A value for a table or a line: visible, and with its length said when cut.
pub(super) fn value(text: &str, limit: usize) -> String {
    let shortened = shorten(text, limit);
    let mut shown = visible(shortened.text);
    if let Some(remark) = shortened.remark {
        let _ = write!(shown, "… ({remark})");
    }
    shown
}

/// A number with its thousands set apart: `31,456`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A number and its noun: `1 request`, `412 requests`.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Milliseconds as a person says them.
pub(super) fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        _ => format!("{} min {} s", milliseconds / 60_000, milliseconds % 60_000 / 1_000),
    }
}

/// An RFC 3339 instant as a person reads it, in UTC; anything else as it is.
pub(super) fn instant(text: &str) -> String {
    text.parse::<Timestamp>().map_or_else(
        |_| visible(text),
        |timestamp| timestamp.strftime("%-d %B %Y, %H:%M:%S UTC").to_string(),
    )
}

/// The words joined as in a sentence: `MUST, SHOULD and ENTRA`.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_named() {
        for (text, plain, json) in [
            ("Ada Lovelace", "Ada Lovelace", "Ada Lovelace"),
            ("a\u{202e}b", "a[U+202E]b", "a\\u202eb"),
            ("a\u{a0}b\u{200d}", "a[U+00A0]b[U+200D]", "a\\u00a0b\\u200d"),
            ("\u{1b}[31m\u{0}", "[U+001B][31m[U+0000]", "\\u001b[31m\\u0000"),
            ("\u{e0041}", "[U+E0041]", "\\udb40\\udc41"),
            ("one\r\ntwo\n\tthree\r", "one\ntwo\n\tthree[U+000D]", "one\ntwo\n\tthree\\u000d"),
        ] {
            assert_eq!(visible(text), plain);
            assert_eq!(visible_json(text), json);
        }
    }

    #[test]
    fn what_is_cut_says_how_long_it_was() {
        assert_eq!(value("äöü", 3), "äöü");
        assert_eq!(value("äöüß", 3), "äöü… (the first 3 of 4 characters)");
        let long = "x".repeat(31_456);
        let shortened = shorten(&long, BODY_LIMIT);
        assert_eq!(shortened.text.len(), BODY_LIMIT);
        assert_eq!(shortened.remark.as_deref(), Some("the first 20,000 of 31,456 characters"));
    }

    #[test]
    fn numbers_and_times_read_like_words() {
        for (number, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), shown);
        }
        for (milliseconds, shown) in
            [(12, "12 ms"), (3_249, "3.2 s"), (59_999, "59.9 s"), (125_000, "2 min 5 s")]
        {
            assert_eq!(duration(milliseconds), shown);
        }
        assert_eq!(instant("2026-11-24T02:23:54Z"), "24 November 2026, 02:23:54 UTC");
        assert_eq!(instant("yesterday"), "yesterday");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
