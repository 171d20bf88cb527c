//! The gate that a suite foretells, and what its scenarios are to it.

use super::super::gate::{
    ANSWER_NAMES, Blocks, Details, Gate, GatePart, GateRole, GateTest, Quirk, Unconfigured,
};
use super::super::template::{Part, parts};
use super::super::tree::Node;
use super::{Lowering, elements, is_true, number, text};
use crate::text::{Code, Diagnostic, did_you_mean};

/// The gate of a suite file.
pub(super) fn gate(tree: &Node) -> Option<Gate> {
    let node = tree.get("gate")?;
    Some(Gate {
        version: text(node, "version").unwrap_or_default(),
        tests: elements(node, "tests").iter().map(test).collect(),
        quirks: elements(node, "quirks")
            .iter()
            .map(|quirk| Quirk {
                quirk: small(quirk, "quirk").unwrap_or_default(),
                means: text(quirk, "means").unwrap_or_default(),
                shared: is_true(quirk, "shared"),
            })
            .collect(),
        attest: elements(node, "attest").iter().filter_map(Node::text).map(str::to_owned).collect(),
    })
}

fn test(node: &Node) -> GateTest {
    let or = |key: &str, usual: &str| text(node, key).unwrap_or_else(|| usual.to_owned());
    let optional = is_true(node, "optional");
    GateTest {
        test: or("test", ""),
        optional,
        part: match text(node, "part").as_deref() {
            Some("users") => GatePart::Users,
            Some("groups") => GatePart::Groups,
            _ => GatePart::Scim,
        },
        blocks: match text(node, "blocks").as_deref() {
            _ if optional => Blocks::Never,
            Some("unless-another-passes") => Blocks::UnlessAnotherPasses,
            _ => Blocks::Always,
        },
        details: match text(node, "details").as_deref() {
            Some("engine") => Details::Engine,
            Some("on-demand") => Details::OnDemand,
            Some("summary") => Details::Summary,
            Some("action") => Details::Action,
            _ => Details::Text,
        },
        passes: or("passes", "success"),
        absent: or("absent", "SKIPPED"),
        unconfigured: node.get("unconfigured").map(|node| Unconfigured {
            says: text(node, "says").unwrap_or_default(),
            quirk: small(node, "quirk").unwrap_or_default(),
        }),
    }
}

/// A value, or the values of a list.
fn one_or_several(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    let elements = node.map(Node::elements).unwrap_or_default();
    let one = node.filter(|_| elements.is_empty());
    one.into_iter().chain(elements)
}

fn small(node: &Node, key: &str) -> Option<u8> {
    node.get(key).and_then(number).and_then(|number| number.try_into().ok())
}

impl Lowering<'_> {
    /// What a scenario is to the gate; a test that there is not is reported.
    pub(super) fn gate_role(&mut self, scenario: &Node) -> Option<GateRole> {
        let node = scenario.get("gate")?;
        let names = if node.text().is_some() { node } else { node.get("test")? };
        let without: Vec<u8> = one_or_several(node.get("without"))
            .filter_map(|node| number(node).and_then(|number| number.try_into().ok()))
            .collect();
        let answered: Vec<u16> = one_or_several(node.get("answered"))
            .filter_map(|node| number(node).and_then(|number| number.try_into().ok()))
            .collect();
        let known: Vec<&str> =
            self.gate.iter().flat_map(|gate| &gate.tests).map(|t| t.test.as_str()).collect();
        let mut tests = Vec::new();
        for name in one_or_several(Some(names)) {
            let test = name.text()?;
            if !known.contains(&test) {
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteUnknownName,
                        name.span,
                        format!("the gate of this suite has no test `{test}`"),
                    )
                    .help_if(did_you_mean(test, known.iter().copied())),
                );
            }
            tests.push(test.to_owned());
        }
        let known: Vec<u8> =
            self.gate.iter().flat_map(|gate| &gate.quirks).map(|quirk| quirk.quirk).collect();
        for number in without.iter().filter(|number| !known.contains(number)) {
            self.problems.push(Diagnostic::error(
                Code::SuiteUnknownName,
                node.span,
                format!("the gate of this suite has no quirk {number}"),
            ));
        }
        Some(GateRole { tests, without, answered })
    }

    /// What the gate says when a step or check fails.
    pub(super) fn says(&mut self, node: &Node) -> Option<String> {
        let says = node.get("says")?;
        let text = says.text()?;
        for part in parts(text) {
            if let Part::Name(name) = part
                && !ANSWER_NAMES.contains(&name)
                && !["answer.passed.", "answer.status."].iter().any(|start| name.starts_with(start))
            {
                let place = self.placeholder_span(says.span, name);
                self.problems.push(
                    Diagnostic::error(
                        Code::SuiteUnknownName,
                        place,
                        format!("nothing is named `{name}` in what a gate says"),
                    )
                    .help(
                        did_you_mean(name, ANSWER_NAMES.iter().copied())
                            .unwrap_or_else(|| format!("there are {}", ANSWER_NAMES.join(", "))),
                    ),
                );
            }
        }
        Some(text.to_owned())
    }
}
