"""Runs scim-sanity against a SCIM server: check.py URL TOKEN

Prints what it complains of. Complaints that the RFCs do not share are listed
below, and docs/reference-server.md says of each why; any other one, and one of
these that is gone, ends with 1.
"""

import json
import subprocess
import sys
from pathlib import Path

# The name of the test and what it says.
KNOWN = {
    # RFC 7644 section 3.5.2 leaves the server the choice of 200 or 204.
    ("PATCH /Groups/{id}", "Expected HTTP 200, got 204 (RFC 7644 §3.3); Response body is empty"),
    ("PATCH /Groups/{id} remove members", "Expected 200, got 204"),
    # RFC 7643 section 2.3.7 lets a server enforce referential integrity.
    ("PATCH /Groups/{id} add member", "Expected 200, got 400"),
}
FEWEST = 25


def main(url, token):
    program = Path(sys.executable).parent / "scim-sanity"
    command = [program, "probe", url, "--token", token, "--i-accept-side-effects", "--json-output"]
    probed = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    results = json.loads(probed.stdout)["results"]
    passed = [result for result in results if result["status"] == "pass"]
    complaints = {
        (result["name"], result.get("message", ""))
        for result in results
        if result["status"] not in ("pass", "skip")
    }
    for name, message in sorted(complaints):
        known = "known" if (name, message) in KNOWN else "NEW"
        print(f"{known}: {name}: {message}")
    for name, message in sorted(KNOWN - complaints):
        print(f"GONE: {name}: {message}")
    print(f"{len(passed)} passed, {len(complaints)} complaints")
    return 0 if complaints == KNOWN and len(passed) >= FEWEST else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
