"""What the requester is told and asked on their own page, and what only they may do there."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from jishiyu.portal import tickets
from tests.casework.askings import GROUND, ask, decide, granted
from tests.cast import DAY, HOUR, T0, Cast


def own(case: Case) -> str:
    return f"/follow/{tickets.make(case.pk)}/"


def shown(public: Client, case: Case) -> str:
    return public.get(own(case)).content.decode()


def test_the_requester_sees_the_question_answers_it_and_the_wait_is_over(cast: Cast, public: Client) -> None:
    granted(cast, cast.taken(), "waiting")
    case = Case.objects.get()
    assert GROUND in shown(public, case)
    public.post(own(case) + "answer/", {"words": "在三组12号。"})
    case.refresh_from_db()
    assert (case.aside, case.pauses.get().answer, case.pauses.get().ended_by) == ("", "在三组12号。", "requester")
    assert GROUND not in shown(public, case)


def test_an_empty_answer_and_an_answer_to_nothing_are_told_why(cast: Cast, public: Client) -> None:
    task = cast.taken()
    assert 'says--error"' in public.post(own(task.case) + "answer/", {"words": "在"}, follow=True).content.decode()
    granted(cast, task, "waiting")
    assert 'says--error"' in public.post(own(task.case) + "answer/", {"words": " "}, follow=True).content.decode()
    assert Case.objects.get().aside == "waiting"


def test_nobody_is_asked_before_another_has_granted_it(cast: Cast, public: Client) -> None:
    asked = ask(cast, cast.taken(), "waiting")
    assert GROUND not in shown(public, Case.objects.get())
    decide(cast, asked, grant=False)
    assert GROUND not in shown(public, Case.objects.get())


def test_an_extension_is_told_with_both_dates_and_the_reason_but_not_the_units_own_words(
    cast: Cast, public: Client
) -> None:
    granted(cast, cast.taken(), amount=2)
    page = shown(public, Case.objects.get())
    assert "It takes longer, until" in page
    assert "Material or equipment is on the way" in page
    assert "Promised first for" in page
    assert GROUND not in page


def test_a_hanging_is_told_with_the_day_it_is_looked_at_again(cast: Cast, public: Client) -> None:
    granted(cast, cast.taken(), "hanging", until=T0 + 30 * DAY)
    assert "It is looked at again on 2026-08-13" in shown(public, Case.objects.get())


def test_one_of_several_is_told_so_and_nothing_of_the_others(cast: Cast, public: Client) -> None:
    main, other = cast.taken(title="一", text="别人家的事"), cast.case(title="二")
    asked = actions.ask(
        other.pk, "merge", code="same_matter", ground=GROUND, into_id=main.case_id, by=cast.dispatcher.actor, at=T0
    )
    decide(cast, asked, by=cast.leader.actor)
    other.refresh_from_db()
    page = shown(public, other)
    assert "Several people said the same" in page
    for hidden in (main.case.number, "别人家的事"):
        assert hidden not in page


def test_only_the_requester_withdraws_and_only_when_sure(cast: Cast, public: Client) -> None:
    case = cast.taken().case
    assert 'id="withdraw"' in shown(public, case)
    public.post(own(case) + "withdraw/", {"words": "不需要了"})
    assert Case.objects.get().closed_at is None
    public.post(own(case) + "withdraw/", {"words": "不需要了", "sure": "yes"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    assert 'id="withdraw"' not in shown(public, case)
    assert 'says--error"' in public.post(own(case) + "withdraw/", {"sure": "yes"}, follow=True).content.decode()


@pytest.mark.parametrize("deed", ["answer", "withdraw"])
def test_a_forged_ticket_does_nothing(cast: Cast, public: Client, deed: str) -> None:
    case = cast.taken().case
    forged = own(case)[:-2] + "_/"
    assert public.post(f"{forged}{deed}/", {"words": "不需要了", "sure": "yes"}).status_code == 404
    assert public.get(f"{own(case)}{deed}/").status_code == 405
    assert Case.objects.get().closed_at is None


def test_the_page_costs_the_same_however_much_was_granted(cast: Cast, public: Client) -> None:
    def taken(case: Case) -> int:
        public.get(own(case))
        with CaptureQueriesContext(connection) as seen:
            public.get(own(case))
        return len(seen)

    task = cast.taken()
    granted(cast, task, amount=1)
    granted(cast, task, "waiting", amount=1)
    actions.answer_question(task.case_id, words="在三组。", by="requester", at=T0 + 3 * HOUR)
    few = taken(task.case)
    granted(cast, task, "hanging", until=T0 + 30 * DAY)
    actions.go_on(task.case_id, by=cast.crew.actor, at=T0 + 4 * HOUR)
    granted(cast, task, "waiting", amount=1)
    actions.answer_question(task.case_id, words="在三组。", by="requester", at=T0 + 5 * HOUR)
    assert taken(task.case) == few <= 12
