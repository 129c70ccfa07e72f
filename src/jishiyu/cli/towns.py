"""Commands about invented towns: make one, move one in for the demo, keep its pulse."""

import argparse
import json
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jishiyu.registry import queries as registry
from jishiyu.registry.actions import hashed
from jishiyu.sandbox import (
    campaign,
    cases,
    dues,
    enterprises,
    gathered,
    history,
    households,
    life,
    page,
    policies,
    problems,
    programmes,
    reports,
    visits,
)
from jishiyu.sandbox.town import LOG_INS, SIZES, Town, found

SEED, CASES = 1, 10_000


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    sandbox = add(
        "sandbox",
        help="make: build an invented town in an empty installation; page: bring in invented rows whose figures are "
        "those of a newspaper's page; a part of it can be named alone",
    )
    sandbox.add_argument("what", choices=["make", "page", *page.PARTS], help="what to do")
    sandbox.add_argument("--size", choices=list(SIZES), default="village", help="how much of a town")
    sandbox.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same town")
    sandbox.set_defaults(command=_make)

    town = add(
        "town",
        help="live: keep the pulse of the demo's town; cases: found a large one in an empty installation; enterprises: "
        "the same with enterprises, those who answer for them and their problems",
    )
    town.add_argument("what", choices=["live", "cases", "enterprises"], help="what to do")
    town.add_argument("count", type=int, nargs="?", default=None, help="how many cases or enterprises, e.g. 1000000")
    town.add_argument(
        "--officers", type=int, default=enterprises.OFFICERS, help="enterprises: how many answer for them"
    )
    town.add_argument("--problems", type=int, default=enterprises.PROBLEMS, help="enterprises: how many were raised")
    town.add_argument("--days", type=int, default=1095, help="cases: over how many days up to now they were heard")
    town.add_argument("--seed", type=int, default=SEED, help="cases: the same seed makes the same cases")
    town.add_argument("--address", default="http://127.0.0.1:8000", help="live: of the running product")
    town.set_defaults(command=_town)


def _file() -> Path:
    return Path(settings.DATA) / "demo-log-ins.json"


def _make(chosen: argparse.Namespace) -> int:
    started = time.monotonic()
    if chosen.what != "make":
        page.fill(chosen.seed, () if chosen.what == "page" else (chosen.what,))
        print(f"what the page tells of, in {time.monotonic() - started:.1f} s; next: jishiyu figures {chosen.what}")
        return 0
    count = make(chosen.size, chosen.seed)
    print(f"a {chosen.size} with {count} messages in {time.monotonic() - started:.1f} s")
    print(log_ins())
    return 0


def make(size: str, seed: int) -> int:
    """Build a town with a history up to now, and keep its log-ins beside the database. Returns messages said."""
    password = secrets.token_urlsafe(9)
    shared, now = hashed(password), timezone.now()
    town = found(SIZES[size], seed, password=shared, at=now)
    reports.month_before(town, seed, now=now)
    count = history.live(town, seed, now=now)
    history.scene(town, seed, now=now)
    dues.bring_in(town, seed, password=shared, now=now)
    visits.bring_in(town, seed, password=shared, now=now)
    programmes.bring_in(town, seed, password=shared, now=now)
    reports.bring_in(town, seed, password=shared, now=now)
    gathered.bring_in(town, seed, password=shared, now=now)
    problems.bring_in(town, seed, password=shared, now=now)
    campaign.bring_in(town, seed, password=shared, now=now)
    policies.bring_in(town, seed, password=shared, now=now)
    households.bring_in(town, seed, password=shared, now=now)
    _keep(town, password)
    return count


def _cases(chosen: argparse.Namespace) -> int:
    started, password = time.monotonic(), secrets.token_urlsafe(9)
    count = CASES if chosen.count is None else chosen.count
    town = cases.fill(count, days=chosen.days, seed=chosen.seed, password=hashed(password), now=timezone.now())
    _keep(town, password)
    print(f"a town with {count} cases in {time.monotonic() - started:.1f} s")
    print(log_ins())
    return 0


def _keep(town: Town, password: str) -> None:
    """The log-ins beside the database, readable by the owner only."""
    kept = {"password": password, "secret": town.secret, "source": "service-groups", "group": "g-demo"}
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(kept, out)


def move_in_once() -> None:
    """Build the smallest town when nobody lives here yet."""
    if registry.is_empty():
        print("An invented town is moving in …", flush=True)
        make("village", SEED)


WHAT_TO_TRY = {
    "chen": "派单员 dispatcher: 工作台, 派单, 案件全程  desk, cases",
    "lin": "回访员 caller: 核实答复  verify answers",
    "he": "领导 leader: 指标与明细  figures and their rows",
    "zhou": "抢修队长 crew (on a phone): 预警, 接单, 办结拍照  warnings, accept, finish",
    "luo": "所长 head of station: 本所任务  the unit's tasks",
    "xitong": "系统管理员 system administrator: 日历, 健康  calendar, health",
    "shenji": "审计管理员 audit administrator: 台账, 查看记录  the ledger, who looked at whose contact",
}


def log_ins() -> str:
    """The demo's log-ins as a table, or nothing when this installation has none."""
    if not _file().exists():
        return ""
    password = json.loads(_file().read_text())["password"]
    what = (
        WHAT_TO_TRY
        | dues.WHAT_TO_TRY
        | visits.WHAT_TO_TRY
        | gathered.WHAT_TO_TRY
        | policies.WHAT_TO_TRY
        | programmes.WHAT_TO_TRY
    )
    rows = [
        f"  {username:8} {name:6}  {what[username]}"
        for username, name, *_ in (*LOG_INS, *dues.LOG_INS, *visits.LOG_INS, *policies.LOG_INS, *programmes.LOG_INS)
        if username in what
    ]
    return "\n".join([f"演示账号 demo log-ins, password for all: {password}", *rows])


def _enterprises(chosen: argparse.Namespace) -> int:
    started, password = time.monotonic(), secrets.token_urlsafe(9)
    count = enterprises.ENTERPRISES if chosen.count is None else chosen.count
    made = enterprises.fill(
        count, chosen.officers, chosen.problems, chosen.seed, password=hashed(password), now=timezone.now()
    )
    _keep(made.town, password)
    people = len(made.officers) + len(made.leaders)
    print(f"a town with {count} enterprises and {people} who answer for them in {time.monotonic() - started:.1f} s")
    print(log_ins())
    return 0


def _town(chosen: argparse.Namespace) -> int:
    return {"live": _live, "cases": _cases, "enterprises": _enterprises}[chosen.what](chosen)


def _live(chosen: argparse.Namespace) -> int:
    life.pulse(chosen.address)
    return 0
