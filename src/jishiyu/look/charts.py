"""Charts as SVG made on the server: no script, readable by a screen reader, printed as they are."""

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, FOOT = 960, 150, 16


def bars(days: Sequence[tuple[str, int]]) -> SafeString:
    """One bar for each (ISO day, count); the first, the middle and the last day are named."""
    top = max((count for _, count in days), default=0) or 1
    step = WIDTH / max(len(days), 1)
    rows = [
        (
            f"{number * step + 1:.1f}",
            f"{(HEIGHT - FOOT) * (1 - count / top):.1f}",
            f"{max(step - 2, 1):.1f}",
            f"{(HEIGHT - FOOT) * count / top:.1f}",
            day,
            count,
        )
        for number, (day, count) in enumerate(days)
    ]
    shapes = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>', rows)
    named = sorted({0, len(days) // 2, len(days) - 1}) if days else []
    labels = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        [
            (f"{number * step + step / 2:.1f}", HEIGHT - 3, _anchor(number, len(days)), _short(days[number][0]))
            for number in named
        ],
    )
    label = _("Cases heard per day; the highest bar is %(top)d.") % {"top": top}
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        WIDTH,
        HEIGHT,
        label,
        shapes,
        labels,
    )


def _anchor(number: int, count: int) -> str:
    return "start" if number == 0 else ("end" if number == count - 1 else "middle")


def _short(day: str) -> str:
    at = date.fromisoformat(day)
    return f"{at.month}-{at.day}"
