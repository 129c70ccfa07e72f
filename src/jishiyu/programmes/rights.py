"""Who may do what with an item: by lead unit, and by the unit that keeps the programme. No database."""

from jishiyu.programmes.models import Item, Programme, Target
from jishiyu.registry.models import Officer, Post

TELLS = frozenset({Post.OFFICER, Post.HEAD})
KEEPS = frozenset({Post.OFFICER, Post.HEAD, Post.DISPATCHER})
RULES = frozenset({Post.LEADER, Post.HEAD})


def may_tell(officer: Officer, item: Item) -> bool:
    """Readings, progress, milestones, money: officers of the unit that leads the item, and of the one that keeps the
    programme."""
    if officer.unit_id is None or officer.post not in TELLS | KEEPS:
        return False
    return officer.unit_id == item.lead_unit_id or may_keep(officer, item.programme)


def may_keep(officer: Officer, programme: Programme) -> bool:
    """Items, meetings, lists: officers of the unit that keeps the programme."""
    return officer.post in KEEPS and officer.unit_id is not None and officer.unit_id == programme.unit_id


def may_rule(officer: Officer, target: Target, programme: Programme) -> bool:
    """A change of a target: whoever leads, or the head of the keeping unit; never whoever asked for it."""
    if officer.actor == target.by or officer.post not in RULES:
        return False
    return officer.post == Post.LEADER or officer.unit_id == programme.unit_id
