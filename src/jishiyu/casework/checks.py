"""Start-up checks: the workflow tables lead somewhere from everywhere, every kind's promises can be reckoned, and its
table of urging climbs."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from jishiyu.casework import clock, ladder, workflow
from jishiyu.casework.kinds import kinds
from jishiyu.lib.moves import flaws


@register()
def workflow_tables(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    found = flaws(workflow.CASE_MOVES, workflow.CASE_START, frozenset({workflow.CASE_END}))
    found += flaws(workflow.TASK_MOVES, workflow.TASK_START, workflow.TASK_ENDS)
    return [Error(flaw, id="casework.E001") for flaw in found]


@register()
def promises_of_kinds(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    return [Error(flaw, id="casework.E002") for kind in kinds() for flaw in clock.flaws(kind)]


@register()
def ladders_of_kinds(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    return [Error(flaw, id="casework.E003") for kind in kinds() for flaw in ladder.flaws(kind)]
