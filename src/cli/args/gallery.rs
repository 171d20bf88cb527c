//! Arguments of `gallery`.

use std::path::PathBuf;

use clap::Args;

use super::super::settings;
use super::super::value::{self, ReportRequest};
use super::{
    ConfigArguments, ConnectionArguments, MappingArguments, PaceArguments, SuiteArguments,
    TargetArguments,
};
use crate::cli::exit::Exit;

/// Foretell the verdict of the gate of Microsoft's app gallery.
///
/// Does what its 25 tests do, those of Entra's provisioning service in both
/// dialects, and says for each what the gate would say, why, and whether the
/// server or the gate is to blame. Microsoft's own takes an hour and a tenant.
///
/// `--mapping` is the attribute list of the app: best is what the Entra admin
/// center exports. Ends with 0 when the result may be handed in.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  \
        scimproof gallery\n  \
        scimproof gallery \"$URL\" --mapping schema.json --token-file token.txt\n  \
        scimproof gallery \"$URL\" --mapping zero --values values.json --report gallery=result.json\n  \
        scimproof gallery \"$URL\" --mapping zero --test Disable_User_Test",
    after_long_help = after_long_help()
)]
pub(in crate::cli) struct GalleryArguments {
    #[command(flatten)]
    pub(in crate::cli) target: TargetArguments,

    #[command(flatten)]
    pub(in crate::cli) mapping: MappingArguments,

    /// Values of the gate: its parameter file, or scimTargetUserValues alone.
    ///
    /// JSON with `scimTargetUserValues`, `defaultUserProperties` and `testUserDomain`, as in the
    /// gate's own parameter file; what is not there is as Microsoft ships it.
    #[arg(long, value_name = "FILE", help_heading = "Selection")]
    pub(in crate::cli) values: Option<PathBuf>,

    /// Do only this test, or `UserTests`, `GroupTests` or `SCIMTests`. Repeatable.
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(in crate::cli) test: Vec<String>,

    #[command(flatten)]
    pub(in crate::cli) suites: SuiteArguments,

    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArguments,

    #[command(flatten)]
    pub(in crate::cli) pace: PaceArguments,

    /// Write a report: gallery (the gate's own JSON), console, json, junit, markdown (md) or html. Repeatable.
    #[arg(long, value_name = "FORMAT[=PATH]", value_parser = value::report, help_heading = "Output")]
    pub(in crate::cli) report: Vec<ReportRequest>,

    /// Write every request and answer to PATH as it happens, without the token.
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    pub(in crate::cli) record: Option<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}

fn after_long_help() -> String {
    format!(
        "Examples:\n  \
         scimproof gallery\n      \
         The reference server that is built in, with Entra's default mapping.\n  \
         scimproof gallery \"$URL\" --mapping schema.json --token-file token.txt\n      \
         A server, with the schema that the Entra admin center exports.\n  \
         scimproof gallery \"$URL\" --mapping zero --values values.json --report gallery=result.json\n      \
         With values of one's own; the gate's own JSON goes to result.json.\n  \
         scimproof gallery \"$URL\" --token-endpoint \"$TOKEN_URL\" --client-id app --client-secret-file secret.txt\n      \
         With client credentials, which the gate wants to see.\n\n\
         {}\n\n{}",
        settings::table(),
        Exit::table()
    )
}
