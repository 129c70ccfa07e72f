"""Following a case: by number and phone, on one's own page, by the one-time link."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Case, Nudge
from jishiyu.ledger.queries import story
from jishiyu.ledger.receipts import check_receipt
from jishiyu.notices.models import Notice
from jishiyu.portal import tickets
from jishiyu.registry.models import Officer
from tests.cast import PHONE, Cast, jpeg

YES = {"solved": "yes", "rating": "5", "words": "修好了,谢谢"}
NO = {"solved": "no", "words": "又黑了"}


def link_of(case: Case, cast: Cast) -> str:
    return f"/v/{actions.ask_requester(case.pk, by=cast.dispatcher.actor, at=timezone.now())}/"


def test_number_and_phone_tail_open_ones_own_case(cast: Cast, public: Client) -> None:
    case = cast.case()
    page = public.post("/follow/", {"number": f" {case.number.lower()} ", "tail": PHONE[-4:]}, follow=True)
    assert page.status_code == 200
    assert case.text in page.content.decode()


def test_a_wrong_tail_and_an_unknown_number_read_the_same(cast: Cast, public: Client) -> None:
    case = cast.case()
    wrong = public.post("/follow/", {"number": case.number, "tail": "0000"})
    unknown = public.post("/follow/", {"number": "JSY-00000000-0000", "tail": PHONE[-4:]})
    assert wrong.status_code == unknown.status_code == 422
    for page in (wrong, unknown):
        assert "No case with this number and these digits" in page.content.decode()


def test_after_five_wrong_tails_even_the_right_one_waits(cast: Cast, public: Client) -> None:
    case = cast.case()
    for tail in range(5):
        public.post("/follow/", {"number": case.number, "tail": f"000{tail}"})
    assert public.post("/follow/", {"number": case.number, "tail": PHONE[-4:]}).status_code == 422


@pytest.mark.parametrize("tail", ["", "56 8", "５６７８x", "12345", "' OR"])
def test_a_tail_is_four_digits(cast: Cast, public: Client, tail: str) -> None:
    assert public.post("/follow/", {"number": cast.case().number, "tail": tail}).status_code == 422


def test_a_ticket_shows_one_case_and_nobody_can_make_one(cast: Cast, public: Client) -> None:
    case = cast.case()
    assert public.get(f"/follow/{tickets.make(case.pk)}/").status_code == 200
    for forged in ("x", f"{case.pk}", tickets.make(case.pk)[:-1] + "_", signing.dumps(case.pk, salt="another")):
        assert public.get(f"/follow/{forged}/").status_code == 404


def test_an_own_page_never_shows_name_phone_or_the_officer(answered: Case, cast: Cast, public: Client) -> None:
    page = public.get(f"/follow/{tickets.make(answered.pk)}/").content.decode()
    for hidden in (PHONE, "林阿姨", Officer.objects.get(pk=cast.crew.pk).name):
        assert hidden not in page


def test_looking_at_the_link_changes_nothing(answered: Case, cast: Cast, public: Client) -> None:
    link = link_of(answered, cast)
    for _ in range(3):
        assert public.get(link).status_code == 200
    answered.refresh_from_db()
    assert answered.state == Case.State.ANSWERED


def test_the_requester_says_solved_and_the_case_closes(answered: Case, cast: Cast, public: Client) -> None:
    page = public.post(link_of(answered, cast), YES)
    answered.refresh_from_db()
    assert "closed as solved" in page.content.decode()
    assert (answered.state, answered.outcome) == (Case.State.CLOSED, Case.Outcome.SOLVED)
    word = answered.verifications.get(answered_at__isnull=False)
    assert (word.rating, word.words) == (5, YES["words"])


def test_a_link_works_once(answered: Case, cast: Cast, public: Client) -> None:
    link = link_of(answered, cast)
    public.post(link, YES)
    again = public.post(link, NO)
    answered.refresh_from_db()
    assert again.status_code == 410
    assert answered.outcome == Case.Outcome.SOLVED
    assert public.get(link).status_code == 410


def test_not_solved_goes_back_on_the_original_clock(answered: Case, cast: Cast, public: Client) -> None:
    due = answered.promises.get(what="resolve").due_at
    public.post(link_of(answered, cast), NO)
    answered.refresh_from_db()
    promise = answered.promises.get(what="resolve")
    assert answered.state in (Case.State.DISPATCHED, Case.State.HANDLING)
    assert (promise.due_at, promise.met_at) == (due, None)


@pytest.mark.parametrize("answer", [{}, {"solved": "maybe"}, {"solved": "yes", "rating": "9"}, {"solved": ""}])
def test_an_answer_that_says_nothing_is_asked_again(
    answered: Case, cast: Cast, public: Client, answer: dict[str, str]
) -> None:
    link = link_of(answered, cast)
    assert public.post(link, answer).status_code == 422
    answered.refresh_from_db()
    assert answered.state == Case.State.ANSWERED
    assert public.post(link, YES).status_code == 200, "the link is still good"


def test_on_the_own_page_the_word_counts_too_and_only_while_it_is_asked(answered: Case, public: Client) -> None:
    ticket = tickets.make(answered.pk)
    assert public.post(f"/follow/{ticket}/", YES).status_code == 302
    late = public.post(f"/follow/{ticket}/", NO)
    answered.refresh_from_db()
    assert late.status_code == 422
    assert answered.outcome == Case.Outcome.SOLVED


def test_a_forged_link_is_a_dead_link(db: None, public: Client) -> None:
    for token in ("x", "a" * 43, "%00", "..%2f"):
        assert public.get(f"/v/{token}/").status_code in (404, 410)


def test_a_photo_opens_with_the_ticket_of_its_own_case_only(cast: Cast, public: Client) -> None:
    now = timezone.now()
    task = cast.taken("power.hazard", at=now - timedelta(minutes=9), heard_at=now - timedelta(minutes=10))
    actions.finish_task(
        task.pk, words="更换了电杆,已经安全。", how="visit", photos_sent=[jpeg()], by=cast.crew.actor, at=now
    )
    proof = task.proofs.get()
    other = cast.case(title="另一件")
    picture = public.get(f"/follow/{tickets.make(task.case_id)}/photos/{proof.pk}/")
    assert picture.status_code == 200
    assert picture["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" not in picture.content
    assert public.get(f"/follow/{tickets.make(other.pk)}/photos/{proof.pk}/").status_code == 404


def test_an_own_page_costs_the_same_however_often_it_was_redone(answered: Case, cast: Cast, public: Client) -> None:
    def queries(case: Case) -> int:
        with CaptureQueriesContext(connection) as seen:
            public.get(f"/follow/{tickets.make(case.pk)}/")
        return len(seen)

    public.get(f"/follow/{tickets.make(answered.pk)}/")
    once = queries(answered)
    for _ in range(3):
        now = timezone.now()
        public.post(f"/follow/{tickets.make(answered.pk)}/", NO)
        task = answered.tasks.get(state__in=("sent", "accepted"))
        if task.state == "sent":
            actions.accept_task(task.pk, by=cast.crew.actor, at=now)
        actions.finish_task(task.pk, words="又去看过,换了熔丝。", how="visit", by=cast.crew.actor, at=now)
    assert answered.tasks.count() == 4
    assert queries(answered) == once


def test_a_closed_case_is_brought_back_by_number_and_tail(answered: Case, public: Client) -> None:
    ticket = tickets.make(answered.pk)
    public.post(f"/follow/{ticket}/", YES)
    page = public.get(f"/follow/{ticket}/").content.decode()
    assert "bring it back" in page
    assert public.post(f"/follow/{ticket}/again/", {"words": "晚上又不亮了"}).status_code == 302
    answered.refresh_from_db()
    assert (answered.state, answered.redo_count) == (Case.State.DISPATCHED, 1)
    assert "bring it back" not in public.get(f"/follow/{ticket}/").content.decode()


def test_without_words_it_stays_closed_and_the_page_says_why(answered: Case, public: Client) -> None:
    ticket = tickets.make(answered.pk)
    public.post(f"/follow/{ticket}/", YES)
    page = public.post(f"/follow/{ticket}/again/", {"words": ""}, follow=True).content.decode()
    assert "at least 4 characters" in page
    answered.refresh_from_db()
    assert answered.state == Case.State.CLOSED


def test_after_fifteen_days_the_page_opens_a_new_case_that_names_the_old_one(cast: Cast, public: Client) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    old = cast.answered(at=long_ago, heard_at=long_ago)
    actions.confirm_case(old.pk, solved=True, rating=5, by="requester", at=long_ago)
    ticket = tickets.make(old.pk)
    assert "say it as a new case" in public.get(f"/follow/{ticket}/").content.decode()
    receipt = public.post(f"/follow/{ticket}/again/", {"words": "晚上又不亮了"}, follow=True)
    fresh = Case.objects.exclude(pk=old.pk).get()
    assert fresh.number in receipt.content.decode()
    assert fresh.recurrence_of_id == old.pk
    old.refresh_from_db()
    assert old.state == Case.State.CLOSED


def test_a_forged_ticket_brings_nothing_back(answered: Case, public: Client) -> None:
    public.post(f"/follow/{tickets.make(answered.pk)}/", YES)
    assert public.post("/follow/forged/again/", {"words": "晚上又不亮了"}).status_code == 404
    assert public.get(f"/follow/{tickets.make(answered.pk)}/again/").status_code == 405


def test_a_requester_urges_once_a_day_and_those_who_have_it_hear_it(cast: Cast, client: Client) -> None:
    task = cast.taken()
    page = f"/follow/{tickets.make(task.case_id)}/"
    assert 'id="urge"' in client.get(page).content.decode()
    assert client.post(f"{page}urge/", {"words": "还没有人来"}).status_code == 302
    assert Nudge.objects.get().by == "requester"
    assert Notice.objects.filter(reader=cast.crew.actor, kind="case_urged").count() == 1
    assert 'id="urge"' not in client.get(page).content.decode()
    client.post(f"{page}urge/")
    assert Nudge.objects.count() == 1


def test_nobody_urges_what_is_answered(cast: Cast, client: Client) -> None:
    page = f"/follow/{tickets.make(cast.answered().pk)}/"
    assert 'id="urge"' not in client.get(page).content.decode()
    client.post(f"{page}urge/")
    assert not Nudge.objects.exists()


def test_the_requester_keeps_a_receipt_that_holds_off_line(cast: Cast, public: Client) -> None:
    case = cast.answered()
    ticket = tickets.make(case.pk)
    assert f"/follow/{ticket}/receipt/" in public.get(f"/follow/{ticket}/").content.decode()
    answer = public.get(f"/follow/{ticket}/receipt/")
    assert f"{case.number}.receipt.json" in answer["Content-Disposition"]
    checked = check_receipt(answer.content.decode())
    assert checked.troubles == []
    assert checked.entries == len(story(case.ref))
    assert PHONE not in answer.content.decode()


def test_nobody_gets_a_receipt_without_the_ticket(cast: Cast, public: Client) -> None:
    cast.case()
    assert public.get("/follow/forged/receipt/").status_code == 404
