//! Time and chance: the only place where they enter a run.

use jiff::Timestamp;

use crate::wire::Response;

/// Characters of a run's token: no `0`, `1`, `i`, `l`, `o`, which people confuse.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A token for a new run: eight lower-case letters and digits, part of every
/// name that the run creates, so that its traces can be told from all others.
#[must_use]
pub fn new_run_token() -> String {
    let mut bytes = [0; 8];
    if getrandom::fill(&mut bytes).is_err() {
        // No source of chance: the time is unique enough on one machine.
        bytes = now_timestamp().as_nanosecond().to_le_bytes()[..8].try_into().unwrap_or_default();
    }
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}

/// The time now, RFC 3339 in UTC, whole seconds.
#[must_use]
pub fn now() -> String {
    format!("{:.0}", now_timestamp())
}

/// The time now, in seconds since 1970.
#[must_use]
pub fn unix_seconds() -> i64 {
    now_timestamp().as_second()
}

/// The time at the server when it gave this answer, in seconds since 1970: by
/// its `Date`, or without one by the clock here.
pub(super) fn seconds_at(response: &Response) -> i64 {
    let date = response.headers.get("Date");
    let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    date.map_or_else(unix_seconds, |date| date.timestamp().as_second())
}

#[expect(clippy::disallowed_methods, reason = "this is where time enters")]
fn now_timestamp() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_new_each_time_and_easy_to_read() {
        let (one, two) = (new_run_token(), new_run_token());
        assert_ne!(one, two);
        assert!(one.len() == 8 && one.bytes().all(|byte| ALPHABET.contains(&byte)), "{one}");
    }

    #[test]
    fn the_time_is_rfc_3339_in_whole_seconds() {
        let text = now();
        assert!(text.parse::<Timestamp>().is_ok() && text.len() == 20, "{text}");
    }
}
