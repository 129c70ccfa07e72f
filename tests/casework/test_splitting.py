"""Splitting: two needs said in one breath."""

from typing import Any

import pytest

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case
from jishiyu.ledger.queries import story
from tests.casework.askings import refused
from tests.cast import DAY, T0, Cast


def split(cast: Cast, case: Case, **more: Any) -> Case:
    said: dict[str, Any] = {"kind": "power.low_voltage", "title": "电压低", "text": "晚上电压低，灯发红。"}
    said |= {"by": cast.dispatcher.actor, "at": T0 + DAY}
    return actions.split_case(case.pk, **said | more)


def test_the_second_need_has_the_clock_the_requester_and_the_secrecy_of_the_first(cast: Cast) -> None:
    case = cast.sent(secret=True).case
    new = split(cast, case, title="电压偏低")
    assert (new.split_from, new.heard_at, new.requester, new.secret) == (case, T0, cast.aunt, True)
    assert new.promises.get(what="resolve").starts_at == T0
    assert (new.opened_at, new.number != case.number) == (T0 + DAY, True)
    case.refresh_from_db()
    assert case.state == "dispatched"
    assert [story(one.ref).last().act for one in (case, new)] == ["split", "split_from"]  # type: ignore[union-attr]
    assert list(retell.disagreements()) == []


def test_the_same_words_split_off_twice_are_one_case(cast: Cast) -> None:
    case = cast.case()
    assert split(cast, case, title="电压偏低") == split(cast, case, title="电压偏低")
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [({"title": "低"}, "say_what"), ({"text": " "}, "say_what"), ({"kind": "nobody.knows"}, "kind_unknown")],
)
def test_a_need_without_words_or_kind_is_refused(cast: Cast, change: dict[str, Any], code: str) -> None:
    case = cast.case()
    refused(code, lambda: split(cast, case, **{"title": "电压偏低"} | change))


@pytest.mark.parametrize("who", ["crew", "caller", "leader", "stranger"])
def test_only_a_dispatcher_splits(cast: Cast, who: str) -> None:
    case = cast.sent().case
    refused("not_yours", lambda: split(cast, case, by=getattr(cast, who).actor, title="电压偏低"))


def test_what_is_closed_is_not_split(cast: Cast) -> None:
    case = cast.case()
    actions.close_case(case.pk, outcome="explained", words="已经解释清楚", by=cast.dispatcher.actor, at=T0)
    refused("not_now", lambda: split(cast, case, title="电压偏低"))
