"""Households that receive, and what a bank says of them: for the tests of awards and runs."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from jishiyu.entitlements import actions, bank_files
from jishiyu.entitlements.actions.paying import reference_of
from jishiyu.entitlements.models import Award, AwardTerm, Claim, Household, Payment, PaymentRun
from jishiyu.lib.money import plain_yuan
from jishiyu.registry import actions as registry
from tests.cast import BY, T0, VILLAGE, Cast
from tests.entitlements.schemes import FAMILY, PEOPLE

MAY, JUNE, JULY, AUGUST, SEPTEMBER = (date(2026, month, 1) for month in range(5, 10))
CSV = bank_files.layouts()["csv"]
KEEPER, CHECKER = "officer:901", "officer:902"


def household(cast: Cast, number: int, *, account: bool = True, **facts: Any) -> Household:
    """A family of the village, each with another name and account."""
    subject = registry.subject_for(
        name=f"居民{number}", phone=f"1390001{number:04d}", address="复兴村", division_code=VILLAGE, by=BY, at=T0
    )
    made = actions.make_household(
        subject.pk, FAMILY | facts, PEOPLE, division_code=VILLAGE, since=date(2026, 1, 1), by=BY, at=T0
    )
    if account:
        give_account(made, number)
    return made


def give_account(made: Household, number: int, at: datetime = T0) -> None:
    actions.set_account(made.pk, number=f"622202{number:013d}", holder=f"居民{number}", bank="农业银行", by=BY, at=at)


def claim(made: Household, scheme: str, *, state: str = "approved", at: datetime = T0) -> Claim:
    """A claim as its review leaves it."""
    return Claim.objects.create(
        number=actions.next_number("A", at), scheme=scheme, household=made, applicant=made.subject, sheet=made.sheet,
        state=state, submitted_at=at, accepted_at=at, token=f"{scheme}:{made.pk}:{at.timestamp()}",
    )  # fmt: skip


def receiving(made: Household, scheme: str = "aid.rent", *, amount: int = 10400, since: date = JULY) -> Award:
    """An award of so much a month."""
    award = Award.objects.create(
        number=actions.next_number("W", T0), scheme=scheme, claim=claim(made, scheme, state="awarded"),
        household=made, gives="money", since=since,
    )  # fmt: skip
    AwardTerm.objects.create(award=award, month=since, amount=amount, recorded_at=T0)
    return award


def sent(scheme: str, month: date, at: datetime) -> PaymentRun:
    """A run that was prepared, checked and given to the bank."""
    run = actions.prepare_run(scheme, month, by=KEEPER, at=at)
    actions.check_run(run.pk, by=CHECKER, at=at)
    actions.export_run(run.pk, CSV, by=KEEPER, at=at)
    run.refresh_from_db()
    return run


def answer(run: PaymentRun, bounced: Collection[int] = (), only: Collection[int] | None = None) -> bytes:
    """What the bank says: all paid, but those slips."""
    rows = ["业务编号,金额（元）,处理结果,失败原因"]
    for slip, net in nets(run).items():
        if only is None or slip in only:
            word = "失败,户名不符" if slip in bounced else "成功,"
            rows.append(f"{reference_of(run, slip)},{plain_yuan(net)},{word}")
    return ("\n".join(rows) + "\n").encode("gb18030")


def nets(run: PaymentRun) -> dict[int, int]:
    sums: dict[int, int] = {}
    for line in Payment.objects.filter(run=run, slip__gt=0).order_by("slip"):
        sums[line.slip] = sums.get(line.slip, 0) + line.amount
    return sums


def closed(scheme: str, month: date, at: datetime, bounced: Collection[int] = ()) -> PaymentRun:
    """A run the bank has answered."""
    run = sent(scheme, month, at)
    actions.confirm_run(run.pk, CSV, answer(run, bounced), by=KEEPER, at=at)
    actions.close_run(run.pk, by=KEEPER, at=at)
    run.refresh_from_db()
    return run


def lines(run: PaymentRun) -> list[tuple[str, date, int, str]]:
    """Kind, month, fen and state of every line."""
    return list(Payment.objects.filter(run=run).order_by("seq").values_list("kind", "month", "amount", "state"))
