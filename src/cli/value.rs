//! Values as people type them, on the command line, in the environment and in
//! the configuration alike.

use std::time::Duration;

/// The longest duration that makes sense: a day.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `500ms`, `30s`, `1.5s`, `2m`, `1h`.
///
/// # Errors
/// A sentence with an example; a bare number is refused, since everybody
/// reads another unit into it.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let (digits, unit) = split(text);
    let number = number(digits).ok_or_else(|| {
        "a duration is a number and a unit, such as `500ms`, `30s` or `2m`".to_owned()
    })?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        "" => {
            return Err(format!("the unit is missing: write `{digits}s`, or `{digits}ms`"));
        }
        _ => return Err(format!("there is no unit `{unit}`; there are ms, s, m and h")),
    };
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        _ => Err("that is too long; at most `24h`".to_owned()),
    }
}

/// Reads a duration that is not zero.
///
/// # Errors
/// As [`duration`], and for zero.
pub(super) fn time_limit(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("nothing can be done in no time; write for example `30s`".to_owned()),
        limit => Ok(limit),
    }
}

/// Reads `8MiB`, `512KiB`, `1GiB`, `100B` as a number of bytes.
///
/// # Errors
/// A sentence with an example; a bare number is refused.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let (digits, unit) = split(text);
    let number: u64 = digits
        .parse()
        .map_err(|_| "a size is a whole number and a unit, such as `8MiB`".to_owned())?;
    let factor: u64 = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "" => {
            return Err(format!("the unit is missing: write `{digits}MiB`, or `{digits}B`"));
        }
        _ => return Err(format!("there is no unit `{unit}`; there are B, KiB, MiB and GiB")),
    };
    match number.checked_mul(factor) {
        Some(0) => Err("no answer is that small; write for example `8MiB`".to_owned()),
        Some(bytes) if bytes <= 1 << 30 => Ok(bytes),
        _ => Err("that is too much; at most `1GiB`".to_owned()),
    }
}

/// Reads the number of scenarios that run side by side: 1 to 64.
///
/// # Errors
/// A sentence with the limits.
pub(super) fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs) if (1..=64).contains(&jobs) => Ok(jobs),
        _ => Err("write a whole number from 1 to 64".to_owned()),
    }
}

/// Reads a number of requests a second: more than 0, fractions allowed.
///
/// # Errors
/// A sentence with an example.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    match number(text) {
        Some(rate) if (0.001..=1_000_000.0).contains(&rate) => Ok(rate),
        _ => Err("write requests a second, such as `10` or `0.5`".to_owned()),
    }
}

/// Reads the rate of a load: up to ten thousand requests a second.
///
/// # Errors
/// A sentence with the limits.
pub(super) fn load_rate(text: &str) -> Result<f64, String> {
    match number(text) {
        Some(rate) if (0.1..=10_000.0).contains(&rate) => Ok(rate),
        _ => Err("write requests a second, from 0.1 to 10000".to_owned()),
    }
}

/// Reads how long a load lasts: up to ten minutes.
///
/// # Errors
/// A sentence with the limits.
pub(super) fn load_time(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        time if (Duration::from_secs(1)..=Duration::from_secs(600)).contains(&time) => Ok(time),
        _ => Err("a load lasts from 1s to 10m".to_owned()),
    }
}

/// Reads how many resources a load may create: up to a hundred thousand.
///
/// # Errors
/// A sentence with the limits.
pub(super) fn load_resources(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number <= 100_000 => Ok(number),
        _ => Err("write a whole number up to 100000".to_owned()),
    }
}

/// Reads how many requests of a load may be open: 1 to ten thousand.
///
/// # Errors
/// A sentence with the limits.
pub(super) fn load_open(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if (1..=10_000).contains(&number) => Ok(number),
        _ => Err("write a whole number from 1 to 10000".to_owned()),
    }
}

/// A format that reports are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Format {
    /// Words for people.
    Console,
    /// Everything, for programs.
    Json,
    /// For CI systems.
    Junit,
    /// For job summaries.
    Markdown,
    /// A page for people.
    Html,
    /// The result of the gallery's gate, as the gate writes it.
    Gallery,
}

impl Format {
    /// All formats with the names they are asked for by.
    pub(super) const NAMES: [(&'static str, Self); 7] = [
        ("console", Self::Console),
        ("json", Self::Json),
        ("junit", Self::Junit),
        ("markdown", Self::Markdown),
        ("md", Self::Markdown),
        ("html", Self::Html),
        ("gallery", Self::Gallery),
    ];

    /// The name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Gallery => "gallery",
        }
    }
}

/// A report that was asked for: `junit=out.xml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReportRequest {
    /// The format.
    pub(super) format: Format,
    /// The file; standard output without one.
    pub(super) path: Option<String>,
}

/// The file an HTML report goes to when none is named.
pub(super) const HTML_FILE: &str = "scim-report.html";

/// Reads `FORMAT` or `FORMAT=PATH`. `PATH` may be `-` for standard output.
///
/// # Errors
/// A sentence with the formats.
pub(super) fn report(text: &str) -> Result<ReportRequest, String> {
    let (name, path) = match text.split_once('=') {
        Some((name, path)) => (name, Some(path)),
        None => (text, None),
    };
    let format = Format::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format);
    let Some(format) = format else {
        let known = Format::NAMES.map(|(name, _)| name);
        let meant = crate::text::did_you_mean(name, known)
            .map_or_else(String::new, |meant| format!("; {meant}"));
        return Err(format!(
            "there is no format `{name}`; there are console, json, junit, markdown, html and gallery{meant}"
        ));
    };
    let path = match path {
        Some("") => {
            return Err(format!(
                "there is no path after `=`; write for example `{name}=report.{}`",
                extension(format)
            ));
        }
        Some("-") => None,
        // A page of some hundred kilobytes is nothing to see in a terminal.
        None if format == Format::Html => Some(HTML_FILE.to_owned()),
        other => other.map(str::to_owned),
    };
    Ok(ReportRequest { format, path })
}

const fn extension(format: Format) -> &'static str {
    match format {
        Format::Console => "txt",
        Format::Json | Format::Gallery => "json",
        Format::Junit => "xml",
        Format::Markdown => "md",
        Format::Html => "html",
    }
}

/// The number and the unit behind it.
fn split(text: &str) -> (&str, &str) {
    let end =
        text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.')).unwrap_or(text.len());
    (&text[..end], &text[end..])
}

/// A decimal number without sign and exponent.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (plain && text.len() <= 20).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("30s", 30_000),
            ("1.5s", 1500),
            ("2m", 120_000),
            ("1h", 3_600_000),
            ("0s", 0),
            ("24h", 86_400_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for (text, part) in [
            ("30", "write `30s`"),
            ("0", "write `0s`"),
            ("", "a number and a unit"),
            ("s", "a number and a unit"),
            ("-1s", "a number and a unit"),
            ("1.2.3s", "a number and a unit"),
            ("1 s", "no unit ` s`"),
            ("1d", "no unit `d`"),
            ("1e9s", "no unit `e9s`"),
            ("25h", "too long"),
            ("99999999999999999999s", "too long"),
            ("999999999999999999999s", "a number and a unit"),
        ] {
            let error = duration(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
        assert!(time_limit("0ms").is_err());
    }

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [("8MiB", 8 << 20), ("1KiB", 1024), ("100B", 100), ("1GiB", 1 << 30)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["8", "8MB", "", "MiB", "0B", "2GiB", "1.5MiB", "99999999999GiB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_and_rates_have_limits() {
        assert_eq!(jobs("4"), Ok(4));
        assert!(["0", "65", "-1", "", "four", "1.5"].iter().all(|text| jobs(text).is_err()));
        assert_eq!(rate("0.5"), Ok(0.5));
        assert!(["0", "-1", "inf", "NaN", "", "1e3"].iter().all(|text| rate(text).is_err()));
    }

    #[test]
    fn reports_are_a_format_and_a_path() {
        let request = |format, path: Option<&str>| {
            Ok(ReportRequest { format, path: path.map(str::to_owned) })
        };
        assert_eq!(report("json"), request(Format::Json, None));
        assert_eq!(report("md=a=b.md"), request(Format::Markdown, Some("a=b.md")));
        assert_eq!(report("html"), request(Format::Html, Some(HTML_FILE)));
        assert_eq!(report("html=-"), request(Format::Html, None));
        assert!(report("junti").unwrap_err().contains("did you mean `junit`?"));
        assert!(report("junit=").unwrap_err().contains("junit=report.xml"));
    }
}
