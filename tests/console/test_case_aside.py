"""Asking on the page of a case, and what ends what was granted."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Application, Case
from tests.casework.askings import GROUND, ask, colleague, decide, granted
from tests.cast import DAY, HOUR, MINUTE, T0, Cast
from tests.console.conftest import As


def part(browser: Any, case: Case) -> str:
    return str(browser.get(f"/console/cases/{case.number}/asides/", headers={"HX-Request": "true"}).content.decode())


@pytest.mark.parametrize("address", ["/console/cases/{case.number}/", "/console/tasks/{task.pk}/"])
def test_the_pages_of_case_and_task_fetch_it_and_lead_there_without_script(
    cast: Cast, signed_in: As, address: str
) -> None:
    task = cast.taken()
    asides = f"/console/cases/{task.case.number}/asides/"
    assert f'href="{asides}"' in signed_in(cast.crew).get(address.format(case=task.case, task=task)).content.decode()
    assert "<h1>" in signed_in(cast.crew).get(asides).content.decode()


def test_the_one_who_holds_it_is_offered_what_they_may_ask_for_and_others_nothing(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    shown = part(signed_in(cast.crew), task.case)
    for kind in ("extension", "waiting", "hanging", "exclusion", "merge"):
        assert f'id="ask-{kind}"' in shown
    assert "ask-" not in part(signed_in(cast.mate), task.case)
    assert "ask-" not in part(signed_in(cast.leader), task.case)
    assert signed_in(cast.stranger).get(f"/console/cases/{task.case.number}/asides/").status_code == 404


def said(kind: str) -> dict[str, str]:
    code = {"extension": "materials", "waiting": "papers_missing", "hanging": "no_funds", "exclusion": "beyond_law"}
    day = (timezone.localdate() + 30 * DAY).isoformat()
    return {"code": code[kind], "ground": GROUND, "amount": "1", "until": day}


@pytest.mark.parametrize("kind", ["extension", "waiting", "hanging", "exclusion"])
def test_each_is_asked_for_by_its_form(cast: Cast, signed_in: As, kind: str) -> None:
    task = cast.taken(at=timezone.now() - MINUTE, heard_at=timezone.now() - MINUTE)
    browser = signed_in(cast.crew)
    answer = browser.post(f"/console/cases/{task.case.number}/asking/{kind}/", said(kind))
    assert answer.url == f"/console/cases/{task.case.number}/"
    assert Application.objects.get().kind == kind
    assert GROUND in part(browser, task.case)
    assert f'id="ask-{kind}"' not in part(browser, task.case)


def test_a_merge_is_asked_for_by_number_of_what_one_may_see(cast: Cast, signed_in: As) -> None:
    mine, main, unseen = cast.taken(title="一"), cast.sent(title="二").case, cast.case(title="三")
    browser = signed_in(cast.crew)
    address = f"/console/cases/{mine.case.number}/asking/merge/"
    form = {"code": "same_matter", "ground": GROUND}
    assert browser.post(address, {**form, "into": unseen.number}).status_code == 409
    assert browser.post(address, {**form, "into": main.number.lower()}).status_code == 302
    assert Application.objects.get().into == main


@pytest.mark.parametrize(
    "change",
    [{"code": "x"}, {"ground": ""}, {"amount": "-1"}, {"amount": "٣"}, {"amount": "9" * 30}, {"seen": "0"}],
)
def test_nonsense_is_refused_with_a_reason_and_asks_for_nothing(
    cast: Cast, signed_in: As, change: dict[str, str]
) -> None:
    task = cast.taken(at=timezone.now(), heard_at=timezone.now())
    answer = signed_in(cast.crew).post(
        f"/console/cases/{task.case.number}/asking/extension/", said("extension") | change
    )
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (409, True)
    assert not Application.objects.exists()


@pytest.mark.parametrize("until", ["", "2026-13-45", "soon", "1999-01-01"])
def test_a_day_that_is_none_hangs_nothing(cast: Cast, signed_in: As, until: str) -> None:
    task = cast.taken()
    form = said("hanging") | {"until": until}
    assert signed_in(cast.crew).post(f"/console/cases/{task.case.number}/asking/hanging/", form).status_code == 409


def test_unknown_acts_are_not_found(cast: Cast, signed_in: As) -> None:
    number = cast.taken().case.number
    for path in ("asking/holiday", "aside/holiday"):
        assert signed_in(cast.crew).post(f"/console/cases/{number}/{path}/").status_code == 404
        assert signed_in(cast.crew).get(f"/console/cases/{number}/asking/extension/").status_code == 405


def test_a_caller_notes_the_answer_and_the_case_goes_on(cast: Cast, signed_in: As) -> None:
    granted(cast, cast.taken(), "waiting")
    case = Case.objects.get()
    browser = signed_in(cast.caller)
    assert GROUND in part(browser, case)
    browser.post(f"/console/cases/{case.number}/aside/answer/", {"words": "在三组12号。"})
    case.refresh_from_db()
    assert case.aside == ""
    assert "在三组12号。" in part(signed_in(cast.crew), case)


@pytest.mark.parametrize(
    ("act", "who", "words"),
    [("go_on", "crew", ""), ("withdraw", "caller", "来电表示不再需要。")],
)
def test_what_hangs_is_taken_up_again_or_withdrawn(cast: Cast, signed_in: As, act: str, who: str, words: str) -> None:
    granted(cast, cast.taken(), "hanging", until=T0 + 30 * DAY)
    case = Case.objects.get()
    assert signed_in(cast.stranger).post(f"/console/cases/{case.number}/aside/{act}/").status_code == 404
    signed_in(getattr(cast, who)).post(f"/console/cases/{case.number}/aside/{act}/", {"words": words})
    case.refresh_from_db()
    assert (case.aside, case.outcome) == ("", "withdrawn" if act == "withdraw" else "")


def test_a_handler_is_offered_no_withdrawal_and_refused_one(cast: Cast, signed_in: As) -> None:
    case = cast.taken().case
    browser = signed_in(cast.crew)
    assert "/aside/withdraw/" not in part(browser, case)
    assert browser.post(f"/console/cases/{case.number}/aside/withdraw/", {"words": "不需要了"}).status_code == 409
    assert Case.objects.get().closed_at is None


def test_a_dispatcher_splits_takes_apart_and_counts_again(cast: Cast, signed_in: As) -> None:
    browser, main, other = signed_in(cast.dispatcher), cast.taken(title="一"), cast.case(title="二")
    form = {"kind": other.kind, "title": "电压偏低", "text": "晚上电压低，灯发红。"}
    browser.post(f"/console/cases/{other.number}/aside/split/", form)
    assert Case.objects.get(title="电压偏低").split_from == other
    asked = actions.ask(
        other.pk, "merge", code="same_matter", ground=GROUND, into_id=main.case_id, by=cast.dispatcher.actor, at=T0
    )
    decide(cast, asked, by=colleague(cast).actor)
    assert main.case.number in part(browser, other)
    browser.post(f"/console/cases/{other.number}/aside/unmerge/", {"words": "并非同一处"})
    other.refresh_from_db()
    assert other.merged_into is None
    decide(cast, ask(cast, main, "exclusion"), by=cast.leader.actor)
    browser.post(f"/console/cases/{main.case.number}/aside/count_again/", {"words": "依据不足"})
    assert Case.objects.get(pk=main.case_id).excluded_at is None


def test_what_may_be_the_same_is_suggested_near_in_place_time_and_words_only(cast: Cast, signed_in: As) -> None:
    case = cast.case(title="三组路灯不亮", text="三组的路灯坏了，晚上看不见路。")
    same = cast.case(title="路灯不亮", text="三组路灯坏了好几天，看不见。")
    said_of_else = cast.case(title="电费算错了", text="这个月电费多收了。")
    long_ago = cast.case(title="路灯不亮", text="三组路灯坏了好几天。", heard_at=T0 - 30 * DAY)
    hidden = cast.case(title="路灯不亮", text="三组路灯坏了好几天，看不见。", secret=True)
    shown = part(signed_in(cast.dispatcher), case)
    assert same.number in shown
    for other in (said_of_else, long_ago, hidden):
        assert other.number not in shown


def test_it_takes_at_most_twelve_queries_however_much_was_asked(cast: Cast, signed_in: As) -> None:
    task = cast.taken()
    browser = signed_in(cast.dispatcher)

    def taken() -> int:
        part(browser, task.case)
        with CaptureQueriesContext(connection) as seen:
            part(browser, task.case)
        return len(seen)

    few = taken()
    for number in range(4):
        at = T0 + number * HOUR
        decide(cast, ask(cast, task, "exclusion", at=at), grant=False, at=at)
        decide(cast, ask(cast, task, "waiting", amount=1, at=at), at=at)
        actions.answer_question(task.case_id, words="在三组。", by="requester", at=at + MINUTE)
    assert taken() <= few + 1 <= 12


def test_a_dispatcher_corrects_the_kind_by_its_form_and_the_page_says_both_kinds_and_why(
    cast: Cast, signed_in: As
) -> None:
    case = cast.taken("power.complaint").case
    browser = signed_in(cast.dispatcher)
    shown = part(browser, case)
    assert 'id="correct-kind"' in shown and 'id="ask-correction"' not in shown
    said = {"kind": "power.outage", "code": "seen_on_the_spot", "words": "现场看是停电。", "seen": "99"}
    refused = browser.post(f"/console/cases/{case.number}/aside/correct_kind/", said)
    assert refused.status_code == 409 and Case.objects.get(pk=case.pk).kind == "power.complaint"
    said["seen"] = str(Case.objects.get(pk=case.pk).version)
    assert browser.post(f"/console/cases/{case.number}/aside/correct_kind/", said).status_code == 302
    page = browser.get(f"/console/cases/{case.number}/").content.decode()
    assert f"taken for {kind_of('power.complaint').name} before" in page
    assert page.count("现场看是停电。") >= 2, "beside the kind, and in the story"


def test_a_handler_asks_for_another_kind_and_the_judge_sees_both(cast: Cast, signed_in: As) -> None:
    case = cast.taken("power.complaint").case
    browser = signed_in(cast.crew)
    assert 'id="ask-correction"' in part(browser, case) and 'id="correct-kind"' not in part(browser, case)
    said = {"kind": "power.outage", "code": "seen_on_the_spot", "ground": "现场看是停电。"}
    browser.post(f"/console/cases/{case.number}/asking/correction/", said)
    asked = Application.objects.get()
    assert asked.to_kind == "power.outage"
    assert "→ <strong>" in signed_in(cast.dispatcher).get("/console/judging/").content.decode()
    judged = signed_in(cast.dispatcher).post(
        f"/console/judging/correction/{asked.pk}/", {"ruling": "grant", "words": "同意更正。"}
    )
    assert judged.status_code == 302 and Case.objects.get(pk=case.pk).kind == "power.outage"


def test_an_upheld_return_for_anothers_trade_offers_the_correction_open(cast: Cast, signed_in: As) -> None:
    task = cast.sent("power.complaint")
    actions.return_task(task.pk, code="not_ours", ground="不是我们的专业。", by=cast.head.actor, at=T0 + MINUTE)
    assert '<details id="correct-kind" open>' not in part(signed_in(cast.dispatcher), task.case)
    actions.decide_return(task.pk, uphold=True, words="确实不是。", by=cast.dispatcher.actor, at=T0 + HOUR)
    assert '<details id="correct-kind" open>' in part(signed_in(cast.dispatcher), task.case)
