"""What enterprises of the demo's town brought forward goes out on two lines, by a catalogue that names the desks."""

import pytest

from jishiyu.casework.models import Case, Task
from jishiyu.casework.retell import differences
from jishiyu.ledger.queries import flaws
from jishiyu.registry import actions as registry
from jishiyu.sandbox import problems, visits
from jishiyu.sandbox.town import BY, Size, found
from tests.cast import T0

pytestmark = pytest.mark.django_db


def test_the_town_leads_and_the_trades_desk_assists_and_the_newest_wait() -> None:
    registry.load_carried(by=BY, at=T0)
    town = found(Size(villages=3, days=6, rounds_a_day=0, letters_a_day=0), 1, password="a-demo-password", at=T0)
    visits.bring_in(town, 1, password="a-demo-password", now=T0)
    problems.bring_in(town, 1, password="a-demo-password", now=T0)
    raised = Case.objects.filter(pack="enterprise")
    assert raised.filter(state=Case.State.RECEIVED).count() == problems.LEFT_TO_SEND < raised.count()
    for case in raised.exclude(state=Case.State.RECEIVED):
        lead = case.tasks.filter(role=Task.Role.LEAD).latest("pk")
        desk = case.tasks.filter(role=Task.Role.ASSIST).latest("pk")
        assert (lead.unit.code, lead.line) == ("town", "territory")
        assert (desk.unit.code.startswith("desk-"), desk.line) == (True, "trade")
        assert differences(case) == {}
    assert list(flaws()) == []
