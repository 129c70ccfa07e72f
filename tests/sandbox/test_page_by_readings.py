"""The rows behind the page's systems 5 and 8: growers and their leaf, and a retail branch's year against its plan."""

from dataclasses import replace

import pytest

from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from jishiyu.programmes import actions
from jishiyu.programmes.models import Reading
from jishiyu.registry import actions as registry
from jishiyu.sandbox import page
from jishiyu.sandbox.page import growers, growers_figures, retail
from jishiyu.sandbox.town import BY
from tests.cast import T0

pytestmark = pytest.mark.django_db


def not_held(part: str) -> list[str]:
    return [one.name for one in page.figures([part]) if not one.holds]


def test_the_years_figures_of_a_branch_come_out_of_its_readings() -> None:
    registry.load_carried(by=BY, at=T0)
    page.fill(1, ["retail"])
    assert not_held("retail") == []
    assert page.unopened(page.figures(["retail"])) == []
    found = {one.name: one for one in page.figures(["retail"])}
    assert (found["完成全年目标"].ours, found["提前天数"].ours) == ("101.0 %", "提前 61 天")
    assert found["领导走访重点客户"].rows < found["领导走访重点客户"].n == 138
    with pytest.raises(Refused, match="unit_there_already"):
        page.fill(1, ["retail"])


@pytest.mark.parametrize("part", ["economy", "livelihood"])
def test_every_figure_of_a_years_programmes_opens_to_the_rows_it_names(part: str) -> None:
    registry.load_carried(by=BY, at=T0)
    page.fill(1, [part])
    found = page.figures([part])
    assert not_held(part) == []
    assert page.unopened(found) == []
    lost = replace(found[0], rows=found[0].rows + 1)
    assert page.unopened([lost, replace(found[0], indicator=""), *found[1:]]) == [lost.name, lost.name]


def test_a_corrected_reading_moves_what_is_told_of_the_year() -> None:
    registry.load_carried(by=BY, at=T0)
    page.fill(1, ["retail"])
    last = Reading.objects.filter(series=retail.SALES).latest("day")
    actions.correct_reading(last.pk, amount=0, ground="重复录入", by=BY, at=retail.AT)
    [share, ahead] = [one for one in page.figures(["retail"]) if one.name in ("完成全年目标", "提前天数")]
    assert share.n == retail.TARGET * retail.SHARE // 100 - last.amount
    assert ahead.ours == "提前 61 天"  # the plan was passed before


def test_growers_figures_come_out_of_contracts_plots_advice_and_purchases() -> None:
    registry.load_carried(by=BY, at=T0)
    growers.fill(1, households=70)
    assert page.unopened(page.figures(["growers"])) == []
    assert not_held("growers") == ["烟农户数"]  # seventy of the nine thousand
    found = {one.name: one for one in page.figures(["growers"])}
    assert found["烟农户数"].n == found["应收尽收:按合同量收购的农户"].of == 70
    assert found["按农时和天气的技术指导"].rows == 70 * 7  # households and times told apart
    assert list(flaws()) == []
    some = Reading.objects.filter(series=growers.BOUGHT, day__year=2022).order_by("pk")[0]
    actions.correct_reading(some.pk, amount=some.amount - 1, ground="过磅复核", by=BY, at=T0)
    assert not_held("growers") == ["烟农户数", "应收尽收:按合同量收购的农户"]


@pytest.mark.parametrize(("paid", "tax"), [(93_287_500_00, 20_523_250_00), (0, 0), (2, 0), (3, 1)])
def test_the_leaf_tax_is_a_fifth_of_what_was_paid_and_a_tenth_more(paid: int, tax: int) -> None:
    assert growers_figures.tax(paid) == tax
