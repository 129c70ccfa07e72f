"""A running product in a throwaway data folder, for benches: started, spoken to, and ended by its own process id."""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120


@dataclass
class Product:
    """One installation. `pid` is the supervisor's; web and worker are its children."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def children(self) -> dict[str, int]:
        """Process ids of the web process and the worker by the command they run."""
        found = {}
        listing = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for line in listing.splitlines():
            pid, _, arguments = line.strip().partition(" ")
            for name, word in (("web", "jishiyu.cli.main web"), ("worker", "jishiyu.cli.main work")):
                if word in arguments:
                    found[name] = int(pid)
        return found


def environment(data: Path) -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE": "jishiyu.config.settings", "PYTHONPATH": str(ROOT / "src")}
    return {**os.environ, **ours, "JISHIYU_DATA": str(data)}


def command(data: Path, *words: str, stdin: str = "") -> str:
    """Run one `jishiyu` command to its end and return what it printed. Raises on failure, showing both outputs."""
    done = subprocess.run(
        [sys.executable, "-m", "jishiyu.cli.main", *words],
        env=environment(data), input=stdin, capture_output=True, text=True, check=False, timeout=7200,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"jishiyu {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(data: Path, *words: str) -> Iterator[Product]:
    """Start `jishiyu run` on a free port, wait for its first page, and end it afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "jishiyu.cli.main", "run", "--port", str(port), *words],
        env=environment(data), stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    product = Product(data, port, process)
    try:
        wait_for_page(f"{product.address}/", START_SECONDS)
        yield product
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process that leads its own group to stop, and end the group when it does not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def data_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="jishiyu-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for_page(address: str, seconds: float) -> float:
    """Seconds until the address answered 200. Raises TimeoutError."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310  (loopback)
            if page.status == 200:
                return time.monotonic() - started
        time.sleep(0.05)
    raise TimeoutError(f"{address} did not answer within {seconds} s")


def post(address: str, secret: str, records: Sequence[dict[str, object]], tries: int = 1) -> dict[str, object]:
    """Send messages to a signed webhook as JSON lines; with more tries, again after a refused connection."""
    body = "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
    for attempt in range(tries):
        stamp = str(int(time.time()))
        signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(  # noqa: S310  (loopback)
            address,
            data=body,
            headers={
                "Content-Type": "application/x-ndjson",
                "X-Jishiyu-Timestamp": stamp,
                "X-Jishiyu-Signature": signed,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                said: dict[str, object] = json.load(answer)
                return said
        except (OSError, urllib.error.URLError):
            if attempt + 1 == tries:
                raise
            time.sleep(0.2)
    raise AssertionError("unreachable")


def message(key: str, text: str, group: str) -> dict[str, object]:
    """A record for the webhook, said now in a group named after its code."""
    now = datetime.now(ZoneInfo("Asia/Shanghai")).isoformat()
    return {"id": key, "group_id": group, "group_name": f"{group}群", "sender": key, "time": now, "text": text}


def new_secret() -> str:
    return secrets.token_urlsafe(24)
