"""A described chart as a PNG for Word, in Chinese type.

Matplotlib is heavy: this module is loaded by whoever makes a report, when it is made, and by nobody else.
"""

import io
from functools import cache

from django.conf import settings
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from jishiyu.figures.charts import Chart
from jishiyu.lib import fonts

COLOURS = ("#0b5d74", "#b06a00", "#1c6b43", "#a3182a")
DASHES = ("-", "--", ":", "-.")
INK, QUIET, RULE = "#14212b", "#46565f", "#cfd8d8"
SIZE, DPI = (6.3, 2.5), 200  # inches
MOST_LABELS = 8


def png(chart: Chart) -> bytes:
    """The same chart gives the same bytes."""
    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    (_lines if chart.shape == "lines" else _bars)(axes, chart)
    _dress(axes, chart)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


@cache
def _face(size: float) -> FontProperties:
    face = fonts.chinese(settings.JISHIYU_FONT)
    if face.path.suffix == ".ttc":  # matplotlib reads only the first face of a collection, which is not Chinese
        face = fonts.carried()
    return FontProperties(fname=str(face.path), size=size)


def _lines(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    for number, one in enumerate(chart.series):
        values = [float("nan") if value is None else value for value in one.values]
        axes.plot(
            places, values, color=COLOURS[number % 4], linestyle=DASHES[number % 4], linewidth=1.8, marker="o",
            markersize=2.4, label=str(one.name),
        )  # fmt: skip


def _bars(axes: Axes, chart: Chart) -> None:
    width = 0.8 / max(len(chart.series), 1)
    for number, one in enumerate(chart.series):
        left = [place - 0.4 + (number + 0.5) * width for place in range(len(chart.labels))]
        values = [0 if value is None else value for value in one.values]
        axes.bar(left, values, width, color=COLOURS[number % 4], label=str(one.name))


def _dress(axes: Axes, chart: Chart) -> None:
    axes.set_title(str(chart.title), fontproperties=_face(10.5), color=INK, loc="left")
    axes.set_ylim(0, chart.top * (1.02 if chart.unit == "%" else 1.12))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=chart.unit != "%"))
    step = max(1, -(-len(chart.labels) // MOST_LABELS))
    shown = list(range(0, len(chart.labels), step))
    axes.set_xticks(shown, [chart.labels[place] for place in shown])
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_face(8.5))
        label.set_color(QUIET)
    if chart.unit:
        axes.set_ylabel(chart.unit, fontproperties=_face(8.5), color=QUIET)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if len(chart.series) > 1:
        axes.legend(prop=_face(8.5), frameon=False, ncols=len(chart.series), loc="upper right", borderaxespad=0.1)
