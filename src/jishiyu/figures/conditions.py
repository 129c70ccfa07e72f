"""Conditions that parts of figures are made of, over the rows of cases."""

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from jishiyu.casework.models import Application, Case, Task
from jishiyu.casework.tally import QUICK_MINUTES

SETTLED = Q(answered_at__isnull=False) & ~Q(outcome=Case.Outcome.WITHDRAWN_AFTER_CONTACT)
STAYED = Q(reopened_at__isnull=True)
EXCLUDED = Q(excluded_at__isnull=False)
LED = Task.objects.filter(role=Task.Role.LEAD)
DONE = LED.filter(state=Task.State.FINISHED)
MISSENT = LED.order_by().values("case").annotate(units=Count("unit", distinct=True)).filter(units__gt=1)
QUICK = timedelta(minutes=QUICK_MINUTES)
HURRIED = DONE.filter(Q(finished_at__lt=F("accepted_at") + QUICK) | Q(finished_at__lt=F("case__heard_at") + QUICK))
SAID_BEFORE = Task.objects.filter(
    words_mark=OuterRef("words_mark"), unit=OuterRef("unit"), state=Task.State.FINISHED,
    finished_at__lt=OuterRef("finished_at"),
).exclude(case=OuterRef("case"))  # fmt: skip
SAME_WORDS = DONE.exclude(words_mark="").filter(Exists(SAID_BEFORE))


def granted(kind: str) -> Q:
    """Something of this kind was asked for, and another granted it."""
    return Q(pk__in=Application.objects.filter(kind=kind, state=Application.State.GRANTED).values("case"))
