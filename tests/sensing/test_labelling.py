"""What people say of messages: answers to warnings, labels by hand, the sample of what stayed below the threshold."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jishiyu.ledger.models import Entry, Errand
from jishiyu.lib.refused import Refused
from jishiyu.sensing import actions, jobs, queries
from jishiyu.sensing.models import Group, Label, Lead, Message, Sampled, ShadowDraw, Source
from jishiyu.sensing.sampling import LEAST, MOST, drawn, kappa
from tests.cast import T0, Cast
from tests.sensing.conftest import BY, NOW, Say

TOMORROW = NOW + timedelta(days=1)


@pytest.mark.parametrize(("many", "few"), [(0, 0), (3, 3), (40, LEAST), (1000, 10), (1001, 11), (90_000, MOST)])
def test_one_percent_of_a_day_is_drawn_a_few_at_least_and_not_too_many(many: int, few: int) -> None:
    assert len(drawn(range(many), "seed")) == few


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    assert drawn(range(1000), "a") == drawn(range(1000), "a") != drawn(range(1000), "b")
    assert set(drawn(range(1000), "a")) <= set(range(1000))


def test_every_message_has_the_same_chance() -> None:
    hits = [0] * 200
    for seed in range(2000):
        for key in drawn(range(200), str(seed)):
            hits[key] += 1
    assert min(hits) / 50 > 0.5 and max(hits) / 50 < 1.6  # 2000 draws of 5 in 200: 50 each on average


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([(1, 1), (0, 0)], 1.0),
        ([(1, 0), (0, 1)], -1.0),
        ([(1, 1), (1, 0), (0, 1), (0, 0)], 0.0),
        ([(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15, 0.4),  # the example of the textbooks
        ([], None),
        ([(1, 1), (1, 1)], None),
    ],
)
def test_agreement_beyond_chance(pairs: list[tuple[int, int]], value: float | None) -> None:
    found = kappa(pairs)
    assert found == value if value is None else found == pytest.approx(value)


def heard(chat: Source, *texts: str, say: Say) -> list[Message]:
    actions.hear(chat, [say(text) for text in texts], at=NOW)
    actions.sense_batch(100, by=BY, at=NOW)
    return list(Message.objects.order_by("pk"))


@pytest.mark.django_db
def test_an_answer_to_a_warning_labels_its_messages(chat: Source, group: Group, say: Say) -> None:
    heard(chat, "停电了", "我也是", "今天赶集", say=say)
    lead = Lead.objects.get()
    actions.answer_lead(lead.pk, real=False, by="officer:1", at=NOW)
    errand = Errand.objects.get(kind="lead.answered")
    jobs.label(errand.data, NOW)
    jobs.label(errand.data, NOW)
    labels = Label.objects.order_by("message")
    assert [(one.message.text, one.risk, one.how, one.by) for one in labels] == [
        ("停电了", False, "answer", "officer:1"),
        ("我也是", False, "answer", "officer:1"),
    ]


@pytest.mark.django_db
def test_nothing_is_labelled_while_nobody_answered(chat: Source, group: Group, say: Say) -> None:
    heard(chat, "停电了", say=say)
    assert actions.label_lead(Lead.objects.get().pk, at=NOW) == 0


@pytest.mark.django_db
def test_what_was_found_on_the_spot_takes_the_place_of_the_first_answer(chat: Source, group: Group, say: Say) -> None:
    heard(chat, "停电了", say=say)
    lead = Lead.objects.get()
    actions.take_up([lead], by=BY, at=NOW)
    actions.answer_lead(lead.pk, real=True, by="officer:1", at=NOW)
    actions.label_lead(lead.pk, at=NOW)
    actions.answer_lead(lead.pk, real=False, by="officer:2", at=NOW + timedelta(hours=1))
    actions.label_lead(lead.pk, at=NOW)
    label = Label.objects.get()
    assert (label.risk, label.by) == (False, "officer:2")
    assert Errand.objects.filter(kind="lead.answered").count() == 2


@pytest.mark.parametrize(("deed", "real"), [("accept", True), ("return", False), ("close", False)])
def test_deeds_on_a_case_answer_its_lead(cast: Cast, say: Say, deed: str, real: bool) -> None:
    from jishiyu.casework import actions as casework  # noqa: PLC0415

    actions.hear(cast.chat, [say("电压好低,空调带不动")], at=T0)
    actions.sense_batch(10, by=BY, at=T0)
    case = casework.take_leads([Lead.objects.get().pk], by=BY, at=T0)[0]
    if deed == "close":
        casework.close_case(case.pk, outcome="not_true", words="去看过,没有这回事", by=cast.dispatcher.actor, at=T0)
    else:
        casework.dispatch(case.pk, cast.station.pk, by=cast.dispatcher.actor, at=T0)
        task = case.tasks.get()
        casework.accept_task(task.pk, by=cast.crew.actor, at=T0)
        if deed == "return":
            casework.return_task(task.pk, code="false_alarm", ground="到场看过没有问题", by=cast.crew.actor, at=T0)
    assert Lead.objects.get().real is real


def test_a_case_that_is_another_trades_asks_for_a_look_at_what_was_said(cast: Cast, say: Say) -> None:
    from jishiyu.casework import actions as casework  # noqa: PLC0415

    actions.hear(cast.chat, [say("电压好低,空调带不动")], at=T0)
    actions.sense_batch(10, by=BY, at=T0)
    case = casework.take_leads([Lead.objects.get().pk], by=BY, at=T0)[0]
    casework.dispatch(case.pk, cast.station.pk, by=cast.dispatcher.actor, at=T0)
    task = case.tasks.get()
    casework.return_task(
        task.pk, code="wrong_owner", ground="小区自管的线路", to_unit_id=cast.other.pk, by=cast.crew.actor, at=T0
    )
    assert not Sampled.objects.exists()
    casework.decide_return(task.pk, uphold=True, words="确属物业", by=cast.dispatcher.actor, at=T0)
    assert Sampled.objects.get().why == "returned"
    assert queries.to_label(cast.dispatcher.actor) == Sampled.objects.get()


def test_a_person_says_what_a_message_is_and_may_say_it_anew(cast: Cast, say: Say) -> None:
    message = heard(cast.chat, "隔壁唝唝叫", say=say)[0]
    by = cast.dispatcher.actor
    actions.label_message(message.pk, risk=True, kind="power.outage", urgency=2, by=by, at=T0)
    label = actions.label_message(message.pk, risk=False, kind="power.outage", urgency=2, by=by, at=T0)
    assert (label.risk, label.kind, label.urgency, label.how) == (False, "", 0, "hand")
    assert Label.objects.count() == 1
    assert Entry.objects.filter(subject=f"message:{message.pk}", act="labelled").count() == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"risk": True, "kind": "", "urgency": 2}, "label_kind_needed"),
        ({"risk": True, "kind": "city.noise", "urgency": 2}, "label_kind_needed"),
        ({"risk": True, "kind": "power.outage", "urgency": 0}, "label_urgency_needed"),
        ({"risk": True, "kind": "power.outage", "urgency": 4}, "label_urgency_needed"),
    ],
)
def test_half_a_label_is_refused(cast: Cast, say: Say, said: dict[str, object], code: str) -> None:
    message = heard(cast.chat, "隔壁唝唝叫", say=say)[0]
    with pytest.raises(Refused, match=code):
        actions.label_message(message.pk, by=cast.dispatcher.actor, at=T0, **said)  # type: ignore[arg-type]


def test_who_does_not_hear_the_groups_labels_nothing(cast: Cast, say: Say) -> None:
    message = heard(cast.chat, "隔壁唝唝叫", say=say)[0]
    with pytest.raises(Refused, match="not_yours"):
        actions.label_message(message.pk, risk=False, by=cast.crew.actor, at=T0)
    with pytest.raises(Refused, match="message_unknown"):
        actions.label_message(0, risk=False, by=cast.dispatcher.actor, at=T0)


@pytest.mark.django_db
def test_what_stayed_below_the_threshold_is_drawn_once_a_day_with_its_seed(
    chat: Source, group: Group, say: Say
) -> None:
    heard(chat, "停电了", *(f"今天赶集{number}" for number in range(30)), say=say)
    assert actions.draw_shadows(by=BY, at=TOMORROW) == 2  # one for each service line
    assert actions.draw_shadows(by=BY, at=TOMORROW) == 0
    draw = ShadowDraw.objects.get(pack="power")
    assert (draw.day, draw.frame, draw.taken) == (timezone.localdate(NOW), 30, LEAST)
    assert not Sampled.objects.filter(message__risk=True).exists()
    told = Entry.objects.get(subject=f"shadow:power:{draw.day}").data
    assert told["drawn"] == list(draw.drawn.order_by("message").values_list("message", flat=True))
    assert told["drawn"] == drawn(queries.below_on("power", draw.day), told["seed"])


@pytest.mark.django_db
def test_days_a_sleeping_worker_missed_are_drawn_later(chat: Source, group: Group, say: Say) -> None:
    actions.draw_shadow("power", timezone.localdate(NOW) - timedelta(days=1), by=BY, at=NOW)
    heard(chat, "今天赶集", say=say)
    actions.draw_shadows(by=BY, at=NOW + timedelta(days=3))
    assert ShadowDraw.objects.filter(pack="power").count() == 4
    assert Sampled.objects.count() == 1


def test_everybody_labels_once_and_two_people_look_at_each(cast: Cast, say: Say) -> None:
    heard(cast.chat, *(f"今天赶集{number}" for number in range(3)), say=say)
    actions.draw_shadows(by=BY, at=TOMORROW)
    first, second, third = cast.dispatcher.actor, cast.caller.actor, cast.leader.actor
    for by in (first, second):
        for _ in range(3):
            found = queries.to_label(by)
            assert found is not None
            actions.label_message(found.message_id, risk=False, by=by, at=TOMORROW)
        assert queries.to_label(by) is None
    assert queries.to_label(third) is None
    assert set(Label.objects.values_list("how", flat=True)) == {"sample"}
    assert Label.objects.count() == 6


def test_what_nobody_looked_at_comes_before_a_second_look(cast: Cast, say: Say) -> None:
    heard(cast.chat, "今天赶集", "收到", say=say)
    actions.draw_shadows(by=BY, at=TOMORROW)
    one = queries.to_label(cast.dispatcher.actor)
    assert one is not None
    assert queries.left_to_label(cast.caller.actor) == (2, 0)
    actions.label_message(one.message_id, risk=False, by=cast.dispatcher.actor, at=TOMORROW)
    other = queries.to_label(cast.caller.actor)
    assert other is not None
    assert other != one
    assert queries.to_label(cast.caller.actor, [other.pk]) == one
    assert queries.left_to_label(cast.caller.actor) == (1, 1)
    assert queries.left_to_label(cast.dispatcher.actor) == (1, 0)
