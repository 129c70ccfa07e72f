"""Reading the forms of letters."""

from django.db.models import QuerySet

from jishiyu.casework.models import LetterForm


def letter_form(kind: str) -> LetterForm | None:
    """The newest version of a letter's form; None, or one without content, while ours counts."""
    return LetterForm.objects.filter(kind=kind).order_by("-version").first()


def letter_versions() -> QuerySet[LetterForm]:
    """Every version of every letter's form, the newest first, without their content."""
    return LetterForm.objects.defer("content").order_by("kind", "-version")
