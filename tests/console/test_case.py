"""The desk: the list, the case with its story, dispatch, closing, asking the requester, looking at who asked."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework.models import Case
from jishiyu.ledger.queries import story
from tests.cast import MINUTE, PHONE, T0, Cast
from tests.console.conftest import As


def test_a_case_is_sent_with_the_suggestion_and_its_reason(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    browser = signed_in(cast.dispatcher)
    page = browser.get(f"/console/cases/{case.number}/").content.decode()
    chosen = re.search(r'name="unit" value="([\d:]+)" checked', page)
    assert chosen is not None
    assert "on duty there" in page
    answer = browser.post(f"/console/cases/{case.number}/dispatch/", {"unit": chosen[1], "seen": case.version})
    assert answer.status_code == 302
    task = case.tasks.get()
    assert (task.unit_id, task.officer_id) == (cast.station.pk, cast.crew.pk)
    assert task.reason[0][0] == "duty"


def test_two_dispatchers_do_not_undo_each_other(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    browser = signed_in(cast.dispatcher)
    sent = {"unit": str(cast.station.pk), "seen": case.version}
    assert browser.post(f"/console/cases/{case.number}/dispatch/", sent).status_code == 302
    again = browser.post(f"/console/cases/{case.number}/dispatch/", {"unit": str(cast.other.pk), "seen": case.version})
    assert again.status_code == 409
    assert case.tasks.count() == 1


@pytest.mark.parametrize("unit", ["", "abc", "999999", "1:xyz; DROP"])
def test_a_unit_that_is_none_is_refused(cast: Cast, signed_in: As, unit: str) -> None:
    case = cast.case()
    answer = signed_in(cast.dispatcher).post(f"/console/cases/{case.number}/dispatch/", {"unit": unit})
    assert answer.status_code in (302, 409)
    assert case.tasks.count() == (1 if answer.status_code == 302 else 0)


def test_the_date_of_a_promise_is_explained_day_by_day(cast: Cast, signed_in: As) -> None:
    case = cast.case("hotline.construction")
    page = signed_in(cast.dispatcher).get(f"/console/cases/{case.number}/").content.decode()
    assert "How this date came about" in page
    assert "workday 5" in page
    assert "weekend" in page


def test_closing_without_a_unit_keeps_the_row_and_says_why(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    browser = signed_in(cast.dispatcher)
    assert (
        browser.post(f"/console/cases/{case.number}/close/", {"outcome": "solved", "words": "办好了吧"}).status_code
        == 409
    )
    sent = {"outcome": "out_of_duty", "words": "该事项请向自来水公司反映。", "seen": case.version}
    assert browser.post(f"/console/cases/{case.number}/close/", sent).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == (Case.State.CLOSED, Case.Outcome.OUT_OF_DUTY)


def test_the_one_time_link_is_shown_once_and_opens_the_requesters_page(
    cast: Cast, signed_in: As, client: object
) -> None:
    case = cast.answered()
    browser = signed_in(cast.caller)
    page = browser.post(f"/console/cases/{case.number}/ask/").content.decode()
    link = re.search(r'id="link">http://testserver(/v/[^<]+)<', page)
    assert link is not None
    assert link[1] not in browser.get(f"/console/cases/{case.number}/").content.decode()
    assert link[1].split("/")[2] not in str([entry.data for entry in story(case.ref)])
    assert client.get(link[1]).status_code == 200  # type: ignore[attr-defined]


def test_a_caller_records_what_the_requester_said(cast: Cast, signed_in: As) -> None:
    case = cast.answered()
    sent = {"solved": "no", "rating": "2", "words": "灯还是暗的"}
    assert signed_in(cast.caller).post(f"/console/cases/{case.number}/confirm/", sent).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.redo_count) == (Case.State.DISPATCHED, 1)


def test_who_asked_is_shown_with_a_reason_and_every_look_is_recorded(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    browser = signed_in(cast.dispatcher)
    address = f"/console/cases/{case.number}/"
    assert PHONE not in browser.get(address).content.decode()
    assert browser.post(f"{address}contact/", {"why": ""}).status_code == 409
    assert not story(f"sight:{case.ref}").exists()
    assert PHONE in browser.post(f"{address}contact/", {"why": "核对地址"}).content.decode()
    look = story(f"sight:{case.ref}").get()
    assert (look.by, look.data["why"]) == (cast.dispatcher.actor, "核对地址")


def test_a_units_officer_sees_who_asked_only_while_the_task_is_theirs(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    address = f"/console/cases/{task.case.number}/contact/"
    assert PHONE in signed_in(cast.crew).post(address, {"why": "上门"}).content.decode()
    assert signed_in(cast.stranger).post(address, {"why": "上门"}).status_code == 404
    signed_in(cast.crew).post(f"/console/tasks/{task.pk}/finish/", {"words": "已经处理好了", "how": "call"})
    assert PHONE not in signed_in(cast.crew).post(address, {"why": "上门"}).content.decode()


def test_words_of_strangers_are_shown_and_never_run(cast: Cast, signed_in: As) -> None:
    case = cast.case(title="<script>alert(1)</script>", text="<img src=x onerror=alert(2)>")
    page = signed_in(cast.dispatcher).get(f"/console/cases/{case.number}/")
    assert "<script>alert" not in page.content.decode()
    assert "<img src=x" not in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_the_list_is_searched_and_filtered_by_its_address(cast: Cast, signed_in: As) -> None:
    dark, low = cast.case(title="路灯不亮"), cast.case(title="电压低", at=T0 + MINUTE)
    sent = cast.sent(title="又一件")
    browser = signed_in(cast.dispatcher)

    def shown(query: str) -> set[str]:
        text = browser.get(f"/console/cases/?{query}").content.decode()
        return {case.number for case in (dark, low, sent.case) if case.number in text}

    assert shown("") == {dark.number, low.number, sent.case.number}
    assert shown("text=路灯") == {dark.number}
    assert shown(f"text={low.number}") == {low.number}
    assert shown("state=received") == {dark.number, low.number}
    assert shown(f"unit={cast.station.pk}") == {sent.case.number}
    assert shown("kind=power.hazard") == set()
    assert shown("since=2999-01-01") == set()


@pytest.mark.parametrize(
    "query", ["unit=x&page=-1", "page=99999", "since=no&until=2026-99-99", "text=%00%F0%9F", "unit=٣"]
)
def test_nonsense_in_the_address_asks_for_nothing(cast: Cast, signed_in: As, query: str) -> None:
    assert signed_in(cast.dispatcher).get(f"/console/cases/?{query}").status_code == 200


@pytest.mark.parametrize(
    "address", ["/console/cases/", "/console/desk/", "/console/desk/waiting/", "/console/figures/"]
)
def test_many_rows_take_as_many_queries_as_few(cast: Cast, signed_in: As, address: str) -> None:
    browser = signed_in(cast.dispatcher)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    cast.case()
    browser.get(address)
    few = queries()
    for number in range(1, 20):
        cast.case(at=T0 + number * MINUTE, title=f"第{number}件")
    assert queries() == few


def test_the_page_of_a_case_takes_the_same_queries_however_long_its_story(cast: Cast, signed_in: As) -> None:
    short, long = cast.sent(), cast.sent(title="长")
    signed_in(cast.crew).post(f"/console/tasks/{long.pk}/accept/")
    for _ in range(6):
        signed_in(cast.crew).post(f"/console/tasks/{long.pk}/contact/")
    browser = signed_in(cast.leader)

    def queries(number: str) -> int:
        browser.get(f"/console/cases/{number}/")
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/console/cases/{number}/")
        return len(seen)

    assert queries(long.case.number) == queries(short.case.number)
