"""The facts of every household of the database as frames: what a bulk run reads, slice by slice."""

from collections.abc import Iterator

import polars as pl

from jishiyu.entitlements.kinds import Scheme
from jishiyu.entitlements.models import Household
from jishiyu.entitlements.queries.rules import judged
from jishiyu.entitlements.rules import FactError
from jishiyu.entitlements.rules import Household as Known
from jishiyu.entitlements.rules.rows import frame_of
from jishiyu.entitlements.rules.snapshot import KEY

SLICE = 20_000


def snapshot_frames(scheme: Scheme, left_out: list[str], slice_: int = SLICE) -> Iterator[pl.DataFrame]:
    """Households with their newest sheet, `id` their number, in the order in which they became known; at least one
    frame. One query a slice. Of those whose facts do not fit the scheme's rules `left_out` is told where and why."""
    after, said = 0, False
    names = ("pk", "number", "sheet__facts")
    while True:
        some = Household.objects.filter(pk__gt=after, sheet__isnull=False, subject__kind=scheme.subject)
        rows = list(some.order_by("pk").values_list(*names)[:slice_])
        if not rows and said:
            return
        numbers: list[str] = []
        households: list[Known] = []
        for _pk, number, facts in rows:
            try:
                households.append(judged(scheme, facts, number))
                numbers.append(number)
            except FactError as wrong:
                left_out.append(str(wrong))
        yield frame_of(scheme.book.facts, households).with_columns(pl.Series(KEY, numbers, dtype=pl.String))
        said = True
        if len(rows) < slice_:
            return
        after = rows[-1][0]
