//! Runs the program in a folder of its own, without the caller's environment.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use scimproof::server::{RunningServer, Settings};
use scimproof::wire::Secret;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The token of [`Server`].
pub(crate) const TOKEN: &str = "planted-Tok3n/with+signs==";

/// A working directory, and the program in it.
pub(crate) struct Program {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// How it ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    /// What it wrote to standard output.
    pub(crate) output: String,
    /// What it wrote to standard error.
    pub(crate) words: String,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), variables: Vec::new() }
    }

    /// With an environment variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a file in the working directory.
    pub(crate) fn with_file(self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test makes its files")]
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of the files in the working directory.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scimproof"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        // What a system needs to start a program and to find its certificates.
        for name in ["PATH", "SYSTEMROOT", "TEMP", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ended {
        ended(self.command(arguments).output().unwrap())
    }

    /// With something on standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        finished(child)
    }
}

/// Waits for a program that was started.
pub(crate) fn finished(child: Child) -> Ended {
    ended(child.wait_with_output().unwrap())
}

fn ended(output: Output) -> Ended {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: output.status.code().unwrap(),
        output: text(output.stdout),
        words: text(output.stderr),
    }
}

/// The reference server on a port of this computer.
pub(crate) struct Server {
    pub(crate) url: String,
    runtime: Runtime,
    running: Option<RunningServer>,
}

impl Server {
    /// A server that wants [`TOKEN`].
    pub(crate) fn start(mut settings: Settings) -> Self {
        settings.token = Some(Secret::new(TOKEN));
        let runtime = Runtime::new().unwrap();
        let running = runtime.block_on(RunningServer::spawn(settings, "/scim/v2")).unwrap();
        Self { url: running.base_url.clone(), runtime, running: Some(running) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

/// Compares a text with `snapshots/cli__<name>.snap`.
pub(crate) fn assert_reads(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("cli__{name}"), text));
}
