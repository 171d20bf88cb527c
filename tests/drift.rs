//! What must not drift apart: the schema and its descriptions, the directory of
//! suites and what is built in, codes and their explanations, the exhaustive
//! suite and the language.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod suite_files;

use std::collections::BTreeSet;
use std::path::Path;

use scimproof::suite::{BUILT_IN_FILES, OTHER_FILES, SCHEMA, load_text};
use scimproof::text::Code;
use serde_json::Value;
use suite_files::{EXHAUSTIVE, catalogue};

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

/// Calls `visit` with each schema object and its JSON Pointer.
fn walk(value: &Value, pointer: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(pointer, value);
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                walk(member, &format!("{pointer}/{key}"), visit);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                walk(element, &format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}

#[test]
fn every_key_of_the_schema_has_a_description() {
    let mut without = Vec::new();
    walk(&schema(), "", &mut |pointer, value| {
        let parent = pointer.rsplit('/').nth(1);
        let is_key = parent == Some("properties");
        if is_key && !value["description"].as_str().is_some_and(|text| text.ends_with('.')) {
            without.push(pointer.to_owned());
        }
    });
    assert!(without.is_empty(), "no description, or no full stop: {without:#?}");
}

#[test]
fn every_pattern_and_every_code_of_the_schema_speaks() {
    walk(&schema(), "", &mut |pointer, value| {
        if value.get("pattern").is_some_and(Value::is_string) {
            assert!(value.get("patternErrorMessage").is_some(), "{pointer} says only a pattern");
        }
        if let Some(code) = value.get("code").and_then(Value::as_str) {
            assert!(Code::from_name(code).is_some(), "{pointer} has the unknown code {code}");
        }
    });
}

#[test]
fn every_suite_file_is_built_in() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/suites");
    let files: BTreeSet<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "jsonc"))
        .filter(|name| !OTHER_FILES.contains(&name.as_str()))
        .collect();
    let built_in: BTreeSet<String> =
        BUILT_IN_FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files, built_in, "list the files in src/suite/builtin.rs");
}

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        assert!(code.meaning().ends_with('.'), "{code}");
        assert!(code.explanation().len() > 80, "{code} deserves more words");
        assert!(code.explanation().ends_with('.'), "{code}");
    }
}

/// Loading the exhaustive suite without a problem, and its using every key and
/// word, together show that what the schema allows is read.
#[test]
fn the_exhaustive_suite_uses_every_key_and_word() {
    #[expect(clippy::disallowed_methods, reason = "a test reads its files")]
    let text = std::fs::read_to_string(EXHAUSTIVE).unwrap();
    let loaded = load_text("exhaustive", &text, &catalogue()).unwrap();
    assert!(loaded.warnings.is_empty());
    let mut unused = BTreeSet::new();
    walk(&schema(), "", &mut |pointer, value| {
        let parent = pointer.rsplit('/').nth(1);
        if parent == Some("properties") {
            let key = pointer.rsplit('/').next().unwrap();
            if !text.contains(&format!("\"{key}\":")) {
                unused.insert(format!("key {key}"));
            }
        }
        for word in value.get("enum").and_then(Value::as_array).into_iter().flatten() {
            if !text.contains(&word.to_string()) {
                unused.insert(format!("word {word}"));
            }
        }
    });
    assert!(unused.is_empty(), "tests/suites/exhaustive.jsonc lacks {unused:#?}");
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::draft7::meta::is_valid(&schema()));
}
