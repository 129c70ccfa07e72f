"""What other places have of a series."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.programmes.drafts import PeerAmount
from jishiyu.programmes.kinds import series_of
from jishiyu.programmes.models import Peer


@transaction.atomic
def note_peers(
    series: str, rows: Sequence[PeerAmount], *, since: date, until: date, source: str = "", by: str, at: datetime
) -> int:
    """The amounts of several places over one span, ours among them; said again otherwise, the later word holds and the
    ledger keeps both. Returns how many changed. Raises Refused: series_unknown, span_backwards, peer_twice."""
    try:
        series_of(series)
    except LookupError:
        raise Refused("series_unknown", series=series[:60]) from None
    if since > until:
        raise Refused("span_backwards")
    if len({row.place for row in rows}) < len(rows) or sum(row.whole for row in rows) > 1:
        raise Refused("peer_twice")
    kept = Peer.objects.select_for_update().filter(series=series, since=since, until=until)
    there = {row.place: row for row in kept}
    before = {place: row.amount for place, row in there.items()}
    after: dict[str, int] = {}
    for said in rows:
        row = there.get(said.place)
        if row and (row.amount, row.name, row.whole) == (said.amount, said.name[:80], said.whole):
            continue
        Peer.objects.update_or_create(
            series=series, since=since, until=until, place=said.place[:40],
            defaults={"name": said.name[:80], "whole": said.whole, "amount": said.amount, "source": source[:120],
                      "at": at},
        )  # fmt: skip
        after[said.place] = said.amount
    if after:
        told = {"since": since.isoformat(), "until": until.isoformat(), "source": source[:120]}
        was = {one: before.get(one) for one in after}
        ledger.record(f"series:{series}", "peers_noted", by=by, at=at, before=was, after=after, data=told)
    return len(after)
