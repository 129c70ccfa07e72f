"""The command `jishiyu sensing topics`: what many speak of, in a file or in what this office has heard."""

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.sensing import queries, sheets
from jishiyu.sensing.doors.lines import BadLine, message_of, numbered
from jishiyu.sensing.topics import Telling, Topic, find_topics

SHOWN = 5  # members of each topic, where people read


def add_to(deeds: Callable[..., argparse.ArgumentParser]) -> None:
    deed = deeds("topics", help="what many speak of over days and weeks: in a file, or in what was heard here")
    deed.add_argument("file", type=Path, nargs="?", help="letters (xlsx, csv) or messages (jsonl)")
    deed.add_argument("--since", help="a day, 2026-07-01: in what was heard here since then")
    deed.add_argument("--most", type=int, default=10, help="topics, the hottest first")
    deed.add_argument("--json", action="store_true", help="one JSON object, with every member")
    deed.set_defaults(command=_topics)


def _topics(chosen: argparse.Namespace) -> int:
    if (chosen.file is None) == (chosen.since is None):
        raise Refused("file_or_since")
    told = read_file(chosen.file) if chosen.file else _heard(chosen.since)
    found = find_topics([telling for _, telling in told], chosen.most)
    plain = [_plain(rank, topic, told) for rank, topic in enumerate(found, start=1)]
    if chosen.json:
        print(json.dumps({"n": len(told), "topics": plain}, ensure_ascii=False))
        return 0
    for one, topic in zip(plain, found, strict=True):
        trend = {1: "rising", 0: "even", -1: "falling"}[topic.rising]
        span = f"{one['since']} to {one['until']}, {trend}"
        print(f"{one['rank']}. {one['title']}: {len(topic.members)} messages, {span}")
        for member in topic.members[:SHOWN]:
            print(f"     {told[member][0]}  {told[member][1].head}")
    print(f"{len(found)} topics among {len(told)} messages")
    return 0


def _plain(rank: int, topic: Topic, told: Sequence[tuple[str, Telling]]) -> dict[str, object]:
    return {
        "rank": rank,
        "title": " ".join(told[topic.central][1].head.split()),
        "words": topic.words,
        "since": topic.since.date().isoformat(),
        "until": topic.until.date().isoformat(),
        "rising": topic.rising,
        "districts": dict(topic.districts),
        "by_day": {day.isoformat(): count for day, count in topic.by_day},
        "members": [told[member][0] for member in topic.members],
    }


def read_file(path: Path) -> list[tuple[str, Telling]]:
    """Messages or letters of a file with their numbers; rows that cannot be read are passed over. Raises Refused:
    file_unreadable, file_empty, columns_missing."""
    if path.suffix == ".jsonl":
        return _lines(path)
    table = sheets.read(path)
    told = []
    for number, row in table.rows:
        try:
            at = sheets.moment(table.cell(row, "time"), "time", timezone.get_current_timezone())
        except sheets.BadCell:
            continue
        title, text = (sheets.text(table.cell(row, field)) for field in ("title", "text"))
        told.append((sheets.text(table.cell(row, "id")) or str(number), Telling(title, text, at)))
    return told


def _lines(path: Path) -> list[tuple[str, Telling]]:
    told, now = [], timezone.now()
    try:
        body = path.read_bytes()
    except OSError as trouble:
        raise Refused("file_unreadable", file=path.name, why=str(trouble)[:200]) from trouble
    for _, line in numbered(body):
        try:
            raw = message_of(line, now)
        except BadLine:
            continue
        if raw.act == "said":
            told.append((raw.id, Telling(raw.title, raw.text, raw.time)))
    return told


def _heard(since: str) -> list[tuple[str, Telling]]:
    try:
        day = timezone.make_aware(datetime.fromisoformat(since))
    except ValueError:
        raise Refused("day_unreadable", day=since[:20]) from None
    return [(str(key), telling) for key, telling in queries.tellings(day)]
