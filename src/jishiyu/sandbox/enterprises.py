"""Enterprises at their real number: invented ones, officers who answer for them, and the problems they have raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.casework.actions import Life, Step
from jishiyu.casework.kinds import kinds
from jishiyu.casework.needs import Need
from jishiyu.registry import actions as registry
from jishiyu.registry.actions import Given
from jishiyu.registry.models import Division, Officer, Post, Unit
from jishiyu.registry.profiles import Said
from jishiyu.sandbox import firms, people, said
from jishiyu.sandbox.town import BY, CITY, Size, Town, found
from jishiyu.sensing.queries import source_by_code

ENTERPRISES, OFFICERS, PROBLEMS, LEADERS = 37_279, 5_341, 2_184, 34  # as a newspaper's page tells
ON_KEY = 2_057 / OFFICERS  # share of officers who answer for enterprises above scale or in parks
SOLVED = 2_161 / PROBLEMS
BUREAUS = ("发展和改革局", "科技局", "工业和信息化局", "财政局", "商务局", "文旅广体局", "税务局", "工商业联合会",
           "政务服务中心", "金融事务中心", "投资促进中心", "统计局")  # fmt: skip
ROLE, LEADER = "enterprise.liaison", "enterprise.chief"
DAYS = 180
CHUNK = 1000
TRADES = ("construction", "labour", "land", "economy", "commerce", "transport")  # of letters, where no kind is nearer


@dataclass(slots=True)
class Brought:
    """What was made: keys of subjects, officers and leaders, and what each enterprise is."""

    town: Town
    enterprises: list[int]
    said: list[Said]
    officers: list[int]
    leaders: list[int]


def fill(
    count: int = ENTERPRISES,
    officers: int = OFFICERS,
    problems: int = PROBLEMS,
    seed: int = 1,
    *,
    password: str = "",
    now: datetime,
) -> Brought:
    """Found a town in an empty installation and fill it with so many. Raises Refused: town_not_empty."""
    town = found(Size(villages=2, days=DAYS, rounds_a_day=0, letters_a_day=0), seed, password=password, at=now)
    with transaction.atomic():
        at = now - timedelta(days=DAYS)
        made = _people(town, officers, seed, at)
        made.said = firms.firms(count, places(), city=CITY, today=timezone.localdate(at), seed=seed)
        made.enterprises = registry.load_profiles(made.said, by=BY, at=at)
        _duties(made, at)
        _problems(made, problems, seed, now)
    return made


def places() -> list[tuple[str, str]]:
    """Towns and quarters of the city, with the words enterprises there begin their names with."""
    rows = Division.objects.filter(code__startswith=CITY, level=4).order_by("code").values_list("code", "name")
    return [(code, _short(name)) for code, name in rows]


def _short(name: str) -> str:
    for ending in ("街道办事处", "街道", "镇", "乡"):
        name = name.removesuffix(ending) if len(name) > len(ending) + 1 else name
    return name[:6]


def _people(town: Town, count: int, seed: int, at: datetime) -> Brought:
    """Units of the city and of each town, and officers in them; the first of them lead."""
    rng = Random(f"officers:{seed}")
    units = [registry.make_unit(f"qy{n:02d}", name, division_code=CITY, by=BY, at=at) for n, name in enumerate(BUREAUS)]
    towns = Division.objects.filter(code__startswith=CITY, level=4).order_by("code").values_list("code", "name")
    units += [
        registry.make_unit(f"qz{code}", f"{name}企业服务站", division_code=code, by=BY, at=at) for code, name in towns
    ]
    led = min(LEADERS, max(1, count // 100)) if count else 0
    leaders = registry.load_officers(
        [(f"lx{n:02d}", people.name(rng), None) for n in range(led)], post=Post.LEADER, by=BY, at=at
    )
    rest = [(f"lq{n:04d}", people.name(rng), units[n % len(units)].pk) for n in range(count - led)]
    return Brought(town, [], [], registry.load_officers(rest, by=BY, at=at), leaders)


def _duties(made: Brought, at: datetime) -> None:
    """Each enterprise has one officer, of a unit near it; those above scale or in parks have officers of their own,
    and the foremost a leader too."""
    if not made.officers:
        return
    near = dict(Officer.objects.filter(pk__in=made.officers).values_list("pk", "unit__division_id"))
    hands = sorted(made.officers, key=lambda key: (str(near.get(key)), key))
    share = max(1, round(len(hands) * ON_KEY))
    step = len(hands) / share
    key_hands = [hands[int(place * step)] for place in range(share)]
    taken = set(key_hands)
    others = [hand for hand in hands if hand not in taken]
    key = _by_place(made, keyed=True)
    over = _spread(key_hands, key) + _spread(others or hands, _by_place(made, keyed=False))
    since = timezone.localdate(at)
    _give(over, ROLE, since, at)
    if made.leaders:
        led = key[: 2 * len(made.leaders)]
        _give(_spread(made.leaders, led), LEADER, since, at)


def _give(over: Sequence[tuple[int, int]], role: str, since: date, at: datetime) -> None:
    given = [Given(officer_id=officer, subject_id=subject, role=role, since=since) for officer, subject in over]
    registry.give_duties(given, by=BY, at=at)


def _by_place(made: Brought, *, keyed: bool) -> list[int]:
    pairs = [
        (one.division_code or "", key)
        for key, one in zip(made.enterprises, made.said, strict=True)
        if is_key(one) == keyed
    ]
    return [key for _, key in sorted(pairs)]


def is_key(one: Said) -> bool:
    """Above scale or in a park (四上和园区企业)."""
    return "enterprise.above_scale" in one.values or "enterprise.park" in one.values


def _spread(hands: Sequence[int], over: Sequence[int]) -> list[tuple[int, int]]:
    return [(hands[place * len(hands) // len(over)], subject) for place, subject in enumerate(over)]


def _problems(made: Brought, count: int, seed: int, now: datetime) -> None:
    """Problems as cases of enterprises; all but a few are solved."""
    source, rng = source_by_code("mailbox"), Random(f"problems:{seed}")
    if source is None or not made.enterprises or not count:
        return
    codes = [kind.code for kind in kinds("enterprise")] or [f"hotline.{trade}" for trade in TRADES]
    units = list(Unit.objects.filter(code__startswith="qy").order_by("code").values_list("pk", flat=True))
    handlers = dict(Officer.objects.filter(unit_id__in=units).order_by("-pk").values_list("unit_id", "pk"))
    first, upto = casework.first_free_key(), dict[date, int]()
    moments = sorted(now - timedelta(seconds=rng.randrange(20 * 86400, DAYS * 86400)) for _ in range(count))
    open_ones = set(rng.sample(range(count), count - round(count * SOLVED)))
    lives: list[Life] = []
    for place, moment in enumerate(moments):
        day, unit = timezone.localdate(moment), rng.choice(units)
        upto[day] = upto.get(day, 0) + 1
        need = _need(rng, made, rng.choice(codes), source.pk, moment)
        steps = _steps(rng, made.town, unit, handlers.get(unit), moment)[: 2 if place in open_ones else None]
        lives.append(Life(need, first + place, f"JSY-{day:%Y%m%d}-{upto[day]:04d}", BY, moment, steps))
    for start in range(0, len(lives), CHUNK):
        casework.load_lives(lives[start : start + CHUNK])
    casework.end_loading(upto)


def _need(rng: Random, made: Brought, kind: str, source: int, at: datetime) -> Need:
    firm = rng.randrange(len(made.enterprises))
    title, text = said.letter(rng, "本厂")
    return Need(
        pack=kind.partition(".")[0],
        kind=kind,
        title=title,
        text=text,
        source_id=source,
        heard_at=at,
        requester_id=made.enterprises[firm],
        division_code=made.said[firm].division_code,
    )


def _steps(rng: Random, town: Town, unit: int, officer: int | None, at: datetime) -> list[Step]:
    """Sent, taken, spoken with, answered, and said to be good."""
    by = f"officer:{officer}"
    moments = [at := at + timedelta(minutes=rng.randrange(10, 1800)) for _ in range(5)]
    return [
        Step("dispatch", town.officers["chen"].actor, moments[0], unit=unit, words="职责清单"),
        Step("accept", by, moments[1], officer=officer),
        Step("contact", by, moments[2]),
        Step("finish", by, moments[3], words=rng.choice(said.EXPLAINED), how="visit"),
        Step("confirm", town.officers["lin"].actor, moments[4], rating=rng.choice((5, 5, 4)), words="已解决"),
    ]
