"""Where a household is paid."""

from datetime import datetime

from django.db import transaction

from jishiyu.entitlements.kinds import scheme_of
from jishiyu.entitlements.models import Account, Claim, Household
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

LEAST, MOST = 8, 32  # digits of an account


@transaction.atomic
def set_account(
    household_id: int, *, number: str, holder: str, bank: str, bank_code: str = "", by: str, at: datetime
) -> Account:
    """From now on the household is paid there. The number and the holder are sealed; what came back from the account
    before may be tried again. The same account again, after a payment came back, counts as confirmed anew.

    Raises Refused: account_unreadable, household_unknown."""
    digits = "".join(number.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit() and LEAST <= len(digits) <= MOST) or not holder.strip():
        raise Refused("account_unreadable", least=LEAST, most=MOST)
    household = Household.objects.select_for_update().filter(pk=household_id).first()
    if household is None:
        raise Refused("household_unknown")
    old = Account.objects.filter(household=household, ended_at__isnull=True).first()
    if old is not None:
        old.ended_at = at
        old.save(update_fields=["ended_at"])
    made = Account.objects.create(
        household=household,
        bank=bank.strip()[:60],
        bank_code=bank_code.strip()[:20],
        number_sealed=sealer().seal(digits),
        tail=digits[-4:],
        holder_sealed=sealer().seal(holder.strip()[:60]),
        made_at=at,
        by=by,
    )
    ledger.record(
        household.ref, "account_set", by=by, at=at,
        before={"account": old.pk if old else None}, after={"account": made.pk},
        data={"bank": made.bank, "tail": made.tail},
    )  # fmt: skip
    return made


TOLD_FROM = (Claim.State.NOTICE, Claim.State.APPROVED, Claim.State.AWARDED)  # when it is clear that money may come


def pays(claim: Claim) -> bool:
    """Whether money comes of a claim: by its scheme, or by what is given while they wait."""
    scheme = scheme_of(claim.scheme)
    return "money" in (scheme.gives, scheme_of(scheme.meanwhile).gives if scheme.meanwhile else "")


@transaction.atomic
def give_account(claim_id: int, *, number: str, holder: str, bank: str, by: str, at: datetime) -> Account:
    """Whoever holds the claim's link says where they are paid, once: another account is for the keeper to set, so that
    nobody who came by the link turns the money elsewhere.

    Raises Refused: account_not_asked, account_there, account_unreadable."""
    claim = Claim.objects.filter(pk=claim_id).first()
    if claim is None or claim.state not in TOLD_FROM or not pays(claim):
        raise Refused("account_not_asked")
    Household.objects.select_for_update().get(pk=claim.household_id)
    if Account.objects.filter(household=claim.household_id, ended_at__isnull=True).exists():
        raise Refused("account_there")
    return set_account(claim.household_id, number=number, holder=holder, bank=bank, by=by, at=at)
