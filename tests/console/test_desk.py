"""The dispatcher's board as a page, and taking a call."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.ledger.queries import story
from jishiyu.registry.models import Division
from jishiyu.sensing.models import Source
from tests.cast import HOUR, MINUTE, PHONE, T0, VILLAGE, Cast
from tests.console.conftest import As

MOST_QUERIES = 12
KEY = "k" * 20
TOLD = {
    "via": "phone",
    "text": "复兴村村口到小学一段路灯坏了三盏",
    "kind": "power.complaint",
    "place": VILLAGE,
    "name": "林阿姨",
    "phone": PHONE,
    "urgency": "1",
    "purpose": "help",
    "form_key": KEY,
}


def test_the_board_shows_time_first_and_sends_a_sure_suggestion_with_one_button(cast: Cast, signed_in: As) -> None:
    case = cast.case()
    page = signed_in(cast.dispatcher).get("/console/desk/").content.decode()
    row = page[page.index(f'data-row="{case.number}"') :]
    assert row.index("line__time") < row.index(case.title)
    assert 'data-key="d"' in row
    assert 'data-key="u"' in row


@pytest.mark.parametrize("who", ["caller", "leader"])
def test_who_does_not_dispatch_sees_the_board_without_its_deeds(cast: Cast, signed_in: As, who: str) -> None:
    case = cast.case()
    page = signed_in(getattr(cast, who)).get("/console/desk/").content.decode()
    assert case.number in page
    assert 'data-key="d"' not in page


def test_the_board_takes_at_most_twelve_queries(cast: Cast, signed_in: As) -> None:
    for number in range(4):
        cast.case(title=f"未派{number}")
        cast.sent(title=f"未签{number}")
        cast.taken(title=f"在办{number}")
    aside = cast.taken(title="挂").case
    Case.objects.filter(pk=aside.pk).update(aside="hung", review_at=timezone.now() + HOUR)
    browser = signed_in(cast.dispatcher)
    browser.get("/console/desk/")
    with CaptureQueriesContext(connection) as seen:
        assert "挂" in browser.get("/console/desk/").content.decode()
    assert len(seen) <= MOST_QUERIES, [re.findall(r"FROM .(\w+)", query["sql"])[:1] for query in seen]


@pytest.mark.parametrize("query", ["band=late", "band=later", "unassigned=1", "unsigned=1", "aside=any", "band=x"])
def test_each_counter_opens_its_list(cast: Cast, signed_in: As, query: str) -> None:
    cast.case()
    assert signed_in(cast.dispatcher).get(f"/console/cases/?{query}").status_code == 200


def test_a_call_becomes_a_case_that_is_offered_for_dispatch_at_once(cast: Cast, signed_in: As) -> None:
    answer = signed_in(cast.caller).post("/console/new/", TOLD)
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/console/cases/{case.number}/#dispatch")
    assert (case.kind, case.division_id, case.urgency, case.purpose) == ("power.complaint", VILLAGE, 1, "help")
    assert case.source.code == "told-phone"
    assert case.requester == cast.aunt
    opened = story(case.ref).get(act="opened")
    assert opened.by == cast.caller.actor
    assert PHONE not in str([opened.data, opened.after])


def test_the_same_form_sent_twice_is_one_case(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    for _ in range(2):
        browser.post("/console/new/", TOLD | {"shown": ",".join(map(str, Case.objects.values_list("pk", flat=True)))})
    assert Case.objects.count() == 1
    assert Source.objects.filter(code="told-phone").count() == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"phone": PHONE, "place": ""}, "same phone"),
        ({"phone": "", "name": ""}, "same place, same kind"),
        ({}, "same phone, same place, same kind"),
    ],
)
def test_what_may_be_there_already_is_shown_before_it_is_opened(
    cast: Cast, signed_in: As, change: dict[str, str], why: str
) -> None:
    before = cast.case("power.complaint", heard_at=timezone.now() - HOUR)
    browser = signed_in(cast.dispatcher)
    first = browser.post("/console/new/", TOLD | change)
    text = first.content.decode()
    assert first.status_code == 422
    assert before.number in text
    assert why in text
    assert Case.objects.count() == 1
    shown = re.search(r'name="shown" value="([\d,]+)"', text)
    assert shown
    assert browser.post("/console/new/", TOLD | change | {"shown": shown[1]}).status_code == 302
    assert Case.objects.count() == 2


def test_another_phone_elsewhere_is_no_double(cast: Cast, signed_in: As) -> None:
    cast.case("power.complaint", heard_at=timezone.now() - HOUR)
    told = TOLD | {"phone": "13900009999", "place": "430972109228"}
    assert signed_in(cast.dispatcher).post("/console/new/", told).status_code == 302


def test_kind_and_place_are_read_from_the_text_and_the_reader_may_choose_otherwise(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)
    said = {"text": "复兴村变压器冒烟了,快来人"}
    page = browser.post("/console/new/hints/", said).content.decode()
    assert '<option value="power.hazard" selected' in page
    assert re.search(rf'value="{VILLAGE}" checked', page)
    page = browser.post("/console/new/hints/", said | {"kind": "power.complaint"}).content.decode()
    assert '<option value="power.complaint" selected' in page


def test_a_suggestion_follows_the_text_until_the_reader_chooses(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)

    def page(**said: str) -> str:
        return browser.post("/console/new/hints/", said).content.decode()

    held = {"kind": "power.complaint", "hint_kind": "power.complaint", "urgency": "1", "hint_urgency": "1"}
    text = page(text="复兴村变压器冒烟了,快来人", **held)
    assert '<option value="power.hazard" selected' in text
    assert 'name="urgency" value="3" checked' in text
    text = page(text="复兴村变压器冒烟了,快来人", **held | {"urgency": "0"})
    assert 'name="urgency" value="0" checked' in text


def test_a_name_that_two_places_have_is_asked_and_none_is_chosen(cast: Cast, signed_in: As) -> None:
    Division.objects.create(code="430903101201", name="和平村", parent_id="430903", level=5)
    Division.objects.create(code="430903102201", name="和平村", parent_id="430903", level=5)
    page = signed_in(cast.dispatcher).post("/console/new/hints/", {"text": "和平村停电"}).content.decode()
    assert "Several places are called 和平村. Which of these?" in page
    assert 'value="430903101201"' in page and 'value="430903102201"' in page
    assert "checked" not in page.split("Where")[1].split("How urgent")[0]


def test_a_place_is_searched_by_its_name(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.dispatcher).post("/console/new/hints/", {"place_search": "北峰垸"}).content.decode()
    assert 'value="430972109228"' in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Write down what was told"),
        ({"kind": ""}, "Choose what it is about"),
        ({"kind": "gone.kind"}, "Something is missing"),
        ({"phone": "12"}, "This is no phone number"),
        ({"place": "999999"}, "Choose a place"),
        ({"heard_on": "2999-01-01", "via": "letter"}, "has not come yet"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    cast: Cast, signed_in: As, change: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.dispatcher).post("/console/new/", TOLD | {"place_words": "村口"} | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "村口" in answer.content.decode()
    assert not Case.objects.exists()


def test_looking_it_up_opens_nothing(cast: Cast, signed_in: As) -> None:
    assert signed_in(cast.dispatcher).post("/console/new/", TOLD | {"look": "1"}).status_code == 200
    assert not Case.objects.exists()


def test_a_report_is_secret_and_the_unit_it_is_about_never_sees_it(cast: Cast, signed_in: As) -> None:
    told = TOLD | {"purpose": "report", "against": str(cast.station.pk)}
    assert signed_in(cast.dispatcher).post("/console/new/", told).status_code == 302
    case = Case.objects.get()
    assert (case.secret, case.against) == (True, cast.station)
    assert "林阿姨" not in case.title + case.text


def test_a_letter_was_heard_on_the_day_it_came(cast: Cast, signed_in: As) -> None:
    told = TOLD | {"via": "letter", "heard_on": str(T0.date())}
    assert signed_in(cast.dispatcher).post("/console/new/", told).status_code == 302
    assert timezone.localtime(Case.objects.get().heard_at) == T0.replace(hour=0, minute=0)


@pytest.mark.parametrize("who", ["crew", "head", "leader", "admin"])
def test_only_the_centre_takes_calls(cast: Cast, signed_in: As, who: str) -> None:
    assert signed_in(getattr(cast, who)).post("/console/new/", TOLD).status_code == 404
    assert not Case.objects.exists()


def test_who_does_not_say_who_they_are_is_heard_too(cast: Cast, signed_in: As) -> None:
    assert signed_in(cast.dispatcher).post("/console/new/", TOLD | {"name": "", "phone": ""}).status_code == 302
    assert Case.objects.get().requester is None


def test_many_doubles_take_as_many_queries_as_few(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.dispatcher)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.post("/console/new/hints/", TOLD)
        return len(seen)

    cast.case("power.complaint", heard_at=timezone.now())
    queries()
    few = queries()
    for number in range(10):
        cast.case("power.complaint", heard_at=timezone.now() - number * MINUTE)
    assert queries() == few
