"""The lock files: every package pinned and hashed, no host named, and nothing the project asks for left out."""

import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.house
ROOT = Path(__file__).resolve().parent.parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(\[[a-z,]+\])?==\S+")


def pinned(lock: str) -> dict[str, int]:
    """Packages of a lock file with the number of their hashes."""
    found: dict[str, int] = {}
    name = ""
    for line in (ROOT / "locks" / lock).read_text().splitlines():
        if match := PINNED.match(line):
            name = match[1].lower().replace("_", "-").replace(".", "-")
            found[name] = 0
        found[name] += line.count("--hash=sha256:") if name else 0
    return found


def asked(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[~>=<]", one, maxsplit=1)[0].strip().lower() for one in requirements}


@pytest.mark.parametrize("lock", ["run.txt", "test.txt"])
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    found = pinned(lock)
    assert len(found) > 15
    assert [name for name, hashes in found.items() if not hashes] == []
    assert "http" not in (ROOT / "locks" / lock).read_text()


def test_the_locks_hold_all_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = asked(project["project"]["dependencies"])
    assert run <= set(pinned("run.txt"))
    assert run | asked(project["dependency-groups"]["test"]) <= set(pinned("test.txt"))


def test_what_runs_is_what_is_tested() -> None:
    lines = {lock: (ROOT / "locks" / lock).read_text().splitlines() for lock in ("run.txt", "test.txt")}
    versions = {lock: {line.split()[0] for line in text if PINNED.match(line)} for lock, text in lines.items()}
    assert versions["run.txt"] <= versions["test.txt"]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    reasons = (ROOT / "docs/why/dependencies.md").read_text().lower()
    everything = asked(project["project"]["dependencies"]) | asked(project["dependency-groups"]["test"])
    assert [name for name in sorted(everything) if f"| {name} |" not in reasons] == []
