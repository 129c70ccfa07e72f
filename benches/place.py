"""How well places are found in free text, with the home known.

    python benches/place.py [--material ../shared/data/messages] [--said FOLDER …]

Three measures. Real text: every distinct "X镇Y村" of the two letter files whose town is in the list of the province;
gold is the village of that town where the list has it; asked with the county as home, and with the town as home and its
name taken out of the text. Messages written for this (benches/place_messages.tsv), traps included. Words: the place
words marked in written chat, one file for each group. Prints tables; --misses prints what was not as it should be.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import machine
from python_calamine import CalamineWorkbook

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

from jishiyu.registry.divisions import CARRIED, read  # noqa: E402
from jishiyu.sensing.place import Gazetteer, Names, Placed, Spot  # noqa: E402

MENTION = re.compile(r"([一-鿿]{1,6}?(?:镇|乡|街道))([一-鿿]{1,5}?(?:村|社区))")
AROUND = 12  # characters of a mention's surroundings
JOINS = "和与及在的对将就为并"  # stand between a town and a village that are not said in one breath
NO_NAME = ("农村", "乡村", "全村", "本村", "各村", "该村", "我村", "村村", "自然村", "行政村", "全社区", "本社区")


class Book:
    """One province's names, and gazetteers of the areas asked for."""

    def __init__(self) -> None:
        rows = [(cells[0], cells[1]) for cells in read(CARRIED) if cells[0] != "code"]
        self.names = Names(rows)
        self.made: dict[str, Gazetteer] = {}

    def of(self, home: str) -> Gazetteer:
        area = home[:6]
        if area not in self.made:
            self.made[area] = Gazetteer(self.names, area)
        return self.made[area]

    def find(self, text: str, home: str, earlier: tuple[Spot, ...] = ()) -> Placed:
        return self.of(home).find(text, Spot(home), earlier)


def texts(folder: Path) -> Iterator[str]:
    for name in ("messages_with_replies.xlsx", "citizen_messages.xlsx"):
        for row in CalamineWorkbook.from_path(str(folder / name)).get_sheet_by_index(0).to_python():
            yield " ".join(" ".join(str(cell).split()) for cell in row)


def mentions(folder: Path, names: Names) -> Iterator[tuple[str, str, str, list[str], str]]:
    """Before, town, village as written, codes of that town, and the village's code or nothing: one of each pair."""
    towns: dict[str, list[str]] = {}
    for code in names.name:
        if len(code) == 9:
            for form, strength in names.forms(code):
                if strength > 1:
                    towns.setdefault(form, []).append(code)
    seen = set()
    for text in texts(folder):
        for found in MENTION.finditer(text):
            town = next((found[1][n:] for n in range(len(found[1]) - 2) if found[1][n:] in towns), "")
            village = found[2].lstrip(JOINS)
            if not town or village.endswith(NO_NAME) or (town, village) in seen:
                continue
            seen.add((town, village))
            inside = [code for above in towns[town] for code in names.under(above).get(village, ())]
            before = text[max(0, found.start(2) - len(town) - AROUND) : found.start(2) - len(town)]
            yield before, town, village, towns[town], inside[0] if len(inside) == 1 else ""


def share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.3f}" if whole else "-"


def real_text(folder: Path, book: Book, misses: bool) -> None:
    rows = list(mentions(folder, book.names))
    known = [row for row in rows if row[4]]
    print(f"real text: {len(rows)} distinct mentions, not in the list {share(len(rows) - len(known), len(rows))}")
    for title, strip, digits in (("home = county", False, 6), ("home = town, its name taken out", True, 9)):
        right = named = stated = 0
        for before, town, village, _, code in known:
            placed = book.find(before + ("" if strip else town) + village, code[:digits])
            fine = placed.how in ("named", "within") and placed.spot is not None and len(placed.spot.code) == 12
            named += fine
            right += fine and placed.spot == Spot(code)
            stated += not fine and placed.how in ("asked", "unlisted")
            if misses and not (fine and placed.spot == Spot(code)):
                print("   ", title, "|", before + town + village, code, placed)
        print(
            f"  {title}: precision {share(right, named)}, recall {share(right, len(known))}, asked or stated {stated}"
        )
    for title, strip, digits in (("home = county", False, 6), ("home = town, its name taken out", True, 9)):
        count: Counter[str] = Counter()
        lost = [row for row in rows if not row[4] and len(row[3]) == 1]
        for before, town, village, codes, _ in lost:
            placed = book.find(before + ("" if strip else town) + village, codes[0][:digits])
            fine = placed.how in ("named", "within") and placed.spot is not None and len(placed.spot.code) == 12
            kind = "a village named" if fine else placed.how
            if placed.how == "unlisted" and placed.spot == Spot(codes[0]):
                kind = "unlisted, the town right"
            count[kind] += 1
            if misses and fine:
                print("   lost", title, "|", before + town + village, placed)
        print(f"  not in the list, {title}: {len(lost)}: {dict(count)}")


def written_set(book: Book, misses: bool) -> None:
    right = named = total = traps = held = 0
    by_how: Counter[str] = Counter()
    for number, line in enumerate((HERE / "place_messages.tsv").read_text().splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        home, earlier, text, code, how, words = line.split("\t")
        placed = book.find(text, home, tuple(Spot(one) for one in earlier.split(",") if one))
        good = placed.spot == Spot(code or home) and placed.how == how and (not words or placed.words == words)
        total += 1
        by_how[how] += 1
        claims = placed.how == "named"
        named += claims
        right += claims and placed.spot == Spot(code or home) and how == "named"
        traps += how != "named"
        held += how != "named" and not claims
        if misses and not good:
            print(f"    line {number}: {text} wanted {code or home} {how} {words}, got {placed}")
    wanted = by_how["named"]
    print(f"written messages: {total} ({dict(by_how)})")
    print(f"  precision {share(right, named)}, recall {share(right, wanted)}, traps kept apart {share(held, traps)}")


def chat(folders: list[Path]) -> Iterator[tuple[str, str, str]]:
    """Home, place words and text of every message in the files of these folders."""
    for file in sorted(file for folder in folders for file in folder.rglob("*.txt")):
        home = ""
        for line in file.read_text().splitlines():
            if line.startswith("# home_code:"):
                home = line.partition(":")[2].strip()
            cells = line.split("|")
            if not line.startswith("#") and len(cells) >= 8:
                yield home, cells[6], "|".join(cells[7:])


def words(folders: list[Path], book: Book, misses: bool) -> None:
    count: Counter[str] = Counter()
    how: Counter[str] = Counter()
    seconds = 0.0
    for home, place, text in chat(folders):
        if home[:6] not in book.names.name:
            continue
        book.of(home)
        started = time.process_time()
        placed = book.find(text, home)
        seconds += time.process_time() - started
        kind = "ordinary" if not place else "labelled"
        count[kind] += 1
        how[f"{kind} {placed.how}"] += 1
        if place:
            same, overlap = placed.words == place, placed.words and (placed.words in place or place in placed.words)
            count["exact"] += same
            count["overlap"] += bool(overlap)
            if misses and not same:
                print(f"    {home} {place} | {text} | {placed.how} {placed.words}")
        else:
            count["words where none is marked"] += bool(placed.words)
            if misses and placed.how not in ("home", "within"):
                print(f"    {home} - | {text} | {placed}")
    labelled = count["labelled"]
    print(f"place words of written chat: {labelled} messages with words, {count['ordinary']} without")
    print(f"  exact {share(count['exact'], labelled)}, overlapping {share(count['overlap'], labelled)}")
    print(f"  words where none is marked {share(count['words where none is marked'], count['ordinary'])}")
    print(f"  {dict(sorted(how.items()))}; {seconds / max(1, labelled + count['ordinary']) * 1e6:.1f} us a message")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--material", type=Path, default=HERE.parent.parent / "shared/data/messages")
    parser.add_argument("--said", type=Path, nargs="*", default=[HERE.parent / "src/jishiyu_packs/power/said"])
    parser.add_argument("--misses", action="store_true")
    chosen = parser.parse_args()
    print(machine.line())
    book = Book()
    if chosen.material.exists():
        real_text(chosen.material, book, chosen.misses)
    if (HERE / "place_messages.tsv").exists():
        written_set(book, chosen.misses)
    if chosen.said:
        words(chosen.said, book, chosen.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
