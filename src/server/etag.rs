//! Versions of resources and conditional requests (RFC 7644 section 3.14).

/// The entity tag of a revision. It is weak: `groups` of a user changes without it.
pub(super) fn of_revision(revision: u64) -> String {
    format!("W/\"{revision}\"")
}

/// Does a value of `If-Match` or `If-None-Match` name this tag? `*` names all.
/// Compared weakly, as the examples of RFC 7644 section 3.14 send weak tags in
/// `If-Match`, which the strong comparison of HTTP would never match.
pub(super) fn names(header: &str, tag: &str) -> bool {
    header.split(',').map(str::trim).any(|item| item == "*" || opaque(item) == opaque(tag))
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_tags_matches_weakly() {
        let rows = [
            ("W/\"3\"", true),
            ("\"3\"", true),
            ("\"1\", W/\"3\"", true),
            ("*", true),
            ("W/\"33\"", false),
            ("", false),
        ];
        for (header, expected) in rows {
            assert_eq!(names(header, &of_revision(3)), expected, "{header}");
        }
    }
}
