"""Reckoning an assignment: read as it stands, solved, put beside what a clerk would do, kept to be looked at."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from typing import Any

from django.utils import timezone

from jishiyu.lib.refused import Refused
from jishiyu.outreach.actions.assigning import Change, keep_proposal
from jishiyu.outreach.assigning.costs import reasons
from jishiyu.outreach.assigning.greedy import greedy
from jishiyu.outreach.assigning.shapes import NOBODY, Solution, spread, spread_of
from jishiyu.outreach.kinds import Liaison, liaisons
from jishiyu.outreach.models import Proposal
from jishiyu.outreach.queries.assigning import Standing, standing

SOLVER = "jishiyu.outreach.assigning.solve"  # brings OR-Tools, which no web process is to load


def liaison_for(role: str) -> Liaison:
    """The declared liaison of a role. Raises Refused: role_unknown."""
    found = next((one for one in liaisons() if one.role == role), None)
    if found is None:
        raise Refused("role_unknown", role=role)
    return found


def propose(role: str, *, leaving: Sequence[int] = (), only_needed: bool = False, by: str, at: datetime) -> Proposal:
    """Reckon who is to look after whom and keep it as a proposal; nothing changes yet. When somebody leaves, only what
    must move does. Raises Refused: role_unknown, nobody_to_assign."""
    began, work = time.perf_counter(), time.process_time()
    gone = frozenset(leaving)
    stood = standing(liaison_for(role), timezone.localdate(at), leaving=gone, only_needed=only_needed or bool(gone))
    if not stood.problem.enterprises:
        raise Refused("nobody_to_assign")
    read = time.perf_counter()
    found: Solution = import_module(SOLVER).solve(stood.problem)
    solved, worked = time.perf_counter(), time.process_time() - work
    figures = {
        **_figures(stood, found),
        "seconds_read": round(read - began, 2),
        "seconds_solved": round(solved - read, 2),
        "processor_seconds": round(worked, 2),
    }
    return keep_proposal(
        role,
        _changes(stood, found),
        leaving=sorted(gone),
        only_needed=only_needed or bool(gone),
        figures=figures,
        by=by,
        at=at,
    )


def _figures(stood: Standing, found: Solution) -> dict[str, Any]:
    problem, clerk = stood.problem, greedy(stood.problem)
    now = [one.held_by for one in problem.enterprises]
    kept = sum(one == other != NOBODY for one, other in zip(now, found.to, strict=True))
    placed = [other != NOBODY for other in found.to]
    had = [before is not None for before in stood.before]
    before_loads = [0] * len(problem.officers)
    for index in now:
        if index != NOBODY:
            before_loads[index] += 1
    return {
        "enterprises": len(problem.enterprises),
        "officers": len(problem.officers),
        "room": sum(one.capacity for one in problem.officers),
        "kept": kept,
        "moved": sum(a and b for a, b in zip(placed, had, strict=True)) - kept,
        "new": sum(a and not b for a, b in zip(placed, had, strict=True)),
        "unplaced": len(found.unplaced),
        "waiting": stood.waiting,
        "points": found.objective,
        "points_greedy": clerk.objective,
        "unplaced_greedy": len(clerk.unplaced),
        "proven": found.proven,
        "before": _plain(asdict(spread(before_loads))),
        "after": _plain(asdict(spread_of(problem, found.to))),
    }


def _plain(spread: dict[str, Any]) -> dict[str, Any]:
    return {**spread, "histogram": {str(load): count for load, count in spread["histogram"].items()}}


def _changes(stood: Standing, found: Solution) -> list[Change]:
    problem, rows = stood.problem, []
    held = Counter(one.held_by for one in problem.enterprises)
    for index, to in enumerate(found.to):
        one, before = problem.enterprises[index], stood.before[index]
        if to != NOBODY and one.held_by == to:
            continue
        said = reasons(problem.weights, one, problem.officers[to], stays=False) if to != NOBODY else []
        rows.append(
            Change(
                subject=one.key,
                before=before[0] if before else None,
                duty=before[1] if before else None,
                to=stood.officer(to),
                why=_why(stood, index, to, held),
                reasons=[[reason.code, reason.points] for reason in said],
            )
        )
    return rows


def _why(stood: Standing, index: int, to: int, held: Counter[int]) -> str:
    before = stood.before[index]
    if to == NOBODY:
        return "no_room" if any(one.capacity for one in stood.problem.officers) else "no_officer"
    if before is None:
        return ""
    one = stood.problem.enterprises[index]
    if one.held_by == NOBODY:
        return "left"
    return "full" if held[one.held_by] > stood.problem.officers[one.held_by].capacity else "better"
