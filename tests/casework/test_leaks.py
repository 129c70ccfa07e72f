"""Each way in which a report is known to have reached the accused, as a test that asks as the wrong person at every
door. Sources: peers.md §8, 举报泄密 (a screenshot passed on; the accused unit saw it; nobody knew who had looked)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from docx import Document

from jishiyu.casework import actions, queries
from jishiyu.casework.jobs import tell_verifiers
from jishiyu.casework.models import Case, Nudge, Proof, Task, Verification
from jishiyu.casework.queries import CaseFilter
from jishiyu.ledger import works
from jishiyu.ledger.actions import works as files
from jishiyu.ledger.models import Entry, Work
from jishiyu.ledger.queries import story
from jishiyu.lib.letters import paragraphs
from jishiyu.lib.refused import Refused
from jishiyu.notices import tickets
from jishiyu.notices.models import Notice, Signal
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as registered
from jishiyu.registry.models import Officer, Post, Unit
from jishiyu.sensing.models import Source
from tests.cast import BY, DAY, HOUR, MINUTE, PHONE, T0, VILLAGE, Cast, jpeg

HOME = "复兴村三组12号"
TEXT = f"我叫林阿姨,家住{HOME},电话 139-0000-5678。谢林港供电所的人收了钱不装表,找林阿姨核实。"
TELLING = ("林阿姨", "5678", "139-0000", "13900005678", "三组12号")


def report(cast: Cast, unit: Unit | None = None, **more: Any) -> Case:
    """林阿姨 reports the station, or another unit."""
    said = {"purpose": "report", "title": TEXT[:60], "text": TEXT, "place_words": HOME}
    return cast.case("power.complaint", against_id=(unit or cast.station).pk, **said | more)


def handed(cast: Cast) -> Task:
    """The report is looked into by another unit, which has taken it."""
    case = report(cast)
    task = actions.dispatch(case.pk, cast.other.pk, by=cast.dispatcher.actor, at=T0)
    return actions.accept_task(task.pk, by=cast.stranger.actor, at=T0 + MINUTE)


def browser(officer: Officer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    return client


def system(officer: Officer) -> Client:
    key = registry.make_key(officer.pk, "旧系统", by=BY, at=T0)[1]
    return Client(headers={"accept-language": "en", "authorization": f"Bearer {key}"})


def telling(text: str) -> list[str]:
    return [word for word in TELLING if word in text]


PAGES = (
    "/console/",
    "/console/cases/",
    "/console/warnings/",
    "/console/tasks/",
    "/console/figures/",
    "/console/notices/",
)


@pytest.mark.parametrize("who", ["crew", "mate", "head"])
@pytest.mark.parametrize("page", [*PAGES, "/console/cases/?text=JSY", "/console/figures/on_time/?side=rest"])
def test_the_accused_unit_finds_nothing_of_the_report_on_any_page(cast: Cast, who: str, page: str) -> None:
    task = handed(cast)
    text = browser(getattr(cast, who)).get(page).content.decode()
    assert task.case.number not in text
    assert task.case.title not in text


@pytest.mark.parametrize("who", ["crew", "mate", "head"])
def test_the_accused_unit_does_not_open_the_case_its_photo_or_its_contact(cast: Cast, who: str) -> None:
    task = handed(cast)
    actions.finish_task(
        task.pk, words="已立案核查。", how="visit", photos_sent=[jpeg()], by=cast.stranger.actor, at=T0 + HOUR
    )
    mine = browser(getattr(cast, who))
    for address in (
        f"/console/cases/{task.case.number}/",
        f"/console/tasks/{task.pk}/",
        f"/console/photos/{Proof.objects.get().pk}/",
    ):
        assert mine.get(address).status_code == 404
    assert mine.post(f"/console/cases/{task.case.number}/contact/", {"why": "核实"}).status_code == 404


def test_the_accused_unit_finds_nothing_at_the_door_of_other_systems(cast: Cast) -> None:
    task = handed(cast)
    door = system(cast.head)
    assert task.case.number not in door.get("/api/cases/").content.decode()
    assert door.get(f"/api/cases/{task.case.number}/").status_code == 404
    assert door.post(f"/api/tasks/{task.pk}/accept/", {}, content_type="application/json").status_code == 404


def test_the_accused_unit_never_gets_the_task_by_any_way(cast: Cast) -> None:
    direct = cast.case("power.outage", purpose="report", against_id=cast.station.pk)
    assert not direct.tasks.filter(unit=cast.station).exists(), "not even where it is on duty"
    case = report(cast)
    for send in (
        lambda: actions.dispatch(case.pk, cast.station.pk, by=cast.dispatcher.actor, at=T0),
        lambda: actions.dispatch(
            case.pk,
            cast.other.pk,
            also=[actions.Sending(cast.station.pk, role=Task.Role.ASSIST)],
            by=cast.dispatcher.actor,
            at=T0,
        ),
    ):
        with pytest.raises(Refused) as no:
            send()
        assert no.value.code == "unit_concerned"
    assert cast.station.pk not in {one.unit for one in queries.suggest_many([case], T0)[0]}
    assert not case.tasks.exists()


def test_a_unit_that_had_the_case_before_it_was_named_loses_sight_of_it(cast: Cast) -> None:
    task = cast.taken()
    Case.objects.filter(pk=task.case_id).update(against=cast.station)
    assert not queries.visible_cases(cast.head).exists()
    assert queries.task_for(cast.crew, task.pk) is None
    assert not queries.tasks_for(cast.crew).exists()


def test_no_notice_and_no_live_topic_tells_the_accused_unit(cast: Cast) -> None:
    Officer.objects.filter(pk=cast.mate.pk).update(post=Post.CALLER)
    task = handed(cast)
    actions.finish_task(task.pk, words="已立案核查。", how="visit", by=cast.stranger.actor, at=T0 + HOUR)
    tell_verifiers({"case": task.case_id}, T0 + HOUR)
    theirs = {officer.actor for officer in Officer.objects.filter(unit=cast.station)}
    assert not Notice.objects.filter(reader__in=theirs).exists()
    assert Notice.objects.filter(reader=cast.dispatcher.actor).exists()
    heard = tickets.read(browser(cast.head).get("/console/ticket/").json()["ticket"])
    assert not Signal.objects.filter(topic__in=heard).exists()


def test_a_caller_of_the_accused_unit_does_not_see_the_report_either(cast: Cast) -> None:
    task = handed(cast)
    Officer.objects.filter(pk=cast.mate.pk).update(post=Post.CALLER)
    cast.mate.refresh_from_db()
    assert browser(cast.mate).get(f"/console/cases/{task.case.number}/").status_code == 404
    with pytest.raises(Refused) as no:
        actions.reveal_contact(task.case_id, why="回访", by=cast.mate.actor, at=T0 + HOUR)
    assert no.value.code == "not_yours"


HANDLER_DOORS: list[Callable[[Task], str]] = [
    lambda task: f"/console/cases/{task.case.number}/",
    lambda task: f"/console/tasks/{task.pk}/",
    lambda task: "/console/",
    lambda task: "/console/cases/",
    lambda task: "/console/tasks/",
]


@pytest.mark.parametrize("door", HANDLER_DOORS)
def test_a_screenshot_of_the_handlers_page_tells_nothing_of_who_reported(
    cast: Cast, door: Callable[[Task], str]
) -> None:
    task = handed(cast)
    page = browser(cast.stranger).get(door(task))
    assert page.status_code == 200
    assert telling(page.content.decode()) == []


def test_what_the_handler_reads_still_says_what_is_reported(cast: Cast) -> None:
    text = browser(cast.stranger).get(f"/console/tasks/{handed(cast).pk}/").content.decode()
    assert "收了钱不装表" in text


def test_the_handler_of_a_report_gets_no_name_phone_or_address_with_any_reason(cast: Cast) -> None:
    task = handed(cast)
    page = browser(cast.stranger)
    answer = page.post(f"/console/cases/{task.case.number}/contact/", {"why": "上门核实"})
    assert telling(answer.content.decode()) == []
    assert answer.status_code == 409
    assert not Entry.objects.filter(subject=f"sight:{task.case.ref}").exists()


def test_other_systems_of_the_handler_hear_nothing_of_who_reported(cast: Cast) -> None:
    task = handed(cast)
    door = system(cast.stranger)
    for address in ("/api/cases/", f"/api/cases/{task.case.number}/"):
        answer = door.get(address)
        assert answer.status_code == 200
        assert telling(answer.content.decode()) == []


def test_a_handler_cannot_find_out_by_searching_for_a_name(cast: Cast) -> None:
    handed(cast)
    for guess in TELLING:
        assert not queries.desk(cast.stranger, CaseFilter(text=guess), T0 + HOUR).exists()


def test_nothing_readable_in_the_row_the_notices_or_the_ledger_tells_who_reported(cast: Cast) -> None:
    task = handed(cast)
    actions.finish_task(task.pk, words="已立案核查。", how="visit", by=cast.stranger.actor, at=T0 + HOUR)
    case = Case.objects.get(pk=task.case_id)
    entries = [str((entry.before, entry.after, entry.data)) for entry in Entry.objects.all()]
    notices = [str(notice.params) for notice in Notice.objects.all()]
    row = [str(value) for value in vars(case).values()]
    assert telling("\n".join([*entries, *notices, *row])) == []


def test_the_public_lists_show_neither_words_nor_who(cast: Cast, client: Client) -> None:
    case = handed(cast).case
    for address in ("/", "/figures/", "/figures/redone/?side=rest", "/figures/on_time/?side=rest"):
        page = client.get(address).content.decode()
        assert telling(page) == []
        assert "收了钱不装表" not in page
        assert case.place_words not in page or not case.place_words


def test_the_centre_sees_who_reported_only_by_a_look_that_is_recorded(cast: Cast) -> None:
    task = handed(cast)
    page = browser(cast.dispatcher)
    address = f"/console/cases/{task.case.number}/"
    assert telling(page.get(address).content.decode()) == []
    shown = page.post(f"{address}contact/", {"why": "补充证据"}).content.decode()
    assert PHONE in shown
    assert TEXT in shown
    look = story(f"sight:{task.case.ref}").get()
    assert (look.by, look.data["why"]) == (cast.dispatcher.actor, "补充证据")


def test_every_look_stays_on_record_so_that_who_looked_can_be_told(cast: Cast) -> None:
    case = report(cast)
    for who in (cast.dispatcher, cast.caller):
        actions.reveal_contact(case.pk, why="核实", by=who.actor, at=T0 + HOUR)
    assert [look.by for look in story(f"sight:{case.ref}")] == [cast.dispatcher.actor, cast.caller.actor]


@pytest.mark.parametrize("who", ["leader", "admin", "stranger", "crew"])
def test_nobody_else_of_the_office_learns_who_reported(cast: Cast, who: str) -> None:
    case = report(cast)
    with pytest.raises(Refused) as no:
        actions.reveal_contact(case.pk, why="关心一下", by=getattr(cast, who).actor, at=T0 + HOUR)
    assert no.value.code == "not_yours"


def test_whoever_asks_to_be_secret_is_secret_whatever_they_want(cast: Cast) -> None:
    case = cast.case(secret=True, text=TEXT)
    task = actions.dispatch(case.pk, cast.station.pk, by=cast.dispatcher.actor, at=T0)
    actions.accept_task(task.pk, by=cast.crew.actor, at=T0 + MINUTE)
    assert telling(browser(cast.crew).get(f"/console/tasks/{task.pk}/").content.decode()) == []
    open_case = cast.case(text=TEXT, title="表没装")
    assert "林阿姨" in open_case.text, "whoever did not ask for it is heard as they spoke"


def test_what_was_said_in_a_group_by_a_secret_requester_is_for_the_centre_only(cast: Cast) -> None:
    task = handed(cast)
    for officer, many in ((cast.stranger, 0), (cast.leader, 0)):
        page = queries.case_page(officer, task.case.number, T0 + DAY)
        assert page is not None
        assert len(page.messages) == many


def test_a_report_said_on_the_portal_hides_its_requester_and_knows_whom_it_is_about(cast: Cast, client: Client) -> None:
    source = Source.objects.create(
        code="portal", name="门户", pack="hotline", unit=cast.centre, division_id=VILLAGE, active=True
    )
    said = {
        "kind": "power.complaint",
        "purpose": "report",
        "against": str(cast.station.pk),
        "text": TEXT,
        "division": VILLAGE,
        "address": "村部旁边",
        "name": "林阿姨",
        "phone": PHONE,
        "form_key": "form-key-of-this-report",
    }
    assert client.post("/say/", said).status_code == 302
    case = Case.objects.get(source=source)
    assert (case.purpose, case.secret, case.against_id) == ("report", True, cast.station.pk)
    assert case.place_words == "村部旁边", "the place it is about is not where they live"
    assert telling(case.title + case.text) == []


def taken_away(officer: Officer) -> str:
    """The list of cases as this officer takes it away, as text."""
    browser(officer).post("/console/export/", {"form": "csv"})
    assert works.do_next("w1")
    work = Work.objects.order_by("-pk")[0]
    return (files.folder() / work.file).read_text("utf-8-sig")


def test_the_accused_unit_takes_nothing_of_the_report_away(cast: Cast) -> None:
    case = handed(cast).case
    Task.objects.create(case=case, unit=cast.station, role=Task.Role.ASSIST, state=Task.State.RECALLED, sent_at=T0)
    assert case.number not in taken_away(cast.head), "even where it had a task before"
    for kind in ("urge", "answer"):
        assert browser(cast.head).get(f"/console/cases/{case.number}/letters/{kind}/").status_code == 404


@pytest.mark.parametrize("who", ["stranger", "leader"])
def test_a_list_taken_away_tells_nothing_of_who_reported(cast: Cast, who: str) -> None:
    case = handed(cast).case
    text = taken_away(getattr(cast, who))
    assert case.number in text
    assert telling(text) == []


def test_a_letter_to_the_handling_unit_tells_nothing_of_who_reported(cast: Cast) -> None:
    case = handed(cast).case
    Officer.objects.filter(pk=cast.stranger.pk).update(post=Post.HEAD)
    answer = browser(cast.stranger).get(f"/console/cases/{case.number}/letters/urge/")
    assert answer.status_code == 200
    assert telling("\n".join(paragraphs(Document(io.BytesIO(answer.content))))) == []


def test_the_accused_unit_is_not_asked_to_a_consultation_about_itself(cast: Cast) -> None:
    case = report(cast)
    with pytest.raises(Refused) as no:
        actions.call_consultation(
            title="供电服务问题会商",
            meets_at=T0 + DAY,
            agenda=[actions.Topic(case.pk)],
            unit_ids=[cast.station.pk],
            by=cast.dispatcher.actor,
            at=T0,
        )
    assert no.value.code == "unit_concerned"
    assert not Notice.objects.filter(kind="consultation_called").exists()


def test_a_report_is_never_about_the_only_ones_who_could_take_it_up(cast: Cast) -> None:
    assert cast.centre not in registered.units_to_name()
    assert cast.station in registered.units_to_name()
    registry.make_officer("jiandu", "监督员", post=Post.DISPATCHER, unit_id=cast.other.pk, by=BY, at=T0)
    assert cast.centre in registered.units_to_name()
    case = report(cast, cast.centre)
    assert browser(cast.dispatcher).get(f"/console/cases/{case.number}/").status_code == 404
    watcher = Officer.objects.get(username="jiandu")
    assert browser(watcher).get(f"/console/cases/{case.number}/").status_code == 200


def test_a_phone_typed_in_at_the_centre_does_not_lead_to_a_report(cast: Cast) -> None:
    """Trying numbers would tell who reported, without a look on record."""
    secret, open_case = report(cast), cast.case("hotline.transport", place_words="桥头")
    found = queries.told_before(cast.dispatcher, phone=PHONE, at=T0 + HOUR)
    assert [one.case.pk for one in found] == [open_case.pk]
    near = queries.told_before(cast.dispatcher, phone=PHONE, kind=secret.kind, division=VILLAGE, at=T0 + HOUR)
    assert {one.case.pk: one.why for one in near} == {open_case.pk: "phone", secret.pk: "place"}


def test_a_complaint_about_a_unit_does_not_reach_it_inside_another_case(cast: Cast) -> None:
    """Merged into a case that is about nobody, it would go where that one is sent later."""
    said = {"purpose": "complaint", "against_id": cast.station.pk}
    complaint, main, alike = cast.case(**said), cast.case(title="别的事"), cast.case(title="同一件事", **said)

    def ask(into: Case) -> None:
        actions.ask(
            complaint.pk, "merge", code="same_matter", ground="说的是同一件事。", into_id=into.pk,
            by=cast.dispatcher.actor, at=T0 + HOUR,
        )  # fmt: skip

    with pytest.raises(Refused) as no:
        ask(main)
    assert no.value.code == "about_apart"
    ask(alike)


@pytest.mark.parametrize("deed", ["confirm", "withdraw", "reopen", "urge"])
def test_whatever_a_secret_requester_says_later_tells_nobody_who_it_is(cast: Cast, deed: str) -> None:
    task = handed(cast)
    words, at = "我叫林阿姨,电话13900005678,还是没装表", T0 + 2 * HOUR
    if deed == "withdraw":
        actions.withdraw(task.case_id, words=words, by="requester", at=at)
    elif deed == "urge":
        actions.urge_own(task.case_id, words=words, by="requester", at=at)
    else:
        actions.finish_task(task.pk, words="已立案核查。", how="visit", by=cast.stranger.actor, at=T0 + HOUR)
        solved = deed == "reopen"
        actions.confirm_case(task.case_id, solved=solved, rating=1, words=words, by="requester", at=at)
        if deed == "reopen":
            actions.reopen_case(task.case_id, words=words, by="requester", at=at + HOUR)
    entries = [str((entry.before, entry.after, entry.data)) for entry in Entry.objects.all()]
    kept = [str(vars(row)) for model in (Verification, Nudge, Notice) for row in model.objects.all()]
    page = browser(cast.stranger).get(f"/console/cases/{task.case.number}/").content.decode()
    assert telling("\n".join([*entries, *kept, page])) == []
