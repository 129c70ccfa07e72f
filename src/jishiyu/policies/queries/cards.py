"""Documents, clauses and cards: what the office keeps, and what of it is public on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from jishiyu.ledger.models import Entry
from jishiyu.policies.models import Card, Clause, Document

WITH = ("clause__document",)


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What a list of cards is narrowed by; empty: by nothing."""

    text: str = ""
    theme: str = ""
    state: str = ""


def in_force(on: date) -> Q:
    """Released, and the document in force on the day."""
    through = Q(clause__document__until__isnull=True) | Q(clause__document__until__gte=on)
    return Q(state=Card.State.RELEASED, clause__document__since__lte=on) & through


def public_cards(asked: CardFilter, on: date) -> QuerySet[Card]:
    """What anybody may read and use on a day, the newest first."""
    return _narrowed(Card.objects.filter(in_force(on)), asked).order_by("-released_at", "-pk")


def cards_in_force(on: date, *, since: date | None = None) -> QuerySet[Card]:
    """All in force on a day by theme; `since` keeps those that became so on that day or later."""
    rows = Card.objects.filter(in_force(on)).select_related(*WITH)
    if since is not None:
        rows = rows.filter(Q(released_at__date__gte=since) | Q(clause__document__since__gte=since))
    return rows.order_by("theme", "pk")


def cards(asked: CardFilter) -> QuerySet[Card]:
    """The newest version of each card, whatever its state; drafts first."""
    newest = Card.objects.exclude(state=Card.State.REPLACED)
    if asked.state:
        newest = newest.filter(state=asked.state)
    return _narrowed(newest, asked).order_by("state", "theme", "-pk")


def _narrowed(rows: QuerySet[Card], asked: CardFilter) -> QuerySet[Card]:
    if asked.theme:
        rows = rows.filter(theme=asked.theme)
    for word in asked.text.split()[:6]:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(what__icontains=word)
            | Q(whom__icontains=word)
            | Q(clause__text__icontains=word)
            | Q(clause__document__title__icontains=word)
            | Q(clause__document__number__icontains=word)
        )
    return rows.select_related(*WITH)


def card_of(card_id: int) -> Card | None:
    return Card.objects.select_related(*WITH).filter(pk=card_id).first()


def card_in_force(card_id: int, on: date) -> Card | None:
    return Card.objects.select_related(*WITH).filter(in_force(on), pk=card_id).first()


def public_card(line: int) -> Card | None:
    """The version that is, or was last, public of a card; also of one whose time is over or has not come."""
    rows = Card.objects.select_related(*WITH).filter(line=line).exclude(released_at=None)
    return rows.order_by("-edition").first()


def draft_of(line: int) -> Card | None:
    return Card.objects.select_related(*WITH).filter(line=line, state=Card.State.DRAFT).first()


def versions_of(line: int) -> list[Card]:
    """All versions of a card, the newest first."""
    return list(Card.objects.select_related(*WITH).filter(line=line).order_by("-edition"))


def ending(first: date, last: date) -> QuerySet[Card]:
    """Cards in force on the first day whose document or time to apply ends on one of these days."""
    ends = Q(clause__document__until__range=(first, last)) | Q(apply_until__range=(first, last))
    return Card.objects.select_related(*WITH).filter(in_force(first), ends).order_by("pk")


def document_at(code: str) -> Document | None:
    """A document by its address, with what it replaces and is replaced by."""
    return Document.objects.select_related("replaces", "replaced_by").filter(code=code).first()


def clause_at(document: str, code: str) -> Clause | None:
    """A clause by its address."""
    rows = Clause.objects.select_related("document__replaces", "document__replaced_by")
    return rows.filter(document__code=document, code=code).first()


def clause_with(key: int) -> Clause | None:
    return Clause.objects.select_related("document").filter(pk=key).first()


def documents(text: str = "") -> QuerySet[Document]:
    """Documents with the number of their clauses, the newest first."""
    rows = Document.objects.select_related("replaced_by").annotate(count=Count("clauses"))
    for word in text.split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word) | Q(issuer__icontains=word))
    return rows.order_by("-since", "-pk")


def public_of_clauses(clauses: Collection[int], on: date) -> list[Card]:
    """Cards in force about these clauses."""
    return list(Card.objects.filter(in_force(on), clause_id__in=clauses).select_related(*WITH).order_by("pk"))


def story_of(ref: str) -> list[Entry]:
    """What the ledger tells of a card or a document, the newest first."""
    return list(Entry.objects.filter(subject=ref).order_by("-version"))
