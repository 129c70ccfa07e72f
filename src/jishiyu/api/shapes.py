"""What other systems say to casework and hear from it. The OpenAPI document is written from these."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Code = Annotated[str, Meta(min_length=1, max_length=60)]
Words = Annotated[str, Meta(min_length=1, max_length=2000)]
Moment = Annotated[datetime, Meta(tz=True)]


class Body(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a request may hold, and nothing else."""


class Person(Body, frozen=True):
    """Who asks. Kept sealed; found again by the phone."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    phone: Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 -]{4,20}$")]
    address: Annotated[str, Meta(max_length=200)] = ""


class NewCase(Body, frozen=True):
    """One need. `heard_at` is when the person said it, now when left out; the requester's clock starts there."""

    source: Code
    kind: Code
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    division: Annotated[str, Meta(pattern=r"^([0-9]{2,12})?$")] = ""
    cell: Annotated[str, Meta(max_length=40)] = ""
    place_words: Annotated[str, Meta(max_length=80)] = ""
    urgency: Annotated[int, Meta(ge=0, le=3)] = 1
    vulnerable: bool = False
    heard_at: Moment | None = None
    requester: Person | None = None
    purpose: Literal["", "consult", "help", "complaint", "report", "suggestion", "thanks"] = ""
    secret: bool = False  # the requester is to be known to the centre only; of a report always so
    against: Annotated[str, Meta(max_length=40)] = ""  # code of the unit it is about, which never sees it
    origin_key: Annotated[str, Meta(max_length=200)] = ""  # the sender's own number: said again, it is the same case


class Dispatch(Body, frozen=True):
    """To which unit, by code, and perhaps to which officer of it, by log-in. `seen`: the version of the case."""

    unit: Code
    officer: Annotated[str, Meta(max_length=60)] = ""
    seen: int | None = None


class Finish(Body, frozen=True):
    """What was done, in words to the requester. Photos in base64, JPEG, PNG or WebP."""

    words: Words
    how: Literal["visit", "call"]
    photos: Annotated[list[bytes], Meta(max_length=9)] = []


class Return(Body, frozen=True):
    """Why a unit gives a task back, on what ground, and the code of the unit that should have it."""

    code: Code
    ground: Words
    to_unit: Annotated[str, Meta(max_length=40)] = ""


class Confirm(Body, frozen=True):
    """What the requester said when asked."""

    solved: bool
    partly: bool = False  # some of it: never counted as solved
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    words: Annotated[str, Meta(max_length=2000)] = ""


class Query(Body, frozen=True):
    """Filters of the list; what is left out asks for nothing. `after` is the `next` of the page before."""

    text: Annotated[str, Meta(max_length=80)] = ""
    state: Literal["", "open", "received", "dispatched", "handling", "answered", "closed"] = ""
    kind: Annotated[str, Meta(max_length=60)] = ""
    unit: Annotated[str, Meta(max_length=40)] = ""
    division: Annotated[str, Meta(pattern=r"^[0-9]{0,12}$")] = ""
    late: bool = False
    returned: bool = False
    unassigned: bool = False
    mine: bool = False
    urgency: Annotated[int, Meta(ge=0, le=3)] | None = None
    since: Moment | None = None
    until: Moment | None = None
    after: Annotated[str, Meta(max_length=80)] = ""


class Reading(Body, frozen=True):
    """How a case is read. `explain`: every promise also says, day by day, how its date came about."""

    explain: bool = False


class CaseRow(Struct, frozen=True, kw_only=True):
    """A case as the list shows it."""

    number: str
    kind: str
    title: str
    state: str
    outcome: str
    urgency: int
    vulnerable: bool
    division: str
    place: str
    heard_at: datetime
    next_due_at: datetime | None
    late: bool
    closed_at: datetime | None
    version: int


class CaseList(Struct, frozen=True):
    """At most 20 cases, the newest heard first. `next` asks for those after them; empty at the end."""

    cases: list[CaseRow]
    next: str


class TaskShape(Struct, frozen=True, kw_only=True):
    """What one unit was asked to do."""

    id: int
    unit: str
    unit_name: str
    officer: str
    line: str
    round: int
    state: str
    sent_at: datetime
    accepted_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    words: str
    return_code: str


class PromiseShape(Struct, frozen=True, kw_only=True):
    """What was promised by when, and on what ground; without `due_at` its year has no calendar yet. `extended_to` is
    when it falls due after what was granted, `tightened_to` when by the kind it was found to be of later, where that
    promises less time. `reckoning` says in sentences how the date came about, where the case was
    read with `explain`; else it is empty."""

    what: str
    due_at: datetime | None
    extended_to: datetime | None
    tightened_to: datetime | None
    ground: str
    met_at: datetime | None
    late: bool
    reckoning: list[str]


class Told(Struct, frozen=True, kw_only=True):
    """One deed of the story, as the ledger holds it."""

    version: int
    act: str
    by: str
    at: datetime


class CasePage(Struct, frozen=True, kw_only=True):
    """A case with its tasks, promises and story. `may` lists what the key's officer may do with it now."""

    case: CaseRow
    text: str
    answer: str
    tasks: list[TaskShape]
    promises: list[PromiseShape]
    story: list[Told]
    may: list[str]


class Opened(Struct, frozen=True):
    """The case of a need. `task` is there when its kind goes straight to the one on duty."""

    number: str
    state: str
    version: int
    next_due_at: datetime | None


class Moved(Struct, frozen=True):
    """Where a deed has left a case; `task` is the one that was made or worked on."""

    number: str
    state: str
    version: int
    next_due_at: datetime | None
    task: int | None = None


class Trouble(Struct, frozen=True, omit_defaults=True):
    """Why a request did nothing. `error` is a stable word, `message` says it to a person, `path` names the field."""

    error: str
    message: str = ""
    path: str = ""
