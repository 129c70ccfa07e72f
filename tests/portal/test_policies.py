"""Policies for anybody: found, read on one card and word for word, which fit us, and counted without a name."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from jishiyu.policies import actions
from jishiyu.policies.models import Card, Use
from jishiyu.portal.views.policies import MOST_AN_HOUR
from tests.policies.room import MAKERS, SMALL, Handbook, document, draft


@pytest.fixture
def card(handbook: Handbook) -> Card:
    return handbook.released()


def html(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_list_is_searched_and_narrowed_by_theme_and_trade(public: Client, handbook: Handbook, card: Card) -> None:
    handbook.released(title="仅批发", theme="market", audience={"of": "t.trade", "is": "in", "codes": ["F"]})
    handbook.written(title="草稿")
    assert all(title in html(public, "/policies/") for title in (card.title, "仅批发"))
    assert "草稿" not in html(public, "/policies/")
    assert card.title not in html(public, "/policies/?theme=market")
    assert "仅批发" not in html(public, "/policies/?trade=C")
    assert card.title in html(public, "/policies/?text=百分之十")  # words of the clause itself
    assert "No policy in force fits" in html(public, "/policies/?text=天气")


def test_a_card_says_all_and_leads_to_the_clause_and_the_number(public: Client, card: Card) -> None:
    page = html(public, f"/policies/cards/{card.line}/")
    for words in (card.title, card.what, card.whom, card.amount, card.how, card.where, card.phone, card.paid_within):
        assert words in page
    assert 'href="tel:07353321234"' in page
    assert f'href="/policies/{card.clause.document.code}/1/"' in page
    assert "<svg" in page
    assert public.get("/policies/cards/999999/").status_code == 404


def test_a_draft_has_no_public_page(public: Client, handbook: Handbook) -> None:
    assert public.get(f"/policies/cards/{handbook.written().line}/").status_code == 404


def test_the_clause_stands_word_for_word_under_its_address_even_when_it_is_over(
    public: Client, handbook: Handbook, card: Card
) -> None:
    source = handbook.document
    page = html(public, f"/policies/{source.code}/5-2/?via=book")
    assert "对首次达到规模以上的企业,一次性给予奖励。" in page
    assert source.number in page
    new = document(title="新措施", replaces=source.code, since=timezone.localdate() - timedelta(days=1))
    page = html(public, f"/policies/{source.code}/1/")
    assert "No longer in force" in page
    assert f"/policies/{new.code}/" in page
    assert "No longer in force" in html(public, f"/policies/cards/{card.line}/")
    assert "新措施" in html(public, f"/policies/{source.code}/")
    assert public.get(f"/policies/{source.code}/99/").status_code == 404
    assert public.get("/policies/nowhere/").status_code == 404


def test_what_is_not_in_force_yet_says_so(public: Client, handbook: Handbook) -> None:
    later = document(title="明年的措施", since=timezone.localdate() + timedelta(days=60))
    clause = later.clauses.first()
    assert clause is not None
    made = actions.write_card(clause.pk, draft(title="明年"), by=handbook.cast.crew.actor, at=timezone.now())
    actions.release_card(made.pk, by=handbook.cast.head.actor, at=timezone.now())
    assert "Not in force yet" in html(public, f"/policies/cards/{made.line}/")
    assert "明年" not in html(public, "/policies/")


def mark_of(page: str) -> tuple[str, str]:
    found = re.search(r'data-mark="([^"]+)" data-what="(\w+)"', page)
    assert found is not None
    return found[1], found[2]


def test_a_scan_a_reading_and_a_call_are_counted_once_for_each_showing(public: Client, card: Card) -> None:
    mark, what = mark_of(html(public, f"/policies/{card.clause.document.code}/1/?via=book"))
    assert what == "scan"
    for _ in range(2):
        answer = public.post("/policies/count/", {"mark": mark, "what": what, "via": "book"})
        assert answer.status_code == 204
    mark, what = mark_of(html(public, f"/policies/cards/{card.line}/"))
    assert what == "read"
    public.post("/policies/count/", {"mark": mark, "what": "call", "via": ""})
    assert sorted(Use.objects.values_list("what", "via")) == [("call", ""), ("scan", "book")]


def test_a_loop_from_one_network_is_not_counted_on_and_others_are(public: Client, card: Card) -> None:
    address = f"/policies/cards/{card.line}/"

    def read(network: str) -> None:
        mark, what = mark_of(html(public, address))  # each time a new showing of the page
        answer = public.post("/policies/count/", {"mark": mark, "what": what}, REMOTE_ADDR=network)
        assert answer.status_code == 204, "whoever goes on is told nothing"

    for n in range(MOST_AN_HOUR + 15):
        read(f"203.0.113.{n}")
    assert Use.objects.count() == MOST_AN_HOUR
    read("198.51.100.7")
    assert Use.objects.count() == MOST_AN_HOUR + 1, "another network is not held up by it"
    mark, _what = mark_of(html(public, address))
    public.post("/policies/count/", {"mark": mark, "what": "call"}, REMOTE_ADDR="203.0.113.1")
    assert Use.objects.filter(what="call").count() == 1, "nor is a call by readings"


def test_showing_a_page_writes_nothing_and_a_made_up_mark_counts_nothing(public: Client, card: Card) -> None:
    html(public, f"/policies/cards/{card.line}/?via=book")
    for said in ({"mark": "1:made:up", "what": "read"}, {"what": "read"}, {}):
        assert public.post("/policies/count/", said).status_code == 204
    assert public.get("/policies/count/").status_code == 405
    assert not Use.objects.exists()


def groups(page: str) -> dict[str, list[int]]:
    parts = re.split(r'data-outcome="(\w+)"', page)[1:]
    return {
        name: [int(key) for key in re.findall(r'data-policy="(\d+)"', part)]
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def test_a_few_questions_say_which_policies_fit_and_why(public: Client, handbook: Handbook, card: Card) -> None:
    both = handbook.released(title="小型制造", audience={"all": [MAKERS, SMALL]})
    high = handbook.released(title="高新", audience={"of": "t.high", "is": "true"})
    assert 'name="a-t.trade"' in html(public, "/policies/fit/")
    said = {"a-t.trade": "C13", "a-t.high": "yes"}
    page = public.post("/policies/fit/", said).content.decode()
    assert groups(page) == {"yes": [card.line, high.line], "missing": [both.line]}
    page = public.post("/policies/fit/", {"a-t.trade": "F", "a-t.size": "small"}).content.decode()
    assert set(groups(page)["no"]) == {card.line, both.line}
    assert groups(page)["missing"] == [high.line]


def test_rubbish_in_an_answer_is_told_at_its_field(public: Client, handbook: Handbook) -> None:
    handbook.released(audience={"of": "t.turnover", "is": "at_least", "amount": 100})
    answer = public.post("/policies/fit/", {"a-t.turnover": "much"})
    assert answer.status_code == 422
    assert "Write a number." in answer.content.decode()


def test_no_page_asks_more_for_more_policies(
    public: Client, handbook: Handbook, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        handbook.released(title=f"政策{number}")
    with django_assert_max_num_queries(6):
        html(public, "/policies/?trade=C")
    with django_assert_max_num_queries(6):
        public.post("/policies/fit/", {"a-t.trade": "C13"})
