//! A request as a line for the shell.

use std::fmt::Write as _;

use super::message::{Body, Headers, Method, Request};
use super::secret::OTHER_MARK;

/// A curl command for bash that repeats `request` against `base_url`, with the
/// token taken from `$SCIM_TOKEN`.
///
/// It is one line whatever the request holds: control characters are written
/// as `$'\n'`. What was redacted stays redacted, so a request that carried a
/// password or a cookie is not repeated to the letter. A NUL cannot be an
/// argument of a program; the content ends before it.
#[must_use]
pub fn curl_line(base_url: &str, request: &Request) -> String {
    let mut words = vec!["curl".to_owned()];
    let has_body = request.body != Body::Empty;
    if request.method != Method::Get || has_body {
        words.push(format!("-X {}", request.method));
    }
    let url = joined(base_url, &request.target());
    if url.contains(['[', ']', '{', '}']) {
        // curl would read these as patterns.
        words.push("--globoff".to_owned());
    }
    if url.contains("/.") {
        // curl would resolve `..` and hide what was sent.
        words.push("--path-as-is".to_owned());
    }
    add_headers(&request.headers, has_body, &mut words);
    if let Some(text) = request.body.to_text() {
        words.push(format!("--data-raw {}", quoted(&text)));
    }
    words.push(quoted(&url));
    words.join(" ")
}

fn joined(base_url: &str, target: &str) -> String {
    if target.starts_with("https://") || target.starts_with("http://") {
        // The token endpoint is elsewhere.
        return target.to_owned();
    }
    let base = base_url.trim_end_matches('/');
    let slash = if target.starts_with('/') || target.is_empty() { "" } else { "/" };
    format!("{base}{slash}{target}")
}

fn add_headers(headers: &Headers, has_body: bool, words: &mut Vec<String>) {
    // These two curl would add by itself.
    if headers.get("User-Agent").is_none() {
        words.push("-A ''".to_owned());
    }
    if has_body && headers.get("Content-Type").is_none() {
        words.push("-H 'Content-Type:'".to_owned());
    }
    for (name, value) in headers.iter() {
        words.push(match name.to_ascii_lowercase().as_str() {
            "authorization" if value == OTHER_MARK => {
                "-H 'Authorization: Bearer some-other-token'".to_owned()
            }
            "authorization" => "-H \"Authorization: Bearer $SCIM_TOKEN\"".to_owned(),
            // curl counts and connects by itself.
            "host" | "content-length" | "transfer-encoding" | "connection" => continue,
            // curl sends a header without value only when told so by a semicolon.
            _ if value.is_empty() => format!("-H {}", quoted(&format!("{name};"))),
            _ => format!("-H {}", quoted(&format!("{name}: {value}"))),
        });
    }
}

/// One word of bash that means `text`.
fn quoted(text: &str) -> String {
    if text.chars().any(|character| escape(character).is_some()) {
        let mut word = "$'".to_owned();
        for character in text.chars() {
            match (character, escape(character)) {
                ('\'' | '\\', _) => word.extend(['\\', character]),
                (_, Some(escape)) => word.push_str(&escape),
                (_, None) => word.push(character),
            }
        }
        word.push('\'');
        word
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// How a character is written that a terminal would obey or not show.
fn escape(character: char) -> Option<String> {
    match character {
        '\n' => Some(r"\n".to_owned()),
        '\r' => Some(r"\r".to_owned()),
        '\t' => Some(r"\t".to_owned()),
        '\0'..='\u{9f}' if character.is_control() => Some(bytes(character)),
        // Marks of writing direction, line separators, non-characters, byte order mark.
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}'
        | '\u{ffff}' => Some(bytes(character)),
        _ => None,
    }
}

/// The bytes of a character in octal, three digits each: unlike `\x1b`, that
/// ends where it ends, whatever digit follows.
fn bytes(character: char) -> String {
    let mut buffer = [0; 4];
    character.encode_utf8(&mut buffer).bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "\\{byte:03o}");
        text
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BASE: &str = "https://scim.example.com/v2";

    fn get(path: &str) -> Request {
        let mut request = Request::new(Method::Get, path);
        request.headers.set("User-Agent", "scimproof");
        request
    }

    #[test]
    fn a_request_becomes_a_command() {
        let mut request = Request::new(Method::Post, "/Users").with_json(json!({"userName": "a"}));
        request.headers.set("authorization", "Bearer [REDACTED]");
        assert_eq!(
            curl_line(BASE, &request),
            "curl -X POST -A '' -H 'Content-Type: application/scim+json; charset=utf-8' \
             -H \"Authorization: Bearer $SCIM_TOKEN\" --data-raw '{\"userName\":\"a\"}' \
             'https://scim.example.com/v2/Users'"
        );
        assert_eq!(
            curl_line(BASE, &get("/Users").with_query("filter", "a eq \"x\"")),
            "curl -H 'User-Agent: scimproof' \
             'https://scim.example.com/v2/Users?filter=a%20eq%20%22x%22'"
        );
    }

    #[test]
    fn base_and_path_meet_in_one_slash() {
        for base in ["https://h/v2", "https://h/v2/", "https://h/v2//"] {
            assert!(curl_line(base, &get("/Users")).ends_with(" 'https://h/v2/Users'"), "{base}");
        }
        assert!(curl_line("https://h", &get("")).ends_with(" 'https://h'"));
        assert!(curl_line("https://h", &get("Users")).ends_with(" 'https://h/Users'"));
    }

    #[test]
    fn a_wrong_credential_is_not_replaced_by_the_right_one() {
        let mut request = get("/Users");
        request.headers.set("Authorization", OTHER_MARK);
        let line = curl_line(BASE, &request);
        assert!(line.contains("-H 'Authorization: Bearer some-other-token'"), "{line}");
    }

    #[test]
    fn what_curl_would_interpret_is_left_alone() {
        let mut request = get("/Users/../[1-3]{a}");
        request.headers.set("Content-Length", "3");
        request.headers.set("X-Empty", "");
        let line = curl_line(BASE, &request);
        assert!(line.starts_with("curl --globoff --path-as-is "), "{line}");
        assert!(line.contains("-H 'X-Empty;'") && !line.contains("Content-Length"), "{line}");
    }

    #[test]
    fn text_becomes_one_word() {
        for (text, word) in [
            ("it's $HOME `id`", r"'it'\''s $HOME `id`'"),
            ("a\nb'c\\", r"$'a\nb\'c\\'"),
            ("\u{1b}[31m1", r"$'\033[31m1'"),
            ("\u{202e}7", r"$'\342\200\2567'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(text), word, "{text:?}");
        }
    }

    #[test]
    fn bash_reads_the_words_as_they_were() {
        let text = "it's\n\t\u{1b}[0m9 \"$HOME\" `id` \\ \u{7f}\u{85}\u{202e}é !! \u{ffff}0";
        let script = format!("printf %s {}", quoted(text));
        // Windows and slim images have no bash.
        if let Ok(output) = std::process::Command::new("bash").args(["-c", &script]).output() {
            assert_eq!(String::from_utf8_lossy(&output.stdout), text);
        }
    }
}
