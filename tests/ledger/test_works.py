"""Long work: it runs under a lease, shows how far it is, is taken over from the dead, and ends with one result."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from jishiyu.ledger import works
from jishiyu.ledger.actions import works as actions
from jishiyu.ledger.models import Entry, Errand, Work
from jishiyu.ledger.works import Result, Run
from jishiyu.lib.refused import Refused

pytestmark = pytest.mark.django_db

BY = "officer:7"
Does = Callable[[Callable[[Run], Result]], None]


@pytest.fixture
def does() -> Iterator[Does]:
    """Say what is done for works of the kind test.count."""

    def register(doer: Callable[[Run], Result]) -> None:
        works.does_work("test.count")(doer)

    yield register
    works._doers.pop("test.count", None)


def count_to(number: int) -> Callable[[Run], Result]:
    def count(run: Run) -> Result:
        run.of(number)
        with run.file.open("w") as out:
            for step in range(number):
                out.write(f"{step}\n")
                run.step()
        return Result("count.txt", {"rows": number})

    return count


def asked(**more: object) -> Work:
    return actions.ask("test.count", title="数数", params={"to": 3}, by=BY, at=timezone.now(), **more)  # type: ignore[arg-type]


def files() -> list[str]:
    return sorted(path.name for path in actions.folder().iterdir())


def test_what_was_asked_for_is_done_kept_and_told(does: Does) -> None:
    does(count_to(3))
    work = asked()
    assert works.do_next("w1")
    work.refresh_from_db()
    assert (work.done, work.total, work.counts, work.file_name) == (3, 3, {"rows": 3}, "count.txt")
    assert (actions.folder() / work.file).read_text() == "0\n1\n2\n"
    assert [entry.act for entry in Entry.objects.filter(subject=work.ref).order_by("version")] == ["asked", "finished"]
    assert Errand.objects.get(kind="work.finished").data["ready"] is True
    assert not works.do_next("w1"), "what is done is not done again"


def test_a_form_sent_twice_is_one_work() -> None:
    first = asked(key="k")
    assert asked(key="k").pk == first.pk
    other = actions.ask("test.count", title="", params={}, key="k", by="officer:8", at=timezone.now())
    assert other.pk != first.pk, "one person's key is never another's"


def test_a_person_has_five_works_under_way_at_most() -> None:
    for _ in range(actions.MOST_OPEN):
        asked()
    with pytest.raises(Refused, match="too_many_works"):
        asked()
    assert actions.ask("test.count", title="", params={}, by="officer:8", at=timezone.now())


def test_progress_is_seen_from_outside_and_renews_the_lease(does: Does, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "WRITE_EVERY_SECONDS", 0.0)
    seen: list[tuple[int, int | None]] = []

    def look(run: Run) -> Result:
        run.of(2)
        held = Work.objects.get().leased_until
        run.step()
        row = Work.objects.get()
        assert row.leased_until and held and row.leased_until > held
        seen.append((row.done, row.total))
        return Result()

    does(look)
    asked()
    works.do_next("w1")
    assert seen == [(1, 2)]


def test_a_dead_workers_work_runs_again_and_ends_with_one_result(
    does: Does, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    """The first worker freezes half-way, its lease runs out, a second does the work, then the first wakes up."""
    work, before = asked(), files()

    def frozen(run: Run) -> Result:
        run.file.write_text("half")
        Work.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        does(count_to(2))
        assert works.do_next("w2")
        return Result("late.txt", {"rows": 99})

    does(frozen)
    works.do_next("w1")
    work.refresh_from_db()
    assert (work.counts, work.file_name, work.tries) == ({"rows": 2}, "count.txt", 2)
    assert Entry.objects.filter(subject=work.ref, act="finished").count() == 1
    assert [name for name in files() if name not in before] == [work.file], "the late result is thrown away"


def test_one_who_lost_the_work_hears_so_at_the_next_step(does: Does, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "WRITE_EVERY_SECONDS", 0.0)
    steps = []

    def overtaken(run: Run) -> Result:
        Work.objects.update(leased_by="w2", tries=2)
        for step in range(10):
            run.step()
            steps.append(step)
        return Result()

    does(overtaken)
    asked()
    works.do_next("w1")
    assert steps == []
    assert Work.objects.get().finished_at is None


def test_a_living_workers_work_is_not_taken_away(does: Does) -> None:
    asked()
    assert actions.take(by="w1", at=timezone.now()) is not None
    assert actions.take(by="w2", at=timezone.now() + timedelta(seconds=30)) is None
    assert actions.take(by="w2", at=timezone.now() + timedelta(seconds=61)) is not None


def test_a_worker_that_stops_gives_the_work_back_at_once(does: Does) -> None:
    does(count_to(5))
    work = asked()
    works.do_next("w1", stopping=lambda: True)
    work.refresh_from_db()
    assert (work.finished_at, work.leased_by, work.tries) == (None, "", 0)
    assert works.do_next("w2")
    work.refresh_from_db()
    assert work.counts == {"rows": 5}


def test_a_refusal_ends_it_with_its_words(does: Does) -> None:
    def refuse(run: Run) -> Result:
        raise Refused("file_empty", file="a.xlsx")

    does(refuse)
    work = asked()
    works.do_next("w1")
    work.refresh_from_db()
    assert work.refusal == {"code": "file_empty", "params": {"file": "a.xlsx"}}
    assert work.finished_at
    assert Errand.objects.get(kind="work.finished").data["ready"] is False


def test_what_fails_is_tried_three_times_and_then_said_to_have_failed(does: Does) -> None:
    def fail(run: Run) -> Result:
        raise ConnectionError("no way through")

    does(fail)
    work = asked()
    for _ in range(actions.MOST_TRIES):
        assert works.do_next("w1")
        Work.objects.update(leased_until=None)
    work.refresh_from_db()
    assert work.refusal["code"] == "work_failed"
    assert "no way through" in work.trouble
    assert not works.do_next("w1")


def test_a_file_that_came_with_it_is_read_and_then_forgotten(does: Does) -> None:
    def read(run: Run) -> Result:
        return Result(counts={"rows": len(run.source.read_bytes())})

    does(read)
    work = asked(source=("来件.XLSX", [b"ab", b"cd"]))
    kept = actions.folder() / work.source
    assert kept.suffix == ".xlsx"
    works.do_next("w1")
    work.refresh_from_db()
    assert work.counts == {"rows": 4}
    assert not kept.exists()


def test_files_past_their_seven_days_are_swept_and_younger_ones_stay(does: Does) -> None:
    does(count_to(1))
    old, young = asked(), asked()
    works.do_next("w1")
    works.do_next("w1")
    old.refresh_from_db()
    assert old.expires_at and old.finished_at
    assert old.expires_at - old.finished_at == timedelta(days=7)
    Work.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    actions.sweep(at=timezone.now())
    assert not (actions.folder() / old.file).exists()
    young.refresh_from_db()
    assert (actions.folder() / young.file).exists()
    assert Work.objects.get(pk=old.pk).file == ""


def test_nothing_to_do_writes_nothing() -> None:
    assert not works.do_next("w1")
