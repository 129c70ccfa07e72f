"""Who an officer is to a claim: the duties they hold over its place, and what they may do with it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from jishiyu.entitlements.kinds import Scheme, scheme_of, schemes
from jishiyu.entitlements.models import Claim, Exit, Objection, StepResult
from jishiyu.entitlements.workflow import Hand, Standing
from jishiyu.lib.divisions import ancestors
from jishiyu.registry.models import Duty, Officer, Post

HANDLES = frozenset({Post.OFFICER, Post.HEAD})
SEES_LISTS = frozenset({Post.LEADER})


def roles_of(scheme: Scheme) -> frozenset[str]:
    """Every duty role that has to do with a scheme."""
    return frozenset({*(step.role for step in scheme.steps), scheme.keeper})


def hand_of(officer: Officer, scheme: Scheme, division_code: str | None, on: date) -> Hand:
    """What this officer is to a household of that place under that scheme. One query."""
    if officer.post not in HANDLES:
        return Hand(officer.actor)
    near = duties_near(officer, on).filter(role__in=roles_of(scheme))
    if division_code:
        near = near.filter(division__in=[division_code, *ancestors(division_code)])
    rows = list(near.values_list("officer_id", "role"))
    own = frozenset(role for who, role in rows if who == officer.pk)
    return Hand(officer.actor, own, heads=officer.post == Post.HEAD and bool(rows))


def duties_near(officer: Officer, on: date) -> QuerySet[Duty]:
    """Duties of this officer; of all in the unit, where they head it."""
    whose = Q(officer=officer)
    if officer.post == Post.HEAD and officer.unit_id:
        whose |= Q(officer__unit=officer.unit_id, officer__is_active=True)
    return Duty.objects.filter(whose, Q(until__isnull=True) | Q(until__gte=on), since__lte=on)


def has_part(officer: Officer, on: date) -> bool:
    """Whether anything of this room is for this officer: by a duty of theirs, or of one in the unit they head; a leader
    reads the lists. One query at most."""
    if officer.post not in HANDLES:
        return officer.post in SEES_LISTS
    roles = {role for scheme in schemes() for role in roles_of(scheme)}
    return bool(roles) and duties_near(officer, on).filter(role__in=roles).exists()


def visible_claims(officer: Officer, on: date) -> QuerySet[Claim]:
    """Claims this officer may see: of places and schemes they hold a duty for, a head what their officers see, a leader
    all of them as a list; an administrator none."""
    if officer.post in SEES_LISTS:
        return Claim.objects.all()
    if officer.post not in HANDLES:
        return Claim.objects.none()
    held = set(duties_near(officer, on).filter(division__isnull=False).values_list("role", "division_id"))
    found = Q(pk__in=[])
    for scheme in schemes():
        places = {place for role, place in held if role in roles_of(scheme)}
        if places:
            within = Q(household__division__isnull=True)
            for place in places:
                within |= Q(household__division__code__startswith=place)
            found |= Q(scheme=scheme.code) & within
    return Claim.objects.filter(found)


def standing_of(claim: Claim) -> Standing:
    """A claim as the pure workflow sees it. Three queries, four where it is decided."""
    scheme = scheme_of(claim.scheme)
    results = list(StepResult.objects.filter(claim=claim).values_list("step", "by", "outcome", "undone_at"))
    leaving = Exit.objects.filter(claim=claim, state__in=[Exit.State.ASKED, Exit.State.MOVING]).first()
    touched = {by for _, by, _, _ in results} | set(claim.letters.values_list("by", flat=True))
    return Standing(
        state=claim.state,
        step=claim.step,
        roles={step.code: step.role for step in scheme.steps},
        keeper=scheme.keeper,
        accepted=claim.accepted_at is not None,
        passed={step: by for step, by, outcome, undone in results if undone is None and outcome == "passed"},
        reviewed=frozenset(by for _, by, _, undone in results if undone is None),
        touched=frozenset(touched),
        outcome=claim.decision.outcome if claim.decision else "",
        objections=Objection.objects.filter(claim=claim, state=Objection.State.OPEN).count(),
        exit_state=leaving.state if leaving else "",
        exit_by=leaving.asked_by if leaving else "",
        review_open=claim.reviews.filter(closed_at__isnull=True).exists(),
    )


def officers_near(role: str, division_code: str | None, on: date) -> list[str]:
    """Actors who hold a role over a place, nearest first come all that are there: for notices."""
    duties = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, role=role)
    if division_code:
        duties = duties.filter(division__in=[division_code, *ancestors(division_code)])
    return _actors(duties.filter(officer__is_active=True).values_list("officer_id", flat=True))


def heads_near(scheme: Scheme, division_code: str | None, on: date) -> list[str]:
    """Heads of units whose officers hold a role of the scheme over a place."""
    duties = Duty.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on), since__lte=on, role__in=roles_of(scheme), officer__is_active=True
    )
    if division_code:
        duties = duties.filter(division__in=[division_code, *ancestors(division_code)])
    units = set(duties.values_list("officer__unit", flat=True))
    heads = Officer.objects.filter(post=Post.HEAD, is_active=True, unit__in=units)
    return _actors(heads.values_list("pk", flat=True))


def _actors(keys: Iterable[int]) -> list[str]:
    return sorted({f"officer:{key}" for key in keys})
