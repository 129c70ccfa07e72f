"""Receipts: what lets somebody outside prove, off-line, that a subject's entries were sealed. Pure: no database.

A receipt carries of each entry its version, act, moment and hash, never what it says: words to the requester, reasons
and grounds may name people. The office signs the whole, so that it stands by act and moment too; should it later show
an entry of another content, that entry has another hash than the receipt.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jishiyu.ledger.chain import canonical_of
from jishiyu.ledger.merkle import leaf_of, root_by
from jishiyu.ledger.seals import Printed, is_signed, read_printed, sign

KIND = "jishiyu ledger receipt 1"


@dataclass(slots=True)
class Checked:
    """What came of checking a receipt: how many entries it tells, how many are proved, and what is wrong."""

    entries: int = 0
    sealed: int = 0
    troubles: list[str] = field(default_factory=list)
    key: str = ""
    newest: Printed | None = None


def signed_receipt(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The receipt with the office's signature over its canonical JSON."""
    return {**content, "signature": sign(canonical_of(dict(content)), key)}


def check_receipt(text: str, kept: Printed | None = None) -> Checked:
    """Check a receipt with nothing but itself, and against a checkpoint kept elsewhere if there is one.

    Raises ValueError when the text is no receipt.
    """
    receipt = _read(text)
    checked = Checked(entries=len(receipt["entries"]), key=receipt["key"])
    if not is_signed(canonical_of(_unsigned(receipt)), receipt["signature"], receipt["key"]):
        checked.troubles.append("the signature is not that of the key")
    checkpoints = _checkpoints(receipt, checked)
    for place, entry in enumerate(receipt["entries"], start=1):
        _check_entry(place, entry, checkpoints, checked)
    if kept is not None:
        _compare(kept, checkpoints, checked)
    checked.newest = max(checkpoints.values(), key=lambda one: one.statement.number, default=None)
    return checked


def _read(text: str) -> dict[str, Any]:
    try:
        receipt: dict[str, Any] = json.loads(text)
        whole = receipt["receipt"] == KIND and all(
            isinstance(receipt[name], kind)
            for name, kind in (("entries", list), ("checkpoints", list), ("key", str), ("signature", str))
        )
    except (ValueError, TypeError, KeyError) as trouble:
        raise ValueError("this is no receipt") from trouble
    if not whole:
        raise ValueError("this is no receipt")
    return receipt


def _unsigned(receipt: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in receipt.items() if name != "signature"}


def _checkpoints(receipt: Mapping[str, Any], checked: Checked) -> dict[int, Printed]:
    """The checkpoints of a receipt by number, each whole, signed by the same key and built on the one before."""
    found: dict[int, Printed] = {}
    before: Printed | None = None
    for text in receipt["checkpoints"]:
        try:
            printed = read_printed(text)
        except (ValueError, AttributeError):
            checked.troubles.append("one of the checkpoints cannot be read")
            continue
        number = printed.statement.number
        if not printed.is_whole() or printed.key != receipt["key"]:
            checked.troubles.append(f"checkpoint {number}: hash or signature is wrong")
        if before and (printed.statement.previous != before.hash or number != before.statement.number + 1):
            checked.troubles.append(f"checkpoint {number}: is not built on the one before")
        found[number], before = printed, printed
    return found


def _check_entry(place: int, entry: Any, checkpoints: Mapping[int, Printed], checked: Checked) -> None:
    try:
        version, number = entry["version"], entry["checkpoint"]
        if version != place:
            checked.troubles.append(f"entry {place}: is version {version}")
        if number is None:
            return
        root = checkpoints[number].statement.root
        algorithm, size = checkpoints[number].statement.algorithm, checkpoints[number].statement.entries
        leaf = leaf_of(entry["hash"].encode(), algorithm)
        path = [bytes.fromhex(one) for one in entry["path"]]
        led = root_by(entry["index"], size, leaf, path, algorithm)
        if leaf.hex() != entry["leaf"] or led is None or led.hex() != root:
            checked.troubles.append(f"entry {place}: its path does not lead to the root of checkpoint {number}")
        else:
            checked.sealed += 1
    except (ValueError, TypeError, KeyError, AttributeError):
        checked.troubles.append(f"entry {place}: cannot be read")


def _compare(kept: Printed, checkpoints: Mapping[int, Printed], checked: Checked) -> None:
    number = kept.statement.number
    found = checkpoints.get(number)
    if not kept.is_whole():
        checked.troubles.append(f"checkpoint {number} kept elsewhere: hash or signature is wrong")
    elif found is None:
        span: Sequence[int] = sorted(checkpoints) or [0]
        checked.troubles.append(f"the receipt holds checkpoints {span[0]} to {span[-1]}, not {number}")
    elif found.hash != kept.hash:
        checked.troubles.append(f"checkpoint {number} is not the one kept elsewhere")
