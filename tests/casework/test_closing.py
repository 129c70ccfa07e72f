import pytest

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast

WORDS = "已电话解释政策依据。"


def test_a_dispatcher_closes_what_no_unit_holds_with_words(cast: Cast) -> None:
    case = cast.case("power.complaint")
    actions.close_case(case.pk, outcome="explained", words=WORDS, by=cast.dispatcher.actor, at=T0 + HOUR)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.answer) == (Case.State.CLOSED, Case.Outcome.EXPLAINED, WORDS)
    assert case.promises.get(what="resolve").met_at == T0 + HOUR
    assert case.promises.get(what="contact").met_at is None  # nobody called, and nothing says so


@pytest.mark.parametrize("outcome", ["solved", "unverified", "", "gone"])
def test_a_dispatcher_cannot_say_that_it_is_solved(cast: Cast, outcome: str) -> None:
    case = cast.case("power.complaint")
    with pytest.raises(Refused) as no:
        actions.close_case(case.pk, outcome=outcome, words=WORDS, by=cast.dispatcher.actor, at=T0)
    assert no.value.code == "outcome_unknown"
    assert Case.objects.get().state == Case.State.RECEIVED


def test_nothing_is_closed_without_words(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        actions.close_case(
            cast.case("power.complaint").pk, outcome="explained", words=" 好", by=cast.dispatcher.actor, at=T0
        )
    assert no.value.code == "words_too_short"


@pytest.mark.parametrize("who", ["crew", "head", "caller", "stranger", "leader", "admin"])
def test_only_a_dispatcher_sends_and_closes(cast: Cast, who: str) -> None:
    case, by = cast.case("power.complaint"), getattr(cast, who).actor
    for deed in (
        lambda: actions.close_case(case.pk, outcome="explained", words=WORDS, by=by, at=T0),
        lambda: actions.dispatch(case.pk, cast.station.pk, by=by, at=T0),
    ):
        with pytest.raises(Refused) as no:
            deed()
        assert no.value.code == "not_yours"


def test_what_a_unit_holds_or_has_answered_is_not_closed_over_its_head(cast: Cast) -> None:
    for case in (cast.sent().case, cast.taken().case, cast.answered()):
        with pytest.raises(Refused) as no:
            actions.close_case(case.pk, outcome="explained", words=WORDS, by=cast.dispatcher.actor, at=T0)
        assert no.value.code == "not_now"


def test_a_page_that_saw_an_older_case_decides_nothing(cast: Cast) -> None:
    case = cast.case("power.complaint")
    task = actions.dispatch(case.pk, cast.station.pk, seen=0, by=cast.dispatcher.actor, at=T0)
    actions.return_task(task.pk, code="not_ours", ground="不属供电设施。", by=cast.head.actor, at=T0)
    for deed in (
        lambda: actions.dispatch(case.pk, cast.other.pk, seen=0, by=cast.dispatcher.actor, at=T0),
        lambda: actions.close_case(case.pk, outcome="explained", words=WORDS, seen=1, by=cast.dispatcher.actor, at=T0),
    ):
        with pytest.raises(Refused) as no:
            deed()
        assert no.value.code == "changed_meanwhile"
    actions.dispatch(case.pk, cast.other.pk, seen=2, by=cast.dispatcher.actor, at=T0)


@pytest.mark.parametrize("unit", ["gone", "unknown", "foreign_officer"])
def test_a_case_goes_only_to_a_living_unit_and_an_officer_of_it(cast: Cast, unit: str) -> None:
    case = cast.case("power.complaint")
    target, officer = cast.other.pk, None
    if unit == "gone":
        type(cast.other).objects.filter(pk=cast.other.pk).update(active=False)
    elif unit == "unknown":
        target = 404
    else:
        officer = cast.crew.pk
    with pytest.raises(Refused) as no:
        actions.dispatch(case.pk, target, officer_id=officer, by=cast.dispatcher.actor, at=T0)
    assert no.value.code == ("officer_not_of_unit" if officer else "unit_unknown")
    assert case.tasks.count() == 0


def test_what_nobody_confirmed_for_a_week_is_closed_as_unverified_and_never_as_solved(cast: Cast) -> None:
    """A peer counts silence as resolved."""
    case = cast.answered()
    assert actions.close_unheard(by=BY, at=T0 + 7 * DAY) == 0
    assert actions.close_unheard(by=BY, at=T0 + 7 * DAY + MINUTE) == 1
    assert actions.close_unheard(by=BY, at=T0 + 8 * DAY) == 0
    case.refresh_from_db()
    assert (case.state, case.outcome) == (Case.State.CLOSED, Case.Outcome.UNVERIFIED)


def test_a_case_being_redone_is_not_closed_for_silence(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=False, rating=1, by="requester", at=T0 + HOUR)
    assert actions.close_unheard(by=BY, at=T0 + 30 * DAY) == 0
