"""Start-up checks: the workflow tables must lead somewhere from everywhere."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from jishiyu.casework import workflow


@register()
def workflow_tables(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    found = workflow.flaws(workflow.CASE_MOVES, workflow.CASE_START, frozenset({workflow.CASE_END}))
    found += workflow.flaws(workflow.TASK_MOVES, workflow.TASK_START, workflow.TASK_ENDS)
    return [Error(flaw, id="casework.E001") for flaw in found]
