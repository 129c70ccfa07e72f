"""The keys of one installation, made on first start and kept in its data folder, readable by its owner only."""

import contextlib
import json
import os
import secrets
from pathlib import Path


def load_or_make(file: Path) -> dict[str, str]:
    """Keys by name: `django` signs sessions and links, `seal` encrypts personal fields, `index` keys the blind
    index. Lose the file and sealed fields can no longer be read: back it up apart from the database."""
    return _kept_or(
        file,
        {
            "django": secrets.token_urlsafe(48),
            "seal": secrets.token_hex(32),
            "index": secrets.token_hex(32),
        },
    )


def load_or_make_ledger_key(file: Path) -> str:
    """The key, in hex, that seals heads and signs checkpoints of the ledger. In a file of its own, because whoever
    holds the database and this key could write another history: keep its backup where database people cannot read."""
    return _kept_or(file, {"ledger": secrets.token_hex(32)})["ledger"]


def load_or_make_permit_key(file: Path) -> str:
    """The key, in hex, that signs permits for verifying off-line. With another one all permits that are out no longer
    verify: back it up, and hand out only its public key (`jishiyu permit key`)."""
    return _kept_or(file, {"permit": secrets.token_hex(32)})["permit"]


def _kept_or(file: Path, fresh: dict[str, str]) -> dict[str, str]:
    """What the file holds; if there is none, it holds `fresh` from now on. Never half a file: two may start at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(fresh, out)
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    kept: dict[str, str] = json.loads(file.read_text())
    return kept
