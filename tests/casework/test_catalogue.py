"""The dispatch catalogue: versions, rights, what a change would do, and how a suggestion rests on it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from jishiyu.casework import actions, queries
from jishiyu.casework.catalogue import Change, Draft, words_of
from jishiyu.casework.kinds import kind_of
from jishiyu.casework.models import Case, CatalogueEntry
from jishiyu.casework.queries import CatalogueFilter, Trial
from jishiyu.ledger.queries import story
from jishiyu.lib.refused import Refused
from jishiyu.registry.models import Unit
from tests.cast import DAY, ELSEWHERE, HOUR, T0, TOWN, VILLAGE, Cast

TODAY = T0.date()
KIND = "hotline.construction"


def draft(cast: Cast, **more: object) -> Draft:
    said: dict[str, object] = {
        "kind": KIND,
        "unit_id": cast.other.pk,
        "ground": "城市照明管理规定第5条",
        "item": "路灯",
        "words": ("路灯",),
        "division": TOWN,
    }
    return Draft(**said | more)  # type: ignore[arg-type]


def add(cast: Cast, **more: object) -> CatalogueEntry:
    return actions.add_catalogue_entry(draft(cast, **more), since=TODAY, by=cast.dispatcher.actor, at=T0)


def letter(cast: Cast, text: str = "三组路灯坏了", **more: object) -> Case:
    return cast.case(KIND, source_id=cast.letters.pk, title="来信", text=text, urgency=1, **more)


def first(case: Case, days: int = 0) -> int:
    return queries.suggest_many([case], T0 + days * DAY)[0][0].unit


def test_an_entry_is_added_by_a_dispatcher_and_recorded(cast: Cast) -> None:
    for officer in (cast.crew, cast.head, cast.caller, cast.leader, cast.admin):
        with pytest.raises(Refused) as no:
            actions.add_catalogue_entry(draft(cast), since=TODAY, by=officer.actor, at=T0)
        assert no.value.code == "not_yours"
    entry = add(cast)
    recorded = story(f"catalogue:{entry.pk}").get()
    assert (recorded.act, recorded.by) == ("added", cast.dispatcher.actor)
    assert (recorded.after["item"], recorded.after["unit_id"]) == ("路灯", cast.other.pk)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "nothing.such"}, "kind_unknown"),
        ({"line": "trade"}, "line_unknown"),
        ({"role": "boss"}, "entry_role_unknown"),
        ({"ground": "无"}, "entry_ground_short"),
        ({"ground": "长" * 201}, "entry_ground_short"),
        ({"words": ()}, "item_needs_words"),
        ({"item": ""}, "words_need_item"),
        ({"item": "长" * 81}, "item_too_long"),
        ({"words": ("长" * 21,)}, "item_too_long"),
        ({"unit_id": 0}, "unit_unknown"),
        ({"division": "999999"}, "division_unknown"),
    ],
)
def test_an_entry_that_does_not_say_whose_what_where_and_why_is_refused(
    cast: Cast, change: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as no:
        add(cast, **change)
    assert no.value.code == code
    assert not CatalogueEntry.objects.exists()


def test_two_entries_never_contradict_each_other(cast: Cast) -> None:
    add(cast)
    with pytest.raises(Refused) as no:
        add(cast, unit_id=cast.station.pk)
    assert (no.value.code, no.value.params["unit"]) == ("entry_there_already", cast.other.name)
    add(cast, division=VILLAGE, unit_id=cast.station.pk)
    add(cast, role="assist", unit_id=cast.station.pk)
    add(cast, role="assist", unit_id=cast.centre.pk)
    with pytest.raises(Refused):
        add(cast, role="assist", unit_id=cast.centre.pk, ground="另一条依据")


def test_a_new_version_takes_over_from_a_day_on_and_the_old_one_stays_as_it_was(cast: Cast) -> None:
    old, case = add(cast), letter(cast)
    new = actions.replace_catalogue_entry(
        old.pk,
        draft(cast, unit_id=cast.station.pk),
        since=TODAY + timedelta(days=2),
        by=cast.dispatcher.actor,
        at=T0 + HOUR,
    )
    old.refresh_from_db()
    assert (old.unit_id, old.ground, old.until) == (cast.other.pk, "城市照明管理规定第5条", TODAY + timedelta(days=1))
    assert (new.replaces_id, new.since) == (old.pk, TODAY + timedelta(days=2))
    assert [first(case, day) for day in (0, 1, 2, 3)] == [cast.other.pk] * 2 + [cast.station.pk] * 2
    assert queries.versions_of(old) == queries.versions_of(new) == [new, old]
    assert [entry.act for entry in story(f"catalogue:{old.pk}")] == ["added", "ended"]


def test_no_version_takes_over_twice_nor_without_a_change_nor_in_the_past(cast: Cast) -> None:
    entry = add(cast)

    def replace(since: int = 0, **more: object) -> str:
        try:
            actions.replace_catalogue_entry(
                entry.pk,
                draft(cast, **more),
                since=TODAY + timedelta(days=since),
                by=cast.dispatcher.actor,
                at=T0,
            )
        except Refused as no:
            return no.code
        return "done"

    assert replace() == "entry_same"
    assert replace(-1, unit_id=cast.station.pk) == "entry_day_over"
    assert replace(unit_id=cast.station.pk) == "done"
    assert replace(unit_id=cast.centre.pk) == "entry_ended_already"
    assert CatalogueEntry.objects.count() == 2
    with pytest.raises(Refused) as no:
        actions.replace_catalogue_entry(404, draft(cast), since=TODAY, by=cast.dispatcher.actor, at=T0)
    assert no.value.code == "entry_unknown"


def test_many_changes_are_taken_all_or_none(cast: Cast) -> None:
    good, bad = Change(draft(cast)), Change(draft(cast, kind="nothing.such"))
    with pytest.raises(Refused):
        actions.take_catalogue([good, bad], since=TODAY, by=cast.dispatcher.actor, at=T0)
    assert not CatalogueEntry.objects.exists()
    assert actions.take_catalogue([good], since=TODAY, by=cast.dispatcher.actor, at=T0) == 1
    with pytest.raises(Refused) as no:
        actions.take_catalogue([good], since=TODAY, by=cast.head.actor, at=T0)
    assert no.value.code == "not_yours"


def test_a_preview_lists_the_open_cases_that_would_go_elsewhere_and_changes_nothing(cast: Cast) -> None:
    lamp, pipe, far = letter(cast), letter(cast, "下水道堵了"), letter(cast, division_code=ELSEWHERE)
    cast.case(KIND, text="路灯", answer="已办。", answered_at=T0 + HOUR)  # closed: not looked at
    found = queries.preview(Trial(adds=(draft(cast, division=VILLAGE),)), T0)
    assert (found.looked, found.there) == (3, 3)
    assert [(one.case, one.frm, one.to) for one in found.moved] == [(lamp, cast.centre.name, cast.other.name)]
    assert found.moved[0].after > found.moved[0].before
    assert (first(lamp), first(pipe), first(far)) == (cast.centre.pk,) * 3
    assert not CatalogueEntry.objects.exists()


def test_a_preview_shows_what_an_end_would_do_too(cast: Cast) -> None:
    entry, case = add(cast), letter(cast)
    found = queries.preview(Trial(ends=(entry.pk,)), T0)
    assert [(one.case, one.frm, one.to) for one in found.moved] == [(case, cast.other.name, cast.centre.name)]


def test_a_preview_takes_the_same_queries_for_many_cases_as_for_few(cast: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.preview(Trial(adds=(draft(cast),)), T0)
        return len(seen)

    letter(cast)
    few = count()
    for _ in range(6):
        letter(cast)
    assert count() == few


def test_the_catalogue_is_searched_by_words_kind_and_unit_and_shows_the_past_when_asked(cast: Cast) -> None:
    lamp = add(cast)
    plain = add(cast, item="", words=(), unit_id=cast.station.pk, kind="hotline.transport", ground="职责清单")
    over = add(cast, item="积水", words=("积水", "内涝"), division=None)
    actions.end_catalogue_entry(over.pk, until=TODAY, by=cast.dispatcher.actor, at=T0)
    tomorrow = TODAY + timedelta(days=1)

    def found(**asked: object) -> set[int]:
        return {row.pk for row in queries.catalogue(CatalogueFilter(**asked), tomorrow)}  # type: ignore[arg-type]

    assert found() == {lamp.pk, plain.pk}
    assert found(past=True) == {lamp.pk, plain.pk, over.pk}
    assert found(text="照明") == found(text="城管") == {lamp.pk}
    assert found(text="内涝", past=True) == {over.pk}
    assert found(text="谢林港镇") == {lamp.pk, plain.pk}
    assert found(kind="hotline.transport") == found(unit=cast.station.pk) == {plain.pk}
    assert found(text="没有的") == set()


def test_a_task_says_which_entry_it_rests_on(cast: Cast) -> None:
    entry, case = add(cast), letter(cast)
    best = queries.suggest_many([case], T0)[0][0]
    assert best.entry == entry.pk
    task = actions.dispatch(case.pk, best.unit, entry_id=best.entry, by=cast.dispatcher.actor, at=T0)
    assert task.entry_id == entry.pk


def test_how_such_cases_ended_is_read_from_the_finished_leads_of_that_place_and_item(cast: Cast) -> None:
    for number in range(4):
        case = letter(cast, heard_at=T0 - DAY + number * HOUR, at=T0)
        task = actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=T0)
        actions.accept_task(task.pk, by=cast.stranger.actor, at=T0)
        actions.finish_task(task.pk, words="已换灯泡。", how="visit", by=cast.stranger.actor, at=T0)
    add(cast, unit_id=cast.station.pk)
    lamp, pipe = letter(cast), letter(cast, "下水道堵了")
    found = queries.suggest_many([lamp, pipe], T0)
    assert ("precedent", "0/4") in found[0][0].reasons
    assert [one.unit for one in found[0]][:2] == [cast.station.pk, cast.other.pk]
    assert found[0][0].confidence < 80
    assert all(code != "precedent" for one in found[1] for code, _ in one.reasons)


def test_a_direct_kind_goes_by_itself_only_where_the_suggestion_is_sure_enough(cast: Cast) -> None:
    with override_settings(JISHIYU_SURE_FROM={"": 80, "power.outage": 86}):
        assert queries.sure_from(kind_of("power.outage")) == 86
        waits = cast.case("power.outage")
        assert (waits.state, waits.tasks.count()) == (Case.State.RECEIVED, 0)
    with override_settings(JISHIYU_SURE_FROM={"": 80, "power.outage": 85}):
        assert cast.case("power.outage").state == Case.State.DISPATCHED
    assert cast.case("power.outage", division_code=None).state == Case.State.DISPATCHED  # the pack says: never wait


def test_what_is_not_direct_waits_for_a_person_however_sure(cast: Cast) -> None:
    add(cast)
    with override_settings(JISHIYU_SURE_FROM={"": 0}):
        assert letter(cast).state == Case.State.RECEIVED


def test_a_unit_that_is_gone_is_not_suggested(cast: Cast) -> None:
    add(cast)
    Unit.objects.filter(pk=cast.other.pk).update(active=False)
    assert first(letter(cast)) == cast.centre.pk


def test_words_are_read_with_any_separator_each_once() -> None:
    assert words_of(" 路灯、灯不亮,路灯;街灯 灯 ") == ("路灯", "灯不亮", "街灯", "灯")


def test_who_assists_by_the_catalogue_is_offered_beside_the_lead_and_never_leads(cast: Cast) -> None:
    lead, assist = add(cast), add(cast, role="assist", unit_id=cast.station.pk)
    page = queries.case_page(cast.dispatcher, letter(cast).number, T0)
    assert page is not None
    assert [one.unit for one in page.suggestions] == [lead.unit_id, cast.centre.pk]
    assert [(line, [(one.unit, one.entry) for one in found]) for line, found in page.others] == [
        ("territory", [(cast.station.pk, assist.pk)])
    ]
    silent = queries.case_page(cast.dispatcher, letter(cast, "下水道堵了").number, T0)
    assert silent is not None
    assert silent.others == []


def test_a_direct_kind_goes_to_who_assists_by_the_catalogue_too(cast: Cast) -> None:
    add(cast, kind="power.outage", role="assist", unit_id=cast.other.pk, item="", words=())
    case = cast.case("power.outage")
    assert sorted(case.tasks.values_list("unit_id", "role")) == sorted(
        [(cast.station.pk, "lead"), (cast.other.pk, "assist")]
    )
