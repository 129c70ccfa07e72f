"""Hot topics: found in texts alone, kept, and looked for anew."""

import json
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random

import pytest

from jishiyu.cli import commands
from jishiyu.sensing import actions, jobs, queries
from jishiyu.sensing.models import HotTopic, Message, Source
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.topics import Telling, Topic, find_topics
from tests.sensing.conftest import BY, NOW

START = datetime(2026, 3, 1, tzinfo=UTC)
PLANT = (
    "翠湖花园旁边的水泥搅拌站噪音太大",
    "翠湖花园水泥搅拌站粉尘满天",
    "请关停翠湖花园边的水泥搅拌站",
    "翠湖花园水泥搅拌站半夜还在开工",
    "翠湖花园的水泥搅拌站手续不全",
    "翠湖花园边上水泥搅拌站灰尘大",
)
PARKING = (
    "翠湖花园开发商捆绑地下车位卖",
    "翠湖花园买房必须捆绑地下车位",
    "投诉翠湖花园捆绑地下车位",
    "翠湖花园捆绑地下车位销售合法吗",
    "翠湖花园强行捆绑地下车位",
    "翠湖花园捆绑地下车位没人管",
)
NAMES = (
    "青石", "白鹭", "红枫", "金鹰", "银杏", "木兰", "石榴", "桂香", "竹海", "柳堤", "荷塘", "松涛",
    "梅岭", "菊园", "兰亭", "橘洲",
)  # fmt: skip
MATTERS = (
    "路灯不亮",
    "下水道堵塞",
    "垃圾没人清运",
    "树枝挡住信号灯",
    "井盖松动",
    "公交等得太久",
    "学校门口堵车",
    "水压不够",
)


def told(*texts: str, first: int = 0) -> list[Telling]:
    return [Telling(text, "", START + timedelta(days=first + day)) for day, text in enumerate(texts)]


def chatter() -> list[Telling]:
    """Every matter once at every place: nothing here is a topic of one thing."""
    pairs = list(product(NAMES, MATTERS))
    Random(1).shuffle(pairs)
    return told(*(f"{name}巷{matter}" for name, matter in pairs))


def texts_of(topic: Topic, tellings: list[Telling]) -> set[str]:
    return {tellings[member].title for member in topic.members}


def test_one_estate_with_two_matters_is_two_topics() -> None:
    tellings = [*chatter(), *told(*PLANT, *PLANT), *told(*PARKING)]
    found = find_topics(tellings)
    assert texts_of(found[0], tellings) <= {*PLANT}
    assert any(texts_of(topic, tellings) <= {*PARKING} for topic in found)
    assert not any(texts_of(topic, tellings) & {*PLANT} and texts_of(topic, tellings) & {*PARKING} for topic in found)


def test_a_phrase_that_many_use_of_different_things_is_no_topic() -> None:
    things = (
        "梧桐山隧道",
        "鲤鱼洲大桥",
        "凤凰体育馆",
        "龙井图书馆",
        "银杏中学操场",
        "石榴医院新楼",
        "白鹭湿地公园",
        "橘子码头",
    )
    tellings = [*chatter(), *told(*(f"请加快推进{thing}的建设力度" for thing in things))]
    assert not [topic for topic in find_topics(tellings) if any("请加快" in text for text in texts_of(topic, tellings))]


def test_a_matter_of_many_districts_is_told_apart_by_district() -> None:
    here = [Telling(text, "", START, "430101") for text in PLANT]
    there = [Telling(text, "", START, "430102") for text in PLANT]
    tellings = [*chatter(), *here, *there]
    for topic in find_topics(tellings):
        assert len({tellings[member].district for member in topic.members}) == 1


def test_the_same_words_of_different_named_places_are_no_topic_and_of_one_place_they_are() -> None:
    said = (
        "刚才一声响,{at}全黑的",
        "{at}一声响就全黑的了",
        "听见一声响,{at}全黑的",
        "一声响之后{at}全黑的",
        "{at}一声响,现在全黑的",
    )
    names = ("祠堂台区", "竹山台区", "新塘台区", "坳上台区", "枫树台区")
    apart = [
        Telling(text.format(at=name), "", START, "430972109", f"430972109214/{place}")
        for place, (text, name) in enumerate(zip(said, names, strict=True))
    ]
    here = [Telling(text.format(at="祠堂台区"), "", START, "430972109", "430972109214/0") for text in said]
    assert find_topics([*apart, *chatter()]) == []
    (topic,) = find_topics([*here, *apart[1:], *chatter()])
    assert texts_of(topic, [*here, *apart[1:], *chatter()]) == {telling.text or telling.title for telling in here}


def test_a_topic_knows_its_days_its_trend_and_its_most_central_text() -> None:
    tellings = [*chatter(), *told(*PLANT), *told(*PLANT, first=3)]
    (topic, *_) = [one for one in find_topics(tellings) if texts_of(one, tellings) <= {*PLANT}]
    assert (topic.since, topic.until) == (START, START + timedelta(days=8))
    assert sum(count for _, count in topic.by_day) == len(topic.members)
    assert topic.rising == 0
    assert topic.central in topic.members
    late = [*told(PLANT[0]), *told(PLANT[1], PLANT[2], PLANT[3], PLANT[0], first=20), *chatter()]
    assert next(one for one in find_topics(late) if texts_of(one, late) <= {*PLANT}).rising == 1


def test_little_or_nothing_said_has_no_topics() -> None:
    assert find_topics([]) == []
    assert find_topics(told("停电了", "收到", "", " ")) == []


def test_the_same_tellings_have_the_same_topics() -> None:
    tellings = [*chatter(), *told(*PLANT, *PARKING)]
    assert find_topics(tellings) == find_topics(tellings)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "division", "spot"),
    [
        ("named", "430903101201", "430903101201/"),
        ("chosen", "430903101201", "430903101201/"),
        ("asked", "430903101", "复兴村"),
        ("within", "430903101201", ""),
        ("named", "430903101", ""),
    ],
)
def test_what_names_a_village_surely_is_told_of_that_village(
    letters_said: list[Telling], how: str, division: str, spot: str
) -> None:
    Message.objects.update(place_words="复兴村", place_how=how, division=division)
    assert letters_said and {telling.spot for _, telling in queries.tellings(START)} == {spot}


@pytest.fixture
def letters_said(letters: Source) -> list[Telling]:
    tellings = [*chatter(), *told(*PLANT)]
    raws = [
        RawMessage(f"n{number}", telling.title, telling.at, title=telling.title)
        for number, telling in enumerate(tellings)
    ]
    actions.judge_messages(letters, raws, by=BY, at=NOW)
    return tellings


@pytest.mark.django_db
def test_topics_are_kept_with_their_messages_and_found_anew_when_more_was_said(
    letters: Source, letters_said: list[Telling]
) -> None:
    jobs.find_hot_topics(START + timedelta(days=80))
    topic = HotTopic.objects.get(title__contains="搅拌站")
    assert set(topic.messages.values_list("title", flat=True)) == set(PLANT)
    assert topic.looked_at == len(letters_said)
    jobs.find_hot_topics(START + timedelta(days=80))
    assert HotTopic.objects.get(title__contains="搅拌站").pk == topic.pk
    Message.objects.filter(title=PLANT[0]).update(recalled_at=NOW)
    more = RawMessage("x", "翠湖花园水泥搅拌站又开工了", START + timedelta(days=9), title="翠湖花园水泥搅拌站又开工了")
    actions.judge_messages(letters, [more], by=BY, at=NOW)
    jobs.find_hot_topics(START + timedelta(days=80))
    again = HotTopic.objects.get(title__contains="搅拌站")
    assert again.pk != topic.pk
    assert set(again.messages.values_list("title", flat=True)) == {*PLANT[1:], more.title}


@pytest.mark.django_db
def test_days_of_a_topic_are_those_of_the_clock_on_the_wall(letters: Source, letters_said: list[Telling]) -> None:
    late = datetime(2026, 7, 12, 23, 30, tzinfo=UTC)  # half past seven the next morning in Shanghai
    Message.objects.filter(title__in=PLANT).update(said_at=late)
    jobs.find_hot_topics(late + timedelta(days=1))
    assert HotTopic.objects.get(title__contains="搅拌站").by_day == [["2026-07-13", len(PLANT)]]


@pytest.mark.django_db
def test_the_command_finds_them_in_a_file_and_in_what_was_heard(
    letters_said: list[Telling], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "said.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"id": str(number), "time": telling.at.isoformat(), "text": telling.title})
            for number, telling in enumerate(letters_said)
        )
    )
    assert commands.run(["sensing", "topics", str(path), "--json"]) == 0
    out = json.loads(capsys.readouterr().out)
    assert out["n"] == len(letters_said)
    assert any(len(topic["members"]) == len(PLANT) for topic in out["topics"])
    assert commands.run(["sensing", "topics", "--since", "2026-01-01"]) == 0
    assert "搅拌站" in capsys.readouterr().out
    assert commands.run(["sensing", "topics"]) == 1
    assert commands.run(["sensing", "topics", "--since", "soon"]) == 1
    assert queries.last_heard() > 0
