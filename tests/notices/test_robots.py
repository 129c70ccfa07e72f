"""Robots' signatures by known answers, and texts that fit."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.notices import pace, robots
from jishiyu.notices.digests import Line, cut, digest
from tests.cast import T0
from tests.sensing.doors import vectors

SECONDS = 1_760_000_000.0


def test_signatures_are_the_known_ones() -> None:
    assert robots.dingtalk_sign("SECjishiyudemo", "1760000000000") == vectors.DINGTALK_ROBOT_SIGN
    assert robots.feishu_sign("jsyLarkSecret", "1760000000") == vectors.FEISHU_BOT_SIGN


def test_each_robot_is_called_in_its_own_way() -> None:
    ding = robots.call(robots.Robot("dingtalk", "T", "SECjishiyudemo"), "停电", SECONDS)
    assert ding.address == (
        "https://oapi.dingtalk.com/robot/send?access_token=T&timestamp=1760000000000"
        "&sign=rl6%2FKnUiKqhEe0FCrdTDFp3icod9g5dX4FTAAq0Felg%3D"
    )
    feishu = robots.call(robots.Robot("feishu", "T", "jsyLarkSecret"), "停电", SECONDS)
    assert feishu.address == "https://open.feishu.cn/open-apis/bot/v2/hook/T"
    said = json.loads(feishu.body)
    assert (said["timestamp"], said["sign"]) == ("1760000000", vectors.FEISHU_BOT_SIGN)
    assert (said["msg_type"], said["content"]) == ("text", {"text": "停电"})
    wecom = robots.call(robots.Robot("wecombot", "a/b?c"), "停电", SECONDS)
    assert wecom.address == "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a%2Fb%3Fc"
    assert json.loads(wecom.body) == {"msgtype": "text", "text": {"content": "停电"}}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("wecombot://KEY", robots.Robot("wecombot", "KEY")),
        ("dingtalk://SEC@TOKEN/", robots.Robot("dingtalk", "TOKEN", "SEC")),
        ("FEISHU://token", robots.Robot("feishu", "token")),
        ("mailto://a@b.c", None),
        ("wecombot://", None),
        ("dingtalk://SEC@", None),
    ],
)
def test_a_robot_is_read_from_its_address(address: str, found: robots.Robot | None) -> None:
    assert robots.read(address) == found


@given(st.lists(st.tuples(st.text(max_size=300), st.booleans()), min_size=1, max_size=60))
def test_any_notices_fit_and_every_one_is_shown_or_counted(said: list[tuple[str, bool]]) -> None:
    lines = [Line(words.replace("\n", " "), "https://example.org/console/", urgent) for words, urgent in said]
    made = digest(lines, most=2048, head="%(n)d notices", more="and %(n)d more", link="https://example.org/n/")
    assert len(made.text.encode()) <= 2048
    left = len(lines) - made.shown
    assert left == 0 or f"and {left} more" in made.text
    assert made.text.rstrip().endswith("/")


def test_urgent_ones_stand_first_and_long_ones_leave_room() -> None:
    lines = [Line("长" * 3000, "x"), Line("短", "x"), Line("急", "x", urgent=True)]
    made = digest(lines, most=2048, head="%(n)d 条", more="另有%(n)d条", link="x")
    assert made.body.splitlines()[0] == "! 急"
    assert made.shown == 3


@given(st.text(max_size=100), st.integers(0, 200))
def test_a_cut_is_between_characters(words: str, most: int) -> None:
    assert len(cut(words, most).encode()) <= most


def test_a_bucket_fills_by_ten_a_minute_and_holds_ten() -> None:
    assert pace.refilled(0, None, T0) == 10
    assert pace.refilled(0, T0, T0 + timedelta(seconds=6)) == 1
    assert pace.refilled(3, T0, T0 + timedelta(hours=1)) == 10
    assert pace.refilled(3, T0, T0 - timedelta(hours=1)) == 3, "a clock that goes back takes nothing away"
    assert [pace.pause(n).total_seconds() for n in (1, 2, 3, 50)] == [15, 30, 60, 3600]
