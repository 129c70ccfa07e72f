"""The words by which pages speak of applications: acts, grounds, states of the rules."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Claim
from jishiyu.entitlements.workflow import DECIDING
from jishiyu.ledger.models import Entry
from jishiyu.lib.phrases import Phrase

ACTS: Mapping[str, Phrase] = {
    "submitted": gettext_lazy("Applied"),
    "judged": gettext_lazy("First decision of the rules"),
    "decided": gettext_lazy("Decided by the rules"),
    "accepted": gettext_lazy("Accepted: its place in time is taken"),
    "more_asked": gettext_lazy("Papers asked for"),
    "handed_in": gettext_lazy("Papers handed in"),
    "corrected": gettext_lazy("Facts corrected"),
    "step_passed": gettext_lazy("Step passed"),
    "refusal_proposed": gettext_lazy("To be refused, finds the step"),
    "sent_back": gettext_lazy("Sent back to a step"),
    "refused": gettext_lazy("Refused"),
    "approved": gettext_lazy("Approved, put on public notice"),
    "notice_over": gettext_lazy("The public notice is over; it counts"),
    "objected": gettext_lazy("Somebody objected"),
    "objection_decided": gettext_lazy("The objection was decided"),
    "review_reopened": gettext_lazy("Reviewed again after an objection"),
    "rechecked": gettext_lazy("A fact has changed: to be decided again"),
    "redecided": gettext_lazy("Decided anew on changed facts"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "awarded": gettext_lazy("Given"),
    "exit_asked": gettext_lazy("An end was asked for"),
    "exit_granted": gettext_lazy("The end was granted; time to move out"),
    "exit_refused": gettext_lazy("The end was not granted"),
    "ended": gettext_lazy("Ended"),
    "review_begun": gettext_lazy("Yearly review begun"),
    "review_reminded": gettext_lazy("Reminded of the yearly review"),
    "review_suspended": gettext_lazy("Suspended: the yearly review was not answered"),
    "review_answered": gettext_lazy("Yearly review answered"),
    "reviewed": gettext_lazy("Yearly review done"),
}
REFUSALS: Mapping[str, Phrase] = {
    "not_due": gettext_lazy("Not due by the rules"),
    "no_papers": gettext_lazy("Papers asked for were not handed in"),
    "untrue": gettext_lazy("What was said is not true"),
    "not_found": gettext_lazy("Nobody could be found or visited"),
}
EXITS: Mapping[str, Phrase] = {
    "bought": gettext_lazy("Bought, was given or inherited a home"),
    "not_due": gettext_lazy("No longer due by the rules"),
    "sublet": gettext_lazy("Sub-let or lent to others"),
    "misused": gettext_lazy("Used for something else, or damaged"),
    "empty": gettext_lazy("Empty for more than six months"),
    "arrears": gettext_lazy("Rent unpaid for more than six months"),
    "died": gettext_lazy("Died"),
    "moved": gettext_lazy("Moved away"),
    "untrue": gettext_lazy("What was said is not true"),
    "own_wish": gettext_lazy("Own wish"),
    "refusals": gettext_lazy("refused or did not answer too often"),
}
COLOURS: Mapping[str, str] = {
    "submitted": "amber",
    "more": "amber",
    "reviewing": "rain",
    "notice": "rain",
    "approved": "leaf",
    "awarded": "leaf",
    "refused": "alarm",
}
WAITING: Mapping[str, Phrase] = {
    "submitted": gettext_lazy("Waits to be accepted"),
    "more": gettext_lazy("Waits for papers"),
}


def act(entry: Entry) -> str:
    return str(ACTS.get(entry.act, entry.act))


def ground(claim: Claim) -> str:
    """The ground of a refusal or an end, in words."""
    table = EXITS if claim.state == Claim.State.ENDED else REFUSALS
    return str(table.get(claim.ground, claim.ground))


def step(scheme: Scheme, code: str) -> str:
    """A step by its name; after the last, the head decides."""
    if code == DECIDING:
        return _("Decision of the head")
    return next((str(one.name) for one in scheme.steps if one.code == code), code)


def scheme_name(code: str) -> str:
    """The name of a scheme; its code when no loaded pack declares it."""
    try:
        return str(scheme_of(code).name)
    except LookupError:
        return code
