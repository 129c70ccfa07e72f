"""The words of every refusal on the way of an application."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase

CLAIMS: Mapping[str, Phrase] = {
    "answer_unknown": gettext_lazy("Say whether something has changed or not."),
    "applied_too_often": gettext_lazy(
        "At most %(most)s applications a day from one phone. Come to the counter, please."
    ),
    "claim_open": gettext_lazy("There is an application for this that is open already; follow it by its number."),
    "day_unfit": gettext_lazy("%(day)s cannot be: neither before it was decided nor in days to come."),
    "exit_unknown": gettext_lazy("Nobody has asked for such an end."),
    "fact_not_of_step": gettext_lazy("This step does not answer for “%(fact)s”."),
    "facts_missing": gettext_lazy("This step answers for what is still missing: %(facts)s."),
    "facts_unknown": gettext_lazy("Nothing is known of this household yet."),
    "ground_unknown": gettext_lazy("Choose the ground."),
    "more_time": gettext_lazy("There is time to hand papers in until %(until)s."),
    "moving_days": gettext_lazy("Time to move out is %(least)s to %(most)s days."),
    "not_due_today": gettext_lazy("By the rules of today %(number)s is not due; look at the decision again."),
    "nothing_changed": gettext_lazy("No fact was changed."),
    "nothing_handed_in": gettext_lazy("Choose a paper, or write what you have to say."),
    "objection_decided": gettext_lazy("This objection is decided already."),
    "objection_too_late": gettext_lazy("The time to object to %(number)s is over, or has not come."),
    "objection_unknown": gettext_lazy("There is no such objection."),
    "paper_acts": gettext_lazy("“%(name)s” does more than show pages. Take photos of the pages instead."),
    "paper_unknown": gettext_lazy("No such paper is asked for here."),
    "step_unknown": gettext_lazy("Choose the step that is to be looked at again."),
    "still_due": gettext_lazy("By the rules %(number)s is due or cannot be decided; that is no ground to refuse it."),
    "too_many_objections": gettext_lazy("%(most)s objections wait to be decided already; they are being looked at."),
    "too_many_papers": gettext_lazy("At most %(most)s papers."),
}
