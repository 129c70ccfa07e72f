"""Visits on an officer's phone, their lists, teams, and the time line of an enterprise."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from jishiyu.casework.models import Case
from jishiyu.ledger.models import Entry
from jishiyu.outreach import actions, queries
from jishiyu.outreach.models import Appointment, SupportTeam, Visit
from jishiyu.registry import actions as registry
from tests.cast import BY, DAY, HOUR, T0, TOWN, Cast
from tests.console.conftest import As
from tests.outreach.firms import KEY, KIND, NOTE, Firms, answers, assemble, firm

MOST_QUERIES = 12


@pytest.fixture
def firms(cast: Cast) -> Firms:
    return assemble(cast)


def sent(firms: Firms, **more: Any) -> dict[str, Any]:
    return {
        "key": KEY,
        "subject": firms.qiyuan.pk,
        "way": "in_person",
        "at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "note": NOTE,
        **more,
    }


def send(browser: Client, said: dict[str, Any]) -> Any:
    return browser.post("/console/visits/note/send/", said)


def test_my_enterprises_are_those_i_answer_for(firms: Firms, signed_in: As) -> None:
    page = signed_in(firms.cast.crew).get("/console/mine/").content.decode()
    assert "湖南启元科技有限公司" in page and "益阳长丰米业有限公司" not in page
    assert "never" in page
    assert "13900001001" not in page  # a phone is seen only after a look that is recorded


def test_the_list_finds_by_a_part_of_the_name_and_by_initials(firms: Firms, signed_in: As) -> None:
    answers(firms.cast.crew, firms.changfeng)
    browser = signed_in(firms.cast.crew)
    for words in ("启元", "hnqy"):
        page = browser.get("/console/mine/", {"q": words}).content.decode()
        assert "湖南启元科技有限公司" in page and "益阳长丰米业有限公司" not in page
    assert "None of yours" in browser.get("/console/mine/", {"q": "没有的"}).content.decode()


def test_a_phone_number_shows_after_a_look_that_is_recorded(firms: Firms, signed_in: As) -> None:
    browser, address = signed_in(firms.cast.crew), f"/console/mine/{firms.qiyuan.pk}/contact/"
    assert "13900001001" not in browser.post(address).content.decode()
    page = browser.post(address, {"why": "约走访"}, headers={"HX-Request": "true"}).content.decode()
    assert 'href="tel:13900001001"' in page
    look = Entry.objects.get(subject=f"sight:subject:{firms.qiyuan.pk}")
    assert (look.act, look.by, look.data["why"]) == ("contact_seen", firms.cast.crew.actor, "约走访")
    other = browser.post(f"/console/mine/{firms.changfeng.pk}/contact/", {"why": "约走访"})
    assert other.status_code == 422 and "13900001002" not in other.content.decode()


def test_a_draft_sent_three_times_is_one_visit_and_one_case(firms: Firms, signed_in: As) -> None:
    browser = signed_in(firms.cast.crew)
    said = sent(firms, kind_1=KIND, need_1="流动资金周转不开,想贷款。")
    told = [send(browser, said).json() for _ in range(3)]
    assert told[0] == told[1] == told[2]
    assert told[0]["state"] == "sent"
    assert told[0]["cases"] == [Case.objects.get().number]
    assert Visit.objects.count() == 1


def test_a_draft_that_is_not_taken_comes_back_with_the_reason_in_words(firms: Firms, signed_in: As) -> None:
    browser = signed_in(firms.cast.crew)
    for more, words in (
        ({"subject": firms.changfeng.pk}, "You do not answer for this one"),
        ({"note": "好"}, "at least 6 characters"),
        ({"at": "yesterday"}, "Say when it was."),
        ({"subject": "x"}, "There is no such enterprise"),
        ({"kind_1": "", "need_1": "流动资金周转不开。"}, "Choose what the need is about."),
        ({"way": ""}, "Say whether you went there or called."),
    ):
        answer = send(browser, sent(firms, **more))
        assert answer.status_code == 422
        assert words in answer.json()["why"]
    assert Visit.objects.count() == 0


def test_what_nobody_can_read_is_told_and_does_no_harm(firms: Firms, signed_in: As) -> None:
    browser = signed_in(firms.cast.crew)
    for rubbish in ("\x00", "9" * 400, "１２", "%", "'"):
        said = sent(firms, subject=rubbish, others=rubbish, appointment=rubbish, at=rubbish)
        assert send(browser, said).status_code == 422
    assert send(browser, sent(firms, note="开工\x00正常,一切都好")).status_code == 200


def test_a_draft_needs_the_token_of_the_session_that_sends_it(firms: Firms) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(firms.cast.crew)
    assert send(browser, sent(firms)).status_code == 403
    hand = browser.get("/console/visits/note/hand/").json()
    assert hand["officer"] == firms.cast.crew.pk
    answer = browser.post("/console/visits/note/send/", sent(firms), headers={"X-CSRFToken": hand["token"]})
    assert answer.status_code == 200


def test_who_is_not_signed_in_learns_nothing_and_a_draft_waits(firms: Firms, client: Client) -> None:
    for address in ("hand/", "worker.js", ""):
        assert client.get(f"/console/visits/note/{address}").status_code == 302
    assert send(client, sent(firms)).status_code == 302
    assert Visit.objects.count() == 0


def test_the_worker_reaches_the_page_of_notes_and_nothing_else(firms: Firms, signed_in: As) -> None:
    answer = signed_in(firms.cast.crew).get("/console/visits/note/worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers  # so that its scope is the folder it is served from


def test_the_form_works_without_a_script(firms: Firms, signed_in: As, photo: bytes) -> None:
    browser = signed_in(firms.cast.crew)
    picture = io.BytesIO(photo)
    picture.name = "a.jpg"
    answer = browser.post("/console/visits/note/", sent(firms, photos=picture), follow=True)
    assert NOTE in answer.content.decode()
    visit = Visit.objects.get()
    shown = browser.get(f"/console/visits/photos/{visit.photos.get().pk}/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    refused = browser.post("/console/visits/note/", sent(firms, key=f"{KEY}-2", note="好"))
    assert refused.status_code == 422 and "at least 6 characters" in refused.content.decode()


def test_nothing_known_is_asked_again(firms: Firms, signed_in: As) -> None:
    """Officers complain of filling the same data many times: the form asks which, how and what, and nothing the office
    knows; no place is taken from the phone either."""
    page = signed_in(firms.cast.crew).get("/console/visits/note/").content.decode()
    form = page[page.index("data-note") : page.index("</form>", page.index("data-note"))]
    asked = {part.split('"')[0] for part in form.split(' name="')[1:]}
    asked -= {name for name in asked if name.rpartition("_")[2].isdigit()}
    assert asked == {"csrfmiddlewaretoken", "key", "appointment", "subject", "way", "note", "photos", "at", "others"}
    assert "geolocation" not in page


def test_a_visit_shows_its_cases_and_their_state(firms: Firms, signed_in: As) -> None:
    visit = firms.raised()
    page = signed_in(firms.cast.crew).get(f"/console/visits/{visit.pk}/").content.decode()
    number = visit.needs.get().case.number
    assert number in page and "Received" in page
    assert f"/console/cases/{number}/" not in page  # the case is not among what this officer's unit may open
    assert (
        f"/console/cases/{number}/"
        in signed_in(firms.cast.dispatcher).get(f"/console/visits/{visit.pk}/").content.decode()
    )


def test_a_visit_is_not_for_others(firms: Firms, signed_in: As, photo: bytes) -> None:
    visit = firms.visit(photos=(photo,))
    stranger = signed_in(firms.cast.stranger)
    assert stranger.get(f"/console/visits/{visit.pk}/").status_code == 404
    assert stranger.get(f"/console/visits/photos/{visit.photos.get().pk}/").status_code == 404
    assert stranger.post(f"/console/visits/{visit.pk}/strike/", {"why": "没有这回事"}).status_code == 404
    assert NOTE not in stranger.get("/console/visits/").content.decode()
    assert signed_in(firms.cast.head).get(f"/console/visits/{visit.pk}/").status_code == 200  # head of the unit


def test_a_visit_is_struck_from_its_page(firms: Firms, signed_in: As) -> None:
    visit = firms.visit()
    browser = signed_in(firms.cast.crew)
    assert "Say why" in browser.post(f"/console/visits/{visit.pk}/strike/", {"why": ""}, follow=True).content.decode()
    page = browser.post(f"/console/visits/{visit.pk}/strike/", {"why": "记错了企业"}, follow=True).content.decode()
    assert "记错了企业" in page


def test_visits_are_listed_by_officer_enterprise_and_days_and_taken_to_excel(firms: Firms, signed_in: As) -> None:
    firms.visit(others=(firms.cast.mate.pk,))
    actions.record_visit(
        firms.said(key=f"{KEY}-2", subject_id=firms.changfeng.pk, note="说了电价的事情。", took_place_at=T0 - 3 * DAY),
        by=firms.cast.stranger.actor, at=T0,
    )  # fmt: skip
    browser = signed_in(firms.cast.leader)
    for asked, first, second in (
        ({}, True, True),
        ({"officer": firms.cast.mate.pk}, True, False),
        ({"text": "长丰"}, False, True),
        ({"since": T0.date()}, True, False),
        ({"until": (T0 - DAY).date()}, False, True),
        ({"way": "phone"}, False, False),
        ({"unit": firms.cast.other.pk}, False, True),
        ({"repeated": "1"}, False, False),
        ({"since": "rubbish", "officer": "9" * 40, "page": "x"}, True, True),
    ):
        page = browser.get("/console/visits/", asked).content.decode()
        assert (NOTE in page, "说了电价的事情。" in page) == (first, second), asked
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/console/visits/export.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][3] == "企业名称"
    assert [row[3] for row in rows[1:]] == ["湖南启元科技有限公司", "益阳长丰米业有限公司"]
    assert rows[1][6] == "周队长、小唐"


def test_notes_copied_word_by_word_are_found(firms: Firms, signed_in: As) -> None:
    """Visits for their own sake: the same words written of one enterprise after the other."""
    answers(firms.cast.crew, firms.changfeng)
    firms.visit()
    firms.visit(key=f"{KEY}-2", subject_id=firms.changfeng.pk)
    firms.visit(key=f"{KEY}-3", note="谈了用工和招聘会。")
    page = signed_in(firms.cast.leader).get("/console/visits/", {"repeated": "1"}).content.decode()
    assert page.count("repeats another note") == 2 and "谈了用工和招聘会。" not in page


def test_who_was_not_visited_for_long_stands_first_who_never_was(firms: Firms, signed_in: As) -> None:
    now = timezone.now()
    third = firm("益阳红星机械厂", "13900001003")
    answers(firms.cast.crew, third)
    actions.record_visit(firms.said(took_place_at=now - 20 * DAY), by=firms.cast.crew.actor, at=now - 20 * DAY)
    browser = signed_in(firms.cast.leader)
    page = browser.get("/console/visits/unvisited/", {"days": 30}).content.decode()
    assert "湖南启元科技有限公司" not in page and "益阳红星机械厂" in page and "益阳长丰米业有限公司" in page
    page = browser.get("/console/visits/unvisited/", {"days": 10}).content.decode()
    assert page.index("益阳红星机械厂") < page.index("湖南启元科技有限公司")
    mine = signed_in(firms.cast.stranger).get("/console/visits/unvisited/", {"days": 10}).content.decode()
    assert "益阳长丰米业有限公司" in mine and "益阳红星机械厂" not in mine
    actions.strike_visit(Visit.objects.get().pk, why="记错了企业", by=firms.cast.crew.actor, at=now)
    assert "湖南启元科技有限公司" in browser.get("/console/visits/unvisited/", {"days": 30}).content.decode()


def test_the_unvisited_are_turned_over_page_by_page_none_twice(
    firms: Firms, signed_in: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(33):
        answers(firms.cast.crew, firm(f"第{n}厂", f"1390002{n:04d}"))
    browser, address = signed_in(firms.cast.leader), "/console/visits/unvisited/"
    with django_assert_max_num_queries(12):
        first = browser.get(address)
    shown = [[row[0].pk for row in page.context["rows"]] for page in (first, browser.get(address, {"page": 2}))]
    assert [len(keys) for keys in shown] == [30, 5]
    assert len({*shown[0], *shown[1]}) == 35 == first.context["shown"].paginator.count
    beyond = browser.get(address, {"page": 9})
    assert [row[0].pk for row in beyond.context["rows"]] == shown[1]
    assert browser.get(address, {"page": "x"}).context["shown"].number == 1
    assert browser.get(address, {"days": 1, "unit": 10**6}).context["rows"] == []


def test_an_appointment_is_made_shown_written_down_and_dropped(firms: Firms, signed_in: As) -> None:
    browser, today = signed_in(firms.cast.crew), timezone.localdate()
    address = f"/console/mine/{firms.qiyuan.pk}/appoint/"
    page = browser.post(address, {"on": today, "words": "谈招工"}, follow=True).content.decode()
    assert "谈招工" in page
    assert "within a year" in browser.post(address, {"on": "never"}, follow=True).content.decode()
    row = Appointment.objects.get()
    assert f"appointment={row.pk}" in page
    browser.post(f"/console/mine/appointments/{row.pk}/drop/")
    assert "谈招工" not in browser.get("/console/mine/").content.decode()


def test_a_team_is_formed_planned_and_closed_on_its_page(firms: Firms, signed_in: As) -> None:
    cast, browser = firms.cast, signed_in(firms.cast.leader)
    form = f"/console/teams/form/{firms.qiyuan.pk}/"
    assert browser.post(form, {"lead": cast.leader.pk, "aim": "x"}).status_code == 422
    said = {"lead": cast.leader.pk, "aim": "三个月内解决用工", "member": [cast.head.pk, ""], "role": ["融资服务", ""]}
    assert "刘所长" in browser.post(form, said, follow=True).content.decode()
    team = SupportTeam.objects.get()
    page = f"/console/teams/{team.pk}/"
    step = {"words": "联系银行上门", "due_on": timezone.localdate(), "officer": cast.head.pk}
    assert "联系银行上门" in browser.post(f"{page}step/", step, follow=True).content.decode()
    assert "are open" in browser.post(f"{page}close/", {"words": "企业难题解决"}).content.decode()
    step_pk = team.steps.get().pk
    assert browser.post(f"{page}done/", {"step": step_pk, "words": "银行已放款"}).status_code == 302
    assert browser.post(f"{page}done/", {"step": "rubbish", "words": "银行已放款"}).status_code == 422
    assert browser.post(f"{page}close/", {"words": "企业难题解决"}).status_code == 302
    assert "企业难题解决" in browser.get(page).content.decode()
    assert "湖南启元科技有限公司" in browser.get("/console/teams/", {"closed": "1"}).content.decode()
    assert browser.post(f"{page}nothing/").status_code == 404
    assert signed_in(cast.stranger).get(page).status_code == 404
    assert signed_in(cast.stranger).post(f"{page}step/", step).status_code == 404


def test_the_time_line_tells_everything_in_one_order(firms: Firms, signed_in: As) -> None:
    visit = firms.raised(at=T0 + HOUR)
    registry.describe(firms.qiyuan.pk, name="湖南启元新材有限公司", by=BY, at=T0 + 2 * HOUR)
    team = actions.form_team(
        firms.qiyuan.pk,
        lead_id=firms.cast.leader.pk,
        aim="三个月内解决用工",
        by=firms.cast.leader.actor,
        at=T0 + 3 * HOUR,
    )
    page = signed_in(firms.cast.leader).get(f"/console/enterprises/{firms.qiyuan.pk}/timeline/").content.decode()
    kinds = [part.split('"')[0] for part in page.split('data-kind="')[1:]]
    assert kinds[:4] == ["plan", "change", "visit", "case"]
    assert kinds[-1] == "duty" and "湖南启元科技有限公司 → 湖南启元新材有限公司" in page
    assert visit.needs.get().case.number in page and team.pk
    only = signed_in(firms.cast.leader).get(f"/console/enterprises/{firms.qiyuan.pk}/timeline/?kind=visit")
    assert 'data-kind="case"' not in only.content.decode()


def test_the_time_line_keeps_to_what_each_may_see(firms: Firms, signed_in: As) -> None:
    visit = firms.raised()
    secret = firms.cast.case("hotline.labour", requester_id=firms.qiyuan.pk, secret=True, text="举报老板欠薪的事")
    number, address = visit.needs.get().case.number, f"/console/enterprises/{firms.qiyuan.pk}/timeline/"
    stranger = signed_in(firms.cast.stranger).get(address).content.decode()
    assert NOTE not in stranger and number not in stranger
    for officer in (firms.cast.leader, firms.cast.dispatcher, firms.cast.crew):
        assert secret.number not in signed_in(officer).get(address).content.decode()


def test_the_time_line_goes_on_without_a_row_twice_or_left_out(firms: Firms) -> None:
    for number in range(47):
        firms.raised(key=f"{KEY}-{number}", at=T0 + (number // 10) * HOUR)
    seen, cursor = [], ""
    while True:
        line = queries.timeline(queries.Reader(firms.cast.leader, T0 + DAY), firms.qiyuan.pk, cursor=cursor)
        seen += [(row.kind, row.thing.pk) for row in line.rows]
        cursor = line.cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen))
    assert sum(kind == "visit" for kind, _ in seen) == sum(kind == "case" for kind, _ in seen) == 47


def test_a_cursor_that_is_none_begins_anew(firms: Firms, signed_in: As) -> None:
    browser = signed_in(firms.cast.leader)
    for cursor in ("x", "|||", "2026-01-01|visit|1", "2026-01-01T00:00:00+08:00|visit|" + "9" * 40, "\x00"):
        answer = browser.get(f"/console/enterprises/{firms.qiyuan.pk}/timeline/", {"after": cursor})
        assert answer.status_code == 200 and "湖南启元" in answer.content.decode()
    assert browser.get("/console/enterprises/999999/timeline/").status_code == 404


@pytest.mark.parametrize(
    "address", ["mine/", "visits/", "visits/unvisited/?days=1", "teams/", "visits/note/", "enterprises/{}/timeline/"]
)
def test_a_page_asks_no_more_for_more_rows(firms: Firms, signed_in: As, address: str) -> None:
    crew, counts = firms.cast.crew, []
    browser = signed_in(crew)
    address = f"/console/{address.format(firms.qiyuan.pk)}"
    browser.get(address)
    for round_, more in enumerate((1, 6)):
        for number in range(more):
            other = firm(f"益阳第{round_}{number}厂", f"1390001{round_}{number:03d}", division=TOWN)
            answers(crew, other)
            firms.visit(key=f"{KEY}-{round_}-{number}", at=T0 + HOUR)
            actions.form_team(other.pk, lead_id=crew.pk, aim="三个月内解决用工", by=firms.cast.leader.actor, at=T0)
            actions.appoint_visit(other.pk, on=T0.date(), by=crew.actor, at=T0)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        counts.append(len(caught))
    assert counts[1] <= counts[0] <= MOST_QUERIES
