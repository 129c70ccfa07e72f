"""Models that were trained here: kept under their version, and one of them judging."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.sensing.learning.model import ChatModel
from jishiyu.sensing.learning.shelf import own_path
from jishiyu.sensing.models import ModelVersion

SHIPPED = "shipped"


def kept_path(data: Path, pack: str, version: str) -> Path:
    """Where a model that was trained here stays, whichever judges."""
    return data / "models" / pack / f"{version}.npz"


@transaction.atomic
def keep_model(
    pack: str,
    model: ChatModel,
    *,
    data: Path,
    lines: int,
    labels: int,
    instead_of: str,
    scores: dict[str, Any],
    by: str,
    at: datetime,
) -> ModelVersion:
    """A new model that went back in nothing takes over. Its file is in place when this returns; workers read it at
    their next batch. Raises Refused("model_there_already") for one that learnt nothing new."""
    if ModelVersion.objects.select_for_update().filter(pack=pack, version=model.version).exists():
        raise Refused("model_there_already", version=model.version)
    ModelVersion.objects.filter(pack=pack, active=True).update(active=False)
    row = ModelVersion.objects.create(
        pack=pack,
        version=model.version,
        trained_at=at,
        by=by,
        lines=lines,
        labels=labels,
        instead_of=instead_of,
        scores=scores,
        active=True,
    )
    after = {"version": row.version, "instead_of": instead_of, "lines": lines, "labels": labels}
    ledger.record(f"model:{pack}", "trained", by=by, at=at, after=after, data={"scores": _told(scores)})
    model.save(kept_path(data, pack, model.version))
    _put(kept_path(data, pack, model.version), own_path(data, pack))
    return row


@transaction.atomic
def use_model(pack: str, version: str, *, data: Path, by: str, at: datetime) -> None:
    """Let a model judge that was trained here before, or with "shipped" the one that came with the service line.

    Raises Refused: model_unknown, model_gone when its file is no longer there."""
    rows = ModelVersion.objects.select_for_update().filter(pack=pack)
    before = rows.filter(active=True).values_list("version", flat=True).first() or SHIPPED
    if version != SHIPPED and not rows.filter(version=version).exists():
        raise Refused("model_unknown", version=version[:40])
    kept = kept_path(data, pack, version)
    if version != SHIPPED and not kept.exists():
        raise Refused("model_gone", version=version[:40])
    ModelVersion.objects.filter(pack=pack, active=True).update(active=False)
    ModelVersion.objects.filter(pack=pack, version=version).update(active=True)
    ledger.record(f"model:{pack}", "used", by=by, at=at, before={"version": before}, after={"version": version})
    if version == SHIPPED:
        own_path(data, pack).unlink(missing_ok=True)
    else:
        _put(kept, own_path(data, pack))


def _told(scores: Any) -> Any:
    """Figures as text: no broken number stands in the ledger."""
    if isinstance(scores, dict):
        return {name: _told(one) for name, one in scores.items()}
    return "" if scores is None else str(scores)


def _put(kept: Path, place: Path) -> None:
    """In one step, so that nobody reads half a file."""
    fresh = place.with_suffix(".use.npz")
    fresh.write_bytes(kept.read_bytes())
    fresh.replace(place)
