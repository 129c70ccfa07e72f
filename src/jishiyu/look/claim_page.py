"""What the pages of an application share: its steps, its story, a form of its facts, rows of the public notice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jishiyu.entitlements.kinds import Scheme, scheme_of
from jishiyu.entitlements.models import Claim, StepResult
from jishiyu.entitlements.rules import MEMBERS, Fact
from jishiyu.entitlements.workflow import DECIDING
from jishiyu.ledger.models import Entry
from jishiyu.lib.masks import mask_name
from jishiyu.lib.money import yuan
from jishiyu.look import claim_words, words
from jishiyu.look.fact_fields import Field, Member, household_fields, member_rows, written
from jishiyu.registry import queries as registry
from jishiyu.registry.people import sealer

TO_APPLICANT = frozenset({"more_asked", "handed_in", "approved", "refused", "objection_decided", "reviewed"})
TOWN = 9  # digits of a division the public may see


@dataclass(frozen=True, slots=True)
class StepView:
    """One step on the way: done, now, or still to come. `by` is how the ledger names who found it."""

    code: str
    name: str
    state: str
    at: datetime | None = None
    due_at: datetime | None = None
    words: str = ""
    by: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the story."""

    at: datetime
    what: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A claim as the public may see it."""

    number: str
    scheme: str
    name: str
    place: str
    persons: int
    due: str
    until: date


def steps_of(claim: Claim, scheme: Scheme) -> list[StepView]:
    """The reviews in order, then the head's decision. One query."""
    found = {row.step: row for row in StepResult.objects.filter(claim=claim, undone_at__isnull=True)}
    codes = [*(step.code for step in scheme.steps), DECIDING]
    return [_step(claim, scheme, code, found.get(code)) for code in codes]


def _step(claim: Claim, scheme: Scheme, code: str, row: StepResult | None) -> StepView:
    name = claim_words.step(scheme, code)
    if row is not None:
        return StepView(code, name, "done", row.at, None, row.words, row.by, row.outcome == StepResult.Outcome.FAILED)
    here = claim.step == code and claim.state in ("submitted", "more", "reviewing")
    return StepView(code, name, "now" if here else "todo", due_at=claim.due_at if here else None)


def story_of(entries: Iterable[Entry], *, names: Mapping[str, str] | None) -> list[Told]:
    """The story, the newest first. `names` of actors for officers; the applicant, with none given, learns neither who
    in the office did it nor what officers wrote to each other."""
    told = []
    for entry in entries:
        if entry.act in ("judged", "decided"):
            continue
        who = words.actor(entry.by, names or {}) if names or not entry.by.startswith("officer:") else _("The office")
        said = str(entry.data.get("words", "")) if names or entry.act in TO_APPLICANT else ""
        told.append(Told(entry.at, claim_words.act(entry), who, said))
    return told[::-1]


def facts_form(
    facts: Sequence[Fact],
    sheet: Mapping[str, Any],
    people: Sequence[Mapping[str, str]] = (),
    free: set[str] | None = None,
) -> tuple[list[Field], list[Member]]:
    """A form of facts filled with what is known; `free` are those that may be changed, all where none is said."""
    data = written(facts, sheet, people)
    return household_fields(facts, data, {}, free), member_rows(facts, data, {}, free)


def notice_rows(claims: Iterable[Claim]) -> list[NoticeRow]:
    """Claims through the mask: the name covered, the place to its town. One query more for the places."""
    rows = list(claims)
    towns = {claim.pk: (claim.household.division_id or "")[:TOWN] or None for claim in rows}
    places = registry.place_names({(town, None) for town in towns.values()})
    return [
        NoticeRow(
            number=claim.number,
            scheme=claim_words.scheme_name(claim.scheme),
            name=mask_name(sealer().open(claim.household.subject.name_sealed)),
            place=places[(towns[claim.pk], None)],
            persons=len(claim.sheet.facts.get(MEMBERS) or ()),
            due=money(claim),
            until=claim.notice_until or date.max,
        )
        for claim in rows
    ]


def money(claim: Claim) -> str:
    """What is due by the claim's decision, in words; empty where it is no money."""
    amount = claim.decision.amount if claim.decision else 0
    if not amount:
        return ""
    if scheme_of(claim.scheme).gives == "money":
        return _("%(yuan)s yuan a month") % {"yuan": yuan(amount)}
    return _("rent waived: %(yuan)s yuan a month") % {"yuan": yuan(amount)}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in an officer's list: names are covered in part, and left out for those who see no names."""

    claim: Claim
    scheme: str
    step: str
    name: str
    place: str
    due: str


def claim_rows(claims: Iterable[Claim], *, named: bool) -> list[ClaimRow]:
    """One query more for the places."""
    rows = list(claims)
    places = registry.place_names({(claim.household.division_id, None) for claim in rows})
    return [
        ClaimRow(
            claim,
            claim_words.scheme_name(claim.scheme),
            _step_name(claim),
            mask_name(sealer().open(claim.household.subject.name_sealed)) if named else "",
            places[(claim.household.division_id, None)],
            money(claim),
        )
        for claim in rows
    ]


def _step_name(claim: Claim) -> str:
    if claim.state not in ("submitted", "more", "reviewing"):
        return ""
    try:
        return claim_words.step(scheme_of(claim.scheme), claim.step)
    except LookupError:
        return claim.step


def step_choices(schemes: Iterable[Scheme]) -> list[tuple[str, str]]:
    """Codes and names of all steps, each once, the head's decision last."""
    found = {step.code: str(step.name) for scheme in schemes for step in scheme.steps}
    return [*found.items(), (DECIDING, _("Decision of the head"))]
