"""What was published stays as it was; what has changed since stands beside it."""

import pytest
from django.db import DatabaseError, transaction

from jishiyu.casework import actions as casework
from jishiyu.figures import queries
from jishiyu.figures.actions import Wanted, publish
from jishiyu.figures.counted import declared
from jishiyu.figures.models import Published
from jishiyu.figures.scopes import Period, Scope
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, HOUR, T0, Cast

PERIOD = Period(T0 - DAY, T0 + 60 * DAY)
LATER = T0 + 61 * DAY


def published(cast: Cast) -> Published:
    wanted = [Wanted("heard"), Wanted("closed"), Wanted("heard", Scope(unit=cast.station.pk), "供电所")]
    return publish("monthly", wanted, PERIOD, title="七月简报", by=BY, at=LATER)


def test_a_report_keeps_its_figures_with_their_versions(cast: Cast) -> None:
    cast.answered()
    made = Published.objects.get(pk=published(cast).pk)
    assert [(one["code"], one["n"], one["of"], one["version"]) for one in made.values] == [
        ("heard", 1, None, 1), ("closed", 0, 1, 1), ("heard", 1, None, 1),
    ]  # fmt: skip
    assert queries.as_published(made)
    assert [entry.after["digest"] for entry in story(made.ref)] == [made.digest]
    assert queries.corrections(made) == []


def test_a_deed_changes_the_live_figure_and_never_the_published_one(cast: Cast) -> None:
    case = cast.answered()
    made = published(cast)
    casework.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    cast.case(title="补录")
    again = Published.objects.get(pk=made.pk)
    assert again.values == made.values
    assert [(one.code, one.then_n, one.then_of, one.n, one.of) for one in queries.corrections(again)] == [
        ("heard", 1, None, 2, None), ("closed", 0, 1, 1, 2),
    ]  # fmt: skip
    assert queries.open_counted("closed", Scope(), PERIOD).text == "50.0 % (1/2)"


def test_a_figure_that_nobody_counts_any_more_is_said_to_be_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = published(cast)
    monkeypatch.delitem(declared._counted, "closed")
    assert [(one.code, one.now) for one in queries.corrections(made)] == [("closed", None)]


def test_the_database_refuses_to_change_or_remove_it(cast: Cast) -> None:
    made = published(cast)
    for deed in (lambda rows: rows.update(title="改过"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
            deed(Published.objects.filter(pk=made.pk))


def test_a_period_is_published_once_and_only_when_it_is_over(cast: Cast) -> None:
    published(cast)
    for period, at, code, wanted in (
        (PERIOD, LATER, "published_already", [Wanted("heard")]),
        (PERIOD, T0, "period_not_over", [Wanted("heard")]),
        (Period(T0, T0 + DAY), LATER, "figure_unknown", [Wanted("nobody")]),
        (Period(T0, T0 + DAY), LATER, "nothing_to_publish", []),
    ):
        with pytest.raises(Refused) as refused:
            publish("monthly", wanted, period, title="七月简报", by=BY, at=at)
        assert refused.value.code == code
    publish("monthly", [Wanted("heard")], PERIOD, title="七月简报", edition="谢林港镇", by=BY, at=LATER)
