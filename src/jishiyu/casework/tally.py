"""How a case is tallied: the marks it bears, and the statements by which the database keeps them. Pure.

One statement makes the office's row of a case from its rows, one makes the rows of its units from that. Triggers run
them for the case that changed, a rebuilding runs them for all; so there is one place that says what a tally is.
"""

import hashlib
from collections.abc import Mapping, Sequence
from enum import IntFlag, auto


class Mark(IntFlag):
    """What is true of a case. Every part of a figure is a sum of marks it must bear and marks it must lack."""

    SETTLED = auto()  # answered now, and not withdrawn after contact
    IN_TIME = auto()  # answered by the date due
    AS_PROMISED = auto()  # answered by the date first promised
    REOPENED = auto()
    EXCLUDED = auto()
    CLOSED = auto()
    REDONE = auto()
    RECURRED = auto()
    RETURNED = auto()
    SOLVED = auto()
    UNVERIFIED = auto()
    UNREACHABLE = auto()
    WITHDRAWN = auto()
    WITHDRAWN_LATE = auto()
    EXTENDED = auto()
    WAITED = auto()
    HUNG = auto()
    MERGED = auto()
    SAYS_SOLVED = auto()  # by the last word on it
    RATED_GOOD = auto()  # by the last rating: 4 or 5
    RATED_MIDDLE = auto()  # 3
    UNMOVED = auto()  # due on the date first promised
    RATED_THEN = auto()  # rated when its requester last said whether it was solved
    SENT = auto()  # to a unit that leads
    MISSENT = auto()  # more than one unit led it
    DONE = auto()  # answered by a unit that led it, in whatever round
    HURRIED = auto()  # so within minutes of being accepted or heard
    SAME_WORDS = auto()  # so in words the same unit had given on another case before
    WORKED = 1 << 30  # of a unit: it has a task that it did not give back; of the office: always


NONE = Mark(0)
# WORKED is worth more than all others together: asked for as at least that much, a database can tell how many bear it


def _granted(kind: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM casework_application a"  # noqa: S608
        f" WHERE a.case_id = c.id AND a.kind = '{kind}' AND a.state = 'granted')"  # noqa: RUF100, S608
    )


def _last(field: str) -> str:
    return (
        f"(SELECT v.{field} FROM casework_verification v WHERE v.case_id = c.id AND v.answered_at IS NOT NULL"  # noqa: S608
        f" AND v.{field} IS NOT NULL ORDER BY v.answered_at DESC, v.id DESC LIMIT 1)"
    )


def _when(field: str) -> str:
    return f"(SELECT MAX(v.answered_at) FROM casework_verification v WHERE v.case_id = c.id AND v.{field} IS NOT NULL)"  # noqa: S608


_LED = "SELECT {what} FROM casework_task t WHERE t.case_id = c.id AND t.role = 'lead'"
_ENDED = _LED.format(what="1") + " AND t.state = 'finished'"
_FIRST = (  # one look into its index, however often a unit says the same; asked as EXISTS it is a join of all with all
    "SELECT e.finished_at FROM casework_task e WHERE e.words_mark = t.words_mark AND e.unit_id = t.unit_id"
    " AND e.case_id <> t.case_id AND e.state = 'finished' AND e.finished_at IS NOT NULL ORDER BY e.finished_at LIMIT 1"
)
QUICK_MINUTES = 10
_SPAN = {  # whether less than QUICK_MINUTES lie between two moments
    "postgresql": "{later} - {earlier} < INTERVAL '10 minutes'",
    "sqlite": "(julianday({later}) - julianday({earlier})) * 86400 < 599.9995",
}


def _hurried(vendor: str) -> str:
    spans = (_SPAN[vendor].format(later="t.finished_at", earlier=one) for one in ("t.accepted_at", "c.heard_at"))
    return f"EXISTS ({_ENDED} AND ({' OR '.join(spans)}))"


BEARS: Mapping[Mark, str] = {
    Mark.SETTLED: "c.answered_at IS NOT NULL AND c.outcome <> 'withdrawn_after_contact'",
    Mark.IN_TIME: "c.answered_at <= c.due_at",
    Mark.AS_PROMISED: "c.answered_at <= c.original_due_at",
    Mark.REOPENED: "c.reopened_at IS NOT NULL",
    Mark.EXCLUDED: "c.excluded_at IS NOT NULL",
    Mark.CLOSED: "c.closed_at IS NOT NULL",
    Mark.REDONE: "c.redo_count > 0",
    Mark.RECURRED: "c.recurrence_of_id IS NOT NULL",
    Mark.RETURNED: "c.objections > 0",
    Mark.SOLVED: "c.outcome = 'solved'",
    Mark.UNVERIFIED: "c.outcome = 'unverified'",
    Mark.UNREACHABLE: "c.outcome = 'unreachable'",
    Mark.WITHDRAWN: "c.outcome = 'withdrawn'",
    Mark.WITHDRAWN_LATE: "c.outcome = 'withdrawn_after_contact'",
    Mark.EXTENDED: _granted("extension"),
    Mark.WAITED: "EXISTS (SELECT 1 FROM casework_pause p WHERE p.case_id = c.id)",
    Mark.HUNG: _granted("hanging"),
    Mark.MERGED: _granted("merge"),
    Mark.SAYS_SOLVED: _last("solved"),
    Mark.RATED_GOOD: f"{_last('rating')} >= 4",
    Mark.RATED_MIDDLE: f"{_last('rating')} = 3",
    Mark.UNMOVED: "c.due_at = c.original_due_at",
    Mark.RATED_THEN: f"{_when('solved')} = {_when('rating')}",
    Mark.SENT: f"EXISTS ({_LED.format(what='1')})",
    Mark.MISSENT: f"({_LED.format(what='COUNT(DISTINCT t.unit_id)')}) > 1",
    Mark.DONE: f"EXISTS ({_ENDED})",
    Mark.SAME_WORDS: f"EXISTS ({_ENDED} AND t.words_mark <> '' AND t.finished_at > ({_FIRST}))",
}
_OF_CASE = ("pack", "kind", "heard_at", "due_at", "answered_at", "closed_at")
_APART = {  # moments that most cases have in common with another, and that are kept only where they differ
    "original_due_at": f"CASE WHEN {BEARS[Mark.UNMOVED]} THEN NULL ELSE c.original_due_at END",
    "said_at": _when("solved"),
    "rated_at": f"CASE WHEN {BEARS[Mark.RATED_THEN]} THEN NULL ELSE {_when('rating')} END",
}
_MAY_CHANGE = (
    *_OF_CASE, "original_due_at", "division_id", "reopened_at", "excluded_at", "redo_count", "recurrence_of_id",
    "objections", "outcome",
)  # fmt: skip
_TARGET = ("case_id", "unit", *_OF_CASE, "division", *_APART, "marks")
_COLUMNS = ", ".join(_TARGET)
_KEPT = ", ".join(f"{name} = excluded.{name}" for name in _TARGET[2:])


def office_rows(which: str, vendor: str) -> str:
    """What the office's rows are to be, for cases `c` of which a condition holds."""
    every = {**BEARS, Mark.HURRIED: _hurried(vendor)}
    marks = " + ".join(
        [str(int(Mark.WORKED)), *(f"CASE WHEN {bears} THEN {int(mark)} ELSE 0 END" for mark, bears in every.items())]
    )
    of_case = ", ".join(f"c.{name}" for name in _OF_CASE)
    return (
        f"SELECT c.id, 0, {of_case}, COALESCE(c.division_id, ''), {', '.join(_APART.values())}, "  # noqa: S608
        f"{marks} FROM casework_case c WHERE {which}"
    )


def unit_rows(which: str, of: str = "1 = 1") -> str:
    """What the rows of units are to be, made from the office's row, for tasks `t` of which a condition holds. The same
    said of the office's tallies `o` spares a database that guesses badly from reading them all."""
    copied = ", ".join(f"o.{name}" for name in _TARGET[2:-1])
    worked = int(Mark.WORKED)
    return (
        f"SELECT o.case_id, u.unit_id, {copied}, o.marks - {worked} + u.worked FROM casework_tally o JOIN "  # noqa: S608
        f"(SELECT t.case_id, t.unit_id, MAX(CASE WHEN t.state = 'returned' THEN 0 ELSE {worked} END) AS worked "
        f"FROM casework_task t WHERE {which} GROUP BY t.case_id, t.unit_id) u ON u.case_id = o.case_id "
        f"WHERE o.unit = 0 AND {of}"
    )


def written(rows: str) -> str:
    """The statement that makes rows what they are to be."""
    return f"INSERT INTO casework_tally ({_COLUMNS}) {rows} ON CONFLICT (case_id, unit) DO UPDATE SET {_KEPT}"


def differing(rows: str, which: str) -> str:
    """A query for the number of rows that are otherwise than they are to be, missing or too many."""
    return unlike(rows, f"SELECT {_COLUMNS} FROM casework_tally WHERE {which}")  # noqa: S608


def unlike(rows: str, kept: str) -> str:
    """A query for the number of rows that only one of two queries has; each is run once."""
    return (
        f"WITH wanted AS ({rows}), kept AS ({kept}) SELECT COUNT(*) FROM ("  # noqa: S608
        "SELECT * FROM (SELECT * FROM wanted EXCEPT SELECT * FROM kept) missing "
        "UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM wanted) false_ones) found"
    )


# what starts a trigger: name, table, event, column of the case, condition (OLD and NEW, "differs" between)
_Start = tuple[str, str, str, str, str]
_STARTS: Sequence[_Start] = (
    ("case_new", "casework_case", "INSERT", "id", ""),
    ("case_changed", "casework_case", "UPDATE", "id",
     " OR ".join(f"OLD.{name} differs NEW.{name}" for name in _MAY_CHANGE)),
    ("task_new", "casework_task", "INSERT", "case_id", ""),
    ("task_changed", "casework_task", "UPDATE", "case_id",
     "(OLD.state = 'returned') <> (NEW.state = 'returned') OR (OLD.state = 'finished') <> (NEW.state = 'finished')"
     " OR OLD.unit_id <> NEW.unit_id OR OLD.role <> NEW.role OR OLD.words_mark <> NEW.words_mark"
     " OR OLD.finished_at differs NEW.finished_at"),
    ("word_new", "casework_verification", "INSERT", "case_id", "NEW.answered_at IS NOT NULL"),
    ("word_changed", "casework_verification", "UPDATE", "case_id",
     "OLD.answered_at differs NEW.answered_at OR OLD.solved differs NEW.solved OR OLD.rating differs NEW.rating"),
    ("asked_new", "casework_application", "INSERT", "case_id", "NEW.state = 'granted'"),
    ("asked_changed", "casework_application", "UPDATE", "case_id",
     "OLD.state <> NEW.state AND 'granted' IN (OLD.state, NEW.state)"),
    ("pause_new", "casework_pause", "INSERT", "case_id", ""),
)  # fmt: skip
TABLES = frozenset(start[1] for start in _STARTS)


def trigger(name: str, event: str, table: str, body: str, when: str, vendor: str) -> dict[str, list[str]]:
    """Statements that make one trigger for each row, by its full name, which changes with what it does."""
    full = f"{name}_{hashlib.sha256((body + when).encode()).hexdigest()[:8]}"
    head = f"CREATE TRIGGER {full} AFTER {event} ON {table} FOR EACH ROW{when}"
    if vendor != "postgresql":
        return {full: [f"{head} BEGIN {body}; END"]}
    function = (
        f"CREATE OR REPLACE FUNCTION {full}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    )
    return {full: [function, f"{head} EXECUTE FUNCTION {full}()"]}


def triggers(vendor: str) -> dict[str, list[str]]:
    """Statements that make each trigger, by its name; the name changes with what it does."""
    made: dict[str, list[str]] = {}
    for name, table, event, column, condition in _STARTS:
        of_units = unit_rows(f"t.case_id = NEW.{column}", f"o.case_id = NEW.{column}")
        body, when = "; ".join(written(one) for one in (office_rows(f"c.id = NEW.{column}", vendor), of_units)), ""
        if condition:
            differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
            when = f" WHEN ({condition.replace('differs', differs)})"
        made |= trigger(f"tally_{name}", event, table, body, when, vendor)
    return made
