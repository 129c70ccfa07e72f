"""Decoders of the platforms: known answers, and everything that must not pass."""

import base64
import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from jishiyu.sensing.doors import archive, dingtalk, feishu, wecom
from jishiyu.sensing.doors.guard import BadBody, NotSigned, check_fresh, clean, made, opened, same, xml_fields
from jishiyu.sensing.raw import EDITED, RECALLED, SAID, RawMessage
from tests.sensing.doors import vectors
from tests.sensing.doors.test_archive import ARCHIVED
from tests.sensing.doors.vectors import FEISHU_BODY, FEISHU_HEADERS, FEISHU_SECRETS, NOW, WECOM_QUERY, WECOM_SECRETS

WECOM_BODY = f"<xml><ToUserName>ww</ToUserName><Encrypt>{vectors.WECOM_ENCRYPT}</Encrypt></xml>".encode()
DINGTALK = {"app_secret": "jsyAppSecret"}
DING_HEADERS = {"timestamp": "1760000000000", "sign": vectors.DINGTALK_CALLBACK_SIGN}
DING_SAID: dict[str, Any] = {
    "msgtype": "text", "text": {"content": " 矿区路口积水"}, "msgId": "msgDEMO1", "createAt": 1760000000000,
    "conversationType": "2", "conversationId": "cidDEMO==", "conversationTitle": "唐洞街道网格群",
    "senderId": "$:LWCP_v1:$demo", "senderNick": "李四",
}  # fmt: skip


def wecom_read(body: bytes = WECOM_BODY, query: Mapping[str, str] = WECOM_QUERY, now: datetime = NOW) -> Any:
    return wecom.read(WECOM_SECRETS, query, body, now)


def ding_read(said: object, headers: Mapping[str, str] = DING_HEADERS, now: datetime = NOW) -> RawMessage:
    return dingtalk.read(DINGTALK, headers, json.dumps(said).encode(), now)[0]


def feishu_read(body: bytes = FEISHU_BODY, headers: Mapping[str, str] = FEISHU_HEADERS, now: datetime = NOW) -> Any:
    return feishu.read(FEISHU_SECRETS, headers, body, now)


def plain_feishu(event_type: str, event: dict[str, Any], *, says: str = "jsyVerify") -> feishu.Event:
    body = {"schema": "2.0", "header": {"event_id": "e", "event_type": event_type, "token": says}, "event": event}
    return feishu.read({"verification_token": "jsyVerify"}, {}, json.dumps(body).encode(), NOW)


def feishu_message(**more: Any) -> dict[str, Any]:
    message = {
        "message_id": "om_1", "create_time": "1760000000000", "chat_id": "oc_1", "chat_type": "group",
        "message_type": "text", "content": '{"text":"@_user_1 又停电哒"}',
    }  # fmt: skip
    return {"sender": {"sender_id": {"open_id": "ou_1"}}, "message": message | more}


def wrapped(plain: bytes, key: bytes, block: int, iv: bytes | None = None) -> bytes:
    pad = block - len(plain) % block
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv or key[:16])).encryptor()
    return encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()


def signed_wecom(xml: str, receiver: str = "wwjishiyudemo", stamp: str = "1760000000") -> tuple[dict[str, str], bytes]:
    """A callback as the platform would make it."""
    message = xml.encode()
    plain = os.urandom(16) + len(message).to_bytes(4, "big") + message + receiver.encode()
    key = base64.b64decode(WECOM_SECRETS["aes_key"] + "=")
    sealed = base64.b64encode(wrapped(plain, key, 32)).decode()
    signature = wecom.hashlib.sha1("".join(sorted(["jsyToken", stamp, "n", sealed])).encode()).hexdigest()
    query = {"timestamp": stamp, "nonce": "n", "msg_signature": signature}
    return query, f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def test_the_platforms_own_sample_of_a_wecom_check_is_opened() -> None:
    sample: Any = vectors.WECOM_SAMPLE
    then = datetime.fromtimestamp(1409659589, UTC)
    assert wecom.echo(sample["secrets"], sample["query"], then) == sample["plain"]
    with pytest.raises(NotSigned):
        wecom.echo(sample["secrets"], sample["query"], then + timedelta(minutes=6))
    with pytest.raises(NotSigned):
        wecom.echo(sample["secrets"] | {"corp_id": "wx0000000000000000"}, sample["query"], then)


def test_a_wecom_message_is_read() -> None:
    (message,) = wecom_read()
    assert (message.id, message.text, message.sender) == ("1000001", "三都路12号路灯不亮", "zhangsan")
    assert (message.time, message.group_id, message.act) == (NOW, "", SAID)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<MsgType>voice</MsgType><Recognition>三组又停电了</Recognition>", "三组又停电了"),
        ("<MsgType>voice</MsgType><MediaId>m1</MediaId>", "[语音]"),
        ("<MsgType>image</MsgType><PicUrl>https://example.org/1</PicUrl>", "[图片]"),
        ("<MsgType>location</MsgType><Label>三都路12号</Label>", "[位置] 三都路12号"),
        ("<MsgType>text</MsgType><Content><![CDATA[<!DOCTYPE 停电 &amp;]]></Content>", "<!DOCTYPE 停电 &amp;"),
    ],
)
def test_other_wecom_messages_keep_what_they_are(inner: str, text: str) -> None:
    head = "<FromUserName>u1</FromUserName><CreateTime>1760000000</CreateTime>"
    query, body = signed_wecom(f"<xml>{head}{inner}</xml>")
    (message,) = wecom_read(body, query)
    assert message.text == text
    assert len(message.id) == 32, "no MsgId: known by sender and time, and the id tells neither"
    assert wecom_read(body, query)[0].id == message.id


def test_a_wecom_event_is_no_message() -> None:
    query, body = signed_wecom("<xml><MsgType>event</MsgType><Event>msgaudit_notify</Event></xml>")
    assert wecom_read(body, query) == []


def test_a_wecom_message_for_another_office_is_refused() -> None:
    query, body = signed_wecom("<xml><MsgType>text</MsgType></xml>", receiver="wwother")
    with pytest.raises(NotSigned):
        wecom_read(body, query)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        b"<xml><Encrypt>&x;</Encrypt></xml>",
        b"<xml><Encrypt>",
        b"",
        b"\x00",
        b"<a>" * 5000,
        b"<xml>\xff</xml>",
    ],
)
def test_xml_that_is_more_than_plain_fields_is_refused(body: bytes) -> None:
    with pytest.raises(BadBody, match="not_xml"):
        xml_fields(body)


def test_a_dingtalk_message_is_read_and_only_its_time_is_signed() -> None:
    message = ding_read(DING_SAID)
    assert (message.id, message.text, message.group_id) == ("msgDEMO1", "矿区路口积水", "cidDEMO==")
    assert (message.group_name, message.time) == ("唐洞街道网格群", NOW)
    assert ding_read(DING_SAID | {"text": {"content": "没事了"}}).text == "没事了", "the platform signs no body: say so"
    assert ding_read(DING_SAID | {"conversationType": "1"}).group_id == ""
    assert ding_read(DING_SAID, now=NOW + timedelta(minutes=59)).id == "msgDEMO1"


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        (DING_HEADERS, 61),
        (DING_HEADERS, -61),
        ({}, 0),
        (DING_HEADERS | {"sign": ""}, 0),
        (DING_HEADERS | {"timestamp": "1760000000001"}, 0),
        ({"timestamp": "", "sign": dingtalk.signed("jsyAppSecret", "")}, 0),
        ({"timestamp": "1e12", "sign": dingtalk.signed("jsyAppSecret", "1e12")}, 0),
        ({"timestamp": "٣", "sign": dingtalk.signed("jsyAppSecret", "٣")}, 0),
    ],
)
def test_a_dingtalk_call_that_is_old_or_not_signed_is_refused(headers: dict[str, str], minutes: int) -> None:
    with pytest.raises(NotSigned):
        ding_read(DING_SAID, headers, NOW + timedelta(minutes=minutes))


def test_dingtalk_signatures_are_the_known_ones() -> None:
    assert dingtalk.signed("jsyAppSecret", "1760000000000") == vectors.DINGTALK_CALLBACK_SIGN
    assert dingtalk.signed("SECjishiyudemo", "1760000000000") == vectors.DINGTALK_ROBOT_SIGN


DING_SEALED = {"token": "jsyToken", "aes_key": WECOM_SECRETS["aes_key"], "receiver": "dingdemo"}


def sealed_ding(said: dict[str, Any], **more: str) -> tuple[dict[str, str], bytes]:
    """A callback as the platform would make it."""
    given = {"receiver": "dingdemo", "token": "jsyToken", "timestamp": "1760000000000"} | more
    sealed = wecom.wrapped(DING_SEALED["aes_key"], json.dumps(said).encode(), given["receiver"])
    signature = wecom.signature(given["token"], given["timestamp"], "n", sealed)
    query = {"timestamp": given["timestamp"], "nonce": "n", "signature": signature}
    return query, json.dumps({"encrypt": sealed}).encode()


def test_an_encrypted_dingtalk_message_is_read_and_an_event_brings_none() -> None:
    (message,) = dingtalk.read_encrypted(DING_SEALED, *sealed_ding(DING_SAID), NOW)
    assert (message.id, message.text, message.group_id) == ("msgDEMO1", "矿区路口积水", "cidDEMO==")
    assert dingtalk.read_encrypted(DING_SEALED, *sealed_ding({"EventType": "check_url"}), NOW) == []


def test_the_sample_of_the_cipher_that_both_platforms_use_is_opened() -> None:
    sample: Any = vectors.WECOM_SAMPLE
    query, secrets = sample["query"], sample["secrets"]
    wanted = wecom.signature(secrets["token"], query["timestamp"], query["nonce"], query["echostr"])
    assert wanted == query["msg_signature"]
    assert wecom.unwrapped(secrets["aes_key"], query["echostr"], secrets["corp_id"]).decode() == sample["plain"]
    again = wecom.wrapped(secrets["aes_key"], sample["plain"].encode(), secrets["corp_id"])
    assert wecom.unwrapped(secrets["aes_key"], again, secrets["corp_id"]).decode() == sample["plain"]


@pytest.mark.parametrize("more", [{"token": "other"}, {"receiver": "dingother"}, {"timestamp": "1759999000000"}])
def test_an_encrypted_dingtalk_call_of_another_is_refused(more: dict[str, str]) -> None:
    with pytest.raises(NotSigned):
        dingtalk.read_encrypted(DING_SEALED, *sealed_ding(DING_SAID, **more), NOW)


def test_a_changed_body_and_a_body_in_clear_are_refused_where_bodies_are_encrypted() -> None:
    query, _ = sealed_ding(DING_SAID)
    _, other = sealed_ding(DING_SAID | {"text": {"content": "没事了"}})
    with pytest.raises(NotSigned):
        dingtalk.read_encrypted(DING_SEALED, query, other, NOW)
    with pytest.raises(NotSigned):
        dingtalk.read(DING_SEALED | DINGTALK, DING_HEADERS, json.dumps(DING_SAID).encode(), NOW)


def test_what_dingtalk_is_answered_is_encrypted_and_signed() -> None:
    said = dingtalk.answer(DING_SEALED, NOW)
    assert wecom.unwrapped(DING_SEALED["aes_key"], said["encrypt"], "dingdemo") == b"success"
    assert said["msg_signature"] == wecom.signature("jsyToken", said["timeStamp"], said["nonce"], said["encrypt"])


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"msgtype": "picture", "content": {"downloadCode": "d1"}}, "[图片]"),
        ({"msgtype": "file", "content": {"fileName": "停电.docx"}}, "[文件] 停电.docx"),
        ({"msgtype": "audio", "content": {"recognition": "又停电了"}}, "又停电了"),
        ({"msgtype": "richText", "content": {"richText": [{"text": "看"}, {"type": "picture"}]}}, "看\n[图片]"),
        ({"msgtype": "future"}, "[其他]"),
    ],
)
def test_other_dingtalk_messages_keep_what_they_are(more: dict[str, Any], text: str) -> None:
    assert ding_read(DING_SAID | more).text == text


def test_a_feishu_event_is_read() -> None:
    (message,) = feishu_read().messages
    assert (message.id, message.text, message.group_id) == ("om_demo1", "唐洞街道3台区停电", "oc_demo")
    assert (message.sender, message.time) == ("ou_demo", NOW)


def test_the_feishu_address_check_is_answered_by_its_token_alone() -> None:
    said = {"type": "url_verification", "challenge": "x", "token": "jsyVerify"}
    assert feishu.read({"verification_token": "jsyVerify"}, {}, json.dumps(said).encode(), NOW).challenge == "x"
    with pytest.raises(NotSigned):
        feishu.read({"verification_token": "jsyVerify"}, {}, json.dumps(said | {"token": "no"}).encode(), NOW)
    key = feishu.hashlib.sha256(b"jsyEncryptKey").digest()
    sealed = base64.b64encode(b"i" * 16 + wrapped(json.dumps(said).encode(), key, 16, b"i" * 16)).decode()
    assert feishu_read(json.dumps({"encrypt": sealed}).encode(), {}).challenge == "x"
    with pytest.raises(NotSigned):
        feishu_read(json.dumps(said).encode(), {})  # an office that encrypts takes nothing bare


def test_a_feishu_recall_and_an_edit_name_the_message_they_are_about() -> None:
    (heard,) = plain_feishu("im.message.receive_v1", feishu_message(update_time="1760000000000")).messages
    assert (heard.id, heard.act, heard.of) == ("om_1", SAID, "")
    (edit,) = plain_feishu("im.message.receive_v1", feishu_message(update_time="1760000060000")).messages
    assert (edit.id, edit.act, edit.of, edit.text) == ("om_1:1760000060000", EDITED, "om_1", "又停电哒")
    gone = {"message_id": "om_1", "chat_id": "oc_1", "recall_time": "1760000090000"}
    (recall,) = plain_feishu("im.message.recalled_v1", gone).messages
    assert (recall.id, recall.act, recall.of, recall.text) == ("om_1:recalled", RECALLED, "om_1", "")
    assert recall.group_id == heard.group_id
    assert plain_feishu("im.chat.updated_v1", {}).messages == ()
    with pytest.raises(NotSigned):
        plain_feishu("im.message.recalled_v1", gone, says="other")


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("image", {"image_key": "k"}, "[图片]"),
        ("file", {"file_name": "名单.xlsx"}, "[文件] 名单.xlsx"),
        ("post", {"title": "停电", "content": [[{"tag": "text", "text": "三组"}, {"tag": "img", "image_key": "k"}]]},
         "停电\n三组[图片]"),
    ],
)  # fmt: skip
def test_other_feishu_messages_keep_what_they_are(kind: str, content: dict[str, Any], text: str) -> None:
    event = feishu_message(message_type=kind, content=json.dumps(content))
    assert plain_feishu("im.message.receive_v1", event).messages[0].text == text


def flipped(raw: bytes, place: int) -> bytes:
    place %= len(raw)
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


@settings(max_examples=120, deadline=None)
@given(place=st.integers(0, 5000), cut=st.booleans())
def test_no_wecom_body_passes_with_a_byte_changed_or_cut_off(place: int, cut: bool) -> None:
    start = WECOM_BODY.index(b"<Encrypt>") + 9
    sealed = vectors.WECOM_ENCRYPT.encode()
    changed = sealed[: place % len(sealed)] if cut else flipped(sealed, place)
    with pytest.raises((NotSigned, BadBody)):
        wecom_read(WECOM_BODY[:start] + changed + b"</Encrypt></xml>")


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(WECOM_QUERY)), place=st.integers(0, 60))
def test_no_wecom_query_passes_with_a_character_changed(name: str, place: int) -> None:
    said = flipped(WECOM_QUERY[name].encode(), place).decode()
    with pytest.raises(NotSigned):
        wecom_read(query=WECOM_QUERY | {name: said})


@settings(max_examples=120, deadline=None)
@given(place=st.integers(0, 5000), cut=st.booleans())
def test_no_feishu_body_passes_with_a_byte_changed_or_cut_off(place: int, cut: bool) -> None:
    body = FEISHU_BODY[: place % len(FEISHU_BODY)] if cut else flipped(FEISHU_BODY, place)
    with pytest.raises((NotSigned, BadBody)):
        feishu_read(body)


@pytest.mark.parametrize("name", sorted(FEISHU_HEADERS))
def test_no_feishu_header_passes_when_changed_or_missing(name: str) -> None:
    for said in (flipped(FEISHU_HEADERS[name].encode(), 3).decode(), ""):
        with pytest.raises(NotSigned):
            feishu_read(headers=FEISHU_HEADERS | {name: said})
    with pytest.raises(NotSigned):
        feishu_read(now=NOW + timedelta(minutes=6))


@pytest.mark.parametrize("pad", [b"\x00", b"\x21", b"\x03\x03", b"\x02\x03", b"\x11" * 16])
def test_padding_that_is_none_is_refused(pad: bytes) -> None:
    key = b"k" * 32
    plain = (b"x" * 64)[: 64 - len(pad)] + pad
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    with pytest.raises(NotSigned):
        opened(key, key[:16], encryptor.update(plain), 16)


@pytest.mark.parametrize("key", ["short", "é" * 43, "A" * 42, "A" * 44])
def test_a_key_that_is_none_opens_nothing(key: str) -> None:
    with pytest.raises(NotSigned):
        wecom.unwrapped(key, vectors.WECOM_ENCRYPT, "wwjishiyudemo")


RUBBISH: list[Callable[[bytes], object]] = [
    lambda body: wecom_read(body),
    lambda body: feishu_read(body, {}),
    lambda body: dingtalk.read(DINGTALK, DING_HEADERS, body, NOW),
    archive.read,
    xml_fields,
]


@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_rubbish_is_refused_and_breaks_no_decoder(body: bytes) -> None:
    for reader in RUBBISH[:4]:
        with pytest.raises((NotSigned, BadBody)):
            reader(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_field_of_any_form_is_read_or_refused(data: st.DataObject) -> None:
    """Whoever may sign may still send any shape: nothing but BadBody comes of it."""
    said = DING_SAID | data.draw(st.dictionaries(st.sampled_from(sorted([*DING_SAID, "content"])), JSON, max_size=3))
    line = ARCHIVED | data.draw(st.dictionaries(st.sampled_from(sorted([*ARCHIVED, "mixed", "seq"])), JSON, max_size=3))
    event = data.draw(st.dictionaries(st.sampled_from(["sender", "message"]), JSON, max_size=2))
    message = data.draw(st.dictionaries(st.sampled_from(sorted(feishu_message()["message"])), JSON, max_size=3))
    for read in (
        lambda: ding_read(said),
        lambda: archive.read(json.dumps(line).encode()),
        lambda: plain_feishu("im.message.receive_v1", feishu_message() | event),
        lambda: plain_feishu("im.message.receive_v1", feishu_message(**message)),
        lambda: plain_feishu("im.message.recalled_v1", {"message_id": "m"} | message),
    ):
        try:
            read()
        except BadBody:
            continue


def test_what_no_database_takes_is_taken_out_and_what_is_too_long_is_cut() -> None:
    assert clean("停\x00电\ud83d。") == "停电。"
    message = made(id="m" * 500, text="停" * 30_000, time=NOW)
    assert (len(message.id), len(message.text)) == (120, 20_000)
    with pytest.raises(BadBody, match="missing"):
        made(id="m", text=" \x00 ", time=NOW)


def test_an_empty_secret_fits_nothing() -> None:
    assert not same("", "")
    assert not same("a", "\ud800")
    for stamp in ("", "-1", "²", "9" * 20, "1.5"):
        with pytest.raises(NotSigned):
            check_fresh(stamp, NOW)
