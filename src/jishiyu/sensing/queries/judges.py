"""Who judges: the service line's own words, at the version that counts now."""

from jishiyu.sensing.kinds import lexicons
from jishiyu.sensing.place import Placed, Spot
from jishiyu.sensing.queries.places import gazetteer
from jishiyu.sensing.queries.words import lexicon_now
from jishiyu.sensing.triage import QUIET, Judge, Said, Verdict, judge_for


def read(text: str, home: str = "") -> tuple[list[Verdict], Placed]:
    """What every service line makes of a text told at the desk, the gravest first, and the place it names near a home
    (a division code)."""
    said = Said(text, role="requester")
    judges = [judge_of(pack) for pack in lexicons()]
    verdicts = [judge.decide(said, judge.read([said])[0], QUIET) for judge in judges]
    told = sorted(
        (one for one in verdicts if one.kind), key=lambda one: (not one.risk, -one.urgency, -len(one.reasons))
    )
    city = home[:4]  # a hotline centre hears of its whole city
    return told, gazetteer(city).find(text, Spot(home)) if city else Placed(None)


def judge_of(pack: str) -> Judge:
    """How a service line judges now. Raises LookupError naming the pack."""
    return judge_for(lexicon_now(pack))
