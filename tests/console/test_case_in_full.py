"""The page of a case: two lines, adding, taking back, urging, and the whole story in sentences."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions, kinds
from jishiyu.casework.models import Case, CatalogueEntry, Nudge, Task
from jishiyu.ledger.queries import story
from tests.cast import HOUR, MINUTE, T0, Cast
from tests.console.conftest import As

KIND = "hotline.environment"
MOST_QUERIES = 12


@pytest.fixture
def two_lines(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind that goes out on two lines, the trade's desk being known to the catalogue."""
    monkeypatch.setitem(kinds._kinds, KIND, replace(kinds.kind_of(KIND), lines=("territory", "trade")))
    CatalogueEntry.objects.create(kind=KIND, line="trade", unit=cast.other, ground="三定方案", since=T0.date())
    yield


def text(cast: Cast, signed_in: As, case: Case, who: str = "dispatcher") -> str:
    answer = signed_in(getattr(cast, who)).get(f"/console/cases/{case.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_lines_are_offered_and_go_out_in_one_act(cast: Cast, signed_in: As, two_lines: None) -> None:
    case = cast.case(KIND)
    page = text(cast, signed_in, case)
    assert "Trade&#x27;s desk" in page
    lead = re.search(r'name="unit" value="([\d:]+)"', page)
    also = re.search(r'name="also-trade" value="(\d+)" checked', page)
    assert lead and also
    sent = {"unit": lead[1], "also-trade": also[1], "seen": case.version}
    assert signed_in(cast.dispatcher).post(f"/console/cases/{case.number}/dispatch/", sent).status_code == 302
    assert set(case.tasks.values_list("line", "role", "unit")) == {
        ("territory", "lead", int(lead[1].split(":")[0])),
        ("trade", "assist", cast.other.pk),
    }


def test_the_second_line_may_stay_empty(cast: Cast, signed_in: As, two_lines: None) -> None:
    case = cast.case(KIND)
    sent = {"unit": str(cast.station.pk), "also-trade": "", "seen": case.version}
    assert signed_in(cast.dispatcher).post(f"/console/cases/{case.number}/dispatch/", sent).status_code == 302
    assert case.tasks.get().role == "lead"
    assert "No unit on this line" in text(cast, signed_in, case)


def test_a_unit_that_leads_does_not_assist_itself(cast: Cast, signed_in: As, two_lines: None) -> None:
    case = cast.case(KIND)
    sent = {"unit": str(cast.other.pk), "also-trade": str(cast.other.pk), "seen": case.version}
    assert signed_in(cast.dispatcher).post(f"/console/cases/{case.number}/dispatch/", sent).status_code == 302
    assert case.tasks.get().unit == cast.other


def test_one_more_unit_is_asked_to_assist(cast: Cast, signed_in: As) -> None:
    case = cast.taken().case
    browser = signed_in(cast.dispatcher)
    part = browser.get(f"/console/cases/{case.number}/elsewhere/", headers={"HX-Request": "true"}).content.decode()
    assert f'<option value="{cast.other.pk}">' in part
    assert f'<option value="{cast.station.pk}">' not in part  # it has the case
    assert browser.post(f"/console/cases/{case.number}/add/", {"unit": str(cast.other.pk)}).status_code == 302
    assert case.tasks.get(unit=cast.other).role == Task.Role.ASSIST
    again = browser.post(f"/console/cases/{case.number}/add/", {"unit": str(cast.other.pk)})
    assert again.status_code == 409


def test_a_task_is_taken_back_and_the_page_offers_to_send_it_elsewhere(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    browser = signed_in(cast.dispatcher)
    address = f"/console/cases/{task.case.number}/"
    assert browser.post(f"{address}recall/", {"task": task.pk, "words": ""}).status_code == 409
    assert browser.post(f"{address}recall/", {"task": "999", "words": "改派城管局"}).status_code == 409
    assert browser.post(f"{address}recall/", {"task": task.pk, "words": "改派城管局"}).status_code == 302
    page = browser.get(address).content.decode()
    assert 'id="dispatch"' in page
    assert "took it back from 谢林港供电所" in page
    assert "改派城管局" in page


@pytest.mark.parametrize("level", ["urge", "supervise"])
def test_a_dispatcher_urges_with_words(cast: Cast, signed_in: As, level: str) -> None:
    case = cast.taken().case
    browser = signed_in(cast.dispatcher)
    address = f"/console/cases/{case.number}/"
    assert browser.post(f"{address}nudge/", {"level": level, "words": ""}).status_code == 409
    assert browser.post(f"{address}nudge/", {"level": "escalate", "words": "请尽快办理"}).status_code == 409
    assert browser.post(f"{address}nudge/", {"level": level, "words": "请今天到现场"}).status_code == 302
    assert Nudge.objects.get().level == level
    assert "请今天到现场" in browser.get(address).content.decode()


@pytest.mark.parametrize("who", ["crew", "head", "caller", "leader"])
@pytest.mark.parametrize("deed", ["add", "recall", "nudge", "elsewhere"])
def test_only_a_dispatcher_does_so(cast: Cast, signed_in: As, who: str, deed: str) -> None:
    task = cast.taken()
    before = list(story(task.case.ref))
    sent = {"unit": cast.other.pk, "task": task.pk, "words": "请今天到现场", "level": "urge"}
    assert signed_in(getattr(cast, who)).post(f"/console/cases/{task.case.number}/{deed}/", sent).status_code == 404
    assert list(story(task.case.ref)) == before


def test_every_entry_is_a_sentence_with_its_words_and_no_code_shows(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    case = task.case
    by = cast.dispatcher.actor
    actions.return_task(
        task.pk,
        code="overlap",
        to_unit_id=cast.other.pk,
        ground="与城管职责交叉",
        by=cast.crew.actor,
        at=T0 + MINUTE,
    )
    actions.dispatch(case.pk, cast.other.pk, reason=(("chosen", ""),), by=by, at=T0 + 2 * MINUTE)
    actions.nudge(case.pk, level="urge", words="请今天到现场", by=by, at=T0 + 3 * MINUTE)
    actions.nudge_due(by="system:casework", at=T0 + 400 * 24 * HOUR)
    page = text(cast, signed_in, case)
    tale = page[page.index('id="story"') :]
    for said in (
        "Jishiyu itself opened the case.",
        "陈干事 sent it to 谢林港供电所, which leads.",
        "周队长 signed in for 谢林港供电所.",
        "谢林港供电所 gave it back: Duties overlap. It names 高新区城管执法局.",
        "与城管职责交叉",
        "The return was upheld.",
        "陈干事 urged 高新区城管执法局.",
        "请今天到现场",
        "75 % of the promised time is over: 高新区城管执法局 was urged.",
        "150 % of the promised time is over: the leaders were told.",
    ):
        assert said in tale, said
    assert not re.search(r"\b(officer|unit|system):\w+|nudge|_table|overlap\b(?!\.)", tale)


def test_a_unit_reads_its_own_words_and_the_answer_and_not_what_another_wrote(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    ground = "此路段产权在城管局,有移交协议"
    actions.return_task(
        task.pk, code="wrong_owner", to_unit_id=cast.other.pk, ground=ground, by=cast.crew.actor, at=T0 + MINUTE
    )
    actions.dispatch(task.case_id, cast.other.pk, by=cast.dispatcher.actor, at=T0 + 2 * MINUTE)
    actions.nudge(task.case_id, level="urge", words="给城管的话", by=cast.dispatcher.actor, at=T0 + 3 * MINUTE)
    assert ground in text(cast, signed_in, task.case)
    assert ground in text(cast, signed_in, task.case, "crew")
    assert "给城管的话" not in text(cast, signed_in, task.case, "crew")
    assert ground not in text(cast, signed_in, task.case, "stranger")
    assert "给城管的话" in text(cast, signed_in, task.case, "stranger")


def test_the_page_takes_at_most_twelve_queries_in_every_state(cast: Cast, signed_in: As, two_lines: None) -> None:
    back = cast.taken()
    actions.return_task(back.pk, code="not_ours", ground="与城管职责交叉", by=cast.crew.actor, at=T0 + MINUTE)
    full = cast.taken(KIND, urgency=1)
    actions.add_unit(
        full.case_id, actions.Sending(cast.other.pk, "trade", "assist"), by=cast.dispatcher.actor, at=T0 + MINUTE
    )
    again = actions.confirm_case(cast.answered().pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    for case in (cast.case(KIND), back.case, full.case, cast.answered(), again):
        for who in ("dispatcher", "caller", "leader", "crew"):
            browser = signed_in(getattr(cast, who))
            browser.get(f"/console/cases/{case.number}/")  # a version of the calendar is read once for all
            with CaptureQueriesContext(connection) as seen:
                browser.get(f"/console/cases/{case.number}/")
            tables = [re.findall(r"FROM .(\w+)", query["sql"])[:1] for query in seen]
            assert len(seen) <= MOST_QUERIES, (case.number, who, tables)
