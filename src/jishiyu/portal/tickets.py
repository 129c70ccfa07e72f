"""Signed addresses of a requester's own page: nothing personal in them, and they run out."""

from django.core import signing

SALT = "jishiyu.follow"
LASTS_SECONDS = 2 * 60 * 60


def make(case_id: int) -> str:
    return signing.dumps(case_id, salt=SALT)


def read(ticket: str) -> int | None:
    """The case a ticket opens, or None when it is forged or has run out."""
    try:
        case_id: int = signing.loads(ticket, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    return case_id
