"""What people say of messages: answers to warnings, labels by hand, and the sample that is drawn to be looked at."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.acting import acting
from jishiyu.registry.models import Officer
from jishiyu.sensing import queries
from jishiyu.sensing.kinds import lexicon_of, lexicons
from jishiyu.sensing.models import Label, Lead, Message, Sampled, ShadowDraw
from jishiyu.sensing.sampling import drawn
from jishiyu.sensing.triage.urgency import CAN_WAIT, NOW

MOST_OF_A_LEAD = 50  # its first messages: later ones may speak of what came of it
MOST_DAYS = 30  # a worker that slept longer draws the last of them


@transaction.atomic
def label_lead(lead_id: int, *, at: datetime) -> int:
    """An officer's answer to a warning as labels of its messages; a later answer takes the place of an earlier one.
    Returns how many."""
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    if lead.real is None or lead.answered_at is None:
        return 0
    messages = list(Message.objects.filter(lead=lead).order_by("said_at", "pk").values_list("pk", flat=True))
    Label.objects.filter(message__in=messages, how=Label.How.ANSWER).delete()
    if not lead.real:  # what is nothing at all is of no kind
        Label.objects.filter(message__in=messages, how=Label.How.CORRECTION).delete()
    labels = [
        Label(message_id=key, risk=lead.real, how=Label.How.ANSWER, by=lead.answered_by, at=lead.answered_at)
        for key in messages[:MOST_OF_A_LEAD]
    ]
    return len(Label.objects.bulk_create(labels))


@transaction.atomic
def label_message(
    message_id: int, *, risk: bool, kind: str = "", urgency: int = 0, vulnerable: bool = False, by: str, at: datetime
) -> Label:
    """One person says what a message is; said again, it is said anew. Ordinary talk has neither kind nor urgency.

    Raises Refused: not_yours, message_unknown, label_kind_needed, label_urgency_needed."""
    _check_hears(by)
    message = Message.objects.select_for_update(of=("self",)).select_related("source").filter(pk=message_id).first()
    if message is None:
        raise Refused("message_unknown")
    if risk and kind not in lexicon_of(message.source.pack).order:
        raise Refused("label_kind_needed")
    if risk and not CAN_WAIT <= urgency <= NOW:
        raise Refused("label_urgency_needed")
    said = {"risk": risk, "kind": kind, "urgency": urgency, "vulnerable": vulnerable}
    said = said if risk else {"risk": False, "kind": "", "urgency": 0, "vulnerable": False}
    how = Label.How.SAMPLE if Sampled.objects.filter(message=message).exists() else Label.How.HAND
    label, _ = Label.objects.update_or_create(message=message, by=by, how=how, defaults={**said, "at": at})
    ledger.record(f"message:{message.pk}", "labelled", by=by, at=at, after=said, data={"how": str(how)})
    return label


def _check_hears(by: str) -> None:
    kind, _, key = by.partition(":")
    if kind != "officer":
        return
    officer = acting(by) or Officer.objects.filter(pk=int(key) if key.isdigit() else 0, is_active=True).first()
    if officer is None or officer.post not in queries.HEARS_ALL:
        raise Refused("not_yours", by=by[:40])


@transaction.atomic
def ask_about_lead(lead_id: int, *, at: datetime) -> bool:
    """A case came back as another trade's: somebody looks at what was said first. Returns whether it is asked now."""
    first = Message.objects.filter(lead=lead_id).order_by("said_at", "pk").first()
    if first is None:
        return False
    _, fresh = Sampled.objects.get_or_create(message=first, defaults={"why": Sampled.Why.RETURNED, "at": at})
    return fresh


@transaction.atomic
def label_kind(lead_id: int, kind: str, *, by: str, at: datetime) -> int:
    """The case of a lead was found to be of another kind: what was taken for the lead's kind is labelled with that one;
    a later correction takes the place of an earlier one. A kind that the line this was heard on does not know teaches
    nothing by itself: somebody looks at the message first. Returns how many labels."""
    lead = Lead.objects.select_for_update().get(pk=lead_id)
    said = Message.objects.filter(lead=lead, risk=True, recalled_at__isnull=True)
    Label.objects.filter(message__in=said.values("pk"), how=Label.How.CORRECTION).delete()
    if kind == lead.kind:
        return 0
    if kind not in lexicon_of(lead.pack).order:
        ask_about_lead(lead_id, at=at)
        return 0
    labels = [
        Label(
            message=message,
            risk=True,
            kind=kind,
            urgency=message.urgency,
            vulnerable=message.vulnerable,
            how=Label.How.CORRECTION,
            by=by,
            at=at,
        )
        for message in said.filter(kind=lead.kind).order_by("said_at", "pk")[:MOST_OF_A_LEAD]
    ]
    ledger.record(lead.ref, "kind_corrected", by=by, at=at, before={"kind": lead.kind}, after={"kind": kind})
    return len(Label.objects.bulk_create(labels))


def draw_shadows(*, by: str, at: datetime) -> int:
    """Draw for every day that is over and was not drawn yet, for each service line. Returns how many draws."""
    yesterday, count = timezone.localdate(at) - timedelta(days=1), 0
    for pack in lexicons():
        last = ShadowDraw.objects.filter(pack=pack).order_by("-day").values_list("day", flat=True).first()
        day = max(last + timedelta(days=1), yesterday - timedelta(days=MOST_DAYS)) if last else yesterday
        while day <= yesterday:
            count += draw_shadow(pack, day, by=by, at=at)
            day += timedelta(days=1)
    return count


@transaction.atomic
def draw_shadow(pack: str, day: date, *, by: str, at: datetime) -> bool:
    """Choose whom to look at of what stayed below the threshold on a day. The seed stands in the ledger; a day is
    drawn once, so nobody draws until it pleases."""
    seed, frame = secrets.token_hex(16), queries.below_on(pack, day)
    chosen = drawn(frame, seed)
    draw, fresh = ShadowDraw.objects.get_or_create(
        pack=pack, day=day, defaults={"seed": seed, "frame": len(frame), "taken": len(chosen), "at": at}
    )
    if not fresh:
        return False
    Sampled.objects.bulk_create(
        [Sampled(message_id=key, draw=draw, why=Sampled.Why.BELOW, at=at) for key in chosen],
        ignore_conflicts=True,
        batch_size=300,
    )
    data = {"seed": seed, "frame": len(frame), "drawn": chosen}
    ledger.record(f"shadow:{pack}:{day}", "drawn", by=by, at=at, data=data)
    return True
