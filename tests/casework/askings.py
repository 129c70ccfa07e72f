"""Asking and deciding in one line each, for the tests."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from jishiyu.casework import actions
from jishiyu.casework.models import Application, Case, Pause, Promise, Task
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Officer, Post
from tests.cast import HOUR, T0, Cast

GROUND = "变压器要从外地调运，预计下周到货。"
CODES = {"extension": "materials", "waiting": "papers_missing", "hanging": "no_funds", "exclusion": "beyond_law"}


def colleague(cast: Cast) -> Officer:
    """文干事, another dispatcher of the centre."""
    found, _ = Officer.objects.get_or_create(
        username="wen", defaults={"name": "文干事", "post": Post.DISPATCHER, "unit": cast.centre}
    )
    return found


def ask(cast: Cast, task: Task, kind: str = "extension", **more: Any) -> Application:
    """The crew asks, with a reason that fits; `more` says otherwise."""
    said: dict[str, Any] = {"code": CODES.get(kind, "same_matter"), "ground": GROUND, "by": cast.crew.actor}
    said |= {"at": T0 + HOUR, "amount": {"extension": 1, "waiting": 3}.get(kind, 0)}
    return actions.ask(task.case_id, kind, **said | more)


def decide(cast: Cast, asked: Application, grant: bool = True, **more: Any) -> Application:
    """The dispatcher decides."""
    said: dict[str, Any] = {"words": "情况属实，同意。", "by": cast.dispatcher.actor, "at": T0 + 2 * HOUR}
    return actions.decide(asked.pk, grant=grant, **said | more)


def granted(cast: Cast, task: Task, kind: str = "extension", **more: Any) -> Application:
    """Asked by the crew an hour after T0, granted by the dispatcher an hour later."""
    return decide(cast, ask(cast, task, kind, **more))


def everything() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in (Case, Task, Promise, Pause, Application)]


def refused(code: str, deed: Callable[[], object]) -> None:
    """The deed is refused with this code, and nothing changed by it."""
    before = everything()
    with pytest.raises(Refused) as no, transaction.atomic():
        deed()
    assert no.value.code == code
    assert before == everything()
