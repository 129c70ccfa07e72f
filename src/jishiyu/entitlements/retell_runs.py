"""Retelling awards and payment runs from their ledger alone, and comparing that with their rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from jishiyu.entitlements.actions.paying import lines_hash_of
from jishiyu.entitlements.models import Award, AwardTerm, Payment, PaymentRun
from jishiyu.ledger.models import Entry

Differences = dict[str, tuple[object, object]]
CHUNK = 500


def run_differences(run: PaymentRun) -> Differences:
    """In what the rows of a run and its entries disagree, as (rows, ledger): its state, what was prepared, the file,
    and what became of every line."""
    entries = list(Entry.objects.filter(subject=run.ref).order_by("version"))
    told = _retold(entries)
    rows = {
        "state": run.state,
        "scheme": run.scheme,
        "month": str(run.month),
        "totals": run.totals,
        "lines": lines_hash_of(run),
        "layout": run.layout,
        "sha256": run.file_hash,
        "checked_by": run.checked_by,
    }
    found: Differences = {name: (value, told.get(name)) for name, value in rows.items() if value != told.get(name)}
    states = _states(entries, told["state"])
    for seq, slip, state in Payment.objects.filter(run=run).values_list("seq", "slip", "state"):
        expected = states.repaid.get(seq) or states.of(slip, state)
        if state != expected:
            found[f"line {seq}"] = (state, expected)
    return found


def _retold(entries: Sequence[Entry]) -> dict[str, Any]:
    told: dict[str, Any] = {"layout": "", "sha256": "", "checked_by": "", "state": ""}
    for entry in entries:
        told["state"] = entry.after.get("state", told["state"])
        if entry.act == "prepared":
            told |= {name: entry.data[name] for name in ("scheme", "month", "totals", "lines")}
        elif entry.act == "checked":
            told["checked_by"] = entry.by
        elif entry.act == "exported":
            told |= {"layout": entry.data["layout"], "sha256": entry.data["sha256"]}
    return told


class _States:
    """What became of slips by the entries of a run."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.slips: dict[int, str] = {}
        self.repaid: dict[int, str] = {}

    def of(self, slip: int, state: str) -> str:
        """Of a line of this slip; one without any is asked back, or was kept back in full."""
        if self.state == PaymentRun.State.CANCELLED:
            return Payment.State.CANCELLED
        if self.state in (PaymentRun.State.PREPARED, PaymentRun.State.CHECKED):
            return Payment.State.DEMANDED if not slip and state == Payment.State.DEMANDED else Payment.State.PLANNED
        if slip:
            return self.slips.get(slip, Payment.State.SENT)
        return Payment.State.DEMANDED if state == Payment.State.DEMANDED else Payment.State.PAID


def _states(entries: Sequence[Entry], state: str) -> _States:
    told = _States(state)
    for entry in entries:
        for name in (Payment.State.PAID, Payment.State.BOUNCED):
            for first, last in entry.data.get(name.value, ()):
                told.slips |= dict.fromkeys(range(first, last + 1), name.value)
        if entry.act == "repaid":
            told.repaid[entry.data["seq"]] = Payment.State.REPAID
    return told


def award_differences(award: Award) -> Differences:
    """The same of an award: its state, its days, its terms and when its sessions were enough."""
    state: dict[str, Any] = {"state": None, "since": None, "until": None, "completed": None}
    terms: list[Sequence[object]] = []
    for entry in Entry.objects.filter(subject=award.ref).order_by("version"):
        after: Mapping[str, Any] = entry.after
        state |= {name: after[name] for name in state if name in after}
        terms += after.get("terms", ()) if award.gives in ("money", "home") else ()
    rows = {
        "state": award.state,
        "since": str(award.since),
        "until": str(award.until) if award.until else None,
        "completed": str(award.completed_on) if award.completed_on else None,
    }
    found: Differences = {name: (value, state[name]) for name, value in rows.items() if value != state[name]}
    kept = [
        [str(month), amount, rent]
        for month, amount, rent in AwardTerm.objects.filter(award=award)
        .order_by("pk")
        .values_list("month", "amount", "rent")
    ]
    if kept != [list(term) for term in terms]:
        found["terms"] = (kept, terms)
    return found


def disagreements(runs: Iterable[PaymentRun] | None = None) -> Iterator[tuple[PaymentRun, Differences]]:
    """Every run that its ledger tells otherwise."""
    for run in PaymentRun.objects.order_by("pk").iterator(chunk_size=CHUNK) if runs is None else runs:
        if found := run_differences(run):
            yield run, found
