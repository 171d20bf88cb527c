"""Runs scim2-tester against a SCIM server: check.py URL TOKEN

Prints what was found beside success, and the counts; ends with 1 if anything
is an error, and with 2 if nothing was checked.
"""

import sys
from collections import Counter

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import ScimPolicy, ScimProvider
from scim2_tester import Status, check_server

GOOD = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}
NO_VERDICT = {Status.SKIPPED}

# RFC 9967 section 4 adds `securityEvents` to ServiceProviderConfig; this
# version does not know it, and refuses what it does not know unless it is told.
POLICY = ScimPolicy(unknown=ScimPolicy.Unknown.ignore)


def main(url, token):
    headers = {"Authorization": f"Bearer {token}"}
    # No proxy stands between a machine and itself.
    with Client(base_url=url, headers=headers, trust_env=False) as client:
        results = check_server(SyncSCIMClient(client, provider=ScimProvider(policy=POLICY)))
    counts = Counter(result.status for result in results)
    for result in results:
        if result.status not in GOOD:
            kind = f" ({result.resource_type})" if result.resource_type else ""
            print(f"{result.status.name}: {result.title}{kind}: {result.reason}")
    print(", ".join(f"{number} {status.name}" for status, number in counts.items()))
    if not any(counts[status] for status in GOOD):
        return 2
    return 0 if set(counts) <= GOOD | NO_VERDICT else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
