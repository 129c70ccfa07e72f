"""How well this office is heard, counted by week: what was said, whom it warned, what people said of that."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import inf

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from jishiyu.notices.models import Notice
from jishiyu.sensing.models import Label, Lead, Message

A_WEEK = timedelta(days=7)
WARNED = (Lead.State.OPEN, Lead.State.TAKEN, Lead.State.FALSE, Lead.State.OVER)  # states of leads somebody was told of
LOOKED_AT = (Label.How.SAMPLE, Label.How.HAND)
MOST_TIMED = 20_000  # warnings whose times are read, the latest first


@dataclass(slots=True)
class Week:
    """Counts of one week. Messages: `heard`, of them `warned` of, of these `real` and `false` by an officer's answer;
    those that are `trouble`, and of these the ones that `named` a place, some of them
    an `unlisted` one. Leads: `warnings`, `lead_real`, `lead_false`.
    `draws` of the sample: by day, how many stayed below the threshold, how many were looked at, how many of these were
    trouble (a message of which two people say different things counts half). `to_warn` and `to_see` in seconds; what
    nobody has seen counts as longer than all that was."""

    first: date
    heard: int = 0
    warned: int = 0
    real: int = 0
    false: int = 0
    trouble: int = 0
    named: int = 0
    unlisted: int = 0
    warnings: int = 0
    lead_real: int = 0
    lead_false: int = 0
    draws: list[tuple[int, int, float]] = field(default_factory=list)
    to_warn: list[float] = field(default_factory=list)
    to_see: list[float] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Quality:
    """`weeks` in order, the first first. `confusions`: (kind as judged, kind as a person says, how many). `pairs`: of
    messages two people looked at, what each said: (risk, kind, urgency) twice."""

    weeks: list[Week]
    confusions: list[tuple[str, str, int]]
    pairs: list[tuple[tuple[bool, str, int], tuple[bool, str, int]]]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def edges(first: date, weeks: int = 1) -> tuple[datetime, datetime]:
    """The first moment of a week and the first after so many."""
    since = timezone.make_aware(datetime.combine(first, time.min))
    return since, timezone.make_aware(datetime.combine(first + weeks * A_WEEK, time.min))


def quality(pack: str, first: date, weeks: int) -> Quality:
    """Everything that was said of a service line in so many weeks from a Monday on. Six queries."""
    found = {first + number * A_WEEK: Week(first + number * A_WEEK) for number in range(weeks)}
    since, until = edges(first, weeks)
    said = Message.objects.filter(source__pack=pack, said_at__gte=since, said_at__lt=until)
    _count_messages(found, said)
    _count_leads(found, pack, since, until)
    _time_warnings(found, pack, since, until)
    looked = Label.objects.filter(how__in=LOOKED_AT, message__in=said)
    pairs = _count_sample(found, looked.filter(how=Label.How.SAMPLE))
    judged = looked.filter(risk=True, message__risk=True).exclude(kind="").values_list("message__kind", "kind")
    confusions = list(judged.annotate(n=Count("pk")).order_by("-n", "message__kind", "kind"))
    return Quality(list(found.values()), confusions, pairs)


def _week_of(at: datetime) -> date:
    return monday(timezone.localdate(at))


def _count_messages(found: Mapping[date, Week], said: QuerySet[Message]) -> None:
    told = Q(lead__state__in=WARNED)
    rows = (
        said.annotate(week=TruncWeek("said_at"))
        .values("week", "judged_with")
        .annotate(
            heard=Count("pk"),
            warned=Count("pk", filter=told),
            real=Count("pk", filter=told & Q(lead__real=True)),
            false=Count("pk", filter=told & Q(lead__real=False)),
            trouble=Count("pk", filter=Q(risk=True)),
            named=Count("pk", filter=Q(risk=True) & ~Q(place_words="")),
            unlisted=Count("pk", filter=Q(risk=True, place_how="unlisted")),
            first=Min("judged_at"),
        )
        .order_by("week", "first")
    )
    for row in rows:
        week = found[timezone.localdate(row["week"])]
        week.versions[row["judged_with"]] = row["heard"]
        for name in ("heard", "warned", "real", "false", "trouble", "named", "unlisted"):
            setattr(week, name, getattr(week, name) + row[name])


def _count_leads(found: Mapping[date, Week], pack: str, since: datetime, until: datetime) -> None:
    raised = Lead.objects.filter(pack=pack, state__in=WARNED, first_at__gte=since, first_at__lt=until)
    rows = raised.annotate(week=TruncWeek("first_at")).values("week").order_by("week")
    for row in rows.annotate(
        n=Count("pk"), n_real=Count("pk", filter=Q(real=True)), n_false=Count("pk", filter=Q(real=False))
    ):
        week = found[timezone.localdate(row["week"])]
        week.warnings, week.lead_real, week.lead_false = row["n"], row["n_real"], row["n_false"]


def _time_warnings(found: Mapping[date, Week], pack: str, since: datetime, until: datetime) -> None:
    """Seconds from the first message's being heard to the first officer's being told, and to the first who saw it."""
    raised = Lead.objects.filter(pack=pack, state__in=WARNED, first_at__gte=since, first_at__lt=until)
    heard = {
        f"lead:{key}": (first_at, received)
        for key, first_at, received in raised.annotate(received=Min("messages__received_at"))
        .order_by("-pk")
        .values_list("pk", "first_at", "received")[:MOST_TIMED]
    }
    told: dict[str, tuple[datetime, datetime | None]] = {}
    notices = Notice.objects.filter(kind="lead_raised", made_at__gte=since).order_by("-made_at")
    for key, made_at, read_at in notices.values_list("key", "made_at", "read_at")[: MOST_TIMED * 2]:
        ref = key.rpartition(":")[0]
        if ref in heard:
            before = told.get(ref, (made_at, None))
            seen = min((at for at in (before[1], read_at) if at is not None), default=None)
            told[ref] = (min(before[0], made_at), seen)
    for ref, (made_at, seen) in told.items():
        first_at, received = heard[ref]
        if received is None:
            continue
        week = found[_week_of(first_at)]
        week.to_warn.append(max((made_at - received).total_seconds(), 0.0))
        week.to_see.append(max((seen - received).total_seconds(), 0.0) if seen is not None else inf)


Said = tuple[bool, str, int]


def _count_sample(found: Mapping[date, Week], looked: QuerySet[Label]) -> list[tuple[Said, Said]]:
    """Fill in the draws; returns what two people said of the same message."""
    rows = looked.annotate(draw=F("message__sampled__draw"), frame=F("message__sampled__draw__frame")).order_by("at")
    fields = rows.values_list("message", "message__said_at", "draw", "frame", "risk", "kind", "urgency")
    said: dict[int, list[Said]] = defaultdict(list)
    draws: dict[tuple[date, int], tuple[int, set[int]]] = {}
    for message, said_at, draw, frame, risk, kind, urgency in fields:
        said[message].append((risk, kind, urgency))
        if draw is not None:
            draws.setdefault((_week_of(said_at), draw), (frame, set()))[1].add(message)
    for (week, _), (frame, messages) in draws.items():
        shares = [sum(one[0] for one in said[message]) / len(said[message]) for message in messages]
        found[week].draws.append((frame, len(shares), sum(shares)))
    return [(words[0], words[1]) for words in said.values() if len(words) > 1]


def rows_of_leads(pack: str, what: str, since: datetime, until: datetime) -> QuerySet[Lead]:
    """Leads behind a figure: warnings, real, false or unanswered. Raises LookupError for another."""
    leads = Lead.objects.filter(pack=pack, state__in=WARNED, first_at__gte=since, first_at__lt=until)
    return leads.filter(LEADS[what]).select_related("group", "source").order_by("-first_at", "-pk")


LEADS: Mapping[str, Q] = {
    "warnings": Q(),
    "real": Q(real=True),
    "false": Q(real=False),
    "unanswered": Q(real__isnull=True),
}


def rows_of_messages(pack: str, what: str, since: datetime, until: datetime) -> QuerySet[Message]:
    """Messages behind a figure. `what` is a name of MESSAGES, or `kind:judged:said` for two kinds. Raises LookupError
    for another."""
    said = Message.objects.filter(source__pack=pack, said_at__gte=since, said_at__lt=until)
    name, _, kinds = what.partition(":")
    if name == "kind":
        judged, _, told = kinds.partition(":")
        rows = Label.objects.filter(how__in=LOOKED_AT, risk=True, kind=told, message__risk=True, message__kind=judged)
        said = said.filter(pk__in=rows.values("message"))
    else:
        said = said.filter(MESSAGES[name]())
    return said.select_related("group", "source").order_by("-said_at", "-pk")


def _labelled(**asked: bool) -> Q:
    rows = Label.objects.filter(how=Label.How.SAMPLE, message__sampled__draw__isnull=False, **asked)
    return Q(pk__in=rows.values("message"))


MESSAGES: Mapping[str, Callable[[], Q]] = {
    "heard": Q,
    "unnamed": lambda: Q(risk=True, place_words=""),
    "unlisted": lambda: Q(risk=True, place_how="unlisted"),
    "sample": _labelled,
    "missed": lambda: _labelled(risk=True),
}
