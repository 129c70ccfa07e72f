"""Making people known by the thousand."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.registry import people
from jishiyu.registry.models import Subject


@transaction.atomic
def load_subjects(known: Sequence[tuple[str, str]], *, by: str, at: datetime) -> list[int]:
    """Make many residents known at once, as (name, phone) of phones nobody has yet. Returns their keys."""
    seal = people.sealer()
    made = Subject.objects.bulk_create(
        [
            Subject(
                name_sealed=seal.seal(name),
                phone_sealed=seal.seal(phone),
                phone_index=seal.index(people.phone_digits(phone)),
                known_since=at,
            )
            for name, phone in known
        ],
        batch_size=500,
    )
    deeds = [ledger.Deed(f"subject:{row.pk}", "known", data={"kind": row.kind}, at=at, by=by) for row in made]
    ledger.load_deeds(deeds)
    return [row.pk for row in made]
