"""Start-up checks: what offices and packs say of their documents can be read."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from jishiyu.outreach.documents import shelf


@register()
def documents(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    return [Error(flaw, id="outreach.E001") for flaw in shelf.flaws()]
