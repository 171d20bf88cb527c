//! How fast and how large scimproof is. `cargo bench --bench speed` prints the
//! table of docs/benchmarks.md; nothing is asserted, a machine may be slow.
//!
//! Linux only: CPU time and memory of the program come from `/proc`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own")]
#![expect(clippy::unwrap_used, reason = "a bench may panic")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time and reads what it wrote")]

mod bare;
mod delay;
mod in_process;
mod process;

use std::process::{Command, Stdio};
use std::time::Duration;

use process::{Served, Usage, followed, scimproof};

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        // This program again, so that its CPU time is that of the loop alone.
        Some("bare") => bare::repeat(&arguments.next().unwrap(), &arguments.next().unwrap()),
        _ => all(),
    }
}

/// The middle one of several measurements.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn row(what: &str, goal: &str, measured: &str) {
    println!("| {what} | {goal} | {measured} |");
}

fn all() {
    println!("| what | goal | measured |\n|---|---|---|");
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let recording = folder.join("speed.jsonl").display().to_string();

    let starts: Vec<f64> =
        (0..21).map(|_| followed(scimproof(&["list"])).wall.as_secs_f64()).collect();
    row("`scimproof list`", "< 20 ms", &format!("{:.1} ms", median(starts) * 1000.0));

    loopback(&recording);
    in_process::measure();
    in_process::one_row_of_the_matrix();
    far_away();
    load();
}

/// `run` against `serve`, each a process of its own.
fn loopback(recording: &str) {
    let runs: Vec<Usage> = (0..5)
        .map(|_| {
            let server = Served::start();
            followed(scimproof(&["run", &server.url]))
        })
        .collect();
    let wall = median(runs.iter().map(|run| run.wall.as_secs_f64()).collect());
    let memory = runs.iter().map(|run| run.peak_kib).max().unwrap_or_default();
    row("all suites over loopback, wall", "< 1 s", &format!("{wall:.2} s"));
    #[expect(clippy::cast_precision_loss, reason = "some MiB")]
    row("the same, peak memory", "< 40 MiB", &format!("{:.1} MiB", memory as f64 / 1024.0));

    let server = Served::start();
    followed(scimproof(&["run", &server.url, "--record", recording]));
    let exchanges = bare::requests(recording).len();
    let loops: Vec<Usage> = (0..5)
        .map(|_| {
            let mut again = Command::new(std::env::current_exe().unwrap());
            again.args(["bare", &server.url, recording]).stdout(Stdio::piped());
            let output = again.output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let cpu = Duration::from_micros(text.trim().parse().unwrap());
            Usage { cpu, ..Usage::default() }
        })
        .collect();
    let per_exchange = |usages: &[Usage]| {
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let exchanges = exchanges as f64;
        median(usages.iter().map(|usage| usage.cpu.as_secs_f64()).collect()) * 1e6 / exchanges
    };
    let (harness, bare) = (per_exchange(&runs), per_exchange(&loops));
    row(
        &format!("CPU time per exchange, of {exchanges}, beside a bare reqwest loop"),
        "≤ 3 times",
        &format!("{harness:.0} µs and {bare:.0} µs: {:.1} times", harness / bare),
    );
}

/// A server 100 ms away.
fn far_away() {
    let server = Served::start();
    let url = delay::proxy(&server.url, Duration::from_millis(100));
    let run = followed(scimproof(&["run", &url]));
    row("a server 100 ms away", "< 20 s", &format!("{:.1} s", run.wall.as_secs_f64()));
}

fn load() {
    let server = Served::start();
    let mut command = scimproof(&["load", &server.url, "--rate", "2000", "--duration", "5s"]);
    let output = command.stdout(Stdio::piped()).stderr(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let said: Vec<&str> = text
        .lines()
        .filter(|line| {
            ["p99", "99 %", "a second", "kept", "sent"].iter().any(|word| line.contains(word))
        })
        .take(4)
        .map(str::trim)
        .collect();
    row("`load` at 2,000 requests a second", "keeps up", &said.join("; "));
    if !output.status.success() {
        eprintln!("load: {}\n{text}", output.status);
    }
}
