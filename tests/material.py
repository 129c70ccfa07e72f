"""What fuller tests need: real material beside the checkout, servers, a browser. Missing, a test is skipped with a
plain word; where JISHIYU_REQUIRE names it (shared, services), it fails instead."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
CHROMIUM = Path("/usr/bin/chromium")


def material(path: str) -> Path:
    """A file or folder of ../shared. Skips or fails when it is not there."""
    found = SHARED / path
    if not found.exists():
        _missing("shared", f"../shared/{path} is not here")
    return found


def chromium() -> Path:
    """The browser. Skips or fails when it is not installed."""
    if not CHROMIUM.exists():
        _missing("services", f"{CHROMIUM} is not installed")
    return CHROMIUM


def _missing(need: str, words: str) -> None:
    if need in os.environ.get("JISHIYU_REQUIRE", "").split(","):
        pytest.fail(f"{words}, and JISHIYU_REQUIRE names {need!r}")
    pytest.skip(words)
