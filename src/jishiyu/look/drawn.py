"""A described chart as SVG made on the server: no script; lines differ by their dashes beside their colour."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jishiyu.figures.charts import Chart, Series

WIDTH, HEIGHT, HEAD, FOOT = 640, 200, 8, 4
LONE = 3  # half the length of a value that has no neighbour


def svg(chart: Chart) -> SafeString:
    """The chart alone, as wide as its place. Names and the last values stand beside it as `legend` gives them."""
    draw = _lines if chart.shape == "lines" else _bars
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="none">{}{}</svg>',
        WIDTH,
        HEIGHT,
        spoken(chart),
        format_html('<line class="chart__foot" x1="0" x2="{}" y1="{}" y2="{}"/>', WIDTH, HEIGHT - FOOT, HEIGHT - FOOT),
        format_html_join("", "{}", ((draw(chart, number, one),) for number, one in enumerate(chart.series))),
    )


def spoken(chart: Chart) -> str:
    """The chart for who does not see it: its title, and each row's first and last value."""
    said = []
    for one in chart.series:
        values = [value for value in one.values if value is not None]
        if values:
            said.append(f"{one.name} {_plain(values[0], chart.unit)} → {_plain(values[-1], chart.unit)}")
    ends = f"{chart.labels[0]} – {chart.labels[-1]}" if chart.labels else ""
    return "; ".join([f"{chart.title} ({ends})", *said])


def legend(chart: Chart) -> list[tuple[int, str, str]]:
    """Of each row its place, its name and its last value."""
    return [(number, str(one.name), _last(one, chart.unit)) for number, one in enumerate(chart.series)]


def _last(one: Series, unit: str) -> str:
    if one.last:
        return one.last
    values = [value for value in one.values if value is not None]
    return _plain(values[-1], unit) if values else "—"


def _plain(value: float, unit: str) -> str:
    if unit != "%":
        return f"{value:g}{unit}"
    if value in (0, 100):
        return f"{value:.0f} %"
    return f"{min(max(value, 0.1), 99.9):.1f} %"  # never rounder than the truth


def _lines(chart: Chart, number: int, one: Series) -> SafeString:
    shapes = []
    for run in _runs(one.values):
        points = [(_across(place, chart), _height(value, chart)) for place, value in run]
        if len(points) == 1:
            (x, y), *_rest = points
            points = [(x - LONE, y), (x + LONE, y)]  # a day alone is a short stroke: a dot would be pulled out of shape
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        shapes.append(format_html('<polyline points="{}" vector-effect="non-scaling-stroke"/>', path))
    return format_html('<g class="chart__{}">{}</g>', number, format_html_join("", "{}", ((one,) for one in shapes)))


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Values that follow each other without a gap, with their places."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _across(place: int, chart: Chart) -> float:
    return 4 + (WIDTH - 8) * place / max(len(chart.labels) - 1, 1)


def _height(value: float, chart: Chart) -> float:
    return HEAD + (HEIGHT - HEAD - FOOT) * (1 - min(value / chart.top, 1))


def _bars(chart: Chart, number: int, one: Series) -> SafeString:
    step = WIDTH / max(len(chart.labels), 1)
    width = max(step * 0.8 / len(chart.series), 1)
    rows = [
        (
            f"{place * step + step * 0.1 + number * width:.1f}",
            f"{_height(value, chart):.1f}",
            f"{width:.1f}",
            f"{HEIGHT - FOOT - _height(value, chart):.1f}",
            label,
            _plain(value, chart.unit),
        )
        for place, (label, value) in enumerate(zip(chart.labels, one.values, strict=True))
        if value is not None
    ]
    shapes = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>', rows)
    return format_html('<g class="chart__{}">{}</g>', number, shapes)
