"""Exclusion: granted by another, undone by another, and the row is still there."""

import pytest

from jishiyu.casework import actions, queries, retell
from jishiyu.casework.models import Case
from jishiyu.casework.queries import CaseFilter
from tests.casework.askings import ask, colleague, decide, granted, refused
from tests.cast import DAY, HOUR, T0, Cast


def test_an_excluded_row_stays_listed_and_is_handled_on(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "exclusion")
    case = Case.objects.get()
    assert (case.excluded_at, case.excluded_code, case.state) == (T0 + 2 * HOUR, "beyond_law", "handling")
    assert list(queries.desk(cast.dispatcher, CaseFilter(), T0)) == [case]
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + 3 * HOUR)
    assert Case.objects.get().state == "answered"
    assert list(retell.disagreements()) == []


def test_the_unit_that_answered_may_ask_after_the_end_and_no_other(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=True, rating=1, by="requester", at=T0 + HOUR)
    task = case.tasks.get()
    refused("not_yours", lambda: ask(cast, task, "exclusion", by=cast.stranger.actor))
    granted(cast, task, "exclusion", by=cast.mate.actor, code="malicious_repeat", at=T0 + DAY)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.excluded_code) == ("closed", "solved", "malicious_repeat")


def test_nothing_is_excluded_twice(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "exclusion")
    refused("excluded_already", lambda: ask(cast, task, "exclusion"))


def test_another_undoes_it_with_a_reason(cast: Cast) -> None:
    granted(cast, cast.taken(), "exclusion")
    pk, undone = Case.objects.get().pk, T0 + DAY
    refused("own_ruling", lambda: actions.count_again(pk, words="依据不足", by=cast.dispatcher.actor, at=undone))
    refused("say_why", lambda: actions.count_again(pk, words="否", by=cast.leader.actor, at=undone))
    actions.count_again(pk, words="依据不足", by=colleague(cast).actor, at=undone)
    case = Case.objects.get()
    assert (case.excluded_at, case.excluded_code) == (None, "")
    refused("not_now", lambda: actions.count_again(pk, words="依据不足", by=cast.leader.actor, at=undone))
    assert list(retell.disagreements()) == []
    assert decide(cast, ask(cast, case.tasks.get(), "exclusion", at=T0 + 2 * DAY), at=T0 + 2 * DAY).state == "granted"


@pytest.mark.parametrize("who", ["crew", "head", "caller", "stranger", "admin"])
def test_only_those_who_decide_undo_it(cast: Cast, who: str) -> None:
    granted(cast, cast.taken(), "exclusion")
    by = getattr(cast, who).actor
    refused("not_yours", lambda: actions.count_again(Case.objects.get().pk, words="依据不足", by=by, at=T0 + DAY))
