"""What am I due, with the packs that ship: every scheme answers, and no more than six questions are asked."""

from django.test import Client

from jishiyu.entitlements.kinds import schemes
from jishiyu.portal.views.due import MOST_QUESTIONS, questions
from tests.cast import Cast
from tests.portal.test_due import outcomes


def test_every_shipped_scheme_answers_a_household_that_says_nothing(public: Client, cast: Cast) -> None:
    for subject, path in (("resident", "/due/"), ("enterprise", "/due/?for=enterprise")):
        shipped = [scheme for scheme in schemes() if scheme.subject == subject]
        assert len(questions(shipped)) <= MOST_QUESTIONS
        told = outcomes(public.post(path, {"members": "1"}).content.decode())
        assert told.keys() == {scheme.code for scheme in shipped}
        assert "due" not in told.values()


def test_every_shipped_scheme_has_an_application_form(public: Client, cast: Cast) -> None:
    for scheme in schemes():
        page = public.get(f"/due/{scheme.code}/apply/")
        assert page.status_code == 200, scheme.code
        assert "paper-" in page.content.decode() or not scheme.papers
