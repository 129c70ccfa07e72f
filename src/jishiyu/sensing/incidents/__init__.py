"""Gathering messages of one incident into one lead. No database."""

from jishiyu.sensing.incidents.gathering import SAME_LETTER, SESSION, SPREADING_FROM, Gatherer, Incident, fingerprint

__all__ = ["SAME_LETTER", "SESSION", "SPREADING_FROM", "Gatherer", "Incident", "fingerprint"]
