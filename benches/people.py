"""People at work in a console: browsers with cookies, and what each does by the pages' own forms."""

import http.client
import random
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

PASSWORD = "two-hundred-2026"


class Lost(Exception):
    """The connection broke before an answer: the act may have been done or not."""


@dataclass
class Log:
    """What all clients saw, under one lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    confirmed: list[tuple[str, str, str]] = field(default_factory=list)  # act, task or case, who
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    def note(self, kind: str) -> None:
        with self.lock:
            self.answers[kind] += 1


class Browser:
    """One person's browser: cookies, one connection, pages checked to be ours."""

    def __init__(self, port: int, name: str, log: Log) -> None:
        self.port, self.name, self.log = port, name, log
        self.cookies: dict[str, str] = {}
        self.line: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, body and where it leads. Raises Lost."""
        body = urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}) if form else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.monotonic()
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.line = None
            self.log.note("connection lost")
            raise Lost from None
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        self.check(method, path, answer.status, text)
        with self.log.lock:
            self.log.seconds.append(time.monotonic() - started)
        return answer.status, text, answer.headers.get("Location", "")

    def check(self, method: str, path: str, status: int, text: str) -> None:
        self.log.note(str(status))
        ours = "<title>" in text and ("及时雨" in text or "Jishiyu" in text)
        if status in (500, 501, 502) or (status >= 400 and not ours):
            with self.log.lock:
                self.log.strange.append(f"{status} {method} {path}: {text[:200]!r}")

    def sign_in(self) -> None:
        self.ask("GET", "/console/sign-in/")
        status, _, _ = self.ask("POST", "/console/sign-in/", {"username": self.name, "password": PASSWORD})
        if status != 302:
            raise Lost

    def act(self, act: str, key: str, path: str, form: dict[str, str]) -> None:
        """Post one act. A page that leads on confirms it; a lost answer leaves it open."""
        try:
            status, _, leads_to = self.ask("POST", path, form or {"go": "1"})
        except Lost:
            with self.log.lock:
                self.log.lost.append((act, key, self.name))
            raise
        if status == 302 and "sign-in" not in leads_to:
            with self.log.lock:
                self.log.confirmed.append((act, key, self.name))
        elif status == 503:  # the database went away: it may have kept the act and lost the answer
            with self.log.lock:
                self.log.lost.append((act, key, self.name))


def officer(browser: Browser, dice: random.Random) -> None:
    _, home, _ = browser.ask("GET", "/console/")
    tasks = sorted(set(re.findall(r"/console/tasks/(\d+)/", home)))
    if not tasks:
        return
    task = dice.choice(tasks)
    _, page, _ = browser.ask("GET", f"/console/tasks/{task}/")
    where = f"/console/tasks/{task}"
    if f"{where}/accept/" in page:
        if dice.random() < 0.08:
            form = {"code": "not_ours", "ground": "不属我单位职责范围。"}
            browser.act("returned", task, f"{where}/return/", form)
        else:
            browser.act("accepted", task, f"{where}/accept/", {})
    elif f"{where}/finish/" in page:
        form = {"words": f"已经处理完毕,编号{secrets.token_hex(4)}。", "how": dice.choice(("visit", "call"))}
        browser.act("finished", task, f"{where}/finish/", form)


def dispatcher(browser: Browser, dice: random.Random) -> None:
    _, page, _ = browser.ask("GET", "/console/cases/?state=received")
    cases = sorted(set(re.findall(r"/console/cases/(JSY-[\d-]+)/", page)))
    for number in dice.sample(cases, min(3, len(cases))):
        _, case, _ = browser.ask("GET", f"/console/cases/{number}/")
        seen = re.search(r'name="seen" value="(\d+)"', case)
        if not seen or f"/console/cases/{number}/dispatch/" not in case:
            continue  # a colleague was quicker
        _, elsewhere, _ = browser.ask("GET", f"/console/cases/{number}/elsewhere/")
        units = re.findall(r'<option value="(\d+)"[^>]*>\s*承办单位', elsewhere)
        if units:
            form = {"unit": dice.choice(units), "seen": seen[1]}
            browser.act("dispatched", number, f"/console/cases/{number}/dispatch/", form)


def caller(browser: Browser, dice: random.Random) -> None:
    _, page, _ = browser.ask("GET", "/console/cases/?state=answered")
    cases = sorted(set(re.findall(r"/console/cases/(JSY-[\d-]+)/", page)))
    for number in dice.sample(cases, min(2, len(cases))):
        solved = dice.random() < 0.85
        form = {"solved": "yes" if solved else "no", "rating": str(dice.randint(1, 5)), "words": "回访记录"}
        browser.act("confirmed" if solved else "disputed", number, f"/console/cases/{number}/confirm/", form)


WORK: dict[str, tuple[Callable[[Browser, random.Random], None], float]] = {
    "o": (officer, 5.0),
    "d": (dispatcher, 2.0),
    "c": (caller, 2.0),
}


def person(name: str, port: int, log: Log, over: threading.Event, seed: int) -> None:
    """One person works until it is over; what breaks is waited for and tried again."""
    dice, browser = random.Random(f"{seed}{name}"), Browser(port, name, log)
    deed, pause = WORK[name[0]]
    signed_in = False
    over.wait(dice.uniform(0, 60))
    while not over.is_set():
        try:
            if not signed_in:
                browser.sign_in()
                signed_in = True
            deed(browser, dice)
        except Lost:
            over.wait(1)
        over.wait(dice.uniform(0.5, 1.5) * pause)
