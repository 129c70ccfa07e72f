"""Those to whom something is due and who have not applied: found, invited, and what became of it."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from jishiyu.entitlements import actions
from jishiyu.entitlements.jobs import look_on
from jishiyu.entitlements.models import Claim, Invitation
from jishiyu.entitlements.queries import due
from jishiyu.ledger.models import Entry, Errand
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from tests.cast import BY, DAY, T0, Cast
from tests.entitlements.paying import JULY, claim, household, receiving
from tests.entitlements.schemes import FAMILY, Aid

RENT = "aid.rent"
TODAY = date(2026, 7, 14)


def look() -> None:
    actions.look_for_due(RENT, TODAY, by=BY, at=T0)


def found(cast: Cast, number: int = 1, **facts: object) -> Invitation:
    made = household(cast, number, **facts)
    look()
    return Invitation.objects.get(household=made)


def invited(cast: Cast, number: int = 1, channel: str = "letter") -> Invitation:
    row = found(cast, number)
    actions.invite([row.pk], channel, by=BY, at=T0)
    row.refresh_from_db()
    return row


def test_who_is_due_and_has_not_applied_is_found_with_the_amount(cast: Cast, aid: Aid) -> None:
    row = found(cast)
    assert (row.state, row.amount, row.missing) == ("found", 10400, "")
    look()
    assert Invitation.objects.count() == 1


def test_who_is_not_due_has_applied_or_receives_is_not_found(cast: Cast, aid: Aid) -> None:
    household(cast, 1, category="none")
    claim(household(cast, 2), RENT, state="reviewing")
    receiving(household(cast, 3))
    look()
    assert Invitation.objects.count() == 0


def test_one_missing_fact_is_named_and_two_are_nobody_s_work_list(cast: Cast, aid: Aid) -> None:
    one = {name: value for name, value in FAMILY.items() if name != "category"}
    two = {name: value for name, value in one.items() if name != "members"}
    for number, facts in enumerate((one, two)):
        made = household(cast, number)
        actions.correct_facts(made.pk, facts, () if facts is two else None, since=TODAY, by=BY, at=T0)
    look()
    (row,) = Invitation.objects.all()
    assert (row.amount, row.missing) == (None, "category")
    assert due.counts(aid.keeper, RENT, timezone.localdate()).missing == [("category", 1)]


def test_all_households_are_looked_at_in_slices(cast: Cast, aid: Aid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jishiyu.entitlements.actions.inviting.SLICE", 2)
    for number in range(5):
        household(cast, number)
    actions.begin_look(at=T0)
    for _ in range(4):
        for errand in Errand.objects.filter(kind="due.look", data__scheme=RENT):
            look_on(errand.data, T0)
    assert Invitation.objects.filter(scheme=RENT).count() == 5


def test_an_invitation_is_decided_anew_first(cast: Cast, aid: Aid) -> None:
    row = found(cast)
    actions.correct_facts(row.household_id, FAMILY | {"category": "none"}, since=TODAY, by=BY, at=T0)
    assert actions.invite([row.pk], "letter", by=BY, at=T0) == {"invited": 0, "not_due": 1, "undecided": 0}
    row.refresh_from_db()
    assert (row.state, row.token) == ("not_due", None)


def test_an_invitation_by_notice_tells_its_reader_once(cast: Cast, aid: Aid) -> None:
    row = invited(cast, channel="notice")
    assert row.decision is not None and row.decision.amount == 10400
    notice = Notice.objects.get(kind="invited")
    assert notice.link == f"/invited/{row.token}/"
    assert actions.invite([row.pk], "notice", by=BY, at=T0)["invited"] == 0
    assert [entry.act for entry in Entry.objects.filter(subject=row.ref)] == ["invited"]


@pytest.mark.parametrize(
    ("keys", "channel", "code"),
    [([], "letter", "invite_nobody"), ([1], "pigeon", "invite_channel"), (range(501), "letter", "invite_too_many")],
)
def test_inviting_makes_sense_or_is_refused(cast: Cast, aid: Aid, keys: list[int], channel: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        actions.invite(keys, channel, by=BY, at=T0)


def test_a_yes_is_the_whole_application(cast: Cast, aid: Aid) -> None:
    row = invited(cast)
    browser, page = Client(headers={"accept-language": "en"}), f"/invited/{row.token}/"
    assert "104.00" in browser.get(page).content.decode()
    assert Claim.objects.count() == 0
    for _ in range(2):
        assert browser.post(f"{page}answer/", {"answer": "yes"}).status_code == 302
    made = Claim.objects.get()
    assert (made.invited, made.scheme, made.sheet_id) == (True, RENT, row.household.sheet_id)
    row.refresh_from_db()
    assert (row.state, row.claim_id) == ("applied", made.pk)
    assert made.number in browser.get(page).content.decode()
    assert browser.get(f"/received/{made.token}/").status_code == 200


def test_a_no_is_kept_and_not_asked_again(cast: Cast, aid: Aid) -> None:
    row = invited(cast)
    assert Client().post(f"/invited/{row.token}/answer/", {"answer": "no"}).status_code == 302
    look()
    row.refresh_from_db()
    assert row.state == "declined"
    with pytest.raises(Refused, match="invitation_not_there"):
        actions.accept_invitation(str(row.token), by="requester", at=T0)


def test_an_address_nobody_was_given_leads_nowhere(cast: Cast, aid: Aid) -> None:
    browser = Client()
    assert browser.get("/invited/nothing/").status_code == 404
    assert browser.post("/invited/nothing/answer/", {"answer": "yes"}).status_code == 404
    assert browser.get("/received/nothing/").status_code == 404


def test_who_applied_another_way_counts_as_applied(cast: Cast, aid: Aid) -> None:
    row = invited(cast)
    made = claim(row.household, RENT, state="reviewing")
    look()
    row.refresh_from_db()
    assert (row.state, row.claim_id) == ("applied", made.pk)


def test_an_officer_notes_what_became_of_it_with_words(cast: Cast, aid: Aid) -> None:
    row = invited(cast)
    for state, words, code in (("gone", "x", "answer_unknown"), ("unreachable", " ", "words_needed")):
        with pytest.raises(Refused, match=code):
            actions.note_answer(row.pk, state, words=words, by=BY, at=T0)
    assert actions.note_answer(row.pk, "unreachable", words="三次上门无人", by=BY, at=T0).state == "unreachable"


def test_a_later_look_sees_what_has_changed(cast: Cast, aid: Aid) -> None:
    row = found(cast)
    actions.correct_facts(row.household_id, FAMILY | {"category": "lowest"}, since=JULY, by=BY, at=T0)
    actions.look_for_due(RENT, TODAY, by=BY, at=T0 + DAY)
    row.refresh_from_db()
    assert row.amount == 15600
    actions.correct_facts(row.household_id, FAMILY | {"category": "none"}, since=JULY, by=BY, at=T0 + DAY)
    actions.look_for_due(RENT, TODAY, by=BY, at=T0 + 2 * DAY)
    row.refresh_from_db()
    assert row.state == "not_due"
    actions.correct_facts(row.household_id, FAMILY, since=JULY, by=BY, at=T0 + 2 * DAY)
    actions.look_for_due(RENT, TODAY, by=BY, at=T0 + 3 * DAY)
    row.refresh_from_db()
    assert (row.state, row.amount) == ("found", 10400)
