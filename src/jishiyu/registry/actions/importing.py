"""Taking a list of enterprises in, by sets: each row accounted for, each change in the ledger."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from jishiyu.ledger import actions as ledger
from jishiyu.ledger.actions import Deed
from jishiyu.lib.refused import Refused
from jishiyu.registry import people, profiles
from jishiyu.registry.actions.loading import load_known
from jishiyu.registry.merging import Group, Plan
from jishiyu.registry.models import Profile, Subject
from jishiyu.registry.profile_file import Row
from jishiyu.registry.profiles import Said
from jishiyu.registry.queries.matching import AT_ONCE, planned

LISTS = "registry:lists"  # what the ledger calls the lists that were taken in
TAKING_IN = 312_002  # the number of an advisory lock that nothing else uses
CHUNK = 1000
Step = Callable[[int], None]


@transaction.atomic
def take_profiles(
    rows: Sequence[Row],
    *,
    kind: str = Subject.Kind.ENTERPRISE,
    name: str = "",
    by: str,
    at: datetime,
    step: Step = lambda steps: None,
) -> Plan:
    """Take rows of a list in, their places told by `placed`: whoever is new is made known, whoever the list says more
    or otherwise of is described anew. Taken in twice, it changes nothing. Returns what became of each row.

    Raises Refused: attribute_unknown, attribute_value, code_wrong.
    """
    _one_at_a_time()
    made = planned(rows, kind)
    whole = [group.said() for group in (*made.fresh, *made.changed)]
    for said in whole:
        profiles.checked(said.values, kind)
        if said.code and not profiles.is_code(said.code):
            raise Refused("code_wrong", value=said.code)
    phones = _free_phones(made, kind)
    for start in range(0, len(made.fresh), CHUNK):
        some = made.fresh[start : start + CHUNK]
        _make(some, phones, kind, by=by, at=at)
        step(len(some))
    for start in range(0, len(made.changed), CHUNK):
        some = made.changed[start : start + CHUNK]
        _change(some, phones, by=by, at=at)
        step(len(some))
    if made.fresh or made.changed:
        counts = {"new": len(made.fresh), "changed": len(made.changed), "rows": len(made.outcomes)}
        counts["aside"] = made.count("aside")
        ledger.record(LISTS, "taken_in", by=by, at=at, data={"file": name[:120], **counts})
    return made


def _one_at_a_time() -> None:
    """Two lists that are taken in at once would each make the same enterprises: the second waits here. SQLite has one
    writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TAKING_IN])


def _free_phones(made: Plan, kind: str) -> dict[int, str]:
    """The index each group's new number gets. A number that another of this kind has, as those of bookkeepers, is kept
    without one: nobody is found by it alone."""
    wanted = {
        id(group): people.phone_index(group.ones["phone"])
        for group in (*made.fresh, *made.changed)
        if group.ones.get("phone") and not (group.known and group.known.said.phone == group.ones["phone"])
    }
    some, taken = sorted(set(wanted.values())), set[str]()
    for start in range(0, len(some), AT_ONCE):
        held = Subject.objects.filter(kind=kind, phone_index__in=some[start : start + AT_ONCE])
        taken |= set(held.values_list("phone_index", flat=True))
    free: dict[int, str] = {}
    for group, index in wanted.items():
        free[group] = "" if index in taken else index
        taken.add(index)
    return free


def _make(groups: Sequence[Group], phones: Mapping[int, str], kind: str, *, by: str, at: datetime) -> None:
    seal, whole = people.sealer(), [group.said() for group in groups]
    made = Subject.objects.bulk_create(
        [
            Subject(
                kind=kind,
                name_sealed=seal.seal(said.contact),
                phone_sealed=seal.seal(said.phone),
                phone_index=phones.get(id(group), ""),
                division_id=said.division_code,
                known_since=at,
            )
            for group, said in zip(groups, whole, strict=True)
        ],
        batch_size=500,
    )
    load_known(list(zip(made, whole, strict=True)), by=by, at=at)


def _change(groups: Sequence[Group], phones: Mapping[int, str], *, by: str, at: datetime) -> None:
    keys = [group.known.pk for group in groups if group.known]
    rows = Profile.objects.select_for_update(of=("self",)).select_related("subject").in_bulk(keys)
    deeds, moved = list[Deed](), list[Subject]()
    for group in groups:
        if group.known is None:
            continue
        before, after, row = group.known.said, group.said(), rows[group.known.pk]
        row.name, row.code, row.values = after.name, after.code, dict(after.values)
        row.initials, row.described_at = profiles.initials(after.name), at
        personal = _move(row.subject, before, after, phones.get(id(group), ""))
        if personal or before.division_code != after.division_code:
            moved.append(row.subject)
        was, now = _plain(before), _plain(after)
        changed = sorted(key for key in now if was.get(key) != now[key])
        ref = f"subject:{row.pk}"
        if changed:
            said = {key: was[key] for key in changed if was.get(key) not in (None, "")}
            deeds.append(Deed(ref, "described", before=said, after={key: now[key] for key in changed}))
        if personal:
            deeds.append(Deed(ref, "corrected", data={"fields": personal}))
    ledger.update_rows(list(rows.values()), ["name", "code", "initials", "values", "described_at"])
    ledger.update_rows(moved, ["name_sealed", "phone_sealed", "phone_index", "division"])
    ledger.record_many(deeds, by=by, at=at)


def _move(subject: Subject, before: Said, after: Said, index: str) -> list[str]:
    """Put what the list says otherwise of place and contact into the subject. Returns the personal fields changed."""
    seal, personal = people.sealer(), []
    subject.division_id = after.division_code
    if before.contact != after.contact:
        subject.name_sealed = seal.seal(after.contact)
        personal.append("name_sealed")
    if before.phone != after.phone:
        subject.phone_sealed, subject.phone_index = seal.seal(after.phone), index
        personal.append("phone_sealed")
    return personal


def _plain(said: Said) -> dict[str, object]:
    return {"name": said.name, "code": said.code, "division": said.division_code, **said.values}
