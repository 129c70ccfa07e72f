"""Reading what was heard, one file for each matter."""

from jishiyu.sensing.queries.imports import import_run, import_runs, rejected
from jishiyu.sensing.queries.judges import judge_of, read
from jishiyu.sensing.queries.messages import HEARS_ALL, leads, quiet_leads, stream
from jishiyu.sensing.queries.places import gazetteer
from jishiyu.sensing.queries.sources import door_named, refusals, secret_of, source_by_code, sources
from jishiyu.sensing.queries.waiting import set_aside, waiting

__all__ = [
    "HEARS_ALL",
    "door_named",
    "gazetteer",
    "import_run",
    "import_runs",
    "judge_of",
    "leads",
    "quiet_leads",
    "read",
    "refusals",
    "rejected",
    "secret_of",
    "set_aside",
    "source_by_code",
    "sources",
    "stream",
    "waiting",
]
