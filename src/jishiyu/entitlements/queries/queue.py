"""Reading a queue: its order, one's own place in it, and every act that moved somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from jishiyu.entitlements.allotting import NO_LIMIT, Wishes, wishes_of
from jishiyu.entitlements.models import Draw, Home, Move, Offer, Queue, Waiting
from jishiyu.ledger.models import Entry
from jishiyu.lib.masks import mask_name
from jishiyu.registry.people import sealer

A_YEAR = timedelta(days=365)
SHOWN_STATES = ("line", "waiting", "offered", "housed", "left")
MOST_LOG = 200


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of a queue is asked for; empty fields ask for nothing."""

    state: str = "line"  # or one state
    number: str = ""  # part of a claim's number
    first: bool = False
    moved: bool = False


def queue_of(scheme: str) -> Queue | None:
    return Queue.objects.filter(scheme=scheme).first()


def queue_rows(scheme: str, asked: QueueFilter = QueueFilter()) -> QuerySet[Waiting]:
    """Those of a queue in the order everybody sees; those who left by the day they did, the latest first."""
    rows = Waiting.objects.filter(scheme=scheme).select_related("claim__applicant")
    states = Waiting.IN_LINE if asked.state not in Waiting.State.values else (asked.state,)
    rows = rows.filter(state__in=states)
    if asked.number:
        rows = rows.filter(claim__number__contains=asked.number.upper())
    if asked.first:
        rows = rows.filter(first=True)
    if asked.moved:
        rows = rows.filter(moved=True)
    in_line = set(states) <= set(Waiting.IN_LINE)
    return rows.order_by("order_key", "claim_id") if in_line else rows.order_by("-left_at", "-pk")


def masked_name(row: Waiting) -> str:
    """Who it is, as lists show it."""
    return mask_name(sealer().open(row.claim.applicant.name_sealed))


def waiting_of(scheme: str, number: str) -> Waiting | None:
    """One of a queue by the number of their claim."""
    return _with_place().filter(scheme=scheme, claim__number=number).first()


def waiting_by_token(token: str) -> Waiting | None:
    """The applicant's own row, by the address of their claim; with how many wait and of when the numbers are, in the
    same query."""
    return _with_place().filter(claim__token=token).first()


def _with_place() -> QuerySet[Waiting, Any]:
    of_scheme = Queue.objects.filter(scheme=OuterRef("scheme"))
    return Waiting.objects.select_related("claim__applicant").annotate(
        total=Subquery(of_scheme.values("total")[:1]), numbered_at=Subquery(of_scheme.values("numbered_at")[:1])
    )


def came_free(row: Waiting, at: datetime) -> int:
    """How many homes that fit came free within a year."""
    return fitting(wishes_of(row.wishes)).filter(scheme=row.scheme, freed_at__gt=at - A_YEAR, freed_at__lte=at).count()


def fitting(wishes: Wishes) -> QuerySet[Home]:
    """Homes that meet declared needs, whoever has them; the same rule as `allotting.fits`."""
    homes = Home.objects.filter(rooms__gte=wishes.rooms[0], area__gte=wishes.area[0])
    if wishes.rooms[1] < NO_LIMIT:
        homes = homes.filter(rooms__lte=wishes.rooms[1])
    if wishes.area[1] < NO_LIMIT:
        homes = homes.filter(area__lte=wishes.area[1])
    if wishes.accessible:
        homes = homes.filter(accessible=True)
    anywhere = Q(pk__in=[])
    for code in wishes.districts:
        anywhere |= Q(division__code__startswith=code)
    return homes.filter(anywhere) if wishes.districts else homes


def offers_to(row: Waiting) -> list[Offer]:
    """Everything one who waits was offered, the latest first."""
    return list(
        Offer.objects.filter(waiting=row).select_related("home__division", "institution").order_by("-made_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class OrderAct:
    """An act that changed the order otherwise than by the rule, or made it: a move or a draw."""

    at: datetime
    move: Move | None = None
    draw: Draw | None = None


def order_log(scheme: str, *, ruled_only: bool = False) -> list[OrderAct]:
    """Moves asked, granted and refused, and draws, the latest first; `ruled_only` leaves out what nobody decided."""
    moves = Move.objects.filter(waiting__scheme=scheme).select_related("waiting__claim", "behind__claim")
    if ruled_only:
        moves = moves.exclude(state=Move.State.ASKED)
    acts = [OrderAct(move.ruled_at or move.asked_at, move=move) for move in moves.order_by("-asked_at")[:MOST_LOG]]
    drawn = Draw.objects.filter(scheme=scheme, state=Draw.State.DRAWN).defer("listed", "order")
    acts += [OrderAct(draw.drawn_at, draw=draw) for draw in drawn if draw.drawn_at]
    return sorted(acts, key=lambda act: act.at, reverse=True)


def open_moves(scheme: str) -> list[Move]:
    """Moves nobody has decided yet."""
    asked = Move.objects.filter(waiting__scheme=scheme, state=Move.State.ASKED)
    return list(asked.select_related("waiting__claim", "behind__claim").order_by("asked_at"))


def story_of(row: Waiting) -> list[Entry]:
    """What the ledger says of one who waits."""
    return list(Entry.objects.filter(subject=row.ref).order_by("version"))


def draws_of(scheme: str) -> list[Draw]:
    """Every list of a scheme, the latest first, without lists and orders."""
    return list(Draw.objects.filter(scheme=scheme).defer("listed", "order").order_by("-round"))


def draw_of(scheme: str, number: int) -> Draw | None:
    return Draw.objects.filter(scheme=scheme, round=number).first()


def counts_of(scheme: str) -> dict[str, int]:
    """How many wait, have an offer, are housed, left."""
    rows = Waiting.objects.filter(scheme=scheme).values_list("state", flat=True)
    return {state: rows.filter(state=state).count() for state in Waiting.State.values}


def undrawn(scheme: str) -> int:
    """How many wait who were never drawn."""
    return Waiting.objects.filter(scheme=scheme, state__in=Waiting.IN_LINE, round__isnull=True).count()
