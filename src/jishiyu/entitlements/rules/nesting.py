"""Persons given as a table of their own, put as lists of members beside their households."""

import polars as pl

from jishiyu.entitlements.rules.facts import MEMBERS
from jishiyu.entitlements.rules.snapshot import BAD, KEY

WHOSE = "household"  # the column of a person that names the household
ROW = "~row"


def nested(
    households: pl.DataFrame, persons: pl.DataFrame, *, key: str = KEY, whose: str = WHOSE
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The households with their members, in the order of the households, members in the order of the persons; and the
    persons of no household, as bad rows. A household of which no person is told has unknown members.

    Where both tables come in the order of the households nothing is sorted. Raises polars errors where the two columns
    cannot be compared."""
    if _ascending(households[key], strictly=True) and _ascending(persons[whose]):
        lists = _lists(persons.with_columns(pl.col(whose).set_sorted()), whose)
        if lists.height == households.height and (lists[whose] == households[key]).all():
            return households.with_columns(lists[MEMBERS]), pl.DataFrame(schema=BAD)
        known = lists.select(pl.col(whose).is_in(households[key].implode())).to_series()
        strangers = lists.filter(~known)
        joined = households.with_columns(pl.col(key).set_sorted()).join(
            lists.with_columns(pl.col(whose).set_sorted()),
            left_on=key,
            right_on=whose,
            how="left",
            maintain_order="left",
        )
        return joined, _strangers(strangers[whose])
    return _sorted(households, persons, key, whose)


def _sorted(households: pl.DataFrame, persons: pl.DataFrame, key: str, whose: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = households.select(pl.col(key).alias(whose)).with_row_index(ROW).filter(pl.col(whose).is_not_null())
    placed = persons.join(rows, on=whose, how="left", maintain_order="left")
    strangers = placed.filter(pl.col(ROW).is_null())[whose].unique(maintain_order=True)
    theirs = placed.filter(pl.col(ROW).is_not_null()).drop(whose).sort(ROW, maintain_order=True)
    numbered = households.with_row_index(ROW).with_columns(pl.col(ROW).set_sorted())
    lists = _lists(theirs, ROW).with_columns(pl.col(ROW).set_sorted())
    return numbered.join(lists, on=ROW, how="left", maintain_order="left").drop(ROW), _strangers(strangers)


def _ascending(ids: pl.Series, *, strictly: bool = False) -> bool:
    if ids.null_count() or not ids.is_sorted():
        return False
    return not strictly or ids.len() < 2 or bool((ids.slice(1) != ids.slice(0, ids.len() - 1)).all())


def _lists(persons: pl.DataFrame, by: str) -> pl.DataFrame:
    said = [name for name in persons.columns if name != by]
    return persons.lazy().group_by(by, maintain_order=True).agg(pl.struct(said).alias(MEMBERS)).collect()


def _strangers(whose: pl.Series) -> pl.DataFrame:
    told = pl.DataFrame({"id": whose.cast(pl.String)})
    why = "persons of a household that is in no row"
    return told.with_columns(
        member=pl.lit(None, dtype=pl.UInt32), fact=pl.lit(MEMBERS, dtype=pl.String), why=pl.lit(why, dtype=pl.String)
    )
