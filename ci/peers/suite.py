#!/usr/bin/env python3
"""Suites that others wrote, run against the reference server of scimproof.

    ci/peers/suite.py NAME   build scimproof, serve, run the suite, stop

NAME is scim2-tester or scim-sanity, both from PyPI. What they need is installed
at the first run, versions pinned, into $PEER_SERVERS, or target/foreign.
Ends with what the suite ends with. What they complain of, and why it is no
defect, stands in docs/reference-server.md.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
ROOT = SOURCES.parent.parent
HOME = Path(os.environ.get("PEER_SERVERS") or ROOT / "target" / "foreign")
NAMES = ("scim2-tester", "scim-sanity")


def run(*command):
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL)


def installed(name):
    """The interpreter that has the suite, installed if it is not yet, or not in this version."""
    pins = (SOURCES / name / "requirements.txt").read_bytes()
    folder, stamp = HOME / name, HOME / name / "installed"
    if not (stamp.exists() and stamp.read_bytes() == pins):
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "venv", folder / "venv")
        requirements = SOURCES / name / "requirements.txt"
        pip = folder / "venv" / "bin" / "pip"
        run(pip, "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements)
        stamp.write_bytes(pins)
    return folder / "venv" / "bin" / "python"


def built():
    """The program as `cargo test` builds it: after the tests it is there, and need not be built again."""
    command = ["cargo", "test", "--no-run", "--test", "cli", "--locked", "--message-format=json", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    messages = (json.loads(line) for line in done.stdout.splitlines())
    programs = [message for message in messages if message.get("executable")]
    return next(built["executable"] for built in programs if built["target"]["kind"] == ["bin"])


def main(name):
    python, program = installed(name), built()
    token = secrets.token_hex()
    server = subprocess.Popen(
        [program, "serve", "--port", "0"],
        env={**os.environ, "SCIMPROOF_TOKEN": token},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        url = server.stdout.readline().strip()
        checked = subprocess.run(
            [python, SOURCES / name / "check.py", url, token], stdin=subprocess.DEVNULL
        )
        return checked.returncode
    finally:
        server.terminate()
        server.wait(timeout=10)


if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in NAMES]:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
