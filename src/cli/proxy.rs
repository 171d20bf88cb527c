//! `scimproof proxy`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use crate::detection::Proxy;
use crate::run::{HttpSettings, HttpTransport};
use crate::server::{Fault, Overlay, listen};

use super::args::ProxyArguments;
use super::exit::Exit;
use super::failure::Failure;
use super::run::runtime;
use super::serve::{interrupted, local_listener};
use super::terminal::Terminal;

pub(super) fn proxy(arguments: &ProxyArguments, terminal: Terminal) -> Result<Exit, Failure> {
    let faults = of_form(&arguments.fault)?;
    let upstream = HttpTransport::new(&HttpSettings::new(&arguments.upstream))
        .map_err(|error| Failure::usage(error.to_string()))?;
    if !is_local(upstream.base_url()) {
        return Err(Failure::usage(format!(
            "{} is not on this computer; a proxy that breaks answers stands in front of local servers only",
            arguments.upstream
        ))
        .hint("--upstream wants a URL with localhost, 127.0.0.1 or [::1]"));
    }
    runtime()?.block_on(stand(arguments, upstream, faults, terminal))
}

/// The faults that can be laid over another server. A pattern takes those among
/// what it names; a name that is not one is an error.
fn of_form(named: &[Vec<Fault>]) -> Result<BTreeSet<Fault>, Failure> {
    let mut faults = BTreeSet::new();
    for named in named {
        let form: Vec<Fault> = named.iter().copied().filter(|fault| fault.is_of_form()).collect();
        if let (true, Some(fault)) = (form.is_empty(), named.first()) {
            return Err(Failure::usage(format!(
                "{fault} cannot be laid over another server: it is a matter of what the server does and \
                 not of what it answers"
            ))
            .hint(format!("the built-in server has it: scimproof serve --fault {fault}")));
        }
        faults.extend(form);
    }
    Ok(faults)
}

/// Does a URL lead to this computer?
fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

async fn stand(
    arguments: &ProxyArguments,
    upstream: HttpTransport,
    faults: BTreeSet<Fault>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let (listener, address) = local_listener(arguments.port).await?;
    let theirs = upstream.base_url().trim_end_matches('/').to_owned();
    let path = theirs
        .split_once("://")
        .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()))
        .unwrap_or_default();
    let ours = format!("http://{address}{path}");
    let names: Vec<&str> = faults.iter().map(|fault| fault.name()).collect();
    let names = names.join(", ");
    let overlay = Overlay::new(ours.as_str(), faults).map_err(|others| {
        let others: Vec<&str> = others.iter().map(|fault| fault.name()).collect();
        Failure::usage(format!("{} cannot be laid over another server", others.join(", ")))
    })?;
    let proxy = Proxy::new(Arc::new(upstream), overlay, theirs.as_str(), ours.as_str());

    let mut output = terminal.output();
    writeln!(output, "{ours}")?;
    output.flush()?;
    drop(output);
    terminal.say(&format!("in front of {theirs}, with these faults: {names}"));
    terminal.say(&format!(
        "with the token of that server, in another terminal:\n  scimproof run {ours}"
    ));
    terminal.say("Ctrl-C ends it");
    listen(listener, Arc::new(Mutex::new(proxy)), &path, interrupted()).await;
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_of_this_computer_are_stood_in_front_of() {
        for local in ["http://localhost:80/x", "http://127.0.0.1", "https://[::1]:8/scim"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["https://example.com", "http://localhost.example.com", "http://10.0.0.1:1"] {
            assert!(!is_local(other), "{other}");
        }
    }

    #[test]
    fn a_pattern_takes_what_can_be_taken_and_a_name_has_to_be_right() {
        let both = vec![vec![Fault::ListIsBareArray, Fault::DeleteIgnored]];
        assert_eq!(of_form(&both).ok(), Some(BTreeSet::from([Fault::ListIsBareArray])));
        assert!(of_form(&[vec![Fault::DeleteIgnored]]).is_err());
    }
}
