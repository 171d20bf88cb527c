//! Each thing that Entra sends or needs, with one fault of the reference server
//! that breaks it: with the fault a check of a scenario of the pattern fails,
//! without it none does.
//!
//! `snapshots/patterns.tsv` is written by hand: the pattern, the fault, the check
//! that turns red, what it then says (`fail`, or `advice` where Microsoft's habit is
//! not confirmed or no rule), and for all but `fail` why that is enough.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;

use scimproof::detection::{Observation, Subject, measure};
use scimproof::mapping::{GalleryParameters, Mapping};
use scimproof::plan::{Plan, Selection};
use scimproof::scim::requirement::{CATALOGUE, Catalogue};
use scimproof::server::{Fault, Server, Settings, Variation};
use scimproof::suite::{Level, Origin, Outcome, load_with};
use scimproof::wire::{Method, Request};

const TABLE: &str = "snapshots/patterns.tsv";

/// How many servers share a processor: runs wait as well.
const RUNS_PER_PROCESSOR: usize = 4;

/// What the check of a row says when its fault is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turns {
    /// It fails, at a level that gates for Entra.
    Red,
    /// It gives advice, or fails at the level SHOULD.
    Advice,
    /// No suite can show it; the remark says why.
    Never,
}

/// A line of the table.
#[derive(Clone, Debug)]
struct Row {
    pattern: String,
    fault: String,
    check: String,
    turns: Turns,
    remark: String,
}

impl Row {
    fn read(line: &str) -> Self {
        let columns: Vec<&str> = line.split('\t').collect();
        let [pattern, fault, check, turns, remark] = columns[..] else {
            panic!("{TABLE}: five columns are wanted: {line}")
        };
        let turns = match turns {
            "fail" => Turns::Red,
            "advice" => Turns::Advice,
            "never" => Turns::Never,
            other => panic!("{TABLE}: `{other}` is no verdict: {line}"),
        };
        Self {
            pattern: pattern.to_owned(),
            fault: fault.to_owned(),
            check: check.to_owned(),
            turns,
            remark: remark.to_owned(),
        }
    }

    fn scenario(&self) -> &str {
        self.check.split_once('/').map_or(self.check.as_str(), |(scenario, _)| scenario)
    }

    /// The server with the fault, or with the legal difference of that name.
    fn subject(&self) -> Subject {
        let fault = Fault::ALL.iter().find(|fault| fault.name() == self.fault);
        let legal = Variation::ALL.iter().find(|legal| legal.name() == self.fault);
        match (fault, legal) {
            (Some(fault), _) => Subject::Fault(*fault),
            (None, Some(legal)) => Subject::Variation(*legal),
            (None, None) => panic!("{TABLE}: nothing is named {}", self.fault),
        }
    }
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    #[expect(clippy::disallowed_methods, reason = "this test is about a file")]
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(Row::read).collect()
});

/// All scenarios, those of the gate with the tables of the reference server.
static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let mapping = Mapping::entra_default();
    let mut tables = mapping.tables();
    let schemas = Server::new(Settings::default()).handle(&Request::new(Method::Get, "/Schemas"));
    mapping.gallery_tables(&GalleryParameters::default(), schemas.body.json(), &mut tables);
    let loaded =
        load_with(&Origin::BuiltIn, &Catalogue::built_in(), &tables).expect("the suites are right");
    Plan::everything(loaded.suites, &Selection::default())
});

/// The scenarios of these rows. A law looks at what others send: those of the
/// connection test are enough.
fn part(rows: &[&Row]) -> Plan {
    let mut wanted: BTreeSet<&str> = rows.iter().map(|row| row.scenario()).collect();
    if wanted.iter().any(|scenario| scenario.starts_with("laws.")) {
        wanted.extend(["entra-connection.probe.user", "entra-users.create.full"]);
    }
    let mut plan = PLAN.clone();
    plan.scenarios.retain(|scenario| wanted.contains(scenario.id.as_str()));
    plan
}

fn observed(subject: Subject, rows: &[&Row]) -> Observation {
    measure(&part(rows), &[subject], &|_| {}).unwrap().remove(0).observation
}

#[test]
fn each_pattern_has_a_line_and_what_is_less_than_a_failure_a_reason() {
    // The id, the evidence, and what a failure is worth at most.
    let patterns: Vec<[&str; 3]> = CATALOGUE
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|columns| [columns[0], columns[2], columns[10]])
        .filter(|[id, ..]| id.starts_with("ENTRA-"))
        .collect();
    let listed: Vec<&str> = ROWS.iter().map(|row| row.pattern.as_str()).collect();
    let ids: Vec<&str> = patterns.iter().map(|[id, ..]| *id).collect();
    assert_eq!(listed, ids, "one line for each, in the order of suites/requirements.tsv");
    let mut wrong = Vec::new();
    for (row, [_, evidence, worth]) in ROWS.iter().zip(patterns) {
        let is_bare = row.fault == "-" && row.check == "-";
        assert_eq!(is_bare, row.turns == Turns::Never, "{}: no fault, no check", row.pattern);
        let is_weak = evidence == "UNCONFIRMED" || worth != "fail";
        let explained = match row.turns {
            Turns::Red => true,
            Turns::Advice => is_weak || !row.remark.is_empty(),
            Turns::Never => !row.remark.is_empty(),
        };
        if !explained {
            wrong.push(format!("{}: why is that enough?", row.pattern));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_right_server_is_told_nothing_by_these_checks() {
    let rows: Vec<&Row> = ROWS.iter().filter(|row| row.turns != Turns::Never).collect();
    let seen = observed(Subject::Right, &rows);
    assert!(seen.complaints.is_empty(), "{:#?}", seen.complaints);
    assert!(seen.unjudged.is_empty() && seen.skipped.is_empty(), "{seen:#?}");
}

/// The complaint of the row, or what came instead.
fn judged(row: &Row, seen: &Observation) -> Result<(), String> {
    let found = seen.complaints.iter().find(|complaint| complaint.check.as_str() == row.check);
    let turned = match found {
        None => {
            let others: BTreeSet<&str> =
                seen.complaints.iter().map(|complaint| complaint.check.as_str()).collect();
            return Err(format!("{} is green; not so {others:?}", row.check));
        }
        Some(complaint) if complaint.cites.iter().all(|cite| cite.as_str() != row.pattern) => {
            return Err(format!("{} does not cite it", row.check));
        }
        Some(complaint) if complaint.outcome != Outcome::Fail => Turns::Advice,
        Some(complaint) if complaint.level == Level::Should => Turns::Advice,
        Some(_) => Turns::Red,
    };
    if turned == row.turns { Ok(()) } else { Err(format!("{} turns {turned:?}", row.check)) }
}

#[test]
fn each_pattern_turns_red_by_its_fault() {
    let mut by_fault: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in ROWS.iter().filter(|row| row.turns != Turns::Never) {
        by_fault.entry(&row.fault).or_default().push(row);
    }
    let groups: Vec<Vec<&Row>> = by_fault.into_values().collect();
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some(rows) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            let seen = observed(rows[0].subject(), rows);
            for row in rows {
                if let Err(why) = judged(row, &seen) {
                    let told = format!("{} with {}: {why}", row.pattern, row.fault);
                    wrong.lock().unwrap().push(told);
                }
            }
        }
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..processors * RUNS_PER_PROCESSOR {
            scope.spawn(work);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
