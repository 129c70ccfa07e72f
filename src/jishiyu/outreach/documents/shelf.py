"""All document packs of this installation: those packs ship, then the office's own from the folder of documents."""

from functools import cache
from pathlib import Path

from django.conf import settings

from jishiyu.outreach.documents.packs import DocumentPack, Flawed, read
from jishiyu.outreach.kinds import documents

ENDINGS = (".toml", ".json")


def files() -> list[Path]:
    """Files that say a pack: shipped ones first."""
    folder = Path(settings.JISHIYU_DOCUMENTS)
    own = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS) if folder.is_dir() else []
    return [*documents(), *own]


def flaws() -> list[str]:
    """What is wrong with any of them, named by file."""
    found, codes = [], dict[str, str]()
    for path in files():
        try:
            code = read(path).code
        except Flawed as flawed:
            found += [f"{path.name}: {flaw}" for flaw in flawed.flaws]
            continue
        if code in codes:
            found.append(f"{path.name}: the pack {code!r} is in {codes[code]} already")
        codes.setdefault(code, path.name)
    return found


@cache
def _read(path: Path, changed_at: int) -> DocumentPack | None:
    try:
        return read(path)
    except Flawed:
        return None


def packs() -> list[DocumentPack]:
    """Packs without a flaw, in order. A file that is changed is read again; one that is flawed is left out."""
    found: dict[str, DocumentPack] = {}
    for path in files():
        pack = _read(path, path.stat().st_mtime_ns)
        if pack is not None:
            found.setdefault(pack.code, pack)
    return list(found.values())


def pack_of(code: str) -> DocumentPack | None:
    return next((one for one in packs() if one.code == code), None)
