"""A figure week by week as SVG made on the server, with marks where something changed."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jishiyu.look.charts import FOOT, HEIGHT, WIDTH

MOST_NAMED = 13  # weeks that have room for their names and numbers
LINE = 22  # of a number in a bar


def _stands(tall: float) -> tuple[str, str]:
    """Where the number of a bar stands and how it looks: inside a bar that has room, else above it."""
    inside = tall > LINE
    y = HEIGHT - FOOT - tall + (LINE - 4 if inside else -4)
    return f"{y:.1f}", "bars__in" if inside else "bars__on"


def weekly(weeks: Sequence[tuple[date, float | None, str]], marks: Collection[date], label: str) -> SafeString:
    """One bar for each (Monday, value or None, words); a dashed line before each week in `marks`. `label` says it for
    who does not see it."""
    top = max((value for _, value, _ in weeks if value is not None), default=0) or 1
    step = WIDTH / max(len(weeks), 1)
    shapes = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        [
            (
                f"{number * step + 2:.1f}",
                f"{(HEIGHT - FOOT) * (1 - value / top):.1f}",
                f"{max(step - 4, 1):.1f}",
                f"{(HEIGHT - FOOT) * value / top:.1f}",
                words,
            )
            for number, (_, value, words) in enumerate(weeks)
            if value is not None
        ],
    )
    counts = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" class="{}">{}</text>',
        [
            (f"{number * step + step / 2:.1f}", *_stands((HEIGHT - FOOT) * value / top), f"{value:.0f}")
            for number, (_, value, _) in enumerate(weeks)
            if value is not None and len(weeks) <= MOST_NAMED
        ],
    )
    lines = format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="0" y2="{1}"/>',
        [(f"{number * step + 0.5:.1f}", HEIGHT - FOOT) for number, (first, _, _) in enumerate(weeks) if first in marks],
    )
    names = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        [
            (f"{number * step + step / 2:.1f}", HEIGHT - 3, f"{first.month}-{first.day}")
            for number, (first, _, _) in enumerate(weeks)
            if len(weeks) <= MOST_NAMED or number % 2 == 0
        ],
    )
    return format_html(
        '<svg class="bars bars--marked" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        label,
        shapes,
        counts,
        lines,
        names,
    )
