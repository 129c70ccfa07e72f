"""Hot topics of real letters, and of an invented city at 10,000 to 1,000,000 messages.

    python benches/hot_topics.py [--letters ../shared/data/messages/citizen_messages.xlsx] [--members]
    python benches/hot_topics.py --invented 10000 100000 1000000

Of the letters: the ten hottest with the time it took; `--members` prints every member's number, so that an eye can
judge. Names of places are masked in that file; a masked district (A3区) counts as the district it is.

The invented city speaks with the sandbox's words: nine in ten messages are its chat and its letters about anything
anywhere, each at a place that is known; one in ten belongs to one of forty planted topics, each a thing with a name and
a matter told in six ways, the largest some ten times the smallest. Printed: time, memory above what the texts need, and
of the ten hottest how many are planted, their purity and their recall.
"""

import argparse
import os
import re
import resource
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random

import django
import machine

from jishiyu.sensing.topics import Telling, Topic, find_topics

MASKED = re.compile(r"[A-Z]\d+(?:区|县市|县)")
FIRST, SECOND = "翠金白红青银玉石松竹梅兰菊荷柳桂橘枫云龙", "湖山溪泉岭塘湾洲桥亭园港坪坡冲堤"
KINDS = ("花园", "家苑", "新村", "小学", "大桥", "市场", "公寓", "广场")
TOLD = {
    "搅拌站": (
        "{at}旁边的搅拌站噪音太大",
        "{at}搅拌站粉尘满天",
        "请关停{at}边的搅拌站",
        "{at}搅拌站半夜开工",
        "搅拌站建在{at}旁合法吗",
        "{at}居民受不了搅拌站",
    ),
    "车位": (
        "{at}买房捆绑车位",
        "投诉{at}捆绑卖车位",
        "{at}开发商强行捆绑车位",
        "不买车位不给{at}的钥匙",
        "{at}捆绑车位合法吗",
        "{at}车位捆绑没人管",
    ),
    "油烟": (
        "{at}楼下夜宵摊油烟大",
        "{at}油烟直排扰民",
        "{at}底商油烟呛人",
        "求治理{at}的油烟",
        "{at}油烟管道装在楼道里",
        "夜宵摊油烟熏{at}住户",
    ),
    "电梯": (
        "{at}电梯天天坏",
        "{at}电梯困人了",
        "{at}的电梯半个月没修",
        "老人住{at}没电梯下不来",
        "{at}电梯维修基金不批",
        "{at}电梯突然下坠",
    ),
    "积水": (
        "{at}门口一下雨就积水",
        "{at}积水过膝",
        "{at}积水没人抽",
        "孩子蹚{at}的积水上学",
        "{at}下水道堵了积水",
        "{at}积水三天不退",
    ),
}
PLANTED, SHARE = 40, 0.1
START = datetime(2026, 1, 1, tzinfo=UTC)


def city(size: int, chance: Random) -> tuple[list[Telling], list[int]]:
    """Messages of an invented city, and the planted topic of each, -1 for none."""
    from jishiyu.sandbox import said  # noqa: PLC0415  (the sandbox needs Django)

    lines = [words for rounds in said.ROUNDS.values() for run in rounds for _, _, words in run]
    villages = [f"{one}{other}村" for one, other in product(FIRST, SECOND)]
    things = [f"{one}{other}{kind}" for one, other, kind in product(FIRST, SECOND, KINDS)]
    named = [(thing, chance.choice(list(TOLD))) for thing in chance.sample(things, PLANTED)]
    weights = [1 / (rank + 4) for rank in range(PLANTED)]
    tellings, topics = [], []
    for _ in range(size):
        at = START + timedelta(minutes=chance.randrange(90 * 24 * 60))
        if chance.random() < SHARE:
            topic = chance.choices(range(PLANTED), weights)[0]
            thing, matter = named[topic]
            tellings.append(Telling("", chance.choice(TOLD[matter]).format(at=thing), at, thing[:2]))
        elif chance.random() < 0.6:
            topic = -1
            village = chance.choice(villages)
            words = chance.choice(lines)
            known = village[:2] if "{place}" in words else ""
            tellings.append(Telling("", words.format(place=f"{village}{chance.randint(1, 30)}组"), at, known))
        else:
            topic = -1
            title, text = chance.choice(said.LETTERS)
            village = chance.choice(villages)
            fill = {"village": village, "n": chance.randint(2, 30)}
            tellings.append(Telling(title.format(**fill), text.format(**fill), at, village[:2]))
        topics.append(topic)
    return tellings, topics


def invented(size: int) -> None:
    tellings, planted = city(size, Random(size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.monotonic(), time.process_time()
    found = find_topics(tellings, 10)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sizes = Counter(topic for topic in planted if topic >= 0)
    print(f"{size:>9,} messages: {cpu:6.1f} s of CPU, {wall:6.1f} s, peak {more:5.0f} MiB above the texts", end="; ")
    print(_planted(found, planted, sizes))


def _planted(found: list[Topic], planted: list[int], sizes: Counter[int]) -> str:
    right, members, held = set(), 0, 0
    for topic in found:
        most, count = Counter(planted[member] for member in topic.members).most_common(1)[0]
        if most >= 0:
            right.add(most)
            members += len(topic.members)
            held += count
    largest = {topic for topic, _ in sizes.most_common(10)}
    recall = held / max(1, sum(sizes[topic] for topic in right))
    return (
        f"{len(right)} of {len(found)} planted, {len(right & largest)} of the ten largest, "
        f"purity {held / max(1, members):.3f}, recall {recall:.3f}"
    )


def letters(path: Path, *, members: bool) -> None:
    from jishiyu.cli.sensing_topics import read_file  # noqa: PLC0415  (needs Django)

    told = [
        (number, Telling(one.title, one.text, one.at, (MASKED.findall(one.title) or [""])[0]))
        for number, one in read_file(path)
    ]
    tellings = [one for _, one in told]
    wall, cpu = time.monotonic(), time.process_time()
    found = find_topics(tellings, 10)
    print(f"{len(told)} letters: {time.process_time() - cpu:.1f} s of CPU, {time.monotonic() - wall:.1f} s")
    for rank, topic in enumerate(found, start=1):
        trend = {1: "rising", 0: "even", -1: "falling"}[topic.rising]
        print(
            f"{rank:>3}. {len(topic.members):>3}  {topic.since:%Y-%m-%d} to {topic.until:%Y-%m-%d}  {trend}", end="  "
        )
        print(f"{' '.join(topic.words)}  |  {tellings[topic.central].head}")
        if members:
            print("     " + " ".join(told[member][0] for member in topic.members))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=Path, default=Path("../shared/data/messages/citizen_messages.xlsx"))
    parser.add_argument("--members", action="store_true")
    parser.add_argument("--invented", type=int, nargs="*", default=[])
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
    django.setup()
    print(machine.line())
    for size in chosen.invented:
        invented(size)
    if not chosen.invented:
        letters(chosen.letters, members=chosen.members)
    return 0


if __name__ == "__main__":
    sys.exit(main())
