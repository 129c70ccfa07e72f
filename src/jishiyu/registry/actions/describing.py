"""Saying what is known of a subject."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry import profiles
from jishiyu.registry.models import Profile, Subject


@transaction.atomic
def describe(
    subject_id: int,
    *,
    name: str | None = None,
    code: str | None = None,
    values: Mapping[str, object] | None = None,
    by: str,
    at: datetime,
) -> Profile:
    """Set what is said and leave the rest; a value of None takes it away. Saying the same again changes nothing.

    Raises Refused: attribute_unknown, attribute_value, code_wrong, code_taken.
    """
    subject = Subject.objects.select_for_update().get(pk=subject_id)
    row = Profile.objects.filter(subject=subject).first()
    made = row is None
    row = row or Profile(subject=subject, kind=subject.kind, described_at=at)
    before = {"name": row.name, "code": row.code, **row.values}
    if name is not None:
        row.name = profiles.plain_name(name)
        row.initials = profiles.initials(row.name)
    if code is not None:
        row.code = _code(code, subject_id)
    kept = {**row.values, **profiles.checked(values or {}, subject.kind)}
    row.values = {key: value for key, value in kept.items() if value is not None}
    after = {"name": row.name, "code": row.code, **row.values}
    changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    if not changed and not made:
        return row
    row.described_at = at
    row.save()
    ledger.record(
        f"subject:{subject.pk}",
        "described",
        by=by,
        at=at,
        before={key: before[key] for key in changed if key in before and not made},
        after={key: after.get(key) for key in changed},
    )
    return row


def _code(text: str, subject_id: int) -> str:
    code = text.strip().upper()
    if not code:
        return ""
    if not profiles.is_code(code):
        raise Refused("code_wrong", value=code)
    if Profile.objects.filter(code=code).exclude(pk=subject_id).exists():
        raise Refused("code_taken", value=code)
    return code
