//! `scimproof coverage`: the table, without a run, with a recording and with a
//! report.

use serde_json::Value;

use super::program::Program;

fn requirement<'a>(table: &'a Value, id: &str) -> &'a Value {
    let all = table["requirements"].as_array().unwrap();
    all.iter().find(|requirement| requirement["id"] == id).unwrap()
}

fn table(program: &Program, arguments: &[&str]) -> Value {
    let ended = program.run(&[&["coverage", "--format", "json"], arguments].concat());
    assert_eq!((ended.code, ended.words.as_str()), (0, ""));
    serde_json::from_str(&ended.output).unwrap()
}

#[test]
fn results_come_from_a_recording_or_a_report() {
    let program = Program::new();
    let run = ["run", "--only", "rfc-delete", "--record", "r.jsonl", "--report", "json=r.json"];
    let fault = ["--fault", "dl-returns-200-with-body"];
    program.run(&[&run[..], &fault[..]].concat());
    let without = table(&program, &[]);
    assert_eq!(without["run"], Value::Null);
    assert_eq!(requirement(&without, "RFC7644-3.6-R05")["result"], Value::Null);
    let recorded = table(&program, &["r.jsonl"]);
    let reported = table(&program, &["r.json"]);
    assert_eq!(recorded, reported);
    let gone = requirement(&recorded, "RFC7644-3.6-R02");
    assert_eq!((&gone["standing"], &gone["result"]), (&"cited".into(), &"passed".into()));
    assert_eq!(requirement(&recorded, "RFC7644-3.6-R05")["result"], "failed");
    assert_eq!(recorded["areas"]["delete"]["failed"], 1);
}

#[test]
fn people_read_a_text_or_a_page() {
    let program = Program::new();
    let text = program.run(&["coverage"]).output;
    assert!(text.starts_with("area "), "{}", &text[..80]);
    assert!(text.contains("\n  RFC7643-4.1.1-R15  "), "why a requirement is not tested is said");
    let page = program.run(&["coverage", "--format", "html"]).output;
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
}

#[test]
fn what_is_no_result_is_refused() {
    let program = Program::new().with_file("r.json", "{}");
    let ended = program.run(&["coverage", "r.json"]);
    assert_eq!((ended.code, ended.output.as_str()), (2, ""));
    assert!(ended.words.contains("cannot read results from r.json"), "{}", ended.words);
    assert!(ended.words.contains("--report json=PATH"), "{}", ended.words);
}
