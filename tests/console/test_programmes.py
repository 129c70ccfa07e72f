"""The pages of programmes, items and the economy: who may tell what, numbers that open, few statements."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jishiyu.programmes import actions, sheets
from jishiyu.programmes.drafts import ItemDraft, Measured, Money, Origin, PeerAmount, Scope, TargetDraft
from jishiyu.programmes.models import Fund, Item, Meeting, Photo, Progress, Reading, Target
from tests.cast import T0, Cast, jpeg
from tests.console.conftest import As
from tests.programmes import room as rooms
from tests.programmes.conftest import measured  # noqa: F401  (its series are declared here too)
from tests.programmes.room import Room

pytestmark = pytest.mark.django_db
FEB = date(2026, 2, 28)


@pytest.fixture
def room(cast: Cast) -> Room:
    return rooms.assemble(cast)


def more_items(room: Room, count: int) -> list[Item]:
    made = []
    for number in range(count):
        draft = ItemDraft(
            code=f"m{number}", name=f"Item {number}", series="trial.work", lead_unit=room.cast.station.pk,
            group=("first", "second")[number % 2],
        )  # fmt: skip
        item = actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)
        goal = TargetDraft(
            series="trial.work", scope=Scope(item=item.pk), since=rooms.SINCE, until=rooms.UNTIL, amount=100 + number
        )
        actions.set_target(goal, by=room.by, at=T0)
        row = Measured("trial.work", f"m{number}", FEB, 10 + number, item=item.pk)
        actions.take_readings([row], source="test", by=room.by, at=T0)
        made.append(item)
    return made


def test_the_unit_that_leads_tells_and_others_only_read(room: Room, signed_in: As) -> None:
    page = f"/console/items/{room.item.pk}/"
    said = {"form_key": "k" * 32, "day": "2026-02-28", "amount": "120", "evidence": "list 7"}
    crew, stranger = signed_in(room.cast.crew), signed_in(room.cast.stranger)
    assert "Tell how it goes" in crew.get(page).content.decode()
    assert "Tell how it goes" not in stranger.get(page).content.decode()
    assert stranger.post(f"{page}read/", said).status_code == 404
    assert crew.post(f"{page}read/", said).status_code == 302
    assert crew.post(f"{page}read/", said).status_code == 302  # a form sent twice is one reading
    row = Reading.objects.get()
    assert (row.amount, row.day, row.evidence, row.by) == (120, FEB, "list 7", room.cast.crew.actor)
    shown = crew.get(f"{page}?day=2026-03-31").content.decode()
    assert "120 homes" in shown and "10.0 %" in shown and "-15.0" in shown and "Yellow: behind" in shown
    assert 'class="curve"' in shown and "The same as a table" in shown


def test_a_wrong_amount_is_said_and_nothing_is_kept(room: Room, signed_in: As) -> None:
    crew, page = signed_in(room.cast.crew), f"/console/items/{room.item.pk}/"
    for amount, day in (("1.5", "2026-02-28"), ("", "2026-02-28"), ("1", "soon"), ("1", "2030-01-01")):
        done = crew.post(f"{page}read/", {"form_key": "a" * 32, "amount": amount, "day": day})
        assert done.status_code == 409 and 'role="alert"' in done.content.decode()
    assert not Reading.objects.exists()


def test_a_correction_stands_beside_what_it_corrects(room: Room, signed_in: As) -> None:
    room.read(100, FEB)
    crew, page = signed_in(room.cast.crew), f"/console/items/{room.item.pk}/"
    row = Reading.objects.get()
    assert crew.post(f"{page}correct/", {"reading": row.pk, "amount": "90", "ground": "no"}).status_code == 409
    assert (
        crew.post(f"{page}correct/", {"reading": row.pk, "amount": "90", "ground": "counted twice"}).status_code == 302
    )
    shown = crew.get(page).content.decode()
    assert "Corrected since" in shown and "counted twice" in shown and "100 homes" in shown and "90 homes" in shown


def test_words_photos_milestones_money_and_the_end(room: Room, signed_in: As) -> None:
    draft = ItemDraft(
        code="1", name="Homes mended", series="trial.work", lead_unit=room.cast.station.pk,
        milestones=(("Half", date(2026, 6, 30)),),
    )  # fmt: skip
    actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)
    crew, page = signed_in(room.cast.crew), f"/console/items/{room.item.pk}/"
    photo = SimpleUploadedFile("a.jpg", jpeg())
    told = {"day": "2026-06-01", "words": "Roofs are on", "problem": "rain", "next_step": "walls", "photos": photo}
    assert crew.post(f"{page}progress/", told).status_code == 302
    picture = Progress.objects.get().photos.get()
    assert crew.get(f"/console/items/photos/{picture.pk}/").headers["content-type"] == "image/jpeg"
    assert b"Exif" not in crew.get(f"/console/items/photos/{picture.pk}/").content
    node = room.item.milestones.get()
    assert crew.post(f"{page}milestone/", {"milestone": node.pk, "day": "2026-06-20"}).status_code == 302
    assert crew.post(f"{page}money/", {"central_planned": "1,000.50", "central_actual": "10"}).status_code == 302
    assert Fund.objects.values_list("source", "planned", "actual").get() == ("central", 100050, 1000)
    assert crew.post(f"{page}money/", {"central_planned": "much"}).status_code == 409
    assert crew.post(f"{page}finish/", {"day": "2026-07-01", "words": "Handed over"}).status_code == 302
    shown = crew.get(page).content.decode()
    assert "Roofs are on" in shown and "passed" in shown and "1,000.50" in shown and "Finished" in shown
    assert crew.post(f"{page}progress/", {"day": "2026-07-01", "words": "again"}).status_code == 409


def test_another_than_the_asker_approves_another_target(room: Room, signed_in: As) -> None:
    page = f"/console/items/{room.item.pk}/"
    crew, leader = signed_in(room.cast.crew), signed_in(room.cast.leader)
    assert crew.post(f"{page}target/", {"amount": "900", "ground": "the river rose"}).status_code == 302
    assert crew.post(f"{page}rule/", {"ruling": "approve"}).status_code == 404
    assert leader.post(f"{page}target/", {"amount": "900", "ground": "the river rose"}).status_code == 404
    assert "Approve" in leader.get(page).content.decode()
    assert leader.post(f"{page}rule/", {"ruling": "approve"}).status_code == 302
    assert Target.objects.get(state="live").amount == 900
    assert "Target changed with approval" in crew.get(page).content.decode()


def test_the_keeping_unit_notes_meetings(room: Room, signed_in: As) -> None:
    page = f"/console/programmes/{room.programme.code}/"
    said = {"kind": "inspection", "title": "Round", "held_on": "2026-07-01", "items": [room.item.pk]}
    assert signed_in(room.cast.stranger).post(f"{page}meeting/", said).status_code == 404
    assert signed_in(room.cast.head).post(f"{page}meeting/", said).status_code == 302
    assert Meeting.objects.get().items.get() == room.item
    assert "Round" in signed_in(room.cast.leader).get(page).content.decode()


def test_states_add_up_and_open_to_their_items(room: Room, signed_in: As) -> None:
    more_items(room, 4)
    leader = signed_in(room.cast.leader)
    shown = leader.get("/console/programmes/").content.decode()
    assert "= 5" in shown
    page = leader.get(f"/console/programmes/{room.programme.code}/?day=2026-02-28").content.decode()
    assert "First group" in page and "points are told from unrounded numbers" in page
    only = leader.get(f"/console/programmes/{room.programme.code}/?day=2026-02-28&group=first").content.decode()
    assert "Item 0" in only and ">Item 1<" not in only
    opened = leader.get(
        f"/console/figures/open/programmes.finished/?since=2026-01-01&until=2026-12-31&side=rest&about={room.programme.code}"
    )
    assert opened.status_code == 200 and "Homes mended" in opened.content.decode()


@pytest.mark.parametrize("page", ["/console/programmes/", "/console/programmes/y2026/", "/console/economy/"])
def test_lists_ask_the_same_number_of_statements_for_two_items_and_for_thirty(
    room: Room, signed_in: As, page: str
) -> None:
    more_items(room, 2)
    leader = signed_in(room.cast.leader)
    leader.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        leader.get(page)
    more_items_more = [
        ItemDraft(code=f"n{number}", name=f"More {number}", series="trial.work", group="first") for number in range(28)
    ]
    for draft in more_items_more:
        actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)
    with CaptureQueriesContext(connection) as many:
        leader.get(page)
    assert len(many) == len(few) <= 14


def test_an_items_page_asks_the_same_whatever_was_told(room: Room, signed_in: As) -> None:
    crew, page = signed_in(room.cast.crew), f"/console/items/{room.item.pk}/"
    room.read(1, FEB)
    crew.get(page)
    with CaptureQueriesContext(connection) as few:
        crew.get(page)
    draft = ItemDraft(
        code="1", name="Homes mended", series="trial.work", lead_unit=room.cast.station.pk,
        assisting=(room.cast.other.pk, room.cast.centre.pk),
        origins=(Origin("city", "Roofs"), Origin("province", "Walls")),
        milestones=(("Last", date(2026, 9, 30)), ("Half", date(2026, 6, 30))),
    )  # fmt: skip
    actions.keep_item(room.programme.pk, draft, by=room.by, at=T0)
    actions.note_money(room.item.pk, [Money("county", 700, 1), Money("central", 100050, 2)], by=room.by, at=T0)
    for number in range(20):
        room.read(2, FEB + timedelta(days=number), f"r{number}")
        actions.note_progress(room.item.pk, f"words {number}", day=FEB, photos_sent=[jpeg()], by=room.by, at=T0)
    for day in (FEB, T0.date()):
        about = [room.item.pk]
        actions.hold_meeting(room.programme.pk, "study", f"on {day}", held_on=day, items=about, by=room.by, at=T0)
    with CaptureQueriesContext(connection) as many:
        shown = crew.get(page).content.decode()
    for first, then in (
        ("City: Roofs", "Province: Walls"), (room.cast.centre.name, room.cast.other.name), ("Half", "Last"),
        ("1,000.50", "7.00"), ("on 2026-07-14", "on 2026-02-28"),
    ):  # fmt: skip
        assert 0 < shown.find(first) < shown.find(then), first
    assert all(f"/console/items/photos/{key}/" in shown for key in Photo.objects.values_list("pk", flat=True))
    assert len(many) == len(few) <= 12


def test_a_list_goes_out_and_comes_back_and_changes_nothing(room: Room, signed_in: As) -> None:
    more_items(room, 2)
    head, page = signed_in(room.cast.head), f"/console/programmes/{room.programme.code}/"
    content = head.get(f"{page}export/").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == sheets.ITEMS and len(rows) == 4
    before = list(Item.objects.order_by("pk").values())
    done = head.post(
        f"{page}import/", {"what": "items", "file": SimpleUploadedFile("a.xlsx", content)}
    ).content.decode()
    assert list(Item.objects.order_by("pk").values()) == before
    assert 'Say the same</dt><dd class="number">3<' in done
    assert signed_in(room.cast.stranger).get(f"{page}import/").status_code == 404


def test_readings_from_a_file_are_each_accounted_for(room: Room, signed_in: As) -> None:
    head, page = signed_in(room.cast.head), f"/console/programmes/{room.programme.code}/import/"
    lines = [
        "序号,日期,完成量,佐证",
        "1,2026-02-28,30,a",
        '1,2026年3月31日,"1,000",b',
        "9,2026-02-28,1,",
        "1,tomorrow,1,",
        "1,2026-04-30,2.5,",
    ]
    file = "\n".join(lines).encode("gb18030")
    for new, same in ((2, 0), (0, 2)):
        shown = head.post(page, {"what": "readings", "file": SimpleUploadedFile("r.csv", file)}).content.decode()
        assert f'New</dt><dd class="number">{new}<' in shown and f'Say the same</dt><dd class="number">{same}<' in shown
        assert 'Not taken in</dt><dd class="number">3<' in shown and "Row 4" in shown and "Row 6" in shown
    assert sorted(Reading.objects.values_list("amount", flat=True)) == [30, 1000]
    other = "序号,日期,数量\n1,2026-02-28,31".encode()
    shown = head.post(page, {"what": "readings", "file": SimpleUploadedFile("r.csv", other)}).content.decode()
    assert "known with another amount" in shown and Reading.objects.count() == 2
    assert head.post(page, {"what": "readings", "file": SimpleUploadedFile("r.csv", b"a,b\n1,2")}).status_code == 409


def test_the_economy_page_ranks_and_compares_with_the_whole(room: Room, signed_in: As) -> None:
    span = {"since": date(2026, 1, 1), "until": date(2026, 6, 30)}
    places = [("430900", 70), ("430100", 71), ("430300", 70), ("430500", 60)]
    rows = [PeerAmount(code, code, amount) for code, amount in places]
    rows.append(PeerAmount("430000", "Hunan", 68, whole=True))
    actions.note_peers("trial.rate", rows, by=room.by, at=T0, **span)
    leader = signed_in(room.cast.leader)
    shown = leader.get("/console/economy/?place=430900").content.decode()
    assert "2/4" in shown and "shared" in shown and "+0.2" in shown and "at or above" in shown and "1/1" in shown
    assert "below" in leader.get("/console/economy/?place=430500").content.decode()
    opened = leader.get(
        "/console/figures/open/programmes.ahead_of_us/?since=2026-01-01&until=2026-06-30&about=trial.rate@430900"
    )
    assert opened.status_code == 200 and "430100" in opened.content.decode()
    assert timezone.localdate() >= span["until"]


def test_an_item_that_has_a_place_in_words_or_a_division_shows_it(room: Room, signed_in: As) -> None:
    for place, division in (("河边新村", None), ("", room.cast.station.division_id)):
        room.item.place, room.item.division_id = place, division
        room.item.save(update_fields=["place", "division_id"])
        page = signed_in(room.cast.leader).get(f"/console/items/{room.item.pk}/")
        assert page.status_code == 200
        assert (place or room.cast.station.division.name) in page.content.decode()
