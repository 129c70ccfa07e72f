"""The command `jishiyu assign`: who is to look after whom, reckoned to the optimum, shown, adopted."""

import argparse
import json
from collections.abc import Callable
from datetime import date

from django.utils import timezone, translation

from jishiyu.lib.refused import Refused
from jishiyu.outreach import actions, proposing
from jishiyu.outreach.assigning.costs import WORDS
from jishiyu.outreach.kinds import liaisons
from jishiyu.outreach.models import Proposal
from jishiyu.outreach.queries import assigning
from jishiyu.registry import queries as registry

BY = "system:command"
SHOWN = 20


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    command = add("assign", help="assign enterprises to officers to the proven optimum: propose, show, adopt")
    deeds = command.add_subparsers(required=True, metavar="DEED").add_parser

    deed = deeds("propose", help="reckon an assignment and keep it; nothing changes yet")
    deed.add_argument("--role", default="", help="the role to assign; the first that packs declare")
    deed.add_argument("--leaving", nargs="*", default=[], metavar="ACCOUNT", help="officers who leave")
    deed.add_argument(
        "--only-needed", action="store_true", help="whoever has an officer keeps them, where there is room"
    )
    deed.add_argument("--json", action="store_true", help="print the figures as JSON")
    deed.set_defaults(command=_propose)

    deed = deeds("show", help="what a proposal would change, and why")
    deed.add_argument("proposal", type=int)
    deed.add_argument("--most", type=int, default=SHOWN, help="how many changes to print")
    deed.set_defaults(command=_show)

    deed = deeds("adopt", help="let a proposal count from a day: duties are handed over and given")
    deed.add_argument("proposal", type=int)
    deed.add_argument("--since", type=date.fromisoformat, default=None, metavar="DAY", help="from which day; today")
    deed.add_argument("--note", default="", help="a note to whoever takes over")
    deed.set_defaults(command=_adopt)


def _propose(chosen: argparse.Namespace) -> int:
    roles = [one.role for one in liaisons()]
    role = chosen.role or (roles[0] if roles else "")
    leaving = []
    for username in chosen.leaving:
        officer = registry.officer_named(username)
        if officer is None:
            raise Refused("officer_unknown", username=username)
        leaving.append(officer.pk)
    found = proposing.propose(role, leaving=leaving, only_needed=chosen.only_needed, by=BY, at=timezone.now())
    if chosen.json:
        print(json.dumps({"proposal": found.pk, **found.figures}, ensure_ascii=False))
    else:
        _print(found)
    return 0


def _print(proposal: Proposal) -> None:
    said = proposal.figures
    print(f"proposal {proposal.pk}: {proposal.state}")
    print(f"{said['enterprises']} enterprises, {said['officers']} officers with room for {said['room']}")
    if said.get("waiting"):
        print(f"beyond what leaders can take: {said['waiting']}")
    print(f"kept {said['kept']}, moved {said['moved']}, new {said['new']}, nobody can take {said['unplaced']}")
    print(f"points {said['points']} (proven the least), one after another {said['points_greedy']}")
    for name in ("before", "after"):
        loads = said[name]
        print(f"load {name}: {loads['least']} / {loads['median']} / {loads['most']}  {loads['histogram']}")
    print(f"read in {said['seconds_read']} s, solved and proven in {said['seconds_solved']} s")


def _show(chosen: argparse.Namespace) -> int:
    proposal = assigning.proposal(chosen.proposal)
    if proposal is None:
        raise Refused("proposal_unknown")
    _print(proposal)
    with translation.override("en"):
        for row in assigning.changes(proposal)[: chosen.most]:
            profile = getattr(row.subject, "profile", None)
            why = ", ".join(f"{WORDS[code]} {points:+d}" for code, points in row.reasons)
            before, to = (one.name if one else "—" for one in (row.before, row.to))
            because = f" ({WORDS[row.why]})" if row.why else ""
            print(f"{profile.name if profile else row.subject_id}: {before} → {to}{because}: {why}")
    return 0


def _adopt(chosen: argparse.Namespace) -> int:
    since = chosen.since or timezone.localdate()
    proposal = actions.adopt_proposal(chosen.proposal, since=since, note=chosen.note, by=BY, at=timezone.now())
    print(f"proposal {proposal.pk} counts from {proposal.since}")
    return 0
