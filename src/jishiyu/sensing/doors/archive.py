"""WeCom's archive of chats (会话内容存档) as JSON lines, decrypted by whoever reads it from the platform. No database.

A line is the platform's own decrypted record; a reader may add `seq` (where it stands in the archive) and
`voice_text` (what it understood of a voice message).
"""

from datetime import datetime

import msgspec

from jishiyu.sensing.doors.guard import BadBody, inner, json_object, made, moment, words
from jishiyu.sensing.doors.marks import marked
from jishiyu.sensing.raw import RECALLED, SAID, RawMessage

OUTSIDERS = ("wo", "wm")  # ids of people who are not of the office begin so
SILENT = frozenset({"agree", "disagree", "switch"})  # said by nobody
MOST_ITEMS = 50
DETAILS = ("sdkfileid", "md5sum", "filesize", "filename", "play_length", "longitude", "latitude", "link_url")


def read(line: bytes) -> tuple[int, RawMessage | None]:
    """Where a line stands in the archive (0: it does not say), and its message, if it is one. Raises BadBody."""
    record = json_object(line)
    seq = record.get("seq")
    place = seq if isinstance(seq, int) and not isinstance(seq, bool) and 0 <= seq < 2**62 else 0
    kind, action = words(record, "msgtype"), words(record, "action")
    if kind in SILENT or action == "switch":
        return place, None
    about = inner(record, kind)
    of = words(inner(record, "revoke"), "pre_msgid") if kind == "revoke" or action == "recall" else ""
    if kind == "revoke" and not of:
        raise BadBody("missing")
    sender = words(record, "from")
    return place, made(
        id=words(record, "msgid"),
        text="" if of else _text(kind, about, words(record, "voice_text")),
        time=_time(record),
        group_id=words(record, "roomid"),
        sender=sender,
        role="resident" if sender.startswith(OUTSIDERS) else "staff",
        details=(("type", kind), *((name, words(about, name)) for name in DETAILS)),
        act=RECALLED if of else SAID,
        of=of,
    )


def _time(record: dict[str, object]) -> datetime:
    return moment(record.get("msgtime", ""))


def _text(kind: str, about: dict[str, object], voice: str = "") -> str:
    if kind in ("text", "markdown"):
        return words(about, "content")
    if kind == "voice":
        return voice or words(about, "text") or marked(kind)
    if kind == "location":
        return marked(kind, words(about, "title"), words(about, "address"))
    if kind in ("mixed", "chatrecord"):
        items = about.get("item")
        parts = [_item(one) for one in items[:MOST_ITEMS]] if isinstance(items, list) else []
        head = [marked(kind, words(about, "title"))] if kind == "chatrecord" else []
        return "\n".join(part for part in (*head, *parts) if part)
    return marked(kind, words(about, "filename"), words(about, "title"), words(about, "description"))


def _item(item: object) -> str:
    """A part of a mixed message or of a record handed on: its content is JSON within a text."""
    if not isinstance(item, dict):
        return ""
    kind = words(item, "type").removeprefix("ChatRecord").lower()
    try:
        about = msgspec.json.decode(words(item, "content"))
    except msgspec.DecodeError:
        return words(item, "content") if kind == "text" else marked(kind)
    return _text(kind, about) if isinstance(about, dict) else str(about)
