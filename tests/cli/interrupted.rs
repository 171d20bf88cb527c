//! Ctrl-C.

use std::io::{BufRead as _, BufReader};
use std::process::Command;

use scimproof::server::Settings;
use serde_json::Value;

use super::program::{Program, Server, TOKEN, finished};

/// Starts a run that writes its recording into a pipe, and sends it SIGINT when
/// a resource was created. So nothing waits for a clock.
fn interrupted(server: &Server, program: &Program, times: usize) -> (super::program::Ended, Value) {
    let pipe = program.path("events");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let arguments =
        ["run", &server.url, "--jobs", "1", "--record", "events", "--report", "json=out.json"];
    let child = program.command(&arguments).spawn().unwrap();
    let interrupt = || {
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    };
    #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
    let events = std::fs::File::open(&pipe).unwrap();
    let mut sent = 0;
    for line in BufReader::new(events).lines() {
        let line = line.unwrap();
        let created = line.contains(r#""method":"POST""#) && line.contains(r#""status":201"#);
        if sent == 0 && created || sent > 0 && sent < times {
            interrupt();
            sent += 1;
        }
    }
    assert_eq!(sent, times);
    let report = serde_json::from_str(&program.read("out.json")).unwrap();
    (finished(child), report)
}

#[test]
fn an_interrupted_run_deletes_what_it_created_and_writes_its_reports() {
    let server = Server::start(Settings::default());
    let program = Program::new().with("SCIMPROOF_TOKEN", TOKEN);
    let (ended, report) = interrupted(&server, &program, 1);
    assert_eq!(ended.code, 4, "{}", ended.words);
    assert!(ended.words.contains("stopping: deleting what this run created"), "{}", ended.words);
    assert!(ended.output.contains("INCONCLUSIVE"), "{}", ended.output);
    assert_eq!(report["interrupted"], true);
    assert_eq!(report["residue"], serde_json::json!([]));
}
