"""Same-incident pairs of labelled chat: how well messages are gathered when their kinds are known, and the weights of
joining learnt anew from them.

    python benches/incident_pairs.py FILE…                       F1 with true kinds, with the weights as they stand
    python benches/incident_pairs.py --judged FILE…              F1 with kinds as the shipped judge finds them
    python benches/incident_pairs.py --left-out FILE…            F1 as models hear it that never saw the group
    python benches/incident_pairs.py --left-out --folds 5 FILE…  the same, each fold by weights learnt from the others
    python benches/incident_pairs.py --left-out --learn FILE…    prints weights.py, learnt from labels and what is heard

FILE is chat JSON lines in the format of group_messages.jsonl, or a text file of one group as the written set has it.
"""

# ruff: noqa: E402  (the product is imported after it is set up)

import argparse
import importlib
import json
import math
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
django.setup()


from left_out import left_out
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from jishiyu.sensing.incidents import Gatherer, gathering, joining, weights
from jishiyu.sensing.incidents.scoring import Pairs, pairs
from jishiyu.sensing.kinds import Lexicon, lexicon_of
from jishiyu.sensing.learning.groups import read_groups
from jishiyu.sensing.pipeline import Room, judge_each
from jishiyu.sensing.queries.judges import judge_by
from jishiyu.sensing.raw import RawMessage
from jishiyu.sensing.triage import Threads

KINDS = {
    "hazard": "power.hazard",
    "vulnerable": "power.vulnerable",
    "repeated_angry": "power.repeated",
    "outage": "power.outage",
    "complaint": "power.complaint",
}
LETTERS = {word[0]: word for word in ("hazard", "vulnerable", "outage", "complaint")} | {"a": "repeated_angry"}
HOLD = 3.0  # how firmly weights are held near nothing


@dataclass(frozen=True, slots=True)
class Labelled:
    at: datetime
    sender: str
    kind: str  # "" for ordinary talk
    urgency: int
    vulnerable: bool
    incident: str
    place: str
    text: str
    role: str = "resident"


def groups_of(path: Path) -> list[list[Labelled]]:
    """Messages of each group in the order they were said."""
    if path.suffix == ".txt":
        lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
        return [[_written(line) for line in lines]]
    rows: dict[str, list[Labelled]] = defaultdict(list)
    for line in path.read_text().splitlines():
        row = json.loads(line)
        kind = row["kind"] if row["risk"] else ""
        rows[row["group_id"]].append(
            Labelled(
                datetime.fromisoformat(row["time"]), row["sender"], KINDS.get(kind, ""), row["urgency"],
                row["vulnerable"], row["duplicate_of"] or row["id"], row["place"], row["text"],
                row["role"],
            )
        )  # fmt: skip
    return [sorted(group, key=lambda one: one.at) for group in rows.values()]


def _written(line: str) -> Labelled:
    number, when, sender, verdict, frail, earliest, place, text = line.split("|", 7)
    day, clock = when.split()
    at = datetime.fromisoformat(f"2026-01-01T{clock:0>5}").replace(tzinfo=UTC) + timedelta(days=int(day))
    kind = "" if verdict == "-" else KINDS[LETTERS[verdict[0]]]
    role = "staff" if sender.startswith("s") else "resident"
    return Labelled(at, sender, kind, int(verdict[1:] or 0), bool(frail), earliest or number, place, text, role)


Groups = Sequence[Sequence[Labelled]]


def score(groups: Groups, heard: Groups, lexicon: Lexicon) -> Pairs:
    """Gather each group by itself, by the kinds that were heard of its messages; the true ones may be given."""
    true: list[object] = []
    found: list[object] = []
    for number, (group, told) in enumerate(zip(groups, heard, strict=True)):
        gatherer = gathering.Gatherer(lexicon, [])
        made = []
        for one in told:
            made.append(
                gatherer.gather(
                    group=number, kind=one.kind, urgency=one.urgency, vulnerable=one.vulnerable, at=one.at,
                    text=one.text, place=one.place, sender=one.sender, area=str(number),
                )[0]
                if one.kind
                else None
            )  # fmt: skip
        true += [(number, one.incident) if one.kind else None for one in group]
        found += [(number, id(incident.root())) if incident else None for incident in made]
    return pairs(true, found)


def left_out_as_heard(paths: Sequence[Path], lexicon: Lexicon) -> list[list[Labelled]]:
    """Written groups as models that never saw them hear them: a risk that is not heard is ordinary talk, a false alarm
    an incident of its own."""
    heard: dict[str, list[Labelled]] = defaultdict(list)
    for place, one in enumerate(left_out(read_groups(paths), "power", lexicon).judged):
        said, verdict = one.label, one.verdict
        heard[said.group].append(
            Labelled(
                said.at, said.said.sender, verdict.kind if verdict.risk else "", verdict.urgency, verdict.vulnerable,
                said.incident or f"false {place}", said.place, said.said.text, said.said.role,
            )
        )  # fmt: skip
    return list(heard.values())


def score_judged(groups: Iterable[Sequence[Labelled]], lexicon: Lexicon) -> Pairs:
    """Judge and gather each group as a batch is, without a list of places; a warning that is none, and trouble that
    was not heard, belong to no incident on one side."""
    judge = judge_by(lexicon, "power")
    true: list[object] = []
    found: list[object] = []
    for number, group in enumerate(groups):
        raws = [
            RawMessage(str(place), one.text, one.at, group_id="g", sender=one.sender, role=one.role)
            for place, one in enumerate(group)
        ]
        room = Room({"g": number}, {number: None, None: None}, Gatherer(lexicon, []), Threads(), {})
        for labelled, one in zip(group, judge_each(room, judge, raws), strict=True):
            true.append((number, labelled.incident) if labelled.kind else None)
            found.append((number, id(one.incident.root())) if one.incident else None)
    return pairs(true, found)


Example = tuple[list[str], bool]


def examples(group: Sequence[Labelled], lexicon: Lexicon) -> list[Example]:
    """For each message and each incident going on when it was said: the signs that hold, and whether it belongs."""
    found: list[Example] = []
    incidents: dict[str, list[joining.Member]] = {}
    for labelled in group:
        if not labelled.kind:
            continue
        one = joining.member(
            at=labelled.at, bears=lexicon.bears(labelled.kind), urgency=labelled.urgency, sender=labelled.sender,
            place=labelled.place, text=labelled.text,
        )  # fmt: skip
        live = {name: said for name, said in incidents.items() if one.at - said[-1].at <= joining.LIVE}
        for name, said in live.items():
            others = [other for another, other in live.items() if another != name]
            found.append((list(joining.signs(one, said, others)), name == labelled.incident))
        incidents.setdefault(labelled.incident, []).append(one)
    return found


def lessons(group: Sequence[Labelled], lexicon: Lexicon) -> list[Example]:
    """Examples with the places as labelled, and without any: most places a message names are in no list."""
    return [*examples(group, lexicon), *examples([replace(one, place="") for one in group], lexicon)]


def both(groups: Groups, heard: Groups, lexicon: Lexicon) -> list[list[Example]]:
    """Of each group the lessons of what is meant and, where it differs, of what was heard: with wrong kinds and false
    alarms among it, as it will be."""
    return [
        lessons(group, lexicon) + (lessons(told, lexicon) if told is not group else [])
        for group, told in zip(groups, heard, strict=True)
    ]


def learn(taught: Sequence[Example]) -> dict[str, float]:
    """Logistic regression; the always there is not held near nothing."""
    signs = DictVectorizer()
    rows = signs.fit_transform([dict.fromkeys(names, 1.0) for names, _ in taught])
    found = LogisticRegression(C=1 / HOLD, max_iter=1000).fit(rows, [belongs for _, belongs in taught])
    names = zip(signs.get_feature_names_out(), found.coef_[0].tolist(), strict=True)
    return {"always": float(found.intercept_[0]), **dict(names)}


def show(name: str, found: Pairs) -> None:
    print(f"{name}: F1 {found.f1:.3f} (precision {found.precision:.3f}, recall {found.recall:.3f}, {found.true} pairs)")


def weigh_by(learnt: Mapping[str, float]) -> None:
    """What gathers from now on has these weights: they are read once, when joining is brought in."""
    weights.WEIGHTS.clear()
    weights.WEIGHTS.update(learnt)
    for module in (joining, gathering):
        importlib.reload(module)


def by_folds(groups: Groups, heard: Groups, lexicon: Lexicon, folds: int) -> None:
    size = math.ceil(len(groups) / folds)
    total = Pairs(0, 0, 0)
    taught = both(groups, heard, lexicon)
    for start in range(0, len(groups), size):
        weigh_by(learn([one for place, some in enumerate(taught) if not start <= place < start + size for one in some]))
        bare = [[replace(one, place="") for one in group] for group in heard[start : start + size]]
        one = score(groups[start : start + size], bare, lexicon)
        total = Pairs(total.true + one.true, total.found + one.found, total.both + one.both)
    show(f"{folds} folds, without places", total)


def write(learnt: Mapping[str, float]) -> str:
    lines = [
        '"""Weights of the signs of joining.py, learnt from the written set of chat; see benches/incident_pairs.py."""',
        "",
    ]
    lines += ["WEIGHTS: dict[str, float] = {"]
    lines += [f'    "{name}": {weight:.2f},' for name, weight in learnt.items()]
    return "\n".join([*lines, "}"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--judged", action="store_true")
    parser.add_argument("--left-out", action="store_true")
    chosen = parser.parse_args()
    lexicon, paths = lexicon_of("power"), sorted(chosen.files)
    groups = [group for path in paths for group in groups_of(path)]
    with threadpool_limits(1):
        heard = left_out_as_heard(paths, lexicon) if chosen.left_out else groups
    if chosen.learn:
        print(write(learn([one for group in both(groups, heard, lexicon) for one in group])))
    elif chosen.judged:
        show("kinds as judged", score_judged(groups, lexicon))
    elif chosen.folds:
        by_folds(groups, heard, lexicon, chosen.folds)
    else:
        show("kinds as heard" if chosen.left_out else "true kinds", score(groups, heard, lexicon))
    return 0


if __name__ == "__main__":
    sys.exit(main())
