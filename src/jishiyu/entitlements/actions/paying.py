"""A payment run from preparing to its end: every step by name, the check by another, each in one transaction."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from jishiyu.entitlements import bank_files, months, planning
from jishiyu.entitlements.bank_files import Layout, Slip
from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import LeftOut, Payment, PaymentRun
from jishiyu.entitlements.planning import Plan, Rule
from jishiyu.entitlements.queries.standing import HouseholdStanding, standings
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

State = PaymentRun.State


@transaction.atomic
def prepare_run(scheme_code: str, month: date, *, by: str, at: datetime) -> PaymentRun:
    """Reckon every line due for a month and, of months before, what differs from what was given. Awards without a line
    stand beside the run with the reason. A household is read once, whatever its awards.

    Raises Refused: scheme_not_paid, month_not_begun, run_open (another of the scheme is not at the bank yet)."""
    scheme = scheme_of(scheme_code)
    month = months.first_of(month)
    if scheme.gives not in ("money", "home"):
        raise Refused("scheme_not_paid", scheme=str(scheme.name))
    if month > months.after(months.first_of(timezone.localdate(at)), 1):
        raise Refused("month_not_begun", month=f"{month:%Y-%m}")
    last = PaymentRun.objects.filter(scheme=scheme.code).exclude(state=State.CANCELLED).order_by("-prepared_at").first()
    try:
        with transaction.atomic():
            run = PaymentRun.objects.create(scheme=scheme.code, month=month, prepared_by=by, prepared_at=at)
    except IntegrityError:
        raise Refused("run_open", scheme=str(scheme.name)) from None
    rule = Rule(month, scheme.gives == "home", scheme.withholds)
    found = [
        (one, planning.plan(one.awards, rule, one.account_since))
        for one in standings(scheme, month, last.prepared_at if last else None)
    ]
    rows = list(_rows(run, found))
    ledger.load_rows(rows)
    ledger.load_rows(list(_left_out(run, found)))
    nets = {one.key: made.net for one, made in found if made.lines}
    run.totals = planning.totals([line for _, made in found for line in made.lines], nets)
    run.lines_hash = hash_of(_said(row) for row in rows)
    run.save(update_fields=["totals", "lines_hash"])
    left = {why: 0 for why in LeftOut.Why.values}
    for _, made in found:
        for why in made.left_out.values():
            left[why] += 1
    ledger.record(
        run.ref, "prepared", by=by, at=at,
        after={"state": State.PREPARED},
        data={"scheme": scheme.code, "month": str(month), "totals": run.totals, "lines": run.lines_hash,
              "left_out": {why: count for why, count in left.items() if count}},
    )  # fmt: skip
    return run


def _rows(run: PaymentRun, found: Iterable[tuple[HouseholdStanding, Plan]]) -> Iterator[Payment]:
    """Lines in the order of households; those that go to the bank share a slip."""
    seq = slip = 0
    for one, made in found:
        own = 0
        if made.net > 0:
            slip += 1
            own = slip
        for line in made.lines:
            seq += 1
            yield Payment(
                run=run,
                seq=seq,
                slip=0 if line.demanded else own,
                household_id=one.key,
                award_id=line.award,
                term_id=line.term,
                scheme=run.scheme,
                month=line.month,
                kind=line.kind,
                part=line.part,
                amount=line.amount,
                rent=line.rent,
                waived=line.waived,
                category=one.category[:40],
                division_code=one.division_code,
                state=Payment.State.DEMANDED if line.demanded else Payment.State.PLANNED,
                account_id=None if line.demanded or line.kind == Payment.Kind.RENT else one.account,
                retry_of_id=line.retry_of,
                tries=line.tries,
            )


def _left_out(run: PaymentRun, found: Iterable[tuple[HouseholdStanding, Plan]]) -> Iterator[LeftOut]:
    for one, made in found:
        for award, why in made.left_out.items():
            yield LeftOut(run=run, award_id=award, household_id=one.key, why=why)


def hash_of(lines: Iterable[tuple[object, ...]]) -> str:
    """SHA-256 of lines as they are prepared, one a row."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update("\t".join(map(str, line)).encode() + b"\n")
    return digest.hexdigest()


def _said(row: Payment) -> tuple[object, ...]:
    return (row.seq, row.slip, row.household_id, row.award_id, row.term_id, row.month, row.kind, row.part,
            row.amount, row.rent, row.waived)  # fmt: skip


def lines_hash_of(run: PaymentRun) -> str:
    """The same of the rows that are there."""
    names = ("seq", "slip", "household_id", "award_id", "term_id", "month", "kind", "part", "amount", "rent", "waived")
    return hash_of(Payment.objects.filter(run=run).order_by("seq").values_list(*names).iterator(chunk_size=5000))


def locked(run_id: int, *states: str) -> PaymentRun:
    """The run, held to the end of the transaction. Raises Refused: run_unknown, run_not_there (in another state)."""
    run = PaymentRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise Refused("run_unknown")
    if run.state not in states:
        raise Refused("run_not_there", state=run.get_state_display())
    return run


@transaction.atomic
def check_run(run_id: int, *, by: str, at: datetime) -> PaymentRun:
    """Another than the preparer found the totals right; they are summed anew from the lines.

    Raises Refused: run_unknown, run_not_there, check_by_another, run_altered (lines are not as they were prepared)."""
    run = locked(run_id, State.PREPARED)
    if run.prepared_by == by:
        raise Refused("check_by_another")
    if lines_hash_of(run) != run.lines_hash or net_of(run) != run.totals["net"]:
        raise Refused("run_altered", run=run.number)
    run.state, run.checked_by, run.checked_at = State.CHECKED, by, at
    run.version += 1
    run.save(update_fields=["state", "checked_by", "checked_at", "version"])
    _record(run, "checked", State.PREPARED, by=by, at=at)
    return run


def net_of(run: PaymentRun) -> int:
    """What the run's lines come to, without what is asked back."""
    kept = Payment.objects.filter(run=run).exclude(state__in=[Payment.State.DEMANDED, Payment.State.REPAID])
    return int(kept.aggregate(net=Sum("amount"))["net"] or 0)


@transaction.atomic
def cancel_run(run_id: int, *, words: str, by: str, at: datetime) -> PaymentRun:
    """A run that was not given to the bank is void, and its lines are free for the next.

    Raises Refused: run_unknown, run_not_there, words_needed."""
    if not words.strip():
        raise Refused("words_needed")
    run = locked(run_id, State.PREPARED, State.CHECKED)
    before = run.state
    Payment.objects.filter(run=run).update(state=Payment.State.CANCELLED)
    run.state, run.closed_at = State.CANCELLED, at
    run.version += 1
    run.save(update_fields=["state", "closed_at", "version"])
    _record(run, "cancelled", before, by=by, at=at, words=words.strip()[:200])
    return run


@transaction.atomic
def export_run(run_id: int, layout: Layout, *, by: str, at: datetime) -> bytes:
    """The bank's file. Its first giving away is the deed: from then on the lines count as sent and the run cannot be
    cancelled. Asked again it is the same file, byte for byte, of the same layout, so that nobody gives the bank two.

    Raises Refused: run_unknown, run_not_there, run_exported_otherwise, run_altered, layout_overflow, layout_letter."""
    run = locked(run_id, State.CHECKED, State.EXPORTED, State.CLOSED)
    content = bank_files.write(layout, slips_of(run), run.number, f"{run.month:%Y-%m}")
    digest = hashlib.sha256(content).hexdigest()
    if run.state != State.CHECKED:
        if run.layout != layout.code:
            raise Refused("run_exported_otherwise", layout=run.layout)
        if run.file_hash != digest:
            raise Refused("run_altered", run=run.number)
        return content
    if lines_hash_of(run) != run.lines_hash:
        raise Refused("run_altered", run=run.number)
    lines = Payment.objects.filter(run=run, state=Payment.State.PLANNED)
    lines.filter(slip=0).update(state=Payment.State.PAID, settled_at=at)  # kept back in full: nothing goes to the bank
    lines.filter(slip__gt=0).update(state=Payment.State.SENT)
    run.state, run.layout, run.file_hash, run.exported_at = State.EXPORTED, layout.code, digest, at
    run.version += 1
    run.save(update_fields=["state", "layout", "file_hash", "exported_at", "version"])
    _record(run, "exported", State.CHECKED, by=by, at=at, layout=layout.code, sha256=digest)
    return content


def slips_of(run: PaymentRun) -> list[Slip]:
    """The rows of the bank's file: one for each household that is paid, or charged its rent."""
    seal, note = sealer(), f"{scheme_of(run.scheme).name} {run.month:%Y-%m}"
    lines = Payment.objects.filter(run=run, slip__gt=0)
    sums = dict(lines.values_list("slip").annotate(net=Sum("amount")))
    names = ("slip", "household__number", "account__number_sealed", "account__holder_sealed", "account__bank",
             "account__bank_code")  # fmt: skip
    slips: list[Slip] = []
    last = 0
    for slip, number, account, holder, bank, code in lines.order_by("slip", "seq").values_list(*names):
        if slip != last:
            last = slip
            holder = seal.open(holder) if holder else number
            slips.append(
                Slip(slip, reference_of(run, slip), holder, seal.open(account or ""), bank or "", code or "",
                     sums[slip], f"{run.month:%Y-%m}", note)
            )  # fmt: skip
    return slips


def reference_of(run: PaymentRun, slip: int) -> str:
    """By which the bank names a slip."""
    return f"{run.number}-{slip:06d}"


@transaction.atomic
def close_run(run_id: int, *, by: str, at: datetime) -> PaymentRun:
    """The bank has answered for every slip. Raises Refused: run_unknown, run_not_there, slips_unanswered."""
    run = locked(run_id, State.EXPORTED)
    open_slips = Payment.objects.filter(run=run, state=Payment.State.SENT).values("slip").distinct().count()
    if open_slips:
        raise Refused("slips_unanswered", count=open_slips)
    run.state, run.closed_at = State.CLOSED, at
    run.version += 1
    run.save(update_fields=["state", "closed_at", "version"])
    _record(run, "closed", State.EXPORTED, by=by, at=at)
    return run


@transaction.atomic
def note_repaid(payment_id: int, *, words: str, by: str, at: datetime) -> Payment:
    """What was asked back has come. Raises Refused: payment_unknown, words_needed (where the money was seen)."""
    if not words.strip():
        raise Refused("words_needed")
    row = Payment.objects.select_for_update().filter(pk=payment_id, state=Payment.State.DEMANDED).first()
    if row is None:
        raise Refused("payment_unknown")
    row.state, row.settled_at = Payment.State.REPAID, at
    row.save(update_fields=["state", "settled_at"])
    data = {"seq": row.seq, "amount": row.amount, "words": words.strip()[:200]}
    ledger.record(row.run.ref, "repaid", by=by, at=at, data=data)
    return row


def _record(run: PaymentRun, act: str, before: str, *, by: str, at: datetime, **data: object) -> None:
    ledger.record(run.ref, act, by=by, at=at, before={"state": before}, after={"state": run.state}, data=data)
