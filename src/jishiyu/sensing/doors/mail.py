"""Mail, as files of RFC 5322 (.eml): whoever wrote, in whatever character set their program liked. No database."""

import hashlib
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

from jishiyu.sensing.doors.guard import BadBody, made
from jishiyu.sensing.raw import RawMessage

LARGEST = 25 * 1024 * 1024
MOST_PARTS = 200
EARLIEST_YEAR = 1990
CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "hz-gb-2312", "gb18030", "cp936"}
SILENT_TAGS = {"script", "style", "head", "title"}
LINE_TAGS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"}


def read(content: bytes, now: datetime) -> RawMessage:
    """The letter of one file. Raises BadBody: body_too_long, automatic (a program wrote it), missing."""
    if len(content) > LARGEST:
        raise BadBody("body_too_long")
    letter = message_from_bytes(content)
    if _is_automatic(letter):
        raise BadBody("automatic")
    title = " ".join(_header(letter, "subject").split())
    text, attached = _bodies(letter)
    words = text.strip() or title
    if attached:
        words += "\n" + "\n".join(f"[附件] {name}" for name in attached)
    key = _header(letter, "message-id").strip().strip("<>") or hashlib.sha256(content).hexdigest()
    return made(
        id=key if len(key) <= 120 else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest(),
        text=words,
        time=_date(letter, now),
        sender=parseaddr(_header(letter, "from"))[1].lower(),
        role="requester",
        title=title,
        details=(("type", "mail"), ("attachments", "、".join(attached))),
    )


def _is_automatic(letter: Message) -> bool:
    said = _header(letter, "auto-submitted").strip().lower()
    return said not in ("", "no") or _header(letter, "precedence").strip().lower() in ("bulk", "junk", "auto_reply")


def _header(letter: Message, name: str) -> str:
    """A header as its writer meant it, whatever they encoded it with, or did not."""
    raw = next((str(value) for known, value in letter.raw_items() if known.lower() == name), "")
    try:
        parts = decode_header(raw.replace("\r", "").replace("\n", ""))
    except (HeaderParseError, ValueError):
        return raw
    return "".join(_decoded(part, charset) if isinstance(part, bytes) else _raw(part) for part, charset in parts)


def _raw(part: str) -> str:
    """Bytes that stood bare in a header come as lone surrogates."""
    return _decoded(part.encode("utf-8", "surrogateescape"), None) if not part.isascii() else part


def _decoded(raw: bytes, charset: str | None) -> str:
    """By its charset, else by those that Chinese mail is written in; what none can read is marked, not lost."""
    named = (charset or "").strip().lower()
    for one in ("gb18030" if named in CHINESE else named, "utf-8", "gb18030"):
        try:
            return raw.decode(one) if one else raw.decode("utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _date(letter: Message, now: datetime) -> datetime:
    """When it says it was written, unless that cannot be: then it was written now."""
    try:
        said = parsedate_to_datetime(_header(letter, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    return said if said.year >= EARLIEST_YEAR and said <= now else now


def _bodies(letter: Message) -> tuple[str, list[str]]:
    """The words, plain before HTML, and the names of what is attached."""
    plain: list[str] = []
    html: list[str] = []
    attached: list[str] = []
    for number, part in enumerate(letter.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        name = _file_name(part)
        if name or part.get_content_disposition() == "attachment":
            attached.append(name or "?")
        elif part.get_content_type() == "text/plain":
            plain.append(_payload(part))
        elif part.get_content_type() == "text/html":
            html.append(text_of(_payload(part)))
    return "\n".join(plain) if "".join(plain).strip() else "\n".join(html), attached


def _payload(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return _decoded(raw, part.get_content_charset()) if isinstance(raw, bytes) else ""


def _file_name(part: Message) -> str:
    try:
        found = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return "?"
    pairs = decode_header(found) if found else []
    name = "".join(_decoded(one, charset) if isinstance(one, bytes) else _raw(one) for one, charset in pairs)
    return re.sub(r"[\\/\r\n]", " ", name)[:120].strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT_TAGS:
            self._silent += 1
        elif tag in LINE_TAGS:
            self.out.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT_TAGS:
            self._silent = max(0, self._silent - 1)
        elif tag in LINE_TAGS:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.out.append(data)


def text_of(html: str) -> str:
    """The words of a page, line by line: no scripts, no styles, no tags."""
    reader = _Words()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.out).splitlines())
    return "\n".join(line for line in lines if line)
