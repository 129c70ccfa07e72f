"""Residencies (驻企): officers stationed at an enterprise, their daily notes, and the end of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.notices.actions import tell
from jishiyu.outreach import holding
from jishiyu.outreach.kinds import residencies, residency_of
from jishiyu.outreach.models import Residency, ResidencyNote, Stationed
from jishiyu.registry import queries as registry
from jishiyu.registry.acting import acting
from jishiyu.registry.models import Officer, Post, Subject

MOST_WORDS = 2000
KEPT_OPEN_DAYS = 14  # so long after a day it may still be noted


@dataclass(frozen=True, slots=True)
class DayNote:
    """What one stationed officer did on a day: words, duties done and disciplines found broken, by code."""

    day: date
    words: str
    done: Sequence[str] = ()
    broken: Sequence[str] = ()


def _stations(by: str) -> None:
    if by.startswith("system:"):
        return
    officer = acting(by) or registry.officer_by_actor(by)
    if officer is None or officer.post not in holding.STATIONS:
        raise Refused("not_yours", by=by[:40])


def stationed_at(residency: Residency, by: str) -> Officer | None:
    """The acting officer, when stationed there now; None for a system. Raises Refused not_yours."""
    if by.startswith("system:"):
        return None
    officer = acting(by) or registry.officer_by_actor(by)
    if officer is None or not residency.officers.filter(officer=officer, until__isnull=True).exists():
        raise Refused("not_yours", by=by[:40])
    return officer


@transaction.atomic
def station(kind: str, subject_id: int, posts: Mapping[str, int], *, since: date, by: str, at: datetime) -> Residency:
    """Station officers at an enterprise, one in each post named; they are told. One may hold several posts.

    Raises Refused: not_yours, residency_kind_unknown, post_unknown, guest_unknown, residency_there, officer_gone."""
    _stations(by)
    if kind not in residencies():
        raise Refused("residency_kind_unknown")
    if not posts or not set(posts) <= set(residency_of(kind).posts):
        raise Refused("post_unknown")
    subject = Subject.objects.select_for_update().filter(pk=subject_id, kind=Subject.Kind.ENTERPRISE).first()
    if subject is None:
        raise Refused("guest_unknown")
    if Residency.objects.filter(subject=subject, until__isnull=True).exists():
        raise Refused("residency_there")
    _check_officers(posts.values())
    residency = Residency.objects.create(kind=kind, subject=subject, since=since, by=by, made_at=at)
    Stationed.objects.bulk_create(
        [Stationed(residency=residency, officer_id=key, post=post, since=since) for post, key in posts.items()]
    )
    told = {"kind": kind, "subject": subject_id, "since": str(since), "posts": dict(posts)}
    ledger.record(residency.ref, "stationed", by=by, at=at, after=told)
    _tell(residency, set(posts.values()), at=at)
    return residency


@transaction.atomic
def change_stationed(residency_id: int, post: str, officer_id: int, *, since: date, by: str, at: datetime) -> Stationed:
    """Another officer takes a post over, or a post is filled that was empty. Raises Refused: residency_unknown,
    residency_over, not_yours, post_unknown, officer_gone, already_theirs."""
    residency = _locked(residency_id)
    _stations(by)
    if post not in residency_of(residency.kind).posts:
        raise Refused("post_unknown")
    _check_officers([officer_id])
    old = residency.officers.filter(post=post, until__isnull=True).first()
    if old is not None and old.officer_id == officer_id:
        raise Refused("already_theirs")
    if old is not None:
        old.until = since
        old.save(update_fields=["until"])
    row = Stationed.objects.create(residency=residency, officer_id=officer_id, post=post, since=since)
    told = {"post": post, "since": str(since)}
    ledger.record(residency.ref, "post_changed", by=by, at=at, before={"officer": old.officer_id if old else None},
                  after={"officer": officer_id}, data=told)  # fmt: skip
    _tell(residency, {officer_id}, at=at)
    return row


@transaction.atomic
def end_residency(residency_id: int, *, until: date, words: str, by: str, at: datetime) -> Residency:
    """It ends, with what is left to those who stay. Raises Refused: residency_unknown, residency_over, not_yours,
    gathering_words, day_wrong."""
    residency = _locked(residency_id)
    _stations(by)
    if until < residency.since:
        raise Refused("day_wrong", day=str(until))
    residency.until, residency.closing = until, holding.check_words(words)[:400]
    residency.save(update_fields=["until", "closing"])
    residency.officers.filter(until__isnull=True).update(until=until)
    ledger.record(residency.ref, "ended", by=by, at=at, after={"until": str(until)}, data={"words": residency.closing})
    return residency


@transaction.atomic
def note_day(residency_id: int, note: DayNote, *, by: str, at: datetime) -> ResidencyNote:
    """An officer's note of one day: one however often it is sent; a later word of the same day replaces it, and the
    ledger keeps what stood there. Raises Refused: residency_unknown, residency_over, not_yours, day_to_come,
    day_wrong, list_wrong."""
    residency = _locked(residency_id)
    officer = stationed_at(residency, by)
    if officer is None:
        raise Refused("not_yours", by=by[:40])
    _check_day(residency, note, at)
    kind = residency_of(residency.kind)
    done, broken = sorted(set(note.done)), sorted(set(note.broken))
    if not set(done) <= set(kind.duties) or not set(broken) <= set(kind.disciplines):
        raise Refused("list_wrong")
    row = ResidencyNote.objects.filter(residency=residency, officer=officer, day=note.day).first()
    before = {"words": row.words, "done": row.done, "broken": row.broken} if row else {}
    after = {"words": note.words.strip()[:MOST_WORDS], "done": done, "broken": broken}
    if before == after and row is not None:
        return row
    row, _fresh = ResidencyNote.objects.update_or_create(
        residency=residency, officer=officer, day=note.day, defaults={**after, "at": at}
    )
    ledger.record(residency.ref, "day_noted", by=by, at=at, before=before, after=after, data={"day": str(note.day)})
    return row


def _check_day(residency: Residency, note: DayNote, at: datetime) -> None:
    today = timezone.localdate(at)
    if note.day > today:
        raise Refused("day_to_come", day=str(note.day))
    if note.day < residency.since or (today - note.day).days > KEPT_OPEN_DAYS:
        raise Refused("day_wrong", day=str(note.day))


def _locked(residency_id: int) -> Residency:
    residency = Residency.objects.select_for_update(of=("self",)).filter(pk=residency_id).first()
    if residency is None:
        raise Refused("residency_unknown")
    if residency.until is not None:
        raise Refused("residency_over")
    return residency


def _check_officers(keys: Iterable[int]) -> None:
    wanted = set(keys)
    posts = [Post.OFFICER, Post.HEAD]
    if Officer.objects.filter(pk__in=wanted, is_active=True, post__in=posts).count() != len(wanted):
        raise Refused("officer_gone")


def _tell(residency: Residency, officers: set[int], *, at: datetime) -> None:
    profile = getattr(residency.subject, "profile", None)
    tell(
        [f"officer:{key}" for key in sorted(officers)],
        key=f"stationed:{residency.pk}:{at.isoformat()}",
        kind="stationed",
        params={"title": profile.name if profile else ""},
        link=f"/console/residencies/{residency.pk}/",
        at=at,
    )
