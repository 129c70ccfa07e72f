# ruff: noqa: F821, N803  (clauses are read, not run)
"""An invented town for the benches of rules, and the rule that is measured: help with rent and rent waived.

13 m² a head less what they have, so much for each m² by category, an income test that a certificate replaces; tenants
of public homes get no money, and pay no rent if one of them is in special care or all are old and alone.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from jishiyu.entitlements.rules import AREA, MONEY, NUMBER, TRUTH, Fact, Rulebook, Valued, codes, per
from jishiyu.entitlements.rules.nesting import nested

CATEGORIES = ("none", "destitute", "dibao", "low", "middle")
STATUSES = ("applicant", "waiting", "approved", "tenant")
CATEGORY, STATUS = codes(*CATEGORIES), codes(*STATUSES)
FACTS = (
    Fact("category", CATEGORY, "category"),
    Fact("status", STATUS, "status"),
    Fact("area", AREA, "area", least=0),
    Fact("rent", MONEY, "rent", least=0),
    Fact("income", MONEY, "income", of="person", least=0),
    Fact("age", NUMBER, "age", of="person", least=0),
    Fact("married", TRUTH, "married", of="person"),
    Fact("entitled", TRUTH, "in special care", of="person"),
    Fact("disease", TRUTH, "seriously ill", of="person"),
    Fact("orphan", TRUTH, "orphan", of="person"),
    Fact("grade", NUMBER, "grade of disability", of="person", least=0),
)
LAW = date(2019, 1, 1)
DAY = date(2021, 7, 1)
STANDARD = 1300
RATES = {"destitute": 600, "dibao": 600, "low": 500, "middle": 400}
LINES = {"low": 150_000, "middle": 240_000}
OUTPUTS = ("due", "waived")
book = Rulebook("bench", FACTS)
book.parameter("STANDARD", AREA)
book.parameter("RATE", per(MONEY, AREA), by=CATEGORY)
book.parameter("LINE", MONEY, by=CATEGORY)


@book.clause("Art. 21", of="person")
def vulnerable(entitled, disease, orphan, grade):
    return entitled or disease or orphan or 1 <= grade <= 2


@book.clause("Art. 21", of="person")
def lone_elder(age, married):
    return age >= 60 and not married


@book.clause("Art. 14")
def shortfall(STANDARD, area):
    return max(0, STANDARD * count() - area), "{STANDARD:m2} a head, less the {area:m2} lived in"


@book.clause("Art. 8")
def income_fits(category, income, LINE):
    if category in ("destitute", "dibao"):
        return True, "the certificate replaces the income test"
    return sum(income) <= LINE[category] * count(), "income of the household against the line"


@book.clause("Art. 15")
def due(status, category, income_fits, shortfall, RATE):
    if status == "tenant":
        return 0, "lives in public housing already", "Art. 13"
    if category == "none":
        return 0, "in no category that is helped"
    if not income_fits:
        return 0, "income above the line"
    if shortfall == 0:
        return 0, "the home is large enough"
    return half_up(RATE[category] * shortfall, 100), "short of {shortfall:m2} in all"


@book.clause("Art. 21")
def waived(status, vulnerable, lone_elder, rent):
    if status != "tenant":
        return 0, "no tenant"
    if any(vulnerable):
        return rent, "one of them is in special care, disabled, seriously ill or an orphan"
    if all(lone_elder):
        return rent, "all are 60 or older and alone"
    return 0, "in no special group"


RULES = book.at(DAY, [Valued("STANDARD", LAW, STANDARD), Valued("RATE", LAW, RATES), Valued("LINE", LAW, LINES)])


def people(count: int, seed: int, first: int = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Households from a number on, and their persons in that order: about three to each."""
    lot = np.random.default_rng([seed, first])
    sizes = lot.choice(np.arange(1, 7), count, p=[0.15, 0.24, 0.28, 0.20, 0.09, 0.04])
    ids = np.arange(first, first + count, dtype=np.int64)
    many = int(sizes.sum())
    age = lot.integers(0, 95, many).astype(np.uint8)
    earns = (age >= 18) & (lot.random(many) < 0.7)
    persons = {
        "household": np.repeat(ids, sizes),
        "income": np.where(earns, lot.integers(0, 600_000, many), 0).astype(np.int32),
        "age": age,
        "married": (age >= 20) & (lot.random(many) < 0.55),
        "entitled": lot.random(many) < 0.01,
        "disease": lot.random(many) < 0.01,
        "orphan": lot.random(many) < 0.002,
        "grade": lot.choice(np.arange(5, dtype=np.uint8), many, p=[0.94, 0.01, 0.01, 0.02, 0.02]),
    }
    households = {
        "id": ids,
        "category": lot.choice(np.arange(5, dtype=np.uint8), count, p=[0.70, 0.03, 0.07, 0.10, 0.10]),
        "status": lot.choice(np.arange(4, dtype=np.uint8), count, p=[0.60, 0.15, 0.15, 0.10]),
        "area": lot.integers(0, 12_000, count).astype(np.int32),
        "rent": lot.integers(5_000, 30_000, count).astype(np.int32),
    }
    return pl.DataFrame(households), pl.DataFrame(persons)


def write(folder: Path, count: int, seed: int) -> None:
    """The town as every way of running the rule takes it: rows with members, two tables, arrays."""
    households, persons = people(count, seed)
    both, _ = nested(households, persons)
    both.write_ipc(folder / "town.arrow")
    both.write_parquet(folder / "town.parquet")
    unknown(both, seed).write_ipc(folder / "unknown.arrow")
    for name, table in (("households", households), ("persons", persons)):
        table.write_ipc(folder / f"{name}.arrow")
        table.write_parquet(folder / f"{name}.parquet")
        for column in table:
            np.save(folder / f"{name}.{column.name}.npy", column.to_numpy())


def unknown(both: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The same town with 3 % of incomes and 2 % of grades unknown."""
    people = pl.element().struct
    lot = people.field("income").hash(seed) % 100, people.field("income").hash(seed + 1) % 100
    gaps = people.with_fields(
        pl.when(lot[0] >= 3).then(people.field("income")).alias("income"),
        pl.when(lot[1] >= 2).then(people.field("grade")).alias("grade"),
    )
    return both.with_columns(pl.col("members").list.eval(gaps))


def write_large(file: Path, count: int, seed: int, step: int = 500_000) -> None:
    """A town of any size, rows with members, made and written part by part."""

    def parts(*asked: object) -> Iterator[pl.DataFrame]:
        for first in range(0, count, step):
            yield nested(*people(min(step, count - first), seed, first))[0]

    lazy = register_io_source(parts, schema=nested(*people(10, seed))[0].schema)
    lazy.sink_parquet(file) if file.suffix == ".parquet" else lazy.sink_ipc(file)
