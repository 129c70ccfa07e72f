"""What enterprises of an invented town brought forward, sent out on two lines: to the town and to the trade's desk."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from jishiyu.casework import actions as casework
from jishiyu.casework.catalogue import Draft
from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.registry import actions as registry
from jishiyu.registry import queries as places
from jishiyu.sandbox.desks import DESKS
from jishiyu.sandbox.history import Teller, office_case
from jishiyu.sandbox.pictures import drawn
from jishiyu.sandbox.town import BY, CITY, TOWN, Town

PACK = "enterprise"
LEFT_TO_SEND = 2  # the newest ones, for whoever tries the desk
FOUNDED = timedelta(days=120)


def bring_in(town: Town, seed: int, *, password: str, now: datetime) -> None:
    """The desks with somebody at each, the catalogue that names them, and all but the newest problems lived through."""
    _desks(town, password, now - FOUNDED)
    rng = Random(f"problems:{seed}")
    teller = Teller(town, rng, now, places.calendar(), [drawn(rng)])
    waiting = Case.objects.filter(pack=PACK, state=Case.State.RECEIVED).order_by("-heard_at", "-pk")[LEFT_TO_SEND:]
    for case in reversed(waiting):
        office_case(teller, case, case.heard_at)


def _desks(town: Town, password: str, at: datetime) -> None:
    """Which kind goes where: the place is the town's; which desk it is, the trade's words say."""
    since = timezone.localdate(at)
    lead = town.units["market"].pk
    for code, name, words, _letters in DESKS:
        unit = registry.make_unit(f"desk-{code}", name, division_code=CITY, parent_id=lead, by=BY, at=at)
        town.units[f"desk-{code}"] = unit
        registry.make_officer(f"zb-{code}", "专干", unit_id=unit.pk, password=password, by=BY, at=at)
        for kind in kinds(PACK):
            ground = f"万名干部联万企工作方案:{name}"
            draft = Draft(kind=kind.code, unit_id=unit.pk, ground=ground, item=name, words=words, line="trade")
            casework.add_catalogue_entry(draft, since=since, by=BY, at=at)
    ground = f"属地负责:{town.units['town'].name}"
    entries = [(kind.code, TOWN, town.units["town"].pk, ground) for kind in kinds(PACK)]
    casework.fill_catalogue(entries, since=since, by=BY, at=at)
