//! What `--help` says, and that the README says the same.

use std::path::Path;

use scimproof::cli::{Exit, VARIABLES};

use super::program::{Program, assert_reads};

/// The commands, as the program lists them.
fn commands() -> Vec<String> {
    let help = Program::new().run(&["--help"]).output;
    let (_, rest) = help.split_once("Commands:\n").unwrap();
    let (listed, _) = rest.split_once("\n\n").unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn the_help_of_each_command_reads_well() {
    let program = Program::new();
    assert_reads("help", &program.run(&["--help"]).output);
    assert!(commands().len() >= 9, "{:?}", commands());
    for command in commands() {
        let long = program.run(&[command.as_str(), "--help"]);
        assert_eq!((long.code, long.words.as_str()), (0, ""), "{command}");
        assert_reads(&format!("help-{command}"), &long.output);
        let short = program.run(&[command.as_str(), "-h"]).output;
        assert!(short.lines().count() <= long.output.lines().count(), "{command}");
        let wide = long.output.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "{command}: a line of more than 100 characters");
        assert!(long.output.contains("Examples:"), "{command} has no example");
    }
}

#[test]
fn examples_of_the_help_are_understood() {
    let program = Program::new();
    for command in commands() {
        let help = program.run(&[command.as_str(), "-h"]).output;
        let (_, examples) = help.split_once("Examples:\n").unwrap();
        let lines = examples.lines().map(str::trim).filter(|line| line.starts_with("scimproof "));
        let mut seen = 0;
        for line in lines {
            // Without what the shell would do, and without the remark behind it.
            let line = line.split(['|', '>']).next().unwrap().split("    ").next().unwrap();
            let words: Vec<String> = line
                .split_whitespace()
                .skip(1)
                .map(|word| word.trim_matches(['\'', '"']).replace("$URL", "https://h/"))
                .collect();
            // The arguments are read before the help is shown.
            let understood = program.run(&[words, vec!["--help".to_owned()]].concat());
            assert_eq!(understood.code, 0, "{line}: {}", understood.words);
            seen += 1;
        }
        assert!(seen > 0, "{command}");
    }
}

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    #[expect(clippy::disallowed_methods, reason = "this test is about a file")]
    std::fs::read_to_string(path).unwrap()
}

/// Every `code` of a text that begins with a word of the program.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|code| !code.contains('\n'))
}

#[test]
fn documents_name_flags_that_there_are() {
    let program = Program::new();
    let mut help = program.run(&["--help"]).output;
    for command in commands() {
        help.push_str(&program.run(&[command.as_str(), "--help"]).output);
    }
    let flag = regex::Regex::new(r"(?:^|\s)(--[a-z][a-z-]+)").unwrap();
    // Flags of other programs that documents speak of.
    let foreign = [
        "--locked",
        "--release",
        "--list",
        "--test-threads",
        "--test",
        "--path",
        "--example",
        "--bench",
        "--include-ignored",
        "--version",
    ];
    let mut seen = 0;
    for name in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "docs/suite-language.md"] {
        let text = document(name);
        let blocks = text.split("```").skip(1).step_by(2);
        for code in blocks.chain(code_spans(&text)) {
            for found in flag.captures_iter(code) {
                let flag = &found[1];
                let known =
                    help.contains(&format!("{flag} ")) || help.contains(&format!("{flag}\n"));
                assert!(known || foreign.contains(&flag), "{name}: there is no {flag}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} flags were found");
}

#[test]
fn the_readme_has_the_exit_codes_and_the_variables_of_the_program() {
    let readme = document("README.md");
    for exit in Exit::ALL {
        let row = readme.lines().find(|line| line.starts_with(&format!("| {} |", exit.code())));
        let row = row.unwrap_or_else(|| panic!("the README does not explain exit {}", exit.code()));
        // The README may say more, with the same first words.
        let first = exit.meaning().split([':', ',', ';']).next().unwrap();
        assert!(row.contains(first), "{row} is not about {first}");
    }
    for variable in VARIABLES {
        let meaning = variable.meaning.trim_end_matches('.');
        let row = format!("| `{}` | {meaning} |", variable.name);
        assert!(readme.contains(&row), "the README lacks {row}");
    }
}

#[test]
fn the_readme_names_commands_that_there_are() {
    let commands = commands();
    let readme = document("README.md");
    let mut named = Vec::new();
    for code in readme.split("```").skip(1).step_by(2).chain(code_spans(&readme)) {
        for found in code.split("scimproof ").skip(1) {
            let word = found.split_whitespace().next().unwrap_or_default();
            if word.chars().all(|c| c.is_ascii_lowercase()) && !word.is_empty() && word != "help" {
                assert!(commands.iter().any(|known| known == word), "there is no command {word}");
                named.push(word.to_owned());
            }
        }
    }
    for command in &commands {
        assert!(named.contains(command), "the README does not speak of `scimproof {command}`");
    }
}
