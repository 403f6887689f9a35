"""Whether each locked library is the newest of its branch; `python -m tests.newest` asks the registry pip is set to.

A branch is every version that `pyproject.toml` and the libraries that need it admit. Without a network nothing is
known, and that is said: it is no fault of the lock.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from motcua.cli.sbom import locked

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-traces.lock")
# Seconds for the question about all, and about one.
LONG, SHORT = 60, 20
AT_ONCE = 4


def pip(*words: str, seconds: int) -> str | None:
    """What pip answers on its standard output; None when it cannot, or not in time."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries", "0", *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def branches(names: Iterable[str], project: Iterable[str]) -> dict[str, SpecifierSet]:
    """What the project and all these libraries together ask of each other."""
    found: dict[str, SpecifierSet] = {}
    stated = [*project, *(line for name in names for line in _needs(name))]
    for line in stated:
        try:
            needed = Requirement(line)
        except InvalidRequirement:
            continue
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            name = canonicalize_name(needed.name)
            found[name] = found.get(name, SpecifierSet()) & needed.specifier
    return found


def _needs(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def newest(versions: Iterable[str], branch: SpecifierSet) -> Version | None:
    """The newest finished version that the branch admits."""
    return max((version for version in _readable(versions) if branch.contains(version)), default=None)


def _readable(versions: Iterable[str]) -> Iterator[Version]:
    for text in versions:
        try:
            version = Version(text)
        except InvalidVersion:
            continue
        if not version.is_prerelease:
            yield version


def told_of(pinned: dict[str, str], branch: dict[str, SpecifierSet]) -> tuple[list[str], list[str]]:
    """One line for each locked library that has a newer version in its branch, and the names that nothing is known of.

    pip is asked once about all; those it does not call the newest of all branches are asked about one by one.
    """
    answer = pip("list", "--uptodate", "--format", "json", seconds=LONG)
    current = {canonicalize_name(row["name"]): row["version"] for row in json.loads(answer or "[]")}
    if not current:
        return [], sorted(pinned)
    rest = [name for name, version in sorted(pinned.items()) if current.get(name) != version]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = dict(zip(rest, threads.map(_versions, rest), strict=True))
    best = {name: newest(versions, branch.get(name, SpecifierSet())) for name, versions in found.items()}
    lines = [f"{name} {pinned[name]} < {of}" for name, of in best.items() if of and of > Version(pinned[name])]
    return lines, [name for name, of in best.items() if of is None]


def _versions(name: str) -> list[str]:
    answer = pip("index", "versions", name, seconds=SHORT) or ""
    known = (line.partition(":")[2] for line in answer.splitlines() if line.startswith("Available"))
    return [text.strip() for text in next(known, "").split(",")]


def _project() -> list[str]:
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*facts["project"]["dependencies"], *facts["dependency-groups"]["dev"]]


def main() -> int:
    """0: nothing newer is known; 1: something newer."""
    text = "\n".join((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    pinned = {canonicalize_name(name): version for name, version in locked(text)}
    lines, unknown = told_of(pinned, branches(pinned, _project()))
    for line in lines:
        sys.stdout.write(f"{line}\n")
    if len(unknown) == len(pinned):
        sys.stdout.write("The registry was not reached: whether the locked versions are the newest is not known.\n")
        return 0
    said = f"; not known: {', '.join(unknown)}" if unknown else ""
    sys.stdout.write(
        f"{len(pinned) - len(unknown) - len(lines)} of {len(pinned)} are the newest of their branch{said}.\n"
    )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
