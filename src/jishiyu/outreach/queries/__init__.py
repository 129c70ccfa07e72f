"""Reading of outreach, rights included, one file for each matter."""

from jishiyu.outreach.queries.advice import Concerned, concerned, how_far, to_pass_on, who_pass_on
from jishiyu.outreach.queries.coverage import coverage, had_none, hours_of, rosters, short_of_hours
from jishiyu.outreach.queries.gatherings import GatheringFilter, enterprises_named, gathering_page, gatherings_for, kinds_of, numbers, numbers_of, outcome_rows, public_gatherings, series_for, subject_name, sums, visible_gatherings
from jishiyu.outreach.queries.mine import answered_for, answers_for
from jishiyu.outreach.queries.residencies import by_status, note_of, permits_by_subject, posts_of, residencies_for, residency_page, resumptions, returned_by_subject, returned_in_all, returned_per_day

__all__ = [
    "Concerned",
    "GatheringFilter",
    "answered_for",
    "answers_for",
    "by_status",
    "concerned",
    "coverage",
    "enterprises_named",
    "gathering_page",
    "gatherings_for",
    "had_none",
    "hours_of",
    "how_far",
    "kinds_of",
    "note_of",
    "numbers",
    "numbers_of",
    "outcome_rows",
    "permits_by_subject",
    "posts_of",
    "public_gatherings",
    "residencies_for",
    "residency_page",
    "resumptions",
    "returned_by_subject",
    "returned_in_all",
    "returned_per_day",
    "rosters",
    "series_for",
    "short_of_hours",
    "subject_name",
    "sums",
    "to_pass_on",
    "visible_gatherings",
    "who_pass_on",
]
