"""What the office's own key vouches for: the head of each subject, and checkpoints. Pure: keys and values in, text out.

A checkpoint is a statement of a few lines, so that it can be printed, read aloud, and checked with tools of others: its
hash and its Ed25519 signature are over exactly these lines.
"""

import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHMS = ("sha256", "sm3")
TITLE = "jishiyu ledger checkpoint"
Leaf = tuple[int, str, int, str]  # id, subject, version and hash of an entry


def seal_of_head(subject: str, version: int, tip: str, *, key: str, algorithm: str) -> str:
    """Hex seal by which a head cannot be made up or moved without the key file, whoever holds the database."""
    said = f"{subject}\n{version}\n{tip}".encode()
    return hmac.digest(_key_of_heads(key), said, algorithm).hex()


def is_head_sealed(subject: str, version: int, tip: str, seal: str, *, key: str) -> bool:
    """Whether the seal is the office's own, by whichever algorithm was set when it was made."""
    return any(
        hmac.compare_digest(seal.encode(), seal_of_head(subject, version, tip, key=key, algorithm=one).encode())
        for one in ALGORITHMS
    )


@lru_cache(maxsize=4)
def _key_of_heads(key: str) -> bytes:
    return hashlib.sha256(b"jishiyu ledger heads" + bytes.fromhex(key)).digest()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a checkpoint says: a Merkle `root` over `entries` entries from id `first` to `last`, all committed for good;
    the hash of their `roll`; the hash of the checkpoint before, `-` for the first. `at` is ISO 8601 in UTC."""

    number: int
    entries: int
    first: int
    last: int
    at: str
    algorithm: str
    root: str
    roll: str
    previous: str

    def text(self) -> str:
        return "".join([f"{TITLE}\n", *(f"{one.name} {getattr(self, one.name)}\n" for one in fields(self))])

    def hash(self) -> str:
        """Raises ValueError for an algorithm that is none of ours."""
        if self.algorithm not in ALGORITHMS:
            raise ValueError(self.algorithm)
        return hashlib.new(self.algorithm, self.text().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Printed:
    """A checkpoint as it is printed or sent elsewhere: statement, its hash and signature, and the key that signed."""

    statement: Statement
    hash: str
    signature: str
    key: str

    def text(self) -> str:
        return f"{self.statement.text()}hash {self.hash}\nsignature {self.signature}\nkey {self.key}\n"

    def is_whole(self) -> bool:
        """Whether hash and signature are those of the statement; by whose key is another question."""
        try:
            right = self.hash == self.statement.hash()
        except ValueError:
            return False
        return right and is_signed(self.statement.text(), self.signature, self.key)


def read_printed(text: str) -> Printed:
    """Reads the lines of a printed checkpoint; spaces around and empty lines do not matter. Raises ValueError."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    names = [one.name for one in fields(Statement)]
    found = dict(re.findall(r"^(\w+) (\S+)$", "\n".join(lines[1:]), re.M))
    if lines[:1] != [TITLE] or set(found) != {*names, "hash", "signature", "key"}:
        raise ValueError("this is no printed checkpoint")
    values = [int(found[name]) if name in ("number", "entries", "first", "last") else found[name] for name in names]
    return Printed(Statement(*values), found["hash"], found["signature"], found["key"])  # type: ignore[arg-type]


def sign(text: str, key: str) -> str:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).sign(text.encode()).hex()


@lru_cache(maxsize=4)
def public_key(key: str) -> str:
    """The half of the office's key that everybody may know, in hex."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key().public_bytes_raw().hex()


def is_signed(text: str, signature: str, public: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def pack_roll(leaves: Sequence[Leaf]) -> bytes:
    """The roll of a checkpoint: which entries it seals, by name. The root proves; the roll lets a fault be named."""
    return zlib.compress(json.dumps(leaves, ensure_ascii=False, separators=(",", ":")).encode())


def open_roll(packed: bytes) -> list[Leaf]:
    """Raises ValueError when it was damaged."""
    try:
        return [(int(key), str(subject), int(version), str(tip)) for key, subject, version, tip in
                json.loads(zlib.decompress(packed))]  # fmt: skip
    except (zlib.error, TypeError, ValueError) as trouble:
        raise ValueError("the roll is damaged") from trouble


def hash_of_roll(leaves: Sequence[Leaf], algorithm: str) -> str:
    text = json.dumps(leaves, ensure_ascii=False, separators=(",", ":"))
    return hashlib.new(algorithm, text.encode()).hexdigest()
