"""A campaign in an invented town: what officers can take, and the tasks it has set itself, by real deeds."""

from datetime import datetime, timedelta

from django.utils import timezone

from jishiyu.outreach import actions
from jishiyu.outreach.kinds import liaisons
from jishiyu.registry import queries as registry
from jishiyu.sandbox.town import BY, Town

DAY = timedelta(days=1)
CAN_TAKE = (("wu", 8, ("C", "F")), ("lai", 9, ()))
TASKS = (  # title, what, unit, officer, days from now it is due, evidence once it is done
    ("走访联系企业一遍", "听诉求、送政策、建台账,每户不少于半小时。", "market", "wu", -20, "走访记录 9 份"),
    ("规上企业用工摸底", "按产业链填报缺工人数和工种。", "labour", "", 6, ""),
    ("政策服务包送上门", "减税降费、稳岗返还、研发补助三项,一企一册。", "town", "lai", 3, ""),
    ("银企对接会", "收集融资需求,邀请三家银行到场。", "market", "wu", 12, ""),
    ("园区道路和供电问题清零", "逐个问题落实责任单位和时限。", "transport", "lai", -2, ""),
    ("重点企业困难诉求回访", "办结的诉求逐户回访满意度。", "market", "wu", 9, ""),
)


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> None:
    """Terms of the officers who go out, and a handful of tasks: done, late, and one that is nobody's."""
    at, today = now - 30 * DAY, timezone.localdate(now)
    officers = {username: registry.officer_named(username) for username, _capacity, _trades in CAN_TAKE}
    for username, capacity, trades in CAN_TAKE:
        officer = officers[username]
        for liaison in liaisons():
            if officer is not None and not liaison.leaders:
                actions.set_terms(officer.pk, liaison.role, capacity=capacity, trades=trades, by=BY, at=at)
    for place, (title, what, unit, username, days, evidence) in enumerate(TASKS, start=1):
        officer = officers.get(username)
        task, _new = actions.keep_task(
            f"RW-{place:03d}",
            title=title,
            what=what,
            officer_id=officer.pk if officer else None,
            unit_id=town.units[unit].pk,
            due=today + days * DAY,
            by=BY,
            at=at,
        )
        if evidence:
            actions.end_task(
                task.pk, done=True, evidence=evidence, by=officer.actor if officer else BY, at=now - 21 * DAY
            )
