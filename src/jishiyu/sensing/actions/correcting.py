"""What senders take back or say anew: applied to its message when both are there, in whatever order they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from msgspec.structs import replace

from jishiyu.ledger import actions as ledger
from jishiyu.lib.among import among
from jishiyu.sensing.actions.judging import judge_again
from jishiyu.sensing.actions.weighing import counts_of, weigh
from jishiyu.sensing.incidents.reckoning import Part, Sum, summed
from jishiyu.sensing.kinds import lexicon_of
from jishiyu.sensing.models import Correction, Lead, Message, Source
from jishiyu.sensing.raw import EDITED, RECALLED, SAID, RawMessage

WITHDRAWN = "[已撤回]"  # stands where the words of a recalled message stood as a title
VERDICT = ("text", "risk", "kind", "urgency", "vulnerable", "lead_id")
MOST_WAITING = 200
RECKONED = [
    "heard", "households", "in_groups", "urgency", "vulnerable", "kinds", "why", "first_at", "last_at", "state",
    "title",
]  # fmt: skip
NO_CASE = (Lead.State.OPEN, Lead.State.QUIET)


@dataclass(slots=True)
class Corrected:
    """Acts taken now, and known before."""

    taken: int = 0
    seen_before: int = 0


def unheard_edits(source: Source, acts: Sequence[RawMessage]) -> list[RawMessage]:
    """Edits of messages nobody heard, as the messages they are: better late words than none."""
    edits = {raw.of: raw for raw in sorted(acts, key=lambda raw: raw.time) if raw.act == EDITED}
    if not edits:
        return []
    known = set(
        Message.objects.filter(source=source, external_id__in=list(edits)).values_list("external_id", flat=True)
    )
    return [replace(raw, id=of, act=SAID, of="") for of, raw in edits.items() if of not in known]


@transaction.atomic
def correct(source: Source, acts: Sequence[RawMessage], arrived: Sequence[str], *, by: str, at: datetime) -> Corrected:
    """Note what was taken back or said anew, and apply what has its message: `arrived` are messages that came just
    now. An act is known by its own id; twice changes nothing."""
    done = Corrected()
    fresh = {raw.id: raw for raw in acts}
    if fresh:
        for key in Correction.objects.filter(source=source, external_id__in=list(fresh)).values_list(
            "external_id", flat=True
        ):
            del fresh[key]
        Correction.objects.bulk_create([_noted(source, raw, at) for raw in fresh.values()], batch_size=200)
        done.taken, done.seen_before = len(fresh), len(acts) - len(fresh)
    abouts = {*arrived, *(raw.of for raw in fresh.values())}
    waiting = Correction.objects.filter(among("about", abouts), source=source, applied_at__isnull=True)
    for correction in waiting.select_for_update().order_by("said_at", "pk"):
        _apply(source, correction, by=by, at=at)
    return done


def correct_waiting(*, by: str, at: datetime) -> int:
    """Apply what waits although its message is there: two workers may have had one each at the same moment."""
    applied = 0
    waiting = Correction.objects.filter(applied_at__isnull=True, received_at__gte=at - timedelta(days=7))
    for row in waiting.select_related("source").order_by("-pk")[:MOST_WAITING]:
        if Message.objects.filter(source=row.source_id, external_id=row.about).exists():
            correct(row.source, [], [row.about], by=by, at=at)
            applied += 1
    return applied


def known_acts(source: Source, ids: Sequence[str]) -> set[str]:
    """Which of these acts were heard before."""
    return set(Correction.objects.filter(source=source, external_id__in=ids).values_list("external_id", flat=True))


def _noted(source: Source, raw: RawMessage, at: datetime) -> Correction:
    return Correction(
        source=source, external_id=raw.id, about=raw.of, act=raw.act, text=raw.text, said_at=raw.time, received_at=at
    )


def _apply(source: Source, correction: Correction, *, by: str, at: datetime) -> None:
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("group", "group__division")
        .filter(source=source, external_id=correction.about)
        .first()
    )
    if message is None:
        return
    if correction.act == RECALLED and message.recalled_at is None:
        _recall(message, correction, by=by, at=at)
    elif correction.act == EDITED and _is_news(message, correction):
        _edit(source, message, correction, by=by, at=at)
    elif correction.act == EDITED and message.text == correction.text and message.edited_at is None:
        message.edited_at = correction.said_at  # heard by this edit first; an older one does not undo it
        message.save(update_fields=["edited_at"])
    correction.message, correction.applied_at = message, at
    correction.save(update_fields=["message", "applied_at", "before"])


def _is_news(message: Message, correction: Correction) -> bool:
    """Not of a message that was taken back, not older than the words that stand, and not those words again."""
    stands = message.edited_at is not None and message.edited_at >= correction.said_at
    return message.recalled_at is None and not stands and message.text != correction.text


def _recall(message: Message, correction: Correction, *, by: str, at: datetime) -> None:
    message.recalled_at = at
    message.save(update_fields=["recalled_at"])
    ledger.record(f"message:{message.pk}", "message_recalled", by=by, at=at, data={"lead": message.lead_id})
    if message.lead_id:
        _reckon(message.lead_id, message, correction, by=by, at=at)


def _edit(source: Source, message: Message, correction: Correction, *, by: str, at: datetime) -> None:
    """The words said anew are judged as if they had been said so; what stood before stays with the correction."""
    correction.before = {name: getattr(message, name) for name in VERDICT}
    old_lead = message.lead_id
    message.text, message.edited_at = correction.text, correction.said_at
    judge_again(source, message, by=by, at=at)
    ledger.record(
        f"message:{message.pk}",
        "message_edited",
        by=by,
        at=at,
        before={name: correction.before[name] for name in VERDICT if name != "text"},
        after={name: getattr(message, name) for name in VERDICT if name != "text"},
    )
    touched = {lead for lead in (old_lead, message.lead_id) if lead}
    rose = [lead for lead in sorted(touched) if _reckon(lead, message, correction, by=by, at=at)]
    _warn(rose, joined=message.lead_id if message.lead_id != old_lead else None, mark=f"c{correction.pk}", at=at)


def _reckon(lead_id: int, message: Message, correction: Correction, *, by: str, at: datetime) -> bool:
    """Weigh a lead anew from what still counts. True when somebody has to be warned because it rose."""
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    rows = Message.objects.filter(lead=lead, risk=True, recalled_at__isnull=True).order_by("said_at", "pk")
    parts = [Part(row.kind, row.urgency, row.vulnerable, row.said_at) for row in rows]
    first = rows.first()
    was: dict[str, Any] = {"heard": lead.heard, "urgency": lead.urgency, "state": lead.state}
    _sum_up(lead, summed(parts))
    if message.recalled_at or lead_id != message.lead_id:
        lead.title = " ".join((first.title or first.text).split())[:200] if first else WITHDRAWN
    elif first is not None and first.pk == message.pk:
        lead.title = " ".join((message.title or message.text).split())[:200]
    lead.save(update_fields=RECKONED)
    now = {"heard": lead.heard, "urgency": lead.urgency, "state": lead.state}
    if now != was:
        ledger.record(lead.ref, "reckoned_anew", before=was, after=now, by=by, at=at, data={"message": message.pk})
    told: dict[str, Any] = {"lead": lead.pk, "correction": correction.pk, "message": message.pk, "act": correction.act}
    told |= {"was": was["urgency"], "urgency": lead.urgency, "heard": lead.heard}
    ledger.errand("lead.corrected", f"corrected:{correction.pk}:{lead.pk}", told, at=at)
    rose = lead.urgency > was["urgency"] and lead.state in (Lead.State.OPEN, Lead.State.TAKEN)
    return rose or (was["state"] == Lead.State.QUIET and lead.state == Lead.State.OPEN)


def _sum_up(lead: Lead, found: Sum | None) -> None:
    """A case keeps its lead; a lead without one may open, fall quiet, or be taken back."""
    if found is None:
        lead.heard = lead.households = lead.in_groups = 0
        lead.state = Lead.State.RECALLED if lead.state in NO_CASE else lead.state
        return
    lexicon = lexicon_of(lead.pack)
    lead.urgency, lead.vulnerable = found.urgency, found.vulnerable
    lead.first_at, lead.last_at = found.first_at, found.last_at
    lead.kinds = {kind: [first.isoformat(), last.isoformat()] for kind, (first, last) in found.kinds.items()}
    if lead.state == Lead.State.OPEN:
        lead.state = Lead.State.QUIET  # weighing opens it again where it is grave enough
    weigh(lead, counts_of([lead])[lead.pk], None, lexicon)


def _warn(rose: Sequence[int], *, joined: int | None, mark: str, at: datetime) -> None:
    """Errands as for messages: a lead that an edit raised is told again, although that weight may have been told
    before; the lead it joined or began is told as any other is."""
    again = [lead for lead in rose if lead != joined]
    if again:
        ledger.errand("leads.raised", f"leads:{mark}", {"leads": again, "again": mark}, at=at)
    if joined and Lead.objects.filter(pk=joined, state__in=[Lead.State.OPEN, Lead.State.TAKEN]).exists():
        ledger.errand("leads.raised", f"leads:{mark}:joined", {"leads": [joined]}, at=at)
