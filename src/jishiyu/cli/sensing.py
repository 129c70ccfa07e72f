"""The command `jishiyu sensing`: what judges is taught by an office's own past, and measured."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from jishiyu.cli import sensing_chat, sensing_letters, sensing_models, sensing_topics


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("sensing", help="teach what judges messages by the office's own past, and measure it")
    deeds = command.add_subparsers(required=True, metavar="DEED").add_parser

    deed = deeds("train", help="learn from past messages into the data folder, and show what it would get right")
    of_what = deed.add_subparsers(required=True, metavar="WHAT").add_parser
    sensing_letters.add_to(of_what)
    sensing_chat.add_to(of_what)

    sensing_topics.add_to(deeds)
    sensing_models.add_to(deeds)

    deed = deeds("evaluate", help="measure what judges now on messages whose answers are known; prints one JSON object")
    deed.add_argument(
        "file", type=Path, help="letters with a column of labels: csv, csv.gz, xlsx; or chat as JSON lines"
    )
    deed.set_defaults(command=_evaluate)


def _evaluate(chosen: argparse.Namespace) -> int:
    measure = sensing_chat.evaluate if sensing_chat.is_chat(chosen.file) else sensing_letters.evaluate
    print(json.dumps(measure(chosen.file), ensure_ascii=False))
    return 0
