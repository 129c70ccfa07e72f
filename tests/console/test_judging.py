"""The judge's queue: side by side, the pressing first, with history, decided on the spot."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Application, Case, Task
from tests.casework.askings import ask, colleague, decide, granted
from tests.cast import DAY, HOUR, T0, Cast
from tests.console.conftest import As

PAGE = "/console/judging/"
HX = {"HX-Request": "true"}


def waiting_return(cast: Cast, **more: Any) -> Task:
    task = cast.sent(**more)
    return actions.return_task(
        task.pk, code="wrong_owner", ground="产权属园区物业。", to_unit_id=cast.other.pk, by=cast.crew.actor, at=T0
    )


def of_each_kind(cast: Cast, round: int = 0) -> None:
    """A return and one asking of each kind."""
    waiting_return(cast, title=f"退单{round}")
    for kind, more in (("extension", {}), ("waiting", {}), ("hanging", {"until": T0 + 30 * DAY}), ("exclusion", {})):
        ask(cast, cast.taken(title=f"{kind}{round}"), kind, **more)
    main, other = cast.taken(title=f"主单{round}"), cast.taken(title=f"并单{round}")
    ask(cast, other, "merge", into_id=main.case_id)


def judge(
    browser: Client, asked: Application, ruling: str = "grant", words: str = "情况属实，同意。", **more: Any
) -> Any:
    return browser.post(f"{PAGE}{asked.kind}/{asked.pk}/", {"ruling": ruling, "words": words}, **more)


def test_all_six_stand_side_by_side(cast: Cast, signed_in: As) -> None:
    of_each_kind(cast)
    page = signed_in(cast.dispatcher).get(PAGE).content.decode()
    for name in ("Return", "Extension", "Waiting for the requester", "Hanging", "Exclusion", "Merging"):
        assert f">{name}</strong>" in page


@pytest.mark.parametrize("who", ["crew", "head", "caller", "admin"])
def test_nobody_else_sees_the_queue_or_decides_by_its_address(cast: Cast, signed_in: As, who: str) -> None:
    asked = ask(cast, cast.taken())
    browser = signed_in(getattr(cast, who))
    assert browser.get(PAGE).status_code == 404
    assert judge(browser, asked).status_code == 404
    assert Application.objects.get().state == "open"


def test_what_is_decided_vanishes_where_it_stood(cast: Cast, signed_in: As) -> None:
    asked = ask(cast, cast.taken())
    answer = judge(signed_in(cast.dispatcher), asked, headers=HX)
    assert (answer.status_code, answer.content) == (200, b"")
    assert Application.objects.get().state == "granted"


def test_without_script_it_is_decided_too(cast: Cast, signed_in: As) -> None:
    asked = ask(cast, cast.taken())
    browser = signed_in(cast.leader)
    assert judge(browser, asked, "refuse").url == PAGE
    assert Application.objects.get().state == "refused"
    assert "Nothing waits" in browser.get(PAGE).content.decode()


def test_a_ruling_without_words_says_so_in_its_place_and_keeps_the_item(cast: Cast, signed_in: As) -> None:
    asked = ask(cast, cast.taken())
    answer = judge(signed_in(cast.dispatcher), asked, words="同意", headers=HX).content.decode()
    assert 'role="alert"' in answer
    assert f'id="asked-{asked.pk}"' in answer
    assert ">同意</textarea>" in answer
    assert Application.objects.get().state == "open"


def test_what_another_has_decided_meanwhile_says_so(cast: Cast, signed_in: As) -> None:
    asked = ask(cast, cast.taken())
    decide(cast, asked, by=cast.leader.actor)
    answer = judge(signed_in(cast.dispatcher), asked, "refuse", headers=HX).content.decode()
    assert "decided already" in answer
    assert Application.objects.get().state == "granted"


@pytest.mark.parametrize(("ruling", "decision"), [("grant", "upheld"), ("refuse", "refused")])
def test_a_return_is_ruled_on_beside_the_rest(cast: Cast, signed_in: As, ruling: str, decision: str) -> None:
    task = waiting_return(cast)
    browser = signed_in(cast.dispatcher)
    browser.post(f"{PAGE}return/{task.pk}/", {"ruling": ruling, "words": "依移交协议裁定。"}, headers=HX)
    task.refresh_from_db()
    assert (task.return_decision, task.return_decision_words) == (decision, "依移交协议裁定。")


@pytest.mark.parametrize("ruling", ["", "maybe"])
def test_a_ruling_that_is_neither_is_none(cast: Cast, signed_in: As, ruling: str) -> None:
    asked = ask(cast, cast.taken())
    judge(signed_in(cast.dispatcher), asked, ruling)
    assert Application.objects.get().state == "open"
    assert signed_in(cast.dispatcher).post(f"{PAGE}holiday/1/", {"ruling": "grant"}).status_code == 404


def test_what_one_may_not_decide_shows_why_and_no_buttons(cast: Cast, signed_in: As) -> None:
    ask(cast, cast.taken(), by=cast.dispatcher.actor)
    own, other = signed_in(cast.dispatcher).get(PAGE), signed_in(colleague(cast)).get(PAGE)
    assert "You asked for it" in own.content.decode()
    assert "data-grant" not in own.content.decode()
    assert "data-grant" in other.content.decode()


def test_a_leader_sees_returns_but_a_dispatcher_rules_on_them(cast: Cast, signed_in: As) -> None:
    waiting_return(cast)
    assert "A dispatcher rules" in signed_in(cast.leader).get(PAGE).content.decode()


def test_a_second_objection_waits_for_its_consultation(cast: Cast, signed_in: As) -> None:
    task = waiting_return(cast)
    Case.objects.filter(pk=task.case_id).update(to_consult=True)
    assert "only a consultation decides" in signed_in(cast.dispatcher).get(PAGE).content.decode()


def test_each_comes_with_what_its_unit_asked_for_before_and_what_was_ruled_on_its_case(cast: Cast) -> None:
    for number in range(3):
        decide(cast, ask(cast, cast.taken(title=f"以前{number}")), grant=number > 0)
    task = cast.taken(title="现在")
    granted(cast, task, "exclusion")
    ask(cast, task)
    (item,) = queries.judging(cast.dispatcher, T0 + DAY).items
    assert (item.asked_before, item.granted_before) == (3, 2)
    assert [(kind, ruled) for kind, ruled, _ in item.earlier] == [("exclusion", "granted")]
    long_after = queries.judging(cast.dispatcher, T0 + 95 * DAY).items[0]
    assert (long_after.asked_before, long_after.granted_before) == (0, 0)


def test_what_falls_due_within_a_day_goes_before_what_is_older(cast: Cast) -> None:
    calm, pressing = cast.taken(title="不急"), cast.taken(title="急")
    ask(cast, calm, at=T0 + HOUR)
    ask(cast, pressing, at=T0 + 2 * HOUR)
    Case.objects.filter(pk=calm.case_id).update(next_due_at=T0 + 9 * DAY)
    Case.objects.filter(pk=pressing.case_id).update(next_due_at=T0 + 5 * HOUR)
    titles = [item.case.title for item in queries.judging(cast.dispatcher, T0 + 3 * HOUR).items]
    assert titles == ["急", "不急"]


def test_a_return_of_a_case_that_is_over_waits_for_nobody(cast: Cast) -> None:
    task = waiting_return(cast)
    actions.withdraw(task.case_id, words="", by="requester", at=T0 + HOUR)
    assert queries.judging(cast.dispatcher, T0 + DAY).items == []


def test_the_queue_takes_at_most_twelve_queries_however_long_it_is(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)

    def taken() -> int:
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(PAGE).status_code == 200
        return len(seen)

    of_each_kind(cast)
    few = taken()
    for number in range(1, 5):
        of_each_kind(cast, number)
    assert taken() == few
    assert few <= 12


def test_a_long_queue_is_cut_and_says_how_many_stand_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jishiyu.casework.queries.queue.MOST", 3)
    of_each_kind(cast)
    queue = queries.judging(cast.dispatcher, timezone.now())
    assert (len(queue.items), queue.more) == (3, 3)
