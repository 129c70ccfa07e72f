"""The words by which pages speak of deeds, lights, states and forecasts of programmes."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase
from jishiyu.programmes.pace import Forecast, Pace

ACTS: Mapping[str, Phrase] = {
    "item_begun": gettext_lazy("Work has begun"),
    "item_changed": gettext_lazy("Item changed"),
    "item_dropped": gettext_lazy("Item given up"),
    "item_entered": gettext_lazy("The statistics have taken it in"),
    "item_finished": gettext_lazy("Item finished"),
    "item_made": gettext_lazy("Item made"),
    "meeting_held": gettext_lazy("Meeting held"),
    "milestone_passed": gettext_lazy("Milestone passed"),
    "money_noted": gettext_lazy("Money noted"),
    "peers_noted": gettext_lazy("Figures of other places noted"),
    "programme_changed": gettext_lazy("Programme changed"),
    "programme_made": gettext_lazy("Programme made"),
    "progress_noted": gettext_lazy("Progress noted"),
    "reading_corrected": gettext_lazy("Reading corrected"),
    "readings_taken": gettext_lazy("Readings taken in"),
    "rebuilt": gettext_lazy("Made anew from the ledger"),
    "target_change_approved": gettext_lazy("Another target approved"),
    "target_change_asked": gettext_lazy("Another target asked for"),
    "target_change_refused": gettext_lazy("Another target refused"),
    "target_set": gettext_lazy("Target set"),
}
LIGHTS: Mapping[str, tuple[Phrase, str]] = {
    "green": (gettext_lazy("Green: keeps pace"), "leaf"),
    "slight": (gettext_lazy("Grey-green: slightly behind"), "rain"),
    "yellow": (gettext_lazy("Yellow: behind"), "amber"),
    "red": (gettext_lazy("Red: far behind"), "alarm"),
    "none": (gettext_lazy("No light"), "plain"),
}
ENTERING: Mapping[str, tuple[Phrase, str]] = {
    "green": (gettext_lazy("Statistics green: entered, or still in time"), "leaf"),
    "yellow": (gettext_lazy("Statistics yellow: not entered yet"), "amber"),
    "red": (gettext_lazy("Statistics red: not entered for long"), "alarm"),
}
STATES: Mapping[str, tuple[Phrase, str]] = {
    "above": (gettext_lazy("Finished above target"), "leaf"),
    "finished": (gettext_lazy("Finished"), "leaf"),
    "ahead": (gettext_lazy("Ahead of time gone"), "leaf"),
    "on_plan": (gettext_lazy("Keeps pace"), "leaf"),
    "slight": (gettext_lazy("Slightly behind"), "rain"),
    "yellow": (gettext_lazy("Behind"), "amber"),
    "red": (gettext_lazy("Far behind"), "alarm"),
    "adjusted": (gettext_lazy("Target changed with approval"), "rain"),
    "unread": (gettext_lazy("Nothing measured"), "plain"),
    "not_begun": (gettext_lazy("Not begun"), "plain"),
    "dropped": (gettext_lazy("Dropped"), "plain"),
}


def days_words(pace: Pace) -> str:
    """How many days ahead or behind, in words."""
    if pace.days == 0:
        return _("on the day")
    if pace.days > 0:
        return _("%(days)d days ahead") % {"days": pace.days}
    return _("%(days)d days behind") % {"days": -pace.days}


def forecast_words(forecast: Forecast) -> str:
    """When it will be done, with its range; or why nobody can tell."""
    match forecast.why:
        case "reached":
            return _("Reached on %(day)s.") % {"day": forecast.day}
        case "too_few":
            return _("Fewer than three stretches between readings: nothing can be foretold yet.")
        case "standstill":
            return _("Nothing was added of late: at this pace it is never reached.")
        case "far":
            return _("At the pace of late it takes longer than ten years.")
    said = {"day": forecast.day, "earliest": forecast.earliest, "latest": forecast.latest}
    if forecast.latest is None:
        return _("About %(day)s at the pace of late; not before %(earliest)s, and how late cannot be told.") % said
    return _("About %(day)s at the pace of late; in four cases of five between %(earliest)s and %(latest)s.") % said
