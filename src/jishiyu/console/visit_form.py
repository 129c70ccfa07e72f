"""What the phone's form says of a visit, and what it offers to choose from."""

from dataclasses import dataclass

from django.http import HttpRequest

from jishiyu.casework.kinds import CaseKind, kinds
from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.look.requests import moment_of, number_of
from jishiyu.outreach.kinds import visiting
from jishiyu.outreach.visits import MOST_NEEDS, NeedSaid, Said


@dataclass(frozen=True, slots=True)
class Offered:
    """Kinds of need by their pack's order, those of visiting packs first, and frequent needs to begin with."""

    kinds: list[CaseKind]
    frequent: list[tuple[str, Phrase]]


def offered() -> Offered:
    frequent = [need for one in visiting() for need in one.needs]
    packs = {kind.partition(".")[0] for kind, _words in frequent}
    every = kinds()
    return Offered([kind for kind in every if kind.code.partition(".")[0] in packs] or every, frequent)


def said_of(request: HttpRequest) -> Said:
    """Raises Refused: subject_unknown, visit_moment."""
    sent = {name: request.POST[name].replace("\x00", "") for name in request.POST}
    subject, at = number_of(sent.get("subject", "")), moment_of(sent.get("at", ""))
    if subject is None:
        raise Refused("subject_unknown")
    if at is None:
        raise Refused("visit_moment")
    return Said(
        key=sent.get("key", ""),
        subject_id=subject,
        way=sent.get("way", ""),
        took_place_at=at,
        note=sent.get("note", ""),
        needs=[
            NeedSaid(sent.get(f"kind_{n}", ""), sent[f"need_{n}"], bool(sent.get(f"urgent_{n}")))
            for n in range(1, MOST_NEEDS + 2)
            if sent.get(f"need_{n}", "").strip()
        ],
        others=[key for one in request.POST.getlist("others") if (key := number_of(one)) is not None],
        photos=[photo.read() for photo in request.FILES.getlist("photos")],
        appointment_id=number_of(sent.get("appointment", "")),
    )
