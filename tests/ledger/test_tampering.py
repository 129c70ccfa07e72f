"""Whatever the owner of a database does to a ledger, without the office's key: it is found, and named to the entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jishiyu.ledger import actions
from jishiyu.ledger.queries import flaws
from tests.cast import BY, HOUR, T0, Cast
from tests.ledger import tampering
from tests.ledger.owner import unguard
from tests.ledger.tampering import DEEDS, Owner, Tampered
from tests.ledger.test_chain import tell

pytestmark = pytest.mark.django_db
EVERY_DEED = sorted({deed for deeds in DEEDS.values() for deed in deeds}, key=lambda deed: deed.__name__)


@pytest.fixture
def lived(cast: Cast) -> None:
    """A small town: some entries sealed in two checkpoints, some not yet."""
    cast.answered()
    cast.sent()
    tell("case:901", "opened", "dispatched", "accepted", "finished", "closed")
    actions.seal(by=BY, at=T0 + HOUR)
    cast.answered(at=T0 + HOUR)
    tell("case:901", "reopened", "closed")
    actions.seal(by=BY, at=T0 + 2 * HOUR)
    cast.case(at=T0 + 2 * HOUR)
    tell("case:901", "reopened")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("deed", EVERY_DEED, ids=lambda deed: deed.__name__)
def test_every_way_to_falsify_is_found_and_named(lived: None, deed: tampering.Deed) -> None:
    unguard()
    for seed in range(6):
        with undone():
            owner = Owner(Random(seed))
            owner.study()
            what, names = deed(owner)
            assert set(names) <= {(flaw.subject, flaw.version) for flaw in flaws()}, what
    assert list(flaws()) == []


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), sort=st.sampled_from(sorted(DEEDS)))
def test_any_alteration_deletion_swap_or_insertion_is_found_and_named(lived: None, seed: int, sort: str) -> None:
    with undone():
        unguard()
        owner = Owner(Random(seed))
        owner.study()
        done: Tampered = owner.tamper(sort)
        seen = {(flaw.subject, flaw.version) for flaw in flaws()}
        assert done.names <= seen, done
