"""The faces of platforms at /in/CODE/: what they are answered, what is kept, what is turned away."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from jishiyu.api.doors.face import paces
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer
from jishiyu.sensing import actions, queries
from jishiyu.sensing.doors import dingtalk, feishu, wecom
from jishiyu.sensing.models import Correction, Inbox, Message, Payload, Refusal, Source
from tests.cast import BY, T0, VILLAGE, Cast
from tests.sensing.doors.test_decoders import DING_SAID, feishu_message, wrapped

pytestmark = pytest.mark.django_db
GIVEN = {
    "wecom": {"corp_id": "wwjishiyudemo"},
    "dingtalk": {"app_secret": "jsyAppSecret"},
    "feishu": {"verification_token": "jsyVerify", "encrypt_key": ""},
    "archive": {},
    "mail": {},
    "open311": {},
}


def open_door(cast: Cast, door: str, **given: str) -> dict[str, str]:
    _, named = actions.open_door(
        door, door, door=door, pack="power", unit_id=cast.station.pk, division_code=VILLAGE,
        given=GIVEN[door] | given, by=BY, at=T0,
    )  # fmt: skip
    return named


def now() -> str:
    return str(int(time.time()))


def dingtalk_post(client: Client, body: bytes, *, sign: str = "", source: str = "dingtalk") -> Any:
    stamp = f"{now()}000"
    headers = {"timestamp": stamp, "sign": sign or dingtalk.signed("jsyAppSecret", stamp)}
    return client.post(f"/in/{source}/", data=body, content_type="application/json", headers=headers)


def ding_body(**more: Any) -> bytes:
    return json.dumps(DING_SAID | more, ensure_ascii=False).encode()


def wecom_request(named: dict[str, str], xml: str) -> tuple[str, bytes]:
    plain = b"r" * 16 + len(xml.encode()).to_bytes(4, "big") + xml.encode() + named["corp_id"].encode()
    sealed = base64.b64encode(wrapped(plain, base64.b64decode(named["aes_key"] + "="), 32)).decode()
    stamp = now()
    signature = hashlib.sha1(
        "".join(sorted([named["token"], stamp, "n", sealed])).encode(), usedforsecurity=False
    ).hexdigest()
    query = f"?timestamp={stamp}&nonce=n&msg_signature={signature}"
    return query, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()


def heard() -> list[str]:
    actions.sense_batch(100, by=BY, at=timezone.now())
    return sorted(Message.objects.values_list("text", flat=True))


def test_a_wecom_message_is_taken_once_however_often_it_is_sent(client: Client, cast: Cast) -> None:
    named = open_door(cast, "wecom")
    said = "<FromUserName>u</FromUserName><CreateTime>1760000000</CreateTime><MsgType>text</MsgType><MsgId>9</MsgId>"
    for _ in range(3):
        query, body = wecom_request(named, f"<xml>{said}<Content>三组又停电了</Content></xml>")
        answer = client.post(f"/in/wecom/{query}", data=body, content_type="text/xml")
        assert (answer.status_code, answer.content) == (200, b"success")
    assert heard() == ["三组又停电了"]
    assert Payload.objects.count() == 3


def test_a_wecom_address_is_proved_by_its_echo(client: Client, cast: Cast) -> None:
    named = open_door(cast, "wecom")
    query, body = wecom_request(named, "1616140317555161061")
    sealed = wecom.xml_fields(body)["Encrypt"]
    answer = client.get(f"/in/wecom/{query}", {"echostr": sealed, **dict(p.split("=") for p in query[1:].split("&"))})
    assert answer.content == b"1616140317555161061"
    assert client.get("/in/wecom/").status_code == 401


def test_a_dingtalk_message_is_taken(client: Client, cast: Cast) -> None:
    open_door(cast, "dingtalk")
    assert dingtalk_post(client, ding_body()).status_code == 200
    assert dingtalk_post(client, ding_body()).status_code == 200
    assert heard() == ["矿区路口积水"]
    assert Message.objects.get().group is not None
    assert Message.objects.get().sender not in ("", DING_SAID["senderId"]), "a keyed hash, not who it was"


def test_an_encrypted_dingtalk_message_is_taken_once_and_answered_encrypted(client: Client, cast: Cast) -> None:
    key = base64.b64encode(bytes(range(32))).decode().rstrip("=")
    named = {"token": "jsyToken", "aes_key": key, "receiver": "dingdemo"}
    open_door(cast, "dingtalk", **named)
    sealed = wecom.wrapped(key, json.dumps(DING_SAID).encode(), "dingdemo")
    stamp = f"{now()}000"
    query = f"?timestamp={stamp}&nonce=n&signature={wecom.signature('jsyToken', stamp, 'n', sealed)}"
    for _ in range(2):
        answer = client.post(f"/in/dingtalk/{query}", data=json.dumps({"encrypt": sealed}), content_type="text/plain")
        assert wecom.unwrapped(key, answer.json()["encrypt"], "dingdemo") == b"success"
    assert heard() == ["矿区路口积水"]
    assert dingtalk_post(client, ding_body(msgId="clear")).status_code == 401


@pytest.mark.parametrize(
    "given", [{"token": "t"}, {"token": "t", "aes_key": "x" * 43}, {"token": "t", "aes_key": "x", "receiver": "r"}]
)
def test_a_dingtalk_door_is_encrypted_wholly_or_not_at_all(cast: Cast, given: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"secret_(missing|unfit)"):
        open_door(cast, "dingtalk", **given)


def test_feishu_is_answered_and_its_recall_is_heeded(client: Client, cast: Cast) -> None:
    open_door(cast, "feishu")

    def post(body: dict[str, Any]) -> Any:
        return client.post("/in/feishu/", data=json.dumps(body), content_type="application/json")

    check = {"type": "url_verification", "challenge": "x", "token": "jsyVerify"}
    assert post(check).json() == {"challenge": "x"}
    head = {"event_type": "im.message.recalled_v1", "token": "jsyVerify"}
    recall = {"header": head, "event": {"message_id": "om_1", "recall_time": "1760000090000"}}
    message = {"header": head | {"event_type": "im.message.receive_v1"}, "event": feishu_message()}
    for body in (recall, message, recall, message):
        assert post(body).json() == {}
    heard()
    assert Message.objects.get().recalled_at is not None
    assert Correction.objects.count() == 1


def test_a_signed_feishu_event_needs_its_signature(client: Client, cast: Cast) -> None:
    open_door(cast, "feishu", encrypt_key="k")
    event = {"header": {"event_type": "im.message.receive_v1", "token": "jsyVerify"}, "event": feishu_message()}
    key = hashlib.sha256(b"k").digest()
    sealed = base64.b64encode(b"i" * 16 + wrapped(json.dumps(event).encode(), key, 16, b"i" * 16)).decode()
    body, stamp = json.dumps({"encrypt": sealed}).encode(), now()
    headers = {"X-Lark-Request-Timestamp": stamp, "X-Lark-Request-Nonce": "n"}
    assert client.post("/in/feishu/", data=body, content_type="application/json", headers=headers).status_code == 401
    headers["X-Lark-Signature"] = feishu.signature("k", stamp, "n", body)
    assert client.post("/in/feishu/", data=body, content_type="application/json", headers=headers).status_code == 200
    assert heard() == ["又停电哒"]


def archive_call(client: Client, secret: str, body: str, method: str = "post") -> Any:
    stamp = now()
    signature = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Jishiyu-Timestamp": stamp, "X-Jishiyu-Signature": signature}
    if method == "get":
        return client.get("/in/archive/", headers=headers)
    return client.post("/in/archive/", data=body.encode(), content_type="application/x-ndjson", headers=headers)


def test_an_archive_goes_on_where_it_was_left(client: Client, cast: Cast) -> None:
    secret = open_door(cast, "archive")["secret"]
    said = {"action": "send", "from": "wm1", "roomid": "r", "msgtime": 1760000000123, "msgtype": "text"}
    rows = [
        {**said, "seq": 7, "msgid": "a", "text": {"content": "三组又停电了"}},
        {**said, "seq": 9, "msgid": "b", "msgtype": "revoke", "action": "recall", "revoke": {"pre_msgid": "a"}},
        {"seq": 8, "msgtype": "text"},
    ]
    answer = archive_call(client, secret, "\n".join(json.dumps(row) for row in rows))
    assert (answer.status_code, answer.json()["taken"], answer.json()["seq"]) == (202, 2, 9)
    assert answer.json()["rejected"] == [{"line": 3, "field": "", "reason": "time_unreadable"}]
    assert archive_call(client, secret, json.dumps({**rows[0], "seq": 3})).json()["seq"] == 9, "never backwards"
    assert archive_call(client, secret, "", "get").json() == {"seq": 9}
    assert archive_call(client, "other", "", "get").status_code == 401
    heard()
    assert Message.objects.get().recalled_at is not None


def test_a_recall_by_the_webhook_takes_the_message_back(client: Client, cast: Cast) -> None:
    source, named = actions.open_door(
        "hook", "hook", door="webhook", pack="power", unit_id=cast.station.pk, division_code=VILLAGE, by=BY, at=T0
    )
    said = {"id": "1", "time": "2026-07-12T19:02:00+08:00", "text": "三组又停电了"}
    gone = {"id": "1r", "time": "2026-07-12T19:05:00+08:00", "text": "", "act": "recalled", "of": "1"}
    bad = [{**gone, "of": ""}, {**gone, "id": "1"}, {**said, "act": "edited", "of": ""}]
    body = "\n".join(json.dumps(row) for row in (said, gone, *bad)).encode()
    stamp = now()
    signature = hmac.new(named["secret"].encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Jishiyu-Timestamp": stamp, "X-Jishiyu-Signature": signature}
    answer = client.post("/in/hook/", data=body, content_type="application/x-ndjson", headers=headers)
    assert answer.json()["taken"] == 2
    assert [(row["line"], row["field"]) for row in answer.json()["rejected"]] == [(3, "of"), (4, "id"), (5, "of")]
    heard()
    assert Message.objects.get().recalled_at is not None
    assert queries.secret_of(source) == named["secret"]


@pytest.mark.parametrize("door", ["wecom", "dingtalk", "feishu", "archive", "mail", "open311"])
def test_an_unsigned_request_gets_a_bare_answer_and_is_counted(client: Client, cast: Cast, door: str) -> None:
    open_door(cast, door)
    for body in (b"", b"{}", b"<xml><Encrypt>x</Encrypt></xml>"):
        answer = client.post(f"/in/{door}/", data=body, content_type="application/json")
        assert answer.status_code in (400, 401)
        assert answer.status_code == 400 or answer.content == b""
    assert not Inbox.objects.exists()
    assert not Payload.objects.exists()
    assert sum(Refusal.objects.filter(door=door).values_list("count", flat=True)) == 3


def test_a_body_that_is_too_long_is_not_even_read(client: Client, cast: Cast) -> None:
    open_door(cast, "dingtalk")
    assert dingtalk_post(client, b"x" * (1024 * 1024 + 1)).status_code == 413
    assert Refusal.objects.get().reason == "body_too_long"


def test_a_signed_body_of_another_shape_is_named_and_counted(client: Client, cast: Cast) -> None:
    open_door(cast, "dingtalk")
    for body, code in (
        (b"[]", "not_json"),
        (ding_body(createAt="x"), "time_unreadable"),
        (ding_body(msgId=""), "missing"),
    ):
        answer = dingtalk_post(client, body)
        assert (answer.status_code, answer.json()) == (400, {"error": code})
    assert client.put("/in/dingtalk/").status_code == 405


def test_a_source_that_sends_too_fast_is_slowed_down(client: Client, cast: Cast, settings: LazySettings) -> None:
    open_door(cast, "dingtalk")
    settings.JISHIYU_DOOR_PACE = 6
    try:
        first, second = dingtalk_post(client, ding_body()), dingtalk_post(client, ding_body(msgId="2"))
    finally:
        paces.__init__()  # type: ignore[misc]
    assert (first.status_code, second.status_code) == (200, 429)
    assert (second.json(), second["Retry-After"]) == ({"error": "too_fast"}, "1")


def test_with_no_pace_set_nobody_is_slowed_down(client: Client, cast: Cast, settings: LazySettings) -> None:
    open_door(cast, "dingtalk")
    settings.JISHIYU_DOOR_PACE = 0
    sent = [dingtalk_post(client, ding_body(msgId=str(n))).status_code for n in range(12)]
    assert sent == [200] * 12


def test_what_came_in_is_kept_sealed_and_purged_in_time(client: Client, cast: Cast, settings: LazySettings) -> None:
    open_door(cast, "dingtalk")
    dingtalk_post(client, ding_body())
    kept = Payload.objects.get()
    assert "积水".encode() not in bytes(kept.body)
    assert sealer().open_bytes(kept.body) == ding_body()
    assert kept.sha256 == hashlib.sha256(ding_body()).hexdigest()
    assert actions.purge_payloads(at=timezone.now() + timedelta(days=29)) == 0
    assert actions.purge_payloads(at=timezone.now() + timedelta(days=31)) == 1
    settings.JISHIYU_PAYLOAD_DAYS = 0
    dingtalk_post(client, ding_body(msgId="2"))
    assert not Payload.objects.exists()


def test_secrets_are_sealed_and_named(cast: Cast) -> None:
    named = open_door(cast, "wecom")
    source = Source.objects.get(code="wecom")
    assert len(named["aes_key"]) == 43
    assert named["token"] not in source.secret_sealed
    assert queries.secrets_of(source) == named
    source.secret_sealed = sealer().seal("old")
    assert queries.secrets_of(source) == {"secret": "old"}, "a webhook of before doors had names"


@pytest.mark.parametrize(
    ("door", "given", "code"),
    [
        ("wecom", {"corp_id": ""}, "secret_missing"),
        ("wecom", {"aes_key": "short"}, "secret_unfit"),
        ("dingtalk", {"app_secret": ""}, "secret_missing"),
        ("archive", {"nonsense": "x"}, "secret_unknown"),
    ],
)
def test_a_door_is_not_opened_without_its_secrets(cast: Cast, door: str, given: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        open_door(cast, door, **given)
    assert not Source.objects.filter(code=door).exists()
