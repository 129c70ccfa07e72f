"""Other systems of an office: a whole life through the door, rights, refusals, what is sent twice."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.casework.retell import disagreements
from jishiyu.ledger.queries import flaws
from tests.api.conftest import Key, error
from tests.cast import HOUR, TOWN, VILLAGE, Cast

NEW = {"source": "letters", "kind": "hotline.transport", "title": "路灯坏了", "text": "村口路灯坏了半个月。"}
PERSON = {"name": "林阿姨", "phone": "13900005678"}


def test_a_whole_life_goes_through_the_door(cast: Cast, system: Key, photo: bytes) -> None:
    centre, unit, caller = system(cast.dispatcher), system(cast.crew), system(cast.caller)
    opened = centre.post("cases/", NEW | {"division": VILLAGE, "requester": PERSON})
    assert opened.status_code == 201
    number = opened.json()["number"]
    sent = centre.post(f"cases/{number}/dispatch/", {"unit": "station", "officer": "zhou", "seen": 0})
    assert sent.status_code == 200
    task = sent.json()["task"]
    assert unit.post(f"tasks/{task}/accept/").json()["state"] == "handling"
    assert unit.post(f"tasks/{task}/contact/").status_code == 200
    assert unit.post(f"tasks/{task}/arrive/").status_code == 200
    words = {"words": "已换灯泡,请放心。", "how": "visit", "photos": [base64.b64encode(photo).decode()]}
    assert unit.post(f"tasks/{task}/finish/", words).json()["state"] == "answered"
    closed = caller.post(f"cases/{number}/confirm/", {"solved": True, "rating": 5, "words": "亮了"})
    assert closed.json() | {"version": 0} == {
        "number": number, "state": "closed", "version": 0, "next_due_at": None, "task": None,
    }  # fmt: skip
    page = centre.get(f"cases/{number}/").json()
    assert page["case"]["outcome"] == "solved"
    assert [one["act"] for one in page["story"]] == [
        "opened", "dispatched", "accepted", "contacted", "arrived", "finished", "confirmed",
    ]  # fmt: skip
    assert page["tasks"][0]["unit"] == "station"
    assert all(one["met_at"] for one in page["promises"])
    assert "13900005678" not in str(page)
    assert (list(flaws()), list(disagreements())) == ([], [])


def test_what_comes_by_a_key_has_no_session_and_is_still_guarded(cast: Cast, system: Key) -> None:
    browser = Client()
    browser.force_login(cast.dispatcher)
    assert browser.get("/api/cases/").status_code == 401
    answer = system(cast.dispatcher).get("cases/")
    assert not answer.cookies
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert system(cast.dispatcher).get("nothing/here/").status_code == 404


def test_a_promise_is_explained_day_by_day_when_that_is_asked_for(cast: Cast, system: Key) -> None:
    case = cast.taken("hotline.transport").case
    reader = system(cast.dispatcher)
    plain = reader.get(f"cases/{case.number}/").json()
    assert {tuple(one["reckoning"]) for one in plain["promises"]} == {()}
    told = reader.get(f"cases/{case.number}/?explain=true").json()
    assert all(len(one["reckoning"]) >= 2 for one in told["promises"])
    assert [one | {"reckoning": []} for one in told["promises"]] == plain["promises"]


def test_a_task_given_back_goes_to_the_dispatcher_again(cast: Cast, system: Key) -> None:
    task = cast.sent(at=timezone.now())  # a unit has a workday to say that it is not its matter
    said = {"code": "wrong_owner", "ground": "道路照明不归我所", "to_unit": "other"}
    assert system(cast.crew).post(f"tasks/{task.pk}/return/", said).status_code == 200
    task.refresh_from_db()
    assert task.return_to == cast.other


@pytest.mark.parametrize("how", ["header", "number"])
def test_what_is_sent_twice_is_one_case(cast: Cast, system: Key, how: str) -> None:
    centre = system(cast.dispatcher)
    said, headers = (NEW, {"idempotency-key": "K-1"}) if how == "header" else (NEW | {"origin_key": "K-1"}, {})
    first, again = (centre.post("cases/", said, **headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Case.objects.count() == 1
    assert system(cast.caller).post("cases/", said, **headers).status_code == 201, "another officer, another number"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"text": ""}, "text"),
        ({"urgency": 4}, "urgency"),
        ({"requester": {"name": "林", "phone": "not a phone"}}, "requester.phone"),
        ({"colour": "red"}, ""),
        ({"heard_at": "2026-07-14T10:00:00"}, "heard_at"),
        ({"heard_at": "2100-01-01T00:00:00Z"}, "heard_at"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "\ud800"}, ""),
    ],
)
def test_what_does_not_fit_its_shape_is_named_and_nothing_is_opened(
    cast: Cast, system: Key, wrong: dict[str, Any], path: str
) -> None:
    answer = system(cast.dispatcher).post("cases/", NEW | wrong)
    assert answer.status_code == 422
    assert answer.json().get("path", "") == path
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"source": "nowhere"}, "source_unknown"),
        ({"kind": "hotline.nothing"}, "kind_unknown"),
        ({"division": "99"}, "division_unknown"),
        ({"cell": "A9"}, "cell_unknown"),
    ],
)
def test_what_is_not_there_is_refused_in_words(cast: Cast, system: Key, wrong: dict[str, Any], code: str) -> None:
    answer = system(cast.dispatcher).post("cases/", NEW | wrong)
    assert error(answer) == (409, code)
    assert answer.json()["message"]
    assert not Case.objects.exists()


def test_no_json_no_other_method_no_long_body(cast: Cast, system: Key) -> None:
    door = system(cast.dispatcher)
    client, path = door.client, "/api/cases/"
    assert error(client.post(path, "{", content_type="application/json")) == (422, "not_json")
    assert error(client.post(path, NEW)) == (415, "json_only")
    assert error(client.generic("POST", path, b"", content_type="application/json")) == (415, "json_only")
    answer = client.delete(path)
    assert error(answer) == (405, "method_unknown")
    assert answer["Allow"] == "GET, POST"
    long = client.post(path, "{}", content_type="application/json", CONTENT_LENGTH=str(13 * 1024 * 1024))
    assert error(long) == (413, "body_too_long")


def test_a_key_does_what_its_officer_may_do_and_no_more(cast: Cast, system: Key) -> None:
    task = cast.sent()
    number = task.case.number
    here, elsewhere, leader = system(cast.crew), system(cast.stranger), system(cast.leader)
    assert here.get(f"cases/{number}/").status_code == 200
    assert error(elsewhere.get(f"cases/{number}/")) == (404, "case_unknown")
    assert error(elsewhere.post(f"tasks/{task.pk}/accept/")) == (404, "task_unknown")
    assert error(elsewhere.post(f"cases/{number}/dispatch/", {"unit": "other"})) == (404, "case_unknown")
    assert error(here.post("cases/", NEW)) == (403, "not_yours")
    assert error(leader.post("cases/", NEW)) == (403, "not_yours")
    assert error(leader.post(f"cases/{number}/confirm/", {"solved": True})) == (409, "not_now")
    answered = cast.answered()
    assert error(leader.post(f"cases/{answered.number}/confirm/", {"solved": True})) == (403, "not_yours")
    assert error(here.post(f"cases/{answered.number}/confirm/", {"solved": True})) == (403, "not_yours")
    assert elsewhere.get("cases/").json()["cases"] == []
    task.refresh_from_db()
    assert task.state == "sent"


def test_a_deed_too_early_or_on_an_old_page_is_refused(cast: Cast, system: Key) -> None:
    task = cast.sent()
    unit, centre = system(cast.crew), system(cast.dispatcher)
    assert error(unit.post(f"tasks/{task.pk}/finish/", {"words": "修好了,请放心。", "how": "call"})) == (409, "not_now")
    old = centre.post(f"cases/{task.case.number}/dispatch/", {"unit": "station", "seen": 99})
    assert error(old) == (409, "changed_meanwhile")
    assert error(centre.post(f"cases/{task.case.number}/dispatch/", {"unit": "nowhere"})) == (409, "unit_code_unknown")


def test_the_list_is_turned_page_by_page_and_misses_none(cast: Cast, system: Key) -> None:
    now = timezone.now()
    for number in range(45):
        cast.case(at=now, heard_at=now - HOUR * (number // 2))  # pairs heard at the same moment
    centre, seen, after = system(cast.dispatcher), [], ""
    for _ in range(4):
        page = centre.get("cases/", after=after).json()
        seen += [row["number"] for row in page["cases"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 45
    assert seen == list(Case.objects.order_by("-heard_at", "-pk").values_list("number", flat=True))
    assert error(centre.get("cases/", after="bm90IGE"))[0] == 422


def test_the_list_is_filtered_as_the_console_is(cast: Cast, system: Key) -> None:
    centre = system(cast.dispatcher)
    task, other = cast.sent(), cast.case(kind="hotline.transport", title="公交改道", at=timezone.now())
    own = {task.case.number}

    def found(**said: str) -> set[str]:
        return {row["number"] for row in centre.get("cases/", **said).json()["cases"]}

    assert found(state="dispatched") == own
    assert found(unit="station") == own
    assert found(kind="hotline.transport") == {other.number} == found(text="改道") == found(unassigned="true")
    assert found(late="true") >= own
    assert found(division=TOWN) == own | {other.number}
    assert found(since=(timezone.now() - timedelta(minutes=1)).isoformat()) == set()
    assert error(centre.get("cases/", state="nowhere")) == (422, "bad_field")
    assert error(centre.get("cases/", colour="red")) == (422, "bad_field")
    assert error(centre.get("cases/", unit="nowhere")) == (409, "unit_code_unknown")


def test_queries_do_not_grow_with_rows(cast: Cast, system: Key) -> None:
    centre = system(cast.dispatcher)
    task = cast.sent()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as listing:
            centre.get("cases/")
        with CaptureQueriesContext(connection) as page:
            centre.get(f"cases/{task.case.number}/")
        counts.append((len(listing), len(page)))
        for _ in range(25):
            cast.case()
    assert counts[0][0] >= counts[1][0]
    assert counts[0][1] >= counts[1][1]
    assert max(max(pair) for pair in counts) <= 12


def test_no_session_is_opened_at_this_door(cast: Cast, system: Key) -> None:
    answer = system(cast.dispatcher).post("cases/", NEW)
    assert not answer.cookies
    assert Client(enforce_csrf_checks=True).post("/api/cases/", NEW).status_code == 401


def test_a_report_by_another_system_hides_its_requester_and_whom_it_is_about_never_sees_it(
    cast: Cast, system: Key
) -> None:
    said = NEW | {"purpose": "report", "against": "other", "requester": {"name": "林阿姨", "phone": "13900005678"}}
    opened = system(cast.dispatcher).post("cases/", said)
    assert opened.status_code == 201
    case = Case.objects.get(number=opened.json()["number"])
    assert (case.purpose, case.secret, case.against_id) == ("report", True, cast.other.pk)
    assert system(cast.stranger).get(f"cases/{case.number}/").status_code == 404
    for unit, code in (("nothing", "unit_code_unknown"), ("centre", "unit_dispatches_alone")):
        assert error(system(cast.dispatcher).post("cases/", said | {"against": unit})) == (409, code)
