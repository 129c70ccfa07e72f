"""Short-lived signed tickets: which topics an open page may hear, decided once where the session is known."""

from collections.abc import Iterable

from django.core import signing

SALT = "jishiyu.live"
LIFE_SECONDS = 15 * 60  # to open a stream with; an open stream stays open


def make(topics: Iterable[str]) -> str:
    return signing.dumps(sorted(set(topics)), salt=SALT, compress=True)


def read(ticket: str) -> frozenset[str]:
    """The topics of a ticket. Raises signing.BadSignature when it is forged or too old."""
    topics: list[str] = signing.loads(ticket, salt=SALT, max_age=LIFE_SECONDS)
    return frozenset(topics)
