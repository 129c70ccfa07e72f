"""The schemes of the tests can be declared, and say what the others rely on."""

from jishiyu.entitlements.kinds import scheme_of, schemes
from jishiyu.registry import queries as registry
from tests.cast import T0, VILLAGE
from tests.entitlements.schemes import SCHEMES, Aid


def test_the_schemes_of_the_tests_are_declared_and_their_duties_given(aid: Aid) -> None:
    assert schemes() == list(SCHEMES)
    assert scheme_of("aid.home").meanwhile == "aid.rent"
    held = registry.officers_for("aid.keeper", division_code=VILLAGE, on=T0.date())
    assert held == [aid.keeper, aid.checker]
