"""What each refusal says to the reader."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jishiyu.lib.phrases import Phrase
from jishiyu.lib.refused import Refused
from jishiyu.look.refusals_claims import CLAIMS
from jishiyu.look.refusals_gatherings import GATHERINGS
from jishiyu.look.refusals_paying import PAYING
from jishiyu.look.refusals_policies import POLICIES
from jishiyu.look.refusals_programmes import PROGRAMMES
from jishiyu.look.refusals_reports import REPORTS
from jishiyu.look.refusals_visits import VISITS

REFUSALS: Mapping[str, Phrase] = {
    **PAYING,
    **PROGRAMMES,
    **REPORTS,
    **VISITS,
    **CLAIMS,
    **POLICIES,
    **GATHERINGS,
    "about_apart": gettext_lazy("A case about a unit is merged only with one that is about the same unit."),
    "account_not_asked": gettext_lazy("No account is asked for here now."),
    "account_there": gettext_lazy("There is an account already; another one is set at the office."),
    "administrators_stay_apart": gettext_lazy("An administrator cannot answer for cases."),
    "alias_length": gettext_lazy("A name of a place has %(least)s to %(most)s characters, not as %(name)s."),
    "alias_unknown": gettext_lazy("There is no such name."),
    "weather_unknown": gettext_lazy("There is no advice for such weather."),
    "no_advice_now": gettext_lazy("In this season there is no advice for such weather."),
    "area_wrong": gettext_lazy("The plot %(plot)s has no area."),
    "crop_unknown": gettext_lazy("No rotation knows the crop “%(crop)s” in the season “%(season)s” (plot %(plot)s)."),
    "attribute_unknown": gettext_lazy("Nobody here speaks of “%(attribute)s”."),
    "attribute_value": gettext_lazy("“%(value)s” cannot stand for “%(attribute)s”."),
    "code_wrong": gettext_lazy("“%(value)s” is not a unified social credit code: its check character does not fit."),
    "code_taken": gettext_lazy("The code %(value)s belongs to another one already."),
    "amount_out_of_bounds": gettext_lazy("Between 1 and %(most)s."),
    "answer_needed": gettext_lazy("Say what the answer is."),
    "application_unknown": gettext_lazy("There is no such application."),
    "agenda_empty": gettext_lazy("Put at least one case on the agenda."),
    "agenda_too_long": gettext_lazy("At most %(most)s on one agenda or at one table."),
    "arrived_already": gettext_lazy("The arrival was recorded already."),
    "aside_already": gettext_lazy("The case waits for the requester already, or is set aside."),
    "asked_already": gettext_lazy("This was asked for already, and nobody has decided yet."),
    "asked_too_late": gettext_lazy("An extension is asked for before the case is due."),
    "asking_unknown": gettext_lazy("Choose what you ask for."),
    "behind_unknown": gettext_lazy("There is no claim %(number)s in this queue to stand behind."),
    "call_held": gettext_lazy("Another caller has this one, or its time has not come; take the next."),
    "call_later": gettext_lazy("This half-day had its try; ring again from %(at)s on."),
    "capacity_taken": gettext_lazy("%(taken)s places are taken; the capacity cannot be less."),
    "cell_unreadable": gettext_lazy("“%(said)s” in “%(column)s” cannot be read."),
    "claim_not_approved": gettext_lazy("The claim %(number)s is not approved."),
    "claim_unknown": gettext_lazy("There is no such claim."),
    "class_unknown": gettext_lazy("There is no class %(given)s."),
    "case_unknown": gettext_lazy("There is no such case."),
    "cell_there_already": gettext_lazy("The cell %(cell)s is there already."),
    "cell_unknown": gettext_lazy("There is no grid or transformer area %(cell)s."),
    "changed_meanwhile": gettext_lazy(
        "Somebody changed this case while you looked at it. Here it is as it stands now."
    ),
    "channel_host_refused": gettext_lazy("Nothing may be sent to %(host)s from here."),
    "channel_kind_unknown": gettext_lazy("This office does not allow %(kind)s. It allows: %(known)s"),
    "channel_unknown": gettext_lazy("There is no such channel of yours."),
    "channel_unreadable": gettext_lazy("This address of the kind %(kind)s cannot be read."),
    "clause_unknown": gettext_lazy("%(scheme)s has no clause %(clause)s of a household."),
    "code_unknown": gettext_lazy("Choose the reason."),
    "column_empty": gettext_lazy("The column %(column)s is empty."),
    "columns_missing": gettext_lazy("The file lacks these columns: %(missing)s. Found: %(found)s"),
    "consultation_needed": gettext_lazy("This case was given back twice; only a consultation sends it on."),
    "database_half_way": gettext_lazy(
        "This database was made by an earlier version that was never released and stopped half-way: %(rooms)s. "
        "Bring it up to date with that version first."
    ),
    "day_unreadable": gettext_lazy("The day %(day)s is not understood; write it like 2026-07-14."),
    "decided_already": gettext_lazy("This was decided already."),
    "cell_elsewhere": gettext_lazy("This grid cell or transformer area lies in another place."),
    "division_unknown": gettext_lazy("There is no division with the code %(division)s."),
    "draw_list_unknown": gettext_lazy("There is no such list."),
    "draw_open": gettext_lazy("A list is frozen already; draw it or drop it first."),
    "draw_step": gettext_lazy("The list is “%(state)s”; this step is not its next one."),
    "draw_unknown": gettext_lazy("Nothing was drawn for %(day)s."),
    "duties_changed": gettext_lazy("What fits has changed since you looked: %(n)s duties now. Look again."),
    "duty_ended_already": gettext_lazy("This duty has ended already."),
    "capacity_out_of_bounds": gettext_lazy("An officer can take none to %(most)s."),
    "evidence_needed": gettext_lazy("Say what shows it, in at least %(least)s characters."),
    "nobody_to_assign": gettext_lazy("There is nobody to be looked after."),
    "proposal_adopted": gettext_lazy("This proposal counts already."),
    "proposal_dropped": gettext_lazy("This proposal was dropped."),
    "proposal_outdated": gettext_lazy(
        "Who looks after whom has changed since this was reckoned (for one, number %(subject)s). Reckon it anew."
    ),
    "proposal_over_room": gettext_lazy(
        "Officer %(officer)s can take %(most)s by now, and would have more. Reckon it anew."
    ),
    "proposal_unknown": gettext_lazy("There is no such proposal."),
    "task_ended": gettext_lazy("This task has ended already."),
    "task_incomplete": gettext_lazy("A task has a number and a title."),
    "too_many_trades": gettext_lazy("Name at most %(most)s trades."),
    "list_not_taken": gettext_lazy("This list takes no rows in."),
    "list_unknown": gettext_lazy("There is no such list."),
    "duty_held": gettext_lazy("Somebody answers for %(over)s in this role already."),
    "duty_not_begun": gettext_lazy("This duty begins on %(since)s; it cannot end before."),
    "duty_over_nothing": gettext_lazy(
        "A duty needs something it is over: a place, somebody served, a chain or a project."
    ),
    "duty_over_unknown": gettext_lazy("“%(over)s” is neither a chain (chain:…) nor a project (project:…)."),
    "duty_unknown": gettext_lazy("There is no such duty."),
    "handed_to_oneself": gettext_lazy("A duty is handed over to somebody else."),
    "officer_left": gettext_lazy("Nobody of the account %(officer)s works here any more."),
    "entry_day_over": gettext_lazy("The catalogue changes from today on or later; %(day)s is over."),
    "entry_ended_already": gettext_lazy("This entry of the catalogue has ended already."),
    "excluded_already": gettext_lazy("The case is excluded already."),
    "extended_once": gettext_lazy("An extension was asked for once; a case is extended once at most."),
    "entry_ground_short": gettext_lazy("Say the ground of the entry, in %(least)s to %(most)s characters."),
    "entry_role_unknown": gettext_lazy("An entry says who leads or who assists, not %(role)s."),
    "entry_same": gettext_lazy("The new version says the same as the old one."),
    "entry_there_already": gettext_lazy(
        "An entry that speaks of the same names %(unit)s; let a new version take over from it."
    ),
    "entry_unknown": gettext_lazy("There is no such entry of the catalogue."),
    "fact_wrong": gettext_lazy("%(where)s %(fact)s: %(why)s"),
    "facts_unreadable": gettext_lazy("%(file)s, %(fact)s: %(why)s"),
    "file_empty": gettext_lazy("The file %(file)s is empty."),
    "file_kind_unknown": gettext_lazy("%(file)s is of a kind that is not read here. Read are: %(known)s"),
    "file_or_since": gettext_lazy("Name a file, or a day with --since; not both."),
    "file_unreadable": gettext_lazy("The file %(file)s cannot be read: %(why)s"),
    "ground_needed": gettext_lazy("Name the document it rests on."),
    "ground_too_short": gettext_lazy("Say the ground, in at least %(least)s characters."),
    "home_elsewhere": gettext_lazy("The home %(home)s belongs to another scheme."),
    "home_not_free": gettext_lazy("The home %(home)s is offered or let, or was changed already."),
    "home_twice": gettext_lazy("The home %(home)s comes twice."),
    "home_unknown": gettext_lazy("There is no such home."),
    "hours_begun": gettext_lazy("Hours are set from today on or later; %(day)s is over."),
    "household_not_in_file": gettext_lazy("%(file)s has no household %(household)s."),
    "hours_unreadable": gettext_lazy(
        "These are no opening hours: %(hours)s. Write them like 08:30-12:00, 14:30-18:00."
    ),
    "household_known": gettext_lazy("There is a household for %(outside)s already."),
    "household_unknown": gettext_lazy("There is no such household, or nothing is known of it yet."),
    "how_unknown": gettext_lazy("Say whether it was done by a visit or by a call."),
    "in_consultation": gettext_lazy("%(number)s is on the agenda of “%(title)s” already."),
    "institution_elsewhere": gettext_lazy("The institution %(institution)s belongs to another scheme."),
    "institution_unknown": gettext_lazy("There is no institution %(institution)s."),
    "item_needs_words": gettext_lazy("The item %(item)s needs words by which a text speaks of it."),
    "item_too_long": gettext_lazy(
        "An item has at most %(item)s characters and %(words)s words of %(word)s characters each."
    ),
    "key_unknown": gettext_lazy("There is no such key of yours."),
    "kind_keeps_secret": gettext_lazy(
        "A case of that kind keeps its requester secret from the beginning: split it off as a new one."
    ),
    "kind_there_already": gettext_lazy("Case %(number)s is of this kind already."),
    "kind_unknown": gettext_lazy("No service line has the kind %(kind)s."),
    "left_already": gettext_lazy("They have left the queue."),
    "figure_unknown": gettext_lazy("There is no figure “%(figure)s”."),
    "nothing_to_publish": gettext_lazy("Name at least one figure."),
    "people_unsaid": gettext_lazy("Say how many people live in each place, at least one, and who says so."),
    "period_not_over": gettext_lazy("The period is not over; its figures are published afterwards."),
    "published_already": gettext_lazy("This is published for the period already; what changed since stands beside it."),
    "list_changed": gettext_lazy("The list no longer has the hash that was published."),
    "list_not_canonical": gettext_lazy(
        "This is not a list as it was frozen: one claim number on each line, sorted, each once, and a line feed at "
        "the end."
    ),
    "lead_answers": gettext_lazy("The unit that leads answers the requester in words."),
    "move_unknown": gettext_lazy("There is no such application to move somebody."),
    "moved_too_often": gettext_lazy("Too many were moved behind one another here; name another to stand behind."),
    "no_law_then": gettext_lazy("Nothing is in force for %(name)s of %(scheme)s on %(day)s."),
    "number_out_of_bounds": gettext_lazy("The number in “%(column)s” cannot be so."),
    "same_hand": gettext_lazy("Somebody else must do this step: two keepers are needed."),
    "scheme_unknown": gettext_lazy("No service line declares the scheme %(scheme)s."),
    "parameter_unknown": gettext_lazy("%(scheme)s has no parameter %(name)s."),
    "split_some": gettext_lazy("Pick at least one message of this warning, and leave at least one."),
    "lead_unknown": gettext_lazy("There is no lead of that number."),
    "lead_not_open": gettext_lazy("This warning was taken up already."),
    "ledger_broken": gettext_lazy(
        "The ledger does not hold at %(subject)s version %(version)s: jishiyu ledger verify says more."
    ),
    "ledger_busy": gettext_lazy(
        "Something that writes the ledger has been at it for more than %(seconds)s seconds. Seal again when it is done."
    ),
    "export_masked_only": gettext_lazy("Only a dispatcher takes names and phones out unmasked."),
    "letter_name_unknown": gettext_lazy(
        "The template “%(template)s” asks for “%(name)s”, which this letter does not have: %(place)s"
    ),
    "letter_not_now": gettext_lazy("There is nothing to write in this letter yet."),
    "letter_tag_wrong": gettext_lazy(
        "The template “%(template)s” has a tag that cannot be read, at “%(place)s”: %(why)s"
    ),
    "letter_too_large": gettext_lazy(
        "The template “%(template)s” is larger than %(most)s KB, or opens into something too large."
    ),
    "letter_unknown": gettext_lazy("There is no letter of this kind."),
    "letter_unreadable": gettext_lazy("The template “%(template)s” is no Word file (.docx)."),
    "letters_too_few": gettext_lazy(
        "Of %(found)s letters no two subjects have %(least)s each; nothing can be learnt from so few."
    ),
    "letter_unsafe": gettext_lazy("The template “%(template)s” asks for what a letter may not do: %(why)s"),
    "level_unknown": gettext_lazy("A person urges or supervises; %(level)s is neither."),
    "line_unknown": gettext_lazy("%(kind)s does not go out on the line %(line)s."),
    "link_dead": gettext_lazy("This link has been used or has expired."),
    "model_not_better": gettext_lazy(
        "On the %(n)s letters of the frozen part the new model would reach %(now)s, the one that is there %(before)s "
        "(macro-F1); it stays. To replace it all the same: --even-if-worse"
    ),
    "model_gone": gettext_lazy("The file of the model %(version)s is no longer there; train it anew."),
    "model_there_already": gettext_lazy("Nothing new was learnt: this is the model %(version)s, trained before."),
    "model_unknown": gettext_lazy("No model %(version)s was trained here."),
    "model_unreadable": gettext_lazy("The learnt model %(file)s cannot be read (%(why)s); train it anew."),
    "merge_unknown": gettext_lazy("There is no open case of that number to merge it into."),
    "merged_already": gettext_lazy("The case is merged already, or others are merged into it."),
    "meeting_closed": gettext_lazy("“%(title)s” is over; nothing of it changes any more."),
    "meeting_has_ruled": gettext_lazy("“%(title)s” has ruled already; close it with its minutes."),
    "meeting_over": gettext_lazy("That time is over; say when the meeting is."),
    "meeting_title_short": gettext_lazy("Give the meeting a title of %(least)s to %(most)s characters."),
    "meeting_unknown": gettext_lazy("There is no such consultation."),
    "no_contact": gettext_lazy("Nobody left contact details with this case."),
    "no_date_yet": gettext_lazy("The working calendar has no table for the year in which the new date would fall."),
    "nobody_to_draw": gettext_lazy("Nobody waits who was not drawn yet."),
    "not_by_lottery": gettext_lazy("%(scheme)s is not allotted by lottery."),
    "not_keeper": gettext_lazy("Only an officer who keeps this scheme does that."),
    "not_now": gettext_lazy("That cannot be done in the present state; the page was out of date."),
    "not_on_agenda": gettext_lazy("This case is not on the agenda."),
    "not_queued": gettext_lazy("%(scheme)s has no queue."),
    "not_ruled": gettext_lazy("Only what the meeting ruled on enters the catalogue."),
    "not_yours": gettext_lazy("This is not among your tasks."),
    "nothing_recorded": gettext_lazy("The ledger holds nothing about %(subject)s."),
    "nudge_words": gettext_lazy("Say what is to be done, in at least %(least)s characters."),
    "offer_not_taken": gettext_lazy("Only an offer that was taken is signed."),
    "offer_over": gettext_lazy("This offer was answered, withdrawn, or has run out."),
    "offer_unknown": gettext_lazy("There is no such offer."),
    "officer_has_it": gettext_lazy("%(officer)s has it already."),
    "officer_not_of_unit": gettext_lazy("That officer does not belong to %(unit)s."),
    "officer_unknown": gettext_lazy("There is no account %(username)s."),
    "outcome_unknown": gettext_lazy("Choose how the case ends."),
    "own_asking": gettext_lazy("Nobody decides on what they asked for themselves."),
    "own_ruling": gettext_lazy("Whoever granted it cannot undo it; another can."),
    "leads_of_two_lines": gettext_lazy("They belong to two service lines; each keeps its own."),
    "leads_split_apart": gettext_lazy("They were split apart by hand and do not become one again."),
    "place_not_asked": gettext_lazy("Nothing said here leaves the choice of this place open."),
    "own_unit_works": gettext_lazy("%(unit)s, your own unit, works on it: ask for it, and somebody else decides."),
    "own_unit": gettext_lazy("Nobody decides on what %(unit)s, their own unit, asks for."),
    "own_work": gettext_lazy("Nobody confirms the work of their own unit."),
    "pack_not_chat": gettext_lazy("The service line %(pack)s hears letters, not the talk of groups."),
    "pack_without_letters": gettext_lazy("No service line that is loaded judges letters."),
    "pack_unknown": gettext_lazy("There is no service line %(pack)s."),
    "parties_needed": gettext_lazy("Invite at least one unit or body."),
    "party_twice": gettext_lazy("%(name)s is invited already."),
    "party_unknown": gettext_lazy("This party is not invited."),
    "password_too_short": gettext_lazy("A password needs at least %(least)s characters."),
    "photo_required": gettext_lazy("This kind of case needs a photo of what was done."),
    "photo_too_large": gettext_lazy("A photo is too large."),
    "photo_unreadable": gettext_lazy("A file is no photo that can be read (JPEG, PNG or WebP)."),
    "place_unknown": gettext_lazy("There is no division and no grid or transformer area %(place)s."),
    "plan_begun": gettext_lazy("A plan is set from today on or later; %(day)s is over."),
    "preview_gone": gettext_lazy("This preview is too old or not yours; take the file in again."),
    "rating_unknown": gettext_lazy("Choose a rating from 1 to 5."),
    "reason_needed": gettext_lazy("Say why you need to see this; the look is recorded."),
    "reopen_too_late": gettext_lazy("%(number)s was closed more than 15 days ago; say it as a new case."),
    "reason_short": gettext_lazy("Say why, in at least %(least)s characters."),
    "return_code_unknown": gettext_lazy("Choose the reason of the return."),
    "return_too_late": gettext_lazy("This case could be returned until %(until)s."),
    "return_waits": gettext_lazy("A return of this case waits for a ruling; rule on it first."),
    "returned_before": gettext_lazy("%(unit)s has returned this case once; it cannot return it again."),
    "review_out_of_bounds": gettext_lazy("Name a day within %(most)s days on which it is looked at again."),
    "role_unknown": gettext_lazy("There is no duty %(role)s."),
    "say_what": gettext_lazy("Say what it is about, in at least %(least)s characters each."),
    "seed_length": gettext_lazy("A seed has %(least)s to %(most)s characters."),
    "say_why": gettext_lazy("Say why, in at least %(least)s characters."),
    "secret_apart": gettext_lazy("A case whose requester is known to the centre only is not merged with others."),
    "rows_too_many": gettext_lazy("At most %(most)s rows in one file."),
    "ruling_short": gettext_lazy("Say what was ruled, in at least %(least)s characters."),
    "settled_by_consultation": gettext_lazy(
        "A consultation gave this case to this unit; that question is closed, and it cannot be returned."
    ),
    "share_out_of_range": gettext_lazy("The share lies between %(least)s and %(most)s percent."),
    "sign_unknown": gettext_lazy("Choose a sign that there is, and what you found."),
    "secret_missing": gettext_lazy("This door needs the secret %(name)s; give it with --secret %(name)s=…"),
    "secret_unfit": gettext_lazy("The secret %(name)s does not have the form its platform gives it."),
    "secret_unknown": gettext_lazy("This door has no secret %(name)s. It has: %(known)s"),
    "secret_unreadable": gettext_lazy("Write a secret as NAME=VALUE, not as %(said)s."),
    "mailbox_unreachable": gettext_lazy("The mailbox at %(host)s cannot be read: %(why)s"),
    "source_there_already": gettext_lazy("The source %(source)s is there already."),
    "source_unknown": gettext_lazy("There is no source %(source)s."),
    "stream_away": gettext_lazy("What was said cannot be kept safely just now. Send it again in %(seconds)s seconds."),
    "stream_full": gettext_lazy("More waits to be read than is allowed. Send it again in %(seconds)s seconds."),
    "task_unknown": gettext_lazy("There is no such task."),
    "talk_too_little": gettext_lazy("Too little labelled talk to learn from: %(why)s"),
    "shards_unreadable": gettext_lazy("%(shard)s is no part; write it like 3/20, from 1 on."),
    "talk_unreadable": gettext_lazy("The labelled talk or the model cannot be read: %(why)s"),
    "text_too_long": gettext_lazy("“%(column)s” has at most %(most)s characters."),
    "time_unreadable": gettext_lazy("The time %(time)s is not understood; write it like 2026-07-14T16:30."),
    "too_many_channels": gettext_lazy("At most %(most)s channels."),
    "too_many_keys": gettext_lazy("At most %(most)s keys."),
    "too_many_photos": gettext_lazy("At most %(most)s photos."),
    "too_many_letters": gettext_lazy("At most %(most)s letters at once; choose fewer cases."),
    "too_many_works": gettext_lazy("You have %(most)s pieces of work under way; wait until one is ready."),
    "town_not_empty": gettext_lazy("Somebody lives here already; a sandbox needs an empty installation."),
    "unit_code_unknown": gettext_lazy("There is no unit with the code %(unit)s."),
    "unit_concerned": gettext_lazy("The case is about %(unit)s; it cannot be given to it."),
    "unit_dispatches_alone": gettext_lazy(
        "Nobody but %(unit)s dispatches here, so nobody could take up what is about it."
    ),
    "unit_needed": gettext_lazy("Say which unit should have it."),
    "unit_there_already": gettext_lazy("The unit %(unit)s is there already."),
    "unit_twice": gettext_lazy("%(unit)s has a task of this case already."),
    "unit_unknown": gettext_lazy("Choose a unit that exists and is not your own."),
    "urged_today": gettext_lazy("You have urged this case today; it can be urged again tomorrow."),
    "username_taken": gettext_lazy("The name %(username)s is taken."),
    "value_wrong": gettext_lazy("This value does not fit: %(why)s"),
    "waited_enough": gettext_lazy("A case waits for its requester for %(most)s days in all at most."),
    "waiting_unknown": gettext_lazy("There is nobody so in the queue."),
    "wishes_wrong": gettext_lazy("These needs make no sense together."),
    "word_unknown": gettext_lazy("The column %(column)s says %(word)s; it may say: %(known)s"),
    "work_failed": gettext_lazy("It was tried several times and failed; the administrator finds the reason on record."),
    "work_gone": gettext_lazy("The file is no longer kept. Ask for it again."),
    "label_kind_needed": gettext_lazy("Say of what kind it is."),
    "label_urgency_needed": gettext_lazy("Say how urgent it is."),
    "labels_missing": gettext_lazy("Nobody has labelled a message here yet; there is nothing to learn anew from."),
    "message_unknown": gettext_lazy("There is no such message."),
    "meaning_unknown": gettext_lazy("Choose the list the word belongs to."),
    "word_ended_already": gettext_lazy("This was undone already."),
    "word_masks_nothing": gettext_lazy("“%(word)s” holds no word of another list, so it would take nothing back."),
    "word_not_there": gettext_lazy("“%(word)s” does not stand in this list."),
    "word_of_danger": gettext_lazy(
        "“%(word)s” speaks of danger now and stays; add a longer phrase that means something else instead."
    ),
    "word_there_already": gettext_lazy("“%(word)s” stands in this list already."),
    "word_too_long": gettext_lazy("A word has at most %(most)s characters."),
    "word_too_short": gettext_lazy("A word of this list has at least %(least)s characters."),
    "words_need_item": gettext_lazy("Words such as %(word)s need an item they speak of."),
    "words_too_long": gettext_lazy("At most %(most)s characters."),
    "words_too_short": gettext_lazy("Tell the requester in at least %(least)s characters what was done."),
}


def message_of(refused: Refused) -> str:
    """A refusal in the reader's language, naming what and why."""
    phrase = REFUSALS.get(refused.code)
    return str(phrase) % refused.params if phrase else _("Refused: %(code)s") % {"code": refused.code}
