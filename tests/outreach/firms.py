"""Two firms of the cast's town, and who answers for them: 周队长 for 启元, nobody of the tests' station for 长丰.

Use it by the fixture `firms` of tests/outreach/conftest.py.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jishiyu.outreach import actions
from jishiyu.outreach.models import Visit
from jishiyu.outreach.visits import NeedSaid, Said
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Duty, Officer, Subject
from tests.cast import BY, DAY, T0, TOWN, Cast

ROLE = "power.area_manager"  # any role of duty will do
KIND = "hotline.economy"
KEY = "draft-0123456789-abcdef"
NOTE = "厂里开工正常,说起招工难。"


@dataclass(frozen=True, slots=True)
class Firms:
    """The firms, and deeds about them."""

    cast: Cast
    qiyuan: Subject
    changfeng: Subject

    def said(self, **more: Any) -> Said:
        """What 周队长 wrote of 启元 at T0."""
        wrote: dict[str, Any] = {
            "key": KEY,
            "subject_id": self.qiyuan.pk,
            "way": "in_person",
            "took_place_at": T0,
            "note": NOTE,
        }
        return Said(**wrote | more)

    def visit(self, *, officer: Officer | None = None, at: datetime = T0, **more: Any) -> Visit:
        by = (officer or self.cast.crew).actor
        return actions.record_visit(self.said(**{"took_place_at": at} | more), by=by, at=at)

    def raised(self, *, text: str = "流动资金周转不开,想贷款。", at: datetime = T0, **more: Any) -> Visit:
        """A visit in which one need was raised."""
        return self.visit(needs=(NeedSaid(KIND, text),), at=at, **more)


def firm(name: str, phone: str, *, division: str = TOWN, at: datetime = T0) -> Subject:
    made = registry.subject_for(
        name="某经理", phone=phone, kind=Subject.Kind.ENTERPRISE, division_code=division, by=BY, at=at
    )
    registry.describe(made.pk, name=name, by=BY, at=at)
    return made


def answers(officer: Officer, subject: Subject, *, since: date = date(2026, 1, 1), until: date | None = None) -> Duty:
    return Duty.objects.create(officer=officer, role=ROLE, subject=subject, since=since, until=until)


def assemble(cast: Cast) -> Firms:
    qiyuan, changfeng = firm("湖南启元科技有限公司", "13900001001"), firm("益阳长丰米业有限公司", "13900001002")
    answers(cast.crew, qiyuan)
    answers(cast.stranger, changfeng)
    return Firms(cast, qiyuan, changfeng)


def liaison(officer: Officer, subject: int) -> None:
    """A duty whose role has a goal, held for long."""
    since = (T0 - 200 * DAY).date()
    registry.give_duty(officer.pk, "enterprise.liaison", subject_id=subject, since=since, by=BY, at=T0 - 200 * DAY)


def with_liaisons(firms: Firms) -> Firms:
    liaison(firms.cast.crew, firms.qiyuan.pk)
    liaison(firms.cast.stranger, firms.changfeng.pk)
    return firms
