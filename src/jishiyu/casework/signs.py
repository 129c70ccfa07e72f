"""Warning signs for the centre: what looks like work that was only said to be done. No database.

A sign is no verdict. It counts, opens to its cases, and waits for a person who looks and says what they found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from jishiyu.lib.phrases import Phrase

QUICK = timedelta(minutes=10)
SOON = timedelta(days=3)
ALIKE = 5  # cases with the same reply
MANY_EXTENSIONS = 20  # percent of what a unit finished


@dataclass(frozen=True, slots=True)
class Sign:
    """`least`: from how many cases on it is shown; `days`: how far back it looks."""

    code: str
    name: Phrase
    what: Phrase
    least: int
    days: int = 30


SIGNS: Mapping[str, Sign] = {
    sign.code: sign
    for sign in (
        Sign(
            "quick",
            _("Finished within minutes"),
            _("Finished less than 10 minutes after it was accepted or heard."),
            3,
        ),
        Sign(
            "same_words",
            _("The same reply again and again"),
            _("One unit gave the same words, apart from spaces and punctuation, as the answer of 5 cases or more."),
            ALIKE,
        ),
        Sign(
            "same_photo",
            _("A photo used before"),
            _("The very same picture file is the proof of another case too, of this unit or of any other."),
            1,
        ),
        Sign(
            "own_network",
            _("Rated from the handler's network"),
            _("The requester's word came from the network the task was accepted or finished from."),
            1,
        ),
        Sign(
            "own_phone",
            _("The requester has an officer's phone"),
            _("The phone of the requester who was heard is that of an officer of the unit that did the work."),
            1,
        ),
        Sign(
            "withdrawn",
            _("Withdrawn after contact"),
            _("Withdrawn by the requester after this unit had been in contact."),
            3,
            90,
        ),
        Sign(
            "extensions",
            _("A habit of extensions"),
            _("Extensions asked for 5 cases or more, and for a fifth or more of what the unit finished."),
            5,
        ),
        Sign(
            "all_fives",
            _("Every rating a five"),
            _("One caller noted 20 ratings or more, and each is 5 of 5."),
            20,
        ),
        Sign(
            "back_at_once",
            _("Back right after “solved”"),
            _("Closed as solved, and brought back by the requester within 3 days."),
            1,
            90,
        ),
    )
}
