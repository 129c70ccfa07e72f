"""Start-up check: each theme has its word in the handbook's workbook, and no word a theme that is none."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from jishiyu.policies.handbook_file import THEME_WORDS
from jishiyu.policies.kinds import THEMES


@register()
def themes_of_the_workbook(app_configs: Sequence[Any] | None, **more: Any) -> list[CheckMessage]:
    differs = sorted(set(THEME_WORDS.values()) ^ set(THEMES))
    said = "theme %s stands in one of kinds.THEMES and THEME_WORDS only"
    return [Error(said % code, id="policies.E001") for code in differs]
