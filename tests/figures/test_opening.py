"""Any figure opens to its rows, those left out, and the ledger of each; nobody sees a row that is not theirs."""

from collections.abc import Iterator

import pytest
from django.db.models import Q
from django.utils import translation

from jishiyu.casework.models import Case
from jishiyu.figures import queries
from jishiyu.figures.counted import Counted, Wording, counted, counted_figures, declare_counted, declared
from jishiyu.figures.counted.shapes import EXCLUDED
from jishiyu.figures.queries.opening import opened_directly, opening_of
from jishiyu.figures.scopes import EVER, Period, Scope, days, period_named
from tests.casework.askings import granted
from tests.cast import DAY, T0, Cast

PERIOD = Period(T0 - DAY, T0 + 60 * DAY)


@pytest.fixture
def loads() -> Iterator[Counted]:
    """A figure that sums the urgency of cases, of which those of the town's other village are excluded."""
    figure = Counted(
        code="test.loads",
        name="Load",
        definition="The urgency of all cases: of those that are closed.",
        version=2,
        earlier=(Wording(1, T0.date(), "As it was counted before."),),
        rows=lambda scope, period: Case.objects.filter(heard_at__gte=period.since).order_by("pk"),
        part=Q(urgency__gte=2),
        weigh="urgency",
        places=1,
        excluded=Q(division_id="430972109228"),
        unit="points",
        headings=("Number",),
        line=lambda case: [case.number],
        ref=lambda case: case.ref,
    )
    declare_counted(figure)
    yield figure
    declared._counted.pop("test.loads")


def test_a_sum_opens_to_its_rows_without_those_excluded(cast: Cast, loads: Counted) -> None:
    first, second = cast.case(urgency=3), cast.case(urgency=1)
    out = cast.case(urgency=2, division_code="430972109228")
    found = queries.open_counted("test.loads", Scope(), PERIOD)
    assert (found.n, found.of, found.text) == (3, 4, "75.0 % (0.3/0.4)")
    assert found.all_text == "83.3 % (0.5/0.6)"
    assert [line.key for line in found.rows] == [first.pk]
    assert [line.key for line in queries.open_counted("test.loads", Scope(), PERIOD, side="rest").rows] == [second.pk]
    left = queries.open_counted("test.loads", Scope(), PERIOD, side="out0")
    assert [(line.key, line.why) for line in left.rows] == [(out.pk, EXCLUDED)]


def test_rows_that_are_not_for_the_reader_are_counted_and_not_shown(cast: Cast, loads: Counted) -> None:
    case = cast.case(urgency=3)
    theirs = queries.open_counted("test.loads", Scope(), PERIOD, reader=cast.leader)
    assert (theirs.n, theirs.rows[0].cells) == (3, [case.number])
    others = queries.open_counted("test.loads", Scope(), PERIOD, reader=cast.stranger)
    assert (others.n, others.rows) == (3, [queries.Line(None)])
    with translation.override("en"):
        assert list(queries.all_lines(others)) == [["Rows that are not for you: 1"]]
    assert queries.entries_of("test.loads", case.pk, reader=cast.stranger) is None
    assert next(one.act for one in queries.entries_of("test.loads", case.pk, reader=cast.leader) or []) == "opened"


def test_a_case_about_the_readers_own_unit_is_not_for_them(cast: Cast) -> None:
    case = cast.case("hotline.labour", against_id=cast.centre.pk, division_code=None)
    assert queries.open_counted("heard", Scope(), PERIOD, reader=cast.dispatcher).rows == [queries.Line(None)]
    assert queries.open_counted("heard", Scope(), PERIOD, reader=cast.leader).rows[0].key == case.pk


@pytest.mark.parametrize("code", [figure.code for figure in counted_figures() if figure.opens])
def test_what_is_opened_by_marks_is_what_a_direct_search_finds(cast: Cast, code: str) -> None:
    granted(cast, cast.taken(title="剔除"), "exclusion")
    cast.answered(title="办了")
    figure = counted(code)
    kept, straight = opening_of(figure, Scope(), PERIOD), opened_directly(figure, Scope(), PERIOD)
    assert (kept.n, kept.of, kept.all_n, kept.all_of) == (straight.n, straight.of, straight.all_n, straight.all_of)
    for one, other in zip(kept.sides, straight.sides, strict=False):
        assert (one.code, list(one.rows[:50])) == (other.code, list(other.rows[:50]))


def test_every_figure_of_the_house_opens_even_where_nothing_is(cast: Cast) -> None:
    for figure in counted_figures():
        for period in (PERIOD, EVER):
            found = queries.open_counted(figure.code, Scope(), period, reader=cast.leader)
            assert (found.n, found.of in (0, None), found.rows, found.pages) == (0, True, [], 1), figure.code


def test_every_figure_says_what_it_means_in_every_version() -> None:
    for figure in counted_figures():
        assert all(len(str(one.definition)) > 5 for one in figure.wordings), figure.code
        assert [one.version for one in figure.wordings] == sorted(
            {one.version for one in figure.wordings}, reverse=True
        )


def test_a_code_is_declared_once(loads: Counted) -> None:
    with pytest.raises(ValueError, match="twice"):
        declare_counted(loads)


def test_periods_have_names() -> None:
    quarter = period_named("2026-Q4")
    assert quarter is not None
    assert (str(quarter.first), str(quarter.last)) == ("2026-10-01", "2026-12-31")
    assert period_named("2026-02") == days(T0.date().replace(month=2, day=1), T0.date().replace(month=2, day=28))
    assert [period_named(said) for said in ("", "2026-13", "0000", "2026-Q5", "٢٠٢٦")] == [None] * 5


def test_a_scope_is_kept_in_plain_words() -> None:
    scope = Scope(pack="power", unit=3, about="series:x")
    assert Scope.of(scope.plain()) == scope
    assert Scope().plain() == {}
