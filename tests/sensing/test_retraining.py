"""Learning anew from this office's labels: what is learnt, what is held back, who judges afterwards.

The learner itself is quick here; how well it learns is measured by benches.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.sensing import actions
from jishiyu.sensing.actions.learning import kept_path
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.learning.groups import Talk
from jishiyu.sensing.learning.model import ChatModel, load_model
from jishiyu.sensing.learning.shelf import model_for, own_path, shipped_path
from jishiyu.sensing.models import Group, Lead, Message, ModelVersion, Source
from jishiyu.sensing.queries.learning import office_talks
from jishiyu.sensing.retraining import Judging, is_frozen, retrain
from jishiyu.sensing.training import LEAST_GROUPS
from tests.cast import T0, Cast
from tests.sensing.conftest import BY, NOW, Say

POWER = lexicon_of("power")
JUDGING = Judging(POWER, POWER)
SCORES = {"office": {"old": {"n": 9, "auc": 0.9, "kind_macro_f1": None}, "new": {"n": 9, "auc": 0.91}}}


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A pack's folder with few groups to learn from and a few to compare by."""
    place = shipped_path("power")
    files = sorted((place.parent / "said").glob("[a-e]*.txt"))
    for name, part in (("said", files[:LEAST_GROUPS]), ("frozen", files[LEAST_GROUPS : LEAST_GROUPS + 5])):
        (tmp_path / "pack" / name).mkdir(parents=True)
        for file in part:
            shutil.copy(file, tmp_path / "pack" / name)
    return tmp_path / "pack" / "model.npz"


@pytest.fixture
def model() -> ChatModel:
    return load_model(shipped_path("power"))


def deaf(model: ChatModel) -> ChatModel:
    """The same model when it warns of next to nothing."""
    return replace(model, told={**model.told, "warn_from": 0.9999, "warn_now_from": 0.9999})


def other(model: ChatModel, name: str = "again") -> ChatModel:
    return replace(model, told={**model.told, "name": name})


def test_a_model_that_hears_as_well_takes_over_and_a_deaf_one_does_not(shipped: Path, model: ChatModel) -> None:
    seen: list[tuple[int, dict[str, Any]]] = []

    def learner(made: ChatModel) -> Any:
        def learn(lexicon: Lexicon, talks: Sequence[Talk], told: dict[str, Any]) -> ChatModel:
            seen.append((len(talks), told))
            return made

        return learn

    same = retrain(shipped, JUDGING, [], model, learner(other(model)))
    assert same.holds
    assert [one.rule.name for one in same.compared] == [
        "auc",
        "recall_urgency_3",
        "false_alarms_per_1000",
        "kind_macro_f1",
    ]
    worse = retrain(shipped, JUDGING, [], model, learner(deaf(model)))
    assert not worse.holds
    assert "recall_urgency_3" in {one.rule.name for one in worse.compared if not one.holds}
    assert [many for many, _ in seen] == [LEAST_GROUPS, LEAST_GROUPS]
    assert seen[0][1] == seen[1][1]


def test_where_no_groups_are_frozen_teaching_is_compared_on_groups_held_back(shipped: Path, model: ChatModel) -> None:
    """The model that judges has learnt from all of them: only one taught without them compares fairly."""
    for file in (shipped.parent / "frozen").glob("*.txt"):
        file.rename(shipped.parent / "said" / file.name)
    (shipped.parent / "frozen").rmdir()
    taught: list[set[str]] = []

    def learn(lexicon: Lexicon, talks: Sequence[Talk], told: dict[str, Any]) -> ChatModel:
        taught.append({talk.code for talk in talks})
        return other(model, str(len(taught)))

    made = retrain(shipped, JUDGING, [], model, learn)
    every, without, with_labels = taught
    assert made.model.told["name"] == "1"
    assert without == with_labels < every
    assert {code for code in every if is_frozen(code)} == every - without
    assert set(made.scores) == {"held back"}
    assert made.holds


def test_too_few_groups_teach_nothing(shipped: Path, model: ChatModel) -> None:
    next((shipped.parent / "said").glob("*.txt")).unlink()
    with pytest.raises(ValueError, match="groups"):
        retrain(shipped, JUDGING, [], model, lambda *_: model)


def test_a_fifth_of_the_groups_is_frozen_and_always_the_same() -> None:
    frozen = [number for number in range(1000) if is_frozen(f"office-g{number}")]
    assert 150 < len(frozen) < 250
    assert frozen == [number for number in range(1000) if is_frozen(f"office-g{number}")]


def heard(cast: Cast, say: Say, *texts: str) -> list[Message]:
    actions.hear(cast.chat, [say(text) for text in texts], at=T0)
    actions.sense_batch(100, by=BY, at=T0)
    return list(Message.objects.order_by("pk"))


def test_labels_become_talk_with_what_was_said_before(cast: Cast, say: Say) -> None:
    messages = heard(cast, say, "今天赶集", "屋里乌麻麻的", "收到")
    actions.label_message(messages[1].pk, risk=True, kind="power.outage", urgency=2, by=cast.dispatcher.actor, at=T0)
    (one,) = office_talks("power", POWER)
    assert [(line.text, line.kind, line.urgency) for line in one.talk.lines] == [
        ("今天赶集", "", 0),
        ("屋里乌麻麻的", "outage", 2),
    ]
    assert one.labelled == {str(messages[1].pk)}
    assert office_talks("hotline", POWER) == []


def test_who_looked_at_the_message_knows_better_than_the_answer_to_its_warning(cast: Cast, say: Say) -> None:
    message = heard(cast, say, "停电了")[0]
    by = cast.dispatcher.actor
    actions.label_message(message.pk, risk=True, kind="power.hazard", urgency=3, by=by, at=T0)
    actions.answer_lead(Lead.objects.get().pk, real=False, by=cast.crew.actor, at=T0)
    actions.label_lead(Lead.objects.get().pk, at=T0)
    (one,) = office_talks("power", POWER)
    assert [(line.kind, line.urgency) for line in one.talk.lines] == [("hazard", 3)]


def test_an_answer_confirms_what_was_judged_or_takes_it_back(cast: Cast, say: Say) -> None:
    heard(cast, say, "停电了")
    lead = Lead.objects.get()
    actions.take_up([lead], by=BY, at=T0)
    found = []
    for real in (True, False):
        actions.answer_lead(lead.pk, real=real, by=cast.crew.actor, at=T0)
        actions.label_lead(lead.pk, at=T0)
        (one,) = office_talks("power", POWER)
        found.append([(line.kind, line.urgency > 0) for line in one.talk.lines])
    assert found == [[("outage", True)], [("", False)]]


def test_office_groups_are_learnt_from_or_compared_by_and_never_both(
    cast: Cast, say: Say, shipped: Path, model: ChatModel
) -> None:
    codes = [f"g{number}" for number in range(12)]
    actions.hear(cast.chat, [say("屋里乌麻麻的", group=code) for code in codes], at=T0)
    actions.sense_batch(100, by=BY, at=T0)
    for message in Message.objects.all():
        actions.label_message(message.pk, risk=True, kind="power.outage", urgency=2, by=cast.dispatcher.actor, at=T0)
    office = office_talks("power", POWER)
    frozen = {one.talk.code for one in office if is_frozen(one.talk.code)}
    taught: list[str] = []

    def learn(lexicon: Lexicon, talks: Sequence[Talk], told: dict[str, Any]) -> ChatModel:
        taught.extend(talk.code for talk in talks)
        return other(model)

    made = retrain(shipped, JUDGING, office, model, learn)
    assert frozen.isdisjoint(taught)
    assert made.labels == len(office) - len(frozen)
    assert set(taught) >= {one.talk.code for one in office} - frozen
    assert ("office" in made.scores) == bool(frozen)


def keep(data: Path, made: ChatModel) -> ModelVersion:
    return actions.keep_model(
        "power", made, data=data, lines=10, labels=2, instead_of="x", scores=SCORES, by="system:cli", at=NOW
    )


@pytest.mark.django_db
def test_a_kept_model_judges_at_once_and_one_can_go_back(tmp_path: Path, model: ChatModel) -> None:
    first, second = other(model, "first"), other(model, "second")
    for made in (first, second):
        keep(tmp_path, made)
        found = model_for("power", tmp_path)
        assert found is not None
        assert found.version == made.version
    assert ModelVersion.objects.get(active=True).version == second.version
    actions.use_model("power", first.version, data=tmp_path, by="system:cli", at=NOW)
    found = model_for("power", tmp_path)
    assert found is not None
    assert found.version == first.version == ModelVersion.objects.get(active=True).version
    actions.use_model("power", "shipped", data=tmp_path, by="system:cli", at=NOW)
    assert not own_path(tmp_path, "power").exists()
    assert not ModelVersion.objects.filter(active=True).exists()
    acts = list(Entry.objects.filter(subject="model:power").order_by("pk").values_list("act", flat=True))
    assert acts == ["trained", "trained", "used", "used"]
    told = Entry.objects.filter(subject="model:power").order_by("pk")[0].data["scores"]
    assert told["office"]["old"] == {"n": "9", "auc": "0.9", "kind_macro_f1": ""}


@pytest.mark.django_db
def test_what_cannot_be_used(tmp_path: Path, model: ChatModel) -> None:
    made = other(model)
    keep(tmp_path, made)
    with pytest.raises(Refused, match="model_there_already"):
        keep(tmp_path, made)
    with pytest.raises(Refused, match="model_unknown"):
        actions.use_model("power", "nothing", data=tmp_path, by="system:cli", at=NOW)
    kept_path(tmp_path, "power", made.version).unlink()
    with pytest.raises(Refused, match="model_gone"):
        actions.use_model("power", made.version, data=tmp_path, by="system:cli", at=NOW)


@pytest.mark.learned
@pytest.mark.django_db
def test_a_verdict_names_the_words_and_the_model_that_made_it(chat: Source, group: Group, say: Say) -> None:
    actions.hear(chat, [say("停电了")], at=NOW)
    actions.sense_batch(10, by=BY, at=NOW)
    version = Message.objects.get().judged_with
    model = load_model(shipped_path("power"))
    assert version == f"{POWER.version}:{model.version}"
    assert len(version) <= 64
