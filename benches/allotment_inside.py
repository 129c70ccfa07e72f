"""The database part of benches/allotment.py, inside an installation: the queue of a scheme by time, with its stock."""

# ruff: noqa: E402  (the product is imported after it is set up)

import sys
from datetime import date, timedelta
from itertools import islice
from random import Random

import django

django.setup()

from allotment import START, TOWNS, home, told, wishes
from django.db import connection, models
from django.utils import timezone

from jishiyu.entitlements import actions, queries
from jishiyu.entitlements.allotting import NO_LIMIT, Wishes
from jishiyu.entitlements.models import Claim, FactSheet, Home, Household, Offer, Waiting
from jishiyu.entitlements.ordering import Standing, key_of
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Division, Officer, Post, Subject
from jishiyu.registry.people import sealer

SCHEME, ROLE, BY = sys.argv[3] if len(sys.argv) > 3 else "housing.home", "housing.clerk", "system:bench"
AT_ONCE = 5000


def put(rows: list[models.Model]) -> None:
    """Insert rows of one table."""
    many = iter(rows)
    while part := list(islice(many, AT_ONCE)):
        type(part[0])._default_manager.bulk_create(part)


def stored(said: Wishes) -> dict[str, object]:
    """Wishes as a row has them."""
    return {
        "districts": list(said.districts),
        "rooms_least": said.rooms[0] or None,
        "area_least": said.area[0] or None,
        "accessible": said.accessible,
        "institutions": [],
        "offers": [],
        "rooms_most": None if said.rooms[1] == NO_LIMIT else said.rooms[1],
        "area_most": None,
    }


def keeper() -> Officer:
    for code in TOWNS:
        Division.objects.get_or_create(code=code, defaults={"name": f"镇{code[-2:]}", "level": 4})
    now = timezone.now()
    made = registry.make_officer(
        "bench", "经办人", post=Post.OFFICER, unit_id=None, password="bench-2026-x", by=BY, at=now
    )
    registry.give_duty(made.pk, ROLE, since=date(2020, 1, 1), division_code=TOWNS[0], by=BY, at=now)
    return made


def fill(waiting: int, homes: int) -> None:
    chance, name = Random(20261125), sealer().seal("王小明")
    said = [wishes(chance) for _ in range(waiting)]
    stock = [home(number, chance) for number in range(homes)]
    now = timezone.now()
    put([Subject(pk=10**6 + n, name_sealed=name, known_since=now) for n in range(waiting)])
    put([Household(pk=n + 1, number=f"H{n}", subject_id=10**6 + n, known_since=now) for n in range(waiting)])
    put(
        [
            FactSheet(pk=n + 1, household_id=n + 1, version=1, facts={}, since=now.date(), recorded_at=now, by=BY)
            for n in range(waiting)
        ]
    )
    when = [START + timedelta(minutes=n) for n in range(waiting)]
    put(
        [
            Claim(
                pk=n + 1, number=f"A{at:%Y%m%d}-{n:06d}", scheme=SCHEME, household_id=n + 1, applicant_id=10**6 + n,
                sheet_id=n + 1, state="approved", submitted_at=at, accepted_at=at, token=f"token-{n}",
            )
            for n, at in enumerate(when)
        ]
    )  # fmt: skip
    put(
        [
            Waiting(
                claim_id=n + 1, scheme=SCHEME, accepted_at=at, entered_at=at, lot=n, wishes=stored(said[n]),
                order_key=key_of(Standing(at, n), "time"),
            )
            for n, at in enumerate(when)
        ]
    )  # fmt: skip
    put(
        [
            Home(
                code=one.code, scheme=SCHEME, division_id=one.division, address="建设路", area=one.area,
                rooms=one.rooms, rent=one.rent, accessible=one.accessible, freed_at=now,
            )
            for one in stock
        ]
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def own_place(number: int) -> int:
    row = queries.waiting_by_token(f"token-{number}")
    assert row is not None
    return row.place or 0


def main(waiting: int, homes: int) -> None:
    officer, now = keeper(), timezone.now()
    fill(waiting, homes)
    told("numbers of all, the first time", lambda: actions.number_queue(SCHEME, at=now))
    first = Waiting.objects.order_by("order_key").first()
    assert first is not None
    actions.follow_end(first.claim_id, "moved_away", by=BY, at=now)
    told("numbers of all after the first left", lambda: actions.number_queue(SCHEME, at=now))
    chance = Random(1)
    told("one's place", lambda: own_place(chance.randrange(1, waiting)), 200)
    row = queries.waiting_by_token(f"token-{waiting // 2}")
    assert row is not None
    told("homes that fit and came free", lambda: queries.came_free(row, timezone.now()), 50)
    told("first page of the queue", lambda: list(queries.queue_rows(SCHEME)[:50]), 20)
    told("last page of the queue", lambda: list(queries.queue_rows(SCHEME)[waiting - 60 : waiting - 10]), 20)
    shown = told("preview", lambda: queries.preview_offers(SCHEME))
    assert isinstance(shown, queries.Preview)
    told(
        "offers made, with their entries",
        lambda: actions.make_offers(SCHEME, seen=shown.seen, by=officer.actor, at=now),
    )
    print(f"offers: {Offer.objects.count()}, homes held: {Home.objects.filter(state='offered').count()}")
    for taken in (True, False):
        some = iter(Offer.objects.filter(state="open").values_list("pk", flat=True)[:100])
        told(
            "an offer taken" if taken else "an offer refused",
            lambda some=some, taken=taken: actions.answer_offer(  # type: ignore[misc]
                next(some), taken=taken, reason="far", by=actions.APPLICANT, at=now
            ),
            100,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
