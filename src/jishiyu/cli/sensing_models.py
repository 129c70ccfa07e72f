"""`jishiyu sensing retrain`, `models` and `use`: learning anew from people's labels, and going back."""

import argparse
import json
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from jishiyu.cli.sensing_chat import chat_lexicon, or_refuse
from jishiyu.lib.refused import Refused
from jishiyu.sensing import actions, queries
from jishiyu.sensing.actions.learning import SHIPPED
from jishiyu.sensing.learning.shelf import model_for, shipped_path
from jishiyu.sensing.queries.learning import model_versions, office_talks

BY = "system:cli"


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("retrain", help="learn anew with this office's labels; takes over only if it goes back in nothing")
    _common(command, _retrain)
    command = add("models", help="list the models trained here, and which one judges")
    _common(command, _models)
    command = add("use", help="let a model judge that was trained here before")
    command.add_argument("version", help=f"as `models` lists it, or `{SHIPPED}`")
    _common(command, _use)


def _common(command: argparse.ArgumentParser, deed: Callable[[argparse.Namespace], int]) -> None:
    command.add_argument("--pack", default="", help="service line; the first that hears chat as a rule")
    command.add_argument("--json", action="store_true", help="for machines")
    command.set_defaults(command=deed)


def _retrain(chosen: argparse.Namespace) -> int:
    """0 when the new model took over, 1 when it would have gone back and the old one stays."""
    (pack, lexicon), data = chat_lexicon(chosen.pack), Path(settings.DATA)
    shipped, old = or_refuse(lambda: shipped_path(pack)), or_refuse(lambda: model_for(pack, data))
    office = office_talks(pack, lexicon)
    if not any(one.labelled for one in office):
        raise Refused("labels_missing")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the groups are few: more threads mostly wait for one another
    # what learns is brought in only now: a worker that judges never needs it
    retraining = import_module("jishiyu.sensing.retraining")
    judging = retraining.Judging(lexicon, queries.lexicon_now(pack))
    made = or_refuse(lambda: retraining.retrain(shipped, judging, office, old))
    before = old.version if old else "words alone"
    if made.holds:
        actions.keep_model(
            pack,
            made.model,
            data=data,
            lines=made.lines,
            labels=made.labels,
            instead_of=before,
            scores=made.scores,
            by=BY,
            at=timezone.now(),
        )
    _tell(chosen, made, before)
    return 0 if made.holds else 1


def _tell(chosen: argparse.Namespace, made: Any, before: str) -> None:
    if chosen.json:
        told = {
            "version": made.model.version,
            "instead_of": before,
            "took_over": made.holds,
            "lines": made.lines,
            "labels": made.labels,
            "scores": made.scores,
            "compared": [one.text for one in made.compared],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print(f"learnt from {made.lines} messages, {made.labels} of them labelled here: version {made.model.version}")
    print("\n".join(one.text for one in made.compared))
    print(f"takes over from {before}" if made.holds else f"{before} stays: the new one would go backwards")


def _models(chosen: argparse.Namespace) -> int:
    pack, _lexicon = chat_lexicon(chosen.pack)
    now = or_refuse(lambda: model_for(pack, Path(settings.DATA)))
    judging = now.version if now else ""
    rows = [
        {
            "version": row.version,
            "trained_at": timezone.localtime(row.trained_at).isoformat(timespec="seconds"),
            "by": row.by,
            "lines": row.lines,
            "labels": row.labels,
            "instead_of": row.instead_of,
            "judges": row.version == judging,
            "scores": row.scores,
        }
        for row in model_versions(pack)
    ]
    if chosen.json:
        print(json.dumps({"judging": judging, "trained_here": rows}, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        mark = "*" if row["judges"] else " "
        print(f"{mark} {row['version']}  {row['trained_at']}  {row['lines']} messages, {row['labels']} labelled here")
    if not any(row["judges"] for row in rows):
        print(f"* {judging or 'none'}  not trained here")
    return 0


def _use(chosen: argparse.Namespace) -> int:
    pack, _lexicon = chat_lexicon(chosen.pack)
    data = Path(settings.DATA)
    actions.use_model(pack, chosen.version, data=data, by=BY, at=timezone.now())
    now = or_refuse(lambda: model_for(pack, data))
    if now is None:
        raise Refused("model_unknown", version=chosen.version[:40])
    print(json.dumps({"judging": now.version}) if chosen.json else f"{now.version} judges from the next batch on")
    return 0
