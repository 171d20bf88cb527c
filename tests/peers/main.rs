//! scimproof against a server that nobody here wrote: does it find what it
//! found before, and does it leave the server as it was?
//!
//! Not part of `cargo test`, because it needs such a server. `.ci/run` starts
//! it for each; by hand:
//!
//! ```text
//! ci/targets/target.py with scimmy cargo test --test peers -- scimmy
//! ```
//!
//! The base URL comes from `PEER_URL`, the token from `SCIMPROOF_TOKEN`,
//! and the name says which of `snapshots/foreign__<name>.json` holds the
//! findings. With `INSTA_UPDATE=always` the findings are written there instead.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod findings;
mod peer;
mod program;

use std::process::ExitCode;
use std::time::Duration;

use findings::Findings;
use peer::Peer;
use program::Program;

/// What a step found wrong, for people.
type Trouble = String;

/// Users and groups that are there before a run.
const RESIDENTS: usize = 50;

/// What is known of SCIMMY and has to be found, whatever the snapshot says.
const OF_SCIMMY: [(&str, &str); 8] = [
    ("active \"False\" is refused", "entra-users.disable.active[legacy]/set[off]"),
    ("userName is searched with its case", "entra-users.match.user-name/search[other-case]"),
    ("the siblings in name are lost", "entra-users.update.name-object/change.state.ada"),
    ("an e-mail address is there twice", "entra-users.update.element-twice/add-again.state.mia"),
    ("a member is there twice", "entra-groups.update.group[legacy]/change[add-member].state"),
    ("Location of a user is missing", "entra-users.create.full/create.location"),
    ("Location of a group is missing", "laws.location/location-header"),
    ("there are two primaries", "entra-users.update.second-primary/add.state.mia"),
];

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let name = std::env::args().nth(1);
    let url = std::env::var("PEER_URL").ok();
    let token = std::env::var("SCIMPROOF_TOKEN").ok();
    let (Ok(runtime), Some(name), Some(url), Some(token)) = (runtime, name, url, token) else {
        eprintln!("usage: PEER_URL=URL SCIMPROOF_TOKEN=… cargo test --test peers -- NAME");
        return ExitCode::from(2);
    };
    let mut steps = Steps::default();
    runtime.block_on(all(&name, &Peer::new(&url, &token), &Program::new(&url, &name), &mut steps));
    println!("{name}: {} passed, {} failed", steps.passed, steps.failed);
    if steps.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[derive(Default)]
struct Steps {
    passed: u32,
    failed: u32,
}

impl Steps {
    fn note(&mut self, step: &str, result: Result<(), Trouble>) {
        match result {
            Ok(()) => {
                self.passed += 1;
                println!("ok      {step}");
            }
            Err(trouble) => {
                self.failed += 1;
                println!("FAILED  {step}\n{trouble}");
            }
        }
    }
}

async fn all(name: &str, peer: &Peer, program: &Program, steps: &mut Steps) {
    let first = on_an_empty_server(name, peer, program, steps).await;
    if let Some(first) = &first {
        let again = program.run("again").map(|report| Findings::of(&report));
        let same = again.and_then(|again| first.findings.compare(&again));
        steps.note("a second run finds the same", same);
    }
    if let Err(trouble) = peer.settle_in(RESIDENTS).await {
        steps.note("residents move in", Err(trouble));
        return;
    }
    let Some(first) = first else { return };
    if name == "scimmy" {
        steps.note("what is known of SCIMMY is found", first.findings.include(&OF_SCIMMY));
    }
    beside_residents(&first, peer, program, steps).await;
    interrupted(&first, peer, program, steps).await;
}

/// A whole run with its findings and how long it took.
struct First {
    findings: Findings,
    took: Duration,
}

async fn on_an_empty_server(
    name: &str,
    peer: &Peer,
    program: &Program,
    steps: &mut Steps,
) -> Option<First> {
    let run = async {
        let before = peer.resources().await?;
        if before.len() != 0 {
            return Err("the server is not empty; start it anew".to_owned());
        }
        let report = program.run("empty")?;
        before.same_as(&peer.resources().await?)?;
        if !report.residue.is_empty() {
            return Err(format!("the report speaks of a residue: {:?}", report.residue));
        }
        Ok(report)
    };
    let step = "an empty server is empty after a run";
    match run.await {
        Err(trouble) => {
            steps.note(step, Err(trouble));
            None
        }
        Ok(report) => {
            steps.note(step, Ok(()));
            let findings = Findings::of(&report);
            let as_ever = findings.compare_with_snapshot(name);
            steps.note("the findings are those of the snapshot", as_ever);
            Some(First { findings, took: Duration::from_millis(report.elapsed_ms) })
        }
    }
}

async fn beside_residents(first: &First, peer: &Peer, program: &Program, steps: &mut Steps) {
    let run = async {
        let before = peer.resources().await?;
        if before.len() != RESIDENTS {
            return Err(format!("{} of {RESIDENTS} residents are there", before.len()));
        }
        let report = program.run("residents")?;
        before.same_as(&peer.resources().await?)?;
        Ok(report)
    };
    let step = "fifty residents are the same after a run, byte for byte";
    match run.await {
        Err(trouble) => steps.note(step, Err(trouble)),
        Ok(report) => {
            steps.note(step, Ok(()));
            let same = first.findings.compare(&Findings::of(&report));
            steps.note("residents change no finding", same);
        }
    }
}

async fn interrupted(first: &First, peer: &Peer, program: &Program, steps: &mut Steps) {
    let run = async {
        let before = peer.resources().await?;
        let report = program.run_and_interrupt(first.took.mul_f32(0.4))?;
        before.same_as(&peer.resources().await?)?;
        let unseen = report.scenarios.iter().filter(|scenario| !scenario.unseen.is_empty());
        if !report.interrupted || unseen.count() == 0 {
            return Err("the run was over before it was interrupted".to_owned());
        }
        Ok(())
    };
    steps.note("an interrupted run leaves nothing behind", run.await);
}
