"""The pages of consultations: who may open which, and a whole meeting walked through them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.actions import Topic
from jishiyu.casework.models import Case, CatalogueEntry, Consultation
from tests.casework.test_consulting import MINUTES, RULING, call, disputed, rule
from tests.cast import HOUR, T0, TOWN, Cast
from tests.console.conftest import As

NEW = "/console/consultations/new/"


def form(case: Case, cast: Cast, **more: object) -> dict[str, object]:
    tomorrow = timezone.localtime() + timedelta(days=1)
    return {
        "title": "路灯权属会商会",
        "meets_at": f"{tomorrow:%Y-%m-%dT%H:%M}",
        "place": "二楼会议室",
        "case": [case.pk],
        f"question-{case.pk}": "路灯归谁管",
        "unit": [cast.station.pk, cast.other.pk],
        "outside": "农业银行谢林港支行\n\n供水公司",
    } | more


def test_what_was_given_back_twice_waits_on_the_list_and_brings_its_question_along(cast: Cast, signed_in: As) -> None:
    case = disputed(cast)
    browser = signed_in(cast.dispatcher)
    listed = browser.get("/console/consultations/").content.decode()
    assert f"{NEW}?case={case.number}" in listed
    page = browser.get(NEW, {"case": case.number}).content.decode()
    assert re.search(rf'name="case" value="{case.pk}" checked', page)
    assert f"{cast.station.name} gave it back as “Not our property”, naming {cast.other.name}" in page
    assert f"{NEW}?case={case.number}" in browser.get(f"/console/cases/{case.number}/").content.decode()


def test_a_whole_meeting_is_walked_through_its_pages(cast: Cast, signed_in: As) -> None:
    case, browser = disputed(cast), signed_in(cast.dispatcher)
    other = cast.case()
    answer = browser.post(NEW, form(case, cast, numbers=other.number.lower()))
    assert answer.status_code == 302
    meeting = Consultation.objects.get()
    address = answer["Location"]
    assert meeting.agenda.count() == 2
    assert [party.name for party in meeting.parties.order_by("pk")][2:] == ["农业银行谢林港支行", "供水公司"]

    def do(act: str, **said: object) -> int:
        seen = Consultation.objects.get().version
        return browser.post(f"{address}{act}/", {"seen": seen, **said}).status_code

    bank = meeting.parties.get(name="农业银行谢林港支行")
    assert do("attendance", **{f"came-{bank.pk}": "yes", f"person-{bank.pk}": "客户经理"}) == 302
    bank.refresh_from_db()
    assert (bank.attended, bank.person) == (True, "客户经理")
    sent = {"lead": cast.other.pk, "officer": cast.stranger.pk, "assist": [cast.station.pk, cast.other.pk]}
    assert do("rule", case=case.pk, ruling=RULING, **sent) == 302
    assert sorted(case.tasks.filter(consultation=meeting).values_list("role", flat=True)) == ["assist", "lead"]
    page = browser.get(address).content.decode()
    assert "1 of 2 cases are ruled on" in page
    enter = {f"enter-{case.pk}": "1", f"item-{case.pk}": "路灯", f"words-{case.pk}": "路灯 灯杆"}
    enter |= {f"where-{case.pk}": TOWN, f"ground-{case.pk}": "会商纪要"}
    assert do("close", minutes=MINUTES, **enter) == 302
    entry = CatalogueEntry.objects.get()
    assert (entry.item, entry.words, entry.division_id, entry.unit) == ("路灯", ["路灯", "灯杆"], TOWN, cast.other)
    closed = browser.get(address).content.decode()
    assert MINUTES in closed
    assert 'id="close"' not in closed
    assert browser.post(f"{address}close/", {"minutes": MINUTES}).status_code == 409


def test_what_is_refused_is_said_and_what_was_written_stays(cast: Cast, signed_in: As) -> None:
    case, browser = disputed(cast), signed_in(cast.dispatcher)
    answer = browser.post(NEW, form(case, cast, meets_at="morgen", title="我的会商会"))
    assert answer.status_code == 409
    assert "我的会商会" in answer.content.decode()
    assert browser.post(NEW, form(case, cast, numbers="JSY-19990101-0001")).status_code == 409
    meeting = call(cast, case)
    address = f"/console/consultations/{meeting.pk}/"
    said = {"case": case.pk, "ruling": RULING, "lead": "999999", "seen": meeting.version}
    refused = browser.post(f"{address}rule/", said)
    assert refused.status_code == 409
    assert RULING in refused.content.decode()
    stale = browser.post(f"{address}drop/", {"words": "人员未到齐", "seen": 99})
    assert stale.status_code == 409
    assert Consultation.objects.get().state == "planned"


@pytest.mark.parametrize("act", ["rule", "attendance", "invite", "agenda", "postpone", "drop", "close"])
def test_invited_people_read_and_change_nothing(cast: Cast, signed_in: As, act: str) -> None:
    meeting = call(cast, disputed(cast), unit_ids=[cast.other.pk])
    address = f"/console/consultations/{meeting.pk}/"
    page = signed_in(cast.stranger).get(address)
    assert page.status_code == 200
    assert "<form" not in page.content.decode().partition("<main")[2].partition("</main")[0]
    assert signed_in(cast.stranger).post(f"{address}{act}/").status_code == 404
    assert signed_in(cast.mate).get(address).status_code == 404
    assert signed_in(cast.admin).get(address).status_code == 404
    assert signed_in(cast.dispatcher).get(f"{address}{act}/").status_code == 405
    assert signed_in(cast.dispatcher).post(f"{address}explode/").status_code == 404


def test_an_invited_unit_that_has_no_task_reads_the_matter_masked_and_not_the_case(cast: Cast, signed_in: As) -> None:
    case = cast.case(title="张三13900001234家停电", text="打电话13900001234")
    meeting = call(cast, case, unit_ids=[cast.other.pk])
    page = signed_in(cast.stranger).get(f"/console/consultations/{meeting.pk}/").content.decode()
    assert case.number in page
    assert "13900001234" not in page
    assert f"/console/cases/{case.number}/" not in page


def test_the_pages_take_at_most_twelve_queries_however_much_there_is(cast: Cast, signed_in: As) -> None:
    browser, meeting = signed_in(cast.dispatcher), call(cast, disputed(cast))
    disputed(cast)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    pages = ["/console/consultations/", NEW, f"/console/consultations/{meeting.pk}/"]
    browser.get(pages[0])
    few = [count(address) for address in pages]
    topics = [Topic(disputed(cast).pk) for _ in range(3)]
    actions.add_to_agenda(meeting.pk, topics, by=cast.dispatcher.actor, at=T0 + 4 * HOUR)
    rule(cast, meeting, Case.objects.latest("pk"))
    for number in range(3):
        disputed(cast)
        call(cast, cast.case(), title=f"第{number}次会商会")
    assert [count(address) for address in pages] == few
    assert max(few) <= 12, few
