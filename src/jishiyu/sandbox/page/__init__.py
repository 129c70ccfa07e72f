"""The data behind the newspaper's page, system by system, and its figures beside ours.

Each part is a module with `fill(seed)`, which loads invented rows by the product's own deeds, and `figures()`, which
counts them. Parts know nothing of each other; any of them may be loaded alone, once, into an installation whose places
are loaded.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jishiyu.lib.planner import look_again
from jishiyu.sandbox.page import (
    economy,
    economy_figures,
    entitlement_figures,
    entitlements,
    growers,
    growers_figures,
    liaison,
    liaison_figures,
    livelihood,
    livelihood_figures,
    power,
    power_figures,
    retail,
    retail_figures,
    training,
    training_figures,
)
from jishiyu.sandbox.page.counting import address, unopened
from jishiyu.sandbox.page.figure import PageFigure

__all__ = ["PARTS", "PageFigure", "Part", "address", "figures", "fill", "unopened"]


@dataclass(frozen=True, slots=True)
class Part:
    """What `sandbox page` loads and `figures page` counts, under one name."""

    fill: Callable[[int], None]
    figures: Callable[[], list[PageFigure]]


PARTS: Mapping[str, Part] = {
    "entitlements": Part(entitlements.fill, entitlement_figures.figures),
    "growers": Part(growers.fill, growers_figures.figures),
    "economy": Part(economy.fill, economy_figures.figures),
    "livelihood": Part(livelihood.fill, livelihood_figures.figures),
    "power": Part(power.fill, power_figures.figures),
    "retail": Part(retail.fill, retail_figures.figures),
    "liaison": Part(liaison.fill, liaison_figures.figures),
    "training": Part(training.fill, training_figures.figures),
}


def fill(seed: int, parts: Iterable[str] = ()) -> None:
    """Load the parts named, or all."""
    for name in tuple(parts) or tuple(PARTS):
        PARTS[name].fill(seed)
    look_again()


def figures(parts: Iterable[str] = ()) -> list[PageFigure]:
    """Every figure of the parts named, or of all, counted now, in the order of the page's systems."""
    found = [one for name in tuple(parts) or tuple(PARTS) for one in PARTS[name].figures()]
    return sorted(found, key=lambda one: one.system)
