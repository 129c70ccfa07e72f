"""Those to whom something is due and who have not applied: found night by night, invited, and what became of it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.actions.claiming import submit
from jishiyu.entitlements.actions.deciding import decide
from jishiyu.entitlements.kinds import Scheme, offered, scheme_of
from jishiyu.entitlements.models import Award, Claim, Decision, Household, Invitation
from jishiyu.entitlements.queries.rules import judged, rules_of
from jishiyu.entitlements.rules import MEMBERS, FactError, NotInForce, Rules
from jishiyu.entitlements.rules import decide as ask
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.actions import Deed
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import News, tell_many
from jishiyu.registry.people import sealer

State = Invitation.State
SLICE = 500
MOST = 500  # invited at once
TRIALS: Mapping[str, Sequence[Any]] = {
    "truth": (False, True),
    "number": (0, 10**9),
    "day": ("1930-01-01", "2020-01-01"),
}
ANSWERS = (State.DECLINED, State.UNREACHABLE, State.NOT_DUE)


def begin_look(*, at: datetime) -> None:
    """Leave one errand for each scheme that can be applied for by those it is for: the night's look at all
    households."""
    day = timezone.localdate(at)
    codes = [scheme.code for scheme in offered()]
    data = [{"scheme": code, "after": 0, "day": str(day)} for code in codes]
    ledger.errands([("due.look", f"due:{one['scheme']}:{day}:0", one) for one in data], at=at)


@transaction.atomic
def look_for_due(scheme_code: str, day: date, *, after: int = 0, by: str, at: datetime) -> Mapping[str, int]:
    """One slice of all households of which facts are known, by key after `after`: who has neither claim nor award of
    the scheme and is due it, or is one fact short of being decided. The next slice is an errand. Twice is once."""
    scheme = scheme_of(scheme_code)
    known = Household.objects.filter(pk__gt=after, sheet__isnull=False, subject__kind=scheme.subject)
    homes = list(known.select_related("sheet").order_by("pk")[:SLICE])
    if not homes:
        return {}
    try:
        rules = rules_of(scheme, day)
        rules.needed([scheme.due])
    except NotInForce:
        return {}
    told = _note(scheme, rules, homes, by=by, at=at)
    if len(homes) == SLICE:
        data = {"scheme": scheme.code, "after": homes[-1].pk, "day": str(day)}
        ledger.errand("due.look", f"due:{scheme.code}:{day}:{homes[-1].pk}", data, at=at)
    return told


def _note(scheme: Scheme, rules: Rules, homes: Sequence[Household], *, by: str, at: datetime) -> dict[str, int]:
    keys = [home.pk for home in homes]
    open_claims = dict(
        Claim.objects.filter(scheme=scheme.code, household__in=keys)
        .exclude(state__in=Claim.OVER)
        .values_list("household", "pk")
    )
    having = set(
        Award.objects.filter(scheme=scheme.code, household__in=keys)
        .exclude(state=Award.State.ENDED)
        .values_list("household", flat=True)
    )
    rows = {row.household_id: row for row in Invitation.objects.select_for_update().filter(
        scheme=scheme.code, household__in=keys)}  # fmt: skip
    fresh: list[Invitation] = []
    moved: list[Invitation] = []
    for home in homes:
        row = rows.get(home.pk)
        if home.pk in open_claims or home.pk in having:
            if row is not None and row.state in (State.FOUND, State.INVITED):
                row.state, row.claim_id, row.ended_at = State.APPLIED, open_claims.get(home.pk), at
                moved.append(row)
            continue
        found = _found(scheme, rules, home)
        if row is None and found is not None:
            fresh.append(_fresh(scheme, rules, home, found, at))
        elif row is not None and _renewed(row, rules, home, found, at):
            moved.append(row)
    Invitation.objects.bulk_create(fresh, batch_size=200)
    ledger.update_rows(moved, ["state", "amount", "missing", "sheet", "rules_hash", "claim", "ended_at"])
    if fresh or moved:
        data = {"found": [row.household_id for row in fresh], "rules": rules.hash,
                "moved": [[row.household_id, row.state] for row in moved]}  # fmt: skip
        ledger.record(f"scheme:{scheme.code}", "looked_for_due", by=by, at=at, data=data)
    return {"looked": len(homes), "found": len(fresh), "moved": len(moved)}


Found = tuple[int | None, str]  # fen a month (0 where it is no money), and the one fact that is missing


def _found(scheme: Scheme, rules: Rules, home: Household) -> Found | None:
    """None: not due, or more than one fact is missing."""
    assert home.sheet is not None
    try:
        decided = ask(rules, judged(scheme, home.sheet.facts), [scheme.due])
    except (FactError, NotInForce):
        return None
    value = decided.values[scheme.due]
    if value is None:
        if len(decided.missing) != 1 or not _settles(scheme, rules, home.sheet.facts, *decided.missing[0]):
            return None
        fact, member = decided.missing[0]
        return None, fact if member is None else f"{fact}:{member}"
    if not value:
        return None
    return (value if isinstance(value, int) and not isinstance(value, bool) else 0), ""


def _settles(scheme: Scheme, rules: Rules, facts: Mapping[str, Any], name: str, member: int | None) -> bool:
    """Whether this one fact is all that is wanting: tried with every code or truth, of a number or a day with a small
    and a great one."""
    measure = scheme.book.facts[name].measure if name in scheme.book.facts else None
    if measure is None:  # the members themselves: who they are is more than one fact
        return False
    trials: Sequence[Any] = TRIALS.get(measure.kind) or measure.codes
    for value in trials:
        said = {key: one for key, one in facts.items() if key != name or member is not None} | (
            {name: value} if member is None else {}
        )
        if member is not None:
            members = [dict(one) for one in facts[MEMBERS]]
            members[member - 1][name] = value
            said[MEMBERS] = members
        if ask(rules, judged(scheme, said), [scheme.due]).values[scheme.due] is None:
            return False
    return True


def _fresh(scheme: Scheme, rules: Rules, home: Household, found: Found, at: datetime) -> Invitation:
    amount, missing = found
    assert home.sheet is not None
    return Invitation(
        household=home, scheme=scheme.code, sheet=home.sheet, rules_hash=rules.hash, amount=amount,
        missing=missing, found_at=at,
    )  # fmt: skip


def _renewed(row: Invitation, rules: Rules, home: Household, found: Found | None, at: datetime) -> bool:
    """What a later look says of a row: whether anything of it changed. Who declined is not asked again."""
    if row.state not in (State.FOUND, State.INVITED, State.NOT_DUE):
        return False
    before = (row.state, row.amount, row.missing)
    if found is None:
        row.state, row.ended_at = State.NOT_DUE, row.ended_at or at
    else:
        row.amount, row.missing = found
        if row.state == State.NOT_DUE and row.decision_id is None:
            row.state, row.ended_at = State.FOUND, None
    row.sheet_id, row.rules_hash = home.sheet_id or row.sheet_id, rules.hash
    return before != (row.state, row.amount, row.missing)


@transaction.atomic
def invite(keys: Iterable[int], channel: str, *, by: str, at: datetime) -> dict[str, int]:
    """Invite those found; each is decided anew with today's rules first, and who is not due after all is not invited.

    Raises Refused: invite_channel_unknown, invite_nobody, invite_too_many."""
    wanted = sorted(set(keys))
    if channel not in Invitation.Channel.values:
        raise Refused("invite_channel_unknown")
    if not wanted:
        raise Refused("invite_nobody")
    if len(wanted) > MOST:
        raise Refused("invite_too_many", most=MOST)
    found = Invitation.objects.select_for_update(of=("self",)).select_related("household__sheet", "household__subject")
    told = {"invited": 0, "not_due": 0, "undecided": 0}
    news: list[News] = []
    for row in found.filter(pk__in=wanted, state=State.FOUND).order_by("pk"):
        scheme = scheme_of(row.scheme)
        decision = decide(row.household, scheme, day=timezone.localdate(at), by=by, at=at)
        if decision.outcome == Decision.Outcome.UNDECIDED:
            told["undecided"] += 1
            continue
        due = decision.outcome == Decision.Outcome.DUE
        told["invited" if due else "not_due"] += 1
        fields: dict[str, Any] = {"state": State.NOT_DUE, "decision": decision, "ended_at": at, "by": by}
        if due:
            fields = {"state": State.INVITED, "decision": decision, "amount": decision.amount, "channel": channel,
                      "token": secrets.token_urlsafe(24), "made_at": at, "by": by}  # fmt: skip
        _move(row, "invited" if due else "not_due", fields, by=by, at=at)
        if due and channel == Invitation.Channel.NOTICE:
            reader, link = f"subject:{row.household.subject_id}", f"/invited/{row.token}/"
            title = {"title": str(scheme.name)}
            news.append(News((reader,), f"invited:{row.pk}", "invited", title, link))
    tell_many(news, at=at)
    return told


@transaction.atomic
def note_answer(invitation_id: int, state: str, *, words: str, by: str, at: datetime) -> Invitation:
    """What became of an invitation, as an officer learnt it. Raises Refused: invitation_unknown, invitation_not_there,
    invite_answer_unknown, words_needed."""
    if state not in ANSWERS:
        raise Refused("invite_answer_unknown")
    if not words.strip():
        raise Refused("words_needed")
    row = _locked(pk=invitation_id)
    return _move(row, state, {"state": state, "ended_at": at}, {"words": words.strip()[:200]}, by=by, at=at)


@transaction.atomic
def accept_invitation(token: str, *, by: str, at: datetime) -> Claim:
    """The household says yes: its claim, with the facts that are known. Said twice it is one claim.

    Raises Refused: invitation_unknown, invitation_not_there, claim_open."""
    done = Invitation.objects.filter(token=token, state=State.APPLIED).select_related("claim").first()
    if token and done is not None and done.claim is not None:
        return done.claim
    row = _locked(token=token or "-")
    scheme = scheme_of(row.scheme)
    claim = submit(
        scheme, row.household, row.household.subject, origin_key=f"invited:{row.pk}", invited=True, by=by, at=at
    )
    fields = {"state": State.APPLIED, "claim": claim, "ended_at": at}
    _move(row, "applied", fields, {"claim": claim.pk}, by=by, at=at)
    return claim


@transaction.atomic
def decline_invitation(token: str, *, by: str, at: datetime) -> Invitation:
    """The household says no, and is not asked again. Raises Refused: invitation_unknown, invitation_not_there."""
    row = _locked(token=token or "-")
    return _move(row, "declined", {"state": State.DECLINED, "ended_at": at}, by=by, at=at)


@transaction.atomic
def open_invited(rows: Sequence[Invitation], *, by: str, at: datetime) -> dict[int, tuple[str, str]]:
    """Name and address of those invited, to write to them; that they were opened is recorded of each."""
    seal = sealer()
    deeds = [Deed(f"sight:{row.ref}", "contact_seen", data={"why": "letter"}) for row in rows]
    if deeds:
        ledger.record_many(deeds, by=by, at=at)
    return {
        row.pk: (seal.open(row.household.subject.name_sealed), seal.open(row.household.subject.address_sealed))
        for row in rows
    }


def _locked(**which: object) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("household__sheet", "household__subject")
    row = found.filter(**which).first()
    if row is None:
        raise Refused("invitation_unknown")
    if row.state not in (State.INVITED, State.FOUND):
        raise Refused("invitation_not_there", state=row.get_state_display())
    return row


def _move(
    row: Invitation, act: str, fields: Mapping[str, Any], data: Mapping[str, Any] | None = None, *, by: str,
    at: datetime,
) -> Invitation:  # fmt: skip
    before = row.state
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    ledger.record(
        row.ref, act, by=by, at=at, before={"state": before}, after={"state": row.state},
        data={"scheme": row.scheme, "household": row.household_id, **(data or {})},
    )  # fmt: skip
    return row
