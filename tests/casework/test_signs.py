"""Warning signs: each is seen, each opens to exactly its cases, none cries wolf, and a person says what they found."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishiyu.casework import actions, queries
from jishiyu.casework.models import Application, Case, SignLook, Task, Verification
from jishiyu.casework.signs import SIGNS
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.registry.models import Officer
from jishiyu.registry.people import network_mark, phone_index
from tests.cast import DAY, HOUR, MINUTE, PHONE, T0, Cast, jpeg

NOW = T0 + 5 * DAY
HOME, OFFICE = network_mark("203.0.113.0/24"), network_mark("198.51.100.0/24")
words = iter(range(10_000))


def done(cast: Cast, *, at: datetime = T0, minutes: int = 120, said: str = "", **more: Any) -> Case:
    """A case the station answered so many minutes after it took it, in words of its own unless told."""
    finish = {key: more.pop(key) for key in ("network_mark", "photos_sent") if key in more}
    task = cast.sent(at=at, heard_at=at, **more)
    actions.accept_task(task.pk, by=cast.crew.actor, at=at)
    text = said or f"第{next(words)}件,已经处理。"
    actions.finish_task(task.pk, words=text, how="visit", by=cast.crew.actor, at=at + minutes * MINUTE, **finish)
    return Case.objects.get(pk=task.case_id)


def heard(cast: Cast, case: Case, *, rating: int = 5, network: str = "", by: str = "requester", at: datetime) -> Case:
    return actions.confirm_case(case.pk, solved=True, rating=rating, network_mark=network, by=by, at=at)


def shown(code: str, at: datetime = NOW) -> dict[str, int]:
    """{unit or officer: count} of one sign; every count is checked against the cases it opens to."""
    rows = [row for row in queries.counted_signs(at) if row.sign == code]
    for row in rows:
        assert queries.sign_cases(code, row.about, at).count() == row.count, (code, row)
    return {row.about: row.count for row in rows}


def station(cast: Cast) -> str:
    return f"unit:{cast.station.pk}"


def test_nothing_is_shown_where_nothing_is_wrong(cast: Cast) -> None:
    for day in range(4):
        case = done(cast, at=T0 + day * DAY, network_mark=OFFICE)
        heard(cast, case, network=HOME, at=T0 + day * DAY + 3 * HOUR)
    assert queries.counted_signs(NOW) == []
    assert actions.count_signs(at=NOW) == 0
    assert {sign.code: rows for sign, rows in queries.sign_board()} == {code: [] for code in SIGNS}


def test_finished_within_minutes_from_the_third_on(cast: Cast) -> None:
    for _ in range(2):
        done(cast, minutes=9)
    assert shown("quick") == {}
    done(cast, minutes=9)
    done(cast, minutes=10)
    assert shown("quick") == {station(cast): 3}
    assert [row.of for row in queries.counted_signs(NOW)] == [4]


def test_the_same_reply_on_five_cases_whatever_its_spaces(cast: Cast) -> None:
    for reply in ("已按规定处理。", "已按规定处理", "已按规定 处理!", "已按规定处理。"):
        done(cast, said=reply)
    done(cast, said="换了新灯,已经亮了。")
    assert shown("same_words") == {}
    done(cast, said="已按规定处理。 ")
    assert shown("same_words") == {station(cast): 5}


def test_a_case_redone_with_two_stock_replies_counts_once(cast: Cast) -> None:
    cases = [done(cast, said="已按规定处理。") for _ in range(5)]
    for case in cases:
        actions.confirm_case(case.pk, solved=False, rating=1, by="requester", at=T0 + 3 * HOUR)
        task = case.tasks.get(state=Task.State.SENT)
        actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + 4 * HOUR)
        actions.finish_task(task.pk, words="已再次处理。", how="visit", by=cast.crew.actor, at=T0 + 6 * HOUR)
    assert shown("same_words") == {station(cast): 5}


def test_what_was_counted_before_is_gone_when_it_is_counted_anew(cast: Cast) -> None:
    for _ in range(3):
        done(cast, minutes=3)
    assert actions.count_signs(at=NOW) == 1
    assert actions.count_signs(at=NOW) == 1
    assert actions.count_signs(at=NOW + 90 * DAY) == 0


def test_a_photo_that_is_the_proof_of_another_case_also_of_another_unit(cast: Cast) -> None:
    done(cast, photos_sent=[jpeg()])
    done(cast, photos_sent=[jpeg(300)])
    assert shown("same_photo") == {}
    task = cast.sent(unit=cast.other)
    actions.accept_task(task.pk, by=cast.stranger.actor, at=T0)
    actions.finish_task(
        task.pk, words="照片如下。", how="visit", photos_sent=[jpeg()], by=cast.stranger.actor, at=T0 + HOUR
    )
    assert shown("same_photo") == {station(cast): 1, f"unit:{cast.other.pk}": 1}


def test_two_photos_of_one_case_are_no_sign(cast: Cast) -> None:
    done(cast, photos_sent=[jpeg(), jpeg()])
    assert shown("same_photo") == {}


def test_a_rating_from_the_handlers_own_network(cast: Cast) -> None:
    own, far, unknown = done(cast, network_mark=OFFICE), done(cast, network_mark=OFFICE), done(cast)
    heard(cast, far, network=HOME, at=T0 + 3 * HOUR)
    heard(cast, unknown, network="", at=T0 + 3 * HOUR)
    assert shown("own_network") == {}
    heard(cast, own, network=OFFICE, at=T0 + 3 * HOUR)
    assert shown("own_network") == {station(cast): 1}


def test_a_caller_in_the_same_building_is_no_sign(cast: Cast) -> None:
    heard(cast, done(cast, network_mark=OFFICE), network=OFFICE, by=cast.caller.actor, at=T0 + 3 * HOUR)
    assert shown("own_network") == {}


def test_a_requester_with_the_phone_of_an_officer_of_the_unit(cast: Cast) -> None:
    heard(cast, done(cast), at=T0 + 3 * HOUR)
    Officer.objects.filter(pk=cast.stranger.pk).update(phone_index=phone_index(PHONE))
    assert shown("own_phone") == {}
    Officer.objects.filter(pk=cast.mate.pk).update(phone_index=phone_index(PHONE))
    assert shown("own_phone") == {station(cast): 1}


def test_withdrawals_after_contact_from_the_third_on(cast: Cast) -> None:
    for count in range(3):
        assert shown("withdrawn") == ({} if count < 3 else {station(cast): 3})
        case = done(cast)
        Case.objects.filter(pk=case.pk).update(
            state="closed", outcome=Case.Outcome.WITHDRAWN_AFTER_CONTACT, closed_at=T0 + 3 * HOUR
        )
    assert shown("withdrawn") == {station(cast): 3}
    assert shown("withdrawn", NOW + 90 * DAY) == {}


def test_a_habit_of_extensions_is_five_and_a_fifth(cast: Cast) -> None:
    cases = [done(cast) for _ in range(5)]
    Application.objects.bulk_create(
        Application(case=case, kind="extension", unit=cast.station, code="hard", ground="难", asked_by="x", asked_at=T0)
        for case in cases
    )
    assert shown("extensions") == {station(cast): 5}
    Task.objects.bulk_create(
        Task(case=cast.case(), unit=cast.station, state="finished", sent_at=T0, accepted_at=T0, finished_at=T0 + HOUR)
        for _ in range(21)
    )
    assert shown("extensions") == {}


def test_a_caller_who_notes_nothing_but_fives(cast: Cast) -> None:
    cases = [cast.case() for _ in range(21)]
    Verification.objects.bulk_create(
        Verification(
            case=case, round=0, token_hash=f"{n}", asked_at=T0, expires_at=T0, answered_at=T0, solved=True,
            rating=5, by=cast.caller.actor,
        )
        for n, case in enumerate(cases[:19])
    )  # fmt: skip
    assert shown("all_fives") == {}
    row = Verification(
        case=cases[19], round=0, token_hash="x", asked_at=T0, expires_at=T0, answered_at=T0, rating=5,
        by=cast.caller.actor,
    )  # fmt: skip
    row.save()
    assert shown("all_fives") == {cast.caller.actor: 20}
    row.rating = 4
    row.save()
    assert shown("all_fives") == {}


def test_back_right_after_solved(cast: Cast) -> None:
    slow, quick = done(cast), done(cast)
    for case in (slow, quick):
        heard(cast, case, by=cast.caller.actor, at=T0 + 3 * HOUR)
    actions.reopen_case(slow.pk, words="又坏了一次", by="requester", at=T0 + 4 * DAY)
    assert shown("back_at_once") == {}
    actions.reopen_case(quick.pk, words="根本没修好", by="requester", at=T0 + DAY)
    assert shown("back_at_once") == {station(cast): 1}


def test_what_is_older_than_the_days_of_a_sign_is_not_shown(cast: Cast) -> None:
    for _ in range(3):
        done(cast, minutes=3)
    assert shown("quick", T0 + 29 * DAY) == {station(cast): 3}
    assert shown("quick", T0 + 31 * DAY) == {}


def test_a_person_says_what_they_found_and_it_stays_on_record(cast: Cast) -> None:
    for _ in range(3):
        done(cast, minutes=3)
    look = actions.look_at_sign(
        "quick", station(cast), verdict="fine", words="都是电话里讲清楚的", by=cast.dispatcher.actor, at=NOW
    )
    actions.count_signs(at=NOW)
    row = next(rows[0] for sign, rows in queries.sign_board() if sign.code == "quick")
    assert (row.look, row.count.count) == (look, 3), "it is still counted"
    told = story(f"sign:quick:{station(cast)}").get()
    assert (told.by, told.data) == (cast.dispatcher.actor, {"verdict": "fine", "words": "都是电话里讲清楚的"})


def test_what_is_to_be_supervised_is_told_to_those_who_lead(cast: Cast) -> None:
    actions.look_at_sign(
        "quick", station(cast), verdict="supervise", words="请到现场核查", by=cast.dispatcher.actor, at=NOW
    )
    notice = Notice.objects.get()
    assert (notice.reader, notice.kind) == (cast.leader.actor, "sign_supervised")
    assert notice.params == {"unit": cast.station.name}


@pytest.mark.parametrize("who", ["crew", "head", "caller", "stranger", "admin"])
def test_nobody_else_judges_a_sign(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as no:
        actions.look_at_sign(
            "quick", station(cast), verdict="fine", words="没问题的", by=getattr(cast, who).actor, at=NOW
        )
    assert no.value.code == "not_yours"
    assert not SignLook.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sign": "nothing"}, "sign_unknown"),
        ({"verdict": "guilty"}, "sign_unknown"),
        ({"about": "case:5"}, "sign_unknown"),
        ({"words": "好"}, "words_too_short"),
    ],
)
def test_a_look_that_says_nothing_is_refused(cast: Cast, change: dict[str, str], code: str) -> None:
    said = {"sign": "quick", "about": station(cast), "verdict": "fine", "words": "都看过了"} | change
    with pytest.raises(Refused) as no:
        actions.look_at_sign(
            said["sign"], said["about"], verdict=said["verdict"], words=said["words"], by=cast.dispatcher.actor, at=NOW
        )
    assert no.value.code == code


def test_nobody_judges_a_sign_about_their_own_unit_or_themselves(cast: Cast) -> None:
    for about in (f"unit:{cast.centre.pk}", cast.dispatcher.actor):
        with pytest.raises(Refused) as no:
            actions.look_at_sign("quick", about, verdict="fine", words="都看过了", by=cast.dispatcher.actor, at=NOW)
        assert no.value.code == "own_unit"


def test_counting_takes_a_constant_number_of_queries_and_reading_two(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            actions.count_signs(at=NOW)
        return len(seen)

    for _ in range(5):
        done(cast, minutes=3, said="已按规定处理。")
    few = count()
    for _ in range(8):
        done(cast, minutes=3, said="已按规定处理。", photos_sent=[jpeg()])
    assert count() == few <= 15
    with django_assert_num_queries(2):
        queries.sign_board()


@pytest.mark.parametrize(
    ("code", "about"), [("nothing", "unit:1"), ("quick", "officer:1"), ("all_fives", "unit:1"), ("quick", "unit:x")]
)
def test_a_sign_that_there_is_not_opens_nothing(cast: Cast, code: str, about: str) -> None:
    with pytest.raises(LookupError):
        queries.sign_cases(code, about, NOW)


def test_every_sign_looks_back_by_days_and_from_a_number_on() -> None:
    assert {sign.days for sign in SIGNS.values()} == {30, 90}
    assert all(sign.least >= 1 for sign in SIGNS.values())
