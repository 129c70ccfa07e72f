"""What the public may send, checked with messages a person understands."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Unit
from jishiyu.registry.people import phone_digits

MOBILE = re.compile(r"^1[3-9]\d{9}$")
LANDLINE = re.compile(r"^0\d{9,11}$")


def _division(code: str) -> str:
    if code and registry.division(code) is None:
        raise forms.ValidationError(_("Choose a place from the list."))
    return code


def _phone(said: str) -> str:
    digits = phone_digits(said)
    if not MOBILE.match(digits) and not LANDLINE.match(digits):
        raise forms.ValidationError(
            _("This is no phone number: a mobile has 11 digits and begins with 1, a landline begins with 0.")
        )
    return digits


class NeedForm(forms.Form):
    """A need said on the portal."""

    kind = forms.CharField(label=_("What is it about"))
    purpose = forms.ChoiceField(label=_("What you want"), choices=Case.Purpose.choices, required=False)
    secret = forms.BooleanField(label=_("Do not tell the unit who I am"), required=False)
    against = forms.ModelChoiceField(queryset=Unit.objects.none(), required=False)
    text = forms.CharField(label=_("What happened"), max_length=4000, min_length=5)
    division = forms.CharField(label=_("Where"), required=False, max_length=12)
    address = forms.CharField(label=_("Place in your words"), required=False, max_length=80)
    name = forms.CharField(label=_("Your name"), max_length=40)
    phone = forms.CharField(label=_("Your phone"), max_length=20)
    form_key = forms.CharField(max_length=64, min_length=16)
    website = forms.CharField(required=False)  # a trap: people do not see it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        against = self.fields["against"]
        if isinstance(against, forms.ModelChoiceField):
            against.queryset = registry.units_to_name()

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind not in {one.code for one in kinds() if one.public}:
            raise forms.ValidationError(_("Choose what it is about."))
        return kind

    def clean_division(self) -> str:
        return _division(self.cleaned_data["division"])

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("trap")
        return ""


class FollowForm(forms.Form):
    """A case number and the last four digits of the phone it was said with."""

    number = forms.CharField(label=_("Case number"), max_length=20)
    tail = forms.RegexField(
        r"^\d{4}$", label=_("Last 4 digits of your phone"), error_messages={"invalid": _("Four digits, please.")}
    )


class AnswerForm(forms.Form):
    """The requester's word: solved or not, a rating, words."""

    solved = forms.ChoiceField(
        choices=[("yes", "yes"), ("partly", "partly"), ("no", "no")],
        error_messages={"required": _("Say whether it was solved."), "invalid_choice": _("Say whether it was solved.")},
    )
    rating = forms.TypedChoiceField(
        choices=[(str(n), str(n)) for n in range(1, 6)], coerce=int, required=False, empty_value=None
    )
    words = forms.CharField(required=False, max_length=2000)


class WhoForm(forms.Form):
    """Who applies, and for whom where it is another."""

    name = forms.CharField(label=_("Your name"), max_length=40)
    phone = forms.CharField(label=_("Your phone"), max_length=20)
    address = forms.CharField(label=_("Your address"), max_length=80, required=False)
    division = forms.CharField(label=_("Where"), max_length=12)
    guardian = forms.CharField(max_length=40, required=False)
    form_key = forms.CharField(max_length=64, min_length=16)
    true = forms.BooleanField(error_messages={"required": _("Say that what you write is true.")})
    website = forms.CharField(required=False)  # a trap: people do not see it

    def __init__(self, *args: Any, on_behalf: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian"].required = on_behalf

    def clean_division(self) -> str:
        return _division(self.cleaned_data["division"])

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("trap")
        return ""
