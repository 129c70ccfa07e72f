"""What is said to make or change a document, its clauses and its cards, checked without a database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeVar

from jishiyu.lib.refused import Refused
from jishiyu.policies.kinds import THEMES

PHONE = re.compile(r"[0-9()（）+ \-转,，、/]{3,40}")
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
SLUG = re.compile(r"[A-Za-z0-9_-]+")
RESERVED = frozenset({"cards", "count", "fit"})  # other pages beside those of documents
D = TypeVar("D", "DocumentDraft", "CardDraft")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDraft:
    """A clause as it stands in the document. Without a code it is called by its place."""

    number: str
    text: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """A document. `replaces` is the code of the one it takes over from."""

    title: str
    issuer: str
    issued: date
    since: date
    number: str = ""
    url: str = ""
    until: date | None = None
    code: str = ""
    replaces: str = ""
    clauses: Sequence[ClauseDraft] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDraft:
    """The summary of a clause."""

    title: str
    theme: str
    what: str
    whom: str
    how: str
    phone: str
    amount: str = ""
    apply_until: date | None = None
    where: str = ""
    paid_within: str = ""
    scheme: str = ""
    audience: Mapping[str, Any] = field(default_factory=lambda: {"all": []})


NEEDED = ("title", "what", "whom", "how", "phone")
LONGEST = {"title": 80, "what": 600, "whom": 600, "how": 800, "phone": 40, "amount": 200, "where": 200}
LONGEST |= {"paid_within": 80, "scheme": 60}


def _stripped(draft: D) -> D:
    said = {one.name: getattr(draft, one.name) for one in fields(draft)}
    stripped: dict[str, Any] = {name: value.strip() for name, value in said.items() if isinstance(value, str)}
    return replace(draft, **stripped)


def checked_document(draft: DocumentDraft) -> DocumentDraft:
    """The draft as it is kept. Raises Refused: policy_field_needed, policy_field_wrong, policy_days."""
    draft = _stripped(draft)
    for name in ("title", "issuer"):
        if not getattr(draft, name):
            raise Refused("policy_field_needed", field=name)
    if draft.url and not ADDRESS.fullmatch(draft.url):
        raise Refused("policy_field_wrong", field="url", value=draft.url[:60])
    if draft.code and (not SLUG.fullmatch(draft.code) or draft.code in RESERVED):
        raise Refused("policy_field_wrong", field="code", value=draft.code[:40])
    if draft.until and draft.until < draft.since:
        raise Refused("policy_days")
    _check_clauses(draft.clauses)
    return draft


def _check_clauses(clauses: Sequence[ClauseDraft]) -> None:
    codes = [one.code for one in clauses if one.code]
    for clause in clauses:
        if not clause.number.strip() or not clause.text.strip():
            raise Refused("policy_field_needed", field="clause")
        if clause.code and not SLUG.fullmatch(clause.code):
            raise Refused("policy_field_wrong", field="clause", value=clause.code[:20])
    if len(set(codes)) < len(codes):
        raise Refused("policy_field_wrong", field="clause", value="、".join(sorted(codes))[:60])


def checked_card(draft: CardDraft) -> CardDraft:
    """The draft as it is kept, its audience aside. Raises Refused: policy_field_needed, policy_field_wrong."""
    draft = _stripped(draft)
    for name in NEEDED:
        if not getattr(draft, name):
            raise Refused("policy_field_needed", field=name)
    for name, most in LONGEST.items():
        if len(getattr(draft, name)) > most:
            raise Refused("policy_field_wrong", field=name, value=getattr(draft, name)[:40])
    if draft.theme not in THEMES:
        raise Refused("policy_field_wrong", field="theme", value=draft.theme[:30])
    if not PHONE.fullmatch(draft.phone):
        raise Refused("policy_field_wrong", field="phone", value=draft.phone)
    return draft


def dialled(phone: str) -> str:
    """The first number in what is written, as a phone dials it: (0735)332-1234 转 8 gives 07353321234."""
    first = re.split(r"[转,，、/]", phone)[0]
    return re.sub(r"[^0-9+]", "", first)
