"""Keys with which other systems act as an officer: making, ending, counting what fits and what does not."""

from datetime import date, datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry import keys, people
from jishiyu.registry.models import Officer, OfficerKey, Post


@transaction.atomic
def make_key(officer_id: int, label: str, *, by: str, at: datetime) -> tuple[OfficerKey, str]:
    """A key for another system to act as this officer, and its words, which are kept by nobody but the system.

    Raises Refused: too_many_keys, administrators_stay_apart."""
    officer = Officer.objects.select_for_update().get(pk=officer_id, is_active=True)
    if officer.post in people.ADMINISTRATORS:
        raise Refused("administrators_stay_apart", officer=officer.username)
    if OfficerKey.objects.filter(officer=officer, ended_at__isnull=True).count() >= keys.MOST_KEYS:
        raise Refused("too_many_keys", most=keys.MOST_KEYS)
    key = keys.make()
    row = OfficerKey.objects.create(
        officer=officer, name=key.name, secret_hash=key.hash, label=label.strip()[:60] or key.name, made_at=at
    )
    ledger.record(officer.actor, "key_made", by=by, at=at, data={"key": row.name, "label": row.label})
    return row, str(key)


@transaction.atomic
def end_key(name: str, *, by: str, at: datetime) -> None:
    """Nobody ends the key of another but the security administrator. Raises Refused: key_unknown."""
    row = OfficerKey.objects.select_for_update(of=("self",)).filter(name=name, ended_at__isnull=True).first()
    kind, _, actor = by.partition(":")
    if row is None or (kind == "officer" and not _may_end(row, int(actor))):
        raise Refused("key_unknown")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    ledger.record(f"officer:{row.officer_id}", "key_ended", by=by, at=at, data={"key": row.name})


def _may_end(row: OfficerKey, actor_id: int) -> bool:
    return (
        row.officer_id == actor_id
        or Officer.objects.filter(pk=actor_id, post=Post.SECURITY_ADMIN, is_active=True).exists()
    )


@transaction.atomic
def note_key_failure(name: str, *, at: datetime) -> None:
    """A wrong secret for a key that is there: counted and locked as a sign-in is."""
    row = OfficerKey.objects.select_for_update().get(name=name)
    after = people.after_failure(people.Lock(row.failures, row.locked_until), at)
    row.failures, row.locked_until = after.failures, after.locked_until
    row.save(update_fields=["failures", "locked_until"])
    locked = people.is_locked(after, at)
    ledger.record(f"sign-in:{name}", "failed", by="anonymous", at=at, data={"locked": locked})


def note_key_used(row: OfficerKey, on: date) -> None:
    """The day a key was last used, written once a day."""
    if row.last_used_on != on or row.failures:
        OfficerKey.objects.filter(pk=row.pk).update(last_used_on=on, failures=0)
