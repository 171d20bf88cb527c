//! The program as a process: how long it took, its CPU time and its memory.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) const TOKEN: &str = "for-the-bench";

/// `/proc` counts CPU time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What a process used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) peak_kib: u64,
}

pub(crate) fn scimproof(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scimproof"));
    command.args(arguments).env("SCIMPROOF_TOKEN", TOKEN).stdin(Stdio::null());
    command
}

/// Runs a command to its end and looks at it all the time.
pub(crate) fn followed(mut command: Command) -> Usage {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut usage = Usage::default();
    while child.try_wait().unwrap().is_none() {
        if let Some(now) = usage_of(&child.id().to_string()) {
            usage.cpu = usage.cpu.max(now.cpu);
            usage.peak_kib = usage.peak_kib.max(now.peak_kib);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    usage.wall = began.elapsed();
    usage
}

/// What a process, or `self`, has used so far.
pub(crate) fn usage_of(process: &str) -> Option<Usage> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // After the name, which may hold anything: fields 3 and on; 14 and 15 are wanted.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<u32>().ok()? + fields.get(12)?.parse::<u32>().ok()?;
    Some(Usage {
        wall: Duration::ZERO,
        cpu: TICK * ticks,
        peak_kib: peak.trim().trim_end_matches(" kB").parse().ok()?,
    })
}

/// `scimproof serve`, until it is dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) url: String,
}

impl Served {
    pub(crate) fn start() -> Self {
        let mut command = scimproof(&["serve", "--port", "0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
