//! Loading suites, as several commands do.

use crate::scim::requirement::Catalogue;
use crate::suite::{Loaded, Origin, Suite, Tables, load_with};
use crate::text::nearest;

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Loads the suites; shows what is odd about them.
///
/// # Errors
/// When one of them is invalid.
pub(super) fn load_suites(
    origin: &Origin,
    tables: &Tables,
    terminal: Terminal,
) -> Result<Vec<Suite>, Failure> {
    let Loaded { suites, warnings } = load_with(origin, &Catalogue::built_in(), tables)
        .map_err(|diagnostics| Failure::Diagnosed { exit: Exit::InvalidSuite, diagnostics })?;
    if !warnings.is_empty() {
        terminal.show(&warnings);
    }
    Ok(suites)
}

/// What to say when nothing is selected: what was probably meant.
pub(super) fn nothing_selected(ids: &[String], patterns: &[String]) -> Failure {
    let failure = Failure::Said {
        exit: Exit::NothingSelected,
        message: "no scenario is selected".to_owned(),
        hint: None,
    };
    let meant = patterns.iter().find_map(|pattern| {
        let wanted = pattern.trim_matches('*');
        // Somebody who types `entra-user.disable` means the beginning of an id.
        let beginnings = ids.iter().flat_map(|id| beginnings(id));
        nearest(wanted, beginnings).map(str::to_owned)
    });
    match meant {
        Some(meant) => failure.hint(format!("did you mean `{meant}`? `scimproof list` shows all")),
        None => failure.hint(
            "`scimproof list` shows all scenarios; --only, --exclude, --level and --requirement \
             must leave at least one",
        ),
    }
}

/// `a`, `a.b`, `a.b.c`, `a.b.c[row]`.
pub(super) fn beginnings(id: &str) -> impl Iterator<Item = &str> {
    let stem = id.find('[').unwrap_or(id.len());
    id[..stem]
        .match_indices('.')
        .map(|(index, _)| &id[..index])
        .chain([&id[..stem]])
        .chain((stem < id.len()).then_some(id))
}

/// The ids of all scenarios, in order.
pub(super) fn scenario_ids(suites: &[Suite]) -> Vec<String> {
    suites
        .iter()
        .flat_map(|suite| &suite.scenarios)
        .map(|scenario| scenario.id.to_string())
        .collect()
}
