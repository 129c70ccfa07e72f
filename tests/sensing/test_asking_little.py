"""What a batch asks of the tables: what it can join, by an index, however much was said before."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.sensing import actions
from jishiyu.sensing.actions.weighing import counts_of
from jishiyu.sensing.models import Group, Lead, Message, Source
from tests.sensing.conftest import BY, NOW
from tests.sensing.test_over_groups import judge, of_feeder, said

pytestmark = pytest.mark.django_db
TABLES = ("sensing_message", "sensing_lead", "sensing_group")  # the last may be small enough to be read whole
READ = """
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)
"""


def spoken_before(chat: Source, count: int, first: int) -> None:
    """So many messages of group g1 and as many of others, a tenth of them of incidents, all said today."""
    groups = {group.code: group.pk for group in Group.objects.all()}
    rows = []
    for number in range(first, first + count):
        lead = None
        code, at = f"g{number % 2 + 1}", NOW - timedelta(minutes=5, seconds=number)
        if number % 10 == 0:
            lead = Lead.objects.create(
                pack="power", kind="power.complaint", source=chat, group_id=groups[code], title="电价", urgency=1,
                state=Lead.State.QUIET, first_at=at, last_at=at, heard=1, households=1, in_groups=1,
            )  # fmt: skip
        row = Message(
            source=chat, external_id=f"old{number}", group_id=groups[code], sender="p1", role="resident",
            text="电费怎么又涨了", said_at=at, received_at=at, judged_at=at, risk=lead is not None, lead=lead,
            kind="power.complaint" if lead else "", urgency=1 if lead else 0,
        )  # fmt: skip
        rows.append(row)
    Message.objects.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rows_read(deed: Callable[[], None]) -> int:
    def so_far() -> int:
        with connection.cursor() as cursor:
            cursor.execute(READ, [list(TABLES)])
            return int(cursor.fetchone()[0] or 0)

    before = so_far()
    deed()
    return so_far() - before


def tables_scanned(deed: Callable[[], None]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        deed()
    scanned = []
    for query in seen.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}".replace("%", "%%"))
                scanned += [row[3] for row in cursor.fetchall() if row[3].startswith("SCAN") and "INDEX" not in row[3]]
    return [plan for plan in scanned if any(table in plan for table in TABLES[:2])]


def test_a_batch_reads_no_more_when_ten_times_as_much_was_said_before(chat: Source) -> None:
    of_feeder(chat, "g1", "g2")

    def batch(number: int) -> Callable[[], None]:
        return lambda: judge(chat, *(said(n, "停电了", minutes=n / 9) for n in range(number, number + 4)))

    spoken_before(chat, 1000, 0)
    if connection.vendor != "postgresql":
        assert tables_scanned(batch(1)) == []
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so small a table would be read whole though it has the index
    few = rows_read(batch(1))
    spoken_before(chat, 9000, 1000)
    assert rows_read(batch(11)) <= few + 50


def test_chatter_asks_for_nothing_that_goes_on(chat: Source) -> None:
    of_feeder(chat, "g1")
    judge(chat, said(1, "停电了", minutes=0))
    with CaptureQueriesContext(connection) as seen:
        judge(chat, said(2, "晚上一起跳广场舞", minutes=1))
    assert not [query for query in seen.captured_queries if 'FROM "sensing_lead"' in query["sql"]]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_counted_batch_by_batch_is_what_is_there(chat: Source, seed: int) -> None:
    """Leads are told how many messages, households and groups are new to them; a recount comes to the same."""
    rng = random.Random(seed)
    of_feeder(chat, "g1", "g2", "g3")
    of_feeder(chat, "g4", feeder="F2")
    texts = (
        "停电了",
        "又停电了,热死人",
        "变压器冒烟了",
        "电费怎么又涨了",
        "线掉下来冒火花了",
        "收到",
        "我也是",
        "还没来电",
    )
    number = 0
    for _ in range(12):
        batch = []
        for _ in range(rng.randrange(1, 7)):
            number += 1
            minutes = number * 17 + rng.choice((0, 0, 0, -200, 45))
            who = rng.choice(("", "a", "b", "c", "d"))
            at = NOW + timedelta(minutes=minutes)
            one = said(number, rng.choice(texts), minutes=minutes, group=f"g{rng.randrange(1, 5)}", sender=who or "x")
            batch.append(one if who else type(one)(one.id, one.text, at, group_id=one.group_id))
        actions.judge_messages(chat, batch, by=BY, at=NOW + timedelta(days=9))
        leads = list(Lead.objects.exclude(state=Lead.State.MERGED))
        there = counts_of(leads)
        assert {lead.pk: (lead.heard, lead.households, lead.in_groups) for lead in leads} == there
