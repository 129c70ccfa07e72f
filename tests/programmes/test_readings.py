"""Taking readings, correcting one, and the daily facts beside them."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Sum

from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.programmes import actions
from jishiyu.programmes.actions.facts import differing_facts
from jishiyu.programmes.drafts import Measured
from jishiyu.programmes.models import DailyFact, Reading, SeriesState
from tests.cast import DAY, T0, VILLAGE, Cast
from tests.programmes import room as rooms
from tests.programmes.room import Room

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def take(*rows: Measured, source: str = "scales") -> tuple[int, int, int]:
    done = actions.take_readings(rows, source=source, by="system:test", at=T0)
    return done.new, done.known, len(done.differing)


def sums(series: str) -> int:
    return DailyFact.objects.filter(series=series).aggregate(all=Sum("amount"))["all"] or 0


def test_two_series_stand_under_one_key_and_the_same_again_changes_nothing(cast: Cast) -> None:
    rows = list(rooms.rows(700, unit=cast.station.pk, division=VILLAGE, subject=cast.aunt.pk))
    assert take(*rows) == (1400, 0, 0)
    before = list(DailyFact.objects.order_by("pk").values())
    assert take(*rows) == (0, 1400, 0)
    assert list(DailyFact.objects.order_by("pk").values()) == before
    assert sums("trial.money") == 3000 * sums("trial.kilos") == sum(r.amount for r in rows if r.series == "trial.money")
    assert Reading.objects.filter(subject=cast.aunt).count() == 1400


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plan from an empty table")
@pytest.mark.parametrize("there", [0, 40])
def test_a_long_import_into_a_table_of_which_little_is_known_reads_no_whole_tables(cast: Cast, there: int) -> None:
    for number in range(there):
        at = {"source": "old", "key": "k", "day": ON, "amount": 1, "by": "x", "at": T0, "told_in": 1}
        Reading.objects.create(series=f"old.{number}", **at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE programmes_reading")
        take(*(Measured("trial.kilos", f"a{key}", ON, 1, "upper") for key in range(8000)))
        take(*(Measured("trial.kilos", f"b{key}", ON, 1, "upper") for key in range(4000)))
        cursor.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'programmes_reading'"
        )
        read = cursor.fetchone()[0]
    assert read < 100_000
    assert take(Measured("trial.kilos", "a7", ON, 1, "upper"), Measured("trial.kilos", "a", ON, 1, "upper")) == (
        1,
        1,
        0,
    )


def test_a_known_key_with_another_amount_is_told_and_left_as_it_was(cast: Cast) -> None:
    take(Measured("trial.kilos", "a", ON, 5, "upper"))
    done = actions.take_readings(
        [Measured("trial.kilos", "a", ON, 6, "upper"), Measured("trial.kilos", "b", ON, 1, "upper")],
        source="scales", by="system:test", at=T0,
    )  # fmt: skip
    assert (done.new, done.known, done.differing, done.rows) == (1, 0, ("a",), 2)
    assert sums("trial.kilos") == 6
    assert take(Measured("trial.kilos", "a", ON, 6, "upper"), source="elsewhere") == (1, 0, 0)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Measured("trial.nothing", "a", ON, 1), "series_unknown"),
        (Measured("trial.kilos", "", ON, 1), "reading_incomplete"),
        (Measured("trial.kilos", "a", ON, 10**16), "reading_incomplete"),
        (Measured("trial.kilos", "a", date(2026, 7, 15), 1), "reading_to_come"),
        (Measured("trial.kilos", "a", ON, 1, "best"), "grade_unknown"),
        (Measured("trial.kilos", "a", ON, 1, unit=999_999), "reading_of_nobody"),
        (Measured("trial.kilos", "a", ON, 1, division="999999"), "reading_of_nobody"),
        (Measured("trial.kilos", "a", ON, 1, item=999_999), "reading_of_nobody"),
    ],
)
def test_one_bad_row_and_none_is_taken(cast: Cast, row: Measured, code: str) -> None:
    with pytest.raises(Refused, match=code):
        take(Measured("trial.kilos", "good", ON, 1), row)
    assert not Reading.objects.exists() and not DailyFact.objects.exists() and not SeriesState.objects.exists()


def test_a_row_twice_in_one_set_counts_once_but_not_with_two_amounts(cast: Cast) -> None:
    row = Measured("trial.kilos", "a", ON, 7, "upper")
    assert take(row, row) == (1, 1, 0)
    with pytest.raises(Refused, match="reading_twice"):
        take(Measured("trial.kilos", "b", ON, 7), Measured("trial.kilos", "b", ON, 8))


def test_of_a_rate_the_last_word_of_a_day_holds(cast: Cast) -> None:
    take(Measured("trial.rate", "a", ON, 70), Measured("trial.rate", "b", ON, 72))
    take(Measured("trial.rate", "c", ON, 71))
    fact = DailyFact.objects.get(series="trial.rate")
    assert (fact.amount, fact.count) == (71, 3)
    last = Reading.objects.get(key="c")
    actions.correct_reading(last.pk, amount=69, ground="misread", by="system:test", at=T0)
    first = Reading.objects.get(key="a")
    actions.correct_reading(first.pk, amount=75, ground="misread", by="system:test", at=T0)
    fact.refresh_from_db()
    assert (fact.amount, fact.count) == (75, 3)
    assert differing_facts() == []


def test_a_correction_moves_the_live_figure_keeps_the_old_row_and_says_who_and_why(room: Room) -> None:
    room.read(100, date(2026, 6, 30), "june")
    old = Reading.objects.get(key="june")
    new = actions.correct_reading(
        old.pk, amount=90, day=date(2026, 5, 31), ground="ten were counted twice",
        by=room.cast.leader.actor, at=T0 + DAY,
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.live, old.amount, old.day) == (False, 100, date(2026, 6, 30))
    assert (new.live, new.amount, new.corrects_id, new.ground) == (True, 90, old.pk, "ten were counted twice")
    assert {f.day: (f.amount, f.count) for f in DailyFact.objects.all()} == {
        date(2026, 6, 30): (0, 0),
        date(2026, 5, 31): (90, 1),
    }
    entry = Entry.objects.get(subject="series:trial.work", version=new.told_in)
    assert (entry.act, entry.by, entry.data["ground"]) == ("reading_corrected", room.cast.leader.actor, new.ground)
    assert differing_facts() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 100}, "reading_same"),
        ({"amount": 1, "ground": "no"}, "ground_missing"),
        ({"amount": 1, "day": date(2027, 1, 1)}, "reading_to_come"),
    ],
)
def test_a_correction_says_why_and_changes_something(room: Room, change: dict[str, object], code: str) -> None:
    room.read(100, ON, "a")
    row = Reading.objects.get(key="a")
    said: dict[str, object] = {"ground": "wrong number", **change}
    with pytest.raises(Refused, match=code):
        actions.correct_reading(row.pk, by=room.by, at=T0, **said)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert row.live


def test_only_a_live_reading_is_corrected(room: Room) -> None:
    room.read(100, ON, "a")
    row = Reading.objects.get(key="a")
    actions.correct_reading(row.pk, amount=90, ground="first time", by=room.by, at=T0)
    with pytest.raises(Refused, match="reading_corrected"):
        actions.correct_reading(row.pk, amount=80, ground="second time", by=room.by, at=T0)
    with pytest.raises(Refused, match="reading_unknown"):
        actions.correct_reading(0, amount=80, ground="second time", by=room.by, at=T0)
    assert sums("trial.work") == 90


def test_the_ledger_alone_rebuilds_the_facts(room: Room) -> None:
    take(*rooms.rows(900, unit=room.cast.station.pk), Measured("trial.rate", "r", ON, 12))
    take(*rooms.rows(200, seed=2, division=VILLAGE), source="other")
    for row in Reading.objects.order_by("pk")[:20]:
        actions.correct_reading(row.pk, amount=row.amount + 1, ground="one more", by=room.by, at=T0)
    assert differing_facts() == []
    kept = {tuple(row.values()) for row in facts()}
    DailyFact.objects.all().delete()
    Reading.objects.all().update(amount=0)  # only the ledger is asked
    assert actions.rebuild_facts(by="system:test", at=T0) == (2201, len(kept))
    assert {tuple(row.values()) for row in facts()} == kept


def test_a_fact_that_was_tampered_with_is_found(room: Room) -> None:
    room.read(5, ON)
    DailyFact.objects.update(amount=6)
    assert len(differing_facts()) == 1


def facts() -> list[dict[str, object]]:
    names = ("series", "day", "division_code", "unit_key", "item_key", "grade", "amount", "count")
    return list(DailyFact.objects.exclude(count=0).values(*names))
