"""The worker's other hand: long work goes on beside the rounds, and a killed worker's work is done by the next."""

import time
from collections.abc import Iterator

import pytest
from django.utils import timezone

from jishiyu.cli.long import LongHand
from jishiyu.cli.worker import Worker
from jishiyu.ledger import works
from jishiyu.ledger.actions import works as actions
from jishiyu.ledger.models import Work
from jishiyu.ledger.works import Result, Run
from jishiyu.notices.models import Notice


@pytest.fixture
def slow() -> Iterator[None]:
    """Works of the kind test.slow take ten steps of a twentieth of a second."""

    def doer(run: Run) -> Result:
        run.of(10)
        for _ in range(10):
            time.sleep(0.05)
            run.step()
        return Result(counts={"rows": run.done})

    works.does_work("test.slow")(doer)
    yield
    works._doers.pop("test.slow", None)


def until_finished(work: Work) -> Work:
    for _ in range(200):
        work.refresh_from_db()
        if work.finished_at:
            return work
        time.sleep(0.05)
    raise AssertionError("the work never ended")


@pytest.mark.django_db(transaction=True)
def test_work_stopped_half_way_is_done_whole_by_the_next_and_its_asker_is_told(slow: None) -> None:
    work = actions.ask("test.slow", title="慢活", params={}, by="officer:7", at=timezone.now())
    first = LongHand("w1")
    first.start()
    time.sleep(0.2)
    first.stop()
    work.refresh_from_db()
    assert work.finished_at is None
    second = LongHand("w2")
    second.start()
    try:
        assert until_finished(work).counts == {"rows": 10}
    finally:
        second.stop()
    Worker().do_errands()
    notice = Notice.objects.get(reader="officer:7")
    assert (notice.kind, notice.params, notice.link) == ("work_ready", {"title": "慢活"}, "/console/works/")
