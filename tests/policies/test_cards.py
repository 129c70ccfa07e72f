"""Documents and cards: written by one, released by another; versions that replace and stay; what is public when."""

from datetime import date, timedelta
from typing import Any

import pytest

from jishiyu.ledger.models import Entry, Errand
from jishiyu.lib.refused import Refused
from jishiyu.policies import actions, queries
from jishiyu.policies.drafts import CardDraft, ClauseDraft, DocumentDraft, dialled
from jishiyu.policies.models import Card, Clause
from jishiyu.policies.queries import CardFilter
from tests.cast import BY, DAY, T0
from tests.policies.room import SMALL, Handbook, document, draft

TODAY = T0.date()


def public(on: date = TODAY) -> list[str]:
    return [card.title for card in queries.public_cards(CardFilter(), on)]


def test_a_card_is_public_once_somebody_else_released_it(handbook: Handbook) -> None:
    card = handbook.written()
    assert public() == []
    actions.release_card(card.pk, by=handbook.cast.head.actor, at=T0)
    assert public() == [card.title]
    story = Entry.objects.filter(subject=card.ref).order_by("version")
    assert [entry.act for entry in story] == ["written", "released"]
    assert Errand.objects.filter(kind="policy.released", data={"card": card.pk}).count() == 1


def test_nobody_releases_what_they_wrote_in_not_even_after_another_wrote_last(handbook: Handbook) -> None:
    cast = handbook.cast
    card = handbook.written(by=cast.head.actor)
    with pytest.raises(Refused, match="card_own"):
        actions.release_card(card.pk, by=cast.head.actor, at=T0)
    actions.write_card(card.clause_id, draft(amount="最高60万元"), line=card.line, by=cast.crew.actor, at=T0)
    with pytest.raises(Refused, match="card_own"):
        actions.release_card(card.pk, by=cast.head.actor, at=T0)
    assert actions.release_card(card.pk, by=cast.dispatcher.actor, at=T0).state == Card.State.RELEASED


def test_who_may_write_and_who_may_release(handbook: Handbook) -> None:
    cast = handbook.cast
    card = handbook.written()
    for officer in (cast.caller, cast.admin, cast.leader):
        with pytest.raises(Refused, match="not_yours"):
            handbook.written(by=officer.actor)
    for officer in (cast.mate, cast.caller, cast.admin):
        with pytest.raises(Refused, match="not_yours"):
            actions.release_card(card.pk, by=officer.actor, at=T0)
    actions.release_card(card.pk, by=cast.leader.actor, at=T0)


def test_a_draft_that_changed_after_it_was_looked_at_is_looked_at_again(handbook: Handbook) -> None:
    card = handbook.written()
    actions.set_audience(card.line, SMALL, by=handbook.cast.mate.actor, at=T0)
    with pytest.raises(Refused, match="card_changed"):
        actions.release_card(card.pk, seen=card.version, by=handbook.cast.head.actor, at=T0)


def test_a_new_version_takes_over_when_it_is_released_and_both_stay(handbook: Handbook) -> None:
    cast = handbook.cast
    first = handbook.released()
    second = actions.write_card(first.clause_id, draft(amount="最高80万元"), line=first.line, by=cast.crew.actor, at=T0)
    assert (second.pk, second.edition, second.line) != (first.pk, 1, first.line)
    card = queries.public_card(first.line)
    assert card is not None
    assert card.amount == first.amount
    actions.release_card(second.pk, by=cast.head.actor, at=T0 + DAY)
    card = queries.public_card(first.line)
    assert card is not None
    assert card.amount == "最高80万元"
    assert [one.state for one in queries.versions_of(first.line)] == ["released", "replaced"]
    with pytest.raises(Refused, match="card_not_draft"):
        actions.release_card(second.pk, by=cast.leader.actor, at=T0)


def test_saying_the_same_again_changes_nothing(handbook: Handbook) -> None:
    card = handbook.written()
    again = actions.write_card(card.clause_id, draft(), line=card.line, by=handbook.cast.mate.actor, at=T0)
    assert (again.pk, again.version, again.writers) == (card.pk, 1, [handbook.cast.crew.actor])
    before = Entry.objects.count()
    actions.keep_document(
        DocumentDraft(
            title=handbook.document.title,
            number=handbook.document.number,
            issuer=handbook.document.issuer,
            url=handbook.document.url,
            issued=handbook.document.issued,
            since=handbook.document.since,
        ),
        document_id=handbook.document.pk,
        by=BY,
        at=T0,
    )
    assert Entry.objects.count() == before


def test_what_is_not_yet_valid_or_expired_is_not_among_the_public_ones(handbook: Handbook) -> None:
    handbook.released()
    assert public(date(2025, 12, 31)) == []
    assert public(date(2026, 1, 1)) == ["技术改造设备补助"]
    ending = document(title="临时措施", until=date(2026, 8, 31), number="")
    clause = ending.clauses.first()
    assert clause is not None
    card = actions.write_card(clause.pk, draft(title="临时补助"), by=handbook.cast.crew.actor, at=T0)
    actions.release_card(card.pk, by=handbook.cast.head.actor, at=T0)
    assert "临时补助" in public(date(2026, 8, 31))
    assert "临时补助" not in public(date(2026, 9, 1))
    assert queries.public_card(card.line) is not None  # its page stays, and says that it is over


def test_a_document_that_replaces_another_ends_it_and_both_keep_their_addresses(handbook: Handbook) -> None:
    old = handbook.document
    card = handbook.released()
    new = document(title="新措施", replaces=old.code, since=date(2026, 10, 1))
    old.refresh_from_db()
    assert old.until == date(2026, 9, 30)
    assert new.replaces == old
    assert card.title not in public(date(2026, 10, 1))
    assert queries.clause_at(old.code, "1") is not None
    with pytest.raises(Refused, match="document_replaced"):
        document(title="又一份", replaces=old.code)


def test_a_clause_is_corrected_under_its_address_and_the_record_keeps_both_wordings(handbook: Handbook) -> None:
    fixed = ClauseDraft(number="第三条", text="企业购置生产设备的,按照实际投入的百分之十给予补助。", code="1")
    source = handbook.document
    said = DocumentDraft(
        title=source.title, number=source.number, issuer=source.issuer, url=source.url, issued=source.issued,
        since=source.since, clauses=[fixed],
    )  # fmt: skip
    actions.keep_document(said, document_id=source.pk, by=handbook.cast.crew.actor, at=T0)
    clause = queries.clause_at(source.code, "1")
    assert clause is not None
    assert clause.text == fixed.text
    told = Entry.objects.filter(subject=source.ref).order_by("-version").first()
    assert told is not None
    assert told.data["clauses"][0]["was"].startswith("企业购置设备的")
    assert Clause.objects.filter(document=source).count() == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, "policy_field_needed"),
        ({"phone": "ask at the counter"}, "policy_field_wrong"),
        ({"theme": "weather"}, "policy_field_wrong"),
        ({"amount": "x" * 201}, "policy_field_wrong"),
        ({"audience": {"of": "t.none", "is": "true"}}, "attribute_unknown"),
    ],
)
def test_a_card_that_makes_no_sense_is_refused(handbook: Handbook, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        handbook.written(**more)
    assert not Card.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"url": "javascript:alert(1)"}, "policy_field_wrong"),
        ({"code": "cards"}, "policy_field_wrong"),
        ({"until": date(2025, 1, 1)}, "policy_days"),
        ({"clauses": [ClauseDraft(number="一", text="")]}, "policy_field_needed"),
        ({"replaces": "nowhere"}, "document_unknown"),
    ],
)
def test_a_document_that_makes_no_sense_is_refused(handbook: Handbook, more: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        document(title="另一份", **more)


def test_a_card_taken_back_says_why_and_is_public_no_more(handbook: Handbook) -> None:
    card = handbook.released()
    with pytest.raises(Refused, match="say_why"):
        actions.end_card(card.pk, words="", by=handbook.cast.leader.actor, at=T0)
    with pytest.raises(Refused, match="not_yours"):
        actions.end_card(card.pk, words="金额有误,重新核对", by=handbook.cast.crew.actor, at=T0)
    actions.end_card(card.pk, words="金额有误,重新核对", by=handbook.cast.leader.actor, at=T0)
    assert public() == []
    with pytest.raises(Refused, match="card_over"):
        actions.end_card(card.pk, words="再次撤回", by=handbook.cast.leader.actor, at=T0)


def test_the_cards_that_end_soon_are_those_whose_document_or_time_to_apply_does(handbook: Handbook) -> None:
    handbook.released()
    handbook.released(title="限期申报", apply_until=TODAY + timedelta(days=9))
    assert [card.title for card in queries.ending(TODAY, TODAY + timedelta(days=30))] == ["限期申报"]


@pytest.mark.parametrize(
    ("written", "number"),
    [("(0735)332-1234转8", "07353321234"), ("12345", "12345"), ("0735-3321234、18900001111", "07353321234")],
)
def test_the_number_a_phone_dials_is_the_first_one(written: str, number: str) -> None:
    assert dialled(written) == number


def test_the_draft_of_a_card_has_no_more_fields_than_the_card() -> None:
    assert set(CardDraft.__dataclass_fields__) <= {field.name for field in Card._meta.get_fields()}
