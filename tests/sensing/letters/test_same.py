"""Letters that say in other words what another said: made one where that is sure, proposed where it is likely."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.sensing import actions, queries
from jishiyu.sensing.letters.same import FEWEST, LIKELY_FROM, SAME_FROM, Rarity, letters
from jishiyu.sensing.models import Lead, Likeness, Message
from jishiyu.sensing.raw import RawMessage
from tests.cast import BY, T0, Cast

PLANT = ("请求关停锦绣家苑旁边的搅拌站", "锦绣家苑旁边的搅拌站昼夜施工，粉尘大，噪音大，老人孩子睡不好，请政府管一管。")
AGAIN = ("锦绣家苑边上的搅拌站太吵了", "我们住在锦绣家苑，旁边的搅拌站粉尘大，半夜还在施工，老人孩子怎么睡得着。")
COPY = (PLANT[0], PLANT[1] + "谢谢！")
PARKING = ("锦绣家苑车位只卖不租", "锦绣家苑的物业规定车位只卖不租，业主没有地方停车，请住建部门过问。")
TEMPLATE = "您好，我是本地的一名普通市民，感谢政府多年来的关心，现在反映一个问题，恳请有关部门尽快处理为盼。"


def older() -> list[tuple[str, str]]:
    things = ("路灯", "公交", "学校", "医院", "水管", "工资", "补贴", "噪音", "油烟", "车位", "粉尘", "施工")
    places = ("东门", "西街", "南桥", "北坡", "河边", "山脚", "桥头", "老街")
    return [
        (f"反映{place}{thing}的问题", f"{TEMPLATE}{place}的{thing}已经第{n}次反映了，请政府管一管。")
        for n in range(8)
        for place in places
        for thing in things
    ]


@pytest.fixture
def rarity(settings: object, tmp_path: Path) -> Iterator[Rarity]:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    table = Rarity.of(older())
    table.save(queries.rarity_path())
    yield table


def send(cast: Cast, *said: tuple[str, str], day: int = 0, mark: str = "l") -> list[Lead]:
    for number, (title, text) in enumerate(said):
        at = T0 + timedelta(days=day, minutes=number)
        raw = RawMessage(id=f"{mark}{day}-{number}", title=title, text=text, time=at)
        actions.hear(cast.letters, [raw], at=at)
        actions.sense_batch(10, by=BY, at=at)
    return list(Lead.objects.order_by("pk"))


def test_what_everybody_says_tells_nothing_and_a_named_thing_does() -> None:
    table = Rarity.of(older())
    plant, again, parking = letters([PLANT, AGAIN, PARKING])
    other, another = letters(
        [("建议开通夜班车", TEMPLATE + "夜班车太少。"), ("咨询户口迁移", TEMPLATE + "户口怎么迁。")]
    )
    scores = table.alike(plant, [again, parking])
    assert scores[0] > scores[1] and scores[0] >= LIKELY_FROM
    assert table.alike(other, [another])[0] == 0, "one who begins every letter alike writes of many matters"
    assert table.alike(plant, letters([COPY]))[0] >= SAME_FROM
    assert table.alike(plant, [plant])[0] == pytest.approx(1.0) and len(table.alike(plant, [])) == 0


def test_the_words_that_both_say_are_told() -> None:
    words = Rarity.of(older()).words(PLANT, AGAIN)
    assert words and all(word in "".join(PLANT) for word in words)
    assert any("锦绣家苑" in word for word in words)


def test_a_table_comes_back_as_it_was_saved_and_another_is_refused(tmp_path: Path) -> None:
    table = Rarity.of(older())
    table.save(tmp_path / "rarity.npz")
    again = Rarity.load(tmp_path / "rarity.npz")
    assert (again.texts, again.counts.tolist()) == (table.texts, table.counts.tolist())
    (tmp_path / "rarity.npz").write_bytes(b"no table")
    with pytest.raises((ValueError, OSError)):
        Rarity.load(tmp_path / "rarity.npz")


@pytest.mark.django_db
def test_a_letter_in_other_words_is_proposed_at_once_and_not_made_one(cast: Cast, rarity: Rarity) -> None:
    first, second = send(cast, PLANT, AGAIN)
    link = Likeness.objects.get()
    assert (link.lead, link.other, link.how) == (second, first, "words")
    assert link.percent >= LIKELY_FROM * 100 and link.words
    assert [(one.lead, one.how) for one in queries.likely(first)] == [(second, "words")]
    assert {lead.state for lead in (first, second)} <= {Lead.State.OPEN, Lead.State.QUIET}


@pytest.mark.django_db
def test_the_same_letter_near_enough_is_one_by_itself(cast: Cast, rarity: Rarity) -> None:
    first, second = send(cast, PLANT, COPY)
    assert (second.state, second.merged_into) == (Lead.State.MERGED, first)
    assert {message.lead_id for message in Message.objects.all()} == {first.pk}
    assert Lead.objects.get(pk=first.pk).heard == 2 and Likeness.objects.count() == 0


@pytest.mark.django_db
def test_another_matter_another_place_and_another_month_stay_apart(cast: Cast, rarity: Rarity) -> None:
    send(cast, PLANT)
    send(cast, PARKING, day=1)
    send(cast, COPY, day=45, mark="late")
    Lead.objects.update(division=None)
    send(cast, AGAIN, day=46)
    assert Lead.objects.filter(state=Lead.State.MERGED).count() == 0
    assert Likeness.objects.filter(how="words", percent__gte=SAME_FROM * 100).count() == 0


@pytest.mark.django_db
def test_what_was_split_by_hand_is_not_made_one_again(cast: Cast, rarity: Rarity) -> None:
    first, _ = send(cast, PLANT, COPY)
    last = Message.objects.order_by("-said_at").first()
    assert last is not None
    new = actions.split_lead(first.pk, [last.pk], by=cast.dispatcher.actor, at=T0 + timedelta(hours=1))
    assert Lead.objects.get(pk=new.pk).state != Lead.State.MERGED
    assert Lead.objects.get(pk=first.pk).heard == 1


@pytest.mark.django_db
def test_without_a_table_nothing_is_compared_and_a_spoilt_one_stops_nothing(
    cast: Cast, settings: object, tmp_path: Path
) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    send(cast, PLANT)
    queries.rarity_path().parent.mkdir(parents=True)
    queries.rarity_path().write_bytes(b"no table")
    send(cast, COPY, day=1)
    assert Lead.objects.count() == 2 and Likeness.objects.count() == 0


@pytest.mark.django_db
def test_the_table_is_learnt_from_the_letters_that_are_there(cast: Cast, settings: object, tmp_path: Path) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    send(cast, PLANT)
    assert not actions.learn_rarity(at=T0) and queries.rarity_now() is None, "too few to tell what is rare"
    raws = [
        RawMessage(id=f"o{n}", title=title, text=text, time=T0 - timedelta(days=90, minutes=n))
        for n, (title, text) in enumerate(older()[:FEWEST])
    ]
    actions.hear(cast.letters, raws, at=T0)
    actions.sense_batch(len(raws), by=BY, at=T0)
    assert actions.learn_rarity(at=T0)
    found = queries.rarity_now()
    assert found is not None and found.texts == FEWEST + 1


def of_its_own(mark: str, number: int) -> str:
    """Thirty characters that no other letter has."""
    return "".join(chr(0x4E00 + (ord(mark) * 7919 + number * 331 + place * 53) % 20000) for place in range(30))


@pytest.mark.django_db
def test_the_queries_of_comparing_do_not_grow_with_the_letters(cast: Cast, rarity: Rarity) -> None:
    send(cast, PLANT)

    def asked(mark: str, count: int) -> int:
        raws = [
            RawMessage(id=f"{mark}{n}", title=f"建议{mark}", text=f"{TEMPLATE}{of_its_own(mark, n)}", time=T0)
            for n in range(count)
        ]
        actions.hear(cast.letters, raws, at=T0)
        with CaptureQueriesContext(connection) as queries_of:
            actions.sense_batch(100, by=BY, at=T0)
        return len(queries_of)

    asked("热", 1)
    assert abs(asked("甲", 4) - asked("乙", 40)) <= 3, "rows are written some dozens at a time"
