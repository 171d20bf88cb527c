//! Every exit code, and what had to happen for it.

use std::collections::BTreeSet;

use scimproof::cli::Exit;
use scimproof::server::Settings;

use super::program::{Program, Server, TOKEN};

const BAD_SUITE: &str = r#"{ "format": 1, "suite": "mine", "title": "Mine", "scenaros": [] }"#;

#[test]
fn every_exit_code_is_met() {
    let program = Program::new().with_file("mine/bad.jsonc", BAD_SUITE);
    let quick = ["run", "--only", "entra-connection"];
    let mut met = BTreeSet::new();
    for (arguments, exit) in [
        (vec!["--version"], Exit::Success),
        (vec!["list"], Exit::Success),
        (quick.to_vec(), Exit::Success),
        ([&quick[..], &["--fault", "fl-no-match-404"]].concat(), Exit::Nonconformant),
        (vec![], Exit::Usage),
        (vec!["run", "--jobs", "0"], Exit::Usage),
        (vec!["run", "ftp://example.com"], Exit::Usage),
        (vec!["run", "--suites", "mine"], Exit::InvalidSuite),
        (vec!["lint", "mine"], Exit::InvalidSuite),
        // Nothing listens on port 1.
        (vec!["run", "http://127.0.0.1:1/scim"], Exit::Inconclusive),
        (vec!["run", "--report", "json=no/such/folder/report.json"], Exit::Inconclusive),
        (vec!["run", "--only", "no-such-suite"], Exit::NothingSelected),
        (vec!["list", "--level", "MUST", "--only", "no-such-suite"], Exit::NothingSelected),
    ] {
        let ended = program.run(&arguments);
        assert_eq!(ended.code, i32::from(exit.code()), "{arguments:?}: {}", ended.words);
        met.insert(exit);
    }
    // A bug cannot be ordered.
    let expected: BTreeSet<Exit> =
        Exit::ALL.into_iter().filter(|exit| *exit != Exit::Bug).collect();
    assert_eq!(met, expected);
}

#[test]
fn what_is_wrong_before_the_run_sends_nothing() {
    let server = Server::start(Settings::default());
    let program = Program::new()
        .with("SCIMPROOF_TOKEN", TOKEN)
        .with_file("mine/bad.jsonc", BAD_SUITE)
        .with_file("template.html", "<html>{{ nonsense");
    for arguments in [
        ["--suites", "mine"],
        ["--template", "template.html"],
        ["--report", "html=no/such/folder/page.html"],
        ["--record", "no/such/folder/run.jsonl"],
        ["--only", "no-such-suite"],
        ["--config", "no-such-file"],
    ] {
        let ended = program.run(&[&["run", &server.url][..], &arguments].concat());
        assert!(ended.code >= 2, "{arguments:?}: {}", ended.code);
        assert_eq!(ended.output, "", "{arguments:?}");
        assert!(!ended.words.contains("testing "), "{arguments:?}: {}", ended.words);
    }
}

#[test]
fn a_profile_says_what_a_failure_is_worth() {
    for (level, cite, exits) in [
        ("MUST", "RFC7644-3.4.2-R10", [("rfc", 1), ("entra", 1), ("strict", 1)]),
        ("ENTRA", "ENTRA-U-Q1", [("rfc", 0), ("entra", 1), ("strict", 1)]),
        ("SHOULD", "RFC7644-3.8-R06", [("rfc", 0), ("entra", 0), ("strict", 1)]),
    ] {
        let suite = format!(
            r#"{{ "format": 1, "suite": "mine", "title": "Nobody can pass this", "scenarios": [{{
                "id": "odd", "title": "A status that no server has", "level": "{level}",
                "cite": ["{cite}"],
                "steps": [{{ "step": "read", "send": "GET /Users", "expect": {{ "status": [299] }} }}]
            }}] }}"#
        );
        let program = Program::new().with_file("mine/mine.jsonc", &suite);
        for (profile, exit) in exits {
            let arguments = ["run", "--suites", "mine", "--only", "mine", "--profile", profile];
            let ended = program.run(&arguments);
            let said = format!("{level} {profile}: {}{}", ended.output, ended.words);
            assert_eq!(ended.code, exit, "{said}");
        }
    }
}
