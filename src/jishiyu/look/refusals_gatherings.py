"""What refusals of gatherings, residencies and of going back to work say to the reader."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase

GATHERINGS: Mapping[str, Phrase] = {
    "already_theirs": gettext_lazy("This officer has the post already."),
    "day_to_come": gettext_lazy("%(day)s is still to come."),
    "day_wrong": gettext_lazy("Nothing can be written down here for %(day)s."),
    "gathering_begun": gettext_lazy("“%(title)s” has begun; sign up at the door."),
    "gathering_dropped": gettext_lazy("“%(title)s” was not held."),
    "gathering_form": gettext_lazy("Choose how it is held."),
    "gathering_kind_unknown": gettext_lazy("Choose a kind of gathering."),
    "gathering_length": gettext_lazy("Choose how long it lasted."),
    "gathering_not_public": gettext_lazy("Nobody can sign up for this one here; ask your officer."),
    "gathering_once": gettext_lazy("“%(kind)s” does not recur; plan a single one."),
    "gathering_over": gettext_lazy("“%(title)s” is over; this cannot be changed any more."),
    "gathering_title": gettext_lazy("A name has %(least)s to %(most)s characters."),
    "gathering_to_come": gettext_lazy("“%(title)s” has not begun yet."),
    "gathering_unknown": gettext_lazy("There is no such gathering."),
    "gathering_words": gettext_lazy("Write %(least)s to %(most)s characters."),
    "guest_unknown": gettext_lazy("One of those chosen is not known here, or is not among those it is for."),
    "guests_not_reached": gettext_lazy("%(count)s of those chosen are not among those whom “%(kind)s” is for."),
    "heads_too_many": gettext_lazy("Between 0 and %(most)s people."),
    "list_wrong": gettext_lazy("The check-list has no such line."),
    "measure_unknown": gettext_lazy("Nobody here measures this."),
    "need_key": gettext_lazy("The form has lost its key; open it again."),
    "need_kind": gettext_lazy("Choose what the need is about."),
    "need_too_short": gettext_lazy("Write each need down in %(least)s to %(most)s characters."),
    "officer_gone": gettext_lazy("Choose officers who work here now."),
    "outcome_amount": gettext_lazy("This is no amount that can be counted."),
    "outcome_of_nothing": gettext_lazy("Say of which gathering or case it came."),
    "outcome_replaced": gettext_lazy("This row was corrected already; correct the one that replaced it."),
    "outcome_source": gettext_lazy("Say in at least %(least)s characters who or what the number is from."),
    "post_unknown": gettext_lazy("Choose a post for each officer."),
    "residency_kind_unknown": gettext_lazy("Choose a kind of residency."),
    "residency_over": gettext_lazy("This residency has ended."),
    "residency_there": gettext_lazy("Officers are stationed at this enterprise already."),
    "residency_unknown": gettext_lazy("There is no such residency."),
    "said_twice": gettext_lazy("An enterprise stands twice with the same day."),
    "series_over": gettext_lazy("This series has ended already."),
    "series_unknown": gettext_lazy("There is no such series."),
    "status_unknown": gettext_lazy("Choose how far the enterprise is."),
    "subject_unknown": gettext_lazy("There is no such enterprise or household."),
    "too_many_guests": gettext_lazy("A gathering has at most %(most)s guests by name."),
    "too_many_rows": gettext_lazy("At most %(most)s rows at once."),
}
