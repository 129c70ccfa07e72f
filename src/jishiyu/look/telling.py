"""The story of a case in sentences: who did what, to whom, why and with what words. One phrase for each act.

A phrase may use: %(who)s who did it; %(unit)s %(to)s units and %(officer)s an officer, by the keys the entry keeps;
%(kind)s what was asked for; %(code)s a reason; %(outcome)s how it ended; %(due)s the date the promise has now;
%(until)s a day of review; %(n)s messages; %(percent)s of the promise; any other plain value of the entry's data too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.casework.models import Case
from jishiyu.ledger.models import Entry
from jishiyu.lib.phrases import Phrase
from jishiyu.look import words

SENTENCES: Mapping[str, Phrase] = {
    "opened": gettext_lazy("%(who)s opened the case."),
    "imported_answer": gettext_lazy("The record that was imported brought its answer with it."),
    "joined": gettext_lazy("More was said about it: %(n)s messages joined the case."),
    "said_split": gettext_lazy("%(who)s found messages of another matter in it and split them off."),
    "said_recalled": gettext_lazy("A message it came from was taken back by its sender; %(left)s still stand."),
    "said_edited": gettext_lazy("A message it came from was said anew by its sender."),
    "dispatched": gettext_lazy("%(who)s sent it to %(unit)s, which leads."),
    "dispatched_officer": gettext_lazy("%(who)s sent it to %(unit)s, which leads; %(officer)s has it."),
    "added": gettext_lazy("%(who)s asked %(unit)s to assist."),
    "recalled": gettext_lazy("%(who)s took it back from %(unit)s."),
    "accepted": gettext_lazy("%(who)s signed in for %(unit)s."),
    "handed_over": gettext_lazy("%(who)s handed the task to %(officer)s of %(unit)s."),
    "contacted": gettext_lazy("%(who)s spoke with the requester."),
    "arrived": gettext_lazy("%(who)s was on the spot."),
    "finished": gettext_lazy("%(who)s finished the task of %(unit)s."),
    "nothing": gettext_lazy("%(who)s: %(unit)s has nothing to add."),
    "returned": gettext_lazy("%(unit)s gave it back: %(code)s."),
    "returned_to": gettext_lazy("%(unit)s gave it back: %(code)s. It names %(to)s."),
    "return_decided": gettext_lazy("%(who)s ruled on the return."),
    "asked": gettext_lazy("%(who)s made a one-time link to ask the requester whether it was done."),
    "confirmed": gettext_lazy("The requester says it is solved."),
    "disputed": gettext_lazy("The requester says it is not solved. It is done again, on the original clock."),
    "reopened": gettext_lazy("The requester says it is not solved: the closed case came back, on its original clock."),
    "reopened_by": gettext_lazy("%(who)s brought the closed case back. It is done again, on the original clock."),
    "not_reached": gettext_lazy("%(who)s called the requester and did not reach them."),
    "asked_for": gettext_lazy("%(who)s asked for: %(kind)s, because: %(code)s."),
    "asked_for_kind": gettext_lazy("%(who)s asked to correct the kind from %(was_kind)s to %(to_kind)s: %(code)s."),
    "kind_corrected": gettext_lazy("%(who)s corrected the kind from %(was_kind)s to %(to_kind)s: %(code)s."),
    "granted": gettext_lazy("%(who)s granted: %(kind)s."),
    "granted_kind": gettext_lazy("%(who)s granted it: the kind is %(to_kind)s and no longer %(was_kind)s."),
    "granted_due": gettext_lazy("%(who)s granted: %(kind)s. The promise falls due on %(due)s now."),
    "granted_until": gettext_lazy("%(who)s granted: %(kind)s. It is looked at again on %(until)s."),
    "not_granted": gettext_lazy("%(who)s did not grant: %(kind)s."),
    "question_answered": gettext_lazy("The requester answered the question; the case goes on."),
    "wait_over": gettext_lazy("Nobody answered in time; the case goes on."),
    "went_on": gettext_lazy("%(who)s took it up again."),
    "came_back": gettext_lazy("The day of review has come; the case goes on."),
    "counted_again": gettext_lazy("%(who)s undid the exclusion; the case counts again."),
    "unmerged": gettext_lazy("%(who)s found it to be another matter; it is merged no longer."),
    "followed": gettext_lazy("Answered with the case it was merged into."),
    "placed": gettext_lazy("%(who)s said which place is meant: %(place)s, not %(was)s."),
    "split": gettext_lazy("%(who)s split off a second need as %(number)s."),
    "split_from": gettext_lazy("%(who)s split it off from %(number)s."),
    "consultation_called": gettext_lazy("%(who)s put it on the agenda of a consultation."),
    "consultation_dropped": gettext_lazy("The consultation was not held."),
    "consultation_left_open": gettext_lazy("The consultation closed without a ruling on it."),
    "consultation_closed": gettext_lazy("The consultation's minutes close the question."),
    "ruled": gettext_lazy("The consultation ruled on it; %(who)s recorded it."),
    "withdrawn": gettext_lazy("Withdrawn by the requester; %(who)s recorded it."),
    "withdrawn_own": gettext_lazy("The requester withdrew it."),
    "closed": gettext_lazy("%(who)s closed the case: %(outcome)s."),
    "reckoned": gettext_lazy("The calendar of its year is there now; the promise falls due on %(due)s."),
    "urged": gettext_lazy("%(who)s urged %(unit)s."),
    "urged_nobody": gettext_lazy("%(who)s urged the centre: no unit has it."),
    "urged_table": gettext_lazy("%(percent)s %% of the promised time is over: %(unit)s was urged."),
    "urged_table_nobody": gettext_lazy("%(percent)s %% of the promised time is over and no unit has it: urged."),
    "supervised": gettext_lazy("%(who)s put %(unit)s under supervision."),
    "supervised_nobody": gettext_lazy("%(who)s put the case under supervision; no unit has it."),
    "supervised_table": gettext_lazy("%(percent)s %% of the promised time is over: %(unit)s is under supervision."),
    "supervised_table_nobody": gettext_lazy("%(percent)s %% of the promised time is over and no unit has it."),
    "escalated_table": gettext_lazy("%(percent)s %% of the promised time is over: the leaders were told."),
    "escalated_table_nobody": gettext_lazy("%(percent)s %% of the promised time is over: the leaders were told."),
    "review_due": gettext_lazy("The case is set aside, and the day to look at it again has come."),
}
RETURN_DECISIONS: Mapping[str, Phrase] = {
    "upheld": gettext_lazy("The return was upheld."),
    "refused": gettext_lazy("The return was refused."),
    "consulted": gettext_lazy("A consultation settled the return."),
}
OUTCOMES: Mapping[str, Phrase] = dict(Case.Outcome.choices)
WRITTEN = ("words", "ground", "ruling", "question")  # where an entry keeps what somebody wrote
NUDGES = frozenset({"urged", "supervised", "escalated"})


@dataclass(frozen=True, slots=True)
class Known:
    """Names by how an entry speaks of them: actors, units by key, officers by key."""

    actors: Mapping[str, str]
    units: Mapping[int, str]
    officers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry as the reader sees it. `why` is the reason of a choice, `words` what was written to somebody."""

    entry: Entry
    text: str
    why: str
    words: str
    ruling: str
    nudge: str = ""  # its level, where somebody was urged, supervised or escalated to


def actors_of(story: Iterable[Entry]) -> set[str]:
    """Everybody a story speaks of, so that their names are read in one query."""
    found = set()
    for entry in story:
        found.add(entry.by)
        if entry.data.get("officer"):
            found.add(f"officer:{entry.data['officer']}")
    return found


def telling(
    story: Iterable[Entry], known: Known, *, own_unit: int | None, sees_all: bool, over: bool
) -> list[Sentence]:
    """A story for one reader. Words from or to another unit are for those who see everything; an answer is for all
    once the case is answered (`over`)."""
    found = []
    for entry in story:
        shown = sees_all or _may_read(entry, own_unit, over)
        found.append(
            Sentence(
                entry=entry,
                text=sentence(entry, known),
                why="; ".join(words.reason(pair) for pair in entry.data.get("reason", ())) if shown else "",
                words=next((str(entry.data[name]) for name in WRITTEN if entry.data.get(name)), "") if shown else "",
                ruling=str(RETURN_DECISIONS.get(str(entry.data.get("return", "")), "")),
                nudge=str(entry.data.get("level", "")) if shown and entry.act in NUDGES else "",
            )
        )
    return found


def _may_read(entry: Entry, own_unit: int | None, over: bool) -> bool:
    unit = entry.data.get("unit")
    told = unit is None or own_unit == unit or own_unit in entry.data.get("units", ())
    return told or (over and entry.act == "finished")


def sentence(entry: Entry, known: Known) -> str:
    """The entry in one sentence of the reader's language; of an act without a phrase its short name and who did it."""
    filled = _filled(entry, known)
    phrase = SENTENCES.get(_variant(entry)) or SENTENCES.get(entry.act)
    if phrase is None:
        return _("%(who)s: %(what)s") % {"who": filled["who"], "what": words.act(entry)}
    return str(phrase) % filled


def _variant(entry: Entry) -> str:
    if entry.act == "returned" and entry.data.get("to"):
        return "returned_to"
    if entry.act == "dispatched" and entry.data.get("officer"):
        return "dispatched_officer"
    if entry.act == "finished" and entry.data.get("nothing_to_add"):
        return "nothing"
    if entry.act in ("asked_for", "granted") and entry.data.get("to_kind"):
        return f"{entry.act}_kind"
    if entry.act == "granted":
        return "granted_until" if entry.data.get("until") else "granted_due" if entry.after.get("due_at") else "granted"
    if entry.act == "reopened" and entry.by != "requester":
        return "reopened_by"
    if entry.act == "withdrawn" and entry.by == "requester":
        return "withdrawn_own"
    if entry.act in NUDGES:
        by_table = "_table" if entry.data.get("step") else ""
        return f"{entry.act}{by_table}{'' if entry.data.get('units') or entry.data.get('unit') else '_nobody'}"
    return entry.act


class _Filled(dict[str, object]):
    """What a phrase asks for and the entry does not say stays empty: a story never fails to be told."""

    def __missing__(self, name: str) -> str:
        return "—"


def _filled(entry: Entry, known: Known) -> _Filled:
    data = entry.data
    filled = _Filled({name: value for name, value in data.items() if isinstance(value, str | int)})
    filled["who"] = words.actor(entry.by, known.actors)
    filled["n"] = len(data.get("messages", ()))
    for name in ("unit", "to"):
        if isinstance(data.get(name), int):
            filled[name] = known.units.get(data[name], _("a unit"))
    if data.get("units"):
        filled["unit"] = _(", ").join(known.units.get(key, _("a unit")) for key in data["units"])
    if isinstance(data.get("officer"), int):
        filled["officer"] = known.officers.get(data["officer"], _("an officer"))
    codes = words.RETURN_CODES if entry.act == "returned" else words.ASKING_CODES
    for name, table in (("kind", words.ASKINGS), ("code", codes), ("outcome", OUTCOMES)):
        said = str(data.get(name) or entry.after.get(name) or "")
        filled[name] = str(table.get(said, said))
    filled |= {name: words.kind(str(data[name])) for name in ("was_kind", "to_kind") if data.get(name)}
    for name, said in (("due", entry.after.get("due_at")), ("until", data.get("until"))):
        if said:
            filled[name] = f"{timezone.localtime(datetime.fromisoformat(said)):%Y-%m-%d %H:%M}"
    return filled
