"""Saying a need on the portal."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishiyu.casework.models import Case
from jishiyu.portal.views.say import MOST_PER_DAY
from jishiyu.sensing.models import Source
from tests.cast import ELSEWHERE, PHONE, VILLAGE

Said = Callable[..., dict[str, str]]


def test_a_need_said_becomes_a_case_with_a_number(portal: Source, public: Client, said: Said) -> None:
    receipt = public.post("/say/", said(), follow=True)
    case = Case.objects.get()
    assert receipt.status_code == 200
    assert case.number in receipt.content.decode()
    assert (case.kind, case.division_id, case.place_words) == ("power.low_voltage", VILLAGE, "三组12号")
    assert case.requester is not None
    kept = [str(value) for value in vars(case.requester).values()]
    assert not [value for value in kept if PHONE in value or "林阿姨" in value], "name and phone are sealed at rest"


def test_the_receipt_says_by_when(portal: Source, public: Client, said: Said) -> None:
    page = public.post("/say/", said(), follow=True).content.decode()
    assert "by 20" in page


def test_a_form_sent_twice_is_one_case(portal: Source, public: Client, said: Said) -> None:
    first, second = public.post("/say/", said(), follow=True), public.post("/say/", said(), follow=True)
    assert Case.objects.count() == 1
    number = Case.objects.get().number
    assert number in first.content.decode()
    assert number in second.content.decode()


def test_two_forms_are_two_cases(portal: Source, public: Client, said: Said) -> None:
    public.post("/say/", said())
    public.post("/say/", said(form_key="another-key-of-another-form", division=ELSEWHERE))
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("kind", "power.nothing", "Choose what it is about."),
        ("kind", "", "This field is required."),
        ("text", "停", "at least 5 characters"),
        ("text", "   ", "This field is required."),
        ("text", "停" * 4001, "at most 4000 characters"),
        ("text", "停电了\x00停电了", "Null characters are not allowed."),
        ("division", "999999999999", "Choose a place from the list."),
        ("division", "'; DROP TABLE", "at most 12 characters"),
        ("name", "", "This field is required."),
        ("phone", "12345", "This is no phone number"),
        ("phone", "二三四五六七八", "This is no phone number"),
        ("form_key", "short", "Something is missing or not right"),
        ("website", "http://spam.example", "Something is missing or not right"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    portal: Source, public: Client, said: Said, field: str, value: str, message: str
) -> None:
    page = public.post("/say/", said(**{field: value}))
    assert page.status_code == 422
    assert message in page.content.decode()
    assert not Case.objects.exists()


def test_nothing_written_is_lost_by_a_mistake(portal: Source, public: Client, said: Said) -> None:
    page = public.post("/say/", said(phone="12345")).content.decode()
    assert "晚上电压很低" in page
    assert 'value="a-key-made-once-per-form"' in page


@pytest.mark.parametrize("phone", ["139 0000 5678", "139-0000-5678", "+86 13900005678", "1390000５678"])
def test_a_phone_may_be_written_as_people_write_it(portal: Source, public: Client, said: Said, phone: str) -> None:
    public.post("/say/", said(phone=phone))
    number = Case.objects.get().number
    assert public.post("/follow/", {"number": number, "tail": "5678"}).status_code == 302


def test_words_with_markup_and_pictures_come_back_as_words(portal: Source, public: Client, said: Said) -> None:
    words = "<script>alert(1)</script> 停电😭 \u202e反的"
    page = public.post("/say/", said(text=words, address='"><img src=x onerror=alert(1)>'), follow=True)
    own = public.get(page.redirect_chain[0][0].replace("/said/", "/follow/")).content.decode()
    assert "<script>alert" not in own
    assert "<img src=x" not in own
    assert "&lt;script&gt;" in own
    assert "😭" in own


def test_a_phone_that_says_very_much_is_asked_to_call(portal: Source, public: Client, said: Said) -> None:
    for number in range(MOST_PER_DAY):
        public.post("/say/", said(form_key=f"form-number-{number:04}-of-today", text=f"第{number}件事,请看看。"))
    page = public.post("/say/", said(form_key="one-form-more-than-allowed"))
    assert page.status_code == 422
    assert "very much today" in page.content.decode()
    assert Case.objects.count() == MOST_PER_DAY


def test_a_need_without_a_place_belongs_where_the_office_is(portal: Source, public: Client, said: Said) -> None:
    public.post("/say/", said(division=""))
    assert Case.objects.get().division_id == portal.division_id


def test_an_office_without_the_form_says_so_and_takes_nothing(db: None, public: Client, said: Said) -> None:
    assert "does not take needs here yet" in public.get("/say/").content.decode()
    assert public.post("/say/", said()).status_code == 422
    assert not Case.objects.exists()


def test_places_come_one_level_at_a_time(portal: Source, public: Client) -> None:
    assert "复兴村" in public.get("/places/?division=430972109").content.decode()
    for strange in ("", "x", "1" * 40, "４３", "%00"):
        assert public.get(f"/places/?division={strange}").status_code == 200


def test_a_form_from_elsewhere_is_refused(portal: Source, said: Said) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/say/", said()).status_code == 403
    assert not Case.objects.exists()


def test_saying_a_need_costs_a_known_number_of_queries(portal: Source, public: Client, said: Said) -> None:
    public.post("/say/", said())
    with CaptureQueriesContext(connection) as seen:
        public.post("/say/", said(form_key="another-key-of-another-form", text="又一件不相干的事,请看看。"))
    assert len(seen) <= 32, "\n".join(query["sql"][:120] for query in seen)
