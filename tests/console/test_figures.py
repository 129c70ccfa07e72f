"""Figures for those who work here: without and with the excluded, and who excluded them."""

from datetime import timedelta

from django.utils import timezone

from jishiyu.casework import actions
from jishiyu.casework.models import Case
from tests.cast import DAY, Cast
from tests.console.conftest import As

FIGURE = "/console/figures/answered/"


def excluded(cast: Cast) -> Case:
    """A case that falls due about now, excluded by leave of the dispatcher; another falls due beside it."""
    now = timezone.now()
    for title in ("一", "二"):
        task = cast.taken(title=title, at=now - DAY, heard_at=now - DAY)
        Case.objects.filter(pk=task.case_id).update(due_at=now - timedelta(hours=1))
    asked = actions.ask(
        task.case_id, "exclusion", code="beyond_law", ground="诉求于法无据。", by=cast.crew.actor, at=now
    )
    actions.decide(asked.pk, grant=True, words="依据充分，同意。", by=cast.dispatcher.actor, at=now)
    return Case.objects.get(pk=task.case_id)


def test_a_figure_is_printed_without_and_with_the_excluded(cast: Cast, signed_in: As) -> None:
    case = excluded(cast)
    page = signed_in(cast.leader).get(FIGURE).content.decode()
    assert "0 % (0/1)" in page
    assert "With the excluded cases: 0 % (0/2)" in page
    assert case.number not in signed_in(cast.leader).get(FIGURE + "?side=rest").content.decode()


def test_the_excluded_are_listed_with_the_reason_and_both_hands(cast: Cast, signed_in: As) -> None:
    case = excluded(cast)
    page = signed_in(cast.leader).get(FIGURE + "?side=out0").content.decode()
    for said in (case.number, "Asks for what the law does not give", cast.crew.name, cast.dispatcher.name):
        assert said in page


def test_a_list_that_is_not_there_shows_what_counts(cast: Cast, signed_in: As) -> None:
    excluded(cast)
    for side in ("out9", "outx", "٣", "%00"):
        assert signed_in(cast.leader).get(f"{FIGURE}?side={side}").status_code == 200


def test_the_board_says_both_where_they_differ(cast: Cast, signed_in: As) -> None:
    excluded(cast)
    page = signed_in(cast.leader).get("/console/figures/").content.decode()
    assert page.count("With the excluded cases") >= 1
    assert "How often it was asked for" in page
