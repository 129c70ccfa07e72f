"""What makes a note a visit. No database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jishiyu.lib import photos
from jishiyu.lib.refused import Refused

FEWEST_WORDS, MOST_WORDS = 6, 2000
FEWEST_OF_NEED, MOST_NEEDS = 5, 9
MOST_OFFICERS = 12
KEY_LENGTHS = range(16, 51)
CLOCKS_DIFFER = timedelta(minutes=10)  # a phone's clock may be ahead of ours by so much
WRITTEN_WITHIN = timedelta(days=31)  # of the visit; later nobody remembers
WAYS = ("in_person", "phone")


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """One need raised in a visit, in words; of a kind a pack declares."""

    kind: str
    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an officer wrote of a visit. `key` is made by the device it was written on, once for each draft; `others`
    are officers who went along; `photos` are the bytes as taken."""

    key: str
    subject_id: int
    way: str
    took_place_at: datetime
    note: str
    place_words: str = ""
    needs: Sequence[NeedSaid] = ()
    others: Sequence[int] = ()
    photos: Sequence[bytes] = field(default=(), repr=False)
    appointment_id: int | None = None


def check(said: Said, at: datetime) -> None:
    """Raises Refused: visit_key, visit_way, visit_to_come, visit_too_long_ago, note_too_short, note_too_long,
    need_too_short, too_many_needs, too_many_officers, too_many_photos."""
    note = said.note.strip()
    if len(said.key) not in KEY_LENGTHS or not said.key.isascii():
        raise Refused("visit_key")
    if said.way not in WAYS:
        raise Refused("visit_way")
    if said.took_place_at > at + CLOCKS_DIFFER:
        raise Refused("visit_to_come")
    if said.took_place_at < at - WRITTEN_WITHIN:
        raise Refused("visit_too_long_ago", days=WRITTEN_WITHIN.days)
    if len(note) < FEWEST_WORDS:
        raise Refused("note_too_short", least=FEWEST_WORDS)
    if len(note) > MOST_WORDS:
        raise Refused("note_too_long", most=MOST_WORDS)
    if any(not FEWEST_OF_NEED <= len(need.text.strip()) <= MOST_WORDS for need in said.needs):
        raise Refused("need_too_short", least=FEWEST_OF_NEED, most=MOST_WORDS)
    _check_numbers(said)


def _check_numbers(said: Said) -> None:
    if len(said.needs) > MOST_NEEDS:
        raise Refused("too_many_needs", most=MOST_NEEDS)
    if len(said.others) > MOST_OFFICERS:
        raise Refused("too_many_officers", most=MOST_OFFICERS)
    if len(said.photos) > photos.MOST_PHOTOS:
        raise Refused("too_many_photos", most=photos.MOST_PHOTOS)
