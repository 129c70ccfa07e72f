"""A small county with one chat source and one letter box, in places that really exist."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from jishiyu.registry.models import Cell, Division, Unit
from jishiyu.sensing import actions
from jishiyu.sensing.models import Group, Source
from jishiyu.sensing.raw import RawMessage

NOW = datetime(2026, 7, 12, 11, 0, tzinfo=UTC)  # 19:00 in Shanghai
BY = "system:test"

PLACES = (
    ("43", "湖南省"), ("4309", "益阳市"), ("430903", "赫山区"), ("430972", "益阳高新区"),
    ("430903101", "八字哨镇"), ("430903101201", "复兴村委会"), ("430903101202", "和平村委会"),
    ("430903102", "泉交河镇"), ("430903102201", "和平村委会"), ("430903102202", "樊家庙社区居委会"),
    ("430972109", "谢林港镇"), ("430972109201", "北峰垸村委会"),
)  # fmt: skip
LEVELS = {2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
PARENT = {4: 2, 6: 4, 9: 6, 12: 9}

Say = Callable[..., RawMessage]


@pytest.fixture
def county(db: None) -> None:
    for code, name in PLACES:
        above = code[: PARENT[len(code)]] if len(code) in PARENT else None
        Division.objects.create(code=code, name=name, parent_id=above, level=LEVELS[len(code)])


@pytest.fixture
def station(county: None) -> Unit:
    return Unit.objects.create(code="station", name="八字哨供电所", division_id="430903101")


@pytest.fixture
def area(county: None) -> Cell:
    return Cell.objects.create(code="A3", kind=Cell.Kind.AREA, name="3号台区", division_id="430903101201")


@pytest.fixture
def chat(station: Unit) -> Source:
    source, _ = actions.make_source(
        "chat", "供电服务群", pack="power", unit_id=station.pk, division_code="430903101", by=BY, at=NOW
    )
    return source


@pytest.fixture
def group(chat: Source) -> Group:
    return actions.make_group(chat, "g1", "复兴村供电服务群", division_code="430903101201", by=BY, at=NOW)


@pytest.fixture
def letters(station: Unit) -> Source:
    source, _ = actions.make_source("letters", "领导信箱", pack="hotline", unit_id=station.pk, by=BY, at=NOW)
    return source


@pytest.fixture
def say() -> Say:
    """Makes messages of group g1, one a minute, with ids of their own."""
    count = 0

    def one(text: str, *, minutes: float | None = None, group: str = "g1", role: str = "resident") -> RawMessage:
        nonlocal count
        count += 1
        said_at = NOW + timedelta(minutes=count if minutes is None else minutes)
        return RawMessage(id=f"m{count}", text=text, time=said_at, group_id=group, sender="林阿姨", role=role)

    return one
