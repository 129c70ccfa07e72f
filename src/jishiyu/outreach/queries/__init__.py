"""Reading of outreach, rights included, one file for each matter."""

from jishiyu.outreach.queries.advice import Concerned, concerned, how_far, to_pass_on, who_pass_on
from jishiyu.outreach.queries.coverage import coverage, had_none, hours_of, rosters, short_of_hours
from jishiyu.outreach.queries.gatherings import GatheringFilter, enterprises_named, gathering_page, gatherings_for, kinds_of, numbers, numbers_of, outcome_rows, public_gatherings, series_for, subject_name, sums, visible_gatherings
from jishiyu.outreach.queries.mine import answered_for, answers_for, responsible
from jishiyu.outreach.queries.phone import appointments, choices, last_visits, name_of, on_the_phone, to_come
from jishiyu.outreach.queries.residencies import by_status, note_of, permits_by_subject, posts_of, residencies_for, residency_page, resumptions, returned_by_subject, returned_in_all, returned_per_day
from jishiyu.outreach.queries.team import candidates, team_at_work, team_of, teams
from jishiyu.outreach.queries.timeline import Reader, due_next, timeline
from jishiyu.outreach.queries.visited import (
    UnvisitedFilter,
    VisitFilter,
    fitting_visits,
    shown_in_list,
    unvisited,
    visible_visits,
    visit_of,
    visit_photo,
)
from jishiyu.outreach.queries.timeline import due_next, timeline
from jishiyu.outreach.queries.visited import UnvisitedFilter, VisitFilter, fitting_visits, shown_in_list, unvisited, visible_visits, visit_of, visit_photo

__all__ = [
    "Concerned",
    "GatheringFilter",
    "Reader",
    "UnvisitedFilter",
    "VisitFilter",
    "answered_for",
    "answers_for",
    "appointments",
    "by_status",
    "candidates",
    "choices",
    "concerned",
    "coverage",
    "due_next",
    "enterprises_named",
    "fitting_visits",
    "gathering_page",
    "gatherings_for",
    "had_none",
    "hours_of",
    "how_far",
    "kinds_of",
    "last_visits",
    "name_of",
    "note_of",
    "numbers",
    "numbers_of",
    "on_the_phone",
    "outcome_rows",
    "permits_by_subject",
    "posts_of",
    "public_gatherings",
    "residencies_for",
    "residency_page",
    "responsible",
    "resumptions",
    "returned_by_subject",
    "returned_in_all",
    "returned_per_day",
    "rosters",
    "series_for",
    "short_of_hours",
    "shown_in_list",
    "subject_name",
    "sums",
    "team_at_work",
    "team_of",
    "teams",
    "timeline",
    "to_come",
    "to_pass_on",
    "unvisited",
    "visible_gatherings",
    "visible_visits",
    "visit_of",
    "visit_photo",
    "who_pass_on",
]
