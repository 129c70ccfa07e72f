"""Hanging: real, not solvable now, and looked at again."""

from datetime import timedelta

import pytest

from jishiyu.casework import actions, retell
from jishiyu.casework.models import Case
from jishiyu.notices.models import Notice
from tests.casework.askings import ask, decide, granted, refused
from tests.cast import BY, DAY, HOUR, T0, Cast

REVIEW = T0 + 60 * DAY


def test_it_moves_no_date_and_stays_with_its_unit(cast: Cast) -> None:
    task = cast.taken()
    before = Case.objects.values_list("due_at", "next_due_at", "state").get()
    granted(cast, task, "hanging", until=REVIEW)
    case = Case.objects.get()
    assert (case.due_at, case.next_due_at, case.state) == before
    assert (case.aside, case.review_at, task.state) == ("hung", REVIEW, "accepted")


@pytest.mark.parametrize("until", [None, T0, T0 + HOUR, T0 + HOUR + 91 * DAY])
def test_it_names_a_day_within_ninety_on_which_it_is_looked_at_again(cast: Cast, until: object) -> None:
    task = cast.taken()
    refused("review_out_of_bounds", lambda: ask(cast, task, "hanging", until=until))


def test_on_that_day_it_comes_back_by_itself_once_and_the_centre_is_told(cast: Cast) -> None:
    granted(cast, cast.taken(), "hanging", until=REVIEW)
    assert actions.review_hung(by=BY, at=REVIEW - timedelta(seconds=1)) == 0
    assert actions.review_hung(by=BY, at=REVIEW) == 1
    assert actions.review_hung(by=BY, at=REVIEW + DAY) == 0
    case = Case.objects.get()
    assert (case.aside, case.review_at, case.state) == ("", None, "handling")
    told = set(Notice.objects.filter(kind="case_review_due").values_list("reader", flat=True))
    assert told == {cast.dispatcher.actor, cast.crew.actor}
    assert list(retell.disagreements()) == []


def test_it_is_prolonged_only_by_asking_again(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "hanging", until=REVIEW)
    later = REVIEW + 80 * DAY
    refused("review_out_of_bounds", lambda: ask(cast, task, "hanging", until=later, at=T0 + DAY))
    decide(cast, ask(cast, task, "hanging", until=later, at=REVIEW - DAY), at=REVIEW - HOUR)
    assert Case.objects.get().review_at == later
    assert Case.objects.get().applications.filter(state="granted").count() == 2


def test_what_hangs_does_not_wait_too(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "hanging", until=REVIEW)
    refused("aside_already", lambda: ask(cast, task, "waiting"))


def test_a_grant_that_comes_after_the_day_it_named_is_refused(cast: Cast) -> None:
    asked = ask(cast, cast.taken(), "hanging", until=T0 + 2 * DAY)
    refused("review_out_of_bounds", lambda: decide(cast, asked, at=T0 + 3 * DAY))
    assert decide(cast, asked, grant=False, at=T0 + 3 * DAY).state == "refused"


@pytest.mark.parametrize("who", ["crew", "head", "dispatcher"])
def test_whoever_leads_it_takes_it_up_again(cast: Cast, who: str) -> None:
    granted(cast, cast.taken(), "hanging", until=REVIEW)
    actions.go_on(Case.objects.get().pk, by=getattr(cast, who).actor, at=T0 + DAY)
    assert Case.objects.get().aside == ""
    refused("not_now", lambda: actions.go_on(Case.objects.get().pk, by=cast.dispatcher.actor, at=T0 + 2 * DAY))


@pytest.mark.parametrize("who", ["mate", "stranger", "caller", "leader"])
def test_nobody_else_does(cast: Cast, who: str) -> None:
    granted(cast, cast.taken(), "hanging", until=REVIEW)
    refused("not_yours", lambda: actions.go_on(Case.objects.get().pk, by=getattr(cast, who).actor, at=T0 + DAY))


def test_finishing_ends_it(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, "hanging", until=REVIEW)
    actions.finish_task(task.pk, words="换了熔丝,已经送电。", how="visit", by=cast.crew.actor, at=T0 + DAY)
    case = Case.objects.get()
    assert (case.state, case.aside, case.review_at) == ("answered", "", None)
