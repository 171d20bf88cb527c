//! The Content-Security-Policy of a report: its own style and script by their
//! hashes, and nothing else at all.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::TemplateError;

/// What a template writes in front of its style and script.
const META: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"{{ policy }}\">";

/// The policy for a page made from the template `source`.
///
/// The hashes are taken from the template and not from the page, so that text
/// from the target could not run even if it found a way into a script.
pub(super) fn policy(source: &str) -> Result<String, TemplateError> {
    let styles = inline(source, "style")?;
    let scripts = inline(source, "script")?;
    let first = styles.iter().chain(&scripts).map(|block| block.start).min();
    match source.find("{{ policy }}") {
        Some(policy) if first.is_none_or(|first| policy < first) => {}
        found => {
            return Err(TemplateError {
                line: found.or(first).map(|at| line_of(source, at)),
                message: "the policy does not stand before the first style and script".to_owned(),
                hint: Some(format!("write {META} right after the character set")),
            });
        }
    }
    let mut policy = "default-src 'none'".to_owned();
    for (directive, blocks) in [("style-src", &styles), ("script-src", &scripts)] {
        if !blocks.is_empty() {
            policy.push_str("; ");
            policy.push_str(directive);
            for block in blocks {
                policy.push_str(" 'sha256-");
                policy.push_str(&STANDARD.encode(Sha256::digest(block.text)));
                policy.push('\'');
            }
        }
    }
    if source.contains("data:image/") {
        policy.push_str("; img-src data:");
    }
    policy.push_str("; base-uri 'none'; form-action 'none'");
    Ok(policy)
}

/// The content of a `<style>` or `<script>`.
struct Block<'a> {
    /// Where its tag begins, in bytes.
    start: usize,
    /// What is between the tags.
    text: &'a str,
}

fn inline<'a>(source: &'a str, tag: &str) -> Result<Vec<Block<'a>>, TemplateError> {
    // Lower case of ASCII alone keeps every offset.
    let lower = source.to_ascii_lowercase();
    let (opening, closing) = (format!("<{tag}"), format!("</{tag}"));
    let mut blocks = Vec::new();
    let mut from = 0;
    while let Some(start) = lower[from..].find(&opening).map(|at| from + at) {
        let problem = |message: String, hint: &str| TemplateError {
            line: Some(line_of(source, start)),
            message,
            hint: Some(hint.to_owned()),
        };
        let content = lower[start..].find('>').map(|at| start + at + 1);
        let end = content.and_then(|at| lower[at..].find(&closing).map(|end| at + end));
        let (Some(content), Some(end)) = (content, end) else {
            return Err(problem(format!("`<{tag}>` has no end"), "close it by its end tag"));
        };
        if lower[start..content].contains("src=") {
            return Err(problem(
                format!("`<{tag}>` loads something"),
                "a report is one file and loads nothing: write the content between the tags",
            ));
        }
        let text = &source[content..end];
        if ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark)) {
            return Err(problem(
                format!("the content of `<{tag}>` depends on the report"),
                "it is allowed by the hash of its text, so it must be the same in every report; \
                 put values into attributes or elements and read them from there",
            ));
        }
        blocks.push(Block { start, text });
        from = end;
    }
    Ok(blocks)
}

fn line_of(source: &str, at: usize) -> usize {
    source[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_are_allowed_by_their_hashes_alone() {
        // The hashes of "a" and of "b", as `openssl dgst -sha256` gives them.
        let page = "{{ policy }}<STYLE>a</style><script type=module>b</SCRIPT>";
        assert_eq!(
            policy(page).unwrap(),
            "default-src 'none'; \
             style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; \
             script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='; \
             base-uri 'none'; form-action 'none'"
        );
        assert_eq!(
            policy("{{ policy }}<img src=data:image/png;base64,>").unwrap(),
            "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
        );
    }

    #[test]
    fn what_a_policy_cannot_hold_is_an_error_with_a_line() {
        for (page, line, message) in [
            ("a\n<style></style>{{ policy }}", Some(2), "stand before"),
            ("<p>no policy</p>", None, "stand before"),
            ("{{ policy }}\n\n<script src=x></script>", Some(3), "loads something"),
            ("{{ policy }}\n<script>let a = {{ title }}</script>", Some(2), "depends"),
            ("{{ policy }}<style>a", Some(1), "no end"),
        ] {
            let error = policy(page).unwrap_err();
            assert!(error.message.contains(message), "{error}");
            assert_eq!(error.line, line, "{error}");
            assert!(error.hint.is_some());
        }
    }
}
