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
