"""What templates say of the lexicon."""

from django import template
from django.utils.translation import gettext as _

from jishiyu.look import hearing
from jishiyu.sensing.wordlists import WordList

register = template.Library()


@register.filter
def list_name(one: WordList) -> str:
    return hearing.list_name(one)


@register.filter
def list_hint(one: WordList) -> str:
    return hearing.list_hint(one)


@register.filter
def version_words(version: str) -> str:
    """What judged, short: the lexicon and, where one judged beside it, the model."""
    words, _colon, model = version.partition(":")
    if not model:
        return _("words %(words)s") % {"words": words[:8]}
    return _("words %(words)s, model %(model)s") % {"words": words[:8], "model": model[:8]}


@register.filter
def a_day(count: float) -> str:
    """How many a day, rounded to what a reader can use."""
    return f"{count:.0f}" if count >= 20 else f"{count:.1f}"


@register.filter
def seconds(count: float | None) -> str:
    """A short span: seconds while they matter, then minutes."""
    if count is None:
        return "—"
    return _("%(n)s s") % {"n": f"{count:.0f}"} if count < 120 else _("%(n)s min") % {"n": f"{count / 60:.0f}"}
