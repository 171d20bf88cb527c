//! Words for people: numbers with nouns, and texts of strangers made harmless.

use std::fmt::Write as _;

/// Why a scenario of laws was not judged.
pub(super) const NOT_NEEDED: &str = "it would explain a failure, and there was none";
/// Why a scenario of laws was skipped.
pub(super) const NOTHING_SEEN: &str = "no answer in this run was of the kind that it is about";

/// `1 scenario`, `6 scenarios`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Milliseconds as a reader wants them: `12 ms`, `4.2 s`, `3 min 20 s`.
pub(super) fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..60_000 => {
            format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100)
        }
        _ => format!("{} min {} s", milliseconds / 60_000, milliseconds % 60_000 / 1000),
    }
}

/// `text` on one line, with everything shown that a terminal would obey or
/// hide: control characters, marks of writing direction, characters without
/// width, non-characters. Each becomes `\n`, `\t` or `\u{1b}`.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if is_hidden(character) => {
                // Writing into a string cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
            }
            _ => shown.push(character),
        }
    }
    shown
}

fn is_hidden(character: char) -> bool {
    let code = u32::from(character);
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
        || code & 0xfffe == 0xfffe
}

/// `text` as [`visible`] shows it, cut after `limit` characters; what is cut
/// off is counted.
pub(super) fn excerpt(text: &str, limit: usize) -> String {
    let length = text.chars().count();
    if length <= limit {
        return visible(text);
    }
    let kept: String = text.chars().take(limit).collect();
    format!("{}… ({length} characters)", visible(&kept))
}

/// Breaks `text` between words into lines of at most `width` characters; a
/// longer word has a line of its own.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown() {
        for (text, shown) in [
            ("plain ü 漢 🙂", "plain ü 漢 🙂"),
            ("a\n\r\tb", "a\\n\\r\\tb"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("abc\u{202e}cba", "abc\\u{202e}cba"),
            ("\u{fffe}\u{ffff}\u{1ffff}\u{feff}", "\\u{fffe}\\u{ffff}\\u{1ffff}\\u{feff}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn a_long_text_is_cut_and_counted() {
        assert_eq!(excerpt("äöü", 3), "äöü");
        assert_eq!(excerpt("äöü\n", 2), "äö… (4 characters)");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            wrapped("one two  three-and-more four", 8),
            ["one two", "three-and-more", "four"]
        );
    }

    #[test]
    fn durations_have_the_unit_that_fits() {
        for (milliseconds, words) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (4250, "4.2 s"),
            (60_000, "1 min 0 s"),
            (200_500, "3 min 20 s"),
        ] {
            assert_eq!(duration(milliseconds), words);
        }
    }
}
