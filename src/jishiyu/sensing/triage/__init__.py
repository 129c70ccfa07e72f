"""Judging what was said: a message and its thread in, a verdict with reasons out. No database."""

from jishiyu.sensing.triage.judge import Judge, judge, judge_for, judge_in
from jishiyu.sensing.triage.said import QUIET, Said, Thread, Verdict, plain
from jishiyu.sensing.triage.threads import Threads
from jishiyu.sensing.triage.urgency import NOW

__all__ = ["NOW", "QUIET", "Judge", "Said", "Thread", "Threads", "Verdict", "judge", "judge_for", "judge_in", "plain"]
