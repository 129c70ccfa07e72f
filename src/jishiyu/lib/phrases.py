"""Text that may still wait for the reader's language."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Phrase
else:
    from django.utils.functional import Promise

    Phrase = str | Promise

__all__ = ["Phrase"]
