"""入库: what was begun and the statistics have not taken in bears a light, by the table of its kind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from jishiyu.figures import queries as figures
from jishiyu.figures.scopes import Scope, days
from jishiyu.programmes import actions, kinds, queries
from jishiyu.programmes.drafts import ItemDraft
from jishiyu.programmes.kinds import Lights, kind_of
from jishiyu.programmes.models import Item
from tests.cast import T0, Cast
from tests.console.conftest import As
from tests.programmes import room as rooms
from tests.programmes.conftest import measured  # noqa: F401  (its series are declared here too)
from tests.programmes.room import SINCE, UNTIL, Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast: Cast) -> Room:
    """A programme of a kind that asks for it: its first item begun 20 days ago, others 40 and 90, one not at all."""
    asking = replace(rooms.YEAR, code="trial.asks", lights=Lights(enter_yellow=1, enter_red=2))
    kinds.declare_programme(asking)
    made = rooms.assemble(cast, kind="trial.asks")
    for number, since in enumerate((40, 90, None), start=2):
        draft = ItemDraft(code=f"{number}", name=f"Item {number}", group="first", lead_unit=cast.station.pk)
        begin(actions.keep_item(made.programme.pk, draft, by=made.by, at=T0), since, made)
    begin(made.item, 20, made)
    return made


def begin(item: Item, days_ago: int | None, room: Room) -> None:
    if days_ago is not None:
        on = timezone.localdate() - timedelta(days=days_ago)
        actions.begin_item(item.pk, on=on, by=room.by, at=timezone.now())


def test_the_lights_add_up_to_what_was_begun_and_open_to_their_items(room: Room, signed_in: As) -> None:
    (found,) = queries.overviews(timezone.localdate())
    assert found.entering == {"green": 1, "yellow": 1, "red": 1}
    leader, page = signed_in(room.cast.leader), f"/console/programmes/{room.programme.code}/"
    shown = leader.get(page).content.decode()
    assert "Statistics red: not entered for long" in shown and "?entering=red" in shown
    only = leader.get(f"{page}?entering=red").content.decode()
    assert ">Item 3<" in only and ">Item 2<" not in only and ">Item 4<" not in only
    assert "Entered in the statistics" in leader.get("/console/economy/").content.decode()


def test_its_light_is_the_items_light_where_that_is_the_worse(room: Room) -> None:
    lights = {one.item.code: (one.entering, one.colour) for one in queries.overviews(timezone.localdate())[0].standings}
    assert lights["2"] == ("yellow", "yellow")
    assert lights["3"] == ("red", "red")
    assert lights["4"] == ("none", "none")


def test_the_unit_says_when_it_was_entered_and_the_light_is_green(room: Room, signed_in: As) -> None:
    item, today = Item.objects.get(code="3"), timezone.localdate()
    page, crew = f"/console/items/{item.pk}/", signed_in(room.cast.crew)
    assert "The statistics have taken it in" in crew.get(page).content.decode()
    assert signed_in(room.cast.stranger).post(f"{page}enter/", {"day": f"{today}"}).status_code == 404
    assert crew.post(f"{page}enter/", {"day": f"{today + timedelta(days=9)}"}).status_code == 409
    assert crew.post(f"{page}enter/", {"day": f"{today}"}).status_code == 302
    shown = crew.get(page).content.decode()
    assert "Statistics green" in shown and "The statistics have taken it in" not in shown
    figure = figures.open_counted("programmes.entered", Scope(about=room.programme.code), days(SINCE, UNTIL))
    assert (figure.n, figure.of) == (1, 3)


def test_where_the_kind_does_not_ask_nobody_is_shown_a_light(cast: Cast, signed_in: As) -> None:
    made = rooms.assemble(cast)
    begin(made.item, 90, made)
    shown = signed_in(cast.crew).get(f"/console/items/{made.item.pk}/").content.decode()
    assert "Entered in the statistics" not in shown and "The statistics have taken it in" not in shown


def test_the_economys_projects_are_asked_by_its_table() -> None:
    assert (kind_of("economy.projects").lights.enter_yellow, kind_of("economy.projects").lights.enter_red) == (1, 2)
