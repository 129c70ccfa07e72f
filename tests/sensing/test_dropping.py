"""Files that lie in the folder of a source, and a mailbox that is fetched into one."""

import json
import os
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import LazySettings

from jishiyu.cli.commands import run
from jishiyu.sensing import actions, dropping
from jishiyu.sensing.jobs import purge_payloads, take_drops
from jishiyu.sensing.models import ImportRun, Message, Payload, Refusal, Source
from tests.cast import BY, DAY, T0, VILLAGE, Cast

pytestmark = pytest.mark.django_db
LETTER = (
    "Message-ID: <{0}@example.org>\r\nFrom: lin@example.org\r\nSubject: 停电\r\n\r\n三组又停电了,第{0}天。\r\n".format
)


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.JISHIYU_DROP = tmp_path
    for code in ("letters", "chat", "box"):
        (tmp_path / code).mkdir()
    return tmp_path


def put(path: Path, content: bytes, *, age: float = 60) -> None:
    path.write_bytes(content)
    when = path.stat().st_mtime - age
    os.utime(path, (when, when))


def taken() -> list[str]:
    take_drops(T0)
    actions.sense_batch(100, by=BY, at=T0)
    return sorted(Message.objects.values_list("text", flat=True))


def test_letters_are_taken_once_and_put_aside(cast: Cast, folder: Path) -> None:
    put(folder / "letters/1.eml", LETTER(1).encode())
    put(folder / "letters/again.EML", LETTER(1).encode())
    put(folder / "letters/2.eml", LETTER(2).encode())
    assert taken() == ["三组又停电了,第1天。", "三组又停电了,第2天。"]
    assert taken() == ["三组又停电了,第1天。", "三组又停电了,第2天。"]
    assert len(list((folder / "letters/done").iterdir())) == 3
    assert Message.objects.first().sender != "lin@example.org"  # type: ignore[union-attr]


def test_a_table_of_work_orders_is_imported(cast: Cast, folder: Path) -> None:
    with xlsxwriter.Workbook(str(folder / "letters/工单.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "标题", "内容", "留言时间"])
        sheet.write_row(1, 0, ["1", "路灯", "三都路路灯不亮", "2026-07-10 09:00"])
    os.utime(folder / "letters/工单.xlsx", (1, 1))
    assert taken() == ["三都路路灯不亮"], [path.read_text() for path in folder.glob("letters/failed/*.txt")]
    assert ImportRun.objects.count() == 1


def test_an_archive_is_taken_from_its_lines(cast: Cast, folder: Path) -> None:
    source, _ = actions.open_door(
        "box", "存档", door="archive", pack="power", unit_id=cast.station.pk, division_code=VILLAGE, by=BY, at=T0
    )
    said = {"action": "send", "from": "wm1", "roomid": "r", "msgtime": 1760000000123, "msgtype": "text"}
    rows = [{**said, "seq": n, "msgid": f"m{n}", "text": {"content": f"第{n}句"}} for n in (3, 4)]
    put(folder / "box/a.jsonl", ("\n".join(json.dumps(row) for row in rows) + "\nrubbish").encode())
    assert taken() == ["第3句", "第4句"]
    assert Source.objects.get(pk=source.pk).seq == 4
    assert Refusal.objects.get().reason == "bad_lines"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.exe", b"MZ", "file_kind_unknown"),
        ("a.xlsx", b"no table", "file_unreadable"),
        ("a.eml", b"Message-ID: <1>\r\n\r\n", "missing"),
        ("a.eml", b"Auto-Submitted: auto-replied\r\n\r\nI am away", "automatic"),
    ],
)
def test_what_cannot_be_taken_waits_for_a_person_with_the_reason(
    cast: Cast, folder: Path, name: str, content: bytes, reason: str
) -> None:
    put(folder / "letters" / name, content)
    assert taken() == []
    aside = sorted(path.name for path in (folder / "letters/failed").iterdir())
    assert len(aside) == 2
    assert aside[0].endswith(name) or aside[1].endswith(name)
    assert Refusal.objects.get().reason == reason


def test_unfinished_hidden_and_linked_files_are_left_alone(cast: Cast, folder: Path) -> None:
    put(folder / "letters/new.eml", LETTER(1).encode(), age=0)
    put(folder / "letters/.draft.eml", LETTER(2).encode())
    put(folder / "outside.eml", LETTER(3).encode())
    (folder / "letters/link.eml").symlink_to(folder / "outside.eml")
    assert taken() == []
    assert len(list((folder / "letters").iterdir())) == 3


def test_taken_files_and_payloads_go_after_their_time(cast: Cast, folder: Path, settings: LazySettings) -> None:
    settings.JISHIYU_PAYLOAD_DAYS = 30
    put(folder / "letters/1.eml", LETTER(1).encode())
    put(folder / "letters/2.exe", b"x")
    taken()
    assert dropping.sweep_drops(folder, 30) == 0
    for path in folder.glob("letters/*/*"):
        os.utime(path, (1, 1))
    purge_payloads(T0 + 40 * DAY)
    assert [path.parent.name for path in folder.glob("letters/*/*")] == ["failed", "failed"]
    assert not Payload.objects.exists()


class Mailbox(socketserver.StreamRequestHandler):
    """As much of an IMAP server as one fetch needs, with two letters."""

    seen: set[str]

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self._answer(tag, command)
            if command.upper() == "LOGOUT":
                return

    def _answer(self, tag: str, command: str) -> None:
        words = command.split()
        verb = words[1].upper() if words[0].upper() == "UID" else words[0].upper()
        if verb == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif verb == "LOGIN" and words[2] != '"secret"':
            self.wfile.write(f"{tag} NO wrong\r\n".encode())
            return
        elif verb == "SEARCH":
            left = " ".join(uid for uid in ("1", "2") if uid not in self.seen)
            self.wfile.write(f"* SEARCH {left}\r\n".encode())
        elif verb == "FETCH":
            letter = LETTER(words[2]).encode()
            self.wfile.write(f"* 1 FETCH (UID {words[2]} BODY[]<0> {{{len(letter)}}}\r\n".encode() + letter + b")\r\n")
        elif verb == "STORE":
            self.seen.add(words[2])
        self.wfile.write(f"{tag} OK done\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[int]:
    class Mine(Mailbox):
        seen: set[str] = set()

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def box(cast: Cast, port: int, password: str) -> None:
    given = {"host": "127.0.0.1", "port": str(port), "user": "office", "password": password, "tls": "no"}
    actions.open_door(
        "box", "信箱", door="mail", pack="hotline", unit_id=cast.centre.pk, division_code=VILLAGE, given=given,
        by=BY, at=T0,
    )  # fmt: skip


def test_unread_letters_are_fetched_once(
    cast: Cast, folder: Path, mailbox: int, capsys: pytest.CaptureFixture[str]
) -> None:
    box(cast, mailbox, "secret")
    assert run(["mail", "box"]) == 0
    assert "2 letters" in capsys.readouterr().out
    assert run(["mail", "box"]) == 0
    assert "0 letters" in capsys.readouterr().out
    for path in (folder / "box").glob("*.eml"):
        os.utime(path, (1, 1))
    assert taken() == ["三组又停电了,第1天。", "三组又停电了,第2天。"]


def test_a_mailbox_that_says_no_is_named(
    cast: Cast, folder: Path, mailbox: int, capsys: pytest.CaptureFixture[str]
) -> None:
    box(cast, mailbox, "wrong")
    assert run(["mail", "box"]) == 1
    assert "mailbox_unreachable" in capsys.readouterr().err
    assert run(["mail", "letters"]) == 1
    assert run(["mail", "nobody"]) == 1
