#!/usr/bin/env python3
"""Holds the dependency graph to deny.toml: licences, sources, bans, duplicates.

cargo-deny does this too, and more (advisories); it takes longer to build than
everything else that CI does, so that this stands in for it there.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"


def allowed(expression, licences):
    """Does an SPDX expression leave a choice that is on the list?"""
    # Old manifests write a slash for OR.
    words = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def either():
        result = both()
        while words and words[0] == "OR":
            words.pop(0)
            result = both() or result
        return result

    def both():
        result = one()
        while words and words[0] == "AND":
            words.pop(0)
            result = one() and result
        return result

    def one():
        word = words.pop(0)
        if word == "(":
            result = either()
            words.pop(0)
            return result
        if words and words[0] == "WITH":
            word = " ".join([word, words.pop(0), words.pop(0)])
        return word in licences

    return either()


def main():
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    packages = [package for package in metadata["packages"] if package["source"]]
    licences = set(rules["licenses"]["allow"])
    banned = {rule["crate"]: rule["reason"] for rule in rules["bans"]["deny"]}
    known = {rule["crate"] for rule in rules["bans"]["skip"]}

    errors, warnings = [], []
    versions = {}
    for package in packages:
        name = f"{package['name']}@{package['version']}"
        if not allowed(package["license"] or "none", licences):
            errors.append(f"{name}: its licence is {package['license']}")
        if package["source"] != REGISTRY:
            errors.append(f"{name}: it comes from {package['source']}")
        if package["name"] in banned:
            errors.append(f"{name}: banned, {banned[package['name']]}")
        versions.setdefault(package["name"], []).append(name)
    for names in versions.values():
        new = [name for name in names if name not in known]
        if len(new) > 1:
            warnings.append(f"in several versions: {', '.join(new)}")
    present = {name for names in versions.values() for name in names}
    warnings += [f"{name} need not be skipped any more" for name in sorted(known - present)]

    for warning in warnings:
        print(f"warning: {warning}")
    for error in errors:
        print(f"error: {error}")
    print(f"{len(packages)} packages, {len(errors)} errors, {len(warnings)} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
