"""The policies of the demo: real deeds, every state to be seen, an audience that the pack's attributes understand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jishiyu.policies import queries
from jishiyu.policies.models import Card, Document
from jishiyu.policies.queries import CardFilter
from jishiyu.registry import actions as registry
from jishiyu.sandbox import policies
from jishiyu.sandbox.town import BY, Size, found


@pytest.mark.django_db
def test_a_dozen_cards_move_in_released_by_another_one_still_a_draft() -> None:
    now = timezone.now()
    registry.load_carried(by=BY, at=now)
    town = found(Size(villages=2, days=6, rounds_a_day=0, letters_a_day=0), 1, password="jsy-2026-test", at=now)
    assert policies.bring_in(town, 1, password="jsy-2026-test", now=now) == {"draft": 1, "released": 11}
    assert not Card.objects.filter(released_by__in=Card.objects.values("written_by")).exists()
    assert Document.objects.get(code="jigai").replaces == Document.objects.get(code="jigai-old")
    on = timezone.localdate(now)
    public = list(queries.public_cards(CardFilter(), on))
    assert all(queries.rule_of(card) is not None for card in public)
    assert len(public) == 11
    assert queries.ending(on, on + timedelta(days=365)).exists()
    counts = queries.counts_of([card.line for card in public])
    assert any(one["scan"] for one in counts.values())
