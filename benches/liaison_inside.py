"""What benches/liaison_pages.py and enterprises_import.py ask of one installation, in their process."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishiyu.config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from jishiyu.outreach.actions.loaded import Visited, load_visits  # noqa: E402
from jishiyu.registry import actions  # noqa: E402
from jishiyu.registry.models import Division, Duty, Officer, Profile  # noqa: E402
from jishiyu.registry.queries import duties, search  # noqa: E402
from jishiyu.sandbox import dirt, enterprises, firms  # noqa: E402
from jishiyu.sandbox.town import CITY  # noqa: E402

TIMES, CHUNK = 20, 20_000
LISTS = (  # name of the address, query
    ("enterprises", ""), ("enterprises", "page=700"), ("enterprises", "enterprise.trade=C26"),
    ("enterprises", "enterprise.size=large"), ("enterprises", "enterprise.high_tech=yes"), ("enterprises", "q=启元"),
    ("enterprises", "place=430903"), ("enterprises_found", "q=启元"), ("officers", ""), ("nobodys", ""),
    ("nobody", ""), ("assignments", ""), ("tasks", ""), ("cases", ""), ("cases", "text=启元"), ("visits", ""),
    ("unvisited", ""), ("unvisited", "page=800"), ("teams", ""), ("gatherings", ""), ("residencies", ""),
    ("documents", ""), ("policies", ""),
)  # fmt: skip


OF_ONE = (("visits", ""), ("mine", ""), ("unvisited", ""), ("enterprises", ""))  # as an officer sees them
UNVISITED_EACH = 4  # every so many is left out


def pay_visits() -> int:
    """A visit to most enterprises by whoever answers for each, within the last hundred days."""
    now, rng = timezone.now(), Random(1)
    held = duties.holders(enterprises.ROLE, timezone.localdate(now))
    paid = [
        Visited(f"bench-{key:012d}", key, officer, now - timedelta(minutes=rng.randrange(60, 144_000)),
                f"厂里开工正常，第 {key} 家说起招工难。")
        for key, (officer, _duty) in sorted(held.items())
        if key % UNVISITED_EACH
    ]  # fmt: skip
    for start in range(0, len(paid), CHUNK):
        load_visits(paid[start : start + CHUNK])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does within a minute
    return len(paid)


def lists() -> Iterator[tuple[str, list[float], int]]:
    """Pages as the leader sees them, and as the officer who answers for most."""
    (one,) = Duty.objects.values_list("officer").annotate(n=Count("pk")).order_by("-n", "officer")[:1]
    busiest = Officer.objects.get(pk=one[0])
    yield from _asked_by("he", (*LISTS, ("visits", f"officer={busiest.pk}")), "")
    yield from _asked_by(busiest.username, OF_ONE, " as an officer")


def _asked_by(username: str, pages: Sequence[tuple[str, str]], said: str) -> Iterator[tuple[str, list[float], int]]:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Officer.objects.get(username=username))
    for name, query in pages:
        try:
            address = reverse(f"console:{name}")
        except NoReverseMatch:
            continue  # no such page
        path = f"{address}?{query}" if query else address
        if client.get(path).status_code != 200:
            continue  # not for this post
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        queries = len(asked)  # before the requests to come empty the log of queries
        yield path + said, _times(lambda path=path: client.get(path)), queries


def searches() -> Iterator[tuple[str, list[float], int]]:
    one = Profile.objects.filter(kind="enterprise").order_by("-pk").only("name", "initials", "code")[100]
    for words in ("公司", one.name[2:4], one.name[1:6], one.name, one.initials[3:8], one.initials[:3], one.code,
                  one.code[:10], "没有这样的", "zzzzqq", f"{one.name[:2]} {one.name[4:6]}"):  # fmt: skip
        search(words)
        yield words, _times(lambda words=words: search(words)), len(search(words))


def _times(ask: Callable[[], object]) -> list[float]:
    took = []
    for _turn in range(TIMES):
        started = time.perf_counter()
        ask()
        took.append((time.perf_counter() - started) * 1000)
    return took


def add(count: int) -> int:
    """So many enterprises more, by the registry's own deed."""
    made = firms.firms(count, enterprises.places(), city="4399", today=date(2026, 7, 1), seed=99)
    for start in range(0, len(made), CHUNK):
        said = [firms.without_contact(one) for one in made[start : start + CHUNK]]
        actions.load_profiles(said, by="system:bench", at=timezone.now())
    return Profile.objects.filter(kind="enterprise").count()


def write_dirty(file: Path, rows: int, seed: int) -> str:
    """A dirty list about towns of this installation. Returns what is in it, in words."""
    towns = Division.objects.filter(code__startswith=CITY, level=4).order_by("code").values_list("code", "name")
    names = dict(towns)
    places = [(code, name[:3]) for code, name in names.items()]
    said = firms.firms(rows, places, city=CITY, today=date(2026, 7, 1), seed=seed)
    made = dirt.dirty(said, names, rows, seed)
    file.write_bytes(made.content)
    return (
        f"{made.rows} rows about {made.enterprises} enterprises in {len(made.content) / 1e6:.1f} MB: "
        f"{made.wrong_codes} wrong codes, {made.repeated} twice, {made.contradicting} contradicting"
    )
