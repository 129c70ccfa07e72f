"""The language of clauses: plain Python functions read into a tree and run three ways, unknown facts included."""

from jishiyu.entitlements.rules.book import NotInForce, Rulebook, Rules
from jishiyu.entitlements.rules.explain import Explained, Line, explain, sentence
from jishiyu.entitlements.rules.facts import MEMBERS, Fact, Household, Known, household, plain
from jishiyu.entitlements.rules.interpret import Decided, decide
from jishiyu.entitlements.rules.linking import Clause
from jishiyu.entitlements.rules.measures import AREA, DAY, MONEY, NUMBER, TRUTH, Measure, codes, per
from jishiyu.entitlements.rules.parameters import InForce, Parameter, Valued
from jishiyu.entitlements.rules.tree import Branch
from jishiyu.entitlements.rules.troubles import FactError, RuleError

__all__ = [
    "AREA",
    "DAY",
    "MEMBERS",
    "MONEY",
    "NUMBER",
    "TRUTH",
    "Branch",
    "Clause",
    "Decided",
    "Explained",
    "Fact",
    "FactError",
    "Household",
    "InForce",
    "Known",
    "Line",
    "Measure",
    "NotInForce",
    "Parameter",
    "RuleError",
    "Rulebook",
    "Rules",
    "Valued",
    "codes",
    "decide",
    "explain",
    "household",
    "per",
    "plain",
    "sentence",
]
