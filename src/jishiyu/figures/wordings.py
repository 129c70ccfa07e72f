"""How indicators were defined before: what was published then names these versions. No database."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.shapes import Wording
from jishiyu.lib.phrases import Phrase

FIRST, SECOND = date(2026, 11, 24), date(2026, 11, 25)
_WITH_EXCLUDED = _("Excluded cases were counted in it.")
_DUE = _("Of all cases whose promise to resolve falls due in the period:")


def _was(definition: Phrase, since: date = FIRST, version: int = 1) -> Wording:
    return Wording(version, since, format_lazy("{} {}", definition, _WITH_EXCLUDED))


def _due(rest: Phrase) -> Wording:
    return Wording(1, FIRST, format_lazy("{} {} {}", _DUE, rest, _WITH_EXCLUDED))


EARLIER: Mapping[str, Sequence[Wording]] = {
    "on_time": (
        Wording(
            2,
            SECOND,
            _(
                "Of all cases whose promise to resolve falls due in the period: answered by then, and not sent back or "
                "brought back by the requester since. No extension, hand-over or return moves the date."
            ),
        ),
        Wording(
            1,
            FIRST,
            _(
                "Of all cases whose promise to resolve falls due in the period: answered by then, and not sent back by "
                "the requester since. No extension, hand-over or return moves the date."
            ),
        ),
    ),
    "answered": (_due(_("answered by now, in time or late.")),),
    "solved": (_due(_("the requester says it is solved.")),),
    "solved_of_heard": (
        _was(
            _(
                "Of all cases whose requester said in the period whether it was solved: those who say it is, by their "
                "last word in the period. A case that is being redone since counts as not solved."
            ),
            SECOND,
            2,
        ),
        Wording(1, FIRST, _("Of cases whose requester answered in the last round: those who say it is solved.")),
    ),
    "satisfied": (
        _was(
            _("Of all cases rated in the period, by the last rating in it: 4 or 5 of 5. A 3 does not count."), SECOND, 2
        ),
        Wording(
            1,
            FIRST,
            _("Of cases whose requester answered in the last round: rated 4 or 5 of 5. A 3 does not count."),
        ),
    ),
    "so_so": (_was(_("Of all cases rated in the period, by the last rating in it: 3 of 5, shown apart.")),),
    "unverified": (_due(_("closed though the requester was not heard. They never count as solved.")),),
    "unreachable": (
        _due(
            _("three calls on at least two days did not reach the requester. They never count as solved or satisfied.")
        ),
    ),
    "redone": (_was(_("Of all cases heard in the period: the requester disputed an answer at least once.")),),
    "reopened": (
        _was(_("Of all cases heard in the period: closed, and brought back by the requester within 15 days.")),
    ),
    "recurred": (
        _was(
            _(
                "Of all cases heard in the period: the same requester, or the same place, had the same kind of case "
                "closed within the 30 days before."
            )
        ),
    ),
    "returned": (_was(_("Of all cases heard in the period: at least one unit gave its task back.")),),
}
