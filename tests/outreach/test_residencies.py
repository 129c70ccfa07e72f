"""Officers stationed at an enterprise, their days; and enterprises going back to work, counted per day."""

from collections.abc import Mapping
from datetime import date

import pytest

from jishiyu.casework.models import Case
from jishiyu.ledger.models import Entry
from jishiyu.lib.refused import Refused
from jishiyu.notices.models import Notice
from jishiyu.outreach import actions, queries
from jishiyu.outreach.actions import Came, DayNote, NeedRaised, Returned
from jishiyu.outreach.models import Residency, ResidencyNote, Resumption, ReturnReading, Stationed
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Subject
from tests.cast import DAY, HOUR, T0, VILLAGE, ZONE, Cast
from tests.outreach.test_gatherings import KEY, enterprise, refused

BY = "system:test"
KIND = "enterprise.back_to_work"
TODAY = T0.date()


def stationed(cast: Cast, posts: Mapping[str, int] | None = None) -> Residency:
    chosen = posts or {"help": cast.crew.pk, "health": cast.mate.pk, "safety": cast.mate.pk}
    return actions.station(KIND, enterprise().pk, chosen, since=TODAY, by=cast.head.actor, at=T0)


def test_three_posts_may_be_two_officers_who_are_told(cast: Cast) -> None:
    residency = stationed(cast)
    page = queries.residency_page(cast.crew, residency.pk)
    assert page is not None
    assert [(one.post, one.officer.name) for one in page.posts] == [
        ("help", "周队长"), ("health", "小唐"), ("safety", "小唐"),
    ]  # fmt: skip
    assert (len(page.duties), len(page.disciplines)) == (10, 6)
    assert set(Notice.objects.filter(kind="stationed").values_list("reader", flat=True)) == {
        cast.crew.actor, cast.mate.actor,
    }  # fmt: skip


def test_who_may_not_station_and_what_is_no_post(cast: Cast) -> None:
    plant = enterprise()
    for by, code, posts in (
        (cast.crew.actor, "not_yours", {"help": cast.crew.pk}),
        (cast.head.actor, "post_unknown", {"cook": cast.crew.pk}),
        (cast.head.actor, "officer_gone", {"help": cast.admin.pk}),
    ):
        with refused(code):
            actions.station(KIND, plant.pk, posts, since=TODAY, by=by, at=T0)
    actions.station(KIND, plant.pk, {"help": cast.crew.pk}, since=TODAY, by=cast.head.actor, at=T0)
    with refused("residency_there"):
        actions.station(KIND, plant.pk, {"help": cast.mate.pk}, since=TODAY, by=cast.head.actor, at=T0)


def test_a_day_is_noted_once_and_a_later_word_replaces_it(cast: Cast) -> None:
    residency = stationed(cast)
    for words, done in (("到岗", ["plan"]), ("到岗", ["plan"]), ("到岗,核对名册", ["plan", "roster"])):
        actions.note_day(residency.pk, DayNote(TODAY, words, done), by=cast.crew.actor, at=T0)
    note = ResidencyNote.objects.get()
    assert (note.words, note.done) == ("到岗,核对名册", ["plan", "roster"])
    kept = Entry.objects.filter(subject=residency.ref, act="day_noted").order_by("version")
    assert [one.before.get("done") for one in kept] == [None, ["plan"]]
    page = queries.residency_page(cast.head, residency.pk)
    assert page is not None
    assert {one.code: one.days for one in page.duties if one.days} == {"plan": 1, "roster": 1}


def test_only_those_stationed_there_note_a_day_that_was_and_lines_of_the_list(cast: Cast) -> None:
    residency = stationed(cast, {"help": cast.crew.pk})
    for by, code, note in (
        (cast.mate.actor, "not_yours", DayNote(TODAY, "到岗")),
        (cast.crew.actor, "day_to_come", DayNote((T0 + DAY).date(), "到岗")),
        (cast.crew.actor, "day_wrong", DayNote((T0 - DAY).date(), "到岗")),
        (cast.crew.actor, "list_wrong", DayNote(TODAY, "到岗", ["tea"])),
    ):
        with refused(code):
            actions.note_day(residency.pk, note, by=by, at=T0)


def test_a_difficulty_becomes_a_case_once(cast: Cast) -> None:
    residency = stationed(cast)
    said = NeedRaised(KEY, "enterprise.logistics", "原料车辆过不来,停在高速口")
    for _ in range(2):
        actions.raise_in_residency(residency.pk, said, by=cast.crew.actor, at=T0 + HOUR)
    case = Case.objects.get()
    assert (case.requester_id, case.kind) == (residency.subject_id, "enterprise.logistics")
    [row] = queries.residencies_for(cast.leader)
    assert row.needs == 1  # type: ignore[attr-defined]
    with refused("not_yours"):
        actions.raise_in_residency(residency.pk, said, by=cast.stranger.actor, at=T0)


def test_a_post_changes_hands_and_the_residency_ends(cast: Cast) -> None:
    residency = stationed(cast, {"help": cast.crew.pk})
    actions.change_stationed(
        residency.pk, "help", cast.mate.pk, since=(T0 + DAY).date(), by=cast.head.actor, at=T0 + DAY
    )
    with refused("already_theirs"):
        actions.change_stationed(residency.pk, "help", cast.mate.pk, since=TODAY, by=cast.head.actor, at=T0 + DAY)
    with refused("not_yours"):
        actions.note_day(residency.pk, DayNote(TODAY, "到岗"), by=cast.crew.actor, at=T0 + DAY)
    until = (T0 + 3 * DAY).date()
    actions.end_residency(residency.pk, until=until, words="余下问题交联企干部", by=cast.head.actor, at=T0 + 3 * DAY)
    assert {one.until for one in Stationed.objects.all()} == {(T0 + DAY).date(), until}
    with refused("residency_over"):
        actions.note_day(residency.pk, DayNote(TODAY, "到岗"), by=cast.mate.actor, at=T0 + 3 * DAY)


def test_training_on_line_is_counted_by_officer(cast: Cast) -> None:
    residency = stationed(cast)
    training = actions.plan_gathering(
        "enterprise.post_training", "驻企干部线上培训", unit_id=cast.station.pk, starts_at=T0, form="online",
        by=cast.head.actor, at=T0 - DAY,
    )  # fmt: skip
    actions.invite_guests(training.pk, officer_ids=[cast.crew.pk, cast.mate.pk], by=cast.head.actor, at=T0 - DAY)
    came = {guest.pk: Came(guest.officer_id == cast.crew.pk) for guest in training.guests.all()}
    actions.note_came(training.pk, came, by=cast.head.actor, at=T0 + HOUR)
    page = queries.residency_page(cast.leader, residency.pk)
    assert page is not None
    assert page.trained == {cast.crew.pk: 1}


# back to work


def test_people_returned_are_summed_per_day_with_how_many_have_reported(cast: Cast) -> None:
    plants = [enterprise(f"1990000000{n}", f"样本{n}厂") for n in range(3)]
    for plant in plants:
        actions.plan_return(plant.pk, planned_on=TODAY, heads=100, by=cast.dispatcher.actor, at=T0)
    rows = [Returned(plants[0].pk, TODAY, 40), Returned(plants[1].pk, TODAY, 60)]
    assert actions.note_returned(rows, by=cast.dispatcher.actor, at=T0) == 2
    assert actions.note_returned(rows, by=cast.dispatcher.actor, at=T0) == 0
    [day] = queries.returned_per_day(TODAY, TODAY)
    assert (day.heads, day.reported, day.of) == (100, 2, 3)
    silent = queries.resumptions(cast.leader, silent_on=TODAY)
    assert [one.subject_id for one in silent] == [plants[2].pk]


def test_a_corrected_number_is_a_new_row_and_the_old_one_stays(cast: Cast) -> None:
    plant = enterprise()
    for heads in (400, 40):
        actions.note_returned([Returned(plant.pk, TODAY, heads)], source="日报", by=cast.dispatcher.actor, at=T0)
    old, new = ReturnReading.objects.order_by("pk")
    assert (old.current, new.current, new.replaces_id) == (False, True, old.pk)
    assert queries.returned_in_all() == (40, 1, 1)
    assert [one.before for one in Entry.objects.filter(act="returned_noted").order_by("version")] == [
        {}, {"heads": 400},
    ]  # fmt: skip


def test_the_states_add_up_to_all_that_report(cast: Cast) -> None:
    plants = [enterprise(f"1990000000{n}", f"样本{n}厂") for n in range(4)]
    for plant, status in zip(plants, ("not", "partly", "fully", "fully"), strict=True):
        actions.note_status(plant.pk, status, day=TODAY, by=cast.dispatcher.actor, at=T0)
    assert queries.by_status() == {"not": 1, "partly": 1, "fully": 2}
    assert sum(queries.by_status().values()) == Resumption.objects.count()


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("said_twice", [(0, 0, 1), (0, 0, 2)]),
        ("day_to_come", [(0, 1, 1)]),
        ("heads_too_many", [(0, 0, -1)]),
        ("guest_unknown", [(1, 0, 1)]),
    ],
)
def test_numbers_that_cannot_be_are_refused_whole(cast: Cast, code: str, rows: list[tuple[int, int, int]]) -> None:
    subjects = (enterprise().pk, cast.aunt.pk)
    said = [Returned(subjects[who], date.fromordinal(TODAY.toordinal() + later), heads) for who, later, heads in rows]
    with refused(code):
        actions.note_returned(said, by=cast.dispatcher.actor, at=T0)
    assert not ReturnReading.objects.exists()


def test_an_officer_speaks_for_the_enterprises_they_answer_for_and_no_others(cast: Cast) -> None:
    mine, other = stationed(cast).subject_id, enterprise("19900000009", "别家厂").pk
    actions.note_returned([Returned(mine, TODAY, 5)], by=cast.crew.actor, at=T0)
    with refused("not_yours"):
        actions.note_returned([Returned(other, TODAY, 5)], by=cast.crew.actor, at=T0)
    for key in (mine, other):
        actions.plan_return(key, planned_on=TODAY, heads=9, by=cast.dispatcher.actor, at=T0)
    assert [one.subject_id for one in queries.resumptions(cast.crew)] == [mine]
    assert list(queries.resumptions(cast.admin)) == []


# a list and who of it was reached


def members(*standings: tuple[str, str]) -> list[int]:
    keys = []
    for number, (standing, post) in enumerate(standings):
        subject = registry.subject_for(name=f"党员{number}", phone=f"1991000000{number}", by=BY, at=T0)
        registry.describe(subject.pk, values={"training.standing": standing, "training.post": post}, by=BY, at=T0)
        keys.append(subject.pk)
    return keys


def lesson(cast: Cast, kind: str, came: Mapping[int, int], length: str = "session", days: int = 0) -> None:
    gathering = actions.plan_gathering(
        f"training.{kind}", "党课", unit_id=cast.station.pk, starts_at=T0 + days * DAY, by=BY, at=T0
    )
    actions.invite_guests(gathering.pk, subject_ids=list(came), by=BY, at=T0)
    at = T0 + days * DAY + HOUR
    guests = {guest.subject_id: guest.pk for guest in gathering.guests.all()}
    actions.note_came(gathering.pk, {guests[k]: Came(n > 0, n) for k, n in came.items()}, by=BY, at=at)
    actions.hold_gathering(gathering.pk, minutes="学习原文,讨论发言。", length=length, by=BY, at=at)


def test_who_has_had_none_is_a_list_and_heads_are_not_person_times(cast: Cast) -> None:
    near, ill, away, other = members(("town", "member"), ("home", "member"), ("away", "member"), ("home", "member"))
    lesson(cast, "home_lesson", {ill: 1}, days=0)
    lesson(cast, "home_lesson", {ill: 1, other: 0}, days=1)
    lesson(cast, "central", {near: 1}, days=2)
    first, last = date(2026, 7, 1), date(2026, 9, 30)
    found = queries.coverage("training.standing", first, last)
    assert {one.value: (one.on_list, one.heads, one.times) for one in found.groups} == {
        "town": (1, 1, 1), "home": (2, 1, 2), "away": (1, 0, 0),
    }  # fmt: skip
    assert (found.whole.on_list, found.whole.heads, found.whole.times, found.whole.none) == (4, 2, 3, 2)
    assert {one.pk for one in queries.had_none("training.standing", first, last)} == {away, other}
    assert {one.pk for one in queries.had_none("training.standing", first, last, "home")} == {other}
    assert queries.coverage("training.standing", date(2026, 4, 1), date(2026, 6, 30)).whole.heads == 0


def test_hours_are_reckoned_by_length_and_calendar_year(cast: Cast) -> None:
    member, secretary = members(("town", "member"), ("town", "secretary"))
    for day, length in enumerate(("full", "full", "full", "full", "half", "session")):
        lesson(cast, "central", {member: 1, secretary: 1}, length, day)
    short = queries.short_of_hours("training.standing", 2026)
    assert [(one.profile.pk, one.hours, one.wanted) for one in short] == [(secretary, 37, 56)]
    assert [one.hours for one in queries.short_of_hours("training.standing", 2027)] == [0, 0]


def test_a_gathering_that_was_not_held_reaches_nobody(cast: Cast) -> None:
    [one] = members(("town", "member"))
    gathering = actions.plan_gathering(
        "training.central", "集中学习", unit_id=cast.station.pk, starts_at=T0, by=BY, at=T0
    )
    actions.answer_for(gathering.pk, subject_id=one, coming=True, by=BY, at=T0)
    found = queries.coverage("training.standing", date(2026, 7, 1), date(2026, 9, 30))
    assert (found.whole.heads, found.whole.times) == (0, 0)


def test_what_was_refused_changed_nothing(cast: Cast) -> None:
    with pytest.raises(Refused):
        stationed(cast, {"cook": cast.crew.pk})
    assert not Residency.objects.exists()


def test_a_lesson_goes_only_to_those_it_reaches(cast: Cast) -> None:
    near, ill, away = members(("town", "member"), ("home", "member"), ("away", "member"))
    home = actions.plan_gathering("training.home_lesson", "送教上门", unit_id=cast.station.pk, starts_at=T0 + DAY,
                                  by=BY, at=T0)  # fmt: skip
    for others in ([near], [ill, away], [cast.aunt.pk]):
        with refused("guests_not_reached"):
            actions.invite_guests(home.pk, subject_ids=others, by=cast.head.actor, at=T0)
        with refused("guests_not_reached"):
            actions.answer_for(home.pk, subject_id=others[-1], coming=True, by=cast.head.actor, at=T0)
    assert actions.invite_guests(home.pk, subject_ids=[ill], by=cast.head.actor, at=T0) == 1
    central = actions.plan_gathering("training.central", "集中学习", unit_id=cast.station.pk, starts_at=T0 + DAY,
                                     by=BY, at=T0)  # fmt: skip
    with refused("guests_not_reached"):  # she stands on no list
        actions.invite_guests(central.pk, subject_ids=[cast.aunt.pk], by=cast.head.actor, at=T0)
    assert actions.invite_guests(central.pk, subject_ids=[near, ill, away], by=cast.head.actor, at=T0) == 3


def test_everybody_of_the_place_whom_it_reaches_is_invited_at_once_and_once(cast: Cast) -> None:
    keys = members(("town", "member"), ("home", "member"), ("home", "secretary"))
    Subject.objects.filter(pk__in=keys[:2]).update(division=VILLAGE)
    Subject.objects.filter(pk=keys[2]).update(division=ZONE)  # outside the town
    lesson_ = actions.plan_gathering("training.home_lesson", "送教上门", unit_id=cast.station.pk, starts_at=T0 + DAY,
                                     by=BY, at=T0)  # fmt: skip
    with refused("not_yours"):
        actions.invite_reached(lesson_.pk, by=cast.stranger.actor, at=T0)
    assert actions.invite_reached(lesson_.pk, by=cast.head.actor, at=T0) == 1
    assert actions.invite_reached(lesson_.pk, by=cast.head.actor, at=T0) == 0
    assert [one.subject_id for one in lesson_.guests.all()] == [keys[1]]
