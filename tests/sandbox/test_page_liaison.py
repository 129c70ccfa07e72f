"""The rows behind the page's systems 1, 2 and 9, at a tenth of their size; the command loads and prints them whole."""

import pytest

from jishiyu.casework.models import Case
from jishiyu.casework.retell import disagreements
from jishiyu.figures.queries import entries_of
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from jishiyu.outreach import actions
from jishiyu.outreach.models import Guest, OutcomeRow, Visit
from jishiyu.registry import actions as registry
from jishiyu.sandbox import page
from jishiyu.sandbox.page import liaison, liaison_figures
from jishiyu.sandbox.page.liaison import Counts
from jishiyu.sandbox.town import BY
from tests.cast import DAY, T0

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
SMALL = Counts(
    enterprises=3_900, officers=560, leaders=34, on_key=216, found=380, open=4, handed=40, called=100, content=97
)


def wrong() -> list[str]:
    return [one.name for one in liaison_figures.figures(SMALL) if not one.holds]


def test_the_figures_of_liaison_and_back_to_work_come_out_of_the_rows() -> None:
    registry.load_carried(by=BY, at=T0)
    liaison.fill(1, SMALL)
    assert wrong() == []
    assert list(disagreements()) == []
    assert list(flaws()) == []
    found = {one.name: one for one in liaison_figures.figures(SMALL)}
    assert page.unopened(found.values()) == []
    assert (found["返岗人数"].n, found["外贸企业贷款"].ours) == (151_980, "15.69 亿元")
    assert (found["抽查回访满意"].n, found["抽查回访满意"].of) == (97, 100)
    every_row_opens_to_its_entries()
    what_is_corrected_or_gone_is_seen()
    with pytest.raises(Refused, match="unit_there_already"):
        liaison.fill(1, SMALL)


def every_row_opens_to_its_entries() -> None:
    """One row of each kind that was loaded in sets, with what the ledger says of it."""
    visit, row = Visit.objects.select_related("subject").first(), OutcomeRow.objects.filter(case=None).first()
    assert visit is not None
    assert row is not None
    for code, key, acts in (
        ("outreach.visited", visit.subject_id, {"known", "described"}),
        ("outreach.money", row.pk, {"noted"}),
        ("outreach.two_lines", Case.objects.earliest("heard_at").pk, {"opened", "dispatched", "added", "confirmed"}),
    ):
        assert {entry.act for entry in entries_of(code, key) or ()} >= acts


def what_is_corrected_or_gone_is_seen() -> None:
    """A corrected outcome moves its figure; a visit that is struck counts no more; a late answer is late."""
    homes = OutcomeRow.objects.filter(outcome="enterprise.homes_sold").latest("pk")
    actions.correct_outcome(homes.pk, homes.amount + 1, ground="补登一套", by=BY, at=T0)
    assert wrong() == ["房交会成交"]
    visit = Visit.objects.latest("pk")
    Visit.objects.filter(pk=visit.pk).update(struck_at=T0, struck_why="未到企业")
    assert wrong() == ["走访企业", "房交会成交"]
    case = Case.objects.filter(requester__duties__role="enterprise.chief", source__code=liaison.FOUND).latest("pk")
    Case.objects.filter(pk=case.pk).update(answered_at=case.due_at + DAY)
    assert wrong() == ["走访企业", "市级领导牵头的问题按时办结", "房交会成交"]


def test_the_figures_of_training_come_out_of_the_rows() -> None:
    registry.load_carried(by=BY, at=T0)
    page.fill(1, ["training"])
    found = {one.name: one for one in page.figures(["training"])}
    assert [one.name for one in found.values() if not one.holds] == []
    assert page.unopened(found.values()) == []
    assert (found["送教上门的行动不便老党员"].n, found["送教上门人次"].n) == (95, 349)
    assert list(flaws()) == []
    Guest.objects.filter(gathering__kind="training.away_lesson").latest("pk").delete()
    assert [one.name for one in page.figures(["training"]) if not one.holds] == ["为流动党员送课"]
