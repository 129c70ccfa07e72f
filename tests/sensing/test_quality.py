"""What is counted of a week, and the rows behind each number."""

from datetime import date, timedelta

import pytest

from jishiyu.notices.actions import mark_seen
from jishiyu.sensing import actions, jobs
from jishiyu.sensing.models import Lead, Message
from jishiyu.sensing.queries.quality import edges, monday, quality, rows_of_leads, rows_of_messages
from tests.cast import MINUTE, T0, Cast
from tests.sensing.conftest import Say

FIRST = monday(T0.date())
NEXT = T0 + timedelta(days=7)


def heard(cast: Cast, say: Say, *texts: str, at: object = T0) -> None:
    actions.hear(cast.chat, [say(text, minutes=None) for text in texts], at=T0)
    actions.sense_batch(100, by="system:test", at=T0)


@pytest.fixture
def week(cast: Cast, say: Say) -> None:
    """Two warnings, one of them false, in two groups; ordinary talk of which all was looked at by two people."""
    raws = [say("停电了", group="g1"), say("我也是", group="g1"), say("电杆倒在路上", group="g2")]
    raws += [say(text, group="g3") for text in ("今天赶集", "隔壁唝唝叫", "收到")]
    actions.hear(cast.chat, raws, at=T0)
    actions.sense_batch(100, by="system:test", at=T0)
    Message.objects.update(said_at=T0)
    Lead.objects.update(first_at=T0, last_at=T0)
    jobs.warn({"leads": list(Lead.objects.values_list("pk", flat=True))}, T0 + MINUTE)
    actions.answer_lead(Lead.objects.get(kind="power.outage").pk, real=False, by=cast.crew.actor, at=T0)
    actions.draw_shadows(by="system:test", at=T0 + timedelta(days=1))
    for message in Message.objects.filter(risk=False):
        trouble = "唝唝叫" in message.text
        for by in (cast.dispatcher.actor, cast.caller.actor):
            actions.label_message(
                message.pk, risk=trouble, kind="power.outage", urgency=2, by=by, at=T0 + timedelta(days=1)
            )


def test_a_week_is_counted(week: None) -> None:
    found = quality("power", FIRST, 1).weeks[0]
    assert (found.heard, found.warned, found.real, found.false, found.trouble) == (6, 3, 0, 2, 3)
    assert (found.warnings, found.lead_real, found.lead_false) == (2, 0, 1)
    assert found.draws == [(3, 3, 1.0)]
    assert sum(found.versions.values()) == 6


def test_another_service_line_and_another_week_have_nothing_of_it(week: None) -> None:
    assert quality("hotline", FIRST, 1).weeks[0].heard == 0
    before, after = quality("power", FIRST - timedelta(days=7), 1).weeks[0], quality("power", FIRST, 2).weeks[1]
    assert (before.heard, before.warnings, after.heard, after.draws) == (0, 0, 0, [])


def test_a_message_of_which_two_people_say_different_things_counts_half(cast: Cast, week: None) -> None:
    message = Message.objects.get(text="收到")
    actions.label_message(message.pk, risk=True, kind="power.outage", urgency=1, by=cast.caller.actor, at=T0)
    found = quality("power", FIRST, 1)
    assert found.weeks[0].draws == [(3, 3, 1.5)]
    assert sum(one[0] == other[0] for one, other in found.pairs) == 2
    assert len(found.pairs) == 3


def test_warnings_are_timed_from_hearing_to_telling_and_to_sight(cast: Cast, week: None) -> None:
    found = quality("power", FIRST, 1).weeks[0]
    assert found.to_warn == [60.0]
    keys = [key for lead in Lead.objects.all() for key in lead.notice_keys]
    mark_seen(cast.crew.actor, keys, at=T0 + 3 * MINUTE)
    assert quality("power", FIRST, 1).weeks[0].to_see == [180.0]


def test_kinds_that_people_say_otherwise_are_counted(cast: Cast, week: None) -> None:
    message = Message.objects.get(text="停电了")
    actions.label_message(message.pk, risk=True, kind="power.hazard", urgency=3, by=cast.leader.actor, at=T0)
    assert quality("power", FIRST, 1).confusions == [("power.outage", "power.hazard", 1)]
    rows = rows_of_messages("power", "kind:power.outage:power.hazard", *edges(FIRST))
    assert list(rows) == [message]


@pytest.mark.parametrize(("what", "count"), [("warnings", 2), ("real", 0), ("false", 1), ("unanswered", 1)])
def test_every_number_of_warnings_opens_to_its_rows(week: None, what: str, count: int) -> None:
    assert rows_of_leads("power", what, *edges(FIRST)).count() == count
    assert rows_of_leads("power", what, *edges(FIRST, 2)).count() == count
    assert rows_of_leads("hotline", what, *edges(FIRST)).count() == 0


@pytest.mark.parametrize(("what", "count"), [("heard", 6), ("sample", 3), ("missed", 1)])
def test_every_number_of_messages_opens_to_its_rows(week: None, what: str, count: int) -> None:
    assert rows_of_messages("power", what, *edges(FIRST)).count() == count


@pytest.mark.django_db
def test_no_such_rows() -> None:
    with pytest.raises(LookupError):
        rows_of_leads("power", "nothing", *edges(FIRST))
    with pytest.raises(LookupError):
        rows_of_messages("power", "nothing", *edges(FIRST))


def test_a_week_begins_on_its_monday_at_midnight_here() -> None:
    assert monday(date(2026, 7, 19)) == monday(date(2026, 7, 13)) == date(2026, 7, 13)
    since, until = edges(date(2026, 7, 13))
    assert (since.isoformat(), until - since) == ("2026-07-13T00:00:00+08:00", timedelta(days=7))
