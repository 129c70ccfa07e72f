"""Whatever anybody does, every figure is what its rows say, and what was published stays as it was."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from jishiyu.figures.indicators import INDICATORS
from tests.figures.room import FiguresRoom


@pytest.mark.django_db
def test_whatever_anybody_does_every_figure_is_what_its_rows_say() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        FiguresRoom,
        settings=settings(
            max_examples=4, stateful_step_count=20, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert FiguresRoom.held == INDICATORS.keys()  # none was right for being nothing
