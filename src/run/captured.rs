//! What is taken from an answer for later steps.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::suite::{CaptureSource, Moved};
use crate::wire::Exchange;

/// The value at a source; `None` if it is not there.
pub(super) fn captured(source: &CaptureSource, exchange: &Exchange) -> Option<Value> {
    let response = exchange.answer.response()?;
    let at = |pointer: &str| response.body.json()?.pointer(pointer).filter(|value| !value.is_null());
    match source {
        CaptureSource::Pointer(pointer) => at(pointer).cloned(),
        CaptureSource::Instant(pointer, moved) => {
            instant(at(pointer)?.as_str()?, *moved).map(Value::from)
        }
        CaptureSource::Header(name) => response.headers.get(name).map(Value::from),
    }
}

/// How a source is named in a finding.
pub(super) fn place(source: &CaptureSource) -> String {
    match source {
        CaptureSource::Pointer(pointer) | CaptureSource::Instant(pointer, _) => pointer.clone(),
        CaptureSource::Header(name) => format!("header {name}"),
    }
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
    fn an_instant_is_moved_and_written_in_another_zone() {
        let moved = |seconds, offset| instant("2026-01-01T00:30:00.25Z", Moved { seconds, offset });
        assert_eq!(moved(-3600, 840).as_deref(), Some("2026-01-01T13:30:00+14:00"));
        assert_eq!(moved(3600, -720).as_deref(), Some("2025-12-31T13:30:00-12:00"));
        assert_eq!(moved(0, 345).as_deref(), Some("2026-01-01T06:15:00+05:45"));
        assert_eq!(instant("yesterday", Moved { seconds: 0, offset: 0 }), None);
    }
}
