"""What templates say of states, times and people, in words first and colour second."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jishiyu.casework.kinds import ladder_of
from jishiyu.casework.models import Case, Promise, Task
from jishiyu.casework.queries import PromiseView
from jishiyu.lib.masks import mask_text
from jishiyu.look import words
from jishiyu.look.reckoning import limit_words, reckoning_of

register = template.Library()

DROP = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor" '
    'd="M12 2c4 5 7 8.600 7 12.500A7 7 0 0 1 5 14.500C5 10.600 8 7 12 2z"/></svg>'
)


@register.simple_tag
def drop() -> SafeString:
    return mark_safe(DROP)  # noqa: S308  (our own constant)


@register.filter
def promised_length(promise: Promise) -> str:
    """How long was promised, in words."""
    return limit_words(promise.terms.limit)


@register.filter
def asking_code(code: str) -> str:
    """Why something was asked for, in words."""
    return str(words.ASKING_CODES.get(code, code))


@register.filter
def asking_name(kind: str) -> str:
    """What was asked for, in words."""
    return str(words.ASKINGS.get(kind, kind))


@register.filter
def ruling_name(ruled: str) -> str:
    """What was decided, in words."""
    return str(words.RULINGS.get(ruled, ruled))


@register.filter
def kind_name(code: str) -> str:
    """The name of a case kind; its code when no loaded pack declares it."""
    return words.kind(code)


@register.filter
def state_tag(case: object) -> SafeString:
    """State (or outcome, once closed) as a coloured word."""
    text, colour = words.state_of(case)
    return format_html('<span class="tag tag--{}">{}</span>', colour, text)


@register.filter
def urgency_tag(level: int) -> SafeString:
    text, colour = words.URGENCY[min(max(level, 0), 3)]
    return format_html('<span class="tag tag--{}">{}</span>', colour, text)


@register.simple_tag(takes_context=True)
def time_left(context: template.Context, due_at: datetime | None) -> SafeString:
    """How long until a moment, or how long past it, in words; the moment itself for machines and pointers."""
    if due_at is None:
        return format_html('<span class="quiet">{}</span>', _("no open promise"))
    now: datetime = context.get("now") or timezone.now()
    left = due_at - now
    span = words.span(abs(left))
    late = left.total_seconds() < 0
    colour = "late" if late else ("soon" if left.total_seconds() < 3600 else "")
    text = (_("late by %(span)s") if late else _("%(span)s left")) % {"span": span}
    return format_html(
        '<time class="{}" datetime="{}" title="{}">{}</time>', colour, due_at.isoformat(), moment(due_at), text
    )


@register.simple_tag(takes_context=True)
def ago(context: template.Context, at: datetime | None) -> SafeString:
    if at is None:
        return mark_safe("—")
    now: datetime = context.get("now") or timezone.now()
    text = _("%(span)s ago") % {"span": words.span(now - at)}
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), moment(at), text)


@register.filter
def moment(at: datetime | None) -> str:
    """2026-11-24 16:05, in the office's own zone."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"


@register.filter
def masked(text: str) -> str:
    return mask_text(text)


@register.filter
def reason(pair: list[str]) -> str:
    """A reason of triage or dispatch in words."""
    return words.reason(pair)


@register.filter
def act_words(entry: object) -> str:
    return words.act(entry)


@register.filter
def actor_name(names: dict[str, str], by: str) -> str:
    return words.actor(by, names)


@register.filter
def what_name(what: str) -> str:
    return str(words.PROMISES.get(what, what))


@register.filter
def reckoned(view: PromiseView) -> list[str]:
    """How the date of a promise came about, in sentences; none while it cannot be told."""
    return reckoning_of(view)


@register.filter
def return_code(code: str) -> str:
    return str(words.RETURN_CODES.get(code, code))


@register.filter
def band_name(band: str) -> str:
    return str(words.BANDS.get(band, band))


@register.filter
def only_name(only: str) -> str:
    return str(words.ONLY.get(only, only))


@register.filter
def rung_name(taken: int, case: Case) -> str:
    """How far the table of urging was climbed, in words."""
    rungs = ladder_of(case.kind)[:taken]
    return str(words.NUDGED[rungs[-1].level]) if rungs else ""


@register.filter
def line_name(line: str) -> str:
    return str(words.LINES.get(line, line))


@register.simple_tag(takes_context=True)
def held(context: template.Context, task: Task) -> str:
    """How long a unit has or had a task, from its being sent, signed in or not."""
    now: datetime = context.get("now") or timezone.now()
    text = _("held for %(span)s") if task.ended_at else _("has held it for %(span)s")
    return text % {"span": words.span((task.ended_at or now) - task.sent_at)}


@register.filter
def get(mapping: dict[object, object], key: object) -> object:
    return mapping.get(key, "")


@register.filter
def cut_count(text: str) -> str:
    """93.7 % of "93.7 % (937/1000)": for a headline whose n/N stands right below it."""
    return text.partition(" (")[0]


@register.filter
def as_percent(share: float) -> str:
    return f"{share * 100:.1f} %"


@register.filter
def minutes(value: int | None) -> str:
    """A span in minutes in words."""
    return "—" if value is None else words.span(timedelta(minutes=value))


@register.filter
def minus(value: int, other: int) -> int:
    return value - other


@register.filter
def call_why(code: str) -> str:
    """Why a case is called back, in words."""
    return str(words.CALL_WHYS.get(code, code))


@register.filter
def count_name(name: str) -> str:
    """What a number of an import or a long work counts."""
    return str(words.COUNTS.get(name, name))


@register.filter
def is_text(value: object) -> bool:
    return isinstance(value, str)
