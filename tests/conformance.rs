//! Our own server, tested as others test theirs: in `cargo test`, one test for
//! each scenario.

#![expect(clippy::expect_used, reason = "a test may panic")]

use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

use scimproof::embed::{Conformance, Target};
use scimproof::server::{RunningServer, Settings};
use scimproof::wire::Secret;

/// It ends with the tests.
static SERVER: OnceLock<RunningServer> = OnceLock::new();

const TOKEN: &str = "for-tests-only";

fn main() -> ExitCode {
    Conformance::new("strict")
        .server(|| async {
            let settings = Settings { token: Some(Secret::new(TOKEN)), ..Settings::default() };
            let server = RunningServer::spawn(settings, "/scim/v2").await.expect("a free port");
            let server = SERVER.get_or_init(|| server);
            Target::new(&server.base_url).bearer(TOKEN)
        })
        .settle(Duration::ZERO)
        .run()
}
