"""Officers and their loads, handing over, what is nobody's, assignments and lists, as pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jishiyu.ledger.models import Work
from jishiyu.ledger.queries import story
from jishiyu.ledger.works import do_next
from jishiyu.outreach import actions
from jishiyu.outreach.models import CampaignTask, Proposal
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Duty, Officer, Subject
from jishiyu.registry.queries import duties
from tests.cast import BY, T0, VILLAGE, Cast

ROLE = "enterprise.liaison"
TODAY = T0.date()
DAY = timedelta(days=1)
SignIn = Callable[[Officer], Client]


def firm(name: str) -> int:
    subject = Subject.objects.create(kind="enterprise", division_id=VILLAGE, known_since=T0)
    registry.describe(subject.pk, name=name, by=BY, at=T0)
    return subject.pk


def owned(cast: Cast, count: int = 3) -> list[int]:
    """So many firms of 周队长."""
    firms = [firm(f"第{n}厂") for n in range(count)]
    actions.take_owners(ROLE, dict.fromkeys(firms, cast.crew.pk), since=TODAY - 9 * DAY, by=BY, at=T0)
    return firms


@pytest.mark.parametrize("count", [1, 12])
def test_officers_stand_with_their_load(
    cast: Cast, signed_in: SignIn, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owned(cast, count)
    reader = signed_in(cast.leader)
    with django_assert_max_num_queries(12):
        page = reader.get("/console/officers/")
    assert [load[1] for one, load in page.context["rows"] if one == cast.crew] == [count]


def test_a_head_sees_the_unit_and_an_officer_only_oneself(cast: Cast, signed_in: SignIn) -> None:
    seen = {one for one, _load in signed_in(cast.head).get("/console/officers/").context["rows"]}
    assert seen == {cast.crew, cast.mate, cast.head}
    mine = signed_in(cast.crew)
    assert mine.get(f"/console/officers/{cast.crew.pk}/").status_code == 200
    for path in (
        "/console/officers/",
        f"/console/officers/{cast.mate.pk}/",
        f"/console/officers/{cast.crew.pk}/hand-over/",
    ):
        assert mine.get(path).status_code == 404
    assert signed_in(cast.head).get(f"/console/officers/{cast.stranger.pk}/").status_code == 404


def test_duties_are_handed_over_after_a_look(cast: Cast, signed_in: SignIn) -> None:
    firms = owned(cast)
    page, path = signed_in(cast.head), f"/console/officers/{cast.crew.pk}/hand-over/"
    keys = list(Duty.objects.filter(role=ROLE).values_list("pk", flat=True))
    said = {"duty": keys, "to": "tang", "on": str(TODAY + DAY), "note": "账本在柜子里"}
    looked = page.post(path, said | {"step": "look"})
    assert len(looked.context["preview"].keys) == 3
    assert Duty.objects.filter(role=ROLE).count() == 3, "a look changes nothing"
    assert page.post(path, said | {"step": "do"}).status_code == 302
    held = {subject: officer for subject, (officer, _duty) in duties.holders(ROLE, TODAY + DAY).items()}
    assert held == dict.fromkeys(firms, cast.mate.pk)


def test_an_officer_of_many_hands_over_all_that_fit_in_one_deed(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owned(cast, 60)
    other = Duty.objects.filter(officer=cast.crew).exclude(role=ROLE).count()
    page, path = signed_in(cast.head), f"/console/officers/{cast.crew.pk}/hand-over/?role={ROLE}"
    with django_assert_max_num_queries(12):
        shown = page.get(path)
    assert (len(shown.context["rows"]), shown.context["shown"].paginator.count) == (50, 60)
    assert len(page.get(f"{path}&page=2").context["rows"]) == 10
    assert len(page.get(f"{path}&text=第7厂").context["rows"]) == 1
    said = {"whole": "1", "to": "tang", "on": str(TODAY + DAY)}
    looked = page.post(path, said | {"step": "look"})
    assert len(looked.context["preview"].keys) == 60
    assert page.post(path, said | {"step": "do"}).status_code == 409, "nothing that was not looked at"
    assert page.post(path, said | {"step": "do", "seen": looked.context["preview"].seen}).status_code == 302
    held = duties.holders(ROLE, TODAY + DAY)
    assert {officer for officer, _duty in held.values()} == {cast.mate.pk}
    assert Duty.objects.filter(officer=cast.crew, until__isnull=True).count() == other, "what did not fit stays"
    assert story(cast.crew.actor).filter(act="duties_handed_over").count() == 1


def test_all_that_fit_is_looked_at_again_when_it_has_changed(cast: Cast, signed_in: SignIn) -> None:
    owned(cast, 3)
    page, path = signed_in(cast.leader), f"/console/officers/{cast.crew.pk}/hand-over/?role={ROLE}"
    said = {"whole": "1", "to": "tang", "on": str(TODAY + DAY)}
    seen = page.post(path, said | {"step": "look"}).context["preview"].seen
    actions.take_owners(ROLE, {firm("新厂"): cast.crew.pk}, since=TODAY - DAY, by=BY, at=T0)
    again = page.post(path, said | {"step": "do", "seen": seen})
    assert again.status_code == 409
    assert "4 duties now" in again.context["trouble"]
    assert not duties.loads(TODAY + DAY, [cast.mate.pk])


def test_a_head_hands_nothing_to_another_unit_and_troubles_are_said(cast: Cast, signed_in: SignIn) -> None:
    owned(cast)
    keys = list(Duty.objects.filter(role=ROLE).values_list("pk", flat=True))
    path = f"/console/officers/{cast.crew.pk}/hand-over/"
    for said in (
        {"duty": keys, "to": "stranger", "on": str(TODAY)},
        {"duty": [], "to": "tang", "on": str(TODAY)},
        {"duty": keys, "to": "tang", "on": "morgen"},
        {"duty": keys, "to": "zhou", "on": str(TODAY)},
    ):
        page = signed_in(cast.head).post(path, said | {"step": "do"})
        assert page.status_code == 409
        assert page.context["trouble"]
    assert Duty.objects.filter(role=ROLE).count() == 3


def test_what_is_nobodys_is_red_until_it_has_an_owner(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mill = firm("某粮油厂")
    cast.case(requester_id=mill, kind="enterprise.other", pack="enterprise")
    actions.keep_task("R1", title="走访", due=TODAY, by=BY, at=T0)
    page = signed_in(cast.dispatcher)
    assert page.get("/console/nobodys/number/").context["number"] == 3
    with django_assert_max_num_queries(20):
        shown = page.get("/console/nobodys/")
    assert shown.context["red"]
    for one, _name in shown.context["matters"]:
        assert (one.total, one.owned, one.nobodys, one.adds_up) == (1, 0, 1, True)
    actions.take_owners(ROLE, {mill: cast.crew.pk}, since=TODAY - DAY, by=BY, at=T0)
    actions.keep_task("R1", title="走访", officer_id=cast.mate.pk, due=TODAY, by=BY, at=T0)
    left = {one.code: one.nobodys for one, _name in page.get("/console/nobodys/").context["matters"]}
    assert left == {"enterprises": 0, "tasks": 0, "problems": 1}
    assert page.get("/console/nobodys/?of=cats").status_code == 404
    assert signed_in(cast.crew).get("/console/nobodys/").status_code == 404


def test_a_struck_off_enterprise_needs_nobody(cast: Cast, signed_in: SignIn) -> None:
    gone = firm("某旧厂")
    registry.describe(gone, values={"enterprise.state": "cancelled"}, by=BY, at=T0)
    page = signed_in(cast.leader).get("/console/nobodys/")
    assert not page.context["red"]
    assert page.context["ended"] == 1


def test_an_assignment_is_asked_for_looked_at_and_adopted(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    firms = owned(cast, 4)
    actions.set_terms(cast.mate.pk, ROLE, capacity=9, by=BY, at=T0)
    page = signed_in(cast.leader)
    assert page.post("/console/assignments/", {"role": ROLE, "leaving": "zhou", "key": "k"}).status_code == 302
    assert do_next("tests")
    found = Proposal.objects.get()
    with django_assert_max_num_queries(12):
        shown = page.get(f"/console/assignments/{found.pk}/")
    assert len(shown.context["rows"]) == 4
    assert page.get(f"/console/assignments/{found.pk}/?only=new").context["rows"] == []
    assert page.post(f"/console/assignments/{found.pk}/adopt/", {"since": str(TODAY)}).status_code == 302
    held = {subject: officer for subject, (officer, _duty) in duties.holders(ROLE, TODAY).items()}
    assert held == dict.fromkeys(firms, cast.mate.pk)
    page.post(f"/console/assignments/{found.pk}/drop/")
    assert Proposal.objects.get().state == Proposal.State.ADOPTED


def test_a_run_for_leaders_is_chosen_by_role_and_says_so(cast: Cast, signed_in: SignIn) -> None:
    mill = firm("某规上厂")
    registry.describe(mill, values={"enterprise.above_scale": "industry"}, by=BY, at=T0)
    page = signed_in(cast.dispatcher)
    offered = page.get("/console/assignments/?leaving=luo&role=enterprise.chief").content.decode()
    assert '<option value="enterprise.chief" selected>' in offered
    assert page.post("/console/assignments/", {"role": "enterprise.chief", "key": "k"}).status_code == 302
    assert do_next("tests")
    found = Proposal.objects.get()
    shown = page.get(f"/console/assignments/{found.pk}/")
    assert "Leader who answers for an enterprise" in shown.content.decode()
    assert page.post(f"/console/assignments/{found.pk}/adopt/", {"since": str(TODAY)}).status_code == 302
    assert duties.holders("enterprise.chief", TODAY)[mill][0] == cast.leader.pk


def test_who_only_watches_adopts_nothing(cast: Cast, signed_in: SignIn) -> None:
    caller = signed_in(cast.caller)
    assert caller.get("/console/assignments/").status_code == 200
    assert caller.post("/console/assignments/", {"role": ROLE}).status_code == 404
    assert caller.post("/console/assignments/1/adopt/").status_code == 404
    assert signed_in(cast.leader).get("/console/assignments/1/").status_code == 404
    asked = signed_in(cast.leader).post("/console/assignments/", {"role": ROLE, "leaving": "nobody"})
    assert asked.status_code == 409
    assert not Work.objects.exists()


def test_lists_are_live_and_go_out_as_a_workbook(cast: Cast, signed_in: SignIn) -> None:
    owned(cast)
    actions.keep_task("R1", title="走访", officer_id=cast.crew.pk, due=TODAY, by=BY, at=T0)
    page, base = signed_in(cast.leader), "/console/documents/letter_lists_table"
    assert "一书三单一表" in page.get("/console/documents/").content.decode()
    for code in ("officers", "key_enterprises", "tasks", "problems"):
        assert page.get(f"{base}/{code}/").status_code == 200
    assert page.get(f"{base}/cats/").status_code == 404
    assert page.post(f"{base}/tasks/export/", {"key": "a"}).status_code == 302
    assert do_next("tests")
    work = Work.objects.get()
    assert work.counts == {"rows": 1}
    assert work.file_name.startswith("任务清单-")


def test_a_file_of_no_kind_is_not_taken_and_only_some_may_take_one_in(cast: Cast, signed_in: SignIn) -> None:
    path = "/console/documents/letter_lists_table/tasks/import/"
    assert signed_in(cast.leader).post(path).status_code == 302
    assert not Work.objects.exists()
    assert signed_in(cast.head).post(path).status_code == 404


def test_whoever_has_a_task_says_that_it_was_done(cast: Cast, signed_in: SignIn) -> None:
    task, _new = actions.keep_task("R1", title="走访", officer_id=cast.crew.pk, due=TODAY, by=BY, at=T0)
    path = f"/console/campaign-tasks/{task.pk}/"
    assert signed_in(cast.stranger).get(path).status_code == 404
    assert signed_in(cast.caller).post(path, {"how": "done", "evidence": "走访记录"}).status_code == 404
    page = signed_in(cast.crew)
    assert page.post(path, {"how": "done", "evidence": ""}).status_code == 409
    assert page.post(path, {"how": "done", "evidence": "走访记录 12 份"}).status_code == 302
    assert CampaignTask.objects.get().state == CampaignTask.State.DONE


def test_names_of_enterprises_lead_to_their_page_and_problems_say_whose_they_are(
    cast: Cast, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mill, yard = firm("某粮油厂"), firm("某船厂")
    actions.take_owners(ROLE, {mill: cast.crew.pk}, since=TODAY - DAY, by=BY, at=T0)
    cast.case(requester_id=mill, kind="enterprise.other", pack="enterprise")
    page = signed_in(cast.dispatcher)
    shown = page.get("/console/nobodys/?of=enterprises").content.decode()
    assert f'<a href="/console/enterprises/{yard}/">某船厂</a>' in shown
    with django_assert_max_num_queries(12):
        problems = page.get("/console/nobodys/?of=problems").content.decode()
    assert f'<a href="/console/enterprises/{mill}/">某粮油厂</a>' in problems
    assert "周队长" in problems
    mine = signed_in(cast.crew).get(f"/console/officers/{cast.crew.pk}/").content.decode()
    assert f'<a href="/console/enterprises/{mill}/">某粮油厂</a>' in mine
    assert signed_in(cast.crew).get(f"/console/enterprises/{mill}/").status_code == 200
    registry.describe(mill, values={"enterprise.above_scale": "industry"}, by=BY, at=T0)
    listed = page.get("/console/documents/letter_lists_table/key_enterprises/").content.decode()
    assert f'<a href="/console/enterprises/{mill}/">某粮油厂</a>' in listed
