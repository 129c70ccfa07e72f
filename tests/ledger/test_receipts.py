"""Receipts: what the office cannot take back, checked without it."""

import copy
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from jishiyu.ledger import actions
from jishiyu.ledger.queries import newest_checkpoint, printed_of, receipt_of
from jishiyu.ledger.receipts import check_receipt, signed_receipt
from jishiyu.lib.refused import Refused
from tests.cast import BY, HOUR, T0
from tests.ledger.owner import unguarded
from tests.ledger.test_chain import tell

pytestmark = pytest.mark.django_db
HOW_TO = Path(__file__).resolve().parent.parent.parent / "docs/how-to/check-a-receipt.md"


def lived() -> dict[str, Any]:
    """A receipt of five entries: three in the first checkpoint, one in the third, one not sealed."""
    tell("case:2", "opened")
    tell("case:1", "opened", "dispatched", "accepted")
    actions.seal(by=BY, at=T0)
    tell("case:2", "closed")
    actions.seal(by=BY, at=T0 + HOUR)
    tell("case:1", "finished")
    actions.seal(by=BY, at=T0 + 2 * HOUR)
    tell("case:1", "closed")
    return receipt_of("case:1", {"case": "JSY-1"}, at=T0)


def text_of(receipt: dict[str, Any]) -> str:
    return json.dumps(receipt, ensure_ascii=False)


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_receipt_holds_by_itself(settings: LazySettings, algorithm: str) -> None:
    settings.JISHIYU_HASH = algorithm
    checked = check_receipt(text_of(lived()))
    assert (checked.entries, checked.sealed, checked.troubles) == (5, 4, [])
    assert checked.newest
    assert checked.newest.statement.number == 3


def test_a_receipt_says_what_was_done_and_when_and_not_a_word_more() -> None:
    actions.record(
        "case:1",
        "finished",
        by="officer:7",
        at=T0,
        after={"answer": "林阿姨家换了熔丝"},
        data={"why": "打13900005678核实", "unit": 3},
    )
    actions.seal(by=BY, at=T0)
    text = text_of(receipt_of("case:1", {"case": "JSY-1"}, at=T0))
    assert "finished" in text
    assert not re.search("林阿姨|熔丝|13900005678|officer", text)


def changed(receipt: dict[str, Any], change: str) -> dict[str, Any]:
    other = copy.deepcopy(receipt)
    exec(change, {"receipt": other})  # noqa: S102  (our own lines below)
    return other


CHANGES = [
    "receipt['entries'][1]['act'] = 'closed'",
    "receipt['entries'][1]['at'] = '2020-01-01T00:00:00.000000+00:00'",
    "receipt['entries'][1]['hash'] = receipt['entries'][0]['hash']",
    "receipt['entries'][1]['index'] += 1",
    "receipt['entries'][1]['path'].pop()",
    "receipt['entries'][1]['checkpoint'] = 3",
    "receipt['entries'][1]['checkpoint'] = 99",
    "del receipt['entries'][1]['path']",
    "del receipt['entries'][1]",
    "receipt['entries'].reverse()",
    "receipt['checkpoints'].pop(1)",
    "receipt['checkpoints'][0] = receipt['checkpoints'][0].replace('entries 4', 'entries 5')",
    "receipt['checkpoints'][0] = 'nothing'",
    "receipt['case'] = 'JSY-2'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_no_part_of_a_receipt_can_be_changed(change: str) -> None:
    assert check_receipt(text_of(changed(lived(), change))).troubles


@pytest.mark.parametrize("change", CHANGES[2:-1])
def test_even_who_signs_it_anew_cannot_change_a_path_or_a_checkpoint(settings: LazySettings, change: str) -> None:
    other = changed(lived(), change)
    del other["signature"]
    assert check_receipt(text_of(signed_receipt(other, settings.JISHIYU_LEDGER_KEY))).troubles


def test_a_checkpoint_kept_elsewhere_is_compared() -> None:
    receipt = lived()
    newest = newest_checkpoint()
    assert newest
    kept = printed_of(newest)
    assert check_receipt(text_of(receipt), kept).troubles == []
    for table in ("ledger_checkpoint", "ledger_entry", "ledger_head"):
        unguarded(f"DELETE FROM {table}")  # noqa: S608
    other = lived_otherwise()
    assert check_receipt(text_of(other)).troubles == []
    assert check_receipt(text_of(other), kept).troubles == ["checkpoint 3 is not the one kept elsewhere"]


def lived_otherwise() -> dict[str, Any]:
    tell("case:9", "opened")
    return lived()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"receipt": "x"}', '{"receipt": "jishiyu ledger receipt 1"}']
)
def test_what_is_no_receipt_is_not_checked_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="no receipt"):
        check_receipt(text)


def test_no_receipt_is_given_of_what_was_falsified() -> None:
    lived()
    unguarded("UPDATE ledger_entry SET hash = previous WHERE subject = 'case:1' AND version = 2")
    with pytest.raises(Refused, match="ledger_broken"):
        receipt_of("case:1", {}, at=T0)
    with pytest.raises(Refused, match="nothing_recorded"):
        receipt_of("case:77", {}, at=T0)


def test_the_lines_of_the_how_to_check_a_receipt_without_us(tmp_path: Path) -> None:
    receipt = lived()
    (found,) = re.findall(r"```python\n(.*?)```", HOW_TO.read_text("utf-8"), re.S)
    (tmp_path / "check.py").write_text(found, "utf-8")

    def by_hand(what: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        (tmp_path / "receipt.json").write_text(text_of(what), "utf-8")
        words = [sys.executable, "-I", str(tmp_path / "check.py"), str(tmp_path / "receipt.json")]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    done = by_hand(receipt)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("sealed in checkpoint") == 4
    assert by_hand(changed(receipt, CHANGES[2])).returncode == 1


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("xxd")), reason="needs openssl and xxd")
def test_the_how_to_checks_a_signature_with_openssl(tmp_path: Path) -> None:
    lived()
    newest = newest_checkpoint()
    assert newest
    printed = printed_of(newest)
    (tmp_path / "said.txt").write_text(printed.statement.text())
    lines = re.findall(r"^    ((?:printf|openssl) .*)$", HOW_TO.read_text("utf-8"), re.M)
    script = "\n".join(lines).replace("KEY", printed.key).replace("SIGNATURE", printed.signature)
    done = subprocess.run(["bash", "-ec", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Verified Successfully" in done.stdout
