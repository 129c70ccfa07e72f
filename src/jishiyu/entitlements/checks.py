"""Start-up checks: the life of a claim leads somewhere from everywhere."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from jishiyu.entitlements import workflow
from jishiyu.lib.moves import flaws


@register()
def life_of_a_claim(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    found = flaws(workflow.CLAIM_MOVES, workflow.START, workflow.ENDS)
    return [Error(flaw, id="entitlements.E001") for flaw in found]
