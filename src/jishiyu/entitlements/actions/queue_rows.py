"""What every deed on a queue does: lock the scheme's queue, check the keeper, change named fields, record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jishiyu.entitlements.kinds import Queued, Scheme, scheme_of
from jishiyu.entitlements.models import Home, Institution, Offer, Queue, Waiting
from jishiyu.entitlements.ordering import Standing, key_of
from jishiyu.entitlements.queries.keepers import keeps
from jishiyu.ledger import actions as ledger
from jishiyu.ledger.actions import Deed
from jishiyu.lib.kept import Kept
from jishiyu.lib.refused import Refused
from jishiyu.registry.acting import acting
from jishiyu.registry.queries import officer_by_actor

Row = Queue | Waiting | Home | Institution | Offer
_QUEUE = Kept[Queue](lambda code: Queue.objects.select_for_update().filter(scheme=code), "a scheme nobody has")


def queued_of(code: str) -> tuple[Scheme, Queued]:
    """A scheme with a queue. Raises Refused: scheme_unknown, not_queued."""
    try:
        scheme = scheme_of(code)
    except LookupError:
        raise Refused("scheme_unknown", scheme=code[:60]) from None
    if scheme.queued is None:
        raise Refused("not_queued", scheme=str(scheme.name))
    return scheme, scheme.queued


def lock_queue(code: str) -> Queue:
    """The queue of a scheme, made at its first use, held until the transaction ends: whatever changes order, stock or
    offers of the scheme waits here for its turn. Raises Refused as `queued_of`."""
    queued_of(code)
    ledger.insert_new([Queue(scheme=code)], ["scheme"])
    queue: Queue = _QUEUE.first(code)
    return queue


def check_keeper(by: str, code: str, at: datetime) -> None:
    """Raises Refused not_keeper unless this actor is an officer who keeps the scheme's queue."""
    officer = acting(by) or officer_by_actor(by)
    if officer is None or not keeps(officer, code, timezone.localdate(at)):
        raise Refused("not_keeper")


def deed_of(row: Row, act: str, fields: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> Deed:
    """Set fields of a row and say what was done; the caller saves and records."""
    before = {name: plain(getattr(row, name)) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    after = {name: plain(value) for name, value in fields.items()}
    return Deed(row.ref, act, before, after, data or {})


def change(
    row: Row, act: str, fields: Mapping[str, Any], *, by: str, at: datetime, data: Mapping[str, Any] | None = None
) -> None:
    """Set fields of a locked row, count its version, save, record."""
    deed = deed_of(row, act, fields, data)
    names = list(fields)
    if isinstance(row, Waiting | Home | Institution):
        row.version += 1
        names.append("version")
    row.save(update_fields=names)
    ledger.record_many([deed], by=by, at=at)


def order_changed(queue: Queue, *, at: datetime) -> None:
    """Leave the errand to count the numbers anew."""
    queue.changed += 1
    queue.save(update_fields=["changed"])
    ledger.errand("queue.changed", f"{queue.ref}:{queue.changed}", {"scheme": queue.scheme}, at=at)


def standing_of(row: Waiting) -> Standing:
    """What the order goes by, of one who waits."""
    drawn = (row.round, row.rank) if row.round is not None and row.rank is not None else None
    return Standing(row.accepted_at, row.lot, row.first, row.points, drawn)


def own_key(row: Waiting, queued: Queued) -> str:
    """The key by the scheme's order; of one moved by hand the one they were given."""
    return row.order_key if row.moved else key_of(standing_of(row), queued.order)


def plain(value: Any) -> Any:
    """As the ledger keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, date) else value


def words_of(said: str, least: int, most: int = 400) -> str:
    """Words with a meaning. Raises Refused say_why."""
    words = said.strip()
    if len(words) < least:
        raise Refused("say_why", least=least)
    return words[:most]


def locked_waiting(waiting_ids: Sequence[int]) -> dict[int, Waiting]:
    """Rows by their key, locked, with their claims."""
    found = Waiting.objects.select_for_update(of=("self",)).select_related("claim").filter(pk__in=waiting_ids)
    return {row.pk: row for row in found.order_by("pk")}
