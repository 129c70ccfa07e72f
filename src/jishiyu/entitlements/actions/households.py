"""Households and what is known of them: each correction a new sheet, nothing overwritten."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jishiyu.entitlements.kinds import facts_known
from jishiyu.entitlements.models import FactSheet, Household
from jishiyu.entitlements.rules import FactError, household, plain
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.people import sealer

People = Sequence[Mapping[str, str]]


@transaction.atomic
def make_household(
    subject_id: int, facts: Mapping[str, Any], people: People = (), *, division_code: str = "", outside: str = "",
    since: date, by: str, at: datetime,
) -> Household:  # fmt: skip
    """A household of a subject with its first sheet. `facts` are plain values, `people` names and papers of the members
    in their order; `outside` is its id in the register it came from, and the same one twice is one household.

    Raises Refused: fact_wrong, naming where, what and why; household_known when a sheet exists for `outside`.
    """
    said = checked(facts, people)
    if outside and Household.objects.filter(outside=outside).exists():
        raise Refused("household_known", outside=outside)
    made = Household.objects.create(
        number=f"-{subject_id}-{at.timestamp()}"[:20], subject_id=subject_id, division_id=division_code or None,
        outside=outside, known_since=at,
    )  # fmt: skip
    made.number = f"H{made.pk:08d}"
    made.sheet = _sheet(made, 1, said, people, since=since, by=by, at=at)
    made.save(update_fields=["number", "sheet"])
    ledger.record(
        made.ref, "made", by=by, at=at,
        after={"number": made.number, "sheet": made.sheet.version, "division": division_code},
        data={"facts": said, "since": since.isoformat()},
    )  # fmt: skip
    return made


@transaction.atomic
def correct_facts(
    household_id: int, facts: Mapping[str, Any], people: People | None = None, *, since: date, by: str, at: datetime
) -> FactSheet:
    """What is known of a household from a day on, whole: the next sheet. The same facts again change nothing.

    Leaves the errand `facts.changed`. Raises Refused: household_unknown, fact_wrong."""
    home = Household.objects.select_for_update(of=("self",)).select_related("sheet").filter(pk=household_id).first()
    if home is None or home.sheet is None:
        raise Refused("household_unknown", household=household_id)
    before = home.sheet
    named = json.loads(sealer().open(before.people_sealed) or "[]") if people is None else people
    said = checked(facts, named)
    if said == before.facts and people is None and since == before.since:
        return before
    home.version += 1
    home.sheet = _sheet(home, before.version + 1, said, named, since=since, by=by, at=at)
    home.save(update_fields=["sheet", "version"])
    ledger.record(
        home.ref, "corrected", by=by, at=at, before={"sheet": before.version}, after={"sheet": home.sheet.version},
        data={"facts": said, "since": since.isoformat()},
    )  # fmt: skip
    data = {"household": home.pk, "sheet": home.sheet.pk}
    ledger.errand("facts.changed", f"facts:{home.sheet.pk}", data, at=at)
    return home.sheet


def checked(facts: Mapping[str, Any], people: People) -> dict[str, Any]:
    """Plain facts as they are kept, each of its kind. Raises Refused: fact_wrong."""
    known = facts_known()
    try:
        read = household(known, facts)
    except FactError as wrong:
        raise Refused("fact_wrong", where=wrong.where, fact=wrong.what, why=wrong.why) from None
    members = read["members"]
    if people and (members is None or len(people) != len(members)):
        raise Refused(
            "fact_wrong", where="", fact="members", why=f"{len(people)} names for {len(members or ())} members"
        )
    return plain(known, read)


def _sheet(
    home: Household, version: int, said: Mapping[str, Any], people: People, *, since: date, by: str, at: datetime
) -> FactSheet:
    sealed = sealer().seal(json.dumps([dict(one) for one in people], ensure_ascii=False)) if people else ""
    return FactSheet.objects.create(
        household=home, version=version, facts=said, people_sealed=sealed, since=since, recorded_at=at, by=by
    )
