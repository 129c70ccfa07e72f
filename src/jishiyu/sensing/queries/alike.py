"""Letters that a new one may say again in other words, and the table that says which words are rare."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models.functions import Substr

from jishiyu.sensing.letters.same import READ, Letter, Rarity, letters
from jishiyu.sensing.models import Lead, Message

WITHIN = timedelta(days=30)
AT_LEAST, FOR_EACH, MOST = 1_000, 50, 5_000  # letters a batch is compared with, the newest: more for a larger one
LEARNT_FROM = 50_000  # letters that the table is made from, the newest
KEPT = 20_000  # letters whose grams stay in memory, some 1.5 KB each
FILE = Path("letters", "rarity.npz")
LIVE = (Lead.State.OPEN, Lead.State.TAKEN, Lead.State.QUIET)

_tables: dict[Path, tuple[tuple[int, int, int], Rarity | None]] = {}
_grams: dict[tuple[int, str, str], Letter] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """A letter with the lead it belongs to."""

    lead: int
    message: int
    title: str
    text: str
    letter: Letter


def rarity_path() -> Path:
    return Path(settings.DATA) / FILE


def rarity_now() -> Rarity | None:
    """The table as it stands in the data folder, None while there is none; one that is replaced counts in every process
    at its next batch, one that cannot be read stops nothing."""
    path = rarity_path()
    try:
        held = path.stat()
    except FileNotFoundError:
        return None
    mark = (held.st_ino, held.st_size, held.st_mtime_ns)
    kept = _tables.get(path)
    if kept is None or kept[0] != mark:
        _tables[path] = kept = (mark, _read(path))
    return kept[1]


def _read(path: Path) -> Rarity | None:
    try:
        return Rarity.load(path)
    except (OSError, ValueError, KeyError):
        return None


def older_letters() -> list[tuple[str, str]]:
    """(title, text) of the newest letters, for the table."""
    rows = Message.objects.filter(group__isnull=True, recalled_at__isnull=True).order_by("-pk")
    return list(rows.values_list("title", "text")[:LEARNT_FROM])


def letters_of(leads: Collection[int]) -> list[Told]:
    """The letters of these leads, the first said first."""
    rows = Message.objects.filter(lead__in=list(leads), group__isnull=True, recalled_at__isnull=True)
    rows = rows.exclude(in_case__case__secret=True).order_by("said_at", "pk")
    said = rows.annotate(start=Substr("text", 1, READ)).values_list("lead_id", "pk", "title", "start")
    return _told(list(said[: 2 * MOST]))


def near_letters(leads: Sequence[Lead]) -> list[Lead]:
    """Leads of letters of the kinds and places of these, heard within a month of them, the newest; without those whose
    requester is secret."""
    first, last = min(lead.first_at for lead in leads), max(lead.last_at for lead in leads)
    rows = Lead.objects.filter(
        pack=leads[0].pack,
        group__isnull=True,
        kind__in={lead.kind for lead in leads},
        division__in={lead.division_id for lead in leads if lead.division_id},
        state__in=LIVE,
        last_at__gte=first - WITHIN,
        first_at__lte=last + WITHIN,
    ).exclude(case__secret=True)
    most = min(AT_LEAST + FOR_EACH * len(leads), MOST)
    return list(rows.order_by("-last_at", "-pk")[:most])


def same_place(one: Lead, other: Lead) -> bool:
    cells = one.cell_id == other.cell_id or None in (one.cell_id, other.cell_id)
    return one.kind == other.kind and one.division_id == other.division_id and cells


def in_time(one: Lead, other: Lead, at: datetime) -> bool:
    return other.first_at - WITHIN <= at <= other.last_at + WITHIN and one.pk != other.pk


def _told(rows: Sequence[tuple[int, int, str, str]]) -> list[Told]:
    """With their grams, of which the newest KEPT stay in memory."""
    new = [(pk, title, text) for _, pk, title, text in rows if (pk, title, text) not in _grams]
    if len(_grams) + len(new) > KEPT:
        _grams.clear()
        new = [(pk, title, text) for _, pk, title, text in rows]
    read = letters([(title, text) for _, title, text in new])
    _grams.update(zip(new, read, strict=True))
    return [Told(lead, pk, title, text, _grams[pk, title, text]) for lead, pk, title, text in rows]
