"""Sealing personal fields, and finding them again without opening them."""

import base64
import hmac
import os
import unicodedata

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_ID = "1"  # stands before every sealed value, so that keys can be changed later
NONCE_BYTES = 12


class Sealer:
    """AES-256-GCM with a fresh nonce for each value, and a keyed blind index (HMAC-SHA256) for exact look-up."""

    def __init__(self, seal_key: str, index_key: str) -> None:
        """Both keys are 32 bytes in hex. Raises ValueError for anything else."""
        self._seal = AESGCM(bytes.fromhex(seal_key))
        self._index = bytes.fromhex(index_key)

    def seal(self, text: str) -> str:
        """An empty text stays empty: there is nothing to hide."""
        if not text:
            return ""
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self._seal.encrypt(nonce, text.encode(), KEY_ID.encode())
        return f"{KEY_ID}:{base64.b64encode(sealed).decode()}"

    def open(self, sealed: str) -> str:
        """Raises ValueError for an unknown key id, InvalidTag for a value that was altered."""
        if not sealed:
            return ""
        key_id, _, body = sealed.partition(":")
        if key_id != KEY_ID:
            raise ValueError(f"sealed with key {key_id!r}, which is not here")
        raw = base64.b64decode(body)
        return self._seal.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id.encode()).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """For what is large: no text is made of it."""
        nonce = os.urandom(NONCE_BYTES)
        return f"{KEY_ID}:".encode() + nonce + self._seal.encrypt(nonce, content, KEY_ID.encode())

    def open_bytes(self, sealed: bytes) -> bytes:
        """Raises ValueError for an unknown key id, InvalidTag for bytes that were altered."""
        key_id, _, raw = bytes(sealed).partition(b":")
        if key_id != KEY_ID.encode():
            raise ValueError(f"sealed with key {key_id!r}, which is not here")
        return self._seal.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id)

    def index(self, text: str) -> str:
        """Hex index of the text, alike for full-width and half-width forms and stray spaces; empty for empty."""
        plain = "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())
        return hmac.digest(self._index, plain.encode(), "sha256").hex() if plain else ""
