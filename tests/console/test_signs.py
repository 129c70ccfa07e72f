"""The page of warning signs, and one sign opened."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Case, SignLook, Task, Verification
from tests.cast import MINUTE, Cast
from tests.console.conftest import As


def hurried(cast: Cast, count: int = 3) -> list[Case]:
    cases = []
    for number in range(count):
        then = timezone.now() - timedelta(days=2)
        task = cast.taken(at=then, heard_at=then, title=f"第{number}件")
        actions.finish_task(task.pk, words=f"已处理{number}件。", how="call", by=cast.crew.actor, at=then + 2 * MINUTE)
        cases.append(task.case)
    actions.count_signs(at=timezone.now())
    return cases


def test_a_sign_opens_to_its_cases_and_takes_a_verdict(cast: Cast, signed_in: As) -> None:
    cases, browser = hurried(cast), signed_in(cast.leader)
    address = f"/console/signs/quick/unit:{cast.station.pk}/"
    board = browser.get("/console/signs/").content.decode()
    assert address in board
    assert "nobody yet" in board
    page = browser.get(address).content.decode()
    assert all(case.number in page for case in cases)
    assert browser.post(address, {"verdict": "fine", "words": "电话里讲清楚的"}).status_code == 302
    assert "Looked at, fine" in browser.get("/console/signs/").content.decode()
    assert SignLook.objects.get().by == cast.leader.actor


def test_a_verdict_without_words_is_asked_again(cast: Cast, signed_in: As) -> None:
    address = f"/console/signs/quick/unit:{cast.station.pk}/"
    assert signed_in(cast.leader).post(address, {"verdict": "fine", "words": ""}).status_code == 409
    assert not SignLook.objects.exists()


@pytest.mark.parametrize("who", ["crew", "head", "caller", "admin"])
def test_the_signs_are_for_those_who_judge_them(cast: Cast, signed_in: As, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    for address in ("/console/signs/", f"/console/signs/quick/unit:{cast.station.pk}/"):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize("address", ["nothing/unit:1", "quick/officer:1", "quick/unit:x", "quick/unit:"])
def test_no_such_sign_is_no_page(cast: Cast, signed_in: As, address: str) -> None:
    assert signed_in(cast.leader).get(f"/console/signs/{address}/").status_code == 404


def test_both_pages_take_at_most_twelve_queries_however_many_rows(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)

    def queries(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    addresses = ("/console/signs/", f"/console/signs/quick/unit:{cast.station.pk}/")
    hurried(cast, 4)
    few = [queries(address) for address in addresses]
    hurried(cast, 15)
    assert [queries(address) for address in addresses] == few
    assert max(few) <= 12


def test_where_work_and_word_came_from_is_marked_and_no_address_is_kept(cast: Cast, client: Client) -> None:
    """林阿姨's word and the crew's work come by the same network."""
    task = cast.sent()
    office = Client(REMOTE_ADDR="203.0.113.77", headers={"accept-language": "en"})
    office.force_login(cast.crew)
    office.post(f"/console/tasks/{task.pk}/accept/")
    task.refresh_from_db()
    accepted = task.network_mark
    office.post(f"/console/tasks/{task.pk}/finish/", {"words": "已经处理好了", "how": "call"})
    token = actions.ask_requester(task.case_id, by=cast.caller.actor, at=timezone.now())
    Client(REMOTE_ADDR="203.0.113.9").post(f"/v/{token}/", {"solved": "yes", "rating": "5"})
    task.refresh_from_db()
    word = Verification.objects.get()
    assert word.network_mark == task.network_mark == accepted != ""
    assert "203.0.113" not in str(vars(word)) + str(vars(Task.objects.get()))


def test_the_header_of_a_proxy_is_read_only_where_one_is_trusted(cast: Cast, client: Client, settings: object) -> None:
    marks = []
    for proxies in (0, 1):
        settings.JISHIYU_PROXIES = proxies  # type: ignore[attr-defined]
        task = cast.sent()
        office = Client(REMOTE_ADDR="203.0.113.77", headers={"x-forwarded-for": "198.51.100.4"})
        office.force_login(cast.crew)
        office.post(f"/console/tasks/{task.pk}/accept/")
        task.refresh_from_db()
        marks.append(task.network_mark)
    assert marks[0] != marks[1]
