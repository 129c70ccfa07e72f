"""An application comes in: once, with its place in time taken when the papers are there."""

from datetime import timedelta

import pytest

from jishiyu.entitlements import actions
from jishiyu.entitlements.actions import Application
from jishiyu.entitlements.models import Claim, Decision, Household, PaperFile
from jishiyu.entitlements.papers import Sent
from jishiyu.entitlements.retell import differences
from jishiyu.entitlements.workflow import OWN
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.registry.people import sealer
from tests.cast import DAY, PHONE, T0, Cast, jpeg
from tests.entitlements.claims import application, applied, papers
from tests.entitlements.schemes import FAMILY, PEOPLE, Aid


def test_with_every_paper_it_is_accepted_at_once_and_the_street_is_told(aid: Aid) -> None:
    claim = applied()
    assert (claim.state, claim.step, claim.accepted_at) == ("reviewing", "street", T0)
    assert claim.number == "A20260714-0001"
    assert claim.decision is not None
    assert (claim.decision.outcome, claim.decision.amount) == (Decision.Outcome.DUE, 10400)
    assert claim.due_at is not None
    assert claim.due_at.date() == (T0 + timedelta(days=7)).date()  # five working days
    assert Notice.objects.filter(reader=aid.street.actor, kind="claim_here").count() == 1
    assert not Notice.objects.filter(reader=aid.housing.actor).exists()
    assert differences(claim) == {}


def test_without_them_it_waits_and_is_accepted_when_the_last_one_comes(aid: Aid) -> None:
    claim = applied(papers=papers("certificate"))
    assert (claim.state, claim.accepted_at) == ("submitted", None)
    claim = actions.hand_in(claim.pk, papers("lease"), by=OWN, at=T0 + DAY)
    assert (claim.state, claim.accepted_at) == ("reviewing", T0 + DAY)
    assert differences(claim) == {}


def test_the_streets_officer_may_accept_what_they_saw_at_the_counter_and_a_stranger_may_not(aid: Aid) -> None:
    claim = applied(papers=())
    for officer in (aid.stranger, aid.housing, aid.head):
        with pytest.raises(Refused, match="not_yours"):
            actions.accept(claim.pk, by=officer.actor, at=T0 + DAY)
    assert actions.accept(claim.pk, by=aid.street.actor, at=T0 + DAY).accepted_at == T0 + DAY


def test_a_form_sent_twice_is_one_claim(aid: Aid) -> None:
    assert applied().pk == applied(T0 + DAY).pk
    assert Claim.objects.count() == Household.objects.count() == 1


def test_a_household_has_one_open_claim_for_a_scheme_and_may_have_one_for_another(aid: Aid) -> None:
    first = applied()
    with pytest.raises(Refused, match="claim_open"):
        applied(origin_key="another-form")
    other = applied(scheme="aid.home", origin_key="for-a-home")
    assert other.household_id == first.household_id
    actions.withdraw(first.pk, by=OWN, at=T0 + DAY)
    again = applied(T0 + DAY, origin_key="a-new-one")
    assert again.accepted_at == T0 + DAY


def test_a_guardian_applies_on_behalf_and_twice_for_one_child_is_one_household(aid: Aid) -> None:
    def said(key: str, name: str) -> Application:
        return application(scheme="aid.place", guardian="林小军", name=name, origin_key=key, papers=())

    claim = actions.apply(said("one", "林小宝"), by=OWN, at=T0)
    assert sealer().open(claim.household.subject.name_sealed) == "林小宝"
    assert sealer().open(claim.applicant.name_sealed) == "林小军"
    with pytest.raises(Refused, match="claim_open"):
        actions.apply(said("two", "林小宝"), by=OWN, at=T0)
    assert actions.apply(said("three", "林小贝"), by=OWN, at=T0).household_id != claim.household_id


def test_papers_are_kept_sealed_without_the_place_they_were_taken_at(aid: Aid, photo: bytes) -> None:
    claim = applied(papers=(Sent("certificate", "林阿姨的低保证.jpg", photo), *papers("lease")))
    row = claim.papers.get(paper="certificate")
    with row.file.open("rb") as file:
        raw = file.read()
    assert b"JFIF" not in raw
    picture = sealer().open_bytes(raw)
    assert picture[:2] == b"\xff\xd8"
    assert b"SecretCamera" not in picture
    assert "林阿姨" not in row.name_sealed
    assert sealer().open(row.name_sealed) == "林阿姨的低保证.jpg"


def test_a_paper_sent_again_is_kept_once(aid: Aid) -> None:
    claim = applied()
    actions.hand_in(claim.pk, papers("lease"), words="再交一次", by=OWN, at=T0 + DAY)
    assert PaperFile.objects.filter(paper="lease").count() == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (Sent("certificate", "a.pdf", b"%PDF-1.4 /JavaScript (app.alert(1))"), "paper_acts"),
        (Sent("certificate", "a.jpg", b"no picture"), "photo_unreadable"),
        (Sent("passport", "a.jpg", jpeg()), "paper_unknown"),
    ],
)
def test_a_paper_that_is_none_is_refused_and_nothing_is_made(aid: Aid, sent: Sent, code: str) -> None:
    with pytest.raises(Refused, match=code):
        applied(papers=(sent,))
    assert not Claim.objects.exists()
    assert not Household.objects.exists()


def test_a_pdf_that_only_shows_pages_is_kept_as_it_is(aid: Aid) -> None:
    claim = applied(papers=(Sent("certificate", "a.pdf", b"%PDF-1.4 pages"), *papers("lease")))
    assert claim.papers.get(paper="certificate").kind == "pdf"


def test_one_phone_applies_ten_times_a_day_at_most(aid: Aid) -> None:
    for number in range(10):
        claim = applied(origin_key=f"form-{number}")
        actions.withdraw(claim.pk, by=OWN, at=T0)
    with pytest.raises(Refused, match="applied_too_often"):
        applied(origin_key="form-11")
    applied(T0 + 2 * DAY, origin_key="form-12")


def test_what_was_known_for_another_scheme_stays_known(aid: Aid) -> None:
    applied()
    short = {name: value for name, value in FAMILY.items() if name != "rent"}
    claim = applied(T0 + DAY, scheme="aid.home", facts=short, origin_key="for-a-home")
    assert claim.sheet.facts["rent"] == FAMILY["rent"]


def test_an_unknown_scheme_is_refused(aid: Aid) -> None:
    with pytest.raises(Refused, match="scheme_unknown"):
        applied(scheme="aid.moon")


def test_nothing_said_of_who_they_are_is_readable_in_the_rows(aid: Aid, cast: Cast) -> None:
    claim = applied()
    assert PHONE not in claim.applicant.phone_sealed
    assert PEOPLE[0]["id"] not in claim.sheet.people_sealed
    assert PEOPLE[0]["name"] not in str(claim.sheet.facts)
