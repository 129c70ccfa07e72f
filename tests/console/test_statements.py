"""How many statements a page costs: at most twelve, and no more when there are more rows."""

from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from jishiyu.casework import actions as casework
from jishiyu.console.rights import PAGES
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from tests.cast import BY, MINUTE, T0, Cast
from tests.console.conftest import As

MOST = 12
# what a page costs for being a page of somebody signed in: the session and the officer
PARTS = ("task", "case", "lead", "photo", "import_", "channel_", "key_", "judge", "call_", "sign", "work_", "letter_")
PARTS += ("consultation_", "catalogue_", "ticket", "new_hints", "letters")
PLAIN = sorted(name for name in PAGES if not name.startswith(PARTS) or name in ("cases", "tasks", "signs"))
POSTS = (Post.DISPATCHER, Post.CALLER, Post.LEADER, Post.HEAD, Post.OFFICER)


def officer_of(cast: Cast, post: str) -> Officer:
    unit = cast.station.pk if post in (Post.OFFICER, Post.HEAD) else cast.centre.pk
    return registry.make_officer(f"p-{post}", "某人", post=post, unit_id=unit, by=BY, at=T0)


def address_of(name: str) -> str:
    """Of a page that stands by itself; none of one that is about something."""
    with suppress(NoReverseMatch):
        return reverse(f"console:{name}", args=["on_time"] if name == "figure" else [])
    return ""


def some_of_everything(cast: Cast, count: int) -> None:
    for number in range(count):
        at = T0 + number * MINUTE
        cast.case(at=at)
        cast.sent(at=at)
        cast.taken(at=at)
        done = cast.answered(at=at)
        casework.confirm_case(done.pk, solved=number % 2 == 0, rating=4, by=cast.caller.actor, at=at)


@pytest.mark.parametrize("post", POSTS)
def test_no_page_asks_more_than_twelve_times_nor_more_for_more_rows(cast: Cast, signed_in: As, post: str) -> None:
    browser = signed_in(officer_of(cast, post))
    pages = [address_of(name) for name in PLAIN]
    open_to = [page for page in pages if page and browser.get(page).status_code == 200]
    assert len(open_to) >= 5
    counts: list[dict[str, int]] = []
    for _ in range(2):
        some_of_everything(cast, 4)
        counts.append({})
        for page in open_to:
            with CaptureQueriesContext(connection) as asked:
                browser.get(page)
            counts[-1][page] = len(asked)
    few, many = counts
    assert {page: count for page, count in many.items() if count > MOST} == {}
    assert {page: (few[page], count) for page, count in many.items() if count > few[page]} == {}
