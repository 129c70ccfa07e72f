"""A unit's lists: time first, filters, who holds what, handing over, nothing to add."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Case, Task
from tests.cast import DAY, HOUR, MINUTE, T0, Cast
from tests.console.conftest import As

MOST_QUERIES = 12


def assisting(cast: Cast) -> Task:
    """A task on which 外人 assists the station."""
    task = cast.taken()
    sending = actions.Sending(cast.other.pk, "trade", "assist")
    more = actions.add_unit(task.case_id, sending, by=cast.dispatcher.actor, at=T0 + MINUTE)
    return actions.accept_task(more.pk, by=cast.stranger.actor, at=T0 + HOUR)


def test_an_officers_list_shows_time_role_and_what_is_promised_next(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    page = signed_in(cast.crew).get("/console/").content.decode()
    card = page[page.index(f'data-task="{task.pk}"') :]
    assert card.index("clock__left") < card.index(task.case.title)
    assert "Leads" in card
    assert "Resolved" in card or "Requester contacted" in card


def test_the_list_is_narrowed_by_its_address(cast: Cast, signed_in: As) -> None:
    late, fresh = cast.taken(title="迟的"), cast.taken(title="新的")
    Case.objects.filter(pk=late.case_id).update(next_due_at=timezone.now() - HOUR)
    Case.objects.filter(pk=fresh.case_id).update(next_due_at=timezone.now() + 3 * DAY)
    browser = signed_in(cast.crew)

    def shown(query: str) -> set[str]:
        text = browser.get(f"/console/tasks/?{query}").content.decode()
        return {title for title in ("迟的", "新的") if title in text}

    assert shown("") == shown("only=nonsense") == shown("only=lead") == {"迟的", "新的"}
    assert shown("only=late") == {"迟的"}
    assert shown("only=assist") == set()


def test_a_unit_that_assists_says_it_has_nothing_to_add(cast: Cast, signed_in: As) -> None:
    task = assisting(cast)
    page = signed_in(cast.stranger).get(f"/console/tasks/{task.pk}/").content.decode()
    assert "Nothing to add" in page
    assert "谢林港供电所" in page  # who else is at it
    assert signed_in(cast.stranger).post(f"/console/tasks/{task.pk}/nothing/").status_code == 302
    task.refresh_from_db()
    assert (task.state, task.nothing_to_add) == ("finished", True)


def test_a_unit_that_leads_is_not_offered_it_and_is_refused(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    browser = signed_in(cast.crew)
    assert "/nothing/" not in browser.get(f"/console/tasks/{task.pk}/").content.decode()
    assert browser.post(f"/console/tasks/{task.pk}/nothing/").status_code == 409


def test_the_head_sees_who_holds_what_and_hands_a_task_on(cast: Cast, signed_in: As) -> None:
    cast.sent(title="没人签的")
    task = cast.taken(title="周队长的")
    browser = signed_in(cast.head)
    page = browser.get("/console/unit/").content.decode()
    assert page.index("没人签的") < page.index("周队长的")
    assert "小唐" in page
    sent = {"officer": cast.mate.pk, "back": "unit"}
    answer = browser.post(f"/console/tasks/{task.pk}/hand_over/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/console/unit/")
    task.refresh_from_db()
    assert task.officer == cast.mate


@pytest.mark.parametrize("officer", ["", "x", "999999", "99999999999999999999"])
def test_handing_to_nobody_is_refused_in_words(cast: Cast, signed_in: As, officer: str) -> None:
    task = cast.taken()
    answer = signed_in(cast.crew).post(f"/console/tasks/{task.pk}/hand_over/", {"officer": officer})
    assert answer.status_code == 409
    assert "does not belong to" in answer.content.decode()


def test_a_colleague_does_not_take_a_task_away(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    answer = signed_in(cast.mate).post(f"/console/tasks/{task.pk}/hand_over/", {"officer": cast.mate.pk})
    assert answer.status_code == 409


def test_what_the_centre_said_stands_on_the_task(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    actions.nudge(task.case_id, level="urge", words="今天之内到现场", by=cast.dispatcher.actor, at=T0 + HOUR)
    assert "今天之内到现场" in signed_in(cast.crew).get(f"/console/tasks/{task.pk}/").content.decode()


@pytest.mark.parametrize(("who", "address"), [("crew", "/console/"), ("head", "/console/unit/")])
def test_lists_take_at_most_twelve_queries_whatever_they_hold(
    cast: Cast, signed_in: As, who: str, address: str
) -> None:
    browser = signed_in(getattr(cast, who))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    cast.sent()
    cast.taken()
    browser.get(address)
    few = queries()
    for _ in range(8):
        cast.sent()
        cast.taken()
    assert queries() == few <= MOST_QUERIES


def test_of_many_tasks_the_head_sees_those_due_first_and_all_of_one_holder_when_asked(
    cast: Cast, signed_in: As
) -> None:
    for number in range(14):
        cast.taken(title=f"第{number:02d}件", at=T0 + number * HOUR, heard_at=T0 + number * HOUR)
    cast.sent(title="没人签的")
    browser = signed_in(cast.head)
    page = browser.get("/console/unit/").content.decode()
    assert "第11件" in page
    assert "第12件" not in page
    assert f"?of={cast.crew.pk}" in page
    alone = browser.get(f"/console/unit/?of={cast.crew.pk}").content.decode()
    assert "第13件" in alone
    assert "没人签的" not in alone
    assert browser.get("/console/unit/?of=x").status_code == 200
    assert "第13件" not in browser.get(f"/console/unit/?of={cast.mate.pk}").content.decode()
