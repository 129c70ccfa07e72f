"""The office's own words: added, taken away, ended; and each lexicon that counted kept once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.acting import acting
from jishiyu.registry.models import Officer, Post
from jishiyu.sensing import queries
from jishiyu.sensing.kinds import lexicon_of, lexicons
from jishiyu.sensing.models import LexiconVersion, OfficeWord
from jishiyu.sensing.wordlists import Change, as_plain, check

CHANGES_WORDS = frozenset({Post.LEADER})


@transaction.atomic
def change_word(pack: str, change: Change, *, note: str = "", by: str, at: datetime) -> OfficeWord:
    """Add a word to a list, or take one away. It counts from the next batch on, in every process. Taking away what the
    office itself added ends that row instead.

    Raises Refused: not_yours, pack_unknown, and as `wordlists.check`."""
    _check_leader(by)
    if pack not in lexicons():
        raise Refused("pack_unknown", pack=pack[:40])
    word = " ".join(change.word.split())
    change = Change(change.meaning, word, change.adds)
    check(lexicon_of(pack), queries.lexicon_now(pack), change)
    other = _rows(pack).filter(meaning=change.meaning, word=word, ended_at__isnull=True).first()
    if other is not None:
        return _end(other, by=by, at=at)
    row = OfficeWord.objects.create(
        pack=pack, meaning=change.meaning, word=word, adds=change.adds, note=note.strip()[:120], by=by, at=at
    )
    fields = {"pack": pack, "meaning": row.meaning, "word": word, "adds": row.adds, "note": row.note}
    ledger.record(f"word:{row.pk}", "added", by=by, at=at, after=fields, data=_version(pack, by=by, at=at))
    return row


@transaction.atomic
def end_word(word_id: int, *, by: str, at: datetime) -> OfficeWord:
    """The office's change of a word is undone. Raises Refused: not_yours, word_ended_already."""
    _check_leader(by)
    row = OfficeWord.objects.select_for_update().filter(pk=word_id).first()
    if row is None or row.ended_at is not None:
        raise Refused("word_ended_already")
    return _end(row, by=by, at=at)


@transaction.atomic
def note_lexicons(*, by: str, at: datetime) -> int:
    """Keep what each lexicon says that counts now, if nobody kept it: a service line may have come with a new one.
    Returns how many are new."""
    return sum(_keep(pack, by=by, at=at) for pack in lexicons())


def _rows(pack: str) -> QuerySet[OfficeWord]:
    return OfficeWord.objects.select_for_update().filter(pack=pack)


def _end(row: OfficeWord, *, by: str, at: datetime) -> OfficeWord:
    row.ended_by, row.ended_at = by, at
    row.save(update_fields=["ended_by", "ended_at"])
    data = {"word": row.word, **_version(row.pack, by=by, at=at)}
    ledger.record(f"word:{row.pk}", "ended", by=by, at=at, after={"ended_at": at.isoformat()}, data=data)
    return row


def _version(pack: str, *, by: str, at: datetime) -> dict[str, str]:
    _keep(pack, by=by, at=at)
    return {"version": queries.lexicon_now(pack).version}


def _keep(pack: str, *, by: str, at: datetime) -> bool:
    lexicon = queries.lexicon_now(pack)
    _, fresh = LexiconVersion.objects.get_or_create(
        pack=pack,
        version=lexicon.version,
        defaults={"snapshot": as_plain(lexicon), "made_by": by, "at": at},
    )
    return fresh


def _check_leader(by: str) -> None:
    """A word that is added or taken away decides who is heard: whoever leads the centre answers for that."""
    kind, _, key = by.partition(":")
    if kind != "officer":
        return
    officer = acting(by) or Officer.objects.filter(pk=int(key) if key.isdigit() else 0, is_active=True).first()
    if officer is None or officer.post not in CHANGES_WORDS:
        raise Refused("not_yours", by=by[:40])
