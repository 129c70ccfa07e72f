"""The command `jishiyu mail`: fetch unread letters into the folder of a source, where a worker takes them."""

import argparse
import imaplib
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings

from jishiyu.lib.refused import Refused
from jishiyu.sensing import queries
from jishiyu.sensing.doors.mail import LARGEST

TIMEOUT = 30
MOST = 500


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("mail", help="fetch unread letters of a mailbox (IMAP) for a source whose door is mail")
    command.add_argument("source", help="code of the source; its secrets say host, user and password")
    command.set_defaults(command=_mail)


def _mail(chosen: argparse.Namespace) -> int:
    source = queries.source_by_code(chosen.source)
    if source is None:
        raise Refused("source_unknown", source=chosen.source)
    named = queries.secrets_of(source)
    for name in ("host", "user", "password"):
        if not named.get(name):
            raise Refused("secret_missing", name=name)
    folder = settings.JISHIYU_DROP / source.code
    folder.mkdir(parents=True, exist_ok=True)
    try:
        count = fetch(named, folder)
    except (imaplib.IMAP4.error, OSError) as trouble:
        raise Refused("mailbox_unreachable", host=named["host"], why=str(trouble)[:200]) from trouble
    print(f"{count} letters fetched into {folder}")
    return 0


def fetch(named: Mapping[str, str], folder: Path) -> int:
    """Write each unread letter to a file, then mark it as read: killed in between, it is fetched again and known by
    its id. Raises OSError or imaplib's errors."""
    with _opened(named) as box:
        box.login(named["user"], named["password"])
        box.select(named.get("folder", "INBOX"))
        _, found = box.uid("SEARCH", "UNSEEN")
        uids = (found[0] or b"").split()[:MOST]
        for uid in uids:
            content = _letter(box, uid.decode())
            if content is not None:
                _write(folder, f"{uid.decode()}.eml", content)
            box.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
    return len(uids)


def _opened(named: Mapping[str, str]) -> imaplib.IMAP4:
    """Encrypted, unless the office says tls=no: for a mail server on the same machine."""
    if named.get("tls") == "no":
        return imaplib.IMAP4(named["host"], int(named.get("port", "143")), timeout=TIMEOUT)
    return imaplib.IMAP4_SSL(named["host"], int(named.get("port", "993")), timeout=TIMEOUT)


def _letter(box: imaplib.IMAP4, uid: str) -> bytes | None:
    """At most as much of it as is taken."""
    _, parts = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _write(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all."""
    draft = folder / f".{name}.part"
    draft.write_bytes(content)
    draft.replace(folder / name)
