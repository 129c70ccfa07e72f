"""Households that receive help with the rent, for the benches of payment runs: made by the hundred thousand, and a bank
that answers for them."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction

from jishiyu.entitlements.models import Account, Award, AwardTerm, Claim, FactSheet, Household
from jishiyu.ledger import actions as ledger
from jishiyu.registry.models import Division, Subject
from jishiyu.registry.people import sealer

CODE = "housing.subsidy"
FIRST = date(2026, 1, 1)
BEGAN = datetime(2026, 1, 5, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TOWNS = [f"4309721{number:02d}" for number in range(10)]
CATEGORIES = ("low", "low", "dibao")
CHUNK = 20_000
DAY = timedelta(days=1)


def amount_of(number: int) -> int:
    """Fen a month of one household."""
    return 8000 + number * 37 % 30000


def settle(count: int, *, with_account: int = 1) -> None:
    """So many households with an award since January; every `with_account`-th of them lacks an account (1: none)."""
    for place, code in enumerate(TOWNS):
        Division.objects.get_or_create(code=code, defaults={"name": f"第{place}镇", "level": 4})
    numbers = iter(range(1, count + 1))
    while some := list(islice(numbers, CHUNK)):
        with transaction.atomic():  # a household and its sheet name each other
            _load(some, with_account)
    ledger.go_on_counting(Subject, Household, FactSheet, Claim, Award, AwardTerm, Account)


def _load(numbers: list[int], with_account: int) -> None:
    seal = sealer()
    plain: dict[str, object] = {"since": FIRST, "recorded_at": BEGAN, "by": "system:bench"}
    ledger.load_rows([Subject(pk=key, known_since=BEGAN) for key in numbers])
    ledger.load_rows(
        [
            Household(
                pk=key, number=f"H{key:08d}", subject_id=key, division_id=TOWNS[key % 10], known_since=BEGAN,
                sheet_id=key,
            )
            for key in numbers
        ]
    )  # fmt: skip
    ledger.load_rows(
        [
            FactSheet(pk=key, household_id=key, version=1, facts={"category": CATEGORIES[key % 3]}, **plain)
            for key in numbers
        ]
    )
    ledger.load_rows(
        [
            Claim(
                pk=key, number=f"A{key}", scheme=CODE, household_id=key, applicant_id=key, sheet_id=key,
                state="awarded", submitted_at=BEGAN, token=f"t{key}",
            )
            for key in numbers
        ]
    )  # fmt: skip
    ledger.load_rows(
        [
            Award(pk=key, number=f"W{key}", scheme=CODE, claim_id=key, household_id=key, gives="money", since=FIRST)
            for key in numbers
        ]
    )
    ledger.load_rows(
        [AwardTerm(pk=key, award_id=key, month=FIRST, amount=amount_of(key), recorded_at=BEGAN) for key in numbers]
    )
    ledger.load_rows(
        [
            Account(
                pk=key, household_id=key, bank="农业银行", number_sealed=seal.seal(f"622202{key:013d}"),
                tail=f"{key:04d}"[-4:], holder_sealed=seal.seal(f"居民{key}"), made_at=BEGAN, by="system:bench",
            )
            for key in numbers
            if with_account == 1 or key % with_account
        ]
    )  # fmt: skip


def bank(content: bytes, *, bounces: int = 0) -> bytes:
    """The bank's answer to a file of the layout csv: every `bounces`-th account, by a hash of it, is refused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["业务编号", "金额（元）", "处理结果", "失败原因", "银行流水号"])
    for row in rows_of(content):
        digest = int(hashlib.sha256(row["账号"].encode()).hexdigest()[:8], 16)
        refused = bounces and digest % bounces == 0
        said = ("失败", "账号不存在") if refused else ("成功", "")
        writer.writerow([row["业务编号"], row["金额（元）"], *said, f"B{row['业务编号']}"])
    return out.getvalue().encode("gb18030")


def rows_of(content: bytes) -> Iterator[dict[str, str]]:
    """Rows of a bank file of the layout csv."""
    yield from csv.DictReader(io.StringIO(content.decode("gb18030")))


def moment(month: int) -> datetime:
    """When the run of a month of 2026 is prepared."""
    return datetime(2026, month, 15, 10, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(seconds=1)
