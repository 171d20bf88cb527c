//! `scimproof proxy` in front of a server of this computer.

use std::io::{BufRead as _, BufReader};
use std::process::Child;

use scimproof::server::Settings;

use super::program::{Program, Server, TOKEN};

/// A proxy that ends with the test.
struct Standing {
    child: Child,
    url: String,
}

impl Standing {
    fn in_front_of(program: &Program, upstream: &str, fault: &str) -> Self {
        let mut child =
            program.command(&["proxy", "--upstream", upstream, "--fault", fault]).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_right_server_behind_a_proxy_has_the_fault_of_the_proxy() {
    let server = Server::start(Settings::default());
    let program = Program::new().with("SCIMPROOF_TOKEN", TOKEN);
    let test = |url: &str| {
        program.run(&["run", url, "--only", "entra-users.match.user-name", "--profile", "entra"])
    };
    assert_eq!(test(&server.url).code, 0);

    let proxy = Standing::in_front_of(&program, &server.url, "ls-totalresults-missing");
    assert!(proxy.url.starts_with("http://127.0.0.1:"), "{}", proxy.url);
    // The path is the other server's, so that a configured client needs another port only.
    assert!(proxy.url.ends_with("/scim/v2"), "{}", proxy.url);
    assert_ne!(proxy.url, server.url);
    let ended = test(&proxy.url);
    assert_eq!(ended.code, 1, "{}", ended.words);
    let block = ended.output.find("/totalResults").map(|at| &ended.output[at..]);
    assert!(block.is_some_and(|block| block.contains("got")), "{}", ended.output);
    // Nothing else is wrong: all that was created is deleted again through the proxy.
    assert!(!ended.words.contains("left behind"), "{}", ended.words);
}

#[test]
fn a_proxy_stands_in_front_of_local_servers_with_faults_of_form_only() {
    let program = Program::new();
    for (arguments, says) in [
        (
            ["--upstream", "https://scim.example.com/v2", "--fault", "ls-bare-array"],
            "not on this computer",
        ),
        (
            ["--upstream", "http://10.0.0.1/scim", "--fault", "ls-bare-array"],
            "not on this computer",
        ),
        (
            ["--upstream", "http://127.0.0.1:1/scim", "--fault", "dl-delete-is-noop"],
            "scimproof serve --fault dl-delete-is-noop",
        ),
        (["--upstream", "http://127.0.0.1:1/scim", "--fault", "no-such-fault"], "no-such-fault"),
    ] {
        let ended = program.run(&[&["proxy"][..], &arguments].concat());
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.words);
        assert_eq!(ended.output, "", "{arguments:?}");
        assert!(ended.words.contains(says), "{arguments:?}: {}", ended.words);
    }
}
