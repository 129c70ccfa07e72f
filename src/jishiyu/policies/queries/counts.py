"""What became of a policy: scanned, read, called, gone on to apply, told."""

from collections.abc import Sequence

from django.db.models import Count

from jishiyu.policies.models import Told, Use

COUNTED = (*Use.What.values, "told", "passed_on")


def counts_of(lines: Sequence[int]) -> dict[int, dict[str, int]]:
    """By card and what was done. Two queries, whatever their number."""
    found: dict[int, dict[str, int]] = {line: dict.fromkeys(COUNTED, 0) for line in lines}
    for line, what, count in (
        Use.objects.filter(card__line__in=lines).values_list("card__line", "what").annotate(Count("pk"))
    ):
        found[line][what] = count
    told = Told.objects.filter(card__line__in=lines).values_list("card__line")
    for line, count, passed in told.annotate(Count("pk"), Count("passed_on_at")):
        found[line]["told"], found[line]["passed_on"] = count, passed
    return found
