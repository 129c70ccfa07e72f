"""The pages of queue, lottery, homes, institutions and allotment, for keepers, leaders and strangers."""

import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jishiyu.entitlements import actions
from jishiyu.entitlements.home_file import COLUMNS
from jishiyu.entitlements.models import Draw, Home, Institution, Move, Offer, Waiting
from tests.cast import TOWN, VILLAGE, Cast
from tests.console.conftest import As
from tests.entitlements.lines import home, line, order, wait
from tests.entitlements.schemes import Aid

QUEUE, LOT, POINTS = "/console/queues/aid.home/", "/console/queues/aid.lot/", "/console/queues/aid.points/"
HOMES, IMPORT, OFFERS = f"{QUEUE}homes/", f"{QUEUE}homes-from-excel/", f"{QUEUE}offers/"
MOST_QUERIES = 12
PAGES = (QUEUE, HOMES, OFFERS, f"{QUEUE}A20260714-0001/", f"{LOT}draws/", f"{QUEUE}institutions/", f"{QUEUE}homes/F01/")


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("page", PAGES)
def test_keepers_heads_and_leaders_read_and_others_find_nothing(cast: Cast, aid: Aid, signed_in: As, page: str) -> None:
    line(2)
    home(aid.keeper)
    for officer in (aid.keeper, aid.checker, aid.head, cast.leader):
        assert signed_in(officer).get(page).status_code == 200, officer.name
    for officer in (aid.street, aid.stranger, cast.dispatcher, cast.admin):
        assert signed_in(officer).get(page).status_code == 404, officer.name


def test_names_are_masked_for_everybody(cast: Cast, aid: Aid, signed_in: As) -> None:
    line(3)
    for officer in (aid.keeper, cast.leader):
        for page in (QUEUE, f"{QUEUE}A20260714-0001/"):
            shown = text(signed_in(officer).get(page))
            assert "钱*1" in shown
            assert "钱小1" not in shown


def test_the_queue_is_listed_in_few_queries_whatever_its_length(aid: Aid, signed_in: As) -> None:
    browser = signed_in(aid.keeper)
    line(3)
    browser.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        browser.get(QUEUE)
    for number in range(10, 22):
        wait(number, "aid.home")
    with CaptureQueriesContext(connection) as many:
        browser.get(QUEUE)
    assert len(many) == len(few) <= MOST_QUERIES


@pytest.mark.parametrize("page", [HOMES, OFFERS, f"{OFFERS}?preview=1", f"{QUEUE}A20260714-0001/"])
def test_other_pages_ask_little_too(aid: Aid, signed_in: As, page: str) -> None:
    line(3)
    for code in ("F01", "F02", "F03"):
        home(aid.keeper, code)
    actions.make_offers("aid.home", by=aid.keeper.actor, at=timezone.now())
    browser = signed_in(aid.keeper)
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    assert len(asked) <= MOST_QUERIES


def test_a_move_is_asked_on_one_page_and_granted_by_another_keeper(aid: Aid, signed_in: As) -> None:
    line(3)
    said = {"behind": "a20260714-0001", "reason": "ruling", "words": "县人民法院判决书（2026）第十二号"}
    signed_in(aid.keeper).post(f"{QUEUE}A20260714-0003/move/", said)
    move = Move.objects.get()
    rule = f"{QUEUE}moves/{move.pk}/"
    assert "A court or review decided so" in text(signed_in(aid.checker).get(QUEUE))
    answer = signed_in(aid.keeper).post(rule, {"granted": "yes"}, follow=True)
    assert "two keepers are needed" in text(answer)
    signed_in(aid.checker).post(rule, {"granted": "yes"})
    assert order() == [1, 3, 2]
    shown = text(signed_in(aid.keeper).get(QUEUE))
    assert "right behind A20260714-0001" in shown
    assert "moved by hand" in shown


@pytest.mark.parametrize(
    "deed",
    ["A20260714-0001/move/", "A20260714-0001/wishes/", "offers/make/", "draws/freeze/", "homes/F01/use/", "moves/1/"],
)
def test_a_leader_reads_and_does_nothing_and_a_head_is_refused(cast: Cast, aid: Aid, signed_in: As, deed: str) -> None:
    line(1)
    home(aid.keeper)
    assert signed_in(cast.leader).post(QUEUE + deed).status_code == 404
    assert signed_in(aid.stranger).post(QUEUE + deed).status_code == 404
    signed_in(aid.head).post(QUEUE + deed, {"reason": "danger", "words": "房屋鉴定为危房等级"})
    assert not Move.objects.exists()
    assert not Offer.objects.exists()
    assert Home.objects.get().state == "free"
    assert Waiting.objects.get().wishes == {}


def test_the_lottery_goes_in_three_steps_and_two_hands(aid: Aid, signed_in: As) -> None:
    line(3, "aid.lot")
    first, second = signed_in(aid.keeper), signed_in(aid.checker)
    first.post(f"{LOT}draws/freeze/")
    draw = Draw.objects.get()
    assert draw.digest in text(second.get(f"{LOT}draws/"))
    assert text(second.get(f"{LOT}draws/1/list.txt")) == draw.listed
    first.post(f"{LOT}draws/publish/", {"draw": draw.pk, "where": "区政府网站公告栏"})
    assert "another keeper draws" in text(first.get(f"{LOT}draws/"))
    seed = {"draw": draw.pk, "seed": "2026133期 07 12 19 23", "source": "双色球开奖公告"}
    first.post(f"{LOT}draws/draw/", seed)
    assert Draw.objects.get().state == "published"
    second.post(f"{LOT}draws/draw/", seed)
    draw.refresh_from_db()
    shown = text(first.get(f"{LOT}draws/1/"))
    assert re.findall(r"<li>(A\d+-\d+)</li>", shown) == draw.order
    assert "钱会计" in shown
    assert first.post(f"{LOT}draws/nothing/").status_code == 404
    assert first.get(f"{LOT}draws/9/").status_code == 404


def book(*rows: list[object], header: tuple[str, ...] = COLUMNS) -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, header)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, row)
    return SimpleUploadedFile("房源.xlsx", out.getvalue())


def row(**said: object) -> list[object]:
    named: dict[str, object] = {
        "房源编号": "F01", "区划代码": VILLAGE, "地址": "复兴路1号", "建筑面积(㎡)": 50.5, "居室": "2室1厅",
        "月租金(元)": 119,
    }  # fmt: skip
    return [(named | said).get(name, "") for name in COLUMNS]


def take_in(browser: Client, file: SimpleUploadedFile) -> str:
    """Preview a file and save what can be saved."""
    shown = text(browser.post(IMPORT, {"file": file}))
    signed = re.search(r'name="signed" hidden>([^<]+)<', shown)
    if signed:
        browser.post(IMPORT, {"signed": signed[1]})
    return shown


def test_homes_come_in_by_excel_once_however_often(aid: Aid, signed_in: As) -> None:
    browser = signed_in(aid.keeper)
    shown = take_in(browser, book(row(), row(房源编号="F02", 居室="三居室", 无障碍="是")))
    assert "Save 2 homes" in shown
    assert list(Home.objects.order_by("code").values_list("code", "area", "rooms", "rent", "accessible")) == [
        ("F01", 5050, 2, 11900, False),
        ("F02", 5050, 3, 11900, True),
    ]
    assert "Save" not in take_in(browser, book(row(), row(房源编号="F02", 居室="三居室", 无障碍="是")))
    assert "Save 1 homes" in take_in(browser, book(row(**{"月租金(元)": "99.50"})))
    assert Home.objects.get(code="F01").rent == 9950


def test_what_goes_out_comes_in_again_as_it_was(aid: Aid, signed_in: As) -> None:
    home(aid.keeper, accessible=True, building="3栋", floor="2", note="朝南")
    browser = signed_in(aid.keeper)
    content = browser.get(f"{QUEUE}homes-to-excel/").content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert tuple(cells[0]) == COLUMNS
    shown = take_in(browser, SimpleUploadedFile("房源.xlsx", content))
    assert "Save" not in shown
    assert re.search(r"Say the same</dt><dd class=\"number\">1<", shown)


@pytest.mark.parametrize(
    ("said", "column", "why"),
    [
        ({"房源编号": ""}, "房源编号", "is empty"),
        ({"建筑面积(㎡)": "五十"}, "建筑面积(㎡)", "cannot be read"),
        ({"建筑面积(㎡)": "50.555"}, "建筑面积(㎡)", "cannot be read"),
        ({"居室": "很多"}, "居室", "cannot be read"),
        ({"月租金(元)": "-1"}, "月租金", "cannot be so"),
        ({"无障碍": "也许"}, "无障碍", "cannot be read"),
        ({"区划代码": "999999"}, "区划代码", "no division"),
        ({"房源编号": "F02"}, "房源编号", "twice"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_why_and_the_others_come_in(
    aid: Aid, signed_in: As, said: dict[str, object], column: str, why: str
) -> None:
    shown = take_in(signed_in(aid.keeper), book(row(房源编号="F02"), row(**said)))
    told = re.search(r"Row 3</span>([^<]+)<", shown)
    assert told
    assert column in told[1]
    assert why in told[1]
    assert Home.objects.get().code == "F02"


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (SimpleUploadedFile("a.xlsx", b"no workbook"), "cannot be read"),
        (book(header=("房源编号", "地址")), "lacks these columns"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(aid: Aid, signed_in: As, file: SimpleUploadedFile, why: str) -> None:
    answer = signed_in(aid.keeper).post(IMPORT, {"file": file})
    assert answer.status_code == 409
    assert why in text(answer)
    assert signed_in(aid.head).get(IMPORT).status_code == 404


def test_a_preview_of_somebody_else_is_not_saved(aid: Aid, signed_in: As) -> None:
    shown = text(signed_in(aid.keeper).post(IMPORT, {"file": book(row())}))
    signed = re.search(r'name="signed" hidden>([^<]+)<', shown)
    assert signed
    for browser, said in ((signed_in(aid.checker), signed[1]), (signed_in(aid.keeper), signed[1] + "x")):
        assert browser.post(IMPORT, {"signed": said}).status_code == 409
    assert not Home.objects.exists()


def test_a_home_is_kept_by_hand(aid: Aid, signed_in: As) -> None:
    browser = signed_in(aid.keeper)
    said = {"code": "F07", "division": VILLAGE, "address": "复兴路7号", "area": "48.2", "rooms": "2", "rent": "100"}
    browser.post(f"{HOMES}new/", said)
    assert browser.post(f"{HOMES}new/", said).status_code == 409
    assert browser.post(f"{HOMES}F07/", said | {"rent": "viel"}).status_code == 409
    browser.post(f"{HOMES}F07/", said | {"rent": "1,100.5"})
    found = Home.objects.get()
    assert (found.code, found.area, found.rent) == ("F07", 4820, 110050)
    browser.post(f"{HOMES}F07/use/", {"words": "危房加固"})
    assert Home.objects.get().state == "unused"
    browser.post(f"{HOMES}F07/use/", {"used": "yes", "words": "加固完成"})
    assert Home.objects.get().state == "free"
    assert browser.get(f"{HOMES}F99/").status_code == 404


def test_institutions_show_their_free_places(aid: Aid, signed_in: As) -> None:
    page = "/console/queues/aid.home/institutions/"
    said = {"code": "I1", "name": "康复中心", "division": TOWN, "capacity": "12", "services": "言语，听力、言语"}
    browser = signed_in(aid.keeper)
    browser.post(page, said)
    found = Institution.objects.get()
    assert (found.capacity, found.services) == (12, ["言语", "听力"])
    assert "<strong>12</strong>" in text(browser.get(page))
    assert browser.post(page, said | {"capacity": "many"}).status_code == 409
    signed_in(aid.head).post(page, said | {"capacity": "99"})
    assert Institution.objects.get().capacity == 12


def test_offers_are_made_as_previewed_answered_and_signed(aid: Aid, signed_in: As) -> None:
    line(2)
    home(aid.keeper)
    browser = signed_in(aid.keeper)
    shown = text(browser.get(f"{OFFERS}?preview=1"))
    assert "A20260714-0001" in shown.partition('id="preview"')[2]
    assert not Offer.objects.exists()
    browser.post(f"{OFFERS}make/")
    assert not Offer.objects.exists(), "nothing is offered unseen"
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen
    browser.post(f"{OFFERS}make/", {"seen": seen[1]})
    offer = Offer.objects.get()
    assert "the place in the queue is lost" in text(browser.get(OFFERS))
    act = f"{OFFERS}{offer.pk}/"
    assert browser.post(f"{act}eat/").status_code == 404
    assert browser.post(f"{OFFERS}{offer.pk + 1}/take/").status_code == 404
    browser.post(f"{act}take/")
    browser.post(f"{act}sign/", {"since": "soon"})
    assert Offer.objects.get().state == "taken"
    browser.post(f"{act}sign/", {"since": "2026-08-01"})
    assert Offer.objects.get().state == "signed"
    assert Home.objects.get().state == "let"


def test_a_refusal_at_the_counter_needs_a_reason(aid: Aid, signed_in: As) -> None:
    line(1)
    home(aid.keeper)
    [offer] = actions.make_offers("aid.home", by=aid.keeper.actor, at=timezone.now())
    browser = signed_in(aid.keeper)
    browser.post(f"{OFFERS}{offer.pk}/refuse/", {"reason": ""})
    assert Offer.objects.get().state == "open"
    browser.post(f"{OFFERS}{offer.pk}/refuse/", {"reason": "far", "words": "孩子上学太远 13900001234"})
    assert (Offer.objects.get().state, Waiting.objects.get().refusals) == ("refused", 1)
    shown = text(browser.get(OFFERS))
    assert "139****1234" in shown


def test_every_queue_an_officer_keeps_is_on_one_page(cast: Cast, aid: Aid, signed_in: As) -> None:
    line(2)
    assert "公共租赁住房" in text(signed_in(aid.keeper).get("/console/queues/"))
    assert "You keep no queue" in text(signed_in(aid.stranger).get("/console/queues/"))
    assert signed_in(aid.keeper).get("/console/queues/aid.rent/").status_code == 404
    assert signed_in(aid.keeper).get("/console/queues/nothing/").status_code == 404
