"""Several workers at one inbox. Where the database lets one writer in at a time (SQLite) one thread stands for all."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from jishiyu.ledger.queries import flaws
from jishiyu.sensing import actions
from jishiyu.sensing.models import Group, Inbox, Lead, Message, Source
from tests.sensing.conftest import BY, NOW, Say

MESSAGES = 120
SIDE_BY_SIDE = connection.vendor == "postgresql"


def work(number: int) -> int:
    taken = 0
    try:
        while Inbox.objects.exists():
            taken += actions.sense_batch(7, by=f"system:worker-{number}", at=NOW).taken
    finally:
        connections.close_all()
    return taken


@pytest.mark.django_db(transaction=SIDE_BY_SIDE)
def test_workers_side_by_side_judge_each_message_once_and_gather_one_incident(
    chat: Source, group: Group, say: Say
) -> None:
    said = [say("停电了", group=f"g{number % 3 + 1}", minutes=number / 10) for number in range(MESSAGES)]
    actions.hear(chat, said, at=NOW)
    if SIDE_BY_SIDE:
        with ThreadPoolExecutor(4) as pool:
            taken = sum(pool.map(work, range(4)))
    else:
        taken = 0
        while Inbox.objects.exists():
            taken += actions.sense_batch(7, by=BY, at=NOW).taken
    assert taken == Message.objects.count() == MESSAGES
    assert not Inbox.objects.exclude(trouble="").exists()
    assert sorted(Lead.objects.values_list("heard", flat=True)) == [MESSAGES // 3] * 3
    assert not list(flaws())
