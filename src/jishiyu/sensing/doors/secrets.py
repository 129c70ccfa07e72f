"""Which secrets a door needs, and which of them we make. No database."""

import re
import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jishiyu.lib.refused import Refused

AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
LETTERS = string.ascii_letters + string.digits
LONGEST = 500


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


@dataclass(frozen=True, slots=True)
class Named:
    """A secret of a door: given by the office because its platform made it, or `make`d here unless it is given."""

    name: str
    make: Callable[[], str] | None = None
    needed: bool = True


DINGTALK_ENCRYPTED = ("token", "aes_key", "receiver")  # all of them, or none: then bodies come in clear
MADE = Named("secret", lambda: secrets.token_urlsafe(32))
DOORS: Mapping[str, tuple[Named, ...]] = {
    "webhook": (MADE,),
    "archive": (MADE,),
    "wecom": (Named("corp_id"), Named("token", lambda: _letters(24)), Named("aes_key", lambda: _letters(43))),
    "dingtalk": (
        Named("app_secret"),
        *(Named(name, needed=False) for name in DINGTALK_ENCRYPTED),
    ),
    "dingstream": (Named("client_id"), Named("client_secret"), Named("gateway", needed=False)),
    "feishu": (Named("verification_token"), Named("encrypt_key", lambda: _letters(32))),
    "mail": tuple(Named(name, needed=False) for name in ("host", "port", "user", "password", "folder", "tls")),
    "open311": (Named("api_key", lambda: secrets.token_urlsafe(24)),),
}


def settled(door: str, given: Mapping[str, str]) -> dict[str, str]:
    """All secrets of a door: those given, and those made now.

    Raises Refused: secret_unknown, secret_missing, secret_unfit (an EncodingAESKey has 43 characters)."""
    known = DOORS[door]
    for name in given:
        if name not in {one.name for one in known}:
            raise Refused("secret_unknown", name=name[:40], known=", ".join(one.name for one in known))
    found: dict[str, str] = {}
    for one in known:
        said = given.get(one.name)
        if said is None and one.make is not None:
            said = one.make()
        if one.needed and not said and one.make is None:
            raise Refused("secret_missing", name=one.name)
        if said:
            found[one.name] = said.strip()[:LONGEST]
    some = [name for name in DINGTALK_ENCRYPTED if found.get(name)] if door == "dingtalk" else []
    if some and len(some) < len(DINGTALK_ENCRYPTED):
        raise Refused("secret_missing", name=next(name for name in DINGTALK_ENCRYPTED if name not in some))
    if (door == "wecom" or some) and not AES_KEY.fullmatch(found.get("aes_key", "")):
        raise Refused("secret_unfit", name="aes_key")
    return found
