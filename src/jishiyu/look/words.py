"""The words by which pages speak of states, reasons, acts and spans."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case
from jishiyu.ledger.models import Entry
from jishiyu.lib.phrases import Phrase

URGENCY: Sequence[tuple[Phrase, str]] = (
    (gettext_lazy("No hurry"), "plain"),
    (gettext_lazy("Can wait"), "rain"),
    (gettext_lazy("Today"), "amber"),
    (gettext_lazy("Now"), "alarm"),
)
STATE_COLOURS: Mapping[str, str] = {
    Case.State.RECEIVED: "amber",
    Case.State.DISPATCHED: "rain",
    Case.State.HANDLING: "rain",
    Case.State.ANSWERED: "leaf",
}
PROMISES: Mapping[str, Phrase] = {
    "respond": gettext_lazy("Taken up"),
    "contact": gettext_lazy("Requester contacted"),
    "arrive": gettext_lazy("On the spot"),
    "resolve": gettext_lazy("Resolved"),
}
LINES: Mapping[str, Phrase] = {
    "territory": gettext_lazy("Territory"),
    "trade": gettext_lazy("Trade's desk"),
}
BANDS: Mapping[str, Phrase] = {
    "late": gettext_lazy("Late"),
    "soon": gettext_lazy("Within two hours"),
    "today": gettext_lazy("Due today"),
    "later": gettext_lazy("Later"),
}
ONLY: Mapping[str, Phrase] = {
    "late": gettext_lazy("Late"),
    "today": gettext_lazy("Due today"),
    "lead": gettext_lazy("We lead"),
    "assist": gettext_lazy("We assist"),
    "aside": gettext_lazy("Set aside"),
}
NUDGED: Mapping[str, Phrase] = {
    "urge": gettext_lazy("Urged"),
    "supervise": gettext_lazy("Put under supervision"),
    "escalate": gettext_lazy("Escalated to the leaders"),
}
DAYS: Mapping[str, Phrase] = {
    "workday": gettext_lazy("workday"),
    "make_up": gettext_lazy("make-up workday"),
    "weekend": gettext_lazy("weekend"),
    "holiday": gettext_lazy("public holiday"),
    "natural": gettext_lazy("calendar day"),
    "unknown": gettext_lazy("a day without a table"),
}
RETURN_CODES: Mapping[str, Phrase] = {
    "wrong_place": gettext_lazy("Not in our place"),
    "wrong_owner": gettext_lazy("Not our property"),
    "overlap": gettext_lazy("Duties overlap"),
    "false_alarm": gettext_lazy("False alarm"),
    "not_ours": gettext_lazy("Outside our duty"),
}
REASONS: Mapping[str, Phrase] = {
    "word": gettext_lazy("says “%(word)s”"),
    "weighs": gettext_lazy("“%(word)s” weighs"),
    "joins": gettext_lazy("goes with “%(word)s” before it"),
    "grave": gettext_lazy("made urgent by “%(word)s”"),
    "thread": gettext_lazy("joins what the group speaks of: “%(word)s”"),
    "calm": gettext_lazy("it is over, or never was: “%(word)s”"),
    "distant": gettext_lazy("another time or place: “%(word)s”"),
    "staff": gettext_lazy("a notice by staff"),
    "chatter": gettext_lazy("only thanks: “%(word)s”"),
    "subject": gettext_lazy("like past letters about: %(word)s"),
    "own_subject": gettext_lazy("the office's own subject: %(word)s"),
    "model": gettext_lazy("judged by the learnt model %(word)s"),
    "subject_doubt": gettext_lazy("its subject is only %(word)s sure"),
    "no_word": gettext_lazy("no word of any subject found"),
    "catalogue": gettext_lazy("dispatch catalogue: %(word)s"),
    "item": gettext_lazy("speaks of: %(word)s"),
    "precedent": gettext_lazy("so ended before: %(word)s"),
    "duty_elsewhere": gettext_lazy("another unit is on duty there"),
    "other_item": gettext_lazy("also speaks of: %(word)s"),
    "consulted": gettext_lazy("assigned in a consultation: %(word)s"),
    "duty": gettext_lazy("on duty there: %(word)s"),
    "home": gettext_lazy("the unit that hears this source"),
    "returned": gettext_lazy("named in the return: %(word)s"),
    "gave_back": gettext_lazy("has given this case back"),
    "redo": gettext_lazy("not solved, to be done again"),
    "chosen": gettext_lazy("chosen by the dispatcher"),
    "return_refused": gettext_lazy("its return was refused: %(word)s"),
}
ACTS: Mapping[str, Phrase] = {  # in short; each has its sentence in telling.py
    "opened": gettext_lazy("Case opened"),
    "imported_answer": gettext_lazy("Answer came with the imported record"),
    "joined": gettext_lazy("More was said about it"),
    "said_split": gettext_lazy("Messages of another matter were split off"),
    "said_recalled": gettext_lazy("A message was taken back by its sender"),
    "said_edited": gettext_lazy("A message was said anew by its sender"),
    "dispatched": gettext_lazy("Sent to a unit"),
    "added": gettext_lazy("One more unit asked to assist"),
    "recalled": gettext_lazy("Taken back by the centre"),
    "return_decided": gettext_lazy("The return was ruled on"),
    "handed_over": gettext_lazy("Handed to a colleague"),
    "urged": gettext_lazy("Urged"),
    "supervised": gettext_lazy("Put under supervision"),
    "escalated": gettext_lazy("Escalated to the leaders"),
    "review_due": gettext_lazy("Set aside; its review is due"),
    "accepted": gettext_lazy("Accepted"),
    "contacted": gettext_lazy("Requester contacted"),
    "arrived": gettext_lazy("Arrived"),
    "finished": gettext_lazy("Finished, answered"),
    "returned": gettext_lazy("Returned"),
    "consultation_called": gettext_lazy("Put on the agenda of a consultation"),
    "consultation_dropped": gettext_lazy("The consultation was not held"),
    "consultation_left_open": gettext_lazy("The consultation closed without a ruling on it"),
    "consultation_closed": gettext_lazy("The consultation's minutes close the question"),
    "ruled": gettext_lazy("Ruled on in a consultation"),
    "asked": gettext_lazy("Requester asked"),
    "confirmed": gettext_lazy("Requester: solved"),
    "disputed": gettext_lazy("Requester: not solved, redo"),
    "closed": gettext_lazy("Closed"),
    "reopened": gettext_lazy("Brought back by the requester"),
    "not_reached": gettext_lazy("Called, not reached"),
    "asked_for": gettext_lazy("Asked for, to be decided by another"),
    "granted": gettext_lazy("Granted"),
    "not_granted": gettext_lazy("Not granted"),
    "question_answered": gettext_lazy("The requester answered the question"),
    "wait_over": gettext_lazy("Nobody answered in time; the case goes on"),
    "went_on": gettext_lazy("Taken up again"),
    "came_back": gettext_lazy("The day of review has come"),
    "counted_again": gettext_lazy("The exclusion was undone"),
    "unmerged": gettext_lazy("Found to be another matter, no longer merged"),
    "followed": gettext_lazy("Answered with the case it was merged into"),
    "kind_corrected": gettext_lazy("Its kind was corrected"),
    "placed": gettext_lazy("Said which place is meant"),
    "split": gettext_lazy("A second need was split off"),
    "split_from": gettext_lazy("Split off from another case"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "reckoned": gettext_lazy("Date reckoned, the calendar of its year being there now"),
}
ASKINGS: Mapping[str, Phrase] = {
    "extension": gettext_lazy("Extension"),
    "waiting": gettext_lazy("Waiting for the requester"),
    "hanging": gettext_lazy("Hanging"),
    "exclusion": gettext_lazy("Exclusion"),
    "merge": gettext_lazy("Merging"),
    "correction": gettext_lazy("Another kind"),
    "return": gettext_lazy("Return"),
}
RULINGS: Mapping[str, Phrase] = {
    "granted": gettext_lazy("Granted"),
    "refused": gettext_lazy("Refused"),
    "lapsed": gettext_lazy("Lapsed"),
    "upheld": gettext_lazy("Upheld"),
    "consulted": gettext_lazy("Settled by a consultation"),
}
ASKING_CODES: Mapping[str, Phrase] = {
    "complex": gettext_lazy("The matter is complex"),
    "materials": gettext_lazy("Material or equipment is on the way"),
    "other_body": gettext_lazy("Another body must act first"),
    "weather": gettext_lazy("Weather does not allow it"),
    "construction": gettext_lazy("Building work takes its time"),
    "place_unclear": gettext_lazy("The place is not clear"),
    "papers_missing": gettext_lazy("Papers are missing that only they have"),
    "appointment": gettext_lazy("They must be there, and name a day"),
    "their_choice": gettext_lazy("They must choose"),
    "no_funds": gettext_lazy("No funds this year"),
    "in_a_plan": gettext_lazy("Part of a plan that will be carried out"),
    "no_rule_yet": gettext_lazy("There is no rule for it yet"),
    "old_matter": gettext_lazy("A matter left over from the past"),
    "in_litigation": gettext_lazy("Before a court or an arbitrator"),
    "out_of_jurisdiction": gettext_lazy("Outside our jurisdiction"),
    "malicious_repeat": gettext_lazy("Repeated in bad faith"),
    "beyond_law": gettext_lazy("Asks for what the law does not give"),
    "test_record": gettext_lazy("A test, not a need"),
    "same_matter": gettext_lazy("The same matter"),
    "same_requester": gettext_lazy("The same matter said twice by one person"),
    "misheard": gettext_lazy("It was heard or read wrong"),
    "seen_on_the_spot": gettext_lazy("Seen on the spot"),
    "requester_says": gettext_lazy("The requester says so"),
    "another_trade": gettext_lazy("The trade that was asked says so"),
}
CALL_WHYS: Mapping[str, Phrase] = {
    "report": gettext_lazy("Report of wrongdoing"),
    "redone": gettext_lazy("Redone or brought back"),
    "urgent": gettext_lazy("Most urgent"),
    "vulnerable": gettext_lazy("Frail person"),
    "dissatisfied": gettext_lazy("Dissatisfied before"),
    "supervised": gettext_lazy("Supervised"),
    "handed_down": gettext_lazy("Handed down from above"),
    "sample": gettext_lazy("Drawn at random"),
}
COUNTS: Mapping[str, Phrase] = {  # what came of a long work
    "policies": gettext_lazy("Policies"),
    "enterprises": gettext_lazy("Enterprises"),
    "rows": gettext_lazy("Rows"),
    "entries": gettext_lazy("Entries"),
    "faults": gettext_lazy("Faults"),
    "new_lead": gettext_lazy("New"),
    "opened": gettext_lazy("Cases opened"),
    "joined": gettext_lazy("Joined to one that is open"),
    "chatter": gettext_lazy("Only thanks or empty"),
    "corrected": gettext_lazy("Taken back or said anew"),
    "seen_before": gettext_lazy("Known before"),
    "rejected": gettext_lazy("Came back"),
    "changed": gettext_lazy("Changed"),
    "same": gettext_lazy("Say the same"),
    "returned": gettext_lazy("Came back"),
    "kept": gettext_lazy("Stay"),
    "moved": gettext_lazy("Change hands"),
    "new": gettext_lazy("Get one for the first time"),
    "unplaced": gettext_lazy("Nobody can take"),
    "letters": gettext_lazy("Letters"),
    "left_out": gettext_lazy("Nothing to write yet"),
    "fresh": gettext_lazy("New enterprises"),
    "repeated": gettext_lazy("Said twice in the file"),
    "aside": gettext_lazy("Set aside"),
    "cells": gettext_lazy("Cells left out"),
}


PUBLIC: Mapping[str, Phrase] = {
    "requester": gettext_lazy("Requester"),
    "applicant": gettext_lazy("Applicant"),
    "public": gettext_lazy("Somebody of the public"),
}


def actor(by: str, names: Mapping[str, str]) -> str:
    """Who did it: an officer by name, one of the public, or the product itself."""
    if by.startswith("system:"):
        return _("Jishiyu itself")
    return str(PUBLIC[by]) if by in PUBLIC else names.get(by, by)


def kind(code: str) -> str:
    """The name of a case kind; its code when no loaded pack declares it."""
    try:
        return str(kind_of(code).name)
    except LookupError:
        return code


def state_of(case: object) -> tuple[str, str]:
    """State in words and its colour; of a closed case its outcome."""
    if not isinstance(case, Case):
        raise TypeError(f"{case!r} is no case")
    if case.state == Case.State.CLOSED:
        return str(case.get_outcome_display()), "leaf" if case.outcome == Case.Outcome.SOLVED else "plain"
    return str(case.get_state_display()), STATE_COLOURS[case.state]


def reason(pair: Sequence[str]) -> str:
    code, word = (*pair, "")[:2]
    return str(REASONS.get(code, code)) % {"word": word}


def act(entry: object) -> str:
    if not isinstance(entry, Entry):
        raise TypeError(f"{entry!r} is no entry")
    return str(ACTS.get(entry.act, entry.act))


def span(length: timedelta) -> str:
    """A length of time in the two largest units that matter."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 1:
        return _("a moment")
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    days, hours = divmod(hours, 24)
    return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
