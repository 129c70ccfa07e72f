"""Finding the place a message names. No database."""

from jishiyu.sensing.place.gazetteer import Gazetteer, Placed, Spot

__all__ = ["Gazetteer", "Placed", "Spot"]
