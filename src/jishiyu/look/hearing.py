"""The words by which pages speak of the lexicon: what each list means."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.casework.kinds import kind_of
from jishiyu.lib.phrases import Phrase
from jishiyu.look.words import URGENCY
from jishiyu.sensing.wordlists import WordList

RULES: Mapping[str, Phrase] = {
    "calm": gettext_lazy("It is over, or never was"),
    "still": gettext_lazy("It is not over"),
    "echo": gettext_lazy("Me too"),
    "masks": gettext_lazy("Means something else"),
    "distant": gettext_lazy("Another time, another place, only supposed"),
    "advert": gettext_lazy("Selling, hiring, playing"),
    "notice": gettext_lazy("How staff announce and answer"),
    "grave": gettext_lazy("Makes any trouble urgent"),
    "chatter": gettext_lazy("Letters that need no answer"),
}
HINTS: Mapping[str, Phrase] = {
    "calm": gettext_lazy("Takes back what is said before it or beside it. A danger stands all the same."),
    "still": gettext_lazy("Joins the trouble the group speaks of."),
    "echo": gettext_lazy("Joins the trouble the group speaks of, in a short message."),
    "masks": gettext_lazy("A longer phrase that holds a word of another list and is not meant so."),
    "distant": gettext_lazy("Takes everything back but a danger."),
    "advert": gettext_lazy("Takes everything back but a danger."),
    "notice": gettext_lazy("Only counts from staff."),
    "grave": gettext_lazy("Beside a word of trouble it makes the message a matter of now."),
    "chatter": gettext_lazy("In the title of a letter that names no subject."),
    "beside": gettext_lazy("Counts only beside other trouble, or while the group speaks of some."),
    "things": gettext_lazy("One side of a pair: counts when a word of the other side stands close by."),
    "states": gettext_lazy("One side of a pair: counts when a word of the other side stands close by."),
}
PARTS: Mapping[str, Phrase] = {
    "beside": gettext_lazy("who must not be left waiting"),
    "things": gettext_lazy("things"),
    "states": gettext_lazy("what happens to them"),
}


def list_name(one: WordList) -> str:
    """What the words of a list mean."""
    if not one.kind:
        return str(RULES.get(one.code, one.code))
    named = {"kind": _kind(one.kind), "urgency": URGENCY[one.urgency][0]}
    if not one.part:
        return _("%(kind)s: %(urgency)s") % named
    return _("%(kind)s: %(urgency)s (%(part)s)") % {**named, "part": PARTS[one.part]}


def list_hint(one: WordList) -> str:
    return str(HINTS.get(one.part or one.code, _("Speaks of this trouble by itself.")))


def _kind(code: str) -> str:
    try:
        return str(kind_of(code).name)
    except LookupError:
        return code
