//! Merge patch (RFC 7396): a fixture's body with what `with` changes.

use super::super::tree::{Kind, Member, Node};

/// The target after the patch: members replaced, null taken away. Places stay
/// those of the text that each value comes from.
pub(super) fn merge(target: Option<&Node>, patch: &Node) -> Node {
    let Kind::Object(changes) = &patch.kind else { return patch.clone() };
    let mut members: Vec<Member> = match target {
        Some(Node { kind: Kind::Object(members), .. }) => members.clone(),
        _ => Vec::new(),
    };
    for change in changes {
        let existing = members.iter().position(|member| member.key == change.key);
        match (&change.value.kind, existing) {
            (Kind::Null, Some(index)) => {
                members.remove(index);
            }
            (Kind::Null, None) => {}
            (_, Some(index)) => {
                members[index].value = merge(Some(&members[index].value), &change.value);
            }
            (_, None) => {
                members.push(Member { value: merge(None, &change.value), ..change.clone() });
            }
        }
    }
    Node { span: target.map_or(patch.span, |target| target.span), kind: Kind::Object(members) }
}

#[cfg(test)]
mod tests {
    use super::super::super::tree::parse;
    use super::*;
    use crate::text::Sources;

    fn node(text: &str) -> Node {
        parse(Sources::default().add("x", text), text, &mut Vec::new()).unwrap()
    }

    /// The examples of RFC 7396 appendix A that have an object as patch.
    #[test]
    fn merges_as_rfc_7396_says() {
        for (target, patch, result) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            let merged = merge(Some(&node(target)), &node(patch));
            assert_eq!(merged.to_value(), node(result).to_value(), "{target} with {patch}");
        }
    }
}
