"""Mistakes seen in the figures of others; each test says one that ours cannot make."""

from typing import Any

import pytest

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from jishiyu.figures import queries
from jishiyu.figures.indicators import INDICATORS, LISTS
from jishiyu.figures.printing import percent
from jishiyu.figures.queries import Figure, Period, Scope
from tests.casework.askings import ask, colleague, decide, granted
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast

PERIOD = Period(T0 - DAY, T0 + 60 * DAY)
WORDS = "换了熔丝,已经送电。"


def figure(code: str) -> Figure:
    return queries.figure(code, Scope(), PERIOD)


def count(code: str) -> tuple[int, int]:
    found = figure(code)
    return found.n, found.of


def merged(cast: Cast) -> tuple[Case, Case]:
    main, other = cast.taken(title="一").case, cast.case(title="二")
    asked = actions.ask(
        other.pk,
        "merge",
        code="same_matter",
        ground="同一处停电。",
        into_id=main.pk,
        by=cast.dispatcher.actor,
        at=T0 + MINUTE,
    )
    decide(cast, asked, by=colleague(cast).actor)
    return main, other


def finish(cast: Cast, case: Case, at: Any = T0 + 3 * HOUR) -> None:
    actions.finish_task(case.tasks.get(state="accepted").pk, words=WORDS, how="visit", by=cast.crew.actor, at=at)


@pytest.fixture
def every_fate(cast: Cast) -> Cast:
    """One case of each fate: open, waiting, hung, excluded open and closed, withdrawn, solved, unheard, merged."""
    cast.case(title="在办")
    granted(cast, cast.taken(title="等待"), "waiting")
    granted(cast, cast.taken(title="挂账"), "hanging", until=T0 + 30 * DAY)
    granted(cast, cast.taken(title="延期"), "extension")
    granted(cast, cast.taken(title="剔除"), "exclusion")
    done = cast.answered(title="剔除,已办结")
    actions.confirm_case(done.pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    granted(cast, done.tasks.latest("pk"), "exclusion", by=cast.mate.actor)
    actions.withdraw(done.pk, words="", by="requester", at=T0 + 3 * HOUR)
    actions.withdraw(cast.case(title="撤回").pk, words="", by="requester", at=T0 + HOUR)
    solved = cast.answered(title="解决")
    actions.confirm_case(solved.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    explained = cast.case(title="解释")
    actions.close_case(explained.pk, outcome="explained", words="已经解释清楚", by=cast.dispatcher.actor, at=T0 + HOUR)
    merged(cast)
    return cast


def test_every_row_is_in_exactly_one_of_the_closed_the_open_and_the_excluded_lists(every_fate: Cast) -> None:
    lists = [{case.pk for case in queries.open_figure(code, Scope(), PERIOD).part} for code in LISTS]
    everything = sorted(pk for one in lists for pk in one)
    assert everything == sorted(Case.objects.values_list("pk", flat=True))
    assert sum(figure(code).n for code in LISTS) == figure("closed").of == Case.objects.count()


def test_no_numerator_holds_a_row_that_its_denominator_lacks(every_fate: Cast) -> None:
    for code in INDICATORS:
        opened = queries.open_figure(code, Scope(), PERIOD)
        part, rest = set(opened.part), set(opened.rest)
        assert (len(part), len(part | rest)) == (opened.figure.n, opened.figure.of), code
        assert not part & rest


def test_a_part_greater_than_its_whole_is_an_error_and_never_clamped() -> None:
    with pytest.raises(ValueError, match="not a part"):
        percent(11, 10)


def test_with_and_without_the_excluded_differ_by_exactly_the_excluded_rows(every_fate: Cast) -> None:
    for code, indicator in INDICATORS.items():
        found, left = figure(code), queries.open_figure(code, Scope(), PERIOD).left_out
        if indicator.whole:
            assert not found.differs
        else:
            assert found.all_of - found.of == left[0].cases.count()
            assert all(case.excluded_code for case in left[0].cases)
    assert figure("on_time").all_of - figure("on_time").of == 2


def test_merging_counts_as_solving_for_nobody(cast: Cast) -> None:
    main, _ = merged(cast)
    assert count("solved") == (0, 2)
    assert count("answered") == (0, 2)
    finish(cast, main)
    actions.confirm_case(main.pk, solved=True, rating=5, by="requester", at=T0 + 4 * HOUR)
    assert count("answered") == (2, 2)
    assert count("solved") == (1, 2)
    assert count("merged") == (1, 2)


def test_silence_counts_as_solving_for_nobody(cast: Cast) -> None:
    cast.answered()
    actions.close_unheard(by=BY, at=T0 + 30 * DAY)
    assert count("solved") == (0, 1)
    assert count("solved_of_heard") == (0, 0)
    assert count("closed") == (1, 1)


def test_what_was_solved_is_not_solved_any_more_once_it_comes_back(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    assert (count("solved"), count("on_time")) == ((1, 1), (1, 1))
    actions.reopen_case(case.pk, words="又停电了,没有修好。", by="requester", at=T0 + DAY)
    assert (count("solved"), count("on_time"), count("answered")) == ((0, 1), (0, 1), (0, 1))


def test_answered_again_in_time_it_still_counts_against_on_time(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + HOUR)
    actions.reopen_case(case.pk, words="又停电了,没有修好。", by="requester", at=T0 + 2 * HOUR)
    task = case.tasks.latest("pk")
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * HOUR)
    finish(cast, case, T0 + 4 * HOUR)
    assert (count("on_time"), count("on_time_as_promised"), count("reopened")) == ((0, 1), (0, 1), (1, 1))


def test_those_that_never_arrived_lengthen_the_median_of_those_that_did(cast: Cast) -> None:
    for number in range(3):
        task = cast.sent("power.outage", title=f"第{number}件", origin_key=f"{number}")
        actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * MINUTE)
        if number == 0:
            actions.arrive(task.pk, by=cast.crew.actor, at=T0 + 5 * MINUTE)
    spans = queries.spans(Scope(), PERIOD)
    assert (spans.cases, spans.accepted, spans.arrived) == (3, 3, None)


@pytest.mark.parametrize("outcome", ["explained", "not_true", "out_of_duty"])
def test_what_is_closed_for_whatever_reason_stays_in_the_figure(cast: Cast, outcome: str) -> None:
    actions.close_case(cast.case().pk, outcome=outcome, words="已经解释清楚", by=cast.dispatcher.actor, at=T0 + HOUR)
    assert count("on_time")[1] == count("solved")[1] == count("closed")[1] == 1


def test_what_hangs_stays_in_every_denominator_and_grows_late(cast: Cast) -> None:
    granted(cast, cast.taken(), "hanging", until=T0 + 80 * DAY)
    assert (count("on_time"), count("on_time_as_promised"), count("hung")) == ((0, 1), (0, 1), (1, 1))


def test_an_extension_that_was_granted_shows_beside_the_date_first_promised(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, amount=2)
    case = Case.objects.get()
    assert case.original_due_at is not None
    finish(cast, case, case.original_due_at + MINUTE)
    assert (count("on_time"), count("on_time_as_promised"), count("extended")) == ((1, 1), (0, 1), (1, 1))


def test_a_wait_never_touches_the_requesters_own_clock(cast: Cast) -> None:
    granted(cast, cast.taken(), "waiting", amount=5)
    case = Case.objects.get()
    assert case.original_due_at is not None
    finish(cast, case, case.original_due_at + MINUTE)
    case.refresh_from_db()
    assert case.heard_at == T0
    assert (count("on_time"), count("on_time_as_promised"), count("waited")) == ((1, 1), (0, 1), (1, 1))


def test_a_withdrawal_after_contact_is_no_answer_and_has_a_count_of_its_own(cast: Cast) -> None:
    task = cast.taken()
    actions.note_contact(task.pk, by=cast.crew.actor, at=T0 + MINUTE)
    actions.withdraw(task.case_id, words="", by="requester", at=T0 + HOUR)
    assert (count("on_time"), count("answered"), count("withdrawn_after_contact")) == ((0, 1), (0, 1), (1, 1))


def test_an_exclusion_hides_no_extension_no_return_and_no_redo(cast: Cast) -> None:
    task = cast.taken()
    granted(cast, task, amount=1)
    granted(cast, task, "exclusion")
    assert (count("extended"), count("excluded")) == ((1, 1), (1, 1))
    actions.return_task(
        task.pk, code="overlap", ground="职能交叉,见批复。", to_unit_id=cast.other.pk, by=cast.crew.actor, at=T0 + HOUR
    )
    assert count("returned") == (1, 1)
    assert count("on_time")[1] == 0
    actions.count_again(Case.objects.get().pk, words="依据不足", by=cast.leader.actor, at=T0 + DAY)
    assert count("on_time")[1] == 1


def test_what_was_refused_is_counted_as_nothing_granted(cast: Cast) -> None:
    task = cast.taken()
    for kind, more in (("extension", {}), ("waiting", {}), ("hanging", {"until": T0 + DAY}), ("exclusion", {})):
        decide(cast, ask(cast, task, kind, **more), grant=False)
    assert [count(code)[0] for code in ("extended", "waited", "hung", "excluded")] == [0, 0, 0, 0]


def test_the_whole_board_takes_three_queries(every_fate: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):  # the days that are kept, the counts, and whether anybody spoke since
        assert len(queries.overview(Scope(), PERIOD).board) == len(INDICATORS)
