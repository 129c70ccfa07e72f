"""Doors: opening one with its secrets, where an archive was read up to, and what came in, kept as evidence."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer
from jishiyu.sensing.actions.hearing import Heard, hear
from jishiyu.sensing.doors.secrets import settled
from jishiyu.sensing.kinds import lexicons
from jishiyu.sensing.models import Payload, Source
from jishiyu.sensing.raw import RawMessage


@transaction.atomic
def open_door(
    code: str,
    name: str,
    *,
    door: str,
    pack: str,
    unit_id: int,
    division_code: str | None = None,
    given: Mapping[str, str] | None = None,
    by: str,
    at: datetime,
) -> tuple[Source, dict[str, str]]:
    """Open a door. Returns it with all its secrets, those given and those made, which are shown this once.

    Raises Refused: pack_unknown, source_there_already, secret_unknown, secret_missing, secret_unfit.
    """
    if pack not in lexicons():
        raise Refused("pack_unknown", pack=pack)
    if Source.objects.filter(code=code).exists():
        raise Refused("source_there_already", source=code)
    named = settled(door, given or {})
    source = Source.objects.create(
        code=code,
        name=name,
        pack=pack,
        door=door,
        unit_id=unit_id,
        division_id=division_code,
        secret_sealed=sealer().seal(json.dumps(named)),
    )
    ledger.record(
        f"source:{source.pk}", "made", by=by, at=at, after={"code": code, "pack": pack, "door": door},
        data={"secrets": sorted(named)},
    )  # fmt: skip
    return source, named


def make_source(
    code: str, name: str, *, pack: str, unit_id: int, division_code: str | None = None, by: str, at: datetime
) -> tuple[Source, str]:
    """Open a signed webhook. Returns it with its secret, which is shown this once."""
    source, named = open_door(
        code, name, door=Source.Door.WEBHOOK, pack=pack, unit_id=unit_id, division_code=division_code, by=by, at=at
    )
    return source, named["secret"]


def desk_source(code: str, name: str, *, unit_id: int, division_code: str | None, by: str, at: datetime) -> Source:
    """The door of what staff record by hand (phone, counter, letter), opened when first used. Raises Refused:
    pack_unknown, while no service line is loaded."""
    found = Source.objects.filter(code=code).first()
    if found is not None:
        return found
    pack = next(iter(lexicons()), "")
    return make_source(code, name, pack=pack, unit_id=unit_id, division_code=division_code, by=by, at=at)[0]


def hear_body(source: Source, messages: Sequence[RawMessage], body: bytes, *, at: datetime) -> Heard:
    """Take the messages of one request or file, and keep its bytes: both before it is answered. Raises StreamBusy."""
    with nullcontext() if settings.JISHIYU_STREAM else transaction.atomic():
        heard = hear(source, messages, at=at)
        keep_payload(source, body, at=at)
    return heard


def keep_payload(source: Source, body: bytes, *, at: datetime) -> None:
    """Keep bytes as they came, sealed, with their hash; an office may choose to keep none."""
    if settings.JISHIYU_PAYLOAD_DAYS:
        sha256 = hashlib.sha256(body).hexdigest()
        ledger.insert_rows([Payload(source=source, sha256=sha256, body=sealer().seal_bytes(body), received_at=at)])


def purge_payloads(*, at: datetime) -> int:
    """Remove what is older than the office keeps it."""
    edge = at - timedelta(days=settings.JISHIYU_PAYLOAD_DAYS)
    removed, _ = Payload.objects.filter(received_at__lt=edge).delete()
    return removed


def note_seq(source: Source, seq: int) -> int:
    """An archive was read up to here; never backwards. Returns where it stands."""
    Source.objects.filter(pk=source.pk, seq__lt=seq).update(seq=seq)
    return Source.objects.values_list("seq", flat=True).get(pk=source.pk)
