"""The page of long work: mine, how far it is, its file for me and for nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jishiyu.ledger import works
from jishiyu.ledger.actions import works as actions
from jishiyu.ledger.models import Entry, Work
from jishiyu.ledger.works import Result, Run
from tests.cast import Cast
from tests.console.conftest import As


@pytest.fixture
def counting() -> Iterator[None]:
    def doer(run: Run) -> Result:
        run.file.write_text("1,2")
        return Result("数.csv", {"rows": 2})

    works.does_work("test.count")(doer)
    yield
    works._doers.pop("test.count", None)


def asked(cast: Cast) -> Work:
    return actions.ask("test.count", title="数数", params={}, by=cast.dispatcher.actor, at=timezone.now())


def test_work_under_way_shows_how_far_it_is_and_asks_again(cast: Cast, signed_in: As) -> None:
    asked(cast)
    work = actions.take(by="w1", at=timezone.now())
    assert work
    actions.move_on(work, 30, 90, at=timezone.now())
    page = signed_in(cast.dispatcher).get("/console/works/").content.decode()
    assert '<progress class="progress" value="30" max="90"' in page
    assert "30 / 90" in page
    assert 'hx-trigger="every 2s"' in page


def test_what_is_ready_is_fetched_by_whoever_asked_and_the_fetching_is_recorded(
    cast: Cast, signed_in: As, counting: None
) -> None:
    work = asked(cast)
    works.do_next("w1")
    browser = signed_in(cast.dispatcher)
    page = browser.get("/console/works/").content.decode()
    assert "every 2s" not in page, "nothing is under way, so the page stays still"
    assert f"/console/works/{work.pk}/file/" in page
    answer = browser.get(f"/console/works/{work.pk}/file/")
    assert b"".join(answer.streaming_content) == b"1,2"  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    entry = Entry.objects.get(subject=work.ref, act="fetched")
    assert entry.by == cast.dispatcher.actor


def test_nobody_fetches_or_sees_the_work_of_another(cast: Cast, signed_in: As, counting: None) -> None:
    work = asked(cast)
    works.do_next("w1")
    for other in (cast.crew, cast.leader, cast.admin):
        browser = signed_in(other)
        assert "数数" not in browser.get("/console/works/").content.decode()
        assert browser.get(f"/console/works/{work.pk}/file/").status_code == 404
    work.refresh_from_db()
    assert signed_in(cast.dispatcher).get(f"/media/works/{work.file}").status_code == 404


def test_a_swept_file_says_that_it_is_no_longer_kept(cast: Cast, signed_in: As, counting: None) -> None:
    work = asked(cast)
    works.do_next("w1")
    actions.sweep(at=timezone.now() + timedelta(days=8))
    page = signed_in(cast.dispatcher).get(f"/console/works/{work.pk}/file/", follow=True)
    assert "no longer kept" in page.content.decode()


def test_a_refused_work_says_why(cast: Cast, signed_in: As) -> None:
    asked(cast)
    for _ in range(actions.MOST_TRIES):
        works.do_next("w1")
        Work.objects.update(leased_until=None)
    assert "tried several times" in signed_in(cast.dispatcher).get("/console/works/").content.decode()


def test_thirty_works_cost_no_more_queries_than_one(
    cast: Cast, signed_in: As, counting: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        asked(cast)
        works.do_next("w1")
    browser = signed_in(cast.dispatcher)
    with django_assert_max_num_queries(12):
        browser.get("/console/works/")
