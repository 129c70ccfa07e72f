"""Judging what was said: a message and its thread in, a verdict with reasons out. No database."""

from jishiyu.sensing.triage.judge import Judge, judge, judge_for
from jishiyu.sensing.triage.said import QUIET, Past, Said, Thread, Verdict, plain
from jishiyu.sensing.triage.threads import Threads
from jishiyu.sensing.triage.urgency import NOW

__all__ = ["NOW", "QUIET", "Judge", "Past", "Said", "Thread", "Threads", "Verdict", "judge", "judge_for", "plain"]
