"""Indicators as data: a cohort, a part of it, and the words that define both.

Every numerator is its denominator with one more condition, so it can never hold a row the denominator lacks.
A case counts in the period in which its promise to resolve falls due, whatever became of it, or in which it was heard;
what requesters say counts in the period in which they say it. So a past period never changes by hiding a row.
Excluded rows stand outside the main figure and are printed beside it; what tells how often something was asked for and
granted counts every row, so that an exclusion hides none of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.models import Case, Pause
from jishiyu.casework.tally import NONE, Mark
from jishiyu.figures.conditions import EXCLUDED, HURRIED, MISSENT, SAME_WORDS, SETTLED, STAYED, granted
from jishiyu.figures.counted.shapes import EXCLUDED as OUTSIDE
from jishiyu.figures.counted.shapes import Wording
from jishiyu.figures.wordings import EARLIER, FIRST, SECOND
from jishiyu.lib.phrases import Phrase

Cohort = Literal["heard", "sent", "done", "due", "promised", "said", "rated"]

OUT = OUTSIDE  # why a case stands outside a denominator
UNDATED = _("Due at no time: nothing was promised, or the calendar of its year is missing")
NOT_SAID = _("Answered, but the requester has not said a word")
NOT_RATED = _("Answered, but not rated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure. `cohort` names the rows of the denominator, `part` the condition of the numerator, and `bears` and
    `lacks` say the same by the marks kept of each case, which is what pages count. `whole`: excluded rows count too.

    Rows of the cohorts "said" and "rated" carry `said_solved` and `said_rating`: the last word in the period.
    """

    code: str
    version: int
    name: Phrase
    definition: Phrase
    cohort: Cohort
    part: Q
    bears: Mark
    lacks: Mark = NONE
    more_is_better: bool = True
    sampled: bool = False
    whole: bool = False

    @property
    def earlier(self) -> Sequence[Wording]:
        """Its definitions before, the latest first."""
        return EARLIER.get(self.code, ())

    @property
    def since(self) -> date:
        """From which day this version of the definition holds."""
        return FIRST if self.version == 1 else SECOND


def _count(
    code: str, name: Phrase, definition: Phrase, part: Q, bears: Mark, *, lacks: Mark = NONE, good: bool = False
) -> Indicator:
    """How many of all that were heard, none left out."""
    return Indicator(
        code=code,
        version=1,
        name=name,
        definition=definition,
        cohort="heard",
        part=part,
        bears=bears,
        lacks=lacks,
        more_is_better=good,
        whole=True,
    )


GROUPS: Sequence[tuple[bool, Phrase]] = (  # how a page lists them: by whether excluded rows count
    (False, _("How it was done")),
    (True, _("How often it was asked for, and how it ended; excluded cases included")),
)
LISTS = ("still_open", "closed", "excluded")  # every row is in exactly one of them

INDICATORS: Mapping[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            code="on_time",
            version=3,
            name=_("On time"),
            definition=_(
                "Of all cases that fall due in the period: answered by then, and not sent back or brought back by the "
                "requester since. Due is the date promised, moved only by an extension or a wait for the requester "
                "that somebody else granted. Withdrawn after a unit had been in contact is not on time."
            ),
            cohort="due",
            part=SETTLED & STAYED & Q(answered_at__lte=F("due_at")),
            bears=Mark.SETTLED | Mark.IN_TIME,
            lacks=Mark.REOPENED,
        ),
        Indicator(
            code="on_time_as_promised",
            version=1,
            name=_("On time by the date first promised"),
            definition=_(
                "Of all cases whose promise to resolve, as it was first made, falls due in the period: answered by "
                "then, and not sent back or brought back since. No extension, wait, hand-over or return moves the "
                "date."
            ),
            cohort="promised",
            part=SETTLED & STAYED & Q(answered_at__lte=F("original_due_at")),
            bears=Mark.SETTLED | Mark.AS_PROMISED,
            lacks=Mark.REOPENED,
        ),
        Indicator(
            code="answered",
            version=2,
            name=_("Answered"),
            definition=_(
                "Of all cases that fall due in the period: answered by now, in time or late. Withdrawn after a unit "
                "had been in contact is not answered."
            ),
            cohort="due",
            part=SETTLED,
            bears=Mark.SETTLED,
        ),
        Indicator(
            code="solved",
            version=2,
            name=_("Solved, of all due"),
            definition=_("Of all cases that fall due in the period: the requester says it is solved."),
            cohort="due",
            part=Q(outcome=Case.Outcome.SOLVED),
            bears=Mark.SOLVED,
        ),
        Indicator(
            code="dissolved",
            version=1,
            name=_("Dissolved"),
            definition=_(
                "Of all cases that fall due in the period, those hung and those excluded among them: the requester "
                "says it is solved, and has not brought it back. What was explained, not true, merged away or never "
                "heard is not dissolved."
            ),
            cohort="due",
            part=Q(outcome=Case.Outcome.SOLVED) & STAYED,
            bears=Mark.SOLVED,
            lacks=Mark.REOPENED,
            whole=True,
        ),
        Indicator(
            code="solved_of_heard",
            version=3,
            name=_("Solved, of those heard back"),
            definition=_(
                "Of all cases whose requester said in the period whether it was solved: those who say it is, by their "
                "last word in the period. A case that is being redone since counts as not solved."
            ),
            cohort="said",
            part=Q(said_solved=True),
            bears=Mark.SAYS_SOLVED,
            sampled=True,
        ),
        Indicator(
            code="satisfied",
            version=3,
            name=_("Satisfied, of those who rated"),
            definition=_(
                "Of all cases rated in the period, by the last rating in it: 4 or 5 of 5. A 3 does not count."
            ),
            cohort="rated",
            part=Q(said_rating__gte=4),
            bears=Mark.RATED_GOOD,
            sampled=True,
        ),
        Indicator(
            code="so_so",
            version=2,
            name=_("Rated in the middle"),
            definition=_("Of all cases rated in the period, by the last rating in it: 3 of 5, shown apart."),
            cohort="rated",
            part=Q(said_rating=3),
            bears=Mark.RATED_MIDDLE,
            more_is_better=False,
            sampled=True,
        ),
        Indicator(
            code="unverified",
            version=2,
            name=_("Closed unheard"),
            definition=_(
                "Of all cases that fall due in the period: closed though the requester was not "
                "heard. They never count as solved."
            ),
            cohort="due",
            part=Q(outcome=Case.Outcome.UNVERIFIED),
            bears=Mark.UNVERIFIED,
            more_is_better=False,
        ),
        Indicator(
            code="redone",
            version=2,
            name=_("Sent back to be redone"),
            definition=_("Of all cases heard in the period: the requester disputed an answer at least once."),
            cohort="heard",
            part=Q(redo_count__gt=0),
            bears=Mark.REDONE,
            more_is_better=False,
            whole=True,
        ),
        Indicator(
            code="reopened",
            version=2,
            name=_("Brought back after closing"),
            definition=_("Of all cases heard in the period: closed, and brought back by the requester within 15 days."),
            cohort="heard",
            part=Q(reopened_at__isnull=False),
            bears=Mark.REOPENED,
            more_is_better=False,
            whole=True,
        ),
        Indicator(
            code="recurred",
            version=2,
            name=_("Came again within 30 days"),
            definition=_(
                "Of all cases heard in the period: the same requester, or the same place, had the same kind of case "
                "closed within the 30 days before."
            ),
            cohort="heard",
            part=Q(recurrence_of__isnull=False),
            bears=Mark.RECURRED,
            more_is_better=False,
            whole=True,
        ),
        Indicator(
            code="unreachable",
            version=2,
            name=_("Closed without reaching the requester"),
            definition=_(
                "Of all cases that fall due in the period: three calls on at least two days did "
                "not reach the requester. They never count as solved or satisfied."
            ),
            cohort="due",
            part=Q(outcome=Case.Outcome.UNREACHABLE),
            bears=Mark.UNREACHABLE,
            more_is_better=False,
        ),
        Indicator(
            code="returned",
            version=2,
            name=_("Returned by a unit"),
            definition=_("Of all cases heard in the period: at least one unit gave its task back."),
            cohort="heard",
            part=Q(objections__gt=0),
            bears=Mark.RETURNED,
            more_is_better=False,
            whole=True,
        ),
        Indicator(
            code="first_right",
            version=1,
            name=_("Sent right the first time"),
            definition=_(
                "Of all cases heard in the period and sent to a unit that leads: no other unit has led them since. A "
                "return that was refused counts for whoever sent it."
            ),
            cohort="sent",
            part=~Q(pk__in=MISSENT.values("case")),
            bears=NONE,
            lacks=Mark.MISSENT,
            whole=True,
        ),
        Indicator(
            code="hurried",
            version=1,
            name=_("Done within minutes"),
            definition=_(
                "Of all cases heard in the period that a unit which leads has answered: answered less than 10 minutes "
                "after it was accepted or heard, in whatever round. No verdict: an outage may end so, a complaint "
                "hardly."
            ),
            cohort="done",
            part=Q(pk__in=HURRIED.values("case")),
            bears=Mark.HURRIED,
            more_is_better=False,
            whole=True,
        ),
        Indicator(
            code="same_words",
            version=1,
            name=_("The same reply as before"),
            definition=_(
                "Of all cases heard in the period that a unit which leads has answered: in words, apart from spaces "
                "and punctuation, that the same unit had given on another case before."
            ),
            cohort="done",
            part=Q(pk__in=SAME_WORDS.values("case")),
            bears=Mark.SAME_WORDS,
            more_is_better=False,
            whole=True,
        ),
        _count(
            "extended",
            _("Extended"),
            _("Of all cases heard in the period: an extension was granted."),
            granted("extension"),
            Mark.EXTENDED,
        ),
        _count(
            "waited",
            _("Waited for the requester"),
            _("Of all cases heard in the period: at least once the case waited for an answer of its requester."),
            Q(pk__in=Pause.objects.values("case")),
            Mark.WAITED,
        ),
        _count(
            "hung",
            _("Hung"),
            _(
                "Of all cases heard in the period: hung at least once, as real and not solvable then. They are in "
                "every other figure too."
            ),
            granted("hanging"),
            Mark.HUNG,
        ),
        _count(
            "merged",
            _("Merged into another"),
            _(
                "Of all cases heard in the period: merged into another case, and answered with it. Being merged "
                "solves nothing; each requester is asked."
            ),
            granted("merge"),
            Mark.MERGED,
        ),
        _count(
            "withdrawn",
            _("Withdrawn before any contact"),
            _("Of all cases heard in the period: the requester withdrew before any unit had been in contact."),
            Q(outcome=Case.Outcome.WITHDRAWN),
            Mark.WITHDRAWN,
        ),
        _count(
            "withdrawn_after_contact",
            _("Withdrawn after contact"),
            _(
                "Of all cases heard in the period: the requester withdrew after a unit had been in contact. Never on "
                "time, never solved."
            ),
            Q(outcome=Case.Outcome.WITHDRAWN_AFTER_CONTACT),
            Mark.WITHDRAWN_LATE,
        ),
        _count(
            "excluded",
            _("Excluded cases"),
            _(
                "Of all cases heard in the period: excluded on request of one and by leave of another. Every figure "
                "is printed without them and with them."
            ),
            EXCLUDED,
            Mark.EXCLUDED,
        ),
        _count(
            "still_open",
            _("Still open"),
            _(
                "Of all cases heard in the period: not closed and not excluded. With the closed and the excluded "
                "they are all."
            ),
            Q(closed_at__isnull=True) & ~EXCLUDED,
            NONE,
            lacks=Mark.CLOSED | Mark.EXCLUDED,
        ),
        _count(
            "closed",
            _("Closed cases"),
            _(
                "Of all cases heard in the period: closed and not excluded. With the open and the excluded they are "
                "all."
            ),
            Q(closed_at__isnull=False) & ~EXCLUDED,
            Mark.CLOSED,
            lacks=Mark.EXCLUDED,
            good=True,
        ),
    )
}
