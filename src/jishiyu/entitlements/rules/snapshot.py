"""A frame of households as rules take it: every column of its kind, bounds looked at, what does not fit set aside."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from jishiyu.entitlements.rules.facts import BIGGEST, MEMBERS, Fact, settle
from jishiyu.entitlements.rules.spans import FIRST, LAST
from jishiyu.entitlements.rules.terms import LONG, SHORT, TRUTH, Term, made, void
from jishiyu.entitlements.rules.troubles import FactError

KEY = "id"  # the column that names a household
BAD = {"id": pl.String, "member": pl.UInt32, "fact": pl.String, "why": pl.String}
Bounds = Mapping[str, tuple[int | None, int | None, int]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Checked rows, and what is known of their columns. `schema`: the fields of a member."""

    frame: pl.DataFrame
    key: str
    households: Mapping[str, Term]
    persons: Mapping[str, Term]
    schema: Mapping[str, pl.DataType]
    shortest: int
    longest: int
    maybe_members: bool
    no_members: bool
    bad: pl.DataFrame

    def household(self, fact: Fact) -> Term:
        return self.households.get(fact.name) or void(TRUTH if fact.measure.kind == "truth" else LONG)

    def person(self, fact: Fact) -> Term:
        return self.persons.get(fact.name) or void(TRUTH if fact.measure.kind == "truth" else LONG)


def snapshot(frame: pl.DataFrame, facts: Sequence[Fact], *, key: str = KEY) -> Snapshot:
    """Check a frame: a column for each fact of the household, `members` a list of structs; what is not there: unknown.

    Numbers are whole (a float that is whole will do), days Date (or a datetime at midnight, or text like 2021-07-01),
    codes their text or their place from 0. A row with a value that does not fit is set aside with the reason. Raises
    FactError where there is no column `key`, or `members` is no list of structs."""
    given = _named(frame, facts, key)
    turned = [*_settled(given.schema, _of(facts, "household")), *_members(given, facts)]
    checked = given.with_columns(turned)
    people = _members_of(checked)
    bounds, theirs = _bounds(checked), _bounds(_fields_of(people))
    bad = pl.DataFrame(schema=BAD)
    nameless = bool(given[key].null_count() or people.null_count())
    if nameless or _strange(facts, bounds, theirs) or (turned and _lost(given, checked, people)):
        good, bad = _set_aside(given, checked, facts, key)
        checked = checked.filter(good)
        bounds, theirs = _bounds(checked), _bounds(_fields_of(_members_of(checked)))
    return _snapshot(checked, key, bounds, theirs, bad)


def _snapshot(frame: pl.DataFrame, key: str, bounds: Bounds, theirs: Bounds, bad: pl.DataFrame) -> Snapshot:
    schema, lengths = _fields(frame), (0, 0)
    unknown = frame[MEMBERS].null_count() if schema else frame.height
    if schema:
        long = frame.select(least=pl.col(MEMBERS).list.len().min(), most=pl.col(MEMBERS).list.len().max()).row(0)
        lengths = (long[0] or 0, long[1] or 0)
    kept = {name: dtype for name, dtype in frame.schema.items() if name not in (key, MEMBERS)}
    return Snapshot(
        frame, key, _terms(kept, bounds, pl.col), _terms(schema, theirs, pl.element().struct.field), schema,
        *lengths, unknown > 0, unknown == frame.height, bad
    )  # fmt: skip


def _of(facts: Sequence[Fact], of: str) -> list[Fact]:
    return [fact for fact in facts if fact.of == of]


def _named(frame: pl.DataFrame, facts: Sequence[Fact], key: str) -> pl.DataFrame:
    """The columns that are asked for, those that are empty altogether left out."""
    if key not in frame.columns:
        raise FactError("", key, "is no column, and names the household")
    dtype = frame.schema.get(MEMBERS)
    if (
        dtype is not None
        and dtype != pl.Null
        and not (isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct))
    ):
        raise FactError("", MEMBERS, f"is {dtype}, not a list of structs")
    names = [key, *(fact.name for fact in _of(facts, "household")), MEMBERS]
    return frame.select(name for name in names if name in frame.columns and frame.schema[name] != pl.Null)


def _fields(frame: pl.DataFrame) -> dict[str, pl.DataType]:
    dtype = frame.schema.get(MEMBERS)
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        return {}
    return {name: inner for name, inner in dtype.inner.to_schema().items() if isinstance(inner, pl.DataType)}


def _members_of(frame: pl.DataFrame) -> pl.Series:
    """All members below each other, in the order of the rows."""
    if not _fields(frame):
        return pl.Series(dtype=pl.Struct({}))
    return frame.select(pl.col(MEMBERS).explode(empty_as_null=False, keep_nulls=False)).to_series()


def _fields_of(people: pl.Series) -> pl.DataFrame:
    return people.struct.unnest()


# conversion


def _settled(schema: Mapping[str, pl.DataType], facts: Sequence[Fact]) -> list[pl.Expr]:
    """What turns columns of files into columns of rules; nothing for those that are so already."""
    found = ((fact, schema[fact.name]) for fact in facts if fact.name in schema)
    turned = ((fact.name, _converted(fact, dtype, pl.col(fact.name))) for fact, dtype in found)
    return [expr.alias(name) for name, expr in turned if expr is not None]


def _members(frame: pl.DataFrame, facts: Sequence[Fact]) -> list[pl.Expr]:
    schema, element = _fields(frame), pl.element()
    turned = []
    for fact in _of(facts, "person"):
        if fact.name in schema:
            expr = _converted(fact, schema[fact.name], element.struct.field(fact.name))
            turned += [] if expr is None else [expr.alias(fact.name)]
    return [pl.col(MEMBERS).list.eval(element.struct.with_fields(turned))] if turned else []


def _converted(fact: Fact, dtype: pl.DataType, value: pl.Expr) -> pl.Expr | None:
    """None: it is so already. What cannot be converted becomes unknown, and is found by that."""
    match fact.measure.kind:
        case "number":
            if dtype.is_integer():
                return None
            whole = (value == value.floor()) & (value.abs() <= BIGGEST)
            return pl.when(whole).then(value.cast(pl.Int64, strict=False)) if dtype.is_float() else _nothing(pl.Int64())
        case "truth":
            return None if dtype == pl.Boolean else _nothing(TRUTH)
        case "day":
            return _day(dtype, value)
    return _code(fact, dtype, value)


def _nothing(dtype: pl.DataType) -> pl.Expr:
    return pl.lit(None, dtype=dtype)


def _day(dtype: pl.DataType, value: pl.Expr) -> pl.Expr | None:
    if isinstance(dtype, pl.Datetime):
        day = value.cast(pl.Date)
        return pl.when(day.cast(dtype) == value).then(day)
    if dtype == pl.String:
        return value.str.to_date("%Y-%m-%d", strict=False)
    return None if dtype == pl.Date else _nothing(pl.Date())


def _code(fact: Fact, dtype: pl.DataType, value: pl.Expr) -> pl.Expr | None:
    if dtype.is_integer():
        return None
    if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum):
        return value.cast(pl.String).cast(pl.Enum(fact.measure.codes), strict=False).to_physical()
    return _nothing(pl.UInt8())


# bounds


def _bounds(frame: pl.DataFrame) -> Bounds:
    """For each column of numbers, truths or days the least, the most, and how many are unknown."""
    names = [name for name, dtype in frame.schema.items() if dtype.is_integer() or dtype in (pl.Boolean, pl.Date)]
    every = pl.col(names).to_physical()
    parts = [every.min().name.suffix("<"), every.max().name.suffix(">"), every.null_count().name.suffix("?")]
    found = frame.select(parts).row(0, named=True) if names else {}
    return {name: (found[name + "<"], found[name + ">"], found[name + "?"]) for name in names}


def _terms(schema: Mapping[str, pl.DataType], bounds: Bounds, at: Callable[[str], pl.Expr]) -> dict[str, Term]:
    terms = {}
    for name in schema.keys() & bounds.keys():
        least, most, unknown = bounds[name]
        day = schema[name] == pl.Date
        dtype, expr = (SHORT, at(name).to_physical()) if day else (schema[name], at(name))
        terms[name] = (
            void(dtype) if least is None or most is None else made(expr, dtype, int(least), int(most), unknown > 0)
        )
    return terms


def allowed(fact: Fact) -> tuple[int, int]:
    """Between which bounds a fact must lie, as rules hold it."""
    match fact.measure.kind:
        case "truth":
            return 0, 1
        case "day":
            return FIRST, LAST
        case "code":
            return 0, len(fact.measure.codes) - 1
    return (-BIGGEST if fact.least is None else fact.least), BIGGEST


def _strange(facts: Sequence[Fact], bounds: Bounds, people: Bounds) -> bool:
    for fact in facts:
        low, high = allowed(fact)
        least, most, _ = (bounds if fact.of == "household" else people).get(fact.name, (None, None, 0))
        if least is not None and most is not None and (least < low or most > high):
            return True
    return False


def _lost(given: pl.DataFrame, checked: pl.DataFrame, people: pl.Series) -> bool:
    """Whether something said could not be converted."""
    before, after = given.drop(MEMBERS, strict=False).null_count(), checked.drop(MEMBERS, strict=False).null_count()
    if before.row(0) != after.row(0):
        return True
    raw = _fields_of(_members_of(given)).null_count()
    return raw.width > 0 and raw.row(0) != _fields_of(people).null_count().row(0)


# what is set aside


def _set_aside(
    given: pl.DataFrame, checked: pl.DataFrame, facts: Sequence[Fact], key: str
) -> tuple[pl.Series, pl.DataFrame]:
    """Which rows are good, and each thing that is not, with its reason."""
    ids = given[key].cast(pl.String)
    numbers = given[key].is_null().arg_true()
    found = [_told(ids, numbers, None, key, ["is missing"] * len(numbers))]
    places = [numbers]
    for fact in _of(facts, "household"):
        if fact.name in given.columns:
            rows = _misfits(fact, given[fact.name], checked[fact.name])
            places.append(rows)
            found.append(_told(ids, rows, None, fact.name, _reasons(fact, given[fact.name].gather(rows))))
    for rows, told in _members_aside(given, checked, facts, ids):
        places.append(rows)
        found.append(told)
    bad = pl.concat(places).unique()
    good = ~pl.int_range(given.height, eager=True, dtype=pl.UInt32).is_in(bad.implode())
    return good, pl.concat(found)


def _members_aside(
    given: pl.DataFrame, checked: pl.DataFrame, facts: Sequence[Fact], ids: pl.Series
) -> Iterator[tuple[pl.Series, pl.DataFrame]]:
    if not (schema := _fields(given)):
        return
    lengths = given[MEMBERS].list.len().fill_null(0)
    whose = pl.select(pl.int_range(given.height, dtype=pl.UInt32).repeat_by(lengths)).to_series()
    whose = whose.explode(empty_as_null=False, keep_nulls=False)
    before = (lengths.cum_sum() - lengths).gather(whose)
    raw, turned = _members_of(given), _members_of(checked)
    nobody = raw.is_null().arg_true()
    place = pl.int_range(len(whose), eager=True, dtype=pl.UInt32) - before + 1
    yield (
        whose.gather(nobody),
        _told(ids, whose.gather(nobody), place.gather(nobody), MEMBERS, ["is no set of facts"] * len(nobody)),
    )
    for fact in _of(facts, "person"):
        if fact.name in schema:
            values = raw.struct.field(fact.name)
            at = _misfits(fact, values, turned.struct.field(fact.name))
            told = _told(ids, whose.gather(at), place.gather(at), fact.name, _reasons(fact, values.gather(at)))
            yield whose.gather(at), told


def _misfits(fact: Fact, raw: pl.Series, turned: pl.Series) -> pl.Series:
    low, high = allowed(fact)
    known = turned.to_physical().cast(pl.Int128)
    return (raw.is_not_null() & (known.is_null() | (known < low) | (known > high))).arg_true()


def _reasons(fact: Fact, values: pl.Series) -> list[str]:
    if values.dtype == pl.Date:
        return ["is no day of the calendar"] * len(values)
    return [_reason(fact, value) for value in values]


def _reason(fact: Fact, value: object) -> str:
    try:
        settle(fact, value)
    except FactError as trouble:
        return trouble.why
    return f"{value!r} does not fit"


def _told(ids: pl.Series, rows: pl.Series, members: pl.Series | None, fact: str, why: list[str]) -> pl.DataFrame:
    member = pl.Series([None] * len(rows), dtype=pl.UInt32) if members is None else members.cast(pl.UInt32)
    return pl.DataFrame(
        {"id": ids.gather(rows), "member": member, "fact": [fact] * len(rows), "why": why}, schema_overrides=BAD
    )
