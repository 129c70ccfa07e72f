"""Enterprises in the console: the list, the search box, lists in and out, and the page of one."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from jishiyu.ledger.models import Work
from jishiyu.ledger.works import do_next
from jishiyu.registry import actions
from jishiyu.registry.list_out import written
from jishiyu.registry.models import Officer, Profile
from jishiyu.registry.profile_file import read
from jishiyu.registry.profiles import Said
from jishiyu.registry.queries import Wanted, profiles
from jishiyu.registry.queries.matching import placed, planned
from jishiyu.sandbox import firms
from tests.cast import BY, PHONE, T0, TOWN, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[Officer], Client]
MOST_QUERIES = 12


@pytest.fixture
def keys(cast: Cast) -> list[int]:
    said = firms.firms(60, [(TOWN, "谢林港")], city="4309", today=T0.date(), seed=6)
    keys = actions.load_profiles(said, by=BY, at=T0)
    actions.give_duty(cast.crew.pk, "enterprise.liaison", subject_id=keys[0], since=T0.date(), by=BY, at=T0)
    return keys


def test_the_list_costs_the_same_whatever_its_length(cast: Cast, keys: list[int], signed_in: SignIn) -> None:
    client = signed_in(cast.dispatcher)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = client.get("/console/enterprises/").content.decode()
    assert len(asked) <= MOST_QUERIES
    assert shown.count('data-label="Trade"') == 50
    assert "周队长" in client.get("/console/enterprises/?officer=" + str(cast.crew.pk)).content.decode()
    one = Profile.objects.get(pk=keys[0])
    found = client.get(
        "/console/enterprises/", {"q": one.initials, "enterprise.trade": str(one.values["enterprise.trade"])[0]}
    )
    assert one.name in found.content.decode()


def test_an_officer_sees_their_own_and_others_are_not_there(cast: Cast, keys: list[int], signed_in: SignIn) -> None:
    client = signed_in(cast.crew)
    names = dict(Profile.objects.values_list("pk", "name"))
    shown = client.get("/console/enterprises/").content.decode()
    assert names[keys[0]] in shown
    assert names[keys[1]] not in shown
    assert client.get(f"/console/enterprises/{keys[0]}/").status_code == 200
    assert client.get(f"/console/enterprises/{keys[1]}/").status_code == 404
    found = client.get("/console/enterprises/found/", {"q": names[keys[1]]}).content.decode()
    assert f"/console/enterprises/{keys[1]}/" not in found
    assert signed_in(cast.admin).get("/console/enterprises/").status_code == 404
    assert client.get("/console/enterprises/from-excel/").status_code == 404


def test_the_search_box_finds_by_any_part(cast: Cast, keys: list[int], signed_in: SignIn) -> None:
    one = Profile.objects.get(pk=keys[3])
    client = signed_in(cast.leader)
    for words in (one.name[3:6], one.initials[2:7], one.code[:12], one.code.lower()):
        assert one.name in client.get("/console/enterprises/found/", {"q": words}).content.decode()


def test_the_page_of_one_tells_what_is_known_and_covers_who_to_ask(
    cast: Cast, keys: list[int], signed_in: SignIn
) -> None:
    actions.describe(
        keys[0], values={"enterprise.high_tech": True, "enterprise.high_tech_until": "2020-03-01",
                         "enterprise.size": "large", "enterprise.employees": 3}, by=BY, at=T0,
    )  # fmt: skip
    client = signed_in(cast.crew)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(f"/console/enterprises/{keys[0]}/").content.decode()
    assert len(asked) <= 18
    for words in ("ended 2020-03-01", "by the rules: ", "周队长", "谢林港镇", "199****"):
        assert words in shown
    assert PHONE not in shown


def excel(*rows: list[object]) -> SimpleUploadedFile:
    out = io.StringIO()
    out.write("\n".join(",".join(map(str, row)) for row in rows))
    return SimpleUploadedFile("名单.csv", out.getvalue().encode("gb18030"))


def test_a_list_is_previewed_taken_in_and_its_rejected_rows_come_back(
    cast: Cast, signed_in: SignIn, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    client = signed_in(cast.dispatcher)
    file = excel(["企业名称", "信用代码", "营业收入(万元)"], ["启元", "", "1200"], ["恒泰", "9143059912345", "5"])
    shown = client.post("/console/enterprises/from-excel/", {"file": file}).content.decode()
    assert "wrong check digit or length" in shown
    assert not Profile.objects.exists()
    signed = shown.split('name="signed" hidden>')[1].split("</textarea>")[0]
    assert client.post("/console/enterprises/from-excel/", {"signed": signed}).status_code == 302
    assert do_next("test")
    work = Work.objects.get()
    assert (work.counts["fresh"], work.counts["aside"]) == (1, 1)
    assert Profile.objects.get().values == {"enterprise.revenue": 1200 * 1_000_000}
    content = b"".join(client.get(f"/console/works/{work.pk}/file/").streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == 3
    assert "恒泰" in rows[1]
    again = client.post("/console/enterprises/from-excel/", {"signed": signed})
    assert again.status_code == 409  # the file is gone: nothing is taken in twice


def test_a_list_written_out_and_taken_in_again_changes_nothing(cast: Cast, keys: list[int]) -> None:
    content = written(profiles(Wanted()))
    plan = planned(placed(read(content, "a.xlsx").rows), "enterprise")
    assert (plan.fresh, plan.changed, plan.count("same")) == ([], [], 60)


def test_an_export_holds_only_what_the_asker_may_see(
    cast: Cast, keys: list[int], signed_in: SignIn, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    assert signed_in(cast.crew).post("/console/enterprises/to-excel/", {"key": "k"}).status_code == 302
    assert do_next("test")
    assert Work.objects.get().counts == {"rows": 1}


def test_a_household_is_no_enterprise(cast: Cast, signed_in: SignIn) -> None:
    actions.load_profiles([Said(contact="某", phone="19900001234")], kind="household", by=BY, at=T0)
    assert "No enterprise fits" in signed_in(cast.dispatcher).get("/console/enterprises/").content.decode()
