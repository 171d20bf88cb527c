//! The bearer token: from a file, standard input or the environment, never
//! from an argument, and in no message.

use std::io::{self, Read};
use std::path::Path;

use crate::run::FurtherTokens;
use crate::wire::Secret;

use super::args::{FurtherTokenArguments, TokenArguments};
use super::failure::Failure;
use super::settings::{OTHER_TENANT_TOKEN, READ_ONLY_TOKEN, Settings, TOKEN, TokenSource};

/// No token is longer, in bytes; a file that is, is something else.
const LONGEST: u64 = 64 * 1024;

/// Reads the token, if there is one.
///
/// # Errors
/// When a token was given as an argument, or what was read cannot be one.
pub(super) fn token(
    flags: &TokenArguments,
    settings: &Settings,
) -> Result<Option<Secret>, Failure> {
    if flags.token.is_some() {
        return Err(Failure::usage("a token is not taken from the command line").hint(format!(
            "other users of this computer see arguments, and the shell remembers them; put the \
             token into the variable {TOKEN} or into a file for --token-file (`-` reads standard \
             input), and replace the one you have just typed if it is worth anything"
        )));
    }
    read_from(settings.token(flags)?, TOKEN)
}

/// Reads the tokens beside the run's own.
///
/// # Errors
/// When what was read cannot be a token.
pub(super) fn further(
    flags: &FurtherTokenArguments,
    settings: &Settings,
) -> Result<FurtherTokens, Failure> {
    let read = |file: Option<&Path>, variable| {
        read_from(settings.further_token(file, variable)?, variable)
    };
    Ok(FurtherTokens {
        other_tenant: read(flags.other_tenant_token_file.as_deref(), OTHER_TENANT_TOKEN)?,
        read_only: read(flags.read_only_token_file.as_deref(), READ_ONLY_TOKEN)?,
    })
}

fn read_from(source: TokenSource, variable: &str) -> Result<Option<Secret>, Failure> {
    match source {
        TokenSource::Absent => Ok(None),
        TokenSource::Variable(text) => check(&text, &format!("the variable {variable}")).map(Some),
        TokenSource::File(path) if path == Path::new("-") => {
            let text = read(io::stdin().lock(), "standard input")?;
            check(&text, "standard input").map(Some)
        }
        TokenSource::File(path) => {
            let name = format!("the token file {}", path.display());
            let text = read_file(&path, &name)?;
            check(&text, &name).map(Some)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the token file is the command line's own")]
fn open(path: &Path) -> io::Result<std::fs::File> {
    std::fs::File::open(path)
}

/// The text of a small file, which messages call `name`.
///
/// # Errors
/// When it cannot be read, is larger than 64 KiB or no text.
pub(super) fn read_file(path: &Path, name: &str) -> Result<String, Failure> {
    open(path)
        .map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))
        .and_then(|file| read(file, name))
}

fn read(reader: impl Read, name: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    reader
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(Failure::usage(format!("{name} holds more than 64 KiB, which is no token")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{name} is not UTF-8 text")))
}

/// A token is one line of visible ASCII (RFC 6750 section 2.1 allows less, but
/// servers are not that strict).
fn check(text: &str, name: &str) -> Result<Secret, Failure> {
    let token = text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if token.is_empty() {
        return Err(Failure::usage(format!("{name} holds no token")));
    }
    let scheme = token.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "));
    if scheme {
        return Err(Failure::usage(format!("{name} begins with `Bearer`"))
            .hint("write the token alone; scimproof puts `Bearer` before it"));
    }
    if token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(Failure::usage(format!(
            "{name} has a blank, a line break or a character that is not ASCII inside of the token"
        ))
        .hint("a bearer token is one word; is there something else in it?"));
    }
    Ok(Secret::new(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word_with_blanks_around_it() {
        for text in ["abc", "abc\n", "\u{feff}abc\r\n", " abc "] {
            assert_eq!(check(text, "it").unwrap().expose(), "abc", "{text:?}");
        }
        for text in ["", " \n", "Bearer abc", "bearer abc", "ab c", "ab\nc", "äbc"] {
            let shown = format!("{:?}", check(text, "it").unwrap_err());
            assert!(!shown.contains("abc") && !shown.contains("äbc"), "{shown}");
        }
    }
}
