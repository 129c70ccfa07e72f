"""The whole room of applications played by anybody for simulated years."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.entitlements.room import Room


@pytest.mark.django_db
def test_whatever_anybody_does_for_years_what_must_hold_holds(declared: None) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Room,
        settings=settings(
            max_examples=20, stateful_step_count=40, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
