"""Two leads are one matter: made one at once where one of them has no case, by another's leave where both have one."""

import pytest

from jishiyu.casework import actions, retell
from jishiyu.casework import jobs as casework_jobs
from jishiyu.casework.models import Application, Case
from jishiyu.ledger.models import Errand
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.registry import actions as registry
from jishiyu.sensing import actions as sensing
from jishiyu.sensing import jobs, queries
from jishiyu.sensing.models import Lead, Message
from tests.casework.askings import colleague, decide
from tests.casework.test_opening import say
from tests.cast import BY, DAY, ELSEWHERE, HOUR, MINUTE, T0, VILLAGE, Cast

pytestmark = pytest.mark.django_db
AT = T0 + 2 * HOUR
WHY = "同一台变压器的事。"


def two(cast: Cast) -> tuple[Lead, Lead]:
    """Two leads of one village, hours apart."""
    say(cast, "三组停电了", "我家也停电了")
    say(cast, "四组停电了", at=T0 + 5 * HOUR, mark="later")
    first, second = Lead.objects.order_by("first_at")
    return first, second


def unite(cast: Cast, lead: Lead, into: Lead, **more: str) -> Application | None:
    said = {"ground": WHY, "by": cast.dispatcher.actor} | more
    return actions.unite_leads(lead.pk, into.pk, at=AT, **said)


def test_without_cases_one_becomes_part_of_the_other(cast: Cast) -> None:
    first, second = two(cast)
    assert unite(cast, second, first) is None
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.heard, second.state, second.merged_into) == (3, Lead.State.MERGED, first)
    assert first.last_at == T0 + 5 * HOUR and first.state == Lead.State.OPEN
    assert story(second.ref).last().act == "united"
    assert {message.lead_id for message in Message.objects.all()} == {first.pk}


@pytest.mark.parametrize("turned", [False, True])
def test_where_one_has_a_case_the_other_joins_it_whichever_page_it_is_said_on(cast: Cast, turned: bool) -> None:
    first, second = two(cast)
    (case,) = actions.take_leads([first.pk], by=BY, at=T0 + MINUTE)
    unite(cast, *((first, second) if turned else (second, first)))
    errand = Errand.objects.get(key=f"united:{second.pk}:{first.pk}")
    casework_jobs.take(errand.data, AT)
    casework_jobs.take(errand.data, AT)
    assert Case.objects.get() == case and case.said.count() == 3
    assert list(retell.disagreements()) == []


def test_where_both_have_one_their_cases_are_merged_by_another_and_taken_apart_again(cast: Cast) -> None:
    first, second = two(cast)
    Lead.objects.filter(pk=second.pk).update(repeats=None)
    for lead in (first, second):
        actions.take_leads([lead.pk], by=BY, at=T0 + 6 * HOUR)
    main, other = Case.objects.get(lead=first), Case.objects.get(lead=second)
    asked = unite(cast, second, first)
    assert asked is not None and (asked.case, asked.into, asked.kind) == (other, main, "merge")
    assert Lead.objects.get(pk=second.pk).merged_into is None
    with pytest.raises(Refused, match="own_asking"):
        decide(cast, asked, at=T0 + 7 * HOUR)
    decide(cast, asked, by=colleague(cast).actor, at=T0 + 7 * HOUR)
    assert Lead.objects.get(pk=second.pk).merged_into == first
    actions.take_leads([first.pk, second.pk], by=BY, at=T0 + 8 * HOUR)
    assert (main.said.count(), other.said.count()) == (2, 1), "each keeps what its own requesters said"
    actions.unmerge(other.pk, words="是另一台变压器。", by=cast.dispatcher.actor, at=T0 + DAY)
    assert Lead.objects.get(pk=second.pk).merged_into is None
    assert list(retell.disagreements()) == []


def test_what_was_split_by_hand_and_what_is_over_stays_apart(cast: Cast) -> None:
    say(cast, "停电了", "我家也停电了")
    lead = Lead.objects.get()
    last = Message.objects.order_by("-said_at").first()
    assert last is not None
    new = sensing.split_lead(lead.pk, [last.pk], by=cast.dispatcher.actor, at=T0 + HOUR)
    with pytest.raises(Refused, match="leads_split_apart"):
        unite(cast, new, lead)
    with pytest.raises(Refused, match="lead_not_open"):
        unite(cast, lead, lead)
    assert Lead.objects.filter(state=Lead.State.OPEN).count() == 2


@pytest.mark.parametrize("who", ["crew", "caller", "leader", "stranger"])
def test_only_a_dispatcher_says_so(cast: Cast, who: str) -> None:
    first, second = two(cast)
    with pytest.raises(Refused, match="not_yours"):
        unite(cast, second, first, by=getattr(cast, who).actor)


def test_two_of_one_kind_and_place_in_one_session_are_hinted_at(cast: Cast) -> None:
    first, second = two(cast)
    assert queries.likely(first) == [], "five hours apart"
    Lead.objects.filter(pk=second.pk).update(first_at=first.last_at + 20 * MINUTE, last_at=first.last_at + 20 * MINUTE)
    assert [(one.lead, one.how) for one in queries.likely(first)] == [(second, "beside")]
    Lead.objects.filter(pk=second.pk).update(division=ELSEWHERE)
    assert queries.likely(first) == []


def undecided(cast: Cast) -> Lead:
    say(cast, "北峰垸停电了")
    Message.objects.update(
        place_words="北峰垸", place_how="asked", place_asked=[[VILLAGE, None], [ELSEWHERE, None]], division=VILLAGE
    )
    Lead.objects.update(division=VILLAGE)
    return Lead.objects.get()


def test_a_place_is_chosen_and_whoever_is_on_duty_there_is_told(cast: Cast) -> None:
    lead = undecided(cast)
    for role in ("power.repair_crew", "power.area_manager"):
        registry.give_duty(cast.mate.pk, role, since=T0.date(), division_code=ELSEWHERE, by=BY, at=T0)
    (case,) = actions.take_leads([lead.pk], by=BY, at=T0 + MINUTE)
    due = case.due_at
    sensing.choose_place(lead.pk, ELSEWHERE, None, by=cast.dispatcher.actor, at=AT)
    message = Message.objects.get()
    assert (message.division_id, message.place_how, message.place_asked) == (ELSEWHERE, "chosen", [])
    for errand in Errand.objects.filter(kind="leads.raised", key__startswith="leads:placed"):
        jobs.warn(errand.data, AT)
    told = Notice.objects.get(reader=cast.mate.actor, kind="lead_raised")
    assert told.key in Lead.objects.get().notice_keys, "the page of the lead opens for them, and names them"
    placed = Errand.objects.get(kind="lead.placed")
    casework_jobs.follow_place(placed.data, AT)
    casework_jobs.follow_place(placed.data, AT)
    case.refresh_from_db()
    assert (case.division_id, case.due_at) == (ELSEWHERE, due)
    assert story(case.ref).filter(act="placed").count() == 1
    assert list(retell.disagreements()) == []


def test_a_place_nobody_asked_about_is_not_chosen_and_others_do_not_choose(cast: Cast) -> None:
    lead = undecided(cast)
    with pytest.raises(Refused, match="place_not_asked"):
        sensing.choose_place(lead.pk, "4309", None, by=cast.dispatcher.actor, at=AT)
    with pytest.raises(Refused, match="not_yours"):
        sensing.choose_place(lead.pk, ELSEWHERE, None, by=cast.crew.actor, at=AT)
    assert Lead.objects.get().division_id == lead.division_id
