"""The command that assigns: reckons, shows with reasons, adopts."""

import json

import pytest

from jishiyu.cli.commands import run
from jishiyu.outreach import actions
from jishiyu.registry import actions as registry
from jishiyu.registry.models import Duty, Subject
from tests.cast import BY, T0, VILLAGE, Cast

ROLE = "enterprise.liaison"


def test_an_assignment_is_reckoned_shown_and_adopted(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    subject = Subject.objects.create(kind="enterprise", division_id=VILLAGE, known_since=T0)
    registry.describe(subject.pk, name="某粮油厂", by=BY, at=T0)
    actions.set_terms(cast.mate.pk, ROLE, capacity=3, by=BY, at=T0)
    assert run(["assign", "propose", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["new"], said["unplaced"], said["proven"]) == (1, 0, True)
    assert run(["assign", "show", str(said["proposal"])]) == 0
    shown = capsys.readouterr().out
    assert "某粮油厂: — → 小唐: same town +15" in shown
    assert run(["assign", "adopt", str(said["proposal"]), "--since", "2026-08-01"]) == 0
    assert str(Duty.objects.get(role=ROLE).since) == "2026-08-01"


def test_what_cannot_be_done_is_refused(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assign", "show", "999"]) == 1
    assert run(["assign", "propose", "--leaving", "nobody"]) == 1
    assert run(["assign", "propose"]) == 1
    said = capsys.readouterr().err
    assert [word in said for word in ("proposal_unknown", "officer_unknown", "nobody_to_assign")] == [True] * 3
