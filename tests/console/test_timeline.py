"""The time line of an enterprise with a row of every kind: the same words for everybody as ever, in few questions."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.entitlements.models import Household, Permit
from jishiyu.ledger.models import Entry
from jishiyu.lib.together import Asked, together
from jishiyu.outreach import actions
from jishiyu.outreach.models import Visit
from jishiyu.policies.models import Told
from jishiyu.registry import actions as registry
from tests.cast import BY, DAY, HOUR, MINUTE, T0, Cast
from tests.console.conftest import As
from tests.entitlements.paying import household, receiving
from tests.entitlements.schemes import Aid
from tests.outreach.firms import KEY, Firms, assemble
from tests.policies import room

MOST = 12
ABOVE = {"of": "enterprise.above_scale", "is": "in", "codes": ["industry"]}
KINDS = {"visit", "case", "answer", "gathering", "outcome", "claim", "permit", "policy", "plan", "duty", "change"}


def everything(cast: Cast, rounds: int = 1) -> Firms:
    """A firm of which there is a row of every kind, and of what is due; more of each with more rounds."""
    firms, handbook = assemble(cast), room.assemble(cast)
    key, leader = firms.qiyuan.pk, cast.leader
    team = actions.form_team(
        key, lead_id=leader.pk, aim="三个月内解决用工", members={cast.head.pk: "用工服务"}, by=leader.actor, at=T0
    )
    for n in range(rounds):
        at = T0 + n * DAY
        visit = firms.raised(key=f"{KEY}-{n}", at=at + HOUR)
        answered = visit.needs.get().case
        casework.dispatch(answered.pk, cast.station.pk, by=cast.dispatcher.actor, at=at + 2 * HOUR)
        task = casework.accept_task(answered.tasks.get().pk, by=cast.crew.actor, at=at + 2 * HOUR)
        casework.finish_task(task.pk, words="已对接银行。", how="visit", by=cast.crew.actor, at=at + 3 * HOUR)
        firms.raised(key=f"{KEY}-open-{n}", at=at + 4 * HOUR, text="招不到工,想招二十名焊工。")
        one = actions.plan_gathering(
            "enterprise.reception_day", "接待日", unit_id=cast.station.pk, starts_at=at + 5 * HOUR, by=BY, at=T0
        )
        actions.invite_guests(one.pk, subject_ids=[key], by=BY, at=T0)
        if n % 2 == 0:
            came = {guest.pk: actions.Came(n % 4 == 0) for guest in one.guests.all()}
            actions.note_came(one.pk, came, by=BY, at=at + 6 * HOUR)
        actions.note_outcome("enterprise.loans", 500_000_000, day=at.date(), source="银行放款单",
                             case_id=answered.pk, subject_id=key, by=cast.crew.actor, at=at + 6 * HOUR)  # fmt: skip
        award = receiving(_of(household(cast, n), key))
        for days in (20, 400):
            Permit.objects.create(
                award=award, number=f"P{n}-{days}", code=f"c{n}-{days}", subject_sealed="x", mask="湘H**345", mark="m",
                valid_from=T0.date(), valid_until=T0.date() + timedelta(days=days), text="t",
                made_at=at + 7 * HOUR, revoked_at=at + 8 * HOUR if days > 100 else None,
            )  # fmt: skip
        card = handbook.released(title=f"第{n}项补助", audience=ABOVE)
        Told.objects.create(card=card, subject=firms.qiyuan, why="new", told_at=at + 9 * HOUR,
                            passed_on_at=at + 10 * HOUR if n % 2 else None)  # fmt: skip
        actions.plan_step(team.pk, f"第{n}步联系银行", officer_id=cast.head.pk, due_on=(at + 5 * DAY).date(),
                         by=leader.actor, at=at + 11 * HOUR)  # fmt: skip
        registry.describe(key, name=f"湖南启元{n}公司", by=BY, at=at + 12 * HOUR)
        actions.appoint_visit(key, on=(at + 3 * DAY).date(), by=cast.crew.actor, at=T0)
    return firms


def _of(made: Household, subject: int) -> Household:
    made.subject_id = subject
    made.save(update_fields=["subject"])
    return made


POSTS = ("leader", "dispatcher", "caller", "head", "crew", "stranger")


@pytest.fixture
def page_of(cast: Cast, aid: Aid, signed_in: As, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, int]]:
    """The time line of a firm with rows of every kind as one of the cast reads it, and how often it asked."""
    firms = everything(cast, 3)
    monkeypatch.setattr(timezone, "now", lambda: T0 + 3 * DAY)

    address, browsers = f"/console/enterprises/{firms.qiyuan.pk}/timeline/", dict[str, Client]()

    def read(who: str, **asked: str) -> tuple[str, int]:
        browser = browsers.get(who)
        if browser is None:
            browser = browsers[who] = signed_in(getattr(cast, who))
            browser.get(address)
        with CaptureQueriesContext(connection) as found:
            answer = browser.get(address, asked)
        assert answer.status_code == 200
        return answer.content.decode(), len(found)

    return read


def kinds_of(page: str) -> set[str]:
    return set(re.findall(r'data-kind="(\w+)"', page))


@pytest.mark.parametrize("who", POSTS)
def test_everybody_reads_it_in_twelve_questions(page_of: Callable[..., tuple[str, int]], who: str) -> None:
    page, asked = page_of(who)
    assert page.count("data-kind=") == 20 or who == "stranger"
    assert asked <= MOST
    assert max(page_of(who, kind=kind)[1] for kind in KINDS) <= MOST


@pytest.mark.parametrize(
    ("who", "hidden"),
    [("leader", set()), ("caller", {"claim", "permit"}), ("stranger", {"visit", "case", "answer", "outcome"})],
)
def test_a_row_of_every_kind_is_there_for_whoever_may_see_it(
    page_of: Callable[..., tuple[str, int]], who: str, hidden: set[str]
) -> None:
    seen = {kind for kind in KINDS if kind in kinds_of(page_of(who, kind=kind)[0])}
    assert seen.isdisjoint(hidden)
    assert seen == KINDS - hidden or who == "stranger"


WORDS = {
    "visit": ["Went there</a> · 周队长", "招不到工", "JSY-"],
    "case": ["流动资金周转不开,想贷款。"],
    "answer": ["已对接银行。"],
    "gathering": ['接待日 <span class="tag tag--leaf">came</span>', "did not come"],
    "outcome": ["银行放款单", "5,000,000.00", "JSY-"],
    "claim": ["Receiving"],
    "permit": ["湘H**345 · 2026-07-14 – 2026-08-03", "Revoked"],
    "policy": ["第2项补助", "not passed on yet", "passed on "],
    "plan": ["第1步联系银行"],
    "duty": ["周队长", "谢林港供电所", "2026-01-01"],
    "change": ["湖南启元0公司 → 湖南启元1公司"],
}


def test_each_kind_says_what_it_is_about(page_of: Callable[..., tuple[str, int]]) -> None:
    pages = {kind: page_of("leader", kind=kind)[0] for kind in WORDS}
    assert [(kind, said) for kind, words in WORDS.items() for said in words if said not in pages[kind]] == []


def test_what_is_due_stands_first_in_the_order_of_its_days(page_of: Callable[..., tuple[str, int]]) -> None:
    page, _asked = page_of("crew")
    due = page.partition("Due next")[2].partition("Time line")[0]
    assert due.count("Visit appointed") == due.count("<li>") == 3
    led = page_of("leader")[0].partition("Due next")[2].partition("Time line")[0]
    assert "第0步联系银行" in led
    assert "Pass ends" in led
    assert led.index("第0步联系银行") < led.index("第2步联系银行") < led.index("P0-20")


def test_rows_of_several_tables_stand_in_one_order_and_are_whole(cast: Cast) -> None:
    firms = assemble(cast)
    visits = [firms.visit(key=f"{KEY}-{n}", at=T0 + n * MINUTE) for n in range(2)]
    found = together(
        [
            Asked("visit", Visit.objects.all(), ("id", "way", "took_place_at", "struck_at"), "took_place_at"),
            Asked("entry", Entry.objects.filter(subject=f"subject:{firms.qiyuan.pk}"), ("id", "after"), "at"),
            Asked("none", Visit.objects.none(), ("id", "way"), "took_place_at"),
        ],
        3,
    )
    latest = [one.thing for one in found if one.name == "visit"]
    assert [one.pk for one in latest] == [visit.pk for visit in reversed(visits)]
    assert (latest[0].took_place_at, latest[0].struck_at) == (T0 + MINUTE, None)
    assert found[2].name == "entry"
    assert found[2].thing.after["name"] == "湖南启元科技有限公司"
    assert together([]) == []
    assert latest[0].note == visits[1].note  # was not asked for, and is fetched
