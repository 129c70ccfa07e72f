"""A target's key points on the page of its item: shown beside what was reached, each to be changed, a bad one named."""

import pytest
from django.test import Client

from jishiyu.programmes import actions
from jishiyu.programmes.drafts import Measured, Scope, TargetDraft
from jishiyu.programmes.models import Target
from tests.cast import T0, Cast
from tests.console.conftest import As
from tests.programmes import room as rooms
from tests.programmes.conftest import measured  # noqa: F401  (its series are declared here too)
from tests.programmes.room import SINCE, UNTIL, Room

pytestmark = pytest.mark.django_db
POINTS = [["2026-03-31", 200, "Spring campaign"], ["2026-06-30", 600, "Half-year"], ["2026-12-31", 1000, ""]]


@pytest.fixture
def room(cast: Cast) -> Room:
    """An item whose target of 1,000 has three key points, and 250 of it done by the end of March."""
    made = rooms.assemble(cast, target=0)
    draft = TargetDraft(series="trial.work", scope=Scope(item=made.item.pk), since=SINCE, until=UNTIL, amount=1000,
                        curve={"kind": "points", "points": POINTS})  # fmt: skip
    actions.set_target(draft, by=made.by, at=T0)
    rows = [Measured("trial.work", "a", rooms.SINCE, 250, item=made.item.pk)]
    actions.take_readings(rows, source="test", by=made.by, at=T0)
    return made


def sent(rows: list[list[object]], amount: str = "1000", **more: object) -> dict[str, object]:
    columns = {name: [str(row[place]) for row in rows] for place, name in
               enumerate(("point_day", "point_amount", "point_name"))}  # fmt: skip
    return {"amount": amount, "ground": "the river rose", "shape": "points", **columns, **more}


def ask(browser: Client, room: Room, said: dict[str, object]) -> tuple[int, str]:
    found = browser.post(f"/console/items/{room.item.pk}/target/", said)
    return found.status_code, found.content.decode()


def curve() -> object:
    return Target.objects.get(state="asked").curve


def test_the_points_stand_on_the_page_with_what_was_reached(room: Room, signed_in: As) -> None:
    page = signed_in(room.cast.stranger).get(f"/console/items/{room.item.pk}/?day=2026-07-01").content.decode()
    assert "Spring campaign" in page and "✓ point met" in page and "✕ point missed" in page and "to come" in page


def test_one_point_is_changed_and_another_comes_in_between_and_who_approves_sees_them(
    room: Room, signed_in: As
) -> None:
    crew, leader = signed_in(room.cast.crew), signed_in(room.cast.leader)
    page = crew.get(f"/console/items/{room.item.pk}/").content.decode()
    assert 'value="Spring campaign"' in page and 'value="2026-06-30"' in page and 'value="600"' in page
    rows = [POINTS[0], ["2026-05-31", 450, "May campaign"], ["2026-06-30", 700, "Half-year"], POINTS[2], ["", "", ""]]
    assert ask(crew, room, sent(rows))[0] == 302
    assert curve() == {"kind": "points", "points": rows[:4]}
    assert Target.objects.get(state="live").curve["points"] == POINTS  # until another has approved
    assert "May campaign" in leader.get(f"/console/items/{room.item.pk}/").content.decode()
    assert leader.post(f"/console/items/{room.item.pk}/rule/", {"ruling": "approve"}).status_code == 302
    assert Target.objects.get(state="live").curve["points"] == rows[:4]


def test_points_left_as_they_are_go_along_with_another_target(room: Room, signed_in: As) -> None:
    assert ask(signed_in(room.cast.crew), room, sent(POINTS, "500"))[0] == 302
    rows = [["2026-03-31", 100, "Spring campaign"], ["2026-06-30", 300, "Half-year"], ["2026-12-31", 500, ""]]
    assert curve() == {"kind": "points", "points": rows}


def test_a_target_changed_without_a_word_of_its_points_keeps_them(room: Room, signed_in: As) -> None:
    assert ask(signed_in(room.cast.crew), room, {"amount": "2000", "ground": "the river rose"})[0] == 302
    assert Target.objects.get(state="asked").curve["points"][1] == ["2026-06-30", 1200, "Half-year"]


def test_it_becomes_even_only_when_that_is_said(room: Room, signed_in: As) -> None:
    assert ask(signed_in(room.cast.crew), room, sent(POINTS, "1000", shape="even"))[0] == 302
    assert curve() == {"kind": "even"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["2026-06-31", "600", "Half-year"], "key point 2 Half-year"),
        (["2026-06-30", "many", "Half-year"], "key point 2 Half-year"),
        (["2027-06-30", "600", "Half-year"], "Key point 2 Half-year lies outside the span"),
        (["2026-03-31", "600", "Half-year"], "Key point 2 Half-year comes after the one before it"),
        (["2026-06-30", "150", "Half-year"], "Key point 2 Half-year is less than the one before it"),
        (["2026-06-30", "1001", "Half-year"], "Key point 2 Half-year lies between nought and the whole target"),
    ],
)
def test_a_bad_point_is_named_and_what_was_written_stays(
    room: Room, signed_in: As, row: list[object], says: str
) -> None:
    status, page = ask(signed_in(room.cast.crew), room, sent([POINTS[0], row, POINTS[2]]))
    assert status == 409
    assert says in page
    assert f'value="{row[1]}"' in page and 'value="the river rose"' in page
    assert not Target.objects.filter(state="asked").exists()


def test_the_last_day_reaches_the_whole_target_and_no_points_are_no_plan(room: Room, signed_in: As) -> None:
    crew = signed_in(room.cast.crew)
    rows = [POINTS[0], ["2026-12-31", 900, ""]]
    assert "Key point 2 is on the last day" in ask(crew, room, sent(rows))[1]
    assert "at least one key point" in ask(crew, room, sent([["", "", ""]]))[1]


@pytest.mark.parametrize(("layout", "days"), [("month", 12), ("quarter", 4), ("half", 2)])
def test_points_are_laid_out_by_month_quarter_and_half_year_along_the_plan_in_force(
    room: Room, signed_in: As, layout: str, days: int
) -> None:
    page = signed_in(room.cast.crew).get(f"/console/items/{room.item.pk}/?points={layout}").content.decode()
    assert page.count('name="point_day" value="2026-') == days
    assert 'value="600"' in page  # half the year by the old points, whatever the layout


def test_who_only_reads_has_no_form(room: Room, signed_in: As) -> None:
    stranger = signed_in(room.cast.stranger)
    assert "point_day" not in stranger.get(f"/console/items/{room.item.pk}/").content.decode()
    assert ask(stranger, room, sent(POINTS))[0] == 404
