"""Payment runs in any order of deeds: prepared, checked, given to the bank, answered, bounced, tried again, corrected,
cancelled. After every deed each household has at most one live payment of a month, totals are sums, and the ledger
retells all of it."""

from collections.abc import Callable
from datetime import date, datetime
from random import Random

import pytest
from django.db import transaction
from django.db.models import Count, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishiyu.entitlements import actions, months
from jishiyu.entitlements.actions.awarding import terms_of
from jishiyu.entitlements.models import Award, Payment, PaymentRun
from jishiyu.entitlements.retell_runs import award_differences, disagreements
from jishiyu.lib.refused import Refused
from tests.cast import BY, DAY, T0, Cast
from tests.entitlements.paying import CHECKER, CSV, KEEPER, MAY, answer, give_account, household, nets, receiving
from tests.entitlements.schemes import Aid

RENT = "aid.rent"


class Office:
    """Does what a list of numbers says, and remembers the time."""

    def __init__(self, cast: Cast, chance: Random) -> None:
        self.chance, self.now, self.accounts = chance, T0, 100
        self.homes = [household(cast, number, account=number != 2) for number in range(3)]
        self.awards = [receiving(home, amount=1000 * (place + 1), since=MAY) for place, home in enumerate(self.homes)]

    def month(self) -> date:
        return months.first_of(self.now.date())

    def run(self, *states: str) -> PaymentRun:
        found = list(PaymentRun.objects.filter(state__in=states).order_by("pk"))
        if not found:
            raise Refused("run_unknown")
        return self.chance.choice(found)

    def prepare(self) -> None:
        back = months.after(self.month(), -self.chance.choice([0, 0, 1]))
        actions.prepare_run(RENT, back, by=KEEPER, at=self.now)

    def check(self) -> None:
        actions.check_run(self.run("prepared").pk, by=CHECKER, at=self.now)

    def export(self) -> None:
        actions.export_run(self.run("checked", "exported").pk, CSV, by=KEEPER, at=self.now)

    def confirm(self) -> None:
        run = self.run("exported")
        slips = list(nets(run))
        bounced = [slip for slip in slips if self.chance.random() < 0.3]
        only = [slip for slip in slips if self.chance.random() < 0.8]
        actions.confirm_run(run.pk, CSV, answer(run, bounced, only), by=KEEPER, at=self.now)

    def bounce(self) -> None:
        actions.bounce_slip(self.run("exported", "closed").pk, 1, words="退票", by=KEEPER, at=self.now)

    def close(self) -> None:
        actions.close_run(self.run("exported").pk, by=KEEPER, at=self.now)

    def cancel(self) -> None:
        actions.cancel_run(self.run("prepared", "checked").pk, words="错", by=KEEPER, at=self.now)

    def correct(self) -> None:
        month = months.after(self.month(), -self.chance.choice([0, 1, 2]))
        amount = self.chance.choice([0, 500, 1000, 1500, 4000])
        award = self.chance.choice(self.awards)
        actions.record_terms(award.pk, {month: amount}, None, ground="test", by=BY, at=self.now)

    def account(self) -> None:
        self.accounts += 1
        give_account(self.chance.choice(self.homes), self.accounts, self.now)

    def rest(self) -> None:
        award = self.chance.choice(self.awards)
        if Award.objects.get(pk=award.pk).state == "suspended":
            actions.resume_award(award.pk, by=BY, at=self.now)
        else:
            actions.suspend_award(award.pk, "review", by=BY, at=self.now)

    def end(self) -> None:
        actions.end_award(self.awards[0].pk, self.month(), "moved", by=BY, at=self.now)

    def wait(self) -> None:
        self.now += 31 * DAY

    def settle(self) -> None:
        """Whatever is open goes its way to the end, all paid; then a last run brings every month to what is due."""
        for run in PaymentRun.objects.filter(state="prepared"):
            actions.cancel_run(run.pk, words="错", by=KEEPER, at=self.now)
        for run in PaymentRun.objects.filter(state="checked"):
            actions.export_run(run.pk, CSV, by=KEEPER, at=self.now)
        for run in PaymentRun.objects.filter(state="exported"):
            actions.confirm_run(run.pk, CSV, answer(run), by=KEEPER, at=self.now)
        for place, home in enumerate(self.homes):
            give_account(home, 500 + place, self.now + DAY)
        for award in Award.objects.filter(state="suspended"):
            actions.resume_award(award.pk, by=BY, at=self.now)
        self.now += 31 * DAY
        actions.prepare_run(RENT, self.month(), by=KEEPER, at=self.now)


def invariants() -> None:
    live = Payment.objects.filter(state__in=Payment.LIVE)
    twice = live.filter(kind="regular").values("scheme", "household", "month").annotate(n=Count("pk")).filter(n__gt=1)
    assert not list(twice)
    for run in PaymentRun.objects.all():
        rows = Payment.objects.filter(run=run)
        asked = rows.filter(slip=0, kind="clawback", account__isnull=True).aggregate(s=Sum("amount"))["s"] or 0
        total = rows.aggregate(s=Sum("amount"))["s"] or 0
        assert run.totals["net"] == total - asked
        kinds = ("regular", "arrears", "clawback", "rent")
        assert sum(run.totals[kind][1] for kind in kinds) == run.totals["net"]
        assert all(net > 0 for net in nets(run).values())
    assert list(disagreements()) == []


def never_above_what_was_due_when_paid(office: Office) -> None:
    """No month of any award has less than nothing, and without a clawback to come it has at most what is due."""
    for award in office.awards:
        terms = terms_of(award)
        given = dict(
            Payment.objects.filter(award=award, state__in=Payment.LIVE)
            .order_by()
            .values_list("month")
            .annotate(s=Sum("amount"))
        )
        assert all(amount >= 0 for amount in given.values())
        highest = max((term.amount for term in terms), default=0)
        assert all(amount <= highest for amount in given.values())


DEEDS: tuple[Callable[[Office], None], ...] = (
    Office.prepare, Office.prepare, Office.check, Office.check, Office.export, Office.export, Office.confirm,
    Office.confirm, Office.bounce, Office.close, Office.cancel, Office.correct, Office.account, Office.rest,
    Office.end, Office.wait,
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(DEEDS), max_size=40), st.randoms(use_true_random=False))
def test_in_any_order_nobody_is_paid_twice_and_everything_adds_up(
    cast: Cast, aid: Aid, deeds: list[Callable[[Office], None]], chance: Random
) -> None:
    with transaction.atomic():
        office = Office(cast, chance)
        for deed in deeds:
            try:
                deed(office)
            except Refused:
                continue
            invariants()
            never_above_what_was_due_when_paid(office)
        office.settle()
        invariants()
        reached(office, office.now)
        transaction.set_rollback(True)


def reached(office: Office, at: datetime) -> None:
    """After the last run every month has what is due, but for what is kept back little by little."""
    last = months.first_of(at.date())
    for award in office.awards:
        given = dict(
            Payment.objects.filter(award=award, state__in=Payment.LIVE)
            .order_by()
            .values_list("month")
            .annotate(s=Sum("amount"))
        )
        terms = terms_of(award)
        for month in months.months_between(MAY, last):
            assert given.get(month, 0) >= months.due(terms, month)
        row = Award.objects.get(pk=award.pk)
        assert {name for name in award_differences(row) if name not in ("since", "state", "terms")} == set()


def test_a_line_that_was_altered_is_what_the_ledger_does_not_retell(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    run = actions.prepare_run(RENT, months.first_of(T0.date()), by=KEEPER, at=T0)
    Payment.objects.filter(run=run).update(amount=1, state="paid")
    ((found, differences),) = disagreements()
    assert found == run
    assert set(differences) == {"lines", "line 1"}


@pytest.mark.parametrize("deed", ["exported", "cancelled"])
def test_a_state_nobody_recorded_is_found(cast: Cast, aid: Aid, deed: str) -> None:
    run = actions.prepare_run(RENT, months.first_of(T0.date()), by=KEEPER, at=T0)
    PaymentRun.objects.filter(pk=run.pk).update(state=deed, checked_by=CHECKER)
    assert "state" in next(disagreements())[1]
