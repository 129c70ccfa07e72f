"""Reads a clause, a plain Python function, into its tree. Nothing of it is ever run as Python.

The language: `if` / `elif` / `else`, assignments to a new name, `return value, "why", "ground"` (why and ground may be
left out), and as values: whole numbers, True and False, "code"; + - *, comparisons, `in (…)`, and / or / not,
`a if test else b`, `TABLE[key]`, and the functions

    any(…) all(…) sum(…) least(…) most(…)     over all members, what stands inside being said of one member
    count(…) count()                          members of whom it is true; all members
    min(…, …) max(…, …)
    half_up(a, b) down(a, b) up(a, b)         a divided by b, rounded
    years(start, end) months(…) days(…)       whole ones, from day to day

`day` is the day the rules are asked for. Anything else is refused with file and line.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from jishiyu.entitlements.rules.measures import NUMBER, TRUTH, Measure
from jishiyu.entitlements.rules.tree import (
    And,
    Arithmetic,
    Body,
    Branch,
    Choose,
    Compare,
    Expression,
    Fraction,
    If,
    Leaf,
    Literally,
    Look,
    Members,
    Not,
    Or,
    Over,
    Pick,
    Span,
)  # fmt: skip
from jishiyu.entitlements.rules.troubles import Place, RuleError

NAMED = Measure("code")  # a code whose list is known once it stands beside something


@dataclass(frozen=True, slots=True)
class Named:
    """A name or a code as it was written, until it is linked to what it names."""

    name: str
    place: Place
    quoted: bool = False  # a code


@dataclass(frozen=True, slots=True)
class Read:
    """A clause as read: what it asks for by name, and its body with names not yet linked."""

    name: str
    arguments: tuple[str, ...]
    body: Body
    branches: tuple[Branch, ...]
    place: Place
    words: str  # the first line of its docstring


ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
OVER = ("any", "all", "sum", "count", "least", "most")
FRACTION = ("half_up", "down", "up")
SPAN = ("years", "months", "days")


def read(function: Callable[..., Any], ground: str) -> Read:
    """The tree of a function. Raises RuleError with file and line; the function must stand in a source file."""
    try:
        lines, first = inspect.getsourcelines(function)
    except OSError:
        raise RuleError(Place("?", 0), f"{function.__name__}: its source cannot be read") from None
    file = inspect.getsourcefile(function) or "?"
    parsed = ast.parse(textwrap.dedent("".join(lines))).body[0]
    ast.increment_lineno(parsed, first - 1)
    if not isinstance(parsed, ast.FunctionDef):
        raise RuleError(Place(file, first), "a clause is a function written with def")
    return _Reader(file, parsed, ground).read()


class _Reader:
    def __init__(self, file: str, source: ast.FunctionDef, ground: str) -> None:
        self.file, self.source, self.ground = file, source, ground
        self.branches: list[Branch] = []
        self.asked: set[str] = set()

    def read(self) -> Read:
        arguments = self._arguments()
        body = self._statements(self.source.body, {})
        for name in arguments:
            if name not in self.asked:
                raise self.trouble(self.source, f"{name} is asked for and not used")
        words = (ast.get_docstring(self.source) or "").partition("\n")[0]
        return Read(self.source.name, arguments, body, tuple(self.branches), self._place(self.source), words)

    def _arguments(self) -> tuple[str, ...]:
        given = self.source.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.defaults or given.posonlyargs:
            raise self.trouble(self.source, "a clause takes plain arguments, each a fact, a parameter or a clause")
        return tuple(argument.arg for argument in given.args)

    # statements

    def _statements(self, statements: list[ast.stmt], local: dict[str, Expression]) -> Body:
        for place, statement in enumerate(statements):
            rest = statements[place + 1 :]
            match statement:
                case ast.Expr(value=ast.Constant(value=str())) if place == 0:
                    continue  # a docstring
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._new(statement, name, local)
                    local = {**local, name: self.value(value, local)}
                case ast.Return():
                    if rest:
                        raise self.trouble(rest[0], "nothing can follow a return")
                    return self._leaf(statement, local)
                case ast.If():
                    return self._if(statement, rest, local)
                case _:
                    raise self.trouble(statement, "only if, return and assignment to a name can stand here")
        raise self.trouble(self.source, "every way through must end with a return")

    def _if(self, statement: ast.If, rest: list[ast.stmt], local: dict[str, Expression]) -> Body:
        if not _ends(statement.body):
            raise self.trouble(statement, "what stands under an if must end with a return")
        if _ends(statement.orelse) and rest:
            raise self.trouble(rest[0], "nothing can follow a return")
        test = self.value(statement.test, local)
        return If(test, self._statements(statement.body, local), self._statements([*statement.orelse, *rest], local))

    def _new(self, statement: ast.stmt, name: str, local: dict[str, Expression]) -> None:
        if name in local or name in (argument.arg for argument in self.source.args.args):
            raise self.trouble(statement, f"{name} has a value already; take another name")

    def _leaf(self, statement: ast.Return, local: dict[str, Expression]) -> Leaf:
        value, reason, ground = statement.value, "", self.ground
        if isinstance(value, ast.Tuple):
            words = value.elts[1:]
            if not 1 <= len(words) <= 2 or not all(
                isinstance(one, ast.Constant) and isinstance(one.value, str) for one in words
            ):
                raise self.trouble(statement, 'a return is: value, "why", "ground", the last two as plain text')
            texts = [str(cast(ast.Constant, one).value) for one in words]
            value, reason, ground = value.elts[0], texts[0], [*texts, self.ground][1]
        if value is None:
            raise self.trouble(statement, "a return without a value")
        branch = Branch(len(self.branches) + 1, reason, ground, statement.lineno)
        self.branches.append(branch)
        return Leaf(branch.number, self.value(value, local))

    # values

    def value(self, node: ast.expr, local: dict[str, Expression]) -> Expression:
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name(id=name):
                return self._name(node, name, local)
            case ast.UnaryOp() | ast.BoolOp() | ast.BinOp():
                return self._operation(node, local)
            case ast.Compare():
                return self._compare(node, local)
            case ast.IfExp(test=test, body=then, orelse=other):
                return Choose(self.value(test, local), self.value(then, local), self.value(other, local))
            case ast.Subscript(value=ast.Name(id=table), slice=key):
                self._argument(node, table)
                return Look(table, self.value(key, local))
            case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]):
                return self._call(node, name, parts, local)
        raise self._outside(node)

    def _operation(self, node: ast.expr, local: dict[str, Expression]) -> Expression:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Not(self.value(part, local))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))) if not isinstance(number, bool):
                return Literally(-number, NUMBER)
            case ast.BoolOp(op=op, values=parts):
                read = tuple(self.value(part, local) for part in parts)
                return And(read) if isinstance(op, ast.And) else Or(read)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                sign = cast(Literal["+", "-", "*"], ARITHMETIC[type(op)])
                return Arithmetic(sign, self.value(left, local), self.value(right, local))
        raise self._outside(node)

    def _constant(self, node: ast.Constant) -> Expression:
        match node.value:
            case bool(truth):
                return Literally(truth, TRUTH)
            case int(number):
                return Literally(number, NUMBER)
            case str(code):
                return cast(Expression, Named(code, self._place(node), quoted=True))
        raise self.trouble(node, f"{node.value!r} is not a whole number, a truth or a code")

    def _name(self, node: ast.expr, name: str, local: dict[str, Expression]) -> Expression:
        if name in local:
            return local[name]
        self._argument(node, name)
        return cast(Expression, Named(name, self._place(node)))

    def _argument(self, node: ast.expr, name: str) -> None:
        if name not in (argument.arg for argument in self.source.args.args):
            raise self.trouble(node, f"{name} is not an argument of {self.source.name}")
        self.asked.add(name)

    def _compare(self, node: ast.Compare, local: dict[str, Expression]) -> Expression:
        parts: list[Expression] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            match op, right:
                case (ast.In() | ast.NotIn(), ast.Tuple(elts=among)) if among:
                    here = self.value(left, local)
                    found = Or(tuple(Compare("==", here, self.value(one, local)) for one in among))
                    parts.append(found if isinstance(op, ast.In) else Not(found))
                case _ if type(op) in COMPARE:
                    sign = cast(Literal["==", "!=", "<", "<=", ">", ">="], COMPARE[type(op)])
                    parts.append(Compare(sign, self.value(left, local), self.value(right, local)))
                case _:
                    raise self.trouble(node, f"{ast.unparse(node)!r}: `in` takes a written list")
            left = right
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _call(self, node: ast.Call, name: str, given: list[ast.expr], local: dict[str, Expression]) -> Expression:
        parts = tuple(self.value(one, local) for one in given)
        match name, parts:
            case "count", ():
                return Members()
            case ("any" | "all" | "sum" | "count" | "least" | "most") as how, (inner,):
                return Over(how, inner)
            case ("min" | "max") as how, _ if len(parts) > 1:
                return Pick(how, parts)
            case ("half_up" | "down" | "up") as how, (top, bottom):
                return Fraction(how, top, bottom)
            case ("years" | "months" | "days") as unit, (start, end):
                return Span(unit, start, end)
        raise self.trouble(node, f"{ast.unparse(node)!r} is no function of a clause, or not with so many parts")

    def _outside(self, node: ast.expr) -> RuleError:
        return self.trouble(node, f"{ast.unparse(node)!r} is outside what a clause may say")

    def trouble(self, node: ast.AST, why: str) -> RuleError:
        return RuleError(self._place(node), why)

    def _place(self, node: ast.AST) -> Place:
        return Place(self.file, getattr(node, "lineno", self.source.lineno))


def _ends(statements: list[ast.stmt]) -> bool:
    """Whether every way through them ends with a return."""
    match statements[-1] if statements else None:
        case ast.Return():
            return True
        case ast.If(body=then, orelse=other):
            return _ends(then) and _ends(other)
    return False
