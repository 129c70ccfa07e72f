"""Start-up checks: the life of a claim leads somewhere from everywhere, and the office's own layouts can be read."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Warn

from jishiyu.entitlements import bank_files, workflow
from jishiyu.lib.moves import flaws


@register()
def life_of_a_claim(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    found = flaws(workflow.CLAIM_MOVES, workflow.START, workflow.ENDS)
    return [Error(flaw, id="entitlements.E001") for flaw in found]


@register()
def layouts_readable(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    """Layouts of bank files: one that cannot be read leaves the office with those shipped."""
    try:
        bank_files.layouts(settings.JISHIYU_BANK_LAYOUTS)
    except ValueError as trouble:
        return [Warn(f"a layout of bank files cannot be read: {trouble}", id="entitlements.W001")]
    return []
