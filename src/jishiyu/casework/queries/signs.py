"""Counting warning signs in sets, over the last 30 or 90 days, and the cases behind each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from jishiyu.casework.models import Application, Case, Proof, SignCount, SignLook, Task, Verification
from jishiyu.casework.signs import ALIKE, MANY_EXTENSIONS, QUICK, SIGNS, SOON, Sign
from jishiyu.registry.models import Officer

FINISHED = Q(state=Task.State.FINISHED)
HURRIED = Q(finished_at__lt=F("accepted_at") + QUICK) | Q(finished_at__lt=F("case__heard_at") + QUICK)
OUTCOME = Case.Outcome.WITHDRAWN_AFTER_CONTACT


@dataclass(frozen=True, slots=True)
class SignRow:
    """One sign of one unit (unit:5) or officer (officer:7): so many cases, of how many it could have been, and what
    the last person who looked made of it."""

    count: SignCount
    look: SignLook | None


Named = tuple[str, str]  # unit:5 and what it is called


def sign_board() -> list[tuple[Sign, list[SignRow]]]:
    """Every sign with its rows as they were counted last, most cases first, in two queries."""
    looks = {(look.sign, look.about): look for look in SignLook.objects.order_by("at", "pk")}
    rows: dict[str, list[SignRow]] = {code: [] for code in SIGNS}
    for row in SignCount.objects.filter(sign__in=SIGNS).order_by("-count", "name"):
        rows[row.sign].append(SignRow(row, looks.get((row.sign, row.about))))
    return [(sign, rows[sign.code]) for sign in SIGNS.values()]


def counted_signs(at: datetime) -> list[SignCount]:
    """Count every sign now, in a constant number of queries; not yet kept."""
    finished, quick = _finished(at)
    found: dict[str, dict[Named, int]] = {"quick": quick, "same_words": _same_words(at), "same_photo": _same_photo(at)}
    found |= _own(at) | _ends(at) | {"extensions": _extensions(at, finished), "all_fives": _all_fives(at)}
    return [
        SignCount(sign=sign.code, about=about, name=name, count=count, of=finished.get(about), at=at)
        for sign in SIGNS.values()
        for (about, name), count in found[sign.code].items()
        if count >= sign.least
    ]


def _since(code: str, at: datetime) -> datetime:
    return at - timedelta(days=SIGNS[code].days)


def _per_unit(rows: Iterable[tuple[int, str, int]]) -> dict[Named, int]:
    return {(f"unit:{unit}", name): count for unit, name, count in rows if count}


def _finished(at: datetime) -> tuple[dict[str, int], dict[Named, int]]:
    """Cases each unit finished, and those of them it finished in a hurry."""
    rows = (
        Task.objects.filter(FINISHED, finished_at__gte=_since("quick", at), finished_at__lte=at)
        .values_list("unit_id", "unit__name")
        .annotate(of=Count("case_id", distinct=True), n=Count("case_id", distinct=True, filter=HURRIED))
    )
    counted = list(rows)
    return {f"unit:{unit}": of for unit, _, of, _ in counted}, _per_unit(
        (unit, name, n) for unit, name, _, n in counted
    )


def _words_alike(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(FINISHED, finished_at__gte=_since("same_words", at)).exclude(words_mark="")


def _same_words(at: datetime) -> dict[Named, int]:
    """A case counts once, however many of its replies stand on many cases."""
    groups = _words_alike(at).values_list("unit_id", "words_mark").annotate(n=Count("case_id", distinct=True))
    alike = {(unit, mark) for unit, mark, _ in groups.filter(n__gte=ALIKE)}
    cases: dict[Named, set[int]] = {}
    rows = _words_alike(at).filter(words_mark__in={mark for _, mark in alike})
    for unit, name, mark, case in rows.values_list("unit_id", "unit__name", "words_mark", "case_id"):
        if (unit, mark) in alike:
            cases.setdefault((f"unit:{unit}", name), set()).add(case)
    return {named: len(found) for named, found in cases.items()}


def _photos_again(at: datetime) -> QuerySet[Proof]:
    elsewhere = Proof.objects.filter(sha256=OuterRef("sha256")).exclude(task__case_id=OuterRef("task__case_id"))
    return Proof.objects.filter(Exists(elsewhere), task__finished_at__gte=_since("same_photo", at))


def _same_photo(at: datetime) -> dict[Named, int]:
    rows = _photos_again(at).values_list("task__unit_id", "task__unit__name")
    return _per_unit(rows.annotate(n=Count("task__case_id", distinct=True)))


def _heard_tasks(at: datetime) -> QuerySet[Task]:
    """Finished tasks whose requester was heard in the same round, within the days of these signs."""
    return Task.objects.filter(
        FINISHED,
        case__verifications__answered_at__gte=_since("own_network", at),
        case__verifications__round=F("round"),
    )


FROM_THEIR_NETWORK = Q(case__verifications__network_mark=F("network_mark"), case__verifications__by="requester") & ~Q(
    network_mark=""
)
FROM_THEIR_PHONE = Exists(
    Officer.objects.filter(unit=OuterRef("unit"), phone_index=OuterRef("case__requester__phone_index")).exclude(
        phone_index=""
    )
)


def _own(at: datetime) -> dict[str, dict[Named, int]]:
    rows = list(
        _heard_tasks(at)
        .annotate(theirs=FROM_THEIR_PHONE)
        .values_list("unit_id", "unit__name")
        .annotate(
            network=Count("case_id", distinct=True, filter=FROM_THEIR_NETWORK),
            phone=Count("case_id", distinct=True, filter=Q(theirs=True)),
        )
        .filter(Q(network__gt=0) | Q(phone__gt=0))
    )
    return {
        "own_network": _per_unit((unit, name, network) for unit, name, network, _ in rows),
        "own_phone": _per_unit((unit, name, phone) for unit, name, _, phone in rows),
    }


def _back_at_once() -> Exists:
    solved = Verification.objects.filter(case=OuterRef("pk"), solved=True, answered_at__lte=OuterRef("reopened_at"))
    return Exists(solved.filter(answered_at__gte=OuterRef("reopened_at") - SOON))


def _ends(at: datetime) -> dict[str, dict[Named, int]]:
    """Cases withdrawn after contact, and cases that came back at once, of each unit that had taken them."""
    since = _since("withdrawn", at)
    rows = list(
        Case.objects.filter(Q(outcome=OUTCOME, closed_at__gte=since) | Q(reopened_at__gte=since))
        .filter(tasks__accepted_at__isnull=False)
        .annotate(back=_back_at_once())
        .values_list("tasks__unit_id", "tasks__unit__name")
        .annotate(
            withdrawn=Count("pk", distinct=True, filter=Q(outcome=OUTCOME, closed_at__gte=since)),
            back_at_once=Count("pk", distinct=True, filter=Q(back=True, reopened_at__gte=since)),
        )
    )
    return {
        "withdrawn": _per_unit((unit, name, n) for unit, name, n, _ in rows),
        "back_at_once": _per_unit((unit, name, n) for unit, name, _, n in rows),
    }


def _asked_longer(at: datetime) -> QuerySet[Application]:
    return Application.objects.filter(
        kind=Application.Kind.EXTENSION, asked_at__gte=_since("extensions", at), unit__isnull=False
    )


def _extensions(at: datetime, finished: Mapping[str, int]) -> dict[Named, int]:
    rows = _asked_longer(at).values_list("unit_id", "unit__name").annotate(n=Count("case_id", distinct=True))
    counted = _per_unit((unit or 0, name or "", n) for unit, name, n in rows)
    return {
        named: count for named, count in counted.items() if count * 100 >= MANY_EXTENSIONS * finished.get(named[0], 0)
    }


def _rated(at: datetime) -> QuerySet[Verification]:
    noted = Verification.objects.filter(answered_at__gte=_since("all_fives", at), rating__isnull=False)
    return noted.filter(by__startswith="officer:")


def _all_fives(at: datetime) -> dict[Named, int]:
    rows = _rated(at).values_list("by").annotate(n=Count("pk"), low=Min("rating")).filter(low=5)
    return {(by, by): count for by, count, _ in rows}


def sign_cases(code: str, about: str, at: datetime) -> QuerySet[Case]:
    """The cases behind one sign of one unit or officer, the newest heard first. Raises LookupError for no such sign."""
    kind, _, key = about.partition(":")
    if code not in SIGNS or not key.isdigit() or (kind == "officer") != (code == "all_fives"):
        raise LookupError(f"{code} {about}")
    found = _CASES[code](int(key), at)
    return found.select_related("division").order_by("-heard_at", "-pk")


def _of_tasks(tasks: QuerySet[Task]) -> QuerySet[Case]:
    return Case.objects.filter(Exists(tasks.filter(case=OuterRef("pk"))))


def _hurried_cases(unit: int, at: datetime) -> QuerySet[Case]:
    tasks = Task.objects.filter(FINISHED, HURRIED, unit_id=unit, finished_at__gte=_since("quick", at))
    return _of_tasks(tasks.filter(finished_at__lte=at))


def _alike_cases(unit: int, at: datetime) -> QuerySet[Case]:
    tasks = _words_alike(at).filter(unit_id=unit)
    marks = tasks.values("words_mark").annotate(n=Count("case_id", distinct=True)).filter(n__gte=ALIKE)
    return _of_tasks(tasks.filter(words_mark__in=list(marks.values_list("words_mark", flat=True))))


def _photo_cases(unit: int, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=_photos_again(at).filter(task__unit_id=unit).values("task__case_id"))


def _network_cases(unit: int, at: datetime) -> QuerySet[Case]:
    heard = Task.objects.filter(
        FINISHED,
        FROM_THEIR_NETWORK,
        unit_id=unit,
        case__verifications__answered_at__gte=_since("own_network", at),
        case__verifications__round=F("round"),
    )
    return Case.objects.filter(pk__in=heard.values("case_id"))


def _phone_cases(unit: int, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=_heard_tasks(at).filter(FROM_THEIR_PHONE, unit_id=unit).values("case_id"))


def _taken_by(unit: int) -> Exists:
    return Exists(Task.objects.filter(case=OuterRef("pk"), unit_id=unit, accepted_at__isnull=False))


def _withdrawn_cases(unit: int, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(_taken_by(unit), outcome=OUTCOME, closed_at__gte=_since("withdrawn", at))


def _back_cases(unit: int, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(_taken_by(unit), _back_at_once(), reopened_at__gte=_since("back_at_once", at))


def _extension_cases(unit: int, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=_asked_longer(at).filter(unit_id=unit).values("case_id"))


def _five_cases(officer: int, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=_rated(at).filter(by=f"officer:{officer}").values("case_id"))


_CASES: Mapping[str, Callable[[int, datetime], QuerySet[Case]]] = {
    "quick": _hurried_cases,
    "same_words": _alike_cases,
    "same_photo": _photo_cases,
    "own_network": _network_cases,
    "own_phone": _phone_cases,
    "withdrawn": _withdrawn_cases,
    "extensions": _extension_cases,
    "all_fives": _five_cases,
    "back_at_once": _back_cases,
}


def sign_looks(code: str, about: str) -> list[SignLook]:
    """Who looked at a sign and what they found, the last first."""
    return list(SignLook.objects.filter(sign=code, about=about).order_by("-at", "-pk")[:50])
