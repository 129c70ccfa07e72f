"""Channels outside the product: once for each notice, within the pace, in texts that fit, and never lost."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import LazySettings

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices import actions, queries
from jishiyu.notices.jobs import flush, reach
from jishiyu.notices.models import Channel, Notice, Pace, Telling
from jishiyu.notices.sending import may_reach
from tests.cast import BY, DAY, HOUR, MINUTE, T0

pytestmark = pytest.mark.django_db
ME, YOU = "officer:1", "officer:2"
SECOND = timedelta(seconds=1)


class Receiver(BaseHTTPRequestHandler):
    """A channel outside: notes what it is sent, and says what the test wants it to say."""

    heard: list[dict[str, Any]]
    paths: list[str]
    status: int
    answer: bytes
    address: str

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append(json.loads(body))
        type(self).paths.append(self.path)
        self.send_response(type(self).status)
        if type(self).status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(type(self).answer)

    def log_message(self, format: str, *args: object) -> None:
        return


Outside = type[Receiver]


@pytest.fixture
def outside(settings: LazySettings) -> Iterator[Outside]:
    class Mine(Receiver):
        heard: list[dict[str, Any]] = []
        paths: list[str] = []
        status = 200
        answer = b'{"errcode":0,"errmsg":"ok"}'

    server = HTTPServer(("127.0.0.1", 0), Mine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Mine.address = f"127.0.0.1:{server.server_port}"
    settings.JISHIYU_CHANNELS = ["json", "wecombot", "dingtalk", "feishu"]
    settings.JISHIYU_CHANNEL_HOSTS = ["127.0.0.1"]
    settings.JISHIYU_ROBOT_BASES = dict.fromkeys(("wecombot", "dingtalk", "feishu"), f"http://{Mine.address}")
    yield Mine
    server.shutdown()
    server.server_close()
    thread.join()


def channel(outside: Outside, *, address: str = "", reader: str = ME, urgent_only: bool = False) -> Channel:
    return actions.add_channel(
        reader, address=address or f"json://{outside.address}", label="手机", urgent_only=urgent_only, by=BY, at=T0
    )


def tell(key: str = "lead:1", *, urgent: bool = False, reader: str = ME, title: str = "停电") -> None:
    actions.tell([reader], key=key, kind="task_sent", params={"title": title}, link="/console/", urgent=urgent, at=T0)


def work(at: Any = T0) -> None:
    """Do the errands that wait."""
    rows = ledger.lease_errands(500, by="w", at=at)
    for row in rows:
        assert row.kind == "notices.reach"
        reach(row.data, at)
    ledger.finish_errands(rows, at=at)


def untold() -> int:
    return Telling.objects.filter(told_at__isnull=True).count()


def test_a_channel_is_told_once_however_often_the_errand_runs(outside: Outside) -> None:
    channel(outside)
    tell()
    work()
    reach({"reader": ME, "key": "lead:1"}, T0 + MINUTE)
    flush(T0 + HOUR)
    assert len(outside.heard) == 1
    assert "停电" in outside.heard[0]["title"]
    assert Telling.objects.get().told_at == T0


def test_a_worker_killed_between_claim_and_sending_never_tells_twice(outside: Outside) -> None:
    mine = channel(outside)
    tell()
    actions.queue_tellings(Notice.objects.get(), [mine], at=T0)
    assert actions.claim_waiting(mine.pk, at=T0) is not None  # and here it dies
    work(T0 + MINUTE)
    flush(T0 + HOUR)
    assert outside.heard == []
    assert queries.unread(ME).count() == 1


def test_a_channel_that_says_no_is_tried_again_with_growing_pauses(outside: Outside) -> None:
    channel(outside)
    tell()
    outside.status = 500
    work()
    assert (len(outside.heard), untold()) == (1, 1)
    flush(T0 + 14 * SECOND)
    assert len(outside.heard) == 1, "it rests for 15 seconds"
    flush(T0 + 15 * SECOND)
    flush(T0 + 44 * SECOND)
    assert len(outside.heard) == 2, "and then for 30"
    outside.status = 200
    flush(T0 + 45 * SECOND)
    assert (len(outside.heard), untold()) == (3, 0)
    assert Pace.objects.get().failures == 0


def test_what_waited_for_three_days_is_given_up_with_the_reason(outside: Outside) -> None:
    channel(outside)
    tell()
    outside.status = 500
    work()
    flush(T0 + 3 * DAY)
    assert queries.channels_with_waiting() == []
    assert Telling.objects.get().trouble
    assert queries.unread(ME).count() == 1


def test_a_channel_for_urgent_things_is_spared_the_rest(outside: Outside) -> None:
    channel(outside, urgent_only=True)
    tell()
    work()
    assert outside.heard == []
    tell("lead:2", urgent=True)
    work()
    assert len(outside.heard) == 1


def test_nobody_elses_channel_hears_it(outside: Outside) -> None:
    channel(outside)
    tell(reader=YOU)
    assert ledger.lease_errands(5, by="w", at=T0) == []


ROBOTS: list[tuple[str, Callable[[dict[str, Any]], str]]] = [
    ("wecombot://KEY", lambda body: body["text"]["content"]),
    ("dingtalk://SECRET@TOKEN/", lambda body: body["text"]["content"]),
    ("feishu://SECRET@TOKEN", lambda body: body["content"]["text"]),
]


@pytest.mark.parametrize(("address", "text_of"), ROBOTS)
def test_a_burst_is_merged_and_stays_within_pace_and_bytes_and_loses_nothing(
    outside: Outside, address: str, text_of: Callable[[dict[str, Any]], str]
) -> None:
    channel(outside, address=address)
    at = T0
    for minute in range(2):
        for number in range(50):
            tell(f"n:{minute}:{number}", urgent=number == 40, title=f"第{number}件," + "停电" * 20)
        for second in range(0, 60, 6):
            at = T0 + minute * MINUTE + second * SECOND
            work(at)
            flush(at)
        assert len(outside.heard) <= 20 + 10 * minute
    flush(at + MINUTE)
    texts = [text_of(body) for body in outside.heard]
    assert max(len(text.encode()) for text in texts) <= 2048
    assert untold() == 0
    assert Telling.objects.count() == 100
    merged = [text for text in texts if "/console/notices/" in text]
    assert merged
    assert any("第40件" in text.splitlines()[1] for text in merged), "the urgent first"


def test_in_no_minute_more_than_twenty_go_out(outside: Outside) -> None:
    channel(outside, address="wecombot://KEY")
    sent: list[timedelta] = []
    for second in range(0, 180, 2):
        tell(f"n:{second}")
        before, at = len(outside.heard), T0 + second * SECOND
        work(at)
        flush(at)
        sent += [at - T0] * (len(outside.heard) - before)
    assert max(sum(start <= one < start + MINUTE for one in sent) for start in sent) <= 20
    assert len(sent) >= 30


def test_two_readers_of_one_robot_share_its_pace(outside: Outside) -> None:
    for reader in (ME, YOU):
        channel(outside, address="wecombot://KEY", reader=reader)
    for number in range(30):
        for reader in (ME, YOU):
            tell(f"n:{number}", reader=reader)
        work()
    assert len(outside.heard) == 10
    assert Pace.objects.count() == 1
    assert {row["waiting"] for row in queries.waiting_by_channel()} == {25}


@pytest.mark.parametrize(("address", "text_of"), ROBOTS)
@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, b'{"errcode":45009,"errmsg":"api freq out of limit"}'), (200, b'{"code":9499,"msg":"Bad Request"}'),
     (200, b"<html>"), (200, b"[]"), (302, b""), (500, b"")],
)  # fmt: skip
def test_a_robot_that_does_not_take_it_is_believed_not_to(
    outside: Outside, address: str, text_of: Callable[[dict[str, Any]], str], status: int, answer: bytes
) -> None:
    channel(outside, address=address)
    tell()
    outside.status, outside.answer = status, answer
    work()
    assert (len(outside.heard), untold()) == (1, 1)
    assert Telling.objects.get().trouble
    outside.status, outside.answer = 200, b'{"code":0}'
    flush(T0 + MINUTE)
    assert untold() == 0


def test_a_robot_that_is_away_is_tried_again(outside: Outside, settings: LazySettings) -> None:
    settings.JISHIYU_ROBOT_BASES = {"wecombot": "http://127.0.0.1:9"}
    channel(outside, address="wecombot://KEY")
    tell()
    work()
    assert untold() == 1
    settings.JISHIYU_ROBOT_BASES = {"wecombot": f"http://{outside.address}"}
    flush(T0 + MINUTE)
    assert (untold(), outside.paths) == (0, ["/cgi-bin/webhook/send?key=KEY"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "[::1]", "169.254.169.254", "0.0.0.0"])  # noqa: S104
def test_nothing_is_sent_into_the_office_itself_unless_it_says_so(settings: LazySettings, host: str) -> None:
    settings.JISHIYU_CHANNELS, settings.JISHIYU_CHANNEL_HOSTS = ["json", "mailto"], []
    with pytest.raises(Refused, match="channel_"):
        actions.add_channel(ME, address=f"json://{host}/x", label="", urgent_only=True, by=BY, at=T0)
    assert not Channel.objects.exists()


def test_with_hosts_named_only_these_are_reached() -> None:
    assert may_reach("10.0.0.8", ["10.0.0.8"])
    assert not may_reach("8.8.8.8", ["10.0.0.8"])
    assert may_reach("8.8.8.8", [])
    assert not may_reach("10.0.0.8", [])
    assert not may_reach("no-such-host.invalid", [])


def test_a_channel_that_was_allowed_once_is_asked_about_at_each_sending(
    outside: Outside, settings: LazySettings
) -> None:
    channel(outside)
    tell()
    settings.JISHIYU_CHANNEL_HOSTS = ["mail.example.org"]
    work()
    assert outside.heard == []
    assert untold() == 1


def test_an_ended_channel_waits_no_longer(outside: Outside) -> None:
    mine = channel(outside)
    outside.status = 500
    tell()
    work()
    actions.end_channel(mine.pk, by=ME, at=T0)
    assert queries.channels_with_waiting() == []
    assert queries.waiting_by_channel() == []
