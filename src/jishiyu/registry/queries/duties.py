"""Who answers for whom: duties of an officer, the owner of a subject, the load of each, and what is nobody's."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from jishiyu.lib.divisions import ancestors
from jishiyu.registry.kinds import attributes, owning
from jishiyu.registry.models import Duty, Officer, Subject

HOW = ("subject", "cell", "over", "division")  # nearest first


@dataclass(frozen=True, slots=True)
class Answerer:
    """An officer who answers for a subject, and by what: the subject itself, its cell, chain, project or division."""

    officer: Officer
    role: str
    how: str
    duty: Duty


@dataclass(slots=True)
class Load:
    """How much one officer answers for: subjects by role, and other duties."""

    subjects: Counter[str] = field(default_factory=Counter)
    others: int = 0

    @property
    def total(self) -> int:
        return self.subjects.total()


def duties_in_force(on: date) -> QuerySet[Duty]:
    return Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, officer__is_active=True)


def held_by(officer_id: int, on: date) -> QuerySet[Duty]:
    """What an officer answers for on a day, subjects with their names; also of one who has left, so that it can be
    handed over."""
    rows = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), officer_id=officer_id, since__lte=on)
    return rows.select_related("division", "cell", "subject__profile", "subject__division").order_by("role", "pk")


def to_hand_over(officer_id: int, on: date, *, role: str = "", words: str = "") -> QuerySet[Duty]:
    """What an officer answers for and has no end yet, narrowed by role and by a part of the name of what it is over."""
    rows = held_by(officer_id, on).filter(until__isnull=True)
    if role:
        rows = rows.filter(role=role)
    if words:
        rows = rows.filter(
            Q(subject__profile__name__contains=words)
            | Q(subject__division__name__contains=words)
            | Q(division__name__contains=words)
            | Q(cell__name__contains=words)
            | Q(over__contains=words)
        )
    return rows


def roles_to_hand_over(officer_id: int, on: date) -> list[tuple[str, int]]:
    """The roles among them, with how many duties of each."""
    rows = to_hand_over(officer_id, on).order_by().values_list("role").annotate(n=Count("pk"))
    return sorted(rows)


def history_of(subject_id: int) -> QuerySet[Duty]:
    """Everybody who ever answered directly for a subject, the newest first."""
    return Duty.objects.filter(subject_id=subject_id).select_related("officer__unit").order_by("-since", "-pk")


def loads(on: date, officer_ids: Collection[int] | None = None) -> dict[int, Load]:
    """Counts by role of each officer who answers for anything, in one query."""
    rows = duties_in_force(on)
    if officer_ids is not None:
        rows = rows.filter(officer_id__in=officer_ids)
    found: dict[int, Load] = defaultdict(Load)
    for officer, role, n, subjects in rows.values_list("officer_id", "role").annotate(
        n=Count("pk"), subjects=Count("subject_id")
    ):
        if subjects:
            found[officer].subjects[role] += subjects
        found[officer].others += n - subjects
    return dict(found)


def holders(role: str, on: date) -> dict[int, tuple[int, int]]:
    """Subject → (officer, duty) of a role, for all who hold it directly on a day, in one query. Whoever left without
    handing over is still among them."""
    rows = Duty.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on), role=role, since__lte=on, subject__isnull=False
    )
    return {subject: (officer, pk) for subject, officer, pk in rows.values_list("subject_id", "officer_id", "pk")}


def _over_codes(kind: str) -> dict[str, str]:
    """Attribute → the word before the colon of a duty that goes by it."""
    return {one.code: one.over for one in attributes(kind).values() if one.over}


def owned(kind: str, on: date) -> QuerySet[Subject]:
    """The subjects of a kind somebody answers for: directly, or by cell, chain, project or division. Reads once which
    places and chains are answered for; the rest is one condition."""
    duties = duties_in_force(on).filter(role__in=owning(kind))
    found = Q(pk__in=duties.filter(subject__isnull=False).values("subject_id"))
    cells: set[int] = set()
    places: dict[int, set[str]] = defaultdict(set)
    overs: dict[str, set[str]] = defaultdict(set)
    wider = duties.filter(subject__isnull=True).values_list("cell_id", "division_id", "over").distinct()
    for cell, division, over in wider:
        if cell:
            cells.add(cell)
        elif division:
            places[len(division)].add(division)
        else:
            name, _colon, code = over.partition(":")
            overs[name].add(code)
    if cells:
        found |= Q(cell_id__in=cells)
    for length, codes in places.items():
        found |= Q(**{f"above_{length}__in": sorted(codes)})
    for attribute, name in _over_codes(kind).items():
        if overs[name]:
            found |= Q(**{f"profile__values__{attribute}__in": sorted(overs[name])})
    above = {f"above_{length}": Substr("division_id", 1, length) for length in places}
    return Subject.objects.filter(kind=kind).alias(**above).filter(found)


def nobodys(kind: str, on: date) -> QuerySet[Subject]:
    """The subjects of a kind nobody answers for, with place and profile."""
    rows = Subject.objects.filter(kind=kind).exclude(pk__in=owned(kind, on).values("pk"))
    return rows.select_related("division", "profile").order_by("pk")


def answerers(subjects: Sequence[Subject], kind: str, on: date) -> dict[int, Answerer]:
    """Who answers for each: directly, else by its cell, chain or project, else by the nearest division above it. In one
    query for their duties and one for the profiles that were not read with them, whatever their number."""
    wanted = Q(subject_id__in=[one.pk for one in subjects])
    wanted |= Q(cell_id__in={one.cell_id for one in subjects if one.cell_id})
    above = {code for one in subjects if one.division_id for code in (one.division_id, *ancestors(one.division_id))}
    wanted |= Q(division_id__in=above, cell__isnull=True, subject__isnull=True)
    overs = _overs_of(subjects, kind)
    wanted |= Q(over__in={over for several in overs.values() for over in several})
    rows = duties_in_force(on).filter(wanted, role__in=owning(kind)).select_related("officer__unit").order_by("-pk")
    held = {duty.thing: duty for duty in rows}
    found = {}
    for one in subjects:
        duty = next((held[thing] for thing in _rings(one, overs.get(one.pk, ())) if thing in held), None)
        if duty is not None:
            kind_of = duty.thing.partition(":")[0]
            how = kind_of if kind_of in HOW else "over"
            found[one.pk] = Answerer(duty.officer, duty.role, how, duty)
    return found


def _overs_of(subjects: Sequence[Subject], kind: str) -> Mapping[int, list[str]]:
    names = _over_codes(kind)
    if not names:
        return {}
    read = Subject._meta.get_field("profile").is_cached  # read together with the subject
    known = [(one.pk, one.profile.values) for one in subjects if read(one) and hasattr(one, "profile")]
    unread = [one.pk for one in subjects if not read(one)]
    if unread:
        known += Subject.objects.filter(pk__in=unread, profile__isnull=False).values_list("pk", "profile__values")
    return {
        key: [f"{over}:{values[code]}" for code, over in names.items() if values.get(code)] for key, values in known
    }


def _rings(one: Subject, overs: Sequence[str]) -> list[str]:
    """What a duty could be over to reach this subject, nearest first."""
    rings = [f"subject:{one.pk}"]
    if one.cell_id:
        rings.append(f"cell:{one.cell_id}")
    rings += overs
    if one.division_id:
        rings += [f"division:{code}" for code in (one.division_id, *ancestors(one.division_id))]
    return rings


def officers_to_answer(words: str = "") -> QuerySet[Officer]:
    """Officers a duty can be given to, by a part of their name, with their unit."""
    rows = Officer.objects.filter(is_active=True, post__in=("officer", "head", "leader")).select_related("unit")
    words = words.strip()
    return (rows.filter(name__contains=words) if words else rows).order_by("name", "pk")


def officer_by_key(key: int) -> Officer | None:
    """An officer with their unit, also one who has left."""
    return Officer.objects.select_related("unit").filter(pk=key).first()
