"""Making people, enterprises and officers known by the thousand. Nobody is told."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry import people, profiles
from jishiyu.registry.models import Officer, Post, Profile, Subject

SEALED = ("name_sealed", "phone_sealed", "phone_index")


@transaction.atomic
def load_subjects(
    known: Sequence[tuple[str, str]],
    *,
    kind: str = Subject.Kind.RESIDENT,
    places: Sequence[str | None] = (),
    by: str,
    at: datetime,
) -> list[int]:
    """Make many subjects of one kind known at once, as (name, phone) of phones nobody has yet; `places` are their
    divisions, one for each, where they are known. Returns their keys."""
    placed = zip(known, places or [None] * len(known), strict=True)
    made = _insert([_subject(name, phone, kind, place, at) for (name, phone), place in placed])
    deeds = [ledger.Deed(f"subject:{row.pk}", "known", data={"kind": row.kind}, at=at, by=by) for row in made]
    ledger.load_deeds(deeds)
    return [row.pk for row in made]


def _subject(name: str, phone: str, kind: str, division_code: str | None, at: datetime) -> Subject:
    seal = people.sealer()
    return Subject(
        kind=kind,
        name_sealed=seal.seal(name),
        phone_sealed=seal.seal(phone),
        phone_index=seal.index(people.phone_digits(phone)),
        division_id=division_code,
        known_since=at,
    )


def _insert(rows: Sequence[Subject]) -> list[Subject]:
    return Subject.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def load_profiles(
    said: Sequence[profiles.Said], *, kind: str = Subject.Kind.ENTERPRISE, by: str, at: datetime
) -> list[int]:
    """Make many subjects known with their profiles, of codes and phones nobody has yet. Returns their keys, in order.

    Raises Refused: attribute_unknown, attribute_value, code_wrong.
    """
    for one in said:
        profiles.checked(one.values, kind)
    wrong = next((one.code for one in said if one.code and not profiles.is_code(one.code)), "")
    if wrong:
        raise Refused("code_wrong", value=wrong)
    made = _insert([_subject(one.contact, one.phone, kind, one.division_code, at) for one in said])
    load_known(list(zip(made, said, strict=True)), by=by, at=at)
    return [row.pk for row in made]


def load_known(made: Sequence[tuple[Subject, profiles.Said]], *, by: str, at: datetime) -> None:
    """The profiles of subjects that were made in this transaction, and both in the ledger."""
    ledger.load_rows(
        [
            Profile(
                subject_id=row.pk,
                kind=row.kind,
                name=said.name,
                code=said.code,
                initials=profiles.initials(said.name),
                values=dict(said.values),
                described_at=at,
            )
            for row, said in made
        ]
    )
    deeds = []
    for row, said in made:
        after = {"name": said.name, "code": said.code, "division": said.division_code, **said.values}
        deeds.append(ledger.Deed(f"subject:{row.pk}", "known", data={"kind": row.kind}, at=at, by=by))
        deeds.append(ledger.Deed(f"subject:{row.pk}", "described", after=after, at=at, by=by))
    ledger.load_deeds(deeds)


@transaction.atomic
def load_officers(
    known: Sequence[tuple[str, str, int | None]], *, post: str = Post.OFFICER, by: str, at: datetime
) -> list[int]:
    """Accounts as (username, name, unit), of usernames nobody has, to which nobody can sign in yet. Returns their
    keys, in order."""
    made = Officer.objects.bulk_create(
        [
            Officer(username=username, name=name, unit_id=unit, post=post, password=make_password(None))
            for username, name, unit in known
        ],
        batch_size=500,
    )
    ledger.load_deeds(
        [
            ledger.Deed(row.actor, "made", after={"username": row.username, "post": row.post}, at=at, by=by)
            for row in made
        ]
    )
    return [row.pk for row in made]
