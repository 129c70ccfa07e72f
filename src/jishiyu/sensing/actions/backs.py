"""Which back of the stream this installation has."""

from functools import cache
from importlib import import_module

from django.conf import settings

from jishiyu.sensing.actions.sharing import begun
from jishiyu.sensing.actions.table import Table, keep_aside
from jishiyu.sensing.streams import Lag, Stream

TABLE = Table()


@cache
def stream() -> Stream:
    """Where doors put what they hear."""
    if not settings.JISHIYU_STREAM:
        return TABLE
    made: Stream = import_module("jishiyu.sensing.streams.jetstream").JetStream(
        settings.JISHIYU_STREAM, shards=settings.JISHIYU_SHARDS, set_aside=keep_aside, begun=begun
    )
    return made


def backs() -> tuple[Stream, ...]:
    """What workers read: the stream, and whatever it is, the table; what was set aside and let go again waits there,
    and what was heard before the office changed over."""
    found = stream()
    return (TABLE,) if found is TABLE else (found, TABLE)


def lag() -> Lag:
    """What was acknowledged and is not judged yet, and how long the oldest has waited."""
    lags = [back.lag() for back in backs()]
    return Lag(sum(one.messages for one in lags), max(one.seconds for one in lags))


def stop_reading() -> None:
    """Give back what this worker read ahead, so that others have it at once."""
    for back in backs():
        back.stop()
