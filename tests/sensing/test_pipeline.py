"""A batch judged at once comes to what its messages come to one by one: verdicts, places and incidents."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jishiyu.sensing.incidents import Gatherer
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.learning.model import load_model
from jishiyu.sensing.learning.shelf import shipped_path
from jishiyu.sensing.pipeline import One, Room, judge_each
from jishiyu.sensing.place import Gazetteer, Names, Spot, sound_all
from jishiyu.sensing.place.sound import sound
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.triage import Judge, Threads, judge_for
from tests.sensing.conftest import NOW, PLACES

POWER = lexicon_of("power")
HOME = Spot("430903101")
NAMES = {"430903": Gazetteer(Names(PLACES), "430903")}
TEXTS = (
    "复兴村三组又停电了", "付兴村的变压器冒烟了", "我屋里也冇得电", "收到", "晚上一起跳广场舞",
    "线掉下来打火，小孩在边上", "电费怎么又涨了 没人管", "还没来电",
    "和平村停电", "娭毑屋里用制氧机的，怎么搞", "[强]", "３号台区 停電",
)  # fmt: skip
said = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(("g1", "g2")), st.sampled_from("abc"), st.integers(0, 40)),
    min_size=1, max_size=12,
)  # fmt: skip


def room() -> Room:
    groups = {"g1": 1, "g2": 2}
    homes: dict[int | None, Spot | None] = {None: HOME, 1: HOME, 2: HOME}
    return Room(groups, homes, Gatherer(POWER, []), Threads(), NAMES, {1: "feeder:F1", 2: "feeder:F1"})


def judges() -> list[Judge]:
    return [judge_for(POWER), judge_for(POWER, load_model(shipped_path("power")))]


def incidents(ones: Sequence[One]) -> list[int]:
    """For each message a number of its incident, counted in the order they begin; -1 for none."""
    numbers: dict[int, int] = {}
    roots = [one.incident.root() if one.incident else None for one in ones]
    return [-1 if root is None else numbers.setdefault(id(root), len(numbers)) for root in roots]


@settings(max_examples=15, deadline=None)
@given(said)
def test_a_batch_comes_to_what_its_messages_come_to_one_by_one(lines: list[tuple[str, str, str, int]]) -> None:
    raws, minutes = [], 0
    for number, (text, group, sender, gap) in enumerate(lines):
        minutes += gap
        raws.append(RawMessage(f"m{number}", text, NOW + timedelta(minutes=minutes), group, sender=sender))
    for judge in judges():
        at_once, one_by_one = room(), room()
        together = judge_each(at_once, judge, raws)
        single = [judge_each(one_by_one, judge, [raw])[0] for raw in raws]
        assert [one.verdict for one in together] == [one.verdict for one in single]
        # what a group named before is kept for a batch; none of these places needs it to be told
        assert [one.placed for one in together] == [one.placed for one in single]
        assert incidents(together) == incidents(single)


@given(st.lists(st.text(max_size=12), max_size=6))
def test_many_texts_sound_as_each_of_them_sounds(texts: list[str]) -> None:
    assert sound_all(texts) == [sound(text) for text in texts]
