//! Properties that hold for every input, tried on many.

mod filter {
    //! `scim::filter` and `scim::path`: printing and reading are inverse, nothing panics, and another
    //! implementation of RFC 7644 reads the same.

    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;
    use regex::Regex;
    use scimproof::scim::filter::{
        AttributeExpression, Evaluation, Filter, FilterError, Literal, Operator, Test, ValuePath,
    };
    use scimproof::scim::path::{AttributePath, Path};
    use scimproof::scim::projection::Projection;
    use scimproof::scim::standard;
    use serde_json::{Number, Value, json};

    /// How often each property is tried: enough to find what is wrong, in well under a second.
    fn times(cases: u32) -> ProptestConfig {
        ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => prop::sample::select(vec![
                "userName", "title", "active", "emails", "roles", "meta", "name", "type", "value", "primary",
            ])
            .prop_map(str::to_owned),
            1 => "[a-zA-Z][a-zA-Z0-9_-]{0,6}".prop_filter("a word of the language", |name| {
                !["not", "and", "or", "pr", "true", "false", "null"]
                    .contains(&name.to_ascii_lowercase().as_str())
            }),
        ]
    }

    fn attribute_path() -> impl Strategy<Value = AttributePath> {
        let schema = prop_oneof![
            4 => Just(None),
            1 => Just(Some("urn:ietf:params:scim:schemas:core:2.0:User".to_owned())),
            1 => "urn:[a-z]{2,5}:[a-z0-9.]{1,4}".prop_map(Some),
        ];
        (schema, name(), prop::option::weighted(0.3, name())).prop_map(
            |(schema, attribute, sub_attribute)| AttributePath { schema, attribute, sub_attribute },
        )
    }

    fn literal() -> impl Strategy<Value = Literal> {
        prop_oneof![
            3 => any::<String>().prop_map(Literal::String),
            1 => any::<i64>().prop_map(|number| Literal::Number(number.into())),
            1 => any::<u64>().prop_map(|number| Literal::Number(number.into())),
            1 => any::<f64>().prop_filter_map("finite", |number| {
                Number::from_f64(number).map(Literal::Number)
            }),
            1 => any::<bool>().prop_map(Literal::Boolean),
            1 => Just(Literal::Null),
        ]
    }

    fn expression() -> impl Strategy<Value = AttributeExpression> {
        let test = prop_oneof![
            1 => Just(Test::Present),
            3 => (prop::sample::select(Operator::ALL.to_vec()), literal())
                .prop_map(|(operator, literal)| Test::Compare(operator, literal)),
        ];
        (attribute_path(), test)
            .prop_map(|(attribute, test)| AttributeExpression { attribute, test })
    }

    fn connected(leaf: impl Strategy<Value = Filter> + 'static) -> BoxedStrategy<Filter> {
        leaf.prop_recursive(4, 16, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|filter| Filter::Not(Box::new(filter))),
                prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
                prop::collection::vec(inner, 2..4).prop_map(Filter::Or),
            ]
        })
        .boxed()
    }

    fn filter() -> BoxedStrategy<Filter> {
        let inner = || connected(expression().prop_map(Filter::Attribute));
        let after = expression().prop_map(|mut expression| {
            expression.attribute.schema = None;
            expression.attribute.sub_attribute = None;
            expression
        });
        let value_path = (attribute_path(), inner(), prop::option::weighted(0.2, after)).prop_map(
            |(attribute, filter, after)| {
                Filter::Value(ValuePath { attribute, filter: Box::new(filter), after })
            },
        );
        connected(prop_oneof![3 => expression().prop_map(Filter::Attribute), 1 => value_path])
    }

    /// Pieces of filters in any order: closer to a filter than arbitrary text, and mostly none.
    fn soup() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "userName",
            "emails",
            "name.givenName",
            "urn:a:2.0:b",
            " ",
            "eq",
            " eq ",
            " pr",
            " and ",
            " or ",
            "not (",
            "not",
            "(",
            ")",
            "[",
            "]",
            ".",
            "value",
            "\"a\"",
            "\"",
            "\\",
            "\\u12",
            "12",
            "-",
            "1e5",
            "true",
            "é",
            ":",
        ]);
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn no_panic(text: &str) -> Result<(), TestCaseError> {
        let mut errors = Vec::new();
        if let Err(FilterError::Syntax(error)) = Filter::parse(text) {
            errors.push(error);
        }
        errors.extend(Path::parse(text).err().map(|error| error.0));
        errors.extend(AttributePath::parse(text).err().map(|error| error.0));
        for error in errors {
            prop_assert!(text.is_char_boundary(error.offset), "{text:?}: {error}");
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(times(600))]

        #[test]
        fn a_filter_is_read_as_it_was_printed(filter in filter()) {
            let text = filter.to_string();
            prop_assert_eq!(Filter::parse(&text), Ok(filter), "{}", text);
        }

        #[test]
        fn a_path_is_read_as_it_was_printed(
            name in attribute_path(),
            filter in prop::option::of(connected(expression().prop_map(Filter::Attribute))),
        ) {
            let path = Path {
                schema: name.schema,
                attribute: name.attribute,
                filter,
                sub_attribute: name.sub_attribute,
            };
            prop_assert_eq!(Path::parse(&path.to_string()), Ok(path));
        }

        #[test]
        fn arbitrary_text_is_read_or_refused_within_its_bounds(text in any::<String>(), soup in soup()) {
            no_panic(&text)?;
            no_panic(&soup)?;
        }

        #[test]
        fn a_filter_and_its_negation_never_agree(filter in filter()) {
            let resource = json!({
                "userName": "ada", "title": "x", "active": true, "name": { "givenName": "A" },
                "emails": [{ "type": "work", "value": "a@example.com" }, { "primary": true }],
                "roles": [], "meta": { "created": "2026-01-01T00:00:00Z" },
            });
            let user = standard::user();
            let evaluation = Evaluation { lenient: true };
            let negation = Filter::Not(Box::new(filter.clone()));
            match filter.matches(&resource, &user, evaluation) {
                Ok(matches) => prop_assert_eq!(negation.matches(&resource, &user, evaluation), Ok(!matches)),
                Err(error) => prop_assert_eq!(negation.matches(&resource, &user, evaluation), Err(error)),
            }
        }

        #[test]
        fn a_projection_keeps_the_minimum_and_hides_the_password(
            names in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(vec!["id", "schemas", "password", "PassWord", "urn:ietf:params:scim:schemas:core:2.0:User"])
                        .prop_map(str::to_owned),
                    attribute_path().prop_map(|path| path.to_string()),
                ],
                0..5,
            ),
            excludes in any::<bool>(),
        ) {
            let resource = json!({
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "1", "userName": "ada",
                "Password": "secret", "name": { "givenName": "Ada" },
            });
            let names = names.join(",");
            let projection = if excludes {
                Projection::parse(None, Some(&names))
            } else {
                Projection::parse(Some(&names), None)
            };
            let projected = projection.unwrap().apply(&resource, &standard::user());
            prop_assert_eq!(&projected["id"], &resource["id"]);
            prop_assert_eq!(&projected["schemas"], &resource["schemas"]);
            prop_assert!(!projected.to_string().contains("secret"), "{}", projected);
            prop_assert!(is_part(&projected, &resource), "{}", projected);
        }

    }

    proptest! {
        // Always the same filters: a difference that nobody listed yet should not meet an unrelated change.
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7644), ..times(600) })]

        /// `scim_v2` reads what we read, in the same way, except for what [`is_intended`] lists.
        #[test]
        fn another_implementation_reads_the_same(
            filter in filter(),
            edits in prop::collection::vec((any::<prop::sample::Index>(), edit()), 0..3),
        ) {
            let mut text = filter.to_string();
            for (at, edit) in edits {
                text = edit.apply(&text, at);
            }
            let ours = Filter::parse(&text);
            let theirs = text.parse::<scim_v2::filter::Filter>();
            match (ours, theirs) {
                (Ok(ours), Ok(theirs)) => {
                    let ours = ours.to_string().parse::<scim_v2::filter::Filter>();
                    let ours = ours.map_or_else(|error| error.to_string(), |ours| ours.to_string());
                    prop_assert_eq!(ours, theirs.to_string(), "{}", text);
                }
                (Err(_), Err(_)) => {}
                (ours, theirs) => prop_assert!(
                    is_intended(&text),
                    "{text:?}: {:?}, {:?}", ours.err(), theirs.err()
                ),
            }
        }
    }

    /// Where we read a filter that `scim_v2` refuses, or the other way round, and mean it.
    fn is_intended(text: &str) -> bool {
        let strings = Regex::new(r#""(?:[^"\\]|\\.)*""#).expect("a pattern");
        let text = strings.replace_all(text, "\"\"");
        [
            // We read the form that Entra sends: `emails[type eq "work"].value eq "…"`.
            r"\]\.",
            // We read `not(` without a blank, which RFC 7644's grammar prints.
            r"(?i)\bnot\(",
            // We read names that begin like a word of the language behind a blank, as in `( prefix pr)`.
            r"(?i)(^|[(\[]|\band|\bor)\s+(pr|and|or|not)",
            // We keep to the grammar, which has no blank in front of a bracket.
            r"[\w$-]\s+\[",
        ]
        .into_iter()
        .any(|pattern| Regex::new(pattern).expect("a pattern").is_match(&text))
    }

    #[test]
    fn where_another_implementation_reads_otherwise_we_mean_it() {
        // (filter, do we read it, does scim_v2 read it)
        let table = [
            (r#"emails[type eq "work"].value eq "a""#, true, false),
            ("not(title pr)", true, false),
            ("( prefix pr)", true, false),
            ("emails [type pr]", false, true),
            // The literals of RFC 5234 have no case, and RFC 7643 section 2.1 has names with a dollar sign.
            ("active eq True", true, false),
            ("members.$ref pr", true, false),
            ("true pr", true, false),
        ];
        for (text, ours, theirs) in table {
            assert_eq!(Filter::parse(text).is_ok(), ours, "{text}: ours");
            assert_eq!(text.parse::<scim_v2::filter::Filter>().is_ok(), theirs, "{text}: theirs");
        }
        let many = vec!["title pr"; 2000].join(" or ");
        assert!(Filter::parse(&many).is_ok(), "scim_v2 stops at 1024 terms");
        assert!(many.parse::<scim_v2::filter::Filter>().is_err());
    }

    /// A small change that makes a filter nearly a filter.
    #[derive(Clone, Debug)]
    enum Edit {
        Delete,
        Insert(&'static str),
    }

    impl Edit {
        fn apply(&self, text: &str, at: prop::sample::Index) -> String {
            let mut characters: Vec<char> = text.chars().collect();
            let at = at.index(characters.len() + 1);
            match self {
                Self::Delete if at < characters.len() => {
                    characters.remove(at);
                }
                Self::Delete => {}
                Self::Insert(piece) => {
                    characters.splice(at..at, piece.chars());
                }
            }
            characters.into_iter().collect()
        }
    }

    fn edit() -> impl Strategy<Value = Edit> {
        prop_oneof![
            Just(Edit::Delete),
            prop::sample::select(vec![
                " ", "(", ")", "[", "]", "\"", "\\", "1", "x", " and ", " pr", ".a"
            ])
            .prop_map(Edit::Insert),
        ]
    }

    /// Is all of the one also in the other?
    fn is_part(part: &Value, whole: &Value) -> bool {
        match (part, whole) {
            (Value::Object(part), Value::Object(whole)) => part
                .iter()
                .all(|(key, value)| whole.get(key).is_some_and(|whole| is_part(value, whole))),
            _ => part == whole,
        }
    }
}
