"""What the centre's staff type in, checked with messages a person understands."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.look.words import URGENCY
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Cell, Division, Unit
from jishiyu.registry.people import phone_digits

PHONE = re.compile(r"^(1[3-9]\d{9}|0\d{9,11}|\d{7,8})$")  # a mobile, a landline with or without its area code
VIA = (("phone", _("By phone")), ("counter", _("At the counter")), ("letter", _("By letter")))


class ToldForm(forms.Form):
    """A need told to the centre by phone, at the counter or in a letter. Who told it may stay unknown."""

    via = forms.ChoiceField(choices=VIA)
    heard_on = forms.DateField(required=False)  # of a letter: the day it came
    text = forms.CharField(
        min_length=5,
        max_length=4000,
        error_messages={
            "required": _("Write down what was told."),
            "min_length": _("Write down what was told, in at least 5 characters."),
        },
    )
    kind = forms.ChoiceField(error_messages={"required": _("Choose what it is about.")})
    purpose = forms.ChoiceField(choices=Case.Purpose.choices, required=False)
    place = forms.CharField(required=False, max_length=40)  # a division's code, or with a cell: code:cell
    place_words = forms.CharField(required=False, max_length=80)
    name = forms.CharField(required=False, max_length=40)
    phone = forms.CharField(required=False, max_length=20)
    secret = forms.BooleanField(required=False)
    against = forms.ModelChoiceField(queryset=Unit.objects.none(), required=False)
    urgency = forms.TypedChoiceField(
        choices=[(str(level), words) for level, (words, _colour) in enumerate(URGENCY)], coerce=int
    )
    vulnerable = forms.BooleanField(required=False)
    form_key = forms.CharField(min_length=16, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, against = self.fields["kind"], self.fields["against"]
        if isinstance(kind, forms.ChoiceField) and isinstance(against, forms.ModelChoiceField):
            kind.choices = [(one.code, one.name) for one in kinds()]
            against.queryset = registry.units_to_name()

    def clean_phone(self) -> str:
        digits = phone_digits(self.cleaned_data["phone"])
        if digits and not PHONE.match(digits):
            raise forms.ValidationError(_("This is no phone number."))
        return digits

    def clean_heard_on(self) -> date | None:
        day: date | None = self.cleaned_data["heard_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day

    def clean_place(self) -> tuple[Division | None, Cell | None]:
        return place_of(self.cleaned_data["place"])

    def heard_at(self, now: datetime) -> datetime:
        """A letter was heard from the first moment of the day it came; all else now."""
        day = self.cleaned_data["heard_on"]
        if self.cleaned_data["via"] != "letter" or day is None or day == timezone.localdate(now):
            return now
        return timezone.make_aware(datetime.combine(day, time.min))


def place_of(said: str) -> tuple[Division | None, Cell | None]:
    """The place a form names as "code" or "code:cell". Raises ValidationError for one that is not there."""
    code, _sep, key = said.partition(":")
    if not code:
        return None, None
    division = registry.division(code)
    cell = registry.cell_of(int(key), code) if key.isascii() and key.isdigit() else None
    if division is None or (key and cell is None):
        raise forms.ValidationError(_("Choose a place from the list."))
    return division, cell
