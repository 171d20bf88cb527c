//! What the program says about a wrong flag, URL, file or certificate. Some of
//! the words are the system's, so that the texts are those of Unix.

use std::fmt::Write as _;

use super::program::{Program, assert_reads};

/// Command lines that cannot work, one a line.
const WRONG: &str = "
run ftp://example.com/scim
run example.com/scim
run http://user:planted@example.com/
run https://
run http://127.0.0.1:1/scim extra-word
run --jobs 0
run --jobs many
run --rps -1
run --timeout 30
run --timeout 0s
run --settle soon
run --max-answer 8
run --frobnicate
run --profil rfc
run --fault pg-add-member-overwrites
run --fault fl-no-match-404 https://example.com/
run --profile entar
run --level MAY
run --only entra-user
run --only entra-userz
run --requirement RFC9999-1
run --report xml
run --report json --report junit
run --report json=same --report html=same
run --report json=no/such/folder/x
run --record no/such/folder/x
run --record same --report json=same
run --template no-such-file
run --template notes.txt
run --ca-file no-such-file https://example.com/
run --ca-file notes.txt https://example.com/
run --token planted
run --token-file no-such-file
run --token-file empty.txt
run --suites no-such-folder
run --suites empty

run --config no-such-file
run --config notes.txt
explain no-such-thing
explain entra-userz
explain RFC7644-3.5.2-R0
report no-such-file
report notes.txt
clean notes.txt
lint no-such-file
lint empty
list --format yaml
serve --port 99999
schema suites
runn
";

#[test]
fn complaints_say_what_is_wrong_and_what_to_do() {
    let program = Program::new()
        .with_file("notes.txt", "These are no settings, no certificates and no recording.\n")
        .with_file("empty.txt", "\n")
        .with_file("empty/readme.txt", "no suite");
    let mut text = String::new();
    for line in WRONG.lines().filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ended = program.run(&words);
        assert_eq!(ended.output, "", "{line}");
        assert!(!ended.words.contains("planted"), "{line}: {}", ended.words);
        let words = without_numbers(&ended.words);
        let _ = writeln!(text, "$ scimproof {line}\n{words}[{}]\n", ended.code);
    }
    assert_reads("complaints", &text);
}

#[test]
fn a_server_that_is_not_there_is_one_sentence() {
    let ended = Program::new().run(&["run", "http://127.0.0.1:1/scim"]);
    let times = regex::Regex::new("in [0-9.]+ m?s ").unwrap();
    let output = times.replace(&without_numbers(&ended.output), "").into_owned();
    let count = regex::Regex::new("[0-9]+ (scenarios|blocked)").unwrap();
    assert_reads("unreachable", &count.replace_all(&output, "N $1"));
}

/// Systems number their errors differently.
fn without_numbers(text: &str) -> String {
    regex::Regex::new(" \\(os error [0-9]+\\)").unwrap().replace_all(text, "").into_owned()
}
