//! Ctrl-C: first end well, then end at once.

use crate::run::{StopLevel, StopSource};

use super::terminal::Terminal;

/// Listens in the background until the runtime ends.
pub(super) fn listen(source: StopSource, terminal: Terminal) {
    tokio::spawn(async move {
        // An error means that the signal cannot be listened to; then it ends
        // the program, as it does by default.
        if tokio::signal::ctrl_c().await.is_err() {
            return;
        }
        terminal.say(
            "\nstopping: deleting what this run created, then writing the reports \
             (Ctrl-C again leaves everything where it is)",
        );
        source.raise(StopLevel::Clean);
        if tokio::signal::ctrl_c().await.is_err() {
            return;
        }
        terminal.say("\nstopping at once: what this run created stays on the server");
        source.raise(StopLevel::Leave);
        // The source must live as long as the run, so that nobody waits in vain.
        std::future::pending::<()>().await;
    });
}
