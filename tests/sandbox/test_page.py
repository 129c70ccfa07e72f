"""The rows behind the page's systems 2, 4 and 7: its figures come out of the rules run on invented facts."""

import json

import pytest
from django.db import connection  # noqa: F401  (named in a condition below)

from jishiyu.cli.commands import run
from jishiyu.entitlements.models import Award, AwardTerm, Claim, Home, Payment, PaymentRun, Permit
from jishiyu.entitlements.retell import differences
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.sandbox import page
from jishiyu.sandbox.town import BY
from tests.cast import T0

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.skipif("connection.vendor == 'postgresql'", reason="the longest of all tests, and the same deeds"),
]
SHOWN = {
    "2021 年全额减免租金的家庭": "301 户",
    "一户全年减免租金": "1,428.00 元",
    "办理省内通行证的企业": "71 家",
    "省内通行证": "146 张",
    "指导申领跨省通行证的企业": "25 家",
    "康复训练的残疾儿童": "计划 110 名,完成 194 名",
    "定点康复机构": "7 家",
    "训练满 8 个月的儿童": "194 名",
}


def test_the_figures_of_the_page_come_out_of_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    registry.load_carried(by=BY, at=T0)
    page.fill(1, ["entitlements"])
    found = {one.name: one for one in page.figures(["entitlements"])}
    assert {name: found[name].ours for name in SHOWN} == SHOWN
    assert [one.name for one in found.values() if not one.holds] == []
    assert page.unopened(found.values()) == []
    assert run(["figures", "entitlements", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in told] == list(found)
    assert told[0]["opens"].startswith(f"/console/figures/open/{told[0]['indicator']}/?")
    money_is_what_the_rules_said()
    everything_is_true_to_the_ledger()
    a_row_that_is_gone_is_seen()
    with pytest.raises(Refused, match="unit_there_already"):
        page.fill(1, ["entitlements"])


def money_is_what_the_rules_said() -> None:
    """Of every term the amount is that of its decision, and of every line that of its term."""
    for term in AwardTerm.objects.select_related("decision").exclude(decision=None):
        assert term.amount == term.decision.amount
    regular = Payment.objects.filter(kind=Payment.Kind.REGULAR).select_related("term")
    assert all(line.amount == line.term.amount for line in regular)
    rents = Payment.objects.filter(kind=Payment.Kind.RENT)
    assert all(line.amount + line.waived == line.rent for line in rents)
    assert Home.objects.filter(state=Home.State.LET).count() == Award.objects.filter(gives="home").count() == 341
    assert set(PaymentRun.objects.values_list("state", flat=True)) == {PaymentRun.State.CLOSED}
    assert PaymentRun.objects.count() == 12 + 9


def everything_is_true_to_the_ledger() -> None:
    assert list(flaws()) == []
    told = [differences(claim) for claim in Claim.objects.order_by("?")[:60]]
    assert [one for one in told if one] == []


def a_row_that_is_gone_is_seen() -> None:
    Permit.objects.order_by("pk")[:1].get().delete()
    assert [one.name for one in page.figures(["entitlements"]) if not one.holds] == ["省内通行证"]
    assert run(["figures", "entitlements"]) == 1
