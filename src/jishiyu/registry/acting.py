"""Who acts in this request: read once by whoever let them in, and not read again by every deed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from jishiyu.registry.models import Officer

_acting: ContextVar[Officer | None] = ContextVar("acting", default=None)


@contextmanager
def acting_as(officer: Officer) -> Iterator[None]:
    """While a request is answered that was let in as this officer, an account that is open."""
    token = _acting.set(officer)
    try:
        yield
    finally:
        _acting.reset(token)


def acting(by: str) -> Officer | None:
    """The officer of this request, when this is how the ledger names them."""
    officer = _acting.get()
    return officer if officer is not None and officer.actor == by else None
