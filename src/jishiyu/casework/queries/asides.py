"""What was asked for on one case and what came of it, what it was merged with or split from, and what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from jishiyu.casework import alike, asking, rights
from jishiyu.casework.models import Application, Case, Pause, Promise, Task
from jishiyu.casework.queries.cases import visible_cases
from jishiyu.registry.models import Officer

AROUND = timedelta(days=7)
LOOKED_AT = 60
SUGGESTED = 3
ANOTHER_TRADE = frozenset({"wrong_owner", "not_ours"})  # what was heard may be of another kind than it was taken for


@dataclass(frozen=True, slots=True)
class Asides:
    """`may`: acts of this reader. `alike`: open cases that may be the same matter, the likeliest first."""

    applications: list[Application]
    pauses: list[Pause]
    merged: list[Case]
    splits: list[Case]
    promise: Promise | None  # the one to resolve, where an extension may be asked for
    main: Case | None
    split_from: Case | None
    alike: list[Case]
    may: frozenset[str]
    another_trade: bool = False  # a return that said so was upheld, and the kind stands as it was

    @property
    def question(self) -> Pause | None:
        """What the requester is asked now."""
        return next((pause for pause in self.pauses if pause.until is None), None)

    @property
    def offers(self) -> bool:
        """Whether a folded form is offered."""
        return bool(self.asks or self.may & {"count_again", "unmerge", "split", "withdraw", "correct_kind"})

    @property
    def asks(self) -> list[str]:
        """Kinds this reader may ask for now."""
        return [kind for kind in asking.CODES if f"ask_{kind}" in self.may]


def case_asides(officer: Officer, number: str) -> tuple[Case, Asides] | None:
    """A case this officer may see, and its asides; eight queries at most."""
    case = visible_cases(officer).filter(number=number).first()
    if case is None:
        return None
    tasks = list(Task.objects.filter(case=case).select_related("unit").order_by("sent_at", "pk"))
    return case, asides_of(officer, case, tasks)


def asides_of(officer: Officer, case: Case, tasks: list[Task]) -> Asides:
    """Five queries at most. `tasks` are all of the case."""
    applications = list(case.applications.select_related("unit", "into").order_by("asked_at", "pk"))
    may = _may(officer, case, tasks, applications)
    kin = list(
        Case.objects.filter(
            Q(merged_into=case) | Q(split_from=case) | Q(pk__in=[case.merged_into_id or 0, case.split_from_id or 0])
        ).order_by("pk")
    )
    return Asides(
        applications=applications,
        pauses=list(case.pauses.order_by("since")),
        promise=case.promises.filter(what="resolve").first() if "ask_extension" in may else None,
        merged=[one for one in kin if one.merged_into_id == case.pk],
        splits=[one for one in kin if one.split_from_id == case.pk],
        main=next((one for one in kin if one.pk == case.merged_into_id), None),
        split_from=next((one for one in kin if one.pk == case.split_from_id), None),
        alike=likely_same(officer, case) if "ask_merge" in may else [],
        may=may,
        another_trade=any(
            task.return_decision == Task.Decision.UPHELD and task.return_code in ANOTHER_TRADE for task in tasks
        ),
    )


@dataclass(frozen=True, slots=True)
class OwnAsides:
    """What the requester is told: what was granted and why, what they were asked, and whether theirs is one of several
    about one matter."""

    granted: list[Application]
    questions: list[Pause]
    is_merged: bool

    @property
    def question(self) -> Pause | None:
        """What waits for their answer now."""
        return next((one for one in self.questions if one.until is None), None)


def own_asides(case: Case) -> OwnAsides:
    """For the requester's own page, in two queries."""
    told = case.applications.filter(state=Application.State.GRANTED, kind__in=[asking.EXTENSION, asking.HANGING])
    return OwnAsides(
        granted=list(told.order_by("decided_at")),
        questions=list(case.pauses.order_by("since")),
        is_merged=case.merged_into_id is not None,
    )


def exclusions_of(cases: Iterable[Case]) -> dict[int, Application]:
    """Who asked for the exclusion of each and who granted it, by case, in one query."""
    keys = [case.pk for case in cases if case.excluded_at is not None]
    rows = Application.objects.filter(case__in=keys, kind=asking.EXCLUSION, state=Application.State.GRANTED)
    return {row.case_id: row for row in rows.order_by("decided_at")} if keys else {}


def likely_same(officer: Officer, case: Case) -> list[Case]:
    """Open cases of the same kind and place, near in time and in words, that this reader may see."""
    if case.secret:
        return []
    near = visible_cases(officer).filter(
        kind=case.kind,
        division=case.division_id,
        state__in=asking.STATES[asking.MERGE],
        merged_into__isnull=True,
        secret=False,
        heard_at__range=(case.heard_at - AROUND, case.heard_at + AROUND),
    )
    said = alike.pairs(case.title + case.text)
    ranked: list[tuple[float, datetime, Case]] = []
    for one in near.exclude(pk=case.pk).order_by("-heard_at")[:LOOKED_AT]:
        nearness = alike.nearness(said, alike.pairs(one.title + one.text))
        if nearness >= alike.NEAR:
            ranked.append((nearness, one.heard_at, one))
    return [one for _, _, one in sorted(ranked, key=lambda row: (-row[0], row[1]))[:SUGGESTED]]


def _may(officer: Officer, case: Case, tasks: list[Task], applications: list[Application]) -> frozenset[str]:
    acts = set[str]()
    leads = [task for task in reversed(tasks) if task.role == Task.Role.LEAD]
    for kind in asking.CODES:
        if _may_ask(officer, case, leads, applications, kind):
            acts.add(f"ask_{kind}")
    if officer.post in rights.DISPATCHES and "ask_correction" in acts and not rights.unit_at(officer, tasks):
        acts = acts - {"ask_correction"} | {"correct_kind"}
    if case.aside and (officer.post in rights.DISPATCHES or rights.asks_for(officer, leads, "")):
        acts.add("go_on")
    if officer.post in rights.VERIFIES:
        acts |= _noting(officer, case, tasks)
    if officer.post in rights.DECIDES and case.excluded_at is not None:
        acts.add("count_again")
    if officer.post in rights.DISPATCHES and case.state != Case.State.CLOSED:
        acts.add("split")
        if case.merged_into_id and case.state == Case.State.HANDLING:
            acts.add("unmerge")
    return frozenset(acts)


def _may_ask(officer: Officer, case: Case, leads: list[Task], applications: list[Application], kind: str) -> bool:
    if case.state not in asking.STATES[kind] or case.merged_into_id:
        return False
    of_kind = [one.state for one in applications if one.kind == kind]
    if Application.State.OPEN in of_kind:
        return False
    if kind == asking.EXTENSION and set(of_kind) - {Application.State.LAPSED}:
        return False
    if kind == asking.EXCLUSION and case.excluded_at is not None:
        return False
    if kind == asking.WAITING and (case.aside or case.requester_id is None):
        return False
    return officer.post in rights.DISPATCHES or rights.asks_for(officer, leads, kind) is not None


def _noting(officer: Officer, case: Case, tasks: list[Task]) -> set[str]:
    """What one who speaks with requesters notes for them."""
    acts = {"answer_question"} if case.aside == Case.Aside.WAITING else set()
    if case.state != Case.State.CLOSED and all(task.unit_id != officer.unit_id for task in tasks):
        acts.add("withdraw")
    return acts
