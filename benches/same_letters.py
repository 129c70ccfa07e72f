"""Letters that say in other words what another letter said: how sure the links are, and how many are found.

    python benches/same_letters.py [--letters ../shared/data/messages/citizen_messages.xlsx]
                                   [--older ../shared/data/messages/messages_with_replies.xlsx]

What is rare is learnt from the older letters. Two letters within thirty days that name no two different districts
(names are masked: A3区) are compared. benches/same_letters.tsv has pairs of them, drawn from every band of likeness
before the headings were asked for anything, each read by eye: 1 one matter, 0 two. A link is right where the eye says
so; each band counts by how many pairs it has in the file, so that the precision is that of everything linked. Then of
the letters of two large topics, how many are linked with another of theirs.
"""

import argparse
import re
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import machine
import numpy as np
from python_calamine import CalamineWorkbook

from jishiyu.sensing.letters.same import LIKELY_FROM, SAME_FROM, Letter, Rarity, letters

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "shared" / "data" / "messages"
MASKED = re.compile(r"[A-Z]\d+(?:区|县市|县)")
WITHIN = 30  # days
BANDS = (0.17, 0.21, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)
TOPICS = {"搅拌站 beside 丽发新城": ("丽发", "搅拌"), "车位 bundled at 伊景园滨河苑": ("滨河苑", "车位")}
Sent = tuple[str, str, str, datetime]  # number, title, text, when
Links = dict[tuple[int, int], float]
FORMS = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


def at_of(said: object) -> datetime:
    if isinstance(said, datetime):
        return said.replace(tzinfo=UTC)
    if isinstance(said, date):
        return datetime(said.year, said.month, said.day, tzinfo=UTC)
    for form in FORMS:
        try:
            return datetime.strptime(str(said), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(f"no moment: {said}")


def read(path: Path) -> list[Sent]:
    """(number, title, text, when) of each letter."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    place = {str(name).strip(): index for index, name in enumerate(rows[0])}
    number, title, at, text = (place[name] for name in ("留言编号", "留言主题", "留言时间", "留言详情"))
    return [
        (
            str(row[number]).removesuffix(".0"),
            str(row[title]).strip(),
            " ".join(str(row[text]).split()),
            at_of(row[at]),
        )
        for row in rows[1:]
    ]


def district(title: str, text: str) -> str:
    found = MASKED.search(f"{title} {text}")
    return found.group() if found else ""


def links(said: Sequence[Sent], read: Sequence[Letter], rarity: Rarity) -> Links:
    """Likeness of every pair that may be compared, the earlier first."""
    order = sorted(range(len(said)), key=lambda one: (said[one][3], one))
    places = [district(title, text) for _, title, text, _ in said]
    found: Links = {}
    first = 0
    for nth, one in enumerate(order):
        while (said[one][3] - said[order[first]][3]).days > WITHIN:
            first += 1
        earlier = [
            other for other in order[first:nth] if "" in (places[one], places[other]) or places[one] == places[other]
        ]
        scores = rarity.alike(read[one], [read[other] for other in earlier])
        for place in np.flatnonzero(scores >= LIKELY_FROM):
            found[earlier[place], one] = float(scores[place])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=Path, default=DATA / "citizen_messages.xlsx")
    parser.add_argument("--older", type=Path, default=DATA / "messages_with_replies.xlsx")
    parser.add_argument("--few", type=int, default=0, help="learn what is rare from so many older letters only")
    asked = parser.parse_args()
    print(machine.line())
    older = [(title, text) for _, title, text, _ in read(asked.older)]
    started = time.process_time()
    rarity = Rarity.of(older[: asked.few] if asked.few else older)
    print(f"what is rare, from {rarity.texts} older letters: {time.process_time() - started:.2f} s of CPU")
    said = read(asked.letters)
    known = letters([(title, text) for _, title, text, _ in said])
    started = time.process_time()
    found = links(said, known, rarity)
    took = time.process_time() - started
    print(
        f"{len(said)} letters one by one: {took:.1f} s of CPU, {took / len(said) * 1e3:.2f} ms each; {len(found)} links"
    )
    tell_precision(said, known, rarity, found)
    tell_recall(said, found)


def tell_precision(
    said: Sequence[Sent],
    known: Sequence[Letter],
    rarity: Rarity,
    found: Links,
) -> None:
    """By band, and of everything that is proposed and everything that is made one."""
    place = {number: index for index, (number, _, _, _) in enumerate(said)}
    copies = {pair for pair in found if bare(said[pair[0]][2]) == bare(said[pair[1]][2])}
    judged: dict[tuple[int, int], bool] = {}
    for line in (HERE / "same_letters.tsv").read_text().splitlines()[1:]:
        one, other, right = line.split("\t")
        pair = tuple(sorted((place[one], place[other])))
        judged[pair[0], pair[1]] = right == "1"
    rows = []
    for least, most in pairwise(BANDS):
        pairs = [pair for pair, score in found.items() if least <= score < most and pair not in copies]
        read_ = [judged[tuple(sorted(pair))] for pair in pairs if tuple(sorted(pair)) in judged]
        rows.append((least, len(pairs), len(read_), sum(read_)))
        print(f"  {least:.2f} to {min(most, 1):.2f}: {len(pairs)} links, {len(read_)} read, {sum(read_)} right")
    for name, least in (("proposed", LIKELY_FROM), ("made one", SAME_FROM)):
        some = [row for row in rows if row[0] >= least - 1e-9 and row[2]]
        pairs = sum(row[1] for row in some)
        right = sum(row[1] * row[3] / row[2] for row in some)
        print(f"{name} (from {least}): {pairs} links beside {len(copies)} exact copies, precision {right / pairs:.3f}")


def bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def tell_recall(said: Sequence[Sent], found: Links) -> None:
    for name, words in TOPICS.items():
        members = {
            index for index, (_, title, text, _) in enumerate(said) if all(word in title + text for word in words)
        }
        first = min(members, key=lambda one: said[one][3])
        may = {
            one
            for one in members - {first}
            if any(0 <= (said[one][3] - said[other][3]).days <= WITHIN for other in members - {one})
        }
        linked = {later for earlier, later in found if {earlier, later} <= members}
        linked |= {earlier for earlier, later in found if {earlier, later} <= members}
        alone = {later for earlier, later in found if later in members and earlier not in members}
        print(
            f"{name}: {len(members)} letters, {len(linked & may)} of {len(may)} linked with another of theirs; "
            f"{len(alone)} also with one of none of these words"
        )


if __name__ == "__main__":
    sys.exit(main())
