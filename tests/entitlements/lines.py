"""People in a queue, homes in a stock: made quickly, by actions where there are some."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from jishiyu.entitlements import actions
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Claim, Home, Waiting
from jishiyu.entitlements.stock import HomeDraft, InstitutionDraft
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer
from tests.cast import BY, T0, TOWN, VILLAGE
from tests.entitlements.schemes import FAMILY

NAMES = "赵钱孙李周吴郑王冯陈褚卫"


def claim(number: int, scheme: str, *, at: datetime = T0, facts: Mapping[str, Any] | None = None) -> Claim:
    """An approved claim of a household of its own; the higher its number, the later it was accepted."""
    name = f"{NAMES[number % len(NAMES)]}小{number}"
    person = registry.subject_for(
        name=name, phone=f"1390000{number:04d}", address="", division_code=VILLAGE, by=BY, at=at
    )
    household = actions.make_household(
        person.pk, facts or FAMILY, [], division_code=VILLAGE, since=date(2026, 1, 1), by=BY, at=at
    )
    row = Claim.objects.create(
        number=f"A20260714-{number:04d}",
        scheme=scheme,
        household=household,
        applicant=person,
        sheet=household.sheet,
        state=Claim.State.APPROVED,
        submitted_at=at,
        accepted_at=at + timedelta(minutes=number),
        token=f"token-of-{scheme}-{number}",
    )
    row.decision = actions.decide(household, scheme_of(scheme), day=at.date(), claim=row, by=BY, at=at)
    row.save(update_fields=["decision"])
    return row


def wait(number: int, scheme: str, *, at: datetime = T0, **more: Any) -> Waiting:
    """One who waits."""
    return actions.enter_queue(claim(number, scheme, at=at, **more).pk, by=BY, at=at)


def line(count: int, scheme: str = "aid.home") -> list[Waiting]:
    """Several who wait, numbers counted."""
    rows = [wait(number, scheme) for number in range(1, count + 1)]
    actions.number_queue(scheme, at=T0)
    return rows


def draft(code: str = "F01", **more: Any) -> HomeDraft:
    """A home of the village: 50 m², two rooms, 119 yuan a month."""
    said: dict[str, Any] = {
        "code": code, "division": VILLAGE, "address": "复兴路1号", "area": 5000, "rooms": 2, "rent": 11900,
    }  # fmt: skip
    return HomeDraft(**said | more)


def home(keeper: Officer, code: str = "F01", *, scheme: str = "aid.home", at: datetime = T0, **more: Any) -> Home:
    actions.take_homes(scheme, [draft(code, **more)], by=keeper.actor, at=at)
    return Home.objects.get(code=code)


def place(code: str = "I1", **more: Any) -> InstitutionDraft:
    said: dict[str, Any] = {"code": code, "name": f"{code}康复中心", "division": TOWN, "capacity": 2}
    return InstitutionDraft(**said | more)


def order(scheme: str = "aid.home") -> list[int]:
    """Numbers of the claims in line, in their order."""
    rows = Waiting.objects.filter(scheme=scheme, state__in=Waiting.IN_LINE).order_by("order_key", "claim_id")
    return [int(number[-4:]) for number in rows.values_list("claim__number", flat=True)]
