"""Invented towns: the same seed makes the same town, and what happened in it is true."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from jishiyu.casework import retell
from jishiyu.casework.models import CallBack, Case, Nudge, SampleDraw, Task
from jishiyu.ledger.models import Entry
from jishiyu.ledger.queries import flaws
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.sandbox import history
from jishiyu.sandbox.town import BY, Size, Town, found
from jishiyu.sensing.models import Message
from tests.cast import T0

pytestmark = pytest.mark.django_db
HAMLET = Size(villages=3, days=6, rounds_a_day=4, letters_a_day=2)


def build(seed: int, *, size: Size = HAMLET, now: datetime = T0) -> Town:
    registry.load_carried(by=BY, at=now)
    town = found(size, seed, password="a-demo-password", at=now)
    history.live(town, seed, now=now)
    history.scene(town, seed, now=now)
    return town


def told() -> list[tuple[object, ...]]:
    """What happened, apart from the row numbers a database gives out."""
    cases = Case.objects.order_by("number").values_list("number", "kind", "state", "text", "heard_at", "closed_at")
    acts = Entry.objects.filter(subject__startswith="case:").order_by("at", "pk").values_list("act", "at")
    people = Officer.objects.order_by("username").values_list("username", "name")
    return [*cases, *acts, *people]


def built_and_undone(seed: int) -> list[tuple[object, ...]]:
    with transaction.atomic():
        build(seed)
        found = told()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_makes_the_same_town() -> None:
    first, again, other = built_and_undone(7), built_and_undone(7), built_and_undone(8)
    assert first == again
    assert first != other


def test_what_happened_in_a_town_is_true_and_every_state_is_there_to_see() -> None:
    build(1)
    assert list(flaws()) == []
    assert list(retell.disagreements()) == []
    states = set(Case.objects.values_list("state", flat=True))
    assert {"received", "dispatched", "handling", "answered", "closed"} <= states
    assert {"sent", "accepted", "finished", "returned"} <= set(Task.objects.values_list("state", flat=True))


def test_nothing_in_a_town_happens_after_now() -> None:
    build(3)
    assert not Entry.objects.filter(at__gt=T0).exists()
    assert not Case.objects.filter(heard_at__gt=T0).exists()
    assert not Message.objects.filter(said_at__gt=T0).exists()


def test_nobody_holds_two_posts_and_each_has_an_account() -> None:
    build(2, size=Size(villages=1, days=0, rounds_a_day=0, letters_a_day=0))
    assert set(Officer.objects.values_list("post", flat=True)) == set(Post.values)


def test_a_town_moves_into_an_empty_installation_only() -> None:
    build(2, size=Size(villages=1, days=0, rounds_a_day=0, letters_a_day=0))
    with pytest.raises(Refused, match="town_not_empty"):
        found(HAMLET, 2, password="a-demo-password", at=T0)


def test_there_is_somebody_to_call_back() -> None:
    build(5, size=Size(villages=3, days=14, rounds_a_day=0, letters_a_day=1))
    assert CallBack.objects.filter(state=CallBack.State.WAITING).exists()
    assert SampleDraw.objects.count() == history.DAYS_DRAWN


def test_a_town_is_founded_at_any_hour_of_any_zone() -> None:
    at = datetime(2026, 7, 13, 23, 30, tzinfo=UTC)  # the next day already, where the town lies
    build(2, size=Size(villages=1, days=0, rounds_a_day=0, letters_a_day=0), now=at)
    assert Case.objects.exists()


def test_a_town_shows_both_lines_and_what_presses() -> None:
    build(1)
    both = Case.objects.filter(tasks__line="trade", tasks__role=Task.Role.ASSIST)
    assert both.exists()
    assert {"urge", "supervise", "escalate"} <= set(Nudge.objects.values_list("level", flat=True))
    assert Nudge.objects.filter(step__isnull=True).exists()
