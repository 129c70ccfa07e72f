"""Figures that open to their rows, one file for each room whose rows they count."""

from jishiyu.figures.counted.declared import counted, counted_figures, declare_counted
from jishiyu.figures.counted.shapes import Counted, Opening, Side, Wording

__all__ = ["Counted", "Opening", "Side", "Wording", "counted", "counted_figures", "declare_counted"]
