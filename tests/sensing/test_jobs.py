from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.notices.models import Notice, Signal
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Unit
from jishiyu.sensing import actions, jobs
from jishiyu.sensing.models import Group, Lead, Source
from tests.sensing.conftest import BY, NOW, Say

pytestmark = pytest.mark.django_db

Duty = Callable[[str, str, str], Officer]


@pytest.fixture
def on_duty(station: Unit) -> Duty:
    def give(username: str, role: str, division: str) -> Officer:
        officer = registry.make_officer(username, username, unit_id=station.pk, by=BY, at=NOW)
        registry.give_duty(officer.pk, role, since=date(2026, 1, 1), division_code=division, by=BY, at=NOW)
        return officer

    return give


def raise_lead(source: Source, say: Say, text: str) -> int:
    actions.hear(source, [say(text)], at=NOW)
    actions.sense_batch(100, by=BY, at=NOW)
    return Lead.objects.latest("pk").pk


def test_the_one_nearest_on_duty_is_warned_and_nobody_else(chat: Source, group: Group, say: Say, on_duty: Duty) -> None:
    near = on_duty("周队长", "power.area_manager", "430903101201")
    on_duty("外人", "power.area_manager", "430903102")
    on_duty("远", "power.area_manager", "430903101")
    jobs.warn({"leads": [raise_lead(chat, say, "停电了")]}, NOW)
    notice = Notice.objects.get()
    assert (notice.reader, notice.kind, notice.urgent) == (near.actor, "lead_raised", True)
    assert set(Signal.objects.filter(name="warning").values_list("topic", flat=True)) == {near.actor}


def test_a_warning_told_twice_is_one_notice_and_a_graver_one_is_told_again(
    chat: Source, group: Group, say: Say, on_duty: Duty
) -> None:
    on_duty("周队长", "power.area_manager", "430903101201")
    lead = raise_lead(chat, say, "停电了")
    jobs.warn({"leads": [lead]}, NOW)
    jobs.warn({"leads": [lead]}, NOW)
    assert Notice.objects.count() == 1
    raise_lead(chat, say, "我爸用呼吸机的，停电撑不了多久")
    jobs.warn({"leads": [lead]}, NOW)
    assert Notice.objects.count() == 2


def test_a_lead_answered_already_warns_nobody(chat: Source, group: Group, say: Say, on_duty: Duty) -> None:
    on_duty("周队长", "power.area_manager", "430903101201")
    lead = raise_lead(chat, say, "停电了")
    actions.answer_lead(lead, real=False, by="officer:1", at=NOW)
    jobs.warn({"leads": [lead]}, NOW)
    assert not Notice.objects.exists()


def test_a_place_without_anyone_on_duty_is_no_error(chat: Source, group: Group, say: Say) -> None:
    jobs.warn({"leads": [raise_lead(chat, say, "停电了")]}, NOW)
    assert not Notice.objects.exists()


def test_warning_of_many_leads_costs_no_more_statements(chat: Source, group: Group, say: Say, on_duty: Duty) -> None:
    on_duty("周队长", "power.area_manager", "430903101")
    actions.hear(chat, [say("停电了", group=f"群{number}", minutes=number) for number in range(40)], at=NOW)
    actions.sense_batch(100, by=BY, at=NOW + timedelta(hours=1))
    leads = list(Lead.objects.values_list("pk", flat=True))

    def statements(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as seen:
            jobs.warn({"leads": ids}, NOW)
        return len(seen)

    few = statements(leads[:2])
    assert statements(leads[2:]) <= few
