//! Reports from canned recordings: what people and programs read. No server,
//! no clock, nothing to be filtered out of the snapshots.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/sample_runs.rs"]
mod sample_runs;

use std::io;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use scimproof::event::{Event, EventKind};
use scimproof::judge::{Grade, Verdict};
use scimproof::report::{
    Console, Fanout, Fold, JsonReporter, JunitReporter, MarkdownReporter, Recorder, ReplayError,
    Report, Reporter, failure_block, fold, read_partial_recording, read_recording,
};
use serde_json::Value;

const RUNS: [(&str, &[u8]); 3] = [
    ("green", include_bytes!("runs/green.jsonl")),
    ("red", include_bytes!("runs/red.jsonl")),
    ("hostile", include_bytes!("runs/hostile.jsonl")),
];

fn made(name: &str) -> Vec<Event> {
    match name {
        "green" => sample_runs::green(),
        "red" => sample_runs::red(),
        _ => sample_runs::hostile(),
    }
}

fn recorded(events: &[Event]) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), "scimproof 0.1.0").unwrap();
    for event in events {
        recorder.record(event).unwrap();
    }
    recorder.seal().unwrap()
}

fn report(name: &str) -> Report {
    let (_, bytes) = RUNS.into_iter().find(|(known, _)| *known == name).unwrap();
    fold(read_recording(bytes).unwrap()).unwrap()
}

/// Somewhere to write that can be read afterwards.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All formats of a run, by the names that their snapshots have.
fn formats(name: &str) -> Vec<(&'static str, String)> {
    let pages: [(&str, Page); 4] =
        ["console", "junit", "json", "markdown"].map(|format| (format, Page::default()));
    let mut fanout = Fanout::new();
    let page = |index: usize| pages[index].1.clone();
    fanout.add("console", Console::new(page(0), false).with_scenario_lines());
    fanout.add("junit", JunitReporter::new(page(1)));
    fanout.add("json", JsonReporter::new(page(2)));
    fanout.add("markdown", MarkdownReporter::new(page(3)));
    for event in &made(name) {
        fanout.event(event);
    }
    assert!(fanout.finish(&report(name)).is_empty());
    pages.into_iter().map(|(format, page)| (format, page.text())).collect()
}

/// After a change of the sample runs: `SCIMPROOF_WRITE_RUNS=1 cargo test --test reports`, twice.
#[test]
fn canned_recordings_are_the_sample_runs() {
    for (name, bytes) in RUNS {
        let recorded = recorded(&made(name));
        if std::env::var_os("SCIMPROOF_WRITE_RUNS").is_some() {
            let path = format!("{}/tests/runs/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
            #[expect(clippy::disallowed_methods, reason = "writes the test's own data")]
            std::fs::write(path, &recorded).unwrap();
        } else {
            assert!(bytes == recorded, "tests/runs/{name}.jsonl is out of date");
        }
    }
}

#[test]
fn reports_read_as_they_should() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _guard = settings.bind_to_scope();
    for (name, _) in RUNS {
        for (format, text) in formats(name) {
            insta::assert_snapshot!(format!("reports__{name}_{format}"), text);
        }
    }
}

#[test]
fn what_passed_can_be_let_go_and_the_rest_is_told_as_ever() {
    let text = |report: &Report| {
        let (console, markdown) = (Page::default(), Page::default());
        Console::new(console.clone(), false).finish(report).unwrap();
        MarkdownReporter::new(markdown.clone()).finish(report).unwrap();
        console.text() + &markdown.text()
    };
    let mut let_go = 0;
    for (name, bytes) in RUNS {
        let mut fold = Fold::without_passed();
        for event in read_recording(bytes).unwrap() {
            fold.event(event).unwrap();
        }
        let (lean, full) = (fold.finish().unwrap(), report(name));
        assert_eq!(text(&lean), text(&full), "{name}");
        assert_eq!(lean.tally, full.tally, "{name}");
        for (lean, full) in lean.scenarios.iter().zip(&full.scenarios) {
            if full.verdict == Verdict::Passed {
                let_go += full.exchanges.len();
                assert!(lean.exchanges.is_empty(), "{}", lean.id);
            } else {
                assert_eq!(lean.exchanges, full.exchanges, "{}", lean.id);
            }
        }
    }
    assert!(let_go > 0);
}

#[test]
fn grades_follow_the_runs() {
    assert_eq!(report("green").grade, Grade::Conformant);
    assert_eq!(report("red").grade, Grade::Nonconformant);
    assert!(report("red").interrupted);
}

#[test]
fn no_planted_secret_is_in_any_format() {
    for (name, bytes) in RUNS {
        let recording = String::from_utf8(bytes.to_vec()).unwrap();
        for (format, text) in formats(name).into_iter().chain([("recording", recording)]) {
            assert!(!text.contains("planted-"), "{name} {format}");
        }
    }
}

#[test]
fn a_terminal_is_not_commanded() {
    for (format, text) in formats("hostile") {
        if format != "json" {
            let bad = text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(bad, None, "{format}");
            assert!(!text.contains(['\u{202e}', '\u{ffff}', '\u{fffe}']), "{format}");
        }
    }
}

#[test]
fn colour_is_only_colour() {
    let report = report("red");
    for scenario in &report.scenarios {
        let coloured = failure_block(&report, scenario, true);
        let plain = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(plain, failure_block(&report, scenario, false));
        assert_eq!(plain.is_empty(), scenario.verdict != Verdict::Failed);
    }
}

#[test]
fn junit_is_well_formed_whatever_the_server_says() {
    for (name, _) in RUNS {
        let text = formats(name).remove(1).1;
        let document = quick_junit::Report::deserialize_from_str(&text).unwrap();
        let report = report(name);
        let cases: usize = document.test_suites.iter().map(|suite| suite.test_cases.len()).sum();
        let extra = usize::from(report.grade == Grade::Inconclusive);
        assert_eq!(cases, report.scenarios.len() + extra);
        assert_eq!(document.failures, report.tally.failed as usize);
        assert_eq!(document.errors, (report.tally.blocked + report.tally.broken) as usize + extra);
        // XML 1.0, production 2.
        assert!(text.chars().all(|character| matches!(
            character,
            '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
        )));
    }
}

#[test]
fn markdown_has_no_markup_of_the_server() {
    let text = formats("hostile").remove(3).1;
    let outside_code: String =
        text.split("```").enumerate().filter(|(n, _)| n % 2 == 0).map(|(_, part)| part).collect();
    for markup in ["<script", "![i]", "[click]", "\n### heading", "@everyone", "https://evil"] {
        assert!(!outside_code.contains(markup), "{markup}");
    }
    let rows = outside_code.lines().filter(|line| line.starts_with("| <code>"));
    for row in rows {
        assert_eq!(row.matches('|').count(), 6, "{row}");
    }
}

#[expect(clippy::disallowed_methods, reason = "schemas are data of this repository")]
fn schema(name: &str) -> jsonschema::Validator {
    let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn assert_valid(schema: &jsonschema::Validator, instance: &Value) {
    let errors: Vec<String> = schema
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn what_is_written_fits_the_schemas() {
    let (report_schema, recording_schema) = (schema("report"), schema("recording"));
    for (name, bytes) in RUNS {
        assert_valid(&report_schema, &serde_json::to_value(report(name)).unwrap());
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            assert_valid(&recording_schema, &serde_json::from_slice(line).unwrap());
        }
    }
    assert!(!recording_schema.is_valid(&serde_json::json!({"seq": 0})));
    assert!(!report_schema.is_valid(&serde_json::json!({"format": 1})));
}

#[test]
fn the_schemas_agree_on_what_they_share() {
    let definitions = |name: &str| -> serde_json::Map<String, Value> {
        let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        #[expect(clippy::disallowed_methods, reason = "schemas are data of this repository")]
        let text = std::fs::read_to_string(path).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        schema["definitions"].as_object().unwrap().clone()
    };
    let (report, recording) = (definitions("report"), definitions("recording"));
    let shared: Vec<&String> = report.keys().filter(|key| recording.contains_key(*key)).collect();
    assert!(shared.len() > 10);
    for key in shared {
        assert_eq!(report[key], recording[key], "{key}");
    }
}

#[test]
fn a_recording_is_read_as_it_was_written() {
    for (name, bytes) in RUNS {
        assert_eq!(read_recording(bytes).unwrap(), made(name), "{name}");
        let partial = read_partial_recording(bytes).unwrap();
        assert_eq!((partial.events, partial.trouble), (made(name), None));
        let json = serde_json::to_string(&report(name)).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report(name));
    }
}

#[test]
fn a_crashed_recording_is_read_as_far_as_it_goes() {
    let bytes = RUNS[0].1;
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let without_footer = lines[..lines.len() - 1].concat();
    assert_eq!(read_recording(&without_footer), Err(ReplayError::NoFooter));
    let cut = &without_footer[..without_footer.len() - 9];
    for (bytes, lost) in [(without_footer.as_slice(), 0), (cut, 1)] {
        let partial = read_partial_recording(bytes).unwrap();
        assert_eq!(partial.events.len(), made("green").len() - lost);
        assert_eq!(partial.trouble, Some(ReplayError::NoFooter));
    }
    let report = fold(made("green").into_iter().take(6)).unwrap();
    assert_eq!((report.grade, report.interrupted), (Grade::Inconclusive, true));
}

#[test]
fn wrong_recordings_are_told_apart() {
    let lines: Vec<&[u8]> = RUNS[0].1.split_inclusive(|byte| *byte == b'\n').collect();
    let sealed = |lines: &[&[u8]]| {
        use sha2::{Digest, Sha256};
        let body = lines.concat();
        let hex = scimproof::text::hexadecimal(&Sha256::digest(&body));
        let events = lines.len().saturating_sub(1);
        let footer = format!("{{\"footer\":{{\"events\":{events},\"sha256\":\"{hex}\"}}}}\n");
        [body, footer.into_bytes()].concat()
    };
    let header = b"{\"header\":{\"format\":7,\"tool\":\"scimproof 9\"}}\n".as_slice();
    let first = lines[0];
    for (bytes, error) in [
        (Vec::new(), ReplayError::Empty),
        (b"\n".to_vec(), ReplayError::NoHeader),
        (lines[1..].concat(), ReplayError::NoHeader),
        (sealed(&[header]), ReplayError::UnknownFormat(7)),
        (sealed(&[first, lines[1], lines[3]]), ReplayError::Gap { after_seq: 0 }),
        (sealed(&[first, lines[2]]), ReplayError::NoHeader),
        (
            [lines[..2].concat(), lines[lines.len() - 1].to_vec()].concat(),
            ReplayError::DigestMismatch,
        ),
    ] {
        assert_eq!(read_recording(&bytes), Err(error));
    }
    let broken = sealed(&[first, lines[1], b"{}\n"]);
    assert!(matches!(read_recording(&broken), Err(ReplayError::Syntax { line: 3, .. })));
}

struct Failing;

impl Reporter for Failing {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        if event.seq == 2 { Err(io::Error::other("disk full")) } else { Ok(()) }
    }

    fn finish(&mut self, _: &Report) -> io::Result<()> {
        unreachable!("a reporter that failed is told nothing more")
    }
}

#[test]
fn a_reporter_that_fails_does_not_stop_the_others() {
    let page = Page::default();
    let mut fanout = Fanout::new();
    fanout.add("broken report", Failing);
    fanout.add("recording", Recorder::new(page.clone(), "scimproof 0.1.0").unwrap());
    for event in &made("green") {
        fanout.event(event);
    }
    let failures = fanout.finish(&report("green"));
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["cannot write broken report: disk full"]);
    assert_eq!(page.text().as_bytes(), RUNS[0].1);
}

/// Which scenario an event belongs to, if it belongs to one.
fn stream(event: &Event) -> Option<String> {
    match &event.kind {
        EventKind::ScenarioStarted { scenario }
        | EventKind::Exchanged { scenario, .. }
        | EventKind::ScenarioFinished { scenario, .. }
        | EventKind::Cleaned { scenario, .. } => Some(scenario.to_string()),
        _ => None,
    }
}

/// Mixes the streams of the scenarios, each in its own order.
fn interleaved(events: Vec<Event>, choices: &[prop::sample::Index]) -> Vec<Event> {
    let last = events.last().cloned();
    let mut mixed: Vec<Event> = Vec::new();
    let mut streams: Vec<(String, Vec<Event>)> = Vec::new();
    for event in events {
        match stream(&event) {
            None if matches!(event.kind, EventKind::RunFinished { .. }) => {}
            None => mixed.push(event),
            Some(name) => match streams.iter_mut().find(|(known, _)| *known == name) {
                Some((_, told)) => told.push(event),
                None => streams.push((name, vec![event])),
            },
        }
    }
    for choice in choices.iter().cycle() {
        streams.retain(|(_, told)| !told.is_empty());
        if streams.is_empty() {
            break;
        }
        let chosen = choice.index(streams.len());
        mixed.push(streams[chosen].1.remove(0));
    }
    mixed.extend(last);
    for (seq, event) in mixed.iter_mut().enumerate() {
        event.seq = u32::try_from(seq).unwrap();
    }
    mixed
}

fn without_numbers(mut report: Report) -> Report {
    for exchange in report.scenarios.iter_mut().flat_map(|scenario| &mut scenario.exchanges) {
        exchange.seq = 0;
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn interleaving_changes_nothing(choices in prop::collection::vec(any::<prop::sample::Index>(), 1..60)) {
        for name in ["red", "hostile"] {
            let mixed = interleaved(made(name), &choices);
            prop_assert_eq!(
                without_numbers(fold(mixed.clone()).unwrap()),
                without_numbers(fold(made(name)).unwrap())
            );
            let replayed = read_recording(&recorded(&mixed)).unwrap();
            prop_assert_eq!(fold(replayed).unwrap(), fold(mixed).unwrap());
        }
    }

    #[test]
    fn one_changed_byte_is_noticed(place in any::<prop::sample::Index>(), bit in 0..8) {
        let mut bytes = RUNS[1].1.to_vec();
        let place = place.index(bytes.len());
        bytes[place] ^= 1u8 << bit;
        prop_assert!(read_recording(&bytes).is_err());
    }
}
