"""Whoever is to be paid says where, once, on their own page; another account is for the office."""

import pytest
from django.test import Client

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Account, Claim
from jishiyu.ledger.queries import story
from tests.cast import T0, Cast
from tests.entitlements.paying import AUGUST, claim, household, nets
from tests.entitlements.schemes import RENT, Aid

THERE = {"holder": "林阿姨", "number": "6217 0000 1234 5678", "bank": "邮储银行"}


def applied(cast: Cast, scheme: str = "aid.rent", state: str = "approved") -> Claim:
    made = claim(household(cast, 1, account=False), scheme, state=state)
    made.refresh_from_db()
    return made


def test_an_account_said_on_the_own_page_is_where_the_next_run_pays(public: Client, cast: Cast, aid: Aid) -> None:
    made = applied(cast)
    made.decision = actions.decide(made.household, RENT, day=AUGUST, claim=made, by="system:test", at=T0)
    made.save(update_fields=["decision"])
    actions.follow_approval(made.pk, by="system:test", at=T0)
    assert 'id="account-number"' in public.get(f"/claims/{made.token}/").content.decode()
    public.post(f"/claims/{made.token}/account/", THERE)
    page = public.get(f"/claims/{made.token}/").content.decode()
    assert "…5678" in page
    assert "6217" not in page + str([*Account.objects.values()])
    assert story(made.household.ref).last().act == "account_set"  # type: ignore[union-attr]
    run = actions.prepare_run("aid.rent", AUGUST, by="officer:901", at=T0)
    assert [(line.household_id, line.amount) for line in run.lines.all()] == [(made.household_id, 10400)]
    assert [*nets(run).values()] == [10400]


def test_who_comes_by_the_link_turns_no_money_elsewhere(public: Client, cast: Cast, aid: Aid) -> None:
    made = applied(cast)
    public.post(f"/claims/{made.token}/account/", THERE)
    told = public.post(f"/claims/{made.token}/account/", THERE | {"number": "9" * 16}, follow=True).content.decode()
    assert "There is an account already" in told
    assert Account.objects.get().tail == "5678"
    assert 'id="account-number"' not in told


@pytest.mark.parametrize(
    ("scheme", "state", "asked"),
    [
        ("aid.rent", "notice", True), ("aid.home", "approved", True), ("aid.rent", "reviewing", False),
        ("aid.rent", "refused", False), ("aid.pass", "approved", False),
    ],
)  # fmt: skip
def test_an_account_is_asked_for_only_where_money_may_come(
    public: Client, cast: Cast, aid: Aid, scheme: str, state: str, asked: bool
) -> None:
    made = applied(cast, scheme, state)
    assert ('id="account-number"' in public.get(f"/claims/{made.token}/").content.decode()) is asked
    public.post(f"/claims/{made.token}/account/", THERE)
    assert Account.objects.exists() is asked


@pytest.mark.parametrize("wrong", [{"number": "12ab"}, {"number": ""}, {"holder": " "}])
def test_an_account_that_cannot_be_read_is_refused(public: Client, cast: Cast, aid: Aid, wrong: dict[str, str]) -> None:
    made = applied(cast)
    public.post(f"/claims/{made.token}/account/", THERE | wrong)
    assert not Account.objects.exists()
    assert public.post("/claims/nobody/account/", THERE).status_code == 404
