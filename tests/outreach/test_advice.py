"""Advice reaches everybody whose fields it is about, once, through whoever answers for them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.outreach import actions, advising, queries
from jishiyu.outreach.models import AdviceTold
from jishiyu.registry import actions as registry
from jishiyu.registry.actions import Parcel
from jishiyu.registry.models import Subject
from tests.cast import BY, ELSEWHERE, T0, VILLAGE, Cast

pytestmark = pytest.mark.django_db
CURING = "growers.curing"
JULY = datetime(2026, 7, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PLAN = (("spring", "tobacco"), ("late", "rice"), ("winter", "vetch"))


@pytest.fixture
def growers(cast: Cast) -> list[int]:
    """Two households with tobacco in the village, one with rice only elsewhere; 周队长 is the village's technician."""
    registry.give_duty(cast.crew.pk, "growers.technician", since=T0.date(), division_code=VILLAGE, by=BY, at=T0)
    found = registry.load_subjects(
        [(f"农户{n}", f"1990000000{n}") for n in range(3)], kind=Subject.Kind.HOUSEHOLD,
        places=[VILLAGE, VILLAGE, ELSEWHERE], by=BY, at=T0,
    )  # fmt: skip
    registry.load_plots(
        [
            Parcel(code="A", subject=found[0], name="门前", area=1_200, division_code=VILLAGE, year=2026, plan=PLAN),
            Parcel(code="B", subject=found[1], name="河边", area=800, division_code=VILLAGE, year=2026, plan=PLAN),
            Parcel(code="C", subject=found[2], name="山上", area=500, division_code=ELSEWHERE, year=2026,
                   plan=(("late", "rice"),)),
        ],
        by=BY, at=T0,
    )  # fmt: skip
    return found


def heard(advice: str = CURING) -> set[int]:
    return set(AdviceTold.objects.filter(advice=advice).values_list("subject", flat=True))


def test_the_seasons_advice_is_told_to_those_who_grow_it_and_to_nobody_else(growers: list[int], cast: Cast) -> None:
    actions.advise_today(by=BY, at=JULY)
    assert heard() == set(growers[:2])
    assert heard("growers.seedlings") == set()
    told = Notice.objects.filter(reader=cast.crew.actor, kind="advice_due", key__contains=CURING).get()
    assert told.params["count"] == 2


def test_told_again_nobody_hears_it_twice(growers: list[int]) -> None:
    first = actions.advise_today(by=BY, at=JULY)
    entries = story(f"advice:{CURING}").count()
    assert (first > 0, actions.advise_today(by=BY, at=JULY + timedelta(days=2))) == (True, 0)
    assert story(f"advice:{CURING}").count() == entries == 1


def test_weather_is_told_where_it_comes_and_once_a_day(growers: list[int]) -> None:
    assert actions.call_weather("rain", division_code=VILLAGE, by=BY, at=JULY) == 2
    assert actions.call_weather("rain", division_code=VILLAGE, by=BY, at=JULY) == 0
    assert actions.call_weather("rain", division_code=ELSEWHERE, by=BY, at=JULY) == 0
    assert actions.call_weather("rain", division_code=VILLAGE, by=BY, at=JULY + timedelta(days=1)) == 2


@pytest.mark.parametrize(
    ("weather", "at", "refusal"),
    [
        ("frogs", JULY, "weather_unknown"),
        ("", JULY, "weather_unknown"),
        ("rain", JULY + timedelta(days=120), "no_advice_now"),
    ],
)
def test_weather_nobody_knows_and_weather_out_of_season_are_refused(
    growers: list[int], weather: str, at: datetime, refusal: str
) -> None:
    with pytest.raises(Refused, match=refusal):
        actions.call_weather(weather, division_code=VILLAGE, by=BY, at=at)
    assert not AdviceTold.objects.exists()


def test_only_the_one_who_answers_for_them_passes_it_on(growers: list[int], cast: Cast) -> None:
    actions.advise_today(by=BY, at=JULY)
    keys = list(AdviceTold.objects.filter(advice=CURING).values_list("pk", flat=True))
    assert actions.pass_on(CURING, keys, by=cast.stranger.actor, at=JULY) == 0
    assert actions.pass_on(CURING, keys[:1], by=cast.crew.actor, at=JULY) == 1
    assert [row.pk for row in queries.to_pass_on(cast.crew) if row.advice == CURING] == keys[1:]
    [far] = [row for row in queries.how_far(2026) if row["advice"] == CURING]
    assert (far["households"], far["passed"], far["nobody"]) == (2, 1, 0)


def test_a_household_nobody_answers_for_is_told_and_shown_as_nobodys(growers: list[int], cast: Cast) -> None:
    parcel = Parcel(code="D", subject=growers[2], name="坡上", area=300, division_code=ELSEWHERE, year=2026, plan=PLAN)
    registry.load_plots([parcel], by=BY, at=T0)
    actions.advise_today(by=BY, at=JULY)
    [far] = [row for row in queries.how_far(2026) if row["advice"] == CURING]
    assert (far["households"], far["nobody"]) == (3, 1)


def test_plots_taken_twice_stay_as_they_are(growers: list[int], cast: Cast) -> None:
    again = Parcel(code="A", subject=growers[0], name="门前", area=9_900, division_code=VILLAGE, year=2026, plan=PLAN)
    assert registry.load_plots([again], by=BY, at=T0) == 0
    with pytest.raises(Refused, match="crop_unknown"):
        registry.load_plots(
            [Parcel(code="E", subject=growers[0], name="x", area=1, plan=(("spring", "gold"),))], by=BY, at=T0
        )
    with pytest.raises(Refused, match="area_wrong"):
        registry.load_plots([Parcel(code="E", subject=growers[0], name="x", area=0)], by=BY, at=T0)


def test_what_was_really_sown_counts_as_well(growers: list[int], cast: Cast) -> None:
    plot = growers_plot(growers[2])
    registry.note_sown(plot, 2026, "spring", "tobacco", on=date(2026, 3, 20), by=BY, at=T0)
    registry.note_sown(plot, 2026, "spring", "tobacco", on=date(2026, 3, 20), by=BY, at=T0)
    assert story(f"plot:{plot}").filter(act="sown").count() == 1
    actions.advise_today(by=BY, at=JULY)
    assert heard() == set(growers)


def growers_plot(subject: int) -> int:
    return Subject.objects.get(pk=subject).plots.get().pk


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_season_over_the_turn_of_the_year_speaks_of_the_year_it_ends_in(day: date) -> None:
    seedlings = advising.advices()["growers.seedlings"]
    inside = advising.holds(seedlings, day)
    assert inside is ((day.month in (1, 2) and (day.month, day.day) <= (2, 28)) or (day.month == 12 and day.day >= 15))
    if inside:
        assert advising.crop_year(seedlings, day) == day.year + (day.month == 12)
