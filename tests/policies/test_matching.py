"""Matched both ways over what is really kept, and told to those who answer for the enterprises."""

from datetime import timedelta

import pytest
from django.utils import translation

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.look.policies import audience_sentence
from jishiyu.notices.models import Notice
from jishiyu.policies import actions, jobs, queries
from jishiyu.policies.audience import Outcome, read
from jishiyu.policies.kinds import known
from jishiyu.policies.models import Told, Use
from jishiyu.registry import actions as registry
from jishiyu.registry import kinds
from jishiyu.registry.models import Profile
from tests.cast import BY, DAY, T0, Cast
from tests.policies.room import MAKERS, SMALL, Handbook

TODAY = T0.date()


def three(handbook: Handbook) -> list[int]:
    """One that fits, one that does not, one nobody knows the trade of."""
    return [
        handbook.enterprise("甲食品厂", {"t.trade": "C1310", "t.size": "small"}).pk,
        handbook.enterprise("乙商行", {"t.trade": "F51", "t.size": "small"}).pk,
        handbook.enterprise("丙公司", {"t.size": "small"}).pk,
    ]


def test_enterprises_for_a_policy_fall_into_three_lists(handbook: Handbook) -> None:
    fits, not_fits, missing = three(handbook)
    card = handbook.released()
    lists = {outcome: queries.listed(card, outcome, TODAY) for outcome in Outcome}
    assert lists == {Outcome.YES: [fits], Outcome.NO: [not_fits], Outcome.MISSING: [missing]}
    counts = queries.fits_of(queries.rule_of(card), TODAY)
    assert (counts.fits, counts.not_fits, counts.missing, counts.of) == (1, 1, 1, 3)


def test_policies_for_an_enterprise_come_with_the_answer_of_each_condition(handbook: Handbook) -> None:
    _, _, missing = three(handbook)
    handbook.released()
    handbook.released(title="小型企业", audience={"all": [MAKERS, {"not": SMALL}]})
    handbook.released(title="所有企业", audience={"all": []})
    told = queries.fitting(Profile.objects.get(pk=missing), TODAY)
    assert [(one.card.title, one.outcome.name) for one in told] == [
        ("所有企业", "YES"),
        ("技术改造设备补助", "MISSING"),
        ("小型企业", "NO"),
    ]
    assert told[1].judged.missing == ("t.trade",)
    assert queries.fitting(None, TODAY)[0].card.title == "所有企业"


def test_what_is_learnt_of_an_enterprise_counts_at_once(handbook: Handbook) -> None:
    *_, missing = three(handbook)
    card = handbook.released()
    assert len(queries.fitting_keys(card, TODAY)) == 1
    registry.describe(missing, values={"t.trade": "C13"}, by=BY, at=T0 + DAY)
    assert missing in queries.fitting_keys(card, TODAY)


def test_a_policy_that_asks_what_no_pack_declares_any_more_is_answered_by_nobody(
    handbook: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits, *_ = three(handbook)
    card = handbook.released()
    kept = {code: one for code, one in kinds.attributes().items() if code != "t.trade"}
    monkeypatch.setattr(kinds, "_attributes", kept)
    assert len(queries.listed(card, Outcome.MISSING, TODAY)) == 3
    told = queries.fitting(Profile.objects.get(pk=fits), TODAY)
    assert [one.outcome for one in told] == [Outcome.MISSING]
    assert queries.questions(TODAY) == []
    with translation.override("en"):
        assert "not recorded here any more" in audience_sentence(card)


def test_a_place_is_asked_for_like_anything_else(handbook: Handbook) -> None:
    here = handbook.enterprise("本镇", {})
    handbook.enterprise("不知何处", {}, division=None)
    rule = read({"of": "subject.division", "is": "in", "codes": ["4309"]}, known())
    counts = queries.fits_of(rule, TODAY)
    assert (counts.fits, counts.missing) == (1, 1)
    assert queries.population().keys.tolist().index(here.pk) >= 0


def test_the_book_of_a_trade_leaves_out_only_what_rules_the_trade_out(handbook: Handbook) -> None:
    handbook.released()
    handbook.released(title="仅批发", audience={"of": "t.trade", "is": "in", "codes": ["F"]})
    handbook.released(title="仅农副", audience={"of": "t.trade", "is": "in", "codes": ["C13"]})
    assert [card.title for card in queries.themed_for("C", TODAY)] == ["技术改造设备补助", "仅农副"]
    assert [card.title for card in queries.themed_for("C26", TODAY)] == ["技术改造设备补助"]
    assert len(queries.themed_for("", TODAY)) == 3


def test_the_questions_are_those_that_most_policies_ask(handbook: Handbook) -> None:
    handbook.released()
    handbook.released(title="小型", audience={"all": [MAKERS, SMALL]})
    assert [one.code for one in queries.questions(TODAY)] == ["t.trade", "t.size"]


def told(handbook: Handbook) -> tuple[Cast, list[int]]:
    keys = three(handbook)
    second = handbook.enterprise("丁食品厂", {"t.trade": "C13"})
    handbook.enterprise("戊食品厂", {"t.trade": "C13"})
    for key in (*keys, second.pk):
        registry.give_duty(
            handbook.cast.mate.pk, "t.liaison", since=TODAY - timedelta(days=9), subject_id=key, by=BY, at=T0
        )
    return handbook.cast, keys


def test_a_released_policy_is_told_once_to_the_officer_for_all_it_fits(handbook: Handbook) -> None:
    cast, _ = told(handbook)
    card = handbook.released()
    jobs.tell_released({"card": card.pk}, T0)
    jobs.tell_released({"card": card.pk}, T0 + DAY)
    jobs.tell(T0 + DAY)
    notices = Notice.objects.filter(kind="policy_new")
    assert [(one.reader, one.params["number"]) for one in notices] == [(cast.mate.actor, "2")]
    assert Told.objects.filter(card=card, reader=cast.mate.actor).count() == 2
    assert Told.objects.filter(card=card, reader="").count() == 1  # nobody answers for it
    assert Entry.objects.filter(subject=card.ref, act="told").count() == 1


def test_whoever_comes_to_fit_is_told_for_then_and_only_then(handbook: Handbook) -> None:
    cast, keys = told(handbook)
    card = handbook.released()
    jobs.tell(T0)
    registry.describe(keys[2], values={"t.trade": "C26"}, by=BY, at=T0 + DAY)
    jobs.tell(T0 + 2 * DAY)
    jobs.tell(T0 + 3 * DAY)
    assert [one.params["number"] for one in Notice.objects.filter(reader=cast.mate.actor).order_by("pk")] == ["2", "1"]
    assert Told.objects.filter(card=card).count() == 4


def test_a_new_version_is_not_told_again_to_those_who_heard_of_the_first(handbook: Handbook) -> None:
    told(handbook)
    card = handbook.released()
    jobs.tell(T0)
    second = actions.set_audience(card.line, {"all": [MAKERS]}, by=handbook.cast.crew.actor, at=T0)
    actions.release_card(second.pk, by=handbook.cast.head.actor, at=T0)
    jobs.tell(T0 + DAY)
    assert Told.objects.filter(why="new").count() == 3


def test_a_policy_about_to_end_is_told_apart_from_one_that_is_new(handbook: Handbook) -> None:
    cast, _ = told(handbook)
    handbook.released(apply_until=TODAY + timedelta(days=40))
    jobs.tell(T0)
    assert not Told.objects.filter(why="ending").exists()
    jobs.tell(T0 + 15 * DAY)
    jobs.tell(T0 + 16 * DAY)
    assert Notice.objects.filter(reader=cast.mate.actor, kind="policy_ending").count() == 1


def test_an_old_policy_is_not_told_as_new_but_one_not_yet_in_force_is_when_it_comes(handbook: Handbook) -> None:
    told(handbook)
    card = handbook.released()
    jobs.tell(T0 + 200 * DAY)
    assert not Told.objects.filter(card=card).exists()


def test_passing_on_is_for_the_officer_who_was_told_or_anybody_where_nobody_was(handbook: Handbook) -> None:
    cast, _ = told(handbook)
    handbook.released()
    jobs.tell(T0)
    mine = Told.objects.filter(reader=cast.mate.actor).first()
    nobodys = Told.objects.get(reader="")
    assert mine is not None
    with pytest.raises(Refused, match="not_yours"):
        actions.pass_on(mine.pk, by=cast.crew.actor, at=T0)
    actions.pass_on(mine.pk, by=cast.mate.actor, at=T0)
    actions.pass_on(nobodys.pk, by=cast.crew.actor, at=T0)
    assert queries.to_pass_on(cast.mate.actor).count() == 1
    with pytest.raises(Refused, match="told_unknown"):
        actions.pass_on(0, by=cast.mate.actor, at=T0)


def test_a_use_counts_once_for_each_showing_and_keeps_nothing_personal(handbook: Handbook) -> None:
    card = handbook.released()
    assert actions.count_use(card.line, "scan", via="book", key="a:scan", at=T0)
    assert not actions.count_use(card.line, "scan", via="book", key="a:scan", at=T0)
    assert actions.count_use(card.line, "call", key="a:call", at=T0)
    assert not actions.count_use(card.line, "steal", key="a:steal", at=T0)
    assert not actions.count_use(card.line + 99, "read", key="b", at=T0)
    assert queries.counts_of([card.line])[card.line] | {"told": 0} == {
        "scan": 1, "read": 0, "call": 1, "apply": 0, "told": 0, "passed_on": 0,
    }  # fmt: skip
    assert {field.name for field in Use._meta.get_fields()} == {"id", "card", "what", "via", "key", "at"}
