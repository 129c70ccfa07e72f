"""Every read of programmes."""

from jishiyu.programmes.queries.amounts import amount, by_grade, by_month, by_subject, by_year, cumulated, live_targets
from jishiyu.programmes.queries.economy import chains, indicators, places, spans
from jishiyu.programmes.queries.programmes import (
    grouped,
    item_page,
    lists_of,
    overviews,
    photo,
    programme_page,
    standings,
    without_reading,
)
from jishiyu.programmes.queries.retold import differing_items

__all__ = [
    "amount",
    "by_grade",
    "by_month",
    "by_subject",
    "by_year",
    "chains",
    "cumulated",
    "differing_items",
    "grouped",
    "indicators",
    "item_page",
    "lists_of",
    "live_targets",
    "overviews",
    "photo",
    "places",
    "programme_page",
    "spans",
    "standings",
    "without_reading",
]
