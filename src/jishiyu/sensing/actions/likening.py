"""Letters that say in other words what another letter said: proposed to a person, or made one where that is sure."""

from collections.abc import Sequence
from datetime import datetime

from jishiyu.sensing import queries
from jishiyu.sensing.actions.splitting import LIVE
from jishiyu.sensing.actions.uniting import NO_CASE, unite
from jishiyu.sensing.actions.weighing import apart
from jishiyu.sensing.letters.same import FEWEST, LIKELY_FROM, SAME_FROM, Rarity
from jishiyu.sensing.models import Lead, Likeness
from jishiyu.sensing.queries.alike import Told

MOST_LINKS = 5  # of one lead


def learn_rarity(*, at: datetime) -> bool:
    """Make the table of what is rare anew from the newest letters. False while there are too few to tell."""
    older = queries.older_letters()
    if len(older) < FEWEST:
        return False
    Rarity.of(older).save(queries.rarity_path())
    return True


def liken(fresh: Sequence[Lead], *, by: str, at: datetime) -> None:
    """Compare the letters of new leads with those of the same kind and place within a month. What is the same near
    enough becomes one lead; what is likely the same is noted for a person. Called in the transaction that wrote them,
    with their source locked; four queries whatever their number, some more for each that becomes one."""
    fresh = [lead for lead in fresh if lead.group_id is None and lead.division_id]
    rarity = queries.rarity_now() if fresh else None
    if rarity is None:
        return
    near = {lead.pk: lead for lead in queries.near_letters(fresh)} | {lead.pk: lead for lead in fresh}
    said = queries.letters_of(near)
    links: dict[tuple[int, int], Likeness] = {}
    for lead in sorted(fresh, key=lambda one: (one.first_at, one.pk)):
        found = _likest(rarity, lead, near, said)
        if found and found[0][0] >= SAME_FROM and _made_one(lead, near[found[0][2].lead], by=by, at=at):
            near[lead.pk] = near[found[0][2].lead]
            continue
        for score, mine, other in found[:MOST_LINKS]:
            into = near[other.lead]
            if into.pk == lead.pk or (into.pk, lead.pk) in links:
                continue
            words = rarity.words((mine.title, mine.text), (other.title, other.text))
            links[lead.pk, into.pk] = Likeness(
                lead=lead, other=into, percent=int(score * 100), how=Likeness.How.WORDS, words=words
            )
    kept = [one for one in links.values() if Lead.State.MERGED not in (one.lead.state, one.other.state)]
    Likeness.objects.bulk_create(kept, ignore_conflicts=True)


def _likest(rarity: Rarity, lead: Lead, near: dict[int, Lead], said: Sequence[Told]) -> list[tuple[float, Told, Told]]:
    """Letters of other leads that are like one of this lead's, the likest of each lead, the likest first."""
    mine = [one for one in said if one.lead == lead.pk]
    others = [
        one
        for one in said
        if near[one.lead].pk != lead.pk
        and queries.same_place(lead, near[one.lead])
        and queries.in_time(lead, near[one.lead], lead.first_at)
        and not apart(lead, near[one.lead])
    ]
    best: dict[int, tuple[float, Told, Told]] = {}
    for one in mine:
        scores = rarity.alike(one.letter, [other.letter for other in others])
        for score, other in zip(scores.tolist(), others, strict=True):
            key = near[other.lead].pk
            if score >= LIKELY_FROM and (key not in best or score > best[key][0]):
                best[key] = (score, one, other)
    return sorted(best.values(), key=lambda found: (-found[0], found[2].message))


def _made_one(lead: Lead, into: Lead, *, by: str, at: datetime) -> bool:
    """A lead of the same source that nobody else holds at this moment takes it in."""
    if lead.state not in NO_CASE or lead.source_id != into.source_id:
        return False
    held = Lead.objects.select_for_update(skip_locked=True).filter(pk=into.pk, state__in=LIVE).first()
    if held is None:
        return False
    unite(lead, held, by=by, at=at)
    return True
