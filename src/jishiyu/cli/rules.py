"""The command `jishiyu rules`: what the rules of the schemes say, and whether they say what their examples expect."""

import argparse
from collections.abc import Callable

from jishiyu.cli import rules_bulk
from jishiyu.entitlements import examples, queries
from jishiyu.entitlements.kinds import Scheme, scheme_of, schemes
from jishiyu.entitlements.rules import Rulebook
from jishiyu.entitlements.rules.tables import TableError
from jishiyu.lib.refused import Refused


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("rules", help="what the rules of schemes say, for one household or for all")
    deeds = command.add_subparsers(required=True, metavar="WHAT").add_parser

    test = deeds("test", help="run the examples of schemes every way; print what differs and what no example reaches")
    test.add_argument("scheme", nargs="?", default="", metavar="SCHEME", help="one scheme, e.g. housing.subsidy")
    test.set_defaults(command=_test)
    rules_bulk.add_to(deeds)


def _test(chosen: argparse.Namespace) -> int:
    try:
        found = [scheme_of(chosen.scheme)] if chosen.scheme else schemes()
    except LookupError:
        raise Refused("scheme_unknown", scheme=chosen.scheme) from None
    books = {id(scheme.book): scheme.book for scheme in found}
    trouble = False
    reached: set[examples.Reach] = set()
    for scheme in schemes():
        if id(scheme.book) in books:
            trouble |= _test_scheme(scheme, reached, shown=scheme in found)
    trouble |= any([_unreached(book, reached) for book in books.values()])
    return 1 if trouble else 0


def _test_scheme(scheme: Scheme, reached: set[examples.Reach], *, shown: bool) -> bool:
    """Adds what its examples reach; those of another scheme under the same rulebook count, and are not shown."""
    ways = queries.every_way()
    try:
        rows = examples.examples_of(scheme)
        for row in rows:
            reached |= examples.reaches(scheme, row)
        differs = examples.differing(scheme, rows, ways) if shown else []
    except (TableError, OSError) as why:
        print(f"{scheme.code}: {why}")
        return True
    for one in differs:
        print(one)
    if shown:
        print(f"{scheme.code}: {len(rows)} examples, {len(ways)} ways ({', '.join(ways)}), {len(differs)} differ")
    return bool(differs)


def _unreached(book: Rulebook, reached: set[examples.Reach]) -> bool:
    missed = examples.unreached(book, reached)
    for one in missed:
        print(one)
    print(f"{book.code}: {examples.branches_of(book)} branches, {len(missed)} reached by no example")
    return bool(missed)
