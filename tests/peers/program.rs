//! The `scimproof` program, as somebody runs it.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use scimproof::report::Report;

use super::Trouble;

/// `scimproof run`, against one server. The token comes from the environment.
pub(crate) struct Program {
    url: String,
    name: String,
}

impl Program {
    pub(crate) fn new(url: &str, name: &str) -> Self {
        Self { url: url.to_owned(), name: name.to_owned() }
    }

    /// Where the report of a run is left for people: `target/tmp/<name>-<which>.json`.
    fn report(&self, which: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        folder.join(format!("{}-{which}.json", self.name))
    }

    /// Runs to the end.
    pub(crate) fn run(&self, which: &str) -> Result<Report, Trouble> {
        // 0 is conformant, 1 is not; both are a run that said what it found.
        self.finish(self.start(which)?, which, &[0, 1])
    }

    /// Runs, and is sent SIGINT after a while.
    pub(crate) fn run_and_interrupt(&self, after: Duration) -> Result<Report, Trouble> {
        let which = "interrupted";
        let child = self.start(which)?;
        std::thread::sleep(after);
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        if !sent.is_ok_and(|status| status.success()) {
            return Err("SIGINT could not be sent".to_owned());
        }
        self.finish(child, which, &[1, 4])
    }

    fn start(&self, which: &str) -> Result<Child, Trouble> {
        let report = self.report(which);
        // A report of an earlier run must not be taken for this one's.
        let _ = std::fs::remove_file(&report);
        Command::new(env!("CARGO_BIN_EXE_scimproof"))
            .args(["run", &self.url, "--report", &format!("json={}", report.display())])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("scimproof cannot be started: {error}"))
    }

    fn finish(&self, child: Child, which: &str, codes: &[i32]) -> Result<Report, Trouble> {
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        if !output.status.code().is_some_and(|code| codes.contains(&code)) {
            return Err(format!("scimproof ended with {}:\n{}", output.status, said(&output)));
        }
        #[expect(clippy::disallowed_methods, reason = "a test looks at what was written")]
        let text = std::fs::read_to_string(self.report(which))
            .map_err(|error| format!("there is no report: {error}\n{}", said(&output)))?;
        serde_json::from_str(&text).map_err(|error| format!("the report is none: {error}"))
    }
}

fn said(output: &Output) -> String {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let lines: Vec<&str> = text.iter().flat_map(|text| text.lines()).collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
