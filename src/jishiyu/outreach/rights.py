"""Who may do what in outreach: by post and by what one answers for. No database."""

from collections.abc import Iterable

from jishiyu.registry.models import Officer, Post

GOES = frozenset({Post.OFFICER, Post.HEAD, Post.LEADER, Post.DISPATCHER, Post.CALLER})  # may answer for one served
SEES_ALL = frozenset({Post.LEADER, Post.DISPATCHER, Post.CALLER})
SEES_UNIT = frozenset({Post.HEAD})
FORMS_TEAMS = frozenset({Post.LEADER, Post.HEAD, Post.DISPATCHER})


def may_plan(officer: Officer, lead_id: int, members: Iterable[int]) -> bool:
    """Whether this officer may change the plan of a team: its lead, its members, and the leader of the office."""
    return officer.pk == lead_id or officer.pk in set(members) or officer.post == Post.LEADER


def may_close(officer: Officer, lead_id: int) -> bool:
    """The lead carries it to the end; nobody closes it for them but the leader of the office."""
    return officer.pk == lead_id or officer.post == Post.LEADER


def may_strike(officer: Officer, writer_id: int) -> bool:
    """Whoever wrote a visit down takes it back, or the leader of the office."""
    return officer.pk == writer_id or officer.post == Post.LEADER
