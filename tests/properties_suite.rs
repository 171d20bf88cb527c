//! Whatever a suite file holds: loading ends without panic, and every place
//! that a diagnostic names lies within the text.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod suite_files;

use std::sync::LazyLock;

use proptest::prelude::*;
use scimproof::scim::requirement::Catalogue;
use scimproof::suite::load_text;
use scimproof::suite::template::{Names, Part, fill_json, fill_text, parts};
use suite_files::{EXHAUSTIVE, catalogue};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(catalogue);

#[expect(clippy::disallowed_methods, reason = "a test reads its files")]
static SOUND: LazyLock<String> = LazyLock::new(|| std::fs::read_to_string(EXHAUSTIVE).unwrap());

fn ends_well(text: &str) {
    let problems = match load_text("x.jsonc", text, &CATALOGUE) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    };
    for problem in problems.iter() {
        assert!(!problem.message.is_empty());
        assert!(!problem.labels.is_empty());
        for label in &problem.labels {
            let source = problems.sources().get(label.span.source).unwrap();
            assert!(label.span.start <= label.span.end);
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(source.text().get(start..end).is_some(), "{problem:?} lies outside");
        }
    }
    assert_eq!(problems.render(false).is_empty(), problems.is_empty());
    assert_eq!(problems.to_json().as_array().unwrap().len(), problems.len());
}

/// Pieces that a suite is made of, put where they do not belong.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "//",
            "/*",
            "null",
            "true",
            "1e5",
            "-0.0",
            "\\",
            "{{",
            "}}",
            "{{row.value}}",
            "{{row.x}}",
            "{{ada.id}}",
            "{{bob.id}}",
            "{{uniq}}",
            "é",
            "\"@re\": \"(\"",
            "\"@len\": [1]",
            "\"@set\": 1",
            "\"then\": [{}]",
            "\"each\": [],",
            "\"given\": { \"a\": \"user\" },",
            "\"steps\": {},",
            "\"cite\": [1],",
            "\u{feff}",
            "\r",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ]
}

fn boundary(text: &str, index: prop::sample::Index) -> usize {
    let mut at = index.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

struct Everything;

impl Names for Everything {
    fn value(&self, name: &str) -> Option<serde_json::Value> {
        Some(format!("<{name}>").into())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends_well(text in "\\PC*") {
        ends_well(&text);
    }

    #[test]
    fn any_soup_of_pieces_ends_well(pieces in prop::collection::vec(piece(), 0..40)) {
        ends_well(&pieces.concat());
    }

    #[test]
    fn a_sound_suite_with_wounds_ends_well(
        wounds in prop::collection::vec(
            (any::<prop::sample::Index>(), 0_usize..12, piece()),
            1..4,
        )
    ) {
        let mut text = SOUND.clone();
        for (index, length, piece) in wounds {
            let start = boundary(&text, index);
            let mut end = (start + length).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text.replace_range(start..end, &piece);
        }
        ends_well(&text);
    }

    /// The shape is broken and the syntax is not: one value is another one.
    #[test]
    fn a_sound_suite_with_a_strange_value_ends_well(
        index in any::<prop::sample::Index>(),
        strange in prop::sample::select(vec![
            "null", "true", "-1", "1e300", "\"\"", "[]", "{}", "[[]]", "{\"@any\": true}",
            "{\"@nothing\": 1, \"a\": 2}", "\"{{row.value}}\"", "\"{{nobody.id}}\"", "{\"\": 1}",
        ]),
    ) {
        let places: Vec<usize> = SOUND.match_indices("\": ").map(|(at, _)| at + 3).collect();
        let start = places[index.index(places.len())];
        // A value ends where the first complete JSON value after the colon does.
        let mut values = serde_json::Deserializer::from_str(&SOUND[start..])
            .into_iter::<serde_json::Value>();
        if let Some(Ok(_)) = values.next() {
            let end = start + values.byte_offset();
            ends_well(&format!("{}{strange}{}", &SOUND[..start], &SOUND[end..]));
        }
    }

    #[test]
    fn the_parts_of_a_template_are_the_template(text in "[a{}. -]{0,30}") {
        let joined: String = parts(&text)
            .map(|part| match part {
                Part::Text(text) | Part::Malformed(text) => text.to_owned(),
                Part::Name(name) => format!("{{{{{name}}}}}"),
            })
            .collect();
        prop_assert_eq!(joined, text);
    }

    #[test]
    fn filling_a_text_and_filling_json_agree(text in "[a{}. -]{0,30}") {
        let filled = fill_text(&text, &Everything).unwrap();
        prop_assert_eq!(fill_json(&text.into(), &Everything).unwrap(), serde_json::Value::String(filled));
    }
}
