"""The rows behind the page's system 6: a city's service groups, and a fault mended within twenty minutes."""

import pytest

from jishiyu.casework.models import Task
from jishiyu.casework.retell import differences
from jishiyu.ledger.queries import flaws
from jishiyu.registry import actions as registry
from jishiyu.sandbox import page
from jishiyu.sandbox.page.power import FAULT
from jishiyu.sandbox.town import BY
from tests.cast import DAY, T0

pytestmark = pytest.mark.django_db


def test_the_figures_of_the_service_groups_come_out_of_the_rows() -> None:
    registry.load_carried(by=BY, at=T0)
    page.fill(1, ["power"])
    found = {one.name: one for one in page.figures(["power"])}
    assert [one.name for one in found.values() if not one.holds] == []
    assert page.unopened(found.values()) == []
    assert found["网格服务感知平台上线"].ours == "2022 年 4 月"
    fault = Task.objects.get(case__heard_at__gte=FAULT)
    assert found["村民家中故障从预警到修复"].n == (fault.finished_at - fault.case.opened_at).total_seconds() // 60
    assert (differences(fault.case), list(flaws())) == ({}, [])
    Task.objects.filter(pk=fault.pk).update(finished_at=fault.finished_at + DAY)
    assert [one.name for one in page.figures(["power"]) if not one.holds] == ["村民家中故障从预警到修复"]
