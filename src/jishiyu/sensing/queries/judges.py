"""Who judges: the service line's own words, and what the office's letters taught, at the version that counts now."""

import logging
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jishiyu.lib.refused import Refused
from jishiyu.sensing.kinds import Lexicon, lexicon_of, lexicons
from jishiyu.sensing.learning.shelf import model_in_order
from jishiyu.sensing.letters.judge import MODEL, OWN_SUBJECT, SUBJECT, LearntJudge, confidence_of
from jishiyu.sensing.letters.model import FILE, Subjects
from jishiyu.sensing.letters.model import read as read_model
from jishiyu.sensing.models import Message
from jishiyu.sensing.place import Placed, Spot
from jishiyu.sensing.queries.places import gazetteer
from jishiyu.sensing.queries.words import lexicon_now
from jishiyu.sensing.triage import QUIET, Judge, Said, Verdict, judge_for

log = logging.getLogger("jishiyu.sensing")


def read(text: str, home: str = "") -> tuple[list[Verdict], Placed]:
    """What every service line makes of a text told at the desk, the gravest first, and the place it names near a home
    (a division code)."""
    said = Said(text, role="requester")
    judges = [judge_of(pack) for pack in lexicons()]
    verdicts = [judge.decide(said, judge.read([said])[0], QUIET) for judge in judges]
    told = sorted((one for one in verdicts if one.kind), key=lambda one: (not one.risk, -one.urgency, -_spoken(one)))
    city = home[:4]  # a hotline centre hears of its whole city
    return told, gazetteer(city).find(text, Spot(home)) if city else Placed(None)


def _spoken(verdict: Verdict) -> int:
    """How much in the text itself speaks for a verdict."""
    return sum(code not in (SUBJECT, OWN_SUBJECT, MODEL) for code, _ in verdict.reasons)


def judge_of(pack: str) -> Judge:
    """How a service line judges now. Raises LookupError naming the pack."""
    return judge_by(lexicon_now(pack), pack)


def judge_by(lexicon: Lexicon, pack: str) -> Judge:
    """How a service line would judge now with this lexicon."""
    subjects = _subjects_in_order() if lexicon.style == "letters" else None
    if subjects is not None and pack in subjects.model.kinds:
        return _learnt(lexicon, pack, subjects)
    return judge_for(lexicon, model_in_order(pack, Path(settings.DATA)), lexicon_of(pack))


def subjects_now() -> Subjects | None:
    """What the office's own letters taught, None while they taught nothing. A model that is replaced counts in every
    process at its next batch. Raises Refused: model_unreadable."""
    path = models_folder() / FILE
    try:
        held = path.stat()
    except FileNotFoundError:
        return None
    return _subjects(path, (held.st_ino, held.st_size, held.st_mtime_ns))


def _subjects_in_order() -> Subjects | None:
    """The same for those who must go on: a file that cannot be read stops no letter, the pack's words judge it."""
    try:
        return subjects_now()
    except Refused as trouble:
        log.error("subjects are judged by words alone: %s", trouble)
        return None


def models_folder() -> Path:
    """Where learnt models are kept, in the data folder."""
    return Path(settings.DATA) / "models"


def subject_doubts(leads: Collection[int]) -> dict[int, tuple[str, int]]:
    """By lead, the kind its first letter was taken for and how sure the learnt model was, in percent. No query while
    nothing is learnt, else one."""
    if not leads or _subjects_in_order() is None:
        return {}
    rows = Message.objects.filter(lead__in=leads, risk=True, judged_with__contains="+").order_by("-said_at", "-pk")
    told = {
        lead: (kind, confidence_of(reasons)) for lead, kind, reasons in rows.values_list("lead_id", "kind", "reasons")
    }
    return {lead: (kind, sure) for lead, (kind, sure) in told.items() if lead is not None and sure is not None}


@lru_cache(maxsize=1)
def _subjects(path: Path, held: tuple[int, int, int]) -> Subjects | None:
    model = read_model(path)
    return Subjects(model) if model else None


@lru_cache(maxsize=4)
def _learnt(lexicon: Lexicon, pack: str, subjects: Subjects) -> LearntJudge:
    return LearntJudge(lexicon, pack, subjects)
