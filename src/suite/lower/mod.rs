//! From a tree of the right shape to a [`Suite`].
//!
//! Every function goes on after a mistake, so that all problems of a file are
//! found at once. What the schema has refused is passed over in silence here.

mod call;
mod citation;
mod gate;
mod matcher;
mod merge;
mod names;
mod path;
mod rows;
mod scenario;
mod state;
mod step;
mod tables;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::gate::Gate;
use super::model::{Location, Scenario, Travel};
use super::shape;
use super::tables::Tables;
use super::tree::{Kind, Member, Node};
use crate::scim::requirement::Catalogue;
use crate::text::{Code, Diagnostic, Source, Span};

/// What a suite file says, beside where it was read.
pub(super) struct Lowered {
    pub(super) name: Arc<str>,
    pub(super) name_span: Span,
    pub(super) title: String,
    pub(super) scenarios: Vec<Scenario>,
    pub(super) gate: Option<Gate>,
}

/// What a suite is read with.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) source: &'a Source,
    pub(super) catalogue: &'a Catalogue,
    pub(super) tables: &'a Tables,
    /// Is the text known to have no problem with these tables? Then those that cost time
    /// are not looked for.
    pub(super) checked: bool,
}

/// Reads a suite from its tree and reports everything that is wrong with it.
pub(super) fn lower(
    Around { source, catalogue, tables, checked }: Around<'_>,
    tree: Node,
    problems: &mut Vec<Diagnostic>,
) -> Lowered {
    let tree = &tables::fill(tree, tables);
    let before = problems.len();
    if !checked {
        shape::check_suite(tree, problems);
    }
    let shapely = problems.len() == before;

    let name_node = tree.get("suite");
    let name: Arc<str> = name_node.and_then(Node::text).unwrap_or_default().into();
    let mut lowering = Lowering {
        source,
        text: source.text(),
        catalogue,
        tables,
        checked,
        suite: Arc::clone(&name),
        travel: call::travel(Travel::default(), tree.get("transport")),
        gate: gate::gate(tree),
        fixtures: tree.get("fixtures").map_or(&[], Node::members),
        used: HashSet::new(),
        rowless: HashSet::new(),
        problems: Vec::new(),
    };
    let gate = lowering.gate.clone();
    let scenarios = lowering.scenarios(tree.get("scenarios").map_or(&[], Node::elements));
    lowering.unused_fixtures();

    // A misspelt key hides what it defines; complaints that something is not
    // defined wait until the file has the right shape.
    problems
        .extend(lowering.problems.into_iter().filter(|problem| shapely || !follows(problem.code)));
    Lowered {
        name,
        name_span: name_node.map_or(tree.span, |node| node.span),
        title: text(tree, "title").unwrap_or_default(),
        scenarios,
        gate,
    }
}

/// May this be reported only because something else is wrong?
fn follows(code: Code) -> bool {
    matches!(
        code,
        Code::SuiteUnknownName
            | Code::SuiteNameTooEarly
            | Code::SuiteUnknownRowKey
            | Code::SuiteUnknownFixture
            | Code::SuiteUnusedFixture
            | Code::SuiteUnknownResource
            | Code::SuiteNoCitation
            | Code::SuiteConflict
    )
}

/// What all parts of lowering need.
struct Lowering<'a> {
    source: &'a Source,
    text: &'a str,
    catalogue: &'a Catalogue,
    tables: &'a Tables,
    checked: bool,
    suite: Arc<str>,
    travel: Travel,
    gate: Option<Gate>,
    fixtures: &'a [Member],
    used: HashSet<String>,
    /// Placeholders whose row has been complained of; other rows lack it too.
    rowless: HashSet<Span>,
    problems: Vec<Diagnostic>,
}

impl Lowering<'_> {
    fn location(&self, node: &Node) -> Location {
        Location {
            path: self.source.name().to_owned(),
            line: self.source.position(node.span.start).line,
        }
    }

    /// The place, cut at the end of its first line.
    fn first_line(&self, span: Span) -> Span {
        let text = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let length = text.find('\n').unwrap_or(text.len());
        Span { end: span.start + u32::try_from(length).unwrap_or(0), ..span }
    }

    fn unused_fixtures(&mut self) {
        // One that nobody uses may be the one that was meant.
        if self.problems.iter().any(|problem| problem.code == Code::SuiteUnknownFixture) {
            return;
        }
        for fixture in self.fixtures {
            if !self.used.contains(&fixture.key) {
                self.problems.push(
                    Diagnostic::warning(
                        Code::SuiteUnusedFixture,
                        fixture.key_span,
                        format!("no scenario uses the fixture `{}`", fixture.key),
                    )
                    .help("take it away, or name it in the `given` of a scenario"),
                );
            }
        }
    }

    /// Reports an id that something of the same kind has already.
    fn unique<'k>(
        &mut self,
        seen: &mut BTreeMap<&'k str, Span>,
        what: &str,
        id: &'k str,
        span: Span,
    ) {
        match seen.get(id) {
            Some(&first) => self.problems.push(
                Diagnostic::error(Code::SuiteDuplicateId, span, format!("two {what} `{id}`"))
                    .and(first, "first used here"),
            ),
            None => {
                seen.insert(id, span);
            }
        }
    }
}

/// Is the key there and `true`?
fn is_true(node: &Node, key: &str) -> bool {
    matches!(node.get(key).map(|node| &node.kind), Some(Kind::Bool(true)))
}

/// The text of a member, if it is a string.
fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

/// The elements of a member, if it is an array.
fn elements<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[], Node::elements)
}

/// The value of a member, if it is a whole number.
fn number(node: &Node) -> Option<u64> {
    match &node.kind {
        Kind::Number(number) => {
            // 200.0 is an integer to JSON Schema.
            number.as_u64().or_else(|| number.to_string().strip_suffix(".0")?.parse().ok())
        }
        _ => None,
    }
}
