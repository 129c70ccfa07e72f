"""The audit administrator reads everything in the ledger, and changes nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.ledger import actions as ledger
from jishiyu.ledger import works
from jishiyu.ledger.actions import Deed
from jishiyu.ledger.models import Entry, Work
from jishiyu.ledger.queries import Asked, audited, story
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, DAY, MINUTE, T0, Cast
from tests.console.conftest import As
from tests.ledger.owner import unguarded

Counted = Callable[..., AbstractContextManager[object]]
MOST_QUERIES = 12


@pytest.fixture
def auditor(cast: Cast) -> Officer:
    return registry.make_officer("shen", "审计员", post=Post.AUDIT_ADMIN, unit_id=None, by=BY, at=T0)


@pytest.fixture
def page(signed_in: As, auditor: Officer) -> Client:
    return signed_in(auditor)


def text_of(page: Client, address: str) -> str:
    answer = page.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def looked(cast: Cast, why: str = "电话回访核实地址") -> str:
    """Somebody looks at the contact of a case; its number."""
    task = cast.taken()
    casework.reveal_contact(task.case_id, why=why, by=cast.crew.actor, at=T0)
    return str(task.case.number)


def test_the_auditor_begins_at_the_audit(page: Client) -> None:
    assert page.get("/console/")["Location"] == "/console/audit/"


def test_who_looked_at_whose_contact_when_and_why(cast: Cast, page: Client) -> None:
    number = looked(cast)
    text = text_of(page, "/console/sights/")
    for said in ("周队长", number, "电话回访核实地址", "2026-07-14 10:00"):
        assert said in text


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("who=zhou", True),
        ("who=chen", False),
        ("who=nobody-here", False),
        ("subject={number}", True),
        ("subject=JSY-19990101-0001", False),
        ("since=2026-07-14&until=2026-07-14", True),
        ("until=2026-07-13", False),
        ("since=2026-07-15", False),
        ("since=nonsense&until=9999-12-31", True),
    ],
)
def test_looks_are_found_by_officer_case_and_day(cast: Cast, page: Client, asked: str, fits: bool) -> None:
    number = looked(cast)
    assert ("电话回访核实地址" in text_of(page, f"/console/sights/?{asked.format(number=number)}")) is fits


def test_the_whole_ledger_is_read_with_what_changed(cast: Cast, page: Client) -> None:
    task = cast.taken()
    text = text_of(page, f"/console/audit/?subject={task.case.number}")
    assert "Case opened" in text
    assert "dispatched → handling" in text
    assert "Account" in text


def test_the_whole_ledger_is_found_by_subject_act_and_account(cast: Cast, page: Client) -> None:
    number = cast.taken().case.number

    def told(asked: str) -> list[str]:
        return [row["act"] for row in page.get(f"/console/audit/?{asked}").context["rows"]]

    assert told(f"subject={number}") == ["Accepted", "Sent to a unit", "Case opened"]
    assert told(f"subject={number}&act=accepted") == ["Accepted"]
    assert told("who=zhou") == ["Accepted"]
    assert told("subject=unit:0") == []


def test_pages_go_on_where_the_one_before_ended_though_all_bear_one_moment(page: Client, cast: Cast) -> None:
    with transaction.atomic():
        ledger.record_many([Deed("case:900", f"act-{number}") for number in range(120)], by="officer:900", at=T0 + DAY)
    seen: list[str] = []
    address = "/console/audit/?who=officer:900"
    for _ in range(3):
        answer = page.get(address)
        seen += [row["entry"].act for row in answer.context["rows"]]
        address = f"/console/audit/?who=officer:900&below={answer.context['below'].replace('+', '%2B')}"
    assert seen == [f"act-{number}" for number in reversed(range(120))]
    assert answer.context["below"] == ""


@pytest.mark.parametrize(
    "below", ["x", "x~1", "2026-07-14~1", f"{T0.isoformat()}~x", "~", f"{T0.isoformat()}~{10**40}"]
)
def test_a_place_that_makes_no_sense_is_the_beginning(page: Client, below: str) -> None:
    assert not page.get("/console/audit/", {"below": below}).context["deeper"]


@pytest.mark.parametrize("address", ["/console/audit/", "/console/sights/", "/console/audit/?who=zhou&act=accepted"])
def test_a_page_takes_few_queries_however_full_it_is(
    cast: Cast, page: Client, django_assert_max_num_queries: Counted, address: str
) -> None:
    for number in range(8):
        task = cast.taken(at=T0 + number * MINUTE)
        casework.reveal_contact(task.case_id, why=f"核实{number}", by=cast.crew.actor, at=T0)
    ledger.seal(by=BY, at=T0)
    with django_assert_max_num_queries(MOST_QUERIES):
        page.get(address)


def test_every_way_of_asking_stands_on_an_index(cast: Cast, page: Client) -> None:
    """Asked of the database itself: no filter reads the whole table and sorts it."""
    with transaction.atomic():
        ledger.record_many(
            [Deed(f"case:{n}", f"a{n % 7}", by=f"officer:{n % 50}", at=T0 + n * MINUTE) for n in range(3000)],
            by=BY,
            at=T0,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_entry")  # a database that knows nothing of a table reads it whole
    for asked in (Asked(), Asked(by="officer:3"), Asked(acts=("a3",)), Asked(subjects=("case:3",)), Asked(since=T0)):
        plan = audited(asked)[:51].explain()
        assert "INDEX" in plan.upper(), plan


def test_the_state_of_verification_and_sealing_is_said(cast: Cast, page: Client) -> None:
    text = text_of(page, "/console/audit/")
    assert "Not verified yet" in text
    assert "Nothing has been sealed yet" in text
    case = cast.answered()
    ledger.seal(by=BY, at=T0)
    page.post("/console/audit/", {"deed": "verify"})
    works.do_next("w")
    text = text_of(page, "/console/audit/")
    assert "It holds" in text
    assert "jishiyu ledger checkpoint" in text
    unguarded("UPDATE ledger_entry SET act = 'x' WHERE subject = %s AND version = 2", [case.ref])
    ledger.note_verified(1, f"{case.ref} version 2: altered", whole=True, by=BY, at=timezone.now())
    text = text_of(page, "/console/audit/")
    assert "It does not hold" in text
    assert f"{case.ref} version 2: altered" in text


def test_an_export_of_some_days_is_asked_for_and_recorded(cast: Cast, page: Client, auditor: Officer) -> None:
    cast.case()
    cast.case(at=T0 + 3 * DAY)
    sent = {"deed": "export", "since": "2026-07-14", "until": "2026-07-14"}
    assert page.post("/console/audit/", sent)["Location"] == "/console/works/"
    assert page.post("/console/audit/", sent).status_code == 302
    work = Work.objects.get()
    assert works.do_next("w")
    assert story(work.ref)[0].by == auditor.actor
    got = page.get(f"/console/works/{work.pk}/file/")
    text = b"".join(got.streaming_content).decode()  # type: ignore[attr-defined]
    assert '"at":"2026-07-14' in text
    assert "2026-07-17" not in text.split("\n", 1)[1]
    assert story(work.ref).filter(act="fetched").exists()


def test_the_auditor_changes_nothing(cast: Cast, page: Client) -> None:
    task = cast.sent()
    before = Entry.objects.count()
    case = task.case.number
    for address in (f"/console/tasks/{task.pk}/accept/", f"/console/cases/{case}/close/", "/console/calendar/"):
        assert page.post(address).status_code == 404
    assert Entry.objects.count() == before
