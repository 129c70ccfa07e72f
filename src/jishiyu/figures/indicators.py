"""Indicators as data: a cohort, a part of it, and the words that define both.

Every numerator is its denominator with one more condition, so it can never hold a row the denominator lacks.
A case counts in the period in which its promise to resolve falls due, whatever became of it, or in which it was heard;
what requesters say counts in the period in which they say it. So a past period never changes by hiding a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import Case, Promise, Task
from jishiyu.lib.phrases import Phrase

Cohort = Literal["heard", "due", "said", "rated"]

RESOLVE = Promise.objects.filter(case=OuterRef("pk"), what="resolve")
IN_TIME = Exists(RESOLVE.filter(met_at__isnull=False, met_at__lte=F("due_at")))
RETURNED = Exists(Task.objects.filter(case=OuterRef("pk"), state=Task.State.RETURNED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure. `cohort` names the rows of the denominator, `part` the condition of the numerator.

    Rows of the cohorts "said" and "rated" carry `said_solved` and `said_rating`: the last word in the period.
    """

    code: str
    version: int
    name: Phrase
    definition: Phrase
    cohort: Cohort
    part: Q
    more_is_better: bool = True
    sampled: bool = False


INDICATORS: Mapping[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            code="on_time",
            version=2,
            name=_("On time"),
            definition=_(
                "Of all cases whose promise to resolve falls due in the period: answered by then, and not sent back "
                "or brought back by the requester since. No extension, hand-over or return moves the date."
            ),
            cohort="due",
            part=Q(IN_TIME, reopened_at__isnull=True),
        ),
        Indicator(
            code="answered",
            version=1,
            name=_("Answered"),
            definition=_(
                "Of all cases whose promise to resolve falls due in the period: answered by now, in time or late."
            ),
            cohort="due",
            part=Q(Exists(RESOLVE.filter(met_at__isnull=False))),
        ),
        Indicator(
            code="solved",
            version=1,
            name=_("Solved, of all due"),
            definition=_(
                "Of all cases whose promise to resolve falls due in the period: the requester says it is solved."
            ),
            cohort="due",
            part=Q(outcome=Case.Outcome.SOLVED),
        ),
        Indicator(
            code="solved_of_heard",
            version=2,
            name=_("Solved, of those heard back"),
            definition=_(
                "Of all cases whose requester said in the period whether it was solved: those who say it is, by their "
                "last word in the period. A case that is being redone since counts as not solved."
            ),
            cohort="said",
            part=Q(said_solved=True),
            sampled=True,
        ),
        Indicator(
            code="satisfied",
            version=2,
            name=_("Satisfied, of those who rated"),
            definition=_(
                "Of all cases rated in the period, by the last rating in it: 4 or 5 of 5. A 3 does not count."
            ),
            cohort="rated",
            part=Q(said_rating__gte=4),
            sampled=True,
        ),
        Indicator(
            code="so_so",
            version=1,
            name=_("Rated in the middle"),
            definition=_("Of all cases rated in the period, by the last rating in it: 3 of 5, shown apart."),
            cohort="rated",
            part=Q(said_rating=3),
            more_is_better=False,
            sampled=True,
        ),
        Indicator(
            code="unverified",
            version=1,
            name=_("Closed unheard"),
            definition=_(
                "Of all cases whose promise to resolve falls due in the period: closed though the requester was not "
                "heard. They never count as solved."
            ),
            cohort="due",
            part=Q(outcome=Case.Outcome.UNVERIFIED),
            more_is_better=False,
        ),
        Indicator(
            code="redone",
            version=1,
            name=_("Sent back to be redone"),
            definition=_("Of all cases heard in the period: the requester disputed an answer at least once."),
            cohort="heard",
            part=Q(redo_count__gt=0),
            more_is_better=False,
        ),
        Indicator(
            code="reopened",
            version=1,
            name=_("Brought back after closing"),
            definition=_("Of all cases heard in the period: closed, and brought back by the requester within 15 days."),
            cohort="heard",
            part=Q(reopened_at__isnull=False),
            more_is_better=False,
        ),
        Indicator(
            code="recurred",
            version=1,
            name=_("Came again within 30 days"),
            definition=_(
                "Of all cases heard in the period: the same requester, or the same place, had the same kind of case "
                "closed within the 30 days before."
            ),
            cohort="heard",
            part=Q(recurrence_of__isnull=False),
            more_is_better=False,
        ),
        Indicator(
            code="unreachable",
            version=1,
            name=_("Closed without reaching the requester"),
            definition=_(
                "Of all cases whose promise to resolve falls due in the period: three calls on at least two days did "
                "not reach the requester. They never count as solved or satisfied."
            ),
            cohort="due",
            part=Q(outcome=Case.Outcome.UNREACHABLE),
            more_is_better=False,
        ),
        Indicator(
            code="returned",
            version=1,
            name=_("Returned by a unit"),
            definition=_("Of all cases heard in the period: at least one unit gave its task back."),
            cohort="heard",
            part=Q(RETURNED),
            more_is_better=False,
        ),
    )
}
