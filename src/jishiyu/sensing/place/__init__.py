"""Finding the place a message names. No database."""

from jishiyu.sensing.place.gazetteer import Gazetteer, How, Placed
from jishiyu.sensing.place.names import Names, Spot
from jishiyu.sensing.place.sound import sound_all

__all__ = ["Gazetteer", "How", "Names", "Placed", "Spot", "sound_all"]
