"""What templates say of visits, teams and time lines, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import quote

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jishiyu.ledger.models import Entry
from jishiyu.look.ledger_words import act_words
from jishiyu.look.profile_words import value_words
from jishiyu.outreach.queries import name_of
from jishiyu.registry.kinds import attributes, roles
from jishiyu.registry.models import Subject

register = template.Library()

LINE_KINDS = {
    "visit": gettext_lazy("Visits"),
    "case": gettext_lazy("Problems"),
    "answer": gettext_lazy("Answers"),
    "gathering": gettext_lazy("Gatherings"),
    "outcome": gettext_lazy("What came of it"),
    "claim": gettext_lazy("Applications"),
    "permit": gettext_lazy("Permits"),
    "policy": gettext_lazy("Policies told"),
    "plan": gettext_lazy("Team and plan"),
    "duty": gettext_lazy("Who answers"),
    "change": gettext_lazy("Facts of it"),
}
WAYS = {"in_person": gettext_lazy("Went there"), "phone": gettext_lazy("Rang up")}
MOST_CHANGES = 8


@register.filter
def line_kind(kind: str) -> str:
    """What a row of a time line is about."""
    return str(LINE_KINDS.get(kind, kind))


@register.filter
def served_name(subject: Subject) -> str:
    return name_of(subject)


@register.filter
def text(value: object) -> str:
    return str(value)


@register.filter
def zone_name(at: datetime) -> str:
    """The office's own zone, by which a phone says what time it is there."""
    return timezone.get_current_timezone_name()


@register.filter
def way_name(way: str) -> str:
    """How a visit was paid."""
    return str(WAYS.get(way, way))


@register.filter
def geo(address: str) -> str:
    """A link by which a phone opens its own map at an address; nothing is asked of anybody else."""
    return f"geo:0,0?q={quote(address)}"


@register.simple_tag
def days_left(day: date, today: date) -> SafeString:
    """Until a day in words: today, in 3 days, 3 days late."""
    left = (day - today).days
    if left == 0:
        words = _("today")
    elif left > 0:
        words = ngettext("in %(n)s day", "in %(n)s days", left) % {"n": left}
    else:
        words = ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}
    colour = "late" if left < 0 else ("soon" if left == 0 else "")
    return format_html('<time class="{}" datetime="{}">{}</time>', colour, day.isoformat(), words)


@register.simple_tag
def days_ago(day: date, today: date) -> str:
    gone = (today - day).days
    return _("today") if gone <= 0 else ngettext("%(n)s day ago", "%(n)s days ago", gone) % {"n": gone}


@register.filter
def role_name(code: str) -> str:
    """The name of a role of duty; its code when no loaded pack declares it."""
    role = roles().get(code)
    return str(role.name) if role else code


@register.filter
def deed_words(entry: Entry) -> str:
    return act_words(entry)


@register.filter
def attribute_changes(entry: Entry, places: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was said anew of one served, by the names packs give their attributes; `places` are names by code."""
    if entry.act != "described":
        return []
    known = attributes()
    names = {"name": _("Name"), "code": _("Unified social credit code"), "division": _("Place")}
    told = []
    for code in sorted(entry.after)[:MOST_CHANGES]:
        name = names.get(code) or (str(known[code].name) if code in known else code)
        old, new = entry.before.get(code), entry.after.get(code)
        named = places if code == "division" else {}
        was, now = (named.get(str(one)) or value_words(known.get(code), one) for one in (old, new))
        told.append((name, f"{was} → {now}" if old not in (None, "") else now))
    return told
