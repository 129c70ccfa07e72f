"""The query of homes that fit says what the pure rule says."""

from itertools import product

from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.allotting import FreeHome, fits, wishes_of
from jishiyu.entitlements.models import Home
from tests.cast import ELSEWHERE, T0, TOWN, VILLAGE
from tests.entitlements.lines import draft
from tests.entitlements.schemes import Aid

WISHES = (
    {},
    {"districts": [TOWN]},
    {"districts": [VILLAGE]},
    {"districts": [ELSEWHERE, "430903"], "rooms_least": 2},
    {"rooms_most": 1},
    {"rooms_most": 0},
    {"area_least": 4500, "area_most": 6000},
    {"accessible": True, "area_most": 5000},
)


def test_the_query_and_the_rule_agree(aid: Aid) -> None:
    kinds = product((VILLAGE, ELSEWHERE), (1, 2, 3), (4000, 5000, 7000), (False, True))
    drafts = [
        draft(f"F{number:03d}", division=division, rooms=rooms, area=area, accessible=accessible)
        for number, (division, rooms, area, accessible) in enumerate(kinds)
    ]
    actions.take_homes("aid.home", drafts, by=aid.keeper.actor, at=T0)
    for said in WISHES:
        wishes = wishes_of(said)
        by_rule = {
            home.code
            for home in Home.objects.all()
            if fits(
                FreeHome(home.pk, home.code, home.division_id, home.area, home.rooms, home.rent, home.accessible),
                wishes,
            )
        }
        assert set(queries.fitting(wishes).values_list("code", flat=True)) == by_rule, said
