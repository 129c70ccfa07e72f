"""The live stream with its filters, and one lead with its thread, its place, and who was told."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions as casework
from jishiyu.notices.models import Notice
from jishiyu.sensing import actions as sensing
from jishiyu.sensing import jobs
from jishiyu.sensing.models import Lead, Message
from jishiyu.sensing.raw import RawMessage
from tests.cast import ELSEWHERE, T0, VILLAGE, Cast
from tests.console.conftest import As
from tests.entitlements.schemes import Aid

SAID = (
    ("1", "早上好", 0),
    ("2", "复兴村又停电了", 1),
    ("3", "我家也停了", 2),
    ("4", "今天菜场的豆腐好吃", 3),
)


@pytest.fixture
def lead(cast: Cast) -> Lead:
    for key, text, minutes in SAID:
        said = RawMessage(id=key, text=text, time=T0 + timedelta(minutes=minutes), group_id=cast.group.code)
        sensing.hear(cast.chat, [said], at=T0)
    sensing.sense_batch(100, by="system:test", at=T0)
    return Lead.objects.get()


def test_the_stream_shows_everything_said_with_its_verdict(cast: Cast, lead: Lead, signed_in: As) -> None:
    page = signed_in(cast.dispatcher).get("/console/stream/").content.decode()
    assert all(text in page for _, text, _ in SAID)
    assert "says “" in page
    assert f"/console/leads/{lead.pk}/" in page


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("verdict=risk", "我家也停了", "早上好"),
        ("verdict=ordinary", "早上好", "我家也停了"),
        ("urgency=2", "复兴村又停电了", "早上好"),
        ("kind=power.outage", "复兴村又停电了", "豆腐"),
        ("text=豆腐", "豆腐", "停电"),
        ("since=2031-01-01", "Nothing fits", "早上好"),
        ("group=999999", "Nothing fits", "早上好"),
        ("group=x&since=never&urgency=-1&before=1e9&kind=%00", "早上好", "Nothing fits"),
    ],
)
def test_a_filter_keeps_what_fits(cast: Cast, lead: Lead, signed_in: As, asked: str, shown: str, hidden: str) -> None:
    rows = signed_in(cast.dispatcher).get(f"/console/stream/rows/?{asked}").content.decode()
    assert shown in rows
    assert hidden not in rows


@pytest.mark.parametrize(("asked", "folded"), [("", True), ("verdict=risk&text=x", True), ("urgency=2", False)])
def test_further_filters_lie_folded_until_one_is_set(cast: Cast, signed_in: As, asked: str, folded: bool) -> None:
    page = signed_in(cast.dispatcher).get(f"/console/stream/?{asked}").content.decode()
    assert ("<details><summary>Filter further" in page) is folded
    assert ("<details open><summary>Filter further" in page) is not folded


def test_words_taken_back_are_found_by_the_dispatcher_only(cast: Cast, lead: Lead, signed_in: As) -> None:
    taken_back = Message.objects.get(text="我家也停了")
    Message.objects.filter(pk=taken_back.pk).update(recalled_at=T0)
    for who, found in ((cast.dispatcher, True), (cast.caller, False), (cast.leader, False)):
        rows = signed_in(who).get("/console/stream/rows/?text=我家也").content.decode()
        assert (f'data-message="{taken_back.pk}"' in rows) is found


def test_older_messages_are_a_page_away_and_none_is_left_out(cast: Cast, lead: Lead, signed_in: As) -> None:
    many = [RawMessage(id=f"x{n}", text=f"闲话{n:03d}", time=T0, group_id=cast.group.code) for n in range(90)]
    sensing.hear(cast.chat, many, at=T0)
    sensing.sense_batch(100, by="system:test", at=T0)
    browser, seen, before = signed_in(cast.dispatcher), [], ""
    for _ in range(3):
        rows = browser.get("/console/stream/rows/", {"before": before}).content.decode()
        seen += re.findall(r'data-message="(\d+)"', rows)
        before = "".join(re.findall(r"before=(\d+)", rows))
    assert before == ""
    assert len(seen) == len(set(seen)) == Message.objects.count() == 94


@pytest.mark.parametrize("who", ["crew", "head"])
def test_the_stream_is_for_those_who_watch_everything(cast: Cast, signed_in: As, who: str) -> None:
    assert signed_in(getattr(cast, who)).get("/console/stream/").status_code in (302, 403, 404)


def test_a_lead_shows_its_thread_within_the_talk_around_it(cast: Cast, lead: Lead, signed_in: As) -> None:
    page = signed_in(cast.dispatcher).get(f"/console/leads/{lead.pk}/").content.decode()
    assert page.count('class="own"') == 2
    assert all(text in page for _, text, _ in SAID)
    assert "复兴村" in page[page.index("crumbs") :]


def test_who_was_told_sees_it_and_is_seen_to_have_seen_it(cast: Cast, lead: Lead, signed_in: As) -> None:
    jobs.warn({"leads": [lead.pk]}, T0)
    notice = Notice.objects.filter(key__in=lead.notice_keys).first()
    assert notice is not None
    assert notice.reader == cast.crew.actor
    told = cast.crew
    before = signed_in(cast.dispatcher).get(f"/console/leads/{lead.pk}/").content.decode()
    assert "not seen yet" in before
    assert signed_in(told).get(notice.link).status_code == 200
    after = signed_in(cast.dispatcher).get(f"/console/leads/{lead.pk}/").content.decode()
    row = after[after.index(told.name) :]
    assert "not seen yet" not in row[: row.index("</tr>")]


def test_the_officer_s_page_leads_to_pages_an_officer_may_open(cast: Cast, lead: Lead, signed_in: As) -> None:
    jobs.warn({"leads": [lead.pk]}, T0)
    (case,) = casework.take_leads([lead.pk], by="system:test", at=T0)
    joined = Lead.objects.create(
        pack=lead.pack, kind=lead.kind, source=lead.source, title="又停", urgency=2, first_at=T0, last_at=T0,
        state=Lead.State.TAKEN, merged_into=lead,
    )  # fmt: skip
    browser = signed_in(cast.crew)
    for one in (lead, joined):
        page = browser.get(f"/console/leads/{one.pk}/").content.decode()
        assert f"/console/cases/{case.number}/" in page
        for address in re.findall(r"<main.*", page, re.S)[0].split('href="')[1:]:
            assert browser.get(address.split('"')[0]).status_code == 200


def test_who_was_not_told_and_has_no_case_of_it_does_not_see_it(cast: Cast, lead: Lead, signed_in: As) -> None:
    assert signed_in(cast.stranger).get(f"/console/leads/{lead.pk}/").status_code == 404
    assert signed_in(cast.dispatcher).get("/console/leads/999999/").status_code == 404


def test_the_dispatcher_says_that_a_quiet_lead_is_nothing(cast: Cast, lead: Lead, signed_in: As) -> None:
    Lead.objects.filter(pk=lead.pk).update(state=Lead.State.QUIET)
    browser = signed_in(cast.dispatcher)
    assert "False alarm" in browser.get(f"/console/leads/{lead.pk}/").content.decode()
    browser.post(f"/console/leads/{lead.pk}/false/")
    lead.refresh_from_db()
    assert lead.state == Lead.State.FALSE
    assert lead.answered_by == cast.dispatcher.actor


def test_a_caller_does_not_decide_what_is_nothing(cast: Cast, lead: Lead, signed_in: As) -> None:
    signed_in(cast.caller).post(f"/console/leads/{lead.pk}/false/")
    lead.refresh_from_db()
    assert lead.answered_at is None


def test_a_full_stream_and_a_long_thread_take_at_most_twelve_queries(cast: Cast, lead: Lead, signed_in: As) -> None:
    jobs.warn({"leads": [lead.pk]}, T0)
    many = [RawMessage(id=f"y{n}", text=f"停电了{n}", time=T0, group_id=cast.group.code) for n in range(60)]
    sensing.hear(cast.chat, many, at=T0)
    sensing.sense_batch(100, by="system:test", at=T0)
    browser = signed_in(cast.dispatcher)
    for address in ("/console/stream/?verdict=risk&text=停电", f"/console/leads/{lead.pk}/"):
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        assert len(seen) <= 12, [query["sql"][:80] for query in seen]


def test_pages_that_do_not_fit_in_the_bar_are_behind_one_word(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.dispatcher).get("/console/catalogue/").content.decode()
    bar, more = page[: page.index("data-closes")], page[page.index("data-closes") : page.index("</details>")]
    assert 'href="/console/desk/"' in bar
    assert 'href="/console/catalogue/" aria-current="page"' in more
    assert 'href="/console/desk/"' not in more
    assert "data-closes" not in signed_in(cast.admin).get("/console/notices/").content.decode()


def test_pages_of_benefits_are_in_the_bar_of_those_who_have_a_part_in_them(cast: Cast, aid: Aid, signed_in: As) -> None:
    for officer, part in ((aid.keeper, True), (aid.head, True), (aid.stranger, False), (cast.leader, True)):
        page = signed_in(officer).get("/console/notices/").content.decode()
        assert ('href="/console/claims/"' in page) is part, officer.name


def test_a_dispatcher_splits_a_lead_on_its_page_and_a_caller_does_not_see_how(
    cast: Cast, lead: Lead, signed_in: As
) -> None:
    url = f"/console/leads/{lead.pk}/"
    assert f"{url}split/" not in signed_in(cast.caller).get(url).content.decode()
    assert signed_in(cast.caller).post(f"{url}split/", {}).status_code in (403, 404)
    page = signed_in(cast.dispatcher).get(url).content.decode()
    assert f"{url}split/" in page
    last = lead.messages.order_by("-said_at")[0]
    signed_in(cast.dispatcher).post(f"{url}split/", {"message": ["x", "9" * 30]})
    assert Lead.objects.count() == 1
    answer = signed_in(cast.dispatcher).post(f"{url}split/", {"message": [str(last.pk)]})
    new = Lead.objects.exclude(pk=lead.pk).get()
    assert answer.headers["Location"] == f"/console/leads/{new.pk}/"
    assert new.messages.get() == last


def test_a_lead_says_how_many_speak_of_it_and_that_it_is_there_again(cast: Cast, lead: Lead, signed_in: As) -> None:
    again = RawMessage(id="9", text="又停电了", time=T0 + timedelta(hours=9), group_id=cast.group.code, sender="x")
    sensing.judge_messages(cast.chat, [again], by="system:test", at=T0 + timedelta(hours=9))
    new = Lead.objects.get(repeats=lead)
    page = signed_in(cast.dispatcher).get(f"/console/leads/{new.pk}/").content.decode()
    assert "again within a week" in page
    assert "1 household" in page


def test_a_lead_says_which_places_a_shared_name_may_mean(cast: Cast, lead: Lead, signed_in: As) -> None:
    Message.objects.filter(lead=lead).update(
        place_words="北峰垸", place_how="asked", place_asked=[[VILLAGE, None], [ELSEWHERE, None]]
    )
    page = signed_in(cast.dispatcher).get(f"/console/leads/{lead.pk}/").content.decode()
    assert "Several places are called 北峰垸. Which of these?" in page
    assert "复兴村委会</button>" in page and "北峰垸村</button>" in page, "one tap chooses"
    page = signed_in(cast.leader).get(f"/console/leads/{lead.pk}/").content.decode()
    assert "Several places are called 北峰垸, and nobody chose one:" in page, "a leader reads them and is asked nothing"
    assert "复兴村委会" in page and "北峰垸村" in page and "</button>" not in page.split("nobody chose one:")[1][:300]
    Lead.objects.filter(pk=lead.pk).update(state=Lead.State.OVER)
    page = signed_in(cast.dispatcher).get(f"/console/leads/{lead.pk}/").content.decode()
    assert "Which of these?" not in page, "where it is over nothing is left to choose"


def test_one_tap_chooses_the_place_and_the_lead_is_there(cast: Cast, lead: Lead, signed_in: As) -> None:
    Message.objects.filter(lead=lead).update(
        place_words="北峰垸", place_how="asked", place_asked=[[VILLAGE, None], [ELSEWHERE, None]]
    )
    address = f"/console/leads/{lead.pk}/place/"
    assert signed_in(cast.leader).post(address, {"place": ELSEWHERE}).status_code == 404
    for rubbish in ("", "4309", f"{ELSEWHERE}:x", "'"):
        signed_in(cast.dispatcher).post(address, {"place": rubbish})
    assert Message.objects.filter(lead=lead, place_how="chosen").count() == 0
    assert signed_in(cast.dispatcher).post(address, {"place": ELSEWHERE}).status_code == 302
    page = signed_in(cast.dispatcher).get(f"/console/leads/{lead.pk}/").content.decode()
    assert Lead.objects.get(pk=lead.pk).division_id == ELSEWHERE
    assert "Which of these?" not in page and "北峰垸村" in page


def test_a_dispatcher_makes_two_leads_one_by_number(cast: Cast, lead: Lead, signed_in: As) -> None:
    said = RawMessage(id="9", text="复兴村停电了", time=T0 + timedelta(hours=5), group_id=cast.group.code)
    sensing.hear(cast.chat, [said], at=T0)
    sensing.sense_batch(100, by="system:test", at=T0)
    other = Lead.objects.exclude(pk=lead.pk).get()
    browser = signed_in(cast.dispatcher)
    assert browser.post(f"/console/leads/{other.pk}/unite/", {"into": "99999"}).url == f"/console/leads/{other.pk}/"
    assert browser.post(f"/console/leads/{other.pk}/unite/", {"into": str(lead.pk)}).url == f"/console/leads/{lead.pk}/"
    assert Lead.objects.get(pk=other.pk).merged_into == lead
    assert signed_in(cast.caller).post(f"/console/leads/{other.pk}/unite/", {"into": "1"}).status_code == 404
    assert 'name="into"' not in signed_in(cast.caller).get(f"/console/leads/{lead.pk}/").content.decode()
