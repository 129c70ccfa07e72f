"""A skip is plain where something is missing, and a failure where it was required."""

import pytest

from tests import material


def test_missing_material_skips_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JISHIYU_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no/such/file"):
        material.material("no/such/file")


def test_missing_material_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHIYU_REQUIRE", "shared,services")
    with pytest.raises(pytest.fail.Exception, match="no/such/file"):
        material.material("no/such/file")
