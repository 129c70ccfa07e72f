"""The office's own words: lists, refusals, versions, and what a change would make of messages that were heard."""

import json
import time
from datetime import timedelta

import pytest

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.sensing import actions, queries
from jishiyu.sensing.kinds import Lexicon, Pair, Sign, lexicon_of
from jishiyu.sensing.models import Group, LexiconVersion, Message, OfficeWord, Source
from jishiyu.sensing.triage import Said, judge
from jishiyu.sensing.wordlists import Change, applied, as_plain, check, from_plain, lists
from tests.cast import T0, Cast
from tests.sensing.conftest import BY, NOW, Say

PACK = Lexicon(
    style="chat",
    order=("a.fire", "a.dark"),
    signs=(
        Sign(kind="a.fire", urgency=3, words=("着火",)),
        Sign(kind="a.dark", urgency=2, words=("停电", "没电")),
        Sign(kind="a.dark", urgency=2, words=("老人",), needs_trouble=True, frail=True),
    ),
    pairs=(Pair(kind="a.fire", urgency=3, things=("线",), states=("断了",)),),
    calm=("来电了",),
    masks=("停电影",),
)


def test_a_word_added_is_heard_and_a_word_taken_away_is_not() -> None:
    ours = applied(PACK, [Change("a.dark/2", "唝唝叫"), Change("a.dark/2", "没电", adds=False)])
    assert judge(Said("屋里唝唝叫"), ours).kind == "a.dark"
    assert not judge(Said("屋里没电"), ours).risk
    assert judge(Said("屋里没电"), PACK).risk


def test_a_list_the_service_line_has_not_filled_can_be_filled() -> None:
    ours = applied(PACK, [Change("a.dark/1", "灯暗")])
    assert (judge(Said("灯暗"), ours).urgency, judge(Said("灯暗"), PACK).risk) == (1, False)


@pytest.mark.parametrize(
    ("meaning", "word", "text"),
    [
        ("a.fire/3/things", "铁塔", "铁塔断了"),
        ("a.fire/3/states", "垮哒", "线垮哒"),
        ("a.dark/2", "没 电 哒", "没电哒"),
    ],
)
def test_words_of_every_shape_count(meaning: str, word: str, text: str) -> None:
    assert judge(Said(text), applied(PACK, [Change(meaning, word)])).risk


def test_a_mask_takes_back_only_what_it_holds() -> None:
    ours = applied(PACK, [Change("masks", "停电通知单")])
    assert not judge(Said("停电通知单在哪里领"), ours).risk
    assert judge(Said("停电了"), ours).risk


def test_the_version_follows_what_is_said_and_not_the_order_it_was_said_in() -> None:
    one, two = Change("a.dark/2", "唝唝叫"), Change("calm", "搞定哒")
    assert applied(PACK, [one, two]).version == applied(PACK, [two, one]).version != PACK.version
    assert applied(PACK, []).version == PACK.version


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change("nothing", "停电"), "meaning_unknown"),
        (Change("a.dark/2", "电"), "word_too_short"),
        (Change("a.dark/2", "!!!"), "word_too_short"),
        (Change("a.fire/3/things", " "), "word_too_short"),
        (Change("a.dark/2", "电" * 21), "word_too_long"),
        (Change("a.dark/2", "停 电"), "word_there_already"),
        (Change("a.dark/2", "唝唝叫", adds=False), "word_not_there"),
        (Change("masks", "今天天气"), "word_masks_nothing"),
        (Change("masks", "停电"), "word_masks_nothing"),
        (Change("a.fire/3", "着火", adds=False), "word_of_danger"),
        (Change("a.fire/3/states", "断了", adds=False), "word_of_danger"),
    ],
)
def test_what_cannot_be_changed_so(change: Change, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check(PACK, PACK, change)
    assert refused.value.code == code


def test_a_word_of_danger_the_office_added_itself_may_go_again() -> None:
    added = Change("a.fire/3", "冒烟哒")
    check(PACK, applied(PACK, [added]), Change("a.fire/3", "冒烟哒", adds=False))


@pytest.mark.parametrize("pack", ["power", "hotline"])
def test_every_lexicon_is_read_back_as_it_was(pack: str) -> None:
    lexicon = lexicon_of(pack)
    kept = json.loads(json.dumps(as_plain(lexicon), sort_keys=True))  # as a database may keep it
    assert from_plain(kept).version == lexicon.version


@pytest.mark.parametrize("pack", ["power", "hotline"])
def test_every_word_of_a_lexicon_stands_in_a_list(pack: str) -> None:
    lexicon, found = lexicon_of(pack), {word for one in lists(lexicon_of(pack)).values() for word in one.words}
    assert {word for sign in lexicon.signs for word in sign.words} <= found
    assert {word for pair in lexicon.pairs for word in (*pair.things, *pair.states)} <= found
    assert {*lexicon.calm, *lexicon.masks} <= found


@pytest.mark.django_db
def test_a_saved_word_counts_for_the_next_message_and_its_version_can_be_read_back(
    chat: Source, group: Group, say: Say
) -> None:
    actions.hear(chat, [say("隔壁唝唝叫")], at=NOW)
    actions.sense_batch(10, by=BY, at=NOW)
    row = actions.change_word("power", Change("power.outage/2", "唝唝叫"), note="土话", by=BY, at=NOW)
    actions.hear(chat, [say("隔壁唝唝叫")], at=NOW)
    actions.sense_batch(10, by=BY, at=NOW)
    before, after = Message.objects.order_by("pk")
    assert (before.risk, after.risk, after.kind) == (False, True, "power.outage")
    assert before.judged_with != after.judged_with
    kept = queries.lexicon_at("power", queries.lexicon_now("power").version)
    assert kept is not None
    assert kept.version in after.judged_with
    assert lists(kept)["power.outage/2"].holds("唝唝叫")
    assert Entry.objects.get(subject=f"word:{row.pk}").after["word"] == "唝唝叫"


@pytest.mark.django_db
def test_ending_a_word_brings_the_old_version_back_and_keeps_it_once() -> None:
    actions.note_lexicons(by=BY, at=NOW)
    shipped = queries.lexicon_now("power").version
    row = actions.change_word("power", Change("power.outage/2", "唝唝叫"), by=BY, at=NOW)
    assert queries.lexicon_now("power").version != shipped
    actions.end_word(row.pk, by=BY, at=NOW)
    assert queries.lexicon_now("power").version == shipped
    assert LexiconVersion.objects.filter(pack="power").count() == 2
    with pytest.raises(Refused, match="word_ended_already"):
        actions.end_word(row.pk, by=BY, at=NOW)


@pytest.mark.django_db
def test_taking_away_what_the_office_added_ends_that_and_adding_what_it_took_away_too() -> None:
    added = actions.change_word("power", Change("power.outage/2", "唝唝叫"), by=BY, at=NOW)
    gone = actions.change_word("power", Change("power.outage/2", "唝唝叫", adds=False), by=BY, at=NOW)
    assert (gone.pk, gone.ended_at) == (added.pk, NOW)
    taken = actions.change_word("power", Change("power.outage/2", "没电", adds=False), by=BY, at=NOW)
    back = actions.change_word("power", Change("power.outage/2", "没电"), by=BY, at=NOW)
    assert back.pk == taken.pk
    assert not OfficeWord.objects.filter(ended_at__isnull=True).exists()
    assert queries.lexicon_now("power").version == lexicon_of("power").version


@pytest.mark.django_db
def test_a_service_line_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="pack_unknown"):
        actions.change_word("nothing", Change("calm", "搞定哒"), by=BY, at=NOW)


@pytest.mark.parametrize("who", ["dispatcher", "caller", "crew", "head", "admin"])
def test_only_whoever_leads_the_centre_changes_words(cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="not_yours"):
        actions.change_word("power", Change("calm", "搞定哒"), by=getattr(cast, who).actor, at=T0)
    row = actions.change_word("power", Change("calm", "搞定哒"), by=cast.leader.actor, at=T0)
    with pytest.raises(Refused, match="not_yours"):
        actions.end_word(row.pk, by=getattr(cast, who).actor, at=T0)


def heard(chat: Source, texts: list[str], say: Say) -> None:
    actions.hear(chat, [say(text) for text in texts], at=NOW)
    actions.sense_batch(100, by=BY, at=NOW)


@pytest.mark.django_db
def test_a_trial_names_what_would_be_heard_with_the_thread_and_counts_warnings(
    chat: Source, group: Group, say: Say
) -> None:
    heard(chat, ["今天赶集", "隔壁唝唝叫", "我也是"], say)
    trial = queries.try_words("power", Change("power.outage/2", "唝唝叫"), at=NOW + timedelta(hours=1))
    assert trial.counts == {"heard": 2, "unheard": 0, "other": 0}
    assert {one.message.text for one in trial.shown} == {"隔壁唝唝叫", "我也是"}
    assert (trial.looked, trial.warnings, trial.then) == (3, 0, 1)
    assert not OfficeWord.objects.exists()


@pytest.mark.django_db
def test_a_trial_names_what_would_no_longer_be_heard(chat: Source, group: Group, say: Say) -> None:
    heard(chat, ["又停电了", "今天赶集"], say)
    away = Change("masks", "又停电了")
    trial = queries.try_words("power", away, at=NOW + timedelta(hours=1))
    assert trial.counts["unheard"] == 1
    assert trial.then == trial.warnings - 1
    actions.change_word("power", away, by=BY, at=NOW)
    undone = queries.try_words("power", away, ends=True, at=NOW + timedelta(hours=1))
    assert undone.counts["heard"] == 1


@pytest.mark.django_db
def test_a_danger_that_would_be_hushed_is_counted(chat: Source, group: Group, say: Say) -> None:
    heard(chat, ["变压器着火了快来人"], say)
    trial = queries.try_words("power", Change("masks", "变压器着火了快"), at=NOW + timedelta(hours=1))
    assert trial.hushed == 1


@pytest.mark.django_db
def test_a_trial_says_of_each_message_what_judging_it_again_would_say(chat: Source, group: Group, say: Say) -> None:
    """Only groups in which the word was said are judged anew; elsewhere nothing can differ."""
    other = actions.make_group(chat, "g2", "另一群", division_code=None, by=BY, at=NOW)
    actions.hear(chat, [say("唝唝叫"), say("我也是"), say("唝唝叫", group="g2"), say("停电了", group="g3")], at=NOW)
    actions.sense_batch(100, by=BY, at=NOW)
    trial = queries.try_words("power", Change("power.outage/2", "唝唝叫"), at=NOW + timedelta(hours=1))
    assert sorted(one.message.group_id or 0 for one in trial.shown) == sorted([group.pk, group.pk, other.pk])
    actions.change_word("power", Change("power.outage/2", "唝唝叫"), by=BY, at=NOW)
    actions.hear(chat, [say("唝唝叫", minutes=600), say("我也是", minutes=601)], at=NOW)
    actions.sense_batch(100, by=BY, at=NOW)
    said_again = Message.objects.order_by("-pk")[:2]
    assert [one.risk for one in said_again] == [True, True]


@pytest.mark.django_db
def test_ten_thousand_messages_are_tried_in_under_two_seconds(chat: Source, group: Group, say: Say) -> None:
    """Of one group, a message every half minute, one in a hundred with the word."""
    talk = ("哪个屋里有菜秧子卖", "明天早上八点开会", "收到", "天气好热咯", "谢谢主任")
    Message.objects.bulk_create(
        [
            Message(
                source=chat,
                external_id=f"x{number}",
                group=group,
                role="resident",
                text=talk[number % len(talk)] if number % 100 else "今天赶集的人好多",
                said_at=NOW + timedelta(seconds=30 * number),
                received_at=NOW,
                judged_at=NOW,
                risk=False,
                judged_with="x",
            )
            for number in range(10_000)
        ],
        batch_size=2000,
    )
    began = time.process_time()
    trial = queries.try_words("power", Change("power.outage/2", "赶集"), at=NOW + timedelta(days=5))
    assert time.process_time() - began < 2
    assert trial.looked == 10_000
    assert trial.counts["heard"] >= 100
