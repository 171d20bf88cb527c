//! What `scimproof lint` says about suite files that are wrong, as text and as
//! JSON: one snapshot for each file of `tests/bad-suites`.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod suite_files;

use std::collections::BTreeSet;
use std::path::PathBuf;

use scimproof::mapping::{BUILT_IN, Mapping};
use scimproof::scim::requirement::Catalogue;
use scimproof::suite::{
    Document, DocumentKind, Origin, RequirementId, Tables, load, load_text, load_with,
};
use scimproof::text::{Code, Diagnostics};
use suite_files::{EXHAUSTIVE, catalogue};

#[test]
fn bad_suites_are_explained() {
    let mut seen = BTreeSet::new();
    for path in files_of("tests/bad-suites") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let shown = format!("tests/bad-suites/{}", path.file_name().unwrap().to_string_lossy());
        #[expect(clippy::disallowed_methods, reason = "a test reads its files")]
        let text = std::fs::read_to_string(&path).unwrap();
        let problems = match load_text(&shown, &text, &catalogue()) {
            Ok(loaded) => loaded.warnings,
            Err(problems) => problems,
        };
        assert!(!problems.is_empty(), "{shown} has no problem");
        seen.extend(problems.iter().map(|problem| problem.code));
        assert_shown(&name, &problems);
    }
    // These need files of their own making, see below.
    seen.extend([
        Code::SuiteUnreadable,
        Code::SuiteTooLarge,
        Code::SuiteNotUtf8,
        Code::SuiteByteOrderMark,
        Code::SuiteEmpty,
        Code::SuiteTooDeep,
        Code::SuiteDuplicateSuite,
    ]);
    let of_suites = Code::ALL.iter().filter(|code| code.as_str().starts_with("suite-"));
    let missing: Vec<_> = of_suites.filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "no bad suite shows {missing:?}");
}

/// What a program that starts does not look at again: with each mapping that comes with
/// it, the built-in suites have no problem, and are the same suites.
#[test]
fn built_in_suites_are_right_with_every_built_in_mapping() {
    for (name, _) in BUILT_IN {
        let tables = Mapping::built_in(name).unwrap().tables();
        let load = |tables: &Tables| {
            load_with(&Origin::BuiltIn, &Catalogue::built_in(), tables)
                .unwrap_or_else(|problems| panic!("{name}: {}", problems.render(false)))
        };
        let looked_at = load(&tables);
        assert!(looked_at.warnings.is_empty(), "{name}: {}", looked_at.warnings.render(false));
        let taken = load(&tables.checked());
        assert!(taken.suites.len() > 20, "{name}");
        assert_eq!(format!("{:?}", taken.suites), format!("{:?}", looked_at.suites), "{name}");
    }
}

/// Configurations: the files of `tests/bad-configs`, and some that cannot be files here.
#[test]
fn bad_configurations_are_explained() {
    let schema = serde_json::from_str(include_str!("../schemas/config.schema.json")).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("empty".to_owned(), b"\n".to_vec()),
        ("latin1".to_owned(), b"{ \"record\": \"caf\xE9\" }".to_vec()),
    ];
    for path in files_of("tests/bad-configs") {
        #[expect(clippy::disallowed_methods, reason = "a test reads its files")]
        let bytes = std::fs::read(&path).unwrap();
        files.push((path.file_stem().unwrap().to_string_lossy().into_owned(), bytes));
    }
    let mut seen = BTreeSet::new();
    for (name, bytes) in files {
        let problems = Document::read(
            DocumentKind::Configuration,
            "scimproof.jsonc",
            bytes,
            &schema,
            &["token"],
        )
        .expect_err(&name);
        seen.extend(problems.iter().map(|problem| problem.code));
        assert_shown(&format!("config-{name}"), &problems);
        assert!(!problems.render(true).contains("no-place-for-a-token"), "{name}");
    }
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| code.as_str().starts_with("config-") && !seen.contains(code))
        .collect();
    assert!(missing.is_empty(), "no bad configuration shows {missing:?}");
}

/// As text and as JSON, in one snapshot.
fn assert_shown(name: &str, problems: &Diagnostics) {
    let json = serde_json::to_string_pretty(&problems.to_json()).unwrap();
    let text = format!("{}\n{json}\n", problems.render(false));
    snapshot_settings().bind(|| insta::assert_snapshot!(format!("lint__{name}"), text));
}

/// Files that cannot stand in the repository as they are.
#[test]
fn strange_files_end_in_one_diagnostic_each() {
    let directory = tempfile::tempdir().unwrap();
    let sound = "{ \"format\": 1, \"suite\": \"s\", \"title\": \"t\", \"scenarios\": [{ \
                 \"id\": \"a\", \"title\": \"t\", \"level\": \"MUST\", \"cite\": [\"TEST-MUST-1\"], \
                 \"steps\": [{ \"step\": \"s\", \"send\": \"GET /\" }] }] }";
    let mut files = vec![directory.path().join("missing.jsonc")];
    let deep = "[".repeat(10_000);
    let deep_objects = "{\"a\":".repeat(10_000);
    for (name, bytes) in [
        ("blank.jsonc", b" \n".as_slice()),
        ("bom.jsonc", [b"\xEF\xBB\xBF", sound.as_bytes()].concat().as_slice()),
        ("comment.jsonc", b"// nothing else".as_slice()),
        ("deep.jsonc", deep.as_bytes()),
        ("deep-objects.jsonc", deep_objects.as_bytes()),
        ("empty.jsonc", b"".as_slice()),
        ("latin1.jsonc", b"{\n  \"title\": \"caf\xE9\"\n}".as_slice()),
        ("one.jsonc", sound.as_bytes()),
        ("two.jsonc", sound.as_bytes()),
    ] {
        let path = directory.path().join(name);
        #[expect(clippy::disallowed_methods, reason = "a test makes its files")]
        std::fs::write(&path, bytes).unwrap();
        files.push(path);
    }
    let large = directory.path().join("large.jsonc");
    #[expect(clippy::disallowed_methods, reason = "a test makes its files")]
    std::fs::File::create(&large).unwrap().set_len(50_000_000).unwrap();
    files.push(large);
    files.push(directory.path().to_owned());

    let problems = load(&Origin::Files(files), &catalogue()).unwrap_err();
    assert_eq!(problems.len(), 11);
    let directory = directory.path().to_string_lossy().replace('\\', "/");
    let text = problems.render(false).replace(&directory, "DIRECTORY");
    snapshot_settings().bind(|| insta::assert_snapshot!("lint__strange-files", text));
}

#[test]
fn colour_is_added_and_nothing_else() {
    let problems = load_text("x.jsonc", "{ \"format\": 1 ", &catalogue()).unwrap_err();
    let coloured = problems.render(true);
    assert!(coloured.contains('\u{1b}'));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, problems.render(false));
}

#[test]
fn the_exhaustive_suite_is_sound() {
    #[expect(clippy::disallowed_methods, reason = "a test reads its files")]
    let text = std::fs::read_to_string(EXHAUSTIVE).unwrap();
    let loaded = load_text("tests/suites/exhaustive.jsonc", &text, &catalogue())
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings.render(false));
    let planned: Vec<String> = loaded.suites[0]
        .scenarios
        .iter()
        .flat_map(scimproof::suite::planned_checks)
        .map(|(id, level, cites)| {
            let cites: Vec<_> = cites.iter().map(RequirementId::as_str).collect();
            format!("{id} {level} {}", cites.join(" "))
        })
        .collect();
    snapshot_settings().bind(|| {
        insta::assert_snapshot!("suite__exhaustive-checks", planned.join("\n"));
        insta::assert_debug_snapshot!("suite__exhaustive", loaded.suites[0].scenarios[0]);
    });
}

#[test]
fn the_built_in_suites_are_sound() {
    let catalogue = scimproof::scim::requirement::Catalogue::built_in();
    let loaded = load(&Origin::BuiltIn, &catalogue)
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings.render(false));
    assert_eq!(loaded.suites.len(), scimproof::suite::BUILT_IN_FILES.len());
}

/// The files of `tests/bad-suites`, by name.
fn files_of(directory: &str) -> Vec<PathBuf> {
    let directory = format!("{}/{directory}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// All snapshots lie in `/snapshots`, under the names that tests give them.
fn snapshot_settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Large and hostile files neither exhaust the stack nor say more than a person
/// reads; quadratic work would show as a test that hangs.
#[test]
fn hostile_files_end() {
    const SIZE: usize = 1_000_000;
    let repeated = |unit: &str| unit.repeat(SIZE / unit.len());
    for text in [
        repeated("["),
        repeated("\"a\","),
        format!("[{}]", repeated("1,")),
        format!("{{{}}}", repeated("\"a\":1,")),
        format!("{{\"scenarios\":[{}]}}", "{\"x\":1},\n".repeat(5_000)),
        repeated("// comment\n"),
        format!("\"{}\"", repeated("{{")),
    ] {
        let problems = load_text("large.jsonc", &text, &catalogue()).unwrap_err();
        assert!(problems.render(false).len() < 1_000_000);
    }
}
