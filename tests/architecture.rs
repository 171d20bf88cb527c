//! The layers of the crate, as data: which module may use which, and which
//! foreign crate may stand where. `ARCHITECTURE.md` tells the same in words.
//!
//! Unit tests (`#[cfg(test)] mod tests`) are not looked at: a test may use more
//! than what it tests.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt;
use std::path::{Path, PathBuf};

/// The modules, lowest first, each with the modules that it may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("wire", &[]),
    ("credential", &["wire"]),
    ("scim", &["wire"]),
    ("suite", &["text", "scim", "wire"]),
    ("mapping", &["suite", "scim", "text"]),
    ("judge", &["suite", "scim", "wire"]),
    // `plan` writes the header of a recording, `event::RunHeader`, and decides
    // on `judge::Skip`; `event` knows nothing of plans.
    ("event", &["judge", "suite", "scim", "wire"]),
    ("plan", &["event", "judge", "mapping", "suite", "scim", "wire"]),
    ("run", &["event", "plan", "judge", "mapping", "suite", "credential", "scim", "wire", "text"]),
    ("report", &["event", "judge", "suite", "scim", "wire", "text"]),
    ("server", &["scim", "wire"]),
    (
        "detection",
        &[
            "server",
            "run",
            "plan",
            "event",
            "judge",
            "mapping",
            "suite",
            "credential",
            "scim",
            "wire",
        ],
    ),
    (
        "embed",
        &["report", "run", "plan", "event", "judge", "mapping", "suite", "scim", "wire", "text"],
    ),
    (
        "cli",
        &[
            "detection",
            "server",
            "report",
            "run",
            "plan",
            "event",
            "judge",
            "mapping",
            "suite",
            "credential",
            "scim",
            "wire",
            "text",
        ],
    ),
];

/// What may stand in some places only: a path as the compiler knows it, the
/// files or folders below `src/` that may name it, and why.
const CONFINED: &[(&str, &[&str], &str)] = &[
    (
        "crate::scim::filter",
        &["scim/", "server/"],
        "what judges must not share code with the server that it is tried on",
    ),
    (
        "crate::scim::patch",
        &["scim/", "server/"],
        "what judges must not share code with the server that it is tried on",
    ),
    ("std::fs", &["suite/origin.rs", "cli/"], "files are read where suites come from, and by cli"),
    ("tokio::fs", &["cli/"], "files are read where suites come from, and by cli"),
    ("reqwest", &["run/http.rs", "run/raw_quotes.rs"], "one file knows the HTTP client"),
    (
        "tokio_rustls",
        &["run/http.rs", "run/raw_quotes.rs"],
        "only requests that reqwest cannot send open a connection of their own",
    ),
    (
        "hyper",
        &["server/listen.rs", "server/raw_quotes.rs", "run/raw_quotes.rs", "run/http.rs"],
        "one file knows the HTTP server; raw quotes are beneath what reqwest can send; that a \
         connection was closed is hyper's error inside of reqwest's",
    ),
    (
        "hyper_util",
        &["server/listen.rs", "server/raw_quotes.rs", "run/raw_quotes.rs"],
        "one file knows the HTTP server; raw quotes are beneath what reqwest can send",
    ),
    (
        "jsonschema",
        &["suite/shape.rs", "judge/laws/"],
        "its interface changes often; suites are checked in one file, answers in one folder",
    ),
    ("jsonc_parser", &["suite/"], "only suites are JSON with comments"),
    ("annotate_snippets", &["text/"], "diagnostics are rendered in one place"),
    ("minijinja", &["report/"], "only reports are made from templates"),
    ("quick_junit", &["report/"], "only reports are JUnit"),
    ("libtest_mimic", &["embed/"], "cargo test is an edge"),
    (
        "jsonwebtoken",
        &["credential/issuer.rs", "server/token.rs"],
        "what signs assertions must not verify them",
    ),
    ("aws_lc_rs", &["credential/issuer.rs"], "one file makes keys"),
    ("clap", &["cli/"], "arguments are the program's"),
    ("indicatif", &["cli/"], "progress is the program's"),
    (
        "tokio",
        &[
            "run/",
            "server/listen.rs",
            "server/raw_quotes.rs",
            "detection/observe.rs",
            "embed/",
            "cli/",
        ],
        "words, comparisons, decisions, events and reports know no async",
    ),
];

/// A use that the tables forbid.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    file: String,
    line: usize,
    used: String,
    why: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "src/{}:{}: {}: {}", self.file, self.line, self.used, self.why)
    }
}

#[test]
fn a_module_uses_lower_layers_only() {
    let files = sources();
    assert!(files.len() > 20, "src/ was not found");
    let violations: Vec<String> = files
        .iter()
        .flat_map(|(file, text)| violations(file, text))
        .map(|violation| violation.to_string())
        .collect();
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn the_table_has_every_module_and_no_circle() {
    let mut modules: Vec<String> =
        sources().iter().filter_map(|(file, _)| module_of(file).map(str::to_owned)).collect();
    modules.sort();
    modules.dedup();
    let mut known: Vec<&str> = LAYERS.iter().map(|(module, _)| *module).collect();
    for (place, (module, uses)) in LAYERS.iter().enumerate() {
        for used in *uses {
            assert!(known[..place].contains(used), "{module} uses {used}, which is not below it");
        }
    }
    known.sort_unstable();
    assert_eq!(modules, known);
}

#[test]
fn a_forbidden_line_is_found_with_its_file_and_line() {
    let found = |file: &str, text: &str| -> Vec<(usize, String)> {
        violations(file, text).into_iter().map(|found| (found.line, found.used)).collect()
    };
    let one = |line: usize, used: &str| vec![(line, used.to_owned())];

    let up = "use crate::wire::Body;\nuse crate::run::run;\n";
    assert_eq!(found("judge/state.rs", up), one(2, "crate::run::run"));
    let inline = "fn f() {\n    crate::cli::main();\n}\n";
    assert_eq!(found("server/handle.rs", inline), one(2, "crate::cli::main"));
    let group = "use crate::{\n    wire::{Body, Method},\n    suite::Suite,\n};\n";
    assert_eq!(found("server/store.rs", group), one(1, "crate::suite::Suite"));
    let oracle = "use crate::scim::filter::Filter;\n";
    assert_eq!(found("judge/matcher.rs", oracle), one(1, "crate::scim::filter::Filter"));
    assert_eq!(found("server/query.rs", oracle), []);
    let sneaked = "use super::super::cli::Exit;\n";
    assert_eq!(found("run/pace.rs", sneaked), one(1, "super::super"));
    assert_eq!(found("server/fault/table.rs", "use super::super::Server;\n"), []);

    let files = "use std::{fmt, fs};\n";
    assert_eq!(found("report/html.rs", files), one(1, "std::fs"));
    assert_eq!(found("cli/run.rs", files), []);
    let client = "// reqwest::Client\nlet client = reqwest::Client::new();\n";
    assert_eq!(found("run/probe.rs", client), one(2, "reqwest::Client::new"));
    let in_tests = "#[cfg(test)]\nmod tests {\n    use crate::server::Server;\n}\n";
    assert_eq!(found("run/pace.rs", in_tests), []);

    let shown = violations("judge/state.rs", up).remove(0).to_string();
    assert_eq!(shown, "src/judge/state.rs:2: crate::run::run: judge may not use run");
}

/// All files below `src/`: the path from there, with slashes, and the text.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            #[expect(clippy::disallowed_methods, reason = "this test is about the sources")]
            let text = std::fs::read_to_string(&path).unwrap();
            (name, text)
        })
        .collect()
}

/// The module that a file belongs to; none for the two roots.
fn module_of(file: &str) -> Option<&str> {
    let first = file.split('/').next()?;
    let module = first.strip_suffix(".rs").unwrap_or(first);
    (!matches!(module, "lib" | "main")).then_some(module)
}

fn violations(file: &str, text: &str) -> Vec<Violation> {
    let Some(module) = module_of(file) else { return Vec::new() };
    if file.ends_with("/tests.rs") || file.contains("/tests/") {
        return Vec::new();
    }
    let code = without_comments_and_tests(text);
    let violation = |line: usize, used: &str, why: String| Violation {
        file: file.to_owned(),
        line,
        used: used.to_owned(),
        why,
    };
    let allowed =
        LAYERS.iter().find(|(name, _)| *name == module).map(|(_, uses)| *uses).unwrap_or_default();
    let mut found = Vec::new();
    for (line, path) in paths(&code, "crate") {
        let used = path.split("::").nth(1).unwrap_or_default();
        // Names that are not modules are macros at the root; there are none of ours.
        let is_module = LAYERS.iter().any(|(name, _)| *name == used);
        if is_module && used != module && !allowed.contains(&used) {
            found.push(violation(line, &path, format!("{module} may not use {used}")));
        }
    }
    for (what, places, why) in CONFINED {
        let root = what.split("::").next().unwrap_or_default();
        for (line, path) in paths(&code, root) {
            let is_it = path == *what || path.starts_with(&format!("{what}::"));
            let is_there = places.iter().any(|place| {
                if place.ends_with('/') { file.starts_with(place) } else { file == *place }
            });
            if is_it && !is_there {
                found.push(violation(line, &path, (*why).to_owned()));
            }
        }
    }
    // From a file of a module, `super` at its top level leads to the module.
    let depth = file.matches('/').count() + usize::from(!file.ends_with("mod.rs"));
    let climb = vec!["super"; depth].join("::");
    for (number, line) in code.lines().enumerate() {
        if depth > 0 && line.contains(&climb) {
            let why = format!("{module} is left without saying so");
            found.push(violation(number + 1, &climb, why));
        }
    }
    found
}

/// The text with comments and the test module made empty, lines kept.
fn without_comments_and_tests(text: &str) -> String {
    let mut in_tests = false;
    let mut attribute = false;
    text.lines()
        .map(|line| {
            in_tests |= attribute && line.trim_start().starts_with("mod tests");
            attribute = line.trim() == "#[cfg(test)]";
            let comment = if line.trim_start().starts_with("//") { 0 } else { line.len() };
            let end = line.find(" // ").unwrap_or(comment).min(comment);
            if in_tests { "\n".to_owned() } else { format!("{}\n", &line[..end]) }
        })
        .collect()
}

/// Every path in the code that begins with `root`, groups spelled out, with
/// the line of its beginning.
fn paths(code: &str, root: &str) -> Vec<(usize, String)> {
    let start = format!("{root}::");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&start) {
        let before = code[..at].chars().next_back();
        // `$crate::` is `crate::`; `my_crate::` and `a::crate::` are not.
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let mut tree = &code[at + start.len()..];
        let mut tails = Vec::new();
        tails_of(&mut tree, "", &mut tails);
        found.extend(tails.into_iter().map(|tail| (line, format!("{root}::{tail}"))));
    }
    found
}

/// Reads one path or group from the front of `tree`.
fn tails_of(tree: &mut &str, before: &str, tails: &mut Vec<String>) {
    *tree = tree.trim_start();
    if let Some(inside) = tree.strip_prefix('{') {
        *tree = inside;
        loop {
            *tree = tree.trim_start();
            if let Some(rest) = tree.strip_prefix('}') {
                *tree = rest;
                return;
            }
            let length = tree.len();
            tails_of(tree, before, tails);
            // An alias, then the comma.
            *tree = tree.trim_start_matches(|c: char| c != ',' && c != '}');
            *tree = tree.strip_prefix(',').unwrap_or(tree);
            if tree.is_empty() || tree.len() == length {
                return;
            }
        }
    }
    let end =
        tree.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '*')).unwrap_or(tree.len());
    let path = format!("{before}{}", &tree[..end]);
    *tree = &tree[end..];
    match tree.strip_prefix("::") {
        Some(rest) if !rest.starts_with('<') => {
            *tree = rest;
            tails_of(tree, &format!("{path}::"), tails);
        }
        _ => tails.push(path),
    }
}
