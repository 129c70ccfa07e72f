"""What the office's own key vouches for: the head of each subject. Pure: keys and values in, text out."""

import hashlib
import hmac
from functools import lru_cache

ALGORITHMS = ("sha256", "sm3")


def seal_of_head(subject: str, version: int, tip: str, *, key: str, algorithm: str) -> str:
    """Hex seal by which a head cannot be made up or moved without the key file, whoever holds the database."""
    said = f"{subject}\n{version}\n{tip}".encode()
    return hmac.digest(_key_of_heads(key), said, algorithm).hex()


def is_head_sealed(subject: str, version: int, tip: str, seal: str, *, key: str) -> bool:
    """Whether the seal is the office's own, by whichever algorithm was set when it was made."""
    return any(
        hmac.compare_digest(seal, seal_of_head(subject, version, tip, key=key, algorithm=one)) for one in ALGORITHMS
    )


@lru_cache(maxsize=4)
def _key_of_heads(key: str) -> bytes:
    return hashlib.sha256(b"jishiyu ledger heads" + bytes.fromhex(key)).digest()
