//! What was asked for goes to standard output, words about it to standard error.

use std::process::Stdio;

use serde_json::Value;

use super::program::{Program, finished};

const QUICK: [&str; 3] = ["run", "--only", "entra-connection"];

fn quick<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&QUICK[..], more].concat()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

#[test]
fn what_was_asked_for_is_all_of_standard_output() {
    let program = Program::new();
    let listed = program.run(&["list", "--format", "json"]);
    assert!(json(&listed.output)["scenarios"].as_array().is_some_and(|all| !all.is_empty()));
    assert_eq!(listed.words, "");
    let ran = program.run(&quick(&["--report", "json"]));
    assert_eq!(json(&ran.output)["grade"], "conformant");
    assert!(ran.words.starts_with("no URL was given: testing the built-in"), "{}", ran.words);
    let junit = program.run(&quick(&["--report", "junit"])).output;
    assert!(junit.starts_with("<?xml") && junit.trim_end().ends_with("</testsuites>"), "{junit}");
    let schema = program.run(&["schema", "report"]);
    assert_eq!(json(&schema.output)["title"], "scimproof report");
    assert_eq!(schema.words, "");
}

#[test]
fn a_mistake_leaves_standard_output_empty() {
    let program = Program::new().with_file("bad.jsonc", "{");
    for arguments in [
        vec!["run", "--report", "xml"],
        vec!["lint", "bad.jsonc"],
        vec!["explain", "no-such-thing"],
        vec!["report", "no-such-file"],
        vec!["no-such-command"],
        vec![],
    ] {
        let ended = program.run(&arguments);
        assert_eq!(ended.output, "", "{arguments:?}");
        assert!(!ended.words.is_empty(), "{arguments:?}");
    }
}

#[test]
fn quiet_says_nothing_of_a_run_that_went_well() {
    let ended = Program::new().run(&quick(&["--quiet"]));
    assert_eq!((ended.code, ended.output.as_str(), ended.words.as_str()), (0, "", ""));
}

#[test]
fn reports_go_where_they_are_sent() {
    let program = Program::new();
    let ended = program.run(&quick(&[
        "--report",
        "json=out.json",
        "--report",
        "junit=out.xml",
        "--report",
        "md=out.md",
        "--report",
        "html=out.html",
        "--report",
        "console=out.txt",
        "--record",
        "run.jsonl",
    ]));
    assert_eq!(ended.code, 0, "{}", ended.words);
    let expected = ["out.html", "out.json", "out.md", "out.txt", "out.xml", "run.jsonl"];
    assert_eq!(program.files(), expected);
    assert!(ended.output.contains("CONFORMANT"), "the console report is shown as well");
    // What is in a file is what a recording gives later.
    for (format, file) in [("json", "out.json"), ("junit", "out.xml"), ("md", "out.md")] {
        assert!(ended.words.contains(file), "{}", ended.words);
        let again = program.run(&["report", "run.jsonl", "--report", format]);
        assert_eq!((again.code, again.output), (0, program.read(file)), "{format}");
    }
}

#[test]
fn an_old_report_stays_until_a_new_one_is_there() {
    let program = Program::new().with_file("out.json", "old and much longer than nothing");
    let refused = program.run(&quick(&["--report", "json=out.json", "--only", "no-such"]));
    // `--only` twice takes what either names, so something runs.
    assert_eq!(refused.code, 0);
    assert_eq!(json(&program.read("out.json"))["grade"], "conformant");
    let program = Program::new().with_file("out.json", "old");
    let failed = program.run(&["run", "--only", "no-such", "--report", "json=out.json"]);
    assert_eq!((failed.code, program.read("out.json").as_str()), (5, "old"));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let has_colour = |program: &Program, more: &[&str]| {
        let ended = program.run(&quick(more));
        (ended.output.contains('\u{1b}'), ended.words.contains('\u{1b}'))
    };
    // A pipe is no terminal.
    assert_eq!(has_colour(&Program::new(), &[]), (false, false));
    let forced = || Program::new().with("CLICOLOR_FORCE", "1");
    assert!(has_colour(&forced(), &[]).0);
    assert_eq!(has_colour(&forced().with("NO_COLOR", "1"), &[]), (false, false));
    // A flag wins over the environment.
    assert!(has_colour(&Program::new().with("NO_COLOR", "1"), &["--color", "always"]).0);
    assert_eq!(has_colour(&forced(), &["--color", "never"]), (false, false));
    // Files have none.
    let program = Program::new();
    program.run(&quick(&["--color", "always", "--report", "console=out.txt"]));
    assert!(!program.read("out.txt").contains('\u{1b}'));
}

#[test]
fn whoever_has_read_enough_is_not_told_of_a_broken_pipe() {
    let program = Program::new();
    for arguments in [vec!["schema", "suite"], vec!["list"], quick(&["--report", "json"])] {
        let mut child = program.command(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ended = finished(child);
        assert_eq!(ended.code, 0, "{arguments:?}: {}", ended.words);
        for word in ["panicked", "Broken pipe", "error"] {
            assert!(!ended.words.contains(word), "{arguments:?}: {}", ended.words);
        }
    }
}

#[test]
fn a_configuration_is_found_and_a_flag_wins_over_it() {
    let config = r#"{
      // Comments are fine.
      "only": ["entra-connection"], "profile": "rfc", "report": ["json=from-config.json"],
    }"#;
    let program = Program::new().with_file("scimproof.jsonc", config);
    let ended = program.run(&["run"]);
    assert_eq!(ended.code, 0, "{}", ended.words);
    let report = json(&program.read("from-config.json"));
    assert_eq!(report["profile"]["name"], "rfc");
    let program = program.with("SCIMPROOF_PROFILE", "strict");
    program.run(&["run"]);
    assert_eq!(json(&program.read("from-config.json"))["profile"]["name"], "strict");
    program.run(&["run", "--profile", "entra"]);
    assert_eq!(json(&program.read("from-config.json"))["profile"]["name"], "entra");
    let elsewhere = Program::new().with_file("folder/other.jsonc", r#"{ "only": ["no-such"] }"#);
    assert_eq!(elsewhere.run(&["list", "--config", "folder/other.jsonc"]).code, 5);
}

#[test]
fn exported_suites_run_as_the_built_in_ones_do() {
    let program = Program::new();
    assert_eq!(program.run(&["list", "--export", "mine"]).code, 0);
    assert_eq!(program.run(&["lint", "mine"]).code, 0);
    let ended = program.run(&quick(&["--suites", "mine", "--report", "json"]));
    let report = json(&ended.output);
    assert_eq!(report["grade"], "conformant");
    let again = program.run(&["list", "--export", "mine"]);
    assert_eq!(again.code, 2, "nothing is overwritten");
}
