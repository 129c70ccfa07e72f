"""Lines of WeCom's chat archive."""

import json
from datetime import timedelta
from typing import Any

import pytest

from jishiyu.sensing.doors import archive
from jishiyu.sensing.doors.guard import BadBody
from jishiyu.sensing.raw import RECALLED, RawMessage
from tests.sensing.doors.vectors import NOW

ARCHIVED: dict[str, Any] = {
    "msgid": "a1_external", "action": "send", "from": "wmOUT", "tolist": ["lisi"], "roomid": "wr1",
    "msgtime": 1760000000123, "msgtype": "text", "text": {"content": "3台区又停电了"},
}  # fmt: skip


def archived(**more: Any) -> tuple[int, RawMessage | None]:
    return archive.read(json.dumps(ARCHIVED | more).encode())


def test_a_line_of_the_archive_is_read_by_seconds_and_by_milliseconds() -> None:
    place, message = archived(seq=41)
    assert message is not None
    assert (place, message.id, message.text, message.group_id) == (41, "a1_external", "3台区又停电了", "wr1")
    assert (message.role, message.time) == ("resident", NOW + timedelta(milliseconds=123))
    _, in_seconds = archived(msgtime=1760000000, **{"from": "zhangsan"})
    assert in_seconds is not None
    assert (in_seconds.role, in_seconds.time) == ("staff", NOW)


def test_a_recall_of_the_archive_names_its_message() -> None:
    _, by_type = archived(msgid="r1", action="recall", msgtype="revoke", revoke={"pre_msgid": "a1_external"})
    assert by_type is not None
    assert (by_type.id, by_type.act, by_type.of, by_type.text) == ("r1", RECALLED, "a1_external", "")
    with pytest.raises(BadBody, match="missing"):
        archived(msgtype="revoke", revoke={})


def part(kind: str, **about: Any) -> dict[str, str]:
    return {"type": kind, "content": json.dumps(about)}


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"msgtype": "image", "image": {"md5sum": "m", "sdkfileid": "s"}}, "[图片]"),
        ({"msgtype": "voice", "voice": {"play_length": 3}}, "[语音]"),
        ({"msgtype": "voice", "voice": {}, "voice_text": "又冒得电了"}, "又冒得电了"),
        ({"msgtype": "location", "location": {"title": "村部", "address": "复兴村"}}, "[位置] 村部 复兴村"),
        ({"msgtype": "mixed", "mixed": {"item": [part("text", content="看这里"), part("image")]}}, "看这里\n[图片]"),
        ({"msgtype": "chatrecord", "chatrecord": {"title": "群聊", "item": [part("ChatRecordText", content="停电")]}},
         "[聊天记录] 群聊\n停电"),
        ({"msgtype": "newtype"}, "[其他]"),
    ],
)  # fmt: skip
def test_other_kinds_of_the_archive_keep_what_they_are(more: dict[str, Any], text: str) -> None:
    _, message = archived(**more)
    assert message is not None
    assert message.text == text


@pytest.mark.parametrize("more", [{"msgtype": "agree", "agree": {"userid": "x"}}, {"action": "switch"}])
def test_what_nobody_said_is_passed_over_with_its_place(more: dict[str, Any]) -> None:
    assert archived(seq=7, **more) == (7, None)


@pytest.mark.parametrize("msgtime", [0, -1, "now", None, 1e30])
def test_an_impossible_time_is_refused(msgtime: object) -> None:
    with pytest.raises(BadBody, match="time_unreadable"):
        archived(msgtime=msgtime)
