"""Where a household is paid."""

from datetime import datetime

from django.db import transaction

from jishiyu.entitlements.models import Account, Household
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
