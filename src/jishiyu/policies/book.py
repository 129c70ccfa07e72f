"""The pocket book of a trade (惠企政策一本通): contents, cards by theme, a code to each clause, a number to call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.lib.pdf import ACCENT, LEADING, POCKET, POINT, QUIET, SHADE, WHITE, Document
from jishiyu.policies.addresses import clause_address
from jishiyu.policies.drafts import dialled
from jishiyu.policies.kinds import THEMES
from jishiyu.policies.models import Card

CODE = 23.0  # millimetres of a code's side
LABEL = 15.0
GAP = 6.0  # between two policies on one page
VIA = "book"


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the book says of itself."""

    trade: str  # in words; empty: all trades
    office: str  # who keeps it
    at: datetime


def book(cards: Sequence[Card], imprint: Imprint, step: Callable[[], None] = lambda: None) -> bytes:
    """The book as PDF in pocket size. `cards` stand by theme; `step` hears of each that is drawn."""
    title = _("Policies for enterprises in one book")
    name = f"{title} · {imprint.trade}" if imprint.trade else title
    document = Document(title=name, sheet=POCKET, font=settings.JISHIYU_FONT, foot=name, at=imprint.at)
    _cover(document, title, len(cards), imprint)
    themes = [(theme, list(some)) for theme, some in groupby(cards, key=lambda card: card.theme)]
    document.contents(_("Contents"), len(cards) + len(themes), deepest=2)
    for theme, some in themes:
        document.page()
        document.heading(str(THEMES.get(theme, theme)))
        for number, card in enumerate(some):
            if number and document.left < _height(document, card) + GAP:
                document.page()
            elif number:
                document.space(GAP)
            _card(document, card)
            step()
    _imprint(document, len(cards), imprint)
    return document.content()


def _cover(document: Document, title: str, count: int, imprint: Imprint) -> None:
    document.page(numbered=False)
    sheet = document.sheet
    document.box(0, 0, sheet.width, sheet.height * 0.46, fill=ACCENT)
    document.go_to(sheet.height * 0.2)
    document.paragraph(title, size=22, colour=WHITE, align="centre", leading=1.3)
    document.go_to(sheet.height * 0.46 + 10)
    if imprint.trade:
        document.paragraph(imprint.trade, size=14, colour=ACCENT, align="centre")
        document.space(3)
    document.paragraph(_("%(count)d policies") % {"count": count}, align="centre")
    day = timezone.localdate(imprint.at).isoformat()
    document.paragraph(_("in force on %(day)s") % {"day": day}, colour=QUIET, align="centre")
    document.go_to(sheet.height - 26)
    document.paragraph(imprint.office, size=10, colour=ACCENT, align="centre")
    slogan = _("One picture to understand · one code to the text · one number to call")
    document.paragraph(slogan, size=sheet.small, colour=QUIET, align="centre")


def _card(document: Document, card: Card) -> None:
    """One policy, over to the next page where it is long: what it gives, the code and the number at the end."""
    document.heading(card.title, 2)
    source = card.clause.document
    line = " · ".join(part for part in (source.issuer, source.number) if part)
    document.paragraph(line, size=document.sheet.small, colour=QUIET)
    document.space(1.5)
    for label, text in _rows(card):
        _fact(document, label, text)
    _ways(document, card)


def _height(document: Document, card: Card) -> float:
    """How much of a page a policy takes."""
    sheet, rest = document.sheet, document.width - LABEL
    head = document.height_of(card.title, document.width, sheet.heads[1]) * 1.25 + sheet.small * POINT * LEADING + 1.5
    facts = sum(document.height_of(text, rest) + 1.2 for _label, text in _rows(card))
    return head + facts + CODE + 8


def _rows(card: Card) -> list[tuple[str, str]]:
    source = card.clause.document
    until = card.apply_until.isoformat() if card.apply_until else ""
    through = _("through %(day)s") % {"day": source.until} if source.until else _("until further notice")
    rows = [
        (_("What is given"), card.what),
        (_("For whom"), card.whom),
        (_("How much"), card.amount),
        (_("How to apply"), card.how),
        (_("Apply until"), until),
        (_("Where to apply"), card.where),
        (_("Paid within"), card.paid_within),
        (_("Validity"), _("from %(day)s") % {"day": source.since} + " " + through),
    ]
    return [(label, text) for label, text in rows if text]


def _fact(document: Document, label: str, text: str) -> None:
    step = document.sheet.text * POINT * LEADING
    document.room(step * 2)
    document.put(label, document.sheet.side, document.y, colour=ACCENT)
    document.paragraph(text, x=document.sheet.side + LABEL, width=document.width - LABEL)
    document.space(1.2)


def _ways(document: Document, card: Card) -> None:
    """The code to the clause and the number to call, side by side."""
    document.space(2)
    document.room(CODE + 6)
    x, y, wide = document.sheet.side, document.y, document.width
    document.box(x, y, wide, CODE + 4, fill=SHADE, corner=2)
    document.qr(clause_address(card.clause, VIA), x + 2, y + 2, CODE)
    left = x + CODE + 6
    room = wide - CODE - 8
    document.put(_("The text itself: scan the code"), left, y + 2, size=document.sheet.small, colour=QUIET)
    clause = f"{_title(card.clause.document.title)} {card.clause.number}"
    document.go_to(y + 6)
    for line in document.lines(clause, room, document.sheet.small)[:2]:
        document.put(line, left, document.y, size=document.sheet.small)
        document.space(document.sheet.small * POINT * LEADING)
    document.put(_("Questions: call"), left, y + 15, size=document.sheet.small, colour=QUIET)
    document.put(card.phone, left, y + 18, size=document.sheet.heads[1], colour=ACCENT)
    if dialled(card.phone):
        document.link(f"tel:{dialled(card.phone)}", left, y + 18, room, 6)
    document.go_to(y + CODE + 6)


def _title(title: str) -> str:
    return title if title.startswith("《") else f"《{title}》"


def _imprint(document: Document, count: int, imprint: Imprint) -> None:
    document.page()
    document.heading(_("About this book"), listed=False)
    day = f"{timezone.localtime(imprint.at):%Y-%m-%d %H:%M}"
    document.paragraph(
        _(
            "Made on %(day)s out of the office's handbook: all %(count)d policies in force on that day that do not "
            "rule this trade out. Whether one fits a single enterprise also hangs on other conditions; the page behind "
            "each code says what holds today."
        )
        % {"day": day, "count": count}
    )
    document.space(3)
    document.table(
        [_("Imprint"), ""],
        [[_("Kept by"), imprint.office], [_("Trade"), imprint.trade or _("All")], [_("Printed"), day]],
        shares=[1, 3],
    )
