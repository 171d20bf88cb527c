//! From arguments to an exit code.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::{Arguments, Command};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::{
    clean, coverage, explain, gallery, lint, list, load, mutants, proxy, report, run, schema, serve,
};

/// The program: reads arguments, does what they say, gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    on_bug();
    exit(std::env::args_os()).into()
}

fn exit(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return misunderstood(error),
    };
    let terminal = Terminal::new(arguments.talk.color, arguments.talk.quiet);
    match dispatch(arguments.command, terminal) {
        Ok(exit) => exit,
        Err(failure) => terminal.fail(&failure),
    }
}

fn dispatch(command: Command, terminal: Terminal) -> Result<Exit, Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments, terminal),
        Command::Gallery(arguments) => gallery::gallery(&arguments, terminal),
        Command::List(arguments) => list::list(&arguments, terminal),
        Command::Lint(arguments) => lint::lint(&arguments, terminal),
        Command::Explain(arguments) => explain::explain(&arguments, terminal),
        Command::Coverage(arguments) => coverage::coverage(&arguments, terminal),
        Command::Mutants(arguments) => mutants::mutants(&arguments, terminal),
        Command::Load(arguments) => load::load(&arguments, terminal),
        Command::Serve(arguments) => serve::serve(&arguments, terminal),
        Command::Proxy(arguments) => proxy::proxy(&arguments, terminal),
        Command::Report(arguments) => report::report(&arguments, terminal),
        Command::Clean(arguments) => clean::clean(&arguments, terminal),
        Command::Schema(arguments) => schema::schema(&arguments, terminal),
    }
}

/// Prints help, the version, or what is wrong with the arguments.
fn misunderstood(mut error: clap::Error) -> Exit {
    // A stray word may be a token that somebody pasted; it is not repeated.
    let stray = match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(word))) => Some(word.clone()),
        _ => None,
    };
    if let Some(word) = stray.filter(|word| !word.starts_with('-') && word.len() >= 16) {
        let hidden = format!("(a word of {} characters)", word.chars().count());
        error.insert(ContextKind::InvalidArg, ContextValue::String(hidden));
    }
    // Nobody can be told that the words cannot be written.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Success }
}

/// A panic is our fault; the message says so, and the exit code is 101.
fn on_bug() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        let _ = writeln!(
            std::io::stderr(),
            "this is a bug in scimproof {}, not in your server; please report it with the lines above",
            env!("CARGO_PKG_VERSION")
        );
    }));
}
