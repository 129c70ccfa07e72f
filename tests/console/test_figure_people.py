"""The page on which it is told how many people live where."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jishiyu.figures.models import People
from tests.cast import Cast
from tests.console.conftest import As

PAGE, TOWN = "/console/figures/people/", "430972109"
LAST = timezone.localdate().year - 1


def said(words: str = "", **more: object) -> dict[str, object]:
    return {"year": str(LAST), "source": "统计公报(样本)", "words": words, **more}


def test_who_leads_tells_it_and_reads_it_with_its_year_and_source(cast: Cast, signed_in: As) -> None:
    leader = signed_in(cast.leader)
    for words in ("21500", f"{TOWN},1,000人", f"没有的镇 {TOWN}", f"{TOWN} 许多"):
        assert leader.post(PAGE, said(words)).status_code == (302 if "1,000" in words else 409), words
    assert leader.post(PAGE, said(f"{TOWN} 21,500人")).status_code == 302
    row = People.objects.get()
    assert (row.division_id, row.people, row.on.year, row.source) == (TOWN, 21_500, LAST, "统计公报(样本)")
    page = leader.get(PAGE).content.decode()
    assert "21500" in page and "统计公报(样本)" in page and "As it was told" in page
    compare = leader.get("/console/figures/places/on_time/").content.decode()
    assert PAGE in compare


def test_a_file_is_taken_and_a_bad_row_is_named_and_nothing_taken(cast: Cast, signed_in: As) -> None:
    leader = signed_in(cast.leader)
    bad = SimpleUploadedFile("people.csv", f"代码,人口\n{TOWN},100\n没有的镇,7\n".encode("gb18030"))
    answer = leader.post(PAGE, said(file=bad))
    assert answer.status_code == 409 and "没有的镇" in answer.content.decode()
    assert not People.objects.exists()
    good = SimpleUploadedFile("people.csv", f"代码,人口\n{TOWN},100\n".encode())
    assert leader.post(PAGE, said(file=good)).status_code == 302
    assert People.objects.get().people == 100


@pytest.mark.parametrize("changed", [{"year": "1800"}, {"year": "x"}, {"source": " "}, {"words": " "}])
def test_what_lacks_a_year_a_source_or_a_number_is_refused(
    cast: Cast, signed_in: As, changed: dict[str, object]
) -> None:
    assert signed_in(cast.leader).post(PAGE, said(f"{TOWN} 5") | changed).status_code == 409
    assert not People.objects.exists()


def test_callers_read_and_cannot_tell_and_handlers_do_not_find_it(cast: Cast, signed_in: As) -> None:
    caller = signed_in(cast.caller)
    read = caller.get(PAGE)
    assert read.status_code == 200 and "<textarea" not in read.content.decode()
    assert caller.post(PAGE, said(f"{TOWN} 5")).status_code == 404
    assert signed_in(cast.crew).get(PAGE).status_code == 404


def test_the_page_asks_no_more_for_more_rows(cast: Cast, signed_in: As) -> None:
    leader = signed_in(cast.leader)
    for year in range(LAST - 5, LAST + 1):
        leader.post(PAGE, said(f"{TOWN} {year}", year=str(year)))
    with CaptureQueriesContext(connection) as asked:
        leader.get(PAGE)
    assert len(asked) <= 12, [one["sql"] for one in asked]
