"""Reading what was heard."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Count, Max, Prefetch, QuerySet, Sum

from jishiyu.ledger.queries import story
from jishiyu.lib.kept import Kept
from jishiyu.registry.divisions import DIVISIONS
from jishiyu.registry.models import Alias, Cell, Division, Officer, Post
from jishiyu.registry.people import sealer
from jishiyu.sensing.kinds import lexicons
from jishiyu.sensing.models import ImportRun, Inbox, Lead, Message, Refusal, RejectedRow, Source
from jishiyu.sensing.place import Gazetteer, Placed, Spot
from jishiyu.sensing.triage import Said, Verdict, judge

HEARS_ALL = frozenset({Post.DISPATCHER, Post.CALLER, Post.LEADER})

_SOURCE = Kept[Source](lambda code: Source.objects.filter(code=code, active=True).select_related("division"), "-")


def source_by_code(code: str) -> Source | None:
    found: Source | None = _SOURCE.first(code)
    return found


def door_named(code: str) -> str:
    """The code of a source as refusals are counted by; one name for all that do not exist, however they are called."""
    return code if Source.objects.filter(code=code).exists() else "unknown"


def secret_of(source: Source) -> str:
    return sealer().open(source.secret_sealed)


def sources() -> QuerySet[Source]:
    return Source.objects.filter(active=True).select_related("unit").order_by("name")


def gazetteer(county: str) -> Gazetteer:
    """Names inside one county (6 digits) or city (4), read again when divisions, cells or aliases were added or
    renamed."""
    stamps = (
        story(DIVISIONS).aggregate(last=Max("version")),
        Division.objects.filter(code__startswith=county).aggregate(n=Count("pk"), last=Max("pk")),
        Cell.objects.filter(division__code__startswith=county).aggregate(n=Count("pk"), last=Max("pk")),
        Alias.objects.filter(home__code__startswith=county).aggregate(n=Count("pk"), last=Max("pk")),
    )
    return _gazetteer(county, *(value for stamp in stamps for value in stamp.values()))


@lru_cache(maxsize=64)
def _gazetteer(county: str, *stamp: object) -> Gazetteer:
    aliases = Alias.objects.filter(home__code__startswith=county).values_list("name", "division_id", "cell_id")
    return Gazetteer(
        Division.objects.filter(code__startswith=county).values_list("code", "name"),
        Cell.objects.filter(division__code__startswith=county).values_list("pk", "name", "division_id"),
        [(name, Spot(code, cell)) for name, code, cell in aliases],
    )


def read(text: str, home: str = "") -> tuple[list[Verdict], Placed]:
    """What every service line makes of a text told at the desk, the gravest first, and the place it names near a home
    (a division code)."""
    verdicts = [judge(Said(text, role="requester"), lexicon) for lexicon in lexicons().values()]
    told = sorted(
        (one for one in verdicts if one.kind), key=lambda one: (not one.risk, -one.urgency, -len(one.reasons))
    )
    city = home[:4]  # a hotline centre hears of its whole city
    return told, gazetteer(city).find(text, Spot(home)) if city else Placed(None)


def stream(officer: Officer, after_id: int = 0, most: int = 50) -> list[Message]:
    """The newest messages with their verdicts, for those who watch everything; nothing for anybody else."""
    if officer.post not in HEARS_ALL:
        return []
    rows = Message.objects.filter(pk__gt=after_id).select_related("group", "lead", "source", "division")
    return list(rows.order_by("-pk")[:most])


def quiet_leads(officer: Officer, since: datetime) -> QuerySet[Lead]:
    """Leads below the threshold that a person may still open."""
    leads = Lead.objects.filter(state=Lead.State.QUIET, last_at__gte=since)
    if officer.post not in HEARS_ALL:
        return leads.none()
    return leads.select_related("group", "division").order_by("-last_at")


def leads(ids: Iterable[int]) -> list[Lead]:
    return list(Lead.objects.filter(pk__in=list(ids)).select_related("division", "cell", "group", "source"))


def import_runs() -> QuerySet[ImportRun]:
    """Imports, the newest first, each with the `first_rejected` of its rows."""
    first = Prefetch("rejected", RejectedRow.objects.order_by("number")[:5], to_attr="first_rejected")
    return ImportRun.objects.select_related("source").prefetch_related(first).order_by("-started_at")


def import_run(run_id: int) -> ImportRun | None:
    return ImportRun.objects.filter(pk=run_id).select_related("source").first()


def rejected(run: ImportRun) -> QuerySet[RejectedRow]:
    return RejectedRow.objects.filter(run=run).order_by("number")


def waiting() -> int:
    """Messages acknowledged and not yet judged."""
    return Inbox.objects.filter(trouble="").count()


def set_aside() -> QuerySet[Inbox]:
    return Inbox.objects.exclude(trouble="").select_related("source").order_by("-received_at")


def refusals(at: datetime, days: int = 7) -> list[tuple[str, str, int]]:
    """What doors turned away lately, as (door, reason, count), most first."""
    rows = Refusal.objects.filter(day__gt=(at - timedelta(days=days)).date()).values_list("door", "reason")
    return [(door, reason, total) for door, reason, total in rows.annotate(total=Sum("count")).order_by("-total")]
