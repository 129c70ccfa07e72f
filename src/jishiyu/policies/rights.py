"""Who writes the handbook, and who releases what another wrote."""

from jishiyu.lib.refused import Refused
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Post

WRITES = frozenset({Post.OFFICER, Post.HEAD, Post.DISPATCHER})
RELEASES = frozenset({Post.HEAD, Post.DISPATCHER, Post.LEADER})


def check(by: str, posts: frozenset[Post]) -> None:
    """An officer needs one of these posts; the house itself (system:…) needs none. Raises Refused not_yours."""
    if by.startswith("system:"):
        return
    officer = registry.officer_by_actor(by)
    if officer is None or officer.post not in posts:
        raise Refused("not_yours")
