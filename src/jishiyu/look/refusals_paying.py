"""What refusals of awards, payments, permits and invitations say to the reader."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase

PAYING: Mapping[str, Phrase] = {
    "account_unreadable": gettext_lazy("An account has %(least)s to %(most)s digits and a holder."),
    "answer_not_laid_out": gettext_lazy("The layout “%(layout)s” does not say how the bank's answer reads."),
    "award_ended": gettext_lazy("The award has ended."),
    "award_gives_no_permit": gettext_lazy("This award gives no permit."),
    "award_gives_no_place": gettext_lazy("This award gives no place in an institution."),
    "award_not_there": gettext_lazy("The award is %(state)s; this cannot be done with it."),
    "award_unknown": gettext_lazy("There is no such award."),
    "check_by_another": gettext_lazy("Another than the one who prepared it checks a run."),
    "invitation_not_there": gettext_lazy("It is %(state)s by now; this cannot be done with it."),
    "invitation_unknown": gettext_lazy("There is no such invitation."),
    "invite_answer_unknown": gettext_lazy("Choose what became of it."),
    "invite_channel_unknown": gettext_lazy("Choose how they are invited."),
    "invite_nobody": gettext_lazy("Choose whom to invite."),
    "invite_too_many": gettext_lazy("At most %(most)s at once."),
    "layout_letter": gettext_lazy("The bank's encoding %(encoding)s lacks the letter %(letter)s."),
    "layout_overflow": gettext_lazy("A value of %(column)s is longer than the %(width)s bytes of its column."),
    "layout_unknown": gettext_lazy("There is no such layout of bank files."),
    "month_not_begun": gettext_lazy("%(month)s is too far ahead; a run is for this month, the next, or one gone."),
    "payment_unknown": gettext_lazy("There is no such payment asked back."),
    "permit_days": gettext_lazy("A permit ends on the day it begins or later, and holds for at most %(most)s days."),
    "permit_subject": gettext_lazy("Say what the permit is for, in %(least)s to %(most)s letters and digits."),
    "permit_unknown": gettext_lazy("There is no such permit in force."),
    "run_altered": gettext_lazy(
        "The lines of run %(run)s are not as they were prepared. Cancel it, and tell who audits."
    ),
    "run_exported_otherwise": gettext_lazy(
        "The bank was given this run in the layout %(layout)s; a second file pays twice."
    ),
    "run_not_there": gettext_lazy("The run is %(state)s; this cannot be done with it."),
    "run_open": gettext_lazy("A run of %(scheme)s is open; give it to the bank or cancel it first."),
    "run_unknown": gettext_lazy("There is no such run."),
    "scheme_not_paid": gettext_lazy("%(scheme)s gives no money and no home; there is nothing to pay or collect."),
    "session_before": gettext_lazy("%(day)s lies outside the time of the place."),
    "session_to_come": gettext_lazy("%(day)s has not come yet."),
    "sessions_none": gettext_lazy("Write down at least one session."),
    "sessions_too_many": gettext_lazy("At most %(most)s sessions at once."),
    "slip_unknown": gettext_lazy("There is no payment %(slip)s at the bank."),
    "slips_unanswered": gettext_lazy("The bank has not answered for %(count)s payments yet."),
    "words_needed": gettext_lazy("Say why."),
}
