"""The stock of a scheme: homes and institutions, kept by hand or taken from a file."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from jishiyu.entitlements.actions.queue_rows import change, check_keeper, deed_of, lock_queue, words_of
from jishiyu.entitlements.models import Home, Institution
from jishiyu.entitlements.stock import HomeDraft, InstitutionDraft, check_home, check_institution
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.actions import Deed
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Division

LEAST_WORDS = 4


@transaction.atomic
def take_homes(scheme: str, drafts: Sequence[HomeDraft], *, by: str, at: datetime) -> tuple[int, int]:
    """Make homes that are new and change those that are there, all or none; what is the same stays untouched. Returns
    (made, changed). Raises Refused: not_keeper, scheme_unknown, not_queued, home_elsewhere, division_unknown, and as
    `check_home`."""
    lock_queue(scheme)
    check_keeper(by, scheme, at)
    for draft in drafts:
        check_home(draft)
    wanted = {draft.division for draft in drafts}
    if strange := wanted - set(Division.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
        raise Refused("division_unknown", division=min(strange)[:12])
    known = {home.code: home for home in Home.objects.filter(code__in=[draft.code for draft in drafts])}
    fresh, moved, deeds = [], [], []
    for draft in drafts:
        home, fields = known.get(draft.code), _fields(draft)
        if home is None:
            fresh.append(Home(code=draft.code, scheme=scheme, freed_at=at, **fields))
            continue
        if home.scheme != scheme:
            raise Refused("home_elsewhere", home=home.code)
        differing = {name: value for name, value in fields.items() if getattr(home, name) != value}
        if differing:
            deeds.append(deed_of(home, "changed", differing))
            home.version += 1
            moved.append(home)
    ledger.insert_rows(fresh)
    ledger.update_rows(moved, [*_fields(drafts[0]), "version"] if drafts else [])
    deeds += [_made(home) for home in fresh]
    ledger.record_many(deeds, by=by, at=at)
    return len(fresh), len(moved)


def _fields(draft: HomeDraft) -> dict[str, object]:
    said = asdict(draft)
    del said["code"]
    return {"division_id": said.pop("division"), **said}


def _made(home: Home) -> Deed:
    names = ("code", "scheme", "division_id", "address", "building", "floor", "area", "rooms", "rent", "accessible")
    after = {name: getattr(home, name) for name in (*names, "state", "note")}
    return Deed(home.ref, "made", {}, after)


@transaction.atomic
def set_use(home_id: int, *, used: bool, words: str, by: str, at: datetime) -> Home:
    """Take a free home out of use, or put it back. Raises Refused: home_unknown, not_keeper, home_not_free, say_why."""
    home = locked_home(home_id)
    check_keeper(by, home.scheme, at)
    now, then = (Home.State.UNUSED, Home.State.FREE) if used else (Home.State.FREE, Home.State.UNUSED)
    if home.state != now:
        raise Refused("home_not_free", home=home.code)
    said = words_of(words, LEAST_WORDS, 200)
    fields = {"state": then, "note": said, "freed_at": at if used else home.freed_at}
    change(home, "put_back" if used else "put_out_of_use", fields, by=by, at=at)
    return home


def locked_home(home_id: int) -> Home:
    """A home, locked behind its scheme's queue. Raises Refused home_unknown."""
    code = Home.objects.filter(pk=home_id).values_list("scheme", flat=True).first()
    if code is None:
        raise Refused("home_unknown")
    lock_queue(code)
    return Home.objects.select_for_update(of=("self",)).get(pk=home_id)


@transaction.atomic
def keep_institution(scheme: str, draft: InstitutionDraft, *, by: str, at: datetime) -> Institution:
    """Make an institution or change it; its capacity never falls below what is taken. Raises Refused: not_keeper,
    scheme_unknown, not_queued, institution_elsewhere, capacity_taken, division_unknown, and as `check_institution`."""
    lock_queue(scheme)
    check_keeper(by, scheme, at)
    check_institution(draft)
    if not Division.objects.filter(pk=draft.division).exists():
        raise Refused("division_unknown", division=draft.division[:12])
    said = asdict(draft)
    code, fields = said.pop("code"), {"division_id": said.pop("division"), **said, "services": list(draft.services)}
    row = Institution.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        row = Institution.objects.create(code=code, scheme=scheme, **fields)
        ledger.record(row.ref, "made", by=by, at=at, after={"code": code, "scheme": scheme, "taken": 0, **fields})
        return row
    if row.scheme != scheme:
        raise Refused("institution_elsewhere", institution=code)
    if draft.capacity < row.taken:
        raise Refused("capacity_taken", taken=row.taken)
    differing = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if differing:
        change(row, "changed", differing, by=by, at=at)
    return row
