"""Needs raised at a gathering or in a residency become cases in the same step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jishiyu.casework import actions as casework
from jishiyu.casework.kinds import kinds
from jishiyu.casework.models import Case
from jishiyu.casework.needs import Need
from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.outreach.actions.needs import door, known_of
from jishiyu.outreach.actions.planning import host_of
from jishiyu.outreach.actions.residing import stationed_at
from jishiyu.outreach.models import Gathering, Raised, Residency
from jishiyu.registry import queries as registry
from jishiyu.registry.models import Subject, Unit

FEWEST_WORDS, MOST_WORDS = 5, 2000
KEY_LENGTHS = range(16, 41)


@dataclass(frozen=True, slots=True)
class NeedRaised:
    """A need in words, of a kind a pack declares; `key` is the form's, so that twice sent is one."""

    key: str
    kind: str
    text: str
    subject_id: int | None = None
    urgent: bool = False


@transaction.atomic
def raise_at_gathering(gathering_id: int, said: NeedRaised, *, by: str, at: datetime) -> Case:
    """Open the case of a need that was raised there; sent again, it is that case. Its clock starts when the gathering
    began or, written down before, now.

    Raises Refused: gathering_unknown, not_yours, need_kind, need_too_short, need_key, subject_unknown."""
    gathering = Gathering.objects.filter(pk=gathering_id).select_related("unit").first()
    if gathering is None:
        raise Refused("gathering_unknown")
    host_of(by, gathering.unit_id)
    heard_at = min(gathering.starts_at, at)
    case, fresh = _open(said, gathering.unit, gathering.division_id, heard_at, f"gathering:{gathering.pk}", by, at)
    if fresh:
        ledger.insert_rows([Raised(gathering=gathering, case=case, subject_id=said.subject_id, by=by, at=at)])
        ledger.record(gathering.ref, "need_raised", by=by, at=at, data={"case": case.pk, "subject": said.subject_id})
    return case


@transaction.atomic
def raise_in_residency(residency_id: int, said: NeedRaised, *, by: str, at: datetime) -> Case:
    """The same for a difficulty of the enterprise one is stationed at, by one of those stationed there.

    Raises Refused: residency_unknown, not_yours, need_kind, need_too_short, need_key."""
    residency = Residency.objects.filter(pk=residency_id).select_related("subject").first()
    if residency is None:
        raise Refused("residency_unknown")
    officer = stationed_at(residency, by)
    unit = officer.unit if officer else registry.centre()
    about = NeedRaised(said.key, said.kind, said.text, residency.subject_id, said.urgent)
    case, fresh = _open(about, unit, residency.subject.division_id, at, f"residency:{residency.pk}", by, at)
    if fresh:
        ledger.insert_rows([Raised(residency=residency, case=case, subject_id=residency.subject_id, by=by, at=at)])
        ledger.record(residency.ref, "need_raised", by=by, at=at, data={"case": case.pk})
    return case


def _open(
    said: NeedRaised, unit: Unit | None, division: str | None, heard_at: datetime, where: str, by: str, at: datetime
) -> tuple[Case, bool]:
    """The case, and whether it is new."""
    text = said.text.strip()
    if len(said.key) not in KEY_LENGTHS or not said.key.isascii():
        raise Refused("need_key")
    if not FEWEST_WORDS <= len(text) <= MOST_WORDS:
        raise Refused("need_too_short", least=FEWEST_WORDS, most=MOST_WORDS)
    if said.kind not in {kind.code for kind in kinds()}:
        raise Refused("need_kind")
    subject = Subject.objects.filter(pk=said.subject_id).select_related("profile").first() if said.subject_id else None
    if said.subject_id and subject is None:
        raise Refused("subject_unknown")
    need = Need(
        pack=said.kind.partition(".")[0],
        kind=said.kind,
        title=" ".join(text.split())[:60],
        text="\n".join([text, *known_of(subject)]),
        source_id=door("raised", _("Gatherings and residencies"), unit, by=by, at=at).pk,
        heard_at=heard_at,
        requester_id=said.subject_id,
        division_code=(subject.division_id if subject else None) or division,
        urgency=2 if said.urgent else 1,
        origin_key=f"{where}:{said.key}",
    )
    case = casework.open_case(need, by=by, at=at)
    return case, not Raised.objects.filter(case=case).exists()
