"""Fixtures of outreach."""

import pytest

from tests.cast import Cast
from tests.outreach.firms import Firms, assemble


@pytest.fixture
def firms(cast: Cast) -> Firms:
    return assemble(cast)
