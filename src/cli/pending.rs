//! Stand-ins for what other branches bring; to be deleted.
#![expect(missing_docs, reason = "goes away")]
#![allow(dead_code, clippy::all, clippy::pedantic)]

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::sync::{Arc, Mutex};

use crate::event::{Event, EventKind};
use crate::judge::Grade;
use crate::report::{Report, Tally};
use crate::wire::Secret;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    MembersAddReplaces,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    High,
}
pub struct FaultInfo {
    pub name: &'static str,
    pub breaks: &'static [&'static str],
    pub severity: Severity,
    pub effect: &'static str,
    pub seen_in: &'static str,
}
impl Fault {
    pub const ALL: &'static [Self] = &[Self::MembersAddReplaces];
    pub const fn name(self) -> &'static str {
        "pg-add-members-overwrites"
    }
    pub const fn wrong(self) -> &'static str {
        "An add of members replaces the list."
    }
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }
    pub fn info(self) -> FaultInfo {
        FaultInfo {
            name: self.name(),
            breaks: &["RFC7644-3.5.2.1-R05"],
            severity: Severity::High,
            effect: "Members are lost.",
            seen_in: "",
        }
    }
}
#[derive(Default)]
pub struct Settings {
    pub token: Option<Secret>,
    pub base_url: String,
    pub faults: BTreeSet<Fault>,
}
pub struct Server;
impl Server {
    pub fn new(_: Settings) -> Self {
        Self
    }
}
pub struct RunningServer {
    pub base_url: String,
}
impl RunningServer {
    pub async fn spawn(_: Settings, base_path: &str) -> io::Result<Self> {
        Ok(Self { base_url: format!("http://127.0.0.1:9{base_path}") })
    }
    pub async fn stop(self) {}
}
pub async fn listen(
    _: tokio::net::TcpListener,
    _: Arc<Mutex<Server>>,
    _: &str,
    stop: impl Future<Output = ()> + Send,
) {
    stop.await;
}

#[derive(Debug, thiserror::Error)]
#[error("the recording is empty")]
pub struct ReplayError;

pub fn fold(events: impl IntoIterator<Item = Event>) -> Result<Report, ReplayError> {
    let events: Vec<Event> = events.into_iter().collect();
    let Some(EventKind::RunStarted(header)) = events.first().map(|e| e.kind.clone()) else {
        return Err(ReplayError);
    };
    let stopped = events.iter().find_map(|e| match &e.kind {
        EventKind::Probed { stopped, .. } => stopped.clone(),
        _ => None,
    });
    Ok(Report {
        format: 1,
        tool: header.tool,
        run: header.run,
        started: header.started,
        elapsed_ms: 0,
        target: header.target,
        profile: header.profile,
        grade: Grade::Inconclusive,
        summary: stopped.unwrap_or_default(),
        interrupted: false,
        tally: Tally::default(),
        suites: header.suites,
        probe: Vec::new(),
        scenarios: Vec::new(),
        requirements: Vec::new(),
        residue: Vec::new(),
    })
}

pub fn console(report: &Report, _colour: bool) -> String {
    format!("{:?}: {}\n", report.grade, report.summary)
}
pub fn junit(_: &Report) -> String {
    String::new()
}
pub fn markdown(_: &Report) -> String {
    String::new()
}
pub fn write_event(writer: &mut dyn Write, event: &Event) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, event)?;
    writer.write_all(b"\n")?;
    writer.flush()
}
pub fn read_events(reader: impl BufRead) -> Result<Vec<Event>, ReplayError> {
    reader
        .lines()
        .map(|line| {
            line.ok().and_then(|line| serde_json::from_str(&line).ok()).ok_or(ReplayError)
        })
        .collect()
}
pub const REPORT_SCHEMA: &str = "{}\n";
pub const RECORDING_SCHEMA: &str = "{}\n";
