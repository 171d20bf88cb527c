//! `scimproof list`.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::plan::Plan;
use crate::suite::{BUILT_IN_FILES, Need, Scenario, SuiteOrigin, SuiteSource, planned_checks};

use super::args::{ListArguments, ListFormat};
use super::exit::Exit;
use super::failure::Failure;
use super::settings::Settings;
use super::suites;
use super::terminal::Terminal;

pub(super) fn list(arguments: &ListArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::read(&arguments.config)?;
    settings.strangers().iter().for_each(|sentence| terminal.warn(sentence));
    let origin = settings.origin(&arguments.suites);
    let selection = settings.selection(&arguments.selection)?;
    let tables = settings.mapping(&arguments.mapping)?.tables();
    let loaded = suites::load_suites(&origin, &tables, terminal)?;
    let ids = suites::scenario_ids(&loaded);
    let plan = Plan::everything(loaded, &selection);
    if plan.scenarios.is_empty() {
        return Err(suites::nothing_selected(&ids, &arguments.selection.only));
    }
    if let Some(directory) = &arguments.export {
        return export(&plan, directory, terminal);
    }
    // In one piece: standard output would be told of each line by itself.
    let mut text = Vec::new();
    match arguments.format {
        ListFormat::Text => write_text(&mut text, &plan)?,
        ListFormat::Json => writeln!(text, "{:#}", to_json(&plan))?,
    }
    let mut output = terminal.output();
    output.write_all(&text)?;
    output.flush()?;
    // The program ends here: to take it apart piece by piece would only take time.
    std::mem::forget(plan);
    Ok(Exit::Success)
}

const fn origin_words(origin: SuiteOrigin) -> &'static str {
    match origin {
        SuiteOrigin::BuiltIn => "built in",
        SuiteOrigin::Modified => "modified, differs from the one built in",
        SuiteOrigin::File => "a file of its own",
    }
}

fn write_text(output: &mut dyn Write, plan: &Plan) -> std::io::Result<()> {
    let mut first = true;
    for source in &plan.suites {
        let scenarios: Vec<&Scenario> = of_suite(plan, source).collect();
        if scenarios.is_empty() {
            continue;
        }
        if !std::mem::take(&mut first) {
            writeln!(output)?;
        }
        writeln!(output, "{}  {} ({})", source.suite, source.path, origin_words(source.origin))?;
        let width = scenarios.iter().map(|s| s.id.as_str().chars().count()).max().unwrap_or(0);
        for scenario in scenarios {
            writeln!(output, "  {:width$}  {:6}  {}", scenario.id, scenario.level, scenario.title)?;
            writeln!(output, "  {:width$}          {}", "", joined(&scenario.cites))?;
        }
    }
    let checks: usize = plan.scenarios.iter().map(|scenario| planned_checks(scenario).len()).sum();
    writeln!(output, "\n{} scenarios, {checks} checks", plan.scenarios.len())
}

fn joined(words: &[impl ToString]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn of_suite<'a>(plan: &'a Plan, source: &'a SuiteSource) -> impl Iterator<Item = &'a Scenario> {
    plan.scenarios
        .iter()
        .map(AsRef::as_ref)
        .filter(|scenario: &&Scenario| *scenario.suite == *source.suite)
}

fn to_json(plan: &Plan) -> Value {
    let scenarios: Vec<Value> = plan
        .scenarios
        .iter()
        .map(|scenario| {
            let checks: Vec<Value> = planned_checks(scenario)
                .into_iter()
                .map(|(id, level, cites)| json!({ "id": id, "level": level, "cites": cites }))
                .collect();
            json!({
                "id": scenario.id,
                "suite": *scenario.suite,
                "level": scenario.level,
                "title": scenario.title,
                "cites": scenario.cites,
                "needs": scenario.needs.iter().map(Need::to_string).collect::<Vec<_>>(),
                "location": scenario.location,
                "checks": checks,
            })
        })
        .collect();
    json!({ "suites": plan.suites, "scenarios": scenarios })
}

/// Writes the files of the suites that have a listed scenario.
fn export(plan: &Plan, directory: &Path, terminal: Terminal) -> Result<Exit, Failure> {
    let cannot = |path: &Path, error: &std::io::Error| {
        Failure::usage(format!("cannot write {}: {error}", path.display()))
    };
    std::fs::create_dir_all(directory).map_err(|error| cannot(directory, &error))?;
    let mut written = 0;
    for source in &plan.suites {
        let name = source.path.rsplit('/').next().unwrap_or(&source.path);
        let text = BUILT_IN_FILES.iter().find(|(file, _)| *file == name).map(|(_, text)| *text);
        // Somebody's own files are there already.
        let (Some(text), SuiteOrigin::BuiltIn) = (text, source.origin) else { continue };
        if of_suite(plan, source).next().is_none() {
            continue;
        }
        let path = directory.join(name);
        let mut file =
            std::fs::File::options().write(true).create_new(true).open(&path).map_err(|error| {
                match error.kind() {
                    std::io::ErrorKind::AlreadyExists => Failure::usage(format!(
                        "{} is there already, and nothing is overwritten",
                        path.display()
                    ))
                    .hint("choose an empty directory, or delete the file"),
                    _ => cannot(&path, &error),
                }
            })?;
        file.write_all(text.as_bytes()).map_err(|error| cannot(&path, &error))?;
        written += 1;
    }
    let directory = directory.display();
    terminal.say(&format!(
        "wrote {written} suite files to {directory}; after your changes:\n  \
         scimproof lint {directory}\n  scimproof run --suites {directory}"
    ));
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_origin_has_words() {
        let all = [SuiteOrigin::BuiltIn, SuiteOrigin::Modified, SuiteOrigin::File];
        assert!(all.iter().all(|origin| !origin_words(*origin).is_empty()));
        assert_eq!(crate::suite::Origin::default(), crate::suite::Origin::BuiltIn);
    }
}
