"""Every write of the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.kept import Kept
from jishiyu.lib.refused import Refused
from jishiyu.lib.worktime import Calendar, Hours
from jishiyu.registry import divisions, people
from jishiyu.registry.actions.describing import describe
from jishiyu.registry.actions.duties import (
    Given,
    end_duties,
    end_duty,
    give_duties,
    give_duty,
    hand_over_duties,
    hand_over_duty,
)
from jishiyu.registry.actions.importing import take_profiles
from jishiyu.registry.actions.keys import end_key, make_key, note_key_failure, note_key_used
from jishiyu.registry.actions.loading import load_officers, load_profiles, load_subjects
from jishiyu.registry.actions.plots import Parcel, load_plots, note_sown
from jishiyu.registry.models import (
    Alias,
    CalendarDay,
    CalendarVersion,
    Cell,
    Division,
    Officer,
    OpeningHours,
    Post,
    SignInTry,
    Subject,
    Unit,
)

__all__ = [
    "Given",
    "Loaded",
    "Parcel",
    "add_alias",
    "describe",
    "end_alias",
    "end_duties",
    "end_duty",
    "end_key",
    "give_duties",
    "give_duty",
    "hand_over_duties",
    "hand_over_duty",
    "load_carried",
    "load_divisions",
    "load_officers",
    "load_plots",
    "load_profiles",
    "load_subjects",
    "make_cells",
    "make_key",
    "make_officer",
    "make_unit",
    "note_calendar_version",
    "note_key_failure",
    "note_key_used",
    "note_sign_in",
    "note_sign_in_failure",
    "note_sown",
    "set_calendar_days",
    "set_language",
    "set_opening_hours",
    "set_password",
    "subject_for",
    "take_profiles",
]

BATCH = 5000
SHORTEST_ALIAS, LONGEST_ALIAS = 2, 40  # characters: one alone stands in too many other words
_VERSION = Kept[CalendarVersion](lambda version: CalendarVersion.objects.defer("table").filter(version=version), "-")
_BY_PHONE = Kept[Subject](
    lambda kind, index: Subject.objects.select_for_update().filter(kind=kind, phone_index=index), "-", "--"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load of divisions did; `bad` rows were left out and harm no other."""

    rows: int
    new: int
    changed: int
    bad: list[divisions.BadRow]


def load_divisions(path: Path, *, by: str, at: datetime) -> Loaded:
    """Load divisions from a CSV (code,name,parent,level), plain, .gz or .xz. A second load changes nothing."""
    with transaction.atomic():
        present = dict(Division.objects.values_list("code", "name"))
        found = divisions.sort_rows(divisions.read(path), frozenset(present))
        new = [row for row in found.good if row.code not in present]
        changed = [row for row in found.good if row.code in present and present[row.code] != row.name]
        _insert([(row.code, row.name, row.parent or None, row.level) for row in new])
        Division.objects.bulk_update(
            [Division(code=row.code, name=row.name) for row in changed], ["name"], batch_size=500
        )
        if new or changed:
            ledger.record(
                divisions.DIVISIONS,
                "loaded",
                by=by,
                at=at,
                data={"file": path.name, "new": len(new), "changed": len(changed), "bad": len(found.bad)},
            )
    return Loaded(len(found.good) + len(found.bad), len(new), len(changed), found.bad)


def _insert(rows: Sequence[tuple[str, str, str | None, int]]) -> None:
    """Rows as (code, name, parent, level): by COPY on PostgreSQL, by executemany elsewhere."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY registry_division (code, name, parent_id, level) FROM STDIN") as sink:
                for row in rows:
                    sink.write_row(row)
            return
        statement = "INSERT INTO registry_division (code, name, parent_id, level) VALUES (%s, %s, %s, %s)"
        for start in range(0, len(rows), BATCH):
            cursor.executemany(statement, rows[start : start + BATCH])


def load_carried(*, by: str, at: datetime) -> Loaded:
    """Load the public codes of Hunan that the product carries."""
    return load_divisions(divisions.CARRIED, by=by, at=at)


@transaction.atomic
def make_unit(
    code: str,
    name: str,
    *,
    division_code: str | None = None,
    parent_id: int | None = None,
    is_centre: bool = False,
    by: str,
    at: datetime,
) -> Unit:
    """A unit that can be given tasks; `is_centre`, it dispatches for others.

    Raises Refused: unit_there_already, division_unknown.
    """
    if Unit.objects.filter(code=code).exists():
        raise Refused("unit_there_already", unit=code)
    _check_division(division_code)
    unit = Unit.objects.create(
        code=code, name=name, division_id=division_code, parent_id=parent_id, is_centre=is_centre
    )
    ledger.record(f"unit:{unit.pk}", "made", by=by, at=at, after={"code": code, "name": name})
    return unit


def _check_division(code: str | None) -> None:
    if code and not Division.objects.filter(pk=code).exists():
        raise Refused("division_unknown", division=code)


@transaction.atomic
def make_cells(cells: Sequence[Cell], *, by: str, at: datetime) -> list[Cell]:
    """Add grid cells or transformer areas. Raises Refused when one of the codes is taken."""
    taken = Cell.objects.filter(code__in=[cell.code for cell in cells]).values_list("code", flat=True).first()
    if taken:
        raise Refused("cell_there_already", cell=taken)
    made = Cell.objects.bulk_create(cells, batch_size=500)
    ledger.record(divisions.CELLS, "made", by=by, at=at, data={"codes": [cell.code for cell in made]})
    return made


@transaction.atomic
def add_alias(
    name: str, *, home_code: str, division_code: str, cell_id: int | None = None, by: str, at: datetime
) -> tuple[Alias, bool]:
    """Teach the office's own name for a place, understood inside `home_code`; said again, it is said anew. The flag
    says whether that changed anything.

    Raises Refused: alias_length, division_unknown, cell_elsewhere.
    """
    name = "".join(name.split())
    if not SHORTEST_ALIAS <= len(name) <= LONGEST_ALIAS:
        raise Refused("alias_length", name=name[:LONGEST_ALIAS], least=SHORTEST_ALIAS, most=LONGEST_ALIAS)
    _check_division(home_code)
    _check_division(division_code)
    if cell_id is not None and not Cell.objects.filter(pk=cell_id, division_id=division_code).exists():
        raise Refused("cell_elsewhere", cell=cell_id)
    alias, fresh = Alias.objects.select_for_update().get_or_create(
        name=name, home_id=home_code, defaults={"division_id": division_code, "cell_id": cell_id}
    )
    before = {"division": alias.division_id, "cell": alias.cell_id}
    after = {"division": division_code, "cell": cell_id}
    if not fresh and before == after:
        return alias, False
    alias.division_id, alias.cell_id = division_code, cell_id
    alias.save(update_fields=["division_id", "cell_id"])
    told = {"name": name, "home": home_code}
    ledger.record(divisions.ALIASES, "set", by=by, at=at, before={} if fresh else before, after=after, data=told)
    return alias, True


@transaction.atomic
def end_alias(alias_id: int, *, by: str, at: datetime) -> None:
    """Nobody calls the place so any more; the ledger keeps that it was called so. Raises Refused: alias_unknown."""
    alias = Alias.objects.select_for_update().filter(pk=alias_id).first()
    if alias is None:
        raise Refused("alias_unknown")
    before = {"division": alias.division_id, "cell": alias.cell_id}
    alias.delete()
    ledger.record(
        divisions.ALIASES, "ended", by=by, at=at, before=before, data={"name": alias.name, "home": alias.home_id}
    )


class Hashed(str):
    """A password as it is kept. For accounts that share one, as a demo's do: each hashing takes a fifth of a second."""


def hashed(password: str) -> Hashed:
    return Hashed(make_password(password))


@transaction.atomic
def make_officer(
    username: str,
    name: str,
    *,
    post: str = Post.OFFICER,
    unit_id: int | None = None,
    password: str = "",
    phone: str = "",
    by: str,
    at: datetime,
) -> Officer:
    """Open an account; without a password nobody can sign in to it yet."""
    if Officer.objects.filter(username=username).exists():
        raise Refused("username_taken", username=username)
    officer = Officer.objects.create(
        username=username,
        name=name,
        post=post,
        unit_id=unit_id,
        password=password if isinstance(password, Hashed) else make_password(password or None),
        phone_sealed=people.sealer().seal(phone),
        phone_index=people.phone_index(phone),
    )
    ledger.record(officer.actor, "made", by=by, at=at, after={"username": username, "post": post})
    return officer


@transaction.atomic
def set_password(officer_id: int, password: str, *, by: str, at: datetime) -> None:
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    officer.password = make_password(password)
    officer.save(update_fields=["password"])
    ledger.record(officer.actor, "password_set", by=by, at=at)


@transaction.atomic
def set_language(officer_id: int, language: str, *, by: str, at: datetime) -> None:
    officer = Officer.objects.select_for_update().get(pk=officer_id)
    before, officer.language = officer.language, language
    officer.save(update_fields=["language"])
    ledger.record(
        officer.actor, "language_set", by=by, at=at, before={"language": before}, after={"language": language}
    )


@transaction.atomic
def set_calendar_days(days: Mapping[date, tuple[bool, str]], *, by: str, at: datetime) -> int:
    """Declare days as worked or off, each with a note; a day said again is said anew. Returns how many changed."""
    present = {row.day: (row.working, row.note) for row in CalendarDay.objects.filter(day__in=list(days))}
    changed = {day: said for day, said in days.items() if present.get(day) != said}
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=day, working=working, note=note) for day, (working, note) in changed.items()],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["working", "note"],
    )
    if changed:
        ledger.record(
            "registry:calendar",
            "days_set",
            by=by,
            at=at,
            before={str(day): present[day][0] for day in changed if day in present},
            after={str(day): working for day, (working, _) in changed.items()},
        )
    return len(changed)


@transaction.atomic
def set_opening_hours(since: date, hours: Hours, *, note: str = "", by: str, at: datetime) -> OpeningHours:
    """Set the hours in which the office is open on workdays from a day on, until a later row takes over.

    A promise keeps the hours it was made under. A day that is over stays as it was: raises Refused hours_begun.
    """
    if since < timezone.localdate(at):
        raise Refused("hours_begun", day=str(since))
    row = OpeningHours.objects.select_for_update().filter(since=since).first() or OpeningHours(since=since, spans=[])
    before = {"spans": row.spans, "note": row.note}
    row.spans, row.note = hours.plain(), note[:80]
    after = {"spans": row.spans, "note": row.note}
    if before == after:
        return row
    OpeningHours.objects.update_or_create(since=since, defaults=after)
    ledger.record("registry:opening_hours", "set", by=by, at=at, before=before, after=after, data={"since": str(since)})
    return row


def note_calendar_version(calendar: Calendar, *, at: datetime) -> CalendarVersion:
    """Keep a calendar as it stands now, once, so that a promise can always be reckoned again."""
    kept: CalendarVersion | None = _VERSION.first(calendar.version)
    if kept is None:
        table = {"table": calendar.table(), "made_at": at}
        kept, _ = CalendarVersion.objects.get_or_create(version=calendar.version, defaults=table)
    return kept


@transaction.atomic(savepoint=False)  # nothing in here is refused, so nothing needs to be undone alone
def subject_for(
    *,
    name: str,
    phone: str,
    address: str = "",
    kind: str = Subject.Kind.RESIDENT,
    division_code: str | None = None,
    by: str,
    at: datetime,
) -> Subject:
    """The person served at this phone number, made known if new. A new name or address replaces the old one."""
    seal = people.sealer()
    index = seal.index(people.phone_digits(phone))
    found: Subject | None = _BY_PHONE.first(kind, index) if index else None
    if found is None:
        made = Subject(
            kind=kind,
            name_sealed=seal.seal(name),
            phone_sealed=seal.seal(phone),
            phone_index=index,
            address_sealed=seal.seal(address),
            division_id=division_code,
            known_since=at,
        )
        if ledger.insert_new([made], ["phone_index"]):
            known = ledger.Deed(f"subject:{made.pk}", "known", data={"kind": kind})
            ledger.record_many([known], by=by, at=at, new=True)
            return made
        found = cast("Subject", _BY_PHONE.first(kind, index))  # somebody else made them known in this very moment
    fresh = {"name_sealed": name, "address_sealed": address}
    altered = [field for field, said in fresh.items() if said and seal.open(getattr(found, field)) != said]
    for field in altered:
        setattr(found, field, seal.seal(fresh[field]))
    if altered:
        found.save(update_fields=altered)
        ledger.record(f"subject:{found.pk}", "corrected", by=by, at=at, data={"fields": altered})
    return found


@transaction.atomic
def note_sign_in_failure(username: str, *, at: datetime) -> None:
    """Count a failure; unknown names are counted too, so that nobody learns which exist."""
    row, _ = SignInTry.objects.select_for_update().get_or_create(username=username[:60])
    after = people.after_failure(people.Lock(row.failures, row.locked_until), at)
    row.failures, row.locked_until = after.failures, after.locked_until
    row.save(update_fields=["failures", "locked_until"])
    ledger.record(
        f"sign-in:{username[:60]}", "failed", by="anonymous", at=at, data={"locked": people.is_locked(after, at)}
    )


@transaction.atomic
def note_sign_in(officer: Officer, *, at: datetime) -> None:
    SignInTry.objects.filter(username=officer.username).update(failures=0, locked_until=None)
    officer.last_login = at
    officer.save(update_fields=["last_login"])
    ledger.record(officer.actor, "signed_in", by=officer.actor, at=at)
