//! Attribute paths as keys of `changes`.

/// Why a text is no attribute path, or nothing if it is one: `attr`,
/// `attr.sub`, `attr[sub eq "x"]`, `attr[sub eq "x"].sub`, any of them after a
/// schema URN and a colon (RFC 7644 sections 3.5.2 and 3.10). Placeholders
/// stand for letters.
pub(super) fn fault(path: &str) -> Option<&'static str> {
    let (head, rest) = match path.find('[') {
        Some(bracket) => path.split_at(bracket),
        None => (path, ""),
    };
    let local = match head.rsplit_once(':') {
        Some((urn, local)) => {
            if !urn.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:")) {
                return Some("what stands before the last `:` must be a schema URN");
            }
            local
        }
        None => head,
    };
    let names: Vec<&str> = local.split('.').collect();
    if !names.iter().all(|name| is_attribute(name)) {
        return Some("an attribute name is letters, digits, `-`, `_` and `$`, a letter first");
    }
    if rest.is_empty() {
        return (names.len() > 2).then_some("a path has one sub-attribute at most");
    }
    if names.len() > 1 {
        return Some("a value filter stands after an attribute, not after a sub-attribute");
    }
    filter_fault(rest)
}

/// `[sub eq "x"]` and what follows it.
fn filter_fault(rest: &str) -> Option<&'static str> {
    const FORM: &str = "a value filter is `[sub eq \"value\"]`";
    let Some(inner) = rest.strip_prefix('[') else { return Some(FORM) };
    let mut words = inner.splitn(3, ' ');
    let (Some(attribute), Some(operator), Some(value)) = (words.next(), words.next(), words.next())
    else {
        return Some(FORM);
    };
    if !is_attribute(attribute) || !operator.eq_ignore_ascii_case("eq") {
        return Some(FORM);
    }
    let mut values = serde_json::Deserializer::from_str(value).into_iter::<serde_json::Value>();
    match values.next() {
        Some(Ok(literal)) if !literal.is_object() && !literal.is_array() => {}
        _ => return Some(FORM),
    }
    match value[values.byte_offset()..].strip_prefix(']') {
        Some("") => None,
        Some(after) => match after.strip_prefix('.') {
            Some(sub) if is_attribute(sub) => None,
            _ => Some("after a value filter stands `.sub` or nothing"),
        },
        None => Some(FORM),
    }
}

fn is_attribute(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '$')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_one_value() {
        for path in [
            "active",
            "name.familyName",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            "phoneNumbers[type eq \"work\"]",
            "phoneNumbers[type eq \"work\"].value",
            "emails[primary eq true].value",
            "emails[value eq \"a ] b\"].display",
            "members.$ref",
        ] {
            assert_eq!(fault(path), None, "{path}");
        }
        for path in [
            "",
            "a b",
            "a..b",
            "a.b.c",
            ".a",
            "a:b",
            "a[",
            "a[b]",
            "a[b eq]",
            "a[b eq \"x\"",
            "a[b sw \"x\"]",
            "a[b eq x]",
            "a[b eq \"x\"]c",
            "a[b eq \"x\"].",
            "a.b[c eq 1]",
        ] {
            assert!(fault(path).is_some(), "{path}");
        }
    }
}
