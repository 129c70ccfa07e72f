"""The words of a permit as its QR says them: signed, short, masked, and verified with the public key alone. No
database, no network.

    JSP1.<what it says>.<signature>     both in base64url; what it says is a JSON list:
    [number, masked subject, mark, scope, valid from, valid until (included)]

The mark is of number and subject, so that whoever reads a plate on the spot can compare it without the plate standing
in the QR. Signed by Ed25519 (RFC 8032).
"""

import base64
import binascii
import hashlib
import json
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

HEAD = "JSP1"
Verdict = Literal["valid", "expired", "not_yet", "revoked", "unknown", "other"]


@dataclass(frozen=True, slots=True)
class Pass:
    """What a permit says of itself."""

    number: str
    mask: str
    mark: str
    scope: str
    valid_from: date
    valid_until: date


def mark_of(number: str, subject: str) -> str:
    """16 hex digits by which a subject read on the spot is compared; spaces, dots and full-width forms are one."""
    return hashlib.sha256(f"{number} {plain(subject)}".encode()).hexdigest()[:16]


def plain(subject: str) -> str:
    """A plate as it is compared: 湘H·12 345 → 湘H12345."""
    return "".join(one for one in unicodedata.normalize("NFKC", subject).upper() if one.isalnum())


def mask_of(subject: str) -> str:
    """湘H12345 → 湘H**345: the first two and the last three stay."""
    said = plain(subject)
    return said[:2] + "*" * max(len(said) - 5, 1) + said[-3:] if len(said) > 5 else said[:1] + "*" * (len(said) - 1)


def sign(said: Pass, key: str) -> str:
    """The text of the QR. `key` is the private key, 32 bytes in hex."""
    body = _encoded(json.dumps(
        [said.number, said.mask, said.mark, said.scope, str(said.valid_from), str(said.valid_until)],
        ensure_ascii=False, separators=(",", ":"),
    ).encode())  # fmt: skip
    signature = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).sign(f"{HEAD}.{body}".encode())
    return f"{HEAD}.{body}.{_encoded(signature)}"


def public_key(key: str) -> str:
    """The public key of a private one, 32 bytes in hex: to be printed, and handed to whoever verifies."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key().public_bytes_raw().hex()


def read(text: str, public: str) -> Pass | None:
    """What a text says, if it was signed with the key of this public one; None for anything else. Raises ValueError
    for a public key that is none."""
    verifier = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public.strip()))
    head, _, rest = text.strip().partition(".")
    body, _, signature = rest.partition(".")
    if head != HEAD:
        return None
    try:
        verifier.verify(_decoded(signature), f"{HEAD}.{body}".encode())
        number, mask, mark, scope, since, until = json.loads(_decoded(body))
        return Pass(number, mask, mark, scope, date.fromisoformat(since), date.fromisoformat(until))
    except (InvalidSignature, ValueError, binascii.Error):
        return None


def judge(
    text: str, public: str, on: date, *, subject: str = "", revoked: Collection[str] = ()
) -> tuple[Verdict, Pass | None]:
    """Whether a permit holds on a day; `subject` is what was read on the spot (other: it is another's), `revoked` the
    numbers of the list that was fetched last."""
    said = read(text, public)
    if said is None:
        return "unknown", None
    if said.number in revoked:
        return "revoked", said
    if subject and mark_of(said.number, subject) != said.mark:
        return "other", said
    return standing(said.valid_from, said.valid_until, on), said


def standing(since: date, until: date, on: date) -> Verdict:
    """By its days alone."""
    return "not_yet" if on < since else "expired" if on > until else "valid"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
