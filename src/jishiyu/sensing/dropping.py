"""Files dropped into the folder of a source: letters as .eml, work orders as tables, an archive as JSON lines."""

import logging
import time
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.sensing import actions
from jishiyu.sensing.doors import archive, lines, mail
from jishiyu.sensing.doors.guard import BadBody
from jishiyu.sensing.imports import run_import
from jishiyu.sensing.models import Source
from jishiyu.sensing.raw import RawMessage

SETTLED_AFTER = 5  # seconds since a file last changed: it may still be written
MOST_FILES = 100
CHUNK = 500
LARGEST = 200 * 1024 * 1024
TABLES = (".xlsx", ".xls", ".csv", ".jsonl", ".ndjson")
DONE, FAILED = "done", "failed"

log = logging.getLogger("jishiyu.sensing")


def take_drops(source: Source, folder: Path, *, by: str, at: datetime) -> int:
    """Take what lies in a folder, the oldest first. A file that was taken goes to `done`, one that cannot be to
    `failed` with the reason beside it. Killed in between, it is taken again, and every message is known by its id.
    Returns how many were taken."""
    taken = 0
    for path in _ready(folder):
        try:
            _take(source, path, by=by, at=at)
        except (Refused, BadBody) as trouble:
            reason = str(getattr(trouble, "code", trouble))
            actions.count_refusal(source.code, reason, day=timezone.localdate(at))
            _put_aside(path, FAILED).with_suffix(".why.txt").write_text(f"{trouble}\n", encoding="utf-8")
            log.warning("the file %s of %s cannot be taken: %s", path.name, source.code, reason)
            continue
        _put_aside(path, DONE)
        taken += 1
    return taken


def sweep_drops(folder: Path, days: int) -> int:
    """Remove taken files older than this many days. What failed stays for a person."""
    old = [path for path in folder.glob(f"*/{DONE}/*") if path.stat().st_mtime < time.time() - days * 86400]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _ready(folder: Path) -> list[Path]:
    """Plain files only: a link could lead anywhere."""
    if not folder.is_dir():
        return []
    edge = time.time() - SETTLED_AFTER
    found = [
        (path.stat().st_mtime, path)
        for path in folder.iterdir()
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~"))
    ]
    return [path for changed, path in sorted(found) if changed <= edge][:MOST_FILES]


def _take(source: Source, path: Path, *, by: str, at: datetime) -> None:
    if path.stat().st_size > LARGEST:
        raise BadBody("body_too_long")
    kind = path.suffix.lower()
    if kind == ".eml":
        content = path.read_bytes()
        actions.hear_body(source, [mail.read(content, at)], content, at=at)
    elif kind in (".jsonl", ".ndjson") and source.door == Source.Door.ARCHIVE:
        _take_archive(source, path.read_bytes(), at)
    elif kind in TABLES:
        actions.keep_payload(source, path.read_bytes(), at=at)
        run_import(source, path, by=by, at=at)
    else:
        raise BadBody("file_kind_unknown")


def _take_archive(source: Source, content: bytes, at: datetime) -> None:
    """Bad lines are counted and passed over; where the archive stands is noted when all good ones are in."""
    good: list[RawMessage] = []
    seq = bad = 0
    for _, line in lines.numbered(content):
        try:
            place, message = archive.read(line)
        except BadBody:
            bad += 1
            continue
        seq = max(seq, place)
        good += [message] if message is not None else []
    if bad:
        actions.count_refusal(source.code, "bad_lines", day=timezone.localdate(at))
    if not good and bad:
        raise BadBody("not_json")
    actions.keep_payload(source, content, at=at)
    for start in range(0, len(good), CHUNK):
        actions.hear(source, good[start : start + CHUNK], at=at)
    actions.note_seq(source, seq)


def _put_aside(path: Path, where: str) -> Path:
    """Under a name that tells when, so that two of one name do not meet."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    goal = folder / f"{time.time_ns()}-{path.name}"
    path.rename(goal)
    return goal
