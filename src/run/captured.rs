//! What is taken from an answer for later steps.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::suite::{CaptureSource, Moved};
use crate::wire::{Exchange, decode_component};

/// What stands at the first of these places where something is.
pub(super) fn captured(from: &[CaptureSource], exchange: &Exchange) -> Option<Value> {
    let response = exchange.answer.response()?;
    from.iter().find_map(|source| match source {
        CaptureSource::Pointer(pointer) => pointed(response.body.json()?, pointer),
        CaptureSource::Instant(pointer, moved) => {
            instant(response.body.json()?.pointer(pointer)?.as_str()?, *moved).map(Value::from)
        }
        CaptureSource::OtherCase(pointer) => {
            in_other_case(response.body.json()?.pointer(pointer)?.as_str()?).map(Value::from)
        }
        CaptureSource::Header(name) => response.headers.get(name).map(Value::from),
        CaptureSource::LocationId => {
            let location = response.headers.get("Location")?.trim_end_matches('/');
            let (_, id) = location.rsplit_once('/')?;
            (!id.is_empty()).then(|| decode_component(id, false).into())
        }
    })
}

/// Where the id of a new resource stands.
pub(super) fn id_of_created() -> [CaptureSource; 2] {
    [CaptureSource::Pointer("/id".to_owned()), CaptureSource::LocationId]
}

/// The value at a JSON Pointer; of one with a segment `*`, the list of what
/// stands there in each element of the array.
fn pointed(value: &Value, pointer: &str) -> Option<Value> {
    let Some((array, rest)) = pointer.split_once("/*") else {
        return value.pointer(pointer).filter(|value| !value.is_null()).cloned();
    };
    let elements = value.pointer(array)?.as_array()?;
    let mut found = Vec::new();
    for element in elements {
        match pointed(element, rest) {
            Some(Value::Array(inner)) if rest.contains("/*") => found.extend(inner),
            other => found.extend(other),
        }
    }
    Some(found.into())
}

/// How a source is named in a finding.
pub(super) fn place(source: &CaptureSource) -> String {
    match source {
        CaptureSource::Pointer(pointer)
        | CaptureSource::Instant(pointer, _)
        | CaptureSource::OtherCase(pointer) => pointer.clone(),
        CaptureSource::Header(name) => format!("header {name}"),
        CaptureSource::LocationId => "header Location".to_owned(),
    }
}

/// The text with small letters for capitals and the other way round, if it has any.
fn in_other_case(text: &str) -> Option<String> {
    let other = |letter: char| {
        if letter.is_ascii_lowercase() {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        }
    };
    text.bytes().any(|byte| byte.is_ascii_alphabetic()).then(|| text.chars().map(other).collect())
}

/// A date and time moved and written in another zone, to the second.
fn instant(text: &str, moved: Moved) -> Option<String> {
    let instant: Timestamp = text.parse().ok()?;
    let later = instant.checked_add(SignedDuration::from_secs(moved.seconds)).ok()?;
    let offset = Offset::from_seconds(moved.offset * 60).ok()?;
    let local = offset.to_datetime(later);
    let sign = if moved.offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (moved.offset.abs() / 60, moved.offset.abs() % 60);
    Some(format!("{}{sign}{hours:02}:{minutes:02}", local.strftime("%Y-%m-%dT%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_letters_has_no_other_case() {
        assert_eq!(in_other_case("0a-B").as_deref(), Some("0A-b"));
        assert_eq!(in_other_case("4711-"), None);
    }

    #[test]
    fn an_instant_is_moved_and_written_in_another_zone() {
        let moved = |seconds, offset| instant("2026-01-01T00:30:00.25Z", Moved { seconds, offset });
        assert_eq!(moved(-3600, 840).as_deref(), Some("2026-01-01T13:30:00+14:00"));
        assert_eq!(moved(3600, -720).as_deref(), Some("2025-12-31T13:30:00-12:00"));
        assert_eq!(moved(0, 345).as_deref(), Some("2026-01-01T06:15:00+05:45"));
        assert_eq!(instant("yesterday", Moved { seconds: 0, offset: 0 }), None);
    }
}
