//! What the documents say holds: links lead somewhere, the example of the
//! suite language is a suite.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};

use regex::Regex;
use scimproof::scim::requirement::Catalogue;
use scimproof::suite::{load_text, planned_checks};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    #[expect(clippy::disallowed_methods, reason = "this test is about files")]
    std::fs::read_to_string(path).unwrap()
}

/// The Markdown files of the root, `docs/` and below.
fn documents() -> Vec<PathBuf> {
    let folders = [root(), root().join("docs"), root().join("docs/design")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

#[test]
fn links_within_the_repository_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#\s]+)").unwrap();
    let mut seen = 0;
    for document in documents() {
        let text = read(&document);
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if !target.contains("://") {
                seen += 1;
                let path = document.parent().unwrap().join(target);
                assert!(path.exists(), "{}: {target} is not there", document.display());
            }
        }
    }
    assert!(seen > 5, "only {seen} links were found");
}

#[test]
fn the_example_of_the_suite_language_has_the_checks_it_speaks_of() {
    let text = read(&root().join("docs/suite-language.md"));
    let example = text.split("```jsonc\n").nth(1).unwrap().split("\n```").next().unwrap();
    let loaded = load_text("docs/suite-language.md", example, &Catalogue::built_in())
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings.render(false));
    let scenarios = loaded.suites.iter().flat_map(|suite| &suite.scenarios);
    let checks: Vec<String> =
        scenarios.flat_map(planned_checks).map(|(id, _, _)| id.to_string()).collect();
    for end in ["disable", "disable.state.ada.get", "disable.state.ada.filter", "find"] {
        let id = format!("my-users.disable.replace-active[legacy]/{end}");
        assert!(checks.contains(&id), "{id} is not in {checks:?}");
    }
}

/// Does a pattern of the page, with `*` for any text, name this scenario? Where it
/// leaves the row away, it names all rows.
fn names(pattern: &str, scenario: &str) -> bool {
    let matches = |id: &str| {
        let mut parts = pattern.split('*');
        let Some(mut rest) = id.strip_prefix(parts.next().unwrap()) else { return false };
        let mut last = "";
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            (rest, last) = (&rest[at + part.len()..], part);
        }
        rest.is_empty() || (pattern.ends_with('*') && last.is_empty())
    };
    matches(scenario) || scenario.split_once('[').is_some_and(|(id, _)| matches(id))
}

#[test]
fn each_finding_at_a_foreign_server_is_explained() {
    let page = read(&root().join("docs/foreign-servers.md"));
    let code = Regex::new("`([a-z-]+\\.[^`/]+)[^`]*`").unwrap();
    for server in ["scim2-server", "scimmy"] {
        let section = page
            .split("\n## ")
            .find(|section| section.to_lowercase().starts_with(server))
            .unwrap_or_else(|| panic!("{server} has no section"));
        let patterns: Vec<&str> =
            code.captures_iter(section).map(|found| found.get(1).unwrap().as_str()).collect();
        let snapshot = read(&root().join(format!("snapshots/foreign__{server}.json")));
        let snapshot: serde_json::Value = serde_json::from_str(&snapshot).unwrap();
        let mut found = 0;
        for (id, verdict) in snapshot["scenarios"].as_object().unwrap() {
            // A verdict in words alone has no finding, unless it is one of these.
            let verdict = verdict["verdict"].as_str().or(verdict.as_str()).unwrap();
            if verdict == "passed" || verdict.starts_with("skipped") {
                continue;
            }
            found += 1;
            let named = patterns.iter().any(|pattern| names(pattern, id));
            assert!(
                named,
                "docs/foreign-servers.md does not say why {id} is {verdict} at {server}"
            );
        }
        assert!(found > 10, "{server}: only {found} findings");
    }
}

#[test]
fn patterns_of_the_page_name_what_they_seem_to() {
    assert!(names("laws.location", "laws.location"));
    assert!(names("rfc-a.b", "rfc-a.b[row]"));
    assert!(names("rfc-a.*[legacy]", "rfc-a.b.c[legacy]"));
    assert!(names("rfc-a.b*", "rfc-a.b[row]"));
    assert!(names("rfc-a.x[n-*-text]", "rfc-a.x[n-one-text]"));
    assert!(!names("rfc-a.b", "rfc-a.bc"));
    assert!(!names("rfc-a.*[legacy]", "rfc-a.b[flagged]"));
    assert!(!names("rfc-a.b[row]", "rfc-a.b[other]"));
}
