"""Numbers of a day: one after the other, each letter and each day for itself."""

import pytest

from jishiyu.entitlements.actions import next_number
from tests.cast import DAY, T0

pytestmark = pytest.mark.django_db


def test_each_letter_and_each_day_counts_for_itself() -> None:
    assert next_number("A", T0) == "A20260714-0001"
    assert next_number("A", T0) == "A20260714-0002"
    assert next_number("W", T0) == "W20260714-0001"
    assert next_number("A", T0 + DAY) == "A20260715-0001"
