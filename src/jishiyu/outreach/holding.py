"""Who may hold a gathering or station officers, and what makes one. No database."""

from datetime import datetime, timedelta

from jishiyu.lib.refused import Refused
from jishiyu.outreach.models import Gathering
from jishiyu.registry.models import Officer, Post

HOLDS = frozenset({Post.OFFICER, Post.HEAD, Post.DISPATCHER})
READS = frozenset({Post.OFFICER, Post.HEAD, Post.DISPATCHER, Post.CALLER, Post.LEADER})
STATIONS = frozenset({Post.HEAD, Post.DISPATCHER, Post.LEADER})
FEWEST_OF_TITLE, MOST_OF_TITLE = 2, 120
FEWEST_WORDS, MOST_WORDS = 4, 20_000
MOST_TIMES, MOST_OTHERS, MOST_GUESTS = 500, 100_000, 2000
MADE_AHEAD = timedelta(days=100)
HOURS = {"session": 1, "half": 4, "full": 8}  # of learning: a full day 8, half a day 4, else one hour each
PLANNED = Gathering.State.PLANNED


def may_hold(officer: Officer | None, unit_id: int) -> bool:
    """Whether this officer may hold a unit's gatherings: those of the unit, and the centre's dispatchers. None is a
    system."""
    if officer is None:
        return True
    return officer.post == Post.DISPATCHER or (officer.post in HOLDS and officer.unit_id == unit_id)


def check_title(title: str) -> str:
    """Raises Refused gathering_title."""
    said = title.strip()
    if not FEWEST_OF_TITLE <= len(said) <= MOST_OF_TITLE:
        raise Refused("gathering_title", least=FEWEST_OF_TITLE, most=MOST_OF_TITLE)
    return said


def check_planned(gathering: Gathering) -> None:
    """Raises Refused gathering_over."""
    if gathering.state != PLANNED:
        raise Refused("gathering_over", title=gathering.title)


def check_begun(gathering: Gathering, at: datetime) -> None:
    """Raises Refused gathering_to_come, before it begins."""
    if gathering.starts_at > at:
        raise Refused("gathering_to_come", title=gathering.title)


def check_words(words: str) -> str:
    """Raises Refused gathering_words."""
    said = words.strip()
    if not FEWEST_WORDS <= len(said) <= MOST_WORDS:
        raise Refused("gathering_words", least=FEWEST_WORDS, most=MOST_WORDS)
    return said
