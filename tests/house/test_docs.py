"""Docs that cannot lie: what exists is documented, and what is documented exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from jishiyu.look.refusals import REFUSALS
from jishiyu.packs import sdk
from tests.house import scans

pytestmark = pytest.mark.house
ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
MOST_SDK_NAMES = 60  # ten service lines over seven engines; each word is used by a shipped pack


def code() -> list[str]:
    folders = ("src", "tests", "tools")
    return [path.read_text("utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_what_can_be_read_off_the_code_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    read = {name for text in code() for name in re.findall(r"\bJISHIYU_[A-Z_]+\b", text)}
    made = {f"JISHIYU_{name}_KEY" for name in ("SEAL", "INDEX", "LEDGER", "PERMIT")}  # on first start, kept in files
    read -= made
    documented = set(re.findall(r"`(JISHIYU_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text()))
    assert read == documented


def test_every_refusal_that_is_raised_has_its_words_and_no_others_have() -> None:
    raised = {
        found for path in (ROOT / "src/jishiyu").rglob("*.py") for found in scans.refusals(path.read_text("utf-8"))
    }
    assert raised == set(REFUSALS)


def test_no_refusal_is_written_in_a_way_that_leaves_its_values_out() -> None:
    assert [code for code, words in REFUSALS.items() if re.search(r"\{\w+\}", str(words))] == []


def test_the_sdk_stays_small() -> None:
    assert len(sdk.__all__) <= MOST_SDK_NAMES
    assert [name for name in sdk.__all__ if not hasattr(sdk, name)] == []


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in DOCS
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not target.startswith("http") and not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_bench_is_named_with_its_figures() -> None:
    figures = (ROOT / "docs/benchmarks.md").read_text("utf-8")
    benches = [path.name for path in (ROOT / "benches").glob("*.py") if "def main()" in path.read_text()]
    assert benches
    assert [name for name in benches if f"benches/{name}" not in figures] == []


def test_both_readmes_promise_the_same_commands() -> None:
    commands = [
        re.findall(r"^    (python3 .+)$", (ROOT / name).read_text("utf-8"), re.M)
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0] == commands[1] == ["python3 run.py", "python3 run.py test"]
