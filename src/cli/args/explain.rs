//! Arguments of `explain`.

use clap::Args;

use super::{ConfigArguments, MappingArguments, SuiteArguments};

/// Say what an id means: of a scenario, check, requirement, problem, fault or profile.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        scimproof explain entra-users.disable          a scenario, or all that begin so\n  \
        scimproof explain RFC7644-3.5.2-R01            a requirement\n  \
        scimproof explain suite-unknown-key            a problem that `lint` reports\n  \
        scimproof explain pg-add-members-overwrites    a fault of `run --fault`\n  \
        scimproof explain entra                        a profile\n  \
        scimproof explain faults                       the names of all faults")]
pub(in crate::cli) struct ExplainArguments {
    /// The id, as reports and messages show it.
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: String,

    #[command(flatten)]
    pub(in crate::cli) mapping: MappingArguments,

    #[command(flatten)]
    pub(in crate::cli) suites: SuiteArguments,

    #[command(flatten)]
    pub(in crate::cli) config: ConfigArguments,
}
