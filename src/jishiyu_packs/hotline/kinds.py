"""Subjects of letters to a government hotline, with limits that are written down somewhere."""

from jishiyu.packs.sdk import CaseKind, Limit, PromiseRule
from jishiyu.packs.sdk import words as _

RECEIVE = PromiseRule(what="respond", limit=Limit(1, "working_days"))
ANSWER = PromiseRule(what="resolve", limit=Limit(5, "working_days"))

KINDS = (CaseKind(code="hotline.construction", name=_("Urban and rural construction"), promises=(RECEIVE, ANSWER)),)
