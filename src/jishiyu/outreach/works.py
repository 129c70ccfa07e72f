"""Long work of outreach: an assignment reckoned."""

from django.utils import timezone

from jishiyu.ledger.works import Result, Run, does_work
from jishiyu.outreach.proposing import propose

PROPOSE = "assignment.propose"


@does_work(PROPOSE)
def reckon(run: Run) -> Result:
    """Who is to look after whom. Done twice, there are two proposals that say the same; nothing else changes."""
    run.of(1)
    found = propose(
        run.params["role"],
        leaving=run.params.get("leaving", ()),
        only_needed=bool(run.params.get("only_needed")),
        by=run.by,
        at=timezone.now(),
    )
    run.step()
    counts = {name: found.figures[name] for name in ("kept", "moved", "new", "unplaced")}
    return Result(counts=counts, data={"proposal": found.pk})
