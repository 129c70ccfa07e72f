"""The keys of one installation, made on first start and kept in its data folder, readable by its owner only."""

import json
import os
import secrets
from pathlib import Path


def load_or_make(file: Path) -> dict[str, str]:
    """Keys by name: `django` signs sessions and links, `seal` encrypts personal fields, `index` keys the blind
    index. Lose the file and sealed fields can no longer be read: back it up apart from the database."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = {
        "django": secrets.token_urlsafe(48),
        "seal": secrets.token_hex(32),
        "index": secrets.token_hex(32),
    }
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept: dict[str, str] = json.loads(file.read_text())
        return kept
    with os.fdopen(handle, "w") as out:
        json.dump(fresh, out)
    return fresh
