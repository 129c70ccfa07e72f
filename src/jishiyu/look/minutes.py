"""The minutes of a gathering as a Word document."""

from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.lib.paper import Paper
from jishiyu.outreach.kinds import Outcome, outcomes
from jishiyu.outreach.queries.gatherings import GatheringPage


def minutes_of(page: GatheringPage) -> bytes:
    """Title, when and where, who came, what was said, needs with their numbers, and what was measured."""
    one, paper = page.gathering, Paper()
    when = f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}"
    paper.title(one.title)
    for line in (
        _("Time: %(time)s") % {"time": when},
        _("Place: %(place)s") % {"place": one.place or "—"},
        _("Held by: %(unit)s") % {"unit": one.unit.name},
        _("Chair: %(chair)s") % {"chair": one.chair or "—"},
        *_who(page),
    ):
        paper.line(line)
    paper.head(_("Minutes"))
    for line in filter(None, (line.strip() for line in one.minutes.splitlines())):
        paper.line(line)
    if page.cases:
        paper.head(_("Needs raised"))
        for case in page.cases:
            paper.line(f"{case.number} {case.title}")
    if measured := _measured(page):
        paper.head(_("What came of it"))
        paper.table([[_("Measure"), _("Amount"), _("Source")], *measured])
    paper.signed(one.unit.name, when[:10])
    return paper.content()


def _who(page: GatheringPage) -> list[str]:
    came = "、".join(row.name for row in page.guests if row.guest.attended)
    absent = "、".join(
        f"{row.name}({row.guest.reason})" if row.guest.reason else row.name
        for row in page.guests
        if row.guest.attended is False
    )
    said = {"heads": page.numbers.heads, "times": page.numbers.person_times}
    return [
        _("Came: %(names)s") % {"names": came or "—"},
        *([_("Absent: %(names)s") % {"names": absent}] if absent else []),
        _("%(heads)s by name, %(times)s person-times in all.") % said,
    ]


def _measured(page: GatheringPage) -> list[list[str]]:
    known = outcomes()
    return [
        [str(known[row.outcome].name), in_words(row.amount, known[row.outcome]), row.source]
        for row in page.outcomes
        if row.current and row.outcome in known
    ]


def in_words(amount: int, known: Outcome) -> str:
    """1,569,000,000.00 yuan: as many places as the measure has."""
    return f"{amount / 10**known.places:,.{known.places}f} {known.unit}"
