//! `scimproof explain`: one id in, everything known about it out.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use crate::mapping::{BUILT_IN, Mapping};
use crate::plan::Profile;
use crate::scim::requirement::{Catalogue, Requirement};
use crate::server::{Fault, Standing, Variation};
use crate::suite::{RequirementId, Scenario, Suite, planned_checks};
use crate::text::{Code, nearest};

use super::args::ExplainArguments;
use super::exit::Exit;
use super::failure::Failure;
use super::settings::Settings;
use super::suites::{self, beginnings};
use super::terminal::{Terminal, tame};

pub(super) fn explain(arguments: &ExplainArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let settings = Settings::read(&arguments.config)?;
    let mapping = settings.mapping(&arguments.mapping)?;
    let origin = settings.origin(&arguments.suites);
    let suites = suites::load_suites(&origin, &mapping.tables(), terminal)?;
    let known = Known { suites, catalogue: Catalogue::built_in(), mapping: mapping.given() };
    let id = arguments.id.trim();
    let text = known.explain(id).ok_or_else(|| {
        Failure::usage(format!("nothing is known about `{}`", tame(id))).hint_if(Some(
            known.nearest(id).map_or_else(
                || "`scimproof list` shows scenarios and requirements".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            ),
        ))
    })?;
    let mut output = terminal.output();
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(Exit::Success)
}

struct Known {
    suites: Vec<Suite>,
    catalogue: Catalogue,
    mapping: Option<Arc<Mapping>>,
}

impl Known {
    fn explain(&self, id: &str) -> Option<String> {
        let same = |known: &str| known.eq_ignore_ascii_case(id);
        if same("faults") {
            return Some(faults());
        }
        if same("variations") {
            return Some(variations());
        }
        if same("mapping") {
            let usual = || Arc::new(Mapping::entra_default());
            return Some(explain_mapping(&self.mapping.clone().unwrap_or_else(usual)));
        }
        if let Some(mapping) = Mapping::built_in(&id.to_ascii_lowercase()) {
            return Some(explain_mapping(&mapping));
        }
        if let Some(profile) = Profile::ALL.into_iter().find(|profile| same(profile.name())) {
            return Some(explain_profile(profile));
        }
        if let Some(code) = Code::ALL.iter().find(|code| same(code.as_str())) {
            return Some(explain_code(*code));
        }
        if let Some(fault) = Fault::ALL.iter().find(|fault| same(fault.name())) {
            return Some(self.explain_fault(*fault));
        }
        if let Some(variation) = Variation::ALL.iter().find(|known| same(known.name())) {
            return Some(explain_variation(*variation));
        }
        if let Some(requirement) = self.catalogue.iter().find(|known| same(&known.id)) {
            return Some(self.explain_requirement(requirement));
        }
        let below = |scenario: &&Scenario| {
            scenario.id.as_str() == id
                || beginnings(scenario.id.as_str()).any(|beginning| beginning == id)
        };
        let found: Vec<&Scenario> = self.scenarios().filter(below).collect();
        match found.as_slice() {
            [] => self.explain_check(id),
            [scenario] => Some(self.explain_scenario(scenario)),
            several => Some(list_of(several)),
        }
    }

    fn scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.suites.iter().flat_map(|suite| &suite.scenarios)
    }

    /// What was probably meant.
    fn nearest(&self, id: &str) -> Option<String> {
        let mut known: Vec<String> = Vec::new();
        known.extend(Profile::ALL.map(|profile| profile.name().to_owned()));
        known.extend(BUILT_IN.iter().map(|(name, _)| (*name).to_owned()));
        known.extend(Code::ALL.iter().map(|code| code.as_str().to_owned()));
        known.extend(Fault::ALL.iter().map(|fault| fault.name().to_owned()));
        known.extend(Variation::ALL.iter().map(|variation| variation.name().to_owned()));
        known.extend(self.catalogue.iter().map(|requirement| requirement.id.clone()));
        for scenario in self.scenarios() {
            known.extend(beginnings(scenario.id.as_str()).map(str::to_owned));
            known.extend(planned_checks(scenario).into_iter().map(|(id, ..)| id.to_string()));
        }
        nearest(id, known.iter().map(String::as_str)).map(str::to_owned)
    }

    fn explain_scenario(&self, scenario: &Scenario) -> String {
        let mut text = format!("{}  {}\n{}\n", scenario.id, scenario.level, scenario.title);
        let _ = writeln!(text, "{}:{}", scenario.location.path, scenario.location.line);
        if let Some(why) = &scenario.why {
            let _ = write!(text, "\nWhy it matters:\n  {why}\n");
        }
        if let Some(effect) = &scenario.effect {
            let _ = write!(text, "\nWhat Entra does when it fails:\n  {effect}\n");
        }
        text.push_str("\nIt sends:\n");
        for given in &scenario.given {
            let _ = writeln!(
                text,
                "  {} {}  ({} is created first)",
                given.call.method.as_str(),
                given.call.path,
                given.name
            );
        }
        for step in &scenario.steps {
            let _ = writeln!(
                text,
                "  {} {}  ({})",
                step.call.method.as_str(),
                step.call.path,
                step.slug
            );
        }
        if !scenario.needs.is_empty() {
            text.push_str("\nIt is skipped unless the server offers:\n");
            for need in &scenario.needs {
                let _ = writeln!(text, "  {need}");
            }
        }
        text.push_str("\nChecks:\n");
        for (id, level, _) in planned_checks(scenario) {
            let _ = writeln!(text, "  {level:6}  {id}");
        }
        self.push_requirements(&mut text, "It cites:", &scenario.cites);
        let _ = write!(text, "\nTo run it alone:\n  scimproof run URL --only '{}'\n", scenario.id);
        text
    }

    fn explain_check(&self, id: &str) -> Option<String> {
        let (scenario, level, cites) = self.scenarios().find_map(|scenario| {
            let (_, level, cites) =
                planned_checks(scenario).into_iter().find(|(check, ..)| check.as_str() == id)?;
            Some((scenario, level, cites))
        })?;
        let mut text = format!("{id}  {level}\n");
        let _ = write!(text, "\nA check of the scenario {}:\n  {}\n", scenario.id, scenario.title);
        self.push_requirements(&mut text, "It cites:", &cites);
        Some(text)
    }

    fn push_requirements(&self, text: &mut String, heading: &str, ids: &[RequirementId]) {
        if ids.is_empty() {
            return;
        }
        let _ = write!(text, "\n{heading}\n");
        for id in ids {
            match self.catalogue.get(id.as_str()) {
                Some(known) => {
                    let _ = writeln!(
                        text,
                        "  {id}  {}\n    {}\n    {}",
                        known.level, known.text, known.url
                    );
                }
                None => {
                    let _ = writeln!(text, "  {id}");
                }
            }
        }
    }

    fn explain_requirement(&self, requirement: &Requirement) -> String {
        let Requirement { id, document, section, level, text: words, url, .. } = requirement;
        let mut text = format!("{id}  {level}\n{words}\n");
        if requirement.is_entra() {
            let _ = writeln!(text, "Evidence: {section}. {url}");
        } else {
            let _ = writeln!(text, "{document} section {section}. {url}");
        }
        let cites = |cites: &[RequirementId]| cites.iter().any(|cite| cite.as_str() == id);
        let citing: Vec<&Scenario> = self
            .scenarios()
            .filter(|scenario| {
                cites(&scenario.cites)
                    || planned_checks(scenario).iter().any(|(_, _, cited)| cites(cited))
            })
            .collect();
        if citing.is_empty() {
            text.push_str("\nNo scenario tests it.\n");
        } else {
            text.push_str("\nTested by:\n");
            text.push_str(&list_of(&citing));
        }
        let broken: Vec<&Fault> =
            Fault::ALL.iter().filter(|fault| fault.info().breaks.contains(&id.as_str())).collect();
        if !broken.is_empty() {
            text.push_str("\nBroken by these faults of the built-in server:\n");
            for fault in broken {
                let _ = writeln!(text, "  {}  {}", fault.name(), fault.wrong());
            }
        }
        text
    }

    fn explain_fault(&self, fault: Fault) -> String {
        let info = fault.info();
        let severity = info.severity.name();
        let mut text =
            format!("{}  a fault of the built-in server\n{}\n", fault.name(), fault.wrong());
        let _ =
            write!(text, "\nWhat Entra makes of it (severity {severity}):\n  {}\n", info.effect);
        if !info.seen_in.is_empty() {
            let _ = write!(text, "\nSeen in:\n  {}\n", info.seen_in);
        }
        let breaks: Vec<RequirementId> =
            info.breaks.iter().map(|id| RequirementId::new(*id)).collect();
        self.push_requirements(&mut text, "It breaks:", &breaks);
        let _ = write!(text, "\nTo see it found:\n  scimproof run --fault {}\n", fault.name());
        text
    }
}

fn list_of(scenarios: &[&Scenario]) -> String {
    let width = scenarios.iter().map(|s| s.id.as_str().chars().count()).max().unwrap_or(0);
    scenarios.iter().fold(String::new(), |mut text, scenario| {
        let _ =
            writeln!(text, "  {:width$}  {:6}  {}", scenario.id, scenario.level, scenario.title);
        text
    })
}

fn explain_profile(profile: Profile) -> String {
    let mut text = format!("{}  a profile\nIt {}.\n", profile.name(), profile.meaning());
    let gates: Vec<String> = profile.gates().iter().map(ToString::to_string).collect();
    let _ = writeln!(
        text,
        "\nLevels of which a failure makes a server nonconformant:\n  {}",
        gates.join(", ")
    );
    if !profile.requires().is_empty() {
        let _ =
            writeln!(text, "\nWhat the server must offer:\n  {}", profile.requires().join(", "));
    }
    let _ = writeln!(text, "\nTo use it:\n  scimproof run URL --profile {}", profile.name());
    text
}

/// The attribute list as the mapping page of Entra shows it.
fn explain_mapping(mapping: &Mapping) -> String {
    let mut text = format!("{}  a mapping\n{}\n", mapping.name, mapping.title);
    for (title, resource_type) in [("Users", "User"), ("Groups", "Group")] {
        let attributes = mapping.attributes(resource_type);
        let _ = writeln!(text, "\n{title}:");
        if attributes.is_empty() {
            text.push_str("  are not provisioned\n");
        }
        let width = attributes.iter().map(|known| known.name.chars().count()).max().unwrap_or(0);
        for attribute in attributes {
            let mut notes = Vec::new();
            if let Some(precedence) = attribute.matching {
                notes.push(format!("matching {precedence}"));
            }
            if attribute.required {
                notes.push("required".to_owned());
            }
            match &attribute.flow {
                None => notes.push("not mapped".to_owned()),
                Some(flow) => {
                    let source = flow.source.to_string();
                    if !source.is_empty() {
                        notes.push(format!("from {source}"));
                    }
                    if flow.create_only {
                        notes.push("on create only".to_owned());
                    }
                }
            }
            let kind = attribute.kind.keyword();
            let _ = writeln!(text, "  {:width$}  {kind:9}  {}", attribute.name, notes.join(", "));
        }
    }
    let _ = writeln!(text, "\nTo use it:\n  scimproof run URL --mapping {}", mapping.name);
    text
}

fn explain_code(code: Code) -> String {
    format!(
        "{code}  a problem that scimproof reports in files\n{}\n\n{}\n",
        code.meaning(),
        code.explanation()
    )
}

fn variations() -> String {
    let width = Variation::ALL.iter().map(|known| known.name().len()).max().unwrap_or(0);
    Variation::ALL.iter().fold(String::new(), |mut text, known| {
        let _ = writeln!(text, "{:width$}  {}", known.name(), known.does());
        text
    })
}

fn explain_variation(variation: Variation) -> String {
    let name = variation.name();
    format!(
        "{name}  a legal difference of the built-in server\n{}\n\n{}\n\n\
         To see what is said of it:\n  scimproof run --variation {name}\n",
        variation.does(),
        match variation.standing() {
            Standing::Free => "Nobody may complain about it.",
            Standing::Discouraged =>
                "A SHOULD of the RFCs speaks against it: a recommendation may fail.",
            Standing::NotForEntra => "Entra does not get on with it: what Entra needs may fail.",
            Standing::Unwise => {
                "A SHOULD of the RFCs speaks against it, and Entra does not get on with it: a \
                 recommendation may fail, and what Entra needs."
            }
        }
    )
}

fn faults() -> String {
    let width = Fault::ALL.iter().map(|fault| fault.name().len()).max().unwrap_or(0);
    Fault::ALL.iter().fold(String::new(), |mut text, fault| {
        let _ = writeln!(text, "{:width$}  {}", fault.name(), fault.wrong());
        text
    })
}
