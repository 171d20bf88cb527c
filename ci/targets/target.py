#!/usr/bin/env python3
"""Foreign SCIM servers to try scimproof on, in memory and on loopback.

    ci/targets/target.py start NAME [PORT]   print the base URL
    ci/targets/target.py stop NAME
    ci/targets/target.py with NAME COMMAND…  run COMMAND with its base URL in
                                             PEER_URL, then stop the server

NAME is scim2-server (PyPI) or scimmy (npm). The token is `testtoken`. What they
need is installed at the first start, versions pinned, into
$PEER_SERVERS, or target/foreign. Every start begins without resources.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

TOKEN = "testtoken"
READY_WITHIN = 60
STOPPED_WITHIN = 10

SOURCES = Path(__file__).resolve().parent
HOME = Path(os.environ.get("PEER_SERVERS") or SOURCES.parent.parent / "target" / "foreign")


class Trouble(Exception):
    """Something a reader has to know; no stack trace helps."""


class Scim2Server:
    """https://pypi.org/project/scim2-server"""

    name, base_path = "scim2-server", "/v2"

    def install(self, folder):
        run([sys.executable, "-m", "venv", folder / "venv"])
        pip = folder / "venv" / "bin" / "pip"
        requirements = SOURCES / self.name / "requirements.txt"
        run([pip, "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements])

    def command(self, folder, port):
        program = folder / "venv" / "bin" / "scim2-server"
        return [program, "--hostname", "127.0.0.1", "--port", port, "--bearer-token", TOKEN]


class Scimmy:
    """https://www.npmjs.com/package/scimmy behind scimmy-routers and Express 4.

    Not Express 5: there scimmy-routers 1.3.2 silently ignores paging.
    """

    name, base_path = "scimmy", "/scim"

    def install(self, folder):
        for file in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / self.name / file, folder)
        run(["npm", "ci", "--no-fund", "--no-audit", "--loglevel=error"], cwd=folder)

    def command(self, folder, port):
        # Node finds packages from where the file stands.
        shutil.copy(SOURCES / self.name / "server.mjs", folder)
        return ["node", folder / "server.mjs", port, TOKEN]


TARGETS = {target.name: target for target in (Scim2Server(), Scimmy())}


def run(command, cwd=None):
    """Runs a command; its output is of interest only when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise Trouble(f"{command[0]} failed ({done.returncode}):\n{done.stdout}")


def installed(target):
    """The folder of a target, installed if it is not yet, or not in this version."""
    pins = b"".join(
        file.read_bytes()
        for file in sorted((SOURCES / target.name).iterdir())
        if file.suffix in (".json", ".txt")
    )
    folder, stamp = HOME / target.name, HOME / target.name / "installed"
    if not (stamp.exists() and stamp.read_bytes() == pins):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        target.install(folder)
        stamp.write_bytes(pins)
    return folder


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(url):
    request = urllib.request.Request(
        f"{url}/ServiceProviderConfig", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    # No proxy stands between a machine and itself.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def record(target):
    """Where it is written which process serves on which port."""
    return HOME / target.name / "running"


def start(target, port=None):
    folder = installed(target)
    if record(target).exists():
        stop(target)
    port = port or free_port()
    if listens(port):
        raise Trouble(f"port {port} is taken")
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in target.command(folder, port)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own, so that all of it can be stopped.
            start_new_session=True,
        )
    record(target).write_text(f"{process.pid} {port}\n")
    url = f"http://127.0.0.1:{port}{target.base_path}"
    deadline = time.monotonic() + READY_WITHIN
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            ended = process.poll()
            stop(target)
            why = f"ended with {ended}" if ended is not None else f"no answer in {READY_WITHIN} s"
            raise Trouble(f"{target.name} did not start: {why}\n{log.read_text()[-2000:]}")
        time.sleep(0.05)
    return url


def group_lives(pid):
    """Is a process of the group left that is no zombie?"""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    states = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold anything: state, parent, group.
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if group == str(pid):
            states.append(state)
    # Without /proc (macOS) the signal has said all that can be known.
    return not states or any(state != "Z" for state in states)


def stop(target):
    if not record(target).exists():
        return
    pid, port = (int(word) for word in record(target).read_text().split())
    for sent in (signal.SIGTERM, signal.SIGKILL):
        # Without its port, the number may be of somebody else's process by now.
        if not listens(port) and not group_lives(pid):
            break
        try:
            os.killpg(pid, sent)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + STOPPED_WITHIN / 2
        # The first thread is gone before the others have closed the port.
        while (group_lives(pid) or listens(port)) and time.monotonic() < deadline:
            time.sleep(0.05)
    if listens(port):
        raise Trouble(f"{target.name} could not be stopped: port {port} still answers")
    record(target).unlink()


def with_target(target, command):
    def end(signum, _frame):
        sys.exit(128 + signum)

    signal.signal(signal.SIGTERM, end)
    try:
        environment = {**os.environ, "PEER_URL": start(target), "SCIMPROOF_TOKEN": TOKEN}
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL).returncode
    finally:
        stop(target)


def main(arguments):
    match arguments:
        case ["start", name, *port] if name in TARGETS and len(port) <= 1:
            print(start(TARGETS[name], *(int(number) for number in port)))
        case ["stop", name] if name in TARGETS:
            stop(TARGETS[name])
        case ["with", name, _, *_] if name in TARGETS:
            return with_target(TARGETS[name], arguments[2:])
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        print(f"target.py: {trouble}", file=sys.stderr)
        sys.exit(1)
