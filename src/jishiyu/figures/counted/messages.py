"""Figures of what was heard: messages, the groups they were said in, and those in which a risk was seen.

`Scope.about` names the source.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.figures.counted.declared import declare_counted
from jishiyu.figures.counted.shapes import Counted
from jishiyu.figures.scopes import Period, Scope
from jishiyu.registry.models import Officer
from jishiyu.sensing.models import Group, Message
from jishiyu.sensing.queries.messages import HEARS_ALL

MESSAGES = _("messages")


def _messages(scope: Scope, period: Period) -> "QuerySet[Message]":
    found = Message.objects.filter(said_at__gte=period.since, said_at__lt=period.until)
    found = found.filter(source__code=scope.about) if scope.about else found
    found = found.filter(division__code__startswith=scope.division) if scope.division else found
    return found.select_related("group", "division").order_by("-said_at", "pk")


def _groups(scope: Scope, period: Period) -> "QuerySet[Group]":
    said = _messages(scope, period).order_by().filter(group=OuterRef("pk"))
    return Group.objects.filter(Exists(said)).order_by("name", "pk")


def _line(row: Message) -> list[str]:
    group, place = row.group.name if row.group else "—", row.division.name if row.division else "—"
    return [f"{timezone.localtime(row.said_at):%Y-%m-%d %H:%M}", group, place, row.text[:60]]


def _heard(officer: Officer, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows if officer.post in HEARS_ALL else rows.none()


def _of_messages(code: str, name: Any, definition: Any, part: Q | None = None) -> Counted:
    return Counted(
        code=code, name=name, definition=definition, version=1, rows=_messages, part=part, unit=MESSAGES,
        excluded=Q(recalled_at__isnull=False), reason=lambda row: _("Recalled by the sender"),
        headings=(_("Said at"), _("Group"), _("Place"), _("What was said")), line=_line,
        ref=lambda row: row.lead.ref if row.lead_id else f"message:{row.pk}", visible=_heard,
    )  # fmt: skip


declare_counted(
    _of_messages(
        "sensing.messages",
        _("Messages heard"),
        _("Messages said in the period. Left out: those their senders recalled."),
    ),
    _of_messages(
        "sensing.risk",
        _("Messages with a risk"),
        _("Of the messages said in the period, those in which a risk was seen. Left out: those recalled."),
        Q(risk=True),
    ),
    Counted(
        code="sensing.groups",
        name=_("Groups heard"),
        definition=_("Chat groups in which at least one message was said in the period; each counts once."),
        version=1,
        rows=_groups,
        unit=_("groups"),
        headings=(_("Group"),),
        line=lambda row: [row.name],
        ref=lambda row: f"group:{row.pk}",
        visible=_heard,
    ),
)
