"""What stands in the tables after real deeds, against the second reckoning: starts, extensions and waits at random."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from jishiyu.casework import actions
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Promise
from jishiyu.lib.worktime import OFFICE_HOURS, Hours, Limit, built_in
from jishiyu.registry import actions as registry
from tests.casework import reckoner
from tests.casework.askings import ask, decide
from tests.cast import BY, DAY, HOUR, SHANGHAI, T0, Cast

pytestmark = pytest.mark.django_db
SUMMER = Hours.from_plain([["08:00", "12:00"], ["15:00", "18:30"]])
KINDS = ("power.low_voltage", "power.complaint", "hotline.transport", "hotline.other")
CASES = 12


def lived(cast: Cast, dice: Random) -> tuple[Case, list[reckoner.Pause]]:
    """A case in the year 2026, perhaps extended, perhaps waiting or waited for, and its waits."""
    heard = datetime(2026, 1, 2, tzinfo=SHANGHAI) + timedelta(minutes=dice.randrange(320 * 24 * 60))
    task = cast.sent(dice.choice(KINDS), heard_at=heard, at=heard, urgency=1)
    actions.accept_task(task.pk, by=cast.crew.actor, at=heard)
    now, waits = heard + HOUR, []
    if dice.random() < 0.6:
        decide(cast, ask(cast, task, amount=dice.randint(1, 5), at=now), at=now)
    for _ in range(dice.randint(0, 2)):
        now += timedelta(minutes=dice.randrange(2 * 24 * 60))
        longest = dice.randint(1, 5)
        decide(cast, ask(cast, task, "waiting", amount=longest, at=now), at=now)
        since, now = now, now + timedelta(minutes=dice.randrange(longest * 24 * 60))
        actions.answer_question(task.case_id, words="在三组12号。", by="requester", at=now)
        waits.append((since, now))
    return Case.objects.get(pk=task.case_id), waits


@pytest.mark.parametrize("seed", range(3))
def test_every_stored_deadline_is_that_of_the_second_reckoning(cast: Cast, seed: int) -> None:
    registry.set_opening_hours(date(2026, 7, 15), SUMMER, by=BY, at=T0)
    dice, moved = Random(seed), 0
    for _ in range(CASES):
        case, waits = lived(cast, dice)
        hours = SUMMER if case.heard_at.astimezone(SHANGHAI).date() >= date(2026, 7, 15) else OFFICE_HOURS
        for promise in Promise.objects.filter(case=case):
            limit = Limit.of(promise.amount, promise.unit)
            rule = next(rule for rule in kind_of(case.kind).promises if rule.what == promise.what)
            assert limit == rule.limit
            assert promise.due_at == reckoner.reckon(case.heard_at, limit, hours, built_in())
            if promise.what == "resolve":
                longer = Limit.of(promise.amount + promise.extended_by, promise.unit)
                wanted = reckoner.reckon(case.heard_at, longer, hours, built_in(), waits)
                assert case.due_at == promise.effective_due_at == wanted
                assert case.original_due_at == promise.due_at
                moved += wanted != promise.due_at
    assert moved > CASES / 3, "enough of them were granted something"


def test_waiting_through_every_closing_time_leaves_the_limit_whole(cast: Cast) -> None:
    heard = datetime(2026, 9, 28, 9, 0, tzinfo=SHANGHAI)
    task = cast.sent("hotline.transport", heard_at=heard, at=heard, urgency=1)
    actions.accept_task(task.pk, by=cast.crew.actor, at=heard)
    decide(cast, ask(cast, task, "waiting", amount=5, at=heard), at=heard)
    actions.end_waits(by=BY, at=heard + 6 * DAY)
    case = Case.objects.get()
    pause = (heard, heard + 5 * DAY)
    assert case.due_at == reckoner.reckon(heard, Limit(5, "working_days"), OFFICE_HOURS, built_in(), [pause])
    assert case.due_at == datetime(2026, 10, 13, 17, 30, tzinfo=SHANGHAI)
