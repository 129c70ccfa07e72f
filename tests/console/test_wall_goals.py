"""The wallboard's face of programmes and visits: lights that add up, the worst three, problems and visits that open."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework.models import Case
from jishiyu.figures import queries
from jishiyu.figures.queries.wall_of_goals import WORST, worst
from jishiyu.figures.scopes import Scope, last_days, period_named
from jishiyu.outreach.models import Visit, Visitor
from jishiyu.programmes import actions
from jishiyu.programmes.drafts import ItemDraft, Measured, ProgrammeDraft, TargetDraft
from jishiyu.programmes.drafts import Scope as Whose
from jishiyu.registry.models import Subject
from tests.cast import DAY, HOUR, Cast
from tests.console.conftest import As
from tests.programmes.conftest import measured  # noqa: F401  (its series are declared here too)

pytestmark = pytest.mark.django_db
PAGE, NUMBERS = "/console/wall/goals/", "/console/wall/goals/numbers/"
MOST_QUERIES = 12


def programme(cast: Cast, done: list[int], code: str = "now") -> None:
    """A programme of the last hundred days and the next hundred, an item for each of these parts of a hundred done."""
    today, by = timezone.localdate(), cast.leader.actor
    draft = ProgrammeDraft(code=code, kind="trial.year", name=f"Programme {code}", since=today - timedelta(days=99),
                           until=today + timedelta(days=100))  # fmt: skip
    made = actions.keep_programme(draft, by=by, at=timezone.now())
    for number, many in enumerate(done):
        item = actions.keep_item(
            made.pk, ItemDraft(code=f"{number}", name=f"Item {code}{number}", series="trial.work",
                               lead_unit=cast.station.pk), by=by, at=timezone.now(),
        )  # fmt: skip
        goal = TargetDraft(
            series="trial.work", scope=Whose(item=item.pk), since=draft.since, until=draft.until, amount=100
        )
        actions.set_target(goal, by=by, at=timezone.now())
        row = Measured("trial.work", f"{code}{number}", today - timedelta(days=1), many, item=item.pk)
        actions.take_readings([row], source="test", by=by, at=timezone.now())


def problems(cast: Cast) -> None:
    """Of an enterprise: one open, one answered in time, one late; and one of a resident."""
    now = timezone.now()
    firm = Subject.objects.create(kind=Subject.Kind.ENTERPRISE, known_since=now)
    for title in ("开", "按时", "晚"):
        case = cast.case(title=title) if title == "开" else cast.answered(title=title)
        Case.objects.filter(pk=case.pk).update(requester=firm, heard_at=now - 3 * DAY)
    Case.objects.filter(title="按时").update(due_at=now - HOUR, answered_at=now - 2 * HOUR)
    Case.objects.filter(title="晚").update(due_at=now - 2 * HOUR, answered_at=now - HOUR)
    Case.objects.filter(pk=cast.answered(title="居民").pk).update(heard_at=now - DAY, due_at=now - HOUR)


def visited(cast: Cast, times: int) -> Subject:
    """A firm visited so often today, and once more in a visit that was struck."""
    now = timezone.now()
    firm = Subject.objects.create(kind=Subject.Kind.ENTERPRISE, known_since=now)
    for number in range(times + 1):
        went = Visit.objects.create(
            subject=firm, by=cast.crew, took_place_at=now, arrived_at=now, note="看了看", key=f"k{firm.pk}-{number}",
            **({"struck_at": now, "struck_why": "重复登记"} if number == times else {}),
        )  # fmt: skip
        Visitor.objects.create(visit=went, officer=cast.crew)
    return firm


def test_the_lights_add_up_to_all_items_of_open_programmes(cast: Cast) -> None:
    programme(cast, [60, 45, 30, 5])
    found = queries.goals(timezone.now())
    assert found.lights == {"green": 1, "slight": 1, "yellow": 1, "red": 1, "none": 0}
    assert found.items == 4 == sum(len(one.standings) for one in found.programmes)


def test_the_worst_three_are_the_reddest_and_of_those_the_farthest_behind(cast: Cast) -> None:
    programme(cast, [45, 10, 30, 5, 60, 0])
    found = queries.goals(timezone.now())
    assert [one.item.name for one in found.worst] == ["Item now5", "Item now3", "Item now1"]
    assert len(found.worst) == WORST
    assert worst([one for one in found.programmes[0].standings if one.colour == "green"]) == []


def test_problems_of_enterprises_are_what_their_figures_open_to(cast: Cast) -> None:
    problems(cast)
    now = timezone.now()
    found = queries.goals(now)
    opened = queries.open_counted("outreach.open", Scope(), last_days(now, 365))
    kept = queries.open_counted("outreach.on_time", Scope(), last_days(now, 30))
    assert (found.open, found.heard) == (opened.n, opened.of) == (1, 3)
    assert (found.in_time, found.due) == (kept.n, kept.of) == (1, 2)


def test_visits_of_the_month_count_once_each_and_struck_ones_not_at_all(cast: Cast) -> None:
    visited(cast, 2)
    visited(cast, 1)
    found = queries.goals(timezone.now())
    month = period_named(f"{found.month.first:%Y-%m}")
    assert month is not None
    assert (found.visits, found.visited) == (3, 2)
    assert found.units == [(cast.station.pk, cast.station.name, 3)]
    assert queries.open_counted("visits", Scope(), month).n == found.visits
    assert queries.open_counted("outreach.visited", Scope(), month).n == found.visited
    Visit.objects.update(took_place_at=timezone.now() - 40 * DAY)
    assert queries.goals(timezone.now()).visits == 0


def test_a_light_opens_to_its_items_of_every_programme(cast: Cast, signed_in: As) -> None:
    programme(cast, [60, 5], "now")
    programme(cast, [5, 4, 45], "then")
    browser = signed_in(cast.leader)
    links = re.findall(r'href="(/console/programmes/\?light=\w+)"', browser.get(PAGE).content.decode())
    lit = {
        link: browser.get(link).content.decode().partition('id="lit"')[2].partition("</section>")[0] for link in links
    }
    counts = {link.partition("=")[2]: len(re.findall(r"/console/items/\d+/", rows)) for link, rows in lit.items()}
    assert (
        counts
        == {"red": 3, "yellow": 0, "slight": 1, "green": 1}
        == {code: queries.goals(timezone.now()).lights[code] for code in counts}
    )


def test_every_number_opens_and_nobody_is_named(cast: Cast, signed_in: As) -> None:
    programme(cast, [60, 5])
    problems(cast)
    visited(cast, 1)
    browser = signed_in(cast.leader)
    page = browser.get(PAGE).content.decode()
    links = set(re.findall(r'href="(/console/(?:programmes|items|figures)/[^"]*)"', page))
    assert len(links) >= 8
    for link in links:
        assert browser.get(link.replace("&amp;", "&")).status_code == 200
    assert "Item now1" in page and "Red: far behind" in page
    for said in (cast.crew.name, cast.aunt.name_sealed, Case.objects.all()[0].number):
        assert not said or said not in page


def test_the_faces_lead_to_each_other_and_turn_without_leaving_the_page(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    turned = browser.get(f"{NUMBERS}?turn=1", headers={"x-live": "1"}).content.decode()
    assert turned.startswith('<main id="numbers" data-shows="goals"')
    assert "<main" not in browser.get(NUMBERS, headers={"x-live": "1"}).content.decode()
    assert "renewed" not in browser.session
    assert f'href="{PAGE}"' in browser.get("/console/wall/").content.decode()


def test_with_nothing_to_show_it_says_so(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.leader).get(PAGE).content.decode()
    for said in ("No item is behind.", "There is no programme yet.", "Nobody was visited yet."):
        assert said in page


def test_it_takes_at_most_twelve_queries_however_many_rows(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.leader)
    browser.get(NUMBERS)
    counts = []
    for code in ("a", "b"):
        programme(cast, [60, 5, 30], code)
        problems(cast)
        visited(cast, 2)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(NUMBERS).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.parametrize("who", ["crew", "head", "admin", "stranger"])
def test_it_is_for_those_who_watch_everything(cast: Cast, signed_in: As, who: str) -> None:
    browser = signed_in(getattr(cast, who))
    assert browser.get(PAGE).status_code == browser.get(NUMBERS).status_code == 404
