"""Letters by mail, in the state mail arrives in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishiyu.sensing.doors import mail
from jishiyu.sensing.doors.guard import BadBody

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
HEAD = "Message-ID: <a1@example.org>\r\nFrom: =?gb2312?B?wfTStdLM?= <Lin@Example.org>\r\n"
DATE = "Date: Mon, 13 Jul 2026 19:02:00 +0800\r\n"


def letter(body: bytes, head: str = "", charset: str = "utf-8", kind: str = "plain", coding: str = "8bit") -> bytes:
    top = (
        f"{HEAD}{DATE}{head}Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    )
    return top.encode() + body


def test_a_plain_letter_is_read() -> None:
    message = mail.read(letter("三组又停电了。".encode(), "Subject: =?utf-8?B?5YGc55S1?=\r\n"), NOW)
    assert (message.id, message.title, message.text) == ("a1@example.org", "停电", "三组又停电了。")
    assert (message.sender, message.role) == ("lin@example.org", "requester")
    assert message.time == datetime(2026, 7, 13, 19, 2, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("written", "declared"),
    [("gb18030", "gb2312"), ("gbk", "GBK"), ("gb18030", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "x-unknown"),
     ("utf-8", "us-ascii")],
)  # fmt: skip
def test_a_letter_is_read_whatever_its_charset_claims(written: str, declared: str) -> None:
    text = "镕基路三组又停电了,老人在家。"
    message = mail.read(letter(text.encode(written), charset=declared), NOW)
    if (written, declared) != ("utf-8", "gb2312"):  # these bytes are good GB18030 too: nobody can tell
        assert message.text == text
    assert message.text


def test_html_becomes_its_words() -> None:
    head = "<html><head><style>p{}</style><title>x</title></head>"
    page = f"{head}<body><p>三组&nbsp;停电</p><script>a()</script>电话<br>无</body></html>"
    assert mail.read(letter(page.encode(), kind="html"), NOW).text == "三组 停电\n电话\n无"


def test_of_two_forms_the_plain_one_is_read_and_attachments_are_named_only() -> None:
    raw = (
        HEAD + DATE + 'Subject: 路灯\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        '--b\r\nContent-Type: multipart/alternative; boundary="c"\r\n\r\n'
        "--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n路灯不亮\r\n"
        "--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<b>别的</b>\r\n--c--\r\n"
        '--b\r\nContent-Type: image/jpeg; name="=?utf-8?B?54Wn54mHLmpwZw==?="\r\n'
        "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/\r\n--b--\r\n"
    ).encode()
    message = mail.read(raw, NOW)
    assert message.text == "路灯不亮\n[附件] 照片.jpg"
    assert message.title == "路灯"


def test_a_letter_without_an_id_is_known_by_its_bytes_and_an_endless_id_by_its_hash() -> None:
    bare = b"From: a@example.org\r\n\r\nx"
    assert mail.read(bare, NOW).id == mail.read(bare, NOW).id
    assert len(mail.read(bare, NOW).id) == 64
    assert len(mail.read(b"Message-ID: <" + b"a" * 400 + b">\r\n\r\nx", NOW).id) == 64


@pytest.mark.parametrize(
    "date", ["", "Date: nonsense\r\n", "Date: Mon, 13 Jul 2036 19:02:00 +0800\r\n", "Date: 1 Jan 1970 0:0\r\n"]
)
def test_a_letter_whose_date_cannot_be_was_written_now(date: str) -> None:
    assert mail.read(f"Message-ID: <1>\r\n{date}\r\nx".encode(), NOW).time == NOW


@pytest.mark.parametrize("head", ["Auto-Submitted: auto-replied", "Precedence: bulk"])
def test_what_a_program_wrote_is_not_taken(head: str) -> None:
    with pytest.raises(BadBody, match="automatic"):
        mail.read(letter(b"I am away", f"{head}\r\n"), NOW)


def test_an_empty_letter_and_a_huge_one_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadBody, match="missing"):
        mail.read(letter(b"  "), NOW)
    monkeypatch.setattr(mail, "LARGEST", 10)
    with pytest.raises(BadBody, match="body_too_long"):
        mail.read(letter(b"x"), NOW)


@settings(max_examples=150, deadline=None)
@given(head=st.binary(max_size=200), body=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(head: bytes, body: bytes) -> None:
    for raw in (head + b"\r\n\r\n" + body, letter(body), b"Subject: " + head + b"\r\nDate: " + body + b"\r\n\r\nx"):
        try:
            mail.read(raw, NOW)
        except BadBody:
            continue
