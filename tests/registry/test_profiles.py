"""What is known of a subject is checked against what packs declare, kept once, and its history told."""

import pytest

from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry import actions, profiles
from jishiyu.registry.kinds import Attribute, declare_attribute
from jishiyu.registry.models import Profile, Subject
from tests.cast import BY, T0, Cast

pytestmark = pytest.mark.django_db
TRADE = Attribute(code="test.trade", name="trade", type="code", options={"C": "making", "F": "trading"}, tree=True)
TAXES = Attribute(code="test.taxes", name="taxes", type="money")
LISTED = Attribute(code="test.listed_on", name="listed on", type="day")


@pytest.fixture
def firm(cast: Cast) -> Subject:
    for one in (TRADE, TAXES, LISTED):
        declare_attribute(one)
    return actions.subject_for(name="", phone="", kind=Subject.Kind.ENTERPRISE, by=BY, at=T0)


def test_an_enterprise_is_described_and_its_history_told(firm: Subject) -> None:
    code = profiles_code()
    actions.describe(firm.pk, name="湖南启元科技有限公司", code=code, values={"test.trade": "C26"}, by=BY, at=T0)
    actions.describe(firm.pk, values={"test.taxes": 1_00, "test.trade": "C27"}, by=BY, at=T0)
    row = Profile.objects.get()
    assert (row.initials, row.code) == ("hnqykjyxgs", code)
    assert row.values == {"test.trade": "C27", "test.taxes": 1_00}
    told = story(f"subject:{firm.pk}").last()
    assert told is not None
    assert (told.act, told.before) == ("described", {"test.trade": "C26"})


def test_saying_the_same_again_changes_nothing(firm: Subject) -> None:
    for _ in range(2):
        actions.describe(firm.pk, name="启元", values={"test.listed_on": "2026-02-28"}, by=BY, at=T0)
    assert story(f"subject:{firm.pk}").filter(act="described").count() == 1
    actions.describe(firm.pk, values={"test.listed_on": None}, by=BY, at=T0)
    assert Profile.objects.get().values == {}


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"test.nothing": "x"}, "attribute_unknown"),
        ({"test.trade": "Z9"}, "attribute_value"),
        ({"test.taxes": 1.5}, "attribute_value"),
        ({"test.taxes": True}, "attribute_value"),
        ({"test.listed_on": "2026-02-30"}, "attribute_value"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(firm: Subject, values: dict, refusal: str) -> None:
    with pytest.raises(Refused) as told:
        actions.describe(firm.pk, name="启元", values=values, by=BY, at=T0)
    assert told.value.code == refusal
    assert not Profile.objects.exists()


def test_a_code_has_its_check_character_and_one_owner(firm: Subject, cast: Cast) -> None:
    code = profiles_code()
    actions.describe(firm.pk, code=code.lower(), by=BY, at=T0)
    with pytest.raises(Refused, match="code_wrong"):
        actions.describe(firm.pk, code=code[:-1] + ("A" if code[-1] != "A" else "B"), by=BY, at=T0)
    other = actions.subject_for(name="", phone="", kind=Subject.Kind.ENTERPRISE, by=BY, at=T0)
    with pytest.raises(Refused, match="code_taken"):
        actions.describe(other.pk, code=code, by=BY, at=T0)


def profiles_code() -> str:
    body = "91430500MA4L16JQ9"
    return next(body + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if profiles.is_code(body + last))
