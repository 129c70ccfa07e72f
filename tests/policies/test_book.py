"""The pocket book: every policy on its page, every code read back to its clause, the number to call, an imprint."""

import re
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.utils import translation

from jishiyu.ledger import works as doing
from jishiyu.ledger.actions import works
from jishiyu.ledger.models import Work
from jishiyu.lib.refused import Refused
from jishiyu.policies.works import BOOK, FITS, make_book
from tests.cast import T0
from tests.policies.room import Handbook


def pages(content: bytes) -> list[tuple[str, list[str]]]:
    """Text and codes of each page."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        codes = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
        found.append((page.get_textpage().get_text_bounded(), [code.text for code in codes]))
    return found


def test_every_policy_has_its_page_its_code_and_its_number(handbook: Handbook) -> None:
    first = handbook.released()
    second = handbook.released(title="上规奖励", theme="start", clause=1, how="一段很长的说明。" * 90)
    handbook.released(title="仅批发", audience={"of": "t.trade", "is": "in", "codes": ["F"]})
    with translation.override("zh-hans"):
        content, count = make_book("C", at=T0)
    told = pages(content)
    assert count == 2
    codes = [code for _, some in told for code in some]
    base = f"{settings.JISHIYU_ADDRESS}/policies/{handbook.document.code}"
    assert codes == [f"{base}/1/?via=book", f"{base}/5-2/?via=book"]
    text = re.sub(r"\s", "", "".join(page for page, _ in told))
    assert text.count("(0735)332-1234") == 2
    assert "仅批发" not in text
    for words in ("惠企政策一本通", "制造业", "2026-07-14有效", "目录", "编印说明", "赫山热线中心", "60个工作日"):
        assert words in text, words
    assert first.title in told[1][0]
    place = next(number for number, (page, _) in enumerate(told, 1) if second.title in page and number > 2)
    assert re.search(rf"{second.title}\s*{place}\b", told[1][0])  # the contents name its page


def test_a_trade_without_policies_has_no_book(handbook: Handbook) -> None:
    handbook.released()
    with pytest.raises(Refused, match="book_empty"):
        make_book("F", at=T0)


def test_the_book_and_the_lists_are_made_in_the_background(handbook: Handbook) -> None:
    card = handbook.released()
    handbook.enterprise("甲食品厂", {"t.trade": "C1310"})
    by = handbook.cast.crew.actor
    works.ask(BOOK, title="书", params={"trade": "C"}, by=by, at=T0)
    works.ask(FITS, title="名单", params={"card": card.pk, "outcome": 2}, by=by, at=T0)
    works.ask(BOOK, title="空", params={"trade": "F"}, by=by, at=T0)
    while doing.do_next("worker-1"):
        pass
    done = {work.title: work for work in Work.objects.all()}
    assert done["书"].file_name == f"惠企政策一本通-制造业-{date(2026, 7, 14)}.pdf"
    assert (works.folder() / done["书"].file).read_bytes().startswith(b"%PDF")
    assert done["名单"].counts == {"enterprises": 1}
    assert done["空"].refusal["code"] == "book_empty"
