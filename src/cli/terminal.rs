//! The only writer to standard output and standard error.

use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::args::ColorWhen;
use super::exit::Exit;
use super::failure::Failure;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// How to talk to whoever called the program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    stdout: ColorChoice,
    stderr: ColorChoice,
    quiet: bool,
}

impl Terminal {
    /// Looks at the streams and at `NO_COLOR`, unless the choice is made.
    pub(super) fn new(color: ColorWhen, quiet: bool) -> Self {
        let choice = |found: ColorChoice| match color {
            ColorWhen::Auto => found,
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        };
        Self {
            stdout: choice(AutoStream::choice(&io::stdout())),
            stderr: choice(AutoStream::choice(&io::stderr())),
            quiet,
        }
    }

    /// Standard output, for what was asked for.
    pub(super) fn output(self) -> Box<dyn Write + Send> {
        Box::new(AutoStream::new(io::stdout(), self.stdout))
    }

    /// May standard output have colours?
    pub(super) fn output_colour(self) -> bool {
        self.stdout != ColorChoice::Never
    }

    /// Are only errors wanted on standard error?
    pub(super) const fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Is somebody watching? Not in a pipeline, and not when it is a robot's
    /// terminal (`CI` is set).
    pub(super) fn is_watched(self) -> bool {
        let robot = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
        !self.quiet && !robot && io::stderr().is_terminal()
    }

    /// Says something about what is going on.
    pub(super) fn say(self, text: &str) {
        if !self.quiet {
            self.tell(&format!("{text}\n"));
        }
    }

    /// Says that something is odd.
    pub(super) fn warn(self, text: &str) {
        if !self.quiet {
            self.tell(&format!("{WARNING}warning:{WARNING:#} {text}\n"));
        }
    }

    /// Says why the command failed; gives what the program returns.
    pub(super) fn fail(self, failure: &Failure) -> Exit {
        match failure {
            Failure::Said { exit, message, hint } => {
                self.tell(&format!("{ERROR}error:{ERROR:#} {message}\n"));
                if let Some(hint) = hint {
                    self.tell(&format!("{HINT}hint:{HINT:#} {hint}\n"));
                }
                *exit
            }
            Failure::Diagnosed { exit, diagnostics } => {
                self.tell(&diagnostics.render(self.stderr != ColorChoice::Never));
                *exit
            }
            // Whoever reads has read enough: `scimproof list | head`.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
            Failure::Output(error) => {
                self.tell(&format!(
                    "{ERROR}error:{ERROR:#} cannot write to standard output: {error}\n"
                ));
                Exit::Inconclusive
            }
        }
    }

    /// Shows problems in files that do not end the command.
    pub(super) fn show(self, diagnostics: &crate::text::Diagnostics) {
        if !self.quiet {
            self.tell(&diagnostics.render(self.stderr != ColorChoice::Never));
        }
    }

    /// Shows problems in files that somebody asked for.
    pub(super) fn insist(self, diagnostics: &crate::text::Diagnostics) {
        self.tell(&diagnostics.render(self.stderr != ColorChoice::Never));
    }

    /// Nobody can be told that standard error cannot be written to.
    fn tell(self, text: &str) {
        let mut stream = AutoStream::new(io::stderr().lock(), self.stderr);
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.flush();
    }
}

/// A text of somebody else's, such as a server's or an argument, on one line
/// and without characters that steer a terminal.
pub(super) fn tame(text: &str) -> String {
    text.chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect()
}
