"""Reading cases: what an officer may see, in a constant number of queries."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from jishiyu.casework import ladder, rights
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, Nudge, Promise, Proof, Tally, Task, Verification
from jishiyu.casework.queries.bands import edges
from jishiyu.casework.queries.holding import Holding, holding_of
from jishiyu.casework.queries.promised import PromiseView, promises_of
from jishiyu.casework.queries.suggesting import ASSIST, suggest_lines
from jishiyu.casework.suggest import Suggestion
from jishiyu.casework.tally import Mark
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import story
from jishiyu.lib.kept import Kept
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.registry.people import phone_digits, sealer
from jishiyu.sensing.models import Message

NUMBER = re.compile(r"[A-Za-z]{3}-\d{8}-\d+", re.ASCII)
LIVE = (Task.State.SENT, Task.State.ACCEPTED)
NEXT_DUE = (F("closed_at").desc(nulls_first=True), F("next_due_at").asc(nulls_last=True), "-pk")

_BY_NUMBER = Kept[Case](lambda number: Case.objects.filter(number=number).values_list("pk", "against_id"), "-")


def visible_cases(officer: Officer, unit: int | None = None, **along: object) -> QuerySet[Case]:
    """Cases this officer may see: all for those who dispatch or lead, their unit's for those who handle. `unit`: of
    all, those this unit worked on.

    `along` are conditions that the tally of a case answers too: of a unit they are asked of the unit's tallies, so that
    its cases are found in the order of `ordering`, without looking at each."""
    if officer.post in rights.SEES_ALL and unit is None:
        return Case.objects.filter(not_about(officer), **along)
    if officer.post in rights.SEES_ALL:
        along["marks__gte"] = Mark.WORKED
    elif officer.post in rights.SEES_UNIT and officer.unit_id:
        unit = officer.unit_id
    else:
        return Case.objects.none()
    own = {f"own__{name}": value for name, value in along.items()}
    theirs = Case.objects.alias(own=FilteredRelation("tallies", condition=Q(tallies__unit=unit)))
    return theirs.filter(not_about(officer), own__unit=unit, **own)


def ordering(officer: Officer, unit: int | None, field: str) -> tuple[str, str]:
    """The latest first by a moment that tallies hold, of what `visible_cases` found for this officer and unit."""
    along = unit if officer.post in rights.SEES_ALL else officer.unit_id
    return (f"-own__{field}", "-own__case_id") if along else (f"-{field}", "-pk")


def not_about(officer: Officer, path: str = "") -> Q:
    """Not a case about this officer's own unit: nobody of it is to know that there is one."""
    return ~Q(**{f"{path}against_id": officer.unit_id}) if officer.unit_id else Q()


def _tasks(officer: Officer) -> QuerySet[Task]:
    if officer.post not in rights.SEES_UNIT or officer.unit_id is None:
        return Task.objects.none()
    places = [f"case__{name}" for name in registry.PLACE_READ]
    tasks = Task.objects.filter(not_about(officer, "case__"), unit_id=officer.unit_id)
    return tasks.select_related(*places, "unit", "officer", "case__lead")


def warnings_for(officer: Officer) -> QuerySet[Task]:
    """Tasks waiting to be taken by this officer or their unit, their own and the newest first."""
    sent = _tasks(officer).filter(state=Task.State.SENT)
    if officer.post == Post.OFFICER:
        sent = sent.filter(Q(officer=officer) | Q(officer__isnull=True))
    return sent.order_by("-case__urgency", "-sent_at")


def tasks_for(officer: Officer) -> QuerySet[Task]:
    """Tasks this officer has taken, by time left; a head sees the whole unit's."""
    taken = _tasks(officer).filter(state=Task.State.ACCEPTED)
    if officer.post == Post.OFFICER:
        taken = taken.filter(officer=officer)
    return taken.order_by(F("case__next_due_at").asc(nulls_last=True), "pk")


def task_for(officer: Officer, task_id: int) -> Task | None:
    return _tasks(officer).filter(pk=task_id).first()


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the desk asks for; empty fields ask for nothing."""

    text: str = ""
    state: str = ""
    kind: str = ""
    unit: int | None = None
    division: str = ""
    late: bool = False
    returned: bool = False
    unassigned: bool = False
    unsigned: bool = False  # sent, and nobody who leads has signed in
    aside: str = ""
    band: str = ""  # of the board: owed, and due within it
    mine: bool = False
    holder: int | None = None  # the unit that leads it now
    urgency: int | None = None  # at least
    since: datetime | None = None
    until: datetime | None = None

    @property
    def names_one(self) -> bool:
        """Whether the words are the number of a case."""
        return bool(NUMBER.fullmatch(self.text.strip()))


def fitting(officer: Officer, asked: CaseFilter, at: datetime, **along: object) -> QuerySet[Case]:
    """Cases this officer may see that fit, in no order; `along` as `visible_cases` takes it."""
    if asked.kind:
        along["kind"] = asked.kind
    return visible_cases(officer, asked.unit, **along).filter(
        _by_words(asked), _by_time(asked, at), _by_tasks(asked, officer)
    )


def desk(officer: Officer, asked: CaseFilter, at: datetime) -> QuerySet[Case]:
    """Cases this officer may see that fit, the next to fall due first, closed ones last."""
    cases = fitting(officer, asked, at)
    return cases.select_related("division", "cell", "source").order_by(*NEXT_DUE)


def case_id(officer: Officer, number: str) -> int | None:
    """The key of a case this officer may see."""
    if officer.post not in rights.SEES_ALL:
        return visible_cases(officer).filter(number=number).values_list("pk", flat=True).first()
    key, against = _BY_NUMBER.first(number) or (None, None)
    return None if against and against == officer.unit_id else key


def _by_words(asked: CaseFilter) -> Q:
    fits, words = Q(), asked.text.strip()
    if words:
        fits &= Q(number=words.upper()) if asked.names_one else Q(title__contains=words) | Q(text__contains=words)
    if asked.state:
        fits &= Q(closed_at__isnull=asked.state != Case.State.CLOSED)  # said beside the state, for the indexes of both
        fits &= Q() if asked.state == "open" else Q(state=asked.state)
    if asked.aside:
        fits &= Q(closed_at__isnull=True) & (~Q(aside="") if asked.aside == "any" else Q(aside=asked.aside))
    if asked.division:
        fits &= Q(division__code__startswith=asked.division)
    if asked.urgency is not None:
        fits &= Q(urgency__gte=asked.urgency)
    return fits


def _by_time(asked: CaseFilter, at: datetime) -> Q:
    fits = Q()
    if asked.band:
        fits &= edges(at).within(asked.band) & Q(
            state__in=["received", "dispatched", "handling"], aside="", merged_into__isnull=True
        )
    if asked.late:
        fits &= Q(closed_at__isnull=True, next_due_at__lt=at)
    if asked.since:
        fits &= Q(heard_at__gte=asked.since)
    if asked.until:
        fits &= Q(heard_at__lt=asked.until)
    return fits


def _by_tasks(asked: CaseFilter, officer: Officer) -> Q:
    fits, of_case = Q(), Task.objects.filter(case=OuterRef("pk"))
    if asked.unit and officer.post not in rights.SEES_ALL:  # else they are found along its tallies
        fits &= Q(Exists(Tally.objects.filter(case=OuterRef("pk"), unit=asked.unit, marks__gte=Mark.WORKED)))
    if asked.mine:
        fits &= Q(Exists(of_case.filter(officer=officer)))
    if asked.holder:
        fits &= Q(Exists(of_case.filter(unit=asked.holder, role=Task.Role.LEAD, state__in=LIVE)))
    if asked.unassigned or asked.returned:
        fits &= Q(state=Case.State.RECEIVED, closed_at__isnull=True)
    if asked.unsigned:
        fits &= Q(state=Case.State.DISPATCHED, closed_at__isnull=True)
    if asked.returned:
        fits &= Q(Exists(of_case.filter(state=Task.State.RETURNED)))
    return fits


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything one page of a case shows."""

    case: Case
    place: str
    tasks: list[Task]
    promises: list[PromiseView]
    messages: list[Message]
    story: list[Entry]
    suggestions: list[Suggestion]
    others: list[tuple[str, list[Suggestion]]]  # for each further line of its kind
    live: Task | None  # the one of the reader's unit; for the centre the lead's
    pending: Task | None  # a return nobody has ruled on
    may: frozenset[str]


def case_page(officer: Officer, number: str, at: datetime) -> CasePage | None:
    """The page of a case, or None when this officer may not see it."""
    case = (
        visible_cases(officer)
        .filter(number=number)
        .select_related(*registry.PLACE_READ, "source__unit", "lead")
        .first()
    )
    if case is None:
        return None
    tasks = _tasks_of(case)
    may = rights.allowed(officer, case, tasks)
    leading = (task for task in tasks if task.state in LIVE and task.role == Task.Role.LEAD)
    undecided = (task for task in tasks if task.state == Task.State.RETURNED and not task.return_decision)
    suggested = suggested_on_lines(case, at, tasks) if "dispatch" in may else [("", [])]
    return CasePage(
        case=case,
        place=registry.place_read(case.division, case.cell),
        tasks=tasks,
        promises=promises_of(case, at),
        messages=_messages_of(case, officer),
        story=list(story(case.ref)),
        suggestions=suggested[0][1],
        others=suggested[1:],
        live=rights.task_of_unit(officer, tasks) or next(leading, None),
        pending=next(undecided, None),
        may=may,
    )


def _messages_of(case: Case, officer: Officer) -> list[Message]:
    """What was said in groups; of a secret requester for the centre only, for no mask knows how people speak."""
    if case.secret and officer.post not in rights.VERIFIES:
        return []
    said = Message.objects.filter(in_case__case=case).select_related("group", "source")
    return list(said.order_by("said_at", "pk")[:200])


def suggested_on_lines(case: Case, at: datetime, tasks: Sequence[Task]) -> list[tuple[str, list[Suggestion]]]:
    """Who may take a case on each line of its kind, the leading line first; then who assists on that line by the
    catalogue, if anybody does. `tasks` are all of the case."""
    lines = kind_of(case.kind).lines
    found = suggest_lines([case], at, lines, tasks=tasks)
    first = [one.unit for one in found[lines[0]][0][:1]]
    assists = [one for one in found[ASSIST][0] if one.unit not in first]
    return [*((line, found[line][0]) for line in lines), *([(lines[0], assists)] if assists else [])]


def case_holding(officer: Officer, number: str, at: datetime) -> Holding | None:
    """Each unit's own time, beside the requester's; None when this officer may not see the case."""
    case = visible_cases(officer).filter(number=number).first()
    return holding_of(case, list(Task.objects.filter(case=case).select_related("unit")), at) if case else None


def _tasks_of(case: Case) -> list[Task]:
    rows = list(Task.objects.filter(case=case).select_related("unit", "officer", "return_to").order_by("sent_at", "pk"))
    ended = [task for task in rows if task.ended_at]
    prefetch_related_objects(ended, Prefetch("proofs", Proof.objects.order_by("pk")))
    return rows


def by_number_and_tail(number: str, tail: str) -> Case | None:
    """The case of this number when the tail fits its requester's phone; None tells nothing about which was wrong."""
    case = Case.objects.filter(number=number.strip().upper()).select_related("requester", "division", "cell").first()
    if case is None or case.requester is None or len(tail) != 4:
        return None
    digits = phone_digits(sealer().open(case.requester.phone_sealed))
    return case if len(digits) >= 4 and digits[-4:] == tail else None


def by_token(token: str, at: datetime) -> Case | None:
    """The case a living one-time link asks about."""
    row = (
        Verification.objects.filter(
            token_hash=hashlib.sha256(token.encode()).hexdigest(), answered_at__isnull=True, expires_at__gt=at
        )
        .select_related("case__division", "case__cell")
        .first()
    )
    if row is None or row.case.state != Case.State.ANSWERED or row.round != row.case.redo_count:
        return None
    return row.case


def may_urge(case: Case, at: datetime) -> bool:
    """Whether the requester may urge this case now: somebody owes the answer, and they have not urged it today."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return ladder.runs(case.state) and not Nudge.objects.filter(case=case, by="requester", at__gte=today).exists()


def answered_tasks(case: Case) -> list[Task]:
    """What units answered, with photos, for the requester's own page."""
    return [task for task in _tasks_of(case) if task.state == Task.State.FINISHED]


def proof_for(officer: Officer, proof_id: int) -> Proof | None:
    return Proof.objects.filter(pk=proof_id, task__case__in=visible_cases(officer)).first()


def proof_of_case(case: Case, proof_id: int) -> Proof | None:
    return Proof.objects.filter(pk=proof_id, task__case=case).first()


def unreckoned() -> int:
    """Promises whose year has no calendar yet."""
    return Promise.objects.filter(due_at__isnull=True).count()


def said_since(requester_id: int, since: datetime) -> int:
    """How many cases this person opened since a moment."""
    return Case.objects.filter(requester_id=requester_id, opened_at__gte=since).count()
