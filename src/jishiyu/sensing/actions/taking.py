"""What a door or a file hands over: things said are judged, things taken back or said anew are applied to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.sensing.actions.correcting import correct, unheard_edits
from jishiyu.sensing.actions.judging import Judged, judge_messages
from jishiyu.sensing.models import ImportRun, Source
from jishiyu.sensing.raw import SAID, RawMessage


@transaction.atomic
def take_messages(
    source: Source,
    raws: Sequence[RawMessage],
    *,
    by: str,
    at: datetime,
    run: ImportRun | None = None,
    received: Mapping[str, datetime] | None = None,
) -> Judged:
    """Judge what was said and apply what was recalled or edited, in one transaction. An edit of what nobody heard is
    taken as the message itself; a recall of it waits for it. Senders come hashed already."""
    acts = [raw for raw in raws if raw.act != SAID]
    said = [raw for raw in raws if raw.act == SAID] if acts else list(raws)
    there = {raw.id for raw in said}
    late = [raw for raw in unheard_edits(source, acts) if raw.id not in there]
    judged = judge_messages(source, [*said, *late], by=by, at=at, run=run, received=received)
    done = correct(source, acts, [raw.id for raw in said], by=by, at=at)
    judged.corrected += done.taken - len(late)
    judged.seen_before += done.seen_before
    return judged
