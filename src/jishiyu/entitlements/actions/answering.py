"""What the bank says of a run: paid, came back, or a row that fits nothing and waits for a person."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Sum

from jishiyu.entitlements import bank_files
from jishiyu.entitlements.actions.paying import locked, reference_of
from jishiyu.entitlements.bank_files import Answer, Layout
from jishiyu.entitlements.models import Payment, PaymentRun, SetAside
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

CHUNK = 500
PAID, BOUNCED, SENT = Payment.State.PAID, Payment.State.BOUNCED, Payment.State.SENT


@dataclass(slots=True)
class Confirmed:
    """What a file did: slips paid, slips that came back, rows set aside, rows that said what was known."""

    paid: int = 0
    bounced: int = 0
    aside: int = 0
    known: int = 0


@dataclass(slots=True)
class _Sorted:
    paid: dict[int, Answer] = field(default_factory=dict)
    bounced: dict[int, Answer] = field(default_factory=dict)
    aside: list[tuple[Answer, str]] = field(default_factory=list)
    known: int = 0


@transaction.atomic
def confirm_run(run_id: int, layout: Layout, content: bytes, *, by: str, at: datetime) -> Confirmed:
    """Take the bank's return file. The same file, or a part of it, again changes nothing.

    Raises Refused: run_unknown, run_not_there, and what `bank_files.read` refuses of a file."""
    run = locked(run_id, PaymentRun.State.EXPORTED)
    digest = hashlib.sha256(content).hexdigest()
    found = _sorted(run, bank_files.read(layout, content))
    _note(run, found.paid, PAID, at)
    _note(run, found.bounced, BOUNCED, at)
    seal = sealer()
    rows = [
        SetAside(run=run, file_hash=digest, row=answer.row, why=why, words_sealed=seal.seal(answer.words), made_at=at)
        for answer, why in found.aside
    ]
    SetAside.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    did = Confirmed(len(found.paid), len(found.bounced), len(found.aside), found.known)
    if did.paid or did.bounced or did.aside:
        run.version += 1
        run.save(update_fields=["version"])
        ledger.record(
            run.ref, "confirmed", by=by, at=at,
            data={"sha256": digest, "paid": spans(found.paid), "bounced": spans(found.bounced), "aside": did.aside,
                  "why": {str(slip): answer.reason[:60] for slip, answer in found.bounced.items()}},
        )  # fmt: skip
    return did


@transaction.atomic
def bounce_slip(run_id: int, slip: int, *, words: str, by: str, at: datetime) -> PaymentRun:
    """The bank sends back what it had called paid, days later, by a paper of its own.

    Raises Refused: run_unknown, run_not_there, slip_unknown, words_needed."""
    if not words.strip():
        raise Refused("words_needed")
    run = locked(run_id, PaymentRun.State.EXPORTED, PaymentRun.State.CLOSED)
    lines = Payment.objects.filter(run=run, slip=slip, state__in=[PAID, SENT]) if slip else Payment.objects.none()
    if not lines.update(state=BOUNCED, trouble=words.strip()[:120], settled_at=at):
        raise Refused("slip_unknown", slip=slip)
    run.version += 1
    run.save(update_fields=["version"])
    ledger.record(
        run.ref, "bounced", by=by, at=at, data={"bounced": [[slip, slip]], "why": {str(slip): words.strip()[:60]}}
    )
    return run


def _sorted(run: PaymentRun, answers: Iterable[Answer]) -> _Sorted:
    """Which slip each row speaks of; what fits none, says another amount, or contradicts what was said, is set
    aside."""
    rows = Payment.objects.filter(run=run, slip__gt=0).values_list("slip").annotate(net=Sum("amount"), is_=Min("state"))
    slips = {reference_of(run, slip): (slip, net, state) for slip, net, state in rows}
    found = _Sorted()
    for answer in answers:
        slip, net, state = slips.get(answer.reference, (0, 0, ""))
        said = PAID if answer.paid else BOUNCED
        if why := _misfit(answer, slip, net):
            found.aside.append((answer, why))
        elif slip in found.paid or slip in found.bounced:
            before = PAID if slip in found.paid else BOUNCED
            if said == before:
                found.known += 1
            else:
                found.aside.append((answer, "otherwise"))
        elif state == SENT:
            (found.paid if answer.paid else found.bounced)[slip] = answer
        elif state == said:
            found.known += 1
        else:
            found.aside.append((answer, "otherwise"))
    return found


def _misfit(answer: Answer, slip: int, net: int) -> str:
    if answer.trouble:
        return answer.trouble
    if not slip:
        return "unknown"
    return "amount" if answer.amount is not None and answer.amount != net else ""


def _note(run: PaymentRun, answers: Mapping[int, Answer], state: str, at: datetime) -> None:
    """Write what became of these slips, line by line by key: what the bank says of each may be another thing."""
    if not answers:
        return
    waiting = Payment.objects.filter(run=run, slip__gt=0, state=SENT).only("pk", "slip")
    rows = [row for row in waiting.iterator(chunk_size=5000) if row.slip in answers]
    for row in rows:
        answer = answers[row.slip]
        row.state, row.settled_at = state, at
        row.trouble = "" if state == PAID else answer.reason[:120]
        row.bank_reference = answer.bank_reference
    ledger.update_rows(rows, ["state", "trouble", "settled_at", "bank_reference"])


def spans(numbers: Iterable[int]) -> list[list[int]]:
    """Whole numbers as first and last of what runs on without a gap."""
    told: list[list[int]] = []
    for number in sorted(numbers):
        if told and told[-1][1] == number - 1:
            told[-1][1] = number
        else:
            told.append([number, number])
    return told
