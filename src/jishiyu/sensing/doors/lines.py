"""Messages as JSON lines: one record in each line, checked for form only. No database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from jishiyu.sensing.raw import RawMessage

LONGEST = {"id": 120, "text": 20_000, "group_id": 120, "group_name": 120, "sender": 200, "title": 200, "of": 120}
SHORTEST = min(LONGEST.values())  # both in characters
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # clocks differ; a message from next week is a mistake

CODES = frozenset({"not_json", "bad_field", "missing", "too_long", "nul_character", "bad_character"}) | {
    "time_without_zone",
    "time_out_of_range",
}


class Record(RawMessage, frozen=True, gc=False, rename={"details": "\0"}):
    """What a sender says of one message; the text of a recall may be empty. Other fields are ignored, and details
    cannot be sent."""

    role: Literal["resident", "staff"] = "resident"
    act: Literal["said", "recalled", "edited"] = "said"


_FIELD = re.compile(r"(?:at `\$\.|required field `)(\w+)")
_decoder = msgspec.json.Decoder(Record)


class BadLine(Exception):
    """A line that cannot be taken. `code` is documented with the webhook; `field` is empty for the line itself."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, field)
        self.code, self.field = code, field


def numbered(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines that hold anything, with their numbers from 1; a pretty-printed single object is one line."""
    stripped = body.strip()
    if stripped.startswith(b"{") and b"\n" in stripped and _is_one_object(stripped):
        yield 1, stripped
        return
    for number, line in enumerate(body.split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _is_one_object(body: bytes) -> bool:
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except msgspec.DecodeError:
        return False  # JSON lines fail to decode as one value
    return True


def message_of(line: bytes, now: datetime) -> RawMessage:
    """The message of one line. Raises BadLine."""
    try:
        record = _decoder.decode(line)
    except msgspec.ValidationError as trouble:
        raise BadLine("bad_field", _path(str(trouble))) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadLine("not_json") from None
    if not _is_common(record, line):
        _check(record)
    if record.time.tzinfo is None:
        raise BadLine("time_without_zone", "time")
    if not EARLIEST <= record.time <= now + AHEAD:
        raise BadLine("time_out_of_range", "time")
    return record


def _is_common(record: Record, line: bytes) -> bool:
    """Whether nothing needs a closer look: words of an unescaped line hold neither NUL nor half a character, and none
    of a short one is too long."""
    return (
        b"\\" not in line
        and b"\0" not in line
        and len(record.id) + len(record.group_id) + len(record.group_name) + len(record.sender) <= SHORTEST
        and len(line) <= LONGEST["text"]
        and record.text.strip() != ""
        and record.id.strip() != ""
        and not record.title
        and record.act == "said"
        and not record.of
    )


def _check(record: Record) -> None:
    if record.act != "said":
        _check_act(record)
    for name, longest in LONGEST.items():
        _check_words(name, getattr(record, name), longest, record.act)


def _check_act(record: Record) -> None:
    """A recall or edit has an id of its own and names the message it is about."""
    if not record.of.strip():
        raise BadLine("missing", "of")
    if record.id == record.of:
        raise BadLine("bad_field", "id")


def _check_words(name: str, said: str, longest: int, act: str) -> None:
    if (name == "id" or (name == "text" and act != "recalled")) and not said.strip():
        raise BadLine("missing", name)
    if len(said) > longest:
        raise BadLine("too_long", name)
    if "\x00" in said:
        raise BadLine("nul_character", name)
    if not said.isascii() and any("\ud800" <= character <= "\udfff" for character in said):
        raise BadLine("bad_character", name)  # half of a character: no database takes it


def _path(trouble: str) -> str:
    """The field a decoder complains of: "… - at `$.time`", or the missing one it names; empty for the line itself."""
    found = _FIELD.search(trouble)
    return found.group(1) if found else ""
