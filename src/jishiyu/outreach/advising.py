"""Advice by season and weather: what a pack has to say, when, and whom it concerns. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from jishiyu.lib.phrases import Phrase

Weather = Literal["", "rain", "heat", "cold", "hail", "drought"]
WEATHERS: Mapping[str, Phrase] = {
    "rain": _("Heavy rain"), "heat": _("Great heat"), "cold": _("Frost"), "hail": _("Hail"), "drought": _("Drought"),
}  # fmt: skip
MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Told once a year to everybody who has `crop` planned on a plot, from `since` through `until` (month, day; may go
    over the turn of the year); with `weather`, only where and when somebody says that such weather is coming. `role` is
    the duty of those who pass it on to households that have no account here."""

    code: str
    stage: Phrase  # 育苗, 采收, 烘烤 …
    words: Phrase
    crop: str
    since: MonthDay
    until: MonthDay
    role: str
    weather: Weather = ""


_advice: dict[str, Advice] = {}


def declare_advice(advice: Advice) -> None:
    """Make advice known. Raises ValueError on a second one of that code."""
    if advice.code in _advice and _advice[advice.code] != advice:
        raise ValueError(f"advice {advice.code} is declared twice")
    _advice[advice.code] = advice


def advices() -> dict[str, Advice]:
    return dict(_advice)


def holds(advice: Advice, day: date) -> bool:
    """Whether the advice is of this day's season."""
    now = (day.month, day.day)
    if advice.since <= advice.until:
        return advice.since <= now <= advice.until
    return now >= advice.since or now <= advice.until


def crop_year(advice: Advice, day: date) -> int:
    """The year whose crop the advice is about: the one in which its season ends. It is told once under that year."""
    turns = advice.since > advice.until
    return day.year + 1 if turns and (day.month, day.day) >= advice.since else day.year
