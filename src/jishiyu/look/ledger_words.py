"""The words by which the audit pages speak of the whole ledger: its subjects, and acts done to others than cases."""

import json
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.ledger.models import Entry
from jishiyu.lib.phrases import Phrase
from jishiyu.look.claim_words import ACTS as CLAIM_ACTS
from jishiyu.look.programme_words import ACTS as PROGRAMME_ACTS
from jishiyu.look.words import ACTS

LONGEST_VALUE = 120
_CODE = re.compile(r"[\w.:+-]{1,40}", re.ASCII)  # a code, a number, a moment
SUBJECTS: Mapping[str, Phrase] = {
    "assignment": gettext_lazy("Assignment"),
    "campaign_task": gettext_lazy("Campaign task"),
    "award": gettext_lazy("Award"),
    "invitation": gettext_lazy("Invitation"),
    "permit": gettext_lazy("Permit"),
    "run": gettext_lazy("Payment run"),
    "item": gettext_lazy("Item"),
    "policy": gettext_lazy("Policy card"),
    "programme": gettext_lazy("Programme"),
    "series": gettext_lazy("Series"),
    "target": gettext_lazy("Target"),
    "policy_document": gettext_lazy("Policy document"),
    "alias": gettext_lazy("Place name"),
    "case": gettext_lazy("Case"),
    "claim": gettext_lazy("Application"),
    "household": gettext_lazy("Household"),
    "casework": gettext_lazy("Casework"),
    "catalogue": gettext_lazy("Catalogue entry"),
    "channel": gettext_lazy("Channel"),
    "import": gettext_lazy("Import"),
    "consultation": gettext_lazy("Consultation"),
    "lead": gettext_lazy("Lead"),
    "letter": gettext_lazy("Letter form"),
    "letters": gettext_lazy("Letters of case"),
    "ledger": gettext_lazy("Ledger"),
    "message": gettext_lazy("Message"),
    "model": gettext_lazy("Learnt model of"),
    "officer": gettext_lazy("Account"),
    "figures": gettext_lazy("Figures"),
    "published": gettext_lazy("Published figures"),
    "registry": gettext_lazy("Registry"),
    "sample": gettext_lazy("Draw of calls"),
    "shadow": gettext_lazy("Draw of messages to look at"),
    "sight": gettext_lazy("Look at the requester of"),
    "sign": gettext_lazy("Warning sign"),
    "source": gettext_lazy("Source"),
    "subject": gettext_lazy("Person served"),
    "unit": gettext_lazy("Unit"),
    "word": gettext_lazy("Word of the lexicon"),
    "work": gettext_lazy("Long work"),
    "draw": gettext_lazy("List of a lottery"),
    "home": gettext_lazy("Home"),
    "institution": gettext_lazy("Institution"),
    "offer": gettext_lazy("Offer"),
    "waiting": gettext_lazy("Place in a queue"),
    "appointment": gettext_lazy("Appointed visit"),
    "team": gettext_lazy("Support team"),
    "visit": gettext_lazy("A visit"),
    "gathering": gettext_lazy("Gathering"),
    "gatherings": gettext_lazy("Series of gatherings"),
    "outcome": gettext_lazy("Measured outcome"),
    "residency": gettext_lazy("Residency"),
    "resumption": gettext_lazy("Back to work of"),
}
OTHER_ACTS: Mapping[str, Phrase] = {
    "account_set": gettext_lazy("Account set"),
    "awarded": gettext_lazy("Awarded"),
    "bounced": gettext_lazy("Came back from the bank"),
    "checked": gettext_lazy("Checked"),
    "confirmed": gettext_lazy("Answered by the bank"),
    "invited": gettext_lazy("Invited"),
    "issued": gettext_lazy("Issued"),
    "prepared": gettext_lazy("Prepared"),
    "repaid": gettext_lazy("Given back"),
    "resumed": gettext_lazy("Resumed"),
    "revoked": gettext_lazy("Revoked"),
    "sessions_recorded": gettext_lazy("Sessions recorded"),
    "suspended": gettext_lazy("Suspended"),
    "term_recorded": gettext_lazy("Amount changed"),
    "answered": gettext_lazy("An officer answered"),
    "asked": gettext_lazy("Asked for"),
    "called": gettext_lazy("Called"),
    "changed": gettext_lazy("Changed"),
    "contact_seen": gettext_lazy("Contact seen"),
    "contacts_exported": gettext_lazy("Contacts taken away, unmasked"),
    "corrected": gettext_lazy("Corrected"),
    "days_set": gettext_lazy("Days declared"),
    "drawn": gettext_lazy("Drawn"),
    "adopted": gettext_lazy("Adopted"),
    "done": gettext_lazy("Done"),
    "given_up": gettext_lazy("Task given up"),
    "proposed": gettext_lazy("Proposed"),
    "terms_set": gettext_lazy("What they can take was set"),
    "duties_ended": gettext_lazy("Duties ended"),
    "duties_given": gettext_lazy("Duties given"),
    "duties_handed_over": gettext_lazy("Duties handed over"),
    "duties_taken_over": gettext_lazy("Duties taken over"),
    "duty_ended": gettext_lazy("Duty ended"),
    "duty_given": gettext_lazy("Duty given"),
    "ended": gettext_lazy("Ended"),
    "exported": gettext_lazy("Ledger handed out"),
    "failed": gettext_lazy("Failed"),
    "fetched": gettext_lazy("File fetched"),
    "filled": gettext_lazy("Filled"),
    "finished": gettext_lazy("Finished"),
    "found_broken": gettext_lazy("Verified: does not hold"),
    "kind_corrected": gettext_lazy("Its case was found to be of another kind"),
    "case_merged": gettext_lazy("Its case was merged or taken apart"),
    "united": gettext_lazy("Found to be part of another"),
    "placed": gettext_lazy("Place chosen by hand"),
    "key_ended": gettext_lazy("Key ended"),
    "key_made": gettext_lazy("Key made"),
    "known": gettext_lazy("Became known"),
    "labelled": gettext_lazy("Labelled"),
    "language_set": gettext_lazy("Language chosen"),
    "loaded": gettext_lazy("Loaded"),
    "looked": gettext_lazy("Looked into"),
    "made": gettext_lazy("Made"),
    "message_edited": gettext_lazy("Said anew by its sender"),
    "message_recalled": gettext_lazy("Taken back by its sender"),
    "named_in_letter": gettext_lazy("Named in a letter"),
    "over": gettext_lazy("Over"),
    "paper_seen": gettext_lazy("Paper seen"),
    "password_set": gettext_lazy("Password set"),
    "raised": gettext_lazy("Raised"),
    "reckoned_anew": gettext_lazy("Weighed anew"),
    "refused": gettext_lazy("Refused"),
    "restored": gettext_lazy("Put back as it came"),
    "sealed": gettext_lazy("Sealed"),
    "set": gettext_lazy("Set"),
    "signed_in": gettext_lazy("Signed in"),
    "started": gettext_lazy("Started"),
    "taken_up": gettext_lazy("Became a case"),
    "trained": gettext_lazy("Trained"),
    "used": gettext_lazy("Taken into use"),
    "verified": gettext_lazy("Verified: holds"),
    "written": gettext_lazy("Written"),
    "dropped": gettext_lazy("Given up"),
    "entered": gettext_lazy("Entered the queue"),
    "freed": gettext_lazy("Free again"),
    "frozen": gettext_lazy("Frozen"),
    "held": gettext_lazy("Held for an offer"),
    "housed": gettext_lazy("Signed, left the queue"),
    "left": gettext_lazy("Left the queue"),
    "kept": gettext_lazy("Kept"),
    "passed_on": gettext_lazy("Passed on"),
    "released": gettext_lazy("Released"),
    "card_replaced": gettext_lazy("Replaced by a new version"),
    "document_replaced": gettext_lazy("Replaced by another document"),
    "rewritten": gettext_lazy("Rewritten"),
    "let": gettext_lazy("Let"),
    "move_asked": gettext_lazy("Asked to move them by hand"),
    "move_refused": gettext_lazy("The move was not granted"),
    "moved": gettext_lazy("Moved by hand"),
    "offered": gettext_lazy("Offered a home or a place"),
    "published": gettext_lazy("Published"),
    "put_back": gettext_lazy("Back in use"),
    "put_out_of_use": gettext_lazy("Out of use"),
    "rescored": gettext_lazy("Points or class counted anew"),
    "signed": gettext_lazy("Signed"),
    "taken": gettext_lazy("Taken, to be signed"),
    "waits_on": gettext_lazy("The offer is over, waits on"),
    "wished": gettext_lazy("Needs said"),
    "appointed": gettext_lazy("Visit appointed"),
    "step_done": gettext_lazy("Step done"),
    "step_dropped": gettext_lazy("Step dropped"),
    "step_planned": gettext_lazy("Step planned"),
    "struck": gettext_lazy("Struck: did not take place so"),
    "team_closed": gettext_lazy("Team closed, plan carried out"),
    "team_formed": gettext_lazy("Team formed"),
    "team_handed_over": gettext_lazy("Team led by another"),
    "team_joined": gettext_lazy("Joined the team"),
    "team_left": gettext_lazy("Left the team"),
    "visited": gettext_lazy("Visited"),
    "attendance": gettext_lazy("Attendance noted"),
    "day_noted": gettext_lazy("Day noted"),
    "need_raised": gettext_lazy("A need was raised"),
    "noted": gettext_lazy("Noted"),
    "planned": gettext_lazy("Planned"),
    "post_changed": gettext_lazy("Post taken over"),
    "replaced": gettext_lazy("Replaced by a corrected row"),
    "return_planned": gettext_lazy("Plan for going back to work"),
    "returned_noted": gettext_lazy("People returned, noted"),
    "signed_up": gettext_lazy("Signed up"),
    "stationed": gettext_lazy("Stationed"),
    "status_noted": gettext_lazy("Status noted"),
    "told": gettext_lazy("Told"),
    **PROGRAMME_ACTS,
}


def subject_words(subject: str, names: Mapping[str, str]) -> str:
    """A subject in words: cases and people by the names that are known of them, others by kind and key."""
    kind, _colon, key = subject.partition(":")
    return f"{SUBJECTS.get(kind, kind)} {names.get(subject, key)}"


def act_words(entry: Entry) -> str:
    """What was done, in words where it has any: the same act may be another thing to a case."""
    kind = entry.subject.partition(":")[0]
    words = {"case": ACTS, "claim": CLAIM_ACTS}.get(kind, OTHER_ACTS)
    return str(words.get(entry.act) or ACTS.get(entry.act) or entry.act)


def acts() -> list[tuple[str, str]]:
    """Codes and words of acts, to choose from."""
    return sorted(
        ((code, str(word)) for code, word in {**CLAIM_ACTS, **OTHER_ACTS, **ACTS}.items()), key=lambda pair: pair[1]
    )


def changes(entry: Entry) -> list[tuple[str, str]]:
    """What an entry holds, a field a line: what it was and became, then what else was noted."""
    names = sorted({*entry.before, *entry.after})
    told = [(name, _("%(old)s → %(new)s") % _both(entry, name)) for name in names]
    return told + [(name, _short(value)) for name, value in sorted(entry.data.items())]


def plain_changes(entry: Entry) -> list[tuple[str, str]]:
    """The same of what an entry changed, without anything somebody wrote: numbers, days and codes alone, for those who
    look at rows behind a figure."""
    return [
        (name, _("%(old)s → %(new)s") % {"old": _plain(entry.before.get(name)), "new": _plain(entry.after.get(name))})
        for name in sorted({*entry.before, *entry.after})
    ]


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value if _CODE.fullmatch(value) else "…" if value else "—"
    if isinstance(value, list | dict):
        return "…"
    return _short(value)


def _both(entry: Entry, name: str) -> dict[str, str]:
    return {"old": _short(entry.before.get(name)), "new": _short(entry.after.get(name))}


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "—" if value is None or value == "" else text
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
