"""How the ledger names a case, and the other way round."""

from collections.abc import Iterable

from jishiyu.casework.models import Case

SIGHT = "sight:"  # before the name of the case whose personal data was seen


def numbers_of(subjects: Iterable[str]) -> dict[str, str]:
    """Numbers of those subjects of the ledger that are cases, or sights of cases, in one query."""
    keys = {subject: subject.removeprefix(SIGHT).removeprefix("case:") for subject in subjects if "case:" in subject}
    wanted = {int(key) for key in keys.values() if key.isdigit()}
    found = dict(Case.objects.filter(pk__in=wanted).values_list("pk", "number")) if wanted else {}
    return {subject: found[int(key)] for subject, key in keys.items() if key.isdigit() and int(key) in found}


def subjects_of(number: str) -> tuple[str, ...]:
    """What the ledger calls the case of a number, and the looks at its requester; nothing when there is none."""
    key = Case.objects.filter(number=number).values_list("pk", flat=True).first()
    return (f"case:{key}", f"{SIGHT}case:{key}") if key else ()
