"""The rows of a document pack's lists, as far as a reader may see them, and what stands in their cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from jishiyu.casework import exports, sheet
from jishiyu.casework import queries as casework
from jishiyu.casework import rights as case_rights
from jishiyu.lib.masks import mask_phone
from jishiyu.outreach import rights
from jishiyu.outreach.documents.packs import ListSheet
from jishiyu.outreach.kinds import liaisons, run_for
from jishiyu.outreach.models import CampaignTask, Terms
from jishiyu.registry import queries as registry
from jishiyu.registry.kinds import Attribute, attributes, owning, roles
from jishiyu.registry.models import Duty, Officer, Post, Profile, Subject
from jishiyu.registry.people import sealer
from jishiyu.registry.queries import duties
from jishiyu.registry.queries.listing import holds, parts

CHUNK = 1000
OF = Subject.Kind.ENTERPRISE


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to."""

    text: str = ""
    unit: int | None = None
    state: str = ""


def _within(officer: Officer, unit: str, own: str) -> Q:
    """All for those who watch all, their unit's for heads, their own for others; by paths to unit and officer."""
    if officer.post in rights.SEES_ALL:
        return Q()
    if officer.post in rights.SEES_UNIT and officer.unit_id:
        return Q(**{unit: officer.unit_id})
    return Q(**{own: officer.pk})


def rows(sheet_: ListSheet, officer: Officer, asked: Asked, on: date) -> QuerySet[Any]:
    """The rows of a list this officer may see, narrowed, in order."""
    return _ROWS[sheet_.rows](sheet_, officer, asked, on)


def _officers(sheet_: ListSheet, officer: Officer, asked: Asked, on: date) -> QuerySet[Officer]:
    found = Officer.objects.filter(is_active=True).filter(_within(officer, "unit_id", "pk"))
    those = Q(pk__in=_owners(on)) | Q(pk__in=Terms.objects.values("officer_id"))
    if any(one.leaders for one in liaisons()):
        those |= Q(post=Post.LEADER)
    found = found.filter(those)
    if asked.text:
        found = found.filter(Q(name__contains=asked.text) | Q(username=asked.text))
    if asked.unit:
        found = found.filter(unit_id=asked.unit)
    return found.select_related("unit__division").order_by("unit__name", "name", "pk")


def _owners(on: date) -> QuerySet[Duty]:
    return duties.duties_in_force(on).filter(role__in=owning(OF)).values("officer_id")  # type: ignore[return-value]


def key_ones() -> Q:
    """Profiles of those a leader is for, as packs say."""
    found = Q(pk__in=())
    for liaison in liaisons():
        for code in liaison.chief:
            found |= Q(**{"values__has_key": code})
    return found


def _enterprises(sheet_: ListSheet, officer: Officer, asked: Asked, on: date) -> QuerySet[Profile]:
    found = Profile.objects.filter(kind=OF)
    if sheet_.only == "key":
        found = found.filter(key_ones())
    within = _within(officer, "officer__unit_id", "officer_id")
    if within:
        found = found.filter(subject_id__in=duties.duties_in_force(on).filter(within, subject__isnull=False).values("subject_id"))  # fmt: skip  # noqa: E501
    for part in parts(asked.text):
        found = found.filter(holds(part))
    if asked.unit:
        theirs = duties.duties_in_force(on).filter(officer__unit_id=asked.unit, role__in=owning(OF))
        found = found.filter(subject_id__in=theirs.values("subject_id"))
    return found.select_related("subject__division", "subject__cell").order_by("kind", "name", "pk")


def _tasks(sheet_: ListSheet, officer: Officer, asked: Asked, on: date) -> QuerySet[CampaignTask]:
    found = CampaignTask.objects.filter(_within(officer, "unit_id", "officer_id"))
    if asked.text:
        found = found.filter(Q(title__contains=asked.text) | Q(number=asked.text) | Q(officer__name=asked.text))
    if asked.unit:
        found = found.filter(unit_id=asked.unit)
    if asked.state:
        found = found.filter(state=asked.state)
    return found.select_related("officer", "unit").order_by("due", "number")


def _problems(sheet_: ListSheet, officer: Officer, asked: Asked, on: date) -> QuerySet[Any]:
    found = casework.visible_cases(officer).filter(requester__kind=OF)
    if asked.text:
        found = found.filter(Q(number=asked.text) | Q(title__contains=asked.text))
    if asked.unit:
        found = found.filter(tasks__unit_id=asked.unit).distinct()
    if asked.state == "open":
        found = found.filter(closed_at__isnull=True)
    elif asked.state == "closed":
        found = found.filter(closed_at__isnull=False)
    return found.order_by("-pk")


def _duties(sheet_: ListSheet, officer: Officer, asked: Asked, on: date) -> QuerySet[Duty]:
    found = duties.duties_in_force(on).filter(_within(officer, "officer__unit_id", "officer_id"))
    if asked.text:
        found = found.filter(Q(officer__name__contains=asked.text) | Q(subject__profile__name__contains=asked.text))
    if asked.unit:
        found = found.filter(officer__unit_id=asked.unit)
    read = found.select_related("officer__unit", "subject__profile", "division", "cell")
    return read.order_by("officer__name", "officer_id", "pk")


_ROWS: Mapping[str, Callable[[ListSheet, Officer, Asked, date], QuerySet[Any]]] = {
    "officers": _officers,
    "enterprises": _enterprises,
    "tasks": _tasks,
    "problems": _problems,
    "duties": _duties,
}


def lines(sheet_: ListSheet, some: Sequence[Any], officer: Officer, at: datetime, start: int = 0) -> list[list[str]]:
    """The cells of some rows, in the order of the columns; in a few queries whatever their number."""
    if not some:
        return []
    on = timezone.localdate(at)
    if sheet_.rows == "problems":
        return _of_problems(sheet_, some, officer, at, start)
    told = _TOLD[sheet_.rows](sheet_, some, on)
    found = []
    for place, row in enumerate(some, start=start + 1):
        cells = {**told(row), "seq": str(place)}
        found.append([cells.get(value, "") for value in sheet_.values])
    return found


def chunks(sheet_: ListSheet, officer: Officer, asked: Asked, at: datetime) -> Iterator[list[list[str]]]:
    """All rows of a list in the order of their keys, so many at a time."""
    found, last, start = rows(sheet_, officer, asked, timezone.localdate(at)).order_by("pk"), 0, 0
    while some := list(found.filter(pk__gt=last)[:CHUNK]):
        yield lines(sheet_, some, officer, at, start)
        last, start = some[-1].pk, start + len(some)


Cells = Mapping[str, str]


def _told_officers(sheet_: ListSheet, some: Sequence[Officer], on: date) -> Callable[[Officer], Cells]:
    keys = [one.pk for one in some]
    terms = {(row.officer_id, row.role): row for row in Terms.objects.filter(officer_id__in=keys)}
    return partial(_officer, loads=duties.loads(on, keys), terms=terms)


def _officer(one: Officer, *, loads: Mapping[int, duties.Load], terms: Mapping[tuple[int, str], Terms]) -> Cells:
    run, load = run_for(leads=one.post == Post.LEADER), loads.get(one.pk)
    own = terms.get((one.pk, run.role)) if run else None
    room = run.usual(leads=one.post == Post.LEADER) if run else 0
    place = one.unit.division if one.unit else None
    return {
        "name": one.name,
        "account": one.username,
        "unit": one.unit.name if one.unit else "",
        "post": str(one.get_post_display()),
        "place": place.name if place else "",
        "phone": mask_phone(sealer().open(one.phone_sealed)) if one.phone_sealed else "",
        "count": str(load.total if load else 0),
        "room": str(own.capacity if own else room),
        "trades": "、".join(own.trades) if own else "",
        "note": own.note if own else "",
    }


def _told_enterprises(sheet_: ListSheet, some: Sequence[Profile], on: date) -> Callable[[Profile], Cells]:
    subjects = [one.subject for one in some]
    owners = duties.answerers(subjects, OF, on)
    named = {value.partition(":")[2] for value in sheet_.values if value.startswith("duty:")}
    held: dict[tuple[str, int], str] = {}
    if named:
        found = duties.duties_in_force(on).filter(role__in=named, subject_id__in=[one.pk for one in subjects])
        for role, subject, name in found.order_by("-pk").values_list("role", "subject_id", "officer__name"):
            held[role, subject or 0] = name
    places = registry.place_names({(one.division_id, one.cell_id) for one in subjects})
    return partial(_enterprise, owners=owners, held=held, places=places, known=attributes(OF))


def _enterprise(
    one: Profile,
    *,
    owners: Mapping[int, duties.Answerer],
    held: Mapping[tuple[str, int], str],
    places: Mapping[tuple[str | None, int | None], str],
    known: Mapping[str, Attribute],
) -> Cells:
    owner = owners.get(one.pk)
    cells = {
        "name": one.name,
        "code": one.code,
        "place": places.get((one.subject.division_id, one.subject.cell_id), ""),
        "officer": owner.officer.name if owner else "",
        "account": owner.officer.username if owner else "",
        "officer_unit": owner.officer.unit.name if owner and owner.officer.unit else "",
        "since": str(owner.duty.since) if owner else "",
        "note": owner.duty.note if owner else "",
    }
    cells |= {f"attribute:{code}": _said(attribute, one.values.get(code)) for code, attribute in known.items()}
    return cells | {f"duty:{role}": name for (role, subject), name in held.items() if subject == one.pk}


def _said(attribute: Attribute, value: object) -> str:
    """A value in words: of a tree the name of the nearest class that has one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_said(attribute, one) for one in value)
    code = str(value)
    if attribute.type == "money":
        return f"{int(code) / 100:.2f}"
    name = attribute.options.get(code)
    if name is None and attribute.tree:
        near = next((code[:n] for n in range(len(code), 0, -1) if code[:n] in attribute.options), "")
        return f"{code} {attribute.options[near]}" if near else code
    return str(name) if name else code


def _told_tasks(sheet_: ListSheet, some: Sequence[CampaignTask], on: date) -> Callable[[CampaignTask], Cells]:
    return _task


def _task(one: CampaignTask) -> Cells:
    return {
        "number": one.number,
        "title": one.title,
        "what": one.what,
        "officer": one.officer.name if one.officer else "",
        "account": one.officer.username if one.officer else "",
        "unit": one.unit.name if one.unit else "",
        "due": str(one.due),
        "state": str(one.get_state_display()),
        "evidence": one.evidence,
    }


def _told_duties(sheet_: ListSheet, some: Sequence[Duty], on: date) -> Callable[[Duty], Cells]:
    return partial(_duty, names={code: str(role.name) for code, role in roles().items()})


def _duty(one: Duty, *, names: Mapping[str, str]) -> Cells:
    return {
        "officer": one.officer.name,
        "account": one.officer.username,
        "unit": one.officer.unit.name if one.officer.unit else "",
        "role": names.get(one.role, one.role),
        "over": over_words(one),
        "since": str(one.since),
        "note": one.note,
    }


def over_words(one: Duty) -> str:
    """What a duty is over, in words; read together with subject, profile, division and cell."""
    if one.subject is not None:
        profile = getattr(one.subject, "profile", None)
        return profile.name if profile and profile.name else f"{one.subject.get_kind_display()} {one.subject_id}"
    if one.cell is not None:
        return one.cell.name
    return one.division.name if one.division is not None else one.over


def _of_problems(sheet_: ListSheet, some: Sequence[Any], officer: Officer, at: datetime, start: int) -> list[list[str]]:
    """The thirty columns as casework writes them, masked; in the order of `some`."""
    reader = exports.Reader(True, officer.post in case_rights.VERIFIES, at, ZoneInfo(settings.TIME_ZONE))
    found = casework.visible_cases(officer).filter(pk__in=[one.pk for one in some])
    number = sheet.FIELDS.index("number")
    by_number = {row[number]: row for part in exports.chunks(found, reader) for row in part}
    told = []
    for place, one in enumerate(some, start=start + 1):
        cells = dict(zip(sheet.FIELDS, by_number.get(one.number, [""] * len(sheet.FIELDS)), strict=True))
        cells["seq"] = str(place)
        told.append([cells[value] for value in sheet_.values])
    return told


_TOLD: Mapping[str, Callable[[ListSheet, Sequence[Any], date], Callable[[Any], Cells]]] = {
    "officers": _told_officers,
    "enterprises": _told_enterprises,
    "tasks": _told_tasks,
    "duties": _told_duties,
}
