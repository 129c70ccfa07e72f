"""The chart of one target: plan, what was reached, and where it is going; SVG made on the server."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jishiyu.programmes.curves import DAY, Curve
from jishiyu.programmes.pace import Forecast

WIDTH, HEIGHT, LEFT, FOOT, TOP = 640, 300, 46, 26, 14
MOST_LABELS, MONTHS_SHOWN = 6, 13
Point = tuple[float, float]


class _Frame:
    """Days and shares of the target as places in the picture."""

    def __init__(self, first: date, last: date, top: float) -> None:
        self.first, self.days, self.top = first, max((last - first).days, 1), top

    def at(self, day: date, share: float) -> Point:
        x = LEFT + (WIDTH - LEFT - 8) * min(max((day - self.first).days / self.days, 0), 1)
        return x, TOP + (HEIGHT - TOP - FOOT) * (1 - share / self.top)


def curve_chart(
    curve: Curve, reached: Sequence[tuple[date, int]], target: int, today: date, forecast: Forecast | None
) -> SafeString:
    """Plan dashed, reached in full, what is foretold dotted with its range. A table beside it says the same."""
    last_day = max([curve.until, *([forecast.day] if forecast and forecast.day else [])])
    last_day = min(last_day, curve.until + (curve.until - curve.since) / 2)
    shares = [(day, float(Fraction(amount, target))) for day, amount in reached]
    frame = _Frame(curve.since - DAY, last_day, max([1.0, *(share for _, share in shares)]) * 1.06)
    plan = [(curve.since - DAY, 0.0), *((point.day, float(point.share)) for point in curve.points)]
    done = [(curve.since - DAY, 0.0), *shares]
    if shares and shares[-1][0] < today <= curve.until:
        done.append((today, shares[-1][1]))
    label = _("Plan and what was reached, in percent of the target, from %(since)s to %(until)s.") % {
        "since": curve.since, "until": curve.until,
    }  # fmt: skip
    parts = [
        _grid(frame), _months(frame, curve), _range(frame, shares, forecast), _line("plan", frame, plan),
        _line("done", frame, done), _ahead(frame, shares, forecast), _today(frame, today), _named(frame, curve),
    ]  # fmt: skip
    return format_html(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH, HEIGHT, label, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _line(name: str, frame: _Frame, points: Sequence[tuple[date, float]]) -> SafeString:
    said = " ".join(f"{x:.1f},{y:.1f}" for x, y in (frame.at(day, share) for day, share in points))
    return format_html('<polyline class="curve__{}" points="{}"/>', name, said)


def _grid(frame: _Frame) -> SafeString:
    rows = []
    for percent in (0, 25, 50, 75, 100):
        _x, y = frame.at(frame.first, percent / 100)
        rows.append((LEFT, f"{y:.1f}", WIDTH - 8, f"{y:.1f}", LEFT - 6, f"{y + 4:.1f}", percent))
    return format_html_join(
        "",
        '<line class="curve__grid" x1="{}" y1="{}" x2="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{} %</text>',
        rows,
    )


def _months(frame: _Frame, curve: Curve) -> SafeString:
    """Every second month's first day, or fewer where the span is long."""
    months = (curve.until.year - curve.since.year) * 12 + curve.until.month - curve.since.month + 1
    step = max(2, -(-months // MOST_LABELS))
    rows = []
    for number in range(0, months, step):
        month = curve.since.month - 1 + number
        day = date(curve.since.year + month // 12, month % 12 + 1, 1)
        x, _y = frame.at(max(day, frame.first), 0)
        rows.append((f"{x:.1f}", HEIGHT - 6, f"{day.year}-{day.month}" if day.month == 1 or not number else day.month))
    return format_html_join("", '<text x="{}" y="{}">{}</text>', rows)


def _today(frame: _Frame, today: date) -> SafeString:
    x, _y = frame.at(today, 0)
    return format_html('<line class="curve__today" x1="{}" y1="{}" x2="{}" y2="{}"/>', f"{x:.1f}", TOP, f"{x:.1f}",
                       HEIGHT - FOOT)  # fmt: skip


def _named(frame: _Frame, curve: Curve) -> SafeString:
    rows = [
        (*(f"{value:.1f}" for value in frame.at(point.day, float(point.share))), point.name)
        for point in curve.named()[:MOST_LABELS]
    ]
    return format_html_join("", '<circle class="curve__point" cx="{}" cy="{}" r="4"><title>{}</title></circle>', rows)


def _ahead(frame: _Frame, shares: Sequence[tuple[date, float]], forecast: Forecast | None) -> SafeString:
    if not shares or forecast is None or forecast.day is None or forecast.why:
        return SafeString("")
    return _line("ahead", frame, [shares[-1], (forecast.day, 1.0)])


def _range(frame: _Frame, shares: Sequence[tuple[date, float]], forecast: Forecast | None) -> SafeString:
    if not shares or forecast is None or forecast.earliest is None:
        return SafeString("")
    latest = forecast.latest or frame.first + timedelta(days=frame.days)
    corners = [frame.at(*shares[-1]), frame.at(forecast.earliest, 1.0), frame.at(latest, 1.0)]
    return format_html('<polygon class="curve__range" points="{}"/>', " ".join(f"{x:.1f},{y:.1f}" for x, y in corners))
