"""Applying, and the applicant's own page: the form, papers, objections, the review, the letter."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from jishiyu.entitlements import actions
from jishiyu.entitlements.models import Claim, Objection, Review
from jishiyu.lib.letters import paragraphs
from jishiyu.registry.people import sealer
from tests.cast import PHONE, VILLAGE, jpeg
from tests.entitlements.claims import applied, approved, checked, noticed, refused
from tests.entitlements.schemes import PEOPLE, Aid

FORM = {
    "name": "林阿姨", "phone": PHONE, "division": VILLAGE, "address": "三组12号", "true": "1",
    "form_key": "a-key-made-once-per-form", "f-category": "low", "f-owns": "no", "f-area": "0", "f-rent": "600",
    "members": "2", "m1-income": "800", "m1-born": "1950-03-01", "m2-income": "400", "m2-born": "1980-05-20",
    "m1-name_": "林阿姨", "m1-id_": PEOPLE[0]["id"], "m2-name_": "林小军", "m2-id_": PEOPLE[1]["id"],
}  # fmt: skip


def files() -> dict[str, Any]:
    return {
        f"paper-{code}": SimpleUploadedFile(f"{code}.jpg", jpeg(30 + len(code), 20), "image/jpeg")
        for code in ("certificate", "lease")
    }


def send(public: Client, **changed: Any) -> Any:
    return public.post("/due/aid.rent/apply/", FORM | files() | changed)


def test_a_form_with_its_papers_is_a_claim_accepted_at_once_and_its_page_shows_it(public: Client, aid: Aid) -> None:
    answer = send(public)
    claim = Claim.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/claims/{claim.token}/"
    assert claim.accepted_at is not None
    assert claim.sheet.facts["rent"] == 60000
    assert PEOPLE[1]["id"] in sealer().open(claim.sheet.people_sealed)
    page = public.get(answer.headers["Location"]).content.decode()
    assert claim.number in page
    assert "104.00" in page
    assert "街道初审" in page


def test_sent_twice_it_is_one(public: Client, aid: Aid) -> None:
    first, second = send(public), send(public)
    assert first.headers["Location"] == second.headers["Location"]
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"phone": "123"}, "This is no phone number"),
        ({"division": ""}, "This field is required"),
        ({"f-rent": "viel"}, "at most two places"),
        ({"true": ""}, "Say that what you write is true"),
        ({"paper-lease": SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")}, "no photo that can be read"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    public: Client, aid: Aid, changed: dict[str, Any], told: str
) -> None:
    answer = send(public, **changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert 'value="三组12号"' in page
    assert not Claim.objects.exists()


def test_answers_of_the_pre_check_are_carried_into_the_form(public: Client, aid: Aid) -> None:
    page = public.post("/due/aid.rent/apply/", {"f-rent": "600", "members": "2", "m2-income": "400", "do": "begin"})
    assert page.status_code == 200
    assert 'value="600"' in page.content.decode()
    assert 'name="m2-income"' in page.content.decode()
    assert public.get("/due/aid.moon/apply/").status_code == 404


def test_a_robot_that_fills_the_trap_makes_nothing(public: Client, aid: Aid) -> None:
    assert send(public, website="http://spam").status_code == 422
    assert not Claim.objects.exists()


def test_the_page_is_found_again_by_number_and_phone_and_by_nothing_less(public: Client, aid: Aid) -> None:
    claim = applied(timezone.now())
    found = public.post("/follow/", {"number": claim.number.lower(), "tail": PHONE[-4:]})
    assert found.headers["Location"] == f"/claims/{claim.token}/"
    assert public.post("/follow/", {"number": claim.number, "tail": "0000"}).status_code == 422
    assert public.get("/claims/guess/").status_code == 404


def test_papers_asked_for_are_handed_in_on_the_page(public: Client, aid: Aid) -> None:
    claim = applied(timezone.now())
    actions.ask_more(claim.pk, papers=["lease"], words="缺第二页", by=aid.street.actor, at=timezone.now())
    page = public.get(f"/claims/{claim.token}/").content.decode()
    assert "缺第二页" in page
    again = SimpleUploadedFile("b.jpg", jpeg(77, 20), "image/jpeg")
    public.post(f"/claims/{claim.token}/papers/", {"paper-lease": again})
    claim.refresh_from_db()
    assert claim.state == "reviewing"


def test_what_officers_write_to_each_other_is_not_on_the_applicants_page(public: Client, aid: Aid) -> None:
    claim = checked(aid, timezone.now())
    actions.send_back(claim.pk, step="housing", words="面积存疑，请入户。", by=aid.head.actor, at=timezone.now())
    page = public.get(f"/claims/{claim.token}/").content.decode()
    assert "面积存疑" not in page
    assert "刘所长" not in page


def test_withdrawing_asks_whether_one_is_sure(public: Client, aid: Aid) -> None:
    claim = applied(timezone.now())
    public.post(f"/claims/{claim.token}/withdraw/", {})
    assert Claim.objects.get().state == "reviewing"
    public.post(f"/claims/{claim.token}/withdraw/", {"sure": "yes"})
    assert Claim.objects.get().state == "withdrawn"


def test_a_refusal_is_read_with_its_letter_and_objected_to(public: Client, aid: Aid) -> None:
    claim = refused(aid, timezone.now() - timedelta(days=1))
    page = public.get(f"/claims/{claim.token}/").content.decode()
    assert "in no category that is helped" in page
    letter = claim.letters.get()
    told = public.get(f"/claims/{claim.token}/letters/{letter.pk}/").content.decode()
    assert "试行办法第四条" in told
    assert "within 60 days" in told
    public.post(f"/claims/{claim.token}/object/", {"text": "我有低保证，请复核。"})
    assert Objection.objects.get().own


def test_the_letter_as_a_word_file_names_the_applicant_the_article_and_the_amount(
    public: Client, aid: Aid, tmp_path: Path
) -> None:
    docx = pytest.importorskip("docx")
    claim = approved(aid, timezone.now() - timedelta(days=20))
    letter = claim.letters.get()
    answer = public.get(f"/claims/{claim.token}/letters/{letter.pk}/?word")
    file = tmp_path / "letter.docx"
    file.write_bytes(answer.content)
    text = "\n".join(paragraphs(docx.Document(str(file))))
    assert "批准决定" in text
    assert "林阿姨" in text
    assert "104.00" in text
    assert "试行办法第八条" in text
    other = applied(timezone.now(), scheme="aid.home", origin_key="b")
    assert public.get(f"/claims/{other.token}/letters/{letter.pk}/").status_code == 404


def test_the_yearly_review_is_answered_on_the_page(public: Client, aid: Aid) -> None:
    claim = approved(aid, timezone.now() - timedelta(days=350))
    actions.move_reviews_on(by="system:entitlements", at=timezone.now())
    assert "never ended by silence" in public.get(f"/claims/{claim.token}/").content.decode()
    form = {name: value for name, value in FORM.items() if name[:2] in ("f-", "m1", "m2", "me")}
    public.post(f"/claims/{claim.token}/review/", form | {"answer": "changed", "f-rent": "90", "words": "房租降了"})
    review = Review.objects.get()
    assert review.told is not None
    assert review.told["rent"] == 9000


def test_of_what_counts_the_end_can_be_asked_for(public: Client, aid: Aid) -> None:
    claim = approved(aid, timezone.now() - timedelta(days=20))
    public.post(f"/claims/{claim.token}/leave/", {"words": "搬回老家"})
    assert claim.exits.get().ground == "own_wish"
    assert "Asked for" in public.get(f"/claims/{claim.token}/").content.decode()


def test_the_public_notice_goes_through_the_mask_and_takes_objections(public: Client, aid: Aid) -> None:
    claim = noticed(aid, timezone.now() - timedelta(hours=5))
    page = public.get("/public/").content.decode()
    assert "林*姨" in page
    assert "林阿姨" not in page
    assert "谢林港镇" in page
    assert "复兴村" not in page
    assert PHONE not in page
    public.post(f"/public/{claim.number}/", {"text": "他家在县城有房。", "name": "邻居", "form_key": "k" * 20})
    assert Objection.objects.get().own is False
    assert public.post(f"/public/{claim.number}/", {"text": "不", "form_key": "j" * 20}).status_code == 422
    listed = public.get("/public/list.csv").content.decode("utf-8-sig")
    assert claim.number in listed
    assert "林*姨" in listed


def test_what_is_not_on_notice_is_not_public(public: Client, aid: Aid) -> None:
    claim = checked(aid, timezone.now())
    assert claim.number not in public.get("/public/").content.decode()
    assert public.get(f"/public/{claim.number}/").status_code == 404


def test_the_notice_and_the_own_page_stay_within_their_queries(
    public: Client, aid: Aid, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        claim = noticed(aid, timezone.now() - timedelta(hours=5), phone=f"1390000123{number}", origin_key=f"f{number}")
    with django_assert_max_num_queries(4):
        public.get("/public/")
    with django_assert_max_num_queries(20):
        public.get(f"/claims/{claim.token}/")
