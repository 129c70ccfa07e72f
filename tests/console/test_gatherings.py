"""The pages of gatherings, residencies, going back to work and of who was reached: shown, acted on, refused."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from jishiyu.casework.models import Case
from jishiyu.outreach import actions
from jishiyu.outreach.models import Gathering, Guest, OutcomeRow, Residency, ResidencyNote, ReturnReading
from jishiyu.registry import actions as registry
from tests.cast import DAY, HOUR, VILLAGE, Cast
from tests.console.conftest import As
from tests.outreach.test_gatherings import BY, FAIR, KEY, RECEPTION, enterprise

LIST, NEW = "/console/gatherings/", "/console/gatherings/new/one/"
MOST = 12


def held(cast: Cast, kind: str = RECEPTION, guests: int = 1, key: str | None = None) -> Gathering:
    """One that began an hour ago, with enterprises invited."""
    now = timezone.now()
    one = actions.plan_gathering(
        kind, "企业家接待日", unit_id=cast.station.pk, starts_at=now - HOUR, key=key, by=BY, at=now - DAY
    )
    keys = [enterprise(f"199000{n:05d}", f"样本{n}厂").pk for n in range(guests)]
    actions.invite_guests(one.pk, subject_ids=keys, by=BY, at=now - DAY)
    return one


def test_an_officer_plans_one_and_finds_it_in_the_list(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.mate)
    said = {
        "kind": RECEPTION, "title": "八月接待日", "unit": cast.station.pk, "starts_at": "2099-08-03T09:00", "key": KEY,
    }  # fmt: skip
    for _ in range(2):
        assert client.post(NEW, said).status_code == 302
    one = Gathering.objects.get()
    assert "八月接待日" in client.get(LIST).content.decode()
    assert "八月接待日" not in signed_in(cast.stranger).get(LIST).content.decode()
    assert signed_in(cast.stranger).get(f"{LIST}{one.pk}/").status_code == 404


def test_planning_for_another_unit_is_refused_in_words(cast: Cast, signed_in: As) -> None:
    said = {"kind": RECEPTION, "title": "接待日", "unit": cast.other.pk, "starts_at": "2099-08-03T09:00", "key": KEY}
    page = signed_in(cast.mate).post(NEW, said)
    assert (page.status_code, Gathering.objects.count()) == (409, 0)
    assert signed_in(cast.leader).post(NEW, said).status_code == 404
    assert signed_in(cast.admin).get(LIST).status_code == 404


def test_who_came_is_ticked_and_the_minutes_are_a_word_file(cast: Cast, signed_in: As) -> None:
    one, client = held(cast, guests=2), signed_in(cast.head)
    first, second = one.guests.order_by("pk")
    said = {f"came-{first.pk}": "on", f"times-{first.pk}": "3", f"reason-{second.pk}": "出差", "others": "4"}
    assert client.post(f"{LIST}{one.pk}/came/", said).status_code == 302
    said = {"minutes": "听取企业诉求。\n逐件交办。", "chair": "刘所长", "length": "half"}
    assert client.post(f"{LIST}{one.pk}/hold/", said).status_code == 302
    assert [(guest.attended, guest.times) for guest in one.guests.order_by("pk")] == [(True, 3), (False, 0)]
    file = client.get(f"{LIST}{one.pk}/minutes/")
    words = [line.text for line in Document(io.BytesIO(file.content)).paragraphs]
    assert "Came: 样本0厂" in words
    assert "Absent: 样本1厂(出差)" in words
    assert "1 by name, 7 person-times in all." in words
    assert "逐件交办。" in words


def test_a_need_becomes_a_case_once_and_an_outcome_is_typed_in_its_unit(cast: Cast, signed_in: As) -> None:
    one, client = held(cast, FAIR), signed_in(cast.head)
    need = {"key": KEY, "kind": "enterprise.market", "text": "产品卖不出去,想参加展会"}
    for _ in range(2):
        assert client.post(f"{LIST}{one.pk}/need/", need).status_code == 302
    assert Case.objects.get().kind == "enterprise.market"
    sales = {
        "outcome": "enterprise.home_sales",
        "amount": "1,234.56",
        "day": "2026-01-01",
        "source": "合同",
        "key": KEY,
    }
    assert client.post(f"{LIST}{one.pk}/outcome/", sales).status_code == 302
    row = OutcomeRow.objects.get()
    assert row.amount == 123_456
    for amount in ("0.001", "much", "NaN"):
        assert client.post(f"{LIST}{one.pk}/outcome/", {**sales, "amount": amount, "key": ""}).status_code == 409
    assert (
        client.post(f"{LIST}{one.pk}/correct/", {"row": row.pk, "amount": "2", "ground": "看错一行"}).status_code == 302
    )
    assert OutcomeRow.objects.get(current=True).amount == 200
    page = client.get(f"{LIST}{one.pk}/").content.decode()
    assert "1,234.56" in page
    assert "看错一行" in page


def test_acts_that_are_none_and_gatherings_of_others_are_not_found(cast: Cast, signed_in: As) -> None:
    one = held(cast)
    assert signed_in(cast.head).post(f"{LIST}{one.pk}/cancel/").status_code == 404
    assert signed_in(cast.stranger).post(f"{LIST}{one.pk}/came/").status_code == 404
    assert signed_in(cast.leader).post(f"{LIST}{one.pk}/came/").status_code == 404
    assert signed_in(cast.leader).get(f"{LIST}{one.pk}/").status_code == 200


def test_an_officer_notes_their_day_on_one_page(cast: Cast, signed_in: As) -> None:
    today = timezone.localdate()
    plant = enterprise()
    said = {"kind": "enterprise.back_to_work", "subject": plant.pk, "post-help": cast.mate.pk, "since": str(today)}
    assert signed_in(cast.mate).post("/console/residencies/new/", said).status_code == 404
    assert signed_in(cast.head).post("/console/residencies/new/", said).status_code == 302
    one, client = Residency.objects.get(), signed_in(cast.mate)
    address = f"/console/residencies/{one.pk}/"
    assert "样本机械厂" in client.get("/console/residencies/").content.decode()
    assert (
        client.post(f"{address}note/", {"day": str(today), "words": "到岗", "done": ["plan", "safety"]}).status_code
        == 302
    )
    assert ResidencyNote.objects.get().done == ["plan", "safety"]
    need = {"key": KEY, "kind": "enterprise.logistics", "text": "原料车进不来,停在高速口"}
    assert client.post(f"{address}need/", need).status_code == 302
    assert "原料车进不来" in client.get(address).content.decode()
    assert signed_in(cast.stranger).get(address).status_code == 404
    assert client.post(f"{address}end/", {"words": "结束驻企"}).status_code == 409
    assert signed_in(cast.head).post(f"{address}end/", {"words": "余下问题交联企干部"}).status_code == 302


def test_the_board_sums_a_day_and_names_who_is_silent(cast: Cast, signed_in: As) -> None:
    today = timezone.localdate()
    one, two = enterprise(), enterprise("19900000002", "安静厂")
    for plant in (one, two):
        actions.plan_return(plant.pk, planned_on=today, heads=50, by=BY, at=timezone.now())
    client = signed_in(cast.dispatcher)
    said = {"day": str(today), "heads": "40", "status": "partly"}
    assert client.post(f"/console/back-to-work/{one.pk}/", said).status_code == 302
    assert ReturnReading.objects.get().heads == 40
    page = client.get(f"/console/back-to-work/?day={today}&silent=1").content.decode()
    assert "安静厂" in page
    assert "样本机械厂" not in page
    assert "1 / 2" in page
    assert client.post(f"/console/back-to-work/{one.pk}/", {**said, "heads": "-3"}).status_code == 409
    assert signed_in(cast.stranger).post(f"/console/back-to-work/{one.pk}/", said).status_code == 409
    assert signed_in(cast.leader).post(f"/console/back-to-work/{one.pk}/", said).status_code == 404


def test_who_had_none_this_quarter_is_a_list_of_names(cast: Cast, signed_in: As) -> None:
    now = timezone.now()
    for number, standing in enumerate(("home", "town")):
        subject = registry.subject_for(name=f"党员{number}", phone=f"1991000000{number}", by=BY, at=now)
        registry.describe(subject.pk, values={"training.standing": standing}, by=BY, at=now)
    page = signed_in(cast.leader).get("/console/reached/").content.decode()
    assert "党员0" in page
    assert "0 / 32" in page
    old = signed_in(cast.leader).get("/console/reached/?quarter=2022-Q4&group=home").content.decode()
    assert "党员0" in old
    assert "党员1" not in old


@pytest.mark.parametrize(
    "address", [LIST + "?state=all", "/console/residencies/", "/console/back-to-work/", "/console/reached/"]
)
def test_lists_ask_no_more_for_more_rows(cast: Cast, signed_in: As, address: str) -> None:
    client = signed_in(cast.leader)
    asked = []
    for number in (1, 6):
        for n in range(number):
            plant = enterprise(f"198{number}{n:07d}", f"第{number}{n}厂")
            held(cast, key=f"{number}-{n}" + KEY)
            now = timezone.now()
            actions.plan_return(plant.pk, planned_on=now.date(), heads=5, by=BY, at=now)
            actions.station(
                "enterprise.back_to_work", plant.pk, {"help": cast.mate.pk}, since=date(2026, 1, 1), by=BY, at=now
            )
            member = registry.subject_for(name="党员", phone=f"197{number}{n:07d}", by=BY, at=now)
            registry.describe(member.pk, values={"training.standing": "home"}, by=BY, at=now)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1] <= MOST


def test_one_gathering_asks_no_more_for_more_guests(cast: Cast, signed_in: As) -> None:
    client, asked = signed_in(cast.head), []
    for guests in (1, 8):
        one = held(cast, guests=guests)
        client.get(f"{LIST}{one.pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"{LIST}{one.pk}/")
        asked.append(len(found))
    assert asked[0] == asked[1] <= MOST
    assert Guest.objects.count() == 9


def test_members_a_lesson_is_for_are_offered_and_invited_at_once(cast: Cast, signed_in: As) -> None:
    now = timezone.now()
    for number, standing in enumerate(("home", "town", "home")):
        subject = registry.subject_for(
            name=f"党员{number}", phone=f"1991000000{number}", division_code=VILLAGE, by=BY, at=now
        )
        registry.describe(subject.pk, values={"training.standing": standing}, by=BY, at=now)
    one = actions.plan_gathering(
        "training.home_lesson", "送教上门", unit_id=cast.station.pk, starts_at=now + DAY, by=BY, at=now
    )
    client, address = signed_in(cast.head), f"{LIST}{one.pk}/"
    page = client.get(address).content.decode()
    assert "2 persons here" in page
    assert "党员0" in page
    assert "党员1" not in page
    assert client.post(f"{address}invite/", {"subject": subject.pk}).status_code == 302
    assert client.post(f"{address}invite/", {"subject": subject.pk - 1}).status_code == 409
    with CaptureQueriesContext(connection) as found:
        assert "1 person here" in client.get(address).content.decode()
    assert len(found) <= MOST
    assert client.post(f"{address}invite_reached/").status_code == 302
    assert one.guests.count() == 2
    assert "is invited" in client.get(address).content.decode()
    assert signed_in(cast.stranger).post(f"{address}invite_reached/").status_code == 404
