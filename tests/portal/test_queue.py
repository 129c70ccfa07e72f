"""The public queue, the lottery anybody checks, and the applicant's own place and offer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jishiyu.entitlements import actions, lottery, queries
from jishiyu.entitlements import kinds as entitlement_kinds
from jishiyu.entitlements.kinds import Queued
from jishiyu.entitlements.models import Claim, Home, Offer, Waiting
from tests.cast import DAY, HOUR, T0, VILLAGE
from tests.entitlements.lines import home, line, place, wait
from tests.entitlements.schemes import PLACE, Aid

MOST_QUERIES = 12
MINE = "/place/token-of-aid.home-1/"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def offer_now(aid: Aid) -> Offer:
    line(2)
    home(aid.keeper)
    return actions.make_offers("aid.home", by=aid.keeper.actor, at=timezone.now())[0]


def test_everybody_sees_the_order_and_nobody_a_name(aid: Aid, public: Client) -> None:
    line(3)
    assert "公共租赁住房" in text(public.get("/queue/"))
    shown = text(public.get("/queue/aid.home/"))
    places = [shown.index(f"A20260714-000{number}") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert "钱*1" in shown
    assert "钱小1" not in shown
    assert "1390000" not in shown


def test_points_are_shown_where_they_make_the_order(aid: Aid, public: Client) -> None:
    line(1, "aid.points")
    assert "76 points" in text(public.get("/queue/aid.points/"))


@pytest.mark.parametrize("page", ["/queue/aid.rent/", "/queue/nothing/", "/queue/aid.lot/draws/7/", "/place/guess/"])
def test_what_is_not_there_is_not_there(aid: Aid, public: Client, page: str) -> None:
    line(1)
    assert public.get(page).status_code == 404


def test_a_move_by_hand_is_seen_by_everybody_with_its_reason_and_no_officer(aid: Aid, public: Client) -> None:
    rows = line(3)
    words = "县人民法院判决书（2026）第十二号"
    move = actions.ask_move(rows[2].pk, behind="", reason="ruling", words=words, by=aid.keeper.actor, at=T0)
    assert words not in text(public.get("/queue/aid.home/"))
    actions.rule_move(move.pk, granted=True, by=aid.checker.actor, at=T0)
    actions.number_queue("aid.home", at=T0)
    shown = text(public.get("/queue/aid.home/"))
    assert words in shown
    assert "was number 3" in shown
    assert "moved by hand" in shown
    assert "钱会计" not in shown


def test_anybody_draws_the_lottery_again_from_what_is_published(aid: Aid, public: Client) -> None:
    line(5, "aid.lot")
    row = actions.freeze_list("aid.lot", by=aid.keeper.actor, at=T0)
    page = "/queue/aid.lot/draws/1/"
    assert row.digest in text(public.get(page)), "the hash is public before the seed"
    actions.publish_list(row.pk, where="区政府网站公告栏", by=aid.keeper.actor, at=T0 + HOUR)
    row = actions.draw(row.pk, seed="2026133期 07 12 19", source="双色球公告", by=aid.checker.actor, at=T0 + DAY)
    published = public.get(f"{page}list.txt").content.decode()
    digest = lottery.digest_of(published, "sha256")
    shown = text(public.get(page))
    assert digest in shown
    assert "2026133期 07 12 19" in shown
    again = lottery.draw_order(lottery.read_list(published), "2026133期 07 12 19", digest)
    assert "".join(f"<li>{number}</li>" for number in again) in shown


def test_the_public_queue_asks_the_same_few_queries_for_any_length(aid: Aid, public: Client) -> None:
    line(2)
    public.get("/queue/aid.home/")
    with CaptureQueriesContext(connection) as few:
        public.get("/queue/aid.home/")
    for number in range(10, 25):
        wait(number, "aid.home")
    with CaptureQueriesContext(connection) as many:
        public.get("/queue/aid.home/")
    assert len(few) == len(many) <= MOST_QUERIES


def test_the_applicant_sees_their_number_and_what_came_free(aid: Aid, public: Client) -> None:
    line(3)
    now = timezone.now()
    for code, rooms in (("F01", 2), ("F02", 2), ("F03", 1)):
        home(aid.keeper, code, at=now, rooms=rooms)
    Home.objects.filter(code="F02").update(freed_at=now - 400 * DAY)
    row = Waiting.objects.get(claim__number="A20260714-0002")
    actions.set_wishes(row.pk, {"rooms_least": 2}, by=actions.APPLICANT, at=now)
    shown = text(public.get("/place/token-of-aid.home-2/"))
    assert "You are number 2 of 3" in shown
    assert "1 home that fits you came free" in shown


def test_ones_place_is_one_query_whatever_the_length(aid: Aid) -> None:
    line(4)
    with CaptureQueriesContext(connection) as asked:
        row = queries.waiting_by_token("token-of-aid.home-3")
        assert row is not None
        assert (row.place, row.total) == (3, 4)  # type: ignore[attr-defined]
    assert len(asked) == 1


def test_the_page_of_the_claim_leads_to_ones_place(aid: Aid, public: Client) -> None:
    line(1)
    token = "t" * 43
    Claim.objects.update(token=token)
    assert f"/place/{token}/" in text(public.get(reverse("portal:claim", args=[token])))


def test_an_offer_is_taken_by_whoever_has_the_address(aid: Aid, public: Client) -> None:
    offer = offer_now(aid)
    shown = text(public.get(MINE))
    assert "You have an offer" in shown
    assert "119.00" in shown
    public.post(f"{MINE}answer/{offer.pk}/", {"taken": "yes"})
    assert Offer.objects.get().state == "open", "to be said twice"
    public.post(f"{MINE}answer/{offer.pk}/", {"taken": "yes", "sure": "yes"})
    assert Offer.objects.get().state == "taken"


def test_another_applicant_answers_nothing_of_ones_own(aid: Aid, public: Client) -> None:
    offer = offer_now(aid)
    said = {"taken": "yes", "sure": "yes"}
    assert public.post(f"/place/token-of-aid.home-2/answer/{offer.pk}/", said).status_code == 404
    assert public.post(f"/place/guess/answer/{offer.pk}/", said).status_code == 404
    assert "You have an offer" not in text(public.get("/place/token-of-aid.home-2/"))
    assert Offer.objects.get().state == "open"


def test_what_a_refusal_costs_is_said_before_it_is_made(aid: Aid, public: Client) -> None:
    offer = offer_now(aid)
    assert "With 2 more refusals, this one counted" in text(public.get(MINE))
    public.post(f"{MINE}answer/{offer.pk}/", {"sure": "yes", "reason": "far"})
    assert Waiting.objects.get(pk=offer.waiting_id).refusals == 1
    home(aid.keeper, "F02")
    again = next(
        one
        for one in actions.make_offers("aid.home", by=aid.keeper.actor, at=timezone.now())
        if one.waiting_id == offer.waiting_id
    )
    assert "With this refusal the place in the queue is lost." in text(public.get(MINE))
    public.post(f"{MINE}answer/{again.pk}/", {"sure": "yes", "reason": "rent"})
    assert "refused or did not answer too often" in text(public.get(MINE))


def test_needs_are_said_and_nonsense_is_refused(aid: Aid, public: Client) -> None:
    line(1)
    said = {"districts": [VILLAGE], "rooms_least": "2", "area_least": "45.5", "accessible": "1"}
    public.post(f"{MINE}wishes/", said)
    wishes = Waiting.objects.get().wishes
    assert (wishes["districts"], wishes["rooms_least"], wishes["area_least"]) == ([VILLAGE], 2, 4550)
    answer = public.post(f"{MINE}wishes/", said | {"area_most": "gross"}, follow=True)
    assert "make no sense" in text(answer)
    assert Waiting.objects.get().wishes == wishes


def test_places_are_wished_for_by_institution(aid: Aid, public: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(entitlement_kinds._schemes, "aid.place", replace(PLACE, queued=Queued("time")))
    for code in ("I1", "I2"):
        actions.keep_institution("aid.place", place(code), by=aid.keeper.actor, at=T0)
    wait(1, "aid.place")
    mine = "/place/token-of-aid.place-1/"
    assert "I2康复中心" in text(public.get(mine))
    public.post(f"{mine}wishes/", {"institutions": ["I2"]})
    [offer] = actions.make_offers("aid.place", by=aid.keeper.actor, at=timezone.now())
    assert offer.institution is not None
    assert offer.institution.code == "I2"
    assert offer.answer_by == timezone.localdate() + timedelta(days=7)
    public.post(f"{mine}answer/{offer.pk}/", {"taken": "yes", "sure": "yes"})
    actions.sign_offer(offer.pk, since=date(2026, 8, 1), by=aid.keeper.actor, at=timezone.now())
    assert "Housed" in text(public.get(mine))
