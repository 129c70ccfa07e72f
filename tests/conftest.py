"""Fixtures everybody may use; the people and places behind them are in tests/cast.py."""

import gc

import pytest
from django.db import connection
from hypothesis import settings

from jishiyu.entitlements import kinds as entitlement_kinds
from jishiyu.policies.queries import matching
from jishiyu.registry import kinds as registry_kinds
from jishiyu.registry.queries import finding
from jishiyu.sensing.queries import judges, places
from tests.cast import Cast, assemble, jpeg
from tests.entitlements import schemes
from tests.policies import room as handbooks
from tests.scenes import Scene

settings.register_profile("rules", deadline=None)  # how long an example took says nothing about the rule it tries
settings.load_profile("rules")


CAST = Scene(assemble)


def pytest_collection_finish() -> None:
    """What was loaded by now stays for the whole run; the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture
def cast(db: None) -> Cast:
    return CAST.set()


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schemes of tests/entitlements/schemes.py, and they alone, for this test."""
    monkeypatch.setattr(entitlement_kinds, "_schemes", {})
    monkeypatch.setattr(entitlement_kinds, "_facts", {})
    monkeypatch.setattr(entitlement_kinds, "_facts", {})
    monkeypatch.setattr(registry_kinds, "_roles", {**registry_kinds.roles()})
    for role in schemes.ROLES:
        registry_kinds.declare_role(role)
    for scheme in schemes.SCHEMES:
        entitlement_kinds.declare_scheme(scheme)


@pytest.fixture
def aid(cast: Cast, declared: None) -> schemes.Aid:
    return schemes.assemble(cast)


@pytest.fixture
def handbook(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> handbooks.Handbook:
    """A small handbook of policies, with attributes of its own and they alone."""
    monkeypatch.setattr(registry_kinds, "_attributes", {one.code: one for one in handbooks.ATTRIBUTES})
    monkeypatch.setattr(registry_kinds, "_roles", {**registry_kinds.roles(), handbooks.ROLE.code: handbooks.ROLE})
    monkeypatch.setattr(matching, "_kept", [])
    return handbooks.assemble(cast)


@pytest.fixture
def photo() -> bytes:
    return jpeg()


@pytest.fixture(autouse=True, scope="session")
def emptied_afterwards(django_db_setup: None) -> None:
    """A test that really commits is emptied afterwards; the ledger's guard lets that pass, and only that."""
    flush = connection.ops.execute_sql_flush

    def unguarded(statements: list[str]) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                guards = cursor.fetchall()
            away, back = [f"DROP TRIGGER {name}" for name, _ in guards], [sql for _, sql in guards]
        else:
            guarded = ("ledger_entry", "ledger_head", "ledger_checkpoint")
            away = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded]
            back = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded]
        flush([*away, *statements, *back])

    connection.ops.execute_sql_flush = unguarded  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def names_of_this_test() -> None:
    """Names of places are kept by what the ledger last said of them; each test begins a ledger of its own."""
    places.forget()
    finding.forget()


@pytest.fixture(autouse=True)
def judged_by_words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What becomes of a verdict is tested with the pack's words alone: they say the same whenever a model is taught
    anew. Tests marked `learned` are about the model, and judge by it."""
    if request.node.get_closest_marker("learned") is None:
        monkeypatch.setattr(judges, "model_in_order", lambda pack, data: None)
