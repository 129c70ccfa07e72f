"""Applications in the console: the list by time left, and the page with the explanation beside the papers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Claim, StepResult
from jishiyu.ledger.models import Entry
from tests.cast import PHONE, Cast
from tests.console.conftest import As
from tests.entitlements.claims import WORDS, applied, approved, checked, noticed
from tests.entitlements.schemes import FAMILY, PEOPLE, Aid


def now() -> Any:
    return timezone.now()


def act(client: Any, claim: Claim, name: str, **said: str) -> Any:
    claim.refresh_from_db()
    return client.post(f"/console/claims/{claim.number}/{name}/", {"seen": str(claim.version), **said})


def test_an_officer_sees_the_claims_of_their_duties_a_leader_all_without_names(
    aid: Aid, cast: Cast, signed_in: As
) -> None:
    claim = applied(now())
    for officer in (aid.street, aid.housing, aid.keeper, aid.head):
        page = signed_in(officer).get("/console/claims/").content.decode()
        assert claim.number in page
        assert "林*姨" in page
    page = signed_in(cast.leader).get("/console/claims/").content.decode()
    assert claim.number in page
    assert "林*姨" not in page
    assert claim.number not in signed_in(aid.stranger).get("/console/claims/").content.decode()
    for officer in (cast.admin, cast.dispatcher):
        assert signed_in(officer).get("/console/claims/").status_code == 404


def test_a_page_of_a_claim_is_for_its_officers_alone(aid: Aid, cast: Cast, signed_in: As) -> None:
    claim = applied(now())
    for officer, status in ((aid.street, 200), (aid.keeper, 200), (aid.stranger, 404), (cast.leader, 404)):
        assert signed_in(officer).get(f"/console/claims/{claim.number}/").status_code == status


def test_the_page_explains_from_the_result_to_the_facts_and_where_each_comes_from(aid: Aid, signed_in: As) -> None:
    claim = applied(now())
    page = signed_in(aid.street).get(f"/console/claims/{claim.number}/").content.decode()
    for told in ("104.00", "试行办法第八条", "租房合同", "街道初审", "since 2020-01-01", "600.00 yuan"):
        assert told in page
    assert PHONE not in page
    assert PEOPLE[0]["id"] not in page


def test_filters_find_what_is_late_objected_to_or_at_a_step(aid: Aid, signed_in: As) -> None:
    late = applied(now() - timedelta(days=30))
    fresh = noticed(aid, now() - timedelta(hours=4), phone="13900001111", origin_key="b")
    actions.object_to(fresh.pk, text="他家有房。", by="public", at=now())
    client = signed_in(aid.keeper)
    for query, found in (
        ("late=1", late), ("objections=1", fresh), ("step=street", late), ("state=notice", fresh),
        (f"number={late.number}", late),
    ):  # fmt: skip
        page = client.get(f"/console/claims/?{query}").content.decode()
        assert found.number in page, query
        assert (late if found == fresh else fresh).number not in page, query


def test_a_claim_goes_from_hand_to_hand_by_the_page(aid: Aid, signed_in: As) -> None:
    claim = applied(now())
    assert act(signed_in(aid.housing), claim, "pass", words=WORDS).status_code == 409
    assert act(signed_in(aid.street), claim, "pass", words=WORDS).status_code == 302
    assert act(signed_in(aid.housing), claim, "pass", words=WORDS).status_code == 302
    assert "Approve" in signed_in(aid.head).get(f"/console/claims/{claim.number}/").content.decode()
    assert act(signed_in(aid.head), claim, "approve", words="符合条件。").status_code == 302
    claim.refresh_from_db()
    assert claim.state == "notice"
    assert StepResult.objects.filter(claim=claim).count() == 3


def test_facts_of_the_step_are_corrected_on_the_page_and_no_others(aid: Aid, signed_in: As) -> None:
    claim = applied(now())
    said = {"f-rent": "90", "f-area": "99", "members": "2", "m1-income": "800", "m2-income": "400"}
    answer = act(signed_in(aid.street), claim, "correct", words="合同所载", **said)
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.sheet.facts == {**FAMILY, "rent": 9000}
    page = signed_in(aid.street).get(f"/console/claims/{claim.number}/").content.decode()
    assert "600.00 yuan" in page
    assert "90.00 yuan" in page
    bad = act(signed_in(aid.street), claim, "correct", words="合同所载", **(said | {"f-rent": "viel"}))
    assert bad.status_code == 409


def test_papers_are_asked_for_and_a_refusal_is_proposed_and_sent_back(aid: Aid, signed_in: As) -> None:
    claim = applied(now(), facts={**FAMILY, "category": "none"})
    street, head = signed_in(aid.street), signed_in(aid.head)
    act(street, claim, "ask-more", paper="lease")
    claim.refresh_from_db()
    assert claim.more_papers == ["lease"]
    act(street, claim, "propose", ground="not_due", words="没有证件。")
    assert act(head, claim, "send-back", step="street", words="请再看看。").status_code == 302
    act(street, claim, "propose", ground="not_due", words="没有证件。")
    assert act(head, claim, "refuse", ground="not_due", words="不符合。").status_code == 302
    claim.refresh_from_db()
    assert claim.state == "refused"
    assert act(head, claim, "dance").status_code == 404


def test_an_objection_an_end_and_a_review_are_decided_on_the_page(aid: Aid, signed_in: As) -> None:
    claim = noticed(aid, now() - timedelta(hours=4))
    row = actions.object_to(claim.pk, text="他家有房。", name="邻居", by="public", at=now())
    keeper, checker = signed_in(aid.keeper), signed_in(aid.checker)
    assert "邻居" in keeper.get(f"/console/claims/{claim.number}/").content.decode()
    assert "邻居" not in signed_in(aid.street).get(f"/console/claims/{claim.number}/").content.decode()
    said = {"objection": str(row.pk), "upheld": "no", "words": "查无此房。"}
    assert act(keeper, claim, "decide-objection", **said).status_code == 302
    other = approved(aid, now() - timedelta(days=350), phone="13900001111", origin_key="b")
    actions.move_reviews_on(by="system:entitlements", at=now())
    assert act(keeper, other, "close-review", words="已核实").status_code == 302
    assert act(keeper, other, "ask-exit", ground="bought", words="已购房。").status_code == 302
    assert act(keeper, other, "decide-exit", granted="yes", words="同意。。").status_code == 409
    assert act(checker, other, "decide-exit", granted="yes", words="同意退出").status_code == 302
    other.refresh_from_db()
    assert other.state == "ended"


def test_names_are_shown_to_the_step_and_to_others_with_a_reason_on_record(aid: Aid, signed_in: As) -> None:
    claim = applied(now())
    path = f"/console/claims/{claim.number}/people/"
    assert PEOPLE[1]["id"] in signed_in(aid.street).post(path).content.decode()
    assert signed_in(aid.keeper).post(path).status_code == 409
    assert not Entry.objects.filter(subject=f"sight:{claim.ref}").exists()
    assert PHONE in signed_in(aid.keeper).post(path, {"why": "核对身份"}).content.decode()
    assert Entry.objects.get(subject=f"sight:{claim.ref}").by == aid.keeper.actor
    assert signed_in(aid.stranger).post(path, {"why": "好奇"}).status_code == 404


def test_a_paper_is_shown_in_clear_to_its_officers_and_looks_from_elsewhere_are_recorded(
    aid: Aid, signed_in: As
) -> None:
    claim = applied(now())
    path = f"/console/claims/{claim.number}/papers/{claim.papers.all()[0].pk}/"
    answer = signed_in(aid.street).get(path)
    assert answer.content[:2] == b"\xff\xd8"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not Entry.objects.filter(subject=f"sight:{claim.ref}").exists()
    for _ in range(2):
        assert signed_in(aid.keeper).get(path).status_code == 200
    assert Entry.objects.get(subject=f"sight:{claim.ref}").act == "paper_seen"
    assert signed_in(aid.stranger).get(path).status_code == 404
    other = applied(now(), phone="13900001111", origin_key="b")
    elsewhere = f"/console/claims/{other.number}/papers/{claim.papers.all()[0].pk}/"
    assert signed_in(aid.street).get(elsewhere).status_code == 404


def test_a_letter_is_taken_as_a_word_file_and_the_name_in_it_is_on_record(aid: Aid, signed_in: As) -> None:
    claim = approved(aid, now() - timedelta(days=20))
    path = f"/console/claims/{claim.number}/letters/{claim.letters.get().pk}/"
    answer = signed_in(aid.keeper).get(path)
    assert answer.content[:2] == b"PK"
    assert Entry.objects.filter(subject=f"sight:{claim.ref}", by=aid.keeper.actor).count() == 1
    assert signed_in(aid.stranger).get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same_whatever_its_length(
    aid: Aid, signed_in: As, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        applied(now(), phone=f"1390000123{number}", origin_key=f"f{number}")
    client = signed_in(aid.street)
    with django_assert_max_num_queries(11):
        client.get("/console/claims/")


def test_the_page_stays_within_its_queries(
    aid: Aid, signed_in: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    claim = checked(aid, now())
    for officer in (aid.head, aid.street):
        client = signed_in(officer)
        with django_assert_max_num_queries(27):
            client.get(f"/console/claims/{claim.number}/")
