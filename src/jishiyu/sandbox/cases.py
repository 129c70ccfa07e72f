"""A town with many cases: believable lives by the hundred thousand, in a database that was empty.

Every day has a generator of its own, so the same seed makes the same cases whatever number of processes makes them.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import connection
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.actions import Life, Step
from jishiyu.casework.needs import Need
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Division, Officer
from jishiyu.sandbox import people, said
from jishiyu.sandbox.town import BY, CATALOGUE, CITY, TOWN, Size, Town, found
from jishiyu.sensing.queries import source_by_code

REQUESTERS = 8_000
STUCK = 0.008  # share of cases that lie where they are, months after
CHUNK = 1000
WEEK = (1.15, 1.1, 1.05, 1.0, 1.05, 0.75, 0.65)  # how busy Monday to Sunday are


@dataclass(frozen=True, slots=True)
class Stage:
    """Who and what cases of the town are about."""

    chat: int
    mailbox: int
    dispatcher: str
    caller: str
    unit_of: dict[str, int]
    officers: dict[int, tuple[int, ...]]
    villages: tuple[str, ...]
    wards: tuple[str, ...]
    requesters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day's share: how many cases, the key of the first one."""

    day: datetime
    count: int
    first: int
    seed: int


def fill(count: int, *, days: int, seed: int, password: str, now: datetime) -> Town:
    """Found a town and fill it with that many cases heard in the days up to now. Raises Refused: town_not_empty."""
    size = Size(villages=12, days=days, rounds_a_day=0, letters_a_day=0)
    town = found(size, seed, password=password, at=now)
    if count:
        stage = _stage(town, seed, now - timedelta(days=days))
        plan = _plan(count, days, seed, now)
        actions.begin_loading()
        _load_all(stage, plan, now)
        actions.end_loading({timezone.localdate(day.day): day.count for day in plan})
    return town


def _stage(town: Town, seed: int, at: datetime) -> Stage:
    rng = Random(seed + 7)
    said_so = [(people.name(rng), f"1990000{number:04d}") for number in range(REQUESTERS)]
    known = registry.load_subjects(said_so, by=BY, at=at)
    officers: dict[int, list[int]] = {}
    for key, unit in Officer.objects.filter(unit__isnull=False, post="officer").values_list("pk", "unit_id"):
        officers.setdefault(unit or 0, []).append(key)
    codes = list(
        Division.objects.filter(code__startswith=CITY, level=5).order_by("code").values_list("code", flat=True)
    )
    station = town.units["station"].pk
    power = {kind: station for kind in ("power.low_voltage", "power.repeated", "power.complaint")}
    letters = {f"hotline.{subject}": town.units[unit].pk for subject, unit in CATALOGUE.items()}
    chat, mailbox = source_by_code("service-groups"), source_by_code("mailbox")
    if chat is None or mailbox is None:
        raise LookupError("a town has two doors")
    return Stage(
        chat=chat.pk,
        mailbox=mailbox.pk,
        dispatcher=town.officers["chen"].actor,
        caller=town.officers["lin"].actor,
        unit_of=power | letters,
        officers={unit: tuple(keys) for unit, keys in officers.items()},
        villages=tuple(code for code in codes if code.startswith(TOWN)),
        wards=tuple(codes),
        requesters=tuple(known),
    )


def _plan(count: int, days: int, seed: int, now: datetime) -> list[Day]:
    """Cases of each day, Mondays busier than Sundays; they add up to `count`."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [today - timedelta(days=ago) for ago in range(days, 0, -1)]
    weights = [WEEK[moment.weekday()] for moment in moments]
    planned, first, done, whole = [], actions.first_free_key(), 0, sum(weights)
    reached = 0.0
    for moment, weight in zip(moments, weights, strict=True):
        reached += weight
        upto = round(count * reached / whole)
        planned.append(Day(moment, upto - done, first + done, seed))
        done = upto
    return planned


def _load_all(stage: Stage, plan: Sequence[Day], now: datetime) -> None:
    """By as many processes as there are cores, where the database takes several writers."""
    hands = (os.cpu_count() or 1) if connection.vendor == "postgresql" and sum(day.count for day in plan) > CHUNK else 1
    if hands == 1:
        _load(stage, plan, now)
        return
    connection.close()
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_load, args=(stage, plan[hand::hands], now)) for hand in range(hands)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise RuntimeError("a loader died; the database holds a part of the cases")


def _load(stage: Stage, plan: Sequence[Day], now: datetime) -> None:
    lives: list[Life] = []
    for day in plan:
        rng = Random(f"{day.seed}:{day.day:%Y%m%d}")
        moments = sorted(day.day + timedelta(seconds=_second(rng)) for _ in range(day.count))
        for number, moment in enumerate(moments):
            key = day.first + number
            lives.append(_life(stage, rng, key, f"JSY-{day.day:%Y%m%d}-{number + 1:04d}", moment, now))
        if len(lives) >= CHUNK:
            actions.load_lives(lives)
            lives = []
    actions.load_lives(lives)


def _second(rng: Random) -> int:
    """A second of the day: most say it in the morning or the afternoon, few at night."""
    hour = rng.choices(
        range(24), weights=(1, 1, 1, 1, 1, 2, 5, 9, 14, 16, 15, 12, 9, 10, 13, 14, 13, 11, 9, 8, 7, 5, 3, 2)
    )
    return hour[0] * 3600 + rng.randrange(3600)


def _life(stage: Stage, rng: Random, key: int, number: str, heard_at: datetime, now: datetime) -> Life:
    kind = rng.choice(list(stage.unit_of))
    power = kind.startswith("power")
    place = rng.choice(stage.villages if power else stage.wards)
    title, text = said.letter(rng, "本村")
    opened_at = heard_at + timedelta(seconds=rng.randrange(2, 120))
    need = Need(
        pack=kind.partition(".")[0],
        kind=kind,
        title=title,
        text=text,
        source_id=stage.chat if power else stage.mailbox,
        heard_at=heard_at,
        requester_id=rng.choice(stage.requesters),
        division_code=place,
        urgency=rng.choices((1, 2, 3), weights=(82, 15, 3))[0],
        vulnerable=rng.random() < 0.03,
    )
    steps = _steps(stage, rng, stage.unit_of[kind], opened_at)
    last = rng.randrange(len(steps)) if rng.random() < STUCK else len(steps)
    lived = [step for step in steps[:last] if step.at <= now]
    return Life(need, key, number, "system:sandbox", opened_at, lived)


def _steps(stage: Stage, rng: Random, unit: int, at: datetime) -> list[Step]:
    """The whole way of one case: sent, perhaps given back, worked on, asked about, perhaps redone."""
    steps: list[Step] = []

    def add(act: str, by: str, least: int, most: int, **more: object) -> None:
        nonlocal at
        at += timedelta(seconds=rng.randrange(least * 60, most * 60))
        steps.append(Step(act, by, at, **more))  # type: ignore[arg-type]

    if rng.random() < 0.04:
        wrong = rng.choice([other for other in stage.officers if other != unit])
        officer = rng.choice(stage.officers[wrong])
        add("dispatch", stage.dispatcher, 5, 120, unit=wrong, words="职责清单")
        add("return", f"officer:{officer}", 30, 600, unit=unit, code="wrong_owner", words=said.GROUNDS[0])
    add("dispatch", stage.dispatcher, 5, 180, unit=unit, words="职责清单")
    officer = rng.choice(stage.officers[unit])
    _work(rng, officer, add)
    if rng.random() < 0.05:
        add("dispute", stage.caller, 60, 2000, rating=rng.choice((1, 2)), words=rng.choice(said.DISPUTES))
        _work(rng, officer, add)
    if rng.random() < 0.2:
        add("unheard", "system:verify", 7 * 1440, 7 * 1440 + 60)
    else:
        rating = rng.choices((5, 4, 3, 2), weights=(50, 32, 14, 4))[0]
        add("confirm", stage.caller, 60, 3000, rating=rating, words=rng.choice(said.PRAISE))
    return steps


def _work(rng: Random, officer: int, add: Callable[..., None]) -> None:
    by = f"officer:{officer}"
    add("accept", by, 5, 400, officer=officer)
    add("contact", by, 10, 1200)
    late = rng.random() < 0.07
    add(
        "finish", by, 120, 12_000 if late else 5000, words=rng.choice(said.EXPLAINED), how=rng.choice(("visit", "call"))
    )
