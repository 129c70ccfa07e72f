"""From the signed webhook to the officer's open page, at line rate: how long it takes, how much is sustained.

    python benches/line.py [--back table --back jetstream] [--rates 100 1000 5000] [--seconds 20] [--workers 1]
                           [--maximum 30] [--minutes 0] [--said FOLDER]

Chat is sent in bodies as a connector would batch it, five times a second. A few messages of each body are probes (see
stream_town): for each the time is taken from when its body was due to be sent until its lead can be read in the base,
and until the event stands on the open page of the officer on duty. Then the sustained maximum (senders that wait for
their answers, slowed by back-pressure alone), and with --minutes as long at half of it, watching lag and memory.
"""

import argparse
import hashlib
import hmac
import json
import selectors
import socket
import sys
import threading
import time
from collections import deque
from pathlib import Path

import machine
import postgres
import product
import psycopg
import stream_town
from stream_town import Chatter, Town, pause_until, percentile
from wire import Wire

BODIES_A_SECOND = 5
KIND = "application/x-ndjson"


class Sender(threading.Thread):
    """Sends bodies that it is handed, over one kept connection; comes back after 429, 503 and broken connections."""

    def __init__(self, town: Town) -> None:
        super().__init__(daemon=True)
        self.town, self.wire, self.todo = town, Wire(town.port), deque[bytes | None]()
        self.there = threading.Semaphore(0)
        self.answered: list[tuple[float, float]] = []  # when, seconds
        self.turned = 0

    def hand(self, body: bytes | None) -> None:
        self.todo.append(body)
        self.there.release()

    def run(self) -> None:
        while True:
            self.there.acquire()
            body = self.todo.popleft()
            if body is None:
                return
            self.send(body)

    def send(self, body: bytes) -> None:
        while True:
            status, _, seconds = self.once(body)
            if status == 202:
                self.answered.append((time.monotonic(), seconds))
                return
            self.turned += 1
            time.sleep(0.05)

    def once(self, body: bytes) -> tuple[int, bytes, float]:
        stamp = str(int(time.time()))
        signed = hmac.new(self.town.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        self.wire.headers = {"X-Jishiyu-Timestamp": stamp, "X-Jishiyu-Signature": signed}
        try:
            return self.wire.ask("POST", f"/in/{stream_town.SOURCE}/", body, KIND)
        except OSError:
            self.wire._socket = None
            return 0, b"", 0.0


class Watch(threading.Thread):
    """Sees when probes reach the database and the pages."""

    def __init__(self, town: Town) -> None:
        super().__init__(daemon=True)
        self.town, self.stopping = town, False
        self.due: dict[str, float] = {}  # probes on their way, by id
        self.in_database: dict[str, float] = {}
        self.on_page: dict[str, float] = {}
        self.expected: list[deque[str]] = [deque() for _ in town.tickets]

    def expect(self, number: int, due: float) -> None:
        self.due[f"p{number}"] = due
        self.expected[number % len(self.expected)].append(f"p{number}")

    def run(self) -> None:
        threading.Thread(target=self._pages, daemon=True).start()
        asked = "SELECT external_id FROM sensing_message WHERE source_id = %s AND external_id = ANY(%s) AND lead_id > 0"
        with psycopg.connect(self.town.database, autocommit=True) as database:
            database.execute("SET enable_seqscan = off")  # what is measured must not pay for who watches
            while not self.stopping:
                keys = [key for key in list(self.due) if key not in self.in_database]
                if keys:
                    found = database.execute(asked, [self.town.source, keys]).fetchall()
                    self.in_database.update({key: time.monotonic() for (key,) in found})
                time.sleep(0.008)

    def _pages(self) -> None:
        waiter = selectors.DefaultSelector()
        for place, ticket in enumerate(self.town.tickets):
            peer = socket.create_connection(("127.0.0.1", self.town.port))
            peer.sendall(f"GET /live?ticket={ticket} HTTP/1.1\r\nHost: 127.0.0.1:{self.town.port}\r\n\r\n".encode())
            waiter.register(peer, selectors.EVENT_READ, place)
        while not self.stopping:
            for key, _ in waiter.select(0.5):
                said = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not said:
                    waiter.unregister(key.fileobj)
                for _ in range(said.count(b"event: warning")):
                    if self.expected[key.data]:
                        self.on_page[self.expected[key.data].popleft()] = time.monotonic()

    def taken(self, where: dict[str, float]) -> list[float]:
        return [1000 * (moment - self.due[key]) for key, moment in list(where.items()) if key in self.due]


class Run:
    """One back under load."""

    def __init__(self, town: Town, said: Path | None) -> None:
        self.town, self.chatter = town, Chatter(said)
        self.watch = Watch(town)
        self.watch.start()
        self.probes = 0
        time.sleep(1)

    def judged(self) -> int:
        return int(postgres.sql(self.town.database, "SELECT count(*) FROM sensing_message"))

    def body(self, lines: int, due: float) -> bytes:
        probes = min(3, max(1, lines // 20))
        first = [self.probe(due) for _ in range(probes)] if due else []
        return "\n".join([*first, *self.chatter.lines(lines - len(first))]).encode()

    def probe(self, due: float) -> str:
        self.probes += 1
        self.watch.expect(self.probes, due)
        return self.chatter.probe(self.probes)

    def at(self, rate: float, seconds: float, report: bool = True) -> None:
        """Send at a rate, open loop: what is due is due, however long answers take."""
        self.watch.due.clear()
        for expected in self.watch.expected:
            expected.clear()
        before, cpu, sent, started = self.judged(), self.town.cpu(), 0, time.monotonic()
        senders = [Sender(self.town) for _ in range(2)]
        for sender in senders:
            sender.start()
        for number in range(int(seconds * BODIES_A_SECOND)):
            due = started + number / BODIES_A_SECOND
            pause_until(due)
            lines = int(rate * (number + 1) / BODIES_A_SECOND) - sent
            senders[number % 2].hand(self.body(lines, due))
            sent += lines
        for sender in senders:
            sender.hand(None)
            sender.join()
        self.drain(before + sent)
        if report:
            self.report(rate, senders, sent, started, cpu)

    def drain(self, wanted: int, seconds: float = 300) -> None:
        until = time.monotonic() + seconds
        while self.judged() < wanted and time.monotonic() < until:
            time.sleep(0.2)

    def report(self, rate: float, senders: list[Sender], sent: int, started: float, cpu: dict[str, float]) -> None:
        took = time.monotonic() - started
        time.sleep(0.5)
        answers = [1000 * seconds for sender in senders for _, seconds in sender.answered]
        print(f"  {rate:>6.0f}/s: {sent} messages in {took:.1f} s, load {stream_town.machine_load():.1f}")
        for name, values in (
            ("post -> 202", answers),
            ("post -> lead in the database", self.watch.taken(self.watch.in_database)),
            ("post -> officer's open page", self.watch.taken(self.watch.on_page)),
        ):
            print(
                f"    {name:<30} n={len(values):<5} p50 {percentile(values, 0.5):>6.0f} ms   "
                f"p99 {percentile(values, 0.99):>6.0f} ms   most {max(values, default=0):>6.0f} ms"
            )
        self.costs(cpu, sent)

    def costs(self, cpu: dict[str, float], count: int) -> None:
        spent = {name: seconds - cpu.get(name, 0) for name, seconds in self.town.cpu().items()}
        words = ", ".join(f"{name} {1e6 * seconds / max(count, 1):.0f}" for name, seconds in sorted(spent.items()))
        print(f"    CPU, microseconds for each message: {words}", flush=True)

    def maximum(self, seconds: float, lines: int = 500) -> float:
        """Messages judged a second while senders send as fast as they are let."""
        stopping = threading.Event()

        def press() -> None:
            sender = Sender(self.town)
            while not stopping.is_set():
                sender.send(self.body(lines, 0))

        threads = [threading.Thread(target=press, daemon=True) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(seconds / 4)
        first, cpu, started = self.judged(), self.town.cpu(), time.monotonic()
        time.sleep(seconds * 3 / 4)
        judged, took = self.judged() - first, time.monotonic() - started
        print(f"  sustained maximum: {judged / took:.0f} messages/s judged over {took:.0f} s")
        self.costs(cpu, judged)
        stopping.set()
        for thread in threads:
            thread.join()
        self.settle()
        return judged / took

    def settle(self) -> None:
        last = -1
        while last != (last := self.judged()):
            time.sleep(1)

    def long(self, rate: float, minutes: float) -> bool:
        """Lag, memory and the cost of a message at a steady rate, a line for each minute. False when lag or memory
        grows. On a machine that others use the lag is theirs too; the cost is not."""
        rows: list[tuple[float, float]] = []
        before = self.judged()
        for minute in range(max(1, int(minutes))):
            cpu, first = self.town.cpu(), self.judged()
            threads = threading.Thread(target=self.at, args=(rate, 59.0, False))
            threads.start()
            time.sleep(45)
            health = json.loads(self.town.run(HEALTH))
            held = self.town.memory()
            memory = sum(held.values())
            threads.join()
            page = self.watch.taken(self.watch.on_page)
            rows.append((percentile(page, 0.5), memory))
            print(
                f"    minute {minute + 1}: waiting {health['messages']}, oldest {health['seconds']:.1f} s, page p50 "
                f"{percentile(page, 0.5):.0f} ms, p99 {percentile(page, 0.99):.0f} ms, memory {memory:.0f} MiB "
                f"({', '.join(f'{name} {size:.0f}' for name, size in sorted(held.items()))}), "
                f"load {stream_town.machine_load():.1f}"
            )
            self.costs(cpu, self.judged() - first)
        print(f"  {self.judged() - before} messages judged at {rate:.0f}/s")
        settled = rows[len(rows) // 4 :]
        half = len(settled) // 2
        if not half:
            return True
        lag = [sum(row[0] for row in part) / len(part) for part in (settled[:half], settled[half:])]
        memory_now = [sum(row[1] for row in part) / len(part) for part in (settled[:half], settled[half:])]
        grew = lag[1] > 1.5 * lag[0] + 50 or memory_now[1] > 1.1 * memory_now[0] + 20
        print("  grew" if grew else "  neither lag nor memory grew")
        return not grew


HEALTH = """
import django, json
django.setup()
from jishiyu.sensing import actions
lag = actions.lag()
print(json.dumps({"messages": lag.messages, "seconds": lag.seconds}))
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--back", action="append", choices=["table", "jetstream"])
    parser.add_argument("--rates", type=int, nargs="*", default=[100, 1000, 5000])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--maximum", type=float, default=30, help="seconds; 0 leaves it out")
    parser.add_argument("--minutes", type=float, default=0, help="at half the maximum")
    parser.add_argument("--said", type=Path, default=product.ROOT / "src/jishiyu_packs/power/said")
    chosen = parser.parse_args()
    print(machine.line())
    steady = True
    for back in chosen.back or ["table", "jetstream"]:
        print(f"{back}, {chosen.workers} worker(s), PostgreSQL with fsync", flush=True)
        probes = 40 + 16 * int(len(chosen.rates) * (chosen.seconds + 5) + 20 + 60 * chosen.minutes)
        extra = {"JISHIYU_STREAM_MOST": "20000"}
        with (
            product.data_folder() as folder,
            stream_town.running(
                folder, jetstream=back == "jetstream", workers=chosen.workers, probes=probes, extra=extra
            ) as town,
        ):
            run = Run(town, chosen.said)
            run.at(200, 5, report=False)
            postgres.settle(town.database)  # an office's tables are not empty of statistics
            for rate in chosen.rates:
                run.at(rate, chosen.seconds)
            most = run.maximum(chosen.maximum) if chosen.maximum else 0.0
            if chosen.minutes and most:
                steady &= run.long(most / 2, chosen.minutes)
            run.watch.stopping = True
    return 0 if steady else 1


if __name__ == "__main__":
    sys.exit(main())
