"""What templates say of programmes: lights with their words, amounts, shares and points."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jishiyu.figures.printing import amount
from jishiyu.look import programme_words as words
from jishiyu.look.curves import curve_chart
from jishiyu.programmes import growth
from jishiyu.programmes.kinds import ProgrammeKind, all_series
from jishiyu.programmes.pace import Forecast, Pace
from jishiyu.programmes.queries.programmes import ItemPage

register = template.Library()


@register.filter
def light_tag(colour: str) -> SafeString:
    text, shade = words.LIGHTS.get(colour, words.LIGHTS["none"])
    return format_html('<span class="tag tag--{}">{}</span>', shade, text)


@register.filter
def light_name(colour: str) -> str:
    return str(words.LIGHTS.get(colour, words.LIGHTS["none"])[0])


@register.filter
def entering_tag(colour: str) -> SafeString:
    text, shade = words.ENTERING[colour]
    return format_html('<span class="tag tag--{}">{}</span>', shade, text)


@register.filter
def stand_tag(state: str) -> SafeString:
    text, shade = words.STATES[state]
    return format_html('<span class="tag tag--{}">{}</span>', shade, text)


@register.filter
def stand_name(state: str) -> str:
    return str(words.STATES[state][0])


@register.filter
def days_said(pace: Pace) -> str:
    return words.days_words(pace)


@register.filter
def foretold(forecast: Forecast) -> str:
    return words.forecast_words(forecast)


@register.filter
def measured(value: int | None, series: str) -> str:
    """An amount with its unit: 1,459,080 万元; "—" of nothing."""
    if value is None:
        return growth.NOT_DEFINED
    found = next((one for one in all_series() if one.code == series), None)
    return f"{amount(value, found.places)} {found.unit}" if found else amount(value)


@register.filter
def series_name(series: str) -> str:
    return next((str(one.name) for one in all_series() if one.code == series), series)


@register.filter
def grade_name(grade: str, series: str) -> str:
    found = next((one for one in all_series() if one.code == series), None)
    return str(found.grades.get(grade, grade)) if found else grade


@register.filter
def basis_of(series: str) -> str:
    return next((str(one.basis) for one in all_series() if one.code == series), "")


@register.filter
def share(value: Fraction | None) -> str:
    return growth.percent(value)


@register.filter
def grown(value: Fraction | None) -> str:
    return growth.percent(value, signed=True)


@register.filter
def points(value: Fraction | None) -> str:
    return growth.points(value)


@register.filter
def level_name(level: str, kind: ProgrammeKind) -> str:
    return str(kind.levels.get(level, level))


@register.filter
def of_key(found: Mapping[int, Any], key: int) -> Any:
    return found.get(key, "")


@register.simple_tag
def item_chart(page: ItemPage, today: date) -> SafeString:
    """The curve of an item, or nothing where it has no target."""
    target = page.standing.target
    if target is None or page.curve is None:
        return SafeString("")
    return curve_chart(page.curve, page.reached, target.amount, today, page.forecast)
