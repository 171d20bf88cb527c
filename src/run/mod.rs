//! Runs a plan against a server and tells what happens, event by event.
