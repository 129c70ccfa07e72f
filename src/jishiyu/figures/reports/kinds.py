"""Which reports there are, as data: of what period, in what form, with which figures. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from jishiyu.figures.reports.periods import Span
from jishiyu.lib.phrases import Phrase

BOARD = (
    "heard", "on_time", "on_time_as_promised", "answered", "solved", "solved_of_heard", "satisfied", "unreachable",
    "unverified", "redone", "reopened", "recurred", "returned", "extended", "waited", "hung", "withdrawn",
    "withdrawn_after_contact", "excluded", "still_open", "closed",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    """`figures` are those of the whole office, `by_unit` those of each unit that worked on a case of the period.
    `lists` the cases still open and late when it was made, or all that were heard (without a word of anybody), or the
    items of programmes, whose figures it then publishes too."""

    code: str
    name: Phrase
    form: Literal["word", "excel", "pdf"]
    span: Span
    figures: Sequence[str]
    by_unit: Sequence[str] = ()
    lists: Literal["", "late", "heard", "items"] = ""

    @property
    def ending(self) -> str:
        return {"word": "docx", "excel": "xlsx", "pdf": "pdf"}[self.form]


REPORTS: Mapping[str, ReportKind] = {
    kind.code: kind
    for kind in (
        ReportKind(
            code="brief",
            name=_("Monthly brief"),
            form="word",
            span="month",
            figures=BOARD,
            by_unit=("on_time", "solved", "returned", "extended", "excluded"),
        ),
        ReportKind(
            code="supervision",
            name=_("Supervision list"),
            form="word",
            span="week",
            figures=("heard", "on_time", "answered", "redone", "returned"),
            by_unit=("on_time", "answered", "redone", "returned"),
            lists="late",
        ),
        ReportKind(
            code="progress",
            name=_("Progress of programmes"),
            form="word",
            span="month",
            figures=(),
            lists="items",
        ),
        ReportKind(
            code="ledger",
            name=_("Ledger of cases"),
            form="excel",
            span="month",
            figures=BOARD,
            by_unit=("on_time", "solved", "returned", "extended", "excluded"),
            lists="heard",
        ),
        ReportKind(
            code="figures",
            name=_("Report of figures"),
            form="pdf",
            span="month",
            figures=BOARD,
            by_unit=("on_time", "solved", "returned", "extended", "excluded"),
        ),
    )
}
