"""The officer's phone: warnings, accept, arrive, finish with a photo, return."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.casework.models import Case, Proof, Task
from tests.cast import MINUTE, T0, Cast
from tests.console.conftest import As


def test_a_warning_shows_what_where_and_how_long(cast: Cast, signed_in: As) -> None:
    case = cast.case("power.outage")
    page = signed_in(cast.crew).get("/console/").content.decode()
    assert case.title in page
    assert "复兴村" in page
    assert "Accept" in page
    assert case.title not in signed_in(cast.stranger).get("/console/").content.decode()


def test_the_parts_that_refresh_say_the_same_as_the_page(cast: Cast, signed_in: As) -> None:
    cast.case("power.outage")
    browser = signed_in(cast.crew)
    assert "复兴村停电" in browser.get("/console/warnings/").content.decode()
    assert "复兴村停电" not in browser.get("/console/tasks/").content.decode()


def test_a_task_goes_its_way_by_the_page_alone(cast: Cast, signed_in: As, photo: bytes) -> None:
    case = cast.case("power.outage")
    task = case.tasks.get()
    browser = signed_in(cast.crew)
    assert browser.post(f"/console/tasks/{task.pk}/accept/").status_code == 302
    assert browser.post(f"/console/tasks/{task.pk}/arrive/").status_code == 302
    sent = {"words": "换了熔丝,已送电。", "how": "visit", "photos": SimpleUploadedFile("a.jpg", photo, "image/jpeg")}
    assert browser.post(f"/console/tasks/{task.pk}/finish/", sent).status_code == 302
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED
    proof = Proof.objects.get(task=task)
    shown = browser.get(f"/console/photos/{proof.pk}/")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" not in shown.content
    assert signed_in(cast.stranger).get(f"/console/photos/{proof.pk}/").status_code == 404


def test_a_refusal_stands_beside_what_was_written(cast: Cast, signed_in: As) -> None:
    task = cast.taken("power.hazard")
    answer = signed_in(cast.crew).post(
        f"/console/tasks/{task.pk}/finish/", {"words": "杆子已扶正,围栏已设。", "how": "visit"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "needs a photo" in text
    assert "杆子已扶正,围栏已设。" in text
    task.refresh_from_db()
    assert task.state == Task.State.ACCEPTED


def test_a_file_that_is_no_photo_is_refused_in_words(cast: Cast, signed_in: As) -> None:
    task = cast.taken("power.outage")
    sent = {"words": "已经修好了", "how": "visit", "photos": SimpleUploadedFile("a.jpg", b"MZ\x90\x00", "image/jpeg")}
    answer = signed_in(cast.crew).post(f"/console/tasks/{task.pk}/finish/", sent)
    assert answer.status_code == 409
    assert "no photo that can be read" in answer.content.decode()


def test_a_return_names_who_should_have_it(cast: Cast, signed_in: As) -> None:
    task = cast.sent(at=timezone.now())
    browser = signed_in(cast.crew)
    sent = {"code": "wrong_owner", "ground": "线路是小区物业的"}
    assert browser.post(f"/console/tasks/{task.pk}/return/", sent).status_code == 409
    assert browser.post(f"/console/tasks/{task.pk}/return/", {**sent, "to_unit": cast.other.pk}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.return_to_id) == (Task.State.RETURNED, cast.other.pk)


def test_a_return_comes_with_its_evidence_and_the_page_says_until_when(cast: Cast, signed_in: As, photo: bytes) -> None:
    task = cast.sent(at=timezone.now())
    browser = signed_in(cast.crew)
    assert "Possible until" in browser.get(f"/console/tasks/{task.pk}/").content.decode()
    sent = {"code": "wrong_owner", "ground": "线路是小区物业的", "to_unit": cast.other.pk}
    sent["evidence"] = SimpleUploadedFile("a.jpg", photo, "image/jpeg")
    assert browser.post(f"/console/tasks/{task.pk}/return/", sent).status_code == 302
    assert task.proofs.count() == 1
    page = signed_in(cast.dispatcher).get(f"/console/cases/{task.case.number}/").content.decode()
    assert "Who held it how long" in page
    assert f"/console/photos/{task.proofs.get().pk}/" in page
    assert "No photo was sent as evidence" not in page


def test_pressing_twice_does_it_once(cast: Cast, signed_in: As) -> None:
    task = cast.sent()
    browser = signed_in(cast.crew)
    assert browser.post(f"/console/tasks/{task.pk}/accept/").status_code == 302
    again = browser.post(f"/console/tasks/{task.pk}/accept/")
    assert again.status_code == 409
    assert "cannot be done in the present state" in again.content.decode()


def test_an_unknown_act_is_not_there(cast: Cast, signed_in: As) -> None:
    task = cast.sent()
    assert signed_in(cast.crew).post(f"/console/tasks/{task.pk}/explode/").status_code == 404
    assert signed_in(cast.crew).get(f"/console/tasks/{task.pk}/accept/").status_code == 405


def test_a_page_of_many_takes_as_many_queries_as_a_page_of_few(cast: Cast, signed_in: As) -> None:
    browser = signed_in(cast.crew)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get("/console/").status_code == 200
        return len(seen)

    cast.case("power.outage", title="第0处")
    browser.get("/console/")
    few = queries()
    for number in range(1, 20):
        cast.case("power.outage", at=T0 + number * MINUTE, title=f"第{number}处")
    assert queries() == few
