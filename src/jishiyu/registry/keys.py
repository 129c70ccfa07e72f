"""Keys of officers for other systems: how one is made, read and compared. No database."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

MOST_KEYS = 5
_FORM = re.compile(r"jsy_([0-9a-f]{12})_([\w-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """`name` finds the row, `secret` proves the right to it; 256 bits, so a plain hash keeps it safe."""

    name: str
    secret: str

    def __str__(self) -> str:
        return f"jsy_{self.name}_{self.secret}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def fits(self, kept: str) -> bool:
        return hmac.compare_digest(self.hash, kept)


def make() -> Key:
    return Key(secrets.token_hex(6), secrets.token_urlsafe(32))


def read(said: str) -> Key | None:
    """The key in an Authorization header, "Bearer jsy_…", or None for anything else."""
    scheme, _, words = said.partition(" ")
    found = _FORM.fullmatch(words.strip()) if scheme.lower() == "bearer" else None
    return Key(found.group(1), found.group(2)) if found else None
