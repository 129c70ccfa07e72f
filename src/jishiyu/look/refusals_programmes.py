"""What refusals of programmes, targets and readings say to the reader."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase

PROGRAMMES: Mapping[str, Phrase] = {
    "curve_wrong": gettext_lazy("The curve cannot be read: %(trouble)s."),
    "day_to_come": gettext_lazy("%(day)s has not come yet."),
    "fund_below_nought": gettext_lazy("Money is not below nought."),
    "fund_source_unknown": gettext_lazy("There is no source of money called %(source)s."),
    "fund_twice": gettext_lazy("A source of money is named twice."),
    "funds_differ": gettext_lazy("The sources add up to %(sum)s fen, the whole sum is %(total)s fen."),
    "grade_unknown": gettext_lazy("Row %(key)s: there is no grade %(grade)s."),
    "ground_missing": gettext_lazy("Say why, in at least %(least)s characters."),
    "group_unknown": gettext_lazy("There is no group %(group)s in this kind of programme."),
    "item_of_nobody": gettext_lazy("Item %(item)s names a unit or an officer that is not there."),
    "item_over": gettext_lazy("The item is finished or dropped."),
    "item_unknown": gettext_lazy("There is no such item."),
    "level_unknown": gettext_lazy("No level %(level)s asks for items of this kind."),
    "meeting_kind_unknown": gettext_lazy("Choose what kind of meeting it was."),
    "milestone_passed": gettext_lazy("This milestone was passed already."),
    "milestone_unknown": gettext_lazy("There is no such milestone."),
    "name_missing": gettext_lazy("Say a code and a name."),
    "peer_twice": gettext_lazy("A place is named twice."),
    "point_above": gettext_lazy("Key point %(point)s lies between nought and the whole target."),
    "point_falls": gettext_lazy("Key point %(point)s is less than the one before it."),
    "point_last": gettext_lazy("Key point %(point)s is on the last day; by then the whole target is reached."),
    "point_order": gettext_lazy("Key point %(point)s comes after the one before it, on a later day."),
    "point_outside": gettext_lazy("Key point %(point)s lies outside the span from %(since)s to %(until)s."),
    "points_missing": gettext_lazy("Say at least one key point, and %(most)s at most."),
    "programme_closed": gettext_lazy("The programme is closed."),
    "programme_kind_unknown": gettext_lazy("There is no kind of programme called %(kind)s."),
    "programme_unknown": gettext_lazy("There is no such programme."),
    "progress_words": gettext_lazy("Say how it stands, in at least %(least)s characters."),
    "reading_corrected": gettext_lazy("This reading was corrected already."),
    "reading_incomplete": gettext_lazy("Row %(key)s lacks a key, or its amount is out of bounds."),
    "reading_known_otherwise": gettext_lazy("Row %(key)s is known with another amount; correct it on the item's page."),
    "reading_of_nobody": gettext_lazy("There is no %(what)s %(key)s."),
    "reading_same": gettext_lazy("The reading says that already."),
    "reading_to_come": gettext_lazy("Row %(key)s: %(day)s has not come yet."),
    "reading_twice": gettext_lazy("Row %(key)s stands there twice, with different amounts."),
    "reading_unknown": gettext_lazy("There is no such reading."),
    "ruled_by_asker": gettext_lazy("Another than the one who asked for a change decides it."),
    "series_unknown": gettext_lazy("Nothing is measured under the name %(series)s."),
    "span_backwards": gettext_lazy("It ends before it begins."),
    "sums_differ": gettext_lazy("The states add up to %(sum)s of %(total)s; the list is not printed."),
    "target_change_open": gettext_lazy("A change of this target is asked for already."),
    "target_not_above_nought": gettext_lazy("A target is above nought."),
    "target_not_asked": gettext_lazy("No such change is asked for."),
    "target_there_otherwise": gettext_lazy("%(scope)s has another target already; ask for a change."),
}
