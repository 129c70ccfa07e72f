"""Writes rules out as one SELECT for PostgreSQL, for where the facts must stay in the database.

The source gives rows (id, facts), facts being jsonb as `facts.plain` writes them. NULL is unknown; wherever SQL would
take NULL for "no" (CASE, LEAST, sum, bool_or) the tree's own meaning is spelt out. Numbers are numeric, so that no
product is too big. Names are those a rulebook has checked to be identifiers, and written codes are quoted.
"""

from collections.abc import Sequence

from jishiyu.entitlements.rules.book import Rules
from jishiyu.entitlements.rules.facts import MEMBERS, Fact
from jishiyu.entitlements.rules.linking import Clause
from jishiyu.entitlements.rules.measures import Measure
from jishiyu.entitlements.rules.tree import (
    And,
    Arithmetic,
    Body,
    Choose,
    ClauseOf,
    Compare,
    Expression,
    FactOf,
    Fraction,
    If,
    Literally,
    Look,
    Members,
    Not,
    Or,
    Over,
    ParameterOf,
    Pick,
    Span,
    Today,
)  # fmt: skip

TYPES = {"number": "bigint", "truth": "boolean", "day": "date", "code": "int"}
OVER = {
    "any": "CASE WHEN bool_or({0}) THEN TRUE WHEN count(*) = count({0}) THEN FALSE END",
    "all": "CASE WHEN NOT bool_and({0}) THEN FALSE WHEN count(*) = count({0}) THEN TRUE END",
    "sum": "CASE WHEN count(*) = count({0}) THEN coalesce(sum({0}), 0) END",
    "count": "CASE WHEN count(*) = count({0}) THEN (count(*) FILTER (WHERE {0}))::numeric END",
    "least": "CASE WHEN count(*) = count({0}) THEN min({0}) END",
    "most": "CASE WHEN count(*) = count({0}) THEN max({0}) END",
}
FRACTION = {
    "half_up": "sign({0}) * sign({1}) * div(2 * abs({0}) + abs({1}), 2 * abs({1}))",
    "down": "(div({0}, {1}) - (CASE WHEN mod({0}, {1}) <> 0 AND sign({0}) <> sign({1}) THEN 1 ELSE 0 END))",
    "up": "(div({0}, {1}) + (CASE WHEN mod({0}, {1}) <> 0 AND sign({0}) = sign({1}) THEN 1 ELSE 0 END))",
}


def select(rules: Rules, outputs: Sequence[str], source: str) -> str:
    """SQL that gives for each row of `source` its id, each output and its branch as NAME and NAME_why (0: cannot be
    decided). `source` is a SELECT of id and facts, written by the caller. Raises as `Rules.needed` does."""
    return _Writer(rules).select(rules.needed(outputs), outputs, source)


class _Writer:
    """Each clause becomes a LATERAL subquery c_NAME(v, b) that those after it may use; each look over members another.
    OFFSET 0 keeps PostgreSQL from writing a clause out again wherever it is used."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.joins: list[str] = []
        self.overs = 0
        self.persons: list[Clause] = []

    def select(self, clauses: Sequence[Clause], outputs: Sequence[str], source: str) -> str:
        facts = [fact for fact in self.rules.facts.values() if any(fact.name in clause.uses for clause in clauses)]
        for clause in clauses:
            if clause.of == "person":
                self.persons.append(clause)
            else:
                self.joins.append(self.lateral(f"c_{clause.name}", self.body(clause)))
        columns = [f"{_read('s.facts', fact)} AS {fact.name}" for fact in facts if fact.of == "household"]
        given = ", ".join(["s.id", *columns, f"{_list('s.facts')} AS members"])
        told = [
            f"c_{name}.v::{TYPES[self.rules.clause(name).measure.kind]} AS {name}, c_{name}.b AS {name}_why"
            for name in outputs
        ]
        return "\n".join([
            f"SELECT f.id, {', '.join(told)}",
            f"FROM (SELECT {given} FROM ({source}) AS s OFFSET 0) AS f",  # noqa: S608
            *self.joins,
        ])  # fmt: skip

    def lateral(self, name: str, what: str) -> str:
        return f"CROSS JOIN LATERAL (SELECT {what} OFFSET 0) AS {name}"

    def body(self, clause: Clause) -> str:
        value = self.value_of(clause.body)
        branch = self.branch_of(clause.body)
        return f"v.v, CASE WHEN v.v IS NULL THEN 0 ELSE {branch} END AS b FROM (SELECT {value} AS v) AS v"

    def value_of(self, body: Body) -> str:
        if isinstance(body, If):
            return self.choose(self.sql(body.test), self.value_of(body.then), self.value_of(body.other))
        return self.sql(body.value)

    def branch_of(self, body: Body) -> str:
        if isinstance(body, If):
            return self.choose(self.sql(body.test), self.branch_of(body.then), self.branch_of(body.other))
        return str(body.branch)

    def choose(self, test: str, then: str, other: str) -> str:
        """An unknown test is neither."""
        return f"CASE WHEN {test} THEN {then} WHEN NOT {test} THEN {other} END"

    def sql(self, part: Expression) -> str:
        found: str = getattr(self, f"_{type(part).__name__.lower()}")(part)
        return found

    def _literally(self, part: Literally) -> str:
        return _literal(part.value)

    def _factof(self, part: FactOf) -> str:
        return f"{'f' if self.rules.facts[part.name].of == 'household' else 'p'}.{part.name}"

    def _parameterof(self, part: ParameterOf) -> str:
        value = self.rules.value(part.name)
        assert not isinstance(value, tuple)
        return _literal(value)

    def _clauseof(self, part: ClauseOf) -> str:
        return f"c_{part.name}.v"

    def _today(self, part: Today) -> str:
        return f"DATE '{self.rules.day.isoformat()}'"

    def _arithmetic(self, part: Arithmetic) -> str:
        return f"({self.sql(part.left)} {part.op} {self.sql(part.right)})"

    def _compare(self, part: Compare) -> str:
        return (
            f"({self.sql(part.left)} {'<>' if part.op == '!=' else part.op.replace('==', '=')} {self.sql(part.right)})"
        )

    def _not(self, part: Not) -> str:
        return f"(NOT {self.sql(part.part)})"

    def _and(self, part: And) -> str:
        return f"({' AND '.join(self.sql(one) for one in part.parts)})"

    def _or(self, part: Or) -> str:
        return f"({' OR '.join(self.sql(one) for one in part.parts)})"

    def _over(self, part: Over) -> str:
        """A subquery of its own before the clause: it may stand in a test that is written twice."""
        inner = self.sql(part.inner)
        facts = [fact for fact in self.rules.facts.values() if fact.of == "person"]
        columns = ", ".join(f"{_read('m.facts', fact)} AS {fact.name}" for fact in facts)
        clauses = " ".join(self.lateral(f"c_{clause.name}", self.body(clause)) for clause in self.persons)
        people = (
            f"jsonb_array_elements(f.members) AS m(facts) CROSS JOIN LATERAL (SELECT {columns} OFFSET 0) AS p {clauses}"
        )
        self.overs += 1
        name = f"o{self.overs}"
        value = f"(SELECT {OVER[part.how].format(inner)} FROM {people})"  # noqa: S608
        self.joins.append(self.lateral(name, f"CASE WHEN f.members IS NOT NULL THEN {value} END AS v"))
        return f"{name}.v"

    def _members(self, part: Members) -> str:
        return "jsonb_array_length(f.members)::numeric"

    def _fraction(self, part: Fraction) -> str:
        return f"({FRACTION[part.how].format(self.sql(part.top), f'nullif({self.sql(part.bottom)}, 0)')})"

    def _pick(self, part: Pick) -> str:
        parts = [self.sql(one) for one in part.parts]
        known = " AND ".join(f"{one} IS NOT NULL" for one in parts)
        return f"(CASE WHEN {known} THEN {'least' if part.how == 'min' else 'greatest'}({', '.join(parts)}) END)"

    def _look(self, part: Look) -> str:
        by, table = self.rules.parameters[part.table].by, self.rules.value(part.table)
        assert by is not None
        assert isinstance(table, tuple)
        key, values = self.sql(part.key), f"ARRAY[{', '.join(str(one) for one in table)}]::numeric[]"
        if by.kind == "code":
            return f"({values})[({key})::int + 1]"
        return f"(CASE WHEN {key} >= 1 THEN ({values})[least({key}, {len(table)})::int] END)"

    def _span(self, part: Span) -> str:
        start, end = self.sql(part.start), self.sql(part.end)
        if part.unit == "days":
            return f"({end} - {start})::numeric"

        def less(unit: str, start: str, end: str) -> str:
            return f"(CASE WHEN to_char({end}, '{unit}') < to_char({start}, '{unit}') THEN 1 ELSE 0 END)"

        years = f"(date_part('year', {end}) - date_part('year', {start}))"
        if part.unit == "years":
            return f"({years} - {less('MMDD', start, end)})::numeric"
        months = f"(12 * {years} + date_part('month', {end}) - date_part('month', {start}))"
        return f"({months} - {less('DD', start, end)})::numeric"

    def _choose(self, part: Choose) -> str:
        return f"({self.choose(self.sql(part.test), self.sql(part.then), self.sql(part.other))})"


def _literal(value: int | bool) -> str:
    return str(value).upper() if isinstance(value, bool) else f"{value}::numeric"


def _list(row: str) -> str:
    """Members, NULL where they are not known."""
    return f"CASE WHEN jsonb_typeof({row}->'{MEMBERS}') = 'array' THEN {row}->'{MEMBERS}' END"


def _read(row: str, fact: Fact) -> str:
    text, measure = f"({row}->>'{fact.name}')", fact.measure
    return {
        "number": f"{text}::numeric", "truth": f"{text}::boolean", "day": f"{text}::date", "code": _code(text, measure),
    }[measure.kind]  # fmt: skip


def _code(text: str, measure: Measure) -> str:
    listed = ", ".join("'" + code.replace("'", "''") + "'" for code in measure.codes)
    return f"(array_position(ARRAY[{listed}]::text[], {text}) - 1)::numeric"
