"""The inside of benches/assignment.py: `fill` makes the town, `assign` reckons, adopts, reads, in its own process."""

# ruff: noqa: E402  (the product is imported after it is set up)

import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.utils import timezone

from jishiyu.outreach import actions, proposing
from jishiyu.outreach.models import Proposal
from jishiyu.registry import actions as registry
from jishiyu.registry.queries import duties
from jishiyu.sandbox.enterprises import ROLE, fill

BY = "system:bench"


def told(name: str, deed: Callable[[], object], times: int = 1) -> object:
    took, found, work = [], None, time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        found = deed()
        took.append(time.perf_counter() - began)
    work, ordered = (time.process_time() - work) / times, sorted(took)
    worst = f", worst of {times}: {ordered[-1] * 1000:.0f} ms" if times > 1 else ""
    print(f"{name}: {statistics.median(took) * 1000:.0f} ms{worst}; processor {work * 1000:.0f} ms", flush=True)
    return found


def shown(proposal: object) -> Proposal:
    assert isinstance(proposal, Proposal)
    said = proposal.figures
    print(f"  {said['enterprises']} enterprises, {said['officers']} officers with room for {said['room']}")
    print(f"  kept {said['kept']}, moved {said['moved']}, new {said['new']}, unplaced {said['unplaced']}")
    less = 100 * (said["points_greedy"] - said["points"]) / max(1, abs(said["points_greedy"]))
    print(f"  points {said['points']}, proven {said['proven']}; greedy {said['points_greedy']}: {less:.1f} % less")
    print(f"  read {said['seconds_read']} s, solved and proven {said['seconds_solved']} s", end="")
    print(f", of the processor {said['processor_seconds']} s")
    for name in ("before", "after"):
        loads = said[name]
        print(f"  load {name}: {loads['least']} / {loads['median']} / {loads['most']} {loads['histogram']}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of this process {peak:.0f} MB", flush=True)
    return proposal


def assign() -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    tomorrow = today + timedelta(days=1)

    def propose(**more: object) -> Proposal:
        return proposing.propose(ROLE, by=BY, at=now, **more)  # type: ignore[arg-type]

    first = shown(told("reckoned as they stand", propose))
    told("adopted", lambda: actions.adopt_proposal(first.pk, since=today, by=BY, at=now))
    held = duties.holders(ROLE, today)
    loads = duties.loads(today)
    heavy = max(loads, key=lambda key: loads[key].total)
    leaver = shown(told("reckoned when one leaves", lambda: propose(leaving=[heavy])))
    told("adopted", lambda: actions.adopt_proposal(leaver.pk, since=tomorrow, by=BY, at=now))
    keys = [duty for _officer, duty in duties.holders(ROLE, tomorrow).values()]
    registry.end_duties(keys, until=today + timedelta(days=9), by=BY, at=now)
    later = now + timedelta(days=10)
    anew = proposing.propose(ROLE, by=BY, at=later)
    shown(anew)
    told("adopted from nothing", lambda: actions.adopt_proposal(
        anew.pk, since=timezone.localdate(later), by=BY, at=later))  # fmt: skip
    day = timezone.localdate(later)
    told("what is nobody's, counted", lambda: duties.nobodys("enterprise", day).count(), 20)
    told("what somebody has, counted", lambda: duties.owned("enterprise", day).count(), 20)
    told("what is nobody's, its first fifty", lambda: list(duties.nobodys("enterprise", day)[:50]), 20)
    told("load of every officer", lambda: duties.loads(day), 20)
    print(f"held {len(held)}")


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        told("filled", lambda: fill(int(sys.argv[2]), int(sys.argv[3]), 0, now=timezone.now()))
    else:
        assign()
