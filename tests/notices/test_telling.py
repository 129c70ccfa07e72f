"""Telling: once for each reader, in the product and by outside channels."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import LazySettings

from jishiyu.ledger import actions as ledger
from jishiyu.notices import actions, queries
from jishiyu.notices.jobs import ChannelFailed, reach
from jishiyu.notices.models import Notice, Signal, Telling
from tests.cast import BY, DAY, MINUTE, T0

pytestmark = pytest.mark.django_db
ME, YOU = "officer:1", "officer:2"


def tell(*readers: str, key: str = "lead:1", urgent: bool = False) -> None:
    actions.tell(readers, key=key, kind="task_sent", params={"title": "停电"}, link="/console/", urgent=urgent, at=T0)


def test_a_reader_is_told_a_thing_once() -> None:
    tell(ME, YOU)
    tell(ME)
    assert queries.unread(ME).count() == 1
    assert queries.unread(YOU).count() == 1
    assert Signal.objects.filter(topic=ME, name="notice").count() == 1


def test_another_matter_is_another_notice() -> None:
    tell(ME)
    tell(ME, key="lead:2")
    assert queries.unread(ME).count() == 2


def test_reading_is_ones_own_affair() -> None:
    tell(ME, YOU)
    other = Notice.objects.get(reader=YOU)
    assert actions.mark_read(ME, [other.pk], at=T0) == 0
    assert actions.mark_read(ME, None, at=T0) == 1
    assert queries.unread(YOU).count() == 1


def test_signals_are_read_in_order_and_swept_after_an_hour() -> None:
    actions.signal(["desk"], "stream", {"messages": 3}, at=T0)
    actions.signal(["desk"], "case", {}, at=T0 + DAY)
    first, second = queries.signals_after(0)
    assert [first[2], second[2]] == ["stream", "case"]
    assert queries.signals_after(first[0]) == [second]
    assert actions.sweep_signals(at=T0 + DAY) == 1
    assert queries.last_signal() == second[0]


class Receiver(BaseHTTPRequestHandler):
    """A channel outside: notes what it is sent, or says no."""

    heard: list[dict[str, str]]
    status: int

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append(json.loads(body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def outside(settings: LazySettings) -> Iterator[type[Receiver]]:
    settings.JISHIYU_CHANNELS = ["json"]

    class Mine(Receiver):
        heard: list[dict[str, str]] = []
        status = 200

    server = HTTPServer(("127.0.0.1", 0), Mine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Mine.address = f"json://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    yield Mine
    server.shutdown()
    server.server_close()
    thread.join()


def channel(outside: type[Receiver], *, urgent_only: bool = False) -> None:
    address = outside.address  # type: ignore[attr-defined]
    actions.add_channel(ME, address=address, label="手机", urgent_only=urgent_only, by=BY, at=T0)


def errand() -> dict[str, str]:
    taken = ledger.lease_errands(5, by="w", at=T0)
    assert [row.kind for row in taken] == ["notices.reach"]
    data: dict[str, str] = taken[0].data
    return data


def test_a_channel_is_told_once_however_often_the_errand_runs(outside: type[Receiver]) -> None:
    channel(outside)
    tell(ME)
    data = errand()
    reach(data, T0)
    reach(data, T0 + MINUTE)
    assert len(outside.heard) == 1
    assert "停电" in outside.heard[0]["title"]
    assert Telling.objects.get().told_at == T0


def test_a_worker_killed_between_claim_and_sending_never_tells_twice(outside: type[Receiver]) -> None:
    channel(outside)
    tell(ME)
    data = errand()
    actions.claim_tellings(Notice.objects.get(), queries.channels_for(Notice.objects.get()), at=T0)  # and here it dies
    reach(data, T0 + MINUTE)
    assert outside.heard == []
    assert queries.unread(ME).count() == 1


def test_a_channel_that_says_no_is_tried_again(outside: type[Receiver]) -> None:
    channel(outside)
    tell(ME)
    data = errand()
    outside.status = 500
    with pytest.raises(ChannelFailed, match="手机"):
        reach(data, T0)
    outside.status = 200
    reach(data, T0 + MINUTE)
    assert Telling.objects.get().told_at == T0 + MINUTE


def test_a_channel_for_urgent_things_is_spared_the_rest(outside: type[Receiver]) -> None:
    channel(outside, urgent_only=True)
    tell(ME)
    reach(errand(), T0)
    assert outside.heard == []
    tell(ME, key="lead:2", urgent=True)
    reach(errand(), T0)
    assert len(outside.heard) == 1


def test_nobody_elses_channel_hears_it(outside: type[Receiver]) -> None:
    channel(outside)
    tell(YOU)
    assert ledger.lease_errands(5, by="w", at=T0) == []
