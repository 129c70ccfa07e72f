"""The words of each kind of notice, for outside channels and the notices page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from jishiyu.lib.phrases import Phrase

WORDS: Mapping[str, Phrase] = {
    "advice_due": _("Advice to pass on to %(count)s households: %(title)s"),
    "reading_due": _("The reading of %(month)s is missing: %(title)s"),
    "claim_here": _("An application waits for you: %(title)s"),
    "claim_papers": _("Papers were handed in: %(title)s"),
    "claim_late": _("An application is late: %(title)s"),
    "claim_more": _("Papers are asked for: %(title)s"),
    "claim_notice": _("On public notice: %(title)s"),
    "claim_approved": _("Approved: %(title)s"),
    "claim_refused": _("Refused: %(title)s"),
    "claim_objected": _("Somebody objects to an application: %(title)s"),
    "claim_objection_decided": _("An objection was decided: %(title)s"),
    "claim_exit": _("An end is asked for: %(title)s"),
    "claim_leave": _("The home is to be left in time: %(title)s"),
    "claim_ended": _("Ended: %(title)s"),
    "offer_made": _("You have an offer, please answer in time: %(title)s"),
    "claim_stays": _("The time to move out is over: %(title)s"),
    "claim_facts_told": _("Facts were told that nobody has checked: %(title)s"),
    "claim_not_due": _("No longer due by the facts of now: %(title)s"),
    "claim_review": _("Yearly review, please answer: %(title)s"),
    "claim_review_silent": _("Yearly review without an answer: %(title)s"),
    "claim_review_answered": _("Yearly review answered: %(title)s"),
    "claim_suspended": _("Suspended, the yearly review was not answered: %(title)s"),
    "lead_raised": _("Warning: %(kind)s at %(place)s"),
    "lead_fell": _("Less grave than it was said to be: %(kind)s at %(place)s"),
    "lead_recalled": _("Taken back by those who said it: %(kind)s at %(place)s"),
    "case_placed": _("It is at another place than was thought: %(title)s"),
    "kind_corrected": _("Its kind was corrected: %(title)s"),
    "case_corrected": _("The words it came from were changed or taken back: %(title)s"),
    "task_sent": _("New task: %(title)s"),
    "task_handed": _("Handed to you: %(title)s"),
    "case_urged": _("Urged: %(title)s"),
    "case_supervised": _("Under supervision: %(title)s"),
    "case_escalated": _("Escalated: %(title)s"),
    "case_review_due": _("Set aside, to be looked at again: %(title)s"),
    "task_redo": _("Not solved, to be done again: %(title)s"),
    "task_returned": _("Task returned by %(unit)s: %(title)s"),
    "consultation_called": _("To a consultation, %(place)s: %(title)s"),
    "consultation_moved": _("The consultation has another time or place, %(place)s: %(title)s"),
    "consultation_dropped": _("The consultation will not be held: %(title)s"),
    "consultation_closed": _("The consultation's minutes are there: %(title)s"),
    "report_ready": _("A report is there: %(title)s"),
    "work_ready": _("Ready: %(title)s"),
    "work_failed": _("Could not be done: %(title)s"),
    "ledger_broken": _("The ledger does not hold: %(title)s"),
    "sign_supervised": _("A warning sign to supervise: %(unit)s"),
    "case_answered": _("Answered, to be verified: %(title)s"),
    "application_granted": _("Granted, what you asked for: %(title)s"),
    "application_refused": _("Not granted, what you asked for: %(title)s"),
    "question_answered": _("The requester has answered your question: %(title)s"),
    "gathering_near": _("A gathering is near, %(place)s: %(title)s"),
    "gathering_moved": _("The gathering has another time or place, %(place)s: %(title)s"),
    "gathering_dropped": _("The gathering will not be held: %(title)s"),
    "stationed": _("You are stationed at an enterprise: %(title)s"),
    "invited": _("Something is due to you: %(title)s"),
    "policy_new": _("A new policy fits %(number)s enterprises of yours: %(title)s"),
    "policy_ending": _("A policy ends soon that fits %(number)s enterprises of yours: %(title)s"),
    "wait_over": _("The requester has not answered; the case goes on: %(title)s"),
}


def title_of(kind: str, params: Mapping[str, Any]) -> str:
    """One line in the active language. A parameter that is missing shows as an empty space, never as an error."""
    filled = {name: params.get(name, "") for name in ("kind", "place", "title", "unit", "number")}
    return str(WORDS.get(kind, "%(title)s")) % filled
