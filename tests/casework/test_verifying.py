import hashlib

import pytest

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Case, Task, Verification
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer, Post
from jishiyu.sensing.models import Lead
from tests.casework.test_opening import say
from tests.cast import DAY, HOUR, MINUTE, T0, Cast


def ask(cast: Cast, case: Case) -> str:
    return actions.ask_requester(case.pk, by=cast.dispatcher.actor, at=T0 + HOUR)


def test_the_requester_says_solved_and_the_case_is_closed(cast: Cast) -> None:
    case = cast.answered()
    token = ask(cast, case)
    assert queries.by_token(token, T0 + 2 * HOUR) == case
    actions.confirm(token, solved=True, rating=5, words="很快,谢谢", at=T0 + 2 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == (Case.State.CLOSED, Case.Outcome.SOLVED, T0 + 2 * HOUR)
    row = Verification.objects.get()
    assert (row.solved, row.rating, row.words, row.by) == (True, 5, "很快,谢谢", "requester")


def test_only_the_hash_of_a_link_is_kept(cast: Cast) -> None:
    token = ask(cast, cast.answered())
    assert len(token) >= 32
    assert Verification.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert not [entry for entry in story(Case.objects.get().ref) if token in str((entry.data, entry.after))]


def test_an_unknown_a_used_an_old_and_a_replaced_link_are_refused_alike(cast: Cast) -> None:
    case = cast.answered()
    replaced, token = ask(cast, case), ask(cast, case)
    with pytest.raises(Refused) as unknown:
        actions.confirm("nothing", solved=True, rating=5, at=T0 + 2 * HOUR)
    with pytest.raises(Refused) as old:
        actions.confirm(token, solved=True, rating=5, at=T0 + HOUR + 14 * DAY + MINUTE)
    with pytest.raises(Refused) as gone:
        actions.confirm(replaced, solved=True, rating=5, at=T0 + 2 * HOUR)
    actions.confirm(token, solved=True, rating=5, at=T0 + HOUR + 14 * DAY)
    with pytest.raises(Refused) as used:
        actions.confirm(token, solved=False, rating=1, at=T0 + 2 * HOUR)
    assert {(no.value.code, tuple(no.value.params)) for no in (unknown, old, gone, used)} == {("link_dead", ())}
    assert queries.by_token(token, T0 + 2 * HOUR) is None
    case.refresh_from_db()
    assert case.outcome == Case.Outcome.SOLVED


def test_a_link_of_the_first_round_says_nothing_about_the_second(cast: Cast) -> None:
    case = cast.answered()
    token = ask(cast, case)
    actions.confirm_case(case.pk, solved=False, rating=1, by=cast.caller.actor, at=T0 + 2 * HOUR)
    redo = Task.objects.get(state=Task.State.SENT)
    actions.accept_task(redo.pk, by=cast.crew.actor, at=T0 + 3 * HOUR)
    actions.finish_task(redo.pk, words="重新处理好了。", how="visit", by=cast.crew.actor, at=T0 + 4 * HOUR)
    with pytest.raises(Refused) as no:
        actions.confirm(token, solved=True, rating=5, at=T0 + 5 * HOUR)
    assert no.value.code == "link_dead"


def test_not_solved_goes_back_to_the_same_unit_on_the_original_clock(cast: Cast) -> None:
    case = cast.answered("power.low_voltage")
    before = list(case.promises.order_by("what").values_list("what", "due_at", "starts_at"))
    actions.confirm(ask(cast, case), solved=False, rating=1, words="还是低", at=T0 + 2 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.redo_count, case.outcome, case.closed_at) == ("dispatched", 1, "", None)
    assert list(case.promises.order_by("what").values_list("what", "due_at", "starts_at")) == before
    resolve = case.promises.get(what="resolve")
    assert (resolve.met_at, case.next_due_at, case.answered_at) == (None, resolve.due_at, None)
    redo = case.tasks.get(state=Task.State.SENT)
    assert (redo.unit_id, redo.officer_id, redo.round) == (cast.station.pk, cast.crew.pk, 1)
    told = story(case.ref).get(act="disputed").data
    assert (told["solved"], told["unit"], told["task"]) == (False, cast.station.pk, redo.pk)


def test_a_redo_goes_to_the_unit_when_the_officer_has_left(cast: Cast) -> None:
    case = cast.answered()
    Officer.objects.filter(pk=cast.crew.pk).update(is_active=False)
    actions.confirm_case(case.pk, solved=False, rating=1, by=cast.caller.actor, at=T0 + 2 * HOUR)
    assert case.tasks.get(state=Task.State.SENT).officer_id is None
    assert queries.warnings_for(cast.mate).count() == 1


@pytest.mark.parametrize("who", ["crew", "mate", "head", "stranger", "leader", "admin"])
def test_neither_the_handler_nor_anybody_who_does_not_verify_asks_or_confirms(cast: Cast, who: str) -> None:
    case, by = cast.answered(), getattr(cast, who).actor
    with pytest.raises(Refused) as asked:
        actions.ask_requester(case.pk, by=by, at=T0 + HOUR)
    with pytest.raises(Refused) as confirmed:
        actions.confirm_case(case.pk, solved=True, rating=5, by=by, at=T0 + HOUR)
    assert {asked.value.code, confirmed.value.code} == {"not_yours"}
    assert Case.objects.get().state == Case.State.ANSWERED
    assert Verification.objects.count() == 0


@pytest.mark.parametrize("post", [Post.CALLER, Post.DISPATCHER])
def test_a_caller_of_the_unit_that_did_the_work_does_not_confirm_it(cast: Cast, post: str) -> None:
    case = cast.answered()
    Officer.objects.filter(pk=cast.mate.pk).update(post=post)
    for deed in (
        lambda: actions.ask_requester(case.pk, by=cast.mate.actor, at=T0 + HOUR),
        lambda: actions.confirm_case(case.pk, solved=True, rating=5, by=cast.mate.actor, at=T0 + HOUR),
    ):
        with pytest.raises(Refused) as no:
            deed()
        assert no.value.code == "own_work"


def test_a_handler_who_moved_to_the_callers_does_not_confirm_their_own_old_work(cast: Cast) -> None:
    case = cast.answered()
    Officer.objects.filter(pk=cast.crew.pk).update(post=Post.CALLER, unit=cast.centre)
    with pytest.raises(Refused) as no:
        actions.confirm_case(case.pk, solved=True, rating=5, by=cast.crew.actor, at=T0 + HOUR)
    assert no.value.code == "own_work"


def test_a_caller_of_another_unit_takes_the_requester_s_word_by_phone(cast: Cast) -> None:
    case = cast.answered()
    actions.confirm_case(case.pk, solved=True, rating=None, by=cast.caller.actor, at=T0 + HOUR)
    assert Verification.objects.get().by == cast.caller.actor
    assert Case.objects.get().outcome == Case.Outcome.SOLVED


@pytest.mark.parametrize("kind", ["power.low_voltage", "power.outage"])
def test_nothing_is_asked_or_confirmed_before_it_is_answered(cast: Cast, kind: str) -> None:
    case = cast.case(kind)
    for deed in (
        lambda: actions.ask_requester(case.pk, by=cast.dispatcher.actor, at=T0),
        lambda: actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0),
    ):
        with pytest.raises(Refused) as no:
            deed()
        assert no.value.code == "not_now"


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_outside_one_to_five_changes_nothing(cast: Cast, rating: int) -> None:
    token = ask(cast, cast.answered())
    with pytest.raises(Refused) as no:
        actions.confirm(token, solved=True, rating=rating, at=T0 + 2 * HOUR)
    assert no.value.code == "rating_unknown"
    assert Case.objects.get().state == Case.State.ANSWERED


def test_the_end_of_a_case_ends_its_incident(cast: Cast) -> None:
    (case,) = actions.take_leads(say(cast, "停电了"), by="system:test", at=T0 + MINUTE)
    task = case.tasks.get()
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 3 * MINUTE)
    actions.finish_task(task.pk, words="已经送电了。", how="visit", by=cast.crew.actor, at=T0 + 10 * MINUTE)
    actions.confirm_case(case.pk, solved=True, rating=5, by="requester", at=T0 + 11 * MINUTE)
    assert Lead.objects.get().state == Lead.State.OVER
