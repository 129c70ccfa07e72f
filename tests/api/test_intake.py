import hashlib
import hmac
import json
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jishiyu.api import intake
from jishiyu.registry.models import Division, Unit
from jishiyu.sensing import actions
from jishiyu.sensing.actions.hearing import _brake
from jishiyu.sensing.doors.lines import CODES
from jishiyu.sensing.models import Inbox, Message, Refusal, Source

pytestmark = pytest.mark.django_db

SAID: dict[str, Any] = {
    "id": "m1",
    "group_id": "g1",
    "group_name": "复兴村供电服务群",
    "sender": "u01",
    "role": "resident",
    "time": "2026-07-12T19:02:00+08:00",
    "text": "又停电哒",
}


@pytest.fixture
def door() -> tuple[Source, str]:
    home = Division.objects.create(code="430903101", name="八字哨镇", level=4, parent_id=None)
    unit = Unit.objects.create(code="station", name="八字哨供电所", division=home)
    return actions.make_source(
        "chat", "供电服务群", pack="power", unit_id=unit.pk, division_code=home.pk, by="system:test", at=timezone.now()
    )


def post(
    client: Client, secret: str, body: bytes | str, *, source: str = "chat", stamp: str = "", signature: str = ""
) -> Any:
    raw = body.encode() if isinstance(body, str) else body
    stamp = stamp or str(int(time.time()))
    signature = signature or hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return client.post(
        f"/in/{source}/",
        data=raw,
        content_type="application/x-ndjson",
        headers={"X-Jishiyu-Timestamp": stamp, "X-Jishiyu-Signature": signature},
    )


def lines(*records: dict[str, Any] | str) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records)


def nothing_kept() -> bool:
    return not Inbox.objects.exists() and not Message.objects.exists()


def test_one_signed_object_is_taken(client: Client, door: tuple[Source, str]) -> None:
    answer = post(client, door[1], lines(SAID))
    assert (answer.status_code, answer.json()) == (202, {"taken": 1, "seen_before": 0, "rejected": []})
    assert Inbox.objects.get().body["text"] == "又停电哒"


def test_a_pretty_printed_object_and_escaped_characters_are_the_same_message(
    client: Client, door: tuple[Source, str]
) -> None:
    assert post(client, door[1], json.dumps(SAID, indent=2, ensure_ascii=True)).json()["taken"] == 1
    assert Inbox.objects.get().body["text"] == "又停电哒"


def test_lines_are_taken_together_and_the_same_ones_only_once(client: Client, door: tuple[Source, str]) -> None:
    body = lines(SAID, "", {**SAID, "id": "m2"}, {**SAID, "id": "m2"})
    assert post(client, door[1], body).json() == {"taken": 2, "seen_before": 1, "rejected": []}
    assert post(client, door[1], body).json() == {"taken": 0, "seen_before": 3, "rejected": []}
    actions.sense_batch(10, by="system:test", at=timezone.now())
    assert post(client, door[1], body).json() == {"taken": 0, "seen_before": 3, "rejected": []}
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ("not json", "", "not_json"),
        ("{", "", "not_json"),
        ("[]", "", "bad_field"),
        ('"a"', "", "bad_field"),
        ({**SAID, "id": 7}, "id", "bad_field"),
        ({**SAID, "time": "yesterday"}, "time", "bad_field"),
        ({**SAID, "role": "boss"}, "role", "bad_field"),
        ({name: said for name, said in SAID.items() if name != "text"}, "text", "bad_field"),
        ({**SAID, "id": " "}, "id", "missing"),
        ({**SAID, "text": "\n"}, "text", "missing"),
        ({**SAID, "id": "m" * 121}, "id", "too_long"),
        ({**SAID, "text": "停" * 20_001}, "text", "too_long"),
        ({**SAID, "text": "停\x00电"}, "text", "nul_character"),
        ({**SAID, "time": "2026-07-12T19:02:00"}, "time", "time_without_zone"),
        ({**SAID, "time": "1970-01-01T00:00:00Z"}, "time", "time_out_of_range"),
        ({**SAID, "time": "2999-01-01T00:00:00Z"}, "time", "time_out_of_range"),
    ],
)
def test_a_bad_line_is_named_with_its_field_and_the_good_ones_are_taken(
    client: Client, door: tuple[Source, str], line: dict[str, Any] | str, field: str, reason: str
) -> None:
    answer = post(client, door[1], lines({**SAID, "id": "good"}, line))
    assert answer.status_code == 202
    assert answer.json() == {
        "taken": 1,
        "seen_before": 0,
        "rejected": [{"line": 2, "field": field, "reason": reason}],
    }
    alone = post(client, door[1], lines(line))
    assert (alone.status_code, alone.json()["taken"]) == (422, 0)


def test_half_a_character_is_refused_and_breaks_nothing(client: Client, door: tuple[Source, str]) -> None:
    body = '{"id": "m1", "time": "2026-07-12T19:02:00+08:00", "text": "\\ud83d"}'
    assert post(client, door[1], body).status_code == 422
    assert nothing_kept()


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "nobody"},
        {"signature": "0" * 64},
        {"signature": "é"},
        {"signature": "short"},
        {"stamp": str(int(time.time()) - 3600)},
        {"stamp": str(int(time.time()) + 3600)},
        {"stamp": "1e9"},
        {"stamp": "٣"},
        {"stamp": "9" * 400},
        {"stamp": "-1"},
    ],
)
def test_every_wrong_signature_gets_the_same_bare_answer(
    client: Client, door: tuple[Source, str], wrong: dict[str, str]
) -> None:
    if not wrong.get("stamp", "").isascii():
        wrong = {"stamp": "1\u00b2"}  # headers are Latin-1
    answer = post(client, door[1], lines(SAID), **wrong)
    assert (answer.status_code, answer.content) == (401, b"")
    assert nothing_kept()


def test_a_signature_is_for_one_body_and_one_door(client: Client, door: tuple[Source, str]) -> None:
    stamp = str(int(time.time()))
    signed = hmac.new(door[1].encode(), f"{stamp}.{lines(SAID)}".encode(), hashlib.sha256).hexdigest()
    changed = lines({**SAID, "text": "没停电"})
    assert post(client, door[1], changed, stamp=stamp, signature=signed).status_code == 401
    assert post(client, door[1], lines(SAID), stamp=stamp, signature=signed).status_code == 202


def test_a_door_that_was_closed_answers_as_if_it_never_was(client: Client, door: tuple[Source, str]) -> None:
    Source.objects.update(active=False)
    assert post(client, door[1], lines(SAID)).status_code == 401


def test_refusals_leave_a_counter_and_nothing_else(client: Client, door: tuple[Source, str]) -> None:
    for name in ("a", "b", "c"):
        post(client, "wrong", lines(SAID), source=name)
    post(client, "wrong", lines(SAID))
    post(client, door[1], "")
    post(client, door[1], "rubbish")
    kept = {(row.door, row.reason): row.count for row in Refusal.objects.all()}
    assert kept == {
        ("unknown", "not_signed"): 3,
        ("chat", "not_signed"): 1,
        ("chat", "body_empty"): 1,
        ("chat", "bad_lines"): 1,
    }
    assert nothing_kept()


def test_a_body_over_a_mebibyte_or_a_thousand_messages_is_refused_whole(
    client: Client, door: tuple[Source, str]
) -> None:
    assert post(client, door[1], b" " * (1024 * 1024 + 1)).status_code == 413
    many = lines(*({**SAID, "id": f"m{number}"} for number in range(1001)))
    assert post(client, door[1], many).json() == {"error": "too_many_messages"}
    assert nothing_kept()


def test_only_posts_are_heard(client: Client, door: tuple[Source, str]) -> None:
    assert client.get("/in/chat/").status_code == 405


def test_old_messages_may_be_replayed_because_their_time_is_data(client: Client, door: tuple[Source, str]) -> None:
    old = (timezone.now() - timedelta(days=400)).isoformat()
    assert post(client, door[1], lines({**SAID, "time": old})).json()["taken"] == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400))
@example(body=b"\xff\xfe")
@example(body=b"\n" * 300)
@example(body=b"[" * 300)
@example(body=b'{"id": "\\u0000", "text": "x", "time": "2026-07-12T19:02:00Z"}')
@example(body=b'{"id": "a", "text": "x", "time": "0001-01-01T00:00:00+14:00"}')
@example(body=b'{"id": "a", "text": "x", "time": 1e300}')
@example(body=b'{"id": "a", "text": "x", "time": "9999-12-31T23:59:59-14:00"}')
def test_no_signed_bytes_are_a_server_error_and_rubbish_leaves_nothing(
    client: Client, door: tuple[Source, str], body: bytes
) -> None:
    assert 400 <= post(client, door[1], body).status_code < 500
    assert nothing_kept()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200),
    stamp=st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=255), min_size=1, max_size=30),
    signature=st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=255), min_size=1, max_size=80),
)
def test_no_unsigned_bytes_get_in(
    client: Client, door: tuple[Source, str], body: bytes, stamp: str, signature: str
) -> None:
    answer = post(client, door[1], body, stamp=stamp, signature=signature)
    assert (answer.status_code, answer.content) == (401, b"")
    assert nothing_kept()


def test_every_reason_is_in_the_contract() -> None:
    codes = CODES | set(re.findall(r'Turned\("(\w+)"', Path(intake.__file__).read_text())) - {"not_signed"}
    contract = (Path(__file__).parents[2] / "docs" / "reference" / "webhook.md").read_text()
    assert codes
    assert {code for code in codes if code not in contract} == set()


def test_a_door_that_is_full_says_when_to_come_back(
    client: Client, door: tuple[Source, str], settings: LazySettings
) -> None:
    settings.JISHIYU_STREAM_MOST = 1
    _brake.forget()
    answer = post(client, door[1], lines(SAID, {**SAID, "id": "m2"}))
    assert (answer.status_code, answer.json(), answer["Retry-After"]) == (429, {"error": "stream_full"}, "2")
    assert nothing_kept()
    assert post(client, door[1], lines(SAID)).status_code == 202
