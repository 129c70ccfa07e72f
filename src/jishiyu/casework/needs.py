"""What is known of a need when its case is opened. No database."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One need to open a case for. `heard_at` is when the person said it: the requester's clock starts there.

    `answer` with `answered_at` is an official answer that came with imported history; such a case is opened,
    answered and closed as unverified at those times. `promised_at` is the date such a history had promised: with it
    the promise to resolve falls due then, and no other promise is made; where it had promised none, `unpromised` says
    so and the case is due at no time. `origin_key` makes a form sent twice one case.
    """

    pack: str
    kind: str
    title: str
    text: str
    source_id: int
    heard_at: datetime
    lead_id: int | None = None
    requester_id: int | None = None
    division_code: str | None = None
    cell_id: int | None = None
    place_words: str = ""
    urgency: int = 1
    vulnerable: bool = False
    message_ids: tuple[int, ...] = ()
    answer: str = ""
    answered_at: datetime | None = None
    promised_at: datetime | None = None
    unpromised: bool = False
    origin_key: str | None = None
    purpose: str = ""  # what the requester wants: a Case.Purpose; empty, help
    secret: bool = False  # the requester asks to be known to the centre only
    against_id: int | None = None  # the unit a complaint or report is about: it never gets the case
    recurrence_of: int | None = None  # a closed case it repeats, where the requester says so; else it is looked for
