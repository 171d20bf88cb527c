//! Runs a plan against a server and tells what happens, event by event.
//!
//! It never hears of reporters: whoever calls [`run`] hands in a closure. It
//! touches only what it created, and deletes that on every path.

mod allowance;
mod bug;
mod call;
mod captured;
mod cases;
mod clean;
mod conductor;
mod constants;
mod credential;
mod crowd;
mod facts;
mod given;
mod guard;
mod http;
mod judging;
mod laws;
mod ledger;
mod load;
mod options;
mod pace;
mod patience;
mod probe;
mod raw_quotes;
mod read_back;
mod scenario;
mod stop;
mod window;

pub use bug::Bug;
pub use clean::{CleanError, Cleaning, clean};
pub use conductor::run;
pub use credential::authorized;
pub use facts::{new_run_token, now, unix_seconds};
pub use http::{HttpSettings, HttpTransport, SettingsError};
pub use laws::{LawWatch, told};
pub use load::{LoadOptions, load};
pub use options::{Detail, FurtherTokens, RunOptions};
pub use stop::{Stop, StopLevel, StopSource};
