//! The gate of the app gallery under everything that is legal: no test of it
//! fails at a right server, unless the gate itself is to blame, which the report
//! then says by the number of the quirk, or Entra needs what the server lacks.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "support/in_process.rs"]
mod in_process;

#[path = "support/gate.rs"]
mod gate;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use scimproof::mapping::{GalleryParameters, Mapping};
use scimproof::report::{GateOutcome, GateReport, Overall, fold};
use scimproof::scim::capabilities::Capabilities;
use scimproof::server::{Server, Settings, Standing, Variation};
use scimproof::wire::{Method, Request};
use serde_json::Value;

/// Which mapping the gate is run with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// That of the app Zero, if the server has all that it maps.
    Zero,
    /// What the server publishes, as `--mapping discover` makes it.
    Server,
}

/// Why a test fails at a server that keeps to the RFCs, or passes with a remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The gate is to blame: the report names this quirk.
    Quirk(u8),
    /// Entra needs what the server lacks: no quirk is named.
    Entra,
    /// It passes, and the remark names this quirk, which costs time.
    Late(u8),
}

/// The legal differences under which not all tests pass in silence.
const EXCEPTIONS: &[(Variation, Why, &[&str])] = &[
    // Entra finds users and groups by filters alone.
    (Variation::NoFilter, Why::Entra, FILTERING),
    // Entra changes everything by PATCH.
    (Variation::NoPatch, Why::Entra, PATCHED_BY_ENTRA),
    (Variation::NoPatch, Why::Entra, &["SCIM_Group_Update_Test"]),
    // Entra writes op with a capital letter, active as a text, and keys with a full stop.
    (Variation::ToTheLetter, Why::Entra, PATCHED_BY_ENTRA),
    (Variation::LetterOfTheRfc, Why::Entra, PATCHED_BY_ENTRA),
    // The gate pages by startIndex, as Entra does.
    (Variation::CursorsOnly, Why::Entra, PAGING),
    // The requirements only recommend groups; the gate fails without.
    (Variation::NoGroups, Why::Quirk(1), OF_GROUPS),
    // displayName is not caseExact, and the gate compares it to the letter.
    (Variation::GroupNameLowerCased, Why::Quirk(21), &["SCIM_Group_Create_Test"]),
    // It also waits in vain for the letters of -Modified.
    (Variation::GroupNameLowerCased, Why::Late(17), &["Update_Group_Test"]),
    // Nobody has to show members to who does not name them.
    (Variation::MembersOnRequest, Why::Late(5), OF_MEMBERS),
];

const FILTERING: &[&str] = &[
    "Create_User_Test",
    "Update_User_Test",
    "Disable_User_Test",
    "Delete_User_Test",
    "User_Update_Manager_Test",
    "Restore_User_Test",
    "POD_User_Test",
    "Create_Group_Test",
    "Update_Group_Test",
    "Delete_Group_Test",
    "Group_Update_Add_Member_Test",
    "Group_Update_Remove_Member_Test",
    "POD_Group_Test",
    "Restore_Group_Test",
];

/// What is changed as Entra writes it; the gate's own PATCH of a group is as the RFC has it.
const PATCHED_BY_ENTRA: &[&str] = &[
    "Update_User_Test",
    "Disable_User_Test",
    "User_Update_Manager_Test",
    "Restore_User_Test",
    "Update_Group_Test",
    "Group_Update_Add_Member_Test",
    "Group_Update_Remove_Member_Test",
    "SCIM_Null_Update_Test",
    "SCIM_User_Update_Test",
    "SCIM_Update_Manager_Test",
];

const PAGING: &[&str] = &["SCIM_User_Pagination_Test", "SCIM_Group_Pagination_Test"];

const OF_GROUPS: &[&str] = &[
    "Create_Group_Test",
    "Update_Group_Test",
    "Delete_Group_Test",
    "Group_Update_Add_Member_Test",
    "Group_Update_Remove_Member_Test",
    "SCIM_Group_Create_Test",
    "SCIM_Group_Update_Test",
    "SCIM_Group_Pagination_Test",
    "POD_Group_Test",
    "Restore_Group_Test",
];

const OF_MEMBERS: &[&str] = &["Group_Update_Add_Member_Test", "Group_Update_Remove_Member_Test"];

/// Servers that lack something, or want something, of which the app Zero's mapping
/// does not know: their administrators have to map what there is.
const NOT_FOR_ZERO: &[Variation] = &[
    Variation::NoGroups,
    Variation::NoEnterprise,
    Variation::SmallUser,
    Variation::EmailsRequired,
];

/// So many differences share a server.
const SHARED: usize = 12;

/// One server and one mapping.
#[derive(Clone, Debug)]
struct Case {
    variations: BTreeSet<Variation>,
    of: Of,
}

impl Case {
    fn name(&self) -> String {
        let names: Vec<&str> = self.variations.iter().map(|one| one.name()).collect();
        format!("{:?} of [{}]", self.of, names.join(" "))
    }

    fn expected(&self) -> impl Iterator<Item = (Why, &'static str)> {
        let of_it = EXCEPTIONS.iter().filter(|(one, ..)| self.variations.contains(one));
        of_it.flat_map(|(_, why, tests)| tests.iter().map(|test| (*why, *test)))
    }
}

/// No difference, all exceptions alone, and all others in handfuls of which none
/// is about the same thing as another.
fn cases() -> Vec<Case> {
    let is_alone = |variation: &Variation| {
        EXCEPTIONS.iter().any(|(one, ..)| one == variation) || NOT_FOR_ZERO.contains(variation)
    };
    let (alone, mut left): (Vec<Variation>, Vec<Variation>) =
        Variation::ALL.iter().copied().partition(is_alone);
    let mut servers = vec![BTreeSet::new()];
    servers.extend(alone.into_iter().map(|one| BTreeSet::from([one])));
    while !left.is_empty() {
        let mut server: BTreeSet<Variation> = BTreeSet::new();
        left.retain(|one| {
            let fits = server.len() < SHARED && !server.iter().any(|other| one.excludes(*other));
            if fits {
                server.insert(*one);
            }
            !fits
        });
        servers.push(server);
    }
    let both = servers.into_iter().flat_map(|variations| {
        [Of::Zero, Of::Server].map(|of| Case { variations: variations.clone(), of })
    });
    let fits = |case: &Case| {
        case.of == Of::Server || !case.variations.iter().any(|one| NOT_FOR_ZERO.contains(one))
    };
    both.filter(fits).collect()
}

#[test]
fn nothing_legal_fails_but_by_a_quirk_that_is_named_or_by_what_entra_needs() {
    let cases = cases();
    let tried: usize =
        cases.iter().filter(|case| case.of == Of::Server).map(|case| case.variations.len()).sum();
    assert_eq!(tried, Variation::ALL.len());
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = complaints(case, &gate_of(case));
            wrong.lock().unwrap().extend(found);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(work)));
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What is not as the table of exceptions says.
fn complaints(case: &Case, gate: &GateReport) -> Vec<String> {
    let name = case.name();
    let mut wrong = Vec::new();
    for test in &gate.tests {
        let why = case.expected().find(|(_, of)| *of == test.test).map(|(why, _)| why);
        let quirks: Vec<u8> = test.quirks.iter().map(|quirk| quirk.quirk).collect();
        let told =
            |number: u8| test.remarks.iter().any(|one| one.contains(&format!("quirk {number})")));
        let is_right = match (why, test.outcome) {
            (Some(Why::Quirk(number)), GateOutcome::Failed) => quirks == [number],
            (Some(Why::Entra), GateOutcome::Failed) => quirks.is_empty(),
            (Some(Why::Late(number)), GateOutcome::Passed) => told(number),
            (None, GateOutcome::Passed) => test.remarks.is_empty(),
            (_, GateOutcome::Skipped) => test.test.contains("Manager"),
            _ => false,
        };
        if !is_right {
            wrong.push(format!(
                "{name}: {} {:?}, expected {why:?}, quirks {quirks:?}: {} {:?}",
                test.test,
                test.outcome,
                test.cause.as_deref().unwrap_or(&test.result),
                test.remarks
            ));
        }
    }
    let blocks = case.expected().any(|(why, of)| {
        let of_it = gate.tests.iter().find(|test| test.test == of).unwrap();
        let is_done = of_it.outcome != GateOutcome::Skipped;
        is_done && !of_it.optional && !matches!(why, Why::Late(_))
    });
    let verdict = (gate.overall == Overall::Succeeded, gate.ready_to_submit);
    if verdict != (!blocks, !blocks) {
        wrong.push(format!("{name}: {verdict:?}: {}", gate.ready_because));
    }
    wrong
}

#[test]
fn only_what_entra_does_not_get_on_with_may_fail_by_what_entra_needs() {
    for (variation, why, _) in EXCEPTIONS {
        if *why == Why::Entra {
            let standing = variation.standing();
            assert!(matches!(standing, Standing::NotForEntra | Standing::Unwise), "{variation}");
        }
    }
}

/// The tests that failed, with the quirks that are named.
fn failed(gate: &GateReport) -> Vec<(&str, Vec<u8>)> {
    let failed = gate.tests.iter().filter(|test| test.outcome == GateOutcome::Failed);
    failed
        .map(|test| (test.test.as_str(), test.quirks.iter().map(|one| one.quirk).collect()))
        .collect()
}

/// The example extension has an attribute of each type, one that never changes,
/// and one that nobody else may have; each is too much for the gate.
#[test]
fn attributes_that_are_no_texts_fail_by_quirks_that_are_named() {
    let settings = Settings::default();
    let gate = run(&discovered(&settings), settings, "example.com");
    let expected: [(&str, Vec<u8>); 6] = [
        ("User_Update_Manager_Test", vec![12]),
        ("SCIM_Null_Update_Test", vec![7, 22]),
        ("SCIM_User_Create_Test", vec![7]),
        ("SCIM_User_Update_Test", vec![7]),
        ("SCIM_User_Pagination_Test", vec![7, 12]),
        ("SCIM_Update_Manager_Test", vec![7, 12]),
    ];
    assert_eq!(failed(&gate), expected);
    assert!(gate.ready_because.contains("by quirks of the gate alone"), "{}", gate.ready_because);
}

/// The gate knows no cursors, whatever a server offers.
#[test]
fn pages_are_asked_for_by_number() {
    let variations = BTreeSet::from([Variation::CursorsOnly]);
    let settings = Settings { variations, ..Settings::default() };
    let zero = Mapping::built_in("zero").unwrap();
    let plan = gate::plan(&zero, &GalleryParameters::default(), &settings);
    let report = fold(in_process::events(&plan, settings, 1)).unwrap();
    let mut pages =
        report.scenarios.iter().flat_map(|one| &one.exchanges).filter(|told| told.step == "pages");
    assert!(pages.clone().count() > 2);
    assert!(pages.all(|told| told.exchange.request.query[0].name == "startIndex"));
}

/// userName is not caseExact (RFC 7643 section 4.1.1).
#[test]
fn a_user_name_in_other_letters_fails_by_a_quirk_that_is_named() {
    let variations = BTreeSet::from([Variation::UserNameLowerCased]);
    let settings = Settings { variations, ..Settings::default() };
    let gate = run(&Mapping::built_in("zero").unwrap(), settings, "Example.COM");
    assert_eq!(failed(&gate), [("SCIM_User_Create_Test", vec![21])]);
}

fn gate_of(case: &Case) -> GateReport {
    let settings = Settings {
        variations: case.variations.clone(),
        example_extension: false,
        ..Settings::default()
    };
    let mapping = match case.of {
        Of::Zero => Mapping::built_in("zero").unwrap(),
        Of::Server => discovered(&settings),
    };
    run(&mapping, settings, "example.com")
}

fn run(mapping: &Mapping, settings: Settings, domain: &str) -> GateReport {
    let parameters =
        GalleryParameters { domain: domain.to_owned(), ..GalleryParameters::default() };
    let plan = gate::plan(mapping, &parameters, &settings);
    fold(in_process::events(&plan, settings, 1)).unwrap().gate.unwrap()
}

fn discovered(settings: &Settings) -> Mapping {
    let mut server = Server::new(settings.clone());
    let mut listed = |path: &str| -> Option<Vec<Value>> {
        let answer = server.handle(&Request::new(Method::Get, path));
        answer.body.json()?.get("Resources")?.as_array().cloned()
    };
    let resource_types = listed("/ResourceTypes");
    let schemas = listed("/Schemas");
    Mapping::discovered(&Capabilities { config: None, resource_types, schemas }).unwrap()
}
