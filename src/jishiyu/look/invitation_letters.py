"""Letters to those to whom something is due: one a page, by name, with the address where a yes is enough."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Invitation
from jishiyu.lib.money import yuan
from jishiyu.lib.paper import Paper


def letters(
    rows: Sequence[Invitation], people: Mapping[int, tuple[str, str]], link: Callable[[Invitation], str], on: date
) -> bytes:
    """A Word document. `people` are name and address by invitation."""
    paper = Paper()
    with translation.override("zh-hans"):
        for place, row in enumerate(rows):
            if place:
                paper.page()
            _one(paper, row, people.get(row.pk, ("", "")), link(row), on)
    return paper.content()


def _one(paper: Paper, row: Invitation, who: tuple[str, str], link: str, on: date) -> None:
    scheme, (name, address) = scheme_of(row.scheme), who
    paper.title(_("Something is due to you: %(scheme)s") % {"scheme": scheme.name})
    paper.line(f"{name}:" if name else "", flush=True)
    paper.line(str(scheme.summary))
    if row.amount:
        paper.line(_("By what we know of you, %(yuan)s yuan a month are due to you.") % {"yuan": yuan(row.amount)})
    else:
        paper.line(_("By what we know of you, it is due to you."))
    paper.line(_("You need not fill in a form: open the address below and say yes, or come to the counter."))
    paper.line(link)
    if address:
        paper.line(_("Sent to: %(address)s") % {"address": address})
    paper.signed(f"{on:%Y-%m-%d}")
