//! One fault of each area over the network: what an engineer of that server
//! reads. Everything must stand in the block: what was asked, what came, what
//! should have come, who says so, what Entra does next, and how to ask again.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use regex::Regex;
use scimproof::server::{Fault, Settings};

use super::program::{Program, Server, TOKEN, assert_reads};

/// A fault of each area, and where it is found. The faults of the token endpoint
/// are told by `tokens.rs`; what parallel requests break is a matter of chance.
const TRIED: &[(Fault, &str)] = &[
    (Fault::UserNameFilterCaseSensitive, "entra-users.match.user-name"),
    (Fault::FilterParenthesesIgnored, "rfc-filter.logic"),
    (Fault::DuplicateIs400, "entra-users.create.duplicate[same-case]"),
    (Fault::DeletedStillReadable, "entra-users.delete.user"),
    (Fault::DisabledHiddenFromGet, "entra-users.disable.active[legacy]"),
    (Fault::UserNameFollowed, "entra-users.update.renamed[legacy]"),
    (Fault::ActiveStringIgnored, "entra-users.disable.active[legacy]"),
    (Fault::RemoveListFirstOnly, "entra-groups.update.group[legacy]"),
    (Fault::ReplaceAbsentRefused, "rfc-patch.text"),
    (Fault::AnyTokenAccepted, "entra-connection.credential.group"),
    (Fault::TypeEndpointAbsolute, "rfc-discovery.types"),
    (Fault::TotalOneShort, "entra-users.match.user-name"),
    (Fault::PutForgotten, "rfc-replace.values"),
    (Fault::EqContains, "entra-users.match.user-name"),
    (Fault::CountOneTwo, "rfc-paging.pages"),
    (Fault::PasswordReturnedOnRequest, "rfc-projection.password"),
    (Fault::CursorForged500, "rfc-cursor-paging.invalid"),
    (Fault::RecreateInheritsGroups, "entra-lifecycle.rehired"),
    (Fault::DigitsBecomeNumbers, "rfc-patch.text"),
    (Fault::AddAndRemoveReordered, "entra-groups.update.other-forms"),
    (Fault::ConflictTypeWrong, "rfc-create.duplicate"),
    (Fault::SchemeWithoutType, "rfc-discovery.config"),
    (Fault::TrailingBlankCut, "entra-users.values.kept"),
    (Fault::NoChangeClears, "entra-users.update.several[legacy]"),
];

/// What no block may lack.
const NEEDED: &[&str] =
    &["expected ", "got ", "repeat: curl ", "suite: ", "why: ", "effect: ", "source: ", "https://"];

#[test]
fn a_block_tells_all_that_its_reader_needs() {
    let areas: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.area()).collect();
    let tried: BTreeSet<&str> = TRIED.iter().map(|(fault, _)| fault.area()).collect();
    let left: Vec<&&str> = areas.difference(&tried).collect();
    assert_eq!(left, [&"Other tenants and rights", &"Parallel requests", &"Token endpoint"]);

    // Each start of the program reads all suites: two at a time.
    let (first, second) = TRIED.split_at(TRIED.len() / 2);
    let text = std::thread::scope(|scope| {
        let other = scope.spawn(|| blocks(second));
        blocks(first) + &other.join().unwrap()
    });
    assert_reads("blocks", &text);
}

fn blocks(tried: &[(Fault, &str)]) -> String {
    let program = Program::new().with("SCIMPROOF_TOKEN", TOKEN);
    let mut text = String::new();
    for (fault, scenario) in tried {
        let server = Server::start(Settings::with_faults([*fault]));
        let only = ["--only", scenario, "--jobs", "1", "--profile", "strict"];
        let ended = program.run(&[&["run", &server.url][..], &only].concat());
        assert_eq!(ended.code, 1, "{fault}: {}{}", ended.output, ended.words);
        let block = first_block(&ended.output, scenario);
        for needed in NEEDED {
            assert!(block.contains(needed), "{fault}: no {needed:?} in\n{block}");
        }
        let _ = writeln!(text, "## {fault}: {}\n\n{}\n", fault.wrong(), without_chance(&block));
    }
    text
}

/// The block of the scenario, and not of a law that was broken besides; cut after
/// its first request, with the end.
fn first_block(output: &str, scenario: &str) -> String {
    let begin = format!("FAIL {scenario}");
    let blocks = output.split("\n\n").filter(|block| block.contains("FAIL "));
    let block = blocks
        .filter_map(|block| block.find("FAIL ").map(|at| &block[at..]))
        .min_by_key(|block| !block.starts_with(&begin))
        .unwrap();
    let (mut repeated, mut next, mut ending) = (false, false, false);
    let mut kept = Vec::new();
    for line in block.lines() {
        let text = line.trim_start();
        // Checks of one answer have one request; the others are the same again.
        next |= repeated && line.starts_with("FAIL ");
        ending |= text.starts_with("suite:");
        if ending || !next {
            kept.push(line);
        }
        repeated |= text.starts_with("repeat:");
    }
    kept.join("\n")
}

/// The text without what is different each time.
fn without_chance(text: &str) -> String {
    let chance = [
        (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "ID"),
        (r"sp-[0-9a-z]{6,10}-\d+", "sp-RUN"),
        (r"Logic(\+|%20| )([A-Z])(\+|%20| )[0-9a-z]{6,10}", "Logic${1}${2}${3}RUN"),
        // Users who are created at once have no order.
        (r"/Resources/\d+", "/Resources/N"),
        (r"forged-[0-9a-z]+", "forged-RUN"),
        (r"sp-RUN-[a-z]{3}\.person", "sp-RUN-who.person"),
        (r" in [0-9.]+ m?s", " in TIME"),
        (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "INSTANT"),
        (r"jsonc:\d+", "jsonc:LINE"),
        (r"(?m) +$", ""),
    ];
    chance.into_iter().fold(text.to_owned(), |text, (pattern, instead)| {
        Regex::new(pattern).unwrap().replace_all(&text, instead).into_owned()
    })
}
