"""Messages and leads, by those who may read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from jishiyu.registry.models import Officer, Post
from jishiyu.sensing.incidents import SESSION
from jishiyu.sensing.models import Group, Lead, Likeness, Message

HEARS_ALL = frozenset({Post.DISPATCHER, Post.CALLER, Post.LEADER})
WORDS_REACH = 200_000  # messages looked through for words when no days are given
AROUND = timedelta(minutes=10)  # of a group's other talk shown before and after a lead
THREAD_MOST = 300
MOST_LIKELY = 5
GOING_ON = (Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET)
LEAD_READ = ("division", "cell", "group", "source", "case", "merged_into__case")


@dataclass(frozen=True, slots=True)
class HeardFilter:
    """Which messages are asked for. `verdict` is risk, ordinary or "" for all; `urgency` is the least; `before` the id
    the page begins under."""

    verdict: str = ""
    kind: str = ""
    urgency: int = 0
    group: int | None = None
    source: int | None = None
    text: str = ""
    version: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def heard(officer: Officer, asked: HeardFilter, most: int) -> list[Message]:
    """The newest messages that fit, with their verdicts, for those who watch everything; nothing for anybody else.

    Words alone are looked for among the newest WORDS_REACH messages.
    """
    if officer.post not in HEARS_ALL:
        return []
    rows = Message.objects.filter(_fits(asked)).select_related("group", "source", "lead", "division", "cell")
    if asked.text and officer.post != Post.DISPATCHER:
        rows = rows.filter(recalled_at__isnull=True)  # whose words they may not read, they cannot find by words
    if asked.text and asked.since is None:
        newest = Message.objects.aggregate(last=Max("pk"))["last"] or 0
        rows = rows.filter(pk__gt=newest - WORDS_REACH)
    return list(rows.order_by("-pk")[:most])


def _fits(asked: HeardFilter) -> Q:
    plain = {
        "kind": asked.kind,
        "group": asked.group,
        "source": asked.source,
        "text__icontains": asked.text,
        "judged_with": asked.version,
        "said_at__gte": asked.since,
        "said_at__lte": asked.until,
        "pk__lt": asked.before,
        "urgency__gte": asked.urgency,
    }
    fits = Q(**{name: value for name, value in plain.items() if value})
    return fits & Q(risk=asked.verdict == "risk") if asked.verdict else fits


def quiet_leads(officer: Officer, since: datetime) -> QuerySet[Lead]:
    """Leads below the threshold that a person may still open."""
    leads = Lead.objects.filter(state=Lead.State.QUIET, last_at__gte=since)
    if officer.post not in HEARS_ALL:
        return leads.none()
    return leads.select_related("group", "division").order_by("-last_at")


def leads(ids: Iterable[int]) -> list[Lead]:
    return list(Lead.objects.filter(pk__in=list(ids)).select_related("division", "cell", "group", "source"))


def lead(lead_id: int) -> Lead | None:
    """A lead with its place, group, source and case: its own, or the one it was joined to."""
    return Lead.objects.filter(pk=lead_id).select_related(*LEAD_READ).first()


@dataclass(frozen=True, slots=True)
class Likely:
    """A lead that may be the same matter. `how`: "words" or "topic", and then `percent` says how alike they are and
    `words` what both say; or "beside", of the same kind and place in the same session."""

    lead: Lead
    how: str
    percent: int = 0
    words: Sequence[str] = ()


def likely(lead: Lead) -> list[Likely]:
    """Leads that may speak of the same matter, the likest first; those beside it last. Two queries."""
    other = [f"{side}__{part}" for side in ("lead", "other") for part in ("case", "merged_into")]
    rows = Likeness.objects.filter(Q(lead=lead) | Q(other=lead)).select_related("lead", "other", *other)
    found = [
        Likely(row.other if row.lead_id == lead.pk else row.lead, row.how, row.percent, row.words)
        for row in rows.order_by("-percent")[:MOST_LIKELY]
    ]
    known = {one.lead.pk for one in found}
    found = [one for one in found if one.lead.merged_into_id != lead.pk and lead.merged_into_id != one.lead.pk]
    return found + [Likely(one, "beside") for one in _beside(lead) if one.pk not in known]


def _beside(lead: Lead) -> list[Lead]:
    """Other leads of the same kind at the same place, spoken of in the same session."""
    if lead.state not in GOING_ON:
        return []
    near = Lead.objects.filter(
        kind=lead.kind,
        division=lead.division_id,
        state__in=GOING_ON,
        first_at__lte=lead.last_at + SESSION,
        last_at__gte=lead.first_at - SESSION,
    ).exclude(pk__in=[lead.pk, lead.merged_into_id or 0])
    if lead.cell_id:
        near = near.filter(Q(cell=lead.cell_id) | Q(cell__isnull=True))
    rows = near.exclude(merged_into=lead).select_related("case", "merged_into").order_by("-last_at", "pk")[:MOST_LIKELY]
    sides = {side[:-1] for side in lead.sides}
    return [one for one in rows if not sides & {side[:-1] for side in one.sides}]


def thread_of(lead: Lead) -> list[Message]:
    """What was said about a lead, in order, within the talk of its groups a little before and after; at most
    THREAD_MOST messages. Two queries."""
    groups = Group.objects.filter(messages__lead=lead)
    near = Q(group__in=groups, said_at__gte=lead.first_at - AROUND, said_at__lte=lead.last_at + AROUND)
    rows = Message.objects.filter(Q(lead=lead) | near).select_related("group", "source")
    return list(rows.order_by("said_at", "pk")[:THREAD_MOST])


def groups(officer: Officer) -> QuerySet[Group]:
    """Chat groups, for the filter of those who watch everything."""
    return Group.objects.order_by("name") if officer.post in HEARS_ALL else Group.objects.none()
