"""The data behind the page's systems 2, 4 and 7: passes, public housing, rehabilitation, lived through by the product's
own deeds. Approved claims are loaded; queue, offers, awards, payments, permits and sessions are done one by one.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.entitlements import actions, bank_files
from jishiyu.entitlements.models import Award, Household
from jishiyu.entitlements.months import after
from jishiyu.entitlements.queries import people_of
from jishiyu.entitlements.sessions import Held
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.registry.models import Officer
from jishiyu.sandbox.page import entitled as lives
from jishiyu.sandbox.page.entitled import Life

BY = "system:sandbox"
HOME, SUBSIDY = "housing.home", "housing.subsidy"
IN_PROVINCE, CROSS, PLACE = "enterprise.freight_pass", "enterprise.cross_pass", "livelihood.rehabilitation"
ZIXING, SHAOYANG, XIANGTAN = "431081", "4305", "430321"
YEAR = (date(2021, 1, 1), date(2021, 12, 1))  # first and last month of the waived rents
QUARTERS = (date(2022, 1, 1), date(2022, 9, 1))
FOUNDED = date(2020, 1, 1)
CSV = bank_files.layouts()["csv"]


def _at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True)
class Office:
    """Who keeps what: each scheme's keeper, and the other one who checks payments."""

    housing: Officer
    checker: Officer
    passes: Officer
    federation: Officer


@transaction.atomic
def fill(seed: int) -> None:
    """All of it, in an installation whose places are loaded. Raises Refused: unit_there_already on a second time."""
    rng, office = Random(seed), _office()
    subjects = _Subjects(rng)
    _tenants(rng, office, subjects)
    _renters(rng, office, subjects)
    _enterprises(rng, office, subjects)
    _children(rng, office, subjects)


def _office() -> Office:
    at = _at(2020, 1, 2)

    def officer(unit: str, name: str, place: str, *people: tuple[str, str, str]) -> list[Officer]:
        made = registry.make_unit(unit, name, division_code=place, by=BY, at=at)
        found = []
        for username, called, role in people:
            one = registry.make_officer(username, called, unit_id=made.pk, by=BY, at=at)
            registry.give_duty(one.pk, role, since=FOUNDED, division_code=place, by=BY, at=at)
            found.append(one)
        return found

    keeper, checker = officer(
        "page-housing", "住房和城乡建设局(样本)", ZIXING,
        ("page-qian", "钱会计", "housing.clerk"), ("page-sun", "孙会计", "housing.clerk"),
    )  # fmt: skip
    [passes] = officer("page-transport", "交通运输局(样本)", SHAOYANG, ("page-yin", "尹干事", "enterprise.pass_clerk"))
    [federation] = officer(
        "page-federation", "残疾人联合会(样本)", XIANGTAN, ("page-ou", "欧干事", "livelihood.federation")
    )
    return Office(keeper, checker, passes, federation)


class _Subjects:
    """Makes people known, each at a phone of an invented range."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.known = rng, 0

    def of(self, names: Sequence[str], at: datetime) -> list[int]:
        said = [(name, f"19900{self.known + place:06d}") for place, name in enumerate(names)]
        self.known += len(names)
        return registry.load_subjects(said, by=BY, at=at)


def _applied(
    scheme: str, people: Sequence[Life], place: Sequence[str], subjects: _Subjects, first: datetime, approved: datetime
) -> list[int]:
    """Claims of these lives, handed in one after another from `first` on; their keys."""
    keys = subjects.of([one.name for one in people], first)
    return actions.load_approved(
        [
            actions.Approved(
                scheme=scheme,
                subject=key,
                facts=one.facts,
                people=one.people,
                division_code=place[number % len(place)],
                submitted_at=first + timedelta(minutes=7 * number),
                approved_at=approved,
            )
            for number, (one, key) in enumerate(zip(people, keys, strict=True))
        ],
        by=BY,
    )


def _approve(claims: Iterable[int], at: datetime) -> None:
    for claim in claims:
        actions.follow_approval(claim, by=BY, at=at)


def _allot(scheme: str, keeper: Officer, since: date, at: datetime) -> list[int]:
    """Everything free is offered in the order of the queue, taken and signed for; the keys of the claims."""
    given = []
    for offer in actions.make_offers(scheme, by=keeper.actor, at=at):
        actions.answer_offer(offer.pk, taken=True, by=actions.APPLICANT, at=at + timedelta(days=2))
        actions.sign_offer(offer.pk, since=since, by=keeper.actor, at=at + timedelta(days=5))
        given.append(offer.waiting.claim_id)
    return given


# system 4


def _tenants(rng: Random, office: Office, subjects: _Subjects) -> None:
    """Housed in turn at the end of 2020; rent and waiver month by month in 2021."""
    towns = _towns(ZIXING)
    actions.take_homes(HOME, lives.homes(rng, towns), by=office.housing.actor, at=_at(2020, 10, 8))
    claims = _applied(HOME, list(lives.tenants(rng)), towns, subjects, _at(2020, 10, 9), _at(2020, 12, 1))
    _approve(claims, _at(2020, 12, 1))
    _allot(HOME, office.housing, YEAR[0], _at(2020, 12, 7))
    _runs(HOME, YEAR, office)


def _renters(rng: Random, office: Office, subjects: _Subjects) -> None:
    """Subsidy since January 2022: for those who asked for it, and for those approved who wait for a home."""
    towns = _towns(ZIXING)
    for scheme, count, first in ((SUBSIDY, lives.RENTERS, 8), (HOME, lives.WAITERS, 15)):
        people = list(lives.renters(rng, count))
        claims = _applied(scheme, people, towns, subjects, _at(2021, 10, first), _at(2021, 12, 6))
        _approve(claims, _at(2021, 12, 6))
        for household in Household.objects.filter(claims__in=claims).order_by("pk"):
            digits = f"62000000{rng.randrange(10**8):08d}"
            actions.set_account(household.pk, number=digits, holder="户主", bank="样本银行", by=BY, at=_at(2021, 12, 7))
    _runs(SUBSIDY, QUARTERS, office)


def _towns(county: str) -> list[str]:
    return [division.code for division in places.children(county)] or [county]


def _runs(scheme: str, months: tuple[date, date], office: Office) -> None:
    """A payment run for each month: prepared, checked by another, given to the bank, answered, closed."""
    month = months[0]
    while month <= months[1]:
        at = _at(month.year, month.month, 10)
        run = actions.prepare_run(scheme, month, by=office.housing.actor, at=at)
        actions.check_run(run.pk, by=office.checker.actor, at=at + timedelta(hours=1))
        content = actions.export_run(run.pk, CSV, by=office.housing.actor, at=at + timedelta(hours=2))
        later = at + timedelta(days=1)
        actions.confirm_run(run.pk, CSV, _all_paid(content), by=office.housing.actor, at=later)
        actions.close_run(run.pk, by=office.housing.actor, at=later)
        month = after(month)


def _all_paid(content: bytes) -> bytes:
    """What a bank answers that could pay every row of a file."""
    rows = list(csv.DictReader(io.StringIO(content.decode(CSV.encoding))))
    out = io.StringIO()
    answer = csv.writer(out)
    answer.writerow(["业务编号", "金额（元）", "处理结果"])
    answer.writerows([row["业务编号"], row["金额（元）"], "成功"] for row in rows)
    return out.getvalue().encode(CSV.encoding)


# system 2


def _enterprises(rng: Random, office: Office, subjects: _Subjects) -> None:
    """Passes in April 2022: in-province ones for every vehicle that may go, the others by way of the province."""
    at = _at(2022, 4, 19)
    for scheme, people in ((IN_PROVINCE, lives.enterprises(rng)), (CROSS, lives.crossing(rng))):
        claims = _applied(scheme, list(people), _towns(SHAOYANG), subjects, _at(2022, 4, 18, 8), at)
        _approve(claims, at)
        if scheme == IN_PROVINCE:
            for award in Award.objects.filter(claim__in=claims).select_related("claim__decision", "claim__sheet"):
                _permits(award, office, at)


def _permits(award: Award, office: Office, at: datetime) -> None:
    """One for each vehicle of which the rules say that it may go."""
    said = award.claim.decision.said if award.claim.decision else {}
    sheet = award.claim.sheet
    going = [
        person["name"]
        for person, vehicle in zip(people_of(sheet), sheet.facts["members"], strict=True)
        if vehicle["tested_on"] >= "2022-04-17"
    ]
    if len(going) != said["passes"][0]:
        raise ValueError(f"{award}: the rules let {said['passes'][0]} vehicles go, not {len(going)}")
    for plate in going:
        actions.issue_permit(
            award.pk, subject=plate, scope="湖南省内", valid_from=at.date(),
            valid_until=at.date() + timedelta(days=said["valid_days"][0] - 1), by=office.passes.actor, at=at,
        )  # fmt: skip


# system 7


def _children(rng: Random, office: Office, subjects: _Subjects) -> None:
    """Placed in March 2022, then a session a month to November, two of them online."""
    for draft in lives.institutions(XIANGTAN):
        actions.keep_institution(PLACE, draft, by=office.federation.actor, at=_at(2022, 2, 8))
    people = list(lives.children(rng))
    claims = _applied(PLACE, people, _towns(XIANGTAN), subjects, _at(2022, 2, 9), _at(2022, 2, 21))
    _approve(claims, _at(2022, 2, 21))
    given = _allot(PLACE, office.federation, date(2022, 3, 1), _at(2022, 2, 22))
    for award in Award.objects.filter(claim__in=given).order_by("pk"):
        held = [
            Held(date(2022, month, rng.randint(3, 26)), True, month in (4, 5))
            for month in range(3, rng.choice((11, 12)))
        ]
        held.append(Held(date(2022, 6, 28), True, False, True))  # the parents' own training
        actions.record_sessions(award.pk, held, by=office.federation.actor, at=_at(2022, 11, 28))
