"""Payment runs: every household once a month, by two people, as the bank says; corrections as lines of their own."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jishiyu.entitlements import actions
from jishiyu.entitlements.bank_files import layouts
from jishiyu.entitlements.models import Account, LeftOut, Payment, PaymentRun, SetAside
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer
from tests.cast import BY, DAY, T0, Cast
from tests.entitlements.paying import (
    AUGUST,
    CHECKER,
    CSV,
    JULY,
    JUNE,
    KEEPER,
    MAY,
    SEPTEMBER,
    answer,
    closed,
    give_account,
    household,
    lines,
    receiving,
    sent,
)  # fmt: skip
from tests.entitlements.schemes import Aid

RENT = "aid.rent"
LATER = T0 + 40 * DAY


def test_each_household_has_one_line_and_the_totals_are_their_sum(cast: Cast, aid: Aid) -> None:
    for number in range(3):
        receiving(household(cast, number), amount=10000 + number)
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    assert [amount for _, _, amount, _ in lines(run)] == [10000, 10001, 10002]
    assert run.totals["regular"] == [3, 30003]
    assert (run.totals["net"], run.totals["slips"], run.totals["households"]) == (30003, 3, 3)
    assert set(Payment.objects.values_list("category", "division_code")) == {("low", cast.aunt.division_id)}


def test_months_not_paid_yet_are_paid_later_as_lines_of_their_own(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1), since=MAY)
    assert lines(actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)) == [
        ("regular", JULY, 10400, "planned"),
        ("arrears", MAY, 10400, "planned"),
        ("arrears", JUNE, 10400, "planned"),
    ]


def test_a_second_run_for_a_month_holds_only_who_had_nothing(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    closed(RENT, JULY, T0)
    receiving(household(cast, 2))
    second = closed(RENT, JULY, T0 + DAY)
    assert len(lines(second)) == 1
    assert lines(actions.prepare_run(RENT, JULY, by=KEEPER, at=T0 + 2 * DAY)) == []


@pytest.mark.parametrize(("why", "state"), [("account", "active"), ("suspended", "suspended")])
def test_who_has_no_line_stands_beside_the_run_with_the_reason(cast: Cast, aid: Aid, why: str, state: str) -> None:
    award = receiving(household(cast, 1, account=why != "account"))
    if state == "suspended":
        actions.suspend_award(award.pk, "review", by=BY, at=T0)
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    assert lines(run) == []
    assert LeftOut.objects.get(run=run).why == why
    assert Entry.objects.get(subject=run.ref).data["left_out"] == {why: 1}


def test_what_was_held_back_is_paid_when_it_goes_on(cast: Cast, aid: Aid) -> None:
    award = receiving(household(cast, 1))
    actions.suspend_award(award.pk, "review", by=BY, at=T0)
    closed(RENT, JULY, T0)
    actions.resume_award(award.pk, by=BY, at=T0 + DAY)
    assert lines(actions.prepare_run(RENT, AUGUST, by=KEEPER, at=LATER)) == [
        ("regular", AUGUST, 10400, "planned"),
        ("arrears", JULY, 10400, "planned"),
    ]


def test_who_prepares_does_not_check_and_the_database_says_so_too(cast: Cast, aid: Aid) -> None:
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    with pytest.raises(Refused, match="check_by_another"):
        actions.check_run(run.pk, by=KEEPER, at=T0)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(checked_by=KEEPER)
    assert actions.check_run(run.pk, by=CHECKER, at=T0).state == "checked"


def test_unchecked_nothing_goes_to_the_bank(cast: Cast, aid: Aid) -> None:
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    with pytest.raises(Refused, match="run_not_there"):
        actions.export_run(run.pk, CSV, by=KEEPER, at=T0)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(state="exported")


def test_of_one_scheme_one_run_is_open_at_a_time(cast: Cast, aid: Aid) -> None:
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    with pytest.raises(Refused, match="run_open"):
        actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    actions.cancel_run(run.pk, words="选错了月份", by=KEEPER, at=T0)
    actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    with pytest.raises(Refused, match="month_not_begun"):
        actions.prepare_run(RENT, date(2026, 9, 1), by=KEEPER, at=T0)
    with pytest.raises(Refused, match="scheme_not_paid"):
        actions.prepare_run("aid.pass", JULY, by=KEEPER, at=T0)


def test_a_run_whose_lines_were_altered_is_found_at_the_check(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    Payment.objects.filter(run=run).update(amount=99999)
    with pytest.raises(Refused, match="run_altered"):
        actions.check_run(run.pk, by=CHECKER, at=T0)


def test_cancelled_lines_are_free_for_the_next_run(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    with pytest.raises(Refused, match="words_needed"):
        actions.cancel_run(run.pk, words=" ", by=KEEPER, at=T0)
    actions.cancel_run(run.pk, words="金额待核", by=KEEPER, at=T0)
    assert lines(run) == [("regular", JULY, 10400, "cancelled")]
    assert lines(actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)) == [("regular", JULY, 10400, "planned")]


def test_the_bank_is_given_one_file_however_often_it_is_asked_for(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    run = sent(RENT, JULY, T0)
    again = actions.export_run(run.pk, CSV, by=KEEPER, at=T0 + DAY)
    assert "居民1" in again.decode("gb18030")
    told = Entry.objects.get(subject=run.ref, act="exported")
    assert (told.data["sha256"], told.data["layout"]) == (run.file_hash, "csv")
    with pytest.raises(Refused, match="run_exported_otherwise"):
        actions.export_run(run.pk, layouts()["excel"], by=KEEPER, at=T0 + DAY)
    with pytest.raises(Refused, match="run_not_there"):
        actions.cancel_run(run.pk, words="太晚", by=KEEPER, at=T0)


def test_another_file_than_the_bank_was_given_is_never_written_again(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    run = sent(RENT, JULY, T0)
    Account.objects.update(number_sealed=sealer().seal("6222000000000000999"))
    with pytest.raises(Refused, match="run_altered"):
        actions.export_run(run.pk, CSV, by=KEEPER, at=T0 + DAY)


def test_what_came_back_is_tried_again_with_another_account_in_a_later_run(cast: Cast, aid: Aid) -> None:
    homes = [household(cast, number) for number in range(2)]
    for one in homes:
        receiving(one)
    first = closed(RENT, JULY, T0, bounced=[2])
    assert [state for *_, state in lines(first)] == ["paid", "bounced"]
    same = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0 + DAY)
    assert lines(same) == []
    assert LeftOut.objects.get(run=same).why == "bounced"
    actions.cancel_run(same.pk, words="等更正", by=KEEPER, at=T0 + DAY)
    give_account(homes[1], 77, T0 + 2 * DAY)
    later = actions.prepare_run(RENT, AUGUST, by=KEEPER, at=LATER)
    again = Payment.objects.get(run=later, retry_of__isnull=False)
    assert (again.kind, again.month, again.amount, again.tries) == ("regular", JULY, 10400, 2)
    assert again.retry_of == Payment.objects.get(run=first, state="bounced")
    assert sum(amount for *_, amount, _ in lines(later)) == 3 * 10400


def test_a_return_file_twice_changes_nothing_and_what_fits_nothing_is_set_aside(cast: Cast, aid: Aid) -> None:
    for number in range(3):
        receiving(household(cast, number))
    run = sent(RENT, JULY, T0)
    file = answer(run, bounced=[3], only=[1, 3]) + "乱写,1.00,成功,\n".encode("gb18030")
    file += f"{run.number}-000002,99.00,成功,\n".encode("gb18030")
    did = actions.confirm_run(run.pk, CSV, file, by=KEEPER, at=T0)
    assert (did.paid, did.bounced, did.aside) == (1, 1, 2)
    assert sorted(SetAside.objects.values_list("row", "why")) == [(4, "unknown"), (5, "amount")]
    did = actions.confirm_run(run.pk, CSV, file, by=KEEPER, at=T0 + DAY)
    assert (did.paid, did.bounced, did.known) == (0, 0, 2)
    assert SetAside.objects.count() == 2
    with pytest.raises(Refused, match="slips_unanswered"):
        actions.close_run(run.pk, by=KEEPER, at=T0)
    opposite = answer(run, bounced=[1], only=[1, 2])
    assert actions.confirm_run(run.pk, CSV, opposite, by=KEEPER, at=T0).aside == 1
    assert SetAside.objects.filter(why="otherwise").count() == 1
    assert actions.close_run(run.pk, by=KEEPER, at=T0).state == "closed"
    assert [state for *_, state in lines(run)] == ["paid", "paid", "bounced"]


def test_too_much_paid_is_kept_back_only_as_far_as_the_rule_allows(cast: Cast, aid: Aid) -> None:
    """Half a month's payment at most (withholds=50): 3 × 400 yuan too much on a new award of 100 takes months."""
    award = receiving(household(cast, 1), amount=40000, since=MAY)
    closed(RENT, JULY, T0)
    actions.record_terms(award.pk, {MAY: 10000}, None, ground="test", by=BY, at=T0 + DAY)
    run = closed(RENT, AUGUST, LATER)
    assert lines(run) == [("regular", AUGUST, 10000, "paid"), ("clawback", MAY, -5000, "paid")]
    next_run = actions.prepare_run(RENT, SEPTEMBER, by=KEEPER, at=LATER + 31 * DAY)
    assert lines(next_run) == [("regular", SEPTEMBER, 10000, "planned"), ("clawback", MAY, -5000, "planned")]
    assert Payment.objects.get(run=next_run, kind="clawback").part == 2


def test_where_nothing_is_paid_any_more_the_rest_is_asked_back(cast: Cast, aid: Aid) -> None:
    award = receiving(household(cast, 1), since=MAY)
    closed(RENT, JULY, T0)
    actions.end_award(award.pk, date(2026, 6, 15), "moved", by=BY, at=T0 + DAY)
    run = actions.prepare_run(RENT, AUGUST, by=KEEPER, at=LATER)
    assert lines(run) == [("clawback", JULY, -10400, "demanded")]
    assert (run.totals["net"], run.totals["demanded"]) == (0, [1, -10400])
    line = Payment.objects.get(run=run)
    with pytest.raises(Refused, match="words_needed"):
        actions.note_repaid(line.pk, words="", by=KEEPER, at=LATER)
    assert actions.note_repaid(line.pk, words="8月20日到账", by=KEEPER, at=LATER).state == "repaid"
    actions.check_run(run.pk, by=CHECKER, at=LATER)
    actions.export_run(run.pk, CSV, by=KEEPER, at=LATER)
    assert lines(actions.prepare_run(RENT, SEPTEMBER, by=KEEPER, at=LATER + 31 * DAY)) == []


def test_a_payment_that_comes_back_days_later_is_noted_by_hand(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    run = closed(RENT, JULY, T0)
    with pytest.raises(Refused, match="slip_unknown"):
        actions.bounce_slip(run.pk, 9, words="退票", by=KEEPER, at=T0 + DAY)
    actions.bounce_slip(run.pk, 1, words="7月20日退票", by=KEEPER, at=T0 + DAY)
    assert lines(run) == [("regular", JULY, 10400, "bounced")]


def test_two_live_payments_of_a_month_are_refused_by_the_database_itself(cast: Cast, aid: Aid) -> None:
    receiving(household(cast, 1))
    run = actions.prepare_run(RENT, JULY, by=KEEPER, at=T0)
    line = Payment.objects.get(run=run)
    line.pk, line.seq = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_preparing_asks_no_more_of_the_database_for_more_households(cast: Cast, aid: Aid) -> None:
    def prepared(count: int, first: int, month: date) -> int:
        for number in range(first, first + count):
            receiving(household(cast, number))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            run = actions.prepare_run(RENT, month, by=KEEPER, at=T0)
        actions.cancel_run(run.pk, words="试", by=KEEPER, at=T0)
        return len(asked)

    assert prepared(2, 1, JULY) == prepared(12, 20, JULY)
