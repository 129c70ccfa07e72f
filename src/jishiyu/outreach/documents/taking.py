"""Taking in a list an office has filled in: every row changes something, says what is so already, or comes back."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.outreach.actions import keep_task, set_terms, take_owners
from jishiyu.outreach.documents.packs import NEEDED, ListSheet
from jishiyu.outreach.kinds import liaisons, run_for
from jishiyu.registry.models import Officer, Post, Profile, Unit
from jishiyu.registry.queries import duties
from jishiyu.sensing import sheets

WHY: Mapping[str, Phrase] = {
    "empty": gettext_lazy("A cell that is needed is empty: %(value)s"),
    "officer_unknown": gettext_lazy("Nobody who works here is called %(value)s"),
    "officer_twice": gettext_lazy("Several officers are called %(value)s; fill in the account"),
    "enterprise_unknown": gettext_lazy("No enterprise has this code or name: %(value)s"),
    "enterprise_twice": gettext_lazy("Several enterprises are called %(value)s; fill in the code"),
    "unit_unknown": gettext_lazy("There is no unit %(value)s"),
    "day": gettext_lazy("This is no day: %(value)s"),
    "number": gettext_lazy("This is no number: %(value)s"),
    "twice": gettext_lazy("The file says this twice, each time otherwise: %(value)s"),
    "task_ended": gettext_lazy("This task has ended already: %(value)s"),
    "capacity_out_of_bounds": gettext_lazy("Out of bounds: %(value)s"),
    "too_many_trades": gettext_lazy("Too many trades: %(value)s"),
    "task_incomplete": gettext_lazy("A cell that is needed is empty: %(value)s"),
    "administrators_stay_apart": gettext_lazy("An administrator answers for nobody: %(value)s"),
}


class Back(Exception):
    """A row that comes back: a code of WHY, and what was written."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code, value)
        self.code, self.value = code, value[:80]


@dataclass(slots=True)
class Account:
    """What became of the rows of a file: changed, said the same, and those that come back; together they are all."""

    header: list[str]
    rows: int
    counts: Counter[str] = field(default_factory=lambda: Counter({"changed": 0, "same": 0, "returned": 0}))
    back: list[list[str]] = field(default_factory=list)  # number, why, then the row as it was

    def returned(self, number: int, cells: Sequence[object], back: Back) -> None:
        self.counts["returned"] += 1
        why = str(WHY.get(back.code, back.code)) % {"value": back.value}
        self.back.append([str(number), why, *(sheets.text(cell) for cell in cells)])


@dataclass(slots=True)
class Office:
    """Officers, enterprises and units by what a file calls them; read once."""

    table: sheets.Table
    accounts: dict[str, int]
    names: dict[str, list[int]]

    def word(self, cells: Sequence[object], value: str) -> str:
        return sheets.text(self.table.cell(cells, value))

    def officer(self, cells: Sequence[object]) -> int:
        """By account where one is written, else by a name nobody shares."""
        account, name = self.word(cells, "account"), self.word(cells, "officer")
        if account:
            if account not in self.accounts:
                raise Back("officer_unknown", account)
            return self.accounts[account]
        found = self.names.get(name, [])
        if len(found) != 1:
            raise Back("officer_twice" if found else "officer_unknown", name)
        return found[0]


def take(sheet: ListSheet, path: Path, *, by: str, at: datetime) -> Account:
    """Take in one file. Raises Refused when it cannot be read as a whole, or the list takes no rows in."""
    if not sheet.can_take:
        raise Refused("list_not_taken")
    table = sheets.read(path, sheet.fields(), NEEDED[sheet.rows])
    names: dict[str, list[int]] = {}
    accounts: dict[str, int] = {}
    for key, name, username in Officer.objects.filter(is_active=True).values_list("pk", "name", "username"):
        accounts[username] = key
        names.setdefault(name, []).append(key)
    account = Account(table.header, len(table.rows))
    doing = {"enterprises": _enterprises, "officers": _officers, "tasks": _tasks}[sheet.rows]
    doing(Office(table, accounts, names), account, by, at)
    account.back.sort(key=lambda row: int(row[0]))
    return account


def _enterprises(office: Office, account: Account, by: str, at: datetime) -> None:
    """Who answers for which: given or handed over in one deed."""
    role, on = liaisons()[0].role, timezone.localdate(at)
    codes: dict[str, int] = {}
    names: dict[str, list[int]] = {}
    for key, code, name in Profile.objects.filter(kind=liaisons()[0].of).values_list("pk", "code", "name"):
        if code:
            codes[code] = key
        names.setdefault(name, []).append(key)
    said: dict[int, int] = {}
    held = duties.holders(role, on)
    for number, cells in office.table.rows:
        try:
            subject = _subject(office, cells, codes, names)
            officer = office.officer(cells)
            if said.get(subject, officer) != officer:
                raise Back("twice", office.word(cells, "name"))
        except Back as back:
            account.returned(number, cells, back)
            continue
        fresh = subject not in said and held.get(subject, (0, 0))[0] != officer
        said[subject] = officer
        account.counts["changed" if fresh else "same"] += 1
    take_owners(role, said, since=on, by=by, at=at)


def _subject(office: Office, cells: Sequence[object], codes: Mapping[str, int], names: Mapping[str, list[int]]) -> int:
    code, name = office.word(cells, "code").upper(), office.word(cells, "name")
    if code and code in codes:
        return codes[code]
    found = names.get(name, []) if name else []
    if len(found) != 1:
        raise Back("enterprise_twice" if found else "enterprise_unknown", name or code)
    return found[0]


def _officers(office: Office, account: Account, by: str, at: datetime) -> None:
    """How many each can take, and which trades they know: leaders in the leaders' run, others in that of officers."""
    leaders = set(Officer.objects.filter(post=Post.LEADER).values_list("pk", flat=True))

    def one(cells: Sequence[object]) -> bool:
        if not office.word(cells, "account"):
            raise Back("empty", "account")
        room = office.word(cells, "room")
        if not room.isdigit():
            raise Back("number", room)
        trades = [word.strip() for word in office.word(cells, "trades").replace(",", "、").split("、")]
        known, note = [word for word in trades if word], office.word(cells, "note")
        officer = office.officer(cells)
        run = run_for(leads=officer in leaders)
        role = run.role if run else ""
        return set_terms(officer, role, capacity=int(room), trades=known, note=note, by=by, at=at)[1]

    _each(office, account, "account", one)


def _tasks(office: Office, account: Account, by: str, at: datetime) -> None:
    """Tasks set, or said anew; what ended stays as it ended."""
    units = dict(Unit.objects.filter(active=True).values_list("name", "pk"))
    zone = ZoneInfo(settings.TIME_ZONE)

    def one(cells: Sequence[object]) -> bool:
        unit = office.word(cells, "unit")
        if unit and unit not in units:
            raise Back("unit_unknown", unit)
        who = office.word(cells, "officer") or office.word(cells, "account")
        _task, changed = keep_task(
            office.word(cells, "number"),
            title=office.word(cells, "title"),
            what=office.word(cells, "what"),
            officer_id=office.officer(cells) if who else None,
            unit_id=units.get(unit),
            due=_day(office, cells, zone),
            by=by,
            at=at,
        )
        return changed

    _each(office, account, "number", one)


def _day(office: Office, cells: Sequence[object], zone: ZoneInfo) -> date:
    try:
        return sheets.moment(office.table.cell(cells, "due"), "due", zone).date()
    except sheets.BadCell as trouble:
        raise Back("day", trouble.value) from None


def _each(office: Office, account: Account, known_by: str, deed: Callable[[Sequence[object]], bool]) -> None:
    """Every row by itself: one that comes back harms no other."""
    for number, cells in office.table.rows:
        try:
            changed = deed(cells)
        except Back as back:
            account.returned(number, cells, back)
        except Refused as refused:
            account.returned(number, cells, Back(refused.code, office.word(cells, known_by)))
        else:
            account.counts["changed" if changed else "same"] += 1
