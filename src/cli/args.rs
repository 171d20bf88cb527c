//! The arguments of the program. Their doc comments are the texts of `--help`.

mod clean;
mod client;
mod coverage;
mod explain;
mod gallery;
mod lint;
mod list;
mod load;
mod mutants;
mod proxy;
mod report;
mod run;
mod schema;
mod serve;
mod shared;

use clap::{Parser, Subcommand, ValueEnum};

use super::exit::Exit;
use super::settings;

pub(super) use clean::CleanArguments;
pub(super) use client::{ClientArguments, ClientAuth};
pub(super) use coverage::{CoverageArguments, CoverageFormat};
pub(super) use explain::ExplainArguments;
pub(super) use gallery::GalleryArguments;
pub(super) use lint::LintArguments;
pub(super) use list::{ListArguments, ListFormat};
pub(super) use load::LoadArguments;
pub(super) use mutants::{MutantsArguments, MutantsFormat};
pub(super) use proxy::ProxyArguments;
pub(super) use report::ReportArguments;
pub(super) use run::RunArguments;
pub(super) use schema::{SchemaArguments, SchemaName};
pub(super) use serve::{EndpointArguments, ServeArguments};
pub(super) use shared::{
    ConfigArguments, ConnectionArguments, FurtherTokenArguments, MappingArguments, PaceArguments,
    SelectionArguments, SuiteArguments, TargetArguments, TokenArguments,
};

/// Proves that a SCIM 2.0 server works with Microsoft Entra ID provisioning.
///
/// scimproof sends your server what Entra's provisioning service would send,
/// reads back what became of it, and explains every deviation: what was
/// expected, what came, which rule says so, and what Entra would do next.
///
/// It creates users and groups of its own, changes and deletes only those,
/// and never touches anything else.
#[derive(Debug, Parser)]
#[command(
    name = "scimproof",
    version,
    after_help = "Try it without a server of your own:\n  \
        scimproof run\n  \
        scimproof run --fault pg-add-members-overwrites\n\n\
        Test your server:\n  \
        scimproof run https://api.example.com/scim/v2 --token-file token.txt",
    after_long_help = after_long_help(),
    max_term_width = 100,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,

    #[command(flatten)]
    pub(super) talk: TalkArguments,
}

/// How the program talks.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct TalkArguments {
    /// When to use colours; `auto` heeds `NO_COLOR` and uses them on a terminal only.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto, display_order = 900)]
    pub(super) color: ColorWhen,

    /// Say nothing but what was asked for and errors.
    #[arg(long, short, global = true, display_order = 901)]
    pub(super) quiet: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Run(Box<RunArguments>),
    Gallery(Box<GalleryArguments>),
    List(ListArguments),
    Lint(LintArguments),
    Explain(ExplainArguments),
    Coverage(CoverageArguments),
    Mutants(Box<MutantsArguments>),
    Load(Box<LoadArguments>),
    Serve(ServeArguments),
    Proxy(ProxyArguments),
    Report(ReportArguments),
    Clean(CleanArguments),
    Schema(SchemaArguments),
}

fn after_long_help() -> String {
    format!(
        "Examples:\n  \
         scimproof run\n      \
         Test the reference server that is built in: nothing to set up.\n  \
         scimproof run --fault pg-add-members-overwrites\n      \
         The same with a bug, to see what a finding looks like.\n  \
         SCIMPROOF_TOKEN=… scimproof run https://api.example.com/scim/v2 --report html\n      \
         Test a server of yours; write scim-report.html beside what is printed.\n  \
         scimproof explain RFC7644-3.5.2-R01\n      \
         What a requirement says, where it stands and what tests it.\n\n\
         {}\n\n{}",
        settings::table(),
        Exit::table()
    )
}
