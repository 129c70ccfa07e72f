"""Times of every page and list of a running office, each asked for alone, and requests per CPU second at 8 clients."""

import re
import time
import urllib.parse
from collections.abc import Callable
from functools import partial

from crowd import CLIENTS, cpu, quantile, together
from office import Office
from wire import Wire

WHO = {"chen": "dispatcher", "lin": "caller", "he": "leader", "luo": "head", "zhou": "officer"}
PLAIN = (
    "", "desk/", "desk/stream/", "desk/waiting/", "warnings/", "tasks/", "notices/", "channels/", "keys/", "works/",
    "cases/", "cases/?state=open", "cases/?state=closed", "cases/?state=answered", "cases/?late=1", "cases/?returned=1",
    "cases/?kind=hotline.transport", "cases/?unit=6", "cases/?text=路灯", "cases/?text=没有这样的词", "cases/?page=40",
    "cases/?since=2026-01-01&until=2026-02-01", "imports/", "figures/", "figures/?days=7", "figures/?days=90",
    "figures/?days=90&unit=6", "figures/on_time/", "figures/on_time/?days=90&side=rest", "figures/satisfied/?days=90",
)  # fmt: skip
LISTS = ("", "?state=open", "?state=closed", "?late=true", "?kind=hotline.transport", "?unit=transport",
         "?division=430972109", "?text=路灯", "?state=closed&kind=hotline.labour")  # fmt: skip
TIMES, FEWEST, LONGEST = 20, 4, 1.5  # how often a page is asked for, and the seconds after which four times do
SECONDS = 8.0


def measure(office: Office, port: int, web: int, postmaster: int) -> None:
    rows = [*_pages(office, port), *_lists(office, port)]
    rows.sort(key=lambda row: -row[2])
    over = [row for row in rows if row[2] > 200]
    print(f"\n## pages: {len(rows)} asked up to {TIMES} times each; {len(over)} with p95 over 200 ms; the slowest:")
    for name, median, late in rows[: max(15, len(over))]:
        print(f"  {name:60} p50 {median:7.1f}  p95 {late:7.1f} ms")
    _throughput(office, port, web, postmaster)


def _throughput(office: Office, port: int, web: int, postmaster: int) -> None:
    """Requests per second of 8 clients, and per CPU second of web and database together."""
    wire = Wire(port, {"Authorization": f"Bearer {office.keys['chen']}"})
    numbers = re.findall(r"JSY-[\d-]+", wire.ask("GET", "/api/cases/")[1].decode())
    browsers = [Wire(port) for _ in range(CLIENTS)]
    for browser in browsers:
        browser.sign_in("chen", office.password)
    doors = [Wire(port, wire.headers) for _ in range(CLIENTS)]
    parts: list[tuple[str, list[Wire], Callable[[int], str]]] = [
        ("api list of 20", doors, lambda turn: "/api/cases/"),
        ("api list of 20, closed ones of one kind", doors, lambda turn: "/api/cases/?state=closed&kind=hotline.labour"),
        ("api case page", doors, lambda turn: f"/api/cases/{numbers[turn % len(numbers)]}/"),
        ("console list of 30", browsers, lambda turn: "/console/cases/"),
        ("console case page", browsers, lambda turn: f"/console/cases/{numbers[turn % len(numbers)]}/"),
        ("console desk", browsers, lambda turn: "/console/desk/"),
    ]
    print(f"\n## {CLIENTS} clients, {SECONDS:.0f} s each")
    for name, wires, path in parts:
        used, started, times = cpu(web) + cpu(postmaster), time.monotonic(), list[float]()
        together([partial(_keep_asking, wire, path, started + SECONDS, times) for wire in wires])
        took, used = time.monotonic() - started, cpu(web) + cpu(postmaster) - used
        times.sort()
        rate = f"{len(times) / took:7.1f}/s  p50 {quantile(times, 0.5):6.1f}  p95 {quantile(times, 0.95):6.1f} ms"
        print(f"  {name:42} {rate}  {used / len(times) * 1000:6.2f} ms CPU, {len(times) / used:6.1f} per CPU second")


def _keep_asking(wire: Wire, path: Callable[[int], str], end: float, times: list[float]) -> None:
    turn = 0
    while time.monotonic() < end:
        status, _, seconds = wire.ask("GET", path(turn))
        if status != 200:
            raise RuntimeError(f"{path(turn)}: {status}")
        times.append(seconds)
        turn += 1


def _pages(office: Office, port: int) -> list[tuple[str, float, float]]:
    found = []
    for username, post in WHO.items():
        wire = Wire(port)
        wire.sign_in(username, office.password)
        listing = wire.ask("GET", "/console/cases/?state=open")[1].decode() + wire.ask("GET", "/console/")[1].decode()
        inner = [re.search(r"/console/(cases/JSY[^/]+/|tasks/\d+/)", listing)]
        paths = [*PLAIN, *(one[1] for one in inner if one), *_linked(wire)]
        for path in dict.fromkeys(paths):
            if wire.ask("GET", _quoted(f"/console/{path}"))[0] == 200:
                found.append((f"{post} /console/{path}", *_timed(wire, _quoted(f"/console/{path}"))))
    return found


def _linked(wire: Wire) -> list[str]:
    """Other pages of the console this officer is offered in the head of a page."""
    status, body, _ = wire.ask("GET", "/console/notices/")
    return re.findall(r'href="/console/([\w/-]*)"', body.decode()) if status == 200 else []


def _lists(office: Office, port: int) -> list[tuple[str, float, float]]:
    wire = Wire(port, {"Authorization": f"Bearer {office.keys['chen']}"})
    rows = [(f"api /api/cases/{query}", *_timed(wire, _quoted(f"/api/cases/{query}"))) for query in LISTS]
    number = re.search(r"JSY-[\d-]+", wire.ask("GET", "/api/cases/?state=closed")[1].decode())
    if number:
        rows.append(("api case page", *_timed(wire, f"/api/cases/{number[0]}/")))
    return rows


def _timed(wire: Wire, path: str) -> tuple[float, float]:
    started, times = time.monotonic(), list[float]()
    while len(times) < FEWEST or (len(times) < TIMES and time.monotonic() - started < LONGEST):
        times.append(wire.ask("GET", path)[2] * 1000)
    times.sort()
    return times[len(times) // 2], times[int(0.95 * len(times))]


def _quoted(path: str) -> str:
    return urllib.parse.quote(path, safe="/?&=%-")
