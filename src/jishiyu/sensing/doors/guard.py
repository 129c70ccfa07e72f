"""What every door guards by: signatures compared in constant time, a window of time, padding looked at. No database."""

import hmac
import re
from datetime import UTC, datetime
from xml.parsers import expat

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from jishiyu.sensing.raw import SAID, RawMessage

WINDOW = 300  # seconds a request may be old or early, where its platform sets no other time
LONGEST = {"id": 120, "of": 120, "text": 20_000, "group_id": 120, "group_name": 120, "sender": 200, "title": 200}
AES_BLOCK = 16
MILLISECONDS_FROM = 100_000_000_000  # such a number of seconds lies in the year 5138
DEEPEST = 8  # elements within elements; what platforms send has three
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
LATEST = 4_102_444_800  # 2100: a later time is a mistake


class NotSigned(Exception):
    """The sender did not prove who they are, or proved it too long ago. Whoever asks is told nothing more."""


class BadBody(Exception):
    """A body that cannot be taken. `code` is documented with the connectors."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def same(wanted: str, given: str) -> bool:
    """Equal texts, found out in a time that tells nothing of where they differ; an empty one equals none."""
    return bool(wanted) and hmac.compare_digest(wanted.encode(), given.encode("utf-8", "surrogatepass"))


def check_fresh(stamp: str, now: datetime, window: int = WINDOW) -> None:
    """`stamp` is in seconds, or in milliseconds where it is that large. Raises NotSigned."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 15):
        raise NotSigned
    if abs(now.timestamp() - _seconds(int(stamp))) > window:
        raise NotSigned


def _seconds(number: float) -> float:
    return number / 1000 if number >= MILLISECONDS_FROM else number


def moment(number: object) -> datetime:
    """A time of a platform, given in seconds or milliseconds as number or text. Raises BadBody: time_unreadable."""
    try:
        seconds = _seconds(float(str(number)))
    except ValueError:
        raise BadBody("time_unreadable") from None
    if not 0 < seconds < LATEST:
        raise BadBody("time_unreadable")
    return datetime.fromtimestamp(seconds, UTC)


def opened(key: bytes, iv: bytes, sealed: bytes, block: int) -> bytes:
    """AES-CBC with PKCS#7 padding up to `block` bytes. Raises NotSigned for whatever the key did not make."""
    if not sealed or len(sealed) % AES_BLOCK:
        raise NotSigned
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    plain = decryptor.update(sealed) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= min(block, len(plain)) or not hmac.compare_digest(plain[-pad:], bytes([pad]) * pad):
        raise NotSigned
    return plain[:-pad]


def closed(key: bytes, iv: bytes, plain: bytes, block: int) -> bytes:
    """The other way round, for what a platform wants answered in its own form."""
    pad = block - len(plain) % block
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()


def json_object(body: bytes) -> dict[str, object]:
    """Raises BadBody: not_json."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadBody("not_json") from None
    if not isinstance(found, dict):
        raise BadBody("not_json")
    return found


def inner(found: dict[str, object], name: str) -> dict[str, object]:
    """An object within an object; an empty one where there is none."""
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def words(found: dict[str, object], name: str) -> str:
    """A text or number as text; empty for anything else."""
    value = found.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def xml_fields(text: bytes) -> dict[str, str]:
    """The elements right below the root, as text. No document type is allowed, so no entity can be declared.

    Raises BadBody: not_xml."""
    found: dict[str, str] = {}
    path: list[str] = []

    def start(name: str, attributes: object) -> None:
        path.append(name)
        if len(path) > DEEPEST:
            raise BadBody("not_xml")

    def data(words: str) -> None:
        if len(path) == 2:
            found[path[1]] = found.get(path[1], "") + words

    def refuse(*about: object) -> None:
        raise BadBody("not_xml")

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = start, data
    parser.EndElementHandler = lambda name: path.pop()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        raise BadBody("not_xml") from None
    return found


def clean(text: str) -> str:
    """Without what no database takes: U+0000 and halves of characters."""
    return UNKEEPABLE.sub("", text)


def made(
    *,
    id: str,
    text: str,
    time: datetime,
    group_id: str = "",
    group_name: str = "",
    sender: str = "",
    role: str = "resident",
    title: str = "",
    details: tuple[tuple[str, str], ...] = (),
    act: str = SAID,
    of: str = "",
) -> RawMessage:
    """A message of a platform, cleaned and cut to what a message may hold: a platform never says it better when it is
    refused, it says it again. Raises BadBody: missing, where it has no id or no words."""
    said = {"id": id, "of": of, "text": text, "group_id": group_id, "group_name": group_name}
    said |= {"sender": sender, "title": title}
    fit = {name: clean(value)[: LONGEST[name]].strip() for name, value in said.items()}
    if not fit["id"] or not (fit["text"] or fit["of"]):
        raise BadBody("missing")
    shown = tuple((name, clean(value)[:500]) for name, value in details if value)
    return RawMessage(time=time, role=role, details=shown, act=act, **fit)
