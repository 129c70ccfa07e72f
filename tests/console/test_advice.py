"""The page of advice: what an officer has to pass on, and who may say what weather is coming."""

import pytest

from jishiyu.outreach import actions
from jishiyu.outreach.models import AdviceTold
from jishiyu.registry import actions as registry
from jishiyu.registry.actions import Parcel
from jishiyu.registry.models import Subject
from tests.cast import BY, T0, VILLAGE, Cast
from tests.console.conftest import As

pytestmark = pytest.mark.django_db
CURING = "growers.curing"  # holds at T0, in July


@pytest.fixture
def told(cast: Cast) -> list[int]:
    """What 周队长 has to pass on to two households of the village, whose technician he is."""
    registry.give_duty(cast.crew.pk, "growers.technician", since=T0.date(), division_code=VILLAGE, by=BY, at=T0)
    known = [("张三", "19900000001"), ("李四光", "19900000002")]
    found = registry.load_subjects(known, kind=Subject.Kind.HOUSEHOLD, places=[VILLAGE] * 2, by=BY, at=T0)
    parcels = [
        Parcel(code=f"P{one}", subject=one, name="田", area=900, division_code=VILLAGE, year=2026,
               plan=(("spring", "tobacco"),))
        for one in found
    ]  # fmt: skip
    registry.load_plots(parcels, by=BY, at=T0)
    actions.advise_today(by=BY, at=T0)
    return list(AdviceTold.objects.filter(advice=CURING).values_list("pk", flat=True))


def test_the_officer_reads_whom_to_tell_by_masked_names_and_ticks_them_off(
    told: list[int], cast: Cast, signed_in: As
) -> None:
    page = signed_in(cast.crew).get("/console/advice/").content.decode()
    assert "张*" in page
    assert "张三" not in page
    signed_in(cast.crew).post("/console/advice/pass/", {"advice": CURING, "row": told})
    assert AdviceTold.objects.filter(advice=CURING, passed_at__isnull=False).count() == 2
    assert "Curing</h2>" not in signed_in(cast.crew).get("/console/advice/").content.decode()


def test_another_sees_nothing_to_pass_on_and_ticks_nothing_off(told: list[int], cast: Cast, signed_in: As) -> None:
    assert "张*" not in signed_in(cast.stranger).get("/console/advice/").content.decode()
    signed_in(cast.stranger).post("/console/advice/pass/", {"advice": CURING, "row": [*told, "x", "99999999999"]})
    assert not AdviceTold.objects.filter(passed_at__isnull=False).exists()


def test_weather_is_called_by_those_who_lead_and_by_no_officer(told: list[int], cast: Cast, signed_in: As) -> None:
    said = {"weather": "rain", "division": VILLAGE}
    assert signed_in(cast.crew).post("/console/advice/weather/", said).status_code == 404
    assert signed_in(cast.admin).get("/console/advice/").status_code == 404
    assert signed_in(cast.dispatcher).post("/console/advice/elsewhere/", said).status_code == 404
    answer = signed_in(cast.dispatcher).post("/console/advice/weather/", said | {"weather": "frogs"}, follow=True)
    assert "no advice for such weather" in answer.content.decode()
    assert not AdviceTold.objects.filter(advice="growers.rain").exists()
