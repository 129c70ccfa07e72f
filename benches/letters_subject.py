"""Subjects of letters: what is got right, beside what a user would pick instead, in the same run on the same parts.

    python benches/letters_subject.py [--text FILE] [--tokens FILE] [--seeds 2]

Stratified cross-validation in five parts on the letters as written; the letters cut into words are learnt from only,
those of them that are a letter as written are left out, and near copies of one letter stand in one part. Beside it
words (jieba, where it is installed; else that row is left out) with TF-IDF and a linear SVM, on the text alone and with
the cut letters. Before that, seconds to train through the command's own functions and letters a second at run time;
after it, how it grows with the letters.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import machine
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from jishiyu.sensing.letters import learn, rows
from jishiyu.sensing.letters.figures import figures
from jishiyu.sensing.letters.model import FILE, Reader, Subjects, how_sure, read
from jishiyu.sensing.letters.training import train

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "messages"
GROWTH = (0.1, 0.25, 0.5)
Score = Callable[[learn.Lesson, np.ndarray, np.ndarray], Any]


def stratified(lesson: learn.Lesson, seed: int) -> learn.Lesson:
    """The same letters in parts that have every subject in its share; one family stands in one part."""
    written = np.flatnonzero(lesson.part >= 0)
    cut = StratifiedGroupKFold(learn.PARTS, shuffle=True, random_state=seed)
    part = np.full(len(lesson.rows), -1)
    for number, (_, tested) in enumerate(cut.split(written, lesson.label[written], lesson.family[written])):
        part[written[tested]] = number
    return replace(lesson, part=part)


def across(lesson: learn.Lesson, score: Score, share: float = 1.0, cut_too: bool = True) -> Any:
    """Scores of every written letter by what was learnt from the other parts, or from a share of them."""
    scores = np.zeros((len(lesson.rows), len(lesson.labels)), np.float32)
    lot = np.random.default_rng(0)
    for part in range(learn.PARTS):
        taught = lesson.training(part)
        if not cut_too:
            taught = taught[lesson.part[taught] >= 0]
        taught = np.sort(lot.permutation(taught)[: round(len(taught) * share)])
        tested = lesson.testing(part)
        scores[tested] = score(lesson, taught, tested)
    return scores


def measured(lesson: learn.Lesson, scores: Any) -> dict[str, Any]:
    tested = np.flatnonzero(lesson.part >= 0)
    scores = scores[tested]
    sure = how_sure(scores, learn.certainty_of(scores, lesson.label[tested]))
    true = [lesson.rows[place].label for place in tested]
    return figures(true, [lesson.labels[best] for best in scores.argmax(axis=1)], sure.tolist())


def say(name: str, found: dict[str, Any]) -> None:
    print(
        f"{name:46s} macro-F1 {found['macro_f1']:.4f}  right {found['accuracy']:.4f}  "
        f"at 99 % precision {found['coverage_at_99']:.3f}", flush=True,
    )  # fmt: skip


def ours(learner: learn.Learner) -> Score:
    def score(lesson: learn.Lesson, taught: np.ndarray, tested: np.ndarray) -> Any:
        return Reader(learner.learn(taught)).scores([lesson.rows[place].said for place in tested])

    return score


def words_and_svm(lesson: learn.Lesson) -> Score | None:
    if find_spec("jieba") is None:
        return None
    jieba = import_module("jieba")
    jieba.setLogLevel(60)
    cut = [" ".join(jieba.cut(row.text)) if row.text else row.tokens for row in lesson.rows]

    def score(lesson: learn.Lesson, taught: np.ndarray, tested: np.ndarray) -> Any:
        words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b")
        known = words.fit_transform([cut[place] for place in taught])
        svm = LinearSVC().fit(known, lesson.label[taught])
        return svm.decision_function(words.transform([cut[place] for place in tested]))

    return score


def compare(lesson: learn.Lesson, learner: learn.Learner, seeds: int) -> None:
    by_words = words_and_svm(lesson)
    for seed in range(seeds):
        parts = stratified(lesson, seed)
        print(f"\nfive parts, drawn with seed {seed}")
        if by_words is None:
            print("words, TF-IDF, linear SVM: left out, jieba is not installed")
        else:
            say("words, TF-IDF, linear SVM: text alone", measured(parts, across(parts, by_words, cut_too=False)))
            say("words, TF-IDF, linear SVM: with the cut letters", measured(parts, across(parts, by_words)))
        say("ours: text alone", measured(parts, across(parts, ours(learner), cut_too=False)))
        scores = across(parts, ours(learner))
        say("ours: with the cut letters", measured(parts, scores))
        if seed == 0:
            details(parts, scores)


def details(lesson: learn.Lesson, scores: Any) -> None:
    found = measured(lesson, scores)
    for label, one in found["labels"].items():
        print(
            f"    {label}: precision {one['precision']:.3f}, recall {one['recall']:.3f}, "
            f"F1 {one['f1']:.3f} ({one['n']})"
        )
    for one in found["at"]:
        print(
            f"    from {one['percent']} %: {100 * one['coverage']:.1f} % of letters, "
            f"{100 * (one['precision'] or 0):.1f} % right"
        )
    tested = np.flatnonzero(lesson.part >= 0)
    wrong = Counter(
        (lesson.labels[lesson.label[place]], lesson.labels[best])
        for place, best in zip(tested, scores[tested].argmax(axis=1), strict=True)
        if lesson.label[place] != best
    )
    for (true, told), count in wrong.most_common(8):
        print(f"    {true} taken for {told}: {count}")


def growth(lesson: learn.Lesson, learner: learn.Learner) -> None:
    parts = stratified(lesson, 0)
    print("\nhow it grows with the letters learnt from")
    for share in GROWTH:
        taught = round(np.mean([len(parts.training(part)) for part in range(learn.PARTS)]) * share)
        say(f"  {taught} letters", measured(parts, across(parts, ours(learner), share)))


def speed(read_rows: Sequence[rows.Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        began, used = time.perf_counter(), time.process_time()
        done = train(read_rows, Path(folder), {})
        spent, worked = time.perf_counter() - began, time.process_time() - used
        size = (Path(folder) / FILE).stat().st_size
        model = read(Path(folder) / FILE)
        assert model is not None
        print(f"\ntrained in {spent:.1f} s ({worked:.1f} s of CPU), {size / 2**20:.1f} MiB, model {done.version}")
        began = time.perf_counter()
        subjects = Subjects(model)
        print(f"made ready in {time.perf_counter() - began:.2f} s")
    said = [row.text for row in read_rows if row.text]
    titles = [text[:20] for text in said]
    for name, texts in (("letters", said), ("their first 20 characters", titles)):
        for batch in (1, 64, 512):
            rates = []
            for _ in range(3):
                began = time.process_time()
                chosen = texts[: max(batch * 4, 128)]
                for at in range(0, len(chosen), batch):
                    subjects.guess(chosen[at : at + batch], with_words=False)
                rates.append(len(chosen) / (time.process_time() - began))
            print(f"  {name}, {batch} at once: {sorted(rates)[1]:,.0f}/s of CPU")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=Path, default=SHARED / "labelled_text.csv.gz")
    parser.add_argument("--tokens", type=Path, default=SHARED / "labelled_tokens.csv.gz")
    parser.add_argument("--seeds", type=int, default=2)
    chosen = parser.parse_args()
    print(machine.line())
    read_rows = rows.read([path for path in (chosen.text, chosen.tokens) if path.exists()])
    lesson = learn.lesson(read_rows, sorted({row.label for row in read_rows}))
    written = int((lesson.part >= 0).sum())
    print(
        f"{written} letters as written; {len(lesson.rows) - written} cut into words to learn from; "
        f"{lesson.doubles} cut ones left out, as they are letters that stand there as written"
    )
    learner = learn.Learner(lesson)
    speed(read_rows)
    compare(lesson, learner, chosen.seeds)
    growth(lesson, learner)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
