"""The words of every refusal of visits, teams and plans."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase

VISITS: Mapping[str, Phrase] = {
    "appointment_day": gettext_lazy("Choose a day from today on, within a year."),
    "appointment_over": gettext_lazy("There is no such appointment of yours any more."),
    "has_open_steps": gettext_lazy("There are steps of the plan to do yet; finish or drop them first."),
    "in_team_already": gettext_lazy("This officer is in the team already."),
    "need_kind": gettext_lazy("Choose what the need is about."),
    "need_too_short": gettext_lazy("Write each need down in %(least)s to %(most)s characters."),
    "not_in_team": gettext_lazy("This officer is not in the team."),
    "note_too_long": gettext_lazy("A note has at most %(most)s characters."),
    "note_too_short": gettext_lazy("Write down what was said, in at least %(least)s characters."),
    "officer_gone": gettext_lazy("Choose officers who work here now."),
    "plan_empty": gettext_lazy("Nothing of the plan was done yet; a team is closed when its plan is carried out."),
    "plan_open": gettext_lazy("%(open)s steps of the plan are open; finish them, or drop them with a reason."),
    "plan_step_unknown": gettext_lazy("There is no such step of a plan."),
    "say_in_words": gettext_lazy("Say it in at least %(least)s characters."),
    "step_day": gettext_lazy("A step falls due today or later."),
    "step_over": gettext_lazy("This step was finished or dropped already."),
    "struck_already": gettext_lazy("This visit was struck already."),
    "subject_unknown": gettext_lazy("There is no such enterprise or household."),
    "team_closed": gettext_lazy("This team is closed."),
    "team_there": gettext_lazy("There is a team at work for it already."),
    "team_unknown": gettext_lazy("There is no such team."),
    "too_many_needs": gettext_lazy("At most %(most)s needs in one note."),
    "too_many_officers": gettext_lazy("At most %(most)s officers on one visit."),
    "visit_key": gettext_lazy("This form has no key; open it again."),
    "visit_key_taken": gettext_lazy("This draft was sent by somebody else."),
    "visit_moment": gettext_lazy("Say when it was."),
    "visit_not_yours": gettext_lazy("You do not answer for this one, and did not on the day of the visit."),
    "visit_to_come": gettext_lazy("That moment has not come yet; look at the clock of your phone."),
    "visit_too_long_ago": gettext_lazy("A visit is written down within %(days)s days."),
    "visit_unknown": gettext_lazy("There is no such visit."),
    "visit_way": gettext_lazy("Say whether you went there or called."),
}
