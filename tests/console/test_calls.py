"""The caller's screen: the next call, the number by a recorded look, and what came of it."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import CallBack, CallTry, Case, SampleDraw, SamplingPlan
from jishiyu.ledger.queries import story
from tests.cast import BY, PHONE, Cast
from tests.console.conftest import As


def answered(cast: Cast, at: datetime | None = None) -> Case:
    """An urgent case answered two days ago and drawn since, so that its call is due at any hour of today."""
    then = at or timezone.now() - timedelta(days=2)
    case = cast.answered(urgency=3, at=then, heard_at=then)
    CallBack.objects.create(case=case, round=0, why="urgent", call_after=then, made_at=then)
    return case


def test_a_caller_begins_at_the_calls_and_takes_the_next(cast: Cast, signed_in: As) -> None:
    case, browser = answered(cast), signed_in(cast.caller)
    assert browser.get("/console/")["Location"] == "/console/calls/"
    listed = browser.get("/console/calls/").content.decode()
    assert case.number in listed
    assert "Most urgent" in listed
    assert browser.post("/console/calls/next/").status_code == 302
    page = browser.get("/console/calls/").content.decode()
    assert "换了熔丝,已经送电。" in page, "what was answered"
    assert "Resolved" in page, "what was promised"
    assert PHONE not in page


def held(cast: Cast, signed_in: As) -> tuple[CallBack, str]:
    answered(cast)
    signed_in(cast.caller).post("/console/calls/next/")
    call = CallBack.objects.get()
    return call, f"/console/calls/{call.pk}/"


def test_the_number_is_shown_by_a_look_that_is_recorded(cast: Cast, signed_in: As) -> None:
    call, address = held(cast, signed_in)
    assert PHONE in signed_in(cast.caller).post(f"{address}look/").content.decode()
    look = story(f"sight:{call.case.ref}").get()
    assert (look.by, look.data["why"]) == (cast.caller.actor, "call-back")


def test_nobody_looks_at_a_number_whose_call_they_do_not_hold(cast: Cast, signed_in: As) -> None:
    call, address = held(cast, signed_in)
    other = signed_in(cast.dispatcher).post(f"{address}look/")
    assert other.status_code == 409
    assert PHONE not in other.content.decode()
    assert not story(f"sight:{call.case.ref}").exists()


@pytest.mark.parametrize(
    ("said", "state", "outcome"),
    [("solved", "closed", "solved"), ("partly", "dispatched", ""), ("not_solved", "dispatched", "")],
)
def test_what_the_requester_says_decides(cast: Cast, signed_in: As, said: str, state: str, outcome: str) -> None:
    call, address = held(cast, signed_in)
    sent = {"said": said, "rating": "4", "words": "灯还是暗的"}
    assert signed_in(cast.caller).post(f"{address}reached/", sent).status_code == 302
    case = Case.objects.get(pk=call.case_id)
    assert (case.state, case.outcome) == (state, outcome)
    assert case.verifications.get().rating == 4


@pytest.mark.parametrize("said", [{}, {"said": "maybe"}, {"said": "solved", "rating": "9"}])
def test_an_answer_that_says_nothing_keeps_the_call(cast: Cast, signed_in: As, said: dict[str, str]) -> None:
    call, address = held(cast, signed_in)
    answer = signed_in(cast.caller).post(f"{address}reached/", said)
    assert answer.status_code == 409
    call.refresh_from_db()
    assert (call.state, call.held_by) == (CallBack.State.WAITING, cast.caller.actor)
    assert not CallTry.objects.exists()


def test_not_reached_is_noted_and_comes_again_in_another_half_day(cast: Cast, signed_in: As) -> None:
    call, address = held(cast, signed_in)
    browser = signed_in(cast.caller)
    assert browser.post(f"{address}unreached/", {"note": "Nobody answers", "other": ""}).status_code == 302
    call.refresh_from_db()
    assert call.call_after > timezone.now()
    page = browser.get("/console/calls/").content.decode()
    assert re.search(r">1/3<", page)
    browser.post("/console/calls/next/")
    assert "Nobody is to be rung now." in browser.get("/console/calls/").content.decode()


def test_what_another_caller_holds_is_shown_as_theirs(cast: Cast, signed_in: As) -> None:
    call, _ = held(cast, signed_in)
    browser = signed_in(cast.dispatcher)
    assert "another caller has it" in browser.get("/console/calls/").content.decode()
    assert browser.post("/console/calls/next/", {"call": call.pk}).status_code == 409


def test_a_unit_s_officer_has_no_such_screen(cast: Cast, signed_in: As) -> None:
    call, address = held(cast, signed_in)
    browser = signed_in(cast.crew)
    assert browser.get("/console/calls/").status_code == 404
    for act in ("look", "reached", "unreached", "leave"):
        assert browser.post(f"{address}{act}/", {"said": "solved", "note": "x y z"}).status_code == 404
    call.refresh_from_db()
    assert call.state == CallBack.State.WAITING
    assert signed_in(cast.caller).post(f"{address}dance/").status_code == 404


def test_many_calls_take_as_many_queries_as_few_and_at_most_twelve(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.caller)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/console/calls/").status_code == 200
        return len(seen)

    answered(cast)
    browser.get("/console/calls/")
    few = queries()
    for _ in range(12):
        answered(cast)
    assert queries() == few <= 12
    browser.post("/console/calls/next/")
    assert queries() <= 12


def test_the_administrator_sets_the_plan_and_others_only_read_it(cast: Cast, signed_in: As) -> None:
    said = {"since": str(timezone.localdate()), "share": "12", "whole": ["urgent", "report"], "sources": ["letters"]}
    assert signed_in(cast.caller).post("/console/calls/sampling/", said).status_code == 404
    assert "Set a plan" not in signed_in(cast.caller).get("/console/calls/sampling/").content.decode()
    assert signed_in(cast.admin).post("/console/calls/sampling/", said).status_code == 302
    row = SamplingPlan.objects.get()
    assert (row.share, row.whole, row.sources) == (12, ["report", "urgent"], ["letters"])
    assert "12 %" in signed_in(cast.leader).get("/console/calls/sampling/").content.decode()


@pytest.mark.parametrize("change", [{"share": "50"}, {"share": "x"}, {"since": "soon"}, {"whole": ["handsome"]}])
def test_a_plan_that_makes_no_sense_changes_nothing(cast: Cast, signed_in: As, change: dict[str, object]) -> None:
    said = {"since": str(timezone.localdate()), "share": "12", "whole": ["urgent"]} | change
    answer = signed_in(cast.admin).post("/console/calls/sampling/", said)
    assert answer.status_code == 409
    assert not SamplingPlan.objects.exists()


def test_every_draw_is_listed_with_its_seed(cast: Cast, signed_in: As) -> None:
    actions.draw_due(by=BY, at=timezone.now())
    page = signed_in(cast.leader).get("/console/calls/sampling/").content.decode()
    assert SampleDraw.objects.get().seed in page
