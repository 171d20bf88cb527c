//! Arguments of `schema`.

use clap::{Args, ValueEnum};

/// Print the JSON Schema of a file format, for editors and validators.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof schema suite > suite.schema.json\n  \
        scimproof schema config > scimproof.schema.json\n\n\
        An editor that knows JSON Schema completes and checks a suite that begins with\n  \
        \"$schema\": \"suite.schema.json\"")]
pub(in crate::cli) struct SchemaArguments {
    /// Which format.
    #[arg(value_name = "NAME", value_enum)]
    pub(in crate::cli) name: SchemaName,
}

/// A file format that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaName {
    /// Suite files.
    Suite,
    /// The configuration, `scimproof.jsonc`.
    Config,
    /// Mapping files, `*.mapping.jsonc`.
    Mapping,
    /// What `coverage --format json` writes.
    Coverage,
    /// What `--report json` writes.
    Report,
    /// A line of what `--record` writes.
    Recording,
}
