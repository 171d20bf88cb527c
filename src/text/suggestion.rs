//! "Did you mean …?"

/// The candidate that is most like what was written, if one is like enough:
/// equal but for case, or at most a third of its letters wrong.
#[must_use]
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower = written.to_lowercase();
    let limit = (written.chars().count() / 3).clamp(1, 6);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance <= limit).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, candidate)| (distance, candidate))
        .map(|(_, candidate)| candidate)
}

/// A sentence with the nearest candidate: "did you mean `expect`?".
#[must_use]
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(written, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_is_suggested_if_near_enough() {
        let known = ["expect", "accept", "step", "@one-of"];
        for (written, suggested) in [
            ("expct", Some("expect")),
            ("Expect", Some("expect")),
            ("acept", Some("accept")),
            ("@oneof", Some("@one-of")),
            ("setp", Some("step")),
            ("nothing-like-it", None),
            ("x", None),
        ] {
            assert_eq!(nearest(written, known), suggested, "{written}");
        }
    }
}
