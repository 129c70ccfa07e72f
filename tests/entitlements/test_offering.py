"""Stock and offers: made in order, answered, run out, withdrawn, signed, given back."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jishiyu.entitlements import actions, jobs
from jishiyu.entitlements import kinds as entitlement_kinds
from jishiyu.entitlements.kinds import Queued
from jishiyu.entitlements.models import Award, Home, Institution, Offer, Queue, Waiting
from jishiyu.entitlements.queries import preview_offers
from jishiyu.ledger.jobs import doers_of
from jishiyu.ledger.models import Entry, Errand
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import BY, DAY, ELSEWHERE, T0, VILLAGE
from tests.entitlements.lines import claim, draft, home, line, order, place, wait
from tests.entitlements.schemes import HOME, PLACE, Aid

SINCE = date(2026, 8, 1)


def offered(aid: Aid, count: int = 1, people: int = 2) -> list[Offer]:
    line(people)
    for number in range(count):
        home(aid.keeper, f"F{number + 1:02d}")
    return actions.make_offers("aid.home", by=aid.keeper.actor, at=T0)


def state_of(offer: Offer) -> tuple[str, str, str, int]:
    found = Offer.objects.select_related("waiting", "home").get(pk=offer.pk)
    assert found.home is not None
    return found.state, found.home.state, found.waiting.state, found.waiting.refusals


def test_the_first_in_order_is_offered_what_is_free(aid: Aid) -> None:
    made = offered(aid, 2, 3)
    assert [(one.waiting.claim.number[-4:], one.home.code if one.home else "") for one in made] == [
        ("0001", "F01"),
        ("0002", "F02"),
    ]
    assert {one.answer_by for one in made} == {date(2026, 7, 21)}
    assert state_of(made[0]) == ("open", "offered", "offered", 0)
    assert actions.make_offers("aid.home", by=aid.keeper.actor, at=T0) == []


def test_a_home_passes_those_it_does_not_fit(aid: Aid) -> None:
    rows = line(2)
    actions.set_wishes(rows[0].pk, {"districts": [ELSEWHERE]}, by=actions.APPLICANT, at=T0)
    home(aid.keeper)
    made = actions.make_offers("aid.home", by=aid.keeper.actor, at=T0)
    assert [one.waiting_id for one in made] == [rows[1].pk]


def test_the_preview_shows_what_is_done_and_an_old_one_is_refused(aid: Aid) -> None:
    rows = line(2)
    home(aid.keeper)
    shown = preview_offers("aid.home")
    assert [(row.pk, getattr(thing, "code", "")) for row, thing in shown.pairs] == [(rows[0].pk, "F01")]
    assert (shown.free, shown.waiting) == (1, 2)
    actions.set_wishes(rows[0].pk, {"rooms_least": 3}, by=actions.APPLICANT, at=T0)
    with pytest.raises(Refused, match="preview_gone"):
        actions.make_offers("aid.home", seen=shown.seen, by=aid.keeper.actor, at=T0)
    assert not Offer.objects.exists()
    again = preview_offers("aid.home")
    assert len(actions.make_offers("aid.home", seen=again.seen, by=aid.keeper.actor, at=T0)) == 1


def test_taken_and_signed_it_is_theirs_and_they_leave_the_queue(aid: Aid) -> None:
    [offer] = offered(aid)
    actions.answer_offer(offer.pk, taken=True, by=actions.APPLICANT, at=T0)
    assert state_of(offer) == ("taken", "offered", "offered", 0)
    actions.sign_offer(offer.pk, since=SINCE, by=aid.keeper.actor, at=T0 + DAY)
    assert state_of(offer) == ("signed", "let", "housed", 0)
    assert order() == [2]
    award = Award.objects.get(scheme="aid.home")
    assert (award.since, award.thing, award.claim.state) == (SINCE, Home.objects.get().ref, "awarded")


def test_nothing_is_signed_that_was_not_taken(aid: Aid) -> None:
    [offer] = offered(aid)
    with pytest.raises(Refused, match="offer_not_taken"):
        actions.sign_offer(offer.pk, since=SINCE, by=aid.keeper.actor, at=T0)
    with pytest.raises(Refused, match="offer_unknown"):
        actions.sign_offer(0, since=SINCE, by=aid.keeper.actor, at=T0)


def test_a_refusal_is_counted_keeps_the_place_and_the_home_goes_to_the_next(aid: Aid) -> None:
    [offer] = offered(aid)
    with pytest.raises(Refused, match="code_unknown"):
        actions.answer_offer(offer.pk, taken=False, by=actions.APPLICANT, at=T0)
    actions.answer_offer(offer.pk, taken=False, reason="far", by=actions.APPLICANT, at=T0)
    assert state_of(offer) == ("refused", "free", "waiting", 1)
    assert order() == [1, 2]
    [after] = actions.make_offers("aid.home", by=aid.keeper.actor, at=T0)
    assert after.waiting.claim.number[-4:] == "0002", "what somebody refused is not offered to them again"


def test_with_the_last_refusal_the_place_is_lost(aid: Aid) -> None:
    line(1)
    for code in ("F01", "F02"):
        home(aid.keeper, code)
        [offer] = actions.make_offers("aid.home", by=aid.keeper.actor, at=T0)
        actions.answer_offer(offer.pk, taken=False, reason="rent", by=actions.APPLICANT, at=T0)
    row = Waiting.objects.get()
    assert (row.state, row.ground, row.place, row.refusals) == ("left", "refusals", None, 2)
    assert Errand.objects.filter(kind="queue.left", data__claim=row.claim_id).count() == 1


def test_with_the_place_ends_what_was_given_meanwhile(aid: Aid) -> None:
    """Through the errands, as the worker does them."""
    row = claim(1, "aid.home")
    jobs.follow_approval({"claim": row.pk}, T0)
    meanwhile = Award.objects.get(scheme="aid.rent")
    for code in ("F01", "F02"):
        home(aid.keeper, code)
        [offer] = actions.make_offers("aid.home", by=aid.keeper.actor, at=T0)
        actions.answer_offer(offer.pk, taken=False, reason="rent", by=actions.APPLICANT, at=T0)
    for kind in ("queue.left", "claim.ended"):
        errand = Errand.objects.get(kind=kind)
        for doer in doers_of(kind) * 2:
            doer(errand.data, T0)
    meanwhile.refresh_from_db()
    row.refresh_from_db()
    assert (meanwhile.state, meanwhile.ground) == ("ended", "refusals")
    assert (row.state, row.ground) == ("ended", "refusals")


def test_the_applicant_is_told_of_an_offer_once(aid: Aid) -> None:
    [offer] = offered(aid)
    errand = Errand.objects.get(kind="offer.made")
    for doer in doers_of(errand.kind) * 2:
        doer(errand.data, T0)
    told = Notice.objects.get(kind="offer_made")
    assert told.reader == offer.waiting.claim.ref


@pytest.mark.parametrize("counts", [True, False])
def test_an_offer_nobody_answers_counts_as_the_scheme_says(
    aid: Aid, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = replace(HOME, queued=Queued("time", silence_counts=counts))
    monkeypatch.setitem(entitlement_kinds._schemes, "aid.home", scheme)
    [offer] = offered(aid)
    assert actions.lapse_offers(by=BY, at=T0 + 7 * DAY) == 0, "the last day is theirs to its end"
    assert actions.lapse_offers(by=BY, at=T0 + 8 * DAY) == 1
    assert actions.lapse_offers(by=BY, at=T0 + 8 * DAY) == 0
    assert state_of(offer) == ("lapsed", "free", "waiting", int(counts))


def test_an_answer_that_comes_too_late_or_twice_is_refused(aid: Aid) -> None:
    [offer] = offered(aid)
    with pytest.raises(Refused, match="offer_over"):
        actions.answer_offer(offer.pk, taken=True, by=actions.APPLICANT, at=T0 + 8 * DAY)
    actions.answer_offer(offer.pk, taken=True, by=actions.APPLICANT, at=T0 + 7 * DAY)
    with pytest.raises(Refused, match="offer_over"):
        actions.answer_offer(offer.pk, taken=False, reason="far", by=actions.APPLICANT, at=T0)


def test_what_the_office_takes_back_counts_for_nothing(aid: Aid) -> None:
    [offer] = offered(aid)
    actions.withdraw_offer(offer.pk, words="屋顶漏水，需要维修", by=aid.keeper.actor, at=T0)
    assert state_of(offer) == ("withdrawn", "free", "waiting", 0)
    with pytest.raises(Refused, match="offer_over"):
        actions.withdraw_offer(offer.pk, words="屋顶漏水，需要维修", by=aid.keeper.actor, at=T0)


def test_when_the_award_ends_the_home_is_free_again_once(aid: Aid) -> None:
    [offer] = offered(aid, people=1)
    actions.answer_offer(offer.pk, taken=True, by=actions.APPLICANT, at=T0)
    actions.sign_offer(offer.pk, since=SINCE, by=aid.keeper.actor, at=T0)
    for _ in range(2):
        actions.follow_end(offer.waiting.claim_id, "moved_away", by=BY, at=T0 + DAY)
    found = Home.objects.get()
    assert (found.state, found.freed_at, state_of(offer)[0]) == ("free", T0 + DAY, "ended")
    assert Entry.objects.filter(subject=found.ref, act="freed").count() == 1


def test_whoever_gives_up_while_an_offer_is_open_frees_it(aid: Aid) -> None:
    [offer] = offered(aid)
    actions.follow_end(offer.waiting.claim_id, "withdrawn", by=BY, at=T0)
    assert state_of(offer) == ("withdrawn", "free", "left", 0)
    actions.follow_end(0, "nobody", by=BY, at=T0)


def test_a_home_is_in_one_live_offer_and_one_who_waits_has_one(aid: Aid) -> None:
    [offer] = offered(aid)
    other = Waiting.objects.exclude(pk=offer.waiting_id).get()
    spare = home(aid.keeper, "F09")
    said = {"made_at": T0, "made_by": BY, "answer_by": SINCE}
    for fields in (
        {"waiting": other, "home": offer.home},
        {"waiting": offer.waiting, "home": spare},
        {"waiting": other},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.create(**fields, **said)


@pytest.fixture
def places(aid: Aid, monkeypatch: pytest.MonkeyPatch) -> Aid:
    """Places in institutions are queued for."""
    monkeypatch.setitem(entitlement_kinds._schemes, "aid.place", replace(PLACE, queued=Queued("time")))
    return aid


def test_places_are_given_in_order_up_to_capacity(places: Aid) -> None:
    actions.keep_institution("aid.place", place(capacity=2), by=places.keeper.actor, at=T0)
    for number in (1, 2, 3):
        wait(number, "aid.place")
    made = actions.make_offers("aid.place", by=places.keeper.actor, at=T0)
    assert [one.waiting.claim.number[-1] for one in made] == ["1", "2"]
    there = Institution.objects.get()
    assert there.taken == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.update(taken=3)
    actions.answer_offer(made[0].pk, taken=False, reason="far", by=actions.APPLICANT, at=T0)
    [after] = actions.make_offers("aid.place", by=places.keeper.actor, at=T0)
    assert after.waiting.claim.number[-1] == "3"
    actions.answer_offer(after.pk, taken=True, by=actions.APPLICANT, at=T0)
    actions.sign_offer(after.pk, since=SINCE, by=places.keeper.actor, at=T0)
    actions.follow_end(after.waiting.claim_id, "completed", by=BY, at=T0 + DAY)
    there.refresh_from_db()
    assert there.taken == 1


def test_capacity_does_not_fall_below_what_is_taken(places: Aid) -> None:
    actions.keep_institution("aid.place", place(capacity=1), by=places.keeper.actor, at=T0)
    wait(1, "aid.place")
    actions.make_offers("aid.place", by=places.keeper.actor, at=T0)
    with pytest.raises(Refused, match="capacity_taken"):
        actions.keep_institution("aid.place", place(capacity=0), by=places.keeper.actor, at=T0)
    changed = actions.keep_institution("aid.place", place(capacity=5, phone="0737-1"), by=places.keeper.actor, at=T0)
    assert (changed.capacity, changed.taken, changed.phone) == (5, 1, "0737-1")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"division": "999999"}, "division_unknown"),
        ({"address": ""}, "column_empty"),
        ({"code": "F" * 41}, "text_too_long"),
        ({"area": 0}, "number_out_of_bounds"),
        ({"rent": -1}, "number_out_of_bounds"),
    ],
)
def test_a_home_that_makes_no_sense_is_refused(aid: Aid, changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        actions.take_homes("aid.home", [draft(), draft(**{"code": "F02"} | changed)], by=aid.keeper.actor, at=T0)
    assert not Home.objects.exists()


def test_homes_taken_twice_change_nothing_the_second_time(aid: Aid) -> None:
    drafts = [draft("F01"), draft("F02")]
    assert actions.take_homes("aid.home", drafts, by=aid.keeper.actor, at=T0) == (2, 0)
    count = Entry.objects.count()
    assert actions.take_homes("aid.home", drafts, by=aid.keeper.actor, at=T0) == (0, 0)
    assert Entry.objects.count() == count
    assert actions.take_homes("aid.home", [draft("F02", rent=9900)], by=aid.keeper.actor, at=T0) == (0, 1)
    assert Home.objects.get(code="F02").rent == 9900
    with pytest.raises(Refused, match="home_elsewhere"):
        actions.take_homes("aid.lot", drafts, by=aid.keeper.actor, at=T0)


def test_a_home_out_of_use_is_offered_to_nobody(aid: Aid) -> None:
    line(1)
    found = home(aid.keeper)
    actions.set_use(found.pk, used=False, words="危房加固", by=aid.keeper.actor, at=T0)
    assert actions.make_offers("aid.home", by=aid.keeper.actor, at=T0) == []
    with pytest.raises(Refused, match="home_not_free"):
        actions.set_use(found.pk, used=False, words="危房加固", by=aid.keeper.actor, at=T0)
    actions.set_use(found.pk, used=True, words="加固完成", by=aid.keeper.actor, at=T0 + DAY)
    assert len(actions.make_offers("aid.home", by=aid.keeper.actor, at=T0 + DAY)) == 1


def test_nobody_but_keepers_touches_stock_and_offers(aid: Aid) -> None:
    [offer] = offered(aid)
    stranger, free = aid.stranger.actor, home(aid.keeper, "F05")
    for deed in (
        lambda: actions.take_homes("aid.home", [draft()], by=stranger, at=T0),
        lambda: actions.keep_institution("aid.home", place(), by=stranger, at=T0),
        lambda: actions.set_use(free.pk, used=False, words="危房加固", by=stranger, at=T0),
        lambda: actions.make_offers("aid.home", by=stranger, at=T0),
        lambda: actions.answer_offer(offer.pk, taken=True, by=stranger, at=T0),
        lambda: actions.withdraw_offer(offer.pk, words="屋顶漏水", by=stranger, at=T0),
        lambda: actions.sign_offer(offer.pk, since=SINCE, by=stranger, at=T0),
    ):
        with pytest.raises(Refused, match="not_keeper"):
            deed()
    assert state_of(offer)[0] == "open"
    assert Queue.objects.get(scheme="aid.home").moves == 0
    assert Home.objects.get(code="F05").division_id == VILLAGE
