"""Reading the stock: homes, institutions with their free places, offers, and what a file of homes would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from jishiyu.entitlements.models import Home, Institution, Offer
from jishiyu.entitlements.stock import HomeDraft
from jishiyu.lib.money import plain_yuan
from jishiyu.registry.models import Division


@dataclass(frozen=True, slots=True)
class HomeFilter:
    """Which homes are asked for; empty fields ask for nothing."""

    text: str = ""  # in code, address or building
    state: str = ""
    division: str = ""
    accessible: bool = False


def homes(scheme: str, asked: HomeFilter = HomeFilter()) -> QuerySet[Home]:
    """Homes of a scheme by code."""
    rows = Home.objects.filter(scheme=scheme).select_related("division")
    if asked.text:
        rows = rows.filter(code__contains=asked.text) | rows.filter(address__contains=asked.text)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.division:
        rows = rows.filter(division__code__startswith=asked.division)
    return (rows.filter(accessible=True) if asked.accessible else rows).order_by("code")


def home_of(scheme: str, code: str) -> Home | None:
    return Home.objects.filter(scheme=scheme, code=code).select_related("division").first()


def home_counts(scheme: str) -> dict[str, int]:
    """How many homes are free, offered, let, out of use."""
    found = dict(Home.objects.filter(scheme=scheme).values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in Home.State.values}


def file_rows(rows: QuerySet[Home]) -> list[list[str]]:
    """Homes in the columns of `home_file`."""
    return [
        [
            home.code,
            home.division_id,
            home.division.name,
            home.address,
            home.building,
            home.floor,
            plain_yuan(home.area),
            str(home.rooms),
            plain_yuan(home.rent),
            "是" if home.accessible else "否",
            str(home.get_state_display()),
            home.note,
        ]
        for home in rows.iterator(chunk_size=2000)
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a file would do: homes that are new, that change, how many say the same; and those with a division nobody
    knows or of another scheme."""

    fresh: list[HomeDraft]
    changed: list[HomeDraft]
    same: int
    strange: dict[str, str]  # code: the refusal


def compared(scheme: str, drafts: Sequence[HomeDraft]) -> Compared:
    """Compare a file with the stock, in two queries."""
    known = {home.code: home for home in Home.objects.filter(code__in=[draft.code for draft in drafts])}
    wanted = {draft.division for draft in drafts}
    there = set(Division.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    fresh, changed, strange, same = [], [], {}, 0
    for draft in drafts:
        home = known.get(draft.code)
        if draft.division not in there:
            strange[draft.code] = "division_unknown"
        elif home is not None and home.scheme != scheme:
            strange[draft.code] = "home_elsewhere"
        elif home is None:
            fresh.append(draft)
        elif draft_of(home) != draft:
            changed.append(draft)
        else:
            same += 1
    return Compared(fresh, changed, same, strange)


def draft_of(home: Home) -> HomeDraft:
    """A home as a form describes it."""
    return HomeDraft(
        home.code,
        home.division_id,
        home.address,
        home.area,
        home.rooms,
        home.rent,
        home.building,
        home.floor,
        home.accessible,
        home.note,
    )


def institutions(scheme: str) -> QuerySet[Institution]:
    """Institutions of a scheme by code, each with `free` places."""
    rows = Institution.objects.filter(scheme=scheme).select_related("division")
    return rows.annotate(free=F("capacity") - F("taken")).order_by("code")


def offers(scheme: str, state: str = "") -> QuerySet[Offer]:
    """Offers of a scheme, those to be answered first, then the latest."""
    rows = Offer.objects.filter(waiting__scheme=scheme).select_related(
        "waiting__claim__applicant", "home__division", "institution"
    )
    return (rows.filter(state=state) if state else rows).order_by("-made_at", "pk")
