"""Any list of cases as rows of the problem ledger: read in chunks, with a constant number of queries for each."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Count, QuerySet
from django.utils import translation

from jishiyu.casework import sheet
from jishiyu.casework.kinds import kinds
from jishiyu.casework.local_text import LocalText
from jishiyu.casework.models import Application, CallBack, Case, Promise, Proof, SheetRow, Task, Verification
from jishiyu.lib.masks import mask_name, mask_phone, mask_text
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post, Subject, Unit
from jishiyu.registry.people import sealer
from jishiyu.sensing.models import Source

CHUNK = 2000
NOBODY = ("", "", "")


class Facts(NamedTuple):
    """What is read of each case, by the names of its columns; moments (…_at) as text in the reader's zone."""

    pk: int
    number: str
    kind: str
    text: str
    source_id: int
    secret: bool
    division_id: str | None
    cell_id: int | None
    place_words: str
    state: str
    aside: str
    outcome: str
    heard_at: str
    dispatched_at: str | None
    closed_at: str | None
    original_due_at: str | None
    due_at: str | None
    excluded_code: str
    merged_into__number: str | None
    version: int
    requester_id: int | None
    requester__kind: str | None
    requester__name_sealed: str | None
    requester__phone_sealed: str | None


class Step(NamedTuple):
    """What is read of each task, moments as text."""

    case_id: int
    unit_id: int
    officer_id: int | None
    role: str
    state: str
    sent_at: str
    accepted_at: str | None
    arrived_at: str | None
    finished_at: str | None
    returned_at: str | None


@dataclass(frozen=True)
class Reader:
    """Who reads: whether phones and names are masked, and whether secret requesters are known to them at all."""

    masked: bool
    knows_secrets: bool
    at: datetime
    zone: ZoneInfo

    @cached_property
    def now(self) -> str:
        return sheet.written(self.at, self.zone)

    @cached_property
    def tomorrow(self) -> str:
        return sheet.written(self.at + sheet.SOON, self.zone)


def _columns(names: Sequence[str], zone: ZoneInfo) -> list[str | LocalText]:
    """What to ask of the database for these names."""
    return [LocalText(name, zone.key) if name.endswith("_at") else name for name in names]


@dataclass(slots=True)
class Names:
    """Names that many rows share, read once for a whole export."""

    units: dict[int, str]
    officers: dict[int, str]
    heads: dict[int, str]
    sources: dict[int, str]
    kinds: dict[str, str]
    places: dict[tuple[str | None, int | None], str] = field(default_factory=dict)

    def meet(self, places: Collection[tuple[str | None, int | None]]) -> None:
        """Know these places too."""
        new = {place for place in places if place not in self.places}
        if new:
            self.places |= registry.place_names(new)


def _names() -> Names:
    officers = list(Officer.objects.order_by("-pk").values_list("pk", "name", "unit_id", "post"))
    with translation.override("zh-hans"):
        kinds_by_code = {kind.code: str(kind.name) for kind in kinds()}
    return Names(
        units=dict(Unit.objects.values_list("pk", "name")),
        officers={pk: name for pk, name, _, _ in officers},
        heads={unit: name for _, name, unit, post in officers if unit and post == Post.HEAD},
        sources=dict(Source.objects.values_list("pk", "name")),
        kinds=kinds_by_code,
    )


@dataclass(slots=True)
class Around:
    """What stands around the cases of one chunk, by case."""

    tasks: dict[int, list[Step]]
    limits: dict[int, tuple[int, str]]
    photos: dict[int, int]
    extensions: dict[int, int]
    said: dict[int, tuple[int, dict[str, str], str]]
    words: dict[int, tuple[str, bool | None, bool, int | None, str]]
    unreachable: set[int]


def _around(keys: Sequence[int], zone: ZoneInfo) -> Around:
    """Seven queries, whatever the number of cases. `keys` in order."""
    here: dict[str, Any] = {"case_id__in": keys}
    if keys[-1] - keys[0] < 2 * len(keys):  # close together: a span is cheaper to ask for than a list
        here = {"case_id__gte": keys[0], "case_id__lte": keys[-1]}
    tasks: dict[int, list[Step]] = defaultdict(list)
    for row in Task.objects.filter(**here).order_by("case_id", "pk").values_list(*_columns(Step._fields, zone)):
        tasks[row[0]].append(Step._make(row))
    limits = Promise.objects.filter(what="resolve", **here).values_list("case_id", "amount", "unit")
    photos = Proof.objects.filter(**{f"task__{name}": value for name, value in here.items()})
    granted = Application.objects.filter(kind=Application.Kind.EXTENSION, state=Application.State.GRANTED, **here)
    said = SheetRow.objects.filter(**here).values_list("case_id", "version", "said", "personal_sealed")
    words = Verification.objects.filter(answered_at__isnull=False, **here).order_by("case_id", "round")
    unreachable = CallBack.objects.filter(state=CallBack.State.UNREACHABLE, **here).order_by("round")
    heard = words.values_list(*_columns(("case_id", "answered_at", "solved", "partly", "rating", "by"), zone))
    return Around(
        tasks=tasks,
        limits={case: (amount, unit) for case, amount, unit in limits},
        photos=dict(photos.values_list("task__case_id").annotate(Count("pk"))),
        extensions=dict(granted.values_list("case_id").annotate(Count("pk"))),
        said={case: (version, cells, sealed) for case, version, cells, sealed in said},
        words={row[0]: row[1:] for row in heard},
        unreachable=set(unreachable.values_list("case_id", flat=True)),
    )


def chunks(cases: QuerySet[Case], reader: Reader) -> Iterator[list[list[str]]]:
    """Rows of the thirty columns, by case number in the order of opening, a few thousand at a time.

    Cases are read by key in pages of their own, so that no snapshot or cursor is held open for minutes.
    """
    names, last, seq = _names(), 0, 0
    found = cases.select_related(None).order_by("pk").values_list(*_columns(Facts._fields, reader.zone))
    while rows := [Facts._make(row) for row in found.filter(pk__gt=last)[:CHUNK]]:
        around = _around([row.pk for row in rows], reader.zone)
        names.meet({(row.division_id, row.cell_id) for row in rows})
        yield [_row(seq + place, row, around, names, reader) for place, row in enumerate(rows, start=1)]
        last, seq = rows[-1].pk, seq + len(rows)


def _row(seq: int, case: Facts, around: Around, names: Names, reader: Reader) -> list[str]:
    version, said, sealed = around.said.get(case.pk, (-1, {}, ""))
    told = _case_cells(case, around, names) | _task_cells(case, around, names)
    told |= _word_cells(case, around)
    if said:  # an imported row says what it said; what lives on is ours as soon as the case has moved
        kept = said if version == case.version else {key: cell for key, cell in said.items() if key not in sheet.LIVING}
        told |= dict.fromkeys(sheet.LIVING if version == case.version else (), "") | kept
    told["seq"] = str(seq)
    told["company"], told["contact"], told["phone"] = _who(case, said.get("company", ""), sealed, reader)
    told["text"] = mask_text(told["text"]) if reader.masked else told["text"]
    told["light"] = sheet.light(case.due_at, case.closed_at, now=reader.now, tomorrow=reader.tomorrow)
    get = told.get
    return [get(name, "") for name in sheet.FIELDS]


def _case_cells(case: Facts, around: Around, names: Names) -> dict[str, str]:
    amount, unit = around.limits.get(case.pk, (0, ""))
    closed, hung = case.closed_at is not None, case.aside == Case.Aside.HUNG
    outcome = (
        "挂账" if hung and not closed else sheet.OUTCOMES.get(case.outcome, "") or sheet.STATES.get(case.state, "")
    )
    valid = f"否：{sheet.OUTCOMES[case.outcome]}" if case.outcome in sheet.NOT_VALID else "是"
    remarks = [f"并入{case.merged_into__number}" if case.merged_into__number else ""]
    remarks.append(f"已剔除：{case.excluded_code}" if case.excluded_code else "")
    return {
        "number": case.number,
        "heard": case.heard_at,
        "channel": names.sources.get(case.source_id, ""),
        "place": names.places.get((case.division_id, case.cell_id), "") or case.place_words,
        "text": case.text,
        "kind": names.kinds.get(case.kind, case.kind),
        "valid": valid,
        "sent": case.dispatched_at or "",
        "due": sheet.limit_words(amount, unit, case.original_due_at),
        "extended": _extended(around.extensions.get(case.pk, 0), case),
        "outcome": outcome,
        "closed": case.closed_at or "",
        "removed": "是" if closed else "否",
        "remark": "；".join(filter(None, remarks)),
    }


def _extended(times: int, case: Facts) -> str:
    sooner = bool(case.due_at and case.original_due_at and case.due_at <= case.original_due_at)
    if (sooner or case.due_at == case.original_due_at) and not times:
        return ""
    return f"{times}次，{case.due_at}"


def _task_cells(case: Facts, around: Around, names: Names) -> dict[str, str]:
    """Who works on it and what was done, as dated entries."""
    steps = around.tasks.get(case.pk)
    if not steps:
        return {}
    units = names.units
    lead = next((step for step in reversed(steps) if step.role == "lead" and not step.returned_at), None)
    assist = dict.fromkeys(
        units.get(step.unit_id, "") for step in steps if step.role == "assist" and not step.returned_at
    )
    photos = around.photos.get(case.pk, 0)
    return {
        "lead_unit": units.get(lead.unit_id, "") if lead else "",
        "assist_units": "、".join(assist),
        "leader": names.heads.get(lead.unit_id, "") if lead else "",
        "officer": names.officers.get(lead.officer_id, "") if lead and lead.officer_id else "",
        "progress": _progress(steps, units),
        "evidence": f"照片{photos}张" if photos else "",
    }


def _progress(steps: Sequence[Step], units: dict[int, str]) -> str:
    entries = []
    for step in steps:
        unit = units.get(step.unit_id, "")
        entries.append((step.sent_at, "派单", unit))
        for at, what in (
            (step.accepted_at, "签收"),
            (step.arrived_at, "到达现场"),
            (step.returned_at, "退单"),
            (step.finished_at, "办完"),
        ):
            if at is not None:
                entries.append((at, what, unit))
    if len(steps) > 1:
        entries.sort(key=lambda entry: entry[0])
    return "\n".join([f"{at} {what}：{unit}" for at, what, unit in entries])


def _word_cells(case: Facts, around: Around) -> dict[str, str]:
    """What the requester said afterwards."""
    heard = around.words.get(case.pk)
    if heard is None:
        return {"call_back": "多次回访未接通"} if case.pk in around.unreachable else {}
    day, solved, partly, rating, by = heard
    who = "诉求人" if by == "requester" else "回访员代记"
    words = "部分解决" if partly else {True: "已解决", False: "未解决", None: "未表态"}[solved]
    told = {"call_back": f"{day} 已回访：{words}"}
    if rating:
        told["rating"] = f"{sheet.RATINGS[rating]}（{who}，{day}）"
    return told


def _who(case: Facts, company: str, sealed: str, reader: Reader) -> tuple[str, str, str]:
    """Company, contact and phone, as far as this reader may know them."""
    if case.secret and not reader.knows_secrets:
        return NOBODY
    if sealed:
        kept = msgspec.json.decode(sealer().open(sealed), type=dict[str, str])
        contact, phone = kept.get("contact", ""), kept.get("phone", "")
    elif case.requester_id:
        name, phone = (
            sealer().open(case.requester__name_sealed or ""),
            sealer().open(case.requester__phone_sealed or ""),
        )
        company, contact = (name, "") if case.requester__kind == Subject.Kind.ENTERPRISE else ("", name)
    else:
        contact = phone = ""
    if not reader.masked:
        return company, contact, phone
    return company, mask_name(contact), phone if "*" in phone else mask_phone(phone)
