"""Long work of the handbook: a pocket book, the list of enterprises a policy fits."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from jishiyu.ledger.works import Result, Run, does_work
from jishiyu.lib.refused import Refused
from jishiyu.policies import queries
from jishiyu.policies.audience import Outcome, judge
from jishiyu.policies.book import Imprint, book
from jishiyu.policies.kinds import known, trade
from jishiyu.policies.models import Card
from jishiyu.policies.wording import value_words
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Profile

BOOK, FITS = "policies.book", "policies.fits"
AT_ONCE = 500
FILES = {Outcome.YES: "适合", Outcome.NO: "不适合", Outcome.MISSING: "缺数据"}
SAFE = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def trade_words(code: str) -> str:
    """A trade in words, as far as the pack names it."""
    attribute = trade()
    return value_words(attribute, code) if attribute is not None and code else ""


def make_book(code: str, *, at: datetime) -> tuple[bytes, int]:
    """The pocket book of a trade as PDF, and how many policies are in it. Raises Refused book_empty."""
    cards = queries.themed_for(code, timezone.localdate(at))
    if not cards:
        raise Refused("book_empty")
    return book(cards, _imprint(code, at)), len(cards)


def _imprint(code: str, at: datetime) -> Imprint:
    centre = registry.centre()
    return Imprint(trade_words(code), centre.name if centre is not None else "", at)


@does_work(BOOK)
def draw_book(run: Run) -> Result:
    """The pocket book of a trade."""
    code, at = run.params["trade"], run.work.asked_at
    cards = queries.themed_for(code, timezone.localdate(at))
    if not cards:
        raise Refused("book_empty")
    run.of(len(cards))
    run.file.write_bytes(book(cards, _imprint(code, at), run.step))
    name = f"惠企政策一本通-{trade_words(code) or '全部'}-{timezone.localdate(at)}.pdf"
    return Result(name, {"policies": len(cards)}, {"trade": code})


@does_work(FITS)
def list_fits(run: Run) -> Result:
    """Enterprises by answer to one policy, with what is missing, as Excel."""
    card, at = queries.card_of(run.params["card"]), run.work.asked_at
    if card is None:
        raise Refused("card_unknown")
    outcome, on = Outcome(run.params["outcome"]), timezone.localdate(at)
    keys = queries.listed(card, outcome, on)
    run.of(len(keys))
    with xlsxwriter.Workbook(str(run.file), SAFE | {"tmpdir": str(run.file.parent)}) as out:
        sheet = out.add_worksheet(FILES[outcome])
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 3, 24)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, (_("Enterprise"), _("Credit code"), _("Place"), _("Missing")))
        for number, row in enumerate(_rows(card, keys, on), start=1):
            sheet.write_row(number, 0, row)
            run.step()
    return Result(f"{card.title}-{FILES[outcome]}-{on}.xlsx", {"enterprises": len(keys)}, {"card": card.pk})


def _rows(card: Card, keys: Sequence[int], on: Any) -> Iterator[Sequence[str]]:
    attributes = known()
    for start in range(0, len(keys), AT_ONCE):
        for profile in queries.profiles_at(keys[start : start + AT_ONCE]):
            yield (profile.name, profile.code, _place(profile), missing_words(card, profile, on, attributes))


def _place(profile: Profile) -> str:
    return profile.subject.division.name if profile.subject.division is not None else ""


def missing_words(card: Card, profile: Profile, on: Any, attributes: Mapping[str, Any]) -> str:
    """What one would have to know of an enterprise to answer."""
    judged = judge(queries.rule_of(card), queries.values_of(profile), on, attributes)
    return "、".join(str(attributes[code].name) if code in attributes else code for code in judged.missing)
