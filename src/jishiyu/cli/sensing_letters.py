"""Subjects of letters on the command line: `jishiyu sensing train letters`, and `evaluate` for a table of them."""

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation

from jishiyu.casework.kinds import kinds
from jishiyu.lib.refused import Refused
from jishiyu.sensing import queries
from jishiyu.sensing.kinds import lexicon_of, lexicons
from jishiyu.sensing.letters import evaluating, rows
from jishiyu.sensing.letters.model import Kinds

if TYPE_CHECKING:
    from jishiyu.sensing.letters.training import Trained


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("letters", help="learn the subjects of letters from letters that have one")
    command.add_argument("files", type=Path, nargs="+", metavar="FILE", help="csv, csv.gz or xlsx; see the how-to")
    command.add_argument(
        "--as", dest="as_kind", action="append", default=[], metavar="LABEL=KIND",
        help="a label that is not named like its kind; again for more",
    )  # fmt: skip
    command.add_argument(
        "--even-if-worse", action="store_true", help="replace the model even by one that gets less right"
    )
    command.add_argument("--json", action="store_true", help="print the measurements as one JSON object")
    command.set_defaults(command=_train)


def _train(chosen: argparse.Namespace) -> int:
    started = time.monotonic()
    training = import_module("jishiyu.sensing.letters.training")  # with scikit-learn, which nothing else should load
    letters, kinds_of = rows.read(chosen.files), _kinds(chosen.as_kind)
    learnt = training.train(letters, queries.models_folder(), kinds_of, even_if_worse=chosen.even_if_worse)
    seconds = round(time.monotonic() - started, 1)
    if chosen.json:
        told = {
            "version": learnt.version,
            "seconds": seconds,
            **learnt.account,
            "frozen": learnt.now,
            "before": learnt.before,
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for line in _told(learnt, seconds):
        print(line)
    return 0


def evaluate(file: Path) -> Mapping[str, Any]:
    """How letters are judged now: by what the office's own letters taught, else by the words that come with the first
    service line of letters. Opens no database. Raises Refused: what reading raises; pack_without_letters."""
    pack = next((pack for pack, lexicon in lexicons().items() if lexicon.style == "letters"), "")
    if not pack:
        raise Refused("pack_without_letters")
    names = {kind: label for label, kind in _named_kinds(pack).items()}
    return evaluating.evaluate(rows.read([file]), queries.subjects_now(), lexicon_of(pack), names)


def _kinds(said: Sequence[str]) -> Kinds:
    """By pack of letters, the kind of each label: as its name in Chinese says, or as was said. Raises Refused."""
    packs = [pack for pack, lexicon in lexicons().items() if lexicon.style == "letters"]
    known = {pack: _named_kinds(pack) for pack in packs}
    for one in said:
        label, _, code = one.rpartition("=")
        pack = next((pack for pack in packs if code in {kind.code for kind in kinds(pack)}), "")
        if not pack or not label:
            raise Refused("kind_unknown", kind=one)
        known[pack][label] = code
    return known


def _named_kinds(pack: str) -> dict[str, str]:
    with translation.override("zh-hans"):
        return {str(kind.name): kind.code for kind in kinds(pack)}


def _told(learnt: "Trained", seconds: float) -> list[str]:
    account = learnt.account
    lines = [
        f"learnt from {account['learnt_from']} letters in {seconds} s; model {learnt.version}",
        f"  left out, as they were there uncut too: {account['doubles_left_out']} letters cut into words",
    ]
    for label, count in account["subjects_left_out"].items():
        lines.append(f"  left out, too few letters: {label} ({count})")
    lines += [
        f"tested on {account['n']} letters it had not seen, in no form: macro-F1 {account['macro_f1']:.4f}, "
        f"right {account['accuracy']:.4f}",
        f"  {'precision':>9}  {'recall':>6}  {'F1':>6}  letters  subject",
    ]
    for label, one in account["labels"].items():
        lines.append(f"  {one['precision']:9.3f}  {one['recall']:6.3f}  {one['f1']:6.3f}  {one['n']:7d}  {label}")
    lines.append("a suggestion is as sure as its subject at most; below JISHIYU_SURE_FROM (80) a person decides:")
    for one in account["at"]:
        right = "none" if one["precision"] is None else f"{100 * one['precision']:.1f} % right"
        lines.append(f"  from {one['percent']:3d} %: {100 * one['coverage']:5.1f} % of letters, {right}")
    if account["sure_at_99"] is not None:
        sure, covered = 100 * account["sure_at_99"], 100 * account["coverage_at_99"]
        lines.append(f"99 of 100 are right from {sure:.1f} % on: {covered:.1f} % of letters")
    frozen = f"on the frozen part ({learnt.now['n']} letters): macro-F1 {learnt.now['macro_f1']:.4f}"
    return [*lines, frozen + (f", before {learnt.before['macro_f1']:.4f}" if learnt.before else "")]
