"""Values of parameters an office records: for days to come, or, learnt late, for days gone."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import ParameterRow
from jishiyu.entitlements.rules.parameters import settled
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer, Post


@transaction.atomic
def record_parameter(
    scheme_code: str, name: str, since: date, value: Any, ground: str, *, by: str, at: datetime
) -> ParameterRow:
    """A value of a scheme's parameter, law from `since` on, with the document it rests on. Twice changes nothing.

    Leaves the errand `parameter.recorded`, so that months it changes are reckoned anew. Raises Refused: not_yours for
    any but the head of a unit, parameter_unknown, value_wrong, ground_needed."""
    scheme = scheme_of(scheme_code)
    actor = by.removeprefix("officer:")
    if actor != by and not Officer.objects.filter(pk=actor, post=Post.HEAD, is_active=True).exists():
        raise Refused("not_yours")
    parameter = scheme.book.parameters.get(name)
    if parameter is None:
        raise Refused("parameter_unknown", name=name, scheme=scheme.name)
    try:
        settled(parameter, value)
    except ValueError as wrong:
        raise Refused("value_wrong", why=str(wrong)) from None
    if not ground.strip():
        raise Refused("ground_needed")
    same = ParameterRow.objects.filter(scheme=scheme.code, name=name, since=since).order_by("-pk").first()
    if same is not None and (same.value, same.ground) == (value, ground.strip()):
        return same
    made = ParameterRow.objects.create(
        scheme=scheme.code, name=name, since=since, recorded_on=timezone.localdate(at), value=value,
        ground=ground.strip()[:200], by=by, made_at=at,
    )  # fmt: skip
    said = {"name": name, "since": since.isoformat(), "value": value, "ground": made.ground}
    ledger.record(f"scheme:{scheme.code}", "parameter_recorded", by=by, at=at, after=said)
    data = {"scheme": scheme.code, "name": name, "since": since.isoformat()}
    ledger.errand("parameter.recorded", f"parameter:{made.pk}", data, at=at)
    return made
