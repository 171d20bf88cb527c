//! Where the token may come from, and that it goes nowhere else.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE};
use scimproof::server::Settings;
use scimproof::wire::{Secret, encode_path_segment};

use super::echo::EchoServer;
use super::program::{Program, Server, TOKEN};

const QUICK: [&str; 2] = ["--only", "entra-connection"];

fn arguments<'a>(server: &'a Server, more: &[&'a str]) -> Vec<&'a str> {
    [&["run", &server.url][..], &QUICK, more].concat()
}

#[test]
fn a_token_comes_from_the_environment_a_file_or_standard_input() {
    let server = Server::start(Settings::default());
    let file = || Program::new().with_file("token.txt", &format!("{TOKEN}\n"));
    let config = r#"{ "token_file": "token.txt" }"#;
    for (what, program, more) in [
        ("variable", Program::new().with("SCIMPROOF_TOKEN", TOKEN), vec![]),
        ("variable of a file", file().with("SCIMPROOF_TOKEN_FILE", "token.txt"), vec![]),
        ("file", file(), vec!["--token-file", "token.txt"]),
        ("configuration", file().with_file("scimproof.jsonc", config), vec![]),
        (
            "a flag wins over the variable",
            file().with("SCIMPROOF_TOKEN", "wrong"),
            vec!["--token-file", "token.txt"],
        ),
    ] {
        let ended = program.run(&arguments(&server, &more));
        assert_eq!(ended.code, 0, "{what}: {}{}", ended.output, ended.words);
    }
    let input = arguments(&server, &["--token-file", "-"]);
    let ended = Program::new().run_with_input(&input, &format!("{TOKEN}\n"));
    assert_eq!(ended.code, 0, "standard input: {}", ended.words);
}

#[test]
fn tokens_of_others_come_from_variables_and_files_and_stand_nowhere() {
    let (other, reader) = ("planted-Other-ten4nt", "planted-Read-0nly");
    let server = Server::start(Settings {
        other_tenant: Some(Secret::new(other)),
        read_only: Some(Secret::new(reader)),
        ..Settings::default()
    });
    let only = ["--only", "rfc-security.tenant", "--only", "rfc-security.read-only"];
    let run = [&["run", &server.url][..], &only].concat();
    let program = || Program::new().with("SCIMPROOF_TOKEN", TOKEN);
    let by_variable = program()
        .with("SCIMPROOF_OTHER_TENANT_TOKEN", other)
        .with("SCIMPROOF_READ_ONLY_TOKEN", reader);
    let by_file = program().with_file("other.txt", other).with_file("reader.txt", reader);
    let files = ["--other-tenant-token-file", "other.txt", "--read-only-token-file", "reader.txt"];
    for (program, more) in [(by_variable, vec![]), (by_file, files.to_vec())] {
        let ended = program.run(&[&run[..], &["--report", "json=-"], &more].concat());
        assert_eq!(ended.code, 0, "{}{}", ended.output, ended.words);
        assert!(!ended.output.contains("planted") && !ended.words.contains("planted"));
        assert!(!ended.output.contains("no token of another tenant"), "{}", ended.output);
    }
    let without = program().run(&run);
    assert!(without.output.contains("no token of another tenant was given"), "{}", without.output);
}

#[test]
fn a_wrong_token_or_none_is_said_to_be_refused() {
    let server = Server::start(Settings::default());
    for program in [Program::new(), Program::new().with("SCIMPROOF_TOKEN", "wrong-token")] {
        let ended = program.run(&arguments(&server, &[]));
        assert_eq!(ended.code, 4);
        assert!(ended.output.contains("INCONCLUSIVE"), "{}", ended.output);
        assert!(!ended.output.contains("wrong-token") && !ended.words.contains("wrong-token"));
    }
}

#[test]
fn a_token_as_an_argument_is_refused_and_not_repeated() {
    let server = Server::start(Settings::default());
    for more in [
        vec!["--token", TOKEN],
        vec!["--token=planted-Tok3n/with+signs=="],
        // Somebody forgot the flag.
        vec![TOKEN],
    ] {
        let ended = Program::new().run(&arguments(&server, &more));
        assert_eq!((ended.code, ended.output.as_str()), (2, ""), "{more:?}");
        assert!(!ended.words.contains("planted"), "{}", ended.words);
    }
}

#[test]
fn what_cannot_be_a_token_is_not_repeated_either() {
    let server = Server::start(Settings::default());
    for text in ["", "  \n", "Bearer planted-one", "planted one", "planted\nsecond", "plänted-one"]
    {
        let program = Program::new().with_file("token.txt", text);
        let ended = program.run(&arguments(&server, &["--token-file", "token.txt"]));
        assert_eq!((ended.code, ended.output.as_str()), (2, ""), "{text:?}");
        assert!(!ended.words.contains("planted") && !ended.words.contains("plänted"));
    }
}

/// The token as it is, and in the ways in which it could hide.
fn forms(token: &str) -> Vec<(&'static str, String)> {
    let percent = |upper: bool| -> String {
        let hexadecimal =
            |byte| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
        token.bytes().map(hexadecimal).collect::<Vec<_>>().concat()
    };
    let mut forms = vec![
        ("plain", token.to_owned()),
        ("percent", encode_path_segment(token)),
        ("percent, all", percent(true)),
        ("percent, all, lower case", percent(false)),
        ("base64", BASE64_STANDARD.encode(token)),
        ("base64url", BASE64_URL_SAFE.encode(token)),
        ("HTML", token.replace('/', "&#x2f;").replace('+', "&#43;").replace('=', "&#61;")),
        ("JSON", token.replace('/', "\\/")),
    ];
    for before in ["x:", "x", "xy:"] {
        forms.push(("part of base64", BASE64_STANDARD_NO_PAD.encode(format!("{before}{token}"))));
    }
    forms
}

/// What must not be found: the forms, and of base64 that begins at another bit
/// the characters that are certain.
fn traces(token: &str) -> Vec<(&'static str, String)> {
    let mut traces = forms(token);
    for (name, form) in &mut traces {
        if name.contains("part of") {
            *form = form[4..form.len() - 3].to_owned();
        }
    }
    traces
}

/// Each format, and what the program says while it runs; against a right
/// server, and against one that repeats the credential wherever it can.
#[test]
fn the_token_is_in_nothing_that_is_written() {
    let right = Server::start(Settings::default());
    let echo = EchoServer::start(forms);
    for (url, codes) in [(&right.url, 0..=0), (&echo.url, 1..=1)] {
        let program = Program::new().with("SCIMPROOF_TOKEN", TOKEN);
        let ended = program.run(&[
            "run",
            url,
            "--color",
            "always",
            "--settle",
            "0s",
            "--report",
            "console=out.txt",
            "--report",
            "json=out.json",
            "--report",
            "junit=out.xml",
            "--report",
            "md=out.md",
            "--report",
            "html=out.html",
            "--record",
            "run.jsonl",
        ]);
        assert!(codes.contains(&ended.code), "{}", ended.words);
        let files: Vec<(String, String)> =
            program.files().into_iter().map(|name| (name.clone(), program.read(&name))).collect();
        assert_eq!(files.len(), 6);
        let echoed = *url == echo.url;
        let streams = [("output".to_owned(), ended.output), ("words".to_owned(), ended.words)];
        for (name, text) in files.into_iter().chain(streams) {
            if echoed && name != "words" {
                assert!(text.contains("REDACTED"), "{name}: nothing was there to hide");
            }
            for (form, hidden) in traces(TOKEN) {
                let place = text.lines().find(|line| line.contains(&hidden));
                assert_eq!(place, None, "{name} has the token: {form}");
            }
        }
    }
}
