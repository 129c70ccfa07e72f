"""Policies of an invented city: documents by invented offices, a dozen cards, one draft, one that replaces another.

All of it is written for the demo; no real document is quoted.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from jishiyu.policies import actions
from jishiyu.policies.drafts import CardDraft, ClauseDraft, DocumentDraft
from jishiyu.policies.models import Card, Use
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Officer, Post
from jishiyu.sandbox.town import BY, CITY, Town

LOG_INS = (
    ("wen", "文科员", Post.OFFICER, "policies"),
    ("zheng", "郑局长", Post.HEAD, "policies"),
)
WHAT_TO_TRY = {
    "wen": "政策编写 writes policies: 惠企政策, 适用条件, 口袋书  cards, audiences, pocket book",
    "zheng": "经信局长 head: 发布他人编写的政策卡片  releases cards",
}
DAY = timedelta(days=1)
TEXTS = Path(__file__).parent / "policies.toml"
VIA = {"scan": ("book", "card"), "read": ("",), "call": ("", "book"), "apply": ("",)}


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> Mapping[str, int]:
    """All of it by the product's own deeds; how many cards are in each state."""
    founded = now - 90 * DAY
    unit = registry.make_unit("policies", "样本市经济和信息化局", division_code=CITY, by=BY, at=founded)
    officers: dict[str, Officer] = {}
    for name, called, post, _unit in LOG_INS:
        officers[name] = registry.make_officer(
            name, called, post=post, unit_id=unit.pk, password=password, by=BY, at=founded
        )
    writer, head = officers["wen"].actor, officers["zheng"].actor
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    today = timezone.localdate(now)
    clauses = _documents(texts["documents"], today, writer, now)
    for number, said in enumerate(texts["cards"]):
        at = now - (20 - number) * DAY
        card = actions.write_card(clauses[said["clause"]], _draft(said, today), by=writer, at=at)
        if not said.get("draft"):
            actions.release_card(card.pk, by=head, at=at + timedelta(hours=3))
    _uses(Random(f"policies:{seed}"), now)
    states = list(Card.objects.values_list("state", flat=True))
    return {state: states.count(state) for state in sorted(set(states))}


def _documents(texts: Sequence[Mapping[str, Any]], today: date, by: str, now: datetime) -> dict[str, int]:
    """Keys of clauses by document and address. The first is a year older, and replaced by the next."""
    year = date(today.year, 1, 1)
    found: dict[str, int] = {}
    for number, said in enumerate(texts):
        since = year if number else year - timedelta(days=365)
        until = today + timedelta(days=said["days"]) if said.get("days") else None
        document = actions.keep_document(_document(said, since, until), by=by, at=now - (80 - number) * DAY)
        found |= {f"{document.code}/{clause.code}": clause.pk for clause in document.clauses.all()}
    return found


def _document(said: Mapping[str, Any], since: date, until: date | None) -> DocumentDraft:
    return DocumentDraft(
        title=said["title"], number=said["number"].format(year=since.year), issuer=said["issuer"],
        url=f"https://example.gov/policies/{said['code']}", issued=since - timedelta(days=12), since=since, until=until,
        code=said["code"], replaces=said.get("replaces", ""),
        clauses=[ClauseDraft(code=code, number=number, text=text) for code, number, text in said["clauses"]],
    )  # fmt: skip


def _draft(said: Mapping[str, Any], today: date) -> CardDraft:
    days = said.get("days")
    rest = {name: value for name, value in said.items() if name not in ("days", "clause", "draft")}
    return CardDraft(**rest, apply_until=today + timedelta(days=days) if days else None)


def _uses(rng: Random, now: datetime) -> None:
    """Some weeks of readings, so that each number has rows."""
    for card in Card.objects.filter(state=Card.State.RELEASED).order_by("pk"):
        for what in Use.What.values:
            if what == Use.What.APPLY and not card.scheme:
                continue
            for number in range(rng.randrange(2, 9) if what == "read" else rng.randrange(0, 4)):
                at = now - timedelta(minutes=rng.randrange(60, 17 * 24 * 60))
                key = f"{card.line}-{what}-{number}"
                actions.count_use(card.line, what, via=rng.choice(VIA[what]), key=key, at=at)
