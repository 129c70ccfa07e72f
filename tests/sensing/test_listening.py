"""DingTalk's Stream mode, against a gateway and a socket on this machine that speak as the platform does."""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from django.conf import LazySettings
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from jishiyu.cli.worker import Worker
from jishiyu.ledger.models import Rota
from jishiyu.sensing import actions
from jishiyu.sensing.actions.hearing import _brake
from jishiyu.sensing.doors import dingstream
from jishiyu.sensing.doors.guard import BadBody
from jishiyu.sensing.listening import Ear, Ears
from jishiyu.sensing.models import Inbox, Message, Payload, Refusal, Source
from jishiyu.sensing.raw import RawMessage
from tests.cast import BY, T0, VILLAGE, Cast
from tests.sensing.doors.test_decoders import DING_SAID

SOON = 10.0
threaded = pytest.mark.django_db(transaction=True)


class Gateway(BaseHTTPRequestHandler):
    """Gives a ticket to whoever knows the secret."""

    platform: ClassVar["Platform"]

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.platform.asked.append((self.path, asked))
        known = (asked["clientId"], asked["clientSecret"]) == ("dingkey", "dingsecret")
        answer = {"endpoint": self.platform.endpoint, "ticket": "a/b+c"} if known else {"code": "authFailed"}
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class Platform:
    """What an application sees of DingTalk: connections as they are opened, each to be spoken through."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.opened: queue.Queue[ServerConnection] = queue.Queue()
        self._closing = threading.Event()
        self._sockets: Server = serve(self._hold, "127.0.0.1", 0)
        handler = type("Handler", (Gateway,), {"platform": self})
        self._gateway = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        for server in (self._sockets, self._gateway):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        self.endpoint = f"ws://127.0.0.1:{self._sockets.socket.getsockname()[1]}/connect"
        self.address = f"http://127.0.0.1:{self._gateway.server_port}"

    def _hold(self, socket: ServerConnection) -> None:
        self.opened.put(socket)
        self._closing.wait(SOON * 3)

    def socket(self) -> ServerConnection:
        return self.opened.get(timeout=SOON)

    def close(self) -> None:
        self._closing.set()
        self._sockets.shutdown()
        self._gateway.shutdown()
        self._gateway.server_close()


@pytest.fixture
def platform() -> Iterator[Platform]:
    made = Platform()
    yield made
    made.close()


@pytest.fixture
def source(cast: Cast, platform: Platform) -> Source:
    given = {"client_id": "dingkey", "client_secret": "dingsecret", "gateway": platform.address}
    return actions.open_door(
        "ding", "钉钉群", door="dingstream", pack="power", unit_id=cast.station.pk, division_code=VILLAGE,
        given=given, by=BY, at=T0,
    )[0]  # fmt: skip


@pytest.fixture
def ear(source: Source) -> Iterator[Ear]:
    made = Ear(source)
    made.start()
    yield made
    made.end()
    made.join()


def frame(kind: str, topic: str, data: Any, number: int = 1) -> str:
    headers = {"topic": topic, "messageId": f"push{number}", "contentType": "application/json", "time": "1760000000000"}
    return json.dumps({"specVersion": "1.0", "type": kind, "headers": headers, "data": json.dumps(data)})


def said(number: int = 1, **more: Any) -> str:
    return frame("CALLBACK", dingstream.ROBOT, DING_SAID | {"msgId": f"msg{number}"} | more, number)


def answered(socket: ServerConnection, pushed: str) -> dict[str, Any]:
    socket.send(pushed)
    found: dict[str, Any] = json.loads(socket.recv(SOON))
    return found


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


@threaded
def test_what_is_said_is_kept_before_it_is_answered_and_counts_once(platform: Platform, ear: Ear) -> None:
    socket = platform.socket()
    assert socket.request is not None
    assert socket.request.path == "/connect?ticket=a%2Fb%2Bc"
    path, asked = platform.asked[0]
    assert (path, asked["subscriptions"]) == (dingstream.OPEN, [{"type": "CALLBACK", "topic": dingstream.ROBOT}])
    answer = answered(socket, said(text={"content": " 三组又停电哒"}))
    assert (answer["code"], answer["headers"]["messageId"]) == (200, "push1")
    assert Inbox.objects.get().external_id == "msg1"
    assert Payload.objects.count() == 1
    assert answered(socket, said())["code"] == 200, "the same once more"
    assert Inbox.objects.count() == 1
    actions.sense_batch(10, by=BY, at=T0)
    message = Message.objects.get()
    assert (message.text, message.kind) == ("三组又停电哒", "power.outage")


@threaded
def test_each_frame_has_its_answer_and_rubbish_ends_nothing(platform: Platform, ear: Ear) -> None:
    socket = platform.socket()
    ping = answered(socket, frame("SYSTEM", "ping", {"opaque": "0d-1"}))
    assert (ping["code"], json.loads(ping["data"])) == (200, {"opaque": "0d-1"})
    socket.send("{not json")
    socket.send(b"\xff\x00")
    assert answered(socket, frame("EVENT", "*", {}))["code"] == 404
    assert answered(socket, said(msgId=""))["code"] == 400
    assert answered(socket, said(2))["code"] == 200
    assert dict(Refusal.objects.values_list("reason", "count")) == {"not_json": 2, "missing": 1}


@threaded
def test_a_connection_that_says_goodbye_is_heard_to_its_end_while_the_next_is_open(
    platform: Platform, ear: Ear
) -> None:
    first = platform.socket()
    first.send(frame("SYSTEM", "disconnect", {"reason": "connection is expired"}))
    second = platform.socket()
    assert answered(second, said(1))["code"] == 200
    assert answered(first, said(2))["code"] == 200, "nobody waits for this one any more, and it is heard"
    first.close()
    assert answered(second, said(3))["code"] == 200
    assert Inbox.objects.count() == 3


@threaded
def test_a_connection_that_breaks_is_opened_again(platform: Platform, ear: Ear) -> None:
    platform.socket().close()
    assert answered(platform.socket(), said())["code"] == 200


@threaded
def test_what_cannot_be_kept_just_now_waits_and_is_not_answered(
    platform: Platform, ear: Ear, settings: LazySettings
) -> None:
    socket = platform.socket()
    settings.JISHIYU_STREAM_MOST = 0
    _brake.forget()
    socket.send(said())
    with pytest.raises(TimeoutError):
        socket.recv(0.8)
    settings.JISHIYU_STREAM_MOST = 100
    assert json.loads(socket.recv(SOON))["code"] == 200
    assert Inbox.objects.count() == 1


@threaded
def test_a_wrong_secret_is_counted_where_the_health_page_shows_it(
    cast: Cast, platform: Platform, source: Source
) -> None:
    given = {"client_id": "dingkey", "client_secret": "wrong", "gateway": platform.address}
    other, _ = actions.open_door(
        "other", "另一个", door="dingstream", pack="power", unit_id=cast.station.pk, given=given, by=BY, at=T0
    )
    ear = Ear(other)
    ear.start()
    eventually(Refusal.objects.filter(door="other", reason="gateway_refused").exists)
    assert ear.trouble.startswith("gateway_refused: HTTP Error 401")
    ear.end()
    ear.join()
    assert platform.opened.empty()


@threaded
def test_a_worker_listens_for_what_is_there_and_stops_with_its_source(platform: Platform, source: Source) -> None:
    ears = Ears("worker:1")
    assert ears.look() == 1
    told = Rota.objects.get(name="sensing.listen ding")
    assert told.trouble in ("connecting", "")
    socket = platform.socket()
    answered(socket, said())
    Rota.objects.update(last_run_at=T0)
    assert ears.look() == 1
    told.refresh_from_db()
    assert (told.trouble, told.last_run_at != T0) == ("", True), "the health page sees that it listens"
    Source.objects.filter(pk=source.pk).update(active=False)
    assert ears.look() == 0
    with pytest.raises(ConnectionClosed):
        socket.recv(SOON)
    ears.stop()


@threaded
def test_the_worker_hears_a_robot_and_ends_its_socket_with_itself(platform: Platform, source: Source) -> None:
    worker = Worker()
    worker.listen()
    socket = platform.socket()
    assert answered(socket, said())["code"] == 200
    worker._ears.stop()
    with pytest.raises(ConnectionClosed):
        socket.recv(SOON)


def test_a_message_is_the_same_as_over_http() -> None:
    read = dingstream.message_of(dingstream.read(said().encode()))
    assert isinstance(read, RawMessage)
    assert (read.id, read.text, read.group_id, read.group_name) == (
        "msg1",
        "矿区路口积水",
        "cidDEMO==",
        "唐洞街道网格群",
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "not_json"),
        (b"[]", "not_json"),
        (b"{}", "gateway_unclear"),
        (b'{"endpoint": "wss://a.example/connect"}', "gateway_unclear"),
        (b'{"endpoint": "ws://a.example/connect", "ticket": "t"}', "gateway_not_safe"),
        (b'{"endpoint": "http://127.0.0.1/connect", "ticket": "t"}', "gateway_not_safe"),
    ],
)
def test_an_answer_of_the_gateway_that_leads_nowhere_safe_is_refused(answer: bytes, code: str) -> None:
    with pytest.raises(BadBody, match=code):
        dingstream.address(answer)


def test_a_secret_goes_nowhere_unencrypted() -> None:
    assert dingstream.gateway({}) == "https://api.dingtalk.com/v1.0/gateway/connections/open"
    assert dingstream.gateway({"gateway": "https://ding.example.gov/"}).startswith("https://ding.example.gov/v1.0/")
    with pytest.raises(BadBody, match="gateway_not_safe"):
        dingstream.gateway({"gateway": "http://ding.example.gov"})
